"""Resolutions as they were adopted, each correction beside what it corrects, and what is to be done about them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from api.domain.cases.tables import Access
from api.domain.kernel.tables import (
    Created,
    Versioned,
    WorkTable,
    choice,
    id_column,
    instant,
    json_column,
    reference,
)
from api.domain.resolutions.rules import FollowUpState, Outcome, ResolutionState


class Resolution(Versioned, WorkTable, table=True):
    """What a body has resolved on one item, and what has become of it. What it says is in its versions."""

    __tablename__ = "resolution"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "label"),
        sa.UniqueConstraint("written_procedure_id"),
        sa.CheckConstraint("(meeting_id IS NULL) <> (written_procedure_id IS NULL)", name="one_source"),
        sa.CheckConstraint("(meeting_id IS NULL) = (agenda_item_id IS NULL)", name="item_of_meeting"),
        sa.CheckConstraint("version > 0", name="version"),
        sa.CheckConstraint("(state IN ('superseded', 'rescinded')) = (ended_from IS NOT NULL)", name="ended"),
        sa.CheckConstraint("ended_from NOT IN ('superseded', 'rescinded')", name="ended_from_standing"),
        sa.CheckConstraint(
            "(ended_from IS NULL) = (ended_by_id IS NULL AND ended_because IS NULL)", name="ended_by_or_because"
        ),
        sa.CheckConstraint("ended_by_id <> id", name="not_by_itself"),
        sa.Index("ix_resolution_decided_at_id", "decided_at", "id"),
    )

    id: str = id_column("res")
    body_id: str = reference("work.body.id")
    meeting_id: str | None = reference("work.meeting.id", index=False, nullable=True)
    agenda_item_id: str | None = reference("work.agenda_item.id", nullable=True)
    written_procedure_id: str | None = reference("work.written_procedure.id", index=False, nullable=True)
    """Where it was made when no meeting made it (kommuneloven § 11-8)."""
    case_id: str = reference("work.case.id")
    label: str
    """Its item's number when it was recorded, with ``-2`` for the item's second resolution: part of its address.
    ``1`` for what was resolved in writing."""
    decided_at: dt.datetime = instant()
    state: ResolutionState = choice(ResolutionState, default="recorded")
    version: int = 1
    """The newest, which is what holds."""
    ended_from: ResolutionState | None = choice(ResolutionState, nullable=True)
    """What it was before it was superseded or rescinded."""
    ended_by_id: str | None = reference("work.resolution.id", nullable=True)
    ended_because: str | None = None


class ResolutionVersion(Created, WorkTable, table=True):
    """What a resolution says. Rows are only ever added: a correction is a new version with its reason."""

    __tablename__ = "resolution_version"
    __table_args__ = (
        sa.UniqueConstraint("resolution_id", "number"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("(number = 1) = (reason IS NULL)", name="correction_has_reason"),
        sa.CheckConstraint("access = 'open' OR (legal_basis IS NOT NULL AND open_title IS NOT NULL)", name="closed"),
        # The search asks for this very expression.
        sa.Index(
            "ix_resolution_version_search",
            sa.text("to_tsvector('norwegian'::regconfig, search)"),
            postgresql_using="gin",
        ),
    )

    id: str = id_column("rver")
    resolution_id: str = reference("work.resolution.id", index=False)
    number: int
    title: str
    text: dict[str, Any] = json_column()
    outcome: Outcome = choice(Outcome)
    vote: str | None = None
    access: Access = choice(Access)
    legal_basis: str | None = None
    open_title: str | None = None
    dissents: list[dict[str, Any]] = json_column()
    """``[{"who", "text"}]``: what was entered in the minutes (protokolltilførsel)."""
    references: list[dict[str, Any]] = json_column()
    """Earlier resolutions leaned on: ``[{"text", "date", "caseNumber", "resolutionId"}]``."""
    delegations: list[dict[str, Any]] = json_column()
    """Authority given: ``[{"to", "text"}]``."""
    deadlines: list[dict[str, Any]] = json_column()
    """``[{"text", "date"}]``."""
    reason: str | None = None
    """Why it was corrected."""
    recorded_by: str
    """Name of who recorded it."""
    search: str
    """All its words, for the search."""


class FollowUp(Versioned, WorkTable, table=True):
    """Something to be done because of a resolution: by an account of ours, or by somebody outside by name."""

    __tablename__ = "follow_up"
    __table_args__ = (
        sa.CheckConstraint("(owner_id IS NULL) <> (owner_name IS NULL)", name="one_owner"),
        sa.CheckConstraint("state <> 'dropped' OR reason IS NOT NULL", name="dropped_has_reason"),
        sa.CheckConstraint("(state IN ('done', 'dropped')) = (settled_at IS NOT NULL)", name="settled_at"),
        sa.Index("ix_follow_up_due_on_id", "due_on", "id"),
    )

    id: str = id_column("fup")
    resolution_id: str = reference("work.resolution.id")
    what: str
    owner_id: str | None = reference("work.account.id", nullable=True)
    owner_name: str | None = None
    due_on: dt.date
    state: FollowUpState = choice(FollowUpState, default="open")
    result: str | None = None
    reason: str | None = None
    """Why it was dropped."""
    settled_at: dt.datetime | None = instant(nullable=True)
    agenda_item_id: str | None = reference("work.agenda_item.id", nullable=True, ondelete="SET NULL")
    """The item that it was last put before the body in."""
