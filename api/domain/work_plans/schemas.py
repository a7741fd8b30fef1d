"""Work plans as they cross the API."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from api.domain.kernel.schemas import Schema
from api.domain.meetings.states import ItemState, ItemType, MeetingState
from api.domain.work_plans.tables import EntryKind, EntryState, Recurrence

Year = Annotated[int, Field(ge=1900, le=2199, examples=[2026])]
MonthNumber = Annotated[int, Field(ge=1, le=12, examples=[3])]
Title = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
Responsible = Annotated[str | None, Field(max_length=200)]
Note = Annotated[str | None, Field(max_length=2000)]


class NewWorkPlan(Schema):
    body_id: str
    year: Year
    title: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]


class WorkPlanPatch(Schema):
    title: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]


class NewEntry(Schema):
    """Something planned. It needs a month, a day or a meeting; the month of a day or meeting is taken from it.

    A case without ``itemType`` is for decision.
    """

    kind: EntryKind = "case"
    title: Title
    item_type: ItemType | None = None
    responsible: Responsible = None
    note: Note = None
    month: MonthNumber | None = None
    date: dt.date | None = None
    meeting_id: str | None = None
    recurrence: Recurrence = "none"

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if self.month is None and self.date is None and self.meeting_id is None:
            raise ValueError("give a month, a date or a meetingId")
        if self.kind == "activity" and self.item_type is not None:
            raise ValueError("an activity has no itemType")
        return self


class EntryPatch(Schema):
    """Fields that are left out stay as they are. A month, date or meeting that is given replaces all three."""

    kind: EntryKind | None = None
    title: Title | None = None
    item_type: ItemType | None = None
    responsible: Responsible = None
    note: Note = None
    month: MonthNumber | None = None
    date: dt.date | None = None
    meeting_id: str | None = None
    recurrence: Recurrence | None = None


class EntryMove(Schema):
    """Where to, in this plan or in the next year's, and why."""

    meeting_id: str | None = None
    year: Year | None = Field(default=None, description="The plan's own year if left out.")
    month: MonthNumber | None = None
    reason: Reason

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if (self.month is None) == (self.meeting_id is None):
            raise ValueError("give either a month or a meetingId")
        return self


class EntryDrop(Schema):
    reason: Reason


class PutOnAgenda(Schema):
    """Which meeting's agenda; the meeting that the entry is planned for if left out."""

    meeting_id: str | None = None


class PlanMeeting(Schema):
    """A meeting of the plan's year."""

    id: str
    number: str
    starts_at: dt.datetime
    state: MeetingState
    over: bool = Field(description="Held, called off, or its day has passed.")


class EntryTrail(Schema):
    """Another entry that this one was moved to or from."""

    id: str
    plan_id: str
    year: int
    month: int
    meeting_number: str | None


class EntryItem(Schema):
    """The agenda item that an entry became."""

    id: str
    meeting_id: str
    number: int
    state: ItemState


class EntryOut(Schema):
    id: str
    revision: int
    plan_id: str
    kind: EntryKind
    title: str
    item_type: ItemType | None
    responsible: str | None
    note: str | None
    month: int
    date: dt.date | None
    meeting_id: str | None
    position: int
    recurrence: Recurrence
    state: EntryState
    due: bool = Field(description="Open although its time has passed: rolling moves it on.")
    reason: str | None
    moved_to: EntryTrail | None
    moved_from: EntryTrail | None
    case_id: str | None
    agenda_item: EntryItem | None


class WorkPlanSummary(Schema):
    id: str
    revision: int
    body_id: str
    year: int
    title: str


class WorkPlanOut(WorkPlanSummary):
    """The plan with everything in it, by month, then by day, then as arranged."""

    may_change: bool = Field(description="Whether the one who asks may change the plan.")
    meetings: tuple[PlanMeeting, ...]
    next_meeting: PlanMeeting | None = Field(description="The body's next meeting, in whichever year it is.")
    entries: tuple[EntryOut, ...]


class RolledEntry(Schema):
    """One line of what rolling does."""

    what: Literal["done", "moved", "added", "stranded"]
    title: str
    year: int | None = Field(default=None, description="Where it goes; null when it stays where it is.")
    month: int | None = None
    meeting_number: str | None = None


class RollPreview(Schema):
    """What rolling would do now, in order. ``stranded`` ones stay, because no later meeting is set up."""

    items: tuple[RolledEntry, ...]


class RollOutcome(Schema):
    """How many entries were done, moved on and added, and how many have no meeting to go to."""

    done: int
    moved: int
    added: int
    stranded: int
    plan: WorkPlanOut


class ImportFault(Schema):
    """Something wrong in a cell. ``code`` says what, ``value`` what stood there."""

    row: int = Field(description="Counted from 1, as the spreadsheet does.")
    column: str | None = Field(description="The column's letter; null when the sheet lacks the column.")
    field: str
    code: Literal[
        "date_other_year",
        "date_unknown",
        "item_type_unknown",
        "kind_unknown",
        "meeting_other_year",
        "meeting_unknown",
        "month_differs",
        "month_unknown",
        "not_planned",
        "place_missing",
        "recurrence_needs_meeting",
        "recurrence_unknown",
        "text_too_long",
        "title_missing",
    ]
    value: str | None


class FieldChange(Schema):
    field: str
    before: str | None
    after: str | None


class ImportRow(Schema):
    """A row that adds an entry, or changes one."""

    row: int
    what: Literal["add", "change"]
    title: str
    fields: tuple[FieldChange, ...] = Field(description="What changes; empty for an addition.")


class ImportPreview(Schema):
    """What a spreadsheet adds and changes. With a fault in it, nothing of it can be accepted."""

    accepted: bool
    added: int
    changed: int
    unchanged: int
    items: tuple[ImportRow, ...] = Field(description="The rows that add or change something.")
    faults: tuple[ImportFault, ...]
