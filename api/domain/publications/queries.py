"""Reads of the published side, as the role that sees nothing else: what is withdrawn has no rows for it."""

import datetime as dt
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from sqlmodel import col, select

from api.domain.kernel.errors import Gone, NotFound
from api.domain.kernel.sorting import norwegian_key
from api.domain.publications import supplements
from api.domain.publications.minutes.tables import MinutesWithdrawal, PublishedMinutes
from api.domain.publications.schemas import (
    ChangeOut,
    ChangeType,
    EntryKind,
    MeetingBrief,
    PublicationOut,
    PublishedBody,
    PublishedItemSummary,
)
from api.domain.publications.service import merged_history
from api.domain.publications.tables import (
    FileKind,
    Publication,
    PublishedDocument,
    PublishedFile,
    PublishedItem,
    Withdrawal,
)

_AT_A_TIME: Final = 20
Entry = TypeVar("Entry", Publication, Withdrawal, PublishedMinutes, MinutesWithdrawal)
"""Of the chain."""
MeetingRow = sa.Row[Any]
"""The columns of ``published.publication`` but for the bytes, by name."""


@dataclass(frozen=True)
class StoredBytes:
    """A representation as it was made when it was published."""

    body: bytes
    body_gzip: bytes


def _current() -> sa.Subquery:
    """The standing publication of each meeting, without its bytes."""
    light = [c for c in Publication.__table__.c if c.name not in ("body", "body_gzip")]  # type: ignore[attr-defined]
    return (
        sa.select(*light)
        .ext(distinct_on(col(Publication.meeting_id)))
        .order_by(col(Publication.meeting_id), col(Publication.version).desc())
        .subquery()
    )


async def bodies(session: AsyncSession) -> list[PublishedBody]:
    """Every body that has something published, in Norwegian alphabetical order."""
    columns = ("body_id", "body_slug", "body_name", "body_kind", "body_meetings_open")
    newest = (
        sa.select(*(Publication.__table__.c[name] for name in columns))  # type: ignore[attr-defined]
        .ext(distinct_on(col(Publication.body_id)))
        .order_by(col(Publication.body_id), col(Publication.position).desc())
    )
    rows = (await session.execute(newest)).all()
    found = [PublishedBody(id=r[0], slug=r[1], name=r[2], kind=r[3], meetings_open=r[4]) for r in rows]
    return sorted(found, key=lambda body: norwegian_key(body.name))


async def meetings(
    session: AsyncSession,
    limit: int,
    position: tuple[dt.datetime, str] | None = None,
    *,
    backwards: bool = False,
    ascending: bool = False,
    body: str | None = None,
    year: int | None = None,
    date: dt.date | None = None,
    q: str | None = None,
) -> list[MeetingRow]:
    """The standing publication of each meeting, latest meeting first (``ascending``: earliest first).

    ``position`` is the start and the id of the meeting to begin after, or before when going ``backwards``.
    """
    row = _current()
    query = sa.select(row)
    if body is not None:
        query = query.where(row.c.body_slug == body)
    if year is not None:
        query = query.where(row.c.date >= dt.date(year, 1, 1), row.c.date <= dt.date(year, 12, 31))
    if date is not None:
        query = query.where(row.c.date == date)
    if q is not None:
        query = query.where(
            sa.or_(*(row.c[name].icontains(q, autoescape=True) for name in ("title", "number", "place")))
        )
    upwards = ascending != backwards
    if position is not None:
        here = sa.tuple_(sa.literal(position[0], row.c.starts_at.type), sa.literal(position[1]))
        order = sa.tuple_(row.c.starts_at, row.c.meeting_id)
        query = query.where(order > here if upwards else order < here)
    parts = (row.c.starts_at, row.c.meeting_id)
    query = query.order_by(*(part.asc() if upwards else part.desc() for part in parts)).limit(limit)
    return list((await session.execute(query)).all())


async def years(session: AsyncSession) -> list[int]:
    """The years that have published meetings, newest first."""
    year = sa.cast(sa.extract("year", col(Publication.date)), sa.Integer)
    return list((await session.scalars(sa.select(year).distinct().order_by(year.desc()))).all())


