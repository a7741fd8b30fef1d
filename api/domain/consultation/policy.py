"""Who may open, read and take part in a consultation. Pure."""

from collections.abc import Set
from dataclasses import dataclass

from api.domain.consultation.rules import Reader
from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import Allow, Decision, Deny
from api.domain.meetings.policy import sees_item


@dataclass(frozen=True)
class Matter:
    """What is consulted on: the treatment of a case by a body. ``item_id`` is None when it is on no agenda any more."""

    body_id: str
    item_id: str | None
    case_officer_id: str | None


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


def reader_of(actor: Actor, matter: Matter, papers: Set[str]) -> Reader | None:
    """As whom the actor reads; None for who may not know that there is a consultation.

    ``papers`` are the items that the actor has been given with their texts: a member reads the inputs together with
    the case, and neither of them when inhabile in it.
    """
    if actor.administers(matter.body_id):
        return "administration"
    if actor.sits_in(matter.body_id, "union_representative"):
        return "union"
    if sees_item(actor, matter.body_id, matter.case_officer_id):
        return "case_officer"
    if matter.item_id in papers:
        return "body"
    return None


def readable_bodies(actor: Actor) -> frozenset[str] | None:
    """The bodies whose every consultation the actor reads; None for all."""
    administered = {grant.body_id for grant in actor.grants if grant.role == "administration"}
    if None in administered:
        return None
    unions = {seat.body_id for seat in actor.seats if seat.role == "union_representative"}
    return frozenset(body_id for body_id in administered | unions if body_id is not None)
