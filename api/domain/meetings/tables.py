"""A meeting, what fills its day, and the list of what it handles."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from api.domain.cases.tables import Access
from api.domain.kernel.tables import Versioned, WorkTable, choice, id_column, instant, json_column, reference
from api.domain.meetings.states import ItemState, ItemType, MeetingState
from api.domain.meetings.urgency import Ground, Urgency


class Meeting(Versioned, WorkTable, table=True):
    """One sitting of a body."""

    __tablename__ = "meeting"
    __table_args__ = (
        sa.UniqueConstraint("body_id", "number"),
        sa.UniqueConstraint("body_id", "permalink"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("cancelled_because IS NULL OR state = 'cancelled'", name="cancelled_because"),
        sa.CheckConstraint(
            "num_nonnulls(urgent_ground, urgent_reason, urgent_decided_by) IN (0, 3)", name="urgent_whole"
        ),
        sa.CheckConstraint("urgent_ground IS NULL OR remote", name="urgent_remote"),
    )

    id: str = id_column("mtg")
    body_id: str = reference("work.body.id")
    number: str
    """As printed: ``09-25``."""
    title: str
    access: Access = choice(Access, default="open")
    open_title: str | None = None
    """The form of the title that the public sees when ``access`` is closed."""
    legal_basis: str | None = None
    """Needed before a closed meeting can be published; then nothing on its agenda is shown but numbers."""
    state: MeetingState = choice(MeetingState, default="planned")
    lang: str = "nn"
    starts_at: dt.datetime = instant()
    ends_at: dt.datetime | None = instant(nullable=True)
    place: str | None = None
    remote: bool = False
    cancelled_because: str | None = None
    """As the public is told, if the meeting is published; only for a cancelled meeting."""
    urgent_ground: Ground | None = choice(Ground, nullable=True)
    """For an urgent remote meeting (kommuneloven § 11-8): why there is no extraordinary one."""
    urgent_reason: str | None = None
    """Why its cases must be settled before the next meeting, as it stands in the minutes."""
    urgent_decided_by: str | None = None
    """Name of the leader who decided it."""
    permalink: str
    """The last part of the meeting's address: its date, with ``-2`` for a second meeting that day."""

    @property
    def urgency(self) -> Urgency | None:
        if self.urgent_ground is None:
            return None
        return Urgency(self.urgent_ground, self.urgent_reason or "", self.urgent_decided_by or "")


class ProgrammeSlot(Versioned, WorkTable, table=True):
    """A line of the day's programme, such as lunch at 11:25."""

    __tablename__ = "programme_slot"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "position", deferrable=True, initially="DEFERRED"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: str = id_column("prog")
    meeting_id: str = reference("work.meeting.id", index=False, ondelete="CASCADE")
    position: int
    starts_at: dt.time
    ends_at: dt.time | None = None
    fixed: bool = False
    """Whether it starts when it says, whatever comes before it takes: a guest who comes at 12:00."""
    text: str


class SideEvent(Versioned, WorkTable, table=True):
    """Something beside the meeting with a time, a place and an audience of its own (the seed's 15:00 presentation)."""

    __tablename__ = "side_event"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "position", deferrable=True, initially="DEFERRED"),)

    id: str = id_column("side")
    meeting_id: str = reference("work.meeting.id", index=False, ondelete="CASCADE")
    position: int
    title: str
    starts_at: dt.datetime = instant()
    ends_at: dt.datetime | None = instant(nullable=True)
    place: str | None = None
    audience: str | None = None
    programme: list[dict[str, Any]] = json_column(default_factory=list)
    """``[{"startsAt": "15:10" | null, "text": …}]``."""


class AgendaItem(Versioned, WorkTable, table=True):
    """One handling of a case on one meeting's list. ``number`` is frozen once the agenda is published."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "number", deferrable=True, initially="DEFERRED"),
        sa.UniqueConstraint("handling_id"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("planned_minutes BETWEEN 1 AND 600", name="planned_minutes"),
    )

    id: str = id_column("item")
    meeting_id: str = reference("work.meeting.id", index=False)
    handling_id: str = reference("work.handling.id", index=False)
    number: int
    number_frozen: bool = False
    supplement: bool = False
    type: ItemType = choice(ItemType)
    state: ItemState = choice(ItemState, default="pending")
    state_reason: str | None = None
    """Why it was returned, withdrawn or postponed."""
    planned_minutes: int | None = None
    """How long it is thought to take; for whoever lays out the day, and never published."""
