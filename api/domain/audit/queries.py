"""Reads of the log. It is the table of events, newest first."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlmodel import col

from api.domain.audit.policy import OF_THE_SYSTEM, Reach
from api.domain.kernel.event import Entry, Event, EventPosition

_AT_A_TIME: Final = 1000


@dataclass(frozen=True)
class LogFilter:
    """What to look for within ``reach``; None matches all. ``actor`` is an account's id or a part of a name, ``type``
    may be ``meeting.*``, ``q`` is looked for in names, ids, types and the values that are shown."""

    reach: Reach
    actor: str | None = None
    subject_type: str | None = None
    subject_id: str | None = None
    type: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    q: str | None = None


async def page(
    session: AsyncSession, wanted: LogFilter, limit: int, position: int | None = None, *, backwards: bool = False
) -> list[Entry]:
    """At most ``limit`` entries, newest first, from the one after ``position`` (before it, going ``backwards``)."""
    key = col(EventPosition.position)
    query = _matching(wanted)
    if position is not None:
        query = query.where(key > position if backwards else key < position)
    rows = await session.execute(query.order_by(key.asc() if backwards else key.desc()).limit(limit))
    return [Entry(position, event) for position, event in rows]


async def everything(sessions: async_sessionmaker[AsyncSession], wanted: LogFilter) -> AsyncIterator[Sequence[Entry]]:
    """All matching entries, newest first, some at a time: no transaction is open while a slow reader takes them."""
    position: int | None = None
    while True:
        async with sessions() as session:
            entries = await page(session, wanted, _AT_A_TIME, position)
        if entries:
            yield entries
        if len(entries) < _AT_A_TIME:
            return
        position = entries[-1].position


async def count(session: AsyncSession, wanted: LogFilter, most: int) -> int:
    """How many entries match, counted no further than to ``most``."""
    some = _matching(wanted).limit(most).subquery()
    return await session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


async def types(session: AsyncSession, reach: Reach) -> Sequence[str]:
    """Every type of event within ``reach`` that has happened."""
    return (await session.scalars(sa.select(col(Event.what)).where(_seen(reach)).distinct())).all()


def _matching(wanted: LogFilter) -> sa.Select[int, Event]:
    query = sa.select(col(EventPosition.position), Event).join(Event, col(Event.id) == col(EventPosition.event_id))
    query = query.where(_seen(wanted.reach))
    if wanted.actor is not None:
        named = col(Event.actor_name).icontains(wanted.actor, autoescape=True)
        query = query.where(sa.or_(col(Event.actor_id) == wanted.actor, named))
    if wanted.subject_type is not None:
        query = query.where(col(Event.subject_type) == wanted.subject_type)
    if wanted.subject_id is not None:
        query = query.where(col(Event.subject_id) == wanted.subject_id)
    if wanted.type is not None:
        what = col(Event.what)
        thing = wanted.type.removesuffix("*")
        is_group = thing != wanted.type
        query = query.where(what.startswith(thing, autoescape=True) if is_group else what == wanted.type)
    if wanted.since is not None:
        query = query.where(col(Event.at) >= wanted.since)
    if wanted.until is not None:
        query = query.where(col(Event.at) < wanted.until)
    if wanted.q is not None:
        query = query.where(_found_in_any(wanted.q, wanted.reach))
    return query


def _seen(reach: Reach) -> sa.ColumnElement[bool]:
    return sa.true() if reach.system else _with_values(reach)


def _with_values(reach: Reach) -> sa.ColumnElement[bool]:
    """:meth:`Reach.shows_values` for the database."""
    if reach.bodies is None:
        return sa.true()
    of_the_system = col(Event.subject_type).in_(OF_THE_SYSTEM)
    in_its_bodies = sa.and_(col(Event.body_id).in_(reach.bodies), sa.not_(of_the_system))
    return sa.or_(of_the_system, in_its_bodies) if reach.system else in_its_bodies


def _found_in_any(words: str, reach: Reach) -> sa.ColumnElement[bool]:
    def found(*columns: Any) -> sa.ColumnElement[bool]:  # noqa: ANN401 -- columns of several types
        return sa.or_(*(column.icontains(words, autoescape=True) for column in columns))

    in_values = found(sa.cast(col(Event.before), sa.Text), sa.cast(col(Event.after), sa.Text))
    names = (Event.what, Event.actor_name, Event.subject_id, Event.body_id, Event.request_id)
    return sa.or_(found(*(col(name) for name in names)), sa.and_(_with_values(reach), in_values))
