"""Numbering of the agenda and the meeting's address. Pure."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from api.domain.kernel.errors import GuardRefused


@dataclass(frozen=True)
class Numbered:
    """An item's id and number, and whether a publication has frozen it."""

    id: str
    number: int
    frozen: bool


def permalink(date: dt.date, taken: Collection[str]) -> str:
    """The last part of the meeting's address: its date, with ``-2`` for the body's second meeting that day."""
    first = date.isoformat()
    if first not in taken:
        return first
    ordinal = 2
    while f"{first}-{ordinal}" in taken:
        ordinal += 1
    return f"{first}-{ordinal}"


def reordered(items: Sequence[Numbered], order: Sequence[str]) -> dict[str, int]:
    """New numbers by id for the wanted order.

    Raises GuardRefused ``numbers_frozen`` when an item that the public has seen under a number would get another one.
    ``order`` must hold each id once (ValueError otherwise).
    """
    if sorted(order) != sorted(item.id for item in items):
        raise ValueError("the order must name every item of the agenda once")
    numbers = {item_id: number for number, item_id in enumerate(order, start=1)}
    moved = [item.number for item in items if item.frozen and numbers[item.id] != item.number]
    if moved:
        raise GuardRefused(
            f"Items {', '.join(map(str, moved))} are published under their numbers and keep them.",
            extra={"guard": "numbers_frozen", "remedy": "Move only items that are not published yet."},
        )
    return numbers


def next_number(items: Sequence[Numbered]) -> tuple[int, bool]:
    """Number for a new last item, and whether it is a supplement: it is when the agenda is already published."""
    return max((item.number for item in items), default=0) + 1, any(item.frozen for item in items)
