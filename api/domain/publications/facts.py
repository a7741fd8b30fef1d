"""Everything the publishing rules may look at, closed content included, as frozen values read in one go.

These never leave the domain: the way out is :func:`api.domain.publications.redaction.redact`.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from api.domain.publications.snapshot import Access, BodyView, ItemType, OrganisationView, RichText


@dataclass(frozen=True)
class VersionFacts:
    """One stored version of a document; ``text`` is what could be extracted for checks and search."""

    id: str
    number: int
    filename: str
    media_type: str
    size: int
    sha256: str
    pages: int | None
    text: str
    text_status: str
    """``extracted``, ``empty`` (a scan), ``encrypted``, ``broken`` or ``unsupported``."""


@dataclass(frozen=True)
class DocumentFacts:
    id: str
    title: str
    open_title: str | None
    access: Access
    legal_basis: str | None
    lang: str
    version: VersionFacts | None
    """The newest one."""
    redacted: "DocumentFacts | None" = None
    """What the public gets in its place while it is closed."""


@dataclass(frozen=True)
class AttachmentFacts:
    id: str
    number: str | None
    title: str
    status: str
    """``expected``, ``under_preparation`` or ``available``."""
    document: DocumentFacts | None


@dataclass(frozen=True)
class ProposalFacts:
    id: str
    kind: str
    text: RichText
    access: Access
    legal_basis: str | None
    recommends_to: str | None


@dataclass(frozen=True)
class SubItemFacts:
    id: str
    label: str
    title: str
    text: RichText | None
    attachments: tuple[AttachmentFacts, ...]


@dataclass(frozen=True)
class ItemFacts:
    id: str
    case_id: str
    number: int
    supplement: bool
    type: ItemType
    title: str
    open_title: str | None
    access: Access
    legal_basis: str | None
    lang: str
    proposals: tuple[ProposalFacts, ...]
    text: RichText | None
    sub_items: tuple[SubItemFacts, ...]
    attachments: tuple[AttachmentFacts, ...]
    references: tuple[dict[str, object], ...]

    def with_texts_open(self) -> "ItemFacts":
        """As if item and proposals were open; closed documents stay closed."""
        opened = tuple(replace(proposal, access="open") for proposal in self.proposals)
        return replace(self, access="open", proposals=opened)

    def all_attachments(self) -> Iterator[AttachmentFacts]:
        """The item's own attachments, then those of its sub-items in order."""
        yield from self.attachments
        for sub_item in self.sub_items:
            yield from sub_item.attachments


@dataclass(frozen=True)
class SlotFacts:
    starts_at: dt.time
    ends_at: dt.time | None
    text: str


@dataclass(frozen=True)
class SideEventFacts:
    id: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    place: str | None
    audience: str | None
    programme: tuple[dict[str, object], ...]


@dataclass(frozen=True)
class MeetingFacts:
    """One meeting as the working side knows it."""

    organisation: OrganisationView
    body: BodyView
    agenda_notice_days: int
    papers_notice_days: int
    id: str
    number: str
    title: str
    access: Access
    open_title: str | None
    legal_basis: str | None
    state: str
    lang: str
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    place: str | None
    remote: bool
    path: str
    programme: tuple[SlotFacts, ...]
    side_events: tuple[SideEventFacts, ...]
    items: tuple[ItemFacts, ...]
    remote_allowed: bool = True
    """Whether the body may meet remotely."""
    urgent: bool = False
    """Whether its members may be called with shorter notice (kommuneloven § 11-8)."""

    def with_texts_open(self) -> "MeetingFacts":
        """As if meeting, items and proposals were open; closed documents stay closed."""
        return replace(self, access="open", items=tuple(item.with_texts_open() for item in self.items))

    def closes(self, item: ItemFacts) -> bool:
        """Whether the public sees no more of the item than that it is there: nothing on a closed meeting is open."""
        return "closed" in (self.access, item.access)
