"""What the public has been shown, as one immutable value. Every output is a pure function of it.

A snapshot is made by :func:`api.domain.publications.redaction.redact` and by nothing else, so what is closed or
unpublished has no field to stand in. Texts are ProseMirror trees (`api.domain.kernel.richtext`).
"""

import datetime as dt
from typing import Literal

from api.domain.kernel.schemas import ClockTime, Schema

RichText = dict[str, object]
"""A ProseMirror document, ``{"type": "doc", "content": […]}``, valid under our schema."""

Kind = Literal["agenda", "papers"]
ItemType = Literal[
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
Access = Literal["open", "closed"]


class PublicationStamp(Schema):
    """Which publication this is, and its place in the chain."""

    id: str
    version: int
    """1 for the meeting's first publication, then rising by one."""
    kind: Kind
    published_at: dt.datetime
    change_note: str | None = None
    supersedes: str | None = None
    """The publication that this one takes the place of."""
    previous_sha256: str | None = None
    """Hash of the publication before it in the organisation's chain, hex; None for the first one ever."""


class OrganisationView(Schema):
    id: str
    name: str
    short_name: str
    number: str | None = None
    """Nine digits in Brønnøysundregistra."""
    website: str | None = None


class BodyView(Schema):
    id: str
    slug: str
    """As in the address: ``styret``."""
    name: str
    kind: str
    meetings_open: bool


class ProgrammeSlotView(Schema):
    starts_at: ClockTime
    ends_at: ClockTime | None = None
    text: str


class ProgrammeEntryView(Schema):
    starts_at: ClockTime | None = None
    text: str


class SideEventView(Schema):
    id: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime | None = None
    place: str | None = None
    audience: str | None = None
    programme: tuple[ProgrammeEntryView, ...] = ()


class MeetingView(Schema):
    id: str
    number: str
    """As printed: ``09-25``."""
    title: str
    """``Styremøte 09-25 i Sogn KO``; the open form when the meeting is closed."""
    access: Access = "open"
    legal_basis: str | None = None
    """Given when closed. A closed meeting has no place, programme or side events here, and its items are all closed."""
    state: str
    lang: str
    date: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime | None = None
    place: str | None = None
    remote: bool = False
    programme: tuple[ProgrammeSlotView, ...] = ()
    side_events: tuple[SideEventView, ...] = ()
    path: str
    """The human permalink on the site, ``/møte/styret/2025-10-20``."""


class DocumentView(Schema):
    id: str
    version_id: str
    version: int
    title: str
    filename: str
    media_type: str
    size: int
    """Bytes."""
    sha256: str
    lang: str
    pages: int | None = None
    """For PDF."""


class AttachmentView(Schema):
    id: str
    number: str | None = None
    """As printed; None when it was not numbered."""
    title: str
    status: Literal["available", "under_preparation", "missing", "closed"]
    document: DocumentView | None = None
    legal_basis: str | None = None
    """Given when the document is closed; the title is then the open form, and ``document``, if there is one, a version
    with what is closed taken out."""


class ProposalView(Schema):
    id: str
    kind: Literal["main", "alternative", "amendment"]
    text: RichText
    recommends_to: str | None = None
    """The body that is asked to decide, when this board only recommends (§ 14-8 for a budget)."""
    blanks: int = 0


class ClosedProposalView(Schema):
    """That there is a proposal in an open item which the public doesn't get, and why."""

    id: str
    kind: Literal["main", "alternative", "amendment"]
    legal_basis: str | None


class SubItemView(Schema):
    id: str
    label: str
    """``a``."""
    title: str
    text: RichText | None = None
    attachments: tuple[AttachmentView, ...] = ()


class ReferenceView(Schema):
    """An earlier resolution that the text leans on."""

    text: str
    date: dt.date | None = None
    case_number: str | None = None


class ItemView(Schema):
    id: str
    case_id: str
    number: int
    """Frozen at first publication."""
    label: str
    """What is shown."""
    supplement: bool = False
    type: ItemType
    title: str
    """The open form when the item is closed."""
    lang: str
    access: Access = "open"
    legal_basis: str | None = None
    """Given when closed. A closed item has no proposals, text, sub-items or attachments here."""
    proposals: tuple[ProposalView, ...] = ()
    closed_proposals: tuple[ClosedProposalView, ...] = ()
    text: RichText | None = None
    sub_items: tuple[SubItemView, ...] = ()
    attachments: tuple[AttachmentView, ...] = ()
    references: tuple[ReferenceView, ...] = ()
    changed: bool = False
    """Differs from the item in the publication before this one."""
    path: str
    """``/møte/styret/2025-10-20/sak/8``."""


class Snapshot(Schema):
    """One publication of one meeting. ``papers`` carries the texts; ``agenda`` only the list."""

    publication: PublicationStamp
    organisation: OrganisationView
    body: BodyView
    meeting: MeetingView
    items: tuple[ItemView, ...] = ()
