"""From entries to room: what has happened, one entry after the other, makes the room as it stands. Pure.

Nothing is asked here: whether something may happen is :mod:`api.domain.deliberation.rules`' affair, before it is
entered. A corrected entry counts as if it had been right from the beginning; both stay in the log.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.domain.deliberation import orders, presence
from api.domain.deliberation.orders import Order
from api.domain.deliberation.room import (
    Ballot,
    Break,
    Closure,
    Correction,
    Inhability,
    ItemFact,
    ItemRecord,
    Outcome,
    Presence,
    Proposal,
    Room,
    Setup,
    Speaker,
    StandIn,
    Stretch,
    Vote,
    VoteStep,
    Words,
)
from api.domain.deliberation.voting import AGAINST, Result, tally
from api.domain.kernel import richtext

Moment = dt.datetime


@dataclass(frozen=True)
class Entry:
    """One line of the room's log. ``person_id`` is who entered it, if that is somebody with a seat.

    ``setup`` comes with the first entry, ``item`` with one that puts an item on the agenda.
    """

    seq: int
    order: Order
    at: dt.datetime
    person_id: str | None = None
    setup: Setup | None = None
    item: ItemFact | None = None


def empty(setup: Setup) -> Room:
    """The room before anyone has come."""
    declared = {
        item.id: tuple(
            Inhability(one.person_id, one.state, one.legal_basis)
            for one in setup.declarations
            if one.item_id == item.id
        )
        for item in setup.items
    }
    return Room(setup=setup, items=tuple(_untouched(item, declared[item.id]) for item in setup.items))


def fold(setup: Setup, entries: Sequence[Entry]) -> Room:
    """The room after all ``entries``, which are numbered 1, 2, 3 …"""
    room = empty(setup)
    for entry in effective(entries):
        room = apply(room, entry)
    return with_log(room, entries)


def effective(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries as they are to be read: corrected ones as they were put right, struck ones left out."""
    corrected: dict[int, Order | None] = {}
    for entry in entries:
        if isinstance(entry.order, orders.Correct):
            corrected[entry.order.seq] = right_form(entries, entry.order)
    for entry in entries:
        if isinstance(entry.order, orders.Correct):
            continue
        order = corrected.get(entry.seq, entry.order)
        if order is not None:
            yield replace(entry, order=order)


def right_form(entries: Sequence[Entry], correct: orders.Correct) -> Order | None:
    """What a correction puts in place of the entry it corrects; None strikes it. Raises pydantic.ValidationError."""
    if correct.order is None:
        return None
    return type(entries[correct.seq - 1].order).model_validate(correct.order)


def with_log(room: Room, entries: Sequence[Entry]) -> Room:
    """``room`` with what follows from the log itself: its number, its time and its corrections."""
    if not entries:
        return room
    led = [entry.seq for entry in entries if not entry.order.by_members]
    corrections = tuple(
        Correction(entry.seq, entry.order.seq, entry.at, entry.order.reason, entry.order.order is None)
        for entry in entries
        if isinstance(entry.order, orders.Correct)
    )
    return replace(
        room,
        seq=entries[-1].seq,
        lead_seq=max(led, default=0),
        changed_at=entries[-1].at,
        corrections=corrections,
    )


