"""Changes of webhooks, and the queue of messages. The feed is read from a cursor of each endpoint: nothing is skipped.

Messages are claimed for a while before they are sent, and what became of them is noted after: no transaction is open
while another's server is waited for. A message may thus arrive twice (a crash in between), with the same id.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.kernel import event
from api.domain.kernel.actor import SYSTEM, Actor
from api.domain.kernel.errors import Conflict, FieldError, GuardRefused, Invalid, NotFound
from api.domain.kernel.event import EventPosition
from api.domain.webhooks import rules
from api.domain.webhooks.schemas import NewWebhook, WebhookPatch
from api.domain.webhooks.tables import WebhookAttempt, WebhookCursor, WebhookDelivery, WebhookEndpoint

CLAIMED_FOR: Final = dt.timedelta(minutes=2)
"""Longer than an attempt lasts: after that, whoever claimed the message has died."""
_AT_A_TIME: Final = 200


@dataclass(frozen=True)
class Claimed:
    """A message to send now. ``secret_purposes`` are those of the secrets that sign it."""

    delivery_id: str
    url: str
    body: str
    secret_purposes: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How an attempt went; ``failure`` is None when the message was taken."""

    at: dt.datetime
    duration_ms: int
    status_code: int | None
    failure: rules.Failure | None


async def list_endpoints(session: AsyncSession) -> Sequence[WebhookEndpoint]:
    """Every endpoint, oldest first."""
    return (await session.scalars(select(WebhookEndpoint).order_by(col(WebhookEndpoint.id)))).all()


async def get(session: AsyncSession, endpoint_id: str) -> WebhookEndpoint:
    """Raises NotFound."""
    found = await session.get(WebhookEndpoint, endpoint_id)
    if found is None:
        raise NotFound(f"There is no webhook {endpoint_id}.")
    return found


async def create(session: AsyncSession, actor: Actor, new: NewWebhook, *, allow_private: bool) -> WebhookEndpoint:
    """An endpoint that is told of what happens from now on.

    Raises Invalid for an address that is not sent to, Conflict for one that is told already.
    """
    _require_sendable(new.url, allow_private)
    await _require_new(session, new.url)
    endpoint = WebhookEndpoint(
        url=new.url, description=new.description, event_types=list(new.event_types), created_by=actor.name
    )
    session.add(endpoint)
    await session.flush()
    newest = await session.scalar(sa.select(sa.func.coalesce(sa.func.max(col(EventPosition.position)), 0)))
    session.add(WebhookCursor(endpoint_id=endpoint.id, position=newest or 0))
    event.record(session, actor, "webhook.created", (rules.ENDPOINT, endpoint.id), after=_told(endpoint))
    return endpoint


async def update(
    session: AsyncSession, actor: Actor, endpoint: WebhookEndpoint, patch: WebhookPatch, *, allow_private: bool
) -> WebhookEndpoint:
    """Raises Invalid for an address that is not sent to, Conflict for one that is told already."""
    before = _told(endpoint)
    if patch.url is not None and patch.url != endpoint.url:
        _require_sendable(patch.url, allow_private)
        await _require_new(session, patch.url)
        endpoint.url = patch.url
    if patch.description is not None:
        endpoint.description = patch.description
    if patch.event_types is not None:
        endpoint.event_types = list(patch.event_types)
    if patch.enabled is not None:
        endpoint.enabled = patch.enabled
    await session.flush()
    event.record(session, actor, "webhook.updated", (rules.ENDPOINT, endpoint.id), before=before, after=_told(endpoint))
    return endpoint


async def remove(session: AsyncSession, actor: Actor, endpoint: WebhookEndpoint) -> None:
    """The endpoint and its log; what waits is not sent."""
    event.record(session, actor, "webhook.removed", (rules.ENDPOINT, endpoint.id), before=_told(endpoint))
    await session.delete(endpoint)
    await session.flush()


