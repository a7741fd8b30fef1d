"""What an entry makes of the item that it concerns: proposals, votes and doors. Pure."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from api.domain.deliberation import orders, presence
from api.domain.deliberation.items import (
    Ballot,
    Closure,
    Inhability,
    ItemRecord,
    Proposal,
    Vote,
    VoteStep,
)
from api.domain.deliberation.log import Entry
from api.domain.deliberation.room import Room
from api.domain.deliberation.voting import AGAINST, Result, tally
from api.domain.kernel import richtext


def treated(room: Room, item: ItemRecord, entry: Entry) -> ItemRecord:
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
            return _on_proposal(item, proposal_id, text=text, amended=True, touched=True, filled_seq=None, filled=())
        case orders.FillBlanks(proposal_id=proposal_id, values=values):
            proposal = item.proposal(proposal_id)
            if proposal is None:
                return item
            return _on_proposal(
                item,
                proposal_id,
                text=richtext.fill_blanks(proposal.text, values),
                touched=True,
                filled_seq=entry.seq,
                filled=values,
            )
        case orders.WithdrawProposal(proposal_id=proposal_id):
            return replace(_on_proposal(item, proposal_id, state="withdrawn"), vote_order=None)
        case orders.SettleVoteOrder(steps=steps):
            return replace(item, vote_order=tuple(VoteStep(step.way, step.proposal_ids) for step in steps))
        case orders.OpenVote():
            return _vote_opened(room, item, entry.order, entry)
        case orders.CastBallot(person_id=person_id):
            ballot = Ballot(str(person_id), entry.order.choices, entry.seq)
            return _on_vote(item, lambda vote: replace(vote, ballots=(*vote.ballots, ballot)))
        case orders.CloseVote():
            return _vote_closed(item, entry.order, entry)
        case orders.AbandonVote():
            vote = item.open_vote
            item = _on_vote(item, lambda one: replace(one, abandoned=True, closed_at=at))
            return _back_on_the_table(item, vote)
        case _:
            raise TypeError(f"nothing is known to follow from {entry.order!r}")


def _on_proposal(item: ItemRecord, proposal_id: str, **changes: Any) -> ItemRecord:  # noqa: ANN401 -- of a Proposal
    proposals = (replace(one, **changes) if one.id == proposal_id else one for one in item.proposals)
    return replace(item, proposals=tuple(proposals))


def _on_vote(item: ItemRecord, change: Callable[[Vote], Vote]) -> ItemRecord:
    return replace(item, votes=tuple(change(vote) if vote.is_open else vote for vote in item.votes))


def reopened(item: ItemRecord, seq: int) -> ItemRecord:
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
        seats=order.seats,
        more_than_half=order.more_than_half,
        round=_round(item, order),
        behind_closed_doors=room.doors_closed,
    )
    for proposal_id in order.proposal_ids:
        item = _on_proposal(item, proposal_id, state="put_to_vote")
    return replace(item, votes=(*item.votes, vote))


def _round(item: ItemRecord, order: orders.OpenVote) -> int:
    """The second, when more than half of the votes were asked for and nobody got them the last time (§ 7-8)."""
    earlier = [
        vote.result.decided_by
        for vote in item.standing_votes
        if vote.more_than_half and vote.result is not None and vote.result.decided_by != "no_quorum"
    ]
    return 2 if order.more_than_half and earlier[-1:] == ["no_majority"] else 1


def _vote_closed(item: ItemRecord, order: orders.CloseVote, entry: Entry) -> ItemRecord:
    vote = item.open_vote
    if vote is None:
        return item
    result = result_of(vote, order)
    item = _on_vote(item, lambda one: replace(one, closed_at=entry.at, closed_seq=entry.seq, result=result))
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
        choices = [choice for ballot in vote.ballots for choice in ballot.choices]
        counts = {choice: choices.count(choice) for choice in choices}
    voted = None
    if vote.seats > 1:
        voted = len(vote.ballots) if vote.method == "by_name" else order.voted
    side = order.casting_side
    for ballot in vote.ballots:
        if ballot.person_id == vote.led_by and ballot.choices:
            side = ballot.choices[0]
    casting = (vote.led_by, side) if vote.led_by is not None and side is not None else None
    return tally(vote.question, counts, voted=voted, casting=casting, drawn=order.drawn)


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
