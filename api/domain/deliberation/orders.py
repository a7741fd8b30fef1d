"""What can be done in the meeting room: one shape for each action. What is done is kept as it was ordered.

``action`` is the name in the API, ``by_members`` marks what those who take part do for themselves; all else is for who
leads the meeting and for the administration.
"""

from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from api.domain.deliberation.room import (
    Form,
    ItemOutcome,
    Method,
    ProposalKind,
    Subject,
    Way,
)
from api.domain.kernel.richtext import RichText
from api.domain.kernel.schemas import Schema
from api.domain.meetings.states import ItemType

Seq = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""The number of an entry in the room's log."""
Id = Annotated[str, Field(min_length=1, max_length=100)]
OwnPerson = Annotated[
    str | None,
    Field(max_length=100, description="Left out it is yourself; another's is entered by who leads the meeting."),
]
_PROPOSAL: Final = "prop_01k7z1v8j6e2xbt5w3n4m9q0rs"
Text = Annotated[str, Field(min_length=1, max_length=10_000)]


class Order(Schema):
    """Something to be done in the room."""

    action: ClassVar[str]
    summary: ClassVar[str]
    by_members: ClassVar[bool] = False


class Arrival(Schema):
    """Somebody who is there. ``standsInFor`` is the member whose seat a deputy takes."""

    person_id: Id
    remote: bool = Field(default=False, strict=True, description="Follows from elsewhere by picture and sound.")
    stands_in_for: Id | None = None


class OpenMeeting(Order):
    """Opens the meeting with those who are there. Agenda and proposals are kept as they are at this moment.

    Without `chairedBy` the chair leads, else the deputy chair; another must be named.
    """

    action = "open"
    summary = "Open the meeting"
    present: Annotated[tuple[Arrival, ...], Field(max_length=500)]
    absent: Annotated[tuple[Id, ...], Field(max_length=500)] = ()
    chaired_by: Id | None = None


class Adjourn(Order):
    """Takes a break. What was treated goes on when the meeting is resumed."""

    action = "adjourn"
    summary = "Adjourn the meeting"
    reason: str | None = Field(default=None, max_length=200, examples=["Lunsj"])


class Resume(Order):
    """Goes on after a break."""

    action = "resume"
    summary = "Resume the meeting"


class CloseMeeting(Order):
    """Ends the meeting, once every item has an outcome."""

    action = "close"
    summary = "Close the meeting"


class Arrive(Arrival, Order):
    """Notes that somebody has come, or goes on from elsewhere (or no longer). A member takes the seat back."""

    action = "arrive"
    summary = "Note an arrival"


class Leave(Order):
    """Notes that somebody has left."""

    action = "leave"
    summary = "Note a departure"
    person_id: Id


class NoteAbsence(Order):
    """Notes that a member or a deputy can't come, so that the next deputy may step in."""

    action = "note-absence"
    summary = "Note an absence"
    person_id: Id


class StepIn(Order):
    """Gives a deputy who is there a member's seat, by the deputies' order.

    With `itemId` for that item, as the member is inhabile in it; without, until the member comes.
    """

    action = "step-in"
    summary = "Let a deputy step in"
    person_id: Id
    member_id: Id
    item_id: Id | None = None


class HandOverChair(Order):
    """Lets somebody else who votes lead the meeting."""

    action = "hand-over-chair"
    summary = "Hand over the chair"
    person_id: Id


class StartItem(Order):
    """Takes up an item; the one that was treated rests."""

    action = "start-item"
    summary = "Take up an item"
    item_id: Id


class ConcludeItem(Order):
    """Gives the current item its outcome, which must follow from the votes.

    What is adopted has a proposal that was carried; what is postponed or returned has a vote on that.
    """

    action = "conclude-item"
    summary = "Conclude an item"
    outcome: ItemOutcome
    note: str | None = Field(default=None, max_length=1000)


class ReopenItem(Order):
    """Takes an outcome back: what was voted on may be voted on again."""

    action = "reopen-item"
    summary = "Take an item up again"
    item_id: Id


class AddItem(Order):
    """Puts a matter on the agenda that was not on it.

    It may be decided unless who leads the meeting or one third of those present object (§ 11-3).
    """

    action = "add-item"
    summary = "Raise an item in the room"
    type: ItemType
    title: str = Field(min_length=1, max_length=500)
    proposal: RichText | None = None


