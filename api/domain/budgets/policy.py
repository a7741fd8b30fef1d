"""Who reads budgets, and who writes them. Pure.

A draft is the administration's. Once the board has recommended a budget, the members of the board and of the body that
is to adopt it read it, and whatever becomes of it.
"""

from api.domain.budgets.rules import BudgetState
from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import ALLOW, Decision, Deny
from api.domain.papers.policy import gets_papers


def sees_budget(actor: Actor, body_id: str, adopting_body_id: str, state: BudgetState) -> bool:
    """For all else it doesn't exist: 404."""
    if actor.administers(body_id):
        return True
    return state != "draft" and (gets_papers(actor, body_id) or gets_papers(actor, adopting_body_id))


def sees_funds(actor: Actor, body_id: str) -> bool:
    """The administration and the members of the body whose funds they are."""
    return actor.administers(body_id) or gets_papers(actor, body_id)


def can_keep(actor: Actor, body_id: str) -> Decision:
    """Everything but reading."""
    if actor.administers(body_id):
        return ALLOW
    return Deny("Only the administration of the body keeps its budgets and funds.")
