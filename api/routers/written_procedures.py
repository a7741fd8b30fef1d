"""Cases that are settled in writing (kommuneloven § 11-8): prepared, sent, answered and followed."""

import datetime as dt
from typing import Annotated, TypedDict, Unpack

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from starlette.responses import Response as AnyResponse

from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now
from api.domain.kernel.errors import NotFound
from api.domain.kernel.richtext import RichText
from api.domain.organisation import service as organisation
from api.domain.publications import board
from api.domain.written_procedures import publishing, queries, service, views
from api.domain.written_procedures.queries import Found
from api.domain.written_procedures.schemas import (
    NewWrittenAnswer,
    NewWrittenProcedure,
    PublishRecord,
    SendProcedure,
    WithdrawProcedure,
    WrittenProcedureOut,
    WrittenProcedurePatch,
    WrittenProcedureSummary,
)
from api.http.conditional import IfMatch, IfNoneMatch, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.http.ranges import RANGED, file_responses
from api.outputs import pdf
from api.routers.dependencies import Administration, ConfiguredSettings, Files, Once, SignedIn, WorkingSession
from api.routers.loading import require_handling
from api.routers.published_records import record_headers
from api.routers.representations import etag_of_schema, represent, working_file

router = APIRouter(
    prefix="/api/v1/written-procedures",
    tags=["written procedures"],
    route_class=IdempotentRoute,
    responses=problems(401),
)

_BY_DEADLINE = Keyset("written-procedures:-deadline", tuple[dt.datetime, str])


@router.get("", summary="List written procedures")
async def list_procedures(
    request: Request,
    response: Response,
    paging: Paging,
    actor: SignedIn,
    session: WorkingSession,
    body: Annotated[str | None, Query(max_length=100, description="Id of a body.")] = None,
    case: Annotated[str | None, Query(max_length=100, description="Id of its case.")] = None,
    active: Annotated[bool, Query(description="Only those that are not over.")] = False,
) -> Page[WrittenProcedureSummary]:
    """Those that you prepare, decide on or are asked in, latest deadline first."""
    position = _BY_DEADLINE.position(paging)
    rows = await queries.page(
        session,
        actor,
        paging.limit + 1,
        position.key if position else None,
        backwards=position.backwards if position else False,
        body_id=body,
        case_id=case,
        active=active,
    )
    moment = now()
    headers: dict[str, str] = {}
    page = paginate(
        request,
        headers,
        _BY_DEADLINE,
        paging,
        rows,
        key=lambda row: (row.procedure.deadline, row.procedure.id),
        item=lambda row: views.summary(actor, row, moment),
    )
    response.headers.update(headers)
    return page


@router.post("", status_code=201, summary="Prepare a written procedure", responses=problems(403, 409))
async def create(
    new: NewWrittenProcedure, response: Response, actor: Administration, session: WorkingSession, _: Once
) -> WrittenProcedureOut:
    """Takes a case that waits for a meeting, to be settled in writing when the leader decides so. Nothing is sent."""
    await require_handling(session, actor, new.handling_id)
    made = await service.create(session, actor, new, now())
    response.headers["Location"] = f"/api/v1/written-procedures/{made.id}"
    return await _answer(session, actor, made.id, response)


