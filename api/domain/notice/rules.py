"""The house's notice: what a publication gives the public, and what is to be reminded of when. Pure."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from api.domain.kernel.clock import NoticeDeadlines, at, oslo_date
from api.domain.meetings.states import PUBLISHABLE, MeetingState
from api.domain.resolutions.rules import FollowUpState, reminds_of
from api.domain.written_procedures.rules import reminds

NoticeKind = Literal["agenda", "papers"]
NoticeState = Literal["met", "late", "due", "overdue", "shorter"]
Audience = Literal["administration", "union_representative", "owner"]
"""``owner`` is the one account that a follow-up was given to, or that is asked in a written procedure."""
ReminderCode = Literal[
    "agenda_due_soon",
    "agenda_due_tomorrow",
    "agenda_overdue",
    "papers_due_soon",
    "papers_due_tomorrow",
    "papers_overdue",
    "consultation_answer_missing",
    "consultation_deadline_near",
    "follow_up_due_soon",
    "follow_up_due",
    "written_answer_due",
]

SOON_DAYS: Final = 3
"""Calendar days in Norway before a deadline from which it is reminded of."""

_AGENDA_CODES: Final[tuple[ReminderCode, ReminderCode, ReminderCode]] = (
    "agenda_due_soon",
    "agenda_due_tomorrow",
    "agenda_overdue",
)
_PAPERS_CODES: Final[tuple[ReminderCode, ReminderCode, ReminderCode]] = (
    "papers_due_soon",
    "papers_due_tomorrow",
    "papers_overdue",
)


@dataclass(frozen=True)
class Wanted:
    """A reminder that should stand; it is the same one as long as code, subject and moment are."""

    audience: Audience
    code: ReminderCode
    subject_id: str
    due_at: dt.datetime
    account_id: str | None = None
    """Whose it is alone, when the audience is ``owner``."""


@dataclass(frozen=True)
class ConsultationFacts:
    id: str
    deadline: dt.datetime
    closed: bool
    newest_input_at: dt.datetime | None
    """Of those that stand."""
    newest_answer_at: dt.datetime | None


@dataclass(frozen=True)
class MeetingNotice:
    """A meeting, what the public has of it, and its consultations."""

    meeting_id: str
    state: MeetingState
    starts_at: dt.datetime
    deadlines: NoticeDeadlines
    out: frozenset[NoticeKind]
    consultations: tuple[ConsultationFacts, ...]
    urgent: bool = False
    """Whether members may be called with shorter notice (kommuneloven § 11-8)."""


def newly_out(standing: NoticeKind | None, published: NoticeKind) -> tuple[NoticeKind, ...]:
    """What a publication gives the public that ``standing``, the one before it, had not: papers hold the agenda."""
    before = holds(standing)
    return tuple(kind for kind in holds(published) if kind not in before)


def holds(kind: NoticeKind | None) -> tuple[NoticeKind, ...]:
    """What is out when a publication of this kind stands."""
    if kind is None:
        return ()
    return ("agenda",) if kind == "agenda" else ("agenda", "papers")


def notice_state(
    deadline: dt.datetime, published_at: dt.datetime | None, now: dt.datetime, *, urgent: bool = False
) -> NoticeState:
    """``met`` or ``late`` once it is out, ``due`` or ``overdue`` until then. The deadline itself is in time.

    For an ``urgent`` remote meeting what is past it is ``shorter``: that notice is lawful (kommuneloven § 11-8).
    """
    if urgent and (now if published_at is None else published_at) > deadline:
        return "shorter"
    if published_at is not None:
        return "met" if published_at <= deadline else "late"
    return "due" if now <= deadline else "overdue"


def days_left(deadline: dt.datetime, now: dt.datetime) -> int:
    """Calendar days in Norway from today to the deadline's day: 0 on that day, negative when it has been.

    Days of 23 and 25 hours are one day each.
    """
    return (oslo_date(deadline) - oslo_date(now)).days


def wanted(notice: MeetingNotice, now: dt.datetime) -> tuple[Wanted, ...]:
    """The reminders that should stand at a moment; none once the meeting has begun or is called off."""
    if notice.state not in PUBLISHABLE or now >= notice.starts_at:
        return ()
    return tuple(_wanted(notice, now))


def wanted_of_follow_up(
    follow_up_id: str, state: FollowUpState, due_on: dt.date, owner_id: str | None, now: dt.datetime
) -> Wanted | None:
    """What a follow-up is reminded of: its owner, or the administration when the owner is somebody outside."""
    reminder = reminds_of(state, due_on, now)
    if reminder is None:
        return None
    code: ReminderCode = "follow_up_due" if reminder == "due" else "follow_up_due_soon"
    audience: Audience = "administration" if owner_id is None else "owner"
    return Wanted(audience, code, follow_up_id, at(due_on, dt.time(23, 59)), owner_id)


def wanted_of_seat(seat_id: str, account_id: str, deadline: dt.datetime, now: dt.datetime) -> Wanted | None:
    """What somebody is reminded of who has not answered in a written procedure."""
    if not reminds(deadline, now):
        return None
    return Wanted("owner", "written_answer_due", seat_id, deadline, account_id)


def _wanted(notice: MeetingNotice, now: dt.datetime) -> Iterator[Wanted]:
    if "agenda" not in notice.out and not notice.urgent:
        yield from _publication(notice, notice.deadlines.agenda, _AGENDA_CODES, now)
    if "papers" not in notice.out and not notice.urgent:
        yield from _publication(notice, notice.deadlines.papers, _PAPERS_CODES, now)
    for consultation in notice.consultations:
        yield from _consultation(consultation, notice.starts_at, now)


def _publication(
    notice: MeetingNotice,
    deadline: dt.datetime,
    codes: tuple[ReminderCode, ReminderCode, ReminderCode],
    now: dt.datetime,
) -> Iterator[Wanted]:
    """One reminder at most: the nearer the deadline, the stronger."""
    left = days_left(deadline, now)
    soon, tomorrow, overdue = codes
    if now > deadline:
        yield Wanted("administration", overdue, notice.meeting_id, deadline)
    elif left <= 1:
        yield Wanted("administration", tomorrow, notice.meeting_id, deadline)
    elif left <= SOON_DAYS:
        yield Wanted("administration", soon, notice.meeting_id, deadline)


def _consultation(consultation: ConsultationFacts, starts_at: dt.datetime, now: dt.datetime) -> Iterator[Wanted]:
    is_open = not consultation.closed and now < consultation.deadline
    if is_open and days_left(consultation.deadline, now) <= SOON_DAYS:
        yield Wanted("union_representative", "consultation_deadline_near", consultation.id, consultation.deadline)
    if not is_open and _unanswered(consultation):
        yield Wanted("administration", "consultation_answer_missing", consultation.id, starts_at)


def _unanswered(consultation: ConsultationFacts) -> bool:
    newest = consultation.newest_input_at
    answered = consultation.newest_answer_at
    return newest is not None and (answered is None or answered < newest)
