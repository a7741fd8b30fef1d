"""Two meetings of before Samstyre was taken into use, so that register and evaluations go back a bit."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from api.demonstration.held_meeting.collaborations import FOREST, SURVEYING
from api.demonstration.held_meeting.finance import PRINCIPLES
from api.demonstration.held_meeting.projects import OPPORTUNITY
from api.demonstration.texts import doc, ol
from api.domain.evaluations import service as evaluations
from api.domain.evaluations.schemas import EvaluationAnswer
from api.domain.kernel.actor import SYSTEM, Actor
from api.domain.kernel.clock import at
from api.domain.kernel.richtext import RichText
from api.domain.meetings import in_session
from api.domain.meetings import service as meetings
from api.domain.meetings.schemas import NewAgendaItem, NewMeeting
from api.domain.meetings.states import ItemType
from api.domain.meetings.tables import Meeting
from api.domain.organisation import service as organisation
from api.domain.resolutions import service as resolutions
from api.domain.resolutions.schemas import NewResolution

_PLACE: Final = "Rådhuset i Sogndal"
_APPROVAL: Final = "Godkjenning av innkalling og sakliste"
_PLAN: Final = "Plan for styret sitt arbeid"


@dataclass(frozen=True)
class _Earlier:
    """``resolved`` are the texts that were adopted, by the item's title; ``scores`` what the members said of it."""

    number: str
    day: dt.date
    agenda: tuple[tuple[ItemType, str], ...]
    resolved: Mapping[str, RichText]
    scores: tuple[tuple[int, ...], ...]
    remarks: tuple[str, ...]


_MEETINGS: Final = (
    _Earlier(
        number="05-25",
        day=dt.date(2025, 6, 4),
        agenda=(
            ("opening", "Opning v/styreleiar"),
            ("approval", _APPROVAL),
            ("information", "Orientering frå Sognarådet IPR"),
            ("information", "Orientering frå styreleiar"),
            ("information", "Orientering frå administrasjonen"),
            ("status", "Status"),
            ("decision", FOREST),
            ("decision", _PLAN),
            ("decision", OPPORTUNITY),
        ),
        resolved={
            _APPROVAL: doc("Innkallinga og saklista vert godkjende."),
            FOREST: doc(
                ol(
                    "Skogsamarbeidet held fram innanfor budsjettramma som er lagd fram.",
                    "Administrasjonen lagar ein vertskommuneavtale og ei felles saksutgreiing til kommunestyra.",
                )
            ),
            _PLAN: doc("Planen for arbeidet i styret vert vedteken."),
            OPPORTUNITY: doc(
                ol(
                    "Næringsnettverket driv bedriftsnettverket og Sogn Opportunity ut året.",
                    "Nettverket vurderer kva tiltak som bør leve vidare etter prosjektet.",
                )
            ),
        },
        scores=((3, 2, 4, 4, 3), (4, 3, 4, 4, 3), (3, 3, 3, 4, 4), (2, 2, 4, 5, 3), (3, 3, 5, 4, 4)),
        remarks=("Papira kom seint.", "Vi brukte for lang tid på orienteringane."),
    ),
    _Earlier(
        number="07-25",
        day=dt.date(2025, 8, 19),
        agenda=(
            ("opening", "Opning v/styreleiar"),
            ("approval", _APPROVAL),
            ("information", "Orientering frå administrasjonen"),
            ("decision", SURVEYING),
            ("decision", PRINCIPLES),
            ("any_other_business", "Ymse"),
        ),
        resolved={
            _APPROVAL: doc("Innkallinga og saklista vert godkjende."),
            SURVEYING: doc("Styret tilrår Luster som vertskommune for kart, oppmåling og GIS."),
            PRINCIPLES: doc("Administrasjonen reknar ut fleire måtar å fordele kostnadene på til neste møte."),
        },
        scores=((4, 3, 4, 5, 4), (4, 3, 5, 4, 3), (4, 4, 4, 5, 4), (3, 3, 5, 4, 4), (5, 3, 4, 5, 3), (4, 4, 4, 4, 4)),
        remarks=("Ryddigare enn i juni.",),
    ),
)


async def add(session: AsyncSession, board_id: str) -> None:
    """The meetings, which nobody published here, with what was only noted in them."""
    for one in _MEETINGS:
        new = NewMeeting(
            body_id=board_id,
            number=one.number,
            title=f"Styremøte {one.number} i Sogn KO",
            starts_at=at(one.day, dt.time(9)),
            ends_at=at(one.day, dt.time(14)),
            place=_PLACE,
            items=tuple(NewAgendaItem(type=kind, title=title) for kind, title in one.agenda),
        )
        found = await meetings.create(session, SYSTEM, new)
        for entry in found.agenda:
            if entry.content.handling.title not in one.resolved:
                await in_session.conclude(session, SYSTEM, entry.item.id, "noted", None)
        await meetings.set_state(session, found.meeting.id, "held")


async def resolve(session: AsyncSession, actor: Actor) -> None:
    """What the meetings resolved, entered by hand."""
    for one in _MEETINGS:
        found = await meetings.get(session, (await _meeting(session, one)).id)
        for entry in found.agenda:
            title = entry.content.handling.title
            if title in one.resolved:
                new = NewResolution(title=title, text=one.resolved[title], vote="Samrøystes vedteke.")
                await resolutions.register(session, actor, found, entry, new)
                await resolutions.finalise(session, actor, found.meeting.id)


async def evaluate(session: AsyncSession) -> None:
    """What the members said of the meetings, in evaluations that are closed."""
    for one in _MEETINGS:
        meeting = await _meeting(session, one)
        evening = at(one.day, dt.time(18))
        made = await evaluations.open_evaluation(session, SYSTEM, meeting, None, evening)
        found = await evaluations.get(session, made.id)
        seats = await organisation.list_mandates(session, meeting.body_id)
        members = [person.id for mandate, person in seats if mandate.role in ("chair", "deputy_chair", "member")]
        for place, (person_id, scores) in enumerate(zip(members, one.scores, strict=False)):
            remark = one.remarks[place] if place < len(one.remarks) else None
            await evaluations.answer(session, found, person_id, EvaluationAnswer(scores=scores, remark=remark), evening)
        await evaluations.close(session, SYSTEM, found.evaluation, evening + dt.timedelta(days=7))


async def _meeting(session: AsyncSession, one: _Earlier) -> Meeting:
    return (await session.scalars(select(Meeting).where(Meeting.number == one.number))).one()
