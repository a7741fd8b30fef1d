"""Who reads resolutions, and who keeps them. Pure.

Resolutions stay within the house until the minutes are published. An open one is read by all who work for the body or
sit in it; a closed one by those who may read its item: the administration, its case officer, and the members that get
the body's papers, but for one who is inhabile in it (kommuneloven § 11-10).
"""

from collections.abc import Set
from dataclasses import dataclass

from api.domain.cases.tables import Access
from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import ALLOW, Decision, Deny
from api.domain.papers import policy as papers

Bodies = frozenset[str] | None
"""Ids of bodies; None for all of them."""


@dataclass(frozen=True)
class Reach:
    """How far an actor's reading goes. ``withheld`` are the items that the actor is inhabile in."""

    account_id: str | None
    administers: Bodies
    officer_in: Bodies
    sits_in: frozenset[str]
    gets_papers_of: frozenset[str]
    withheld: frozenset[str]

    def sees(self, body_id: str, access: Access, case_officer_id: str | None, item_id: str) -> bool:
        if _holds(self.administers, body_id):
            return True
        is_officer = _holds(self.officer_in, body_id)
        if access == "open":
            return is_officer or body_id in self.sits_in
        is_own = self.account_id is not None and self.account_id == case_officer_id
        return (is_officer and is_own) or (body_id in self.gets_papers_of and item_id not in self.withheld)


def reach(actor: Actor, withheld: Set[str]) -> Reach:
    def granted(role: str) -> Bodies:
        bodies = {grant.body_id for grant in actor.grants if grant.role == role}
        return None if None in bodies else frozenset(body_id for body_id in bodies if body_id is not None)

    return Reach(
        actor.id,
        granted("administration"),
        granted("case_officer"),
        frozenset(seat.body_id for seat in actor.seats),
        papers.bodies(actor),
        frozenset(withheld),
    )


def can_keep(actor: Actor, body_id: str) -> Decision:
    """Record resolutions of the body, correct them, end them, and set follow-ups."""
    if actor.administers(body_id):
        return ALLOW
    return Deny("Only the administration of the body keeps its resolutions.")


def can_carry_out(actor: Actor, body_id: str, owner_id: str | None) -> Decision:
    """Say how a follow-up is coming along."""
    if actor.administers(body_id) or (actor.id is not None and actor.id == owner_id):
        return ALLOW
    return Deny("Only the owner and the administration of the body say how a follow-up is coming along.")


def _holds(bodies: Bodies, body_id: str) -> bool:
    return bodies is None or body_id in bodies
