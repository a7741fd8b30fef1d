"""Making a meeting from what there is: the calendar, the standing items, the last meeting, the cases that wait."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cases.schemas import Lang, NewProposal
from api.domain.cases.tables import Case, Handling
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import OSLO, oslo_date
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid, NotFound
from api.domain.meeting_plan import service as plan
from api.domain.meeting_plan.schemas import (
    CaseReason,
    EarlierMeeting,
    MeetingSuggestion,
    MeetingToPrepare,
    SuggestedCase,
    SuggestedFollowUp,
)
from api.domain.meeting_plan.tables import CalendarDate, StandingItem
from api.domain.meetings import policy, programme, rules
from api.domain.meetings import service as meetings
from api.domain.meetings.programme import Slot
from api.domain.meetings.schemas import NewAgendaItem, NewMeeting, ProgrammeSlot
from api.domain.meetings.service import MeetingWithAgenda
from api.domain.meetings.states import ItemType
from api.domain.meetings.tables import AgendaItem, Meeting
from api.domain.organisation.tables import Body
from api.domain.resolutions import agenda
from api.domain.resolutions import views as resolutions
from api.domain.resolutions.rules import is_overdue
from api.domain.written_procedures import queries as procedures
from api.domain.written_procedures.rules import ACTIVE, ProcedureState

# Each meeting has these of its own: an opening that didn't come about is not taken up again.
_OF_THE_DAY: frozenset[ItemType] = frozenset({"opening", "approval", "evaluation", "any_other_business"})


async def create(session: AsyncSession, actor: Actor, order: MeetingToPrepare) -> MeetingWithAgenda:
    """The meeting with all that it takes with it, all or nothing.

    Raises Invalid for an unknown body, earlier meeting or day, and for one of another body; Conflict when the number is
    taken; GuardRefused ``date_unused`` when another meeting is made from the day.
    """
    day = await _day(session, order) if order.calendar_date_id is not None else None
    given = {name: getattr(order, name) for name in order.model_fields_set & NewMeeting.model_fields.keys()}
    if order.copy_from is not None:
        given = {**await _copied(session, order, order.copy_from), **given}
    if order.standing_items:
        standing = await plan.standing_items(session, order.body_id)
        given["items"] = (*(_as_item(row, order.lang) for row in standing), *order.items)
    made = await meetings.create(session, actor, NewMeeting.model_validate(given))
    if day is not None:
        day.meeting_id = made.meeting.id
        await session.flush()
    return made


async def suggest_meeting(session: AsyncSession, body: Body, date: dt.date) -> MeetingSuggestion:
    """Number, title, hours and place that a meeting of the body on ``date`` is likely to have."""
    held = (await session.scalars(select(Meeting).where(Meeting.body_id == body.id))).all()
    number = rules.suggested_number([meeting.number for meeting in held], date.year)
    last = max(held, key=lambda meeting: (meeting.starts_at, meeting.id), default=None)
    starts_at, ends_at = _hours(last) if last else (dt.time(9), None)
    return MeetingSuggestion(
        number=number,
        title=rules.suggested_title(number, body.name, (last.number, last.title) if last else None),
        lang=body.lang,
        starts_at=starts_at,
        ends_at=ends_at,
        place=last.place if last else None,
        remote=last.remote if last else False,
        last_meeting=_earlier(last) if last else None,
    )


async def suggest_follow_ups(
    session: AsyncSession, body_id: str, meeting_id: str | None, today: dt.date
) -> list[SuggestedFollowUp]:
    """What the body has asked for and is not settled, the first due first; not what the meeting is to hear already.

    For the administration of the body.
    """
    meeting = await _of_body(session, body_id, meeting_id) if meeting_id is not None else None
    rows = await agenda.waiting(session, body_id, meeting)
    names = await resolutions.owner_names(session, [row for row, _ in rows])
    return [
        SuggestedFollowUp(
            follow_up_id=row.id,
            what=row.what,
            owner_name=row.owner_name or names.get(row.owner_id or "", ""),
            due_on=row.due_on,
            is_overdue=is_overdue(row.state, row.due_on, today),
            resolution_number=found.number,
            resolution_path=found.path,
            is_closed=found.version.access == "closed",
        )
        for row, found in rows
    ]


async def suggest_cases(
    session: AsyncSession, actor: Actor, body_id: str, meeting_id: str | None = None
) -> list[SuggestedCase]:
    """Cases that wait for a place on an agenda of the body, those that stood on one before first.

    Left out are cases that have been written anew since, those on the agenda of ``meeting_id``, and, for who does not
    administer all bodies, what is written for none yet.
    """
    newer = Handling.__table__.alias("newer")  # type: ignore[attr-defined]
    written_since = select(newer.c.id).where(newer.c.case_id == Handling.case_id, newer.c.id > Handling.id)
    query = (
        select(Handling, AgendaItem, Meeting)
        .join(Case, col(Case.id) == col(Handling.case_id))
        .outerjoin(AgendaItem, col(AgendaItem.handling_id) == col(Handling.id))
        .outerjoin(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
        .where(col(Case.state).not_in(("concluded", "withdrawn")), ~written_since.exists())
        .where((col(Handling.body_id) == body_id) | col(Handling.body_id).is_(None))
        .order_by(col(Meeting.starts_at).nulls_last(), col(AgendaItem.number), col(Handling.id))
    )
    found = []
    rows = (await session.execute(query)).all()
    in_writing = await procedures.of_handlings(session, [handling.id for handling, _, _ in rows])
    for handling, item, meeting in rows:
        on_it = meeting is not None and meeting.id == meeting_id
        if on_it or not policy.sees_handling(actor, handling.body_id, handling.case_officer_id):
            continue
        reason = _reason(item, meeting, in_writing.get(handling.id))
        if reason is not None:
            found.append(
                SuggestedCase(
                    handling_id=handling.id,
                    case_id=handling.case_id,
                    title=handling.title,
                    type=item.type if item else "decision",
                    planned_minutes=item.planned_minutes if item else None,
                    reason=reason,
                    meeting=_earlier(meeting) if meeting else None,
                )
            )
    return found


def _reason(item: AgendaItem | None, meeting: Meeting | None, in_writing: ProcedureState | None) -> CaseReason | None:
    """Why the case waits; None when it doesn't. ``in_writing`` is what came of its written procedure, if it had one."""
    if in_writing == "adopted" or in_writing in ACTIVE:
        return None
    if in_writing is not None and (item is None or item.state == "postponed"):
        return "not_settled_in_writing"
    if item is None or meeting is None:
        return "never_treated"
    if item.state == "postponed" or item.state == "returned":
        return item.state
    over = meeting.state in ("held", "minutes_approved", "closed", "cancelled")
    return "left_over" if over and item.state == "pending" and item.type not in _OF_THE_DAY else None


