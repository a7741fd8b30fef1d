"""The room's log: what was ordered, entry by entry, and how it is to be read once some of it was corrected. Pure."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from api.domain.deliberation import orders
from api.domain.deliberation.facts import ItemFact, Setup
from api.domain.deliberation.orders import Order


@dataclass(frozen=True)
class Entry:
    """One line of the room's log. ``person_id`` is who entered it, if that is somebody with a seat.

    ``setup`` comes with the first entry, ``item`` with one that puts an item on the agenda.
    """

    seq: int
    order: Order
    at: dt.datetime
    person_id: str | None = None
    setup: Setup | None = None
    item: ItemFact | None = None


def effective(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries as they are to be read: corrected ones as they were put right, struck ones left out."""
    corrected: dict[int, tuple[Order | None, dt.datetime | None]] = {}
    for entry in entries:
        if isinstance(entry.order, orders.Correct):
            corrected[entry.order.seq] = right_form(entries, entry.order), entry.order.at
    for entry in entries:
        if isinstance(entry.order, orders.Correct):
            continue
        order, at = corrected.get(entry.seq, (entry.order, None))
        if order is not None:
            yield replace(entry, order=order, at=at or entry.at)


def right_form(entries: Sequence[Entry], correct: orders.Correct) -> Order | None:
    """What a correction puts in place of the entry it corrects; None strikes it. Raises pydantic.ValidationError."""
    if correct.order is None:
        return None
    return type(entries[correct.seq - 1].order).model_validate(correct.order)