class ObjectToDeciding(Order):
    """Objects to deciding an item that was raised in the room (§ 11-3)."""

    action = "object"
    summary = "Object to deciding an item"
    by_members = True
    item_id: Id
    person_id: OwnPerson = None


class DeclareInhability(Order):
    """Says that one is, or may be, inhabile in an item; the body decides it (§ 11-10).

    From that moment the person has no part in the item, and its closed papers are shut. The reason is for the
    administration and the member alone.
    """

    action = "declare-inhability"
    summary = "Declare inhability"
    by_members = True
    item_id: Id
    person_id: OwnPerson = None
    legal_basis: str = Field(default="kommunelova § 11-10", min_length=3, max_length=200)
    reason: str | None = Field(default=None, max_length=2000)


class CloseDoors(Order):
    """Closes the doors for the current item, on a statutory basis (§ 11-5).

    Where the law leaves a choice, a vote in the open must have carried it on the same basis. `debateOnClosing` closes
    them for the debate on that. Nothing of what goes on is shown to the public from then on.
    """

    action = "close-doors"
    summary = "Close the doors"
    legal_basis: Id = Field(description="Code of a basis that applies to meetings.", examples=["koml-11-5-3-a"])
    debate_on_closing: bool = Field(default=False, strict=True, examples=[False])


class OpenDoors(Order):
    """Opens the doors again."""

    action = "open-doors"
    summary = "Open the doors"


class MoveProposal(Order):
    """Enters a proposal that is moved in the room. `moverId` is who moves it; without, the administration."""

    action = "move-proposal"
    summary = "Enter a proposal"
    kind: ProposalKind
    text: RichText
    mover_id: Id | None = None
    recommends_to: str | None = Field(default=None, max_length=200)


class ReviseProposal(Order):
    """Gives a proposal another text: before it is voted on, or to write in amendments that were carried."""

    action = "revise-proposal"
    summary = "Change a proposal"
    proposal_id: Id
    text: RichText


class FillBlanks(Order):
    """Fills the blanks of a proposal, one value for each in their order."""

    action = "fill-blanks"
    summary = "Fill the blanks of a proposal"
    proposal_id: Id
    values: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=2000)], ...],
        Field(max_length=200, examples=[["12. februar 2026"]]),
    ]


class WithdrawProposal(Order):
    """Takes a proposal off the table."""

    action = "withdraw-proposal"
    summary = "Withdraw a proposal"
    proposal_id: Id


class VoteOrderStep(Schema):
    """One vote of the order: a proposal for or against, or two against each other."""

    way: Way
    proposal_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=2, examples=[[_PROPOSAL]])]


class SettleVoteOrder(Order):
    """Settles in what order the proposals of the current item are voted on."""

    action = "settle-vote-order"
    summary = "Settle the order of votes"
    steps: Annotated[tuple[VoteOrderStep, ...], Field(min_length=1, max_length=100)]


class OpenVote(Order):
    """Opens a vote in the current item, for those who are there and able at this moment.

    `subject` says on what: proposals, an election (with `candidates`), closing the doors (with `legalBasis`),
    somebody's inhability (with `personId`, who takes no part), postponing the item or sending it back. `method` is by
    name, from members' own devices or as the secretary enters them, or by count; a `written` vote by name is secret:
    only that somebody has voted is kept. `appointment` marks a vote on an employment, where blank may be voted.
    """

    action = "open-vote"
    summary = "Open a vote"
    subject: Subject
    way: Way = "for_against"
    method: Method = "by_name"
    form: Form = "open"
    proposal_ids: Annotated[tuple[Id, ...], Field(max_length=2, examples=[[_PROPOSAL]])] = ()
    candidates: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(max_length=100, examples=[[]])
    ] = ()
    person_id: Id | None = None
    legal_basis: Id | None = None
    appointment: bool = Field(default=False, strict=True, examples=[False])


class CastBallot(Order):
    """Votes in the open vote: once, and not taken back.

    Takes no Idempotency-Key, since what is kept under one would tell what was voted in secret; a second ballot of the
    same person is refused anyhow.
    """

    action = "cast-ballot"
    summary = "Vote"
    by_members = True
    vote: Seq = Field(description="Which vote: the `seq` it was opened by.", examples=[42])
    choice: Id | None = Field(
        description="`for`, `against`, `blank`, a proposal's id or a candidate's number.", examples=["for"]
    )
    person_id: OwnPerson = None


