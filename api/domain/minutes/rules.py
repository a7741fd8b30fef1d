"""What may be done with minutes, and when: guards by name. Pure."""

import datetime as dt
from collections.abc import Collection
from typing import NoReturn

from api.domain.deliberation.room import Room
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid
from api.domain.meetings.states import ItemState
from api.domain.minutes.document import HEAD
from api.domain.minutes.schemas import MinutesPatch, Sending
from api.domain.minutes.tables import ApprovalWay, MinutesState


def refuse(guard: str, detail: str, remedy: str) -> NoReturn:
    """Raises GuardRefused."""
    raise GuardRefused(detail, extra={"guard": guard, "remedy": remedy})


def require_writable(state: MinutesState) -> None:
    """Raises GuardRefused ``minutes_open``."""
    if state not in ("draft", "sent", "reopened"):
        refuse("minutes_open", f"The minutes are {state}.", "Take them up again, if they are wrong.")


def require_held(room: Room) -> None:
    """Raises GuardRefused ``meeting_held``."""
    if room.stage != "held":
        refuse("meeting_held", "The meeting is not over.", "Close the meeting in the meeting room first.")


def check_edits(room: Room, patch: MinutesPatch) -> None:
    """Raises Invalid for a section that isn't there, and for a head that would be replaced."""
    known = {HEAD, *(item.fact.id for item in room.items)}
    faults = [FieldError(f"/edits/{section}", "is no section") for section in patch.edits if section not in known]
    head = patch.edits.get(HEAD)
    if head is not None and head.mode == "replace":
        faults.append(FieldError(f"/edits/{HEAD}/mode", "must be add: who was there is recorded in the room"))
    if faults:
        raise Invalid("The edits don't fit the minutes.", tuple(faults))


def check_sending(room: Room, sending: Sending) -> None:
    """Raises GuardRefused ``meeting_held``, Invalid for signers who were not there."""
    require_held(room)
    there = {one.person_id for one in room.presences}
    seats = {seat.person_id for seat in room.setup.seats if seat.role != "union_representative"}
    faults = tuple(
        FieldError(f"/signers/{number}", "must be a member or deputy who was there")
        for number, person in enumerate(sending.signers)
        if person not in there & seats
    )
    if faults:
        raise Invalid("Not all of them can approve these minutes.", faults)


def require_newest(given: int, newest: int) -> None:
    """Raises GuardRefused ``newest_version``."""
    if given != newest:
        refuse("newest_version", f"Version {newest} is the newest.", "Read that one, and approve it.")


def require_sent(state: MinutesState) -> None:
    """Raises GuardRefused ``minutes_sent``."""
    if state != "sent":
        refuse("minutes_sent", f"The minutes are {state}.", "Send them to the members first.")


def check_conclusion(
    state: MinutesState, *, unsent: bool, signers: Collection[str], approved_by: Collection[str], unanswered: int
) -> None:
    """Raises GuardRefused ``minutes_sent``, ``as_sent``, ``comments_answered`` or ``all_approved``."""
    require_sent(state)
    if unsent:
        refuse("as_sent", "The minutes are no longer what was sent.", "Send them again, so that they can be approved.")
    if unanswered:
        refuse("comments_answered", f"{unanswered} comments have no answer.", "Answer every comment.")
    if missing := set(signers) - set(approved_by):
        refuse("all_approved", f"{len(missing)} of those named have not approved.", "Wait for them, or send anew.")


def check_approved_in(
    way: ApprovalWay | None,
    *,
    given: bool,
    same_body: bool,
    item_state: ItemState | None,
    held_at: dt.datetime | None,
    minutes_of: dt.datetime,
) -> None:
    """That the body's next meeting has approved the minutes, where that was the way.

    Raises GuardRefused ``approved_in_meeting``, Invalid for an item that has no place there.
    """
    if way == "at_once":
        if given:
            fault = FieldError("/agendaItemId", "has no place when minutes are approved at once")
            raise Invalid("These minutes are approved by those who were named.", (fault,))
        return
    approved = item_state in ("adopted", "adopted_as_amended", "noted")
    if not (same_body and approved and held_at is not None and held_at > minutes_of):
        refuse(
            "approved_in_meeting",
            "No later meeting of the body has approved the minutes.",
            "Name the item in which it did, once that is concluded.",
        )


def require_approved(state: MinutesState) -> None:
    """Raises GuardRefused ``minutes_approved``."""
    if state != "approved":
        refuse("minutes_approved", f"The minutes are {state}.", "Only approved minutes are sealed, and only once.")


def require_concluded(state: MinutesState) -> None:
    """Raises GuardRefused ``minutes_concluded``."""
    if state not in ("approved", "sealed"):
        refuse("minutes_concluded", f"The minutes are {state}.", "They can be changed as they are.")
