"""Meetings and their agendas, for those who prepare them."""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now
from api.domain.kernel.policy import require
from api.domain.meeting_plan import preparing
from api.domain.meeting_plan.schemas import MeetingToPrepare
from api.domain.meetings import policy, queries, service, views
from api.domain.meetings.schemas import (
    AddedItem,
    AgendaItemOut,
    AgendaOrder,
    CancelOrder,
    MeetingOut,
    MeetingPatch,
    MeetingSummary,
    MoveOrder,
    NewAgendaItem,
    TakenUp,
)
from api.domain.meetings.service import MeetingWithAgenda
from api.domain.meetings.states import MeetingState
from api.domain.meetings.tables import AgendaItem
from api.domain.publications import changes
from api.http.conditional import IfMatch, IfNoneMatch, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.outputs.publication import render
from api.routers.dependencies import (
    Administration,
    CaseWorker,
    ChangesWhatIsPublic,
    ConfiguredSettings,
    Files,
    Once,
    WorkingSession,
)
from api.routers.loading import meeting_for, require_documents, require_handling
from api.routers.representations import etag_of_schema, represent

router = APIRouter(prefix="/api/v1/meetings", tags=["meetings"], route_class=IdempotentRoute, responses=problems(401))

_BY_START = Keyset("meetings:-startsAt", tuple[dt.datetime, str])


@router.get("", summary="List meetings")
async def list_meetings(
    request: Request,
    response: Response,
    paging: Paging,
    actor: CaseWorker,
    session: WorkingSession,
    body: Annotated[str | None, Query(description="Id of a body.")] = None,
    state: Annotated[MeetingState | None, Query(description="Where the meeting is in its course.")] = None,
) -> Page[MeetingSummary]:
    """Meetings in every state, latest start first: those of the bodies that one works for."""
    position = _BY_START.position(paging)
    rows = await queries.page(
        session,
        paging.limit + 1,
        position.key if position else None,
        backwards=position.backwards if position else False,
        body_id=body,
        bodies=actor.works_in,
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
    new: MeetingToPrepare, response: Response, actor: Administration, session: WorkingSession, _: Once
) -> MeetingOut:
    """Creates a meeting with programme, side events and agenda, all or nothing.

    It may take programme and place from an earlier meeting, the body's standing items, and a day of its calendar.
    """
    require(policy.can_prepare(actor, new.body_id))
    for index, item in enumerate(new.items):
        await require_documents(session, actor, _attached(item, f"/items/{index}"))
    return _answer(await preparing.create(session, actor, new), response)


@router.get("/{meeting_id}", summary="Get a meeting", responses=problems(404))
async def get_meeting(
    meeting_id: str, actor: CaseWorker, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> MeetingOut:
    """The whole meeting: programme, side events and agenda with all texts, closed ones included.

    A case officer is shown the items that are theirs.
    """
    return represent(views.whole(await meeting_for(session, actor, meeting_id)), if_none_match)


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
    found = await _seen(session, actor, meeting_id, if_match)
    await service.update(session, actor, found, patch)
    return _answer(await service.get(session, meeting_id), response)


@router.post(
    "/{meeting_id}/agenda-items", status_code=201, summary="Add an agenda item", responses=problems(403, 404, 409)
)
async def add_item(
    meeting_id: str,
    new: AddedItem,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
) -> AgendaItemOut:
    """Adds an item, last or at a number. Once the agenda is published it is a supplement."""
    found = await meeting_for(session, actor, meeting_id)
    require(policy.can_prepare(actor, found.body.id))
    await require_documents(session, actor, _attached(new, ""))
    return await _item(session, await service.add_item(session, actor, found, new, new.number), response)


@router.post(
    "/{meeting_id}/actions/take-up",
    status_code=201,
    summary="Put a handling on the agenda",
    responses=problems(403, 404, 409),
)
async def take_up(
    meeting_id: str,
    new: TakenUp,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
) -> AgendaItemOut:
    """Takes up what stands on no agenda, or once more what was postponed, returned or never treated."""
    found = await meeting_for(session, actor, meeting_id)
    require(policy.can_prepare(actor, found.body.id))
    await require_handling(session, actor, new.handling_id)
    return await _item(session, await service.take_up(session, actor, found, new), response)


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
    found = await _seen(session, actor, meeting_id, if_match)
    await service.reorder(session, actor, found, order)
    return _answer(await service.get(session, meeting_id), response)


@router.post(
    "/{meeting_id}/actions/cancel",
    summary="Cancel a meeting",
    dependencies=[ChangesWhatIsPublic],
    responses=problems(403, 404, 409),
)
async def cancel(
    meeting_id: str,
    order: CancelOrder,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    storage: Files,
    settings: ConfiguredSettings,
    _: Once,
    if_match: IfMatch = None,
) -> MeetingOut:
    """Calls a meeting off that has not begun. If it is published, a new version says so, with the reason."""
    found = await _seen(session, actor, meeting_id, if_match)
    await changes.cancel(session, actor, storage, render(settings.public_url), found, order, now())
    return _answer(await service.get(session, meeting_id), response)


@router.post(
    "/{meeting_id}/actions/move",
    summary="Move a meeting",
    dependencies=[ChangesWhatIsPublic],
    responses=problems(403, 404, 409),
)
async def move(
    meeting_id: str,
    order: MoveOrder,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    storage: Files,
    settings: ConfiguredSettings,
    _: Once,
    if_match: IfMatch = None,
) -> MeetingOut:
    """Gives a meeting that has not begun another time or place. If it is published, a new version tells of it.

    Programme and side events follow. The meeting's address stays.
    """
    found = await _seen(session, actor, meeting_id, if_match)
    await changes.move(session, actor, storage, render(settings.public_url), found, order, now())
    return _answer(await service.get(session, meeting_id), response)


def _attached(item: NewAgendaItem, pointer: str) -> Iterator[tuple[str, str | None]]:
    for index, attachment in enumerate(item.attachments):
        yield f"{pointer}/attachments/{index}/documentId", attachment.document_id


async def _seen(session: WorkingSession, actor: Actor, meeting_id: str, if_match: str | None) -> MeetingWithAgenda:
    found = await meeting_for(session, actor, meeting_id)
    require(policy.can_prepare(actor, found.body.id))
    require_match(if_match, etag_of_schema(views.whole(found)))
    return found


async def _item(session: WorkingSession, item: AgendaItem, response: Response) -> AgendaItemOut:
    view = views.agenda_item(await service.get_item(session, item.id))
    response.headers["Location"] = f"/api/v1/agenda-items/{item.id}"
    response.headers["ETag"] = etag_of_schema(view)
    return view


def _answer(found: MeetingWithAgenda, response: Response) -> MeetingOut:
    view = views.whole(found)
    response.headers["Location"] = f"/api/v1/meetings/{view.id}"
    response.headers["ETag"] = etag_of_schema(view)
    return view
