"""A model held against what is paid today: what changes for whom, and where nothing would. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from api.domain.cost_sharing.rules import Allocation, Model, Parties, divisor, variable_keys


@dataclass(frozen=True)
class Change:
    """One municipality in one model. ``percent`` is its part of the amount, None when that is nothing.

    ``change`` and ``change_percent`` are against today, None without a today, the latter also when today is nothing.
    ``moves_more`` is whether it changes by more than the limit, either way; from nothing to something always does.
    """

    number: str
    amount: Decimal
    percent: Fraction | None
    per_inhabitant: Fraction | None
    today: Decimal | None
    change: Decimal | None
    change_percent: Fraction | None
    moves_more: bool


def changes(
    allocation: Allocation,
    today: Mapping[str, Decimal] | None,
    inhabitants: Mapping[str, Decimal],
    limit_percent: Decimal,
) -> dict[str, Change]:
    """For each that pays today or in the model, by municipality number."""
    shares = {share.number: share for share in allocation.shares}
    found = {}
    for number in sorted(shares.keys() | (today or {}).keys()):
        share = shares.get(number)
        amount = share.rounded if share else Decimal(0)
        exact = share.exact if share else Fraction(0)
        before = None if today is None else today.get(number, Decimal(0))
        change = None if before is None else amount - before
        relative = Fraction(change) / Fraction(abs(before)) * 100 if change is not None and before else None
        people = inhabitants.get(number)
        found[number] = Change(
            number=number,
            amount=amount,
            percent=exact / Fraction(allocation.amount) * 100 if allocation.amount else None,
            per_inhabitant=Fraction(amount) / Fraction(people) if people else None,
            today=before,
            change=change,
            change_percent=relative,
            moves_more=bool(change) if relative is None else abs(relative) > limit_percent,
        )
    return found


@dataclass(frozen=True)
class BreakEven:
    """At which fixed percentage, 0 to 100, a municipality pays what it pays today: at one, at every, or at none."""

    kind: Literal["at", "always", "never"]
    fixed_percent: Fraction | None = None


def break_even(amount: Decimal, model: Model, parties: Parties, today: Mapping[str, Decimal]) -> dict[str, BreakEven]:
    """For each that takes part, by municipality number; empty for a model without a variable part.

    The variable parts keep their proportions, so the exact share is a straight line in the fixed percentage. Rounding
    is left out of it.
    """
    if not any(part.percent for part in model.variable):
        return {}
    keys = variable_keys(model, parties)
    by = divisor(model, parties)
    found = {}
    for number in parties.names:
        key = sum(keys[number], Fraction(0))
        wanted = Fraction(today.get(number, Decimal(0)))
        start = key * Fraction(amount)
        slope = (1 - len(parties.names) * key) / by / 100 * Fraction(amount)
        if not slope:
            found[number] = BreakEven("always" if start == wanted else "never")
            continue
        percent = (wanted - start) / slope
        found[number] = BreakEven("at", percent) if 0 <= percent <= 100 else BreakEven("never")
    return found
