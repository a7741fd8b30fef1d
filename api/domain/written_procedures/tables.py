"""Cases that are settled in writing: what was sent to whom, and what was answered."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from api.domain.kernel.actor import SeatRole
from api.domain.kernel.tables import (
    Created,
    PublishedTable,
    Versioned,
    WorkTable,
    choice,
    id_column,
    id_type,
    instant,
    json_column,
    reference,
)
from api.domain.meetings.urgency import Ground
from api.domain.written_procedures.rules import ProcedureState


class WrittenProcedure(Versioned, WorkTable, table=True):
    """The treatment of one case in writing (kommuneloven § 11-8). What was sent is frozen in it."""

    __tablename__ = "written_procedure"
    __table_args__ = (
        sa.UniqueConstraint("body_id", "number"),
        # One case is in one procedure at a time.
        sa.Index(
            "uq_written_procedure_one_active",
            "handling_id",
            unique=True,
            postgresql_where=sa.text("state IN ('draft', 'sent')"),
        ),
        sa.CheckConstraint("(sent_at IS NULL) = (content IS NULL)", name="sent_has_content"),
        sa.CheckConstraint("(sent_at IS NULL) = (decided_by IS NULL)", name="sent_is_decided"),
        sa.CheckConstraint("sent_at IS NOT NULL OR state IN ('draft', 'withdrawn')", name="sent"),
        sa.CheckConstraint("(state IN ('draft', 'sent')) = (ended_at IS NULL)", name="ended"),
        sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_because IS NOT NULL)", name="withdrawn_because"),
        sa.Index("ix_written_procedure_deadline_id", "deadline", "id"),
    )

    id: str = id_column("wpr")
    body_id: str = reference("work.body.id")
    handling_id: str = reference("work.handling.id")
    number: str
    """As it is cited: ``S01-26``. In lower case it stands in the address of the resolution."""
    state: ProcedureState = choice(ProcedureState, default="draft")
    ground: Ground = choice(Ground)
    reason: str
    """Why it must be settled before the next meeting."""
    deadline: dt.datetime = instant()
    decided_by: str | None = None
    """Name of the leader who decided that the case is treated in writing."""
    sent_by: str | None = None
    """Name of who sent it: the leader, or the administration on the leader's word."""
    sent_at: dt.datetime | None = instant(nullable=True)
    content: dict[str, Any] | None = json_column(nullable=True)
    """The case as it was sent, frozen: ``schemas.SentCase``."""
    ended_at: dt.datetime | None = instant(nullable=True)
    withdrawn_because: str | None = None


class WrittenSeat(Created, WorkTable, table=True):
    """A seat in the body on the day it was sent. Rows are only ever added."""

    __tablename__ = "written_seat"
    __table_args__ = (sa.UniqueConstraint("procedure_id", "person_id"),)

    id: str = id_column("wsea")
    procedure_id: str = reference("work.written_procedure.id", index=False)
    person_id: str = reference("work.person.id")
    name: str
    role: SeatRole = choice(SeatRole)
    deputy_order: int | None = None
    municipality: str | None = None


class WrittenAnswer(Created, WorkTable, table=True):
    """What one person answered, once. Rows are only ever added."""

    __tablename__ = "written_answer"
    __table_args__ = (
        sa.UniqueConstraint("procedure_id", "person_id"),
        sa.CheckConstraint("inhabile = (content_agreed IS NULL)", name="answers_content"),
        sa.CheckConstraint("inhabile = (form_agreed IS NULL)", name="answers_form"),
        sa.CheckConstraint("inhabile = (legal_basis IS NOT NULL)", name="inhabile_has_basis"),
    )

    id: str = id_column("wans")
    procedure_id: str = reference("work.written_procedure.id", index=False)
    person_id: str = reference("work.person.id")
    content_agreed: bool | None = None
    form_agreed: bool | None = None
    inhabile: bool = False
    legal_basis: str | None = None
    """Why somebody is inhabile."""
    comment: str | None = None
    recorded_by: str
    """Name of who entered it: the person, or the administration for one whom it knew to be inhabile."""
    at: dt.datetime = instant()


class PublishedRecord(PublishedTable, table=True):
    """The record of a procedure in its public form, with the bytes that are sent."""

    __tablename__ = "written_record"
    __table_args__ = (sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),)

    procedure_id: str = Field(primary_key=True, sa_type=id_type())
    body_name: str
    number: str
    title: str
    published_at: dt.datetime = instant()
    body: bytes
    """Canonical JSON (RFC 8785) of a :class:`api.domain.written_procedures.schemas.PublishedRecordOut`."""
    sha256: str
    file: bytes
    """The PDF."""


class RecordWithdrawal(PublishedTable, table=True):
    """The tombstone of a published record: row security hides what it stands for."""

    __tablename__ = "written_record_withdrawal"
    __table_args__ = (sa.CheckConstraint("length(reason) > 0", name="reason"),)

    procedure_id: str = reference("published.written_record.procedure_id", index=False, primary_key=True)
    number: str
    published_at: dt.datetime = instant()
    withdrawn_at: dt.datetime = instant()
    reason: str
