"""Who sees and changes what is being prepared. Pure.

A draft is for its circle: the administration of the body, and for one case its case officer. For everyone else it does
not exist, so the loaders answer 404 and not 403.
"""

from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import ALLOW, Decision, Deny


def sees_meeting(actor: Actor, body_id: str) -> bool:
    """Whether the actor knows of the body's meetings in preparation."""
    return actor.administers(body_id) or actor.is_case_officer(body_id)


def sees_item(actor: Actor, body_id: str, case_officer_id: str | None) -> bool:
    """Whether the actor may read the draft of one item."""
    is_own = actor.id is not None and actor.id == case_officer_id
    return actor.administers(body_id) or (is_own and actor.is_case_officer(body_id))


def sees_handling(actor: Actor, body_id: str | None, case_officer_id: str | None) -> bool:
    """Whether the actor may read what is written for a body, or for none yet, on an agenda or not."""
    is_own = actor.id is not None and actor.id == case_officer_id
    return actor.administers(body_id) or (is_own and (body_id is None or actor.is_case_officer(body_id)))


def can_prepare(actor: Actor, body_id: str) -> Decision:
    """Create and change meetings, agendas and publications of the body."""
    return ALLOW if actor.administers(body_id) else Deny("Only the administration of the body may do this.")
