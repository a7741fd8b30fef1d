"""Who may read the log, and what of it. Pure."""

from dataclasses import dataclass
from typing import Final

from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import ALLOW, Decision, Deny

OF_THE_SYSTEM: Final = frozenset({"account", "api_client", "webhook"})
"""Subjects that system administrators keep: events about them are theirs to see, whatever body they name."""


@dataclass(frozen=True)
class Reach:
    """What of the log somebody sees. ``bodies`` are those whose events are shown with their values; None is everything
    there is. Who keeps the ``system`` sees besides who did what to which thing everywhere, with the values of
    ``OF_THE_SYSTEM`` only: the others tell of drafts."""

    bodies: frozenset[str] | None
    system: bool

    def shows_values(self, subject_type: str, body_id: str | None) -> bool:
        """Whether the values of an event that is shown at all are shown with it."""
        if self.bodies is None:
            return True
        return self.system if subject_type in OF_THE_SYSTEM else body_id in self.bodies


def can_read_log(actor: Actor) -> Decision:
    if actor.is_system_administrator or actor.administers_something:
        return ALLOW
    return Deny("The log is for the administration and for system administrators.")


def reach(actor: Actor) -> Reach:
    """What of the log ``actor`` sees who may read it. An administration sees what happened in its own bodies."""
    if actor.administers(None):
        return Reach(None, system=True)
    bodies = frozenset(
        grant.body_id for grant in actor.grants if grant.role == "administration" and grant.body_id is not None
    )
    return Reach(bodies, system=actor.is_system_administrator)
