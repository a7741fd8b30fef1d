"""Consultation of the union representatives on a case before the board treats it: window, inputs, answers."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from api.domain.kernel.tables import (
    Created,
    Versioned,
    WorkTable,
    id_column,
    instant,
    json_column,
    reference,
)


class Consultation(Versioned, WorkTable, table=True):
    """A time in which the unions of one body may say what they think of one treatment of a case.

    It follows the handling, not the line of the agenda, so that it outlives a case that is moved to another meeting.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        sa.Index("uq_consultation_one_open", "handling_id", unique=True, postgresql_where=sa.text("closed_at IS NULL")),
        sa.CheckConstraint("deadline > opened_at", name="deadline_after_opening"),
        sa.CheckConstraint("closed_at >= opened_at", name="closed_after_opening"),
    )

    id: str = id_column("cons")
    handling_id: str = reference("work.handling.id")
    body_id: str = reference("work.body.id")
    opened_by: str
    """The name of whoever opened it."""
    opened_at: dt.datetime = instant()
    deadline: dt.datetime = instant()
    closed_at: dt.datetime | None = instant(nullable=True)
    message: str | None = None
    """What the administration says to the unions."""
    include_closed: bool = False
    """Whether the unions see the texts of a case that is closed to the public."""
    content: dict[str, Any] = json_column()
    """The case as the unions see it, frozen: ``schemas.ConsultedCase``."""
    changes: list[dict[str, Any]] = json_column(default_factory=list)
    """What each refreshing of ``content`` changed, oldest first: ``[{"at", "parts", "note"}]``."""


class ConsultationInput(Versioned, WorkTable, table=True):
    """What one union representative says. Earlier wordings are kept beside it."""

    __tablename__ = "consultation_input"
    __table_args__ = (sa.CheckConstraint("withdrawn_at >= submitted_at", name="withdrawn_after_submitting"),)

    id: str = id_column("cinp")
    consultation_id: str = reference("work.consultation.id")
    account_id: str = reference("work.account.id")
    person_id: str | None = reference("work.person.id", nullable=True)
    person_name: str
    organisation_name: str
    text: dict[str, Any] = json_column()
    submitted_at: dt.datetime = instant()
    edited_at: dt.datetime | None = instant(nullable=True)
    withdrawn_at: dt.datetime | None = instant(nullable=True)


class ConsultationInputVersion(Created, WorkTable, table=True):
    """An earlier wording of an input."""

    __tablename__ = "consultation_input_version"
    __table_args__ = (sa.UniqueConstraint("input_id", "number"), sa.CheckConstraint("number > 0", name="number"))

    id: str = id_column("cver")
    input_id: str = reference("work.consultation_input.id", index=False)
    number: int
    organisation_name: str
    text: dict[str, Any] = json_column()
    written_at: dt.datetime = instant()


class ConsultationAnswer(Created, WorkTable, table=True):
    """What the administration answers. It is not changed: who was wrong answers again."""

    __tablename__ = "consultation_answer"

    id: str = id_column("cans")
    consultation_id: str = reference("work.consultation.id")
    answered_by: str
    """The name of whoever answered."""
    text: dict[str, Any] = json_column()
    answered_at: dt.datetime = instant()
