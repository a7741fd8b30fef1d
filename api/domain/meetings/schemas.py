"""Meetings and their agendas as they cross the API."""

import datetime as dt
from typing import Self

from pydantic import Field, model_validator

from api.domain.cases.schemas import (
    AttachmentOut,
    Deadline,
    HandlingPatch,
    Lang,
    NewHandling,
    ProposalOut,
    Reference,
    SubItemOut,
)
from api.domain.cases.tables import Access
from api.domain.kernel.richtext import RichText
from api.domain.kernel.schemas import ClockTime, Moment, Schema
from api.domain.meetings.states import ItemState, ItemType, MeetingState


class ProgrammeSlot(Schema):
    """One line of the day's programme, in wall-clock time."""

    starts_at: ClockTime
    ends_at: ClockTime | None = None
    text: str = Field(min_length=1, max_length=1000)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ValueError("endsAt must be after startsAt")
        return self


class ProgrammeEntry(Schema):
    starts_at: ClockTime | None = None
    text: str = Field(min_length=1, max_length=1000)


class SideEvent(Schema):
    """Something beside the meeting with its own time, place, audience and programme."""

    title: str = Field(min_length=1, max_length=500)
    starts_at: Moment
    ends_at: Moment | None = None
    place: str | None = Field(default=None, max_length=500)
    audience: str | None = Field(default=None, max_length=500)
    programme: tuple[ProgrammeEntry, ...] = ()


class SideEventOut(SideEvent):
    id: str


class NewAgendaItem(NewHandling):
    """A line of the agenda with what is written for it."""

    type: ItemType


class NewMeeting(Schema):
    """A meeting, with its whole agenda when there is one already. Items are numbered in the order given."""

    body_id: str
    number: str = Field(min_length=1, max_length=20, examples=["09-25"])
    title: str = Field(min_length=1, max_length=300)
    lang: Lang = "nn"
    starts_at: Moment
    ends_at: Moment | None = None
    place: str | None = Field(default=None, max_length=500)
    remote: bool = False
    programme: tuple[ProgrammeSlot, ...] = ()
    side_events: tuple[SideEvent, ...] = ()
    items: tuple[NewAgendaItem, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ValueError("endsAt must be after startsAt")
        return self


class MeetingPatch(Schema):
    """Fields that are left out stay as they are; programme and side events are replaced as a whole."""

    number: str | None = Field(default=None, min_length=1, max_length=20)
    title: str | None = Field(default=None, min_length=1, max_length=300)
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    place: str | None = Field(default=None, max_length=500)
    remote: bool | None = None
    programme: tuple[ProgrammeSlot, ...] | None = None
    side_events: tuple[SideEvent, ...] | None = None


class AgendaItemPatch(HandlingPatch):
    type: ItemType | None = None


class AgendaOrder(Schema):
    """Every item of the agenda, in the wanted order."""

    item_ids: tuple[str, ...]


class MeetingSummary(Schema):
    id: str
    revision: int
    body_id: str
    number: str
    title: str
    state: MeetingState
    lang: str
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    place: str | None
    remote: bool
    path: str


class AgendaItemOut(Schema):
    """One item with all that is written for it, closed content included: the working side's view."""

    id: str
    revision: int
    meeting_id: str
    case_id: str
    number: int
    number_frozen: bool
    supplement: bool
    type: ItemType
    state: ItemState
    title: str
    lang: str
    access: Access
    open_title: str | None
    legal_basis: str | None
    proposals: tuple[ProposalOut, ...]
    text: RichText | None
    sub_items: tuple[SubItemOut, ...]
    attachments: tuple[AttachmentOut, ...]
    references: tuple[Reference, ...]
    deadlines: tuple[Deadline, ...]


class MeetingOut(MeetingSummary):
    programme: tuple[ProgrammeSlot, ...]
    side_events: tuple[SideEventOut, ...]
    items: tuple[AgendaItemOut, ...]
