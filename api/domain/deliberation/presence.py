"""Who is there, and who votes in an item. Pure.

Sources: kommuneloven § 11-10 (who is inhabile steps down, deputies step in by order), § 11-7 (nobody takes part from
elsewhere in what must be closed).
"""

from collections.abc import Iterable

from api.domain.deliberation.facts import Seat
from api.domain.deliberation.items import ItemRecord
from api.domain.deliberation.room import Presence, Room


def presence_of(room: Room, person_id: str | None) -> Presence | None:
    """The person's presence now."""
    return next((one for one in room.presences if one.person_id == person_id and one.until is None), None)


def is_able(room: Room, person_id: str, item: ItemRecord) -> bool:
    """Whether the person is there for the item: present, not inhabile, and in the room where the law asks for that."""
    presence = presence_of(room, person_id)
    if presence is None or item.is_inhabile(person_id):
        return False
    return not (presence.remote and item.must_be_closed)


def voters(room: Room, item: ItemRecord) -> dict[str, str]:
    """Who votes in the item, by the member whose seat it is: the member, or the deputy who has stepped in."""
    found: dict[str, str] = {}
    for seat in room.setup.members:
        deputy = sitting_for(room, seat.person_id, item.fact.id)
        if is_able(room, seat.person_id, item):
            found[seat.person_id] = seat.person_id
        elif deputy is not None and is_able(room, deputy, item):
            found[seat.person_id] = deputy
    return found


def sitting_for(room: Room, member_id: str, item_id: str | None) -> str | None:
    """The deputy who has the member's seat in the item: one for that item goes before one for the whole."""
    here = [one for one in room.stand_ins if one.member_id == member_id and one.until is None]
    for_item = [one.deputy_id for one in here if one.item_id is not None and one.item_id == item_id]
    found = for_item or [one.deputy_id for one in here if one.item_id is None]
    return found[-1] if found else None


def deputies_of(seats: Iterable[Seat], member: Seat) -> list[Seat]:
    """The deputies for a seat in their order: those of the same municipality, where there are any."""
    deputies = sorted((seat for seat in seats if seat.role == "deputy"), key=lambda seat: seat.deputy_order or 0)
    neighbours = [seat for seat in deputies if member.municipality and seat.municipality == member.municipality]
    return neighbours or [seat for seat in deputies if not (member.municipality and seat.municipality)]


def passed_over(room: Room, member: Seat, deputy_id: str, item: ItemRecord | None) -> list[Seat] | None:
    """Deputies who go before this one and could step in; None when this one is no deputy for that seat."""
    order = deputies_of(room.setup.seats, member)
    ids = [seat.person_id for seat in order]
    if deputy_id not in ids:
        return None
    return [
        seat
        for seat in order[: ids.index(deputy_id)]
        if seat.person_id not in room.absences
        and not is_taken(room, seat.person_id, item)
        and not (item is not None and item.is_inhabile(seat.person_id))
    ]


def is_taken(room: Room, deputy_id: str, item: ItemRecord | None) -> bool:
    """Whether the deputy has a seat already, at the same time."""
    return any(
        one.deputy_id == deputy_id
        and one.until is None
        and (one.item_id is None or item is None or one.item_id == item.fact.id)
        for one in room.stand_ins
    )


def may_object(room: Room, person_id: str, item: ItemRecord) -> bool:
    """Those who vote may object to deciding what is not on the agenda (§ 11-3)."""
    return person_id in voters(room, item).values()


def is_objected_to(room: Room, item: ItemRecord) -> bool:
    """Whether an item that was raised in the room may not be decided: who leads, or one third of those there, object.

    Source: kommuneloven § 11-3.
    """
    there = set(voters(room, item).values())
    against = there & set(item.objections)
    return item.fact.raised and (room.chaired_by in against or (bool(against) and 3 * len(against) >= len(there)))
