"""An order worked out from the facts it names. Pure: the same order and facts give the same comparison."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from api.domain.cost_sharing import comparing
from api.domain.cost_sharing.comparing import BreakEven, Change
from api.domain.cost_sharing.cushion import Cap, Transition, transition
from api.domain.cost_sharing.rules import (
    PER_KRONE,
    Allocation,
    Basis,
    Model,
    Parties,
    Share,
    Unit,
    VariablePart,
    allocate,
    half_up,
    in_decimals,
)
from api.domain.cost_sharing.schemas import (
    BasisFigure,
    BreakEvenOut,
    Comparison,
    ComparisonOrder,
    CostBasis,
    CostMember,
    CostModelKeys,
    CostModelOut,
    CostPart,
    CostRow,
    CostToday,
    CushionCell,
    CushionOrder,
    CushionOut,
    CushionRemaining,
    CushionYear,
)
from api.domain.kernel.errors import FieldError, Invalid

POPULATION: Final = "population"
_EXACT_PLACES: Final = 6
_PERCENT_PLACES: Final = 4


@dataclass(frozen=True)
class Figure:
    """A key figure in the version that holds."""

    value: Decimal
    version: int
    source: str


Key = tuple[str, dt.date]
"""A series and a date."""


@dataclass(frozen=True)
class Facts:
    """The members in the order they are listed, and key figures by series and date, then by municipality number."""

    members: tuple[CostMember, ...]
    figures: Mapping[Key, Mapping[str, Figure]]
    series_names: Mapping[str, str]

    def basis(self, key: Key) -> Basis:
        figures = self.figures.get(key, {})
        return Basis(*key, {number: figure.value for number, figure in figures.items()})


def keys_of(order: ComparisonOrder) -> set[Key]:
    """The key figures that the models of an order ask for."""
    models: list[CostModelKeys] = list(order.models)
    if order.today and order.today.model:
        models.append(order.today.model)
    return {(part.series, part.as_of) for model in models for part in model.variable}


def compare(order: ComparisonOrder, facts: Facts) -> Comparison:
    """Every model worked out and held against today. Raises Invalid, with pointers into the order."""
    population_as_of = order.population_as_of or max(
        (as_of for series, as_of in facts.figures if series == POPULATION), default=None
    )
    population = facts.basis((POPULATION, population_as_of)).figures if population_as_of else {}
    today = _today(order, order.today, facts) if order.today else None
    _check_cushion(order, today)
    used = keys_of(order) | ({(POPULATION, population_as_of)} if population_as_of else set())
    models = tuple(_model(order, index, facts, today, population) for index in range(len(order.models)))
    return Comparison(
        amount=order.amount,
        rule=order.rule,
        unit=order.unit,
        limit_percent=order.limit_percent,
        members=facts.members,
        today_total=None if today is None else sum(today.values(), Decimal(0)),
        population_as_of=population_as_of,
        bases=tuple(_basis(facts, key) for key in sorted(used) if facts.figures.get(key)),
        models=models,
    )


def model_of(keys: CostModelKeys, facts: Facts) -> tuple[Model, Parties]:
    """The rules' own form of a model. Raises Invalid for a participant that is no member or named twice."""
    by_id = {member.municipality_id: member for member in facts.members}
    chosen = keys.participants if keys.participants is not None else tuple(by_id)
    for index, one in enumerate(chosen):
        if one not in by_id:
            raise Invalid(f"There is no municipality {one}.", (FieldError(f"/participants/{index}", "is unknown"),))
        if one in chosen[:index]:
            detail = f"{by_id[one].name} is named twice."
            raise Invalid(detail, (FieldError(f"/participants/{index}", "is named twice", "twice"),))
    variable = tuple(VariablePart(part.percent, facts.basis((part.series, part.as_of))) for part in keys.variable)
    names = {by_id[one].number: by_id[one].name for one in chosen}
    return Model(keys.fixed_percent, variable, keys.fixed_over), Parties(names, len(facts.members))


@contextmanager
def under(pointer: str, *, besides: str | None = None) -> Iterator[None]:
    """What is refused inside is told of with where it stands in the whole; ``besides`` is what keeps its place."""
    try:
        yield
    except Invalid as error:
        moved = tuple(
            FieldError(one.pointer if one.pointer == besides else pointer + one.pointer, one.detail, one.code)
            for one in error.errors
        )
        raise Invalid(error.detail, moved) from error


def _today(order: ComparisonOrder, today: CostToday, facts: Facts) -> dict[str, Decimal]:
    """What each pays today, by municipality number."""
    if (today.amounts is None) == (today.model is None):
        raise Invalid("Today is either amounts or a model.", (FieldError("/today", "must be amounts or a model"),))
    if today.model is not None:
        with under("/today/model", besides="/unit"):
            shares = allocate(order.amount, *model_of(today.model, facts), "exact", order.unit).shares
        return {share.number: share.rounded for share in shares}
    numbers = {member.municipality_id: member.number for member in facts.members}
    paid: dict[str, Decimal] = {}
    for index, one in enumerate(today.amounts or ()):
        number = numbers.get(one.municipality_id)
        if number is None or number in paid:
            what = "is unknown" if number is None else "is named twice"
            detail = f"The municipality {one.municipality_id} {what}."
            raise Invalid(detail, (FieldError(f"/today/amounts/{index}/municipalityId", what),))
        paid[number] = one.amount
    return paid


