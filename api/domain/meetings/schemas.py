"""Meetings and their agendas as they cross the API."""

import datetime as dt
from typing import Annotated, Self

from pydantic import Field, model_validator

from api.domain.cases.rules import CaseState
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
from api.domain.meetings.urgency import Ground, Urgency

PlannedMinutes = Annotated[int, Field(ge=1, le=600, examples=[20])]
"""How long an item is thought to take."""


class ProgrammeSlot(Schema):
    """One line of the day's programme, in wall-clock time."""

    starts_at: ClockTime
    ends_at: ClockTime | None = None
    fixed: bool = Field(default=False, description="Whether it starts then, whatever comes before it takes.")
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
    planned_minutes: PlannedMinutes | None = None


class AddedItem(NewAgendaItem):
    """A line for an agenda that stands already; without ``number`` it is put last."""

    number: int | None = Field(default=None, ge=1, description="Where it is to stand; later items move down.")


class TakenUp(Schema):
    """A handling that is put on an agenda. One that was treated before is written anew, with its texts and papers."""

    handling_id: str
    type: ItemType
    planned_minutes: PlannedMinutes | None = None
    number: int | None = Field(default=None, ge=1, description="Where it is to stand; later items move down.")


class UrgentDecision(Schema):
    """That the leader of the body has the cases treated in an urgent remote meeting (kommuneloven § 11-8), and why.

    Members may be called with shorter notice. ``reason`` stands in the minutes.
    """

    ground: Ground
    reason: str = Field(min_length=5, max_length=1000)
    decided_by: str = Field(max_length=100, description="The person whose decision it is: chair or deputy chair.")


class UrgencyOut(Schema):
    """``decidedBy`` is the name of the leader who decided it.

    ``reason`` is null for members when something on the agenda is closed: it may be about that.
    """

    ground: Ground
    reason: str | None
    decided_by: str

    @classmethod
    def of(cls, urgency: Urgency | None, *, with_reason: bool = True) -> "UrgencyOut | None":
        if urgency is None:
            return None
        reason = urgency.reason if with_reason else None
        return cls(ground=urgency.ground, reason=reason, decided_by=urgency.decided_by)


class NewMeeting(Schema):
    """A meeting, with its whole agenda when there is one already. Items are numbered in the order given."""

    body_id: str
    number: str = Field(min_length=1, max_length=20, examples=["09-25"])
    title: str = Field(min_length=1, max_length=300)
    access: Access = "open"
    open_title: str | None = Field(default=None, max_length=300, description="What the public sees of a closed one.")
    legal_basis: str | None = Field(default=None, max_length=200, description="Why the meeting is closed.")
    lang: Lang = "nn"
    starts_at: Moment
    ends_at: Moment | None = None
    place: str | None = Field(default=None, max_length=500)
    remote: bool = False
    urgency: UrgentDecision | None = None
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
    access: Access | None = None
    open_title: str | None = Field(default=None, max_length=300)
    legal_basis: str | None = Field(default=None, max_length=200)
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    place: str | None = Field(default=None, max_length=500)
    remote: bool | None = None
    urgency: UrgentDecision | None = Field(default=None, description="Null makes it an ordinary meeting.")
    programme: tuple[ProgrammeSlot, ...] | None = None
    side_events: tuple[SideEvent, ...] | None = None


class CancelOrder(Schema):
    """Why the meeting is called off. The public is told when the meeting is published."""

    reason: str = Field(min_length=5, max_length=1000)


class MoveOrder(Schema):
    """Where and when instead, and why. The public is told when the meeting is published.

    Without ``ends_at`` it lasts as long as before; ``place`` and ``remote`` that are left out stay.
    """

    reason: str = Field(min_length=5, max_length=1000)
    starts_at: Moment
    ends_at: Moment | None = None
    place: str | None = Field(default=None, max_length=500)
    remote: bool | None = None


class AgendaItemPatch(HandlingPatch):
    type: ItemType | None = None
    planned_minutes: PlannedMinutes | None = None


class AgendaOrder(Schema):
    """Every item of the agenda, in the wanted order."""

    item_ids: tuple[str, ...]


class MeetingSummary(Schema):
    id: str
    revision: int
    body_id: str
    number: str
    title: str
    access: Access
    open_title: str | None
    legal_basis: str | None
    state: MeetingState
    cancelled_because: str | None
    lang: str
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    place: str | None
    remote: bool
    urgency: UrgencyOut | None
    path: str


class AgendaItemOut(Schema):
    """One item with all that is written for it, closed content included: the working side's view."""

    id: str
    revision: int
    meeting_id: str
    case_id: str
    handling_id: str
    number: int
    number_frozen: bool
    supplement: bool
    type: ItemType
    state: ItemState
    state_reason: str | None
    planned_minutes: int | None
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
    case_officer_id: str | None
    municipalities: tuple[str, ...]


class MeetingOut(MeetingSummary):
    programme: tuple[ProgrammeSlot, ...]
    side_events: tuple[SideEventOut, ...]
    items: tuple[AgendaItemOut, ...]


class SetAsideOrder(Schema):
    reason: str = Field(min_length=1, max_length=1000, examples=["Tala frå kommunane manglar."])


class PostponeOrder(SetAsideOrder):
    meeting_id: str | None = Field(
        default=None, description="The meeting it goes on to; without one it waits to be put on an agenda."
    )


class CaseHandling(Schema):
    """One treatment of a case: written for a body, on a meeting's agenda or waiting for one."""

    id: str
    title: str
    access: Access
    open_title: str | None
    created_at: dt.datetime
    body_id: str | None
    body_name: str | None
    meeting_id: str | None
    meeting_number: str | None
    meeting_starts_at: dt.datetime | None
    item_id: str | None
    item_number: int | None
    item_type: ItemType | None
    item_state: ItemState | None
    state_reason: str | None
    path: str | None = Field(description="Address of the item on the site, once it is published.")
    is_published: bool


class CaseOut(Schema):
    """A case and where it has been: its handlings in the order of the meetings. The title is the newest one's.

    ``conclusionSuggested``: its last treatment came to an end, and nothing of what was resolved is left to follow up.
    """

    id: str
    title: str
    state: CaseState
    lang: str
    created_at: dt.datetime
    handlings: tuple[CaseHandling, ...]
    may_conclude: bool = False
    may_reopen: bool = False
    conclusion_suggested: bool = False
