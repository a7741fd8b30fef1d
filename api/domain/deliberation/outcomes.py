"""What votes lead to: in what order they are taken, what they mean in words, and what is adopted by them. Pure."""

from collections.abc import Iterator
from typing import Final, Literal, cast

from api.domain.deliberation.facts import ItemOutcome
from api.domain.deliberation.items import ItemRecord, Proposal, Vote, VoteStep
from api.domain.deliberation.room import Adopted, Room
from api.domain.deliberation.voting import AGAINST, BLANK, FOR, Result
from api.domain.kernel import richtext
from api.domain.kernel.richtext import RichText

Lang = Literal["nn", "nb", "en"]

_WORDS: Final[dict[str, dict[Lang, str]]] = {
    FOR: {"nn": "for", "nb": "for", "en": "for"},
    AGAINST: {"nn": "mot", "nb": "mot", "en": "against"},
    BLANK: {"nn": "blanke", "nb": "blanke", "en": "blank"},
    "members": {"nn": "medlemmer", "nb": "medlemmer", "en": "members"},
    "quorum": {"nn": "vedtaksfør med", "nb": "vedtaksdyktig med", "en": "quorum"},
    "adopted": {"nn": "vedteke", "nb": "vedtatt", "en": "adopted"},
    "rejected": {"nn": "ikkje vedteke", "nb": "ikke vedtatt", "en": "rejected"},
    "elected": {"nn": "vald: {}", "nb": "valgt: {}", "en": "elected: {}"},
    "won": {"nn": "vedteke: {}", "nb": "vedtatt: {}", "en": "adopted: {}"},
    "no_majority": {
        "nn": "ingen fekk meir enn halvparten av røystene",
        "nb": "ingen fikk mer enn halvparten av stemmene",
        "en": "nobody got more than half of the votes",
    },
    "voted": {"nn": "røysta", "nb": "stemte", "en": "voted"},
    "no_quorum": {"nn": "ikkje vedtaksført", "nb": "ikke vedtaksdyktig", "en": "no quorum"},
    "unanimous": {"nn": "samrøystes", "nb": "enstemmig", "en": "unanimous"},
    "casting_vote": {
        "nn": "avgjort med dobbeltrøysta til møteleiaren",
        "nb": "avgjort med møtelederens dobbeltstemme",
        "en": "by the casting vote",
    },
    "lots": {"nn": "avgjort ved loddtrekning", "nb": "avgjort ved loddtrekning", "en": "by drawing lots"},
    "main": {"nn": "hovudframlegget", "nb": "hovedforslaget", "en": "the main proposal"},
    "alternative": {"nn": "alternativt framlegg", "nb": "alternativt forslag", "en": "an alternative"},
    "amendment": {"nn": "endringsframlegg", "nb": "endringsforslag", "en": "an amendment"},
}


def explain(item: ItemRecord, vote: Vote, lang: Lang) -> str:
    """``5 for, 3 against, 11 members, quorum 6: adopted``; empty while there is no result."""
    result = vote.result
    if result is None:
        return ""

    def word(key: str) -> str:
        return _WORDS[key][lang]

    sides = ", ".join(f"{count} {_side(item, vote, side, lang)}" for side, count in result.counts.items())
    if vote.seats > 1:
        sides += f", {result.voted} {word('voted')}"
    figures = f"{sides}, {result.members} {word('members')}, {word('quorum')} {result.quorum}"
    how = f", {word(result.decided_by)}" if result.decided_by in ("unanimous", "casting_vote", "lots") else ""
    return f"{figures}: {_meaning(item, vote, result, lang)}{how}"


def _meaning(item: ItemRecord, vote: Vote, result: Result, lang: Lang) -> str:
    if result.winner is None:
        return _WORDS[result.decided_by][lang]
    if vote.elected:
        return _WORDS["elected"][lang].format(", ".join(vote.elected))
    if vote.way == "against_each_other":
        return _WORDS["won"][lang].format(_side(item, vote, result.winner, lang))
    return _WORDS["adopted" if result.carried else "rejected"][lang]


def _side(item: ItemRecord, vote: Vote, side: str, lang: Lang) -> str:
    if side in _WORDS:
        return _WORDS[side][lang]
    if vote.subject == "election":
        return vote.candidates[int(side) - 1]
    proposal = item.proposal(side)
    return "" if proposal is None else called(item, proposal, lang)


