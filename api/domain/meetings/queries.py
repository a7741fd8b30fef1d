"""Lists of meetings for the working side."""

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cases.tables import Attachment, Handling
from api.domain.meetings.states import MeetingState
from api.domain.meetings.tables import AgendaItem, Meeting
from api.domain.organisation.tables import Body


async def page(
    session: AsyncSession,
    limit: int,
    position: tuple[dt.datetime, str] | None,
    *,
    backwards: bool = False,
    body_id: str | None = None,
    bodies: Collection[str] | None = None,
    state: MeetingState | None = None,
) -> list[tuple[Meeting, Body]]:
    """Up to ``limit`` meetings, latest start first, after ``position`` (start and id of a meeting).

    ``bodies`` are the ones whose meetings the reader may know of; None for all.
    """
    order = sa.tuple_(col(Meeting.starts_at), col(Meeting.id))
    query = select(Meeting, Body).join(Body, col(Body.id) == col(Meeting.body_id))
    if body_id is not None:
        query = query.where(Meeting.body_id == body_id)
    if bodies is not None:
        query = query.where(col(Meeting.body_id).in_(bodies))
    if state is not None:
        query = query.where(Meeting.state == state)
    if position is not None:
        here = sa.tuple_(*(sa.literal(value) for value in position))
        query = query.where(order > here if backwards else order < here)
    parts = (col(Meeting.starts_at), col(Meeting.id))
    ordered = query.order_by(*(part.asc() if backwards else part.desc() for part in parts)).limit(limit)
    return [(meeting, body) for meeting, body in (await session.execute(ordered)).all()]


async def of_body(session: AsyncSession, body_id: str) -> list[Meeting]:
    """All meetings of the body, in every state, earliest first."""
    query = select(Meeting).where(Meeting.body_id == body_id)
    return list((await session.scalars(query.order_by(col(Meeting.starts_at), col(Meeting.id)))).all())


async def items(session: AsyncSession, item_ids: Collection[str]) -> dict[str, AgendaItem]:
    """The agenda items that there are of these, by id."""
    found = (await session.scalars(select(AgendaItem).where(col(AgendaItem.id).in_(item_ids)))).all()
    return {item.id: item for item in found}


async def circles_of_document(session: AsyncSession, document_id: str) -> list[tuple[str, str | None]]:
    """Body and case officer of each item that the document is attached to."""
    query = (
        select(Meeting.body_id, Handling.case_officer_id)
        .join(AgendaItem, col(AgendaItem.meeting_id) == col(Meeting.id))
        .join(Handling, col(Handling.id) == col(AgendaItem.handling_id))
        .join(Attachment, col(Attachment.handling_id) == col(Handling.id))
        .where(Attachment.document_id == document_id)
    )
    return [(body_id, officer) for body_id, officer in (await session.execute(query)).all()]


async def body_of_document(session: AsyncSession, document_id: str) -> str | None:
    """The id of the only body that has the document; None while it is attached to nothing, and when several have it."""
    bodies = {body_id for body_id, _ in await circles_of_document(session, document_id)}
    return bodies.pop() if len(bodies) == 1 else None
