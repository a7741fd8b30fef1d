"""Sending webhooks: signed as Standard Webhooks says, and never to an address inside a network.

The guard against being led inside (SSRF) looks up the host itself, refuses when any of its addresses is not of the
open internet, and connects to the very address it has looked at: a name that stands for something else a moment later
(DNS rebinding) changes nothing. Redirects are not followed. Certificates are checked against the host's name.
"""

import asyncio
import datetime as dt
import socket
import ssl
import time
from collections.abc import Callable
from ipaddress import ip_address
from typing import Final

import httpx
from standardwebhooks import Webhook

from api.database import Database
from api.domain.kernel.clock import now
from api.domain.webhooks import rules, service
from api.domain.webhooks.service import Claimed, Outcome

TIMEOUT_S: Final = 15.0
"""For all of an attempt: looking up, connecting, sending and the answer's head."""
TOGETHER: Final = 10
"""How many are sent at once, so that one slow receiver holds up few others."""


async def deliver_due(database: Database, derive: Callable[[str], str], *, allow_private: bool) -> int:
    """Sends every message whose time has come; returns how many attempts were made.

    ``derive`` makes the secret for a purpose. ``allow_private`` lifts the guard.
    """
    async with database.work() as session:
        more = True
        while more:
            async with session.begin():
                more = await service.enqueue(session, now())
    attempts = 0
    while True:
        async with database.work.begin() as session:
            claimed = await service.claim(session, now(), TOGETHER)
        if not claimed:
            return attempts
        await asyncio.gather(*(_deliver(database, derive, one, allow_private) for one in claimed))
        attempts += len(claimed)


async def _deliver(database: Database, derive: Callable[[str], str], one: Claimed, allow_private: bool) -> None:
    secrets = [rules.secret(derive(purpose)) for purpose in one.secret_purposes]
    outcome = await send(one, secrets, allow_private=allow_private)
    async with database.work.begin() as session:
        await service.note(session, one.delivery_id, outcome)


async def send(message: Claimed, secrets: list[str], *, allow_private: bool) -> Outcome:
    """One attempt. Whatever goes wrong on the way is in the outcome; nothing is raised."""
    at, started = now(), time.monotonic()

    def outcome(status: int | None, failure: rules.Failure | None) -> Outcome:
        return Outcome(at, round((time.monotonic() - started) * 1000), status, failure)

    try:
        async with asyncio.timeout(TIMEOUT_S):
            addresses = await _look_up(message.url)
            if not allow_private and not all(rules.is_public(ip_address(address)) for address in addresses):
                return outcome(None, "private_address")
            status = await _post(message, addresses[0], signed(message, secrets, at))
    except socket.gaierror:
        return outcome(None, "unknown_host")
    except (TimeoutError, httpx.TimeoutException):
        return outcome(None, "timeout")
    except (OSError, ValueError, httpx.HTTPError, httpx.InvalidURL):
        return outcome(None, "connection")
    if 200 <= status < 300:
        return outcome(status, None)
    return outcome(status, "redirect" if 300 <= status < 400 else "refused")


def signed(message: Claimed, secrets: list[str], at: dt.datetime) -> dict[str, str]:
    """The headers of Standard Webhooks, with a signature by each secret."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "Samstyre-Webhooks",
        "webhook-id": message.delivery_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(
            Webhook(secret).sign(msg_id=message.delivery_id, timestamp=at, data=message.body) for secret in secrets
        ),
    }


async def _look_up(url: str) -> list[str]:
    """Every address that the URL's host stands for."""
    target = httpx.URL(url)
    found = await asyncio.get_running_loop().getaddrinfo(
        target.raw_host.decode(), target.port or (443 if target.scheme == "https" else 80), type=socket.SOCK_STREAM
    )
    return [str(where[0]).partition("%")[0] for *_, where in found]


async def _post(message: Claimed, address: str, headers: dict[str, str]) -> int:
    """The status that the receiver answers with; what else it says is not read."""
    target = httpx.URL(message.url)
    # The connection goes to the address that was looked at; host and certificate are those of the name.
    async with (
        httpx.AsyncClient(
            verify=ssl.create_default_context(), trust_env=False, follow_redirects=False, timeout=TIMEOUT_S
        ) as client,
        client.stream(
            "POST",
            target.copy_with(host=address),
            content=message.body.encode(),
            headers={**headers, "Host": target.netloc.decode()},
            extensions={"sni_hostname": target.raw_host.decode()},
        ) as answer,
    ):
        return answer.status_code
