"""What is done in the meeting room: asked of the rules, written to the log, and what follows from it elsewhere.

Everything that happens in a room happens under the lock of its meeting, so that each sees what came before. The log
decides: presences, votes and outcomes are read from it and from nothing else.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

import pydantic
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.deliberation import corrections, orders, outcomes, policy, queries, rules, streaming
from api.domain.deliberation.facts import MEETING_BASES, ItemFact, Setup
from api.domain.deliberation.fold import apply, fold, with_log
from api.domain.deliberation.items import ItemRecord
from api.domain.deliberation.log import Entry
from api.domain.deliberation.orders import Order
from api.domain.deliberation.outcomes import Lang
from api.domain.deliberation.room import Adopted, Room, Stage
from api.domain.deliberation.tables import RoomBallot, RoomEntry, RoomUrn
from api.domain.deliberation.voting import BLANK
from api.domain.kernel import event, richtext
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid, NotFound
from api.domain.kernel.policy import require
from api.domain.meetings import in_session
from api.domain.meetings import service as meetings
from api.domain.meetings.schemas import NewAgendaItem
from api.domain.meetings.states import MeetingState
from api.domain.papers import inhability
from api.domain.publications.redaction import CLOSED_TITLE
from api.domain.resolutions import service as resolutions
from api.domain.resolutions.schemas import Decision, Dissent, ResolutionContent

_STATES: Final[dict[Stage, MeetingState]] = {"in_session": "in_session", "adjourned": "adjourned", "held": "held"}


@dataclass(frozen=True)
class Log:
    """A room with all that has happened in it. ``setup`` is kept with the first entry, and read anew until then."""

    setup: Setup
    entries: tuple[Entry, ...]
    room: Room
    state: MeetingState


async def read(session: AsyncSession, actor: Actor, meeting_id: str) -> Log:
    """The room as it stands. Raises NotFound for who may not know of it."""
    await require_seen(session, actor, meeting_id)
    return await _log(session, meeting_id)


async def require_seen(session: AsyncSession, actor: Actor, meeting_id: str) -> None:
    """That there is a room for the actor. Raises NotFound."""
    body_id, state = await meetings.body_and_state(session, meeting_id)
    if not policy.sees_room(actor, body_id, state):
        raise NotFound(f"There is no meeting {meeting_id}.")


async def hold(session: AsyncSession, actor: Actor, meeting_id: str) -> Log:
    """The room, in which nobody else does anything until the transaction ends. Raises NotFound."""
    await in_session.hold(session, meeting_id)
    return await read(session, actor, meeting_id)


async def room_of(session: AsyncSession, meeting_id: str) -> Room:
    """The room as it stands, for whoever makes minutes or resolutions of it. Raises NotFound."""
    return (await _log(session, meeting_id)).room


async def _log(session: AsyncSession, meeting_id: str) -> Log:
    entries = await queries.log(session, meeting_id)
    found = await meetings.get(session, meeting_id)
    kept = entries[0].setup if entries else None
    setup = kept if kept is not None else await queries.setup_of(session, found)
    return Log(setup, tuple(entries), fold(setup, entries), found.meeting.state)


async def act(session: AsyncSession, actor: Actor, log: Log, order: Order, now: dt.datetime) -> Log:
    """Carry ``order`` out in a room that is held, with all that follows from it; the room as it is then.

    Raises Forbidden, GuardRefused with the guard's name, Invalid for what the order names and isn't there.
    """
    room = log.room
    order = _whole(order, actor)
    require(policy.may(actor, room, order))
    if log.entries:
        _require_minutes_open(log)
    if isinstance(order, orders.Correct):
        return await _correct(session, actor, log, order, now)
    if isinstance(order, orders.CloseVote):
        order = await _counted(session, room, order)
    if isinstance(order, orders.OpenMeeting):
        _require_announced(log)
    rules.check(room, order)
    item = await _raised(session, actor, room, order) if isinstance(order, orders.AddItem) else None
    entry = Entry(
        seq=room.seq + 1,
        order=_as_kept(room, order),
        at=now,
        person_id=_seated(log.setup, actor),
        setup=log.setup if isinstance(order, orders.OpenMeeting) else None,
        item=item,
    )
    entries = (*log.entries, entry)
    after = with_log(apply(room, entry), entries)
    await _write(session, actor, entry, after, result=_closed_now(room, after))
    await _follow(session, actor, room, after, order, now)
    await streaming.publish(session, room, after, now)
    return replace(log, entries=entries, room=after, state=_STATES.get(after.stage, log.state))


def _whole(order: Order, actor: Actor) -> Order:
    """The order with what it leaves out: that it concerns the actor, and the ids of a text's blocks. Raises Invalid."""
    changes: dict[str, Any] = {}
    if order.by_members and getattr(order, "person_id", None) is None and getattr(order, "name", None) is None:
        changes["person_id"] = actor.person_id
        if actor.person_id is None and not isinstance(order, orders.WithdrawRequest):
            raise Invalid("It must be said whom it concerns.", (FieldError("/personId", "is required", "required"),))
    for name in ("text", "proposal"):
        text = getattr(order, name, None)
        if isinstance(text, dict):
            try:
                changes[name] = richtext.validate(richtext.with_ids(text))
            except Invalid as error:
                faults = tuple(FieldError(f"/{name}{f.pointer}", f.detail, f.code) for f in error.errors)
                raise Invalid(error.detail, faults or (FieldError(f"/{name}", error.detail),)) from error
    return order.model_copy(update=changes) if changes else order


