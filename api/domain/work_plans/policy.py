"""Who sees and changes a body's work plan. Pure.

The plan is the whole body's: those who sit in it read it, whichever seat they have.
"""

from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import ALLOW, Decision, Deny


def sees_plan(actor: Actor, body_id: str) -> bool:
    """Administration and case officers of the body, and everyone with a seat in it."""
    return actor.administers(body_id) or actor.is_case_officer(body_id) or actor.sits_in(body_id)


def readable_bodies(actor: Actor) -> frozenset[str] | None:
    """The bodies whose plans the actor sees; None for all."""
    works_in = actor.works_in
    return None if works_in is None else works_in | {seat.body_id for seat in actor.seats}


def can_change(actor: Actor, body_id: str) -> Decision:
    """Everything but reading."""
    return ALLOW if actor.administers(body_id) else Deny("Only the administration of the body changes its work plan.")
