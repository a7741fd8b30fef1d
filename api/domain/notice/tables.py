"""What became of the house's notice: when agenda and papers were out, and who is reminded of what."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field

from api.domain.kernel.tables import Created, Versioned, WorkTable, choice, id_column, id_type, instant, reference
from api.domain.notice.rules import Audience, NoticeKind, ReminderCode


class NoticeRecord(Created, WorkTable, table=True):
    """That the public got the agenda or the papers, when it had to at the latest, and whether that was met."""

    __tablename__ = "notice_record"
    __table_args__ = (
        sa.UniqueConstraint("publication_id", "kind"),
        sa.CheckConstraint("met = (published_at <= deadline)", name="met"),
    )

    id: str = id_column("ntc")
    meeting_id: str = reference("work.meeting.id")
    kind: NoticeKind = choice(NoticeKind)
    publication_id: str = Field(sa_type=id_type())
    deadline: dt.datetime = instant()
    published_at: dt.datetime = instant()
    met: bool


class Reminder(Versioned, WorkTable, table=True):
    """Something that a group of people should do before a moment. Done when the matter is, or when somebody says so."""

    __tablename__ = "reminder"
    __table_args__ = (
        sa.UniqueConstraint("code", "subject_id", "due_at"),
        sa.CheckConstraint("done_at >= created_at", name="done_after_creation"),
        sa.CheckConstraint("(audience = 'owner') = (account_id IS NOT NULL)", name="owner_is_named"),
    )

    id: str = id_column("rem")
    audience: Audience = choice(Audience)
    body_id: str = reference("work.body.id")
    meeting_id: str | None = reference("work.meeting.id", nullable=True, ondelete="CASCADE")
    """None for what no meeting has to do with."""
    code: ReminderCode = choice(ReminderCode)
    subject_id: str = Field(sa_type=id_type())
    """The meeting, the consultation, the follow-up or the seat in a written procedure."""
    account_id: str | None = reference("work.account.id", nullable=True)
    """Whose it is alone; the others are shared by their audience."""
    due_at: dt.datetime = instant()
    done_at: dt.datetime | None = instant(nullable=True)
    dismissed: bool = False
    """Whether somebody said that it is done."""
    mailed_at: dt.datetime | None = instant(nullable=True)
    """When the one whose it is alone was sent a mail of it."""
