"""Proposals and votes: what may be moved, put to the vote and voted on, by whom and in what order. Pure.

Sources: kommuneloven § 11-9 (quorum, majority, casting vote), § 8-1 (blank), § 11-5 (the doors are closed by a vote in
the open), § 11-3 (what was not on the agenda), § 11-10 (nobody decides on his or her own inhability).
"""

from api.domain.deliberation import orders, outcomes, presence, waiting
from api.domain.deliberation.facts import MEETING_BASES
from api.domain.deliberation.guards import a_proposal, current, no_open_vote, refuse, seat
from api.domain.deliberation.items import ItemRecord, Proposal, Vote, VoteStep
from api.domain.deliberation.orders import Order
from api.domain.deliberation.room import Room
from api.domain.deliberation.treating import result_of
from api.domain.deliberation.voting import BLANK
from api.domain.kernel import richtext
from api.domain.kernel.errors import FieldError, Invalid


def check(room: Room, order: Order) -> None:
    """Raises GuardRefused or Invalid."""
    item = current(room)
    if item.closure is not None and item.closure.debate_only:
        refuse("doors_open", "The doors are closed for the debate on closing alone.", "Open the doors first.")
    match order:
        case orders.CastBallot():
            _ballot(_open_vote(room), order)
        case orders.CloseVote():
            _close(_open_vote(room), order)
        case orders.AbandonVote():
            _open_vote(room)
        case orders.OpenVote():
            _open(room, item, order)
        case _:
            no_open_vote(room)
            _proposal(room, item, order)


def _open_vote(room: Room) -> Vote:
    vote = room.open_vote
    if vote is None:
        refuse("vote_open", "No vote is open.", "Open a vote first.")
    return vote


def _proposal(room: Room, item: ItemRecord, order: Order) -> None:
    match order:
        case orders.MoveProposal(mover_id=mover):
            if outcomes.follows(item) in ("adopted", "adopted_as_amended"):
                refuse("undecided", "The item is decided.", "Conclude it, and take it up again if need be.")
            if mover is not None:
                own = seat(room, mover, "/moverId")
                if mover not in presence.voters(room, item).values():
                    refuse("mover_votes", f"{own.name} doesn't vote in this item.", "Name somebody who does.")
        case orders.ReviseProposal(proposal_id=proposal_id):
            proposal = a_proposal(item, proposal_id, "/proposalId")
            carried = any(one.state == "adopted" and not one.stands_alone for one in item.proposals)
            if proposal.state != "submitted" and not (proposal.state == "adopted" and carried):
                refuse("on_the_table", f"The proposal is {proposal.state}.", "Only amendments are written in now.")
        case orders.FillBlanks(proposal_id=proposal_id, values=values):
            proposal = _on_the_table(item, proposal_id, "/proposalId")
            blanks = richtext.count_blanks(proposal.text)
            if len(values) != blanks:
                detail = f"The proposal has {blanks} blanks."
                raise Invalid(detail, (FieldError("/values", f"must be {blanks}, one for each blank"),))
        case orders.WithdrawProposal(proposal_id=proposal_id):
            _on_the_table(item, proposal_id, "/proposalId")
        case orders.SettleVoteOrder(steps=steps):
            for index, step in enumerate(steps):
                _a_step(item, VoteStep(step.way, step.proposal_ids), f"/steps/{index}")
        case _:
            raise TypeError(f"no rule is known for {order!r}")


def _on_the_table(item: ItemRecord, proposal_id: str, pointer: str) -> Proposal:
    proposal = a_proposal(item, proposal_id, pointer)
    if proposal.state != "submitted":
        refuse("on_the_table", f"The proposal is {proposal.state}.", "Choose one that is not decided.")
    return proposal


def _a_step(item: ItemRecord, step: VoteStep, pointer: str) -> None:
    wanted = 2 if step.way == "against_each_other" else 1
    if len(step.proposal_ids) != wanted or len(set(step.proposal_ids)) != wanted:
        detail = f"A vote {step.way} is on {wanted} proposals."
        raise Invalid(detail, (FieldError(f"{pointer}/proposalIds", f"must be {wanted} different ones"),))
    for index, proposal_id in enumerate(step.proposal_ids):
        proposal = _on_the_table(item, proposal_id, f"{pointer}/proposalIds/{index}")
        if wanted == len(step.proposal_ids) > 1 and not proposal.stands_alone:
            detail = "An amendment is voted on for or against."
            raise Invalid(detail, (FieldError(f"{pointer}/proposalIds/{index}", "can't be an amendment"),))


def _open(room: Room, item: ItemRecord, order: orders.OpenVote) -> None:
    no_open_vote(room)
    waiting.not_demanded(room, item)
    _shape(order)
    if order.person_id is not None:
        seat(room, order.person_id, "/personId")
    able = [person for person in presence.voters(room, item).values() if person != order.person_id]
    if room.chaired_by not in able:
        refuse("chair_votes", "Who leads the meeting doesn't vote in this.", "Hand over the chair for it.")
    match order.subject:
        case "closing":
            if room.doors_closed:
                refuse("doors_open", "Closing the doors is voted on in the open (§ 11-5).", "Open the doors first.")
        case "inhability":
            entered = [one for one in item.inhabilities if one.person_id == order.person_id]
            if entered and entered[-1].vote is not None:
                refuse("undecided", "The body has decided that.", "Enter a remark if something has come to light.")
        case "proposals" | "election":
            _matter(room, item, order)
        case _:
            if outcomes.follows(item) is not None:
                refuse("undecided", "The item is decided.", "Conclude it.")


