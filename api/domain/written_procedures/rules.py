"""When a case is settled in writing: who is asked, what the answers come to, and when it may be sent. Pure.

Source: kommuneloven § 11-8 second and fourth paragraph. The leader decides that a case is treated so, when it must be
settled before the next meeting and there is either no time for an extraordinary one or the case doesn't call for it.
The documents go to all members at once. The proposal is adopted when every member agrees to it and to its being
adopted in writing.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, Never

from api.domain.deliberation.facts import Seat
from api.domain.deliberation.presence import deputies_of
from api.domain.kernel.clock import oslo_date
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid

ProcedureState = Literal["draft", "sent", "adopted", "not_agreed", "lapsed", "withdrawn"]
Ending = Literal["adopted", "not_agreed"]

ACTIVE: Final[tuple[ProcedureState, ...]] = ("draft", "sent")
"""While the case is not for any agenda."""
SOON_DAYS: Final = 2
"""Calendar days in Norway before the deadline from which those who have not answered are reminded."""


@dataclass(frozen=True)
class Answer:
    """What one person has answered: to the proposal and to the form, or that he is inhabile."""

    person_id: str
    content: bool = False
    form: bool = False
    inhabile: bool = False

    @property
    def agrees(self) -> bool:
        return self.content and self.form and not self.inhabile


@dataclass(frozen=True)
class Place:
    """A member's seat in the case, who answers for it (None: there is nobody left), and the answer."""

    member: Seat
    holder: Seat | None
    answer: Answer | None = None


@dataclass(frozen=True)
class Tally:
    """How many are asked, have answered, and agree to both."""

    asked: int
    answered: int
    agreed: int


@dataclass(frozen=True)
class Papers:
    """What is to be sent. ``missing`` counts documents that are announced and not there."""

    proposals: int
    blanks: int
    missing: int
    closed: bool
    says_why: bool
    """Whether a closed one has its legal basis and an open title."""


def places(seats: Sequence[Seat], answers: Sequence[Answer]) -> tuple[Place, ...]:
    """Every member's seat with who answers for it, ``answers`` being in the order they were given.

    Who is inhabile takes no part in the case (§ 11-10), and the next deputy who is free is asked in his stead: the
    section asks for all members, and a deputy who has stepped in is one. Nobody else is replaced: one who doesn't
    answer has not agreed.
    """
    found = [Place(seat, seat) for seat in seats if seat.is_member]
    out: set[str] = set()
    for answer in answers:
        at = next((i for i, one in enumerate(found) if one.holder and one.holder.person_id == answer.person_id), None)
        if answer.inhabile:
            out.add(answer.person_id)
            if at is not None:
                found[at] = replace(found[at], holder=_next(seats, found, out, found[at].member))
        elif at is not None:
            found[at] = replace(found[at], answer=answer)
    return tuple(found)


def _next(seats: Sequence[Seat], found: Sequence[Place], out: Collection[str], member: Seat) -> Seat | None:
    taken = {place.holder.person_id for place in found if place.holder is not None}
    order = deputies_of(seats, member)
    return next((seat for seat in order if seat.person_id not in taken and seat.person_id not in out), None)


def tally(found: Sequence[Place]) -> Tally:
    answers = [place.answer for place in found if place.answer is not None]
    return Tally(len(found), len(answers), sum(answer.agrees for answer in answers))


def outcome(found: Sequence[Place]) -> Ending | None:
    """What the answers have come to; None while somebody is still to answer.

    One who disagrees, with the proposal or with the form, ends it at once; so does a seat that nobody can answer for.
    """
    if any(place.holder is None or (place.answer is not None and not place.answer.agrees) for place in found):
        return "not_agreed"
    return "adopted" if found and all(place.answer is not None for place in found) else None


def standing(state: ProcedureState, deadline: dt.datetime, now: dt.datetime) -> ProcedureState:
    """The state at a moment: it has lapsed as soon as the deadline is past, whenever that is written down."""
    return "lapsed" if state == "sent" and now > deadline else state


def require_may_answer(
    state: ProcedureState, deadline: dt.datetime, now: dt.datetime, found: Sequence[Place], person_id: str | None
) -> Place:
    """The place that a person answers for. Raises GuardRefused ``procedure_sent``, ``is_asked`` or ``answers_once``."""
    require_sent(state, deadline, now)
    place = next((one for one in found if one.holder is not None and one.holder.person_id == person_id), None)
    if place is None:
        _refuse("is_asked", "You are not among those who are asked.", "Only members, and deputies for them, answer.")
    if place.answer is not None:
        _refuse("answers_once", "You have answered already.", "An answer stands. The chair can withdraw the procedure.")
    return place