def _as_kept(room: Room, order: Order) -> Order:
    """The order as the log has it: a secret ballot without its choice, a declaration without its reason."""
    vote = room.open_vote
    if isinstance(order, orders.CastBallot) and vote is not None and vote.form == "written":
        return order.model_copy(update={"choice": None, "also": ()})
    if isinstance(order, orders.DeclareInhability):
        return order.model_copy(update={"reason": None})
    return order


def _seated(setup: Setup, actor: Actor) -> str | None:
    return actor.person_id if setup.seat(actor.person_id) is not None else None


def _require_minutes_open(log: Log) -> None:
    """What the minutes were approved of stays as it was."""
    if log.state not in _STATES.values():
        raise GuardRefused(
            f"The meeting is {log.state}.",
            extra={"guard": "minutes_open", "remedy": "Take the approved minutes up again, if they are wrong."},
        )


def _require_announced(log: Log) -> None:
    if log.state not in ("agenda_published", "papers_published"):
        raise GuardRefused(
            f"The meeting is {log.state}.",
            extra={"guard": "agenda_published", "remedy": "Publish its agenda first."},
        )


async def _raised(session: AsyncSession, actor: Actor, room: Room, order: orders.AddItem) -> ItemFact:
    new = NewAgendaItem.model_validate(
        {
            "type": order.type,
            "title": order.title,
            "lang": room.setup.lang,
            "proposals": [{"text": order.proposal}] if order.proposal is not None else [],
        }
    )
    entry = await in_session.raise_item(session, actor, room.setup.meeting_id, new)
    return room.setup.as_met(queries.item_fact(entry, raised=True))


async def _write(session: AsyncSession, actor: Actor, entry: Entry, after: Room, *, result: str = "") -> None:
    content: dict[str, Any] = {"order": entry.order.model_dump(mode="json")}
    if entry.setup is not None:
        content["setup"] = queries.SETUP.dump_python(entry.setup, mode="json")
    if entry.item is not None:
        content["item"] = queries.ITEM.dump_python(entry.item, mode="json")
    if result:
        content["result"] = result
    session.add(
        RoomEntry(
            meeting_id=after.setup.meeting_id,
            seq=entry.seq,
            kind=entry.order.action,
            content=content,
            at=entry.at,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_name=actor.name,
            person_id=entry.person_id,
            corrects=entry.order.seq if isinstance(entry.order, orders.Correct) else None,
        )
    )
    # What was said, moved and voted stands in the room's own log: not everyone who reads this one may see it.
    event.record(
        session,
        actor,
        "room.changed",
        ("meeting", after.setup.meeting_id),
        body_id=after.setup.body_id,
        after={"seq": entry.seq, "action": entry.order.action},
    )
    await session.flush()


