"""Written procedures read: one with all that hangs on it, and those that an actor may see."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cases.tables import Handling
from api.domain.deliberation.facts import Seat
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import NotFound
from api.domain.meetings.tables import AgendaItem
from api.domain.organisation.tables import Body
from api.domain.papers import policy as papers
from api.domain.papers.rules import is_withheld
from api.domain.papers.tables import Inhability
from api.domain.written_procedures import policy, rules
from api.domain.written_procedures.policy import Reader
from api.domain.written_procedures.rules import ACTIVE, Answer, Place, ProcedureState
from api.domain.written_procedures.schemas import RecordPublication
from api.domain.written_procedures.tables import (
    PublishedRecord,
    RecordWithdrawal,
    WrittenAnswer,
    WrittenProcedure,
    WrittenSeat,
)


@dataclass(frozen=True)
class Found:
    """A procedure with its case's handling; seats and answers in the order they were written down.

    ``declared`` are those who said to be inhabile in the case when it stood on an agenda, or were found to be, with
    their legal bases: it matters until the case is sent.
    """

    procedure: WrittenProcedure
    body: Body
    handling: Handling
    seats: tuple[WrittenSeat, ...] = ()
    answers: tuple[WrittenAnswer, ...] = ()
    declared: dict[str, str] = field(default_factory=dict)

    @property
    def places(self) -> tuple[Place, ...]:
        return rules.places(
            [Seat(one.person_id, one.name, one.role, one.deputy_order, one.municipality) for one in self.seats],
            [
                Answer(one.person_id, bool(one.content_agreed), bool(one.form_agreed), one.inhabile)
                for one in self.answers
            ],
        )

    def is_inhabile(self, person_id: str | None) -> bool:
        return person_id in self.declared or any(one.inhabile and one.person_id == person_id for one in self.answers)

    def read_by(self, actor: Actor) -> Reader | None:
        sent = self.procedure.sent_at is not None
        return policy.reader_of(actor, self.procedure.body_id, self.handling.case_officer_id, sent=sent)


async def get(session: AsyncSession, actor: Actor, procedure_id: str) -> tuple[Found, Reader]:
    """Raises NotFound for what the actor may not see, too."""
    found = await by_id(session, procedure_id)
    reader = found.read_by(actor) if found is not None else None
    if found is None or reader is None:
        raise NotFound(f"There is no written procedure {procedure_id}.")
    return found, reader


async def by_id(session: AsyncSession, procedure_id: str) -> Found | None:
    """The procedure, whoever may see it."""
    rows = await _rows(session, _whole().where(col(WrittenProcedure.id) == procedure_id))
    return rows[0] if rows else None


async def page(
    session: AsyncSession,
    actor: Actor,
    limit: int,
    position: tuple[dt.datetime, str] | None,
    *,
    backwards: bool = False,
    body_id: str | None = None,
    case_id: str | None = None,
    active: bool = False,
) -> list[Found]:
    """Up to ``limit`` procedures that the actor sees, latest deadline first, after ``position``."""
    query = _whole().where(_visible(actor))
    if body_id is not None:
        query = query.where(col(WrittenProcedure.body_id) == body_id)
    if case_id is not None:
        query = query.where(col(Handling.case_id) == case_id)
    if active:
        query = query.where(col(WrittenProcedure.state).in_(ACTIVE))
    parts = (col(WrittenProcedure.deadline), col(WrittenProcedure.id))
    if position is not None:
        here = sa.tuple_(*(sa.literal(value) for value in position))
        query = query.where(sa.tuple_(*parts) > here if backwards else sa.tuple_(*parts) < here)
    ordered = query.order_by(*(part.asc() if backwards else part.desc() for part in parts)).limit(limit)
    return await _rows(session, ordered)


async def on_their_way(session: AsyncSession) -> list[Found]:
    """Those that members are answering, the first deadline first."""
    query = _whole().where(col(WrittenProcedure.state) == "sent").order_by(col(WrittenProcedure.deadline))
    return await _rows(session, query)


async def of_handlings(session: AsyncSession, handling_ids: Collection[str]) -> dict[str, ProcedureState]:
    """What came of the newest procedure of each handling that has been in one, by the handling's id."""
    query = (
        select(WrittenProcedure.handling_id, WrittenProcedure.state)
        .where(col(WrittenProcedure.handling_id).in_(handling_ids))
        .order_by(col(WrittenProcedure.id))
    )
    return {row.handling_id: row.state for row in (await session.execute(query)).all()}


