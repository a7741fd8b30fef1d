"""Who reads a written procedure, who prepares it, and whose decision it is. Pure.

What is sent is for those who get the body's papers; before that it is a draft for its circle and for the leader, whose
decision it is (kommuneloven § 11-8). Nothing of it is public but the record, once the administration publishes it.
"""

from typing import Literal

from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import ALLOW, Decision, Deny
from api.domain.meetings import policy as meetings
from api.domain.papers.policy import gets_papers

Reader = Literal["office", "leader", "member"]
"""``office`` prepares it or wrote the case; ``leader`` decides; ``member`` is asked, or may be."""


def leads(actor: Actor, body_id: str) -> bool:
    """Whether the decision that a case is treated in writing is the actor's."""
    return actor.person_id is not None and actor.sits_in(body_id, "chair", "deputy_chair")


def reader_of(actor: Actor, body_id: str, case_officer_id: str | None, *, sent: bool) -> Reader | None:
    """As what the actor reads it; None for whom it doesn't exist."""
    if meetings.sees_item(actor, body_id, case_officer_id):
        return "office"
    if leads(actor, body_id):
        return "leader"
    return "member" if sent and gets_papers(actor, body_id) else None


def can_send(actor: Actor, body_id: str, decided_by: str | None = None) -> Decision:
    """Send it, extend it or take it back: the leader, and the administration on the leader's word.

    ``decided_by`` is the person whose word it is; None for the actor's own.
    """
    if actor.administers(body_id):
        return ALLOW
    if leads(actor, body_id) and decided_by in (None, actor.person_id):
        return ALLOW
    return Deny("Only the leader of the body, or its administration on the leader's word, may do this.")


def can_publish(actor: Actor, body_id: str) -> Decision:
    """Publish the record, and take it back: as of minutes, the administration that keeps it."""
    if actor.administers(body_id):
        return ALLOW
    return Deny("The administration of the body publishes the record.")


def can_answer(actor: Actor, body_id: str) -> Decision:
    """Answer for oneself; the rules know who is asked."""
    if gets_papers(actor, body_id):
        return ALLOW
    return Deny("Only members of the body, and their deputies, answer.")
