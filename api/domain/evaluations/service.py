"""Evaluations opened, answered and closed. No event tells of an answer: the log would say who gave it when."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, delete, select

from api.domain.evaluations import rules
from api.domain.evaluations.rules import Sums
from api.domain.evaluations.schemas import EvaluationAnswer
from api.domain.evaluations.tables import Evaluation, EvaluationAnswered, EvaluationForm, EvaluationSum
from api.domain.kernel import event
from api.domain.kernel.actor import SYSTEM, Actor
from api.domain.kernel.clock import oslo_date
from api.domain.kernel.errors import Conflict, GuardRefused, NotFound
from api.domain.kernel.event_types import EventType
from api.domain.meetings.tables import Meeting
from api.domain.organisation.tables import Body


@dataclass(frozen=True)
class Found:
    """An evaluation with its meeting and its sums."""

    evaluation: Evaluation
    meeting: Meeting
    body: Body
    sums: Sums

    def is_closed(self, today: dt.date) -> bool:
        return self.evaluation.closed_at is not None or today > self.evaluation.closes_on


async def statements(session: AsyncSession, body_id: str) -> tuple[str, ...]:
    """What the body's evaluations ask about: its own statements, or the ones that everybody begins with."""
    form = await _form(session, body_id)
    return tuple(form.statements) if form is not None else rules.DEFAULT_STATEMENTS


async def set_statements(session: AsyncSession, actor: Actor, body_id: str, wanted: Collection[str]) -> None:
    """Ask about these from the next evaluation on."""
    form = await _form(session, body_id)
    if form is None:
        session.add(EvaluationForm(body_id=body_id, statements=list(wanted)))
    else:
        form.statements = list(wanted)
    await session.flush()
    after = {"statements": list(wanted)}
    event.record(session, actor, "body.evaluation_changed", ("body", body_id), body_id=body_id, after=after)


async def open_evaluation(
    session: AsyncSession, actor: Actor, meeting: Meeting, closes_on: dt.date | None, now: dt.datetime
) -> Evaluation:
    """Open for a week after the meeting, or from today when that has been, unless ``closes_on`` is given.

    Raises GuardRefused ``meeting_begun``, Conflict when the meeting has one.
    """
    rules.require_begun(meeting.state)
    existing = await session.scalar(select(Evaluation.id).where(Evaluation.meeting_id == meeting.id))
    if existing is not None:
        raise Conflict("The meeting has an evaluation.", extra={"evaluationId": existing})
    asked = await statements(session, meeting.body_id)
    evaluation = Evaluation(
        meeting_id=meeting.id,
        body_id=meeting.body_id,
        statements=list(asked),
        created_at=now,
        closes_on=closes_on or max(oslo_date(meeting.starts_at), oslo_date(now)) + dt.timedelta(days=rules.OPEN_DAYS),
    )
    session.add(evaluation)
    await session.flush()
    session.add(_row(evaluation.id, rules.nothing_yet(len(asked))))
    await session.flush()
    _record(session, actor, "evaluation.opened", evaluation)
    return evaluation


async def answer(
    session: AsyncSession, found: Found, person_id: str, given: EvaluationAnswer, now: dt.datetime
) -> None:
    """Add an answer to the sums. Raises GuardRefused ``evaluation_open`` or ``answers_once``, Invalid."""
    evaluation = found.evaluation
    # Whoever answers at the same time waits here, and adds to these sums.
    row = (
        await session.scalars(
            select(EvaluationSum)
            .where(EvaluationSum.evaluation_id == evaluation.id)
            .with_for_update()
            # What this session has read of it may be older than the lock.
            .execution_options(populate_existing=True)
        )
    ).one()
    await session.refresh(evaluation)
    rules.require_open(evaluation.closed_at, evaluation.closes_on, oslo_date(now))
    if await has_answered(session, evaluation.id, person_id):
        raise GuardRefused(
            "You have answered already.",
            extra={"guard": "answers_once", "remedy": "An answer can't be changed: nobody knows which one it is."},
        )
    sums = rules.with_answer(_sums(row), given.scores, given.remark or None)
    row.answers, row.counts, row.remarks = sums.answers, [list(one) for one in sums.counts], list(sums.remarks)
    session.add(EvaluationAnswered(evaluation_id=evaluation.id, person_id=person_id))
    await session.flush()


async def has_answered(session: AsyncSession, evaluation_id: str, person_id: str) -> bool:
    return await session.get(EvaluationAnswered, (evaluation_id, person_id)) is not None