def path(procedure_id: str) -> str:
    """The record's lasting address on the site."""
    return f"/skriftleg/{procedure_id}"


async def publication(session: AsyncSession, procedure_id: str) -> RecordPublication | None:
    """As the working side: when it was made public, and taken back. None when it never was."""
    row = await session.get(PublishedRecord, procedure_id)
    if row is None:
        return None
    grave = await session.get(RecordWithdrawal, procedure_id)
    return RecordPublication(
        published_at=row.published_at,
        withdrawn_at=grave.withdrawn_at if grave is not None else None,
        reason=grave.reason if grave is not None else None,
        path=path(procedure_id),
    )


def _visible(actor: Actor) -> sa.ColumnElement[bool]:
    """``policy.reader_of`` as a condition of a query."""
    if actor.administers(None):
        return sa.true()
    body = col(WrittenProcedure.body_id)
    administered = {grant.body_id for grant in actor.grants if grant.role == "administration"}
    written_for = {grant.body_id for grant in actor.grants if grant.role == "case_officer"}
    led = {seat.body_id for seat in actor.seats if policy.leads(actor, seat.body_id)}
    own = col(Handling.case_officer_id) == actor.id if actor.id is not None else sa.false()
    return sa.or_(
        body.in_(administered | led),
        sa.and_(own, sa.true() if None in written_for else body.in_(written_for)),
        sa.and_(body.in_(papers.bodies(actor)), col(WrittenProcedure.sent_at).is_not(None)),
    )


def _whole() -> sa.Select[WrittenProcedure, Body, Handling]:
    return (
        sa.select(WrittenProcedure, Body, Handling)
        .join(Body, col(Body.id) == col(WrittenProcedure.body_id))
        .join(Handling, col(Handling.id) == col(WrittenProcedure.handling_id))
    )


async def _rows(session: AsyncSession, query: sa.Select[WrittenProcedure, Body, Handling]) -> list[Found]:
    rows: Sequence[sa.Row[WrittenProcedure, Body, Handling]] = (await session.execute(query)).all()
    ids = [row[0].id for row in rows]
    seats: dict[str, list[WrittenSeat]] = {}
    for seat in await session.scalars(
        select(WrittenSeat).where(col(WrittenSeat.procedure_id).in_(ids)).order_by(col(WrittenSeat.id))
    ):
        seats.setdefault(seat.procedure_id, []).append(seat)
    answers: dict[str, list[WrittenAnswer]] = {}
    for answer in await session.scalars(
        select(WrittenAnswer).where(col(WrittenAnswer.procedure_id).in_(ids)).order_by(col(WrittenAnswer.id))
    ):
        answers.setdefault(answer.procedure_id, []).append(answer)
    declared = await _declared(session, {handling.case_id for procedure, _, handling in rows if not procedure.sent_at})
    return [
        Found(
            procedure,
            body,
            handling,
            tuple(seats.get(procedure.id, ())),
            tuple(answers.get(procedure.id, ())),
            declared.get(handling.case_id, {}) if procedure.sent_at is None else {},
        )
        for procedure, body, handling in rows
    ]


async def _declared(session: AsyncSession, case_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """Legal bases of inhability by case and person; what was entered on the newest item holds."""
    query = (
        select(Handling.case_id, Inhability)
        .join(AgendaItem, col(AgendaItem.handling_id) == col(Handling.id))
        .join(Inhability, col(Inhability.agenda_item_id) == col(AgendaItem.id))
        .where(col(Handling.case_id).in_(case_ids))
        .order_by(col(AgendaItem.id))
    )
    found: dict[str, dict[str, str]] = {}
    for case_id, row in (await session.execute(query)).all():
        of_case = found.setdefault(case_id, {})
        of_case.pop(row.person_id, None)
        if is_withheld(row.state):
            of_case[row.person_id] = row.legal_basis
    return found
