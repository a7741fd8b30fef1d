"""Who reads and keeps figures, agreements and calculations. Pure.

Key figures, and agreements that are adopted, are for everyone with an account; computing from them is, too. What is
still being worked on (drafts of agreements, saved calculations) is for those who write cases.
"""

from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import ALLOW, Decision, Deny


def reads_drafts(actor: Actor) -> bool:
    """Whether drafts and saved calculations exist for it at all: for anyone else they are 404."""
    return actor.writes_cases


def can_keep(actor: Actor) -> Decision:
    """Key figures, agreements, and what of calculations is public."""
    return ALLOW if actor.administers_something else Deny("Only the administration does this.")
