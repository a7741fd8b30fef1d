"""What becomes of one line of the agenda: its proposals, votes and outcome. Pure.

A thing that came about by an entry of the room's log is named by the entry's ``seq``.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from api.domain.deliberation.facts import MEETING_BASES, InhabilityState, ItemFact, ItemOutcome, ProposalKind
from api.domain.deliberation.voting import AGAINST, FOR, Question, Result
from api.domain.kernel.richtext import RichText

ProposalState = Literal["submitted", "put_to_vote", "adopted", "rejected", "lapsed", "withdrawn"]
Subject = Literal["proposals", "election", "closing", "inhability", "postponement", "return"]
Way = Literal["for_against", "against_each_other"]
Method = Literal["by_name", "by_count"]
Form = Literal["open", "written"]


@dataclass(frozen=True)
class Stretch:
    """A time in which an item was treated."""

    since: dt.datetime
    until: dt.datetime | None = None


@dataclass(frozen=True)
class Inhability:
    """``vote`` is the vote by which the body decided, once it has."""

    person_id: str
    state: InhabilityState
    legal_basis: str
    vote: int | None = None

    @property
    def steps_down(self) -> bool:
        """From the declaration on, until the body has said otherwise."""
        return self.state != "rejected"


@dataclass(frozen=True)
class Demand:
    """That somebody wants the case to wait for an ordinary meeting, for the seat of ``member_id``."""

    person_id: str
    member_id: str


@dataclass(frozen=True)
class Closure:
    """The doors were closed. ``vote`` decided it; None where the law demands it, and for the debate on closing."""

    legal_basis: str
    """Code of a statutory basis."""
    since: dt.datetime
    until: dt.datetime | None = None
    vote: int | None = None
    debate_only: bool = False


@dataclass(frozen=True)
class Proposal:
    """``amended`` says that the text was changed after it was moved; blanks that were filled are no change."""

    id: str
    kind: ProposalKind
    text: RichText
    mover: str | None
    state: ProposalState = "submitted"
    recommends_to: str | None = None
    seq: int | None = None
    """The entry by which it was moved in the room; None when it came with the papers."""
    amended: bool = False
    touched: bool = False
    """Whether the room has changed or filled in its text."""
    filled_seq: int | None = None
    """The entry that filled its blanks, as long as the text has not been changed since."""
    filled: tuple[str, ...] = ()
    access: Literal["open", "closed"] = "open"
    legal_basis: str | None = None

    @property
    def is_live(self) -> bool:
        return self.state in ("submitted", "put_to_vote")

    @property
    def stands_alone(self) -> bool:
        """Whether it could be the resolution by itself; an amendment could not."""
        return self.kind != "amendment"


@dataclass(frozen=True)
class VoteStep:
    """One vote of the order: a proposal for or against, or two against each other."""

    way: Way
    proposal_ids: tuple[str, ...]


@dataclass(frozen=True)
class Ballot:
    """That somebody has voted; what, only in an open vote: one choice, but in an election to several seats more."""

    person_id: str
    choices: tuple[str, ...]
    seq: int


@dataclass(frozen=True)
class Vote:
    """A vote from its opening. ``voters`` are those present and able at that moment; nobody else votes in it."""

    seq: int
    subject: Subject
    way: Way
    method: Method
    form: Form
    voters: tuple[str, ...]
    members: int
    opened_at: dt.datetime
    led_by: str | None
    proposal_ids: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    person_id: str | None = None
    legal_basis: str | None = None
    appointment: bool = False
    seats: int = 1
    more_than_half: bool = False
    """Whether it elects a leader, who needs more than half of the votes in the first round (§ 7-8)."""
    round: int = 1
    behind_closed_doors: bool = False
    ballots: tuple[Ballot, ...] = ()
    closed_at: dt.datetime | None = None
    closed_seq: int | None = None
    """The entry that closed it and stated its result."""
    abandoned: bool = False
    result: Result | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and not self.abandoned

    @property
    def options(self) -> tuple[str, ...]:
        """The sides: proposals by id, candidates by their number from 1, else ``for`` and ``against``."""
        if self.way == "against_each_other":
            return self.proposal_ids
        if len(self.candidates) > 1:
            return tuple(str(number) for number, _ in enumerate(self.candidates, 1))
        return (FOR, AGAINST)

    @property
    def question(self) -> Question:
        return Question(
            options=self.options,
            members=self.members,
            present=len(self.voters),
            election=self.subject == "election",
            appointment=self.appointment,
            seats=self.seats,
            more_than_half=self.more_than_half and self.round == 1,
        )

    @property
    def elected(self) -> tuple[str, ...]:
        """The candidates that won."""
        if self.subject != "election" or self.result is None or not self.result.carried:
            return ()
        return tuple(self.candidates[0 if winner == FOR else int(winner) - 1] for winner in self.result.winners)

    def has_voted(self, person_id: str) -> bool:
        return any(ballot.person_id == person_id for ballot in self.ballots)


@dataclass(frozen=True)
class Words:
    """What somebody wanted in the minutes: a dissent, or (``person_id`` None) a remark."""

    seq: int
    at: dt.datetime
    text: str
    person_id: str | None


@dataclass(frozen=True)
class Outcome:
    """``seq`` is 0 and ``at`` None for what was settled before the meeting was opened."""

    state: ItemOutcome
    note: str | None
    at: dt.datetime | None
    seq: int


@dataclass(frozen=True)
class ItemRecord:
    """What has become of one line of the agenda."""

    fact: ItemFact
    proposals: tuple[Proposal, ...]
    stretches: tuple[Stretch, ...] = ()
    inhabilities: tuple[Inhability, ...] = ()
    objections: tuple[str, ...] = ()
    """People who object to deciding an item that was raised in the room."""
    demands: tuple[Demand, ...] = ()
    """Of members who want it to wait for an ordinary meeting (§ 11-8)."""
    closures: tuple[Closure, ...] = ()
    vote_order: tuple[VoteStep, ...] | None = None
    votes: tuple[Vote, ...] = ()
    reopened: int = 0
    """The entry by which it was taken up again: votes from before it don't count any more."""
    dissents: tuple[Words, ...] = ()
    remarks: tuple[Words, ...] = ()
    outcome: Outcome | None = None

    @property
    def open_vote(self) -> Vote | None:
        return next((vote for vote in self.votes if vote.is_open), None)

    @property
    def closure(self) -> Closure | None:
        """The one that holds now."""
        return next((closure for closure in self.closures if closure.until is None), None)

    @property
    def must_be_closed(self) -> bool:
        """Whether the law leaves no choice: then nobody takes part from elsewhere (§ 11-7)."""
        closure = self.closure
        return self.fact.must_be_closed or (
            closure is not None and MEETING_BASES[closure.legal_basis].obligation == "must"
        )

    @property
    def is_closed(self) -> bool:
        """Whether what it says is not for everybody: by its papers, or since the doors were closed for it."""
        closed = any(not one.debate_only or one.until is None for one in self.closures)
        return self.fact.access == "closed" or closed

    def proposal(self, proposal_id: str) -> Proposal | None:
        return next((one for one in self.proposals if one.id == proposal_id), None)

    def is_inhabile(self, person_id: str) -> bool:
        return any(one.person_id == person_id and one.steps_down for one in self.inhabilities)

    @property
    def standing_votes(self) -> tuple[Vote, ...]:
        """Votes with a result that counts."""
        return tuple(vote for vote in self.votes if vote.seq > self.reopened and vote.result is not None)

    def carried(self, subject: Subject) -> Vote | None:
        """The last vote on ``subject``, if it was carried."""
        votes = [vote for vote in self.standing_votes if vote.subject == subject]
        return votes[-1] if votes and votes[-1].result is not None and votes[-1].result.carried else None
