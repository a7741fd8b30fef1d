"""Two cases that couldn't wait for a meeting: one that all agreed to, and one that members are answering."""

import datetime as dt
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from api.demonstration.texts import doc, ol, p
from api.domain.cases import service as cases
from api.domain.cases.schemas import NewHandling, NewProposal
from api.domain.identity import service as identity
from api.domain.identity.tables import Account
from api.domain.kernel.actor import Actor, Seat
from api.domain.kernel.richtext import RichText
from api.domain.meetings.urgency import Ground
from api.domain.organisation import service as organisation
from api.domain.organisation.tables import Body
from api.domain.written_procedures import queries, service
from api.domain.written_procedures.queries import Found
from api.domain.written_procedures.schemas import NewWrittenAnswer, NewWrittenProcedure, SendProcedure

_YES: Final = NewWrittenAnswer(content=True, form=True)


async def add(session: AsyncSession, now: dt.datetime) -> None:
    """The demonstration and its accounts must be there."""
    office = (await session.scalars(select(Account).where(Account.username == "administrasjon"))).one()
    actor = await identity.actor_of(session, office, now)
    board = (await session.scalars(select(Body).where(Body.slug == "styret"))).one()
    members = [
        Actor("member", None, person.name, seats=frozenset({Seat(board.id, mandate.role)}), person_id=person.id)
        for mandate, person in await organisation.list_mandates(session, board.id)
        if mandate.role in ("chair", "deputy_chair", "member")
    ]
    chair = next(one for one in members if one.sits_in(board.id, "chair"))

    async def send(
        title: str, text: RichText, proposal: RichText, ground: Ground, reason: str, at: dt.datetime
    ) -> Found:
        new = NewHandling(title=title, text=text, proposals=(NewProposal(text=proposal),))
        handling = await cases.create_handling(session, actor, board.id, new)
        order = NewWrittenProcedure(
            handling_id=handling.id, ground=ground, reason=reason, deadline=at + dt.timedelta(days=5)
        )
        made = await service.create(session, actor, order, at)
        await service.send(session, chair, await _whole(session, made.id), SendProcedure(), at)
        return await _whole(session, made.id)

    settled = await send(
        "Fråsegn om busstilbodet til legevakta",
        doc(p("Fylkeskommunen har rutetilbodet på høyring. Fristen er to dagar før neste styremøte.")),
        doc(ol("Styret sluttar seg til fråsegna frå administrasjonen.", "Fråsegna vert send til fylkeskommunen.")),
        "minor",
        "Høyringsfristen går ut før neste styremøte.",
        now - dt.timedelta(days=20),
    )
    for day, member in enumerate(members):
        await service.answer(session, member, settled, _YES, now - dt.timedelta(days=19, hours=-day))
    waiting = await send(
        "Lån av to tenestebilar til beredskapsøvinga",
        doc(p("Øvinga er flytta fram, og bilane må tingast denne veka. Leiga går inn i ramma for øvinga.")),
        doc(ol("Sogn KO leiger to tenestebilar i øvingsveka.", "Utgifta vert dekt av ramma for øvinga.")),
        "no_time",
        "Bilane må tingast før neste styremøte, og det er for kort tid til å kalle inn.",
        now - dt.timedelta(days=1),
    )
    for member in members:
        if member.name in ("Asbjørn Tverrdalset", "Solveig Nesbrekke"):
            await service.answer(session, member, waiting, _YES, now - dt.timedelta(hours=6))


async def _whole(session: AsyncSession, procedure_id: str) -> Found:
    found = await queries.by_id(session, procedure_id)
    assert found is not None  # noqa: S101 -- it was made a moment ago
    return found
