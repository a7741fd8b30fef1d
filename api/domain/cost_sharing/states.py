"""The states of an agreement's version, and what brings it from one to the next. Pure."""

import datetime as dt
from collections.abc import Mapping
from typing import Final, Literal

from api.domain.kernel.errors import GuardRefused

VersionState = Literal["draft", "adopted", "in_force", "superseded", "terminated"]
VersionAction = Literal["adopt", "bring_into_force", "terminate"]

_FROM: Final[Mapping[VersionAction, frozenset[VersionState]]] = {
    "adopt": frozenset({"draft"}),
    "bring_into_force": frozenset({"adopted"}),
    "terminate": frozenset({"adopted", "in_force"}),
}
_REMEDIES: Final[Mapping[VersionAction, str]] = {
    "adopt": "Only a draft is adopted: make a new version.",
    "bring_into_force": "It must be adopted first, and not have ended.",
    "terminate": "Only what is adopted or in force is terminated.",
}


def allowed(state: VersionState) -> tuple[VersionAction, ...]:
    """What may be done in that state."""
    return tuple(action for action, states in _FROM.items() if state in states)


def require(action: VersionAction, state: VersionState) -> None:
    """Raises GuardRefused ``version_state``."""
    if state not in _FROM[action]:
        raise GuardRefused(
            f"A version that is {state} can't go through {action}.",
            extra={"guard": "version_state", "remedy": _REMEDIES[action]},
        )


def require_draft(state: VersionState) -> None:
    """Raises GuardRefused ``version_is_draft``: what was adopted is not rewritten."""
    if state != "draft":
        raise GuardRefused(
            f"The version is {state}: what was adopted stays as it was.",
            extra={"guard": "version_is_draft", "remedy": "Make a new version and change that."},
        )


def require_begun(in_force_from: dt.date, today: dt.date) -> None:
    """Raises GuardRefused ``in_force_date`` before the day that was adopted."""
    if today < in_force_from:
        raise GuardRefused(
            f"It is to be in force from {in_force_from.isoformat()}.",
            extra={"guard": "in_force_date", "remedy": f"Wait until {in_force_from.isoformat()}."},
        )
