"""The room as it crosses the API: to those who take part, and to everybody."""

import datetime as dt
from typing import Literal

from api.domain.deliberation.facts import InhabilityState, ItemOutcome, ProposalKind
from api.domain.deliberation.items import Form, Method, ProposalState, Subject, Way
from api.domain.deliberation.room import MovementKind, Stage
from api.domain.deliberation.voting import DecidedBy
from api.domain.kernel.actor import SeatRole
from api.domain.kernel.richtext import RichText
from api.domain.kernel.schemas import Schema
from api.domain.meetings.schemas import UrgencyOut
from api.domain.meetings.states import ItemType

ItemStatus = Literal["pending"] | ItemOutcome


class LivePerson(Schema):
    """Somebody who is there. ``standsInFor`` names the member whose seat a deputy has."""

    name: str
    role: SeatRole
    remote: bool
    stands_in_for: str | None


class LiveSpeaker(Schema):
    name: str
    since: dt.datetime | None
    """When the speech began; null for who waits."""


class LiveProposal(Schema):
    """A proposal on the table. ``text`` is null when it is neither published nor moved in the room."""

    kind: ProposalKind
    mover: str | None
    text: RichText | None
    state: ProposalState


class LiveSide(Schema):
    """One side of a vote; who voted so is told of an open vote by name."""

    label: str
    count: int
    names: tuple[str, ...] | None


class LiveVote(Schema):
    """A vote: while it is open that it is, and then what it came to."""

    subject: Subject
    form: Form
    is_open: bool
    concerns: str | None
    """What or whom it is on, in words."""
    legal_basis: str | None
    voted: int
    sides: tuple[LiveSide, ...]
    outcome: str | None
    """In words: ``5 for, 3 mot, 11 medlemmer, vedtaksfør med 6: vedteke``."""


class LiveInhability(Schema):
    name: str
    state: InhabilityState
    legal_basis: str


class LiveItem(Schema):
    """A line of the agenda. Of a closed one only number, open title and legal basis are given, and its closing vote."""

    id: str
    number: int
    title: str | None
    """Null for what is treated before it was published."""
    type: ItemType
    access: Literal["open", "closed"]
    legal_basis: str | None
    raised: bool
    """Put on the agenda in the room (kommuneloven § 11-3)."""
    state: ItemStatus | None
    proposals: tuple[LiveProposal, ...]
    votes: tuple[LiveVote, ...]
    inhabilities: tuple[LiveInhability, ...]


class LiveView(Schema):
    """What everybody may follow of a meeting. While the doors are closed it says so, and nothing of what goes on."""

    meeting_id: str
    stage: Stage
    doors: Literal["open", "closed"]
    legal_basis: str | None
    """Why the doors are closed."""
    opened_at: dt.datetime | None
    closed_at: dt.datetime | None
    break_reason: str | None
    chaired_by: str | None
    members: int
    quorum: int
    present: tuple[LivePerson, ...]
    current_item_id: str | None
    speaking: LiveSpeaker | None
    queue: tuple[LiveSpeaker, ...]
    speaking_minutes: int | None
    items: tuple[LiveItem, ...]


class RoomSeat(Schema):
    """A seat of the body, and how it is filled now. ``votesNow`` is about the current item."""

    person_id: str
    name: str
    role: SeatRole
    deputy_order: int | None
    municipality: str | None
    present: bool
    remote: bool
    absent: bool
    """Has said that he or she can't come."""
    stands_in_for: str | None
    """Id of the member whose seat a deputy has now."""
    votes_now: bool
    may_speak: bool


class PeriodOut(Schema):
    since: dt.datetime
    until: dt.datetime | None


class PresenceOut(PeriodOut):
    person_id: str
    remote: bool


class StandInOut(PeriodOut):
    deputy_id: str
    member_id: str
    item_id: str | None


class RollEntry(Schema):
    """Somebody who was there from the opening."""

    person_id: str
    remote: bool
    stands_in_for: str | None


class RollOut(Schema):
    """Who was there when the meeting was opened, and the ``seq`` by which that is corrected."""

    seq: int
    present: tuple[RollEntry, ...]
    absent: tuple[str, ...]
    chaired_by: str | None


class MovementOut(Schema):
    """Somebody came, left, couldn't come, stepped in or took the chair, and the ``seq`` by which that is corrected."""

    seq: int
    at: dt.datetime
    kind: MovementKind
    person_id: str
    remote: bool
    member_id: str | None
    item_id: str | None


class BreakOut(PeriodOut):
    reason: str | None


class InhabilityInRoom(Schema):
    person_id: str
    state: InhabilityState
    legal_basis: str
    vote: int | None


class ClosureOut(PeriodOut):
    legal_basis: str
    """Code of the basis."""
    citation: str
    vote: int | None
    debate_only: bool


class RoomProposal(Schema):
    id: str
    kind: ProposalKind
    text: RichText
    """Empty for who may not see a closed one."""
    access: Literal["open", "closed"]
    legal_basis: str | None
    mover: str | None
    recommends_to: str | None
    state: ProposalState
    blanks: int
    amended: bool
    seq: int | None
    filled_seq: int | None
    """The entry that filled its blanks, by which they are corrected."""
    filled: tuple[str, ...]


