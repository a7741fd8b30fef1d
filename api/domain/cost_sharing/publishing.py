"""What of the calculations the public may read: a copy in the published schema, made once, and its tombstone."""

import hashlib
from collections.abc import Sequence

import rfc8785
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cost_sharing.schemas import Comparison, ComparisonOrder, PublicWords, PublishedCalculationOut
from api.domain.cost_sharing.service import Found, path
from api.domain.cost_sharing.tables import CalculationWithdrawal, PublishedCalculation
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import Gone, GuardRefused, NotFound
from api.domain.kernel.tables import now
from api.domain.publications import readiness
from api.domain.publications.changes import require_open
from api.domain.publications.schemas import Override


async def publish(session: AsyncSession, actor: Actor, found: Found, overrides: Sequence[Override]) -> None:
    """Makes it public, with every figure that it rests on.

    Raises GuardRefused ``published_once``, ``ready`` for what looks like an identity number and nobody answers for,
    Invalid for an answer to nothing.
    """
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
    readiness.settle(readiness.numbers_in("/", _words(view)), [(one.code, one.path) for one in overrides])
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
        after={"name": calculation.name, "overrides": [one.model_dump(mode="json") for one in overrides]},
    )


def _words(view: PublishedCalculationOut) -> PublicWords:
    """Figures are left out: among exact fractions there are some with eleven digits."""
    bases = view.result.bases
    return PublicWords(
        texts=(
            view.name,
            *(model.name for model in view.asked.models),
            *(basis.name for basis in bases),
            *sorted({figure.source for basis in bases for figure in basis.figures}),
        )
    )


async def withdraw(session: AsyncSession, actor: Actor, found: Found, reason: str) -> None:
    """Takes it back for good: what is left is that it was there, and why it isn't.

    Raises GuardRefused ``public``, Invalid for a reason that the public must not see.
    """
    require_open(reason)
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
