"""Consultations: the unions' input on cases before the board sees them, and the administration's answer."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import Response as AnyResponse

from api.domain.consultation import policy, queries, service, views
from api.domain.consultation.policy import Matter
from api.domain.consultation.queries import Found
from api.domain.consultation.rules import Reader
from api.domain.consultation.schemas import (
    AnswerOut,
    ConsultationOut,
    ConsultationSummary,
    ConsultedCase,
    Extension,
    InputOut,
    InputPatch,
    NewAnswer,
    NewConsultation,
    NewInput,
    Refreshing,
)
from api.domain.consultation.tables import ConsultationInput
from api.domain.documents import service as documents
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now
from api.domain.kernel.errors import NotFound
from api.domain.kernel.policy import require
from api.domain.kernel.schemas import Schema
from api.domain.meetings import service as meetings
from api.domain.papers import service as papers
from api.http.conditional import IfMatch, IfNoneMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.http.ranges import RANGED, file_responses
from api.routers.dependencies import Administration, Files, Once, SignedIn, WorkingSession
from api.routers.loading import item_for
from api.routers.representations import etag_of_schema, represent, working_file

router = APIRouter(prefix="/api/v1", tags=["consultations"], route_class=IdempotentRoute, responses=problems(401))

_BY_DEADLINE = Keyset("consultations:-deadline", tuple[dt.datetime, str])


class ItemConsultations(Schema):
    """Newest first."""

    items: tuple[ConsultationOut, ...]


@router.get("/consultations", summary="List consultations")
async def list_consultations(
    request: Request,
    response: Response,
    paging: Paging,
    actor: SignedIn,
    session: WorkingSession,
    body: Annotated[str | None, Query(description="Id of a body.")] = None,
) -> Page[ConsultationSummary]:
    """The consultations that you may see, latest deadline first: your body's as union representative or administration,
    those on your own cases as case officer, and as a member those on the cases in your papers."""
    position = _BY_DEADLINE.position(paging)
    given = await papers.given(session, actor)
    rows = await queries.page(
        session,
        paging.limit + 1,
        position.key if position else None,
        backwards=position.backwards if position else False,
        whole=policy.readable_bodies(actor),
        case_officer_id=actor.id,
        works_in=actor.works_in,
        papers=given,
        body_id=body,
    )
    contributions = await queries.contributions(session, [row.consultation.id for row in rows])
    moment = now()

    def item(found: Found) -> ConsultationSummary:
        reader = policy.reader_of(actor, found.matter, given) or "body"
        return views.summary(found, contributions[found.consultation.id], actor, reader, moment)

    headers: dict[str, str] = {}
    page = paginate(
        request,
        headers,
        _BY_DEADLINE,
        paging,
        rows,
        key=lambda row: (row.consultation.deadline, row.consultation.id),
        item=item,
    )
    response.headers.update(headers)
    return page


@router.get("/consultations/{consultation_id}", summary="Get a consultation", responses=problems(404))
async def get_consultation(
    consultation_id: str, actor: SignedIn, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> ConsultationOut:
    """The case as it is shown to the unions, the inputs that you may see, and the answers."""
    seen = await _seen(session, actor, consultation_id)
    return represent(await _view(session, actor, seen), if_none_match)


@router.get("/agenda-items/{item_id}/consultations", summary="List an item's consultations", responses=problems(404))
async def of_item(item_id: str, actor: SignedIn, session: WorkingSession) -> ItemConsultations:
    """The consultations on the item's case, newest first. Where there are none, the unions aren't told of the item."""
    entry = await meetings.get_item(session, item_id)
    meeting = (await meetings.get(session, entry.item.meeting_id)).meeting
    matter = Matter(meeting.body_id, entry.item.id, entry.content.handling.case_officer_id)
    reader = policy.reader_of(actor, matter, await papers.given(session, actor, meeting.id))
    rows = await queries.of_handling(session, entry.item.handling_id)
    if reader is None or (reader == "union" and not rows):
        raise NotFound(f"There is no agenda item {item_id}.")
    return ItemConsultations(items=tuple([await _view(session, actor, _Seen(found, reader)) for found in rows]))


@router.post(
    "/agenda-items/{item_id}/consultations",
    status_code=201,
    summary="Open a consultation",
    responses=problems(403, 404, 409),
)
async def open_consultation(
    item_id: str,
    new: NewConsultation,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
) -> ConsultationOut:
    """Shows the case as it is now to the unions of the meeting's body, who may give input until the deadline."""
    entry = await item_for(session, actor, item_id)
    meeting = await meetings.get(session, entry.item.meeting_id)
    require(policy.can_prepare(actor, meeting.body.id))
    made = await service.open_consultation(session, actor, meeting, entry, new, now())
    response.headers["Location"] = f"/api/v1/consultations/{made.id}"
    return await _answer(session, actor, made.id, response)


