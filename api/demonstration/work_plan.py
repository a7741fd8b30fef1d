"""The board's work plan for this year and the next, in our own words: what is behind is done, moved or dropped."""

import datetime as dt
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.kernel.actor import SYSTEM
from api.domain.kernel.clock import oslo_date
from api.domain.meetings.states import ItemType
from api.domain.work_plans import queries, rolling, rules, service
from api.domain.work_plans.schemas import EntryMove, NewEntry, NewWorkPlan

_MANAGER: Final = "Dagleg leiar"
_CHAIR: Final = "Styreleiar"
_YEAR: Final = (
    NewEntry(
        title="Årsmelding for året som gjekk", month=2, item_type="decision", responsible=_MANAGER, recurrence="yearly"
    ),
    NewEntry(
        title="Rekneskap og bruk av fond",
        month=3,
        item_type="recommendation",
        responsible="Økonomi",
        recurrence="yearly",
    ),
    NewEntry(
        title="Rapport om økonomi og tenester",
        month=2,
        item_type="status",
        responsible="Økonomi",
        recurrence="quarterly",
    ),
    NewEntry(
        kind="activity",
        title="Dialogdag med dei regionale nettverka",
        month=4,
        responsible="Tenesteutviklar",
        note="Heil dag. Kvart nettverk fortel om det dei har på gang.",
    ),
    NewEntry(title="Prosjekta: kvar står dei?", month=5, item_type="status", responsible="Prosjektleiarane"),
    NewEntry(kind="activity", title="Eigarmøte med ordførarane", month=6, responsible=_CHAIR, recurrence="yearly"),
    NewEntry(title="Rammer for budsjettet", month=6, item_type="discussion", responsible=_MANAGER, recurrence="yearly"),
    NewEntry(
        title="Internkontroll og personvern",
        month=8,
        item_type="information",
        responsible=_MANAGER,
        recurrence="yearly",
    ),
    NewEntry(
        title="Budsjett for neste år", month=9, item_type="recommendation", responsible="Økonomi", recurrence="yearly"
    ),
    NewEntry(
        title="Møtedagar for neste år", month=10, item_type="decision", responsible="Sekretariatet", recurrence="yearly"
    ),
    NewEntry(
        title="Medarbeidarsamtale med dagleg leiar", kind="activity", month=11, responsible=_CHAIR, recurrence="yearly"
    ),
    NewEntry(
        title="Evaluering av arbeidet i styret",
        month=12,
        item_type="evaluation",
        responsible=_CHAIR,
        recurrence="yearly",
    ),
)
_DROPPED: Final = NewEntry(kind="activity", title="Studietur til Hardanger", month=1, responsible="Tenesteutviklar")
_MOVED: Final = NewEntry(
    title="Felles mal for samarbeidsavtalar", month=1, item_type="discussion", responsible=_MANAGER
)


_AT_EACH_MEETING: Final[tuple[tuple[str, ItemType, str], ...]] = (
    ("Oppfølging av vedtak", "status", _MANAGER),
    ("Arbeidsplan og ønske for neste møte", "decision", "Tenesteutviklar"),
)


async def add(session: AsyncSession, board_id: str, now: dt.datetime) -> None:
    """Both plans. The board's meetings must be there already."""
    today = oslo_date(now)
    plan = await service.create(
        session,
        SYSTEM,
        NewWorkPlan(body_id=board_id, year=today.year, title=f"Plan for styret sitt arbeid {today.year}"),
    )
    found = await queries.of_body(session, board_id, today)
    for new in _YEAR:
        entry = await service.add_entry(session, SYSTEM, found, plan, new)
        if entry.month < today.month:
            await service.done(session, SYSTEM, found, entry)
    dropped = await service.add_entry(session, SYSTEM, found, plan, _DROPPED)
    await service.drop(session, SYSTEM, found, dropped, "Styret vil heller bruke pengane på dialogdagen.")
    moved = await service.add_entry(session, SYSTEM, found, plan, _MOVED)
    found = await queries.of_body(session, board_id, today)
    await rolling.copy_to_next_year(session, SYSTEM, found, plan)
    found = await queries.of_body(session, board_id, today)
    upcoming = rules.next_sitting(found.sittings(), today)
    if upcoming is not None:
        for title, item_type, responsible in _AT_EACH_MEETING:
            new = NewEntry(
                title=title,
                meeting_id=upcoming.id,
                item_type=item_type,
                responsible=responsible,
                recurrence="each_meeting",
            )
            await service.add_entry(session, SYSTEM, found, found.plans[upcoming.date.year], new)
        reason = "Kommunane ba om meir tid til å lese utkastet."
        await service.move(session, SYSTEM, found, moved, EntryMove(meeting_id=upcoming.id, reason=reason))
    await rolling.roll(session, SYSTEM, await queries.of_body(session, board_id, today), plan)
