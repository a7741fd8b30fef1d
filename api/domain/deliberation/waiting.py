"""Members who demand that a case of an urgent remote meeting waits for an ordinary one. Pure.

Source: kommuneloven § 11-8 third paragraph. One third *of the body's members* is counted, whoever is there: a seat
counts once, by its member or by the deputy who had it, and not by somebody who is inhabile in the case (§ 11-10).
"""

from dataclasses import replace

from api.domain.deliberation import outcomes, presence
from api.domain.deliberation.guards import no_open_vote, refuse
from api.domain.deliberation.items import Demand, ItemRecord, Outcome
from api.domain.deliberation.log import Entry
from api.domain.deliberation.room import Room
from api.domain.meetings import urgency


def standing(item: ItemRecord) -> tuple[Demand, ...]:
    """The demands that count."""
    return tuple(one for one in item.demands if not item.is_inhabile(one.person_id))


def must_wait(room: Room, item: ItemRecord) -> bool:
    """Whether the case is postponed, whatever the body would say."""
    if room.setup.urgency is None:
        return False
    members = {seat.person_id for seat in room.setup.members}
    return urgency.must_wait(len(members), len(members & {one.member_id for one in standing(item)}))


def not_demanded(room: Room, item: ItemRecord) -> None:
    """Raises GuardRefused ``not_demanded``."""
    if must_wait(room, item):
        refuse(
            "not_demanded",
            "One third of the body's members demand that it waits for an ordinary meeting (§ 11-8).",
            "Postpone it.",
        )


def seat_of(room: Room, person_id: str, item: ItemRecord) -> str | None:
    """The member whose seat a person speaks for in the item: a member's own, or the one that a deputy has taken."""
    own = room.setup.seat(person_id)
    if own is not None and own.is_member:
        return person_id
    return next((member for member, holder in presence.voters(room, item).items() if holder == person_id), None)


def may_say_why(room: Room) -> bool:
    """Whether the reason for the urgency is for all who see the room: with closed items it may be about those."""
    return not any(item.is_closed for item in room.items)


def check_demand(room: Room, item: ItemRecord, person_id: str) -> None:
    """Raises GuardRefused ``urgent_meeting``, ``undecided`` or ``may_demand``."""
    if room.setup.urgency is None:
        refuse("urgent_meeting", "The meeting is an ordinary one.", "Move that the item is postponed.")
    _undecided(room, item)
    if item.is_inhabile(person_id) or seat_of(room, person_id, item) is None:
        refuse("may_demand", "The demand is not theirs to make.", "Members, and deputies in their seats, demand it.")
    if any(one.person_id == person_id for one in item.demands):
        refuse("may_demand", "The demand is entered.", "It counts once.")


def check_withdrawal(room: Room, item: ItemRecord, person_id: str) -> None:
    """Raises GuardRefused ``undecided`` or ``demanded``."""
    _undecided(room, item)
    if all(one.person_id != person_id for one in item.demands):
        refuse("demanded", "They have not demanded it.", "Choose somebody who has.")


def _undecided(room: Room, item: ItemRecord) -> None:
    no_open_vote(room)
    if item.outcome is not None or outcomes.follows(item) is not None:
        refuse("undecided", f"Item {item.fact.number} is decided.", "Take it up again first.")


def demanded(room: Room, item: ItemRecord, person_id: str, entry: Entry) -> ItemRecord:
    """The item after one more demand: the one that makes a third postpones it, and ends what goes on behind doors."""
    demand = Demand(person_id, seat_of(room, person_id, item) or person_id)
    item = replace(item, demands=(*item.demands, demand))
    if not must_wait(room, item):
        return item
    closures = tuple(one if one.until is not None else replace(one, until=entry.at) for one in item.closures)
    return replace(item, closures=closures, outcome=Outcome("postponed", None, entry.at, entry.seq))


def withdrawn(item: ItemRecord, person_id: str) -> ItemRecord:
    """The item without a person's demand."""
    return replace(item, demands=tuple(one for one in item.demands if one.person_id != person_id))