async def rotate_secret(
    session: AsyncSession, actor: Actor, endpoint: WebhookEndpoint, now: dt.datetime
) -> WebhookEndpoint:
    """A new secret. The old one signs beside it for ``SECRETS_OVERLAP``."""
    endpoint.secret_number += 1
    endpoint.previous_secret_until = now + rules.SECRETS_OVERLAP
    await session.flush()
    event.record(session, actor, "webhook.secret_rotated", (rules.ENDPOINT, endpoint.id))
    return endpoint


async def test(session: AsyncSession, actor: Actor, endpoint: WebhookEndpoint, now: dt.datetime) -> WebhookDelivery:
    """Queues a ping. Raises GuardRefused ``enabled`` for an endpoint that is disabled."""
    _require_enabled(endpoint)
    delivery = WebhookDelivery(
        endpoint_id=endpoint.id, type=rules.PING, body=rules.ping(endpoint.id, now), next_attempt_at=now
    )
    session.add(delivery)
    await session.flush()
    event.record(session, actor, "webhook.tested", (rules.ENDPOINT, endpoint.id))
    return delivery


async def redeliver(session: AsyncSession, actor: Actor, delivery_id: str, now: dt.datetime) -> WebhookDelivery:
    """Queues a message once more, under the id it had.

    Raises NotFound, and GuardRefused ``settled`` while it waits already or ``enabled`` when its endpoint is disabled.
    """
    delivery = await session.get(WebhookDelivery, delivery_id, with_for_update=True)
    if delivery is None:
        raise NotFound(f"There is no delivery {delivery_id}.")
    _require_enabled(await get(session, delivery.endpoint_id))
    if delivery.state == "pending":
        raise GuardRefused(
            "The message is still being sent.", extra={"guard": "settled", "remedy": "Wait for the next attempt."}
        )
    delivery.state, delivery.tries, delivery.next_attempt_at = "pending", 0, now
    await session.flush()
    event.record(session, actor, "webhook.redelivered", (rules.ENDPOINT, delivery.endpoint_id))
    return delivery


async def deliveries(
    session: AsyncSession, endpoint_id: str, limit: int, position: str | None = None, *, backwards: bool = False
) -> Sequence[WebhookDelivery]:
    """Messages to an endpoint, newest first, from the one after ``position`` (before it, going ``backwards``)."""
    key = col(WebhookDelivery.id)
    query = select(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint_id)
    if position is not None:
        query = query.where(key > position if backwards else key < position)
    return (await session.scalars(query.order_by(key.asc() if backwards else key.desc()).limit(limit))).all()


async def attempts(session: AsyncSession, delivery_ids: Sequence[str]) -> dict[str, list[WebhookAttempt]]:
    """The attempts at each message, newest first."""
    query = select(WebhookAttempt).where(col(WebhookAttempt.delivery_id).in_(delivery_ids))
    found: dict[str, list[WebhookAttempt]] = {one: [] for one in delivery_ids}
    for attempt in await session.scalars(query.order_by(col(WebhookAttempt.id).desc())):
        found[attempt.delivery_id].append(attempt)
    return found


async def enqueue(session: AsyncSession, now: dt.datetime) -> bool:
    """Makes messages of what has happened since each endpoint's cursor; whether there may be more.

    An endpoint that another worker is busy with is left to it. Cursor and messages are of one transaction.
    """
    query = (
        select(WebhookCursor, WebhookEndpoint)
        .join(WebhookEndpoint, col(WebhookEndpoint.id) == col(WebhookCursor.endpoint_id))
        .where(col(WebhookEndpoint.enabled))
        .with_for_update(of=WebhookCursor, skip_locked=True)
    )
    more = False
    for cursor, endpoint in (await session.execute(query)).all():
        entries = await event.read_after(session, cursor.position, _AT_A_TIME)
        session.add_all(
            WebhookDelivery(
                endpoint_id=endpoint.id,
                position=entry.position,
                type=entry.event.what,
                body=rules.message(entry),
                next_attempt_at=now,
            )
            for entry in entries
            if rules.wants(endpoint.event_types, entry)
        )
        if entries:
            cursor.position = entries[-1].position
        more = more or len(entries) == _AT_A_TIME
    return more


