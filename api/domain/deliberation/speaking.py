"""Who may speak, and when. Pure.

Members and deputies who are there speak, union representatives too (kommuneloven § 13-4) as long as the doors are open;
nobody speaks in an item that he or she is inhabile in (§ 11-10).
"""

from api.domain.deliberation import orders, presence
from api.domain.deliberation.guards import current, refuse, seat
from api.domain.deliberation.items import ItemRecord
from api.domain.deliberation.room import Room
from api.domain.kernel.errors import FieldError, Invalid

Speaking = orders.RequestFloor | orders.WithdrawRequest | orders.GiveFloor | orders.EndSpeech | orders.LimitSpeaking


def check(room: Room, order: Speaking) -> None:
    """Raises GuardRefused or Invalid."""
    match order:
        case orders.RequestFloor(person_id=person_id, name=name):
            item = current(room)
            if name is not None:
                return
            if person_id is None:
                raise Invalid("It must be said who asks.", (FieldError("/personId", "is required", "required"),))
            own = seat(room, person_id, "/personId")
            if not may_speak(room, person_id, item):
                refuse("may_speak", f"{own.name} doesn't speak in this item.", "Who is there and able speaks.")
            if any(one.person_id == person_id for one in room.queue):
                refuse("not_listed", f"{own.name} is on the list.", "Wait for the floor.")
        case orders.GiveFloor(speaker=seq) | orders.WithdrawRequest(speaker=seq):
            waiting = next((one for one in room.queue if one.seq == seq), None)
            if waiting is None:
                refuse("listed", "Nobody waits under that number.", "Choose somebody on the list.")
            item = current(room)
            if (
                isinstance(order, orders.GiveFloor)
                and waiting.person_id is not None
                and not may_speak(room, waiting.person_id, item)
            ):
                refuse("may_speak", f"{waiting.name} doesn't speak in this item.", "Take them off the list.")
        case orders.EndSpeech():
            if room.has_the_floor is None:
                refuse("has_the_floor", "Nobody has the floor.", "Give somebody the floor.")
        case orders.LimitSpeaking():
            return


def may_speak(room: Room, person_id: str, item: ItemRecord) -> bool:
    """Whether the person may take the floor in the item now."""
    found = room.setup.seat(person_id)
    if found is None or not presence.is_able(room, person_id, item):
        return False
    return found.role != "union_representative" or not room.doors_closed
