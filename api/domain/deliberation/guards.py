"""What the rules of the room share: refusals, and things by their ids. Pure."""

from typing import NoReturn

from api.domain.deliberation.facts import Seat
from api.domain.deliberation.items import ItemRecord, Proposal
from api.domain.deliberation.room import Room
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid


def refuse(guard: str, detail: str, remedy: str) -> NoReturn:
    """Raises GuardRefused."""
    raise GuardRefused(detail, extra={"guard": guard, "remedy": remedy})


def current(room: Room) -> ItemRecord:
    """The item that is being treated. Raises GuardRefused ``item_current``."""
    item = room.current
    if item is None:
        refuse("item_current", "No item is being treated.", "Take up an item first.")
    return item


def no_open_vote(room: Room) -> None:
    """Raises GuardRefused ``no_open_vote``: who votes was settled when the vote was opened."""
    if room.open_vote is not None:
        refuse("no_open_vote", "A vote is open.", "Close or abandon the vote first.")


def an_item(room: Room, item_id: str) -> ItemRecord:
    """Raises Invalid."""
    item = room.item(item_id)
    if item is None:
        detail = f"There is no item {item_id} on this agenda."
        raise Invalid(detail, (FieldError("/itemId", "must be the id of an item of this meeting"),))
    return item


def a_proposal(item: ItemRecord, proposal_id: str, pointer: str) -> Proposal:
    """Raises Invalid."""
    proposal = item.proposal(proposal_id)
    if proposal is None:
        detail = f"There is no proposal {proposal_id} in this item."
        raise Invalid(detail, (FieldError(pointer, "must be the id of a proposal of the current item"),))
    return proposal


def seat(room: Room, person_id: str, pointer: str) -> Seat:
    """Raises Invalid for somebody without a seat in the body."""
    found = room.setup.seat(person_id)
    if found is None:
        detail = f"{person_id} has no seat in the body on this day."
        raise Invalid(detail, (FieldError(pointer, "must be the id of somebody with a seat in the body"),))
    return found
