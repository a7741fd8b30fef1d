"""Reading consultations: one with all that hangs on it, and lists for those who may see them."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.consultation.policy import PAPERS_ARE_OUT
from api.domain.consultation.rules import Treatment, Window
from api.domain.consultation.tables import (
    Consultation,
    ConsultationAnswer,
    ConsultationInput,
    ConsultationInputVersion,
)
from api.domain.kernel.errors import GuardRefused, NotFound
from api.domain.meetings.states import MeetingState
from api.domain.meetings.tables import AgendaItem, Meeting

_Located = sa.Select[Consultation, AgendaItem, Meeting]


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
    place: Place | None

    @property
    def window(self) -> Window:
        return Window(self.consultation.deadline, self.consultation.closed_at)

    @property
    def meeting_state(self) -> MeetingState | None:
        return self.place.meeting.state if self.place else None

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
    seats: Collection[str],
    body_id: str | None = None,
) -> list[Found]:
    """Up to ``limit`` consultations, latest deadline first.

    ``whole`` are the bodies whose every consultation may be seen (None: all bodies), ``seats`` those whose papers may
    be read once they are out.
    """
    query = _located()
    if whole is not None:
        visible = sa.or_(
            col(Consultation.body_id).in_(whole),
            sa.and_(col(Consultation.body_id).in_(seats), col(Meeting.state).in_(PAPERS_ARE_OUT)),
        )
        query = query.where(visible)
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
    rows: Sequence[tuple[Consultation, AgendaItem | None, Meeting | None]] = (await session.execute(query)).all()
    return [
        Found(consultation, Place(item, meeting) if item is not None and meeting is not None else None)
        for consultation, item, meeting in rows
    ]


def _located() -> _Located:
    return (
        sa.select(Consultation, AgendaItem, Meeting)
        .outerjoin(AgendaItem, col(AgendaItem.handling_id) == col(Consultation.handling_id))
        .outerjoin(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
    )
