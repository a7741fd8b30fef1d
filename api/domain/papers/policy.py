"""Who gets the papers of a body, and who says that somebody is inhabile. Pure."""

from typing import Final

from api.domain.kernel.actor import Actor, SeatRole
from api.domain.kernel.policy import ALLOW, Decision, Deny

READERS: Final[tuple[SeatRole, ...]] = ("chair", "deputy_chair", "member", "deputy")
"""Seats whose holders get the papers. A union representative is no member, and gets what the public gets."""


def gets_papers(actor: Actor, body_id: str) -> bool:
    """Whether the body's papers are the actor's. For anyone else they don't exist: 404, not 403."""
    return actor.person_id is not None and actor.sits_in(body_id, *READERS)


def bodies(actor: Actor) -> frozenset[str]:
    """The bodies whose papers the actor gets."""
    return frozenset(seat.body_id for seat in actor.seats if gets_papers(actor, seat.body_id))


def can_demand(actor: Actor, body_id: str) -> Decision:
    """Demand, before the meeting, that a case waits for an ordinary one: one third of the body's members is counted."""
    if actor.person_id is not None and actor.sits_in(body_id, "chair", "deputy_chair", "member"):
        return ALLOW
    return Deny("Only members of the body may demand this.")


def can_record_inhability(actor: Actor, body_id: str, person_id: str, *, decided: bool) -> Decision:
    """A member declares himself; that the body has decided, and for whom, the administration records."""
    if actor.administers(body_id):
        return ALLOW
    if person_id != actor.person_id:
        return Deny("Only the administration of the body may record somebody else's inhability.")
    if decided:
        return Deny("The body decides; the administration records what it decided.")
    return ALLOW
