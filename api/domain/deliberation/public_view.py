"""From the room to what everybody may follow: the one door between the meeting room and the public stream. Pure.

What is closed has no field to stand in: a closed item, or one that the doors were closed for, keeps its number, the
title that is public already and its legal basis (kommuneloven § 11-5). Titles are the published ones, since what was
changed since may not be for everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from api.domain.deliberation import presence
from api.domain.deliberation.facts import MEETING_BASES
from api.domain.deliberation.items import ItemRecord, Proposal, Vote
from api.domain.deliberation.outcomes import Lang, called, explain
from api.domain.deliberation.room import Room
from api.domain.deliberation.schemas import (
    LiveInhability,
    LiveItem,
    LivePerson,
    LiveProposal,
    LiveSide,
    LiveSpeaker,
    LiveView,
    LiveVote,
)
from api.domain.deliberation.voting import AGAINST, BLANK, FOR, Question
from api.domain.kernel.richtext import RichText


@dataclass(frozen=True)
class PublicItem:
    """What is published of an item: ``texts`` are its proposals' by id, none of them while only the agenda is out."""

    title: str
    access: Literal["open", "closed"]
    legal_basis: str | None = None
    texts: Mapping[str, RichText] = field(default_factory=dict)


def public_view(room: Room, published: Mapping[str, PublicItem]) -> LiveView:
    """The room for everybody; ``published`` is what stands published of the agenda, by the items' ids."""
    lang = cast(Lang, room.setup.lang)
    closed = _behind_closed_doors(room)
    question = Question((FOR, AGAINST), members=len(room.setup.members), present=0)
    speaking = room.has_the_floor
    return LiveView(
        meeting_id=room.setup.meeting_id,
        stage=room.stage,
        doors="open" if closed is None else "closed",
        legal_basis=None if closed is None else _citation(closed.closures[-1].legal_basis, lang),
        opened_at=room.opened_at,
        closed_at=room.closed_at,
        break_reason=room.breaks[-1].reason if room.stage == "adjourned" and closed is None else None,
        chaired_by=room.name_of(room.chaired_by) if room.chaired_by and closed is None else None,
        members=question.members,
        quorum=question.quorum,
        present=() if closed is not None else tuple(_people(room)),
        current_item_id=room.current_item_id,
        speaking=LiveSpeaker(name=speaking.name, since=speaking.began_at)
        if speaking is not None and not _is_hidden(room, speaking.item_id)
        else None,
        queue=tuple(LiveSpeaker(name=one.name, since=None) for one in room.queue if not _is_hidden(room, one.item_id)),
        speaking_minutes=room.speaking_minutes if closed is None else None,
        items=tuple(
            _item(room, item, published.get(item.fact.id), lang)
            for item in room.items
            if item.fact.id in published or item.fact.raised or item.stretches
        ),
    )


def _behind_closed_doors(room: Room) -> ItemRecord | None:
    return next((item for item in room.items if item.closure is not None), None)


def _is_hidden(room: Room, item_id: str) -> bool:
    item = room.item(item_id)
    return room.doors_closed or item is None or item.is_closed


def _people(room: Room) -> list[LivePerson]:
    item_id = room.current_item_id
    sits = {presence.sitting_for(room, member.person_id, item_id): member.name for member in room.setup.members}
    return [
        LivePerson(name=seat.name, role=seat.role, remote=here.remote, stands_in_for=sits.get(seat.person_id))
        for seat in room.setup.seats
        if (here := presence.presence_of(room, seat.person_id)) is not None
    ]


def _item(room: Room, item: ItemRecord, public: PublicItem | None, lang: Lang) -> LiveItem:
    fact = item.fact
    is_closed = item.is_closed or (public is not None and public.access == "closed")
    title = public.title if public is not None else None
    if public is None and fact.raised and not is_closed:
        title = fact.title
    shown = [vote for vote in item.votes if not vote.abandoned and (not is_closed or _was_open(vote))]
    return LiveItem(
        id=fact.id,
        number=fact.number,
        title=title,
        type=fact.type,
        access="closed" if is_closed else "open",
        legal_basis=_basis(item, public, lang) if is_closed else None,
        raised=fact.raised,
        state=None if is_closed else ("pending" if item.outcome is None else item.outcome.state),
        proposals=() if is_closed else tuple(_proposal(one, public) for one in item.proposals),
        votes=tuple(_vote(room, item, vote, lang) for vote in shown),
        inhabilities=()
        if is_closed
        else tuple(
            LiveInhability(name=room.name_of(one.person_id), state=one.state, legal_basis=one.legal_basis)
            for one in item.inhabilities
        ),
    )


def _was_open(vote: Vote) -> bool:
    """Of a closed item only the vote on closing is for everybody: it is taken in the open (§ 11-5)."""
    return vote.subject == "closing"


def _basis(item: ItemRecord, public: PublicItem | None, lang: Lang) -> str | None:
    if public is not None and public.access == "closed":
        return public.legal_basis
    if item.closures:
        return _citation(item.closures[-1].legal_basis, lang)
    return item.fact.legal_basis


def _citation(code: str, lang: Lang) -> str:
    return MEETING_BASES[code].cited("nb" if lang == "nb" else "nn")


def _proposal(proposal: Proposal, public: PublicItem | None) -> LiveProposal:
    """Its text when that was read out in the room, moved or changed there, else as it is published.

    Of a closed one there is nothing but that it is there.
    """
    if proposal.access == "closed":
        return LiveProposal(kind=proposal.kind, mover=None, text=None, state=proposal.state)
    known = public.texts.get(proposal.id) if public is not None else None
    text = proposal.text if proposal.seq is not None or proposal.touched else known
    return LiveProposal(kind=proposal.kind, mover=proposal.mover, text=text, state=proposal.state)


def _vote(room: Room, item: ItemRecord, vote: Vote, lang: Lang) -> LiveVote:
    return LiveVote(
        subject=vote.subject,
        form=vote.form,
        is_open=vote.is_open,
        concerns=_concerns(room, item, vote, lang),
        legal_basis=_citation(vote.legal_basis, lang) if vote.legal_basis else None,
        voted=len(vote.ballots) if vote.result is None else vote.result.voted,
        sides=()
        if vote.result is None
        else tuple(
            LiveSide(label=_label(item, vote, side, lang), count=count, names=_names(room, vote, side))
            for side, count in vote.result.counts.items()
        ),
        outcome=explain(item, vote, lang) or None,
    )


def _concerns(room: Room, item: ItemRecord, vote: Vote, lang: Lang) -> str | None:
    if vote.person_id is not None:
        return room.name_of(vote.person_id)
    named = [called(item, one, lang) for id_ in vote.proposal_ids if (one := item.proposal(id_)) is not None]
    return " / ".join(named or vote.candidates) or None


def _label(item: ItemRecord, vote: Vote, side: str, lang: Lang) -> str:
    if side in (FOR, AGAINST, BLANK):
        return side
    if vote.candidates:
        return vote.candidates[int(side) - 1]
    proposal = item.proposal(side)
    return side if proposal is None else called(item, proposal, lang)


def _names(room: Room, vote: Vote, side: str) -> tuple[str, ...] | None:
    if vote.form == "written" or vote.method == "by_count":
        return None
    return tuple(room.name_of(ballot.person_id) for ballot in vote.ballots if side in ballot.choices)