def _matter(room: Room, item: ItemRecord, order: orders.OpenVote) -> None:
    """What holds for votes on the matter itself."""
    if presence.is_objected_to(room, item):
        refuse(
            "not_objected",
            "It was not on the agenda, and who leads or a third of those present object to deciding it (§ 11-3).",
            "Postpone it.",
        )
    if item.fact.must_be_closed and not room.doors_closed:
        refuse("doors_closed", "The law says that this item is treated behind closed doors.", "Close the doors first.")
    if any(
        one.state == "declared" and presence.presence_of(room, one.person_id) is not None for one in item.inhabilities
    ):
        refuse("inhability_decided", "The body has not decided who is inhabile.", "Take a vote on that first.")
    if order.subject == "election":
        return
    step = VoteStep(order.way, order.proposal_ids)
    _a_step(item, step, "")
    for proposal_id in order.proposal_ids:
        proposal = a_proposal(item, proposal_id, "/proposalIds")
        if richtext.count_blanks(proposal.text):
            refuse("blanks_filled", "The proposal has blanks.", "Fill the blanks first.")
    on_the_table = [one for one in item.proposals if one.is_live]
    if item.vote_order is None and len(on_the_table) > 1:
        refuse("order_settled", f"{len(on_the_table)} proposals are on the table.", "Settle the order of votes first.")
    if item.vote_order is not None and outcomes.next_step(item) != step:
        refuse("in_order", "Another vote comes first.", "Vote in the settled order, or settle another.")


def _shape(order: orders.OpenVote) -> None:
    """That a vote comes with what its subject needs, and with nothing else."""
    needed = {
        "proposals": {"proposal_ids"},
        "election": {"candidates"},
        "inhability": {"person_id"},
        "closing": {"legal_basis"},
    }.get(order.subject, set())
    pointers = {
        "proposal_ids": "/proposalIds",
        "candidates": "/candidates",
        "person_id": "/personId",
        "legal_basis": "/legalBasis",
    }
    faults = [FieldError(pointers[name], "is required", "required") for name in needed if not getattr(order, name)]
    faults += [
        FieldError(pointer, f"has no place in a vote on {order.subject}")
        for name, pointer in pointers.items()
        if name not in needed and getattr(order, name)
    ]
    if order.subject != "election" and (order.seats > 1 or order.more_than_half):
        faults.append(FieldError("/seats" if order.seats > 1 else "/moreThanHalf", "is for elections"))
    elif order.seats > max(1, len(order.candidates)):
        faults.append(FieldError("/seats", "must be at most as many as the candidates"))
    elif order.seats > 1 and order.more_than_half:
        faults.append(FieldError("/moreThanHalf", "is for one seat at a time (§ 7-8)"))
    if order.subject != "proposals" and (order.way != "for_against" or order.appointment):
        name = "/way" if order.way != "for_against" else "/appointment"
        faults.append(FieldError(name, "is for votes on proposals"))
    if order.legal_basis is not None and order.legal_basis not in MEETING_BASES:
        faults.append(FieldError("/legalBasis", f"must be one of {', '.join(MEETING_BASES)}"))
    if len(set(order.candidates)) < len(order.candidates):
        faults.append(FieldError("/candidates", "must differ"))
    if order.subject in ("closing", "postponement", "return", "inhability") and order.form == "written":
        faults.append(FieldError("/form", "must be open"))
    if faults:
        raise Invalid("The vote doesn't fit its subject.", tuple(faults))


def _ballot(vote: Vote, order: orders.CastBallot) -> None:
    person_id = str(order.person_id)
    if vote.seq != order.vote or vote.method != "by_name":
        refuse("vote_open", "That vote is not open for ballots by name.", "Vote in the one that is.")
    if person_id not in vote.voters:
        refuse("may_vote", "You don't vote in this.", "Those vote who were there and able when it was opened.")
    if vote.has_voted(person_id):
        refuse("votes_once", "The vote is given already.", "A wrong entry is corrected by the secretary.")
    if order.choice is None:
        # A secret ballot as it is kept.
        if vote.form == "open":
            raise Invalid("Nothing is chosen.", (FieldError("/choice", "is required", "required"),))
        return
    allowed = (*vote.options, *((BLANK,) if vote.question.blank_allowed else ()))
    for pointer, choice in (("/choice", order.choice), *((f"/also/{i}", one) for i, one in enumerate(order.also))):
        if choice not in allowed:
            raise Invalid("There is no such choice.", (FieldError(pointer, f"must be one of {', '.join(allowed)}"),))
    chosen = order.choices
    if len(chosen) > vote.seats or len(set(chosen)) < len(chosen) or (BLANK in chosen and len(chosen) > 1):
        detail = f"may name {vote.seats - 1} more, each once, and none beside a blank vote"
        raise Invalid("That is more than one vote.", (FieldError("/also", detail),))


def _close(vote: Vote, order: orders.CloseVote) -> None:
    counted = vote.method == "by_count" or vote.form == "written"
    if counted and order.counts is None:
        raise Invalid("The vote is counted.", (FieldError("/counts", "is required", "required"),))
    if not counted and order.counts is not None:
        raise Invalid("The ballots are counted by name.", (FieldError("/counts", "has no place here"),))
    if (vote.seats > 1 and vote.method == "by_count") != (order.voted is not None):
        detail = "has no place here" if order.voted is not None else "is required"
        raise Invalid("How many voted follows from the votes, or must be said.", (FieldError("/voted", detail),))
    if order.casting_side is not None and order.casting_side not in vote.options:
        raise Invalid(
            "There is no such side.", (FieldError("/castingSide", f"must be one of {', '.join(vote.options)}"),)
        )
    result_of(vote, order)
