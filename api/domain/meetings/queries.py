"""Lists of meetings for the working side."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.meetings.states import MeetingState
from api.domain.meetings.tables import Meeting
from api.domain.organisation.tables import Body


async def page(
    session: AsyncSession,
    limit: int,
    position: tuple[dt.datetime, str] | None,
    *,
    backwards: bool = False,
    body_id: str | None = None,
    state: MeetingState | None = None,
) -> list[tuple[Meeting, Body]]:
    """Up to ``limit`` meetings, latest start first, after ``position`` (start and id of a meeting)."""
    order = sa.tuple_(col(Meeting.starts_at), col(Meeting.id))
    query = select(Meeting, Body).join(Body, col(Body.id) == col(Meeting.body_id))
    if body_id is not None:
        query = query.where(Meeting.body_id == body_id)
    if state is not None:
        query = query.where(Meeting.state == state)
    if position is not None:
        here = sa.tuple_(*(sa.literal(value) for value in position))
        query = query.where(order > here if backwards else order < here)
    parts = (col(Meeting.starts_at), col(Meeting.id))
    ordered = query.order_by(*(part.asc() if backwards else part.desc() for part in parts)).limit(limit)
    return [(meeting, body) for meeting, body in (await session.execute(ordered)).all()]
