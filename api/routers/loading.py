"""Things of the working side as the actor may see them: what is not for the actor is told like what never was."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.cases import attachments
from api.domain.cases.content import whole_handlings
from api.domain.cases.tables import Attachment
from api.domain.documents import service as documents
from api.domain.documents.service import DocumentWithVersions
from api.domain.imports import service as imports
from api.domain.imports.tables import AgendaImport
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, Invalid, NotFound
from api.domain.kernel.policy import require
from api.domain.meetings import policy, queries, service
from api.domain.meetings.service import AgendaEntry, MeetingWithAgenda


async def meeting_for(session: AsyncSession, actor: Actor, meeting_id: str) -> MeetingWithAgenda:
    """The meeting in preparation, with the items that the actor may read. Raises NotFound."""
    found = await service.get(session, meeting_id)
    if not policy.sees_meeting(actor, found.body.id):
        raise NotFound(f"There is no meeting {meeting_id}.")
    readable = _readable_in(actor, found.body.id)
    return replace(found, agenda=tuple(entry for entry in found.agenda if readable(entry)))


async def require_preparing(session: AsyncSession, actor: Actor, meeting_id: str) -> None:
    """That the actor may change and publish the meeting. Raises NotFound, Forbidden."""
    body_id = await service.body_of(session, meeting_id)
    if not policy.sees_meeting(actor, body_id):
        raise NotFound(f"There is no meeting {meeting_id}.")
    require(policy.can_prepare(actor, body_id))


async def item_for(session: AsyncSession, actor: Actor, item_id: str) -> AgendaEntry:
    """The item with its content. Raises NotFound."""
    entry = await service.get_item(session, item_id)
    if not await _sees(session, actor, entry):
        raise NotFound(f"There is no agenda item {item_id}.")
    return entry


async def attachment_for(session: AsyncSession, actor: Actor, attachment_id: str) -> tuple[Attachment, AgendaEntry]:
    """The line of an attachment list, and the item that it belongs to. Raises NotFound."""
    attachment = await attachments.get(session, attachment_id)
    entry = await service.item_of_handling(session, attachment.handling_id)
    if not await _sees(session, actor, entry):
        raise NotFound(f"There is no attachment {attachment_id}.")
    return attachment, entry


async def document_for(session: AsyncSession, actor: Actor, document_id: str) -> DocumentWithVersions:
    """A document of a case that the actor may read, or one that it has uploaded itself. Raises NotFound."""
    found = await documents.get(session, document_id)
    own = found.document.created_by is not None and found.document.created_by == actor.id
    if own or actor.administers(None):
        return found
    circles = await queries.circles_of_document(session, document_id)
    if not any(policy.sees_item(actor, body_id, case_officer_id) for body_id, case_officer_id in circles):
        raise NotFound(f"There is no document {document_id}.")
    return found


async def require_documents(session: AsyncSession, actor: Actor, attachments: Iterable[tuple[str, str | None]]) -> None:
    """That each document, given with its JSON pointer, is one that the actor may read: attached, it would show.

    Raises Invalid.
    """
    for pointer, document_id in attachments:
        if document_id is None:
            continue
        try:
            await document_for(session, actor, document_id)
        except NotFound as error:
            raise Invalid(error.detail, (FieldError(pointer, "must be the id of a document"),)) from error


async def require_handling(session: AsyncSession, actor: Actor, handling_id: str) -> None:
    """That the actor may read the handling, on an agenda or not. Raises Invalid."""
    content = (await whole_handlings(session, [handling_id])).get(handling_id)
    handling = content.handling if content else None
    if handling is None or not policy.sees_handling(actor, handling.body_id, handling.case_officer_id):
        detail = f"There is no handling {handling_id}."
        raise Invalid(detail, (FieldError("/handlingId", "must be the id of a handling"),))


async def import_for(session: AsyncSession, actor: Actor, import_id: str) -> AgendaImport:
    """An import of one's own; the administration of all bodies sees every one. Raises NotFound."""
    row = await imports.get(session, import_id)
    if not actor.administers(None) and row.created_by != actor.id:
        raise NotFound(f"There is no import {import_id}.")
    return row


async def _sees(session: AsyncSession, actor: Actor, entry: AgendaEntry) -> bool:
    return _readable_in(actor, await service.body_of(session, entry.item.meeting_id))(entry)


def _readable_in(actor: Actor, body_id: str) -> Callable[[AgendaEntry], bool]:
    return lambda entry: policy.sees_item(actor, body_id, entry.content.handling.case_officer_id)
