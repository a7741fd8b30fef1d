"""Who may read the log, and what of it. Pure."""

from typing import Final

from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import ALLOW, Decision, Deny

OF_THE_SYSTEM: Final = frozenset({"account", "api_client", "webhook"})
"""Subjects that system administrators keep: the values of events about them are theirs to see."""


def can_read_log(actor: Actor) -> Decision:
    """The log has no walls between bodies, so it is for those who administer all of them, or the system."""
    if actor.is_system_administrator or actor.administers(None):
        return ALLOW
    return Deny("The log is for the administration of all bodies and for system administrators.")


def sees_all_values(actor: Actor) -> bool:
    """Whether the values that events hold may be seen, whatever they are about.

    They tell of drafts, which a system administrator doesn't see: who did what to which thing is all there is then,
    but for the subjects ``OF_THE_SYSTEM``.
    """
    return actor.administers(None)
