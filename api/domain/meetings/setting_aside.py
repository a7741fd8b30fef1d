"""Items that a meeting does not decide: sent back, withdrawn or postponed, and taken up again by regret."""

from typing import Final, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.cases import service as cases
from api.domain.cases.rules import CaseState
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import GuardRefused
from api.domain.kernel.event_types import EventType
from api.domain.meetings import service
from api.domain.meetings.schemas import TakenUp
from api.domain.meetings.service import AgendaEntry, MeetingWithAgenda
from api.domain.meetings.states import IN_ROOM, PUBLISHABLE, WAITING, ItemState, MeetingState

SetAside = Literal["returned", "withdrawn", "postponed"]

CASE_AFTER: Final[dict[SetAside, CaseState]] = {"returned": "draft", "withdrawn": "withdrawn", "postponed": "ready"}
"""What becomes of the case: it is worked on anew, it is over, or it waits for another meeting."""

_BECAME: Final[dict[SetAside, EventType]] = {
    "returned": "agenda_item.returned",
    "withdrawn": "agenda_item.withdrawn",
    "postponed": "agenda_item.postponed",
}


def require_undecided(state: ItemState, meeting: MeetingState) -> None:
    """That an item may be set aside. Raises GuardRefused ``item_pending`` or ``meeting_not_over``."""
    if state != "pending":
        raise GuardRefused(
            f"The item is {state} already.",
            extra={"guard": "item_pending", "remedy": "Take it up again first."},
        )
    if meeting not in WAITING:
        raise GuardRefused(
            f"The meeting is {meeting}: what became of its items stands in the minutes.",
            extra={"guard": "meeting_not_over", "remedy": "Correct the minutes."},
        )


def require_regrettable(state: ItemState, meeting: MeetingState, *, written_since: bool) -> None:
    """That an item which was set aside may be taken up again in its meeting.

    Raises GuardRefused ``item_set_aside``, ``meeting_not_over`` or ``not_taken_up_elsewhere``.
    """
    if state not in CASE_AFTER:
        raise GuardRefused(
            f"The item is {state}.",
            extra={"guard": "item_set_aside", "remedy": "Only what was returned, withdrawn or postponed is taken up."},
        )
    if meeting not in WAITING:
        raise GuardRefused(
            f"The meeting is {meeting}.",
            extra={"guard": "meeting_not_over", "remedy": "Put the case on the agenda of a later meeting."},
        )
    if written_since:
        raise GuardRefused(
            "The case is written anew for another meeting.",
            extra={"guard": "not_taken_up_elsewhere", "remedy": "Take it off the other agenda first."},
        )


def _require_not_in_room(meeting: MeetingState) -> None:
    if meeting in IN_ROOM:
        raise GuardRefused(
            "The meeting is open: what becomes of its items is settled there.",
            extra={"guard": "settled_in_room", "remedy": "Settle it in the meeting room."},
        )


async def set_aside(
    session: AsyncSession,
    actor: Actor,
    found: MeetingWithAgenda,
    entry: AgendaEntry,
    outcome: SetAside,
    reason: str,
    onto: MeetingWithAgenda | None = None,
) -> AgendaEntry:
    """Note that the meeting leaves the item, and why. ``onto`` is the meeting that a postponed one goes on to.

    There it is a new handling that continues the case, with the texts and papers as they are. Raises GuardRefused.
    """
    _require_not_in_room(found.meeting.state)
    require_undecided(entry.item.state, found.meeting.state)
    if onto is not None and onto.meeting.id == found.meeting.id:
        raise GuardRefused(
            "The item stands on that agenda now.",
            extra={"guard": "another_meeting", "remedy": "Choose another meeting to postpone it to."},
        )
    entry.item.state = outcome
    entry.item.state_reason = reason
    case = await cases.get_case(session, entry.content.handling.case_id)
    case.state = CASE_AFTER[outcome]
    await session.flush()
    if onto is not None:
        wanted = TakenUp(
            handling_id=entry.item.handling_id, type=entry.item.type, planned_minutes=entry.item.planned_minutes
        )
        await service.take_up(session, actor, onto, wanted)
    event.record(
        session,
        actor,
        _BECAME[outcome],
        ("agenda_item", entry.item.id),
        body_id=found.body.id,
        after={"meetingId": onto.meeting.id if onto else None},
    )
    return await service.get_item(session, entry.item.id)


async def reopen(session: AsyncSession, actor: Actor, found: MeetingWithAgenda, entry: AgendaEntry) -> AgendaEntry:
    """Take up an item that was set aside, in its own meeting. Raises GuardRefused."""
    _require_not_in_room(found.meeting.state)
    handlings = await cases.handling_ids(session, entry.content.handling.case_id)
    newest = handlings[-1] == entry.item.handling_id
    require_regrettable(entry.item.state, found.meeting.state, written_since=not newest)
    before = entry.item.state
    entry.item.state = "pending"
    entry.item.state_reason = None
    case = await cases.get_case(session, entry.content.handling.case_id)
    case.state = "ready" if found.meeting.state in PUBLISHABLE else "in_treatment"
    await session.flush()
    event.record(
        session,
        actor,
        "agenda_item.reopened",
        ("agenda_item", entry.item.id),
        body_id=found.body.id,
        before={"state": before},
        after={"state": "pending"},
    )
    return await service.get_item(session, entry.item.id)
