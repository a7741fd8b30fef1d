"""The agenda: what is treated, what becomes of it, who takes no part in it and whether the doors are open."""

from pydantic import Field

from api.domain.deliberation.facts import ItemOutcome
from api.domain.deliberation.orders.base import Id, Order, OwnPerson
from api.domain.kernel.richtext import RichText
from api.domain.meetings.states import ItemType


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


class DemandOrdinaryMeeting(Order):
    """Demands that an item of an urgent remote meeting waits for an ordinary one (§ 11-8).

    When one third of the body's members demand it, it is postponed at once.
    """

    action = "demand-ordinary-meeting"
    summary = "Demand an ordinary meeting"
    by_members = True
    item_id: Id
    person_id: OwnPerson = None


class WithdrawDemand(Order):
    """Takes back a demand that an item waits for an ordinary meeting."""

    action = "withdraw-demand"
    summary = "Withdraw a demand"
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
