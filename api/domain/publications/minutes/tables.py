"""Published minutes and what is left of withdrawn ones: entries of the same chain as publications."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field

from api.domain.kernel.tables import PublishedTable, id_column, id_type, instant, reference


class PublishedMinutes(PublishedTable, table=True):
    """One version of a meeting's minutes in their public form, with the bytes that are sent."""

    __tablename__ = "minutes"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "version"),
        sa.UniqueConstraint("position"),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
        sa.CheckConstraint("file_sha256 ~ '^[0-9a-f]{64}$'", name="file_sha256"),
        sa.Index("ix_minutes_path", "path"),
    )

    id: str = id_column("mpub")
    position: int = Field(sa_type=sa.BigInteger)
    """Place in the organisation's chain, shared with publications and withdrawals."""
    meeting_id: str = Field(sa_type=id_type())
    version: int
    """Of what is published, 1 and up; withdrawn ones keep theirs."""
    published_at: dt.datetime = instant()
    change_note: str | None = None
    body_id: str = Field(sa_type=id_type())
    body_slug: str
    body_name: str
    number: str
    title: str
    lang: str
    date: dt.date
    starts_at: dt.datetime = instant()
    path: str
    file_sha256: str
    """Of the sealed PDF."""
    file_size: int
    body: bytes
    """Canonical JSON (RFC 8785) of a :class:`api.domain.publications.minutes.view.MinutesView`."""
    body_gzip: bytes
    sha256: str
    previous_sha256: str


class MinutesWithdrawal(PublishedTable, table=True):
    """The tombstone of one version: what it was and why it is gone, and nothing of what it said."""

    __tablename__ = "minutes_withdrawal"
    __table_args__ = (sa.UniqueConstraint("position"), sa.CheckConstraint("length(reason) > 0", name="reason"))

    minutes_id: str = reference("published.minutes.id", index=False, primary_key=True)
    position: int = Field(sa_type=sa.BigInteger)
    meeting_id: str = Field(sa_type=id_type())
    version: int
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
    """Hash of what was withdrawn."""
    body: bytes
    sha256: str
    previous_sha256: str
