"""The meeting room as a value: who is there, what is treated, what was decided. Pure.

A :class:`Room` is what :func:`api.domain.deliberation.fold.fold` makes of the meeting's entries. Every list is in the
order in which things happened, and a thing that came about by an entry is named by the entry's ``seq``.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final, Literal

from api.domain.deliberation.voting import AGAINST, FOR, Question, Result
from api.domain.kernel.actor import SeatRole
from api.domain.kernel.legal_bases import LEGAL_BASES, LegalBasis, recognise
from api.domain.kernel.richtext import RichText
from api.domain.meetings.states import ItemType

Stage = Literal["waiting", "in_session", "adjourned", "held"]
ItemOutcome = Literal["adopted", "adopted_as_amended", "rejected", "noted", "postponed", "returned", "withdrawn"]
ProposalKind = Literal["main", "alternative", "amendment"]
ProposalState = Literal["submitted", "put_to_vote", "adopted", "rejected", "lapsed", "withdrawn"]
InhabilityState = Literal["declared", "decided", "rejected"]
Subject = Literal["proposals", "election", "closing", "inhability", "postponement", "return"]
Way = Literal["for_against", "against_each_other"]
Method = Literal["by_name", "by_count"]
Form = Literal["open", "written"]

MEETING_BASES: Final[dict[str, LegalBasis]] = {
    basis.code: basis for basis in LEGAL_BASES if "meeting" in basis.applies_to
}
"""What the doors may be closed for (kommuneloven § 11-5), by code."""


@dataclass(frozen=True)
class Seat:
    """A mandate in force on the day of the meeting. ``municipality`` is the number of who sent the person, if any."""

    person_id: str
    name: str
    role: SeatRole
    deputy_order: int | None = None
    municipality: str | None = None

    @property
    def is_member(self) -> bool:
        return self.role in ("chair", "deputy_chair", "member")


@dataclass(frozen=True)
class ProposalFact:
    """A proposal as it lay on the table when the meeting was opened."""

    id: str
    kind: ProposalKind
    text: RichText
    mover: str | None = None
    recommends_to: str | None = None
    access: Literal["open", "closed"] = "open"
    legal_basis: str | None = None


@dataclass(frozen=True)
class ItemFact:
    """A line of the agenda. ``raised`` was added in the room (§ 11-3)."""

    id: str
    case_id: str
    number: int
    type: ItemType
    title: str
    access: Literal["open", "closed"] = "open"
    open_title: str | None = None
    legal_basis: str | None = None
    proposals: tuple[ProposalFact, ...] = ()
    raised: bool = False
    announced: bool = True
    """Whether the board was given it with the papers or the agenda; else it is told when it is taken up."""
    outcome: ItemOutcome | None = None
    """What had become of it before the meeting was opened."""

    @property
    def must_be_closed(self) -> bool:
        """Whether the law leaves no choice (§ 11-5 second paragraph).

        A closed item whose basis isn't recognised counts as such: better one guest too few than one too many.
        """
        if self.access == "open":
            return False
        bases = recognise(self.legal_basis or "", "item")
        return bases is None or any(basis.obligation == "must" for basis in bases)


@dataclass(frozen=True)
class Declaration:
    """What was entered of somebody's inhability before the meeting was opened."""

    item_id: str
    person_id: str
    state: InhabilityState
    legal_basis: str


@dataclass(frozen=True)
class Setup:
    """What a meeting is opened with; kept with its first entry, so that later changes elsewhere don't reach back."""

    meeting_id: str
    body_id: str
    body_name: str
    lang: str
    remote: bool
    meetings_open: bool
    seats: tuple[Seat, ...]
    items: tuple[ItemFact, ...]
    declarations: tuple[Declaration, ...] = ()
    access: Literal["open", "closed"] = "open"
    """Of the meeting: on a closed one every item is closed, and nobody follows from outside."""
    legal_basis: str | None = None
    remote_allowed: bool = True
    """Whether the body may meet remotely, wholly or in part (§ 11-7); logs from before it was a rule don't say."""

    def as_met(self, item: ItemFact) -> ItemFact:
        """The item as the meeting lets it be treated."""
        if self.access == "open" or item.access == "closed":
            return item
        return replace(item, access="closed", legal_basis=self.legal_basis)

    def seat(self, person_id: str | None) -> Seat | None:
        return next((seat for seat in self.seats if seat.person_id == person_id), None)

    @property
    def members(self) -> tuple[Seat, ...]:
        """Those whom the body consists of: half of them must have voted for a decision (§ 11-9)."""
        return tuple(seat for seat in self.seats if seat.is_member)


