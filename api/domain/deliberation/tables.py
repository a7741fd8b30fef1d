"""The meeting room's log, who has voted, the urn of a secret vote, and what everybody may follow."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from api.domain.kernel.actor import ActorKind
from api.domain.kernel.tables import (
    PublishedTable,
    WorkTable,
    choice,
    id_type,
    instant,
    json_column,
    reference,
)


class RoomEntry(WorkTable, table=True):
    """One line of a meeting's log: 1, 2, 3 … without gaps, given under the lock of the meeting. Only ever added."""

    __tablename__ = "room_entry"
    __table_args__ = (
        sa.ForeignKeyConstraint(["meeting_id", "corrects"], ["work.room_entry.meeting_id", "work.room_entry.seq"]),
        sa.CheckConstraint("seq > 0", name="seq"),
        sa.CheckConstraint("corrects < seq", name="corrects"),
        sa.CheckConstraint("kind ~ '^[a-z]+(-[a-z]+)*$'", name="kind"),
    )

    meeting_id: str = reference("work.meeting.id", index=False, primary_key=True)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str
    """The action by its name in the API."""
    content: dict[str, Any] = json_column()
    """``{"order", "setup"?, "item"?, "result"?}``: what was ordered, and what it came with or to."""
    at: dt.datetime = instant()
    actor_kind: ActorKind = choice(ActorKind)
    actor_id: str | None = Field(default=None, sa_type=id_type())
    actor_name: str
    person_id: str | None = reference("work.person.id", nullable=True, index=False)
    """Who entered it, if that is somebody with a seat."""
    corrects: int | None = None


class RoomBallot(WorkTable, table=True):
    """That somebody has voted in a vote: once, whatever the number of requests. What was voted doesn't stand here."""

    __tablename__ = "room_ballot"
    __table_args__ = (
        sa.ForeignKeyConstraint(["meeting_id", "vote"], ["work.room_entry.meeting_id", "work.room_entry.seq"]),
    )

    meeting_id: str = Field(primary_key=True, sa_type=id_type())
    vote: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """The entry that opened it."""
    person_id: str = reference("work.person.id", index=False, primary_key=True)


class RoomUrn(WorkTable, table=True):
    """How many have chosen what in a secret vote that is open.

    Every ballot writes all the rows of its vote, so that none of them tells by its age whose the last vote for it was.
    They are gone when the vote is closed: the entry that closes it has the figures.
    """

    __tablename__ = "room_urn"
    __table_args__ = (
        sa.ForeignKeyConstraint(["meeting_id", "vote"], ["work.room_entry.meeting_id", "work.room_entry.seq"]),
        sa.CheckConstraint("count >= 0", name="count"),
    )

    meeting_id: str = Field(primary_key=True, sa_type=id_type())
    vote: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    choice: str = Field(primary_key=True)
    count: int = 0


class WaitDemand(WorkTable, table=True):
    """That a member demands, before an urgent remote meeting is opened, that a case waits (kommuneloven § 11-8)."""

    __tablename__ = "wait_demand"

    agenda_item_id: str = reference("work.agenda_item.id", index=False, primary_key=True, ondelete="CASCADE")
    person_id: str = reference("work.person.id", primary_key=True)
    at: dt.datetime = instant()


class Live(PublishedTable, table=True):
    """What everybody may follow of a meeting, whole each time, under the publication that tells of it.

    ``seq`` is a numbering of its own, so that what happens behind closed doors leaves no gap in it.
    """

    __tablename__ = "live"
    __table_args__ = (
        sa.CheckConstraint("seq > 0", name="seq"),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
    )

    meeting_id: str = Field(primary_key=True, sa_type=id_type())
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    publication_id: str = reference("published.publication.id")
    at: dt.datetime = instant()
    content: bytes
    """JSON of a :class:`api.domain.deliberation.schemas.LiveView`."""
    sha256: str
    """Of ``content``, hex."""