def apply(room: Room, entry: Entry) -> Room:
    """The room after one entry that may happen."""
    at, seq = entry.at, entry.seq
    match entry.order:
        case orders.OpenMeeting():
            return _opened(room, entry.order, at)
        case orders.Adjourn(reason=reason):
            room = _rest(room, at)
            return replace(room, stage="adjourned", breaks=(*room.breaks, Break(at, None, reason)))
        case orders.Resume():
            breaks = (*room.breaks[:-1], replace(room.breaks[-1], until=at))
            return _taken_up(replace(room, stage="in_session", breaks=breaks), room.current_item_id, at)
        case orders.CloseMeeting():
            return replace(_rest(room, at), stage="held", closed_at=at, current_item_id=None)
        case orders.Arrive():
            return _arrived(room, entry.order, at)
        case orders.Leave(person_id=person_id):
            return _left(room, person_id, at)
        case orders.NoteAbsence(person_id=person_id):
            return replace(room, absences=(*room.absences, person_id))
        case orders.StepIn(person_id=deputy, member_id=member, item_id=item_id):
            return replace(room, stand_ins=(*room.stand_ins, StandIn(deputy, member, item_id, at)))
        case orders.HandOverChair(person_id=person_id):
            return replace(room, chaired_by=person_id)
        case orders.StartItem(item_id=item_id):
            return _taken_up(_rest(room, at), item_id, at)
        case orders.AddItem():
            return room if entry.item is None else replace(room, items=(*room.items, _untouched(entry.item)))
        case orders.RequestFloor() | orders.WithdrawRequest() | orders.GiveFloor() | orders.EndSpeech():
            return _speaking(room, entry)
        case orders.LimitSpeaking(minutes=minutes):
            return replace(room, speaking_minutes=minutes)
        case orders.ConcludeItem(outcome=outcome, note=note):
            concluded = _on_current(room, lambda item: replace(item, outcome=Outcome(outcome, note, at, seq)))
            return replace(_rest(concluded, at), current_item_id=None)
        case orders.ReopenItem(item_id=item_id):
            return _on(room, item_id, lambda item: _reopened(item, seq))
        case orders.ObjectToDeciding(item_id=item_id, person_id=person_id):
            return _on(room, item_id, lambda item: replace(item, objections=(*item.objections, str(person_id))))
        case orders.DeclareInhability(item_id=item_id, person_id=person_id, legal_basis=basis):
            declared = Inhability(str(person_id), "declared", basis)
            return _on(room, item_id, lambda item: replace(item, inhabilities=(*item.inhabilities, declared)))
        case orders.RecordDissent(item_id=item_id, person_id=person_id, text=text):
            said = Words(seq, at, text, person_id)
            return _on(room, item_id, lambda item: replace(item, dissents=(*item.dissents, said)))
        case orders.Remark(item_id=item_id, text=text):
            remark = Words(seq, at, text, None)
            return _on(room, item_id, lambda item: replace(item, remarks=(*item.remarks, remark)))
        case _:
            return _on_current(room, lambda item: _treated(room, item, entry))


def _treated(room: Room, item: ItemRecord, entry: Entry) -> ItemRecord:
    """The item that is being treated after an entry that concerns it alone."""
    at = entry.at
    match entry.order:
        case orders.CloseDoors(legal_basis=basis, debate_on_closing=debate):
            vote = item.carried("closing")
            number = vote.seq if vote is not None and vote.legal_basis == basis and not debate else None
            return replace(item, closures=(*item.closures, Closure(basis, at, None, number, debate)))
        case orders.OpenDoors():
            return replace(item, closures=(*item.closures[:-1], replace(item.closures[-1], until=at)))
        case orders.MoveProposal(kind=kind, text=text, mover_id=mover, recommends_to=to):
            name = room.name_of(mover) if mover else None
            moved = Proposal(f"moved_{entry.seq}", kind, text, name, "submitted", to, entry.seq)
            return replace(item, proposals=(*item.proposals, moved), vote_order=None)
        case orders.ReviseProposal(proposal_id=proposal_id, text=text):
            return _on_proposal(item, proposal_id, text=text, amended=True, touched=True)
        case orders.FillBlanks(proposal_id=proposal_id, values=values):
            proposal = item.proposal(proposal_id)
            if proposal is None:
                return item
            return _on_proposal(item, proposal_id, text=richtext.fill_blanks(proposal.text, values), touched=True)
        case orders.WithdrawProposal(proposal_id=proposal_id):
            return replace(_on_proposal(item, proposal_id, state="withdrawn"), vote_order=None)
        case orders.SettleVoteOrder(steps=steps):
            return replace(item, vote_order=tuple(VoteStep(step.way, step.proposal_ids) for step in steps))
        case orders.OpenVote():
            return _vote_opened(room, item, entry.order, entry)
        case orders.CastBallot(person_id=person_id, choice=choice):
            ballot = Ballot(str(person_id), choice, entry.seq)
            return _on_vote(item, lambda vote: replace(vote, ballots=(*vote.ballots, ballot)))
        case orders.CloseVote():
            return _vote_closed(item, entry.order, entry)
        case orders.AbandonVote():
            vote = item.open_vote
            item = _on_vote(item, lambda one: replace(one, abandoned=True, closed_at=at))
            return _back_on_the_table(item, vote)
        case _:
            raise TypeError(f"nothing is known to follow from {entry.order!r}")


def _untouched(fact: ItemFact, inhabilities: tuple[Inhability, ...] = ()) -> ItemRecord:
    return ItemRecord(
        fact=fact,
        proposals=tuple(
            Proposal(
                one.id,
                one.kind,
                one.text,
                one.mover,
                recommends_to=one.recommends_to,
                access=one.access,
                legal_basis=one.legal_basis,
            )
            for one in fact.proposals
        ),
        inhabilities=inhabilities,
        outcome=None if fact.outcome is None else Outcome(fact.outcome, None, None, 0),
    )


