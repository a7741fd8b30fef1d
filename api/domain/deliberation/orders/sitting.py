"""Who is there, who leads, and who speaks."""

from typing import Annotated

from pydantic import Field

from api.domain.deliberation.orders.base import Id, Order, OwnPerson, Seq
from api.domain.kernel.schemas import Schema


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
