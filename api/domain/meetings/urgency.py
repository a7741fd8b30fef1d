"""Cases that are treated in an urgent remote meeting, and the members' right to have one wait. Pure.

Source: kommuneloven § 11-8 second and third paragraph. The leader decides it when a case must be settled before the
next meeting, and there is either no time for an extraordinary one or the case doesn't call for it. Members may be
called with shorter notice than the body's own, and a case waits for an ordinary meeting when one third of the body's
members demand it.
"""

from dataclasses import dataclass
from typing import Literal

Ground = Literal["no_time", "minor"]
"""Why there is no extraordinary meeting: there is no time to hold one, or the case isn't important enough."""


@dataclass(frozen=True)
class Urgency:
    """That a meeting is an urgent one: the ground, why it can't wait, and the name of the leader who decided it."""

    ground: Ground
    reason: str
    decided_by: str


def demands_needed(members: int) -> int:
    """How many of the body's members make a case wait: the smallest number that is at least one third of them."""
    return max(1, -(-members // 3))


def must_wait(members: int, demands: int) -> bool:
    """Whether ``demands``, each of another seat, make the case wait: at least one third of all ``members``."""
    return demands >= demands_needed(members)
