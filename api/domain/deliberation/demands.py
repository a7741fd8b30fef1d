"""Demands that a case of an urgent remote meeting waits, made from members' own accounts before the meeting.

Source: kommuneloven § 11-8 third paragraph. In the room they are entries of its log.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, delete

from api.domain.deliberation import queries, waiting
from api.domain.deliberation.fold import empty
from api.domain.deliberation.items import ItemRecord
from api.domain.deliberation.schemas import CaseDemands, MeetingDemands
from api.domain.deliberation.tables import WaitDemand
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import GuardRefused
from api.domain.kernel.event_types import EventType
from api.domain.kernel.policy import require
from api.domain.meetings import in_session, setting_aside
from api.domain.meetings import service as meetings
from api.domain.meetings.schemas import UrgencyOut
from api.domain.meetings.setting_aside import require_undecided
from api.domain.meetings.urgency import demands_needed
from api.domain.papers import inhability, policy

_REASON: Final = {
    "nn": "Minst ein tredel av medlemmene kravde at saka skal vente til eit ordinært møte (kommunelova § 11-8).",
    "nb": "Minst en tredel av medlemmene krevde at saken skal vente til et ordinært møte (kommuneloven § 11-8).",
}


async def make(session: AsyncSession, actor: Actor, item_id: str, now: dt.datetime) -> None:
    """Demand that the item waits; once is enough. The demand that makes a third of the body's members postpones it.

    Raises NotFound for an item that the actor was not given, Forbidden for who is no member, GuardRefused
    ``urgent_meeting``, ``item_pending`` or ``may_demand``.
    """
    person_id, meeting_id = await _member(session, actor, item_id)
    item = await _item(session, meeting_id, item_id)
    if any(one.person_id == person_id for one in item.demands):
        return
    if item.is_inhabile(person_id):
        raise GuardRefused(
            "You are, or may be, inhabile in the item.",
            extra={"guard": "may_demand", "remedy": "The others decide whether it waits."},
        )
    session.add(WaitDemand(agenda_item_id=item_id, person_id=person_id, at=now))
    await session.flush()
    found = await meetings.get(session, meeting_id)
    _record(session, actor, "agenda_item.wait_demanded", item_id, person_id, found.body.id)
    room = empty(await queries.setup_of(session, found))
    after = room.item(item_id)
    if after is not None and waiting.must_wait(room, after):
        entry = await meetings.get_item(session, item_id)
        reason = _REASON.get(found.meeting.lang, _REASON["nn"])
        await setting_aside.set_aside(session, actor, found, entry, "postponed", reason)


async def withdraw(session: AsyncSession, actor: Actor, item_id: str) -> None:
    """Take one's own demand back, if there is one. Raises as :func:`make` does."""
    person_id, meeting_id = await _member(session, actor, item_id)
    item = await _item(session, meeting_id, item_id)
    if all(one.person_id != person_id for one in item.demands):
        return
    await session.execute(
        delete(WaitDemand).where(col(WaitDemand.agenda_item_id) == item_id, col(WaitDemand.person_id) == person_id)
    )
    _record(
        session, actor, "agenda_item.wait_withdrawn", item_id, person_id, await meetings.body_of(session, meeting_id)
    )


async def of_meeting(session: AsyncSession, actor: Actor, meeting_id: str, item_ids: Sequence[str]) -> MeetingDemands:
    """What is demanded of the items that the actor was given, before the meeting; no items for an ordinary one."""
    found = await meetings.get(session, meeting_id)
    setup = await queries.setup_of(session, found)
    room = empty(setup)
    urgent = setup.urgency is not None
    own = setup.seat(actor.person_id)
    return MeetingDemands(
        urgency=UrgencyOut.of(setup.urgency, with_reason=waiting.may_say_why(room)),
        members=len(setup.members),
        demands_needed=demands_needed(len(setup.members)),
        items=tuple(
            CaseDemands(
                item_id=item.fact.id,
                demands=len(waiting.standing(item)),
                is_mine=any(one.person_id == actor.person_id for one in item.demands),
                may_demand=own is not None
                and own.is_member
                and found.meeting.state in ("agenda_published", "papers_published")
                and item.outcome is None
                and not item.is_inhabile(own.person_id),
            )
            for item in room.items
            if urgent and item.fact.id in item_ids
        ),
    )


async def _member(session: AsyncSession, actor: Actor, item_id: str) -> tuple[str, str]:
    """The member, and the meeting that the item stands on, locked: of two demands each counts the other."""
    body_id = await inhability.body_of_paper(session, actor, item_id)
    require(policy.can_demand(actor, body_id))
    meeting_id = (await meetings.get_item(session, item_id)).item.meeting_id
    meeting = await in_session.hold(session, meeting_id)
    if meeting.urgency is None:
        raise GuardRefused(
            "The meeting is an ordinary one.",
            extra={"guard": "urgent_meeting", "remedy": "Move in the meeting that the item is postponed."},
        )
    return str(actor.person_id), meeting_id


async def _item(session: AsyncSession, meeting_id: str, item_id: str) -> ItemRecord:
    found = await meetings.get(session, meeting_id)
    state = next(entry.item.state for entry in found.agenda if entry.item.id == item_id)
    require_undecided(state, found.meeting.state)
    item = empty(await queries.setup_of(session, found)).item(item_id)
    if item is None:
        raise LookupError(f"item {item_id} is not on the agenda it stands on")
    return item


def _record(session: AsyncSession, actor: Actor, what: EventType, item_id: str, person_id: str, body_id: str) -> None:
    event.record(session, actor, what, ("agenda_item", item_id), body_id=body_id, after={"personId": person_id})