async def meeting_by_path(session: AsyncSession, path: str) -> str | None:
    """Id of the meeting at an address, standing or withdrawn; None when there never was one."""
    standing = await session.scalar(select(Publication.meeting_id).where(Publication.path == path).limit(1))
    return standing or await session.scalar(select(Withdrawal.meeting_id).where(Withdrawal.path == path).limit(1))


async def current(session: AsyncSession, meeting_id: str) -> Publication:
    """The standing publication with its bytes. Raises Gone with the tombstone, or NotFound."""
    query = (
        select(Publication)
        .where(Publication.meeting_id == meeting_id)
        .order_by(col(Publication.version).desc())
        .limit(1)
    )
    publication = (await session.scalars(query)).one_or_none()
    if publication is not None:
        return publication
    graves = select(Withdrawal).where(Withdrawal.meeting_id == meeting_id).order_by(col(Withdrawal.version).desc())
    grave = (await session.scalars(graves.limit(1))).one_or_none()
    if grave is not None:
        raise gone(grave)
    raise NotFound(f"No meeting {meeting_id} is published.")


async def publication(session: AsyncSession, publication_id: str) -> Publication:
    """One version with its bytes, standing or superseded. Raises Gone with the tombstone, or NotFound."""
    found = await session.get(Publication, publication_id)
    if found is not None:
        return found
    grave = await session.get(Withdrawal, publication_id)
    if grave is not None:
        raise gone(grave)
    raise NotFound(f"There is no publication {publication_id}.")


