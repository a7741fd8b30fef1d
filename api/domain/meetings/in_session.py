"""What the meeting room does to a meeting and its agenda. The rules are the room's, and have been asked."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from api.domain.cases import service as cases
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import NotFound
from api.domain.kernel.event_types import EventType
from api.domain.meetings import rules, service
from api.domain.meetings.schemas import NewAgendaItem
from api.domain.meetings.service import AgendaEntry
from api.domain.meetings.setting_aside import CASE_AFTER
from api.domain.meetings.states import ItemState
from api.domain.meetings.tables import Meeting


async def hold(session: AsyncSession, meeting_id: str) -> Meeting:
    """The meeting's row, locked until the transaction ends: one thing at a time happens in a room. Raises NotFound."""
    query = select(Meeting).where(Meeting.id == meeting_id).with_for_update()
    meeting = (await session.scalars(query.execution_options(populate_existing=True))).one_or_none()
    if meeting is None:
        raise NotFound(f"There is no meeting {meeting_id}.")
    return meeting


async def raise_item(session: AsyncSession, actor: Actor, meeting_id: str, new: NewAgendaItem) -> AgendaEntry:
    """Put what was raised in the meeting last on its agenda, as a case of its own (kommuneloven § 11-3)."""
    found = await service.get(session, meeting_id)
    numbered = [rules.Numbered(entry.item.id, entry.item.number, entry.item.number_frozen) for entry in found.agenda]
    number, supplement = rules.place(numbered)
    item = await service.put(session, actor, found.meeting, new, number, supplement=supplement)
    item.number_frozen = True
    entry = await service.get_item(session, item.id)
    await cases.take_into_treatment(session, [entry.content.handling.case_id])
    await session.flush()
    return entry


async def conclude(session: AsyncSession, actor: Actor, item_id: str, outcome: ItemState, reason: str | None) -> None:
    """Note what became of an item; a case that the meeting leaves is worked on anew, over, or waiting."""
    entry = await service.get_item(session, item_id)
    before = entry.item.state
    entry.item.state = outcome
    entry.item.state_reason = reason if outcome in CASE_AFTER else None
    if outcome in CASE_AFTER:
        case = await cases.get_case(session, entry.content.handling.case_id)
        case.state = CASE_AFTER[outcome]
    await session.flush()
    _record(session, actor, "agenda_item.settled", entry, before)


async def take_up_again(session: AsyncSession, actor: Actor, item_id: str) -> None:
    """Note that an item is open again."""
    entry = await service.get_item(session, item_id)
    before = entry.item.state
    entry.item.state = "pending"
    entry.item.state_reason = None
    case = await cases.get_case(session, entry.content.handling.case_id)
    case.state = "in_treatment"
    await session.flush()
    _record(session, actor, "agenda_item.reopened", entry, before)


def _record(session: AsyncSession, actor: Actor, what: EventType, entry: AgendaEntry, before: ItemState) -> None:
    event.record(
        session,
        actor,
        what,
        ("agenda_item", entry.item.id),
        body_id=entry.content.handling.body_id,
        before={"state": before},
        after={"state": entry.item.state},
    )
