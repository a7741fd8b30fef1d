"""Cases settled in writing: prepared, sent, answered once by each, and what comes of it. Services never commit."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Never, cast

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cases import service as cases
from api.domain.cases.content import HandlingContent, whole_handlings
from api.domain.cases.schemas import Lang
from api.domain.cases.tables import Handling
from api.domain.deliberation.facts import Seat
from api.domain.deliberation.queries import seats_on
from api.domain.kernel import event
from api.domain.kernel.actor import SYSTEM, Actor
from api.domain.kernel.clock import oslo_date
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid, NotFound
from api.domain.kernel.event_types import EventType
from api.domain.kernel.policy import require
from api.domain.meetings import policy as meetings_policy
from api.domain.meetings import service as meetings
from api.domain.meetings import setting_aside
from api.domain.meetings.service import AgendaEntry, MeetingWithAgenda
from api.domain.meetings.states import IN_ROOM, PUBLISHABLE
from api.domain.papers.schemas import LEGAL_BASIS
from api.domain.resolutions import service as resolutions
from api.domain.resolutions.schemas import Decision, ResolutionContent
from api.domain.written_procedures import content as content_of
from api.domain.written_procedures import policy, queries, record, rules
from api.domain.written_procedures.queries import Found
from api.domain.written_procedures.rules import ACTIVE, Answer, ProcedureState
from api.domain.written_procedures.schemas import (
    NewWrittenAnswer,
    NewWrittenProcedure,
    SendProcedure,
    SentCase,
    WrittenProcedurePatch,
)
from api.domain.written_procedures.tables import WrittenAnswer, WrittenProcedure, WrittenSeat

_LEFT: Final[dict[str, str]] = {
    "nn": "Saka vert handsama skriftleg (kommunelova § 11-8).",
    "nb": "Saken behandles skriftlig (kommuneloven § 11-8).",
    "en": "The case is treated in writing (Local Government Act § 11-8).",
}
"""Why a published agenda loses an item."""
_ENDED: Final[dict[ProcedureState, EventType]] = {
    "adopted": "written_procedure.adopted",
    "not_agreed": "written_procedure.not_agreed",
    "lapsed": "written_procedure.lapsed",
    "withdrawn": "written_procedure.withdrawn",
}


@dataclass(frozen=True)
class _Place:
    """Where a case stands on an agenda."""

    entry: AgendaEntry
    meeting: MeetingWithAgenda


async def create(session: AsyncSession, actor: Actor, new: NewWrittenProcedure, now: dt.datetime) -> WrittenProcedure:
    """Prepare that a case is settled in writing.

    A case that was set aside by a meeting is written anew, with its texts and papers; one that waits for a meeting, or
    stands on the agenda of one that has not begun, is taken as it is. Raises Invalid for an unknown handling or a
    deadline that has been, Forbidden, GuardRefused ``newest_handling``, ``undecided`` or ``one_procedure``.
    """
    rules.require_ahead(new.deadline, now)
    # Whoever prepares the same one at the same time waits here.
    await session.execute(select(Handling.id).where(Handling.id == new.handling_id).with_for_update())
    content = (await whole_handlings(session, [new.handling_id])).get(new.handling_id)
    body_id = content.handling.body_id if content is not None else None
    if content is None or body_id is None:
        raise Invalid(
            f"There is no handling {new.handling_id} that is written for a body.",
            (FieldError("/handlingId", "must be the id of a handling"),),
        )
    require(meetings_policy.can_prepare(actor, body_id))
    handling = await _free(session, actor, content, body_id)
    taken = await session.scalars(select(WrittenProcedure.number).where(WrittenProcedure.body_id == body_id))
    procedure = WrittenProcedure(
        body_id=body_id,
        handling_id=handling.id,
        number=rules.number(oslo_date(now).year, set(taken)),
        ground=new.ground,
        reason=new.reason,
        deadline=new.deadline,
    )
    session.add(procedure)
    await session.flush()
    _record(session, actor, "written_procedure.created", procedure, after={"number": procedure.number})
    return procedure


async def update(
    session: AsyncSession, actor: Actor, found: Found, patch: WrittenProcedurePatch, now: dt.datetime
) -> None:
    """Change what is not sent yet, or give those who are asked more time. Raises Forbidden, GuardRefused, Invalid."""
    procedure = found.procedure
    require(policy.can_send(actor, procedure.body_id))
    before = {"deadline": procedure.deadline.isoformat(), "ground": procedure.ground}
    if procedure.state == "sent" and patch.model_fields_set == {"deadline"} and patch.deadline is not None:
        rules.require_sent(procedure.state, procedure.deadline, now)
        rules.require_later(patch.deadline, procedure.deadline)
    else:
        rules.require_draft(procedure.state)
    if patch.deadline is not None:
        rules.require_ahead(patch.deadline, now)
    for name in patch.model_fields_set:
        setattr(procedure, name, getattr(patch, name))
    await session.flush()
    after = {"deadline": procedure.deadline.isoformat(), "ground": procedure.ground}
    _record(session, actor, "written_procedure.updated", procedure, before=before, after=after)


async def send(session: AsyncSession, actor: Actor, found: Found, order: SendProcedure, now: dt.datetime) -> None:
    """Send the case to all members at once, as it is now, and take it off the agenda that it stands on.

    Not to who is inhabile in it, by the order or by what was declared when it stood on an agenda.

    Raises Forbidden, Invalid for a person without a seat or a deadline that has been, GuardRefused as the rules do.
    """
    procedure = await _held(session, found.procedure.id)
    require(policy.can_send(actor, procedure.body_id, order.decided_by))
    rules.require_draft(procedure.state)
    rules.require_ahead(procedure.deadline, now)
    seats = await seats_on(session, procedure.body_id, oslo_date(now))
    _require_seats(seats, [one.person_id for one in order.inhabile])
    content = (await whole_handlings(session, [procedure.handling_id]))[procedure.handling_id]
    known = {seat.person_id for seat in seats}
    bases = {person_id: basis for person_id, basis in found.declared.items() if person_id in known}
    bases |= {one.person_id: one.legal_basis for one in order.inhabile}
    inhabile = list(bases)
    leader = rules.require_decided_by(seats, order.decided_by or actor.person_id, inhabile)
    rules.require_fillable(rules.places(seats, [Answer(one, inhabile=True) for one in inhabile]))
    rules.require_complete(content_of.papers(content))
    await _leave_agenda(session, actor, content.handling)
    procedure.content = content_of.sent_case(content, procedure.id).model_dump(mode="json")
    procedure.decided_by, procedure.sent_by, procedure.sent_at = leader.name, actor.name, now
    procedure.state = "sent"
    session.add_all(
        WrittenSeat(
            procedure_id=procedure.id,
            person_id=seat.person_id,
            name=seat.name,
            role=seat.role,
            deputy_order=seat.deputy_order,
            municipality=seat.municipality,
        )
        for seat in seats
        if seat.is_member or seat.role == "deputy"
    )
    session.add_all(
        WrittenAnswer(
            procedure_id=procedure.id,
            person_id=person_id,
            inhabile=True,
            legal_basis=basis,
            recorded_by=actor.name,
            at=now,
        )
        for person_id, basis in bases.items()
    )
    case = await cases.get_case(session, content.handling.case_id)
    case.state = "in_treatment"
    await session.flush()
    after = {"deadline": procedure.deadline.isoformat(), "decidedBy": leader.name, "inhabile": inhabile}
    _record(session, actor, "written_procedure.sent", procedure, after=after)


async def answer(session: AsyncSession, actor: Actor, found: Found, given: NewWrittenAnswer, now: dt.datetime) -> None:
    """Take one person's answer, and settle the case when it is the last or says no.

    One at a time is heard: whoever answers at the same moment waits, and is told when it was settled meanwhile. Raises
    Forbidden, GuardRefused ``procedure_sent``, ``is_asked`` or ``answers_once``.
    """
    procedure = await _held(session, found.procedure.id)
    require(policy.can_answer(actor, procedure.body_id))
    current = await _again(session, procedure.id)
    rules.require_may_answer(procedure.state, procedure.deadline, now, current.places, actor.person_id)
    row = WrittenAnswer(
        procedure_id=procedure.id,
        person_id=str(actor.person_id),
        content_agreed=given.content,
        form_agreed=given.form,
        inhabile=given.inhabile,
        legal_basis=(given.legal_basis or LEGAL_BASIS) if given.inhabile else None,
        comment=given.comment or None,
        recorded_by=actor.name,
        at=now,
    )
    session.add(row)
    await session.flush()
    # What was answered is told when it is over, and a comment may be of what is closed.
    _record(session, actor, "written_procedure.answered", procedure, after={"personId": row.person_id})
    settled = rules.outcome(replace(current, answers=(*current.answers, row)).places)
    if settled is not None:
        await _end(session, actor, await _again(session, procedure.id), settled, now)


async def withdraw(session: AsyncSession, actor: Actor, found: Found, reason: str, now: dt.datetime) -> None:
    """Take it back before it is settled. Raises Forbidden, GuardRefused ``procedure_active``."""
    procedure = await _held(session, found.procedure.id)
    require(policy.can_send(actor, procedure.body_id))
    rules.require_active(procedure.state, procedure.deadline, now)
    await _end(session, actor, await _again(session, procedure.id), "withdrawn", now, reason)


async def lapse_due(session: AsyncSession, now: dt.datetime) -> int:
    """Write down that those whose deadline is past have lapsed. Returns how many."""
    query = select(WrittenProcedure.id).where(WrittenProcedure.state == "sent", WrittenProcedure.deadline < now)
    due = 0
    for procedure_id in (await session.scalars(query.order_by(col(WrittenProcedure.id)))).all():
        procedure = await _held(session, procedure_id)
        if procedure.state == "sent" and procedure.deadline < now:
            await _end(session, SYSTEM, await _again(session, procedure_id), "lapsed", now)
            due += 1
    return due


async def _free(session: AsyncSession, actor: Actor, content: HandlingContent, body_id: str) -> Handling:
    """The handling to send: itself, or the case written anew when a meeting has left it."""
    handling = content.handling
    if (await cases.handling_ids(session, handling.case_id))[-1] != handling.id:
        _refuse("newest_handling", "The case has been written anew since.", "Send the newest one.")
    earlier = (await queries.of_handlings(session, [handling.id])).get(handling.id)
    if earlier in ACTIVE:
        _refuse("one_procedure", "The case is in a written procedure already.", "Carry that one on, or withdraw it.")
    place = await _place_of(session, handling.id)
    if place is not None and place.meeting.meeting.state in IN_ROOM:
        _refuse("undecided", "The meeting that treats the case is open.", "Settle the case there.")
    if earlier == "adopted" or (place is not None and not _waits(place)):
        _refuse("undecided", "The case is settled.", "A case that comes back is put on an agenda.")
    if place is None or (place.entry.item.state == "pending" and place.meeting.meeting.state in PUBLISHABLE):
        return handling
    return await cases.create_handling(session, actor, body_id, cases.written_anew(content))


def _waits(place: _Place) -> bool:
    """Whether the body has still to decide the case: it has not come to it, or has left it."""
    return place.entry.item.state in ("pending", "postponed", "returned")


async def _place_of(session: AsyncSession, handling_id: str) -> _Place | None:
    try:
        entry = await meetings.item_of_handling(session, handling_id)
    except NotFound:
        return None
    found = await meetings.get(session, entry.item.meeting_id)
    return _Place(next(one for one in found.agenda if one.item.id == entry.item.id), found)


async def _leave_agenda(session: AsyncSession, actor: Actor, handling: Handling) -> None:
    """Take the case off the agenda that it waits on: what the public has seen keeps its number and says why."""
    place = await _place_of(session, handling.id)
    if place is None or place.entry.item.state != "pending":
        return
    if place.meeting.meeting.state not in PUBLISHABLE:
        _refuse("undecided", "The meeting that has the case on its agenda has begun.", "Settle the case there.")
    if place.entry.item.number_frozen:
        await setting_aside.set_aside(session, actor, place.meeting, place.entry, "postponed", _LEFT[handling.lang])
    else:
        await meetings.remove_item(session, actor, place.meeting, place.entry)


def _require_seats(seats: Sequence[Seat], person_ids: Sequence[str]) -> None:
    known = {seat.person_id for seat in seats}
    wrong = [index for index, one in enumerate(person_ids) if one not in known or one in person_ids[:index]]
    if wrong:
        raise Invalid(
            "Inhability is of somebody with a seat in the body, once.",
            tuple(FieldError(f"/inhabile/{index}/personId", "must be a person with a seat, once") for index in wrong),
        )


async def _held(session: AsyncSession, procedure_id: str) -> WrittenProcedure:
    """The procedure's row, locked until the transaction ends and as it is now."""
    query = select(WrittenProcedure).where(WrittenProcedure.id == procedure_id).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).one()