def gone(grave: Withdrawal) -> Gone:
    """The error that tells of a tombstone: what was withdrawn, when and why."""
    return Gone(
        f"This was withdrawn: {grave.reason}",
        extra={
            "tombstone": {
                "publicationId": grave.publication_id,
                "meetingId": grave.meeting_id,
                "version": grave.version,
                "kind": grave.kind,
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


async def versions(session: AsyncSession, meeting_id: str) -> list[PublicationOut]:
    """Every version of a meeting, newest first, withdrawn ones as tombstones. Raises NotFound when there is none."""
    light = sa.orm.defer(Publication.body), sa.orm.defer(Publication.body_gzip)  # type: ignore[arg-type]
    query = select(Publication).where(Publication.meeting_id == meeting_id).order_by(col(Publication.version).desc())
    rows = (await session.scalars(query.options(*light))).all()
    graves = (await session.scalars(select(Withdrawal).where(Withdrawal.meeting_id == meeting_id))).all()
    if not rows and not graves:
        raise NotFound(f"No meeting {meeting_id} is published.")
    return merged_history(rows, graves, await supplements.brought(session, [row.id for row in rows]))


async def item(session: AsyncSession, item_id: str) -> StoredBytes:
    """An agenda item from its meeting's standing publication. Raises Gone or NotFound."""
    query = (
        select(PublishedItem.body, PublishedItem.body_gzip)
        .join(Publication, col(Publication.id) == col(PublishedItem.publication_id))
        .where(PublishedItem.item_id == item_id)
        .order_by(col(Publication.version).desc())
        .limit(1)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound(f"No agenda item {item_id} is published.")
    return StoredBytes(row[0], row[1])


async def items(
    session: AsyncSession,
    limit: int,
    position: tuple[dt.datetime, str, int] | None = None,
    *,
    backwards: bool = False,
    meeting_id: str | None = None,
    case_id: str | None = None,
    body: str | None = None,
    date: dt.date | None = None,
    number: int | None = None,
    item_type: str | None = None,
    latest_of_each_case: bool = False,
    q: str | None = None,
) -> Sequence[sa.Row[Any]]:
    """Agenda items of the standing publications, latest meeting first, in agenda order within a meeting.

    ``position`` is start, meeting id and minus the item's number, so that one direction orders all three.
    """
    row = _current()
    entry = PublishedItem.__table__  # type: ignore[attr-defined]
    rank = (-entry.c.number).label("rank")
    query = sa.select(
        entry.c.item_id,
        entry.c.case_id,
        entry.c.number,
        entry.c.type,
        entry.c.title,
        entry.c.access,
        entry.c.path,
        entry.c.publication_id,
        rank,
        row.c.meeting_id,
        row.c.number.label("meeting_number"),
        row.c.title.label("meeting_title"),
        row.c.body_slug,
        row.c.body_name,
        row.c.date,
        row.c.starts_at,
        row.c.path.label("meeting_path"),
    ).join(row, row.c.id == entry.c.publication_id)
    wanted = {
        row.c.meeting_id: meeting_id,
        entry.c.case_id: case_id,
        row.c.body_slug: body,
        row.c.date: date,
        entry.c.number: number,
        entry.c.type: item_type,
    }
    query = query.where(*(column == value for column, value in wanted.items() if value is not None))
    if q is not None:
        query = query.where(entry.c.title.icontains(q, autoescape=True))
    if latest_of_each_case:
        newest = (
            sa.select(entry.c.publication_id, entry.c.number)
            .join(row, row.c.id == entry.c.publication_id)
            .ext(distinct_on(entry.c.case_id))
            .order_by(entry.c.case_id, row.c.starts_at.desc(), row.c.meeting_id.desc())
        )
        query = query.where(sa.tuple_(entry.c.publication_id, entry.c.number).in_(newest))
    parts = (row.c.starts_at, row.c.meeting_id, -entry.c.number)
    if position is not None:
        here = sa.tuple_(
            sa.literal(position[0], row.c.starts_at.type), sa.literal(position[1]), sa.literal(position[2])
        )
        query = query.where(sa.tuple_(*parts) > here if backwards else sa.tuple_(*parts) < here)
    query = query.order_by(*(part.asc() if backwards else part.desc() for part in parts)).limit(limit)
    rows: Sequence[sa.Row[Any]] = (await session.execute(query)).all()  # type: ignore[assignment]
    return rows


def item_summary(row: sa.Row[Any]) -> PublishedItemSummary:
    """A row of :func:`items` as it crosses the API."""
    return PublishedItemSummary(
        id=row.item_id,
        case_id=row.case_id,
        number=row.number,
        type=row.type,
        title=row.title,
        access=row.access,
        path=row.path,
        publication_id=row.publication_id,
        meeting=MeetingBrief(
            id=row.meeting_id,
            number=row.meeting_number,
            title=row.meeting_title,
            body_slug=row.body_slug,
            body_name=row.body_name,
            date=row.date,
            path=row.meeting_path,
        ),
    )


async def document(session: AsyncSession, document_id: str, version: int | None = None) -> list[PublishedDocument]:
    """The rows that show a document's newest public version, or ``version``, in any publication that is not withdrawn.

    Raises NotFound.
    """
    query = select(PublishedDocument).where(PublishedDocument.document_id == document_id)
    if version is not None:
        query = query.where(PublishedDocument.version == version)
    rows = (await session.scalars(query.order_by(col(PublishedDocument.version).desc()))).all()
    if not rows:
        raise NotFound(f"No document {document_id} is published.")
    return [row for row in rows if row.version == rows[0].version]


async def file(session: AsyncSession, publication_id: str, kind: FileKind) -> PublishedFile:
    """A rendering of a publication. Raises NotFound: an agenda without papers has no bundle."""
    found = await session.get(PublishedFile, (publication_id, kind))
    if found is None:
        raise NotFound(f"The publication {publication_id} has no {kind}.")
    return found


async def changes(session: AsyncSession, after: int, limit: int) -> list[ChangeOut]:
    """What has been published and withdrawn since position ``after``, in the order it happened."""

    async def entries(table: type[Entry]) -> Sequence[Entry]:
        light = [sa.orm.defer(getattr(table, name)) for name in ("body", "body_gzip") if name in table.model_fields]
        position = col(table.position)
        query = select(table).where(position > after).options(*light).order_by(position).limit(limit)
        return (await session.scalars(query)).all()

    told = [
        *(_change(one, "published", one.id, one.kind, one.published_at) for one in await entries(Publication)),
        *(
            _change(one, "withdrawn", one.publication_id, one.kind, one.withdrawn_at, one.reason)
            for one in await entries(Withdrawal)
        ),
        *(
            _change(one, "minutes_published", one.id, "minutes", one.published_at)
            for one in await entries(PublishedMinutes)
        ),
        *(
            _change(one, "minutes_withdrawn", one.minutes_id, "minutes", one.withdrawn_at, one.reason)
            for one in await entries(MinutesWithdrawal)
        ),
    ]
    return sorted(told, key=lambda change: change.position)[:limit]


def _change(
    entry: Publication | Withdrawal | PublishedMinutes | MinutesWithdrawal,
    what: ChangeType,
    publication_id: str,
    kind: EntryKind,
    at: dt.datetime,
    reason: str | None = None,
) -> ChangeOut:
    return ChangeOut(
        position=entry.position,
        type=what,
        at=at,
        publication_id=publication_id,
        meeting_id=entry.meeting_id,
        version=entry.version,
        kind=kind,
        sha256=entry.sha256,
        path=entry.path,
        reason=reason,
    )


async def newest_position(session: AsyncSession) -> int:
    """The newest position in the chain that the public may know of, 0 when nothing was ever published."""
    tables = (Publication, Withdrawal, PublishedMinutes, MinutesWithdrawal)
    newest = sa.select(
        sa.func.greatest(*(sa.select(sa.func.max(col(table.position))).scalar_subquery() for table in tables), 0)
    )
    return int(await session.scalar(newest) or 0)


async def archive(sessions: async_sessionmaker[AsyncSession]) -> AsyncIterator[bytes]:
    """Every publication that is not withdrawn, minutes included, oldest first, as the bytes of its snapshot.

    A few at a time, each time with a session of its own: a slow reader holds no connection, nor outlasts its timeout.
    """
    position = 0
    while True:
        entries = sa.union_all(
            *(sa.select(col(table.position), col(table.body)) for table in (Publication, PublishedMinutes))
        ).subquery()
        query = (
            sa.select(entries.c.position, entries.c.body)
            .where(entries.c.position > position)
            .order_by(entries.c.position)
            .limit(_AT_A_TIME)
        )
        async with sessions() as session:
            rows = (await session.execute(query)).all()
        for position, body in rows:  # noqa: B007 -- where the next few begin
            yield body
        if len(rows) < _AT_A_TIME:
            return


async def recent(session: AsyncSession, body: str, limit: int) -> list[bytes]:
    """Snapshots of a body's meetings, latest meeting first."""
    row = _current()
    query = (
        sa.select(col(Publication.body))
        .join(row, row.c.id == col(Publication.id))
        .where(row.c.body_slug == body)
        .order_by(col(Publication.starts_at).desc())
        .limit(limit)
    )
    return list((await session.scalars(query)).all())


async def latest(session: AsyncSession, limit: int) -> list[bytes]:
    """Snapshots of the latest publications, newest first."""
    query = sa.select(col(Publication.body)).order_by(col(Publication.position).desc()).limit(limit)
    return list((await session.scalars(query)).all())


async def withdrawals(session: AsyncSession, limit: int) -> list[Withdrawal]:
    """The latest tombstones, newest first."""
    query = select(Withdrawal).order_by(col(Withdrawal.position).desc()).limit(limit)
    return list((await session.scalars(query)).all())


async def withdrawn_meetings(session: AsyncSession, body: str) -> list[Withdrawal]:
    """The newest tombstone of each of a body's meetings that has nothing published any more."""
    standing = sa.select(col(Publication.meeting_id))
    query = (
        select(Withdrawal)
        .where(Withdrawal.body_slug == body, col(Withdrawal.meeting_id).not_in(standing))
        .ext(distinct_on(col(Withdrawal.meeting_id)))
        .order_by(col(Withdrawal.meeting_id), col(Withdrawal.version).desc())
    )
    return list((await session.scalars(query)).all())
