"""Follow-ups of resolutions: the overview, one's own, and what becomes of each."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now, oslo_date
from api.domain.kernel.errors import NotFound
from api.domain.kernel.policy import require
from api.domain.meetings import policy as meetings
from api.domain.resolutions import agenda, policy, queries, views
from api.domain.resolutions import follow_ups as service
from api.domain.resolutions.policy import Reach
from api.domain.resolutions.queries import FollowUpFilter, Found
from api.domain.resolutions.rules import FollowUpAction
from api.domain.resolutions.schemas import (
    FollowUpCount,
    FollowUpCounts,
    FollowUpDrop,
    FollowUpOut,
    FollowUpPatch,
    FollowUpResult,
    FollowUpsBeforeMeeting,
    FollowUpWithHistory,
    NewFollowUp,
    Owner,
    Owners,
    TakenUpItems,
)
from api.domain.resolutions.tables import FollowUp
from api.http.conditional import IfMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.routers.dependencies import Administration, Once, SignedIn, WorkingSession
from api.routers.loading import meeting_for

router = APIRouter(prefix="/api/v1", tags=["follow-ups"], route_class=IdempotentRoute, responses=problems(401))

_FIRST_DUE = Keyset("follow-ups:dueOn", tuple[dt.date, str])


@router.get("/follow-ups", summary="List follow-ups")
async def list_follow_ups(
    request: Request,
    response: Response,
    paging: Paging,
    actor: SignedIn,
    session: WorkingSession,
    mine: Annotated[bool, Query(description="Only those that one owns.")] = False,
    settled: Annotated[bool, Query(description="Those that are done or dropped, too.")] = False,
    body: Annotated[str | None, Query(max_length=100, description="Id of a body.")] = None,
) -> Page[FollowUpOut]:
    """The first due first, so that what is overdue comes before the rest."""
    reach = await queries.reach_of(session, actor)
    position = _FIRST_DUE.position(paging)
    rows = await queries.follow_up_page(
        session,
        reach,
        FollowUpFilter(mine=mine, unsettled=not settled, body=body),
        paging.limit + 1,
        position.key if position else None,
        backwards=position.backwards if position else False,
    )
    names = await views.owner_names(session, [row for row, _ in rows])
    today = oslo_date(now())
    headers: dict[str, str] = {}
    page = paginate(
        request,
        headers,
        _FIRST_DUE,
        paging,
        rows,
        key=lambda row: (row[0].due_on, row[0].id),
        item=lambda row: views.follow_up(actor, reach, row[0], row[1], names, today),
    )
    response.headers.update(headers)
    return page


@router.get("/follow-ups/counts", summary="Count follow-ups")
async def counts(actor: SignedIn, session: WorkingSession) -> FollowUpCounts:
    """How the follow-ups of each body stand, as far as one may see them."""
    reach = await queries.reach_of(session, actor)
    rows = await queries.follow_up_counts(session, reach, oslo_date(now()))
    return FollowUpCounts(items=tuple(FollowUpCount(**row) for row in rows))


@router.get("/bodies/{body_id}/follow-up-owners", summary="List who may own follow-ups", responses=problems(404))
async def list_owners(body_id: str, actor: Administration, session: WorkingSession) -> Owners:
    """Those who write for the body and those who sit in it, by name."""
    if not meetings.sees_meeting(actor, body_id):
        raise NotFound(f"There is no body {body_id}.")
    found = await service.owners(session, body_id, now())
    return Owners(items=tuple(Owner(id=account.id, name=account.name) for account in found))


@router.post(
    "/resolutions/{resolution_id}/follow-ups",
    status_code=201,
    summary="Add a follow-up",
    responses=problems(403, 404, 409),
)
async def add(
    resolution_id: str, new: NewFollowUp, response: Response, actor: SignedIn, session: WorkingSession, _: Once
) -> FollowUpOut:
    """Gives somebody something to do by a day."""
    reach = await queries.reach_of(session, actor)
    found = await queries.get(session, reach, resolution_id)
    require(policy.can_keep(actor, found.body.id))
    row = await service.add(session, actor, found, new, now())
    return await _answer(session, actor, reach, row, found, response)


@router.post(
    "/meetings/{meeting_id}/actions/take-up-follow-ups",
    status_code=201,
    summary="Put follow-ups on the agenda",
    responses=problems(403, 404, 409),
)
async def take_up(
    meeting_id: str, order: FollowUpsBeforeMeeting, actor: Administration, session: WorkingSession, _: Once
) -> TakenUpItems:
    """Makes one item that lists those of open resolutions, and a closed one for each closed resolution."""
    found = await meeting_for(session, actor, meeting_id)
    require(meetings.can_prepare(actor, found.body.id))
    items = await agenda.put_before(session, actor, found, order.follow_up_ids, order.number)
    return TakenUpItems(item_ids=tuple(item.id for item in items))


@router.get("/follow-ups/{follow_up_id}", summary="Get a follow-up", responses=problems(404))
async def get_follow_up(
    follow_up_id: str, response: Response, actor: SignedIn, session: WorkingSession
) -> FollowUpWithHistory:
    """The follow-up with what became of it when."""
    reach = await queries.reach_of(session, actor)
    row, found = await queries.follow_up(session, reach, follow_up_id)
    shown = await _answer(session, actor, reach, row, found, response)
    history = tuple(views.change(one) for one in await service.history(session, row.id))
    return FollowUpWithHistory(**shown.model_dump(by_alias=False), history=history)


@router.patch("/follow-ups/{follow_up_id}", summary="Change a follow-up", responses=problems(403, 404, 409))
async def change(
    follow_up_id: str,
    patch: FollowUpPatch,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> FollowUpOut:
    """Changes what is to be done, by whom and when, until it is settled."""
    reach = await queries.reach_of(session, actor)
    row, found = await queries.follow_up(session, reach, follow_up_id)
    require(policy.can_keep(actor, found.body.id))
    require_match(if_match, etag_of_revision(row.revision))
    await service.change(session, actor, row, found, patch, now())
    return await _answer(session, actor, reach, row, found, response)


@router.post("/follow-ups/{follow_up_id}/actions/start", summary="Begin", responses=problems(403, 404, 409))
async def start(
    follow_up_id: str,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> FollowUpOut:
    """Says that it is being done."""
    return await _act(session, actor, response, follow_up_id, if_match, "start")


@router.post(
    "/follow-ups/{follow_up_id}/actions/done", summary="Say that it is done", responses=problems(403, 404, 409)
)
async def done(
    follow_up_id: str,
    order: FollowUpResult,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> FollowUpOut:
    """Says that it is done, and what came of it."""
    return await _act(session, actor, response, follow_up_id, if_match, "done", result=order.result)


@router.post("/follow-ups/{follow_up_id}/actions/drop", summary="Drop it", responses=problems(403, 404, 409))
async def drop(
    follow_up_id: str,
    order: FollowUpDrop,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> FollowUpOut:
    """Says that it won't be done, and why."""
    return await _act(session, actor, response, follow_up_id, if_match, "drop", reason=order.reason)


