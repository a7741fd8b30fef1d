"""Papers as they cross the API, to the member they are for."""

import datetime as dt
from typing import Literal

from pydantic import Field

from api.domain.kernel.schemas import Schema
from api.domain.papers.rules import ReadState
from api.domain.papers.tables import Colour, InhabilityState
from api.domain.publications.board import MemberView
from api.domain.publications.snapshot import Kind

LEGAL_BASIS = "kommunelova § 11-10"


class PapersSummary(Schema):
    """One meeting of one's own, with what is left to read."""

    meeting_id: str
    body_id: str
    body_name: str
    number: str
    title: str
    starts_at: dt.datetime
    place: str | None
    version: int
    kind: Kind
    published_at: dt.datetime
    state: Literal["standing", "withdrawn"]
    withdrawn_because: str | None
    """The reason, when the papers have been taken back."""
    item_count: int
    unread: int
    changed: int


class MyPapers(Schema):
    """Meetings with something unread or changed first; within each part the latest start first."""

    items: tuple[PapersSummary, ...]


class InhabilityOut(Schema):
    """That somebody is inhabile in an item."""

    id: str
    revision: int
    item_id: str
    person_id: str
    state: InhabilityState
    reason: str | None
    legal_basis: str
    declared_by: str
    at: dt.datetime


class ItemReading(Schema):
    """How one item stands to its reader. ``fingerprint`` names what it says now."""

    item_id: str
    fingerprint: str
    state: ReadState
    inhability: InhabilityOut | None


class MemberPapers(Schema):
    """The papers of one meeting as they are for this member, and how far he or she has read."""

    papers: MemberView
    readings: tuple[ItemReading, ...]


class Seen(Schema):
    """What was read: the fingerprint that the item had."""

    fingerprint: str = Field(pattern="^[0-9a-f]{64}$", examples=["9f86d081" * 8])


class NewInhability(Schema):
    """A member leaves ``person_id`` out and declares himself; the administration says who, and what was decided."""

    person_id: str | None = Field(default=None, max_length=100)
    state: InhabilityState = "declared"
    reason: str | None = Field(default=None, max_length=2000)
    legal_basis: str = Field(default=LEGAL_BASIS, min_length=3, max_length=200, examples=[LEGAL_BASIS])


class InhabilityPatch(Schema):
    """What the body has decided."""

    state: InhabilityState
    reason: str | None = Field(default=None, max_length=2000)


class Inhabilities(Schema):
    items: tuple[InhabilityOut, ...]


class Anchor(Schema):
    """What is marked in a text (as in the W3C's Web Annotation text quote): enough to find it in another version."""

    place: str | None = Field(default=None, max_length=100)
    """The id of the block, or the number of the page in a PDF."""
    exact: str = Field(min_length=1, max_length=4000)
    prefix: str = Field(default="", max_length=100)
    suffix: str = Field(default="", max_length=100)


class NewNote(Schema):
    """A note on an item, or on a document attached to it; without ``anchor`` on the whole of it."""

    meeting_id: str = Field(max_length=100)
    item_id: str = Field(max_length=100)
    document_version_id: str | None = Field(default=None, max_length=100)
    anchor: Anchor | None = None
    colour: Colour = "yellow"
    text: str = Field(default="", max_length=10_000)


class NotePatch(Schema):
    """What is given is changed."""

    anchor: Anchor | None = None
    colour: Colour | None = None
    text: str | None = Field(default=None, max_length=10_000)


class NoteOut(Schema):
    """One of your own notes. Nobody else can read it."""

    id: str
    revision: int
    meeting_id: str
    item_id: str
    document_version_id: str | None
    anchor: Anchor | None
    colour: Colour
    text: str
    created_at: dt.datetime
    updated_at: dt.datetime


class MyNotes(Schema):
    """In the order they were made."""

    items: tuple[NoteOut, ...]
