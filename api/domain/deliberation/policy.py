"""Who may see the room, and who may do what in it. Pure.

The administration of the body and who leads the meeting lead the room. All who have a seat in the body see it from the
moment that its agenda is published; those who take part vote, ask to speak, object and declare for themselves.
"""

from api.domain.deliberation import orders
from api.domain.deliberation.orders import Order
from api.domain.deliberation.room import Room
from api.domain.deliberation.views import Viewer
from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import ALLOW, Decision, Deny
from api.domain.meetings.states import MeetingState

_UNKNOWN: frozenset[MeetingState] = frozenset({"planned", "cancelled"})


def sees_room(actor: Actor, body_id: str, state: MeetingState) -> bool:
    """Whether there is a meeting room for the actor at all: else it is told 404."""
    return actor.administers(body_id) or (state not in _UNKNOWN and actor.sits_in(body_id))


def viewer(actor: Actor, room: Room) -> Viewer:
    """What the actor is in the room."""
    seat = room.setup.seat(actor.person_id)
    return Viewer(
        person_id=actor.person_id,
        administers=actor.administers(room.setup.body_id),
        leads=leads(actor, room),
        is_member=seat is not None and (seat.is_member or seat.role == "deputy"),
    )


def leads(actor: Actor, room: Room) -> bool:
    """Whether the actor is the administration, or leads the meeting; before it is opened the chair and the deputy."""
    if actor.administers(room.setup.body_id):
        return True
    if actor.person_id is None:
        return False
    if room.stage == "waiting":
        return actor.sits_in(room.setup.body_id, "chair", "deputy_chair")
    return actor.person_id == room.chaired_by


def may(actor: Actor, room: Room, order: Order) -> Decision:
    """Whether the actor may give the order; whether it can be carried out now is the rules' affair."""
    if isinstance(order, orders.CastBallot):
        vote = room.open_vote
        if vote is not None and vote.form == "written" and order.person_id != actor.person_id:
            return Deny("A secret ballot is cast by whose it is.")
    if order.by_members and _is_own(actor, room, order):
        return ALLOW
    if not leads(actor, room):
        return Deny("This is for who leads the meeting and for the administration of the body.")
    current = room.current
    if (
        not actor.administers(room.setup.body_id)
        and actor.person_id is not None
        and current is not None
        and current.is_inhabile(actor.person_id)
        and not isinstance(order, orders.HandOverChair)
    ):
        return Deny("You are, or may be, inhabile in what is being treated: hand over the chair.")
    return ALLOW


def _is_own(actor: Actor, room: Room, order: Order) -> bool:
    if actor.person_id is None:
        return False
    if isinstance(order, orders.WithdrawRequest):
        return any(one.seq == order.speaker and one.person_id == actor.person_id for one in room.speakers)
    if isinstance(order, orders.RequestFloor) and order.name is not None:
        return False
    return getattr(order, "person_id", None) == actor.person_id
