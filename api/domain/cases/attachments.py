"""The attachment list of a handling: lines that wait for a document, or have it."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.cases.content import HandlingContent, body_of, children
from api.domain.cases.schemas import AttachmentPatch, NewAttachment
from api.domain.cases.tables import Attachment, SubItem
from api.domain.documents import service as documents
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, Invalid, NotFound


async def add(session: AsyncSession, actor: Actor, content: HandlingContent, new: NewAttachment) -> Attachment:
    """A new last line of the attachment list. Raises Invalid for an unknown sub-item or document."""
    labels = {sub_item.label: sub_item.id for sub_item in content.sub_items}
    start = 1 + max((attachment.position for attachment in content.attachments), default=-1)
    (attachment,) = await add_lines(session, content.handling.id, (new,), labels, start)
    event.record(session, actor, "attachment.added", ("attachment", attachment.id), body_id=content.handling.body_id)
    return attachment


async def get(session: AsyncSession, attachment_id: str) -> Attachment:
    """Raises NotFound."""
    attachment = await session.get(Attachment, attachment_id)
    if attachment is None:
        raise NotFound(f"There is no attachment {attachment_id}.")
    return attachment


async def update(session: AsyncSession, actor: Actor, attachment: Attachment, patch: AttachmentPatch) -> Attachment:
    """Fill the line with a document, take it back to waiting for one, or put it to another part of the case.

    Raises Invalid for an unknown document or sub-item.
    """
    given = patch.model_fields_set
    if "sub_item" in given:
        parts = (await children(session, SubItem, [attachment.handling_id])).get(attachment.handling_id, [])
        attachment.sub_item_id = _sub_item_id({part.label: part.id for part in parts}, patch.sub_item, "/subItem")
    if patch.title is not None:
        attachment.title = patch.title
    if patch.status is not None and "document_id" not in given:
        attachment.document_id, attachment.status = None, patch.status
    if "document_id" in given:
        if patch.document_id is not None:
            await _require_document(session, patch.document_id, "/documentId")
        attachment.document_id = patch.document_id
        attachment.status = "available" if patch.document_id else patch.status or "expected"
    await session.flush()
    event.record(
        session,
        actor,
        "attachment.updated",
        ("attachment", attachment.id),
        body_id=await body_of(session, attachment.handling_id),
        after={"status": attachment.status, "documentId": attachment.document_id},
    )
    return attachment


async def reorder(session: AsyncSession, actor: Actor, content: HandlingContent, order: Sequence[str]) -> None:
    """Put the attachment list in another order. Raises Invalid when a line is left out, unknown or named twice."""
    lines = {attachment.id: attachment for attachment in content.attachments}
    if sorted(order) != sorted(lines):
        raise Invalid(
            "The order must name every attachment of the item once.",
            (FieldError("/attachmentIds", "must name every attachment of the item once"),),
        )
    for position, attachment_id in enumerate(order):
        lines[attachment_id].position = position
    await session.flush()
    handling = content.handling
    event.record(session, actor, "handling.attachments_reordered", ("handling", handling.id), body_id=handling.body_id)


async def remove(session: AsyncSession, actor: Actor, attachment: Attachment) -> None:
    """Take the line off the list. The document itself stays."""
    await session.delete(attachment)
    await session.flush()
    event.record(
        session,
        actor,
        "attachment.removed",
        ("attachment", attachment.id),
        body_id=await body_of(session, attachment.handling_id),
        before={"documentId": attachment.document_id},
    )


async def add_lines(
    session: AsyncSession,
    handling_id: str,
    attachments: Sequence[NewAttachment],
    labels: dict[str, str],
    start: int = 0,
) -> list[Attachment]:
    rows = []
    for index, new in enumerate(attachments):
        if new.document_id is not None:
            await _require_document(session, new.document_id, f"/attachments/{index}/documentId")
        rows.append(
            Attachment(
                handling_id=handling_id,
                sub_item_id=_sub_item_id(labels, new.sub_item, f"/attachments/{index}/subItem"),
                position=start + index,
                number=new.number,
                title=new.title,
                status="available" if new.document_id else new.status,
                document_id=new.document_id,
            )
        )
    session.add_all(rows)
    await session.flush()
    return rows


def _sub_item_id(ids: Mapping[str, str], label: str | None, pointer: str) -> str | None:
    """The id of the sub-item with the label. Raises Invalid."""
    if label is not None and label not in ids:
        raise Invalid(
            f"There is no sub-item {label!r}.",
            (FieldError(pointer, f"must be one of {', '.join(ids) or 'none: there are no sub-items'}"),),
        )
    return ids[label] if label is not None else None


async def _require_document(session: AsyncSession, document_id: str, pointer: str) -> None:
    try:
        await documents.get(session, document_id)
    except NotFound as error:
        raise Invalid(error.detail, (FieldError(pointer, "must be the id of a document"),)) from error
