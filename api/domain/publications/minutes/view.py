"""Minutes as everybody gets them: a value of its own, made of the public form. Pure.

What only those who keep minutes need (fingerprints, who was inhabile by id, what the secretary's text replaced) has no
field to stand in.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from api.domain.deliberation.facts import ItemOutcome
from api.domain.kernel.richtext import RichText
from api.domain.kernel.schemas import Schema
from api.domain.meetings.states import ItemType
from api.domain.minutes.document import ClosedItem, Head, MinutesDocument, MinutesItem, Passage, Resolution
from api.domain.publications import chain, readiness
from api.domain.publications.minutes.tables import PublishedMinutes
from api.domain.publications.readiness import Finding
from api.domain.publications.snapshot import BodyView, OrganisationView, Snapshot


class MinutesStamp(Schema):
    """What makes this version a link of the chain. ``supersedes`` is the id of the version before, if that stands."""

    id: str
    kind: Literal["minutes"] = "minutes"
    version: int
    published_at: dt.datetime
    change_note: str | None = None
    supersedes: str | None = None
    previous_sha256: str


class SealedFileView(Schema):
    """The sealed PDF that says the same. ``trial`` is a seal that proves nothing of whom it is from."""

    sha256: str
    size: int
    """Bytes."""
    sealed_at: dt.datetime
    seal_name: str
    trial: bool
    level: Literal["PAdES-B-B", "PAdES-B-T"]


class MinutesMeetingView(Schema):
    """The meeting that they are of. ``title`` is the open one when it was closed."""

    id: str
    number: str
    title: str
    date: dt.date
    starts_at: dt.datetime
    path: str
    """The meeting's own page, ``/møte/styret/2025-10-20``."""


class MinutesItemView(Schema):
    """One open item as it was treated: either the proceedings or, in their place, the secretary's ``text``."""

    kind: Literal["item"] = "item"
    id: str
    case_id: str
    number: int
    type: ItemType
    title: str
    outcome: ItemOutcome | None
    resolution: Resolution | None
    proceedings: tuple[Passage, ...]
    text: RichText | None
    added: RichText | None


class MinutesView(Schema):
    """One version of the minutes of one meeting (kommuneloven § 11-4) as the public has it."""

    publication: MinutesStamp
    organisation: OrganisationView
    body: BodyView
    meeting: MinutesMeetingView
    lang: str
    approved_at: dt.datetime
    file: SealedFileView
    path: str
    """``/møte/styret/2025-10-20/møtebok``."""
    correction: str | None = None
    """What they put right in minutes that were approved before them."""
    head: Head
    note: RichText | None
    items: tuple[Annotated[MinutesItemView | ClosedItem, Field(discriminator="kind")], ...]


def published(
    document: MinutesDocument, meeting: Snapshot, stamp: MinutesStamp, file: SealedFileView, approved_at: dt.datetime
) -> MinutesView:
    """``document`` as everybody gets it; ``meeting`` is what stands published of the meeting.

    Raises ValueError for another form than the public one.
    """
    if document.form != "public":
        raise ValueError("Only the public form of minutes is published.")
    return MinutesView(
        publication=stamp,
        organisation=meeting.organisation,
        body=meeting.body,
        meeting=MinutesMeetingView(
            id=document.meeting_id,
            number=document.number,
            title=document.title,
            date=meeting.meeting.date,
            starts_at=meeting.meeting.starts_at,
            path=meeting.meeting.path,
        ),
        lang=document.lang,
        approved_at=approved_at,
        file=file,
        path=f"{meeting.meeting.path}/møtebok",
        correction=document.correction,
        head=document.head,
        note=document.note,
        items=tuple(item if isinstance(item, ClosedItem) else _item(item) for item in document.items),
    )


def findings(view: MinutesView) -> tuple[Finding, ...]:
    """Valid national identity numbers, in the head with everything around it and in each item."""
    return tuple(_findings(view))


def _findings(view: MinutesView) -> Iterator[Finding]:
    yield from readiness.numbers_in("/", view.model_copy(update={"items": ()}))
    for index, item in enumerate(view.items):
        yield from readiness.numbers_in(f"/items/{index}", item, item.id, item.number)


def row(view: MinutesView, position: int) -> PublishedMinutes:
    """The version with its bytes, at its place in the chain."""
    stamp, meeting, body = view.publication, view.meeting, view.body
    content = chain.canonical(view)
    return PublishedMinutes(
        id=stamp.id,
        position=position,
        meeting_id=meeting.id,
        version=stamp.version,
        published_at=stamp.published_at,
        change_note=stamp.change_note,
        body_id=body.id,
        body_slug=body.slug,
        body_name=body.name,
        number=meeting.number,
        title=meeting.title,
        lang=view.lang,
        date=meeting.date,
        starts_at=meeting.starts_at,
        path=view.path,
        file_sha256=view.file.sha256,
        file_size=view.file.size,
        body=content,
        body_gzip=chain.compress(content),
        sha256=chain.digest(content),
        previous_sha256=stamp.previous_sha256,
    )


def _item(item: MinutesItem) -> MinutesItemView:
    if item.closed:
        raise ValueError(f"The item {item.id} is closed and has no place in the public form.")
    return MinutesItemView(
        id=item.id,
        case_id=item.case_id,
        number=item.number,
        type=item.type,
        title=item.title,
        outcome=item.outcome,
        resolution=item.resolution,
        proceedings=() if item.replaced is not None else item.proceedings,
        text=item.replaced,
        added=item.added,
    )
