"""What may happen in the room, and what would have to be so first. Pure.

Each refusal is a guard with a name and what would satisfy it. :func:`check` asks them all for one action; `corrections`
holds a whole log to them, so that a correction can't let in what would have been refused.

Sources: kommuneloven §§ 11-3, 11-5, 11-7, 11-8, 11-9, 11-10 and 8-1.
"""

import datetime as dt
from typing import Final

from api.domain.deliberation import orders, outcomes, presence, speaking, voting_rules, waiting
from api.domain.deliberation.facts import MEETING_BASES
from api.domain.deliberation.fold import apply, natural_chair
from api.domain.deliberation.guards import an_item, current, no_open_vote, refuse, seat
from api.domain.deliberation.items import ItemRecord, Subject
from api.domain.deliberation.log import Entry
from api.domain.deliberation.orders import Order
from api.domain.deliberation.room import Room
from api.domain.kernel import richtext
from api.domain.kernel.errors import FieldError, Invalid

_WITHOUT_A_VOTE: Final = frozenset(
    {"opening", "information", "discussion", "status", "evaluation", "any_other_business"}
)
"""Items that may be noted without a vote."""
_TRIAL: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""When the arrivals of a meeting that is to be opened are tried: the moment plays no part in whether they may."""


def check(room: Room, order: Order) -> None:
    """That ``order`` may be carried out now.

    Raises GuardRefused with the guard's name, or Invalid for a thing that isn't there.
    """
    if isinstance(order, orders.OpenMeeting):
        _open(room, order)
        return
    if isinstance(order, orders.Remark | orders.RecordDissent):
        _words(room, order)
        return
    if room.stage == "adjourned" and isinstance(
        order, orders.Resume | orders.Arrive | orders.Leave | orders.NoteAbsence | orders.DeclareInhability
    ):
        if isinstance(order, orders.Resume):
            return
    elif room.stage != "in_session":
        refuse("in_session", f"The meeting is {room.stage}.", "Open or resume the meeting.")
    match order:
        case orders.Resume():
            refuse("adjourned", "The meeting is in session.", "Adjourn it first.")
        case orders.Adjourn():
            no_open_vote(room)
        case orders.CloseMeeting():
            _close(room)
        case orders.Arrive() | orders.Leave() | orders.NoteAbsence() | orders.StepIn() | orders.HandOverChair():
            _attendance(room, order)
        case (
            orders.StartItem()
            | orders.ConcludeItem()
            | orders.ReopenItem()
            | orders.AddItem()
            | orders.ObjectToDeciding()
        ):
            _agenda(room, order)
        case orders.DemandOrdinaryMeeting(item_id=item_id, person_id=person_id):
            waiting.check_demand(room, an_item(room, item_id), str(person_id))
        case orders.WithdrawDemand(item_id=item_id, person_id=person_id):
            waiting.check_withdrawal(room, an_item(room, item_id), str(person_id))
        case orders.DeclareInhability():
            _declare(room, order)
        case orders.CloseDoors() | orders.OpenDoors():
            _doors(room, order)
        case (
            orders.RequestFloor()
            | orders.WithdrawRequest()
            | orders.GiveFloor()
            | orders.EndSpeech()
            | orders.LimitSpeaking()
        ):
            speaking.check(room, order)
        case _:
            voting_rules.check(room, order)


def _open(room: Room, order: orders.OpenMeeting) -> None:
    if room.stage != "waiting":
        refuse("not_opened", f"The meeting is {room.stage}.", "It is opened once.")
    if not room.setup.members:
        refuse("has_members", "The body has no members on this day.", "Enter the mandates first.")
    if room.setup.remote:
        _remote_is_allowed(room)
    ids = [one.person_id for one in order.present]
    for index, one in enumerate(order.present):
        pointer = f"/present/{index}"
        seat(room, one.person_id, f"{pointer}/personId")
        if ids.count(one.person_id) > 1:
            raise Invalid("Somebody is there twice.", (FieldError(f"{pointer}/personId", "must be named once"),))
        if one.stands_in_for is not None:
            seat(room, one.stands_in_for, f"{pointer}/standsInFor")
    for index, person_id in enumerate(order.absent):
        seat(room, person_id, f"/absent/{index}")
        if person_id in ids:
            detail = f"{room.name_of(person_id)} can't be there and absent."
            raise Invalid(detail, (FieldError(f"/absent/{index}", "is present"),))
    # One after the other, as if they came in: the deputies' order holds among them, too.
    coming = Entry(1, order.model_copy(update={"present": (), "chaired_by": None}), _TRIAL)
    trial = apply(room, coming)
    alone = [one for one in order.present if one.stands_in_for is None]
    instead = [one for one in order.present if one.stands_in_for is not None]
    for one in (*alone, *instead):
        arrival = orders.Arrive(**one.model_dump())
        _attendance(trial, arrival)
        trial = apply(trial, Entry(1, arrival, _TRIAL))
    chair = order.chaired_by or natural_chair(trial)
    if chair is None:
        refuse("has_chair", "Neither chair nor deputy chair is there.", "Say who leads the meeting.")
    _may_lead(trial, chair, "/chairedBy")


def _close(room: Room) -> None:
    no_open_vote(room)
    _doors_open(room)
    if left := [item.fact.number for item in room.items if item.outcome is None]:
        refuse(
            "all_concluded",
            f"Items {', '.join(map(str, left))} have no outcome.",
            "Treat, postpone or withdraw them.",
        )


def _doors_open(room: Room) -> None:
    if room.doors_closed:
        refuse("doors_open", "The doors are closed.", "Open the doors first.")


def _attendance(
    room: Room,
    order: orders.Arrive | orders.Leave | orders.NoteAbsence | orders.StepIn | orders.HandOverChair,
) -> None:
    no_open_vote(room)
    own = seat(room, order.person_id, "/personId")
    here = presence.presence_of(room, order.person_id)
    match order:
        case orders.Arrive(remote=remote, stands_in_for=member_id):
            if remote:
                _remote_is_allowed(room)
            if here is not None and (here.remote == remote or member_id is not None):
                refuse("not_present", f"{own.name} is there.", "Note that they leave first.")
            if member_id is not None:
                _may_step_in(room, own.person_id, member_id, None, "/standsInFor")
        case orders.Leave():
            if here is None:
                refuse("present", f"{own.name} is not there.", "Note that they come first.")
            if order.person_id == room.chaired_by:
                refuse("not_in_the_chair", f"{own.name} leads the meeting.", "Hand over the chair first.")
        case orders.NoteAbsence():
            if here is not None or order.person_id in room.absences:
                refuse("not_present", f"{own.name} is there, or noted as absent.", "Note that they leave.")
        case orders.StepIn(member_id=member_id, item_id=item_id):
            if here is None:
                refuse("present", f"{own.name} is not there.", "Note that they come first.")
            item = None if item_id is None else an_item(room, item_id)
            _may_step_in(room, own.person_id, member_id, item, "/memberId")
        case orders.HandOverChair():
            _may_lead(room, order.person_id, "/personId")


def _remote_is_allowed(room: Room) -> None:
    if not room.setup.remote_allowed:
        refuse(
            "remote_allowed",
            "The body has not been let meet remotely (§ 11-7).",
            "Meet in one place, or enter that the councils have allowed it.",
        )


def _may_lead(room: Room, person_id: str, pointer: str) -> None:
    """Who leads the meeting has a vote in it, else there would be no casting vote (§ 11-9)."""
    seat(room, person_id, pointer)
    item = room.current
    able = _sitting(room) if item is None else set(presence.voters(room, item).values())
    if person_id not in able:
        refuse("chair_votes", f"{room.name_of(person_id)} doesn't vote here now.", "Choose somebody who does.")


def _sitting(room: Room) -> set[str]:
    """Who has a seat at this moment, whatever the item."""
    found = set()
    for member in room.setup.members:
        deputy = presence.sitting_for(room, member.person_id, None)
        sits = deputy or member.person_id
        if presence.presence_of(room, sits) is not None:
            found.add(sits)
    return found


def _may_step_in(room: Room, deputy_id: str, member_id: str, item: ItemRecord | None, pointer: str) -> None:
    member = seat(room, member_id, pointer)
    if not member.is_member:
        raise Invalid(f"{member.name} has no seat of a member.", (FieldError(pointer, "must be a member"),))
    holder = presence.sitting_for(room, member_id, None if item is None else item.fact.id) or member_id
    there = presence.presence_of(room, holder) is not None
    if there and (item is None or presence.is_able(room, holder, item)):
        refuse("seat_vacant", f"The seat of {member.name} is taken.", "A deputy steps in for one who is not there.")
    if presence.is_taken(room, deputy_id, item):
        refuse("one_seat", f"{room.name_of(deputy_id)} has a seat already.", "Let the next deputy step in.")
    if item is not None and item.is_inhabile(deputy_id):
        refuse("able", f"{room.name_of(deputy_id)} is inhabile, too.", "Let the next deputy step in.")
    before = presence.passed_over(room, member, deputy_id, item)
    if before is None:
        detail = f"{room.name_of(deputy_id)} is no deputy for {member.name}."
        raise Invalid(detail, (FieldError("/personId", "must be a deputy for that seat"),))
    if before:
        names = ", ".join(one.name for one in before)
        refuse("deputy_order", f"{names} go before.", "Note that they can't come, or let them step in.")


_Agenda = orders.StartItem | orders.ConcludeItem | orders.ReopenItem | orders.AddItem | orders.ObjectToDeciding


def _agenda(room: Room, order: _Agenda) -> None:
    match order:
        case orders.AddItem():
            _doors_open(room)
        case orders.ObjectToDeciding(item_id=item_id, person_id=person_id):
            item = an_item(room, item_id)
            if not item.fact.raised or item.outcome is not None or item.votes:
                refuse("may_object", "Nobody objects to that item now.", "Object before it is voted on.")
            if person_id in item.objections or not presence.may_object(room, str(person_id), item):
                refuse("may_object", "The objection is entered, or it isn't yours to make.", "Those who vote object.")
        case orders.StartItem(item_id=item_id):
            no_open_vote(room)
            _doors_open(room)
            item = an_item(room, item_id)
            if item.outcome is not None:
                refuse("item_pending", f"Item {item.fact.number} is {item.outcome.state}.", "Take it up again first.")
            if room.current_item_id == item_id:
                refuse("not_current", "It is being treated.", "Choose another item.")
            if room.setup.remote and item.fact.must_be_closed:
                refuse(
                    "not_remote",
                    "What the law says must be closed is not treated in a remote meeting (§ 11-7).",
                    "Postpone it to a meeting where people meet.",
                )
        case orders.ReopenItem(item_id=item_id):
            _doors_open(room)
            item = an_item(room, item_id)
            if item.outcome is None or item.outcome.seq == 0:
                refuse("item_concluded", "The item was not concluded here.", "Treat it first.")
        case orders.ConcludeItem():
            item = current(room)
            no_open_vote(room)
            _doors_open(room)
            _outcome_follows(room, item, order)


def _outcome_follows(room: Room, item: ItemRecord, order: orders.ConcludeItem) -> None:
    """The outcome is what the votes have led to; a vote of before it was taken up again counts no more."""
    decided = outcomes.follows(item)
    waits = waiting.must_wait(room, item)
    if order.outcome != "postponed":
        waiting.not_demanded(room, item)
    match order.outcome:
        case "adopted" | "adopted_as_amended" | "rejected":
            if decided != order.outcome:
                led_to = "nothing" if decided is None else decided
                refuse("outcome_follows", f"The votes have led to {led_to}.", "Vote, or choose what they led to.")
            if order.outcome != "rejected" and (carried := outcomes.unwritten(item)):
                refuse(
                    "amendments_written_in",
                    f"{len(carried)} amendments were carried and stand in no proposal.",
                    "Write them into the proposal.",
                )
            if any(richtext.count_blanks(one.text) for one in outcomes.adopted_proposals(item)):
                refuse("blanks_filled", "The text has blanks.", "Fill the blanks.")
        case "postponed" | "returned":
            subject: Subject = "postponement" if order.outcome == "postponed" else "return"
            barred = order.outcome == "postponed" and (waits or presence.is_objected_to(room, item))
            if decided is not None or not (barred or item.carried(subject)):
                refuse("outcome_follows", "The body has not decided that.", f"Take a vote on the {subject}.")
        case _:
            if decided is not None or any(one.state == "adopted" for one in item.proposals):
                refuse("outcome_follows", f"The votes have led to {decided}.", "Choose what they led to.")
            if order.outcome == "noted" and item.proposals and item.fact.type not in _WITHOUT_A_VOTE:
                refuse("outcome_follows", "The item has a proposal to decide on.", "Take a vote on it.")


def _declare(room: Room, order: orders.DeclareInhability) -> None:
    item = an_item(room, order.item_id)
    own = seat(room, str(order.person_id), "/personId")
    no_open_vote(room)
    if item.outcome is not None:
        refuse("item_pending", f"Item {item.fact.number} is concluded.", "Take it up again first.")
    if any(one.person_id == own.person_id for one in item.inhabilities):
        refuse("not_declared", f"That {own.name} may be inhabile is entered.", "The body decides it by a vote.")


def _doors(room: Room, order: orders.CloseDoors | orders.OpenDoors) -> None:
    item = current(room)
    no_open_vote(room)
    if isinstance(order, orders.OpenDoors):
        if not room.doors_closed:
            refuse("doors_closed", "The doors are open.", "Close them first.")
        return
    _doors_open(room)
    basis = MEETING_BASES.get(order.legal_basis)
    if basis is None:
        raise Invalid(
            "That is no basis for closing a meeting.",
            (FieldError("/legalBasis", f"must be one of {', '.join(MEETING_BASES)}"),),
        )
    if basis.obligation == "must" and room.setup.remote:
        refuse("not_remote", "What must be closed is not treated in a remote meeting (§ 11-7).", "Postpone the item.")
    if basis.obligation == "may" and not order.debate_on_closing:
        vote = item.carried("closing")
        if vote is None or vote.legal_basis != order.legal_basis:
            refuse("closing_decided", "Closing the doors on that basis is not decided.", "Take a vote on it.")


def _words(room: Room, order: orders.Remark | orders.RecordDissent) -> None:
    if room.stage == "waiting":
        refuse("opened", "The meeting has not begun.", "Open the meeting.")
    item = an_item(room, order.item_id)
    if isinstance(order, orders.RecordDissent):
        own = seat(room, order.person_id, "/personId")
        was_there = any(order.person_id in vote.voters for vote in item.votes)
        if not was_there and order.person_id not in presence.voters(room, item).values():
            refuse("took_part", f"{own.name} took no part in the item.", "A dissent is theirs who took part.")
