"""The notice plan of a meeting, and the reminders that follow from it."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.consultation import queries as consultations
from api.domain.consultation.queries import Contributions, Found
from api.domain.identity.tables import Account
from api.domain.kernel import event
from api.domain.kernel.actor import SYSTEM, Actor
from api.domain.kernel.clock import NoticeDeadlines, notice_deadlines, oslo_date
from api.domain.kernel.errors import GuardRefused, NotFound
from api.domain.meetings.states import PUBLISHABLE
from api.domain.meetings.tables import Meeting
from api.domain.notice import rules
from api.domain.notice.rules import ConsultationFacts, MeetingNotice, NoticeKind
from api.domain.notice.tables import NoticeRecord, Reminder
from api.domain.organisation.tables import Body
from api.domain.resolutions import queries as resolutions
from api.domain.resolutions.rules import ENDED
from api.domain.written_procedures import queries as procedures

_Reminders = dict[tuple[str, str, dt.datetime], tuple[rules.Wanted, str, str | None]]
"""Each with its body and its meeting, by what makes it the same one."""


@dataclass(frozen=True)
class NoticePlan:
    """``records`` oldest first; ``out`` says when what the public has now was first out."""

    meeting: Meeting
    body: Body
    deadlines: NoticeDeadlines
    records: tuple[NoticeRecord, ...]
    out: dict[NoticeKind, dt.datetime]
    consultations: tuple[tuple[Found, Contributions], ...]


async def plan(session: AsyncSession, meeting: Meeting, body: Body) -> NoticePlan:
    """The meeting's deadlines with what was kept of them, and its consultations."""
    query = select(NoticeRecord).where(NoticeRecord.meeting_id == meeting.id).order_by(col(NoticeRecord.published_at))
    records = tuple((await session.scalars(query)).all())
    # The newest of each kind, as far as the meeting's state says that it still stands: a withdrawal takes it back.
    standing: set[NoticeKind] = {"agenda", "papers"}
    if meeting.state in PUBLISHABLE:
        kinds: dict[str, NoticeKind] = {"agenda_published": "agenda", "papers_published": "papers"}
        standing = set(rules.holds(kinds.get(meeting.state)))
    found = await consultations.of_meeting(session, meeting.id)
    contributions = await consultations.contributions(session, [one.consultation.id for one in found])
    return NoticePlan(
        meeting,
        body,
        notice_deadlines(oslo_date(meeting.starts_at), body.agenda_notice_days, body.papers_notice_days),
        records,
        {record.kind: record.published_at for record in records if record.kind in standing},
        tuple((one, contributions[one.consultation.id]) for one in found),
    )


async def remind(session: AsyncSession, now: dt.datetime) -> int:
    """Add the reminders that are wanted now, and call those done that no longer are. Returns how many are new."""
    query = (
        select(Meeting, Body)
        .join(Body, col(Body.id) == col(Meeting.body_id))
        .where(col(Meeting.state).in_(PUBLISHABLE), Meeting.starts_at > now)
    )
    wanted: _Reminders = {}
    for meeting, body in (await session.execute(query)).all():
        for one in rules.wanted(_facts(await plan(session, meeting, body)), now):
            wanted[(one.code, one.subject_id, one.due_at)] = (one, body.id, meeting.id)
    for row, found in await resolutions.unsettled(session):
        reminder = rules.wanted_of_follow_up(row.id, row.state, row.due_on, row.owner_id, now)
        if reminder is not None and found.resolution.state not in ENDED:
            wanted[(reminder.code, reminder.subject_id, reminder.due_at)] = (
                reminder,
                found.body.id,
                found.resolution.meeting_id,
            )
    for one, body_id in await _of_written_procedures(session, now):
        wanted[(one.code, one.subject_id, one.due_at)] = (one, body_id, None)
    await _bring_up_to_date(session, wanted, now)
    session.add_all(
        Reminder(
            audience=one.audience,
            body_id=body_id,
            meeting_id=meeting_id,
            code=one.code,
            subject_id=one.subject_id,
            account_id=one.account_id,
            due_at=one.due_at,
            created_at=now,
        )
        for one, body_id, meeting_id in wanted.values()
    )
    await session.flush()
    for one, body_id, meeting_id in wanted.values():
        event.record(
            session,
            SYSTEM,
            "reminder.made",
            ("meeting", meeting_id) if meeting_id is not None else ("body", body_id),
            body_id=body_id,
            after={"code": one.code, "audience": one.audience, "dueAt": one.due_at.isoformat()},
        )
    return len(wanted)


