"""The room as one of its circle may see it. Pure.

Everyone in it sees who is there and what is open. What is closed is for the administration and for those who take part
in the item: not for union representatives, not for who is inhabile in it (kommuneloven § 11-10), nor for who follows
from elsewhere what must be closed (§ 11-7).
"""

from dataclasses import dataclass
from typing import cast

from api.domain.deliberation import outcomes, presence, waiting
from api.domain.deliberation.facts import MEETING_BASES, Seat
from api.domain.deliberation.items import ItemRecord, Proposal, Vote, VoteStep, Words
from api.domain.deliberation.outcomes import Lang
from api.domain.deliberation.room import Room
from api.domain.deliberation.schemas import (
    BallotOut,
    BreakOut,
    ClosureOut,
    CorrectionOut,
    InhabilityInRoom,
    MovementOut,
    PeriodOut,
    PresenceOut,
    ResultOut,
    RollEntry,
    RollOut,
    RoomItem,
    RoomOut,
    RoomProposal,
    RoomSeat,
    RoomViewer,
    SpeakerOut,
    StandInOut,
    VoteOut,
    VoteStepOut,
    WordsOut,
)
from api.domain.deliberation.speaking import may_speak
from api.domain.deliberation.voting import AGAINST, FOR, Question
from api.domain.kernel import richtext
from api.domain.meetings.schemas import UrgencyOut
from api.domain.meetings.urgency import demands_needed


@dataclass(frozen=True)
class Viewer:
    """Who looks: the administration sees all, a seat of a member or deputy what is closed, where it takes part."""

    person_id: str | None
    administers: bool
    leads: bool
    is_member: bool


def is_withheld(room: Room, item: ItemRecord, viewer: Viewer) -> bool:
    """Whether the viewer gets only the open form of an item."""
    if viewer.administers or not item.is_closed:
        return False
    if not _may_see_closed(item, viewer):
        return True
    here = presence.presence_of(room, str(viewer.person_id))
    return here is not None and here.remote and item.must_be_closed


def _may_see_closed(item: ItemRecord, viewer: Viewer) -> bool:
    if viewer.administers:
        return True
    return viewer.is_member and viewer.person_id is not None and not item.is_inhabile(viewer.person_id)


def _is_told(room: Room, item: ItemRecord, viewer: Viewer) -> bool:
    """Whether the viewer knows of the item by the room: before the opening by the papers alone."""
    if viewer.administers:
        return True
    return room.stage != "waiting" and (item.fact.announced or item.fact.raised or bool(item.stretches))


