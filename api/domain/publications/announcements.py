"""Which entries of the chain are told to those who have asked, and what each says in a few words."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.publications import supplements
from api.domain.publications.minutes.tables import MinutesWithdrawal, PublishedMinutes
from api.domain.publications.schemas import Supplement
from api.domain.publications.snapshot import Kind
from api.domain.publications.tables import Publication, Withdrawal


@dataclass(frozen=True)
class Announcement:
    """``note`` is the change note of a publication or the reason of a withdrawal; ``path`` is the page of the
    meeting, or of its minutes."""

    act: Literal["published", "changed", "withdrawn"]
    kind: Kind | Literal["minutes"]
    body_name: str
    title: str
    lang: str
    """The language of title and note."""
    date: dt.date
    path: str
    note: str | None
    supplements: tuple[Supplement, ...] = ()
    """The late items that a publication brought."""


async def announcement(session: AsyncSession, position: int) -> Announcement | None:
    """What stands at a position of the chain, read as the public role: None when it has been withdrawn since."""
    published = (await session.scalars(select(Publication).where(Publication.position == position))).one_or_none()
    if published is not None:
        earlier = await session.scalar(
            select(Publication.id)
            .where(
                Publication.meeting_id == published.meeting_id,
                col(Publication.version) < published.version,
                Publication.kind == published.kind,
            )
            .limit(1)
        )
        return Announcement(
            act="published" if earlier is None else "changed",
            kind=published.kind,
            body_name=published.body_name,
            title=published.title,
            lang=published.lang,
            date=published.date,
            path=published.path,
            note=published.change_note,
            supplements=(await supplements.brought(session, [published.id])).get(published.id, ()),
        )
    grave = (await session.scalars(select(Withdrawal).where(Withdrawal.position == position))).one_or_none()
    if grave is None:
        return await _of_minutes(session, position)
    return Announcement(
        act="withdrawn",
        kind=grave.kind,
        body_name=grave.body_name,
        title=grave.title,
        lang="nn",
        date=grave.date,
        path=grave.path,
        note=grave.reason,
    )


async def _of_minutes(session: AsyncSession, position: int) -> Announcement | None:
    of_them = select(PublishedMinutes).where(PublishedMinutes.position == position)
    published = (await session.scalars(of_them)).one_or_none()
    if published is not None:
        earlier = await session.scalar(
            select(PublishedMinutes.id)
            .where(
                PublishedMinutes.meeting_id == published.meeting_id, col(PublishedMinutes.version) < published.version
            )
            .limit(1)
        )
        return Announcement(
            act="published" if earlier is None else "changed",
            kind="minutes",
            body_name=published.body_name,
            title=published.title,
            lang=published.lang,
            date=published.date,
            path=published.path,
            note=published.change_note,
        )
    buried = select(MinutesWithdrawal).where(MinutesWithdrawal.position == position)
    grave = (await session.scalars(buried)).one_or_none()
    if grave is None:
        return None
    return Announcement(
        act="withdrawn",
        kind="minutes",
        body_name=grave.body_name,
        title=grave.title,
        lang="nn",
        date=grave.date,
        path=grave.path,
        note=grave.reason,
    )


async def worth_telling(session: AsyncSession, since: int, until: int) -> list[tuple[int, str]]:
    """Position and body of each entry after ``since`` up to ``until``, in the order of the chain.

    Every publication, and of withdrawals the last one of a meeting that nothing of stands any more: so it is told once,
    however many versions were taken back. Minutes likewise, but of their withdrawal nothing more is told when the whole
    meeting was.
    """
    grave, later, standing = sa.orm.aliased(Withdrawal), sa.orm.aliased(Withdrawal), sa.orm.aliased(Publication)
    is_buried = sa.exists().where(col(Withdrawal.publication_id) == col(standing.id))
    something_stands = sa.exists().where(col(standing.meeting_id) == col(grave.meeting_id), ~is_buried)
    another_follows = sa.exists().where(
        col(later.meeting_id) == col(grave.meeting_id), col(later.position) > col(grave.position)
    )
    published = sa.select(col(Publication.position), col(Publication.body_id)).where(
        col(Publication.position).between(since + 1, until)
    )
    withdrawn = sa.select(col(grave.position), col(grave.body_id)).where(
        col(grave.position).between(since + 1, until), ~something_stands, ~another_follows
    )
    rows = [
        row
        for query in (published, withdrawn, *_minutes_worth_telling(since, until))
        for row in (await session.execute(query)).all()
    ]
    return sorted((position, body_id) for position, body_id in rows)


def _minutes_worth_telling(since: int, until: int) -> tuple[sa.Select[int, str], sa.Select[int, str]]:
    grave, later = sa.orm.aliased(MinutesWithdrawal), sa.orm.aliased(MinutesWithdrawal)
    minutes, meeting = sa.orm.aliased(PublishedMinutes), sa.orm.aliased(Publication)
    stand = sa.exists().where(
        col(minutes.meeting_id) == col(grave.meeting_id),
        ~sa.exists().where(col(MinutesWithdrawal.minutes_id) == col(minutes.id)),
    )
    meeting_stands = sa.exists().where(
        col(meeting.meeting_id) == col(grave.meeting_id),
        ~sa.exists().where(col(Withdrawal.publication_id) == col(meeting.id)),
    )
    another_follows = sa.exists().where(
        col(later.meeting_id) == col(grave.meeting_id), col(later.position) > col(grave.position)
    )
    published = sa.select(col(PublishedMinutes.position), col(PublishedMinutes.body_id)).where(
        col(PublishedMinutes.position).between(since + 1, until)
    )
    withdrawn = sa.select(col(grave.position), col(grave.body_id)).where(
        col(grave.position).between(since + 1, until), ~stand, ~another_follows, meeting_stands
    )
    return published, withdrawn