class VoteStepOut(Schema):
    way: Way
    proposal_ids: tuple[str, ...]


class BallotOut(Schema):
    """That somebody has voted. ``choices`` are told when the vote is closed, and of a secret vote never.

    One choice, but in an election to several seats there may be more.
    """

    person_id: str
    choices: tuple[str, ...] | None
    seq: int


class ResultOut(Schema):
    counts: dict[str, int]
    members: int
    present: int
    voted: int
    quorum: int
    decided_by: DecidedBy
    winner: str | None
    winners: tuple[str, ...]
    """Several in an election to several seats."""
    carried: bool
    explanation: str


class VoteOut(Schema):
    """A vote, named by the ``seq`` it was opened by."""

    seq: int
    subject: Subject
    way: Way
    method: Method
    form: Form
    appointment: bool
    seats: int
    """How many an election fills."""
    more_than_half: bool
    """Whether more than half of the votes are needed in the first round (kommuneloven § 7-8)."""
    round: int
    proposal_ids: tuple[str, ...]
    candidates: tuple[str, ...]
    person_id: str | None
    legal_basis: str | None
    options: tuple[str, ...]
    blank_allowed: bool
    voters: tuple[str, ...]
    quorum: int
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    closed_seq: int | None
    """The entry that closed it, by which its counts are corrected."""
    is_open: bool
    abandoned: bool
    behind_closed_doors: bool
    ballots: tuple[BallotOut, ...]
    result: ResultOut | None


class WordsOut(Schema):
    seq: int
    at: dt.datetime
    text: str
    person_id: str | None


class RoomItem(Schema):
    """An item as the room has treated it. ``withheld`` gives its open form alone."""

    id: str
    case_id: str
    number: int
    type: ItemType
    title: str | None
    lang: str
    """Of title and texts."""
    access: Literal["open", "closed"]
    legal_basis: str | None
    must_be_closed: bool
    raised: bool
    withheld: bool
    state: ItemStatus
    note: str | None
    objected: bool
    objections: tuple[str, ...]
    demands: tuple[str, ...]
    """People who demand that it waits for an ordinary meeting (kommuneloven § 11-8)."""
    must_wait: bool
    """Whether enough of them do."""
    stretches: tuple[PeriodOut, ...]
    inhabilities: tuple[InhabilityInRoom, ...]
    closures: tuple[ClosureOut, ...]
    proposals: tuple[RoomProposal, ...]
    suggested_order: tuple[VoteStepOut, ...]
    vote_order: tuple[VoteStepOut, ...] | None
    next_step: VoteStepOut | None
    votes: tuple[VoteOut, ...]
    dissents: tuple[WordsOut, ...]
    remarks: tuple[WordsOut, ...]


class SpeakerOut(Schema):
    seq: int
    name: str
    person_id: str | None
    item_id: str
    asked_at: dt.datetime
    began_at: dt.datetime | None
    ended_at: dt.datetime | None


class CorrectionOut(Schema):
    seq: int
    corrects: int
    at: dt.datetime
    reason: str
    struck: bool


class RoomViewer(Schema):
    """What the one who asks may do: lead the room, and vote in the open vote (its ``seq``, until that is done)."""

    person_id: str | None
    leads: bool
    may_vote_in: int | None
    may_speak: bool


class RoomOut(Schema):
    """The meeting room as one of its circle may see it. ``seq`` is the last entry, and its ETag."""

    meeting_id: str
    body_id: str
    body_name: str
    remote: bool
    urgency: UrgencyOut | None
    """For an urgent remote meeting: the ground, and how many members must demand it before a case waits."""
    demands_needed: int
    remote_allowed: bool
    """Whether anybody may take part from elsewhere (kommuneloven § 11-7)."""
    seq: int
    stage: Stage
    changed_at: dt.datetime | None
    opened_at: dt.datetime | None
    closed_at: dt.datetime | None
    doors_closed: bool
    chaired_by: str | None
    members: int
    quorum: int
    current_item_id: str | None
    seats: tuple[RoomSeat, ...]
    presences: tuple[PresenceOut, ...]
    stand_ins: tuple[StandInOut, ...]
    roll: RollOut | None
    """For those who lead the meeting, as `movements` and `corrections` are."""
    movements: tuple[MovementOut, ...]
    breaks: tuple[BreakOut, ...]
    speaking_minutes: int | None
    speakers: tuple[SpeakerOut, ...]
    items: tuple[RoomItem, ...]
    corrections: tuple[CorrectionOut, ...]
    me: RoomViewer


class CaseDemands(Schema):
    """How many members demand that a case waits, and whether the reader is one of them, or may be."""

    item_id: str
    demands: int
    is_mine: bool
    may_demand: bool


class MeetingDemands(Schema):
    """That a meeting is an urgent remote one, and what is demanded of its cases (kommuneloven § 11-8)."""

    urgency: UrgencyOut | None
    members: int
    demands_needed: int
    items: tuple[CaseDemands, ...]
