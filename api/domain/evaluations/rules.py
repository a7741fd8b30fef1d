"""What becomes of anonymous answers: sums, in which no single answer is left. Pure.

No answer is kept as one. Each is added to the counts of its scores, and its remark is put among the others in
alphabetical order; what is stored is the same whoever answered what, and in whatever order.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from api.domain.kernel.errors import FieldError, GuardRefused, Invalid
from api.domain.kernel.sorting import norwegian_key
from api.domain.meetings.states import MeetingState

SCORES: Final = (1, 2, 3, 4, 5)
LEAST_ANSWERS: Final = 3
"""Fewer answers than these are shown to nobody: they would say too much of who gave them."""
OPEN_DAYS: Final = 7
"""Calendar days after the meeting that one may answer, unless something else is said."""
BEGUN: Final[frozenset[MeetingState]] = frozenset({"in_session", "adjourned", "held", "minutes_approved", "closed"})

DEFAULT_STATEMENTS: Final = (
    "Sakspapira var klare og komne i god tid.",
    "Vi brukte tida på det som er viktig.",
    "Alle kom til orde.",
    "Møtet var godt leidd.",
    "Vedtaka vart tydelege.",
)

Counts = tuple[tuple[int, ...], ...]
"""For each statement, how many have given each of ``SCORES``."""


@dataclass(frozen=True)
class Sums:
    answers: int
    counts: Counts
    remarks: tuple[str, ...]


def nothing_yet(statements: int) -> Sums:
    return Sums(0, ((0,) * len(SCORES),) * statements, ())


def with_answer(sums: Sums, scores: Sequence[int | None], remark: str | None) -> Sums:
    """The sums with one more answer; None is no opinion of that statement. Raises Invalid (pointers ``/scores``)."""
    if len(scores) != len(sums.counts):
        detail = f"There are {len(sums.counts)} statements."
        raise Invalid(detail, (FieldError("/scores", "must have a score, or null, for each statement"),))
    if not remark and all(score is None for score in scores):
        raise Invalid("The answer says nothing.", (FieldError("/scores", "must have a score, or remark a text"),))
    counts = tuple(
        tuple(count + (value == score) for value, count in zip(SCORES, row, strict=True))
        for row, score in zip(sums.counts, scores, strict=True)
    )
    remarks = sorted([*sums.remarks, *([remark] if remark else [])], key=norwegian_key)
    return Sums(sums.answers + 1, counts, tuple(remarks))


def mean(counts: Sequence[int]) -> Decimal | None:
    """The mean score with one decimal, half up; None when nobody has given one."""
    given = sum(counts)
    if not given:
        return None
    total = sum(score * count for score, count in zip(SCORES, counts, strict=True))
    return (Decimal(total) / given).quantize(Decimal("0.1"), ROUND_HALF_UP)


def is_shown(sums: Sums, *, closed: bool) -> bool:
    """Whether results may be shown: when no more can come, and enough have.

    Not before it is closed: whoever saw the sums before and after one answer would see that answer.
    """
    return closed and sums.answers >= LEAST_ANSWERS


def require_begun(state: MeetingState) -> None:
    """That there is something to evaluate. Raises GuardRefused ``meeting_begun``."""
    if state not in BEGUN:
        raise GuardRefused(
            f"The meeting is {state}.",
            extra={"guard": "meeting_begun", "remedy": "Open the evaluation when the meeting has begun."},
        )


def require_open(closed_at: dt.datetime | None, closes_on: dt.date, today: dt.date) -> None:
    """That one may still answer. Raises GuardRefused ``evaluation_open``."""
    if closed_at is not None or today > closes_on:
        raise GuardRefused(
            "The evaluation is closed.",
            extra={"guard": "evaluation_open", "remedy": "Tell the administration what you would have said."},
        )
