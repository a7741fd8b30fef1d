"""Who comes in at which door at all. What lies behind it asks for itself. Pure."""

from api.domain.identity.schemas import Scope
from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import ALLOW, Decision, Deny


def may_administer(actor: Actor) -> Decision:
    return ALLOW if actor.administers_something else Deny("This is for the administration of a body.")


def may_write_cases(actor: Actor) -> Decision:
    return ALLOW if actor.writes_cases else Deny("This is for the administration and for case officers.")


def may_keep_the_system(actor: Actor) -> Decision:
    return ALLOW if actor.is_system_administrator else Deny("This is for system administrators.")


def may_follow_everything(actor: Actor) -> Decision:
    """The log tells of every body, so it takes the administration of all of them, or a key of our own."""
    if actor.administers(None) or (actor.municipality_id is None and "follow_changes" in (actor.scopes or ())):
        return ALLOW
    return Deny("This is for the administration of all bodies.")


def is_a_person(actor: Actor) -> Decision:
    """Programs are refused wherever no scope lets them in."""
    return ALLOW if actor.scopes is None else Deny("This is for people. No scope lets a program in here.")


def may_use(actor: Actor, scope: Scope) -> Decision:
    """People come in by their account, programs by the scope that the operation names."""
    if actor.scopes is None or scope in actor.scopes:
        return ALLOW
    return Deny(f"A program needs the scope {scope} here.")
