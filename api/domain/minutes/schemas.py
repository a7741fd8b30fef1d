"""Minutes as they cross the API."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from api.domain.identity.tables import SignInMethod
from api.domain.kernel.richtext import RichText
from api.domain.kernel.schemas import Day, Schema
from api.domain.minutes.document import Edit, EditMode, MinutesDocument, MinutesForm
from api.domain.minutes.tables import ApprovalWay, MinutesState, SealLevel

Id = Annotated[str, Field(min_length=1, max_length=100)]


class SectionEdit(Schema):
    """The secretary's text for a section: beside the generated proceedings, or in their place.

    The head, and the resolutions themselves, are not replaced: what was resolved is corrected in the meeting room.
    """

    mode: EditMode
    text: RichText


class MinutesPatch(Schema):
    """Edits by section, ``head`` or the id of an item; null takes an edit back. What isn't named stays."""

    edits: dict[Id, SectionEdit | None] = Field(max_length=500, examples=[{"head": None}])


class Sending(Schema):
    """``signers`` are the people who are to approve the minutes: members or deputies who were there."""

    way: ApprovalWay
    signers: Annotated[tuple[Id, ...], Field(min_length=1, max_length=50)]
    comments_until: Day | None = None


class NewComment(Schema):
    section: Id = Field(examples=["head"])
    text: str = Field(min_length=1, max_length=10_000)


class Answer(Schema):
    answer: str = Field(min_length=1, max_length=10_000)


class Approving(Schema):
    """``version`` is the one that has been read: it must be the newest."""

    version: int = Field(ge=1, le=2**31 - 1, examples=[1])


class Concluding(Schema):
    """``agendaItemId`` is the item of the next meeting in which the minutes were approved."""

    agenda_item_id: Id | None = None


class Reopening(Schema):
    """``reason`` is for everybody: what is wrong in the approved minutes, and is to be put right."""

    reason: str = Field(min_length=5, max_length=1000, examples=["The vote on item 3 was 7 to 2."])


class CommentOut(Schema):
    id: str
    section: str
    version: int
    name: str
    text: str
    at: dt.datetime
    answer: str | None
    answered_by: str | None
    answered_at: dt.datetime | None


class SignerOut(Schema):
    """Somebody who is to approve, and has if ``at`` is there; ``method`` is how they showed who they are."""

    person_id: str
    name: str
    at: dt.datetime | None
    method: SignInMethod | None


class FileOut(Schema):
    """A sealed file of a version. ``trial`` is a seal that proves nothing, made where no certificate is configured."""

    version: int
    form: MinutesForm
    sha256: str
    size: int
    sealed_at: dt.datetime
    seal_name: str
    trial: bool
    level: SealLevel


class MinutesOut(Schema):
    """Minutes as one of their circle may see them.

    ``document`` is for the administration what would be sent now, until they are approved; for members the version
    that was sent, closed items that they are inhabile in left out. ``stale`` are sections whose edit is older than what
    it stands for. ``unsent`` says that what would be sent is not what was.
    """

    meeting_id: str
    state: MinutesState
    revision: int
    version: int | None
    sent_at: dt.datetime | None
    way: ApprovalWay | None
    signers: tuple[SignerOut, ...]
    comments_until: dt.date | None
    approved_at: dt.datetime | None
    approved_in_item_id: str | None
    sha256: str | None
    """What approvals are tied to."""
    document: MinutesDocument
    public: MinutesDocument | None
    """For the administration: what everybody would read."""
    edits: dict[str, Edit]
    stale: tuple[str, ...]
    unsent: bool
    comments: tuple[CommentOut, ...]
    files: tuple[FileOut, ...]
    """Of the newest version, once it is sealed."""
    earlier_files: tuple[FileOut, ...]
    """Of versions that were sealed before it and proved wrong, newest first."""
    may_keep: bool
    may_approve: bool


class WaitingMinutes(Schema):
    """Minutes that somebody may comment on, until the end of ``commentsUntil``, and approve if ``mayApprove``."""

    meeting_id: str
    title: str
    body_name: str
    starts_at: dt.datetime
    version: int
    comments_until: dt.date | None
    may_approve: bool


class MyMinutes(Schema):
    """Those to approve first."""

    items: tuple[WaitingMinutes, ...]
