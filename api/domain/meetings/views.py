"""Rows to the shapes that cross the API. Pure."""

from api.domain.cases.schemas import AttachedDocument, AttachmentOut, Deadline, ProposalOut, Reference, SubItemOut
from api.domain.cases.tables import Attachment
from api.domain.documents.service import DocumentWithVersions
from api.domain.kernel import richtext
from api.domain.meetings.schemas import (
    AgendaItemOut,
    MeetingOut,
    MeetingSummary,
    ProgrammeEntry,
    ProgrammeSlot,
    SideEventOut,
    UrgencyOut,
)
from api.domain.meetings.service import AgendaEntry, MeetingWithAgenda, path
from api.domain.meetings.tables import Meeting
from api.domain.organisation.tables import Body


def summary(body: Body, meeting: Meeting) -> MeetingSummary:
    return MeetingSummary(**_head(body, meeting))


def whole(found: MeetingWithAgenda) -> MeetingOut:
    """The meeting with programme and agenda, closed content included."""
    return MeetingOut(
        **_head(found.body, found.meeting),
        programme=tuple(
            ProgrammeSlot(starts_at=slot.starts_at, ends_at=slot.ends_at, fixed=slot.fixed, text=slot.text)
            for slot in found.programme
        ),
        side_events=tuple(
            SideEventOut(
                id=event.id,
                title=event.title,
                starts_at=event.starts_at,
                ends_at=event.ends_at,
                place=event.place,
                audience=event.audience,
                programme=tuple(ProgrammeEntry.model_validate(entry) for entry in event.programme),
            )
            for event in found.side_events
        ),
        items=tuple(agenda_item(entry) for entry in found.agenda),
    )


def agenda_item(entry: AgendaEntry) -> AgendaItemOut:
    """One item with all that is written for it."""
    item, content = entry.item, entry.content
    handling = content.handling
    labels = {sub.id: sub.label for sub in content.sub_items}
    return AgendaItemOut(
        id=item.id,
        revision=item.revision,
        meeting_id=item.meeting_id,
        case_id=handling.case_id,
        handling_id=handling.id,
        number=item.number,
        number_frozen=item.number_frozen,
        supplement=item.supplement,
        type=item.type,
        state=item.state,
        state_reason=item.state_reason,
        planned_minutes=item.planned_minutes,
        title=handling.title,
        lang=handling.lang,
        access=handling.access,
        open_title=handling.open_title,
        legal_basis=handling.legal_basis,
        proposals=tuple(
            ProposalOut(
                id=proposal.id,
                kind=proposal.kind,
                state=proposal.state,
                text=proposal.text,
                access=proposal.access,
                legal_basis=proposal.legal_basis,
                recommends_to=proposal.recommends_to,
                mover=proposal.mover,
                blanks=richtext.count_blanks(proposal.text),
            )
            for proposal in content.proposals
        ),
        text=handling.text,
        sub_items=tuple(
            SubItemOut(id=sub.id, label=sub.label, title=sub.title, text=sub.text) for sub in content.sub_items
        ),
        attachments=tuple(attachment(row, labels, content.documents) for row in content.attachments),
        references=tuple(Reference.model_validate(reference) for reference in handling.references),
        deadlines=tuple(Deadline.model_validate(deadline) for deadline in handling.deadlines),
        case_officer_id=handling.case_officer_id,
        municipalities=tuple(handling.municipalities),
    )


def attachment(row: Attachment, labels: dict[str, str], documents: dict[str, DocumentWithVersions]) -> AttachmentOut:
    """A line of the attachment list; ``labels`` gives the sub-items' letters by id."""
    found = documents.get(row.document_id) if row.document_id else None
    return AttachmentOut(
        id=row.id,
        revision=row.revision,
        number=row.number,
        title=row.title,
        status=row.status,
        sub_item=labels.get(row.sub_item_id) if row.sub_item_id else None,
        document_id=row.document_id,
        document=_attached(found) if found else None,
    )


def _attached(found: DocumentWithVersions) -> AttachedDocument:
    document, newest = found.document, found.versions[0]
    return AttachedDocument(
        id=document.id,
        title=document.title,
        access=document.access,
        legal_basis=document.legal_basis,
        open_title=document.open_title,
        filename=newest.filename,
        media_type=newest.media_type,
        size=newest.size,
        version=newest.number,
        text_status=newest.text_status,
    )


def _head(body: Body, meeting: Meeting) -> dict[str, object]:
    return {
        "id": meeting.id,
        "revision": meeting.revision,
        "body_id": meeting.body_id,
        "number": meeting.number,
        "title": meeting.title,
        "access": meeting.access,
        "open_title": meeting.open_title,
        "legal_basis": meeting.legal_basis,
        "state": meeting.state,
        "cancelled_because": meeting.cancelled_because,
        "lang": meeting.lang,
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "place": meeting.place,
        "remote": meeting.remote,
        "urgency": UrgencyOut.of(meeting.urgency),
        "path": path(body, meeting),
    }
