"""How a cost is shared between municipalities: exact shares, and two named ways to round them. Pure.

Municipalities go by their numbers in Statistics Norway's standard 131 (``4640``), and a tie is settled by them: what
comes out doesn't depend on the order in which anything was given.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from api.domain.kernel.errors import FieldError, Invalid

Rule = Literal["as_printed", "exact"]
"""``as_printed``: each share rounded half up by itself, as in the tables of case 8 of 20 October 2025; the sum may miss
the amount. ``exact``: the largest remainders are rounded up until the sum is the amount; the one to invoice by."""
Unit = Literal["krone", "ore"]
"""What shares are rounded to."""
FixedOver = Literal["participants", "all_members"]
"""Whom the fixed part is divided by: those who take part, or all members of the organisation, whoever takes part.

``all_members`` answers the question of case 8, whether the base amount should be the same in every collaboration: a
member's fixed share is then the same percentage of the cost whether two or six take part. Those who don't take part
pay nothing, for an agreement binds only its parties; what their shares would have come to goes to the variable parts,
in proportion to these. Where there is no variable part, it is shared equally, and the two ways come to the same."""

PER_KRONE: Final[Mapping[Unit, int]] = {"krone": 1, "ore": 100}
_WHOLE: Final = Decimal(100)


@dataclass(frozen=True)
class Basis:
    """The figures of one series at one date, by municipality number."""

    series: str
    as_of: dt.date
    figures: Mapping[str, Decimal]

    def __str__(self) -> str:
        return f"{self.series} at {self.as_of.isoformat()}"


@dataclass(frozen=True)
class VariablePart:
    percent: Decimal
    basis: Basis


@dataclass(frozen=True)
class Model:
    """A way to share: percentages that come to 100 together."""

    fixed_percent: Decimal
    variable: tuple[VariablePart, ...] = ()
    fixed_over: FixedOver = "participants"


@dataclass(frozen=True)
class Parties:
    """Who takes part, name by municipality number, and how many members the organisation has."""

    names: Mapping[str, str]
    members: int


@dataclass(frozen=True)
class Part:
    """One part of a share. ``basis`` is None for the fixed part, else the municipality's own figure."""

    basis: Decimal | None
    exact: Fraction
    rounded: Decimal


@dataclass(frozen=True)
class Share:
    """What one municipality pays, in kroner: the fixed part first, then the variable ones in the model's order.

    ``parts`` are rounded half up each by itself, so their sum may differ from ``rounded`` by the rounding.
    """

    number: str
    name: str
    parts: tuple[Part, ...]
    exact: Fraction
    rounded: Decimal

    @property
    def rounding(self) -> Fraction:
        """What rounding has added (or, below zero, taken away), in kroner."""
        return Fraction(self.rounded) - self.exact


@dataclass(frozen=True)
class Allocation:
    """An amount shared by a model, the shares by municipality number."""

    amount: Decimal
    rule: Rule
    unit: Unit
    shares: tuple[Share, ...]

    @property
    def total(self) -> Decimal:
        """The sum of what is paid."""
        return sum((share.rounded for share in self.shares), Decimal(0))

    @property
    def difference(self) -> Decimal:
        """The sum less the amount: zero by ``exact``, some units either way by ``as_printed``."""
        return self.total - self.amount


def allocate(amount: Decimal, model: Model, parties: Parties, rule: Rule = "exact", unit: Unit = "krone") -> Allocation:
    """Shares ``amount`` kroner. A negative amount (a repayment) is shared as the positive one, with the sign turned.

    Raises Invalid, with pointers into the model, for parts that don't come to 100 %, nobody taking part, a figure that
    is missing or below zero, figures that are all zero, and an amount with øre that is to be ``exact`` in kroner.
    """
    per_krone = PER_KRONE[unit]
    weights = weigh(model, parties)
    size = Fraction(abs(amount)) * per_krone
    if rule == "exact" and size.denominator != 1:
        detail = f"The amount {amount} has øre: whole kroner can't add up to it. Share it in øre."
        raise Invalid(detail, (FieldError("/unit", "must be ore when the amount has øre", "ore"),))
    sign = -1 if amount < 0 else 1
    numbers = sorted(parties.names)
    exact = [sum(weights[number], Fraction(0)) * size for number in numbers]
    rounded = apportion(int(size), exact, numbers) if rule == "exact" else [half_up(share) for share in exact]

    def kroner(units: int) -> Decimal:
        return Decimal(sign * units) / per_krone

    return Allocation(
        amount,
        rule,
        unit,
        tuple(
            Share(
                number,
                parties.names[number],
                tuple(
                    Part(basis, sign * weight * size / per_krone, kroner(half_up(weight * size)))
                    for basis, weight in zip(_figures(model, number), weights[number], strict=True)
                ),
                sign * share / per_krone,
                kroner(units),
            )
            for number, share, units in zip(numbers, exact, rounded, strict=True)
        ),
    )


