"""Cases and what is written for each treatment of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, overload

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cases.schemas import AttachmentPatch, HandlingPatch, NewAttachment, NewHandling, NewProposal
from api.domain.cases.tables import Attachment, Case, Handling, Proposal, SubItem
from api.domain.documents import service as documents
from api.domain.documents.service import DocumentWithVersions
from api.domain.kernel import event, richtext
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, Invalid, NotFound
from api.domain.kernel.richtext import RichText

Child = TypeVar("Child", Proposal, SubItem, Attachment)


@dataclass(frozen=True)
class HandlingContent:
    """A handling with all that hangs on it, each list in its order. ``documents`` is by document id."""

    handling: Handling
    proposals: tuple[Proposal, ...]
    sub_items: tuple[SubItem, ...]
    attachments: tuple[Attachment, ...]
    documents: dict[str, DocumentWithVersions]


async def create_handling(session: AsyncSession, actor: Actor, new: NewHandling) -> Handling:
    """Write down one treatment of a case, opening the case when it is new.

    Raises Invalid with a JSON pointer for a text outside the schema, an unknown sub-item label, an unknown document or
    an unknown case.
    """
    if new.case_id is None:
        case = Case(title=new.title, lang=new.lang)
        session.add(case)
        await session.flush()
        event.record(session, actor, "case.created", ("case", case.id), after={"lang": case.lang})
        case_id = case.id
    else:
        try:
            case_id = (await get_case(session, new.case_id)).id
        except NotFound as error:
            raise Invalid(error.detail, (FieldError("/caseId", "must be the id of a case"),)) from error
    handling = Handling(
        case_id=case_id,
        title=new.title,
        lang=new.lang,
        access=new.access,
        open_title=new.open_title,
        legal_basis=new.legal_basis,
        text=_checked(new.text, "/text"),
        references=[reference.model_dump(mode="json") for reference in new.references],
        deadlines=[deadline.model_dump(mode="json") for deadline in new.deadlines],
    )
    session.add(handling)
    await session.flush()
    _add_proposals(session, handling.id, new.proposals)
    labels: dict[str, str] = {}
    for position, sub_item in enumerate(new.sub_items):
        row = SubItem(
            handling_id=handling.id,
            position=position,
            label=sub_item.label,
            title=sub_item.title,
            text=_checked(sub_item.text, f"/subItems/{position}/text"),
        )
        session.add(row)
        labels[sub_item.label] = row.id
    await session.flush()
    await _add_attachments(session, handling.id, new.attachments, labels)
    event.record(session, actor, "handling.created", ("handling", handling.id), after={"caseId": case_id})
    return handling


async def get_case(session: AsyncSession, case_id: str) -> Case:
    """Raises NotFound."""
    case = await session.get(Case, case_id)
    if case is None:
        raise NotFound(f"There is no case {case_id}.")
    return case


async def handling_ids(session: AsyncSession, case_id: str) -> tuple[str, ...]:
    """The case's handlings, oldest first."""
    query = select(Handling.id).where(Handling.case_id == case_id).order_by(col(Handling.id))
    return tuple((await session.scalars(query)).all())


async def contents(session: AsyncSession, ids: Sequence[str]) -> dict[str, HandlingContent]:
    """Whole handlings by id, in a fixed number of queries however many they are."""
    handlings = (await session.scalars(select(Handling).where(col(Handling.id).in_(ids)))).all()
    proposals = await _children(session, Proposal, ids)
    sub_items = await _children(session, SubItem, ids)
    attachments = await _children(session, Attachment, ids)
    document_ids = [row.document_id for rows in attachments.values() for row in rows if row.document_id]
    found = await documents.get_many(session, document_ids)
    return {
        handling.id: HandlingContent(
            handling,
            tuple(proposals.get(handling.id, ())),
            tuple(sub_items.get(handling.id, ())),
            tuple(attachments.get(handling.id, ())),
            found,
        )
        for handling in handlings
    }


async def update_handling(
    session: AsyncSession, actor: Actor, content: HandlingContent, patch: HandlingPatch
) -> HandlingContent:
    """Change what ``patch`` names, and nothing else. Raises Invalid for a text outside the schema."""
    handling = content.handling
    given = patch.model_fields_set
    before: dict[str, object] = {name: getattr(handling, name) for name in ("access", "legal_basis") if name in given}
    for name in ("title", "access"):
        if name in given and getattr(patch, name) is None:
            raise Invalid("A field that can't be empty was given as null.", (FieldError(f"/{name}", "can't be null"),))
    for name in ("title", "access", "open_title", "legal_basis"):
        if name in given:
            setattr(handling, name, getattr(patch, name))
    if "text" in given:
        handling.text = _checked(patch.text, "/text")
    if patch.proposals is not None:
        for proposal in content.proposals:
            await session.delete(proposal)
        await session.flush()
        content = replace(content, proposals=tuple(_add_proposals(session, handling.id, patch.proposals)))
    await session.flush()
    # The text itself stays out of the log: who may read the log may not always read the case.
    event.record(
        session,
        actor,
        "handling.updated",
        ("handling", handling.id),
        before=before,
        after={"fields": sorted(given), **{name: getattr(handling, name) for name in before}},
    )
    return content


