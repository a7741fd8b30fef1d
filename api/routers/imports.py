"""Importing a finished agenda: upload, review, accept."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, File, Query, Request, Response, UploadFile
from pydantic import ValidationError
from pydantic.alias_generators import to_camel

from api.domain.imports import service
from api.domain.imports.schemas import ImportSummary, Source
from api.domain.imports.tables import AgendaImport
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, Invalid
from api.domain.kernel.policy import require
from api.domain.meetings import policy, views
from api.domain.meetings import service as meetings
from api.domain.meetings.schemas import MeetingOut, NewMeeting
from api.domain.organisation import service as organisation
from api.http.conditional import IfMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.ingest import agenda
from api.ingest.agenda.acceptance import to_meeting
from api.ingest.agenda.draft import Draft
from api.routers.dependencies import Administration, Files, Once, WorkingSession
from api.routers.loading import import_for
from api.routers.representations import etag_of_schema

router = APIRouter(prefix="/api/v1/imports", tags=["imports"], route_class=IdempotentRoute, responses=problems(401))

_NEWEST_FIRST = Keyset("imports:-id", tuple[str])


class ImportOut(ImportSummary):
    """An import with what was recognised, as corrected so far."""

    draft: Draft


@router.get("", summary="List imports")
async def list_imports(
    request: Request, response: Response, paging: Paging, actor: Administration, session: WorkingSession
) -> Page[ImportSummary]:
    """Imports of every status, newest first: one's own, and all of them for the administration of all bodies."""
    position = _NEWEST_FIRST.position(paging)
    rows = await service.page(
        session,
        paging.limit + 1,
        position.key[0] if position else None,
        backwards=position.backwards if position else False,
        created_by=None if actor.administers(None) else actor.id,
    )
    headers: dict[str, str] = {}
    page = paginate(request, headers, _NEWEST_FIRST, paging, rows, key=lambda row: (row.id,), item=_summary)
    response.headers.update(headers)
    return page


@router.post("", status_code=201, summary="Import an agenda", responses=problems(403, 415))
async def create_import(
    file: Annotated[UploadFile, File(description="The agenda as text, Word or PDF.")],
    response: Response,
    actor: Administration,
    session: WorkingSession,
    storage: Files,
    _: Once,
) -> ImportOut:
    """Reads a finished agenda into a draft, with every doubt and its line. Nothing is created before it is accepted."""
    filename = (file.filename or "").replace("\\", "/").rpartition("/")[2].strip() or "agenda"
    data = await file.read()
    reading = await to_thread.run_sync(agenda.read, data, filename)
    stored = await storage.work.put(data)
    row = await service.create(
        session,
        actor,
        filename=filename[:255],
        sha256=stored.sha256,
        source=[{"number": line.number, "text": line.text} for line in reading.lines],
        draft=reading.draft.model_dump(mode="json"),
    )
    response.headers["Location"] = f"/api/v1/imports/{row.id}"
    return _answer(row, response)


@router.get("/{import_id}", summary="Get an import", responses=problems(404))
async def get_import(import_id: str, response: Response, actor: Administration, session: WorkingSession) -> ImportOut:
    """The draft as it stands."""
    return _answer(await import_for(session, actor, import_id), response)


@router.get("/{import_id}/source", summary="Get the imported text", responses=problems(404))
async def source(import_id: str, actor: Administration, session: WorkingSession) -> Source:
    """The file's lines, numbered as the draft and its findings refer to them."""
    row = await import_for(session, actor, import_id)
    return Source.model_validate({"lines": row.source})


@router.put("/{import_id}/draft", summary="Correct the draft", responses=problems(403, 404, 409))
async def save_draft(
    import_id: str,
    draft: Draft,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> ImportOut:
    """Stores the corrected draft in place of the old one."""
    row = await _seen(session, actor, import_id, if_match)
    return _answer(await service.save_draft(session, actor, row, draft.model_dump(mode="json")), response)


@router.post(
    "/{import_id}/actions/accept",
    status_code=201,
    summary="Make the draft a meeting",
    responses=problems(403, 404, 409),
)
async def accept(
    import_id: str,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    body: Annotated[str | None, Query(description="Id of the body, if the draft doesn't name it.")] = None,
    if_match: IfMatch = None,
) -> MeetingOut:
    """Creates the meeting with its whole agenda, all or nothing."""
    row = await _seen(session, actor, import_id, if_match)
    draft = Draft.model_validate(row.draft)
    body_id = body or await _body(session, draft)
    require(policy.can_prepare(actor, body_id))
    found = await meetings.create(session, actor, _meeting(draft, body_id))
    await service.accept(session, actor, row, found.meeting.id, found.body.id)
    view = views.whole(found)
    response.headers["Location"] = f"/api/v1/meetings/{view.id}"
    response.headers["ETag"] = etag_of_schema(view)
    return view


@router.post("/{import_id}/actions/discard", summary="Discard the draft", responses=problems(403, 404, 409))
async def discard(
    import_id: str,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> ImportOut:
    """Puts the draft aside. It can still be read."""
    row = await _seen(session, actor, import_id, if_match)
    return _answer(await service.discard(session, actor, row), response)


async def _seen(session: WorkingSession, actor: Actor, import_id: str, if_match: str | None) -> AgendaImport:
    row = await import_for(session, actor, import_id)
    require_match(if_match, etag_of_revision(row.revision))
    return row


def _meeting(draft: Draft, body_id: str) -> NewMeeting:
    """The draft as a new meeting. Raises Invalid for what a draft may hold and a meeting may not."""
    try:
        return to_meeting(draft, body_id)
    except ValidationError as error:
        faults = tuple(
            FieldError("".join(f"/{to_camel(str(step))}" for step in fault["loc"]), fault["msg"], fault["type"])
            for fault in error.errors(include_url=False, include_input=False)
        )
        raise Invalid("The draft holds what a meeting can't.", faults) from error
    except OverflowError as error:
        raise Invalid(
            "The draft holds a date that is no date of a meeting.", (FieldError("/meeting/date", "is out of range"),)
        ) from error


async def _body(session: WorkingSession, draft: Draft) -> str:
    """The body that the draft names; the only one when there is one. Raises Invalid with the bodies to choose from."""
    bodies = await organisation.list_bodies(session)
    printed = (draft.meeting.body or "").casefold()
    named = [body for body in bodies if body.slug in printed or body.name.casefold() in printed]
    candidates = named or bodies
    if len(candidates) == 1:
        return candidates[0].id
    raise Invalid(
        "Which body's meeting is it?",
        (FieldError("body", "give the id of a body", "required"),),
        {"bodies": [{"id": body.id, "name": body.name} for body in candidates]},
    )


def _summary(row: AgendaImport) -> ImportSummary:
    return ImportSummary(
        id=row.id,
        revision=row.revision,
        filename=row.filename,
        status=row.status,
        created_at=row.created_at,
        updated_at=row.updated_at,
        meeting_id=row.meeting_id,
    )


def _answer(row: AgendaImport, response: Response) -> ImportOut:
    response.headers["ETag"] = etag_of_revision(row.revision)
    return ImportOut(**_summary(row).model_dump(by_alias=False), draft=Draft.model_validate(row.draft))
