"""What may be corrected in the room's log, and whether what came after still stands then. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from api.domain.deliberation import orders
from api.domain.deliberation.facts import Setup
from api.domain.deliberation.fold import apply, empty
from api.domain.deliberation.guards import refuse
from api.domain.deliberation.log import Entry, effective, right_form
from api.domain.deliberation.orders import CORRECTABLE, Order
from api.domain.deliberation.room import Room
from api.domain.deliberation.rules import check
from api.domain.kernel.errors import DomainError, FieldError, GuardRefused, Invalid


def check_all(setup: Setup, entries: Sequence[Entry]) -> Room:
    """The room that the log leads to, after a correction that is its last entry.

    Raises what the corrected entry itself is refused for, GuardRefused for a time that isn't between its neighbours',
    and GuardRefused ``what_came_after`` at the first entry after it that may not stand then.
    """
    corrected = entries[-1].order.seq if isinstance(entries[-1].order, orders.Correct) else None
    as_read = list(effective(entries))
    _check_times([*as_read, entries[-1]], corrected)
    room = empty(setup)
    for entry in as_read:
        try:
            check(room, entry.order)
            room = apply(room, entry)
        except DomainError as error:
            if entry.seq == corrected:
                raise _of_the_order(error) from error
            raise GuardRefused(
                f"Entry {entry.seq} could not stand then: {error.detail}",
                extra={
                    "guard": "what_came_after",
                    "seq": entry.seq,
                    "remedy": "Correct that entry first, or take the item up again.",
                },
            ) from error
    return room


def _check_times(entries: Sequence[Entry], corrected: int | None) -> None:
    """That the corrected entry still happened after the one before it and before the one after it, by the minute."""
    for before, after in pairwise(entries):
        if _minute(after.at) >= _minute(before.at):
            continue
        if corrected == before.seq:
            guard, bound, detail = "happened_before", after.at, "What happened after it happened earlier than that."
        elif corrected == after.seq:
            guard, bound, detail = "happened_after", before.at, "What happened before it happened later than that."
        else:
            continue
        remedy = "Choose a time between the entry before and the one after; the order of the entries stays."
        raise GuardRefused(detail, extra={"guard": guard, "remedy": remedy, "boundAt": bound.isoformat()})


def _minute(at: dt.datetime) -> dt.datetime:
    return at.replace(second=0, microsecond=0)


def _of_the_order(error: DomainError) -> DomainError:
    """The same, with what is wrong pointed to where the correction has it."""
    if not isinstance(error, Invalid):
        return error
    return Invalid(error.detail, tuple(replace(fault, pointer=f"/order{fault.pointer}") for fault in error.errors))


def check_correction(entries: Sequence[Entry], correct: orders.Correct) -> None:
    """That an entry may be corrected at all. What follows from it is :func:`check_all`'s affair."""
    if correct.seq > len(entries):
        raise Invalid(f"There is no entry {correct.seq}.", (FieldError("/seq", "must be the number of an entry"),))
    target = entries[correct.seq - 1].order
    if type(target) not in CORRECTABLE or _is_secret(entries, target):
        refuse(
            "correctable",
            f"An entry of the kind {target.action} is not corrected.",
            "Do what undoes it, or vote again.",
        )
    if isinstance(target, orders.CloseVote | orders.OpenMeeting) and correct.order is None:
        refuse("correctable", "It has happened, in one way or another.", "Say how it was.")
    right = right_form(entries, correct)
    if (
        isinstance(target, orders.CastBallot)
        and isinstance(right, orders.CastBallot)
        and (right.vote != target.vote or right.person_id != target.person_id or right.choice is None)
    ):
        detail = "The ballot stays that person's, in that vote."
        raise Invalid(detail, (FieldError("/order", "may differ in the choice alone"),))


def _is_secret(entries: Sequence[Entry], target: Order) -> bool:
    """Whether it is a ballot or the end of a secret vote: nobody knows what to put right."""
    if isinstance(target, orders.CastBallot):
        return target.choice is None
    if not isinstance(target, orders.CloseVote):
        return False
    before = entries[: next(entry.seq for entry in entries if entry.order is target) - 1]
    vote = [entry.order for entry in before if isinstance(entry.order, orders.OpenVote)][-1]
    return (vote.form == "written" and vote.method == "by_name") or vote.subject == "inhability"