def called(item: ItemRecord, proposal: Proposal, lang: Lang) -> str:
    """A proposal by its kind, its place among its likes and its mover: ``alternativt framlegg 2 (Kari Nordmann)``."""
    likes = [one.id for one in item.proposals if one.kind == proposal.kind]
    number = f" {likes.index(proposal.id) + 1}" if len(likes) > 1 else ""
    mover = f" ({proposal.mover})" if proposal.mover and proposal.access == "open" else ""
    return f"{_WORDS[proposal.kind][lang]}{number}{mover}"


def suggested_order(item: ItemRecord) -> tuple[VoteStep, ...]:
    """A usual order of votes: amendments first; one alternative against the main proposal, several one by one."""
    live = [one for one in item.proposals if one.is_live]
    amendments = [one.id for one in live if one.kind == "amendment"]
    alternatives = [one.id for one in live if one.kind == "alternative"]
    mains = [one.id for one in live if one.kind == "main"]
    steps = [VoteStep("for_against", (one,)) for one in amendments]
    if len(alternatives) == len(mains) == 1:
        return (*steps, VoteStep("against_each_other", (mains[0], alternatives[0])))
    return (*steps, *(VoteStep("for_against", (one,)) for one in (*alternatives, *mains)))


def next_step(item: ItemRecord) -> VoteStep | None:
    """The step of the settled order that is to be voted on now; what has become moot is passed by."""
    for step in item.vote_order or ():
        proposals = [item.proposal(one) for one in step.proposal_ids]
        if all(one is not None and one.is_live for one in proposals) and not _is_voted(item, step):
            return step
    return None


def _is_voted(item: ItemRecord, step: VoteStep) -> bool:
    return any(
        (vote.way, vote.proposal_ids) == (step.way, step.proposal_ids)
        and vote.result is not None
        and vote.result.winner is not None
        for vote in item.standing_votes
    )


def adopted_proposals(item: ItemRecord) -> list[Proposal]:
    """What was adopted and can stand by itself."""
    return [one for one in item.proposals if one.state == "adopted" and one.stands_alone]


def unwritten(item: ItemRecord) -> list[Proposal]:
    """Amendments that were carried while no proposal they could amend has been changed."""
    amendments = [one for one in item.proposals if one.state == "adopted" and not one.stands_alone]
    return [] if any(one.amended for one in adopted_proposals(item)) else amendments


def follows(item: ItemRecord) -> ItemOutcome | None:
    """The outcome that the votes on proposals, or an election, have led to; None when nothing is decided."""
    adopted = adopted_proposals(item)
    if adopted:
        changed = any(one.amended or one.kind == "alternative" for one in adopted)
        return "adopted_as_amended" if changed else "adopted"
    if any(vote.elected for vote in item.standing_votes):
        return "adopted"
    was_rejected = any(one.state == "rejected" and one.stands_alone for one in item.proposals)
    return "rejected" if was_rejected and not any(one.is_live and one.stands_alone for one in item.proposals) else None


def is_election(item: ItemRecord) -> bool:
    """Whether somebody was elected, and nothing else adopted."""
    return not adopted_proposals(item) and any(vote.elected for vote in item.standing_votes)


def adopted(room: Room, item: ItemRecord) -> Adopted | None:
    """The resolution that an item was concluded with, if it was one."""
    outcome = item.outcome
    if outcome is None or outcome.at is None or outcome.state not in ("adopted", "adopted_as_amended"):
        return None
    deciding = [vote for vote in item.standing_votes if vote.subject in ("proposals", "election")]
    lang = cast(Lang, room.setup.lang)
    return Adopted(
        meeting_id=room.setup.meeting_id,
        item_id=item.fact.id,
        case_id=item.fact.case_id,
        body_id=room.setup.body_id,
        text=_joined(item),
        outcome=outcome.state,
        vote=explain(item, deciding[-1], lang) if deciding else "",
        dissents=tuple((room.name_of(one.person_id), one.text) for one in item.dissents),
        at=outcome.at,
    )


def _joined(item: ItemRecord) -> RichText:
    content = [block for one in adopted_proposals(item) for block in _blocks(one.text)]
    if content:
        return {"type": "doc", "content": content}
    return richtext.text_doc("\n\n".join(name for vote in item.standing_votes for name in vote.elected))


def _blocks(text: RichText) -> Iterator[object]:
    yield from cast(list[object], text.get("content") or [])
