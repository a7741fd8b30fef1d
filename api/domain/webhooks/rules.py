"""What a webhook says, when it is tried again, and where it may be sent. Pure."""

import base64
import datetime as dt
import json
import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final, Literal
from urllib.parse import urlsplit

from api.domain.kernel.event import Entry

Failure = Literal["private_address", "unknown_host", "timeout", "connection", "redirect", "refused"]
"""Why an attempt failed: ``refused`` is an answer that is neither 2xx nor 3xx."""

RETRY_AFTER: Final = (
    dt.timedelta(seconds=5),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=5),
    dt.timedelta(hours=10),
    dt.timedelta(hours=14),
    dt.timedelta(hours=20),
    dt.timedelta(hours=24),
)
"""Pauses between attempts, as the Standard Webhooks specification suggests: the last one is some three days after."""

SECRETS_OVERLAP: Final = dt.timedelta(hours=24)
"""How long messages carry the old secret's signature, too, after a new one was made."""

PING: Final = "webhook.ping"
ENDPOINT: Final = "webhook"
"""Subject of events about webhooks themselves, which no webhook tells of: each would lead to the next."""

EVENT_TYPE: Final = r"^[a-z_]+\.([a-z_]+|\*)$"
"""``meeting.published``, or ``meeting.*`` for whatever becomes of a meeting."""

_NAT64: Final = ip_network("64:ff9b::/96")


def next_attempt(tries: int, now: dt.datetime) -> dt.datetime | None:
    """When to try again after ``tries`` failed attempts (1 and up); None when that was the last one."""
    return now + RETRY_AFTER[tries - 1] if tries <= len(RETRY_AFTER) else None


def wants(event_types: Sequence[str], entry: Entry) -> bool:
    """Whether an endpoint with this list is told of the event; an empty list means all."""
    if entry.event.subject_type == ENDPOINT:
        return False
    thing = entry.event.what.partition(".")[0]
    return not event_types or entry.event.what in event_types or f"{thing}.*" in event_types


def message(entry: Entry) -> str:
    """The body of a message, in the shape of Standard Webhooks: type, timestamp, data.

    It says that something happened to which thing, and no value of it, old or new: a draft, what is closed and who did
    it stay where one must sign in to see them.
    """
    found = entry.event
    data = {
        "position": entry.position,
        "subjectType": found.subject_type,
        "subjectId": found.subject_id,
        "bodyId": found.body_id,
    }
    return _body(found.what, found.at, data)


def ping(endpoint_id: str, now: dt.datetime) -> str:
    """The body of the message that the test button sends."""
    return _body(PING, now, {"position": None, "subjectType": ENDPOINT, "subjectId": endpoint_id, "bodyId": None})


def _body(what: str, at: dt.datetime, data: dict[str, object]) -> str:
    return json.dumps({"type": what, "timestamp": at.isoformat(), "data": data}, separators=(",", ":"))


def secret_purpose(endpoint_id: str, number: int) -> str:
    """What the installation's secret is asked to derive for an endpoint's secret: none is stored."""
    return f"webhook:{endpoint_id}:{number}"


def secret(derived: str) -> str:
    """32 derived bytes, in hexadecimal, as Standard Webhooks writes a secret: ``whsec_`` and base64."""
    return "whsec_" + base64.b64encode(bytes.fromhex(derived)).decode()


def secret_numbers(number: int, previous_until: dt.datetime | None, now: dt.datetime) -> tuple[int, ...]:
    """The numbers of the secrets that sign now: the newest, and the one before it while both are good."""
    overlaps = previous_until is not None and now < previous_until
    return (number, number - 1) if overlaps else (number,)


def address_fault(url: str, *, allow_private: bool) -> str | None:
    """Why messages can't go to ``url``, seen by the address alone; None when nothing speaks against it.

    Names are looked up when a message is sent: what they stand for may change from one minute to the next.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is no web address"
    if not host or parts.scheme not in ("http", "https"):
        return "must be of the form https://host/path"
    if parts.scheme != "https" and not allow_private:
        return "must begin with https://"
    if parts.username is not None or parts.password is not None:
        return "must not hold a user name or a password"
    if parts.fragment or re.search(r"\s", url):
        return "must have neither blanks nor a fragment"
    try:
        literal = ip_address(host)
    except ValueError:
        return None
    return None if allow_private or is_public(literal) else "is an address inside a network, which is not sent to"


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the open internet: no loopback, private, link-local, shared or reserved one.

    An IPv6 address that only wraps an IPv4 one (mapped, 6to4, Teredo, NAT64) is judged by what is inside.
    """
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inside = IPv4Address(address.packed[12:])
        if inside is not None:
            return is_public(inside)
    return address.is_global and not address.is_multicast and not address.is_reserved