def shown(room: Room, viewer: Viewer) -> RoomOut:
    """The room for one viewer. Before the meeting is opened its agenda is in the papers, and not here."""
    current = room.current
    hides_current = current is not None and is_withheld(room, current, viewer)
    vote = room.open_vote
    me = viewer.person_id
    may_vote = vote is not None and me in vote.voters and not vote.has_voted(str(me)) and vote.method == "by_name"
    speaks = current is not None and me is not None and may_speak(room, me, current)
    question = Question((FOR, AGAINST), members=len(room.setup.members), present=0)
    votes_now = set(presence.voters(room, current).values()) if current is not None else set()
    return RoomOut(
        meeting_id=room.setup.meeting_id,
        body_id=room.setup.body_id,
        body_name=room.setup.body_name,
        remote=room.setup.remote,
        urgency=UrgencyOut.of(room.setup.urgency, with_reason=waiting.may_say_why(room)),
        demands_needed=demands_needed(len(room.setup.members)),
        remote_allowed=room.setup.remote_allowed,
        seq=room.seq,
        stage=room.stage,
        changed_at=room.changed_at,
        opened_at=room.opened_at,
        closed_at=room.closed_at,
        doors_closed=room.doors_closed,
        chaired_by=room.chaired_by,
        members=question.members,
        quorum=question.quorum,
        current_item_id=room.current_item_id,
        seats=tuple(_seat(room, seat, votes_now) for seat in room.setup.seats),
        presences=tuple(
            PresenceOut(person_id=one.person_id, remote=one.remote, since=one.since, until=one.until)
            for one in room.presences
        ),
        stand_ins=tuple(
            StandInOut(
                deputy_id=one.deputy_id,
                member_id=one.member_id,
                item_id=one.item_id,
                since=one.since,
                until=one.until,
            )
            for one in room.stand_ins
        ),
        roll=_roll(room) if viewer.administers or viewer.leads else None,
        movements=tuple(
            MovementOut(
                seq=one.seq,
                at=one.at,
                kind=one.kind,
                person_id=one.person_id,
                remote=one.remote,
                member_id=one.member_id,
                item_id=one.item_id,
            )
            for one in room.movements
            if viewer.administers or viewer.leads
        ),
        breaks=tuple(BreakOut(since=one.since, until=one.until, reason=one.reason) for one in room.breaks),
        speaking_minutes=room.speaking_minutes,
        speakers=tuple(
            SpeakerOut(
                seq=one.seq,
                name=one.name,
                person_id=one.person_id,
                item_id=one.item_id,
                asked_at=one.asked_at,
                began_at=one.began_at,
                ended_at=one.ended_at,
            )
            for one in room.speakers
            if (item := room.item(one.item_id)) is not None and not is_withheld(room, item, viewer)
        ),
        items=tuple(_item(room, item, viewer) for item in room.items if _is_told(room, item, viewer)),
        corrections=tuple(
            CorrectionOut(seq=one.seq, corrects=one.corrects, at=one.at, reason=one.reason, struck=one.struck)
            for one in room.corrections
            if viewer.administers or viewer.leads
        ),
        me=RoomViewer(
            person_id=me,
            leads=viewer.leads,
            may_vote_in=vote.seq if vote is not None and may_vote and not hides_current else None,
            may_speak=speaks and not hides_current,
        ),
    )


def _roll(room: Room) -> RollOut | None:
    roll = room.roll
    if roll is None:
        return None
    return RollOut(
        seq=roll.seq,
        present=tuple(
            RollEntry(person_id=person, remote=remote, stands_in_for=member) for person, remote, member in roll.present
        ),
        absent=roll.absent,
        chaired_by=roll.chaired_by,
    )


def _seat(room: Room, seat: Seat, votes_now: set[str]) -> RoomSeat:
    here = presence.presence_of(room, seat.person_id)
    current = room.current
    for_whom = next(
        (
            member.person_id
            for member in room.setup.members
            if presence.sitting_for(room, member.person_id, room.current_item_id) == seat.person_id
        ),
        None,
    )
    return RoomSeat(
        person_id=seat.person_id,
        name=seat.name,
        role=seat.role,
        deputy_order=seat.deputy_order,
        municipality=seat.municipality,
        present=here is not None,
        remote=here is not None and here.remote,
        absent=seat.person_id in room.absences,
        stands_in_for=for_whom,
        votes_now=seat.person_id in votes_now,
        may_speak=current is not None and may_speak(room, seat.person_id, current),
    )


