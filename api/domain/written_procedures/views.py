"""Written procedures as the API shows them to a reader."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.cases.content import whole_handlings
from api.domain.deliberation.queries import seats_on
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import oslo_date
from api.domain.kernel.policy import Allow
from api.domain.publications.redaction import CLOSED_TITLE
from api.domain.resolutions import queries as resolutions
from api.domain.written_procedures import content, policy, queries, rules
from api.domain.written_procedures.policy import Reader
from api.domain.written_procedures.queries import Found
from api.domain.written_procedures.record import Course, Line, record
from api.domain.written_procedures.rules import Answer, Place
from api.domain.written_procedures.schemas import (
    InhabileOut,
    PlaceOut,
    ProcedureResolution,
    SentCase,
    TallyOut,
    WrittenProcedureOut,
    WrittenProcedureSummary,
)
from api.domain.written_procedures.tables import WrittenAnswer


def summary(actor: Actor, found: Found, now: dt.datetime) -> WrittenProcedureSummary:
    """A row of the list."""
    procedure, handling, places = found.procedure, found.handling, found.places
    case = SentCase.model_validate(procedure.content) if procedure.content is not None else None
    title, access = (case.item.title, case.access) if case is not None else (handling.title, handling.access)
    if found.is_inhabile(actor.person_id) and access == "closed":
        title = (case.open_title if case is not None else None) or CLOSED_TITLE[handling.lang]
    tally = rules.tally(places)
    state = rules.standing(procedure.state, procedure.deadline, now)
    return WrittenProcedureSummary(
        id=procedure.id,
        revision=procedure.revision,
        number=procedure.number,
        body_id=procedure.body_id,
        body_name=found.body.name,
        case_id=handling.case_id,
        title=title,
        lang=handling.lang,
        access=access,
        state=state,
        deadline=procedure.deadline,
        days_left=(oslo_date(procedure.deadline) - oslo_date(now)).days,
        sent_at=procedure.sent_at,
        ended_at=procedure.ended_at,
        tally=TallyOut(asked=tally.asked, answered=tally.answered, agreed=tally.agreed if state != "sent" else 0),
        awaits_me=state == "sent" and any(_is_mine(one, actor) and one.answer is None for one in places),
    )


async def whole(
    session: AsyncSession, actor: Actor, found: Found, reader: Reader, now: dt.datetime
) -> WrittenProcedureOut:
    """The procedure with everything that the reader may see of it."""
    procedure = found.procedure
    head = summary(actor, found, now)
    case = await _case(session, found)
    withheld = found.is_inhabile(actor.person_id)
    places = found.places
    if head.state == "draft":
        seats = await seats_on(session, procedure.body_id, oslo_date(now))
        places = rules.places(seats, [Answer(person_id, inhabile=True) for person_id in found.declared])
    answers = {one.person_id: one for one in found.answers}
    follows = reader != "member" or head.state != "sent"
    course = course_of(found, case)
    shut = withheld and case.access == "closed"
    sends = isinstance(policy.can_send(actor, procedure.body_id), Allow)
    return WrittenProcedureOut(
        **head.model_dump(by_alias=False),
        ground=procedure.ground,
        reason=None if shut else procedure.reason,
        decided_by=procedure.decided_by,
        sent_by=procedure.sent_by,
        withdrawn_because=None if shut else procedure.withdrawn_because,
        handling_id=procedure.handling_id,
        item=case.public_item if withheld else case.item,
        is_withheld=withheld,
        closed_attachments=() if withheld else case.closed_attachments,
        places=tuple(
            _place(one, actor, answers, tells=follows or _is_mine(one, actor), withheld=withheld) for one in places
        ),
        inhabile=tuple(
            InhabileOut(person_id=one.person_id, name=_names(found)[one.person_id], legal_basis=one.legal_basis or "")
            for one in found.answers
            if one.inhabile
        ),
        record=record(course) if course is not None and not shut else None,
        published=await queries.publication(session, procedure.id),
        resolution=None if shut else await _resolution(session, procedure.id),
        may_prepare=actor.administers(procedure.body_id),
        may_send=sends and not withheld,
        leads=policy.leads(actor, procedure.body_id),
    )


async def _case(session: AsyncSession, found: Found) -> SentCase:
    """What was sent, or what is written now."""
    procedure = found.procedure
    if procedure.content is not None:
        return SentCase.model_validate(procedure.content)
    contents = await whole_handlings(session, [procedure.handling_id])
    return content.sent_case(contents[procedure.handling_id], procedure.id)


def _is_mine(place: Place, actor: Actor) -> bool:
    return place.holder is not None and place.holder.person_id == actor.person_id


def _place(place: Place, actor: Actor, answers: dict[str, WrittenAnswer], *, tells: bool, withheld: bool) -> PlaceOut:
    row = answers.get(place.holder.person_id) if place.holder is not None and place.answer is not None else None
    shown = row if tells else None
    return PlaceOut(
        member_id=place.member.person_id,
        member_name=place.member.name,
        role=place.member.role,
        holder_name=place.holder.name if place.holder is not None else None,
        is_mine=_is_mine(place, actor),
        answered=row is not None,
        content=shown.content_agreed if shown is not None else None,
        form=shown.form_agreed if shown is not None else None,
        comment=shown.comment if shown is not None and not withheld else None,
        at=row.at if row is not None else None,
    )


def _names(found: Found) -> dict[str, str]:
    return {seat.person_id: seat.name for seat in found.seats}


def course_of(found: Found, case: SentCase) -> Course | None:
    """What the record of one tells that was sent and is over."""
    procedure, places = found.procedure, found.places
    if procedure.sent_at is None or procedure.ended_at is None or procedure.decided_by is None:
        return None
    answers = {one.person_id: one for one in found.answers}
    names = _names(found)
    return Course(
        lang=case.item.lang,
        body=found.body.name,
        state=procedure.state,
        decided_by=procedure.decided_by,
        ground=procedure.ground,
        reason=procedure.reason,
        sent_at=procedure.sent_at,
        deadline=procedure.deadline,
        ended_at=procedure.ended_at,
        lines=tuple(_line(one, answers) for one in places),
        inhabile=tuple((names[one.person_id], one.legal_basis or "") for one in found.answers if one.inhabile),
        unfilled=_unfilled(places),
        tally=rules.tally(places),
        proposal=case.item.proposals[0].text,
        withdrawn_because=procedure.withdrawn_because,
    )


def _unfilled(places: Sequence[Place]) -> tuple[str, ...]:
    return tuple(one.member.name for one in places if one.holder is None)


def _line(place: Place, answers: dict[str, WrittenAnswer]) -> Line:
    if place.holder is None:
        return Line(place.member.name)
    row = answers.get(place.holder.person_id) if place.answer is not None else None
    return Line(
        name=place.holder.name,
        member=place.member.name if place.holder.person_id != place.member.person_id else None,
        content=row.content_agreed if row is not None else None,
        form=row.form_agreed if row is not None else None,
        comment=row.comment if row is not None else None,
        at=row.at if row is not None else None,
    )


async def _resolution(session: AsyncSession, procedure_id: str) -> ProcedureResolution | None:
    found = await resolutions.of_procedure(session, procedure_id)
    if found is None:
        return None
    return ProcedureResolution(id=found.resolution.id, number=found.number, path=found.path)
