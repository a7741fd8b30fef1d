"""Budgets: written, recommended, adopted, moved within and amended."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.domain.budgets import policy, queries, service, views
from api.domain.budgets.queries import Found
from api.domain.budgets.schemas import (
    Basis,
    BudgetAdoption,
    BudgetComparison,
    BudgetOut,
    BudgetPatch,
    BudgetSummary,
    NewBudget,
    NewMove,
    PriceAdjustment,
    TakeBack,
    WantedContributions,
    WantedLines,
    Year,
)
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, Invalid, NotFound
from api.domain.kernel.policy import require
from api.http.conditional import IfMatch, IfNoneMatch, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.routers.dependencies import Administration, Once, SignedIn, WorkingSession
from api.routers.representations import etag_of_schema, represent

router = APIRouter(prefix="/api/v1/budgets", tags=["budgets"], route_class=IdempotentRoute, responses=problems(401))

_LATEST_FIRST = Keyset("budgets:-year", tuple[int, str])


@router.get("", summary="List budgets")
async def list_budgets(
    request: Request,
    response: Response,
    paging: Paging,
    actor: SignedIn,
    session: WorkingSession,
    body: Annotated[str | None, Query(description="Id of the body that recommends them.")] = None,
    year: Annotated[Year | None, Query(description="The budget's year.")] = None,
) -> Page[BudgetSummary]:
    """The budgets that one may read, latest year first. A draft is the administration's."""
    position = _LATEST_FIRST.position(paging)
    rows = await queries.page(
        session,
        actor,
        paging.limit + 1,
        position.key if position else None,
        backwards=position.backwards if position else False,
        body_id=body,
        year=year,
    )
    headers: dict[str, str] = {}
    page = paginate(
        request,
        headers,
        _LATEST_FIRST,
        paging,
        rows,
        key=lambda row: (row[0].year, row[0].id),
        item=lambda row: views.summary(*row),
    )
    response.headers.update(headers)
    return page


@router.post("", status_code=201, summary="Begin a budget", responses=problems(403, 409))
async def create_budget(
    new: NewBudget, response: Response, actor: Administration, session: WorkingSession, _: Once
) -> BudgetOut:
    """Opens a draft for a year, empty or with the lines and contributions of an earlier budget."""
    require(policy.can_keep(actor, new.body_id))
    last_year = None
    if new.last_year_id is not None:
        try:
            last_year = await budget_for(session, actor, new.last_year_id)
        except NotFound as error:
            raise Invalid(error.detail, (FieldError("/lastYearId", "must be the id of a budget"),)) from error
    budget = await service.create(session, actor, new, last_year)
    response.headers["Location"] = f"/api/v1/budgets/{budget.id}"
    return await answer(session, actor, budget.id, response)