def _item(room: Room, item: ItemRecord, viewer: Viewer) -> RoomItem:
    fact = item.fact
    withheld = is_withheld(room, item, viewer)
    step = outcomes.next_step(item)
    return RoomItem(
        id=fact.id,
        case_id=fact.case_id,
        number=fact.number,
        type=fact.type,
        title=fact.open_title if withheld and fact.access == "closed" else fact.title,
        lang=room.setup.lang,
        access=fact.access,
        legal_basis=fact.legal_basis if fact.access == "closed" else None,
        must_be_closed=item.must_be_closed,
        raised=fact.raised,
        withheld=withheld,
        state="pending" if item.outcome is None else item.outcome.state,
        note=None if withheld or item.outcome is None else item.outcome.note,
        objected=presence.is_objected_to(room, item),
        objections=item.objections,
        demands=tuple(one.person_id for one in waiting.standing(item)),
        must_wait=waiting.must_wait(room, item),
        stretches=tuple(PeriodOut(since=one.since, until=one.until) for one in item.stretches),
        # That somebody is inhabile is told to all who take part: they have to know who steps down.
        inhabilities=tuple(
            InhabilityInRoom(person_id=one.person_id, state=one.state, legal_basis=one.legal_basis, vote=one.vote)
            for one in item.inhabilities
        ),
        closures=tuple(
            ClosureOut(
                legal_basis=one.legal_basis,
                citation=MEETING_BASES[one.legal_basis].cited("nb" if room.setup.lang == "nb" else "nn"),
                since=one.since,
                until=one.until,
                vote=one.vote,
                debate_only=one.debate_only,
            )
            for one in item.closures
        ),
        proposals=()
        if withheld
        else tuple(_proposal(one, hidden=not _may_see_closed(item, viewer)) for one in item.proposals),
        suggested_order=() if withheld else tuple(_step(one) for one in outcomes.suggested_order(item)),
        vote_order=None if withheld or item.vote_order is None else tuple(_step(one) for one in item.vote_order),
        next_step=None if withheld or step is None else _step(step),
        votes=() if withheld else tuple(_vote(room, item, vote) for vote in item.votes),
        dissents=() if withheld else tuple(_words(one) for one in item.dissents),
        remarks=() if withheld else tuple(_words(one) for one in item.remarks),
    )


def _proposal(one: Proposal, *, hidden: bool) -> RoomProposal:
    """``hidden``: of a closed one the viewer is told that it is there, for it may be voted on."""
    text, mover, to, filled = one.text, one.mover, one.recommends_to, one.filled
    if hidden and one.access == "closed":
        text, mover, to, filled = richtext.text_doc(""), None, None, ()
    return RoomProposal(
        id=one.id,
        kind=one.kind,
        text=text,
        access=one.access,
        legal_basis=one.legal_basis if one.access == "closed" else None,
        mover=mover,
        recommends_to=to,
        state=one.state,
        blanks=richtext.count_blanks(text),
        amended=one.amended,
        seq=one.seq,
        filled_seq=one.filled_seq,
        filled=filled,
    )


def _step(step: VoteStep) -> VoteStepOut:
    return VoteStepOut(way=step.way, proposal_ids=step.proposal_ids)


def _words(words: Words) -> WordsOut:
    return WordsOut(seq=words.seq, at=words.at, text=words.text, person_id=words.person_id)


def _vote(room: Room, item: ItemRecord, vote: Vote) -> VoteOut:
    return VoteOut(
        seq=vote.seq,
        subject=vote.subject,
        way=vote.way,
        method=vote.method,
        form=vote.form,
        appointment=vote.appointment,
        seats=vote.seats,
        more_than_half=vote.more_than_half,
        round=vote.round,
        proposal_ids=vote.proposal_ids,
        candidates=vote.candidates,
        person_id=vote.person_id,
        legal_basis=vote.legal_basis,
        options=vote.options,
        blank_allowed=vote.question.blank_allowed,
        voters=vote.voters,
        quorum=vote.question.quorum,
        opened_at=vote.opened_at,
        closed_at=vote.closed_at,
        closed_seq=vote.closed_seq,
        is_open=vote.is_open,
        abandoned=vote.abandoned,
        behind_closed_doors=vote.behind_closed_doors,
        ballots=tuple(
            # While others are still to vote, nobody is led by what is voted.
            BallotOut(person_id=one.person_id, choices=None if vote.is_open else one.choices or None, seq=one.seq)
            for one in vote.ballots
        ),
        result=_result(room, item, vote),
    )


def _result(room: Room, item: ItemRecord, vote: Vote) -> ResultOut | None:
    result = vote.result
    if result is None:
        return None
    return ResultOut(
        counts=result.counts,
        members=result.members,
        present=result.present,
        voted=result.voted,
        quorum=result.quorum,
        decided_by=result.decided_by,
        winner=result.winner,
        winners=result.winners,
        carried=result.carried,
        explanation=outcomes.explain(item, vote, cast(Lang, room.setup.lang)),
    )