async def add_attachment(
    session: AsyncSession, actor: Actor, content: HandlingContent, new: NewAttachment
) -> Attachment:
    """A new last line of the attachment list. Raises Invalid for an unknown sub-item or document."""
    labels = {sub_item.label: sub_item.id for sub_item in content.sub_items}
    start = 1 + max((attachment.position for attachment in content.attachments), default=-1)
    (attachment,) = await _add_attachments(session, content.handling.id, (new,), labels, start)
    event.record(session, actor, "attachment.added", ("attachment", attachment.id))
    return attachment


async def get_attachment(session: AsyncSession, attachment_id: str) -> Attachment:
    """Raises NotFound."""
    attachment = await session.get(Attachment, attachment_id)
    if attachment is None:
        raise NotFound(f"There is no attachment {attachment_id}.")
    return attachment


async def update_attachment(
    session: AsyncSession, actor: Actor, attachment: Attachment, patch: AttachmentPatch
) -> Attachment:
    """Fill the line with a document, or take it back to waiting for one. Raises Invalid for an unknown document."""
    given = patch.model_fields_set
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
        after={"status": attachment.status, "documentId": attachment.document_id},
    )
    return attachment


async def remove_attachment(session: AsyncSession, actor: Actor, attachment: Attachment) -> None:
    """Take the line off the list. The document itself stays."""
    await session.delete(attachment)
    await session.flush()
    event.record(
        session,
        actor,
        "attachment.removed",
        ("attachment", attachment.id),
        before={"documentId": attachment.document_id},
    )


def _add_proposals(session: AsyncSession, handling_id: str, proposals: Iterable[NewProposal]) -> list[Proposal]:
    rows = [
        Proposal(
            handling_id=handling_id,
            position=position,
            kind=proposal.kind,
            text=_checked(proposal.text, f"/proposals/{position}/text"),
            recommends_to=proposal.recommends_to,
        )
        for position, proposal in enumerate(proposals)
    ]
    session.add_all(rows)
    return rows


async def _add_attachments(
    session: AsyncSession,
    handling_id: str,
    attachments: Sequence[NewAttachment],
    labels: dict[str, str],
    start: int = 0,
) -> list[Attachment]:
    rows = []
    for index, new in enumerate(attachments):
        if new.sub_item is not None and new.sub_item not in labels:
            pointer = f"/attachments/{index}/subItem"
            raise Invalid(
                f"There is no sub-item {new.sub_item!r}.",
                (FieldError(pointer, f"must be one of {', '.join(labels) or 'none: there are no sub-items'}"),),
            )
        if new.document_id is not None:
            await _require_document(session, new.document_id, f"/attachments/{index}/documentId")
        rows.append(
            Attachment(
                handling_id=handling_id,
                sub_item_id=labels[new.sub_item] if new.sub_item is not None else None,
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


async def _require_document(session: AsyncSession, document_id: str, pointer: str) -> None:
    try:
        await documents.get(session, document_id)
    except NotFound as error:
        raise Invalid(error.detail, (FieldError(pointer, "must be the id of a document"),)) from error


async def _children(session: AsyncSession, table: type[Child], handling_ids: Sequence[str]) -> dict[str, list[Child]]:
    query = select(table).where(col(table.handling_id).in_(handling_ids)).order_by(col(table.position))
    found: dict[str, list[Child]] = {}
    for row in (await session.scalars(query)).all():
        found.setdefault(row.handling_id, []).append(row)
    return found


@overload
def _checked(text: RichText, pointer: str) -> RichText: ...
@overload
def _checked(text: None, pointer: str) -> None: ...
@overload
def _checked(text: RichText | None, pointer: str) -> RichText | None: ...
def _checked(text: RichText | None, pointer: str) -> RichText | None:
    """``text`` with its block ids, or Invalid whose pointers start where the text stands in the request."""
    if text is None:
        return None
    try:
        return richtext.validate(richtext.with_ids(text))
    except Invalid as error:
        raise Invalid(
            error.detail, tuple(replace(fault, pointer=pointer + fault.pointer) for fault in error.errors)
        ) from error