def _model(
    order: ComparisonOrder,
    index: int,
    facts: Facts,
    today: Mapping[str, Decimal] | None,
    population: Mapping[str, Decimal],
) -> CostModelOut:
    asked = order.models[index]
    with under(f"/models/{index}", besides="/unit"):
        model, parties = model_of(asked, facts)
        allocation = allocate(order.amount, model, parties, order.rule, order.unit)
        change = comparing.changes(allocation, today, population, order.limit_percent)
        even = {} if today is None else comparing.break_even(order.amount, model, parties, today)
        cushion = None
        if today is not None and order.cushion is not None:
            target = allocate(order.amount, model, parties, "exact", order.unit)
            cushion = _cushion(order.cushion, order.unit, today, target, facts)
    shares = {share.number: share for share in allocation.shares}
    rows = tuple(
        _row(member, shares.get(member.number), change[member.number], even.get(member.number), len(asked.variable))
        for member in facts.members
        if member.number in change
    )
    return CostModelOut(
        model=asked,
        rows=rows,
        part_totals=_part_totals(allocation),
        total=allocation.total,
        difference=allocation.difference,
        movers=tuple(row.municipality_id for row in rows if row.moves_more),
        cushion=cushion,
    )


def _part_totals(allocation: Allocation) -> tuple[Decimal, ...]:
    per_krone = PER_KRONE[allocation.unit]
    sums = [
        sum((part.exact for part in parts), Fraction(0))
        for parts in zip(*(share.parts for share in allocation.shares), strict=True)
    ]
    return tuple(Decimal(half_up(one * per_krone)) / per_krone for one in sums)


def _row(member: CostMember, share: Share | None, change: Change, even: BreakEven | None, variable: int) -> CostRow:
    exact = share.exact if share else Fraction(0)
    nothing = CostPart(basis=None, exact=Decimal(0), amount=Decimal(0))
    return CostRow(
        municipality_id=member.municipality_id,
        number=member.number,
        name=member.name,
        takes_part=share is not None,
        parts=tuple(
            CostPart(basis=part.basis, exact=in_decimals(part.exact, _EXACT_PLACES), amount=part.rounded)
            for part in share.parts
        )
        if share
        else (nothing,) * (variable + 1),
        exact=in_decimals(exact, _EXACT_PLACES),
        fraction=_fraction(exact),
        amount=change.amount,
        rounding=in_decimals(share.rounding if share else Fraction(0), _EXACT_PLACES),
        percent=_percent(change.percent),
        per_inhabitant=None if change.per_inhabitant is None else in_decimals(change.per_inhabitant, 2),
        today=change.today,
        change=change.change,
        change_percent=_percent(change.change_percent),
        moves_more=change.moves_more,
        break_even=None
        if even is None
        else BreakEvenOut(
            kind=even.kind,
            fixed_percent=_percent(even.fixed_percent),
            fraction=None if even.fixed_percent is None else _fraction(even.fixed_percent),
        ),
    )


def _cushion(
    order: CushionOrder, unit: Unit, today: Mapping[str, Decimal], target: Allocation, facts: Facts
) -> CushionOut:
    per_krone = PER_KRONE[unit]
    paid = {number: int(amount * per_krone) for number, amount in today.items()}
    goal = {share.number: int(share.rounded * per_krone) for share in target.shares}
    cap = Cap(order.cap_percent, None if order.cap_amount is None else int(order.cap_amount * per_krone))
    ids = {member.number: member.municipality_id for member in facts.members}
    return _transition(transition(paid, goal, cap, order.years), paid, ids, per_krone)


def _check_cushion(order: ComparisonOrder, today: Mapping[str, Decimal] | None) -> None:
    cushion = order.cushion
    if cushion is None:
        return
    if today is None:
        raise Invalid("A cushion needs to know what is paid today.", (FieldError("/today", "is needed", "missing"),))
    if (cushion.cap_percent is None) == (cushion.cap_amount is None):
        detail = "The cap is either a percentage or an amount."
        raise Invalid(detail, (FieldError("/cushion", "must have one cap"),))
    if cushion.cap_amount is not None and cushion.cap_amount < 0:
        detail = "The cap is below zero."
        raise Invalid(detail, (FieldError("/cushion/capAmount", "must not be below zero", "range"),))
    if order.unit == "krone" and any(amount % 1 for amount in today.values()):
        detail = "Today's amounts have øre: the transition can't be in whole kroner. Share in øre."
        raise Invalid(detail, (FieldError("/unit", "must be ore when today's amounts have øre", "ore"),))


def _transition(found: Transition, today: Mapping[str, int], ids: Mapping[str, str], per_krone: int) -> CushionOut:
    def kroner(units: int) -> Decimal:
        return Decimal(units) / per_krone

    years = []
    before = today
    for year, paid in enumerate(found.years, start=1):
        cells = tuple(
            CushionCell(
                municipality_id=ids[number],
                amount=kroner(paid[number]),
                change=kroner(paid[number] - before.get(number, 0)),
            )
            for number in sorted(paid)
        )
        years.append(CushionYear(year=year, total=kroner(sum(paid.values())), rows=cells))
        before = paid
    return CushionOut(
        outcome=found.outcome,
        years_needed=found.years_needed,
        years=tuple(years),
        remaining=tuple(
            CushionRemaining(municipality_id=ids[number], amount=kroner(units))
            for number, units in found.remaining.items()
        ),
    )


def _basis(facts: Facts, key: Key) -> CostBasis:
    series, as_of = key
    figures = facts.figures[key]
    return CostBasis(
        series=series,
        name=facts.series_names.get(series, series),
        as_of=as_of,
        figures=tuple(
            BasisFigure(
                municipality_id=member.municipality_id,
                value=figures[member.number].value,
                version=figures[member.number].version,
                source=figures[member.number].source,
            )
            for member in facts.members
            if member.number in figures
        ),
    )


def _percent(value: Fraction | None) -> Decimal | None:
    return None if value is None else in_decimals(value, _PERCENT_PLACES)


def _fraction(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"
