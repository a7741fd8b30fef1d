"""A body's work plan for a year: what is to be handled and done, meeting by meeting."""

import datetime as dt
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Field

from api.domain.kernel.tables import Versioned, WorkTable, choice, id_column, id_type, reference
from api.domain.meetings.states import ItemType

EntryKind = Literal["case", "activity"]
Recurrence = Literal["none", "yearly", "quarterly", "each_meeting"]
EntryState = Literal["planned", "on_agenda", "done", "moved", "dropped"]


class WorkPlan(Versioned, WorkTable, table=True):
    """The plan of one body for one year."""

    __tablename__ = "work_plan"
    __table_args__ = (
        sa.UniqueConstraint("body_id", "year"),
        sa.CheckConstraint("year BETWEEN 1900 AND 2199", name="year"),
    )

    id: str = id_column("plan")
    body_id: str = reference("work.body.id", index=False)
    year: int
    title: str


class WorkPlanEntry(Versioned, WorkTable, table=True):
    """A planned case or activity. It has a month, and a day or a meeting when they are known.

    What recurs is a series: its entries share ``series_id``, and ``occurrence`` says which time each one stands for
    (``2026``, ``2026-q3`` or a meeting's id). An entry that was moved on stays as a trail and points to where it went.
    """

    __tablename__ = "work_plan_entry"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "position", deferrable=True, initially="DEFERRED"),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        sa.CheckConstraint("date IS NULL OR EXTRACT(month FROM date) = month", name="date_in_month"),
        sa.CheckConstraint("(kind = 'case') = (item_type IS NOT NULL)", name="case_has_type"),
        sa.CheckConstraint("(series_id IS NULL) = (occurrence IS NULL)", name="occurrence"),
        sa.CheckConstraint("recurrence = 'none' OR series_id IS NOT NULL", name="series"),
        sa.CheckConstraint("(state = 'moved') = (moved_to_id IS NOT NULL)", name="moved_to"),
        # Deferred: an entry gives up its occurrence to the one that carries it on before that one is written.
        sa.ForeignKeyConstraint(["moved_to_id"], ["work.work_plan_entry.id"], deferrable=True, initially="DEFERRED"),
        # However many roll the plan at once, each time of a series stands in it once.
        sa.Index(
            "uq_work_plan_entry_occurrence",
            "series_id",
            "occurrence",
            unique=True,
            postgresql_where=sa.text("state <> 'moved'"),
        ),
    )

    id: str = id_column("entry")
    plan_id: str = reference("work.work_plan.id", index=False)
    kind: EntryKind = choice(EntryKind)
    title: str
    item_type: ItemType | None = choice(ItemType, nullable=True)
    """What it will be on the agenda; only a case has it."""
    responsible: str | None = None
    note: str | None = None
    month: int
    date: dt.date | None = None
    meeting_id: str | None = reference("work.meeting.id", nullable=True, ondelete="SET NULL")
    position: int
    recurrence: Recurrence = choice(Recurrence, default="none")
    series_id: str | None = Field(default=None, sa_type=id_type())
    """The id of the series' first entry, which may be gone."""
    occurrence: str | None = None
    state: EntryState = choice(EntryState, default="planned")
    reason: str | None = None
    """Why it was moved or dropped."""
    moved_to_id: str | None = Field(default=None, sa_type=id_type(), index=True)
    moved_from_id: str | None = reference("work.work_plan_entry.id", nullable=True)
    """The entry that this one was made to carry on; None for one that was planned here."""
    case_id: str | None = reference("work.case.id", nullable=True)
    agenda_item_id: str | None = reference("work.agenda_item.id", nullable=True, ondelete="SET NULL")
