"""Cost sharing: models compared at once, and calculations that are kept."""

import datetime as dt

from fastapi import APIRouter, Request, Response

from api.domain.cost_sharing import policy, publishing, service
from api.domain.cost_sharing.schemas import (
    Comparison,
    ComparisonOrder,
    CostCalculationOut,
    CostCalculationSummary,
    NewCostCalculation,
    PublishCalculation,
    WithdrawCalculation,
)
from api.domain.cost_sharing.service import Found
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import NotFound
from api.http.conditional import IfMatch, IfNoneMatch, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.routers.dependencies import Administration, CaseWorker, Once, SignedIn, WorkingSession
from api.routers.representations import etag_of_schema, represent

router = APIRouter(
    prefix="/api/v1/cost-sharing", tags=["cost-sharing"], route_class=IdempotentRoute, responses=problems(401)
)

_LATEST_FIRST = Keyset("cost-calculations:-createdAt", tuple[dt.datetime, str])


@router.post("/compare", summary="Compare models of cost sharing")
async def compare(order: ComparisonOrder, _: SignedIn, session: WorkingSession, __: Once) -> Comparison:
    """Up to six models side by side, exactly, against what is paid today. Nothing is kept.

    `asPrinted` rounds each share by itself, as tables mostly are; `exact` always sums to the amount.
    """
    return await service.compare(session, order)


@router.get("/calculations", summary="List saved calculations", responses=problems(403))
async def list_calculations(
    request: Request, response: Response, paging: Paging, _: CaseWorker, session: WorkingSession
) -> Page[CostCalculationSummary]:
    """The latest first."""
    position = _LATEST_FIRST.position(paging)
    rows = await service.page(
        session,
        paging.limit + 1,
        position.key if position else None,
        backwards=position.backwards if position else False,
    )
    headers: dict[str, str] = {}
    page = paginate(
        request,
        headers,
        _LATEST_FIRST,
        paging,
        rows,
        key=lambda row: (row.calculation.created_at, row.calculation.id),
        item=summary,
    )
    response.headers.update(headers)
    return page


@router.post("/calculations", status_code=201, summary="Save a calculation", responses=problems(403))
async def save_calculation(
    new: NewCostCalculation, response: Response, actor: CaseWorker, session: WorkingSession, _: Once
) -> CostCalculationOut:
    """Works it out from the figures that hold now, and keeps inputs, sources and result as they are, for good."""
    made = await service.save(session, actor, new)
    response.headers["Location"] = f"/api/v1/cost-sharing/calculations/{made.id}"
    return whole(await service.get(session, made.id))


@router.get("/calculations/{calculation_id}", summary="Get a saved calculation", responses=problems(404))
async def get_calculation(
    calculation_id: str, actor: SignedIn, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> CostCalculationOut:
    """What was asked, every figure that went in with its source, and what came out."""
    return represent(whole(await seen(session, actor, calculation_id)), if_none_match)


@router.post(
    "/calculations/{calculation_id}/actions/publish", summary="Publish a calculation", responses=problems(403, 404, 409)
)
async def publish_calculation(
    calculation_id: str,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    order: PublishCalculation = PublishCalculation(),
    if_match: IfMatch = None,
) -> CostCalculationOut:
    """Everybody may read it from now on, with every figure that it rests on.

    What looks like an identity number in its texts is refused with `guard` `ready`, unless somebody answers for it.
    """
    found = await _matched(session, actor, calculation_id, if_match)
    await publishing.publish(session, actor, found, order.overrides)
    return whole(await service.get(session, calculation_id))


@router.post(
    "/calculations/{calculation_id}/actions/withdraw",
    summary="Withdraw a published calculation",
    responses=problems(403, 404, 409),
)
async def withdraw_calculation(
    calculation_id: str,
    order: WithdrawCalculation,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> CostCalculationOut:
    """Nobody else may read it any more: its address answers 410 with the reason."""
    found = await _matched(session, actor, calculation_id, if_match)
    await publishing.withdraw(session, actor, found, order.reason)
    return whole(await service.get(session, calculation_id))


async def _matched(session: WorkingSession, actor: Actor, calculation_id: str, if_match: str | None) -> Found:
    found = await seen(session, actor, calculation_id)
    require_match(if_match, etag_of_schema(whole(found)))
    return found


async def seen(session: WorkingSession, actor: Actor, calculation_id: str) -> Found:
    """Raises NotFound, also for whoever it isn't for."""
    if not policy.reads_drafts(actor):
        raise NotFound(f"There is no calculation {calculation_id}.")
    return await service.get(session, calculation_id)


def summary(found: Found) -> CostCalculationSummary:
    row = found.calculation
    asked = ComparisonOrder.model_validate(row.asked)
    return CostCalculationSummary(
        id=row.id,
        name=row.name,
        saved_by=row.saved_by,
        created_at=row.created_at,
        amount=asked.amount,
        models=tuple(model.name for model in asked.models),
        published_at=found.published_at,
        withdrawn_at=found.withdrawn_at,
    )


def whole(found: Found) -> CostCalculationOut:
    row = found.calculation
    return CostCalculationOut(
        **summary(found).model_dump(by_alias=False),
        path=service.path(row.id),
        asked=ComparisonOrder.model_validate(row.asked),
        result=Comparison.model_validate(row.result),
    )
