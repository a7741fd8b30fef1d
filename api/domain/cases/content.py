"""A handling with all that hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cases.tables import Attachment, Handling, Proposal, SubItem
from api.domain.documents import service as documents
from api.domain.documents.service import DocumentWithVersions

Child = TypeVar("Child", Proposal, SubItem, Attachment)


@dataclass(frozen=True)
class HandlingContent:
    """A handling with all that hangs on it, each list in its order. ``documents`` is by document id."""

    handling: Handling
    proposals: tuple[Proposal, ...]
    sub_items: tuple[SubItem, ...]
    attachments: tuple[Attachment, ...]
    documents: dict[str, DocumentWithVersions]


async def whole_handlings(session: AsyncSession, ids: Sequence[str]) -> dict[str, HandlingContent]:
    """Whole handlings by id, in a fixed number of queries however many they are."""
    handlings = (await session.scalars(select(Handling).where(col(Handling.id).in_(ids)))).all()
    proposals = await children(session, Proposal, ids)
    sub_items = await children(session, SubItem, ids)
    attachments = await children(session, Attachment, ids)
    document_ids = [row.document_id for rows in attachments.values() for row in rows if row.document_id]
    found = await documents.get_many(session, document_ids)
    return {
        handling.id: HandlingContent(
            handling,
            tuple(proposals.get(handling.id, ())),
            tuple(sub_items.get(handling.id, ())),
            tuple(attachments.get(handling.id, ())),
            found,
        )
        for handling in handlings
    }


async def body_of(session: AsyncSession, handling_id: str) -> str | None:
    """The id of the body whose it is to treat; None before it has stood on an agenda."""
    found: str | None = await session.scalar(select(Handling.body_id).where(Handling.id == handling_id))
    return found


async def children(session: AsyncSession, table: type[Child], handling_ids: Sequence[str]) -> dict[str, list[Child]]:
    query = select(table).where(col(table.handling_id).in_(handling_ids)).order_by(col(table.position))
    found: dict[str, list[Child]] = {}
    for row in (await session.scalars(query)).all():
        found.setdefault(row.handling_id, []).append(row)
    return found
