"""What an import yields: everything recognised in an agenda, every doubt with its line, and whatever was left over."""

import datetime as dt
from typing import Literal

from api.domain.kernel.schemas import ClockTime, Schema

Language = Literal["nn", "nb"]
Severity = Literal["info", "warning", "error"]
DraftItemType = Literal[
    "opening",
    "approval",
    "information",
    "discussion",
    "decision",
    "recommendation",
    "status",
    "election",
    "evaluation",
    "any_other_business",
]
RichText = dict[str, object]
"""A ProseMirror document under our schema, ``{"type": "doc", "content": […]}``."""


class DraftSlot(Schema):
    """One timed entry in the meeting's programme."""

    start: ClockTime
    end: ClockTime | None = None
    text: str


class DraftEntry(Schema):
    """One entry in a side event's programme; most are printed without a time."""

    start: ClockTime | None = None
    text: str


class DraftSideEvent(Schema):
    """Something beside the meeting that the agenda announces with its own time or place."""

    title: str
    date: dt.date | None = None
    start: ClockTime | None = None
    end: ClockTime | None = None
    place: str | None = None
    audience: str | None = None
    programme: tuple[DraftEntry, ...] = ()


class DraftMeeting(Schema):
    """The meeting as its head prints it; None where nothing was recognised."""

    number: str | None = None
    """As printed: ``09-25``."""
    body: str | None = None
    title: str | None = None
    lang: Language = "nn"
    date: dt.date | None = None
    start: ClockTime | None = None
    end: ClockTime | None = None
    place: str | None = None
    remote: bool = False
    programme: tuple[DraftSlot, ...] = ()
    side_events: tuple[DraftSideEvent, ...] = ()


class DraftAttachment(Schema):
    number: str | None = None
    """As printed; None when it was not numbered."""
    title: str
    status: Literal["expected", "under_preparation"] = "expected"
    sub_item: str | None = None
    """Label of the sub-item it stands under."""
    line: int


class DraftSubItem(Schema):
    label: str
    title: str
    text: str = ""
    text_content: RichText | None = None


class DraftTable(Schema):
    """A table of the case text: header cells joined to one line each; total rows are rows like the others."""

    caption: str | None = None
    headers: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


class DraftReference(Schema):
    """An earlier resolution that the text leans on."""

    text: str
    date: dt.date | None = None
    case_number: str | None = None


class DraftDeadline(Schema):
    text: str
    date: dt.date | None = None


class DraftItem(Schema):
    """One agenda item. Tables, references and deadlines are readings of its texts, which hold every word."""

    number: int
    label: str
    """The number as printed: ``8.``, ``Sak 12/25``."""
    title: str
    type: DraftItemType
    proposal: str | None = None
    proposal_content: RichText | None = None
    recommends_to: str | None = None
    text: str | None = None
    text_content: RichText | None = None
    attachments: tuple[DraftAttachment, ...] = ()
    sub_items: tuple[DraftSubItem, ...] = ()
    tables: tuple[DraftTable, ...] = ()
    blanks: int = 0
    """Holes in the proposal that must be filled before it can be adopted."""
    references: tuple[DraftReference, ...] = ()
    deadlines: tuple[DraftDeadline, ...] = ()
    line: int
    end_line: int


class Finding(Schema):
    """One doubt or notice, for the person who reviews the draft. ``message`` is in Nynorsk."""

    severity: Severity
    code: str
    message: str
    line: int | None = None
    item: int | None = None


class SourceText(Schema):
    """A line of the source that is in no field of the draft."""

    line: int
    text: str


class RecognisedLine(SourceText):
    """A line that was read as a sign (a heading, a label, the table of contents) and not as text."""

    role: str
    item: int | None = None


class Draft(Schema):
    """An agenda as read. Every word of the source is in an item, the meeting, ``recognised`` or ``unplaced``."""

    meeting: DraftMeeting
    items: tuple[DraftItem, ...] = ()
    findings: tuple[Finding, ...] = ()
    recognised: tuple[RecognisedLine, ...] = ()
    unplaced: tuple[SourceText, ...] = ()


class SourceLine(Schema):
    """A numbered line of the source, for the review screen."""

    number: int
    text: str
    page: int | None = None


class Reading(Schema):
    draft: Draft
    lines: tuple[SourceLine, ...]
