"""From what is paid today to a new distribution, year by year, with a cap on what may change in one year. Pure.

Everything is in whole units (kroner or øre), so that each year's sum is exact and no rounding breaks the cap.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from api.domain.cost_sharing.rules import apportion

MOST_YEARS: Final = 30
_LONGEST: Final = 200
"""How far ahead one looks for the year in which the target is met."""


@dataclass(frozen=True)
class Cap:
    """The most a municipality's payment may change in one year: ``percent`` of what it pays today, or an amount."""

    percent: Decimal | None = None
    units: int | None = None

    def of(self, today: int) -> int:
        """In whole units, rounded down."""
        if self.units is not None:
            return self.units
        return int(Fraction(abs(today)) * Fraction(self.percent or 0) / 100)


@dataclass(frozen=True)
class Transition:
    """Payments year by year. ``outcome`` says how it ends:

    ``reached``: the last year is the target. ``not_reached``: the cap holds every year, but the years are too few;
    ``remaining`` is what then still differs from the target, by municipality number. ``impossible``: today's payments
    don't sum to the amount, and no distribution within the cap does in the first year; there are no years then.
    ``years_needed`` is the year in which the target is met, None if the cap never lets it be.
    """

    outcome: Literal["reached", "not_reached", "impossible"]
    years: tuple[Mapping[str, int], ...]
    years_needed: int | None
    remaining: Mapping[str, int]


def transition(today: Mapping[str, int], target: Mapping[str, int], cap: Cap, years: int) -> Transition:
    """The way from ``today`` to ``target`` (units by municipality number) in at most ``years`` years.

    Each year everybody moves as far towards the target as the cap lets them. Then one side, those who go up or those
    who go down, has moved more than the sum allows: its moves are scaled down in proportion, until the year sums to
    the target's sum. So nobody ever moves away from the target or past it, and the cap holds for all.
    """
    numbers = sorted(today.keys() | target.keys())
    caps = {number: cap.of(today.get(number, 0)) for number in numbers}
    goal = {number: target.get(number, 0) for number in numbers}
    paid = {number: today.get(number, 0) for number in numbers}
    table: list[Mapping[str, int]] = []
    needed = 0 if paid == goal else None
    for year in range(1, _LONGEST + 1):
        if year > years and needed is not None:
            break
        moved = _year(paid, goal, caps)
        if moved is None:
            return Transition("impossible", (), None, _remaining(paid, goal))
        if year > years and moved == paid:
            break
        paid = moved
        if year <= years:
            table.append(paid)
        if needed is None and paid == goal:
            needed = year
    last = table[-1]
    outcome: Literal["reached", "not_reached"] = "reached" if last == goal else "not_reached"
    return Transition(outcome, tuple(table), needed, _remaining(last, goal))


def _year(paid: Mapping[str, int], goal: Mapping[str, int], caps: Mapping[str, int]) -> dict[str, int] | None:
    """The next year's payments; None when moves towards the goal within the caps can't meet its sum."""
    up, down = _moves(paid, goal, caps), _moves(goal, paid, caps)
    wanted = sum(goal.values()) - sum(paid.values())
    surplus = sum(up.values()) - sum(down.values()) - wanted
    if surplus > sum(up.values()) or -surplus > sum(down.values()):
        return None
    if surplus > 0:
        up = _scaled(up, sum(up.values()) - surplus)
    elif surplus < 0:
        down = _scaled(down, sum(down.values()) + surplus)
    return {number: paid[number] + up.get(number, 0) - down.get(number, 0) for number in paid}


def _moves(low: Mapping[str, int], high: Mapping[str, int], caps: Mapping[str, int]) -> dict[str, int]:
    """How far each that is lower in ``low`` may go towards ``high``."""
    return {number: min(high[number] - low[number], caps[number]) for number in low if high[number] > low[number]}


def _scaled(moves: Mapping[str, int], total: int) -> dict[str, int]:
    """The moves in proportion so that they come to ``total``, which is less than they do: none of them grows."""
    numbers = sorted(moves)
    whole = sum(moves.values())
    quotas = [Fraction(moves[number] * total, whole) for number in numbers]
    return dict(zip(numbers, apportion(total, quotas, numbers), strict=True))


def _remaining(paid: Mapping[str, int], goal: Mapping[str, int]) -> dict[str, int]:
    return {number: goal[number] - paid[number] for number in paid if goal[number] != paid[number]}
