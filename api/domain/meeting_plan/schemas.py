"""The meeting calendar, the standing items and what is suggested from them, as they cross the API."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from api.domain.cases.schemas import Lang, Title
from api.domain.kernel.richtext import RichText
from api.domain.kernel.schemas import ClockTime, Schema
from api.domain.meetings.schemas import NewMeeting, PlannedMinutes
from api.domain.meetings.states import ItemType


def _in_our_time(date: dt.date) -> dt.date:
    if not 1900 <= date.year < 2200:
        raise ValueError("must lie between the years 1900 and 2200")
    return date


Day = Annotated[dt.date, AfterValidator(_in_our_time)]
Place = Annotated[str, Field(max_length=500)]


class StandingItemFields(Schema):
    """An item that each agenda has, with what is moved each time."""

    type: ItemType
    title: Title
    proposal: RichText | None = None
    planned_minutes: PlannedMinutes | None = None


class StandingItemOut(StandingItemFields):
    id: str


class NewStandingItems(Schema):
    """The whole list, in its order."""

    items: tuple[StandingItemFields, ...] = Field(max_length=50)


class StandingItems(Schema):
    items: tuple[StandingItemOut, ...]


class NewCalendarDate(Schema):
    date: Day
    starts_at: ClockTime
    ends_at: ClockTime | None = None
    place: Place | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_at is not None and self.ends_at <= self.starts_at:
            raise ValueError("endsAt must be after startsAt")
        return self


class NewCalendarDates(Schema):
    """Days to meet on, taken in all together or not at all."""

    dates: tuple[NewCalendarDate, ...] = Field(min_length=1, max_length=100)


class CalendarDatePatch(Schema):
    """Fields that are left out stay as they are."""

    date: Day | None = None
    starts_at: ClockTime | None = None
    ends_at: ClockTime | None = None
    place: Place | None = None


class CalendarDateOut(Schema):
    id: str
    revision: int
    body_id: str
    date: dt.date
    working_day: bool
    """False on a Saturday, a Sunday and a public holiday."""
    starts_at: ClockTime
    ends_at: ClockTime | None
    place: str | None
    state: Literal["planned", "used"]
    meeting_id: str | None


class CalendarDates(Schema):
    items: tuple[CalendarDateOut, ...]


class MeetingToPrepare(NewMeeting):
    """A new meeting, and what it is to take with it.

    ``copy_from`` gives programme, place and length of an earlier meeting of the body wherever the new one has none of
    its own; ``standing_items`` puts the body's standing items on the agenda, before ``items``; ``calendar_date_id`` is
    the day in the body's calendar that is used by it.
    """

    copy_from: str | None = Field(default=None, description="Id of an earlier meeting of the body.")
    standing_items: bool = False
    calendar_date_id: str | None = None


class EarlierMeeting(Schema):
    id: str
    number: str
    title: str
    date: dt.date


class MeetingSuggestion(Schema):
    """What the body's next meeting is likely to be, from its last one."""

    number: str
    title: str
    lang: Lang
    starts_at: ClockTime
    ends_at: ClockTime | None
    place: str | None
    remote: bool
    last_meeting: EarlierMeeting | None


CaseReason = Literal["never_treated", "postponed", "returned", "left_over", "not_settled_in_writing"]


class SuggestedCase(Schema):
    """A case that waits for a place on an agenda; ``meeting`` is where it stood last."""

    handling_id: str
    case_id: str
    title: str
    type: ItemType
    planned_minutes: int | None
    reason: CaseReason
    meeting: EarlierMeeting | None


class SuggestedFollowUp(Schema):
    """Something that the body has asked for and that is not settled."""

    follow_up_id: str
    what: str
    owner_name: str
    due_on: dt.date
    is_overdue: bool
    resolution_number: str
    resolution_path: str
    is_closed: bool


class AgendaSuggestions(Schema):
    standing_items: tuple[StandingItemOut, ...]
    follow_ups: tuple[SuggestedFollowUp, ...]
    cases: tuple[SuggestedCase, ...]