def _on(room: Room, item_id: str | None, change: Callable[[ItemRecord], ItemRecord]) -> Room:
    return replace(room, items=tuple(change(item) if item.fact.id == item_id else item for item in room.items))


def _on_current(room: Room, change: Callable[[ItemRecord], ItemRecord]) -> Room:
    return _on(room, room.current_item_id, change)


def _on_proposal(item: ItemRecord, proposal_id: str, **changes: Any) -> ItemRecord:  # noqa: ANN401 -- of a Proposal
    proposals = (replace(one, **changes) if one.id == proposal_id else one for one in item.proposals)
    return replace(item, proposals=tuple(proposals))


def _on_vote(item: ItemRecord, change: Callable[[Vote], Vote]) -> ItemRecord:
    return replace(item, votes=tuple(change(vote) if vote.is_open else vote for vote in item.votes))


def _opened(room: Room, order: orders.OpenMeeting, at: Moment) -> Room:
    room = replace(
        room,
        stage="in_session",
        opened_at=at,
        presences=tuple(Presence(one.person_id, one.remote, at) for one in order.present),
        absences=order.absent,
        stand_ins=tuple(
            StandIn(one.person_id, one.stands_in_for, None, at) for one in order.present if one.stands_in_for
        ),
    )
    return replace(room, chaired_by=order.chaired_by or natural_chair(room))


def natural_chair(room: Room) -> str | None:
    """The chair if there, else the deputy chair."""
    return next(
        (
            seat.person_id
            for role in ("chair", "deputy_chair")
            for seat in room.setup.seats
            if seat.role == role and presence.presence_of(room, seat.person_id) is not None
        ),
        None,
    )


def _rest(room: Room, at: Moment) -> Room:
    """What was treated and who had the floor has come to a stop."""

    def ended(item: ItemRecord) -> ItemRecord:
        if not item.stretches or item.stretches[-1].until is not None:
            return item
        return replace(item, stretches=(*item.stretches[:-1], replace(item.stretches[-1], until=at)))

    room = replace(room, items=tuple(ended(item) for item in room.items))
    return _speech_ended(room, at)


def _taken_up(room: Room, item_id: str | None, at: Moment) -> Room:
    room = replace(room, current_item_id=item_id)
    return _on_current(room, lambda item: replace(item, stretches=(*item.stretches, Stretch(at))))


def _arrived(room: Room, order: orders.Arrive, at: Moment) -> Room:
    """Who comes takes the own seat back; who was there already goes on in another way."""
    presences = tuple(
        replace(one, until=at) if one.person_id == order.person_id and one.until is None else one
        for one in room.presences
    )
    stand_ins = tuple(
        replace(one, until=at) if (one.member_id, one.item_id, one.until) == (order.person_id, None, None) else one
        for one in room.stand_ins
    )
    if order.stands_in_for:
        stand_ins = (*stand_ins, StandIn(order.person_id, order.stands_in_for, None, at))
    return replace(
        room,
        presences=(*presences, Presence(order.person_id, order.remote, at)),
        stand_ins=stand_ins,
        absences=tuple(one for one in room.absences if one != order.person_id),
    )


def _left(room: Room, person_id: str, at: Moment) -> Room:
    return replace(
        room,
        presences=tuple(
            replace(one, until=at) if one.person_id == person_id and one.until is None else one
            for one in room.presences
        ),
        stand_ins=tuple(
            replace(one, until=at) if one.deputy_id == person_id and one.until is None else one
            for one in room.stand_ins
        ),
        speakers=tuple(one for one in room.speakers if one.began_at is not None or one.person_id != person_id),
    )


def _speaking(room: Room, entry: Entry) -> Room:
    match entry.order:
        case orders.RequestFloor(person_id=person_id, name=name):
            asked = Speaker(
                entry.seq,
                name or room.name_of(person_id),
                None if name else person_id,
                str(room.current_item_id),
                entry.at,
            )
            return replace(room, speakers=(*room.speakers, asked))
        case orders.WithdrawRequest(speaker=seq):
            return replace(room, speakers=tuple(one for one in room.speakers if one.seq != seq))
        case orders.GiveFloor(speaker=seq):
            room = _speech_ended(room, entry.at)
            speakers = (replace(one, began_at=entry.at) if one.seq == seq else one for one in room.speakers)
            return replace(room, speakers=tuple(speakers))
        case _:
            return _speech_ended(room, entry.at)


