"""Whether a case is done: treated to an end, and nothing of what was resolved left to follow up.

The administration closes a case; this says when it may, and when it would be right.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cases import conclusion, rules
from api.domain.cases import service as cases
from api.domain.cases.tables import Handling
from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import require
from api.domain.meetings import policy
from api.domain.meetings.schemas import CaseOut
from api.domain.meetings.states import ItemState
from api.domain.meetings.tables import AgendaItem, Meeting
from api.domain.resolutions.rules import UNSETTLED
from api.domain.resolutions.tables import FollowUp, Resolution
from api.domain.written_procedures.tables import WrittenProcedure

_ENDING: Final[frozenset[ItemState | None]] = frozenset({"adopted", "adopted_as_amended", "rejected", "noted"})
_WAITING: Final[frozenset[ItemState | None]] = frozenset({None, "pending"})


@dataclass(frozen=True)
class _Course:
    """Whose the last treatment was, and whether it came to an end with no other one waiting."""

    body_id: str
    is_treated: bool


async def shown(session: AsyncSession, actor: Actor, rows: Sequence[CaseOut]) -> list[CaseOut]:
    """The cases with whether the actor may close them or open them again, and whether closing is called for."""
    ids = [row.id for row in rows]
    courses, unsettled = await _courses(session, ids), await _unsettled(session, ids)
    seen = []
    for row in rows:
        course = courses[row.id]
        keeps = actor.administers(course.body_id)
        may = rules.may_be_concluded(row.state, treated=course.is_treated)
        seen.append(
            row.model_copy(
                update={
                    "may_conclude": keeps and may,
                    "may_reopen": keeps and row.state == "concluded",
                    "conclusion_suggested": may and row.id not in unsettled,
                }
            )
        )
    return seen


async def conclude(session: AsyncSession, actor: Actor, case_id: str) -> None:
    """Close the case. Raises NotFound, Forbidden, GuardRefused ``case_open`` or ``case_treated``."""
    case = await cases.get_case(session, case_id)
    course = (await _courses(session, [case_id]))[case_id]
    require(policy.can_prepare(actor, course.body_id))
    await conclusion.conclude(session, actor, case, course.body_id, treated=course.is_treated)


async def reopen(session: AsyncSession, actor: Actor, case_id: str) -> None:
    """Open it again. Raises NotFound, Forbidden, GuardRefused ``case_concluded``."""
    case = await cases.get_case(session, case_id)
    course = (await _courses(session, [case_id]))[case_id]
    require(policy.can_prepare(actor, course.body_id))
    await conclusion.reopen(session, actor, case, course.body_id)


async def _courses(session: AsyncSession, case_ids: Collection[str]) -> dict[str, _Course]:
    """Of all treatments, those too that the one who asks may not read: another body may have the case still."""
    query = (
        select(Handling, AgendaItem, Meeting, WrittenProcedure)
        .outerjoin(AgendaItem, col(AgendaItem.handling_id) == col(Handling.id))
        .outerjoin(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
        .outerjoin(
            WrittenProcedure,
            (col(WrittenProcedure.handling_id) == col(Handling.id)) & (col(WrittenProcedure.state) == "adopted"),
        )
        .where(col(Handling.case_id).in_(case_ids))
        .order_by(col(Handling.id))
    )
    treatments: dict[str, list[tuple[bool, dt.datetime, str, ItemState | None]]] = {}
    for handling, item, meeting, procedure in (await session.execute(query)).all():
        body_id = meeting.body_id if meeting is not None else handling.body_id
        at, state = (meeting.starts_at, item.state) if meeting is not None else (handling.created_at, None)
        if procedure is not None and procedure.ended_at is not None:
            at, state = procedure.ended_at, "adopted"
        treatments.setdefault(handling.case_id, []).append((state is None, at, body_id or "", state))
    return {case_id: _course(rows) for case_id, rows in treatments.items()}


def _course(rows: list[tuple[bool, dt.datetime, str, ItemState | None]]) -> _Course:
    """In the order of the meetings; what waits for one comes last."""
    last = max(rows, key=lambda row: row[:2])
    waits = any(state in _WAITING for *_, state in rows)
    return _Course(body_id=last[2], is_treated=not waits and last[3] in _ENDING)


async def _unsettled(session: AsyncSession, case_ids: Collection[str]) -> set[str]:
    """The cases with follow-ups that are neither done nor dropped."""
    query = (
        select(Resolution.case_id)
        .join(FollowUp, col(FollowUp.resolution_id) == col(Resolution.id))
        .where(col(Resolution.case_id).in_(case_ids), col(FollowUp.state).in_(UNSETTLED))
    )
    return set((await session.scalars(query.distinct())).all())
