"""Consultations: opened, extended, closed; inputs received and answers given."""

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.consultation import content, rules
from api.domain.consultation.queries import Found
from api.domain.consultation.rules import Treatment
from api.domain.consultation.schemas import InputPatch, NewConsultation, NewInput
from api.domain.consultation.tables import (
    Consultation,
    ConsultationAnswer,
    ConsultationInput,
    ConsultationInputVersion,
)
from api.domain.kernel import event, richtext
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid, Unauthenticated
from api.domain.kernel.event_types import EventType
from api.domain.kernel.richtext import RichText
from api.domain.meetings.service import AgendaEntry, MeetingWithAgenda


async def open_consultation(
    session: AsyncSession,
    actor: Actor,
    meeting: MeetingWithAgenda,
    entry: AgendaEntry,
    new: NewConsultation,
    now: dt.datetime,
) -> Consultation:
    """Show the case as it is now to the unions of the meeting's body.

    Raises GuardRefused as :func:`rules.require_consultable` does and ``one_open`` when one is open already, Invalid for
    a deadline that is past or not before the meeting.
    """
    treatment = Treatment(entry.item.state, meeting.meeting.state, meeting.meeting.starts_at)
    rules.require_consultable(treatment, now)
    rules.require_deadline(new.deadline, treatment, now)
    await _require_only_one(session, entry.item.handling_id)
    shown = await content.read(session, meeting.meeting.id, entry.item.id, include_closed=new.include_closed, now=now)
    consultation = Consultation(
        handling_id=entry.item.handling_id,
        body_id=meeting.body.id,
        opened_by=actor.name,
        opened_at=now,
        deadline=new.deadline,
        message=new.message,
        include_closed=new.include_closed,
        content=shown.model_dump(mode="json"),
    )
    session.add(consultation)
    await session.flush()
    _tell(session, actor, "consultation.opened", consultation, deadline=new.deadline.isoformat())
    return consultation


async def extend(session: AsyncSession, actor: Actor, found: Found, deadline: dt.datetime, now: dt.datetime) -> None:
    """Give the unions more time, also when the consultation was over. Raises as opening does."""
    treatment = found.on_agenda().treatment
    rules.require_consultable(treatment, now)
    rules.require_deadline(deadline, treatment, now)
    await _require_only_one(session, found.consultation.handling_id, found.consultation.id)
    found.consultation.deadline = deadline
    found.consultation.closed_at = None
    await session.flush()
    _tell(session, actor, "consultation.extended", found.consultation, deadline=deadline.isoformat())


async def close(session: AsyncSession, actor: Actor, found: Found, now: dt.datetime) -> None:
    """End it. Raises GuardRefused ``consultation_open`` when it is closed already."""
    if found.consultation.closed_at is not None:
        raise GuardRefused(
            "The consultation is closed already.",
            extra={"guard": "consultation_open", "remedy": "There is nothing to do."},
        )
    found.consultation.closed_at = now
    await session.flush()
    _tell(session, actor, "consultation.closed", found.consultation)


async def refresh(session: AsyncSession, actor: Actor, found: Found, note: str | None, now: dt.datetime) -> None:
    """Show the case as it is now, and what changed. Raises GuardRefused ``case_changed`` when nothing did."""
    place = found.on_agenda()
    rules.require_consultable(place.treatment, now)
    consultation = found.consultation
    shown = await content.read(
        session, place.meeting.id, place.item.id, include_closed=consultation.include_closed, now=now
    )
    fresh = shown.model_dump(mode="json")
    parts = rules.changed_parts(_parts(consultation.content), _parts(fresh))
    if not parts:
        raise GuardRefused(
            "The unions see the case as it is already.",
            extra={"guard": "case_changed", "remedy": "There is nothing to do."},
        )
    consultation.content = fresh
    consultation.changes = [*consultation.changes, {"at": now.isoformat(), "parts": list(parts), "note": note}]
    await session.flush()
    _tell(session, actor, "consultation.refreshed", consultation, parts=list(parts))


async def submit(
    session: AsyncSession, actor: Actor, found: Found, new: NewInput, now: dt.datetime
) -> ConsultationInput:
    """Take an input in. Raises GuardRefused outside the window, Invalid for an empty text or one outside the schema."""
    rules.require_open(found.window, found.on_agenda().treatment, now)
    if actor.id is None:
        raise Unauthenticated("Only someone with an account gives input.")
    row = ConsultationInput(
        consultation_id=found.consultation.id,
        account_id=actor.id,
        person_id=actor.person_id,
        person_name=actor.name,
        organisation_name=new.organisation_name,
        text=_checked(new.text),
        submitted_at=now,
    )
    session.add(row)
    await session.flush()
    _tell(session, actor, "consultation.input_received", found.consultation, inputId=row.id)
    return row


