"""The notice plan of a meeting, and the reminders of those who must act before a deadline."""

import datetime as dt

from fastapi import APIRouter, Response

from api.domain.consultation.queries import Contributions, Found
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now
from api.domain.kernel.errors import NotFound
from api.domain.kernel.schemas import Schema
from api.domain.meetings.tables import Meeting
from api.domain.notice import policy, rules, service
from api.domain.notice.schemas import (
    NoticeOut,
    NoticePlanOut,
    NoticeRecordOut,
    PlannedConsultation,
    ReminderOut,
)
from api.domain.notice.tables import Reminder
from api.domain.publications.redaction import open_title
from api.http.conditional import IfMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.routers.dependencies import CaseWorker, Once, SignedIn, WorkingSession
from api.routers.loading import meeting_for

router = APIRouter(prefix="/api/v1", tags=["notices"], route_class=IdempotentRoute, responses=problems(401))


class Reminders(Schema):
    """What is not done, the most urgent first."""

    items: tuple[ReminderOut, ...]


@router.get("/meetings/{meeting_id}/notice-plan", summary="Get the notice plan", responses=problems(403, 404))
async def notice_plan(meeting_id: str, actor: CaseWorker, session: WorkingSession) -> NoticePlanOut:
    """When agenda and papers must be out by the body's own rule, the consultations on what you may read, and what was
    kept."""
    found = await meeting_for(session, actor, meeting_id)
    plan = await service.plan(session, found.meeting, found.body)
    readable = {entry.item.id for entry in found.agenda}
    moment = now()
    kinds: tuple[tuple[rules.NoticeKind, int, dt.datetime], ...] = (
        ("agenda", plan.body.agenda_notice_days, plan.deadlines.agenda),
        ("papers", plan.body.papers_notice_days, plan.deadlines.papers),
    )
    return NoticePlanOut(
        meeting_id=plan.meeting.id,
        state=plan.meeting.state,
        starts_at=plan.meeting.starts_at,
        days_left=rules.days_left(plan.meeting.starts_at, moment),
        notices=tuple(
            NoticeOut(
                kind=kind,
                days=days,
                deadline=deadline,
                state=rules.notice_state(deadline, plan.out.get(kind), moment, urgent=plan.meeting.urgency is not None),
                days_left=rules.days_left(deadline, moment),
                published_at=plan.out.get(kind),
            )
            for kind, days, deadline in kinds
        ),
        consultations=tuple(
            _consultation(consultation, given, moment)
            for consultation, given in plan.consultations
            if consultation.on_agenda().item.id in readable
        ),
        records=tuple(
            NoticeRecordOut(
                kind=record.kind, deadline=record.deadline, published_at=record.published_at, met=record.met
            )
            for record in plan.records
        ),
    )


@router.get("/reminders", summary="List your reminders")
async def reminders(actor: SignedIn, session: WorkingSession) -> Reminders:
    """What you should see to before a deadline: as administration, for the unions, as a follow-up's owner, or as one
    who is asked in a written procedure."""
    rows = await service.reminders(
        session,
        administered=policy.administered_bodies(actor),
        unions=policy.union_bodies(actor),
        account_id=actor.id,
    )
    moment = now()
    return Reminders(items=tuple(_reminder(reminder, meeting, moment) for reminder, meeting in rows))


@router.post("/reminders/{reminder_id}/actions/done", summary="Tick a reminder off", responses=problems(404, 409))
async def done(
    reminder_id: str,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> ReminderOut:
    """Says that it is seen to, for all who share it."""
    reminder, meeting = await _own(session, actor, reminder_id)
    require_match(if_match, etag_of_revision(reminder.revision))
    await service.dismiss(session, actor, reminder, now())
    response.headers["ETag"] = etag_of_revision(reminder.revision)
    return _reminder(reminder, meeting, now())


async def _own(session: WorkingSession, actor: Actor, reminder_id: str) -> tuple[Reminder, Meeting | None]:
    """Raises NotFound for somebody else's, too."""
    reminder, meeting = await service.get_reminder(session, reminder_id)
    if not policy.is_for(actor, reminder.audience, reminder.body_id, reminder.account_id):
        raise NotFound(f"There is no reminder {reminder_id}.")
    return reminder, meeting


def _consultation(found: Found, given: Contributions, moment: dt.datetime) -> PlannedConsultation:
    place = found.on_agenda()
    return PlannedConsultation(
        id=found.consultation.id,
        item_id=place.item.id,
        item_number=place.item.number,
        deadline=found.consultation.deadline,
        state=found.window.state(moment),
        days_left=rules.days_left(found.consultation.deadline, moment),
        input_count=sum(row.withdrawn_at is None for row in given.inputs),
        answer_count=len(given.answers),
    )


def _reminder(reminder: Reminder, meeting: Meeting | None, moment: dt.datetime) -> ReminderOut:
    return ReminderOut(
        id=reminder.id,
        revision=reminder.revision,
        audience=reminder.audience,
        code=reminder.code,
        body_id=reminder.body_id,
        meeting_id=reminder.meeting_id,
        meeting_title=_title(reminder, meeting),
        subject_id=reminder.subject_id,
        due_at=reminder.due_at,
        days_left=rules.days_left(reminder.due_at, moment),
        done_at=reminder.done_at,
    )


def _title(reminder: Reminder, meeting: Meeting | None) -> str | None:
    if meeting is None or reminder.audience == "administration":
        return meeting.title if meeting is not None else None
    return open_title(meeting.access, meeting.title, meeting.open_title, meeting.lang)
