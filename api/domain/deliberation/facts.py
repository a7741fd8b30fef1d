"""What a meeting is opened with: the seats, and the agenda as the board was given it. Pure."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from api.domain.kernel.actor import SeatRole
from api.domain.kernel.legal_bases import LEGAL_BASES, LegalBasis, recognise
from api.domain.kernel.richtext import RichText
from api.domain.meetings.states import ItemType
from api.domain.meetings.urgency import Urgency

ItemOutcome = Literal["adopted", "adopted_as_amended", "rejected", "noted", "postponed", "returned", "withdrawn"]
ProposalKind = Literal["main", "alternative", "amendment"]
InhabilityState = Literal["declared", "decided", "rejected"]

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
    urgency: Urgency | None = None
    """For an urgent remote meeting (§ 11-8)."""
    demands: tuple[tuple[str, str], ...] = ()
    """Who had demanded before the opening that an item waits for an ordinary meeting: item and person."""
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
