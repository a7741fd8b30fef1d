"""What belongs to the members who read: inhability, what each has read, and their own notes."""

import datetime as dt
from typing import Any, Literal

import sqlalchemy as sa

from api.domain.kernel.tables import Versioned, WorkTable, choice, id_column, instant, json_column, reference

InhabilityState = Literal["declared", "decided", "rejected"]
Colour = Literal["yellow", "green", "blue", "pink"]


class Inhability(Versioned, WorkTable, table=True):
    """That a member is, or says to be, inhabile in one item; the body decides (kommuneloven § 11-10).

    The reason is for the administration and the member: it may be about family or money.
    """

    __tablename__ = "inhability"
    __table_args__ = (sa.UniqueConstraint("agenda_item_id", "person_id"),)

    id: str = id_column("inh")
    agenda_item_id: str = reference("work.agenda_item.id", index=False, ondelete="CASCADE")
    person_id: str = reference("work.person.id")
    state: InhabilityState = choice(InhabilityState)
    reason: str | None = None
    legal_basis: str
    declared_by: str
    """Name of who entered it."""
    at: dt.datetime = instant()


class Reading(WorkTable, table=True):
    """What an account has read of an item: nobody else's business, so no event tells of it."""

    __tablename__ = "reading"
    __table_args__ = (sa.CheckConstraint("fingerprint ~ '^[0-9a-f]{64}$'", name="fingerprint"),)

    account_id: str = reference("work.account.id", index=False, primary_key=True)
    agenda_item_id: str = reference("work.agenda_item.id", primary_key=True, ondelete="CASCADE")
    fingerprint: str
    """Of the item as it was read."""
    at: dt.datetime = instant()


class Note(Versioned, WorkTable, table=True):
    """A private note or highlight. Only ever read under the account that wrote it."""

    __tablename__ = "note"

    id: str = id_column("note")
    account_id: str = reference("work.account.id")
    meeting_id: str = reference("work.meeting.id")
    agenda_item_id: str = reference("work.agenda_item.id", ondelete="CASCADE")
    document_version_id: str | None = reference("work.document_version.id", nullable=True)
    anchor: dict[str, Any] | None = json_column(nullable=True)
    """``{"place", "exact", "prefix", "suffix"}``: what is marked, with a little of what stands around it, so that it
    is found again in a new version; ``place`` is a block's id or a page's number. None: the whole item or document."""
    colour: Colour = choice(Colour, default="yellow")
    text: str = ""
