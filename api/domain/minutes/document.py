"""Minutes as a value: what kommuneloven § 11-4 asks for, in sentences, with no layout."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

import rfc8785
from pydantic import Field

from api.domain.deliberation.facts import ItemOutcome
from api.domain.deliberation.public_view import PublicItem
from api.domain.kernel.actor import SeatRole
from api.domain.kernel.richtext import RichText
from api.domain.kernel.schemas import Schema
from api.domain.meetings.states import ItemType
from api.domain.minutes.wording import Lang

MinutesForm = Literal["whole", "public"]
EditMode = Literal["add", "replace"]
HEAD = "head"
"""The section before the items."""


@dataclass(frozen=True)
class MeetingFacts:
    """What minutes need to know beside the room.

    ``municipalities`` are names by number. ``closed_proposals`` are legal bases by the ids of proposals that are closed
    in an open item. ``published`` is what stands published of the items, by id. ``correction`` says what they
    put right in minutes that were approved before.
    """

    organisation: str
    number: str
    title: str
    starts_at: dt.datetime
    place: str | None = None
    access: Literal["open", "closed"] = "open"
    open_title: str | None = None
    legal_basis: str | None = None
    municipalities: Mapping[str, str] = field(default_factory=dict)
    closed_proposals: Mapping[str, str | None] = field(default_factory=dict)
    published: Mapping[str, PublicItem] = field(default_factory=dict)
    correction: str | None = None


class Edit(Schema):
    """What the secretary has written of a section: beside what was generated, or in its place.

    ``basis`` is the fingerprint of what was generated when it was written.
    """

    mode: EditMode
    text: RichText
    basis: str


class Attendee(Schema):
    """Somebody at the meeting. ``notes`` say when, if not all the time, and for whom."""

    name: str
    role: SeatRole
    role_name: str
    municipality: str | None
    notes: tuple[str, ...] = ()


class Head(Schema):
    """Time, place and who was there. ``guests`` have spoken and have no seat."""

    opened_at: dt.datetime | None
    closed_at: dt.datetime | None
    place: str | None
    remote: bool
    lines: tuple[str, ...]
    present: tuple[Attendee, ...]
    deputies: tuple[Attendee, ...]
    absent: tuple[Attendee, ...]
    unions: tuple[Attendee, ...]
    guests: tuple[str, ...]


class Passage(Schema):
    """A sentence of the proceedings, and the text that it introduces, if any."""

    words: str
    text: RichText | None = None


class Resolution(Schema):
    """What was resolved: the formula, and the adopted text in its points."""

    words: str
    text: RichText | None = None


class MinutesItem(Schema):
    """One item of the agenda as it was treated.

    ``closed`` says that it is not for the public; then ``openTitle`` and ``legalBasis`` are what is told of it.
    ``inhabileIds`` are the people who had no part in it. ``replaced`` is the secretary's text in place of the
    proceedings, ``added`` one beside them.
    """

    kind: Literal["item"] = "item"
    id: str
    case_id: str
    number: int
    type: ItemType
    title: str
    closed: bool
    open_title: str | None
    legal_basis: str | None
    outcome: ItemOutcome | None
    inhabile_ids: tuple[str, ...]
    attendance: str | None
    proceedings: tuple[Passage, ...]
    resolution: Resolution | None
    closing: tuple[str, ...]
    """The part of the proceedings that is for everybody though the item is closed: the vote on closing (§ 11-5)."""
    added: RichText | None = None
    replaced: RichText | None = None
    fingerprint: str


class ClosedItem(Schema):
    """All that is told of an item to those whom it is closed to. What it says has no field to stand in."""

    kind: Literal["closed"] = "closed"
    id: str
    number: int
    title: str
    legal_basis: str | None
    lines: tuple[str, ...]


class MinutesDocument(Schema):
    """The minutes of one meeting. ``note`` is the secretary's addition to the head; ``correction`` says what they put
    right in those that they take the place of."""

    lang: Lang
    form: MinutesForm
    meeting_id: str
    body_id: str
    body_name: str
    organisation: str
    number: str
    title: str
    starts_at: dt.datetime
    room_seq: int
    """The room's last entry that they were made of."""
    correction: str | None = None
    head: Head
    note: RichText | None
    items: tuple[Annotated[MinutesItem | ClosedItem, Field(discriminator="kind")], ...]

    def item(self, item_id: str) -> MinutesItem | ClosedItem | None:
        return next((item for item in self.items if item.id == item_id), None)


def canonical(document: MinutesDocument) -> bytes:
    """The one way in which minutes are written as bytes (RFC 8785)."""
    return rfc8785.dumps(document.model_dump(mode="json"))


def digest(document: MinutesDocument, salt: str) -> str:
    """What approvals are tied to: SHA-256, hex, of the salt and the whole minutes.

    The salt stands in the whole form only. Without it the public form would let anybody try out what a closed item may
    say until the hash is right.
    """
    return hashlib.sha256(salt.encode() + b"\n" + canonical(document)).hexdigest()
