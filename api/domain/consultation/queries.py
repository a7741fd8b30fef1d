"""Reading consultations: one with all that hangs on it, and lists for those who may see them."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cases.tables import Handling
from api.domain.consultation.policy import Matter
from api.domain.consultation.rules import Treatment, Window
from api.domain.consultation.tables import (
    Consultation,
    ConsultationAnswer,
    ConsultationInput,
    ConsultationInputVersion,
)
from api.domain.kernel.errors import GuardRefused, NotFound
from api.domain.meetings.tables import AgendaItem, Meeting

_Located = sa.Select[Consultation, str | None, AgendaItem, Meeting]


@dataclass(frozen=True)
class Place:
    """Where a case is on its way to the body."""

    item: AgendaItem
    meeting: Meeting

    @property
    def treatment(self) -> Treatment:
        return Treatment(self.item.state, self.meeting.state, self.meeting.starts_at)


@dataclass(frozen=True)
class Found:
    """A consultation; ``place`` is None when its case is on no agenda any more."""

    consultation: Consultation
    case_officer_id: str | None
    place: Place | None

    @property
    def window(self) -> Window:
        return Window(self.consultation.deadline, self.consultation.closed_at)

    @property
    def matter(self) -> Matter:
        item_id = self.place.item.id if self.place else None
        return Matter(self.consultation.body_id, item_id, self.case_officer_id)

    def on_agenda(self) -> Place:
        """Raises GuardRefused ``on_agenda``."""
        if self.place is None:
            raise GuardRefused(
                "The case is on no agenda.",
                extra={"guard": "on_agenda", "remedy": "Put the case on a meeting's agenda first."},
            )
        return self.place


@dataclass(frozen=True)
class Contributions:
    """Inputs and answers, oldest first; ``versions`` by the input's id."""

    inputs: tuple[ConsultationInput, ...]
    versions: dict[str, tuple[ConsultationInputVersion, ...]]
    answers: tuple[ConsultationAnswer, ...]


async def get(session: AsyncSession, consultation_id: str) -> Found:
    """Raises NotFound."""
    rows = await _rows(session, _located().where(col(Consultation.id) == consultation_id))
    if not rows:
        raise NotFound(f"There is no consultation {consultation_id}.")
    return rows[0]


async def get_input(session: AsyncSession, input_id: str) -> ConsultationInput:
    """Raises NotFound."""
    row = await session.get(ConsultationInput, input_id)
    if row is None:
        raise NotFound(f"There is no input {input_id}.")
    return row


async def of_handling(session: AsyncSession, handling_id: str) -> list[Found]:
    """The consultations on one treatment of a case, newest first."""
    query = _located().where(col(Consultation.handling_id) == handling_id).order_by(col(Consultation.id).desc())
    return await _rows(session, query)


async def of_meeting(session: AsyncSession, meeting_id: str) -> list[Found]:
    """The consultations on the cases of a meeting, in the order of its agenda."""
    query = (
        _located()
        .where(col(AgendaItem.meeting_id) == meeting_id)
        .order_by(col(AgendaItem.number), col(Consultation.id).desc())
    )
    return await _rows(session, query)


async def page(
    session: AsyncSession,
    limit: int,
    position: tuple[dt.datetime, str] | None,
    *,
    backwards: bool = False,
    whole: Collection[str] | None,
    case_officer_id: str | None,
    works_in: Collection[str] | None,
    papers: Collection[str],
    body_id: str | None = None,
) -> list[Found]:
    """Up to ``limit`` consultations, latest deadline first.

    ``whole`` are the bodies whose every consultation may be seen (None: all bodies). Beside them are seen those on what
    ``case_officer_id`` writes for the bodies ``works_in`` (None: all bodies), and on the items ``papers``.
    """
    query = _located()
    if whole is not None:
        own = (
            sa.false()
            if case_officer_id is None
            else sa.and_(
                col(Handling.case_officer_id) == case_officer_id,
                sa.true() if works_in is None else col(Consultation.body_id).in_(works_in),
            )
        )
        query = query.where(sa.or_(col(Consultation.body_id).in_(whole), own, col(AgendaItem.id).in_(papers)))
    if body_id is not None:
        query = query.where(col(Consultation.body_id) == body_id)
    parts = (col(Consultation.deadline), col(Consultation.id))
    if position is not None:
        order, here = sa.tuple_(*parts), sa.tuple_(*(sa.literal(value) for value in position))
        query = query.where(order > here if backwards else order < here)
    ordered = query.order_by(*(part.asc() if backwards else part.desc() for part in parts)).limit(limit)
    return await _rows(session, ordered)


async def contributions(session: AsyncSession, ids: Sequence[str]) -> dict[str, Contributions]:
    """Inputs and answers of consultations by their ids, in a fixed number of queries."""
    inputs = (
        await session.scalars(
            select(ConsultationInput)
            .where(col(ConsultationInput.consultation_id).in_(ids))
            .order_by(col(ConsultationInput.id))
        )
    ).all()
    versions = (
        await session.scalars(
            select(ConsultationInputVersion)
            .where(col(ConsultationInputVersion.input_id).in_([row.id for row in inputs]))
            .order_by(col(ConsultationInputVersion.number))
        )
    ).all()
    answers = (
        await session.scalars(
            select(ConsultationAnswer)
            .where(col(ConsultationAnswer.consultation_id).in_(ids))
            .order_by(col(ConsultationAnswer.id))
        )
    ).all()
    return {
        one: Contributions(
            own := tuple(row for row in inputs if row.consultation_id == one),
            {row.id: tuple(version for version in versions if version.input_id == row.id) for row in own},
            tuple(row for row in answers if row.consultation_id == one),
        )
        for one in ids
    }


async def _rows(session: AsyncSession, query: _Located) -> list[Found]:
    # Item and meeting are None where the case is on no agenda: an outer join, which the types don't tell.
    rows: Sequence[tuple[Consultation, str | None, AgendaItem | None, Meeting | None]]
    rows = (await session.execute(query)).all()
    return [
        Found(consultation, officer, Place(item, meeting) if item is not None and meeting is not None else None)
        for consultation, officer, item, meeting in rows
    ]


def _located() -> _Located:
    return (
        sa.select(Consultation, col(Handling.case_officer_id), AgendaItem, Meeting)
        .join(Handling, col(Handling.id) == col(Consultation.handling_id))
        .outerjoin(AgendaItem, col(AgendaItem.handling_id) == col(Consultation.handling_id))
        .outerjoin(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
    )