def require_draft(state: ProcedureState) -> None:
    """Raises GuardRefused ``procedure_draft``."""
    if state != "draft":
        _refuse("procedure_draft", f"The procedure is {state}.", "Only one that has not been sent is changed.")


def require_sent(state: ProcedureState, deadline: dt.datetime, now: dt.datetime) -> None:
    """Raises GuardRefused ``procedure_sent``."""
    current = standing(state, deadline, now)
    if current != "sent":
        _refuse("procedure_sent", f"The procedure is {current}.", "It must be on its way to the members.")


def require_active(state: ProcedureState, deadline: dt.datetime, now: dt.datetime) -> None:
    """Raises GuardRefused ``procedure_active``."""
    current = standing(state, deadline, now)
    if current not in ACTIVE:
        _refuse("procedure_active", f"The procedure is {current}.", "What is over is not withdrawn.")


def require_ahead(deadline: dt.datetime, now: dt.datetime) -> None:
    """That members have time to answer. Raises Invalid."""
    if deadline <= now:
        raise Invalid("The deadline has been.", (FieldError("/deadline", "must be in the future"),))


def require_later(deadline: dt.datetime, before: dt.datetime) -> None:
    """That what members were told is only ever extended. Raises Invalid."""
    if deadline <= before:
        raise Invalid(
            "A deadline that members were told is not shortened.", (FieldError("/deadline", "must be later"),)
        )


def require_complete(papers: Papers) -> None:
    """That all who are asked get the same, whole case (§ 11-8 fourth paragraph).

    Raises GuardRefused ``one_proposal``, ``blanks_filled``, ``documents_there`` or ``closed_has_basis``.
    """
    if papers.proposals != 1:
        _refuse(
            "one_proposal",
            f"The case has {papers.proposals} proposals.",
            "Members agree to one proposal as it stands: leave one, or treat the case in a meeting.",
        )
    if papers.blanks:
        _refuse("blanks_filled", f"The proposal has {papers.blanks} blanks left.", "Fill every blank in the proposal.")
    if papers.missing:
        _refuse(
            "documents_there",
            f"{papers.missing} of its documents are not there.",
            "Attach them, or take their lines off the list: everything goes to all members at once.",
        )
    if papers.closed and not papers.says_why:
        _refuse("closed_has_basis", "The case is closed without a basis.", "Give its legal basis and an open title.")


def require_decided_by(seats: Sequence[Seat], person_id: str | None, inhabile: Collection[str]) -> Seat:
    """Whose decision it is that the case is treated in writing: the leader's, or the deputy leader's for one who can't.

    Raises GuardRefused ``leader_decides``.
    """
    seat = next((one for one in seats if one.person_id == person_id), None)
    if seat is None or seat.role not in ("chair", "deputy_chair") or seat.person_id in inhabile:
        _refuse(
            "leader_decides",
            "The leader of the body decides that a case is treated in writing.",
            "Name the chair who has decided it, or the deputy chair for a chair who is inhabile or prevented.",
        )
    return seat


def require_fillable(found: Sequence[Place]) -> None:
    """That there is somebody to ask for every seat. Raises GuardRefused ``seats_filled``."""
    empty = [place.member.name for place in found if place.holder is None]
    if empty or not found:
        _refuse(
            "seats_filled",
            f"Nobody can answer for {', '.join(empty)}." if empty else "The body has no members.",
            "All members must agree: treat the case in a meeting.",
        )


def reminds(deadline: dt.datetime, now: dt.datetime) -> bool:
    """Whether those who have not answered are reminded now."""
    return now <= deadline and (oslo_date(deadline) - oslo_date(now)).days <= SOON_DAYS


def number(year: int, taken: Collection[str]) -> str:
    """What it is cited by: ``S01-26`` is the body's first one of 2026."""
    ordinal = 1
    while f"S{ordinal:02}-{year % 100:02}" in taken:
        ordinal += 1
    return f"S{ordinal:02}-{year % 100:02}"


def _refuse(guard: str, detail: str, remedy: str) -> Never:
    raise GuardRefused(detail, extra={"guard": guard, "remedy": remedy})
