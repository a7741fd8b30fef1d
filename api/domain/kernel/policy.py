"""What a policy answers: yes, or no and why. Policies are pure functions of an actor and facts."""

from dataclasses import dataclass
from typing import Final

from api.domain.kernel.errors import Forbidden


@dataclass(frozen=True)
class Allow:
    """The actor may."""


@dataclass(frozen=True)
class Deny:
    """The actor may not, for ``reason``: an English sentence that is told."""

    reason: str


Decision = Allow | Deny
ALLOW: Final = Allow()


def require(decision: Decision) -> None:
    """Raises Forbidden with the reason of a refusal."""
    if isinstance(decision, Deny):
        raise Forbidden(decision.reason)