def _closed_now(before: Room, after: Room) -> str:
    """What the vote came to that has just been closed, in words."""
    was_open = before.open_vote
    return next(
        (
            outcomes.explain(item, vote, cast(Lang, after.setup.lang))
            for item in after.items
            for vote in item.votes
            if was_open is not None and vote.seq == was_open.seq
        ),
        "",
    )


async def _counted(session: AsyncSession, room: Room, order: orders.CloseVote) -> orders.CloseVote:
    """With the figures of the urn, where it was voted in secret from members' own devices."""
    vote = room.open_vote
    if vote is None or vote.form != "written" or vote.method != "by_name":
        return order
    if order.counts is not None:
        raise Invalid("The ballots are counted by the urn.", (FieldError("/counts", "has no place here"),))
    query = select(RoomUrn).where(RoomUrn.meeting_id == room.setup.meeting_id, RoomUrn.vote == vote.seq)
    return order.model_copy(update={"counts": {row.choice: row.count for row in await session.scalars(query)}})


async def _follow(
    session: AsyncSession, actor: Actor, before: Room, after: Room, order: Order, now: dt.datetime
) -> None:
    """What else is to be done: states, papers, the ballots' own tables, and resolutions."""
    meeting_id = after.setup.meeting_id
    if after.stage != before.stage:
        await meetings.set_state(session, meeting_id, _STATES[after.stage])
    match order:
        case orders.OpenVote(method="by_name", form="written"):
            await _set_up_urn(session, after)
        case orders.CastBallot():
            await _cast(session, before, order)
        case orders.CloseVote() | orders.AbandonVote():
            await _empty_urn(session, before)
        case orders.DeclareInhability(item_id=item_id, person_id=person_id, legal_basis=basis, reason=reason):
            await inhability.enter(
                session, actor, item_id, str(person_id), "declared", now, legal_basis=basis, reason=reason
            )
        case orders.ReopenItem(item_id=item_id):
            await in_session.take_up_again(session, actor, item_id)
    await _decide_inhabilities(session, actor, before, after, now)
    await _settle(session, actor, before, after)


async def _decide_inhabilities(
    session: AsyncSession, actor: Actor, before: Room, after: Room, now: dt.datetime
) -> None:
    """The papers of an item are shut for whom the body has found inhabile, or open again for whom it has not."""
    for was, item in zip(before.items, after.items, strict=False):
        for one in item.inhabilities:
            if one.vote is not None and one not in was.inhabilities:
                await inhability.enter(
                    session, actor, item.fact.id, one.person_id, one.state, now, legal_basis=one.legal_basis
                )


async def _settle(session: AsyncSession, actor: Actor, before: Room, after: Room) -> None:
    """Items that were concluded, or whose resolution now reads otherwise, tell the rest of the house."""
    for was, item in zip(before.items, after.items, strict=False):
        if item.outcome is not None and item.outcome != was.outcome:
            await in_session.conclude(session, actor, item.fact.id, item.outcome.state, item.outcome.note)
        resolution = outcomes.adopted(after, item)
        decided_anew = item.outcome is not None and item.outcome != was.outcome
        if decided_anew or (resolution is not None and resolution != outcomes.adopted(before, was)):
            await resolutions.settle(session, actor, _decision(after, item, resolution), after.setup.lang)


