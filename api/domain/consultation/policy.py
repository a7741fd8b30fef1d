"""Who may open, read and take part in a consultation. Pure."""

from typing import Final

from api.domain.consultation.rules import Reader
from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import Allow, Decision, Deny
from api.domain.meetings.states import MeetingState

PAPERS_ARE_OUT: Final[frozenset[MeetingState]] = frozenset(
    {"papers_published", "in_session", "adjourned", "held", "minutes_approved", "closed"}
)
"""From here on the members read the inputs together with the case."""


def can_prepare(actor: Actor, body_id: str) -> Decision:
    """Open, extend, close, refresh and answer."""
    if actor.administers(body_id):
        return Allow()
    return Deny("Only the body's administration consults the unions.")


def can_take_part(actor: Actor, body_id: str) -> Decision:
    """Give input."""
    if actor.sits_in(body_id, "union_representative"):
        return Allow()
    return Deny("Only the body's union representatives give input.")


def can_read(actor: Actor, body_id: str, meeting_state: MeetingState | None) -> Decision:
    """See the case with its inputs and answers; the members when they have the papers."""
    if reader_of(actor, body_id, meeting_state) is not None:
        return Allow()
    return Deny("The consultation is for the body's unions, its members and its administration.")


def reader_of(actor: Actor, body_id: str, meeting_state: MeetingState | None) -> Reader | None:
    """As whom the actor reads; None for who may not know that there is a consultation."""
    if actor.administers(body_id):
        return "administration"
    if actor.sits_in(body_id, "union_representative"):
        return "union"
    if meeting_state in PAPERS_ARE_OUT and actor.sits_in(body_id, "chair", "deputy_chair", "member", "deputy"):
        return "body"
    return None


def readable_bodies(actor: Actor) -> frozenset[str] | None:
    """The bodies whose every consultation the actor reads; None for all."""
    administered = {grant.body_id for grant in actor.grants if grant.role == "administration"}
    if None in administered:
        return None
    unions = {seat.body_id for seat in actor.seats if seat.role == "union_representative"}
    return frozenset(body_id for body_id in administered | unions if body_id is not None)