async def _of_written_procedures(session: AsyncSession, now: dt.datetime) -> list[tuple[rules.Wanted, str]]:
    """What those with an account are reminded of who are asked and have not answered, with the body's id."""
    waiting: dict[str, list[tuple[str, dt.datetime, str]]] = {}
    for found in await procedures.on_their_way(session):
        seats = {seat.person_id: seat.id for seat in found.seats}
        for place in found.places:
            if place.holder is not None and place.answer is None:
                asked = (seats[place.holder.person_id], found.procedure.deadline, found.body.id)
                waiting.setdefault(place.holder.person_id, []).append(asked)
    accounts = await session.scalars(select(Account).where(col(Account.person_id).in_(waiting)))
    return [
        (reminder, body_id)
        for account in accounts
        for seat_id, deadline, body_id in waiting[str(account.person_id)]
        if (reminder := rules.wanted_of_seat(seat_id, account.id, deadline, now)) is not None
    ]


async def _bring_up_to_date(session: AsyncSession, wanted: _Reminders, now: dt.datetime) -> None:
    """Take out of ``wanted`` what stands already, and call done what is wanted no more."""
    for row in (await session.scalars(select(Reminder))).all():
        found = wanted.pop((row.code, row.subject_id, row.due_at), None)
        if found is None and row.done_at is None:
            row.done_at = now
        elif found is not None:
            row.audience, row.account_id = found[0].audience, found[0].account_id
            if not row.dismissed:
                row.done_at = None


async def reminders(
    session: AsyncSession, *, administered: Collection[str] | None, unions: Collection[str], account_id: str | None
) -> list[tuple[Reminder, Meeting | None]]:
    """What is not done, the most urgent first, for the bodies that somebody administers (None: all) or represents the
    unions in, and what is for the account alone."""
    for_administration: sa.ColumnElement[bool] = col(Reminder.audience) == "administration"
    if administered is not None:
        for_administration = sa.and_(for_administration, col(Reminder.body_id).in_(administered))
    for_unions = sa.and_(col(Reminder.audience) == "union_representative", col(Reminder.body_id).in_(unions))
    own = col(Reminder.account_id) == account_id if account_id is not None else sa.false()
    query = (
        select(Reminder, Meeting)
        .outerjoin(Meeting, col(Meeting.id) == col(Reminder.meeting_id))
        .where(col(Reminder.done_at).is_(None), sa.or_(for_administration, for_unions, own))
        .order_by(col(Reminder.due_at), col(Reminder.id))
    )
    return [(reminder, meeting) for reminder, meeting in (await session.execute(query)).all()]


async def get_reminder(session: AsyncSession, reminder_id: str) -> tuple[Reminder, Meeting | None]:
    """Raises NotFound."""
    query = (
        select(Reminder, Meeting)
        .outerjoin(Meeting, col(Meeting.id) == col(Reminder.meeting_id))
        .where(Reminder.id == reminder_id)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound(f"There is no reminder {reminder_id}.")
    return row[0], row[1]


async def dismiss(session: AsyncSession, actor: Actor, reminder: Reminder, now: dt.datetime) -> None:
    """Say that it is done. Raises GuardRefused ``reminder_open`` when it is already."""
    if reminder.done_at is not None:
        raise GuardRefused(
            "The reminder is done already.", extra={"guard": "reminder_open", "remedy": "There is nothing to do."}
        )
    reminder.done_at, reminder.dismissed = now, True
    await session.flush()
    event.record(
        session,
        actor,
        "reminder.done",
        ("reminder", reminder.id),
        body_id=reminder.body_id,
        after={"code": reminder.code},
    )


def _facts(plan: NoticePlan) -> MeetingNotice:
    return MeetingNotice(
        meeting_id=plan.meeting.id,
        state=plan.meeting.state,
        starts_at=plan.meeting.starts_at,
        deadlines=plan.deadlines,
        out=frozenset(plan.out),
        urgent=plan.meeting.urgency is not None,
        consultations=tuple(
            ConsultationFacts(
                id=found.consultation.id,
                deadline=found.consultation.deadline,
                closed=found.consultation.closed_at is not None,
                newest_input_at=max(
                    (row.edited_at or row.submitted_at for row in given.inputs if row.withdrawn_at is None),
                    default=None,
                ),
                newest_answer_at=max((row.answered_at for row in given.answers), default=None),
            )
            for found, given in plan.consultations
        ),
    )
