"""What came of the resolutions: one in another's place, a deadline, and what is done and left to do."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from api.domain.cases.schemas import Deadline
from api.domain.identity.tables import Account
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import oslo_date
from api.domain.notice import service as notice
from api.domain.resolutions import follow_ups, queries, service
from api.domain.resolutions.queries import Filter, Found
from api.domain.resolutions.schemas import Correction, Delegation, EndOrder, NewFollowUp
from api.domain.resolutions.tables import FollowUp


async def add(session: AsyncSession, actor: Actor, now: dt.datetime) -> None:
    """Follow-ups, and the reminders that follow. The meetings must be held, and accounts there."""
    accounts = {row.username: row.id for row in await session.scalars(select(Account))}
    reach = await queries.reach_of(session, actor)

    async def resolution(day: str, label: str) -> Found:
        (found,) = await queries.page(session, reach, Filter(meeting=day, label=label), 1, None)
        return found

    async def follow_up(of: Found, what: str, days: int, owner: str) -> FollowUp:
        owner_id = accounts.get(owner)
        due_on = oslo_date(now) + dt.timedelta(days=days)
        new = NewFollowUp(what=what, owner_id=owner_id, owner_name=None if owner_id else owner, due_on=due_on)
        return await follow_ups.add(session, actor, of, new, now)

    later = await resolution("2025-09-22", "15")
    order = EndOrder(resolution_id=later.resolution.id, reason="Prosjektet har fått lengre frist av fylkeskommunen.")
    await service.end(session, actor, reach, await resolution("2025-06-04", "9"), "superseded", order)

    nav = await resolution("2025-09-22", "9")
    correction = Correction(
        title=nav.version.title,
        text=nav.version.text,
        vote=nav.version.vote,
        outcome=nav.version.outcome,
        deadlines=(Deadline(text="Prinsippvedtak i kommunane", date=dt.date(2025, 12, 19)),),
        delegations=(Delegation(to="Styreleiar", text="Godkjenner saksutgreiinga før ho vert send."),),
        reason="Frist og fullmakt er førte inn.",
    )
    await service.correct(session, actor, nav, correction)
    await service.act(session, actor, nav, "start")

    sent = await follow_up(nav, "Send saksutgreiinga til dei seks kommunane", -40, "saksbehandlar")
    await follow_ups.act(session, actor, sent, nav, "done", now, result="Send til alle seks, og alle har svara.")
    late = await follow_up(nav, "Hent inn prinsippvedtaka frå kommunane", -6, "administrasjon")
    await follow_ups.act(session, actor, late, nav, "start", now)
    await follow_up(nav, "Gje tilbakemelding på utkastet til vertskommuneavtale", 4, "medlem")
    await follow_up(nav, "Rekn ut kva kontoret vil koste i kvar kommune", 26, "Nav Vestland")
    budget = await resolution("2025-09-22", "7")
    dropped = await follow_up(budget, "Spør Statsforvaltaren om skjønsmidlar til meir", -20, "administrasjon")
    await follow_ups.act(session, actor, dropped, budget, "drop", now, reason="Ramma for 2026 er alt fordelt.")
    await notice.remind(session, now)
