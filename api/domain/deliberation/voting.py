"""What a vote comes to. Pure.

Sources: kommuneloven § 11-9 (who must have voted, majority, the casting vote) and § 8-1 second paragraph (blank).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from api.domain.kernel.errors import FieldError, GuardRefused, Invalid

DecidedBy = Literal["unanimous", "majority", "casting_vote", "lots", "no_quorum"]

FOR: Final = "for"
AGAINST: Final = "against"
BLANK: Final = "blank"


@dataclass(frozen=True)
class Result:
    """What a vote came to, with the figures that any language makes its sentence of.

    ``winner`` is ``for``, ``against`` or the id of what won; None without quorum. Blank votes are votes cast for the
    quorum, and count for no side.
    """

    counts: dict[str, int]
    members: int
    present: int
    voted: int
    quorum: int
    decided_by: DecidedBy
    winner: str | None
    casting_voter_id: str | None = None

    @property
    def carried(self) -> bool:
        return self.winner is not None and self.winner != AGAINST


@dataclass(frozen=True)
class Question:
    """What is voted on, among how many.

    ``options`` are the sides: ``for`` and ``against``, or the ids of two proposals; in an election, of any number of
    candidates. ``members`` is the body's number of seats, ``present`` how many are there, able, and may vote.
    ``appointment`` is a vote on an employment: blank may be voted, and a tie is settled by who leads.
    """

    options: tuple[str, ...]
    members: int
    present: int
    election: bool = False
    appointment: bool = False

    @property
    def blank_allowed(self) -> bool:
        """§ 8-1: only in elections and on employments."""
        return self.election or self.appointment

    @property
    def quorum(self) -> int:
        """The least number that must have voted: half of the members, rounded up (§ 11-9 first paragraph)."""
        return -(-self.members // 2)


def tally(
    question: Question,
    counts: Mapping[str, int],
    *,
    casting: tuple[str, str] | None = None,
    drawn: str | None = None,
) -> Result:
    """The result of ``counts``, votes by option and ``blank``.

    ``casting`` is the person who leads and the side that person voted for; it settles a tie, but in elections lots do,
    and ``drawn`` is the candidate that was drawn. Without quorum nothing has won.

    Raises Invalid (pointers under ``/counts``) for a choice that isn't there, a number below zero, more votes than
    people, or blank votes where all must take a side; GuardRefused ``tie`` when what settles the tie is missing,
    ``all_blank`` when nobody has taken a side.
    """
    if len(question.options) < 2 or (len(question.options) > 2 and not question.election):
        raise ValueError("a vote has two sides; only an election has more")
    _check(question, counts)
    given = {option: counts.get(option, 0) for option in question.options}
    if question.blank_allowed:
        given[BLANK] = counts.get(BLANK, 0)
    voted = sum(given.values())
    winner, by, caster = _decide(question, given, casting, drawn) if voted >= question.quorum else _NOT_DECIDED
    return Result(
        counts=given,
        members=question.members,
        present=question.present,
        voted=voted,
        quorum=question.quorum,
        decided_by=by,
        winner=winner,
        casting_voter_id=caster,
    )


Decision = tuple[str | None, DecidedBy, str | None]
_NOT_DECIDED: Decision = (None, "no_quorum", None)


def _decide(
    question: Question, given: Mapping[str, int], casting: tuple[str, str] | None, drawn: str | None
) -> Decision:
    most = max(given[option] for option in question.options)
    if most == 0:
        raise GuardRefused(
            "All votes are blank.", extra={"guard": "all_blank", "remedy": "Vote again, or postpone the item."}
        )
    leading = [option for option in question.options if given[option] == most]
    if len(leading) == 1:
        return leading[0], "unanimous" if most == sum(given.values()) else "majority", None
    if question.election:
        if drawn in leading:
            return str(drawn), "lots", None
        raise GuardRefused(
            "The candidates with most votes have equally many.",
            extra={"guard": "tie", "remedy": "Draw lots between them, and enter who was drawn."},
        )
    if casting is not None and casting[1] in leading:
        return casting[1], "casting_vote", casting[0]
    raise GuardRefused(
        "Both sides have equally many votes.",
        extra={"guard": "tie", "remedy": "Say which side the one who leads the meeting voted for."},
    )


def _check(question: Question, counts: Mapping[str, int]) -> None:
    faults = []
    for choice, number in counts.items():
        if choice == BLANK and not question.blank_allowed:
            if number:
                faults.append(FieldError("/counts/blank", "is only for elections and employments (§ 8-1)"))
        elif choice != BLANK and choice not in question.options:
            faults.append(FieldError(f"/counts/{choice}", "must be one of the vote's options"))
        if number < 0:
            faults.append(FieldError(f"/counts/{choice}", "must be 0 or more"))
    if not faults and (total := sum(counts.values())) > question.present:
        faults.append(FieldError("/counts", f"are {total} votes of {question.present} who may vote"))
    if faults:
        raise Invalid("The votes don't fit the question.", tuple(faults))
