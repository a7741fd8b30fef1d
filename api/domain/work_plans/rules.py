"""What may become of an entry of the work plan, and how a plan is rolled on. Pure.

A plan is rolled at each meeting: what was not done goes on to the next one, and what recurs gets its next times. That
is the house's own rule; no statute asks for a plan of the year.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from api.domain.kernel.errors import GuardRefused
from api.domain.meetings.states import ItemState
from api.domain.work_plans.tables import EntryKind, EntryState, Recurrence

Action = Literal["change", "delete", "move", "drop", "put_on_agenda", "take_off_agenda", "done", "reopen"]

_FROM: Final[dict[Action, frozenset[EntryState]]] = {
    "change": frozenset({"planned"}),
    "delete": frozenset({"planned"}),
    "move": frozenset({"planned", "on_agenda"}),
    "drop": frozenset({"planned"}),
    "put_on_agenda": frozenset({"planned"}),
    "take_off_agenda": frozenset({"on_agenda"}),
    "done": frozenset({"planned", "on_agenda"}),
    "reopen": frozenset({"done", "moved", "dropped"}),
}
_REMEDIES: Final[dict[EntryState, str]] = {
    "planned": "Nothing is to be undone: it is planned.",
    "on_agenda": "Take it off the agenda first.",
    "done": "Reopen it first.",
    "moved": "Use the entry that it was moved to.",
    "dropped": "Reopen it first.",
}
OPEN: Final[frozenset[EntryState]] = frozenset({"planned", "on_agenda"})
SETTLED: Final[frozenset[ItemState]] = frozenset({"adopted", "adopted_as_amended", "rejected", "noted"})
"""Outcomes of an agenda item after which the matter needs no other meeting."""
_QUARTER: Final = 3


@dataclass(frozen=True, order=True)
class Month:
    year: int
    month: int


@dataclass(frozen=True)
class Sitting:
    """A meeting as the plan sees it. ``over``: held, called off, or its day has passed."""

    id: str
    date: dt.date
    over: bool


@dataclass(frozen=True)
class Place:
    """Where in the year something is planned."""

    month: Month
    meeting_id: str | None = None


@dataclass(frozen=True)
class Planned:
    """An entry as the rules see it.

    ``home`` is the month that it was first planned for, when it was moved since; its series goes by that.
    ``settled``: its agenda item got an outcome that ends the matter.
    """

    id: str
    place: Place
    position: int
    kind: EntryKind = "case"
    date: dt.date | None = None
    state: EntryState = "planned"
    recurrence: Recurrence = "none"
    series_id: str | None = None
    occurrence: str | None = None
    settled: bool = False
    home: Month | None = None

    @property
    def first_month(self) -> Month:
        return self.home or self.place.month


@dataclass(frozen=True)
class Move:
    """An entry goes to ``place`` as a new one, which stands for ``occurrence`` of its series.

    With ``merges`` there is such an entry already, or an earlier move of the same roll makes it, and it goes into that.
    """

    entry_id: str
    place: Place
    occurrence: str | None
    merges: bool


@dataclass(frozen=True)
class Addition:
    """A series gets another time, like ``template_id``."""

    template_id: str
    place: Place
    occurrence: str


@dataclass(frozen=True)
class Roll:
    """What rolling does, in the order it is to be done. ``stranded`` have no meeting to go to and stay."""

    done: tuple[str, ...]
    moves: tuple[Move, ...]
    additions: tuple[Addition, ...]
    stranded: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.done or self.moves or self.additions)


def require_action(action: Action, state: EntryState) -> None:
    """Raises GuardRefused ``entry_state`` when an entry in ``state`` does not take the action."""
    if state not in _FROM[action]:
        wanted = " or ".join(sorted(_FROM[action]))
        raise GuardRefused(
            f"The entry is {state}; this is for one that is {wanted}.",
            extra={"guard": "entry_state", "remedy": _REMEDIES[state]},
        )


def occurrence_of(recurrence: Recurrence, place: Place) -> str | None:
    """Which time of its series an entry at ``place`` stands for; None for one that does not recur.

    Raises GuardRefused ``recurs_with_meetings`` for an each-meeting entry without a meeting.
    """
    year = place.month.year
    match recurrence:
        case "none":
            return None
        case "yearly":
            return str(year)
        case "quarterly":
            return f"{year}-q{(place.month.month - 1) // _QUARTER + 1}"
        case "each_meeting":
            if place.meeting_id is None:
                raise GuardRefused(
                    "What recurs at each meeting begins at one of them.",
                    extra={"guard": "recurs_with_meetings", "remedy": "Choose a meeting for the entry."},
                )
            return place.meeting_id


def next_sitting(sittings: Iterable[Sitting], today: dt.date) -> Sitting | None:
    """The earliest meeting that is not over."""
    ahead = [one for one in sittings if not one.over and one.date >= today]
    return min(ahead, key=lambda one: (one.date, one.id), default=None)


def place_at(sitting: Sitting) -> Place:
    return Place(Month(sitting.date.year, sitting.date.month), sitting.id)


def is_due(entry: Planned, sittings: dict[str, Sitting], today: dt.date) -> bool:
    """Whether an open entry's time has passed: its meeting's, its day's, or its whole month."""
    if entry.state not in OPEN:
        return False
    sitting = sittings.get(entry.place.meeting_id or "")
    if sitting is not None:
        return sitting.over
    if entry.date is not None:
        return entry.date < today
    return entry.place.month < Month(today.year, today.month)


