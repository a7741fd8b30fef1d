"""Two cases of the coming meeting that the unions have been asked about: one is answered, one is open."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.demonstration import accounts
from api.demonstration.days import days_around
from api.demonstration.texts import doc
from api.domain.consultation import queries, service
from api.domain.consultation.schemas import NewConsultation, NewInput
from api.domain.kernel.clock import at, oslo_date
from api.domain.meetings import service as meetings
from api.domain.meetings.tables import Meeting
from api.domain.notice import service as notice


async def add(session: AsyncSession, now: dt.datetime) -> None:
    """Consultations, and the reminders that follow from them. The demonstration and its accounts must be there."""
    administration = await accounts.actor(session, "administrasjon", now)
    union = await accounts.actor(session, "tillitsvald", now)
    days = days_around(oslo_date(now))
    found = await meetings.get(session, await _coming(session, now))
    entries = {entry.content.handling.title: entry for entry in found.agenda}
    deadline = at(days.coming - dt.timedelta(days=1), dt.time(23, 59))

    def then(hour: int) -> dt.datetime:
        return at(days.papers_out, dt.time(hour))

    answered = await service.open_consultation(
        session,
        administration,
        found,
        entries["Skog i Sogn: val av vertskommune"],
        NewConsultation(deadline=deadline, message="Sjå særleg på kvar dei tilsette får arbeidsstad."),
        then(13),
    )
    forest = await queries.get(session, answered.id)
    await service.submit(
        session,
        union,
        forest,
        NewInput(
            organisation_name="Fagforeininga Sogn",
            text=doc(
                "Vi støttar at fagmiljøet vert samla, så lenge ingen må flytte.",
                "Dei tilsette bør få vite kven som vert leiar før avtalen vert underskriven.",
            ),
        ),
        then(14),
    )
    answer = doc("Ingen må flytte. Leiaren vert peika ut før avtalen går til kommunestyra, og de får vere med på det.")
    await service.answer(session, administration, forest, answer, then(15))
    await service.close(session, administration, forest, then(16))

    waiting = await service.open_consultation(
        session,
        administration,
        found,
        entries["Prosjekt om samfunnstryggleik og beredskap"],
        NewConsultation(deadline=deadline, message="Kven bør vere med på øvingane?"),
        then(13),
    )
    await service.submit(
        session,
        union,
        await queries.get(session, waiting.id),
        NewInput(
            organisation_name="Fagforeininga Sogn",
            text=doc("Verneomboda bør vere med når øvingane vert planlagde, ikkje berre når dei vert haldne."),
        ),
        then(14),
    )
    await notice.remind(session, now)


async def _coming(session: AsyncSession, now: dt.datetime) -> str:
    query = select(Meeting.id).where(Meeting.starts_at > now).order_by(col(Meeting.starts_at)).limit(1)
    return (await session.scalars(query)).one()