async def close(session: AsyncSession, actor: Actor, evaluation: Evaluation, now: dt.datetime) -> None:
    """End it, and forget who has answered. Raises GuardRefused ``evaluation_open``."""
    # Behind whoever is answering now, and ahead of whoever would.
    await session.execute(
        select(EvaluationSum.answers).where(EvaluationSum.evaluation_id == evaluation.id).with_for_update()
    )
    if evaluation.closed_at is not None:
        raise GuardRefused(
            "The evaluation is closed.", extra={"guard": "evaluation_open", "remedy": "There is nothing to do."}
        )
    evaluation.closed_at = now
    await session.execute(delete(EvaluationAnswered).where(col(EvaluationAnswered.evaluation_id) == evaluation.id))
    await session.flush()
    _record(session, actor, "evaluation.closed", evaluation)


async def close_due(session: AsyncSession, now: dt.datetime) -> int:
    """Close those whose last day has been. Returns how many."""
    query = select(Evaluation).where(col(Evaluation.closed_at).is_(None), Evaluation.closes_on < oslo_date(now))
    due = (await session.scalars(query)).all()
    for evaluation in due:
        await close(session, SYSTEM, evaluation, now)
    return len(due)


async def of_meeting(session: AsyncSession, meeting_id: str) -> Found:
    """Raises NotFound."""
    row = (await session.execute(_whole().where(col(Evaluation.meeting_id) == meeting_id))).one_or_none()
    if row is None:
        raise NotFound(f"The meeting {meeting_id} has no evaluation.")
    return _found(row)


async def get(session: AsyncSession, evaluation_id: str) -> Found:
    """Raises NotFound."""
    row = (await session.execute(_whole().where(col(Evaluation.id) == evaluation_id))).one_or_none()
    if row is None:
        raise NotFound(f"There is no evaluation {evaluation_id}.")
    return _found(row)


async def page(
    session: AsyncSession,
    bodies: Collection[str] | None,
    limit: int,
    position: tuple[dt.datetime, str] | None,
    *,
    backwards: bool = False,
    body_id: str | None = None,
) -> list[Found]:
    """Up to ``limit`` evaluations of these bodies (None: all), latest meeting first, after ``position``."""
    parts = (col(Meeting.starts_at), col(Evaluation.id))
    query = _whole()
    if bodies is not None:
        query = query.where(col(Evaluation.body_id).in_(bodies))
    if body_id is not None:
        query = query.where(col(Evaluation.body_id) == body_id)
    if position is not None:
        here = sa.tuple_(*(sa.literal(value) for value in position))
        query = query.where(sa.tuple_(*parts) > here if backwards else sa.tuple_(*parts) < here)
    ordered = query.order_by(*(part.asc() if backwards else part.desc() for part in parts)).limit(limit)
    return [_found(row) for row in (await session.execute(ordered)).all()]


def _whole() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Evaluation, Meeting, Body, EvaluationSum)
        .join(Meeting, col(Meeting.id) == col(Evaluation.meeting_id))
        .join(Body, col(Body.id) == col(Evaluation.body_id))
        .join(EvaluationSum, col(EvaluationSum.evaluation_id) == col(Evaluation.id))
    )


def _found(row: sa.Row[*tuple[Any, ...]]) -> Found:
    evaluation, meeting, body, sums = row
    return Found(evaluation, meeting, body, _sums(sums))


def _sums(row: EvaluationSum) -> Sums:
    return Sums(row.answers, tuple(tuple(one) for one in row.counts), tuple(row.remarks))


def _row(evaluation_id: str, sums: Sums) -> EvaluationSum:
    return EvaluationSum(
        evaluation_id=evaluation_id,
        answers=sums.answers,
        counts=[list(one) for one in sums.counts],
        remarks=list(sums.remarks),
    )


async def _form(session: AsyncSession, body_id: str) -> EvaluationForm | None:
    return (await session.scalars(select(EvaluationForm).where(EvaluationForm.body_id == body_id))).one_or_none()


def _record(session: AsyncSession, actor: Actor, what: EventType, evaluation: Evaluation) -> None:
    event.record(
        session,
        actor,
        what,
        ("evaluation", evaluation.id),
        body_id=evaluation.body_id,
        after={"meetingId": evaluation.meeting_id, "closesOn": evaluation.closes_on.isoformat()},
    )
