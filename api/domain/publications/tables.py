"""The published side: rows that are only ever added. Also the working side's list of what is to be published when.

Publications and withdrawals form one chain for the whole organisation: each entry's ``sha256`` is the hash of its
``body``, and its body holds the hash of the entry before it. What has been withdrawn is hidden from the public role by
row security, while its hash, time and reason stay in ``withdrawal``.
"""

import datetime as dt
from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import Field

from api.domain.kernel.tables import (
    Created,
    PublishedTable,
    Versioned,
    WorkTable,
    choice,
    id_column,
    id_type,
    instant,
    json_column,
    reference,
)

Kind = Literal["agenda", "papers"]
FileKind = Literal["agenda.pdf", "bundle.pdf"]
ScheduleStatus = Literal["scheduled", "published", "cancelled", "failed"]


class Publication(PublishedTable, table=True):
    """One version of one meeting as the public has it, with the bytes that are sent."""

    __tablename__ = "publication"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "version"),
        sa.UniqueConstraint("position"),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
        sa.Index("ix_publication_path", "path"),
        sa.Index("ix_publication_body_date", "body_slug", "date"),
    )

    id: str = id_column("pub")
    position: int = Field(sa_type=sa.BigInteger)
    """Place in the organisation's chain, 1 and up without gaps, shared with withdrawals."""
    meeting_id: str = Field(sa_type=id_type())
    version: int
    kind: Kind = choice(Kind)
    published_at: dt.datetime = instant()
    change_note: str | None = None
    body_id: str = Field(sa_type=id_type())
    body_slug: str
    body_name: str
    body_kind: str
    body_meetings_open: bool
    number: str
    title: str
    access: str
    """Of the meeting: of a closed one there is no more to read than this row has."""
    lang: str
    date: dt.date
    starts_at: dt.datetime = instant()
    ends_at: dt.datetime | None = instant(nullable=True)
    place: str | None = None
    cancelled: bool
    item_count: int
    path: str
    body: bytes
    """Canonical JSON (RFC 8785) of the snapshot."""
    body_gzip: bytes
    sha256: str
    previous_sha256: str | None = None


class PublishedItem(PublishedTable, table=True):
    """One agenda item of a publication as its own resource."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        sa.Index("ix_agenda_item_item_id", "item_id"),
        sa.Index("ix_agenda_item_case_id", "case_id"),
    )

    publication_id: str = reference("published.publication.id", index=False, primary_key=True)
    number: int = Field(primary_key=True)
    item_id: str = Field(sa_type=id_type())
    case_id: str = Field(sa_type=id_type())
    type: str
    title: str
    access: str
    path: str
    body: bytes
    body_gzip: bytes


class PublishedDocument(PublishedTable, table=True):
    """An open document version that a publication shows; its bytes stand in the published part of the object store."""

    __tablename__ = "document"
    __table_args__ = (sa.Index("ix_document_document_id", "document_id"),)

    publication_id: str = reference("published.publication.id", index=False, primary_key=True)
    version_id: str = Field(primary_key=True, sa_type=id_type())
    document_id: str = Field(sa_type=id_type())
    version: int
    title: str
    filename: str
    media_type: str
    size: int
    sha256: str
    lang: str
    item_id: str = Field(sa_type=id_type())


class PublishedFile(PublishedTable, table=True):
    """A rendering of a publication that is made once, when it is published."""

    __tablename__ = "file"

    publication_id: str = reference("published.publication.id", index=False, primary_key=True)
    kind: FileKind = choice(FileKind, primary_key=True)
    size: int
    sha256: str


class Withdrawal(PublishedTable, table=True):
    """The tombstone of one publication: what it was and why it is gone, and nothing of what it said."""

    __tablename__ = "withdrawal"
    __table_args__ = (sa.UniqueConstraint("position"), sa.CheckConstraint("length(reason) > 0", name="reason"))

    publication_id: str = reference("published.publication.id", index=False, primary_key=True)
    position: int = Field(sa_type=sa.BigInteger)
    meeting_id: str = Field(sa_type=id_type())
    version: int
    kind: Kind = choice(Kind)
    published_at: dt.datetime = instant()
    withdrawn_at: dt.datetime = instant()
    reason: str
    body_id: str = Field(sa_type=id_type())
    body_slug: str
    body_name: str
    number: str
    title: str
    date: dt.date
    starts_at: dt.datetime = instant()
    path: str
    withdrawn_sha256: str
    """Hash of the publication that was withdrawn."""
    body: bytes
    sha256: str
    previous_sha256: str


class BoardEdition(Created, WorkTable, table=True):
    """What the board was given with one publication, closed content included. Rows are never changed."""

    __tablename__ = "board_edition"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "version"), sa.UniqueConstraint("publication_id"))

    id: str = id_column("bed")
    meeting_id: str = reference("work.meeting.id", index=False)
    body_id: str = reference("work.body.id")
    publication_id: str = Field(sa_type=id_type())
    version: int
    title: str
    """Of the meeting, as the board has it."""
    place: str | None = None
    content: dict[str, Any] = json_column()
    """A :class:`api.domain.publications.board.BoardView`."""
    prints: list[dict[str, str]] = json_column()
    """The fingerprint of each item for members, and of its public form: ``[{"itemId", "whole", "open"}]``."""


class ScheduledPublication(Versioned, WorkTable, table=True):
    """An order to publish at a time, carried out by the worker."""

    __tablename__ = "scheduled_publication"
    __table_args__ = (sa.Index("ix_scheduled_publication_due", "at", postgresql_where=sa.text("status = 'scheduled'")),)

    id: str = id_column("sched")
    meeting_id: str = reference("work.meeting.id")
    kind: Kind = choice(Kind)
    at: dt.datetime = instant()
    change_note: str | None = None
    overrides: list[dict[str, str]] = json_column(default_factory=list)
    ordered_by: str
    """Name of who ordered it, kept with what it led to."""
    status: ScheduleStatus = choice(ScheduleStatus, default="scheduled")
    failure: str | None = None
    """Why it could not be published, as shown to the administration."""
    publication_id: str | None = Field(default=None, sa_type=id_type())