async def edit(
    session: AsyncSession, actor: Actor, found: Found, row: ConsultationInput, patch: InputPatch, now: dt.datetime
) -> None:
    """Change the wording and keep the earlier one. Raises GuardRefused outside the window or when it is withdrawn."""
    rules.require_open(found.window, found.on_agenda().treatment, now)
    _require_standing(row)
    given = patch.model_fields_set
    for name in ("organisation_name", "text"):
        if name in given and getattr(patch, name) is None:
            pointer = "/organisationName" if name == "organisation_name" else "/text"
            raise Invalid("A field that can't be empty was given as null.", (FieldError(pointer, "can't be null"),))
    text = _checked(patch.text) if patch.text is not None else row.text
    organisation_name = patch.organisation_name or row.organisation_name
    if (text, organisation_name) == (row.text, row.organisation_name):
        return
    earlier = select(ConsultationInputVersion).where(ConsultationInputVersion.input_id == row.id)
    session.add(
        ConsultationInputVersion(
            input_id=row.id,
            number=1 + len((await session.scalars(earlier)).all()),
            organisation_name=row.organisation_name,
            text=row.text,
            written_at=row.edited_at or row.submitted_at,
        )
    )
    row.text, row.organisation_name, row.edited_at = text, organisation_name, now
    await session.flush()
    _tell(session, actor, "consultation.input_edited", found.consultation, inputId=row.id)


async def withdraw(session: AsyncSession, actor: Actor, found: Found, row: ConsultationInput, now: dt.datetime) -> None:
    """Take an input back. It stays with the administration. Raises GuardRefused outside the window."""
    rules.require_open(found.window, found.on_agenda().treatment, now)
    _require_standing(row)
    row.withdrawn_at = now
    await session.flush()
    _tell(session, actor, "consultation.input_withdrawn", found.consultation, inputId=row.id)


async def answer(
    session: AsyncSession, actor: Actor, found: Found, text: RichText, now: dt.datetime
) -> ConsultationAnswer:
    """Answer the unions; the board sees it with the case. Raises Invalid for a text outside the schema."""
    row = ConsultationAnswer(
        consultation_id=found.consultation.id,
        answered_by=actor.name,
        text=_checked(text),
        answered_at=now,
    )
    session.add(row)
    await session.flush()
    _tell(session, actor, "consultation.answered", found.consultation, answerId=row.id)
    return row


async def _require_only_one(session: AsyncSession, handling_id: str, but_not: str | None = None) -> None:
    query = select(Consultation.id).where(
        Consultation.handling_id == handling_id,
        col(Consultation.closed_at).is_(None),
        Consultation.id != (but_not or ""),
    )
    if (existing := await session.scalar(query)) is not None:
        remedy = "Extend that consultation, or close it first."
        raise GuardRefused(
            "The case is being consulted on already.",
            extra={"guard": "one_open", "remedy": remedy, "consultationId": existing},
        )


def _parts(case: dict[str, Any]) -> dict[str, object]:
    """The case part by part; label and address only say the number once more."""
    item = {name: value for name, value in case["item"].items() if name not in ("label", "path")}
    return {**case, **item, "item": None}


def _require_standing(row: ConsultationInput) -> None:
    if row.withdrawn_at is not None:
        raise GuardRefused(
            "The input is withdrawn.", extra={"guard": "input_standing", "remedy": "Write a new one instead."}
        )


def _checked(text: RichText) -> RichText:
    """``text`` with its block ids. Raises Invalid with pointers into the request; for one without words, too."""
    try:
        checked = richtext.validate(richtext.with_ids(text))
    except Invalid as error:
        faults = tuple(replace(fault, pointer=f"/text{fault.pointer}") for fault in error.errors)
        raise Invalid(error.detail, faults) from error
    if not richtext.to_text(checked).strip():
        raise Invalid("The text is empty.", (FieldError("/text", "must hold words", "required"),))
    return checked


def _tell(session: AsyncSession, actor: Actor, what: EventType, consultation: Consultation, **after: object) -> None:
    """What the unions and the administration say to each other stays out of the log."""
    event.record(
        session, actor, what, ("consultation", consultation.id), body_id=consultation.body_id, after=after or None
    )
