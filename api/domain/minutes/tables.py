"""Minutes: what is being written, what was sent, who has said what of it, who has approved it, and the sealed files."""

import datetime as dt
from typing import Any, Literal

import sqlalchemy as sa

from api.domain.identity.tables import SignInMethod
from api.domain.kernel.tables import Created, Versioned, WorkTable, choice, id_column, instant, json_column, reference
from api.domain.minutes.document import MinutesForm

MinutesState = Literal["draft", "sent", "approved", "sealed", "reopened"]
ApprovalWay = Literal["at_once", "next_meeting"]
SealLevel = Literal["PAdES-B-B", "PAdES-B-T"]


class Minutes(Versioned, WorkTable, table=True):
    """The minutes of one meeting. What is generated stands nowhere: it is made of the room each time."""

    __tablename__ = "minutes"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id"),
        sa.CheckConstraint("state = 'draft' OR way IS NOT NULL", name="sent_in_a_way"),
        sa.CheckConstraint("(state IN ('approved', 'sealed')) = (approved_at IS NOT NULL)", name="approved_at"),
        sa.CheckConstraint("approved_in_item_id IS NULL OR way = 'next_meeting'", name="approved_in_item_id"),
        sa.CheckConstraint("state <> 'reopened' OR correction IS NOT NULL", name="correction"),
    )

    id: str = id_column("mins")
    meeting_id: str = reference("work.meeting.id", index=False)
    state: MinutesState = choice(MinutesState, default="draft")
    edits: dict[str, Any] = json_column(default_factory=dict)
    """:class:`api.domain.minutes.document.Edit` by section: ``head`` or the id of an item."""
    way: ApprovalWay | None = choice(ApprovalWay, nullable=True)
    signers: list[str] = json_column(default_factory=list)
    """Ids of the people who are to approve them."""
    comments_until: dt.date | None = None
    approved_at: dt.datetime | None = instant(nullable=True)
    approved_in_item_id: str | None = reference("work.agenda_item.id", nullable=True)
    correction: str | None = None
    """What they put right in those that were approved before them, for everybody to read."""


class MinutesVersion(Created, WorkTable, table=True):
    """Minutes as they were sent. Only ever added."""

    __tablename__ = "minutes_version"
    __table_args__ = (
        sa.UniqueConstraint("minutes_id", "number"),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
        sa.CheckConstraint("number > 0", name="number"),
    )

    id: str = id_column("mver")
    minutes_id: str = reference("work.minutes.id", index=False)
    number: int
    whole: dict[str, Any] = json_column()
    public: dict[str, Any] = json_column()
    salt: str
    """Stands in the whole form only (see :func:`api.domain.minutes.document.digest`)."""
    sha256: str
    """What approvals are tied to."""
    sent_by: str


class MinutesComment(Versioned, WorkTable, table=True):
    """What a member has to say of a section, and the administration's answer."""

    __tablename__ = "minutes_comment"
    __table_args__ = (
        sa.CheckConstraint("(answer IS NULL) = (answered_by IS NULL)", name="answer"),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_at"),
    )

    id: str = id_column("mcom")
    version_id: str = reference("work.minutes_version.id")
    section: str
    account_id: str = reference("work.account.id")
    name: str
    text: str
    answer: str | None = None
    answered_by: str | None = None
    answered_at: dt.datetime | None = instant(nullable=True)


class MinutesApproval(WorkTable, table=True):
    """That a named person has approved a version, having just shown who they are. Only ever added."""

    __tablename__ = "minutes_approval"

    version_id: str = reference("work.minutes_version.id", index=False, primary_key=True)
    person_id: str = reference("work.person.id", primary_key=True)
    account_id: str = reference("work.account.id")
    name: str
    role: str
    """What the person was in the meeting, in the minutes' language."""
    at: dt.datetime = instant()
    proven_at: dt.datetime = instant()
    method: SignInMethod = choice(SignInMethod)


class MinutesFile(WorkTable, table=True):
    """A sealed file of a version. Only ever added."""

    __tablename__ = "minutes_file"
    __table_args__ = (sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),)

    version_id: str = reference("work.minutes_version.id", index=False, primary_key=True)
    form: MinutesForm = choice(MinutesForm, primary_key=True)
    sha256: str
    size: int
    sealed_at: dt.datetime = instant()
    seal_name: str
    """The certificate's."""
    trial: bool
    """Sealed with a certificate that was made here, which proves nothing."""
    level: SealLevel = choice(SealLevel)
