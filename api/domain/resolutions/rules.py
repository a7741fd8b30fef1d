"""What gives a resolution, what becomes of it, and how follow-ups stand. Pure."""

import datetime as dt
from collections.abc import Collection
from typing import Final, Literal

from api.domain.kernel.clock import oslo_date
from api.domain.kernel.errors import GuardRefused

Outcome = Literal["adopted", "adopted_as_amended", "elected"]
"""How a resolution came about."""
Decided = Literal[
    "adopted",
    "adopted_as_amended",
    "elected",
    "rejected",
    "noted",
    "postponed",
    "returned",
    "withdrawn",
]
"""How a body can have settled an item."""
ResolutionState = Literal["recorded", "final", "in_progress", "implemented", "superseded", "rescinded"]
FollowUpState = Literal["open", "in_progress", "done", "dropped"]

ResolutionAction = Literal["finalise", "start", "implement", "resume"]
Ending = Literal["superseded", "rescinded"]
FollowUpAction = Literal["start", "done", "drop", "reopen"]

UNSETTLED: Final[tuple[FollowUpState, ...]] = ("open", "in_progress")
ENDED: Final[frozenset[ResolutionState]] = frozenset({"superseded", "rescinded"})
SOON_DAYS: Final = 7
"""Calendar days in Norway before a follow-up is due from which its owner is reminded."""

_OUTCOMES: Final[frozenset[str]] = frozenset({"adopted", "adopted_as_amended", "elected"})
# From which states, and to which. What only takes note needs no work, so it is implemented as soon as it is final.
_ACTIONS: Final[dict[ResolutionAction, tuple[frozenset[ResolutionState], ResolutionState]]] = {
    "finalise": (frozenset({"recorded"}), "final"),
    "start": (frozenset({"final"}), "in_progress"),
    "implement": (frozenset({"final", "in_progress"}), "implemented"),
    "resume": (frozenset({"implemented"}), "in_progress"),
}
_FOLLOW_UP_ACTIONS: Final[dict[FollowUpAction, tuple[frozenset[FollowUpState], FollowUpState]]] = {
    "start": (frozenset({"open"}), "in_progress"),
    "done": (frozenset({"open", "in_progress"}), "done"),
    "drop": (frozenset({"open", "in_progress"}), "dropped"),
    "reopen": (frozenset({"done", "dropped"}), "open"),
}


def gives_resolution(decided: Decided) -> bool:
    """Whether an item that was settled so has a resolution: what is adopted has one, and an election."""
    return decided in _OUTCOMES


def require_filled(blanks: int) -> None:
    """That a text has no hole left. Raises GuardRefused ``blanks_filled``."""
    if blanks:
        raise GuardRefused(
            f"The text has {blanks} blank{'s' if blanks > 1 else ''} left.",
            extra={"guard": "blanks_filled", "remedy": "Fill every blank in the text.", "blanks": blanks},
        )


def after(action: ResolutionAction, state: ResolutionState, *, unsettled: int) -> ResolutionState:
    """The state that an action leads to; ``unsettled`` is how many follow-ups are neither done nor dropped.

    Raises GuardRefused ``resolution_state`` or ``follow_ups_settled``.
    """
    from_states, to = _ACTIONS[action]
    if state not in from_states:
        raise GuardRefused(
            f"The resolution is {state}.",
            extra={"guard": "resolution_state", "remedy": f"It must be {' or '.join(sorted(from_states))} first."},
        )
    if action == "implement" and unsettled:
        raise GuardRefused(
            f"{unsettled} of its follow-ups are not settled.",
            extra={"guard": "follow_ups_settled", "remedy": "Finish the follow-ups, or drop them with a reason."},
        )
    return to


def require_standing(state: ResolutionState) -> None:
    """That a resolution holds. Raises GuardRefused ``resolution_stands``."""
    if state in ENDED:
        raise GuardRefused(
            f"The resolution is {state}.",
            extra={"guard": "resolution_stands", "remedy": "Let it stand again first, if it was a mistake."},
        )


def require_ended(state: ResolutionState) -> None:
    """That a resolution holds no more. Raises GuardRefused ``resolution_ended``."""
    if state not in ENDED:
        raise GuardRefused(
            f"The resolution is {state}.",
            extra={"guard": "resolution_ended", "remedy": "It stands already."},
        )


def require_later(decided_at: dt.datetime, later_at: dt.datetime) -> None:
    """That what ends a resolution was not decided before it. Raises GuardRefused ``later_resolution``."""
    if later_at < decided_at:
        raise GuardRefused(
            "The other resolution is the older one.",
            extra={"guard": "later_resolution", "remedy": "Name a resolution that was made later."},
        )


def follow_up_after(action: FollowUpAction, state: FollowUpState) -> FollowUpState:
    """The state that an action leads to. Raises GuardRefused ``follow_up_state``."""
    from_states, to = _FOLLOW_UP_ACTIONS[action]
    if state not in from_states:
        raise GuardRefused(
            f"The follow-up is {state}.",
            extra={"guard": "follow_up_state", "remedy": f"It must be {' or '.join(sorted(from_states))} first."},
        )
    return to


def require_unsettled(state: FollowUpState) -> None:
    """That a follow-up may be changed. Raises GuardRefused ``follow_up_state``."""
    if state not in UNSETTLED:
        raise GuardRefused(
            f"The follow-up is {state}.",
            extra={"guard": "follow_up_state", "remedy": "Open it again first."},
        )


def is_overdue(state: FollowUpState, due_on: dt.date, today: dt.date) -> bool:
    """Whether it should have been settled: the day itself is in time."""
    return state in UNSETTLED and due_on < today


def label(item_number: int, taken: Collection[str]) -> str:
    """What tells a resolution from the meeting's others: its item's number, with ``-2`` for the item's second one."""
    first = str(item_number)
    if first not in taken:
        return first
    ordinal = 2
    while f"{first}-{ordinal}" in taken:
        ordinal += 1
    return f"{first}-{ordinal}"


def number(meeting_number: str, own_label: str) -> str:
    """As it is cited: ``08-25/9``."""
    return f"{meeting_number}/{own_label}"


def path(body_slug: str, permalink: str, own_label: str) -> str:
    """Its address for good: body, day of the meeting, item. ``/admin/vedtak/styret/2025-09-22/9``."""
    return f"/admin/vedtak/{body_slug}/{permalink}/{own_label}"


def reminds_of(state: FollowUpState, due_on: dt.date, now: dt.datetime) -> Literal["soon", "due"] | None:
    """What a follow-up's owner is to be reminded of: that it is due within a week, or today or before."""
    if state not in UNSETTLED:
        return None
    left = (due_on - oslo_date(now)).days
    if left <= 0:
        return "due"
    return "soon" if left <= SOON_DAYS else None