def in_order(entries: Iterable[Planned], sittings: dict[str, Sitting]) -> list[Planned]:
    """By month, then by day (of the meeting or its own; without one, last in the month), then as arranged."""

    def key(entry: Planned) -> tuple[Month, dt.date, int]:
        sitting = sittings.get(entry.place.meeting_id or "")
        return entry.place.month, sitting.date if sitting else entry.date or dt.date.max, entry.position

    return sorted(entries, key=key)


def follows(entry: Planned, target: Place, entries: Iterable[Planned]) -> Move:
    """The move of one entry to ``target``: what recurs at each meeting goes into its time there, if there is one."""
    taken = {(one.series_id, one.occurrence) for one in entries if one.state != "moved"}
    return _move(entry, target, taken)


def roll(
    entries: Sequence[Planned], sittings: Sequence[Sitting], year: int, years: Collection[int], today: dt.date
) -> Roll:
    """What rolling the plan of ``year`` does, given all entries of the body and the ``years`` that have a plan.

    What is open and due in that year or before goes to the next meeting, in its order. One whose agenda item is settled
    is done instead. Each series gets the times that it lacks, from today on, in this plan, in the next year's if there
    is one, and in the one that the next meeting belongs to. Rolling twice does nothing the second time.
    """
    by_id = {one.id: one for one in sittings}
    target = next_sitting(sittings, today)
    due = [
        entry for entry in in_order(entries, by_id) if entry.place.month.year <= year and is_due(entry, by_id, today)
    ]
    done = tuple(entry.id for entry in due if entry.settled)
    left = [entry for entry in due if not entry.settled]
    if target is None:
        moves: list[Move] = []
        stranded = tuple(entry.id for entry in left)
    else:
        moves, stranded = _moves(left, entries, target), ()
    gone = {move.entry_id for move in moves}
    standing = [replace(entry, state="moved") if entry.id in gone else entry for entry in entries]
    near = {one for one in years if one in (year, year + 1)} | {move.place.month.year for move in moves}
    additions = missing_occurrences([*standing, *_moved_on(moves, entries)], sittings, near, today)
    return Roll(done, tuple(moves), additions, stranded)


def _moves(left: Sequence[Planned], entries: Sequence[Planned], target: Sitting) -> list[Move]:
    place = place_at(target)
    taken = {(entry.series_id, entry.occurrence) for entry in entries if entry.state != "moved"}
    moves = []
    for entry in left:
        moves.append(_move(entry, place, taken))
        taken.add((entry.series_id, moves[-1].occurrence))
    return moves


def _move(entry: Planned, place: Place, taken: Collection[tuple[str | None, str | None]]) -> Move:
    occurrence = occurrence_of("each_meeting", place) if entry.recurrence == "each_meeting" else entry.occurrence
    merges = occurrence != entry.occurrence and (entry.series_id, occurrence) in taken
    return Move(entry.id, place, occurrence, merges)


def _moved_on(moves: Iterable[Move], entries: Iterable[Planned]) -> list[Planned]:
    """The entries that the moves make."""
    by_id = {entry.id: entry for entry in entries}
    return [
        replace(
            by_id[move.entry_id],
            state="planned",
            place=move.place,
            occurrence=move.occurrence,
            home=by_id[move.entry_id].first_month,
        )
        for move in moves
        if not move.merges
    ]


def missing_occurrences(
    entries: Iterable[Planned], sittings: Sequence[Sitting], years: Collection[int], today: dt.date
) -> tuple[Addition, ...]:
    """The times that each series lacks from today on, in the ``years`` that have a plan.

    A series goes on like its latest entry, and has ended when that one no longer recurs. One that was dropped stays
    dropped: its time is taken.
    """
    by_id = {one.id: one for one in sittings}
    series: dict[str, list[Planned]] = {}
    for entry in in_order((entry for entry in entries if entry.state != "moved"), by_id):
        if entry.series_id is not None:
            series.setdefault(entry.series_id, []).append(entry)
    additions: list[Addition] = []
    for unsorted in series.values():
        times = sorted(unsorted, key=lambda entry: entry.first_month)
        template, taken = times[-1], {entry.occurrence for entry in times}
        for place in _places(template, times[0], sittings, years, today):
            occurrence = occurrence_of(template.recurrence, place)
            if occurrence is not None and occurrence not in taken:
                taken.add(occurrence)
                additions.append(Addition(template.id, place, occurrence))
    return tuple(additions)


def _places(
    template: Planned, first: Planned, sittings: Sequence[Sitting], years: Collection[int], today: dt.date
) -> list[Place]:
    """Every place where the series may stand after its first time, in order."""
    ahead = sorted((one for one in sittings if not one.over and one.date >= today), key=lambda one: (one.date, one.id))
    if template.recurrence == "each_meeting":
        begins = next((one.date for one in sittings if one.id == first.place.meeting_id), dt.date.min)
        return [place_at(one) for one in ahead if one.date > begins and one.date.year in years]
    month = template.first_month.month
    months = {"yearly": [month], "quarterly": [(month - 1) % _QUARTER + 1 + _QUARTER * n for n in range(4)]}
    places = []
    for year in sorted(years):
        for wanted in months.get(template.recurrence, []):
            when = Month(year, wanted)
            if when > first.first_month and when >= Month(today.year, today.month):
                # What was planned for a meeting belongs at the meeting of that month, if there is one.
                meeting = next((place_at(one) for one in ahead if place_at(one).month == when), None)
                places.append(meeting if meeting and template.place.meeting_id else Place(when))
    return places
