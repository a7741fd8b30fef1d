"""When a consultation may be opened, when it takes input, and who sees which inputs. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from api.domain.kernel.errors import FieldError, GuardRefused, Invalid
from api.domain.meetings.states import PUBLISHABLE, ItemState, MeetingState

ConsultationState = Literal["open", "deadline_passed", "closed"]
Reader = Literal["administration", "case_officer", "body", "union"]


@dataclass(frozen=True)
class Treatment:
    """Where the case stands on its way to the body."""

    item_state: ItemState
    meeting_state: MeetingState
    meeting_starts_at: dt.datetime

    def has_begun(self, now: dt.datetime) -> bool:
        return self.meeting_state not in PUBLISHABLE or now >= self.meeting_starts_at


@dataclass(frozen=True)
class Window:
    """The time that the unions have. It is open up to the deadline, and not at it."""

    deadline: dt.datetime
    closed_at: dt.datetime | None

    def state(self, now: dt.datetime) -> ConsultationState:
        if self.closed_at is not None:
            return "closed"
        return "open" if now < self.deadline else "deadline_passed"


def require_consultable(treatment: Treatment, now: dt.datetime) -> None:
    """What the unions say must be able to reach the body before it decides.

    Raises GuardRefused ``item_pending`` or ``meeting_not_begun``.
    """
    if treatment.item_state != "pending":
        raise GuardRefused(
            f"The item is {treatment.item_state}.",
            extra={"guard": "item_pending", "remedy": "Consult on the next treatment of the case instead."},
        )
    if treatment.has_begun(now):
        raise GuardRefused(
            "The meeting has begun.",
            extra={"guard": "meeting_not_begun", "remedy": "Union representatives may speak in the meeting (§ 13-4)."},
        )


def require_deadline(deadline: dt.datetime, treatment: Treatment, now: dt.datetime) -> None:
    """Raises Invalid for a deadline that has passed or that isn't before the meeting."""
    if deadline <= now:
        raise Invalid("The deadline has passed already.", (FieldError("/deadline", "must be in the future"),))
    if deadline >= treatment.meeting_starts_at:
        raise Invalid(
            "The deadline must come before the meeting.",
            (FieldError("/deadline", "must be before the meeting starts"),),
        )


def require_open(window: Window, treatment: Treatment, now: dt.datetime) -> None:
    """Raises GuardRefused ``consultation_open`` outside the window, else as :func:`require_consultable`."""
    state = window.state(now)
    if state != "open":
        raise GuardRefused(
            "The consultation is closed." if state == "closed" else "The deadline has passed.",
            extra={"guard": "consultation_open", "remedy": "Ask the administration to extend the deadline."},
        )
    require_consultable(treatment, now)


class Authored(Protocol):
    """Whatever knows whose account wrote it and whether it was withdrawn."""

    account_id: str
    withdrawn_at: dt.datetime | None


Written = TypeVar("Written", bound=Authored)


def visible_inputs(
    inputs: Iterable[Written], *, reader: Reader, account_id: str | None, state: ConsultationState
) -> tuple[Written, ...]:
    """The inputs that a reader sees.

    The administration sees all, withdrawn ones too. The case officer and the body see what stands. A union sees its own
    at any time and the others' when the window is over, so that nobody writes with another's words at hand.
    """
    if reader == "administration":
        return tuple(inputs)
    return tuple(
        one
        for one in inputs
        if one.account_id == account_id or (one.withdrawn_at is None and (reader != "union" or state != "open"))
    )


def changed_parts(before: dict[str, object], after: dict[str, object]) -> tuple[str, ...]:
    """Names of the parts of a case that differ, in alphabetical order."""
    return tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))
