"""The meeting after that: in preparation, with what a secretary has yet to settle."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from api.demonstration.days import days_around, meeting_number
from api.demonstration.held_meeting.collaborations import NAV, SURVEYING
from api.demonstration.texts import bare_table, blank, doc, ol, p, proposal
from api.domain.cases.schemas import NewAttachment
from api.domain.kernel.actor import SYSTEM
from api.domain.kernel.clock import at, oslo_date
from api.domain.meetings import service as meetings
from api.domain.meetings.schemas import NewAgendaItem, NewMeeting


async def add(session: AsyncSession, board_id: str, cases: Mapping[str, str], now: dt.datetime) -> None:
    """The meeting, unpublished; ``cases`` are the ids of earlier cases by title."""
    day = days_around(oslo_date(now)).planned
    number = meeting_number(day)
    await meetings.create(
        session,
        SYSTEM,
        NewMeeting(
            body_id=board_id,
            number=number,
            title=f"Styremøte {number} i Sogn KO",
            starts_at=at(day, dt.time(9)),
            ends_at=at(day, dt.time(14)),
            items=_items(cases),
        ),
    )


def _items(cases: Mapping[str, str]) -> tuple[NewAgendaItem, ...]:
    return (
        NewAgendaItem(type="opening", title="Opning v/styreleiar"),
        NewAgendaItem(
            type="approval",
            title="Godkjenning av innkalling og sakliste",
            proposals=proposal("Innkallinga og saklista vert godkjende."),
        ),
        NewAgendaItem(
            case_id=cases[NAV],
            type="decision",
            title="Val av vertskommune for Nav-kontor i region Sogn",
            text=doc("Administrasjonen ventar på svar frå to kommunar før framlegget kan skrivast."),
            attachments=(NewAttachment(number="1", title="Vurdering av kommunane"),),
        ),
        NewAgendaItem(
            case_id=cases[SURVEYING],
            type="decision",
            title="Kart, oppmåling og GIS: verknadsdato",
            proposals=proposal(p("Samarbeidet får verknad frå ", blank("xx.xx", "date"), ".")),
            text=doc(
                "Alle dei seks kommunestyra må seie ja til det same før datoen kan setjast.",
                bare_table(
                    "Vedtak i kommunane",
                    (("Aurland", "vedteke"), ("Luster", "vedteke"), ("Vik", "ikkje handsama")),
                ),
            ),
            attachments=(NewAttachment(number="1", title="Vedteken avtale", status="under_preparation"),),
        ),
        NewAgendaItem(
            type="decision",
            title="Møteplan",
            proposals=proposal(
                "Styret møtest desse dagane:",
                ol(p(blank("dato", "date")), p(blank("dato", "date")), p(blank("dato", "date"))),
            ),
            text=doc("Planen kan gjerast ferdig når kommunane har vedteke møteplanane sine."),
        ),
        NewAgendaItem(
            type="decision",
            title="Tilsetjing av prosjektleiar",
            access="closed",
            text=doc("Innstillinga kjem når intervjua er ferdige. Søkjarane er oppdikta."),
        ),
        NewAgendaItem(type="any_other_business", title="Ymse"),
    )
