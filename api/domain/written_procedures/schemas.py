"""Written procedures as they cross the API, and the case as it was sent."""

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from api.domain.cases.tables import Access
from api.domain.kernel.actor import SeatRole
from api.domain.kernel.richtext import RichText
from api.domain.kernel.schemas import Moment, Schema
from api.domain.meetings.urgency import Ground
from api.domain.papers.schemas import LEGAL_BASIS
from api.domain.publications.schemas import Override
from api.domain.publications.snapshot import ItemView
from api.domain.written_procedures.rules import ProcedureState

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=1000)]
Comment = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Basis = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]


class SentCase(Schema):
    """The case frozen as all got it: ``item`` whole, ``public_item`` as the public would get it.

    ``access`` is what its resolution has: closed when the case is, or its proposal.
    """

    item: ItemView
    public_item: ItemView
    closed_attachments: tuple[str, ...]
    """Ids of the attachments whose documents the public doesn't get."""
    access: Access
    legal_basis: str | None
    open_title: str | None


class NewWrittenProcedure(Schema):
    """A case that is to be settled in writing, and why it can't wait for a meeting."""

    handling_id: str
    ground: Ground
    reason: Reason
    deadline: Moment


class WrittenProcedurePatch(Schema):
    """Fields that are left out stay. Once it is sent only a later deadline is taken."""

    ground: Ground | None = None
    reason: Reason | None = None
    deadline: Moment | None = None

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not self.model_fields_set or any(getattr(self, name) is None for name in self.model_fields_set):
            raise ValueError("give ground, reason or deadline")
        return self


class KnownInhability(Schema):
    """A member who takes no part in the case, so that a deputy is asked instead and the member isn't sent it."""

    person_id: str
    legal_basis: Basis = Field(default=LEGAL_BASIS, examples=[LEGAL_BASIS])


class SendProcedure(Schema):
    """``decided_by`` is the leader on whose word the administration sends it; the leader leaves it out."""

    decided_by: str | None = Field(default=None, description="Id of the person who leads the body.")
    inhabile: Annotated[tuple[KnownInhability, ...], Field(max_length=50)] = ()


class NewWrittenAnswer(Schema):
    """Whether one agrees to the proposal, and to its being adopted in writing. Who is inhabile says only that."""

    content: bool | None = Field(default=None, strict=True, examples=[True])
    form: bool | None = Field(default=None, strict=True, examples=[True])
    inhabile: bool = Field(default=False, strict=True, examples=[False])
    legal_basis: Basis | None = Field(default=None, description="Why one is inhabile; without it, § 11-10.")
    comment: Comment | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        given = (self.content is not None, self.form is not None)
        if self.inhabile and any(given):
            raise ValueError("who is inhabile doesn't answer on content and form")
        if not self.inhabile and not all(given):
            raise ValueError("answer on both content and form")
        return self


class WithdrawProcedure(Schema):
    reason: Reason


class TallyOut(Schema):
    asked: int
    answered: int
    agreed: int


class PlaceOut(Schema):
    """A member's seat: who answers for it, and what was answered, for those who may know that yet."""

    member_id: str
    member_name: str
    role: SeatRole
    holder_name: str | None
    """The member or the deputy who is asked; None when nobody is left."""
    is_mine: bool
    answered: bool
    content: bool | None
    form: bool | None
    comment: str | None
    at: dt.datetime | None


class InhabileOut(Schema):
    person_id: str
    name: str
    legal_basis: str


class ProcedureResolution(Schema):
    """What came of it in the register."""

    id: str
    number: str
    path: str


class RecordPublication(Schema):
    """``reason`` is why it was taken back."""

    published_at: dt.datetime
    withdrawn_at: dt.datetime | None
    reason: str | None
    path: str


class PublishRecord(Schema):
    """``overrides`` are for numbers in the text that look like identity numbers and are none."""

    overrides: tuple[Override, ...] = ()


class PublishedRecordOut(Schema):
    """The record of a case that was settled in writing, as everybody may read it.

    ``title`` is the open one of a closed case, ``legalBasis`` why it is closed.
    """

    id: str
    path: str
    body_name: str
    number: str
    title: str
    lang: str
    legal_basis: str | None
    state: ProcedureState
    sent_at: dt.datetime
    ended_at: dt.datetime
    published_at: dt.datetime
    record: RichText


class PublishedRecordSummary(Schema):
    id: str
    path: str
    body_name: str
    number: str
    title: str
    published_at: dt.datetime


class WrittenProcedureSummary(Schema):
    """A row of the list. ``title`` is the open form for who is inhabile."""

    id: str
    revision: int
    number: str
    body_id: str
    body_name: str
    case_id: str
    title: str
    lang: str
    access: Access
    state: ProcedureState
    deadline: dt.datetime
    days_left: int
    sent_at: dt.datetime | None
    ended_at: dt.datetime | None
    tally: TallyOut
    awaits_me: bool
    """Whether the reader is asked, and has not answered."""


class WrittenProcedureOut(WrittenProcedureSummary):
    """One procedure with the case as it was sent, or as it is written now for one that has not been sent."""

    ground: Ground
    reason: str | None
    """None for who is inhabile in a closed case: it may say what the case is."""
    decided_by: str | None
    sent_by: str | None
    withdrawn_because: str | None
    handling_id: str
    item: ItemView
    is_withheld: bool
    """Whether ``item`` is what the public would get, because the reader is inhabile."""
    closed_attachments: tuple[str, ...]
    places: tuple[PlaceOut, ...]
    inhabile: tuple[InhabileOut, ...]
    record: RichText | None
    """What kommuneloven § 11-4 asks for, when it is over."""
    published: RecordPublication | None
    """That everybody may read the record, or could."""
    resolution: ProcedureResolution | None
    may_prepare: bool
    may_send: bool
    """Whether the reader is the leader who decides, or sends it on the leader's word."""
    leads: bool
