"""What of the calculations the public may read: a copy in the published schema, made once, and its tombstone."""

import hashlib

import rfc8785
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cost_sharing.schemas import Comparison, ComparisonOrder, PublishedCalculationOut
from api.domain.cost_sharing.service import Found, path
from api.domain.cost_sharing.tables import CalculationWithdrawal, PublishedCalculation
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import Gone, GuardRefused, NotFound
from api.domain.kernel.tables import now


async def publish(session: AsyncSession, actor: Actor, found: Found) -> None:
    """Makes it public, with every figure that it rests on. Raises GuardRefused ``published_once``."""
    if found.published_at is not None:
        raise GuardRefused(
            "It is public, or has been.",
            extra={"guard": "published_once", "remedy": "Save the calculation anew, and publish that."},
        )
    calculation, at = found.calculation, now()
    view = PublishedCalculationOut(
        id=calculation.id,
        name=calculation.name,
        published_at=at,
        path=path(calculation.id),
        asked=ComparisonOrder.model_validate(calculation.asked),
        result=Comparison.model_validate(calculation.result),
    )
    body = rfc8785.dumps(view.model_dump(mode="json"))
    session.add(
        PublishedCalculation(
            calculation_id=calculation.id,
            name=calculation.name,
            published_at=at,
            body=body,
            sha256=hashlib.sha256(body).hexdigest(),
        )
    )
    await session.flush()
    event.record(
        session,
        actor,
        "cost_calculation.published",
        ("cost_calculation", calculation.id),
        after={"name": calculation.name},
    )


async def withdraw(session: AsyncSession, actor: Actor, found: Found, reason: str) -> None:
    """Takes it back for good: what is left is that it was there, and why it isn't. Raises GuardRefused ``public``."""
    if found.published_at is None or found.withdrawn_at is not None:
        raise GuardRefused("It isn't public.", extra={"guard": "public", "remedy": "There is nothing to do."})
    calculation = found.calculation
    session.add(
        CalculationWithdrawal(
            calculation_id=calculation.id,
            name=calculation.name,
            published_at=found.published_at,
            withdrawn_at=now(),
            reason=reason,
        )
    )
    await session.flush()
    event.record(
        session,
        actor,
        "cost_calculation.withdrawn",
        ("cost_calculation", calculation.id),
        after={"reason": reason},
    )


async def listed(session: AsyncSession) -> list[PublishedCalculation]:
    """As the public: those that stand, the latest first."""
    query = select(PublishedCalculation).order_by(
        col(PublishedCalculation.published_at).desc(), col(PublishedCalculation.calculation_id).desc()
    )
    return list(await session.scalars(query))


async def get(session: AsyncSession, calculation_id: str) -> PublishedCalculation:
    """As the public. Raises Gone with the tombstone, NotFound."""
    found = await session.get(PublishedCalculation, calculation_id)
    if found is not None:
        return found
    grave = await session.get(CalculationWithdrawal, calculation_id)
    if grave is None:
        raise NotFound(f"No calculation {calculation_id} is published.")
    raise Gone(
        f"This was withdrawn: {grave.reason}",
        extra={
            "tombstone": {
                "calculationId": grave.calculation_id,
                "publishedAt": grave.published_at.isoformat(),
                "withdrawnAt": grave.withdrawn_at.isoformat(),
                "reason": grave.reason,
            }
        },
    )
