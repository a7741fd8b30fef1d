"""The meeting room as a value: who is there, what is treated, what was decided. Pure.

A :class:`Room` is what :func:`api.domain.deliberation.fold.fold` makes of the meeting's entries. Every list is in the
order in which things happened, and a thing that came about by an entry is named by the entry's ``seq``.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from api.domain.deliberation.facts import Setup
from api.domain.deliberation.items import ItemRecord, Vote
from api.domain.kernel.richtext import RichText

Stage = Literal["waiting", "in_session", "adjourned", "held"]
MovementKind = Literal["arrive", "leave", "note_absence", "step_in", "hand_over_chair"]


@dataclass(frozen=True)
class Presence:
    """Somebody was in the room, or followed from elsewhere, from one moment to another (None: still)."""

    person_id: str
    remote: bool
    since: dt.datetime
    until: dt.datetime | None = None


@dataclass(frozen=True)
class StandIn:
    """A deputy has a member's seat: for one item when the member is inhabile in it, else until the member comes."""

    deputy_id: str
    member_id: str
    item_id: str | None
    since: dt.datetime
    until: dt.datetime | None = None


@dataclass(frozen=True)
class Roll:
    """Who was there when the meeting was opened, by the entry ``seq``, as it is to be read now."""

    seq: int
    present: tuple[tuple[str, bool, str | None], ...]
    """Each person, whether from elsewhere, and whose seat a deputy took."""
    absent: tuple[str, ...]
    chaired_by: str | None


@dataclass(frozen=True)
class Movement:
    """Somebody came, left, couldn't come, stepped in or took the chair, by the entry ``seq``, as it is to be read now.

    ``member_id`` is whose seat a deputy takes; ``item_id`` the item for which, if only for one.
    """

    seq: int
    at: dt.datetime
    kind: MovementKind
    person_id: str
    remote: bool = False
    member_id: str | None = None
    item_id: str | None = None


@dataclass(frozen=True)
class Break:
    since: dt.datetime
    until: dt.datetime | None
    reason: str | None


@dataclass(frozen=True)
class Speaker:
    """A place on the list of speakers. ``person_id`` is None for a guest."""

    seq: int
    name: str
    person_id: str | None
    item_id: str
    asked_at: dt.datetime
    began_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None


@dataclass(frozen=True)
class Correction:
    """The entry ``seq`` took the place of the entry ``corrects``, or (``struck``) took it away."""

    seq: int
    corrects: int
    at: dt.datetime
    reason: str
    struck: bool


@dataclass(frozen=True)
class Room:
    """The meeting as it stands after the entry ``seq`` (0: none yet).

    ``lead_seq`` is the last entry of those who lead the meeting; what comes after it are ballots and the like, which
    members make by themselves.
    """

    setup: Setup
    items: tuple[ItemRecord, ...]
    seq: int = 0
    lead_seq: int = 0
    changed_at: dt.datetime | None = None
    stage: Stage = "waiting"
    opened_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    presences: tuple[Presence, ...] = ()
    absences: tuple[str, ...] = ()
    """People who have said that they can't come."""
    stand_ins: tuple[StandIn, ...] = ()
    roll: Roll | None = None
    movements: tuple[Movement, ...] = ()
    breaks: tuple[Break, ...] = ()
    chaired_by: str | None = None
    current_item_id: str | None = None
    speakers: tuple[Speaker, ...] = ()
    speaking_minutes: int | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def current(self) -> ItemRecord | None:
        return self.item(self.current_item_id)

    @property
    def doors_closed(self) -> bool:
        return any(item.closure is not None for item in self.items)

    @property
    def open_vote(self) -> Vote | None:
        return next((vote for item in self.items if (vote := item.open_vote) is not None), None)

    @property
    def has_the_floor(self) -> Speaker | None:
        return next((one for one in self.speakers if one.began_at is not None and one.ended_at is None), None)

    @property
    def queue(self) -> tuple[Speaker, ...]:
        return tuple(one for one in self.speakers if one.began_at is None)

    def item(self, item_id: str | None) -> ItemRecord | None:
        return next((item for item in self.items if item.fact.id == item_id), None)

    def name_of(self, person_id: str | None) -> str:
        seat = self.setup.seat(person_id)
        return seat.name if seat is not None else ""


@dataclass(frozen=True)
class Adopted:
    """A resolution at the moment it was made, with all that whoever keeps resolutions needs to know.

    An item that is taken up again and concluded anew, or whose vote is corrected, comes once more: the later one holds.
    """

    meeting_id: str
    item_id: str
    case_id: str
    body_id: str
    text: RichText
    """The adopted points, blanks filled."""
    outcome: Literal["adopted", "adopted_as_amended"]
    vote: str
    """What the deciding vote came to, in words."""
    dissents: tuple[tuple[str, str], ...]
    """Name and words of each."""
    at: dt.datetime
