"""What the board was given, kept beside each publication and read again for its members."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.publications import board
from api.domain.publications.board import BoardView
from api.domain.publications.facts import MeetingFacts
from api.domain.publications.snapshot import Kind, Snapshot
from api.domain.publications.tables import BoardEdition, Publication, Withdrawal

_OF_THE_PUBLICATION = ("body_name", "number", "starts_at", "version", "kind", "published_at")


@dataclass(frozen=True)
class ItemPrint:
    """The fingerprints of one item: ``whole`` as the board has it, ``open`` as the public has it."""

    item_id: str
    whole: str
    open: str


@dataclass(frozen=True)
class EditionHead:
    """The newest edition of a meeting, without its content. ``withdrawn_because`` is set when nothing stands."""

    meeting_id: str
    body_id: str
    body_name: str
    number: str
    title: str
    starts_at: dt.datetime
    place: str | None
    version: int
    kind: Kind
    published_at: dt.datetime
    withdrawn_because: str | None
    prints: tuple[ItemPrint, ...]


async def keep(session: AsyncSession, facts: MeetingFacts, public: Snapshot) -> None:
    """Give the board its edition of a publication, in the transaction that makes it."""
    previous = await newest(session, facts.id)
    view = board.board_view(facts, public, previous)
    open_forms = {item.id: item for item in public.items}
    session.add(
        BoardEdition(
            meeting_id=facts.id,
            body_id=facts.body.id,
            publication_id=public.publication.id,
            version=public.publication.version,
            title=view.meeting.title,
            place=view.meeting.place,
            content=view.model_dump(mode="json"),
            prints=[
                {
                    "itemId": item.id,
                    "whole": board.fingerprint(item),
                    "open": board.fingerprint(open_forms[item.id]),
                }
                for item in view.items
            ],
        )
    )


async def repeat(session: AsyncSession, public: Snapshot, facts: MeetingFacts | None) -> None:
    """Give the board what it has once more, beside a publication that leaves the agenda as it was.

    ``facts`` are given when the meeting has another time or place.
    """
    query = select(BoardEdition).where(BoardEdition.publication_id == public.publication.supersedes)
    last = (await session.scalars(query)).one_or_none()
    if last is None:
        return
    again = board.repeated(BoardView.model_validate(last.content), public, facts)
    session.add(
        BoardEdition(
            meeting_id=last.meeting_id,
            body_id=last.body_id,
            publication_id=public.publication.id,
            version=public.publication.version,
            title=again.meeting.title,
            place=again.meeting.place,
            content=again.model_dump(mode="json"),
            prints=last.prints,
        )
    )


async def newest(session: AsyncSession, meeting_id: str) -> BoardView | None:
    """The newest edition of a meeting that is not withdrawn."""
    query = (
        select(BoardEdition.content)
        .where(BoardEdition.meeting_id == meeting_id, col(BoardEdition.publication_id).not_in(_withdrawn()))
        .order_by(col(BoardEdition.version).desc())
        .limit(1)
    )
    content = await session.scalar(query)
    return None if content is None else BoardView.model_validate(content)


async def heads(session: AsyncSession, body_ids: Collection[str], meeting_id: str | None = None) -> list[EditionHead]:
    """The newest edition of each meeting of these bodies (or of one such meeting), latest start first."""
    # Columns and not rows: a publication's bytes are megabytes that no list needs.
    query = (
        sa.select(
            col(BoardEdition.meeting_id),
            col(BoardEdition.body_id),
            col(BoardEdition.prints),
            col(BoardEdition.title),
            col(BoardEdition.place),
            *(getattr(Publication, name) for name in _OF_THE_PUBLICATION),
            col(Withdrawal.reason),
        )
        .join(Publication, col(Publication.id) == col(BoardEdition.publication_id))
        .outerjoin(Withdrawal, col(Withdrawal.publication_id) == col(BoardEdition.publication_id))
        .where(col(BoardEdition.body_id).in_(body_ids))
        .ext(distinct_on(col(BoardEdition.meeting_id)))
        .order_by(
            col(BoardEdition.meeting_id),
            col(Withdrawal.publication_id).is_not(None),
            col(BoardEdition.version).desc(),
        )
    )
    if meeting_id is not None:
        query = query.where(col(BoardEdition.meeting_id) == meeting_id)
    found = [
        EditionHead(
            meeting_id=row.meeting_id,
            body_id=row.body_id,
            body_name=row.body_name,
            number=row.number,
            title=row.title,
            starts_at=row.starts_at,
            place=row.place,
            version=row.version,
            kind=row.kind,
            published_at=row.published_at,
            withdrawn_because=row.reason,
            prints=tuple(ItemPrint(one["itemId"], one["whole"], one["open"]) for one in row.prints),
        )
        for row in await session.execute(query)
    ]
    return sorted(found, key=lambda head: head.starts_at, reverse=True)


def _withdrawn() -> sa.Select[tuple[str]]:
    return sa.select(col(Withdrawal.publication_id))
