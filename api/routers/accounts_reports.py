"""The accounts against the budget: trial balances in, their accounts tied to lines, the report out."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, File, Form, Response, UploadFile

from api.domain.budgets import accounts, policy, queries, views
from api.domain.budgets.queries import Found
from api.domain.budgets.schemas import (
    AccountMappings,
    AccountsReportOut,
    BalanceImport,
    BudgetOut,
    ForecastOverride,
)
from api.domain.budgets.tables import AccountsReport
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import NotFound
from api.domain.kernel.policy import require
from api.domain.kernel.schemas import Day
from api.http.conditional import IfMatch, IfNoneMatch, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.ingest import trial_balance
from api.routers.budgets import answer, budget_for, seen
from api.routers.dependencies import Administration, Once, SignedIn, WorkingSession
from api.routers.representations import etag_of_schema, represent

router = APIRouter(prefix="/api/v1", tags=["budgets"], route_class=IdempotentRoute, responses=problems(401))


@router.post(
    "/budgets/{budget_id}/accounts-reports",
    summary="Import a trial balance",
    responses=problems(403, 404, 409, 415),
)
async def import_balance(
    budget_id: str,
    file: Annotated[UploadFile, File(description="CSV or Excel (.xlsx) with the columns account, text and amount.")],
    as_of: Annotated[Day, Form(alias="asOf", description="The date that the accounts stand at.")],
    actor: Administration,
    session: WorkingSession,
    _: Once,
    accept: Annotated[bool, Form(description="False to see what the file holds; true to keep it.")] = False,
    if_match: IfMatch = None,
) -> BalanceImport:
    """Shows the accounts in a trial balance, with what is wrong in which cell and which belong to no line yet; or keeps
    it as the report at a date, all or nothing, in place of an earlier one at the same date."""
    found = await seen(session, actor, budget_id, if_match)
    sheet = await to_thread.run_sync(trial_balance.read, await file.read())
    if not accept:
        return accounts.preview(found, await queries.mapping(session, found.budget.body_id), sheet, as_of)
    return await accounts.accept(session, actor, found, sheet, as_of, (file.filename or "")[:200])


@router.put("/budgets/{budget_id}/account-mapping", summary="Tie accounts to lines", responses=problems(403, 404))
async def map_accounts(
    budget_id: str,
    wanted: AccountMappings,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> BudgetOut:
    """Says which line each account belongs to. It is kept for the body, and goes for other years' budgets, too."""
    found = await seen(session, actor, budget_id, if_match)
    await accounts.map_accounts(session, actor, found, wanted)
    return await answer(session, actor, budget_id, response)


@router.get("/accounts-reports/{report_id}", summary="Get an accounts report", responses=problems(404))
async def get_report(
    report_id: str, actor: SignedIn, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> AccountsReportOut:
    """Per line: budget, actual, what remains, and a forecast. Accounts that belong to no line are listed.

    The forecast goes on like the days of the year so far, unless the administration expects something else and has said
    why.
    """
    found, report = await _report_for(session, actor, report_id)
    return represent(await views.report(session, actor, found, report), if_none_match)


@router.put("/accounts-reports/{report_id}/forecast", summary="Set a line's forecast", responses=problems(403, 404))
async def set_forecast(
    report_id: str,
    order: ForecastOverride,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> AccountsReportOut:
    """Says what is expected of a line by the end of the year and why; without an amount the straight line holds."""
    found, report = await _report_for(session, actor, report_id)
    require(policy.can_keep(actor, found.budget.body_id))
    require_match(if_match, etag_of_schema(await views.report(session, actor, found, report)))
    await accounts.set_forecast(session, actor, found, report, order)
    view = await views.report(session, actor, found, report)
    response.headers["ETag"] = etag_of_schema(view)
    return view


async def _report_for(session: WorkingSession, actor: Actor, report_id: str) -> tuple[Found, AccountsReport]:
    report = await queries.get_report(session, report_id)
    try:
        return await budget_for(session, actor, report.budget_id), report
    except NotFound as error:
        raise NotFound(f"There is no accounts report {report_id}.") from error