async def _of_body(session: AsyncSession, body_id: str, meeting_id: str) -> MeetingWithAgenda | None:
    try:
        found = await meetings.get(session, meeting_id)
    except NotFound:
        return None
    return found if found.body.id == body_id else None


async def _day(session: AsyncSession, order: MeetingToPrepare) -> CalendarDate:
    wanted = str(order.calendar_date_id)
    try:
        day = await plan.get_date(session, wanted)
    except NotFound as error:
        raise Invalid(error.detail, (FieldError("/calendarDateId", "must be the id of a calendar date"),)) from error
    if day.body_id != order.body_id:
        detail = "The day is another body's."
        raise Invalid(detail, (FieldError("/calendarDateId", "must be of the body that meets"),))
    if day.meeting_id is not None:
        raise GuardRefused(
            "A meeting is made from this day already.",
            extra={"guard": "date_unused", "remedy": "Choose another day.", "meetingId": day.meeting_id},
        )
    return day


async def _copied(session: AsyncSession, order: MeetingToPrepare, earlier_id: str) -> dict[str, object]:
    """Programme, place and end, as the earlier meeting had them, from the new meeting's start."""
    try:
        earlier = await meetings.get(session, earlier_id)
    except NotFound as error:
        raise Invalid(error.detail, (FieldError("/copyFrom", "must be the id of a meeting"),)) from error
    old = earlier.meeting
    if old.body_id != order.body_id:
        raise Invalid("That is another body's meeting.", (FieldError("/copyFrom", "must be of the body that meets"),))
    later = _of_day(order.starts_at) - _of_day(old.starts_at)
    slots = [Slot(slot.starts_at, slot.ends_at, slot.fixed) for slot in earlier.programme]
    try:
        placed = programme.moved(slots, later)
    except ValueError as error:
        detail = "The programme does not fit into the day from that start."
        raise Invalid(detail, (FieldError("/startsAt", str(error)),)) from error
    return {
        "place": old.place,
        "remote": old.remote,
        "ends_at": order.starts_at + (old.ends_at - old.starts_at) if old.ends_at else None,
        "programme": tuple(
            ProgrammeSlot(starts_at=slot.starts_at, ends_at=slot.ends_at, fixed=slot.fixed, text=row.text)
            for slot, row in zip(placed, earlier.programme, strict=True)
        ),
    }


def _as_item(row: StandingItem, lang: Lang) -> NewAgendaItem:
    return NewAgendaItem(
        type=row.type,
        title=row.title,
        lang=lang,
        planned_minutes=row.planned_minutes,
        proposals=(NewProposal(text=row.proposal),) if row.proposal else (),
    )


def _earlier(meeting: Meeting) -> EarlierMeeting:
    date = oslo_date(meeting.starts_at)
    return EarlierMeeting(id=meeting.id, number=meeting.number, title=meeting.title, date=date)


def _hours(meeting: Meeting) -> tuple[dt.time, dt.time | None]:
    ends_at = meeting.ends_at
    same_day = ends_at is not None and oslo_date(ends_at) == oslo_date(meeting.starts_at)
    return _wall(meeting.starts_at), _wall(ends_at) if ends_at and same_day else None


def _wall(moment: dt.datetime) -> dt.time:
    local = moment.astimezone(OSLO)
    return dt.time(local.hour, local.minute)


def _of_day(moment: dt.datetime) -> int:
    time = _wall(moment)
    return time.hour * 60 + time.minute
