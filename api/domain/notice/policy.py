"""Whose reminders are whose. Pure."""

from api.domain.kernel.actor import Actor
from api.domain.notice.rules import Audience


def administered_bodies(actor: Actor) -> frozenset[str] | None:
    """The bodies that the actor administers; None for all."""
    bodies = {grant.body_id for grant in actor.grants if grant.role == "administration"}
    return None if None in bodies else frozenset(body_id for body_id in bodies if body_id is not None)


def union_bodies(actor: Actor) -> frozenset[str]:
    """The bodies in which the actor represents the unions."""
    return frozenset(seat.body_id for seat in actor.seats if seat.role == "union_representative")


def is_for(actor: Actor, audience: Audience, body_id: str, account_id: str | None) -> bool:
    """Whether a reminder to ``audience`` in a body, or to one account, is one of the actor's."""
    if audience == "owner":
        return actor.id is not None and actor.id == account_id
    return actor.administers(body_id) if audience == "administration" else body_id in union_bodies(actor)