@dataclass(frozen=True)
class Presence:
    """Somebody was in the room, or followed from elsewhere, from one moment to another (None: still)."""

    person_id: str
    remote: bool
    since: dt.datetime
    until: dt.datetime | None = None


@dataclass(frozen=True)
class StandIn:
    """A deputy has a member's seat: for one item when the member is inhabile in it, else until the member comes."""

    deputy_id: str
    member_id: str
    item_id: str | None
    since: dt.datetime
    until: dt.datetime | None = None


@dataclass(frozen=True)
class Break:
    since: dt.datetime
    until: dt.datetime | None
    reason: str | None


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
    """That somebody has voted; what, only in an open vote."""

    person_id: str
    choice: str | None
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
    behind_closed_doors: bool = False
    ballots: tuple[Ballot, ...] = ()
    closed_at: dt.datetime | None = None
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
        )

    @property
    def elected(self) -> str | None:
        """The candidate that won."""
        if self.subject != "election" or self.result is None or not self.result.carried:
            return None
        return self.candidates[0 if self.result.winner == FOR else int(str(self.result.winner)) - 1]

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


@dataclass(frozen=True)
class Speaker:
    """A place on the list of speakers. ``person_id`` is None for a guest."""

    seq: int
    name: str
    person_id: str | None
    item_id: str
    asked_at: dt.datetime
    began_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None


@dataclass(frozen=True)
class Correction:
    """The entry ``seq`` took the place of the entry ``corrects``, or (``struck``) took it away."""

    seq: int
    corrects: int
    at: dt.datetime
    reason: str
    struck: bool


@dataclass(frozen=True)
class Room:
    """The meeting as it stands after the entry ``seq`` (0: none yet).

    ``lead_seq`` is the last entry of those who lead the meeting; what comes after it are ballots and the like, which
    members make by themselves.
    """

    setup: Setup
    items: tuple[ItemRecord, ...]
    seq: int = 0
    lead_seq: int = 0
    changed_at: dt.datetime | None = None
    stage: Stage = "waiting"
    opened_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    presences: tuple[Presence, ...] = ()
    absences: tuple[str, ...] = ()
    """People who have said that they can't come."""
    stand_ins: tuple[StandIn, ...] = ()
    breaks: tuple[Break, ...] = ()
    chaired_by: str | None = None
    current_item_id: str | None = None
    speakers: tuple[Speaker, ...] = ()
    speaking_minutes: int | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def current(self) -> ItemRecord | None:
        return self.item(self.current_item_id)

    @property
    def doors_closed(self) -> bool:
        return any(item.closure is not None for item in self.items)

    @property
    def open_vote(self) -> Vote | None:
        return next((vote for item in self.items if (vote := item.open_vote) is not None), None)

    @property
    def has_the_floor(self) -> Speaker | None:
        return next((one for one in self.speakers if one.began_at is not None and one.ended_at is None), None)

    @property
    def queue(self) -> tuple[Speaker, ...]:
        return tuple(one for one in self.speakers if one.began_at is None)

    def item(self, item_id: str | None) -> ItemRecord | None:
        return next((item for item in self.items if item.fact.id == item_id), None)

    def name_of(self, person_id: str | None) -> str:
        seat = self.setup.seat(person_id)
        return seat.name if seat is not None else ""


@dataclass(frozen=True)
class Adopted:
    """A resolution at the moment it was made, with all that whoever keeps resolutions needs to know.

    An item that is taken up again and concluded anew, or whose vote is corrected, comes once more: the later one holds.
    """

    meeting_id: str
    item_id: str
    case_id: str
    body_id: str
    text: RichText
    """The adopted points, blanks filled."""
    outcome: Literal["adopted", "adopted_as_amended"]
    vote: str
    """What the deciding vote came to, in words."""
    dissents: tuple[tuple[str, str], ...]
    """Name and words of each."""
    at: dt.datetime
