"""What a body's meetings are made from: its calendar, and the items that stand on every agenda."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from api.domain.kernel.tables import Versioned, WorkTable, choice, id_column, json_column, reference
from api.domain.meetings.states import ItemType


class StandingItem(Versioned, WorkTable, table=True):
    """An item that each of the body's agendas has, such as the opening."""

    __tablename__ = "standing_item"
    __table_args__ = (
        sa.UniqueConstraint("body_id", "position", deferrable=True, initially="DEFERRED"),
        sa.CheckConstraint("planned_minutes BETWEEN 1 AND 600", name="planned_minutes"),
    )

    id: str = id_column("stand")
    body_id: str = reference("work.body.id", index=False)
    position: int
    type: ItemType = choice(ItemType)
    title: str
    proposal: dict[str, Any] | None = json_column(nullable=True)
    """What is moved each time: a rich text, which the new item gets a copy of."""
    planned_minutes: int | None = None


class CalendarDate(Versioned, WorkTable, table=True):
    """A day on which the body is to meet; used once a meeting is made from it."""

    __tablename__ = "calendar_date"
    __table_args__ = (
        sa.UniqueConstraint("body_id", "date"),
        sa.UniqueConstraint("meeting_id"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: str = id_column("cal")
    body_id: str = reference("work.body.id", index=False)
    date: dt.date
    starts_at: dt.time
    ends_at: dt.time | None = None
    place: str | None = None
    meeting_id: str | None = reference("work.meeting.id", nullable=True, index=False)
