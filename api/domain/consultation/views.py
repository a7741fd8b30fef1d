"""Rows to the shapes that cross the API, cut to what each reader may see. Pure."""

import datetime as dt

from api.domain.consultation import policy, rules
from api.domain.consultation.queries import Contributions, Found
from api.domain.consultation.rules import Reader
from api.domain.consultation.schemas import (
    AnswerOut,
    CaseChange,
    ConsultationOut,
    ConsultationSummary,
    ConsultedCase,
    InputOut,
    InputVersionOut,
)
from api.domain.consultation.tables import ConsultationAnswer, ConsultationInput, ConsultationInputVersion
from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import Allow


def summary(
    found: Found, contributions: Contributions, actor: Actor, reader: Reader, now: dt.datetime
) -> ConsultationSummary:
    return ConsultationSummary.model_validate(_head(found, contributions, actor, reader, now))


def whole(
    found: Found, contributions: Contributions, actor: Actor, reader: Reader, now: dt.datetime
) -> ConsultationOut:
    consultation = found.consultation
    return ConsultationOut.model_validate(
        {
            **_head(found, contributions, actor, reader, now),
            "message": consultation.message,
            "include_closed": consultation.include_closed,
            "case": ConsultedCase.model_validate(consultation.content),
            "changes": tuple(CaseChange.model_validate(change) for change in consultation.changes),
            "inputs": tuple(
                received(row, contributions.versions.get(row.id, ()), actor, reader)
                for row in _visible(found, contributions, actor, reader, now)
            ),
            "answers": tuple(given(row) for row in contributions.answers),
        }
    )


def received(
    row: ConsultationInput, versions: tuple[ConsultationInputVersion, ...], actor: Actor, reader: Reader
) -> InputOut:
    """An input; earlier wordings are for whoever wrote them and for the administration."""
    mine = row.account_id == actor.id
    return InputOut(
        id=row.id,
        revision=row.revision,
        consultation_id=row.consultation_id,
        person_name=row.person_name,
        organisation_name=row.organisation_name,
        text=row.text,
        submitted_at=row.submitted_at,
        edited_at=row.edited_at,
        withdrawn_at=row.withdrawn_at,
        mine=mine,
        versions=tuple(
            InputVersionOut(
                number=version.number,
                organisation_name=version.organisation_name,
                text=version.text,
                written_at=version.written_at,
            )
            for version in (versions if mine or reader == "administration" else ())
        ),
    )


def given(row: ConsultationAnswer) -> AnswerOut:
    return AnswerOut(
        id=row.id,
        consultation_id=row.consultation_id,
        answered_by=row.answered_by,
        text=row.text,
        answered_at=row.answered_at,
    )


def _head(
    found: Found, contributions: Contributions, actor: Actor, reader: Reader, now: dt.datetime
) -> dict[str, object]:
    consultation = found.consultation
    case = ConsultedCase.model_validate(consultation.content)
    visible = _visible(found, contributions, actor, reader, now)
    return {
        "id": consultation.id,
        "revision": consultation.revision,
        "body_id": consultation.body_id,
        "item_id": found.place.item.id if found.place else None,
        "meeting_id": found.place.meeting.id if found.place else None,
        "meeting_number": case.meeting_number,
        "meeting_starts_at": found.place.meeting.starts_at if found.place else case.meeting_starts_at,
        "item_number": case.item.number,
        "title": case.item.title,
        "state": found.window.state(now),
        "opened_at": consultation.opened_at,
        "opened_by": consultation.opened_by,
        "deadline": consultation.deadline,
        "closed_at": consultation.closed_at,
        "input_count": sum(row.withdrawn_at is None for row in visible),
        "answer_count": len(contributions.answers),
        "can_take_part": isinstance(policy.can_take_part(actor, consultation.body_id), Allow),
        "can_prepare": isinstance(policy.can_prepare(actor, consultation.body_id), Allow),
    }


def _visible(
    found: Found, contributions: Contributions, actor: Actor, reader: Reader, now: dt.datetime
) -> tuple[ConsultationInput, ...]:
    return rules.visible_inputs(contributions.inputs, reader=reader, account_id=actor.id, state=found.window.state(now))
