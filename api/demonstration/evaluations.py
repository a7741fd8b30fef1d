"""What some of the board have said of the held meeting. The rest may still answer."""

import datetime as dt
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.demonstration.held_meeting import NUMBER
from api.domain.evaluations import service
from api.domain.evaluations.schemas import EvaluationAnswer
from api.domain.identity.tables import Account
from api.domain.kernel.actor import SYSTEM
from api.domain.kernel.clock import oslo_date
from api.domain.meetings.tables import Meeting
from api.domain.organisation import service as organisation

_ANSWERS: Final = (
    EvaluationAnswer(scores=(4, 3, 5, 5, 4), remark="Sak 9 burde hatt meir tid."),
    EvaluationAnswer(scores=(5, 4, 4, 5, 3)),
    EvaluationAnswer(scores=(3, 3, 5, 4, None), remark="Fint at vi fekk høyre om prosjektet før lunsj."),
)


async def add(session: AsyncSession, now: dt.datetime) -> None:
    """The evaluation, answered by members without an account. The demonstration and its accounts must be there."""
    meeting = (await session.scalars(select(Meeting).where(Meeting.number == NUMBER))).one()
    today = oslo_date(now)
    made = await service.open_evaluation(session, SYSTEM, meeting, today + dt.timedelta(days=14), now)
    known = set(await session.scalars(select(Account.person_id).where(col(Account.person_id).is_not(None))))
    seats = await organisation.list_mandates(session, meeting.body_id)
    members = [person.id for mandate, person in seats if mandate.role == "member" and person.id not in known]
    found = await service.get(session, made.id)
    for person_id, answer in zip(members, _ANSWERS, strict=False):
        await service.answer(session, found, person_id, answer, now)
