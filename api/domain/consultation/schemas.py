"""Consultations as they cross the API."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from api.domain.consultation.rules import ConsultationState
from api.domain.kernel.richtext import RichText
from api.domain.kernel.schemas import Moment, Schema
from api.domain.publications.snapshot import ItemView

Note = Annotated[str, Field(min_length=1, max_length=2000)]
OrganisationName = Annotated[str, Field(min_length=1, max_length=200, examples=["Fagforbundet"])]


class ConsultedCase(Schema):
    """The case as the unions see it. What is closed to the public is left out unless the administration includes it."""

    meeting_number: str
    meeting_title: str
    meeting_starts_at: dt.datetime
    body_name: str
    item: ItemView


class NewConsultation(Schema):
    """Opens the case for the unions of the meeting's body."""

    deadline: Moment
    message: Note | None = None
    include_closed: bool = Field(
        default=False, description="Show the unions the texts of a case that is closed to the public."
    )


class Extension(Schema):
    """A new deadline. It also reopens a consultation that was closed."""

    deadline: Moment


class Refreshing(Schema):
    """Shows the case as it is now. The note says what has changed, in a sentence."""

    note: Note | None = None


class NewInput(Schema):
    """What a union says, and on whose behalf."""

    organisation_name: OrganisationName
    text: RichText


class InputPatch(Schema):
    """Fields that are left out stay as they are. The earlier wording is kept."""

    organisation_name: OrganisationName | None = None
    text: RichText | None = None


class NewAnswer(Schema):
    text: RichText


class InputVersionOut(Schema):
    """An earlier wording."""

    number: int
    organisation_name: str
    text: RichText
    written_at: dt.datetime


class InputOut(Schema):
    id: str
    revision: int
    consultation_id: str
    person_name: str
    organisation_name: str
    text: RichText
    submitted_at: dt.datetime
    edited_at: dt.datetime | None
    withdrawn_at: dt.datetime | None
    mine: bool
    """Whether the one who asks wrote it."""
    versions: tuple[InputVersionOut, ...]
    """Earlier wordings, oldest first."""


class AnswerOut(Schema):
    id: str
    consultation_id: str
    answered_by: str
    text: RichText
    answered_at: dt.datetime


class CaseChange(Schema):
    """What a refreshing changed: the names of the item's parts, and the administration's note."""

    at: dt.datetime
    parts: tuple[str, ...]
    note: str | None


class ConsultationSummary(Schema):
    """A consultation in a list. ``input_count`` counts what stands among the inputs that the one who asks may see."""

    id: str
    revision: int
    body_id: str
    item_id: str | None
    """The agenda item that treats the case now; null when it has been taken off the agenda."""
    meeting_id: str | None
    meeting_number: str
    meeting_starts_at: dt.datetime
    item_number: int
    title: str
    state: ConsultationState
    opened_at: dt.datetime
    opened_by: str
    deadline: dt.datetime
    closed_at: dt.datetime | None
    input_count: int
    answer_count: int
    can_take_part: bool
    can_prepare: bool


class ConsultationOut(ConsultationSummary):
    """The consultation with the case as it is shown, the inputs that the one who asks may see, and the answers."""

    message: str | None
    include_closed: bool
    case: ConsultedCase
    changes: tuple[CaseChange, ...]
    inputs: tuple[InputOut, ...]
    answers: tuple[AnswerOut, ...]
