"""Numbering of meetings and agendas, and the meeting's address. Pure."""

import datetime as dt
import re
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


def place(items: Sequence[Numbered], wanted: int | None = None) -> tuple[int, bool]:
    """Number for a new item, and whether it is a supplement: it is when the agenda is already published.

    Without ``wanted``, or with one past the end, it is put last. Raises GuardRefused ``numbers_frozen`` when an item
    that the public has seen would have to give way.
    """
    last = max((item.number for item in items), default=0) + 1
    number = last if wanted is None else min(wanted, last)
    if held := [item.number for item in items if item.frozen and item.number >= number]:
        raise GuardRefused(
            f"Items {', '.join(map(str, held))} are published under their numbers and keep them.",
            extra={"guard": "numbers_frozen", "remedy": "Put the new item after those that are published."},
        )
    return number, any(item.frozen for item in items)


def suggested_number(taken: Collection[str], year: int) -> str:
    """The number that follows the body's highest of that year: ``10-25`` after ``09-25``, ``01-26`` for the first."""
    ending = f"-{year % 100:02d}"
    counted = [int(number.removesuffix(ending)) for number in taken if re.fullmatch(rf"[0-9]{{1,4}}{ending}", number)]
    return f"{max(counted, default=0) + 1:02d}{ending}"


def suggested_title(number: str, body_name: str, last: tuple[str, str] | None) -> str:
    """The last meeting's title with the new number in it; without one to go by, the body's name and the number.

    ``last`` is the last meeting's number and title.
    """
    if last is not None and last[0] in last[1]:
        return last[1].replace(last[0], number)
    return f"{body_name} {number}"
