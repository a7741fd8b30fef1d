"""Which minutes stand in public, and taking them back."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.publications import adding
from api.domain.publications.minutes.schemas import MinutesPublicationOut
from api.domain.publications.minutes.tables import MinutesWithdrawal, PublishedMinutes

HEADS_ONLY: Final = sa.orm.defer(PublishedMinutes.body), sa.orm.defer(PublishedMinutes.body_gzip)  # type: ignore[arg-type]
"""Options for a query of versions that leaves their bytes where they are."""


async def standing(session: AsyncSession, meeting_id: str) -> list[PublishedMinutes]:
    """The versions that are not withdrawn, newest first."""
    buried = select(MinutesWithdrawal.minutes_id).where(MinutesWithdrawal.meeting_id == meeting_id)
    query = (
        select(PublishedMinutes)
        .where(PublishedMinutes.meeting_id == meeting_id, col(PublishedMinutes.id).not_in(buried))
        .order_by(col(PublishedMinutes.version).desc())
    )
    return list((await session.scalars(query)).all())


async def next_version(session: AsyncSession, meeting_id: str) -> int:
    """The number of the next version; withdrawn ones keep theirs."""
    numbers = select(sa.func.max(PublishedMinutes.version)).where(PublishedMinutes.meeting_id == meeting_id)
    return (await session.scalar(numbers) or 0) + 1


async def history(session: AsyncSession, meeting_id: str) -> list[MinutesPublicationOut]:
    """Every version, newest first, withdrawn ones as tombstones. For the public role, too, which sees less of those."""
    of_it = select(PublishedMinutes).where(PublishedMinutes.meeting_id == meeting_id).options(*HEADS_ONLY)
    versions = (await session.scalars(of_it.order_by(col(PublishedMinutes.version).desc()))).all()
    graves = (await session.scalars(select(MinutesWithdrawal).where(MinutesWithdrawal.meeting_id == meeting_id))).all()
    return _merged(versions, graves)


async def bury_all(session: AsyncSession, meeting_id: str, reason: str, now: dt.datetime) -> list[MinutesWithdrawal]:
    """Take every standing version back, leaving tombstones with the reason. The caller holds the chain."""
    return [await _bury(session, one, reason, now) for one in await standing(session, meeting_id)]


async def _bury(session: AsyncSession, minutes: PublishedMinutes, reason: str, now: dt.datetime) -> MinutesWithdrawal:
    left = await adding.tombstone(session, minutes, reason, now)
    withdrawal = MinutesWithdrawal(minutes_id=minutes.id, **left)
    session.add(withdrawal)
    await session.flush()
    return withdrawal


def _merged(versions: Sequence[PublishedMinutes], graves: Sequence[MinutesWithdrawal]) -> list[MinutesPublicationOut]:
    buried = {grave.minutes_id for grave in graves}
    left = [one for one in versions if one.id not in buried]
    listed = [
        MinutesPublicationOut(
            id=one.id,
            meeting_id=one.meeting_id,
            version=one.version,
            published_at=one.published_at,
            change_note=one.change_note,
            sha256=one.sha256,
            path=one.path,
            state="published" if one is left[0] else "superseded",
        )
        for one in left
    ] + [
        MinutesPublicationOut(
            id=grave.minutes_id,
            meeting_id=grave.meeting_id,
            version=grave.version,
            published_at=grave.published_at,
            change_note=None,
            sha256=grave.withdrawn_sha256,
            path=grave.path,
            state="withdrawn",
            withdrawn_at=grave.withdrawn_at,
            reason=grave.reason,
        )
        for grave in graves
    ]
    return sorted(listed, key=lambda entry: entry.version, reverse=True)
