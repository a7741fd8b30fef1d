"""Proposals and votes."""

from typing import Annotated, Final

from pydantic import Field

from api.domain.deliberation.facts import ProposalKind
from api.domain.deliberation.items import Form, Method, Subject, Way
from api.domain.deliberation.orders.base import Id, Order, OwnPerson, Seq
from api.domain.kernel.richtext import RichText
from api.domain.kernel.schemas import Schema

_PROPOSAL: Final = "prop_01k7z1v8j6e2xbt5w3n4m9q0rs"


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

    An election may fill several `seats` at once: each person votes for so many at most, and those with most votes are
    elected. `moreThanHalf` marks the election of a leader or a deputy leader (§ 7-8): in the first vote more than half
    of the votes cast are needed; if nobody gets them, the same election is voted on again, and the most votes win.
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
    seats: int = Field(default=1, ge=1, le=100, examples=[1])
    more_than_half: bool = Field(default=False, strict=True, examples=[False])


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
    also: Annotated[
        tuple[Id, ...],
        Field(max_length=99, description="More candidates, in an election to several seats.", examples=[[]]),
    ] = ()
    person_id: OwnPerson = None

    @property
    def choices(self) -> tuple[str, ...]:
        """All that is voted for; nothing of a secret ballot that is kept."""
        return () if self.choice is None else (self.choice, *self.also)


class CloseVote(Order):
    """Closes the vote and states its result.

    A vote by count is given `counts`, and in an election to several seats how many people `voted`. A tie is settled by
    the vote of who leads, which `castingSide` tells where it isn't known by name; in an election lots are drawn, and
    `drawn` are those who were.
    """

    action = "close-vote"
    summary = "Close the vote"
    counts: dict[str, Annotated[int, Field(ge=0, le=100_000)]] | None = Field(
        default=None, examples=[{"for": 5, "against": 3}]
    )
    voted: int | None = Field(default=None, ge=0, le=100_000, examples=[None])
    casting_side: Id | None = None
    drawn: Annotated[tuple[Id, ...], Field(max_length=100, examples=[[]])] = ()


class AbandonVote(Order):
    """Ends an open vote without a result, as when the question was put wrongly."""

    action = "abandon-vote"
    summary = "Abandon the vote"
    reason: str = Field(min_length=1, max_length=500)
