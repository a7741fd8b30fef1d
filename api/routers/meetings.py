"""Meetings and their agendas, for those who prepare them."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.domain.meetings import queries, service, views
from api.domain.meetings.schemas import (
    AgendaItemOut,
    AgendaOrder,
    MeetingOut,
    MeetingPatch,
    MeetingSummary,
    NewAgendaItem,
    NewMeeting,
)
from api.domain.meetings.service import MeetingWithAgenda
from api.domain.meetings.states import MeetingState
from api.http.conditional import IfMatch, IfNoneMatch, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.routers.dependencies import Administration, Once, WorkingSession
from api.routers.representations import etag_of_schema, represent

router = APIRouter(prefix="/api/v1/meetings", tags=["meetings"], route_class=IdempotentRoute, responses=problems(401))

_BY_START = Keyset("meetings:-startsAt", tuple[dt.datetime, str])


@router.get("", summary="List meetings")
async def list_meetings(
    request: Request,
    response: Response,
    paging: Paging,
    _: Administration,
    session: WorkingSession,
    body: Annotated[str | None, Query(description="Id of a body.")] = None,
    state: Annotated[MeetingState | None, Query(description="Where the meeting is in its course.")] = None,
) -> Page[MeetingSummary]:
    """Meetings in every state, latest start first."""
    position = _BY_START.position(paging)
    rows = await queries.page(
        session,
        paging.limit + 1,
        position.key if position else None,
        backwards=position.backwards if position else False,
        body_id=body,
        state=state,
    )
    headers: dict[str, str] = {}
    page = paginate(
        request,
        headers,
        _BY_START,
        paging,
        rows,
        key=lambda row: (row[0].starts_at, row[0].id),
        item=lambda row: views.summary(row[1], row[0]),
    )
    response.headers.update(headers)
    return page


@router.post("", status_code=201, summary="Create a meeting", responses=problems(403, 409))
async def create_meeting(
    new: NewMeeting, response: Response, actor: Administration, session: WorkingSession, _: Once
) -> MeetingOut:
    """Creates a meeting with programme, side events and agenda, all or nothing."""
    return _answer(await service.create(session, actor, new), response)


@router.get("/{meeting_id}", summary="Get a meeting", responses=problems(404))
async def get_meeting(
    meeting_id: str, _: Administration, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> MeetingOut:
    """The whole meeting: programme, side events and agenda with all texts, closed ones included."""
    return represent(views.whole(await service.get(session, meeting_id)), if_none_match)


@router.patch("/{meeting_id}", summary="Change a meeting", responses=problems(403, 404, 409))
async def change_meeting(
    meeting_id: str,
    patch: MeetingPatch,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> MeetingOut:
    """Changes the fields that are given. The meeting's address stays, for it may be known already."""
    found = await _seen(session, meeting_id, if_match)
    await service.update(session, actor, found, patch)
    return _answer(await service.get(session, meeting_id), response)


@router.post(
    "/{meeting_id}/agenda-items", status_code=201, summary="Add an agenda item", responses=problems(403, 404, 409)
)
async def add_item(
    meeting_id: str,
    new: NewAgendaItem,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
) -> AgendaItemOut:
    """Adds a last item. Once the agenda is published it is a supplement."""
    found = await service.get(session, meeting_id)
    item = await service.add_item(session, actor, found, new)
    view = views.agenda_item(await service.get_item(session, item.id))
    response.headers["Location"] = f"/api/v1/agenda-items/{item.id}"
    response.headers["ETag"] = etag_of_schema(view)
    return view


@router.post("/{meeting_id}/actions/reorder", summary="Reorder the agenda", responses=problems(403, 404, 409))
async def reorder(
    meeting_id: str,
    order: AgendaOrder,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> MeetingOut:
    """Numbers the items in the given order. Published numbers are kept."""
    found = await _seen(session, meeting_id, if_match)
    await service.reorder(session, actor, found, order)
    return _answer(await service.get(session, meeting_id), response)


async def _seen(session: WorkingSession, meeting_id: str, if_match: str | None) -> MeetingWithAgenda:
    found = await service.get(session, meeting_id)
    require_match(if_match, etag_of_schema(views.whole(found)))
    return found


def _answer(found: MeetingWithAgenda, response: Response) -> MeetingOut:
    view = views.whole(found)
    response.headers["Location"] = f"/api/v1/meetings/{view.id}"
    response.headers["ETag"] = etag_of_schema(view)
    return view
