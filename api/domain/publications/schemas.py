"""Publications as they cross the API."""

import datetime as dt
from typing import Literal

from pydantic import Field

from api.domain.kernel.schemas import Moment, Schema
from api.domain.publications.readiness import Severity
from api.domain.publications.snapshot import Access, ItemType, ItemView, Kind, PublicationStamp
from api.domain.publications.tables import ScheduleStatus


class Override(Schema):
    """A named person's word that an overridable finding may stand, with the reason, which is logged."""

    code: str = Field(max_length=100)
    path: str = Field(max_length=300)
    reason: str = Field(min_length=5, max_length=1000)


class PublishOrder(Schema):
    """What to publish, and when: at once, or at ``at``."""

    kind: Kind
    change_note: str | None = Field(default=None, max_length=1000)
    at: Moment | None = None
    overrides: tuple[Override, ...] = ()


class WithdrawOrder(Schema):
    reason: str = Field(min_length=5, max_length=1000)


class FindingOut(Schema):
    """One thing to look at before publishing, with where it stands."""

    severity: Severity
    code: str
    message: str
    path: str
    item_id: str | None
    item_number: int | None
    attachment_id: str | None
    overridable: bool


class ReadinessOut(Schema):
    """``ready`` is true when nothing blocks. Deadlines are those of the body's own notice rule."""

    ready: bool
    agenda_deadline: dt.datetime
    papers_deadline: dt.datetime
    findings: tuple[FindingOut, ...]


PublicationState = Literal["published", "superseded", "withdrawn"]


class Supplement(Schema):
    """A late item under its number on the agenda, with its open title when it is closed."""

    number: int
    title: str


class PublicationOut(Schema):
    """One version in a meeting's row of versions. ``reason`` is given for a withdrawn one."""

    id: str
    meeting_id: str
    version: int
    kind: Kind
    published_at: dt.datetime
    change_note: str | None
    sha256: str
    state: PublicationState
    supplements: tuple[Supplement, ...] = ()
    """The items that were not on the agenda in any version before it."""
    withdrawn_at: dt.datetime | None = None
    reason: str | None = None


class ScheduledPublicationOut(Schema):
    id: str
    revision: int
    meeting_id: str
    kind: Kind
    at: dt.datetime
    change_note: str | None
    status: ScheduleStatus
    failure: str | None
    publication_id: str | None


class MeetingBrief(Schema):
    """Enough of a meeting to stand beside one of its items."""

    id: str
    number: str
    title: str
    body_slug: str
    body_name: str
    date: dt.date
    path: str


class ItemDocument(Schema):
    """One published agenda item with where it belongs."""

    publication: PublicationStamp
    meeting: MeetingBrief
    item: ItemView


class PublishedBody(Schema):
    id: str
    slug: str
    name: str
    kind: str
    meetings_open: bool


class PublishedSummary(Schema):
    """A published meeting in a list."""

    id: str
    number: str
    title: str
    access: Access
    body: PublishedBody
    date: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    place: str | None
    cancelled: bool
    path: str
    item_count: int
    publication: PublicationOut


class PublishedItemSummary(Schema):
    """A published item in a list."""

    id: str
    case_id: str
    number: int
    type: ItemType
    title: str
    access: Access
    path: str
    meeting: MeetingBrief
    publication_id: str


class PublishedCase(Schema):
    """A case as the public knows it: its treatments, newest first."""

    id: str
    title: str
    treatments: tuple[PublishedItemSummary, ...]


class PublishedDocumentOut(Schema):
    """An open document and the version that is newest in public."""

    id: str
    version_id: str
    version: int
    title: str
    filename: str
    media_type: str
    size: int
    sha256: str
    lang: str
    item_ids: tuple[str, ...]


ChangeType = Literal["published", "withdrawn", "minutes_published", "minutes_withdrawn"]
EntryKind = Kind | Literal["minutes"]


class ChangeOut(Schema):
    """An entry of the public change feed: something was published or withdrawn.

    ``publicationId`` is of minutes when ``kind`` is.
    """

    position: int
    type: ChangeType
    at: dt.datetime
    publication_id: str
    meeting_id: str
    version: int
    kind: EntryKind
    sha256: str
    path: str
    reason: str | None = None