@router.post(
    "/consultations/{consultation_id}/actions/extend",
    summary="Extend a consultation",
    responses=problems(403, 404, 409),
)
async def extend(
    consultation_id: str,
    extension: Extension,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> ConsultationOut:
    """Sets another deadline; one that was closed is open again."""
    found = await _prepared(session, actor, consultation_id, if_match)
    await service.extend(session, actor, found, extension.deadline, now())
    return await _answer(session, actor, consultation_id, response)


@router.post(
    "/consultations/{consultation_id}/actions/close", summary="Close a consultation", responses=problems(403, 404, 409)
)
async def close(
    consultation_id: str,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> ConsultationOut:
    """Ends it before its deadline. What was said stays."""
    found = await _prepared(session, actor, consultation_id, if_match)
    await service.close(session, actor, found, now())
    return await _answer(session, actor, consultation_id, response)


@router.post(
    "/consultations/{consultation_id}/actions/refresh",
    summary="Show the case as it is now",
    responses=problems(403, 404, 409),
)
async def refresh(
    consultation_id: str,
    refreshing: Refreshing,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> ConsultationOut:
    """Takes what has been written since it was opened into what the unions see, and notes which parts changed."""
    found = await _prepared(session, actor, consultation_id, if_match)
    await service.refresh(session, actor, found, refreshing.note, now())
    return await _answer(session, actor, consultation_id, response)


@router.post(
    "/consultations/{consultation_id}/inputs", status_code=201, summary="Give input", responses=problems(403, 404, 409)
)
async def give_input(
    consultation_id: str, new: NewInput, response: Response, actor: SignedIn, session: WorkingSession, _: Once
) -> InputOut:
    """Says what a union thinks of the case, before the deadline."""
    seen = await _seen(session, actor, consultation_id)
    require(policy.can_take_part(actor, seen.found.consultation.body_id))
    row = await service.submit(session, actor, seen.found, new, now())
    return await _input(session, actor, seen, row, response)


@router.patch("/inputs/{input_id}", summary="Change an input", responses=problems(403, 404, 409))
async def change_input(
    input_id: str,
    patch: InputPatch,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> InputOut:
    """Changes your own wording before the deadline. The earlier one is kept."""
    seen, row = await _own(session, actor, input_id, if_match)
    await service.edit(session, actor, seen.found, row, patch, now())
    return await _input(session, actor, seen, row, response)


@router.post("/inputs/{input_id}/actions/withdraw", summary="Withdraw an input", responses=problems(403, 404, 409))
async def withdraw_input(
    input_id: str, response: Response, actor: SignedIn, session: WorkingSession, _: Once, if_match: IfMatch = None
) -> InputOut:
    """Takes your own input back before the deadline. The board never sees it; the administration has seen it."""
    seen, row = await _own(session, actor, input_id, if_match)
    await service.withdraw(session, actor, seen.found, row, now())
    return await _input(session, actor, seen, row, response)


@router.post(
    "/consultations/{consultation_id}/answers",
    status_code=201,
    summary="Answer the unions",
    responses=problems(403, 404),
)
async def give_answer(
    consultation_id: str, new: NewAnswer, actor: SignedIn, session: WorkingSession, _: Once
) -> AnswerOut:
    """The administration's answer, which the unions see at once and the board with the case."""
    seen = await _seen(session, actor, consultation_id)
    require(policy.can_prepare(actor, seen.found.consultation.body_id))
    return views.given(await service.answer(session, actor, seen.found, new.text, now()))


@router.get(
    "/consultations/{consultation_id}/documents/{document_id}/content",
    summary="Download an attachment of the case",
    responses={**problems(404, 416), **file_responses("*/*")},
    response_class=AnyResponse,
    dependencies=[RANGED],
)
async def content(
    consultation_id: str,
    document_id: str,
    request: Request,
    actor: SignedIn,
    session: WorkingSession,
    storage: Files,
) -> AnyResponse:
    """The file in the version that the unions were shown, while it is open."""
    seen = await _seen(session, actor, consultation_id)
    item = ConsultedCase.model_validate(seen.found.consultation.content).item
    attachments = (*item.attachments, *(one for sub in item.sub_items for one in sub.attachments))
    shown = next((a.document for a in attachments if a.document is not None and a.document.id == document_id), None)
    if shown is None or (await documents.get(session, document_id)).document.access != "open":
        raise NotFound(f"The case shows no document {document_id}.")
    return working_file(request, storage, shown)


@dataclass(frozen=True)
class _Seen:
    """A consultation, and as whom the actor reads it."""

    found: Found
    reader: Reader


async def _seen(session: WorkingSession, actor: Actor, consultation_id: str) -> _Seen:
    """Raises NotFound for one that the actor may not know of, too."""
    found = await queries.get(session, consultation_id)
    given = await papers.given(session, actor, found.place.meeting.id) if found.place else frozenset[str]()
    reader = policy.reader_of(actor, found.matter, given)
    if reader is None:
        raise NotFound(f"There is no consultation {consultation_id}.")
    return _Seen(found, reader)


async def _prepared(session: WorkingSession, actor: Actor, consultation_id: str, if_match: str | None) -> Found:
    seen = await _seen(session, actor, consultation_id)
    require(policy.can_prepare(actor, seen.found.consultation.body_id))
    require_match(if_match, etag_of_schema(await _view(session, actor, seen)))
    return seen.found


async def _own(
    session: WorkingSession, actor: Actor, input_id: str, if_match: str | None
) -> tuple[_Seen, ConsultationInput]:
    """An input of the actor's own. Somebody else's is not to be changed, and where it is hidden it is not there."""
    row = await queries.get_input(session, input_id)
    if row.account_id != actor.id:
        raise NotFound(f"There is no input {input_id} of yours.")
    seen = await _seen(session, actor, row.consultation_id)
    require(policy.can_take_part(actor, seen.found.consultation.body_id))
    require_match(if_match, etag_of_revision(row.revision))
    return seen, row


async def _view(session: WorkingSession, actor: Actor, seen: _Seen) -> ConsultationOut:
    consultation_id = seen.found.consultation.id
    contributions = await queries.contributions(session, [consultation_id])
    return views.whole(seen.found, contributions[consultation_id], actor, seen.reader, now())


async def _answer(session: WorkingSession, actor: Actor, consultation_id: str, response: Response) -> ConsultationOut:
    view = await _view(session, actor, await _seen(session, actor, consultation_id))
    response.headers["ETag"] = etag_of_schema(view)
    return view


async def _input(
    session: WorkingSession, actor: Actor, seen: _Seen, row: ConsultationInput, response: Response
) -> InputOut:
    contributions = await queries.contributions(session, [row.consultation_id])
    response.headers["ETag"] = etag_of_revision(row.revision)
    versions = contributions[row.consultation_id].versions
    return views.received(row, versions.get(row.id, ()), actor, seen.reader)
