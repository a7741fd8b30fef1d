"""The register of resolutions: searched, read, recorded, corrected and ended."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now, oslo_date
from api.domain.kernel.errors import NotFound
from api.domain.kernel.policy import require
from api.domain.meetings import service as meetings
from api.domain.resolutions import policy, queries, service, views
from api.domain.resolutions.queries import Filter, Found
from api.domain.resolutions.rules import Ending, ResolutionAction, ResolutionState
from api.domain.resolutions.schemas import (
    Correction,
    EndOrder,
    NewResolution,
    ResolutionOut,
    ResolutionSummary,
    ResolutionVersionOut,
)
from api.http.conditional import IfMatch, IfNoneMatch, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.routers.dependencies import Administration, Once, SignedIn, WorkingSession
from api.routers.loading import item_for
from api.routers.representations import etag_of_schema, represent

router = APIRouter(prefix="/api/v1", tags=["resolutions"], route_class=IdempotentRoute, responses=problems(401))

_LATEST_FIRST = Keyset("resolutions:-decidedAt", tuple[dt.datetime, str])


def resolution_filter(
    q: Annotated[str, Query(max_length=200, description="Words of its text, in any form, or its number.")] = "",
    body: Annotated[str | None, Query(max_length=100, description="Id or slug of a body.")] = None,
    date: Annotated[
        str | None, Query(max_length=20, description="Day of the meeting, as it stands in its address: `2025-09-22`.")
    ] = None,
    number: Annotated[
        str | None, Query(max_length=20, description="The resolution's own number in that meeting: `9`, or `9-2`.")
    ] = None,
    year: Annotated[int | None, Query(ge=1900, lt=2200, description="Year in which it was decided.")] = None,
    case: Annotated[str | None, Query(max_length=100, description="Id of its case.")] = None,
    item: Annotated[str | None, Query(max_length=100, description="Id of its agenda item.")] = None,
    state: Annotated[ResolutionState | None, Query(description="What has become of it.")] = None,
    in_force: Annotated[
        bool, Query(alias="inForce", description="Only what is neither superseded nor rescinded.")
    ] = False,
    municipality: Annotated[
        str | None, Query(pattern="^[0-9]{4}$", description="Number of a municipality that the case concerns.")
    ] = None,
    unsettled: Annotated[bool, Query(description="Only with follow-ups that are neither done nor dropped.")] = False,
) -> Filter:
    """FastAPI dependency: the filter of list and exports."""
    return Filter(q, body, date, number, year, case, item, state, in_force, municipality, unsettled)


Wanted = Annotated[Filter, Depends(resolution_filter)]


@router.get("/resolutions", summary="Search the resolutions")
async def list_resolutions(
    request: Request, response: Response, paging: Paging, wanted: Wanted, actor: SignedIn, session: WorkingSession
) -> Page[ResolutionSummary]:
    """What the bodies that one works for or sits in have resolved, latest first."""
    position = _LATEST_FIRST.position(paging)
    rows = await queries.page(
        session,
        await queries.reach_of(session, actor),
        wanted,
        paging.limit + 1,
        position.key if position else None,
        backwards=position.backwards if position else False,
    )
    shown = await views.summaries(session, rows, oslo_date(now()))
    headers: dict[str, str] = {}
    page = paginate(
        request,
        headers,
        _LATEST_FIRST,
        paging,
        shown,
        key=lambda row: (row.decided_at, row.id),
        item=lambda row: row,
    )
    response.headers.update(headers)
    return page


@router.get("/resolutions/{resolution_id}", summary="Get a resolution", responses=problems(404))
async def get_resolution(
    resolution_id: str, actor: SignedIn, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> ResolutionOut:
    """The resolution as it reads now, with its follow-ups and what leans on it."""
    return represent(await _view(session, actor, resolution_id), if_none_match)


@router.get(
    "/resolutions/{resolution_id}/versions/{number}",
    summary="Get a version of a resolution",
    responses=problems(404),
)
async def get_version(
    resolution_id: str,
    number: int,
    actor: SignedIn,
    session: WorkingSession,
    if_none_match: IfNoneMatch = None,
) -> ResolutionVersionOut:
    """What it said before it was corrected, or what it says now."""
    reach = await queries.reach_of(session, actor)
    found = await queries.get(session, reach, resolution_id)
    for row in await queries.versions(session, resolution_id):
        if row.number == number and found.seen_by(reach, row):
            return represent(views.version(row), if_none_match)
    raise NotFound(f"There is no version {number} of the resolution.")


@router.post(
    "/agenda-items/{item_id}/resolutions",
    status_code=201,
    summary="Record a resolution by hand",
    responses=problems(403, 404, 409),
)
async def record(
    item_id: str, new: NewResolution, response: Response, actor: Administration, session: WorkingSession, _: Once
) -> ResolutionOut:
    """Enters what a meeting that is over resolved on an item. A text with a blank left is refused."""
    entry = await item_for(session, actor, item_id)
    found = await meetings.get(session, entry.item.meeting_id)
    require(policy.can_keep(actor, found.body.id))
    made = await service.register(session, actor, found, entry, new)
    return await _answer(session, actor, made.id, response)


@router.post(
    "/resolutions/{resolution_id}/versions",
    status_code=201,
    summary="Correct a resolution",
    responses=problems(403, 404, 409),
)
async def correct(
    resolution_id: str,
    correction: Correction,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> ResolutionOut:
    """Adds a version with the reason; the ones before it stay readable."""
    found = await _kept(session, actor, resolution_id, if_match)
    await service.correct(session, actor, found, correction)
    return await _answer(session, actor, resolution_id, response)


@router.post(
    "/resolutions/{resolution_id}/actions/finalise",
    summary="Make a resolution final",
    responses=problems(403, 404, 409),
)
async def finalise(
    resolution_id: str,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> ResolutionOut:
    """Says that the minutes it stands in are approved."""
    return await _act(session, actor, response, resolution_id, if_match, "finalise")


@router.post(
    "/resolutions/{resolution_id}/actions/start",
    summary="Begin to carry out a resolution",
    responses=problems(403, 404, 409),
)
async def start(
    resolution_id: str,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> ResolutionOut:
    """Says that it is being carried out."""
    return await _act(session, actor, response, resolution_id, if_match, "start")


@router.post(
    "/resolutions/{resolution_id}/actions/implement",
    summary="Say that a resolution is carried out",
    responses=problems(403, 404, 409),
)
async def implement(
    resolution_id: str,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> ResolutionOut:
    """Refused while a follow-up is neither done nor dropped."""
    return await _act(session, actor, response, resolution_id, if_match, "implement")


@router.post(
    "/resolutions/{resolution_id}/actions/resume",
    summary="Carry on with a resolution",
    responses=problems(403, 404, 409),
)
async def resume(
    resolution_id: str,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> ResolutionOut:
    """Undoes that it is carried out."""
    return await _act(session, actor, response, resolution_id, if_match, "resume")


@router.post(
    "/resolutions/{resolution_id}/actions/supersede",
    summary="Supersede a resolution",
    responses=problems(403, 404, 409),
)
async def supersede(
    resolution_id: str,
    order: EndOrder,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> ResolutionOut:
    """Says that another one has taken its place."""
    return await _end(session, actor, response, resolution_id, if_match, "superseded", order)


@router.post(
    "/resolutions/{resolution_id}/actions/rescind",
    summary="Rescind a resolution",
    responses=problems(403, 404, 409),
)
async def rescind(
    resolution_id: str,
    order: EndOrder,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> ResolutionOut:
    """Says that it holds no more, and by which resolution or why."""
    return await _end(session, actor, response, resolution_id, if_match, "rescinded", order)


@router.post(
    "/resolutions/{resolution_id}/actions/reinstate",
    summary="Let a resolution stand again",
    responses=problems(403, 404, 409),
)
async def reinstate(
    resolution_id: str,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> ResolutionOut:
    """Undoes that it was superseded or rescinded."""
    found = await _kept(session, actor, resolution_id, if_match)
    await service.reinstate(session, actor, found)
    return await _answer(session, actor, resolution_id, response)


async def _act(
    session: WorkingSession,
    actor: Actor,
    response: Response,
    resolution_id: str,
    if_match: str | None,
    action: ResolutionAction,
) -> ResolutionOut:
    found = await _kept(session, actor, resolution_id, if_match)
    await service.act(session, actor, found, action)
    return await _answer(session, actor, resolution_id, response)


async def _end(
    session: WorkingSession,
    actor: Actor,
    response: Response,
    resolution_id: str,
    if_match: str | None,
    ending: Ending,
    order: EndOrder,
) -> ResolutionOut:
    found = await _kept(session, actor, resolution_id, if_match)
    await service.end(session, actor, await queries.reach_of(session, actor), found, ending, order)
    return await _answer(session, actor, resolution_id, response)


async def _kept(session: WorkingSession, actor: Actor, resolution_id: str, if_match: str | None) -> Found:
    """The resolution as somebody has seen it who keeps it. Raises NotFound, Forbidden and as ``require_match``."""
    reach = await queries.reach_of(session, actor)
    found = await queries.get(session, reach, resolution_id)
    require(policy.can_keep(actor, found.body.id))
    view = await views.whole(session, actor, reach, found, oslo_date(now()))
    require_match(if_match, etag_of_schema(view))
    return found


async def _view(session: WorkingSession, actor: Actor, resolution_id: str) -> ResolutionOut:
    reach = await queries.reach_of(session, actor)
    found = await queries.get(session, reach, resolution_id)
    return await views.whole(session, actor, reach, found, oslo_date(now()))


async def _answer(session: WorkingSession, actor: Actor, resolution_id: str, response: Response) -> ResolutionOut:
    view = await _view(session, actor, resolution_id)
    response.headers["ETag"] = etag_of_schema(view)
    return view
