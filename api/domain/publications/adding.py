"""Adding to the chain: the one way that rows and files get into the published side."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.kernel.errors import NotFound
from api.domain.publications import chain, rows
from api.domain.publications.chain import TombstoneView
from api.domain.publications.minutes.tables import MinutesWithdrawal, PublishedMinutes
from api.domain.publications.snapshot import Snapshot
from api.domain.publications.tables import FileKind, Publication, PublishedFile, ScheduledPublication, Withdrawal
from api.storage import Storage

# Any fixed number: whoever adds to the chain holds this lock until its transaction ends, so positions have no gaps.
_CHAIN_LOCK = 0x53414D53

Render = Callable[[Snapshot, Mapping[str, bytes]], Awaitable[Mapping[FileKind, bytes]]]
"""Makes the files of a publication; takes the open documents' bytes by sha256."""


async def hold_chain(session: AsyncSession) -> None:
    """Hold the chain until the transaction ends, however long that takes."""
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(_CHAIN_LOCK)))
    # Files are rendered inside the transaction; converting office files may take longer than an idle one may last.
    await session.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 0"))


async def store(
    session: AsyncSession, storage: Storage, render: Render, snapshot: Snapshot, position: int
) -> Publication:
    """Write the snapshot at its position: the rows, copies of the open documents, and the files made of it.

    The caller holds the chain.
    """
    documents = {document.sha256: document for _, document in rows.open_documents(snapshot)}
    for sha256 in documents:
        await storage.publish(sha256)
    files = await render(snapshot, {sha256: await storage.published.read(sha256) for sha256 in documents})
    publication = rows.publication_row(snapshot, position)
    session.add(publication)
    await session.flush()
    session.add_all(rows.item_row(snapshot, item) for item in snapshot.items)
    session.add_all(rows.document_rows(snapshot))
    for kind, data in files.items():
        stored = await storage.published.put(data)
        session.add(PublishedFile(publication_id=publication.id, kind=kind, size=stored.size, sha256=stored.sha256))
    return publication


async def call_off(session: AsyncSession, meeting_id: str) -> None:
    """Call off what was ordered to be published later."""
    pending = select(ScheduledPublication).where(
        ScheduledPublication.meeting_id == meeting_id, ScheduledPublication.status == "scheduled"
    )
    for order in (await session.scalars(pending)).all():
        order.status = "cancelled"


async def standing(session: AsyncSession, meeting_id: str) -> list[Publication]:
    """The meeting's publications that are not withdrawn, newest first."""
    buried = select(Withdrawal.publication_id).where(Withdrawal.meeting_id == meeting_id)
    query = (
        select(Publication)
        .where(Publication.meeting_id == meeting_id, col(Publication.id).not_in(buried))
        .order_by(col(Publication.version).desc())
    )
    return list((await session.scalars(query)).all())


async def current(session: AsyncSession, meeting_id: str) -> Snapshot | None:
    """What stands in public; None when nothing does."""
    versions = await standing(session, meeting_id)
    return Snapshot.model_validate_json(versions[0].body) if versions else None


async def next_version(session: AsyncSession, meeting_id: str) -> int:
    """The number of the meeting's next version; withdrawn ones keep theirs."""
    newest = await session.scalar(select(sa.func.max(Publication.version)).where(Publication.meeting_id == meeting_id))
    return (newest or 0) + 1


async def chain_end(session: AsyncSession) -> tuple[int, str | None]:
    """Position for the next entry and the hash of the newest one. The caller holds the chain's lock."""
    ends = sa.union_all(
        sa.select(col(Publication.position), col(Publication.sha256)),
        sa.select(col(Withdrawal.position), col(Withdrawal.sha256)),
        sa.select(col(PublishedMinutes.position), col(PublishedMinutes.sha256)),
        sa.select(col(MinutesWithdrawal.position), col(MinutesWithdrawal.sha256)),
    ).subquery()
    row = (await session.execute(sa.select(ends).order_by(ends.c.position.desc()).limit(1))).first()
    return (1, None) if row is None else (row.position + 1, row.sha256)


async def tombstone(
    session: AsyncSession, buried: Publication | PublishedMinutes, reason: str, now: dt.datetime
) -> dict[str, Any]:
    """What is left of an entry that is taken back, as the columns of its tombstone at the next place of the chain.

    The caller holds the chain.
    """
    position, previous_sha256 = await next_place(session)
    body = chain.canonical(
        TombstoneView(
            publication_id=buried.id,
            meeting_id=buried.meeting_id,
            version=buried.version,
            kind="minutes" if isinstance(buried, PublishedMinutes) else buried.kind,
            published_at=buried.published_at,
            withdrawn_at=now,
            reason=reason,
            withdrawn_sha256=buried.sha256,
            previous_sha256=previous_sha256,
        )
    )
    kept = (
        *("meeting_id", "version", "published_at", "body_id", "body_slug", "body_name"),
        *("number", "title", "date", "starts_at", "path"),
    )
    return {
        **{name: getattr(buried, name) for name in kept},
        "position": position,
        "withdrawn_at": now,
        "reason": reason,
        "withdrawn_sha256": buried.sha256,
        "body": body,
        "sha256": chain.digest(body),
        "previous_sha256": previous_sha256,
    }


async def next_place(session: AsyncSession) -> tuple[int, str]:
    """As :func:`chain_end`, for an entry that can't be the first. Raises NotFound when the chain is empty."""
    position, previous_sha256 = await chain_end(session)
    if previous_sha256 is None:
        raise NotFound("The chain is empty.")
    return position, previous_sha256