def weigh(model: Model, parties: Parties) -> dict[str, tuple[Fraction, ...]]:
    """What part of the cost each municipality bears, part by part, the fixed one first: all together they are 1.

    Raises Invalid as ``allocate`` does.
    """
    keys = variable_keys(model, parties)
    fixed = Fraction(model.fixed_percent) / 100 / divisor(model, parties)
    rest = 1 - fixed * len(parties.names)
    return {number: (fixed, *(rest * key for key in keys[number])) for number in parties.names}


def variable_keys(model: Model, parties: Parties) -> dict[str, tuple[Fraction, ...]]:
    """How all that isn't fixed is shared, by variable part: all together they are 1, or 0 without a variable part.

    Raises Invalid as ``allocate`` does.
    """
    check(model, parties)
    for index, part in enumerate(model.variable):
        # A part of nothing needs no figures: whoever drags it to zero may take it away, too.
        if part.percent:
            _check_basis(f"/variable/{index}", part.basis, parties)
    variable = sum((Fraction(part.percent) for part in model.variable), Fraction(0))
    rates = [
        Fraction(part.percent) / variable / _sum(part.basis, parties) if part.percent else None
        for part in model.variable
    ]
    return {
        number: tuple(
            Fraction(0) if rate is None else rate * Fraction(part.basis.figures[number])
            for rate, part in zip(rates, model.variable, strict=True)
        )
        for number in parties.names
    }


def divisor(model: Model, parties: Parties) -> int:
    """By how many the fixed part is divided."""
    has_variable = any(part.percent for part in model.variable)
    return parties.members if model.fixed_over == "all_members" and has_variable else len(parties.names)


def check(model: Model, parties: Parties) -> None:
    """That somebody takes part and that the parts come to 100 %, whatever figures there are. Raises Invalid."""
    if not parties.names:
        raise Invalid("Nobody takes part.", (FieldError("/participants", "must name somebody", "empty"),))
    if len(parties.names) > parties.members:
        detail = "More municipalities take part than are members."
        raise Invalid(detail, (FieldError("/participants", "must be members", "not_members"),))
    percents = {"/fixedPercent": model.fixed_percent}
    percents |= {f"/variable/{index}/percent": part.percent for index, part in enumerate(model.variable)}
    for pointer, percent in percents.items():
        if not 0 <= percent <= _WHOLE:
            detail = f"A part of {percent} % is not between 0 and 100 %."
            raise Invalid(detail, (FieldError(pointer, "must be between 0 and 100", "range"),))
    whole = sum(percents.values(), Decimal(0))
    if whole != _WHOLE:
        raise Invalid(
            f"The parts come to {whole.normalize():f} %, not to 100 %.",
            (FieldError("/fixedPercent", f"and the variable parts come to {whole.normalize():f} %", "sum"),),
        )


def apportion(total: int, quotas: Sequence[Fraction], keys: Sequence[str]) -> list[int]:
    """Whole numbers near the ``quotas`` (none below zero) whose sum is ``total``: the method of largest remainders.

    Every quota is rounded down, and what is left of the total goes, one by one, to the largest remainders. Of equal
    remainders the larger quota comes first, and of equal quotas the lower key.
    """
    rounded = [quota.numerator // quota.denominator for quota in quotas]
    order = sorted(range(len(quotas)), key=lambda one: (rounded[one] - quotas[one], -quotas[one], keys[one]))
    for one in order[: total - sum(rounded)]:
        rounded[one] += 1
    return rounded


def half_up(value: Fraction) -> int:
    """The nearest whole number, the one further from zero when two are equally near (as ``ROUND_HALF_UP``)."""
    nearest = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -nearest if value < 0 else nearest


def in_decimals(value: Fraction, places: int) -> Decimal:
    """The value with that many decimals, rounded half up."""
    return Decimal(half_up(value * 10**places)).scaleb(-places)


def _figures(model: Model, number: str) -> tuple[Decimal | None, ...]:
    return (None, *(part.basis.figures.get(number) for part in model.variable))


def _sum(basis: Basis, parties: Parties) -> Fraction:
    return sum((Fraction(basis.figures[number]) for number in parties.names), Fraction(0))


def _check_basis(pointer: str, basis: Basis, parties: Parties) -> None:
    missing = [name for number, name in sorted(parties.names.items()) if number not in basis.figures]
    if missing:
        detail = f"There is no figure of {basis} for {', '.join(missing)}."
        raise Invalid(detail, (FieldError(pointer, f"has no figure for {', '.join(missing)}", "basis_missing"),))
    below = [name for number, name in sorted(parties.names.items()) if basis.figures[number] < 0]
    if below:
        detail = f"The figure of {basis} is below zero for {', '.join(below)}."
        raise Invalid(detail, (FieldError(pointer, f"is below zero for {', '.join(below)}", "basis_negative"),))
    if not _sum(basis, parties):
        detail = f"The figures of {basis} are zero for all who take part: nothing can be shared by them."
        raise Invalid(detail, (FieldError(pointer, "is zero for all", "basis_zero"),))
