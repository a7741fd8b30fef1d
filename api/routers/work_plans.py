"""Work plans: a body's year, its entries and what becomes of them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now, oslo_date
from api.domain.kernel.errors import NotFound
from api.domain.kernel.policy import require
from api.domain.work_plans import policy, queries, rolling, service, views
from api.domain.work_plans.queries import BodyPlans
from api.domain.work_plans.schemas import (
    EntryOut,
    NewEntry,
    NewWorkPlan,
    RollOutcome,
    RollPreview,
    WorkPlanOut,
    WorkPlanPatch,
    WorkPlanSummary,
    Year,
)
from api.domain.work_plans.tables import WorkPlan
from api.http.conditional import IfMatch, IfNoneMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.routers.dependencies import Administration, Once, SignedIn, WorkingSession
from api.routers.representations import etag_of_schema, represent

router = APIRouter(
    prefix="/api/v1/work-plans", tags=["work-plans"], route_class=IdempotentRoute, responses=problems(401)
)

_LATEST_FIRST = Keyset("work-plans:-year", tuple[int, str])


@router.get("", summary="List work plans")
async def list_work_plans(
    request: Request,
    response: Response,
    paging: Paging,
    actor: SignedIn,
    session: WorkingSession,
    body: Annotated[str | None, Query(description="Id of a body.")] = None,
    year: Annotated[Year | None, Query(description="The plan's year.")] = None,
) -> Page[WorkPlanSummary]:
    """The plans of the bodies that one works for or sits in, latest year first."""
    position = _LATEST_FIRST.position(paging)
    rows = await queries.page(
        session,
        paging.limit + 1,
        position.key if position else None,
        backwards=position.backwards if position else False,
        bodies=policy.readable_bodies(actor),
        body_id=body,
        year=year,
    )
    headers: dict[str, str] = {}
    page = paginate(
        request, headers, _LATEST_FIRST, paging, rows, key=lambda row: (row.year, row.id), item=views.summary
    )
    response.headers.update(headers)
    return page


@router.post("", status_code=201, summary="Create a work plan", responses=problems(403, 409))
async def create_work_plan(
    new: NewWorkPlan, response: Response, actor: Administration, session: WorkingSession, _: Once
) -> WorkPlanOut:
    """Opens an empty plan for a body's year."""
    require(policy.can_change(actor, new.body_id))
    plan = await service.create(session, actor, new)
    return await _answer(session, actor, plan, response)


@router.get("/{plan_id}", summary="Get a work plan", responses=problems(404))
async def get_work_plan(
    plan_id: str, actor: SignedIn, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> WorkPlanOut:
    """The plan with its entries and the meetings of its year."""
    found, plan = await plan_for(session, actor, plan_id)
    return represent(views.whole(found, plan, actor), if_none_match)


@router.patch("/{plan_id}", summary="Rename a work plan", responses=problems(403, 404))
async def rename_work_plan(
    plan_id: str,
    patch: WorkPlanPatch,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> WorkPlanOut:
    """Changes the title."""
    _, plan = await seen(session, actor, plan_id, if_match)
    await service.rename(session, actor, plan, patch.title)
    return await _answer(session, actor, plan, response)


@router.delete("/{plan_id}", status_code=204, summary="Delete an empty work plan", responses=problems(403, 404, 409))
async def delete_work_plan(
    plan_id: str, actor: Administration, session: WorkingSession, if_match: IfMatch = None
) -> None:
    """Takes away a plan that has no entries, such as one for the wrong year."""
    _, plan = await seen(session, actor, plan_id, if_match)
    await service.remove(session, actor, plan)


@router.post("/{plan_id}/entries", status_code=201, summary="Add an entry", responses=problems(403, 404, 409))
async def add_entry(
    plan_id: str,
    new: NewEntry,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
) -> EntryOut:
    """Plans a case or an activity for a month, a day or a meeting of the year."""
    found, plan = await changeable(session, actor, plan_id)
    entry = await service.add_entry(session, actor, found, plan, new)
    response.headers["Location"] = f"/api/v1/work-plan-entries/{entry.id}"
    response.headers["ETag"] = etag_of_revision(entry.revision)
    return views.entry(await queries.of_body(session, plan.body_id, found.today), entry)


@router.get("/{plan_id}/roll", summary="What rolling would do", responses=problems(404))
async def preview_roll(plan_id: str, actor: SignedIn, session: WorkingSession) -> RollPreview:
    """Line by line, what rolling the plan would do today. Changes nothing."""
    found, plan = await plan_for(session, actor, plan_id)
    return RollPreview(items=views.rolled(found, rolling.outlook(found, plan)))


@router.post("/{plan_id}/actions/roll", summary="Roll a work plan", responses=problems(403, 404, 409))
async def roll(
    plan_id: str,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> RollOutcome:
    """Moves what was not done on to the next meeting and plans the next times of what recurs.

    A second time does nothing. What goes to a meeting of the next year goes into that year's plan, which is opened if
    there is none.
    """
    found, plan = await seen(session, actor, plan_id, if_match)
    result = await rolling.roll(session, actor, found, plan)
    return RollOutcome(
        done=len(result.done),
        moved=len(result.moves),
        added=len(result.additions),
        stranded=len(result.stranded),
        plan=await _answer(session, actor, plan, response),
    )


@router.post(
    "/{plan_id}/actions/copy-to-next-year", summary="Copy what recurs to the next year", responses=problems(403, 404)
)
async def copy_to_next_year(
    plan_id: str,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> WorkPlanOut:
    """Gives the next year's plan, opened if there is none, the times there of all that recurs. Answers that plan."""
    found, plan = await seen(session, actor, plan_id, if_match)
    target = await rolling.copy_to_next_year(session, actor, found, plan)
    response.headers["Location"] = f"/api/v1/work-plans/{target.id}"
    return await _answer(session, actor, target, response)


async def plan_for(session: WorkingSession, actor: Actor, plan_id: str) -> tuple[BodyPlans, WorkPlan]:
    """The plan among all of its body's. Raises NotFound, also when the actor may not know of it."""
    plan = await queries.get_plan(session, plan_id)
    if not policy.sees_plan(actor, plan.body_id):
        raise NotFound(f"There is no work plan {plan_id}.")
    return await queries.of_body(session, plan.body_id, oslo_date(now())), plan


async def changeable(session: WorkingSession, actor: Actor, plan_id: str) -> tuple[BodyPlans, WorkPlan]:
    """As :func:`plan_for`; raises Forbidden when the actor may only read it."""
    found, plan = await plan_for(session, actor, plan_id)
    require(policy.can_change(actor, plan.body_id))
    return found, plan


async def seen(session: WorkingSession, actor: Actor, plan_id: str, if_match: str | None) -> tuple[BodyPlans, WorkPlan]:
    """As :func:`changeable`, held to If-Match. Raises PreconditionRequired, PreconditionFailed."""
    found, plan = await changeable(session, actor, plan_id)
    require_match(if_match, etag_of_schema(views.whole(found, plan, actor)))
    return found, plan


async def _answer(session: WorkingSession, actor: Actor, plan: WorkPlan, response: Response) -> WorkPlanOut:
    found = await queries.of_body(session, plan.body_id, oslo_date(now()))
    view = views.whole(found, plan, actor)
    response.headers.setdefault("Location", f"/api/v1/work-plans/{plan.id}")
    response.headers["ETag"] = etag_of_schema(view)
    return view
