"""Who may see, edit, comment on and approve minutes. Pure."""

from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import ALLOW, Decision, Deny
from api.domain.minutes.tables import MinutesState
from api.domain.papers.policy import gets_papers


def sees_minutes(actor: Actor, body_id: str, state: MinutesState) -> bool:
    """The administration from the beginning, members once they are sent. For all else they don't exist: 404."""
    return actor.administers(body_id) or (state != "draft" and gets_papers(actor, body_id))


def can_keep(actor: Actor, body_id: str) -> Decision:
    """Edit, send, answer, conclude, seal, and take up again."""
    if actor.administers(body_id):
        return ALLOW
    return Deny("The administration of the body keeps its minutes.")


def can_approve(actor: Actor, signers: list[str]) -> Decision:
    """Each for himself: nobody approves in another's name."""
    if actor.person_id is not None and actor.person_id in signers:
        return ALLOW
    return Deny("These minutes are approved by the people who were named when they were sent.")
