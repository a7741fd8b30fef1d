"""Comparisons worked out from the key figures that hold, and calculations saved."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from api.domain.cost_sharing import calculating
from api.domain.cost_sharing.calculating import POPULATION, Facts, Figure, Key
from api.domain.cost_sharing.schemas import Comparison, ComparisonOrder, CostMember, NewCostCalculation
from api.domain.cost_sharing.tables import CalculationWithdrawal, CostCalculation, PublishedCalculation
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import NotFound
from api.domain.organisation import key_figures
from api.domain.organisation import service as organisation


@dataclass(frozen=True)
class Found:
    """A calculation, and when the public got to see it and stopped."""

    calculation: CostCalculation
    published_at: dt.datetime | None
    withdrawn_at: dt.datetime | None


async def compare(session: AsyncSession, order: ComparisonOrder) -> Comparison:
    """Raises Invalid, with pointers into the order."""
    wanted = calculating.keys_of(order)
    as_of = order.population_as_of or await key_figures.newest_date(session, POPULATION)
    if as_of is not None:
        wanted.add((POPULATION, as_of))
    return calculating.compare(order, await facts(session, wanted))


async def facts(session: AsyncSession, wanted: Collection[Key]) -> Facts:
    """What is reckoned with: the members, and the figures that are wanted in the versions that hold."""
    municipalities = await organisation.municipalities(session)
    numbers = {row.id: row.number for row in municipalities}
    return Facts(
        members=tuple(CostMember(municipality_id=row.id, number=row.number, name=row.name) for row in municipalities),
        figures={
            key: {numbers[one]: Figure(row.value, row.version, row.source) for one, row in rows.items()}
            for key, rows in (await key_figures.current(session, wanted)).items()
        },
        series_names={one.slug: one.name for one in await key_figures.series(session)},
    )


async def save(session: AsyncSession, actor: Actor, new: NewCostCalculation) -> CostCalculation:
    """Works it out and keeps it for good. Raises Invalid, with pointers into ``asked``."""
    with calculating.under("/asked"):
        result = await compare(session, new.asked)
    calculation = CostCalculation(
        name=new.name,
        saved_by=actor.name,
        asked=new.asked.model_dump(mode="json"),
        result=result.model_dump(mode="json"),
    )
    session.add(calculation)
    await session.flush()
    event.record(
        session,
        actor,
        "cost_calculation.saved",
        ("cost_calculation", calculation.id),
        after={"name": calculation.name},
    )
    return calculation


async def get(session: AsyncSession, calculation_id: str) -> Found:
    """Raises NotFound."""
    row = (await session.execute(_whole().where(col(CostCalculation.id) == calculation_id))).one_or_none()
    if row is None:
        raise NotFound(f"There is no calculation {calculation_id}.")
    return Found(*row)


async def page(
    session: AsyncSession, limit: int, position: tuple[dt.datetime, str] | None, *, backwards: bool = False
) -> list[Found]:
    """Up to ``limit`` calculations, the latest first, after ``position``."""
    parts = (col(CostCalculation.created_at), col(CostCalculation.id))
    query = _whole()
    if position is not None:
        here = sa.tuple_(*(sa.literal(value) for value in position))
        query = query.where(sa.tuple_(*parts) > here if backwards else sa.tuple_(*parts) < here)
    ordered = query.order_by(*(part.asc() if backwards else part.desc() for part in parts)).limit(limit)
    return [Found(*row) for row in (await session.execute(ordered)).all()]


def _whole() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(CostCalculation, col(PublishedCalculation.published_at), col(CalculationWithdrawal.withdrawn_at))
        .outerjoin(PublishedCalculation, col(PublishedCalculation.calculation_id) == col(CostCalculation.id))
        .outerjoin(CalculationWithdrawal, col(CalculationWithdrawal.calculation_id) == col(CostCalculation.id))
    )


def path(calculation_id: str) -> str:
    """The lasting address of a calculation on the site, for those who may read it."""
    return f"/kostnadsfordeling/{calculation_id}"
