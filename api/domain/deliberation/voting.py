"""What a vote comes to. Pure.

Sources: kommuneloven § 11-9 (who must have voted, majority, the casting vote), § 8-1 second paragraph (blank) and § 7-8
(leaders are elected by more than half of the votes, or by the most in a second vote).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from api.domain.kernel.errors import FieldError, GuardRefused, Invalid

DecidedBy = Literal["unanimous", "majority", "casting_vote", "lots", "no_quorum", "no_majority"]

FOR: Final = "for"
AGAINST: Final = "against"
BLANK: Final = "blank"


@dataclass(frozen=True)
class Result:
    """What a vote came to, with the figures that any language makes its sentence of.

    ``winners`` are ``for``, ``against`` or the ids of what won: several in an election to several seats, those with
    most votes first; none without quorum or, where that is asked for, without more than half of the votes. ``voted`` is
    the number of people. Blank votes are votes cast for the quorum, and count for no side.
    """

    counts: dict[str, int]
    members: int
    present: int
    voted: int
    quorum: int
    decided_by: DecidedBy
    winners: tuple[str, ...]
    casting_voter_id: str | None = None

    @property
    def winner(self) -> str | None:
        """What won, or won most votes."""
        return self.winners[0] if self.winners else None

    @property
    def carried(self) -> bool:
        return self.winner is not None and self.winner != AGAINST


@dataclass(frozen=True)
class Question:
    """What is voted on, among how many.

    ``options`` are the sides: ``for`` and ``against``, or the ids of two proposals; in an election, of any number of
    candidates. ``members`` is the body's number of seats, ``present`` how many are there, able, and may vote.
    ``appointment`` is a vote on an employment: blank may be voted, and a tie is settled by who leads. ``seats`` is how
    many an election fills: each person votes for so many at most. ``more_than_half`` of the votes cast, blank ones too,
    are needed to win (§ 7-8).
    """

    options: tuple[str, ...]
    members: int
    present: int
    election: bool = False
    appointment: bool = False
    seats: int = 1
    more_than_half: bool = False

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
    voted: int | None = None,
    casting: tuple[str, str] | None = None,
    drawn: Sequence[str] = (),
) -> Result:
    """The result of ``counts``, votes by option and ``blank``.

    ``voted`` is how many people voted, which an election to several seats doesn't tell by its counts. ``casting`` is
    the person who leads and the side that person voted for; it settles a tie, but in elections lots do, and ``drawn``
    are the candidates that were drawn. Without quorum nothing has won.

    Raises Invalid (pointers under ``/counts``, and ``/voted``) for a choice that isn't there, a number below zero, more
    votes than people, or blank votes where all must take a side; GuardRefused ``tie`` when what settles the tie is
    missing, with the options ``tied`` and the number of ``places`` between them; ``all_blank`` when nobody has taken a
    side.
    """
    if len(question.options) < 2 or (len(question.options) > 2 and not question.election):
        raise ValueError("a vote has two sides; only an election has more")
    _check(question, counts, voted)
    given = {option: counts.get(option, 0) for option in question.options}
    if question.blank_allowed:
        given[BLANK] = counts.get(BLANK, 0)
    people = sum(given.values()) if voted is None else voted
    won = _decide(question, given, people, casting, drawn) if people >= question.quorum else _NOT_DECIDED
    return Result(
        counts=given,
        members=question.members,
        present=question.present,
        voted=people,
        quorum=question.quorum,
        decided_by=won.by,
        winners=won.winners,
        casting_voter_id=won.caster,
    )


@dataclass(frozen=True)
class _Decision:
    winners: tuple[str, ...]
    by: DecidedBy
    caster: str | None = None


_NOT_DECIDED: Final = _Decision((), "no_quorum")


def _decide(
    question: Question,
    given: Mapping[str, int],
    people: int,
    casting: tuple[str, str] | None,
    drawn: Sequence[str],
) -> _Decision:
    most = max(given[option] for option in question.options)
    if most == 0:
        raise GuardRefused(
            "All votes are blank.", extra={"guard": "all_blank", "remedy": "Vote again, or postpone the item."}
        )
    if question.more_than_half and 2 * most <= people:
        return _Decision((), "no_majority")
    if question.election:
        return _elected(question, given, people, drawn)
    leading = [option for option in question.options if given[option] == most]
    if len(leading) == 1:
        return _Decision((leading[0],), "unanimous" if most == people else "majority")
    if casting is not None and casting[1] in leading:
        return _Decision((casting[1],), "casting_vote", casting[0])
    raise GuardRefused(
        "Both sides have equally many votes.",
        extra={
            "guard": "tie",
            "remedy": "Say which side the one who leads the meeting voted for.",
            "tied": leading,
            "places": 1,
        },
    )


def _elected(question: Question, given: Mapping[str, int], people: int, drawn: Sequence[str]) -> _Decision:
    """Those with most votes, as many as there are seats; lots between those who are level for the last of them.

    Nobody is elected without a vote.
    """
    elected: list[str] = []
    for number in sorted({given[option] for option in question.options} - {0}, reverse=True):
        level = [option for option in question.options if given[option] == number]
        places = question.seats - len(elected)
        if len(level) > places:
            return _Decision((*elected, *_drawn(level, places, drawn)), "lots")
        elected += level
        if len(elected) == question.seats:
            break
    is_unanimous = all(given[option] == (people if option in elected else 0) for option in given)
    return _Decision(tuple(elected), "unanimous" if is_unanimous else "majority")


def _drawn(level: list[str], places: int, drawn: Sequence[str]) -> list[str]:
    if len(set(drawn)) == len(drawn) == places and set(drawn) <= set(level):
        return [option for option in level if option in drawn]
    raise GuardRefused(
        "Candidates have equally many votes, and not all can be elected.",
        extra={
            "guard": "tie",
            "remedy": "Draw lots between them, and enter who was drawn.",
            "tied": level,
            "places": places,
        },
    )


def _check(question: Question, counts: Mapping[str, int], voted: int | None) -> None:
    faults = []
    for choice, number in counts.items():
        if choice == BLANK and not question.blank_allowed:
            if number:
                faults.append(FieldError("/counts/blank", "is only for elections and employments (§ 8-1)"))
        elif choice != BLANK and choice not in question.options:
            faults.append(FieldError(f"/counts/{choice}", "must be one of the vote's options"))
        if number < 0:
            faults.append(FieldError(f"/counts/{choice}", "must be 0 or more"))
    if not faults and question.seats > 1:
        faults += _check_several(question, counts, voted)
    elif not faults and (total := sum(counts.values())) > question.present:
        faults.append(FieldError("/counts", f"are {total} votes of {question.present} who may vote"))
    if faults:
        raise Invalid("The votes don't fit the question.", tuple(faults))


def _check_several(question: Question, counts: Mapping[str, int], voted: int | None) -> list[FieldError]:
    """Of an election to several seats: that so many people can have voted so."""
    if voted is None:
        return [FieldError("/voted", "is required", "required")]
    if not 0 <= voted <= question.present:
        return [FieldError("/voted", f"must be at most {question.present}, who may vote")]
    took_part = voted - counts.get(BLANK, 0)
    named = [number for choice, number in counts.items() if choice != BLANK]
    if any(number > took_part for number in named) or not took_part <= sum(named) <= took_part * question.seats:
        detail = f"can't come of {voted} people who each vote for 1 to {question.seats}, or blank"
        return [FieldError("/counts", detail)]
    return []
