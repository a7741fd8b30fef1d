"""Evaluations as they cross the API: the form, and sums."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.domain.kernel.schemas import Day, Schema

Statement = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Score = Annotated[int, Field(ge=1, le=5, strict=True)]


class Statements(Schema):
    """What the body's evaluations ask about, each scored 1 (disagree) to 5 (agree)."""

    items: Annotated[tuple[Statement, ...], Field(min_length=1, max_length=10)]


class NewEvaluation(Schema):
    closes_on: Day | None = Field(
        default=None, description="The last day to answer on; a week after the meeting if it isn't given."
    )


class EvaluationAnswer(Schema):
    """A score, or null for no opinion, for each statement in order, and a remark in one's own words."""

    scores: Annotated[tuple[Score | None, ...], Field(max_length=10)]
    remark: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] | None = None


class StatementResult(Schema):
    """``counts`` are how many have given 1, 2, 3, 4 and 5; ``mean`` has one decimal, and is None when nobody has."""

    text: str
    mean: Decimal | None
    counts: tuple[int, ...]


class EvaluationResults(Schema):
    statements: tuple[StatementResult, ...]
    remarks: tuple[str, ...]
    """In alphabetical order."""


class EvaluationOut(Schema):
    """An evaluation. ``results`` are None until it is closed, and for good when too few have answered."""

    id: str
    revision: int
    meeting_id: str
    meeting_number: str
    meeting_title: str
    starts_at: dt.datetime
    body_id: str
    body_name: str
    statements: tuple[str, ...]
    state: Literal["open", "closed"]
    closes_on: dt.date
    answers: int
    least_answers: int
    has_answered: bool
    """Whether the reader has; never true once it is closed, for then it isn't known any more."""
    may_answer: bool
    may_close: bool
    results: EvaluationResults | None