async def _again(session: AsyncSession, procedure_id: str) -> Found:
    """The procedure with all that has been answered by now."""
    found = await queries.by_id(session, procedure_id)
    if found is None:
        raise NotFound(f"There is no written procedure {procedure_id}.")
    return found


async def _end(
    session: AsyncSession,
    actor: Actor,
    found: Found,
    state: ProcedureState,
    now: dt.datetime,
    withdrawn_because: str | None = None,
) -> None:
    """Write down what came of it: a resolution, or a case that waits for a meeting."""
    procedure, handling = found.procedure, found.handling
    was_sent = procedure.sent_at is not None
    procedure.state, procedure.ended_at, procedure.withdrawn_because = state, now, withdrawn_because
    tally = rules.tally(found.places)
    if state == "adopted":
        await resolutions.record(session, actor, _decision(found, now))
    elif was_sent:
        case = await cases.get_case(session, handling.case_id)
        case.state = "ready"
    await session.flush()
    figures = {"asked": tally.asked, "answered": tally.answered, "agreed": tally.agreed} if was_sent else None
    _record(session, actor, _ENDED[state], procedure, after=figures)


def _decision(found: Found, now: dt.datetime) -> Decision:
    """What the register of resolutions is told."""
    sent = SentCase.model_validate(found.procedure.content)
    return Decision(
        body_id=found.procedure.body_id,
        written_procedure_id=found.procedure.id,
        case_id=found.handling.case_id,
        decided="adopted",
        decided_at=now,
        content=ResolutionContent(
            title=sent.item.title,
            text=sent.item.proposals[0].text,
            vote=record.explanation(cast(Lang, sent.item.lang), rules.tally(found.places)),
            access=sent.access,
            legal_basis=sent.legal_basis,
            open_title=sent.open_title,
        ),
    )


def _refuse(guard: str, detail: str, remedy: str) -> Never:
    raise GuardRefused(detail, extra={"guard": guard, "remedy": remedy})


def _record(
    session: AsyncSession,
    actor: Actor,
    what: EventType,
    procedure: WrittenProcedure,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    # No word of the case: the log is read by more than a closed one.
    event.record(
        session,
        actor,
        what,
        ("written_procedure", procedure.id),
        body_id=procedure.body_id,
        before=before,
        after=after,
    )
