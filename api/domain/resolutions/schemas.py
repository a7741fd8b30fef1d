"""Resolutions and follow-ups as they cross the API, and the decision that a meeting gives to the register."""

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from api.domain.cases.schemas import Deadline, Reference, Title
from api.domain.cases.tables import Access
from api.domain.kernel.richtext import RichText
from api.domain.kernel.schemas import Day, Moment, Schema
from api.domain.resolutions.rules import Decided, FollowUpState, Outcome, ResolutionState

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Dissent(Schema):
    """What somebody had entered in the minutes against the majority (protokolltilførsel)."""

    who: Name
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]


class Delegation(Schema):
    """Authority that the resolution gives."""

    to: Name
    text: Words


class ResolutionReference(Reference):
    """An earlier resolution that this one leans on; ``resolution_id`` when it is in the register."""

    resolution_id: str | None = None


class ResolutionContent(Schema):
    """What a resolution says: the adopted text in points, and all that was minuted with it."""

    title: Title
    text: RichText
    vote: str | None = Field(default=None, max_length=1000, examples=["Samrøystes vedteke."])
    access: Access = "open"
    legal_basis: str | None = Field(default=None, max_length=200)
    open_title: str | None = Field(default=None, max_length=500)
    dissents: Annotated[tuple[Dissent, ...], Field(max_length=50)] = ()
    references: Annotated[tuple[ResolutionReference, ...], Field(max_length=100)] = ()
    delegations: Annotated[tuple[Delegation, ...], Field(max_length=50)] = ()
    deadlines: Annotated[tuple[Deadline, ...], Field(max_length=50)] = ()

    @model_validator(mode="after")
    def _closed_has_basis(self) -> Self:
        if self.access == "closed" and not (self.legal_basis and self.open_title):
            raise ValueError("a closed resolution needs legalBasis and openTitle")
        return self


class Decision(Schema):
    """What a body has decided, as the meeting gives it to the register with its item, or a written procedure.

    All that is rejected, noted or left aside comes here too, and gives no resolution.
    """

    body_id: str
    meeting_id: str | None = None
    item_id: str | None = None
    written_procedure_id: str | None = None
    case_id: str
    decided: Decided
    decided_at: Moment
    content: ResolutionContent


class NewResolution(ResolutionContent):
    """A resolution that is entered by hand. ``decided_at`` is the meeting's end if it isn't given."""

    outcome: Outcome = "adopted"
    decided_at: Moment | None = None


class Correction(ResolutionContent):
    """What the resolution says from now on, whole, and why."""

    outcome: Outcome
    reason: Reason


class EndOrder(Schema):
    """Why a resolution holds no more: the later resolution, a reason, or both."""

    resolution_id: str | None = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.resolution_id is None and self.reason is None:
            raise ValueError("give resolutionId or reason")
        return self


class ResolutionSummary(Schema):
    """A row of the register."""

    id: str
    revision: int
    number: str
    """As it is cited: ``08-25/9``."""
    path: str
    body_id: str
    body_name: str
    meeting_id: str | None
    meeting_title: str | None
    item_id: str | None
    written_procedure_id: str | None
    """What made it instead of a meeting."""
    case_id: str
    decided_at: dt.datetime
    state: ResolutionState
    outcome: Outcome
    title: str
    access: Access
    open_title: str | None
    legal_basis: str | None
    version: int
    unsettled: int
    """How many follow-ups are neither done nor dropped."""
    overdue: int


class ResolutionLink(Schema):
    """Another resolution; ``path`` is None for who may not read it."""

    id: str
    number: str
    path: str | None


class ReferenceOut(ResolutionReference):
    resolution: ResolutionLink | None


class ResolutionVersionSummary(Schema):
    number: int
    reason: str | None
    recorded_by: str
    recorded_at: dt.datetime


class ResolutionVersionOut(ResolutionVersionSummary):
    """One version whole, the newest or one that was corrected."""

    outcome: Outcome
    content: ResolutionContent


class NewFollowUp(Schema):
    """Who does what by when: ``owner_id`` is an account, ``owner_name`` somebody outside."""

    what: Words
    owner_id: str | None = None
    owner_name: Name | None = None
    due_on: Day

    @model_validator(mode="after")
    def _one_owner(self) -> Self:
        if (self.owner_id is None) == (self.owner_name is None):
            raise ValueError("give either ownerId or ownerName")
        return self


class FollowUpPatch(Schema):
    """Fields that are left out stay. One of the owners takes the place of the other."""

    what: Words | None = None
    owner_id: str | None = None
    owner_name: Name | None = None
    due_on: Day | None = None


class FollowUpResult(Schema):
    result: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] | None = None


class FollowUpDrop(Schema):
    reason: Reason


class FollowUpCount(Schema):
    """How the follow-ups of a body stand. What is ``overdue`` is open or in progress, too."""

    body_id: str
    body_name: str
    overdue: int
    open: int
    in_progress: int
    done: int
    dropped: int


class FollowUpCounts(Schema):
    """Most overdue first; bodies without follow-ups are left out."""

    items: tuple[FollowUpCount, ...]


class FollowUpsBeforeMeeting(Schema):
    """Follow-ups that a meeting is to hear of."""

    follow_up_ids: Annotated[tuple[str, ...], Field(min_length=1, max_length=100)]
    number: int | None = Field(default=None, ge=1, description="Where they are to stand; later items move down.")


class TakenUpItems(Schema):
    """The agenda items that were made."""

    item_ids: tuple[str, ...]


class FollowUpOut(Schema):
    id: str
    revision: int
    what: str
    owner_id: str | None
    owner_name: str
    due_on: dt.date
    state: FollowUpState
    is_overdue: bool
    is_mine: bool
    may_change: bool
    """Whether the reader may change what is to be done, by whom and when."""
    may_carry_out: bool
    """Whether the reader may say how it is coming along."""
    result: str | None
    reason: str | None
    settled_at: dt.datetime | None
    body_id: str
    resolution: ResolutionLink
    resolution_title: str


class FollowUpChange(Schema):
    """Something that became of a follow-up, as the log has it."""

    at: dt.datetime
    by: str
    what: str
    state: FollowUpState | None
    due_on: dt.date | None


class FollowUpWithHistory(FollowUpOut):
    """Oldest change first."""

    history: tuple[FollowUpChange, ...]


class Owner(Schema):
    """An account that may be given a follow-up of the body."""

    id: str
    name: str


class Owners(Schema):
    items: tuple[Owner, ...]


class ResolutionOut(ResolutionSummary):
    """A resolution as it reads now, with what became of it."""

    text: RichText
    vote: str | None
    dissents: tuple[Dissent, ...]
    references: tuple[ReferenceOut, ...]
    delegations: tuple[Delegation, ...]
    deadlines: tuple[Deadline, ...]
    ended_by: ResolutionLink | None
    ended_because: str | None
    ends: tuple[ResolutionLink, ...]
    """The resolutions that this one has put out of force."""
    referred_to_by: tuple[ResolutionLink, ...]
    versions: tuple[ResolutionVersionSummary, ...]
    """Newest first."""
    follow_ups: tuple[FollowUpOut, ...]
    may_change: bool
