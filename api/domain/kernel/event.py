"""What happened, who did it and when: one append-only table for audit, change feed, webhooks and live view.

The feed never skips and has no gaps. A row's ``id`` is drawn when it is inserted, and a transaction that draws a low
one may commit after one with a higher: whoever remembers "I have seen 12" would never see 11. So the feed has an order
of its own: a deferred trigger gives each event its ``position`` as the very last thing in its transaction, under a
lock that is released only when the commit is visible. Positions are 1, 2, 3 … in the order of commits; one that can be
read has all the lower ones before it. The price is that transactions with events commit one at a time, for the time of
one flush to disk. The lock is taken after all the statements of a transaction, so none of them waits under it.
(Ordering by transaction ids instead costs nothing at commit, but a database that is dumped and loaded elsewhere starts
at low ids again, and its feed with it.)

Below READ COMMITTED's snapshot per statement, in REPEATABLE READ or SERIALIZABLE, two writers at once don't pass each
other: the later one fails with a unique violation and may be retried.
"""

from collections.abc import Collection, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, col

from api.domain.kernel.actor import Actor, ActorKind
from api.domain.kernel.event_types import EventType, SubjectType
from api.domain.kernel.tables import WorkTable, choice, id_type, instant, json_column, now

CHANNEL: Final = "samstyre_event"
"""Notified, without data, when a transaction with events has committed."""

REDACTED: Final = {"closed": True}
"""Stands in an event in place of a value that is not open to all who may read events."""

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The request that is being served, set by the middleware that numbers them; kept with every event."""


class Event(WorkTable, table=True):
    """One thing that happened. Rows are never changed or removed: a trigger and the app role's rights see to it."""

    __tablename__ = "event"
    __table_args__ = (
        sa.CheckConstraint("what ~ '^[a-z_]+\\.[a-z_]+$'", name="what"),
        sa.Index("ix_event_subject", "subject_type", "subject_id"),
        sa.Index("ix_event_body_id", "body_id"),
    )

    id: int | None = Field(
        default=None, sa_type=sa.BigInteger, primary_key=True, sa_column_args=[sa.Identity(always=True)]
    )
    at: datetime = instant(default_factory=now)
    actor_kind: ActorKind = choice(ActorKind)
    actor_id: str | None = Field(default=None, sa_type=id_type())
    actor_name: str
    what: str
    subject_type: str
    subject_id: str = Field(sa_type=id_type())
    body_id: str | None = Field(default=None, sa_type=id_type())
    """Whose it was when it happened: its administration may read of it. None for what is of no single body."""
    before: dict[str, Any] | None = json_column(nullable=True)
    after: dict[str, Any] | None = json_column(nullable=True)
    request_id: str | None = None


class EventPosition(WorkTable, table=True):
    """An event's place in the feed, written by the database alone, at commit."""

    __tablename__ = "event_position"
    __table_args__ = (sa.UniqueConstraint("event_id"),)

    position: int = Field(sa_type=sa.BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    event_id: int = Field(sa_type=sa.BigInteger, foreign_key="work.event.id")


@dataclass(frozen=True)
class Entry:
    """An event with its position in the feed."""

    position: int
    event: Event


def record(
    session: AsyncSession,
    actor: Actor,
    what: EventType,
    subject: tuple[SubjectType, str],
    *,
    body_id: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    closed: bool | Collection[str] = False,
) -> Event:
    """Adds one event to the transaction of the change it tells of.

    ``what`` is the thing and what became of it, ``meeting.published``; ``subject`` its type and id, ``("meeting",
    "mtg_…")``. Given both ``before`` and ``after`` (JSON values), the fields that are equal in both are left out.
    ``closed`` says which fields are not for everyone (True: all): their values are replaced by ``REDACTED`` for good.
    """
    if before is not None and after is not None:
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        before = {key: value for key, value in before.items() if key in changed}
        after = {key: value for key, value in after.items() if key in changed}
    event = Event(
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        what=what,
        subject_type=subject[0],
        subject_id=subject[1],
        body_id=body_id,
        before=_redact(before, closed),
        after=_redact(after, closed),
        request_id=request_id.get(),
    )
    session.add(event)
    return event


def _redact(values: Mapping[str, Any] | None, closed: bool | Collection[str]) -> dict[str, Any] | None:
    if values is None:
        return None
    hidden = values.keys() if closed is True else set(closed or ())
    return {key: REDACTED if key in hidden else value for key, value in values.items()}


async def read_after(session: AsyncSession, cursor: int, limit: int) -> Sequence[Entry]:
    """At most ``limit`` events after the position ``cursor`` (0: from the first), in the order of the feed.

    The last one's position is the next cursor. An event whose transaction is not committed has no position yet.
    """
    rows = await session.execute(
        sa.select(col(EventPosition.position), Event)
        .join(Event, col(Event.id) == col(EventPosition.event_id))
        .where(col(EventPosition.position) > cursor)
        .order_by(col(EventPosition.position))
        .limit(limit)
    )
    return [Entry(position, event) for position, event in rows]
