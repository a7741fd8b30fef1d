"""Agenda items and their attachments, for those who write the cases."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.domain.cases import attachments
from api.domain.cases.content import whole_handlings
from api.domain.cases.rules import VersionKind
from api.domain.cases.schemas import AttachmentOrder, AttachmentOut, AttachmentPatch, NewAttachment
from api.domain.cases.tables import Attachment
from api.domain.kernel.policy import require
from api.domain.meetings import policy, service, views
from api.domain.meetings.schemas import AgendaItemOut, AgendaItemPatch
from api.http.conditional import IfMatch, IfNoneMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.routers.dependencies import CaseWorker, Once, WorkingSession
from api.routers.loading import attachment_for, item_for, require_documents
from api.routers.representations import etag_of_schema, represent

router = APIRouter(prefix="/api/v1", tags=["cases"], route_class=IdempotentRoute, responses=problems(401))


@router.get("/agenda-items/{item_id}", summary="Get an agenda item", responses=problems(404))
async def get_item(
    item_id: str, actor: CaseWorker, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> AgendaItemOut:
    """The item with proposals, case text, sub-items and attachments, closed content included."""
    return represent(views.agenda_item(await item_for(session, actor, item_id)), if_none_match)


@router.patch("/agenda-items/{item_id}", summary="Change an agenda item", responses=problems(403, 404))
async def change_item(
    item_id: str,
    patch: AgendaItemPatch,
    response: Response,
    actor: CaseWorker,
    session: WorkingSession,
    if_match: IfMatch = None,
    autosave: Annotated[
        bool, Query(description="A saving by the program itself: joined with those before it to one version.")
    ] = False,
) -> AgendaItemOut:
    """Changes what is given: title, type, access, texts. What is published stays until it is published again."""
    entry = await item_for(session, actor, item_id)
    if "case_officer_id" in patch.model_fields_set:
        require(policy.can_prepare(actor, await service.body_of(session, entry.item.meeting_id)))
    require_match(if_match, etag_of_schema(views.agenda_item(entry)))
    kind: VersionKind = "autosave" if autosave else "save"
    view = views.agenda_item(await service.update_item(session, actor, entry, patch, kind=kind))
    response.headers["ETag"] = etag_of_schema(view)
    return view


@router.delete(
    "/agenda-items/{item_id}", status_code=204, summary="Remove an agenda item", responses=problems(403, 404, 409)
)
async def remove_item(item_id: str, actor: CaseWorker, session: WorkingSession, if_match: IfMatch = None) -> None:
    """Takes an item that is not published off the agenda. The case stays."""
    entry = await item_for(session, actor, item_id)
    found = await service.get(session, entry.item.meeting_id)
    require(policy.can_prepare(actor, found.body.id))
    require_match(if_match, etag_of_schema(views.agenda_item(entry)))
    await service.remove_item(session, actor, found, entry)


@router.post(
    "/agenda-items/{item_id}/attachments", status_code=201, summary="Add an attachment", responses=problems(403, 404)
)
async def add_attachment(
    item_id: str,
    new: NewAttachment,
    response: Response,
    actor: CaseWorker,
    session: WorkingSession,
    _: Once,
) -> AttachmentOut:
    """Adds a line to the attachment list, with a document or waiting for one."""
    entry = await item_for(session, actor, item_id)
    await require_documents(session, actor, [("/documentId", new.document_id)])
    attachment = await attachments.add(session, actor, entry.content, new)
    await service.touch_item(session, entry.item)
    return await _answer(session, attachment, response)


@router.post(
    "/agenda-items/{item_id}/actions/reorder-attachments",
    summary="Reorder the attachments",
    responses=problems(403, 404),
)
async def reorder_attachments(
    item_id: str,
    order: AttachmentOrder,
    response: Response,
    actor: CaseWorker,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> AgendaItemOut:
    """Puts the attachment list in the given order."""
    entry = await item_for(session, actor, item_id)
    require_match(if_match, etag_of_schema(views.agenda_item(entry)))
    await attachments.reorder(session, actor, entry.content, order.attachment_ids)
    await service.touch_item(session, entry.item)
    view = views.agenda_item(await service.get_item(session, item_id))
    response.headers["ETag"] = etag_of_schema(view)
    return view


@router.get("/attachments/{attachment_id}", summary="Get an attachment", responses=problems(404))
async def get_attachment(
    attachment_id: str, response: Response, actor: CaseWorker, session: WorkingSession
) -> AttachmentOut:
    """A line of an attachment list with its document in short."""
    attachment, _ = await attachment_for(session, actor, attachment_id)
    return await _answer(session, attachment, response)


@router.patch("/attachments/{attachment_id}", summary="Change an attachment", responses=problems(403, 404))
async def change_attachment(
    attachment_id: str,
    patch: AttachmentPatch,
    response: Response,
    actor: CaseWorker,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> AttachmentOut:
    """Gives the line a document, or says that it is under preparation."""
    attachment, entry = await attachment_for(session, actor, attachment_id)
    require_match(if_match, etag_of_revision(attachment.revision))
    await require_documents(session, actor, [("/documentId", patch.document_id)])
    await attachments.update(session, actor, attachment, patch)
    await service.touch_item(session, entry.item)
    return await _answer(session, attachment, response)


@router.delete(
    "/attachments/{attachment_id}", status_code=204, summary="Remove an attachment", responses=problems(403, 404)
)
async def remove_attachment(
    attachment_id: str, actor: CaseWorker, session: WorkingSession, if_match: IfMatch = None
) -> None:
    """Takes the line off the list. The document stays."""
    attachment, entry = await attachment_for(session, actor, attachment_id)
    require_match(if_match, etag_of_revision(attachment.revision))
    await attachments.remove(session, actor, attachment)
    await service.touch_item(session, entry.item)


async def _answer(session: WorkingSession, attachment: Attachment, response: Response) -> AttachmentOut:
    content = (await whole_handlings(session, [attachment.handling_id]))[attachment.handling_id]
    response.headers["ETag"] = etag_of_revision(attachment.revision)
    return views.attachment(attachment, {sub.id: sub.label for sub in content.sub_items}, content.documents)
