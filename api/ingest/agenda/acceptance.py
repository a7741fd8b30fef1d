"""From a reviewed draft to the meeting that it becomes. Pure."""

import datetime as dt

from api.domain.cases.schemas import Deadline, NewAttachment, NewProposal, NewSubItem, Reference
from api.domain.kernel import richtext
from api.domain.kernel.clock import at
from api.domain.kernel.errors import FieldError, Invalid
from api.domain.meetings.schemas import NewAgendaItem, NewMeeting, ProgrammeEntry, ProgrammeSlot, SideEvent
from api.ingest.agenda.draft import Draft, DraftItem, DraftSideEvent


def to_meeting(draft: Draft, body_id: str) -> NewMeeting:
    """The meeting with its whole agenda, ready to be created in the body.

    Raises Invalid naming each thing that a meeting can't be without: number, date, start, titles.
    """
    meeting = draft.meeting
    missing = [name for name in ("number", "date", "start") if getattr(meeting, name) is None]
    faults = [FieldError(f"/meeting/{name}", "is needed", "required") for name in missing]
    faults += [
        FieldError(f"/items/{index}/title", "is needed", "required")
        for index, item in enumerate(draft.items)
        if not item.title.strip()
    ]
    if meeting.number is None or meeting.date is None or meeting.start is None or faults:
        raise Invalid("The draft lacks what a meeting can't be without.", tuple(faults))
    starts_at = at(meeting.date, meeting.start)
    return NewMeeting(
        body_id=body_id,
        number=meeting.number,
        title=meeting.title or meeting.number,
        lang=meeting.lang,
        starts_at=starts_at,
        ends_at=_end(meeting.date, meeting.start, meeting.end),
        place=meeting.place,
        remote=meeting.remote,
        programme=tuple(
            ProgrammeSlot(starts_at=slot.start, ends_at=slot.end, text=slot.text) for slot in meeting.programme
        ),
        side_events=tuple(_side_event(event, meeting.date, meeting.start) for event in meeting.side_events),
        items=tuple(_item(item, meeting.lang) for item in draft.items),
    )


def _end(date: dt.date, start: dt.time, end: dt.time | None) -> dt.datetime | None:
    """A meeting that ends at a lower time of day than it starts goes on past midnight."""
    if end is None:
        return None
    return at(date if end > start else date + dt.timedelta(days=1), end)


def _side_event(event: DraftSideEvent, date: dt.date, start: dt.time) -> SideEvent:
    day, begins = event.date or date, event.start or start
    return SideEvent(
        title=event.title,
        starts_at=at(day, begins),
        ends_at=_end(day, begins, event.end),
        place=event.place,
        audience=event.audience,
        programme=tuple(ProgrammeEntry(starts_at=entry.start, text=entry.text) for entry in event.programme),
    )


def _item(item: DraftItem, lang: str) -> NewAgendaItem:
    proposal = item.proposal_content or (richtext.text_doc(item.proposal) if item.proposal else None)
    return NewAgendaItem.model_validate(
        {
            "type": item.type,
            "title": item.title,
            "lang": lang,
            "proposals": [NewProposal(text=proposal, recommends_to=item.recommends_to)] if proposal else [],
            "text": item.text_content or (richtext.text_doc(item.text) if item.text else None),
            "sub_items": [
                NewSubItem(label=sub.label, title=sub.title, text=sub.text_content) for sub in item.sub_items
            ],
            "attachments": [
                NewAttachment(number=one.number, title=one.title, status=one.status, sub_item=one.sub_item)
                for one in item.attachments
            ],
            "references": [
                Reference(text=one.text, date=one.date, case_number=one.case_number) for one in item.references
            ],
            "deadlines": [Deadline(text=one.text, date=one.date) for one in item.deadlines if one.date],
        }
    )
