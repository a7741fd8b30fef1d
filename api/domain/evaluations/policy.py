"""Who evaluates a body's meetings, and who sees what came of it. Pure."""

from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import ALLOW, Decision, Deny
from api.domain.papers import policy as papers


def sees(actor: Actor, body_id: str) -> bool:
    """The administration, and the members and deputies. For anyone else there is none: 404, not 403."""
    return actor.administers(body_id) or papers.gets_papers(actor, body_id)


def readable_bodies(actor: Actor) -> frozenset[str] | None:
    """The bodies whose evaluations the actor sees; None for all."""
    if actor.administers(None):
        return None
    administered = {grant.body_id for grant in actor.grants if grant.role == "administration" and grant.body_id}
    return papers.bodies(actor) | administered


def can_keep(actor: Actor, body_id: str) -> Decision:
    """Open and close evaluations, and choose the statements."""
    return ALLOW if actor.administers(body_id) else Deny("Only the administration of the body keeps its evaluations.")


def can_answer(actor: Actor, body_id: str) -> Decision:
    """Members and deputies answer, each once."""
    return ALLOW if papers.gets_papers(actor, body_id) else Deny("Only members and deputies of the body answer.")
