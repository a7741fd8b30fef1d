"""Evaluations of meetings. No row is an answer, and no column says when one was given."""

import datetime as dt

import sqlalchemy as sa

from api.domain.kernel.tables import Versioned, WorkTable, id_column, instant, json_column, reference


class EvaluationForm(Versioned, WorkTable, table=True):
    """The statements that a body's own evaluations ask about."""

    __tablename__ = "evaluation_form"
    __table_args__ = (sa.UniqueConstraint("body_id"),)

    id: str = id_column("eform")
    body_id: str = reference("work.body.id", index=False)
    statements: list[str] = json_column()


class Evaluation(Versioned, WorkTable, table=True):
    """The evaluation of one meeting, with the statements as they were when it was opened. Answers don't touch it."""

    __tablename__ = "evaluation"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id"),
        sa.CheckConstraint("closed_at >= created_at", name="closed_after_opening"),
    )

    id: str = id_column("evl")
    meeting_id: str = reference("work.meeting.id", index=False)
    body_id: str = reference("work.body.id")
    statements: list[str] = json_column()
    closes_on: dt.date
    """The last day to answer on."""
    closed_at: dt.datetime | None = instant(nullable=True)


class EvaluationSum(WorkTable, table=True):
    """All the answers to one evaluation, as sums (``rules.Sums``)."""

    __tablename__ = "evaluation_sum"
    __table_args__ = (sa.CheckConstraint("answers >= 0", name="answers"),)

    evaluation_id: str = reference("work.evaluation.id", index=False, primary_key=True)
    answers: int
    counts: list[list[int]] = json_column()
    remarks: list[str] = json_column()
    """In alphabetical order."""


class EvaluationAnswered(WorkTable, table=True):
    """That a person has answered, so that nobody does it twice. Removed when the evaluation is closed."""

    __tablename__ = "evaluation_answered"

    evaluation_id: str = reference("work.evaluation.id", index=False, primary_key=True)
    person_id: str = reference("work.person.id", primary_key=True)
