"""From entries to room: what has happened, one entry after the other, makes the room as it stands. Pure.

Nothing is asked here: whether something may happen is :mod:`api.domain.deliberation.rules`' affair, before it is
entered. A corrected entry counts as if it had been right from the beginning; both stay in the log.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from api.domain.deliberation import orders, presence, waiting
from api.domain.deliberation.facts import ItemFact, Setup
from api.domain.deliberation.items import Demand, Inhability, ItemRecord, Outcome, Proposal, Stretch, Words
from api.domain.deliberation.log import Entry, effective
from api.domain.deliberation.room import Break, Correction, Movement, Presence, Roll, Room, Speaker, StandIn
from api.domain.deliberation.treating import reopened, treated

Moment = dt.datetime


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
    items = (
        replace(
            _untouched(item, declared[item.id]),
            demands=tuple(Demand(person, person) for item_id, person in setup.demands if item_id == item.id),
        )
        for item in setup.items
    )
    return Room(setup=setup, items=tuple(items))


def fold(setup: Setup, entries: Sequence[Entry]) -> Room:
    """The room after all ``entries``, which are numbered 1, 2, 3 …"""
    room = empty(setup)
    for entry in effective(entries):
        room = apply(room, entry)
    return with_log(room, entries)


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
    room = _moved(room, entry)
    match entry.order:
        case orders.OpenMeeting():
            return _opened(room, entry, entry.order)
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
            return _on(room, item_id, lambda item: reopened(item, seq))
        case orders.ObjectToDeciding(item_id=item_id, person_id=person_id):
            return _on(room, item_id, lambda item: replace(item, objections=(*item.objections, str(person_id))))
        case orders.DemandOrdinaryMeeting(item_id=item_id, person_id=person_id):
            return _demanded(room, item_id, str(person_id), entry)
        case orders.WithdrawDemand(item_id=item_id, person_id=person_id):
            return _on(room, item_id, lambda item: waiting.withdrawn(item, str(person_id)))
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
            return _on_current(room, lambda item: treated(room, item, entry))


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


def _demanded(room: Room, item_id: str, person_id: str, entry: Entry) -> Room:
    """A case that must wait is left at once."""
    room = _on(room, item_id, lambda item: waiting.demanded(room, item, person_id, entry))
    waits = room.current is not None and room.current.outcome is not None
    return replace(_rest(room, entry.at), current_item_id=None) if waits else room


def _on_current(room: Room, change: Callable[[ItemRecord], ItemRecord]) -> Room:
    return _on(room, room.current_item_id, change)


def _moved(room: Room, entry: Entry) -> Room:
    """With the entry among the comings and goings, if it is one, so that it can be found and corrected."""
    at, seq = entry.at, entry.seq
    match entry.order:
        case orders.Arrive(person_id=person, remote=remote, stands_in_for=member):
            movement = Movement(seq, at, "arrive", person, remote, member)
        case orders.Leave(person_id=person):
            movement = Movement(seq, at, "leave", person)
        case orders.NoteAbsence(person_id=person):
            movement = Movement(seq, at, "note_absence", person)
        case orders.StepIn(person_id=person, member_id=member, item_id=item_id):
            movement = Movement(seq, at, "step_in", person, member_id=member, item_id=item_id)
        case orders.HandOverChair(person_id=person):
            movement = Movement(seq, at, "hand_over_chair", person)
        case _:
            return room
    return replace(room, movements=(*room.movements, movement))


def _opened(room: Room, entry: Entry, order: orders.OpenMeeting) -> Room:
    at = entry.at
    room = replace(
        room,
        stage="in_session",
        opened_at=at,
        presences=tuple(Presence(one.person_id, one.remote, at) for one in order.present),
        roll=Roll(
            entry.seq,
            tuple((one.person_id, one.remote, one.stands_in_for) for one in order.present),
            order.absent,
            order.chaired_by,
        ),
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
