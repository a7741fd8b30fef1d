"""What happened in an item, sentence by sentence. Pure."""

from collections.abc import Iterator

from api.domain.deliberation import waiting
from api.domain.deliberation.facts import MEETING_BASES
from api.domain.deliberation.items import Closure, Inhability, ItemRecord, Proposal, Vote
from api.domain.deliberation.room import Room
from api.domain.deliberation.voting import AGAINST, BLANK, FOR, Result
from api.domain.kernel.legal_bases import in_norwegian
from api.domain.minutes.wording import Lang, Wording, capital


def cited(code: str, lang: Lang) -> str:
    """The statute by the code of its basis."""
    return MEETING_BASES[code].cited(lang)


def called(item: ItemRecord, proposal: Proposal, wording: Wording) -> str:
    """``framlegget`` where there is but one; else by its kind, its place among its likes and its mover."""
    if len(item.proposals) == 1:
        return wording("mainAlone")
    likes = [one.id for one in item.proposals if one.kind == proposal.kind]
    number = f" {likes.index(proposal.id) + 1}" if len(likes) > 1 else ""
    mover = f" {wording('from')} {proposal.mover}" if proposal.mover else ""
    return f"{wording(proposal.kind)}{number}{mover}"


def urgency(room: Room, wording: Wording) -> Iterator[str]:
    """That it was an urgent remote meeting, on whose word and on what ground; why, unless that is kept back."""
    urgent = room.setup.urgency
    if urgent is None:
        return
    ground = wording("urgentGroundNoTime" if urgent.ground == "no_time" else "urgentGroundMinor")
    yield wording("urgentDecided", name=urgent.decided_by, ground=ground)
    if urgent.reason and waiting.may_say_why(room):
        yield wording("reason", note=capital(urgent.reason))


def vote_sentences(room: Room, item: ItemRecord, vote: Vote, wording: Wording, *, names: bool = True) -> Iterator[str]:
    """What a vote came to in words, who voted what when it was by name and open, and that it was in writing."""
    result = vote.result
    if result is None:
        return
    if result.decided_by == "no_majority":
        yield wording("noMajority", voted=result.voted)
    elif result.winner is None:
        yield _no_quorum(room, item, vote, result, wording)
    elif vote.subject == "election":
        yield from _election(vote, result, wording)
    elif vote.subject == "inhability":
        yield _inhability(room, item, vote, result, wording)
    elif vote.way == "against_each_other":
        yield _versus(room, item, vote, result, wording)
    else:
        yield _for_against(room, _motion(room, item, vote, wording), result, wording)
    if result.counts.get(BLANK):
        yield wording("decidedBlank", count=result.counts[BLANK])
    if vote.form == "written":
        yield wording("written")
    elif names and vote.method == "by_name" and result.decided_by != "unanimous":
        yield from _by_name(room, item, vote, wording)


def closing_votes(room: Room, item: ItemRecord, wording: Wording) -> tuple[str, ...]:
    """The votes on closing the doors, which are taken in the open (§ 11-5).

    Without names: who is missing among them may be missing for inhability.
    """
    return tuple(
        sentence
        for vote in item.standing_votes
        if vote.subject == "closing" and not vote.behind_closed_doors
        for sentence in vote_sentences(room, item, vote, wording, names=False)
    )


def _for_against(room: Room, subject: str, result: Result, wording: Wording) -> str:
    kind = "" if result.carried else "rejected"
    return wording(_key(kind, result), subject=subject, **_figures(room, result, wording))


def _key(kind: str, result: Result) -> str:
    """``unanimous``, ``majority``, ``majorityCasting`` and the like, after what was decided."""
    if result.decided_by == "unanimous":
        manner = "Unanimous"
    elif result.decided_by == "casting_vote":
        manner = "Casting" if kind else "MajorityCasting"
    else:
        manner = "Majority"
    return kind + manner if kind else manner[:1].lower() + manner[1:]


def _figures(room: Room, result: Result, wording: Wording) -> dict[str, object]:
    ours, theirs = result.counts.get(FOR, 0), result.counts.get(AGAINST, 0)
    # The noun follows the number that stands last, which of someone found able is that of those in favour.
    return {
        "for": ours,
        "against": theirs,
        "votes": wording.votes(theirs),
        "caster": room.name_of(result.casting_voter_id),
    }


def _motion(room: Room, item: ItemRecord, vote: Vote, wording: Wording) -> str:
    """What is voted on, as the subject of a sentence."""
    match vote.subject:
        case "closing":
            return wording("closingMotion", basis=cited(str(vote.legal_basis), wording.lang))
        case "postponement":
            return wording("postponementMotion")
        case "return":
            return wording("returnMotion")
        case "inhability":
            return wording("inhabilityMotion", name=room.name_of(vote.person_id))
        case "election":
            return wording("electionMotion")
        case "proposals":
            named = [called(item, one, wording) for id_ in vote.proposal_ids if (one := item.proposal(id_)) is not None]
            return named[0] if len(named) == 1 else wording("versusMotion", a=named[0], b=named[1])


def _no_quorum(room: Room, item: ItemRecord, vote: Vote, result: Result, wording: Wording) -> str:
    return wording(
        "noQuorum",
        subject=_motion(room, item, vote, wording),
        voted=result.voted,
        members=result.members,
        body=room.setup.body_name,
    )