@router.get("/{procedure_id}", summary="Get a written procedure", responses=problems(404))
async def get_procedure(
    procedure_id: str, actor: SignedIn, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> WrittenProcedureOut:
    """The case as it was sent, who is asked, and what was answered as far as you may know it yet."""
    return represent(await _view(session, actor, procedure_id), if_none_match)


@router.patch("/{procedure_id}", summary="Change a written procedure", responses=problems(403, 404, 409))
async def change(
    procedure_id: str,
    patch: WrittenProcedurePatch,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> WrittenProcedureOut:
    """Changes one that is not sent. Those who are asked can be given a later deadline, and never an earlier one."""
    found = await _matching(session, actor, procedure_id, if_match)
    await service.update(session, actor, found, patch, now())
    return await _answer(session, actor, procedure_id, response)


@router.post("/{procedure_id}/actions/send", summary="Send a case to all members", responses=problems(403, 404, 409))
async def send(
    procedure_id: str,
    order: SendProcedure,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> WrittenProcedureOut:
    """Decides that the case is treated in writing, and gives it with all its documents to all members at once.

    The leader decides; the administration names the leader who has. A deputy is asked for a member who is inhabile.
    """
    found = await _matching(session, actor, procedure_id, if_match)
    await service.send(session, actor, found, order, now())
    return await _answer(session, actor, procedure_id, response)


@router.post(
    "/{procedure_id}/answers",
    status_code=201,
    summary="Answer in a written procedure",
    responses=problems(403, 404, 409),
)
async def give_answer(
    procedure_id: str, given: NewWrittenAnswer, response: Response, actor: SignedIn, session: WorkingSession, _: Once
) -> WrittenProcedureOut:
    """Takes your answer, once. All who agree to content and form adopt the proposal; one who doesn't ends it."""
    found, _reader = await queries.get(session, actor, procedure_id)
    await service.answer(session, actor, found, given, now())
    return await _answer(session, actor, procedure_id, response)


@router.post(
    "/{procedure_id}/actions/withdraw", summary="Withdraw a written procedure", responses=problems(403, 404, 409)
)
async def withdraw(
    procedure_id: str,
    order: WithdrawProcedure,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> WrittenProcedureOut:
    """Takes it back, with the reason, before it is settled. The case waits for a meeting again."""
    found = await _matching(session, actor, procedure_id, if_match)
    await service.withdraw(session, actor, found, order.reason, now())
    return await _answer(session, actor, procedure_id, response)


@router.get(
    "/{procedure_id}/record.pdf",
    summary="Download the record of a written procedure",
    responses={**problems(404), **file_responses("application/pdf")},
    response_class=AnyResponse,
)
async def record_file(
    procedure_id: str, actor: SignedIn, session: WorkingSession, settings: ConfiguredSettings
) -> AnyResponse:
    """What kommuneloven § 11-4 asks for, for those who may read the case, once it is over."""
    view = await _view(session, actor, procedure_id)
    if view.record is None or view.sent_at is None or view.ended_at is None:
        raise NotFound(f"There is no record of {procedure_id} to read.")
    content = await _file(
        session,
        settings,
        body=view.body_name,
        number=view.number,
        lang=view.lang,
        title=view.title,
        legal_basis=view.item.legal_basis if view.access == "closed" else None,
        sent_at=view.sent_at,
        ended_at=view.ended_at,
        text=view.record,
    )
    return AnyResponse(content, media_type="application/pdf", headers=record_headers(view.number, "private, no-store"))


@router.post(
    "/{procedure_id}/actions/publish-record",
    summary="Publish the record of a written procedure",
    responses=problems(403, 404, 409),
)
async def publish_record(
    procedure_id: str,
    order: PublishRecord,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    settings: ConfiguredSettings,
    _: Once,
    if_match: IfMatch = None,
) -> WrittenProcedureOut:
    """Everybody may read it from now on (kommuneloven § 11-4); of a closed case the open title and the basis."""
    found = await _matching(session, actor, procedure_id, if_match)
    made = publishing.public_form(actor, found, order.overrides, now())
    file = await _file(
        session,
        settings,
        body=made.body_name,
        number=made.number,
        lang=made.lang,
        title=made.title,
        legal_basis=made.legal_basis,
        sent_at=made.sent_at,
        ended_at=made.ended_at,
        text=made.record,
    )
    await publishing.publish(session, actor, found, made, file, order.overrides)
    return await _answer(session, actor, procedure_id, response)


@router.post(
    "/{procedure_id}/actions/withdraw-record",
    summary="Withdraw a published record",
    responses=problems(403, 404, 409),
)
async def withdraw_record(
    procedure_id: str,
    order: WithdrawProcedure,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> WrittenProcedureOut:
    """Nobody else may read it any more: its address answers 410 with the reason, which is public."""
    found = await _matching(session, actor, procedure_id, if_match)
    await publishing.withdraw(session, actor, found, order.reason, now())
    return await _answer(session, actor, procedure_id, response)


@router.get(
    "/{procedure_id}/documents/{document_version_id}",
    summary="Download a document of a written procedure",
    responses={**problems(404, 416), **file_responses("*/*")},
    response_class=AnyResponse,
    dependencies=[RANGED],
)
async def download(
    procedure_id: str,
    document_version_id: str,
    request: Request,
    actor: SignedIn,
    session: WorkingSession,
    storage: Files,
) -> AnyResponse:
    """The file's bytes, or a range of them, as it was when the case was sent."""
    view = await _view(session, actor, procedure_id)
    shown = (one.document for one in board.attachments_of(view.item))
    found = next((one for one in shown if one is not None and one.version_id == document_version_id), None)
    if found is None:
        raise NotFound(f"There is no document version {document_version_id} in this case.")
    return working_file(request, storage, found)


class _Printed(TypedDict):
    body: str
    number: str
    lang: str
    title: str
    legal_basis: str | None
    sent_at: dt.datetime
    ended_at: dt.datetime
    text: RichText


async def _file(session: WorkingSession, settings: ConfiguredSettings, **printed: Unpack[_Printed]) -> bytes:
    record = pdf.WrittenRecord(organisation=(await organisation.get_organisation(session)).name, **printed)
    # Typst works for a second or more: not on the event loop.
    return await to_thread.run_sync(lambda: pdf.written_record(record, base_url=settings.public_url))


async def _matching(session: WorkingSession, actor: Actor, procedure_id: str, if_match: str | None) -> Found:
    """The procedure as somebody has seen it. Raises NotFound and as ``require_match``."""
    found, reader = await queries.get(session, actor, procedure_id)
    require_match(if_match, etag_of_schema(await views.whole(session, actor, found, reader, now())))
    return found


async def _view(session: WorkingSession, actor: Actor, procedure_id: str) -> WrittenProcedureOut:
    found, reader = await queries.get(session, actor, procedure_id)
    return await views.whole(session, actor, found, reader, now())


async def _answer(session: WorkingSession, actor: Actor, procedure_id: str, response: Response) -> WrittenProcedureOut:
    view = await _view(session, actor, procedure_id)
    response.headers["ETag"] = etag_of_schema(view)
    return view