class CloseVote(Order):
    """Closes the vote and states its result.

    A vote by count is given `counts`. A tie is settled by the vote of who leads, which `castingSide` tells where it
    isn't known by name; in an election lots are drawn, and `drawn` is who was.
    """

    action = "close-vote"
    summary = "Close the vote"
    counts: dict[str, Annotated[int, Field(ge=0, le=100_000)]] | None = Field(
        default=None, examples=[{"for": 5, "against": 3}]
    )
    casting_side: Id | None = None
    drawn: Id | None = None


class AbandonVote(Order):
    """Ends an open vote without a result, as when the question was put wrongly."""

    action = "abandon-vote"
    summary = "Abandon the vote"
    reason: str = Field(min_length=1, max_length=500)


class RequestFloor(Order):
    """Asks to speak in the current item. `name` is for a guest."""

    action = "request-floor"
    summary = "Ask to speak"
    by_members = True
    person_id: OwnPerson = None
    name: str | None = Field(default=None, min_length=1, max_length=200)


class WithdrawRequest(Order):
    """Takes somebody off the list of speakers."""

    action = "withdraw-request"
    summary = "Leave the list of speakers"
    by_members = True
    speaker: Seq = Field(description="The `seq` by which the floor was asked for.")
    person_id: OwnPerson = None


class GiveFloor(Order):
    """Gives somebody on the list the floor; who had it has ended."""

    action = "give-floor"
    summary = "Give the floor"
    speaker: Seq = Field(description="The `seq` by which the floor was asked for.")


class EndSpeech(Order):
    """Notes that who had the floor has ended."""

    action = "end-speech"
    summary = "End a speech"


class LimitSpeaking(Order):
    """Sets how long one may speak, or that there is no limit."""

    action = "limit-speaking"
    summary = "Limit the time to speak"
    minutes: int | None = Field(ge=1, le=60)


class RecordDissent(Order):
    """Enters a dissent in the minutes of an item, in the words of who dissents."""

    action = "record-dissent"
    summary = "Enter a dissent"
    item_id: Id
    person_id: Id
    text: Text


class Remark(Order):
    """Enters a remark for the minutes of an item."""

    action = "remark"
    summary = "Enter a remark"
    item_id: Id
    text: Text


class Correct(Order):
    """Corrects an entry by a new one: with the same action done right, or (without `order`) by striking it.

    What came after must hold still: a vote that somebody had no right to can't come about by a correction.
    """

    action = "correct"
    summary = "Correct an entry"
    seq: Seq = Field(description="The entry to correct.")
    reason: str = Field(min_length=1, max_length=1000)
    order: dict[str, Any] | None = Field(
        default=None, description="As the action takes it.", examples=[{"itemId": "item_x", "text": "Merknad."}]
    )


ORDERS: Final[tuple[type[Order], ...]] = (
    OpenMeeting,
    Adjourn,
    Resume,
    CloseMeeting,
    Arrive,
    Leave,
    NoteAbsence,
    StepIn,
    HandOverChair,
    StartItem,
    ConcludeItem,
    ReopenItem,
    AddItem,
    ObjectToDeciding,
    DeclareInhability,
    CloseDoors,
    OpenDoors,
    MoveProposal,
    ReviseProposal,
    FillBlanks,
    WithdrawProposal,
    SettleVoteOrder,
    OpenVote,
    CastBallot,
    CloseVote,
    AbandonVote,
    RequestFloor,
    WithdrawRequest,
    GiveFloor,
    EndSpeech,
    LimitSpeaking,
    RecordDissent,
    Remark,
    Correct,
)
BY_ACTION: Final = {order.action: order for order in ORDERS}
CORRECTABLE: Final[frozenset[type[Order]]] = frozenset(
    {
        Arrive,
        Leave,
        NoteAbsence,
        StepIn,
        HandOverChair,
        MoveProposal,
        ReviseProposal,
        FillBlanks,
        CastBallot,
        CloseVote,
        RequestFloor,
        RecordDissent,
        Remark,
    }
)
"""What nothing outside of the room follows from. The rest is set right by doing it again."""
