"""Agenda items and their attachments, for those who write the cases."""

from fastapi import APIRouter, Response

from api.domain.cases import service as cases
from api.domain.cases.schemas import AttachmentOut, AttachmentPatch, NewAttachment
from api.domain.cases.tables import Attachment
from api.domain.meetings import service, views
from api.domain.meetings.schemas import AgendaItemOut, AgendaItemPatch
from api.domain.meetings.service import AgendaEntry
from api.http.conditional import IfMatch, IfNoneMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.routers.dependencies import Administration, Once, WorkingSession
from api.routers.representations import etag_of_schema, represent

router = APIRouter(prefix="/api/v1", tags=["cases"], route_class=IdempotentRoute, responses=problems(401))


@router.get("/agenda-items/{item_id}", summary="Get an agenda item", responses=problems(404))
async def get_item(
    item_id: str, _: Administration, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> AgendaItemOut:
    """The item with proposals, case text, sub-items and attachments, closed content included."""
    return represent(views.agenda_item(await service.get_item(session, item_id)), if_none_match)


@router.patch("/agenda-items/{item_id}", summary="Change an agenda item", responses=problems(403, 404))
async def change_item(
    item_id: str,
    patch: AgendaItemPatch,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> AgendaItemOut:
    """Changes what is given: title, type, access, texts. What is published stays until it is published again."""
    entry = await _seen(session, item_id, if_match)
    view = views.agenda_item(await service.update_item(session, actor, entry, patch))
    response.headers["ETag"] = etag_of_schema(view)
    return view


@router.delete(
    "/agenda-items/{item_id}", status_code=204, summary="Remove an agenda item", responses=problems(403, 404, 409)
)
async def remove_item(item_id: str, actor: Administration, session: WorkingSession, if_match: IfMatch = None) -> None:
    """Takes an item that is not published off the agenda. The case stays."""
    entry = await _seen(session, item_id, if_match)
    await service.remove_item(session, actor, await service.get(session, entry.item.meeting_id), entry)


@router.post(
    "/agenda-items/{item_id}/attachments", status_code=201, summary="Add an attachment", responses=problems(403, 404)
)
async def add_attachment(
    item_id: str,
    new: NewAttachment,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
) -> AttachmentOut:
    """Adds a line to the attachment list, with a document or waiting for one."""
    entry = await service.get_item(session, item_id)
    attachment = await cases.add_attachment(session, actor, entry.content, new)
    await service.touch_item(session, entry.item)
    return await _answer(session, attachment, response)


@router.get("/attachments/{attachment_id}", summary="Get an attachment", responses=problems(404))
async def get_attachment(
    attachment_id: str, response: Response, _: Administration, session: WorkingSession
) -> AttachmentOut:
    """A line of an attachment list with its document in short."""
    return await _answer(session, await cases.get_attachment(session, attachment_id), response)


@router.patch("/attachments/{attachment_id}", summary="Change an attachment", responses=problems(403, 404))
async def change_attachment(
    attachment_id: str,
    patch: AttachmentPatch,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> AttachmentOut:
    """Gives the line a document, or says that it is under preparation."""
    attachment = await cases.get_attachment(session, attachment_id)
    require_match(if_match, etag_of_revision(attachment.revision))
    await cases.update_attachment(session, actor, attachment, patch)
    await service.touch_item(session, (await service.item_of_handling(session, attachment.handling_id)).item)
    return await _answer(session, attachment, response)


@router.delete(
    "/attachments/{attachment_id}", status_code=204, summary="Remove an attachment", responses=problems(403, 404)
)
async def remove_attachment(
    attachment_id: str, actor: Administration, session: WorkingSession, if_match: IfMatch = None
) -> None:
    """Takes the line off the list. The document stays."""
    attachment = await cases.get_attachment(session, attachment_id)
    require_match(if_match, etag_of_revision(attachment.revision))
    item = (await service.item_of_handling(session, attachment.handling_id)).item
    await cases.remove_attachment(session, actor, attachment)
    await service.touch_item(session, item)


async def _seen(session: WorkingSession, item_id: str, if_match: str | None) -> AgendaEntry:
    entry = await service.get_item(session, item_id)
    require_match(if_match, etag_of_schema(views.agenda_item(entry)))
    return entry


async def _answer(session: WorkingSession, attachment: Attachment, response: Response) -> AttachmentOut:
    content = (await cases.contents(session, [attachment.handling_id]))[attachment.handling_id]
    response.headers["ETag"] = etag_of_revision(attachment.revision)
    return views.attachment(attachment, {sub.id: sub.label for sub in content.sub_items}, content.documents)