def _inhability(room: Room, item: ItemRecord, vote: Vote, result: Result, wording: Wording) -> str:
    figures = _figures(room, result, wording)
    if not result.carried:
        figures["votes"] = wording.votes(result.counts.get(FOR, 0))
    basis = next((one.legal_basis for one in item.inhabilities if one.vote == vote.seq), "kommunelova § 11-10")
    basis = in_norwegian(basis, wording.lang)
    kind = "inhabile" if result.carried else "habile"
    return wording(_key(kind, result), name=room.name_of(vote.person_id), basis=basis, **figures)


def _versus(room: Room, item: ItemRecord, vote: Vote, result: Result, wording: Wording) -> str:
    first, second = vote.proposal_ids
    titles = {id_: called(item, one, wording) for id_ in vote.proposal_ids if (one := item.proposal(id_)) is not None}
    a, b = result.counts[first], result.counts[second]
    return wording(
        "versusCasting" if result.decided_by == "casting_vote" else "versus",
        a=titles[first],
        b=titles[second],
        aCount=a,
        bCount=b,
        aVotes=wording.votes(a),
        bVotes=wording.votes(b),
        Winner=capital(titles[str(result.winner)]),
        caster=room.name_of(result.casting_voter_id),
    )


def _election(vote: Vote, result: Result, wording: Wording) -> Iterator[str]:
    if vote.seats > 1:
        yield from _several(vote, result, wording)
        return
    elected = vote.elected[0] if vote.elected else None
    if elected is None:
        ours, theirs = result.counts.get(FOR, 0), result.counts.get(AGAINST, 0)
        figures = {"for": ours, "against": theirs, "votesFor": wording.votes(ours)}
        yield wording("notElected", name=vote.candidates[0], **figures)
        return
    if result.decided_by == "unanimous":
        yield wording("electedUnanimous", name=elected)
        return
    if result.winner == FOR:
        ours, theirs = result.counts[FOR], result.counts[AGAINST]
        figures = {"for": ours, "against": theirs, "votes": wording.votes(theirs)}
        yield wording("electedMajority", name=elected, **figures)
        return
    key = "electedLots" if result.decided_by == "lots" else "elected"
    count = result.counts[str(result.winner)]
    yield wording(key, name=elected, count=count, voted=result.voted, votes=wording.votes(result.voted))
    yield from _others(vote, result, wording)


def _several(vote: Vote, result: Result, wording: Wording) -> Iterator[str]:
    """An election to several seats, those with most votes first."""
    if result.decided_by == "unanimous":
        yield wording("electedSeveralUnanimous", names=wording.names(list(vote.elected)))
        return
    counts = [result.counts[winner] for winner in result.winners]
    named = [
        wording("electedOne", name=name, count=count, votes=wording.votes(count))
        for name, count in zip(vote.elected, counts, strict=True)
    ]
    yield wording("electedSeveral", names=wording.names(named), voted=result.voted)
    if result.decided_by == "lots":
        # Lots are drawn between those who are level, and they are the last.
        drawn = [name for name, count in zip(vote.elected, counts, strict=True) if count == counts[-1]]
        yield wording("electedDrawn", names=wording.names(drawn))
    yield from _others(vote, result, wording)


def _others(vote: Vote, result: Result, wording: Wording) -> Iterator[str]:
    others = [
        wording("electionOther", name=name, count=got, votes=wording.votes(got))
        for number, name in enumerate(vote.candidates, 1)
        if str(number) not in result.winners and (got := result.counts[str(number)])
    ]
    if others:
        yield wording("electionOthers", others=wording.names(others))


def _by_name(room: Room, item: ItemRecord, vote: Vote, wording: Wording) -> Iterator[str]:
    sides = {FOR: "forNames", AGAINST: "againstNames", BLANK: "blankNames"}
    for side in (*vote.options, BLANK):
        names = [room.name_of(ballot.person_id) for ballot in vote.ballots if side in ballot.choices]
        if not names:
            continue
        if side in sides:
            yield wording(sides[side], names=wording.names(names))
        else:
            yield wording("sideNames", side=capital(_side(item, vote, side, wording)), names=wording.names(names))


def _side(item: ItemRecord, vote: Vote, side: str, wording: Wording) -> str:
    if vote.candidates:
        return vote.candidates[int(side) - 1]
    proposal = item.proposal(side)
    return "" if proposal is None else called(item, proposal, wording)


def inhability_sentence(room: Room, one: Inhability, wording: Wording) -> str | None:
    """That somebody stepped down; None where the body's vote on it says so, or that he took part."""
    if one.vote is not None or not one.steps_down:
        return None
    return wording("declared", name=room.name_of(one.person_id), basis=in_norwegian(one.legal_basis, wording.lang))


def closure_sentence(closure: Closure, wording: Wording) -> str:
    key = "doorsClosedDebate" if closure.debate_only else "doorsClosed"
    basis = cited(closure.legal_basis, wording.lang)
    since = wording.clock(closure.since)
    if closure.until is None:
        return wording(f"{key}Onward", since=since, basis=basis)
    return wording(key, since=since, basis=basis, until=wording.clock(closure.until))