async def claim(session: AsyncSession, now: dt.datetime, limit: int) -> list[Claimed]:
    """Messages whose time has come, those that have waited longest first; nobody else gets them for a while."""
    query = (
        select(WebhookDelivery, WebhookEndpoint)
        .join(WebhookEndpoint, col(WebhookEndpoint.id) == col(WebhookDelivery.endpoint_id))
        .where(
            WebhookDelivery.state == "pending",
            col(WebhookDelivery.next_attempt_at) <= now,
            col(WebhookEndpoint.enabled),
        )
        .order_by(col(WebhookDelivery.next_attempt_at), col(WebhookDelivery.id))
        .limit(limit)
        .with_for_update(of=WebhookDelivery, skip_locked=True)
    )
    claimed = []
    for delivery, endpoint in (await session.execute(query)).all():
        delivery.next_attempt_at = now + CLAIMED_FOR
        delivery.tries += 1
        numbers = rules.secret_numbers(endpoint.secret_number, endpoint.previous_secret_until, now)
        purposes = tuple(rules.secret_purpose(endpoint.id, number) for number in numbers)
        claimed.append(Claimed(delivery.id, endpoint.url, delivery.body, purposes))
    return claimed


async def note(session: AsyncSession, delivery_id: str, outcome: Outcome) -> None:
    """Writes an attempt into the log, and settles when the next one is, if any.

    An endpoint that answers 410 wants no more and is disabled (Standard Webhooks). One that was removed meanwhile has
    no log.
    """
    delivery = await session.get(WebhookDelivery, delivery_id, with_for_update=True)
    if delivery is None:
        return
    session.add(
        WebhookAttempt(
            delivery_id=delivery_id,
            at=outcome.at,
            duration_ms=outcome.duration_ms,
            status_code=outcome.status_code,
            failure=outcome.failure,
        )
    )
    if outcome.failure is None:
        delivery.state, delivery.next_attempt_at = "delivered", None
        return
    delivery.next_attempt_at = rules.next_attempt(delivery.tries, outcome.at)
    if outcome.status_code == 410 or delivery.next_attempt_at is None:
        delivery.state, delivery.next_attempt_at = "failed", None
    if outcome.status_code == 410:
        endpoint = await get(session, delivery.endpoint_id)
        if endpoint.enabled:
            endpoint.enabled = False
            event.record(session, SYSTEM, "webhook.disabled", (rules.ENDPOINT, endpoint.id), after={"statusCode": 410})


async def forget(session: AsyncSession, before: dt.datetime) -> None:
    """Removes messages made before a moment that wait for nothing, with their attempts."""
    await session.execute(
        sa.delete(WebhookDelivery).where(
            col(WebhookDelivery.created_at) < before, col(WebhookDelivery.state) != "pending"
        )
    )


def _told(endpoint: WebhookEndpoint) -> dict[str, object]:
    """What the log says of an endpoint: of the address only the host, as the rest may be a key."""
    return {
        "host": urlsplit(endpoint.url).hostname,
        "eventTypes": list(endpoint.event_types),
        "enabled": endpoint.enabled,
        "description": endpoint.description,
    }


def _require_sendable(url: str, allow_private: bool) -> None:
    fault = rules.address_fault(url, allow_private=allow_private)
    if fault is not None:
        raise Invalid(f"The address {fault}.", (FieldError("/url", fault, "address"),))


async def _require_new(session: AsyncSession, url: str) -> None:
    if await session.scalar(select(WebhookEndpoint.id).where(WebhookEndpoint.url == url)) is not None:
        fault = "is a webhook's already"
        raise Conflict(f"The address {fault}.", (FieldError("/url", fault, "taken"),))


def _require_enabled(endpoint: WebhookEndpoint) -> None:
    if not endpoint.enabled:
        raise GuardRefused(
            "The webhook is disabled.", extra={"guard": "enabled", "remedy": "Enable the webhook first."}
        )
