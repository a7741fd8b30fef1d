"""What the held meeting resolved, in our own words: adopted, with a dissent, superseded, and what is left to do."""

import datetime as dt
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from api.demonstration.held_meeting.collaborations import FOREST, NAV
from api.demonstration.texts import doc, ol
from api.domain.cases.schemas import Deadline
from api.domain.identity import service as identity
from api.domain.identity.tables import Account
from api.domain.kernel.clock import at, oslo_date
from api.domain.meetings import service as meetings
from api.domain.meetings.tables import Meeting
from api.domain.notice import service as notice
from api.domain.resolutions import follow_ups, queries, service
from api.domain.resolutions.queries import Found
from api.domain.resolutions.schemas import (
    Delegation,
    Dissent,
    EndOrder,
    NewFollowUp,
    NewResolution,
    ResolutionReference,
)
from api.domain.resolutions.tables import FollowUp

_DAY: Final = dt.date(2025, 9, 22)
_MEETING: Final = "08-25"


async def add(session: AsyncSession, now: dt.datetime) -> None:
    """Resolutions, follow-ups, and the reminders that follow. The demonstration and its accounts must be there."""
    accounts = {row.username: row for row in await session.scalars(select(Account))}
    actor = await identity.actor_of(session, accounts["administrasjon"], now)
    meeting = (await session.scalars(select(Meeting).where(Meeting.number == _MEETING))).one()
    found = await meetings.get(session, meeting.id)

    async def record(new: NewResolution) -> Found:
        entry = next(one for one in found.agenda if one.content.handling.title == new.title)
        made = await service.register(session, actor, found, entry, new)
        return (await queries.by_id(session, [made.id]))[made.id]

    async def follow_up(of: Found, what: str, days: int, owner: str) -> FollowUp:
        account = accounts.get(owner)
        new = NewFollowUp(
            what=what,
            owner_id=account.id if account else None,
            owner_name=None if account else owner,
            due_on=oslo_date(now) + dt.timedelta(days=days),
        )
        return await follow_ups.add(session, actor, of, new, now)

    budget = await record(
        NewResolution(
            title="Budsjett 2026",
            decided_at=_at(10),
            text=doc(
                ol(
                    "Styret rår representantskapet til å vedta budsjettet for 2026 slik det ligg føre.",
                    "Kontingenten vert delt mellom kommunane etter den fordelinga som gjeld i dag.",
                )
            ),
            vote="Samrøystes vedteke.",
        )
    )
    await record(
        NewResolution(
            title="Prinsipp for kostnadsfordeling",
            decided_at=_at(11),
            text=doc(
                ol(
                    "Ein fast del vert delt likt mellom kommunane som er med i tenesta.",
                    "Resten vert fordelt etter folketalet 1. januar.",
                )
            ),
            vote="Vedteke med fem mot ei røyst.",
            dissents=(
                Dissent(
                    who="Marta Kvamsnos, Aurland",
                    text="Ein liten kommune ber ein for stor del når den faste delen er lik for alle. Eg ville hatt "
                    "han ned på 20 prosent.",
                ),
            ),
            references=(ResolutionReference(text="Budsjett 2026", date=_DAY, resolution_id=budget.resolution.id),),
        )
    )
    nav = await record(
        NewResolution(
            title=NAV,
            decided_at=_at(12),
            text=doc(
                ol(
                    "Styret rår kommunane til å gjere prinsippvedtak før jul 2025. Sogn KO skriv saksutgreiinga.",
                    "Er vedtaka positive, vert desse kommunane vurderte som vertskommune: Luster, Sogndal og Årdal.",
                    "Vertskommuneavtalen går til kommunestyra i februar og mars 2026.",
                )
            ),
            outcome="adopted_as_amended",
            vote="Samrøystes vedteke, med dei tre kommunane som vart sette inn i møtet.",
            deadlines=(Deadline(text="Prinsippvedtak i kommunane", date=dt.date(2025, 12, 19)),),
            delegations=(Delegation(to="Styreleiar", text="Godkjenner saksutgreiinga før ho vert send."),),
        )
    )
    forest = await record(
        NewResolution(
            title=FOREST,
            decided_at=_at(12),
            text=doc(ol("Styret vel vertskommune i møtet i november.")),
            vote="Vedteke med fire mot to røyster.",
        )
    )
    anew = await record(
        NewResolution(
            title=FOREST,
            decided_at=_at(14),
            text=doc(
                ol(
                    "Administrasjonen legg fram vekting av kommunane som har meldt seg.",
                    "Styret vel vertskommune i møtet 20. oktober.",
                )
            ),
            vote="Samrøystes vedteke, etter at saka vart teken opp att.",
            references=(
                ResolutionReference(text="Første vedtaket i saka", date=_DAY, resolution_id=forest.resolution.id),
            ),
        )
    )
    order = EndOrder(resolution_id=anew.resolution.id, reason="Styret tok saka opp att same dag.")
    reach = await queries.reach_of(session, actor)
    await service.end(session, actor, reach, forest, "superseded", order)
    for one in (budget, nav, anew):
        await service.act(session, actor, one, "finalise")
    await service.act(session, actor, nav, "start")

    sent = await follow_up(nav, "Send saksutgreiinga til dei seks kommunane", -40, "saksbehandlar")
    await follow_ups.act(session, actor, sent, nav, "done", now, result="Send til alle seks, og alle har svara.")
    late = await follow_up(nav, "Hent inn prinsippvedtaka frå kommunane", -6, "administrasjon")
    await follow_ups.act(session, actor, late, nav, "start", now)
    await follow_up(nav, "Gje tilbakemelding på utkastet til vertskommuneavtale", 4, "medlem")
    await follow_up(nav, "Rekn ut kva kontoret vil koste i kvar kommune", 26, "Nav Vestland")
    dropped = await follow_up(budget, "Spør Statsforvaltaren om skjønsmidlar til meir", -20, "administrasjon")
    await follow_ups.act(session, actor, dropped, budget, "drop", now, reason="Ramma for 2026 er alt fordelt.")
    await notice.remind(session, now)


def _at(hour: int) -> dt.datetime:
    return at(_DAY, dt.time(hour))
