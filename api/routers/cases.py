"""Cases through their meetings and bodies: searched, followed, and set aside by a meeting."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.domain.cases.rules import CaseState
from api.domain.identity import service as identity
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, Invalid, NotFound
from api.domain.kernel.policy import require
from api.domain.kernel.schemas import Schema
from api.domain.meetings import case_life, policy, service, setting_aside, views
from api.domain.meetings.schemas import AgendaItemOut, CaseOut, PostponeOrder, SetAsideOrder
from api.domain.meetings.setting_aside import SetAside
from api.domain.organisation import service as organisation
from api.domain.resolutions import case_ends
from api.http.conditional import IfMatch, IfNoneMatch, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.routers.dependencies import Administration, CaseWorker, Once, WorkingSession
from api.routers.loading import item_for, meeting_for
from api.routers.representations import etag_of_schema, represent

router = APIRouter(prefix="/api/v1", tags=["cases"], route_class=IdempotentRoute, responses=problems(401))

_NEWEST = Keyset("cases:-id", tuple[str])


class CaseOfficer(Schema):
    """An account that may write cases for a body."""

    id: str
    name: str


class CaseOfficers(Schema):
    items: tuple[CaseOfficer, ...]


@router.get("/cases", summary="List cases")
async def list_cases(
    request: Request,
    response: Response,
    paging: Paging,
    actor: CaseWorker,
    session: WorkingSession,
    q: Annotated[str, Query(max_length=200, description="Words that all stand in the title.")] = "",
    state: Annotated[CaseState | None, Query(description="Where the case is in its course.")] = None,
    body: Annotated[str | None, Query(description="Id of a body that treats it.")] = None,
) -> Page[CaseOut]:
    """Cases that one may read something of, newest first, each with its treatments."""
    position = _NEWEST.position(paging)
    rows = await case_life.page(
        session,
        actor,
        case_life.Filter(tuple(q.split()), state, body),
        paging.limit + 1,
        position.key[0] if position else None,
        backwards=position.backwards if position else False,
    )
    rows = await case_ends.shown(session, actor, rows)
    headers: dict[str, str] = {}
    page = paginate(request, headers, _NEWEST, paging, rows, key=lambda row: (row.id,), item=lambda row: row)
    response.headers.update(headers)
    return page


@router.get("/cases/{case_id}", summary="Get a case", responses=problems(404))
async def get_case(
    case_id: str, actor: CaseWorker, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> CaseOut:
    """The case through its meetings and bodies."""
    return represent(await _case(session, actor, case_id), if_none_match)


@router.post("/cases/{case_id}/actions/conclude", summary="Close a case", responses=problems(403, 404, 409))
async def conclude_case(
    case_id: str,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> CaseOut:
    """For the administration of the body that treated it last, once that treatment came to an end."""
    require_match(if_match, etag_of_schema(await _case(session, actor, case_id)))
    await case_ends.conclude(session, actor, case_id)
    return await _answered(session, actor, case_id, response)


@router.post("/cases/{case_id}/actions/reopen", summary="Open a case again", responses=problems(403, 404, 409))
async def reopen_case(
    case_id: str,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> CaseOut:
    """Undoes that it was closed. A closed case that is put on an agenda is opened by that, too."""
    require_match(if_match, etag_of_schema(await _case(session, actor, case_id)))
    await case_ends.reopen(session, actor, case_id)
    return await _answered(session, actor, case_id, response)


@router.get("/bodies/{body_id}/case-officers", summary="List who may write cases for a body", responses=problems(404))
async def list_case_officers(body_id: str, actor: Administration, session: WorkingSession) -> CaseOfficers:
    """Administration and case officers of the body, by name."""
    if not policy.sees_meeting(actor, body_id):
        raise NotFound(f"There is no body {body_id}.")
    await organisation.get_body(session, body_id)
    found = await identity.writers(session, body_id)
    return CaseOfficers(items=tuple(CaseOfficer(id=account.id, name=account.name) for account in found))


@router.post("/agenda-items/{item_id}/actions/return", summary="Send an item back", responses=problems(403, 404, 409))
async def return_item(
    item_id: str,
    order: SetAsideOrder,
    response: Response,
    actor: CaseWorker,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> AgendaItemOut:
    """The case goes back to the administration to be worked on, for the given reason."""
    return await _set_aside(session, actor, response, item_id, if_match, "returned", order.reason)


@router.post("/agenda-items/{item_id}/actions/withdraw", summary="Withdraw an item", responses=problems(403, 404, 409))
async def withdraw_item(
    item_id: str,
    order: SetAsideOrder,
    response: Response,
    actor: CaseWorker,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> AgendaItemOut:
    """The case is not treated, for the given reason. On a published agenda its number stays."""
    return await _set_aside(session, actor, response, item_id, if_match, "withdrawn", order.reason)


@router.post("/agenda-items/{item_id}/actions/postpone", summary="Postpone an item", responses=problems(403, 404, 409))
async def postpone_item(
    item_id: str,
    order: PostponeOrder,
    response: Response,
    actor: CaseWorker,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> AgendaItemOut:
    """The case goes on to another meeting, of this body or another, or waits for one."""
    return await _set_aside(session, actor, response, item_id, if_match, "postponed", order.reason, order.meeting_id)


@router.post(
    "/agenda-items/{item_id}/actions/reopen", summary="Take an item up again", responses=problems(403, 404, 409)
)
async def reopen_item(
    item_id: str,
    response: Response,
    actor: CaseWorker,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> AgendaItemOut:
    """Undoes that it was returned, withdrawn or postponed, as long as nothing has come of it."""
    entry = await item_for(session, actor, item_id)
    found = await service.get(session, entry.item.meeting_id)
    require(policy.can_prepare(actor, found.body.id))
    require_match(if_match, etag_of_schema(views.agenda_item(entry)))
    view = views.agenda_item(await setting_aside.reopen(session, actor, found, entry))
    response.headers["ETag"] = etag_of_schema(view)
    return view


async def _set_aside(
    session: WorkingSession,
    actor: CaseWorker,
    response: Response,
    item_id: str,
    if_match: str | None,
    outcome: SetAside,
    reason: str,
    onto_id: str | None = None,
) -> AgendaItemOut:
    entry = await item_for(session, actor, item_id)
    found = await service.get(session, entry.item.meeting_id)
    require(policy.can_prepare(actor, found.body.id))
    require_match(if_match, etag_of_schema(views.agenda_item(entry)))
    onto = None
    if onto_id is not None:
        try:
            onto = await meeting_for(session, actor, onto_id)
        except NotFound as error:
            raise Invalid(error.detail, (FieldError("/meetingId", "must be the id of a meeting"),)) from error
        require(policy.can_prepare(actor, onto.body.id))
        onto = await service.get(session, onto_id)
    changed = await setting_aside.set_aside(session, actor, found, entry, outcome, reason, onto)
    view = views.agenda_item(changed)
    response.headers["ETag"] = etag_of_schema(view)
    return view


async def _case(session: WorkingSession, actor: Actor, case_id: str) -> CaseOut:
    (found,) = await case_ends.shown(session, actor, [await case_life.get(session, actor, case_id)])
    return found


async def _answered(session: WorkingSession, actor: Actor, case_id: str, response: Response) -> CaseOut:
    view = await _case(session, actor, case_id)
    response.headers["ETag"] = etag_of_schema(view)
    return view