@router.get("/{budget_id}", summary="Get a budget", responses=problems(404))
async def get_budget(
    budget_id: str, actor: SignedIn, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> BudgetOut:
    """The budget with its lines, contributions, moves, versions and reports."""
    return represent(await _view(session, actor, await budget_for(session, actor, budget_id)), if_none_match)


@router.patch("/{budget_id}", summary="Rename a budget", responses=problems(403, 404))
async def rename_budget(
    budget_id: str,
    patch: BudgetPatch,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> BudgetOut:
    """Changes the title."""
    found = await seen(session, actor, budget_id, if_match)
    await service.rename(session, actor, found.budget, patch.title)
    return await answer(session, actor, budget_id, response)


@router.delete("/{budget_id}", status_code=204, summary="Delete a draft", responses=problems(403, 404, 409))
async def delete_budget(
    budget_id: str, actor: Administration, session: WorkingSession, if_match: IfMatch = None
) -> None:
    """Takes away a draft that no body has resolved on, such as one for the wrong year."""
    await service.remove(session, actor, await seen(session, actor, budget_id, if_match))


@router.put("/{budget_id}/lines", summary="Write the lines of a budget", responses=problems(403, 404, 409))
async def write_lines(
    budget_id: str,
    wanted: WantedLines,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> BudgetOut:
    """Puts these lines in place of all there are, while the budget is a draft or open for amendment."""
    await service.write_lines(session, actor, await seen(session, actor, budget_id, if_match), wanted.lines)
    return await answer(session, actor, budget_id, response)


@router.put("/{budget_id}/contributions", summary="Set the municipalities' contributions", responses=problems(403, 409))
async def set_contributions(
    budget_id: str,
    wanted: WantedContributions,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> BudgetOut:
    """Says what each municipality contributes, by hand or by the agreement that gives just these amounts."""
    found = await seen(session, actor, budget_id, if_match)
    given = await service.wanted_contributions(session, wanted)
    await service.set_contributions(session, actor, found, given, wanted.agreement_id)
    return await answer(session, actor, budget_id, response)


@router.get("/{budget_id}/comparison", summary="Two versions side by side", responses=problems(404))
async def compare_versions(
    budget_id: str,
    actor: SignedIn,
    session: WorkingSession,
    before: Annotated[int, Query(ge=1, le=100_000, description="Number of a version.")],
    after: Annotated[
        int | None, Query(ge=1, le=100_000, description="Number of another; the lines as they are now if left out.")
    ] = None,
    if_none_match: IfNoneMatch = None,
) -> BudgetComparison:
    """What has changed, line by line."""
    return represent(views.comparison(await budget_for(session, actor, budget_id), before, after), if_none_match)


@router.post("/{budget_id}/moves", status_code=201, summary="Move within the frame", responses=problems(403, 404, 409))
async def move(
    budget_id: str,
    new: NewMove,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> BudgetOut:
    """Moves an amount from one expense to another by authority of the board; the log of moves is never changed.

    What would break the frame is refused with `guard` `within_frame` and `missingNok`.
    """
    await service.move(session, actor, await seen(session, actor, budget_id, if_match), new)
    return await answer(session, actor, budget_id, response)


@router.post("/{budget_id}/actions/adjust-prices", summary="Adjust for prices", responses=problems(403, 404, 409))
async def adjust_prices(
    budget_id: str,
    order: PriceAdjustment,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> BudgetOut:
    """Sets chosen lines to last year's amounts and a percentage of them, such as the deflator. Twice is like once."""
    found = await seen(session, actor, budget_id, if_match)
    await service.adjust_prices(session, actor, found, await _last_year(session, found), order)
    return await answer(session, actor, budget_id, response)


@router.post("/{budget_id}/actions/recommend", summary="The board recommends it", responses=problems(403, 404, 409))
async def recommend(
    budget_id: str,
    basis: Basis,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> BudgetOut:
    """Keeps the lines as the version that the board recommends (kommuneloven § 14-8).

    A budget whose sources don't meet its sum is refused with `guard` `sources_meet_sum` and `differenceNok`.
    """
    await service.recommend(session, actor, await seen(session, actor, budget_id, if_match), basis)
    return await answer(session, actor, budget_id, response)


@router.post("/{budget_id}/actions/take-back", summary="Take it back to a draft", responses=problems(403, 404, 409))
async def take_back(
    budget_id: str,
    order: TakeBack,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> BudgetOut:
    """Opens a recommended budget to be written anew. What was recommended stays as a version."""
    await service.take_back(session, actor, await seen(session, actor, budget_id, if_match), order.reason)
    return await answer(session, actor, budget_id, response)


@router.post("/{budget_id}/actions/adopt", summary="It is adopted", responses=problems(403, 404, 409))
async def adopt(
    budget_id: str,
    order: BudgetAdoption,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> BudgetOut:
    """Keeps the lines as the version that the adopting body has adopted, of a recommended budget or an amendment."""
    await service.adopt(session, actor, await seen(session, actor, budget_id, if_match), order)
    return await answer(session, actor, budget_id, response)


@router.post("/{budget_id}/actions/amend", summary="Open it for amendment", responses=problems(403, 404, 409))
async def amend(
    budget_id: str,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> BudgetOut:
    """Lets the lines of an adopted budget be written again, until the adopting body adopts the amendment."""
    await service.amend(session, actor, await seen(session, actor, budget_id, if_match))
    return await answer(session, actor, budget_id, response)


@router.post("/{budget_id}/actions/close", summary="Close the year", responses=problems(403, 404, 409))
async def close(
    budget_id: str,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> BudgetOut:
    """Ends the budget: nothing is moved any more."""
    await service.close(session, actor, await seen(session, actor, budget_id, if_match))
    return await answer(session, actor, budget_id, response)


async def budget_for(session: WorkingSession, actor: Actor, budget_id: str) -> Found:
    """Raises NotFound, also when the actor may not know of it."""
    found = await queries.get(session, budget_id)
    budget = found.budget
    if not policy.sees_budget(actor, budget.body_id, budget.adopting_body_id, budget.state):
        raise NotFound(f"There is no budget {budget_id}.")
    return found


async def seen(session: WorkingSession, actor: Actor, budget_id: str, if_match: str | None) -> Found:
    """The budget for who keeps it, held to If-Match. Raises NotFound, Forbidden and as ``require_match``."""
    found = await budget_for(session, actor, budget_id)
    require(policy.can_keep(actor, found.budget.body_id))
    require_match(if_match, etag_of_schema(await _view(session, actor, found)))
    return found


async def answer(session: WorkingSession, actor: Actor, budget_id: str, response: Response) -> BudgetOut:
    """The budget as it is by now, with its ETag."""
    view = await _view(session, actor, await queries.get(session, budget_id))
    response.headers["ETag"] = etag_of_schema(view)
    return view


async def _view(session: WorkingSession, actor: Actor, found: Found) -> BudgetOut:
    return await views.whole(session, actor, found, await _last_year(session, found))


async def _last_year(session: WorkingSession, found: Found) -> Found | None:
    last_year_id = found.budget.last_year_id
    return await queries.get(session, last_year_id) if last_year_id else None
