"""The notice plan and the reminders as they cross the API."""

import datetime as dt

from api.domain.consultation.rules import ConsultationState
from api.domain.kernel.schemas import Schema
from api.domain.meetings.states import MeetingState
from api.domain.notice.rules import Audience, NoticeKind, NoticeState, ReminderCode


class NoticeOut(Schema):
    """One deadline of the house, and how it stands. ``days_left`` counts calendar days in Norway."""

    kind: NoticeKind
    days: int
    """Days before the meeting: the body's own rule."""
    deadline: dt.datetime
    state: NoticeState
    days_left: int
    published_at: dt.datetime | None
    """When what stands was first out."""


class PlannedConsultation(Schema):
    """A consultation on one of the meeting's cases."""

    id: str
    item_id: str
    item_number: int
    deadline: dt.datetime
    state: ConsultationState
    days_left: int
    input_count: int
    answer_count: int


class NoticeRecordOut(Schema):
    """What was written down when it was published."""

    kind: NoticeKind
    deadline: dt.datetime
    published_at: dt.datetime
    met: bool


class NoticePlanOut(Schema):
    """When agenda and papers must be out, how long that is, and what was kept."""

    meeting_id: str
    state: MeetingState
    starts_at: dt.datetime
    days_left: int
    notices: tuple[NoticeOut, ...]
    consultations: tuple[PlannedConsultation, ...]
    records: tuple[NoticeRecordOut, ...]


class ReminderOut(Schema):
    id: str
    revision: int
    audience: Audience
    code: ReminderCode
    body_id: str
    meeting_id: str | None
    meeting_title: str | None
    subject_id: str
    due_at: dt.datetime
    days_left: int
    done_at: dt.datetime | None
