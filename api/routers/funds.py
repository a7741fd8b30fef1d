"""Funds and their movements."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.domain.budgets import funds, policy, queries, views
from api.domain.budgets.schemas import FundOut, Funds, NewFund, NewFundMovement
from api.domain.budgets.tables import Fund
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import NotFound
from api.domain.kernel.policy import require
from api.http.conditional import IfMatch, IfNoneMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.routers.dependencies import Administration, Once, SignedIn, WorkingSession
from api.routers.representations import represent

router = APIRouter(prefix="/api/v1/funds", tags=["budgets"], route_class=IdempotentRoute, responses=problems(401))


@router.get("", summary="List funds")
async def list_funds(
    actor: SignedIn,
    session: WorkingSession,
    body: Annotated[str | None, Query(description="Id of the body whose funds they are.")] = None,
    if_none_match: IfNoneMatch = None,
) -> Funds:
    """The funds of the bodies that one administers or is a member of, with their balances and movements."""
    rows = [
        row
        for row in await queries.funds(session, None if body is None else [body])
        if policy.sees_funds(actor, row.body_id)
    ]
    movements = await queries.movements(session, [row.id for row in rows])
    return represent(Funds(items=tuple(views.fund(actor, row, movements[row.id]) for row in rows)), if_none_match)


@router.post("", status_code=201, summary="Set up a fund", responses=problems(403, 409))
async def create_fund(
    new: NewFund, response: Response, actor: Administration, session: WorkingSession, _: Once
) -> FundOut:
    """An empty fund. What was in it before is put in as its first movement."""
    require(policy.can_keep(actor, new.body_id))
    fund = await funds.create(session, actor, new)
    response.headers["Location"] = f"/api/v1/funds/{fund.id}"
    return await _answer(session, actor, fund, response)


@router.get("/{fund_id}", summary="Get a fund", responses=problems(404))
async def get_fund(fund_id: str, response: Response, actor: SignedIn, session: WorkingSession) -> FundOut:
    """The fund with its movements, and its opening and closing balance year by year."""
    return await _answer(session, actor, await _fund_for(session, actor, fund_id), response)


@router.post("/{fund_id}/movements", status_code=201, summary="Put in or take out", responses=problems(403, 404, 409))
async def add_movement(
    fund_id: str,
    new: NewFundMovement,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> FundOut:
    """Adds a movement, which is never changed: a mistake is put right by another one.

    What would leave the fund below zero on any day is refused with `guard` `fund_has_enough` and `missingNok`.
    """
    fund = await _fund_for(session, actor, fund_id)
    require(policy.can_keep(actor, fund.body_id))
    require_match(if_match, etag_of_revision(fund.revision))
    await funds.add_movement(session, actor, fund, new)
    return await _answer(session, actor, fund, response)


async def _fund_for(session: WorkingSession, actor: Actor, fund_id: str) -> Fund:
    fund = await queries.get_fund(session, fund_id)
    if not policy.sees_funds(actor, fund.body_id):
        raise NotFound(f"There is no fund {fund_id}.")
    return fund


async def _answer(session: WorkingSession, actor: Actor, fund: Fund, response: Response) -> FundOut:
    movements = await queries.movements(session, [fund.id])
    response.headers["ETag"] = etag_of_revision(fund.revision)
    return views.fund(actor, fund, movements[fund.id])
