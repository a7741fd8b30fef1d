"""The meeting of 22 September 2025: 19 items, published three times, and held.

What went on in its room is in ``room.py``, and what was written of it in ``minutes.py``: both need accounts.
"""

import datetime as dt
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from api.demonstration import files
from api.demonstration.held_meeting import collaborations, finance, papers, projects, reports
from api.demonstration.organisation import CHAIR
from api.demonstration.publishing import publish
from api.domain.kernel.actor import SYSTEM
from api.domain.kernel.clock import at
from api.domain.meetings import service as meetings
from api.domain.meetings.schemas import NewMeeting, ProgrammeEntry, ProgrammeSlot, SideEvent
from api.domain.meetings.tables import Meeting
from api.domain.publications.adding import Render
from api.storage import Storage

NUMBER: Final = "08-25"
_DAY: Final = dt.date(2025, 9, 22)


async def add(session: AsyncSession, storage: Storage, render: Render, board_id: str) -> dict[str, str]:
    """The meeting with its publications. Returns the ids of its cases by title, for later meetings to go on with."""
    documents = await files.store(session, storage, papers.PAPERS)
    found = await meetings.create(
        session,
        SYSTEM,
        NewMeeting(
            body_id=board_id,
            number=NUMBER,
            title=f"Styremøte {NUMBER} i Sogn KO",
            starts_at=at(_DAY, dt.time(9)),
            ends_at=at(_DAY, dt.time(14, 45)),
            place="Campus Sogndal, møterom Sparebank Vest",
            programme=_programme(),
            side_events=(_presentation(),),
            items=(
                *reports.opening(),
                *finance.items(documents),
                *collaborations.items(documents),
                *projects.items(documents),
                *reports.closing(documents),
            ),
        ),
    )
    held_id = found.meeting.id
    await publish(session, storage, render, held_id, "agenda", dt.date(2025, 9, 8))
    await publish(session, storage, render, held_id, "papers", dt.date(2025, 9, 15))
    await files.store_version(session, storage, documents["accounts"].id, papers.CORRECTED_ACCOUNTS)
    note = "Sak 6: Vedlegg 1 er bytt ut, for den første utgåva sa ikkje kor stor kontingenten er."
    await publish(session, storage, render, held_id, "papers", dt.date(2025, 9, 17), note)
    return {entry.content.handling.title: entry.content.handling.case_id for entry in found.agenda}


async def meeting_id(session: AsyncSession) -> str:
    """Which meeting it is."""
    return (await session.scalars(select(Meeting.id).where(Meeting.number == NUMBER))).one()


def _programme() -> tuple[ProgrammeSlot, ...]:
    return (
        ProgrammeSlot(starts_at=dt.time(9), text="Saker"),
        ProgrammeSlot(
            starts_at=dt.time(11, 25),
            text="Lunsj hos Vestlandsforsking i Svingen, der direktøren fortel litt om dei nye lokala",
        ),
        ProgrammeSlot(starts_at=dt.time(11, 55), text="Saker"),
        ProgrammeSlot(
            starts_at=dt.time(12), text="Samfunnstryggleik og beredskap: prosjektleiaren møter styret og orienterer"
        ),
        ProgrammeSlot(starts_at=dt.time(14, 45), text="Møteslutt"),
    )


def _presentation() -> SideEvent:
    return SideEvent(
        title="Felles barnevern i Sogn: rapporten vert lagd fram",
        starts_at=at(_DAY, dt.time(15)),
        place="Campus Sogndal, Flostova",
        audience="Tillitsvalde, tilsette, pressa og andre som er interesserte",
        programme=(
            ProgrammeEntry(text=f"Velkomen, ved styreleiar {CHAIR}"),
            ProgrammeEntry(text="Felles barnevern i Sogn, ved rådgjevaren frå KS Konsulent"),
            ProgrammeEntry(text="Universitetsbarnevernet i Sogn, ved Høgskulen på Vestlandet"),
            ProgrammeEntry(text="Dei tillitsvalde kommenterer rapporten"),
            ProgrammeEntry(text="Ordførarane kommenterer rapporten"),
            ProgrammeEntry(text="Spørsmål, og tid til intervju"),
        ),
    )
