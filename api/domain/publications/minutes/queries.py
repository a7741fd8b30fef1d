"""Reads of published minutes, as the role that sees nothing else: what is withdrawn has no rows for it."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.kernel.errors import Gone, NotFound
from api.domain.publications import queries
from api.domain.publications.minutes import standing
from api.domain.publications.minutes.schemas import MinutesPublicationOut
from api.domain.publications.minutes.tables import MinutesWithdrawal, PublishedMinutes


async def minutes(session: AsyncSession, meeting_id: str, version: int | None = None) -> PublishedMinutes:
    """The standing minutes of a meeting with their bytes, or one version. Raises Gone with the tombstone, NotFound."""
    found = select(PublishedMinutes).where(PublishedMinutes.meeting_id == meeting_id)
    graves = select(MinutesWithdrawal).where(MinutesWithdrawal.meeting_id == meeting_id)
    if version is not None:
        found = found.where(PublishedMinutes.version == version)
        graves = graves.where(MinutesWithdrawal.version == version)
    newest = found.order_by(col(PublishedMinutes.version).desc()).limit(1)
    row = (await session.scalars(newest)).one_or_none()
    if row is not None:
        return row
    grave = (await session.scalars(graves.order_by(col(MinutesWithdrawal.version).desc()).limit(1))).one_or_none()
    if grave is not None:
        raise _gone(grave)
    raise NotFound(f"No such minutes of the meeting {meeting_id} are published.")


async def history(session: AsyncSession, meeting_id: str) -> list[MinutesPublicationOut]:
    """Every version, newest first. Raises NotFound for a meeting that the public never heard of."""
    found = await standing.history(session, meeting_id)
    if not found:
        await queries.versions(session, meeting_id)
    return found


async def meeting_by_path(session: AsyncSession, path: str) -> str | None:
    """Id of the meeting whose minutes stand or stood at an address; None when there never were any."""
    newest = select(PublishedMinutes.meeting_id).where(PublishedMinutes.path == path).limit(1)
    gone = select(MinutesWithdrawal.meeting_id).where(MinutesWithdrawal.path == path).limit(1)
    return await session.scalar(newest) or await session.scalar(gone)


async def standing_path(session: AsyncSession, meeting_id: str) -> str | None:
    """Where the minutes of a meeting stand; None when none do."""
    newest = select(PublishedMinutes.path).where(PublishedMinutes.meeting_id == meeting_id)
    return await session.scalar(newest.order_by(col(PublishedMinutes.version).desc()).limit(1))


async def standing_paths(session: AsyncSession) -> list[sa.Row[tuple[str, str]]]:
    """``path`` and ``published_at`` of the minutes that stand, by meeting."""
    newest = (
        sa.select(col(PublishedMinutes.path), col(PublishedMinutes.published_at))
        .ext(distinct_on(col(PublishedMinutes.meeting_id)))
        .order_by(col(PublishedMinutes.meeting_id), col(PublishedMinutes.version).desc())
    )
    return list((await session.execute(newest)).all())  # type: ignore[arg-type]


async def latest(session: AsyncSession, limit: int) -> list[PublishedMinutes]:
    """The latest versions, newest first, without their bytes."""
    query = select(PublishedMinutes).options(*standing.HEADS_ONLY)
    return list((await session.scalars(query.order_by(col(PublishedMinutes.position).desc()).limit(limit))).all())


async def withdrawals(session: AsyncSession, limit: int) -> list[MinutesWithdrawal]:
    """The latest tombstones, newest first."""
    query = select(MinutesWithdrawal).order_by(col(MinutesWithdrawal.position).desc()).limit(limit)
    return list((await session.scalars(query)).all())


def _gone(grave: MinutesWithdrawal) -> Gone:
    return Gone(
        f"This was withdrawn: {grave.reason}",
        extra={
            "tombstone": {
                "publicationId": grave.minutes_id,
                "meetingId": grave.meeting_id,
                "version": grave.version,
                "kind": "minutes",
                "bodySlug": grave.body_slug,
                "bodyName": grave.body_name,
                "number": grave.number,
                "title": grave.title,
                "date": grave.date.isoformat(),
                "startsAt": grave.starts_at.isoformat(),
                "path": grave.path,
                "publishedAt": grave.published_at.isoformat(),
                "withdrawnAt": grave.withdrawn_at.isoformat(),
                "reason": grave.reason,
                "sha256": grave.withdrawn_sha256,
            }
        },
    )