@router.post("/follow-ups/{follow_up_id}/actions/reopen", summary="Open it again", responses=problems(403, 404, 409))
async def reopen(
    follow_up_id: str,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> FollowUpOut:
    """Undoes that it is done or dropped."""
    return await _act(session, actor, response, follow_up_id, if_match, "reopen")


async def _act(
    session: WorkingSession,
    actor: Actor,
    response: Response,
    follow_up_id: str,
    if_match: str | None,
    action: FollowUpAction,
    *,
    result: str | None = None,
    reason: str | None = None,
) -> FollowUpOut:
    reach = await queries.reach_of(session, actor)
    row, found = await queries.follow_up(session, reach, follow_up_id)
    if action == "drop":
        require(policy.can_keep(actor, found.body.id))
    require(policy.can_carry_out(actor, found.body.id, row.owner_id))
    require_match(if_match, etag_of_revision(row.revision))
    await service.act(session, actor, row, found, action, now(), result=result, reason=reason)
    return await _answer(session, actor, reach, row, found, response)


async def _answer(
    session: WorkingSession, actor: Actor, reach: Reach, row: FollowUp, found: Found, response: Response
) -> FollowUpOut:
    response.headers["ETag"] = etag_of_revision(row.revision)
    names = await views.owner_names(session, [row])
    return views.follow_up(actor, reach, row, found, names, oslo_date(now()))