def _decision(room: Room, item: ItemRecord, resolution: Adopted | None) -> Decision:
    """What the register of resolutions is told of an item that is concluded."""
    if item.outcome is None or item.outcome.at is None:
        raise ValueError(f"item {item.fact.id} is not concluded")
    fact, lang = item.fact, cast(Lang, room.setup.lang)
    kept_back = next((one for one in outcomes.adopted_proposals(item) if one.access == "closed"), None)
    closed = item.is_closed or kept_back is not None
    closure = next((one for one in reversed(item.closures) if not one.debate_only), None)
    basis = fact.legal_basis or (kept_back.legal_basis if kept_back is not None else None)
    if basis is None and closure is not None:
        basis = MEETING_BASES[closure.legal_basis].citation
    return Decision(
        body_id=room.setup.body_id,
        meeting_id=room.setup.meeting_id,
        item_id=fact.id,
        case_id=fact.case_id,
        decided="elected" if resolution is not None and outcomes.is_election(item) else item.outcome.state,
        decided_at=item.outcome.at,
        content=ResolutionContent(
            title=fact.title,
            text=resolution.text if resolution is not None else richtext.text_doc(""),
            vote=resolution.vote or None if resolution is not None else None,
            access="closed" if closed else "open",
            legal_basis=basis if closed else None,
            open_title=(fact.open_title or CLOSED_TITLE[lang]) if closed else None,
            dissents=tuple(Dissent(who=who, text=text) for who, text in resolution.dissents) if resolution else (),
        ),
    )


async def _set_up_urn(session: AsyncSession, room: Room) -> None:
    vote = room.open_vote
    if vote is None:
        return
    choices = (*vote.options, *((BLANK,) if vote.question.blank_allowed else ()))
    session.add_all(RoomUrn(meeting_id=room.setup.meeting_id, vote=vote.seq, choice=choice) for choice in choices)
    await session.flush()


async def _cast(session: AsyncSession, room: Room, order: orders.CastBallot) -> None:
    """The person has voted; a second row of the same person is refused by the database, whatever the rules saw."""
    meeting_id, vote = room.setup.meeting_id, room.open_vote
    session.add(RoomBallot(meeting_id=meeting_id, vote=order.vote, person_id=str(order.person_id)))
    await session.flush()
    if vote is None or vote.form != "written":
        return
    chosen = sa.case((col(RoomUrn.choice).in_(order.choices), 1), else_=0)
    await session.execute(
        sa.update(RoomUrn)
        .where(col(RoomUrn.meeting_id) == meeting_id, col(RoomUrn.vote) == order.vote)
        .values(count=col(RoomUrn.count) + chosen)
        .execution_options(synchronize_session=False)
    )


async def _empty_urn(session: AsyncSession, before: Room) -> None:
    vote = before.open_vote
    if vote is not None:
        await session.execute(
            sa.delete(RoomUrn)
            .where(col(RoomUrn.meeting_id) == before.setup.meeting_id, col(RoomUrn.vote) == vote.seq)
            .execution_options(synchronize_session=False)
        )


async def _correct(session: AsyncSession, actor: Actor, log: Log, order: orders.Correct, now: dt.datetime) -> Log:
    """Let an entry take another's place, if all that came after it can still stand."""
    order = _order_in_full(log.entries, order, actor)
    entry = Entry(log.room.seq + 1, order, now, _seated(log.setup, actor))
    entries = (*log.entries, entry)
    after = with_log(corrections.check_all(log.setup, entries), entries)
    await _write(session, actor, entry, after)
    await _settle(session, actor, log.room, after)
    await streaming.publish(session, log.room, after, now)
    return replace(log, entries=entries, room=after)


def _order_in_full(entries: Sequence[Entry], order: orders.Correct, actor: Actor) -> orders.Correct:
    """The correction with its order read as the action reads it, so that it can be read again. Raises Invalid."""
    if order.seq <= len(entries) and order.order is not None:
        try:
            right = _whole(type(entries[order.seq - 1].order).model_validate(order.order), actor)
        except pydantic.ValidationError as error:
            faults = tuple(
                FieldError("/order/" + "/".join(map(str, fault["loc"])), fault["msg"], fault["type"])
                for fault in error.errors()
            )
            raise Invalid("The order does not fit the entry that it corrects.", faults) from error
        order = order.model_copy(update={"order": right.model_dump(mode="json")})
    corrections.check_correction(entries, order)
    return order


async def enter(session: AsyncSession, actor: Actor, meeting_id: str, order: Order, now: dt.datetime) -> None:
    """Enter what came by way of the papers while the meeting is going on. Raises as :func:`act` does."""
    log = await hold(session, actor, meeting_id)
    await act(session, actor, log, order, now)