def _speech_ended(room: Room, at: Moment) -> Room:
    speaking = room.has_the_floor
    return replace(room, speakers=tuple(replace(one, ended_at=at) if one == speaking else one for one in room.speakers))


def _reopened(item: ItemRecord, seq: int) -> ItemRecord:
    proposals = tuple(one if one.state == "withdrawn" else replace(one, state="submitted") for one in item.proposals)
    return replace(item, outcome=None, proposals=proposals, vote_order=None, reopened=seq)


def _vote_opened(room: Room, item: ItemRecord, order: orders.OpenVote, entry: Entry) -> ItemRecord:
    able = tuple(person for person in presence.voters(room, item).values() if person != order.person_id)
    vote = Vote(
        seq=entry.seq,
        subject=order.subject,
        way=order.way,
        method=order.method,
        form=order.form,
        voters=able,
        members=len(room.setup.members),
        opened_at=entry.at,
        led_by=room.chaired_by,
        proposal_ids=order.proposal_ids,
        candidates=order.candidates,
        person_id=order.person_id,
        legal_basis=order.legal_basis,
        appointment=order.appointment,
        behind_closed_doors=room.doors_closed,
    )
    for proposal_id in order.proposal_ids:
        item = _on_proposal(item, proposal_id, state="put_to_vote")
    return replace(item, votes=(*item.votes, vote))


def _vote_closed(item: ItemRecord, order: orders.CloseVote, entry: Entry) -> ItemRecord:
    vote = item.open_vote
    if vote is None:
        return item
    result = result_of(vote, order)
    item = _on_vote(item, lambda one: replace(one, closed_at=entry.at, result=result))
    if vote.subject == "inhability":
        return _inhability_decided(item, vote, result)
    if vote.subject == "proposals":
        return _proposals_decided(item, vote, result)
    return item


def result_of(vote: Vote, order: orders.CloseVote) -> Result:
    """What an open vote comes to when it is closed so. Raises Invalid, GuardRefused as ``tally`` does."""
    if order.counts is not None:
        counts = dict(order.counts)
    else:
        choices = [ballot.choice for ballot in vote.ballots]
        counts = {choice: choices.count(choice) for choice in choices if choice is not None}
    side = order.casting_side
    led = next((ballot.choice for ballot in vote.ballots if ballot.person_id == vote.led_by), None)
    if led is not None:
        side = led
    casting = (vote.led_by, side) if vote.led_by is not None and side is not None else None
    return tally(vote.question, counts, casting=casting, drawn=order.drawn)


def _inhability_decided(item: ItemRecord, vote: Vote, result: Result) -> ItemRecord:
    if result.winner is None:
        return item
    person_id = str(vote.person_id)
    known = [one for one in item.inhabilities if one.person_id == person_id]
    basis = known[-1].legal_basis if known else "kommunelova § 11-10"
    decided = Inhability(person_id, "decided" if result.carried else "rejected", basis, vote.seq)
    others = tuple(one for one in item.inhabilities if one.person_id != person_id)
    return replace(item, inhabilities=(*others, decided))


def _proposals_decided(item: ItemRecord, vote: Vote, result: Result) -> ItemRecord:
    if result.winner is None:
        return _back_on_the_table(item, vote)
    if vote.way == "for_against":
        (proposal_id,) = vote.proposal_ids
        if result.winner == AGAINST:
            return _on_proposal(item, proposal_id, state="rejected")
        return _adopted(item, proposal_id)
    winner = str(result.winner)
    for proposal_id in vote.proposal_ids:
        item = _on_proposal(item, proposal_id, state="submitted" if proposal_id == winner else "rejected")
    # Of several alternatives the winner goes on to the next; the last one left is what is adopted.
    return item if rivals(item, winner) else _adopted(item, winner)


def rivals(item: ItemRecord, proposal_id: str) -> list[Proposal]:
    """What is on the table and can't be adopted together with a proposal: it and they are alternatives."""
    own = item.proposal(proposal_id)
    if own is None or not own.stands_alone:
        return []
    return [
        one
        for one in item.proposals
        if one.is_live and one.stands_alone and one.id != own.id and "alternative" in (one.kind, own.kind)
    ]


def _adopted(item: ItemRecord, proposal_id: str) -> ItemRecord:
    for rival in rivals(item, proposal_id):
        item = _on_proposal(item, rival.id, state="lapsed")
    return _on_proposal(item, proposal_id, state="adopted")


def _back_on_the_table(item: ItemRecord, vote: Vote | None) -> ItemRecord:
    for proposal_id in vote.proposal_ids if vote else ():
        item = _on_proposal(item, proposal_id, state="submitted")
    return item
