"""A publication in short: what lists, feeds and calendars need of it, so that they need not read the whole snapshot."""

import datetime as dt
from typing import Literal

from api.domain.kernel.schemas import Schema
from api.domain.publications.schemas import Supplement
from api.domain.publications.snapshot import Access, Kind, SideEventView, Snapshot


class Withdrawal(Schema):
    """That a publication was taken back, and why."""

    withdrawn_at: dt.datetime
    reason: str


class PublicationSummary(Schema):
    """One publication of one meeting, withdrawn or not. Made by :func:`summarise`."""

    publication_id: str
    version: int
    kind: Kind | Literal["minutes"]
    published_at: dt.datetime
    change_note: str | None = None
    supplements: tuple[Supplement, ...] = ()
    """The late items that it brought; empty when withdrawn."""
    meeting_id: str
    body_slug: str
    body_name: str
    number: str
    title: str
    access: Access = "open"
    state: str
    lang: str
    date: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime | None = None
    place: str | None = None
    remote: bool = False
    path: str
    item_count: int = 0
    agenda: tuple[str, ...] = ()
    """``8. Prinsipp for kostnadsfordeling``; empty when withdrawn."""
    side_events: tuple[SideEventView, ...] = ()
    """Empty when withdrawn."""
    withdrawal: Withdrawal | None = None

    @property
    def changed_at(self) -> dt.datetime:
        """When the public last saw something happen to it."""
        return self.withdrawal.withdrawn_at if self.withdrawal else self.published_at


def summarise(
    snapshot: Snapshot, withdrawal: Withdrawal | None = None, supplements: tuple[Supplement, ...] = ()
) -> PublicationSummary:
    """The summary of ``snapshot``, which brought ``supplements``.

    Of a withdrawn one only what names the meeting is left: the rest was taken back.
    """
    publication, body, meeting = snapshot.publication, snapshot.body, snapshot.meeting
    shown = withdrawal is None
    return PublicationSummary(
        publication_id=publication.id,
        version=publication.version,
        kind=publication.kind,
        published_at=publication.published_at,
        change_note=publication.change_note if shown else None,
        supplements=supplements if shown else (),
        meeting_id=meeting.id,
        body_slug=body.slug,
        body_name=body.name,
        number=meeting.number,
        title=meeting.title,
        access=meeting.access,
        state=meeting.state,
        lang=meeting.lang,
        date=meeting.date,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        remote=meeting.remote,
        path=meeting.path,
        item_count=len(snapshot.items) if shown else 0,
        agenda=tuple(f"{item.label}. {item.title}" for item in snapshot.items) if shown else (),
        side_events=meeting.side_events if shown else (),
        withdrawal=withdrawal,
    )
