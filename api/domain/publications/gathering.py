"""Reads a meeting with everything on it and turns it into facts: the one place that reads across the aggregates."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.cases.content import HandlingContent
from api.domain.cases.tables import Attachment
from api.domain.documents.service import DocumentWithVersions
from api.domain.meetings import service as meetings
from api.domain.meetings.service import AgendaEntry, MeetingWithAgenda
from api.domain.organisation import service as organisation
from api.domain.publications.facts import (
    AttachmentFacts,
    DocumentFacts,
    ItemFacts,
    MeetingFacts,
    ProposalFacts,
    SideEventFacts,
    SlotFacts,
    SubItemFacts,
    VersionFacts,
)
from api.domain.publications.snapshot import BodyView, ItemType, OrganisationView


async def gather(session: AsyncSession, meeting_id: str) -> tuple[MeetingWithAgenda, MeetingFacts]:
    """The meeting's rows, and the facts they amount to. Raises NotFound."""
    found = await meetings.get(session, meeting_id)
    owner = await organisation.get_organisation(session)
    meeting, body = found.meeting, found.body
    return found, MeetingFacts(
        organisation=OrganisationView(
            id=owner.id, name=owner.name, short_name=owner.short_name, number=owner.number, website=owner.website
        ),
        body=BodyView(id=body.id, slug=body.slug, name=body.name, kind=body.kind, meetings_open=body.meetings_open),
        agenda_notice_days=body.agenda_notice_days,
        papers_notice_days=body.papers_notice_days,
        id=meeting.id,
        number=meeting.number,
        title=meeting.title,
        access=meeting.access,
        open_title=meeting.open_title,
        legal_basis=meeting.legal_basis,
        state=meeting.state,
        lang=meeting.lang,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        remote=meeting.remote,
        path=found.path,
        programme=tuple(SlotFacts(slot.starts_at, slot.ends_at, slot.text) for slot in found.programme),
        side_events=tuple(
            SideEventFacts(
                event.id,
                event.title,
                event.starts_at,
                event.ends_at,
                event.place,
                event.audience,
                tuple(event.programme),
            )
            for event in found.side_events
        ),
        items=tuple(_item(entry) for entry in found.agenda),
        remote_allowed=body.remote_meetings,
        urgent=meeting.urgency is not None,
    )


def _item(entry: AgendaEntry) -> ItemFacts:
    item = entry.item
    return item_facts(entry.content, item.id, item.number, item.type, supplement=item.supplement)


def item_facts(
    content: HandlingContent, item_id: str, number: int, kind: ItemType, *, supplement: bool = False
) -> ItemFacts:
    """What is written for one treatment of a case, as the thing with the id ``item_id`` that the body treats."""
    handling = content.handling
    return ItemFacts(
        id=item_id,
        case_id=handling.case_id,
        number=number,
        supplement=supplement,
        type=kind,
        title=handling.title,
        open_title=handling.open_title,
        access=handling.access,
        legal_basis=handling.legal_basis,
        lang=handling.lang,
        proposals=tuple(
            ProposalFacts(
                proposal.id,
                proposal.kind,
                proposal.text,
                proposal.access,
                proposal.legal_basis,
                proposal.recommends_to,
            )
            for proposal in content.proposals
        ),
        text=handling.text,
        sub_items=tuple(
            SubItemFacts(
                sub.id,
                sub.label,
                sub.title,
                sub.text,
                tuple(_attachment(row, content) for row in content.attachments if row.sub_item_id == sub.id),
            )
            for sub in content.sub_items
        ),
        attachments=tuple(_attachment(row, content) for row in content.attachments if row.sub_item_id is None),
        references=tuple(handling.references),
    )


def _attachment(row: Attachment, content: HandlingContent) -> AttachmentFacts:
    document = content.documents[row.document_id] if row.document_id else None
    return AttachmentFacts(row.id, row.number, row.title, row.status, _document(document) if document else None)


def _document(found: DocumentWithVersions) -> DocumentFacts:
    document, newest = found.document, found.versions[0]
    return DocumentFacts(
        id=document.id,
        title=document.title,
        open_title=document.open_title,
        access=document.access,
        legal_basis=document.legal_basis,
        lang=document.lang,
        version=VersionFacts(
            id=newest.id,
            number=newest.number,
            filename=newest.filename,
            media_type=newest.media_type,
            size=newest.size,
            sha256=newest.sha256,
            pages=newest.pages,
            text=newest.text,
            text_status=newest.text_status,
        ),
        redacted=_document(found.redacted) if found.redacted is not None else None,
    )
