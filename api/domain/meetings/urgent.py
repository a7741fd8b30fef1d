"""The leader's decision that a meeting is an urgent remote one."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.kernel.clock import now, oslo_date
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid
from api.domain.meetings.schemas import UrgentDecision
from api.domain.meetings.tables import AgendaItem, Meeting
from api.domain.organisation import service as organisation
from api.domain.papers.rules import is_withheld
from api.domain.papers.tables import Inhability


async def decide(session: AsyncSession, meeting: Meeting, decision: UrgentDecision | None) -> None:
    """Write down that the meeting is an urgent one, or (None) an ordinary one.

    Raises GuardRefused ``leader_decides`` for one whose decision it isn't.
    """
    leader = await _leader(session, meeting, decision.decided_by) if decision is not None else None
    meeting.urgent_ground = decision.ground if decision is not None else None
    meeting.urgent_reason = decision.reason if decision is not None else None
    meeting.urgent_decided_by = leader


def require_remote(meeting: Meeting) -> None:
    """That an urgent meeting is a remote one: in one room the ordinary notice holds (kommuneloven § 11-8).

    Raises Invalid.
    """
    if meeting.urgency is not None and not meeting.remote:
        detail = "Only a remote meeting is called with shorter notice."
        raise Invalid(detail, (FieldError("/remote", "must be true for an urgent meeting"),))


async def _leader(session: AsyncSession, meeting: Meeting, person_id: str) -> str:
    """The name of the leader, or of the deputy leader for one who can't; nobody decides on a case of one's own."""
    today = oslo_date(now())
    inhabile = await session.scalars(
        select(Inhability)
        .join(AgendaItem, col(AgendaItem.id) == col(Inhability.agenda_item_id))
        .where(AgendaItem.meeting_id == meeting.id, Inhability.person_id == person_id)
    )
    names = [
        person.name
        for mandate, person in await organisation.list_mandates(session, meeting.body_id)
        if person.id == person_id
        and mandate.role in ("chair", "deputy_chair")
        and mandate.starts_on <= today
        and (mandate.ends_on is None or mandate.ends_on >= today)
    ]
    if not names or any(is_withheld(row.state) for row in inhabile):
        raise GuardRefused(
            "The leader of the body decides that a meeting is an urgent one (§ 11-8).",
            extra={
                "guard": "leader_decides",
                "remedy": "Name the chair who has decided it, or the deputy chair for one who is inhabile or away.",
            },
        )
    return names[0]
