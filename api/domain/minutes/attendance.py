"""Who was at the meeting, and when. Pure.

What is told of comings and goings depends on which stretches of the meeting are told of: somebody who was away only
while a closed item was treated was, for the public, there all the time, since anything else would tell who was inhabile
in it (kommuneloven § 11-10, § 11-5).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.domain.deliberation.facts import Seat
from api.domain.deliberation.items import ItemRecord
from api.domain.deliberation.room import Presence, Room, StandIn
from api.domain.minutes.document import Attendee
from api.domain.minutes.wording import Wording


@dataclass(frozen=True)
class Span:
    """A time; ``until`` None means to the end."""

    since: dt.datetime
    until: dt.datetime | None

    def meets(self, since: dt.datetime | None, until: dt.datetime | None) -> bool:
        """Whether it has a moment in common with another, whose open ends are None."""
        begins_in_time = until is None or self.since < until
        return begins_in_time and (since is None or self.until is None or self.until > since)


def whole_meeting(room: Room) -> tuple[Span, ...]:
    return () if room.opened_at is None else (Span(room.opened_at, room.closed_at),)


def treatment(items: Sequence[ItemRecord]) -> tuple[Span, ...]:
    """The time in which the items were treated."""
    return tuple(Span(one.since, one.until) for item in items for one in item.stretches)


class Attendance:
    """``told`` are the stretches that comings and goings are told of."""

    def __init__(self, room: Room, told: Sequence[Span], wording: Wording, municipalities: Mapping[str, str]) -> None:
        self._room = room
        self._told = told
        self._wording = wording
        self._municipalities = municipalities

    def members(self) -> tuple[Attendee, ...]:
        return tuple(
            self._attendee(seat, self._periods(seat.person_id))
            for seat in self._room.setup.members
            if self._presences(seat.person_id)
        )

    def absent(self) -> tuple[Attendee, ...]:
        return tuple(
            self._attendee(seat, ()) for seat in self._room.setup.members if not self._presences(seat.person_id)
        )

    def deputies(self) -> tuple[Attendee, ...]:
        """Deputies who have had a seat: for the meeting, or for an item that the room has."""
        found = []
        for seat in self._room.setup.seats:
            if seat.role != "deputy":
                continue
            own = [one for one in self._room.stand_ins if one.deputy_id == seat.person_id]
            shown = [one for one in own if one.item_id is not None or self._is_told(one)]
            if shown:
                whom = dict.fromkeys(self._room.name_of(one.member_id) for one in shown if one.item_id is None)
                notes = tuple(self._wording("standsInFor", member=name) for name in whom)
                found.append(self._attendee(seat, (*notes, *self._periods(seat.person_id))))
        return tuple(found)

    def unions(self) -> tuple[Attendee, ...]:
        return tuple(
            self._attendee(seat, self._periods(seat.person_id))
            for seat in self._room.setup.seats
            if seat.role == "union_representative"
            and any(self._meets(one.since, one.until) for one in self._presences(seat.person_id))
        )

    def at_opening(self) -> int:
        """How many seats were filled when the meeting was opened."""
        opened = self._room.opened_at
        here = {one.person_id for one in self._room.presences if one.since == opened}
        sitting = {one.member_id for one in self._room.stand_ins if one.item_id is None and one.since == opened}
        return sum(1 for seat in self._room.setup.members if seat.person_id in here | sitting)

    def _is_told(self, stand_in: StandIn) -> bool:
        return self._meets(stand_in.since, stand_in.until)

    def _meets(self, since: dt.datetime | None, until: dt.datetime | None) -> bool:
        return any(span.meets(since, until) for span in self._told)

    def _presences(self, person_id: str) -> list[Presence]:
        return [one for one in self._room.presences if one.person_id == person_id]

    def _attendee(self, seat: Seat, notes: tuple[str, ...]) -> Attendee:
        return Attendee(
            name=seat.name,
            role=seat.role,
            role_name=self._wording(f"role.{seat.role}"),
            municipality=self._municipalities.get(seat.municipality or ""),
            notes=notes,
        )

    def _periods(self, person_id: str) -> tuple[str, ...]:
        """The times of somebody who was not there all the time that is told of."""
        joined: list[Span] = []
        for one in self._presences(person_id):
            last = joined[-1] if joined else None
            if last is not None and last.until is not None and not self._meets(last.until, one.since):
                joined[-1] = Span(last.since, one.until)
            else:
                joined.append(Span(one.since, one.until))
        return tuple(words for span in joined if (words := self._period(span)))

    def _period(self, span: Span) -> str:
        """``kl. 09:40–11:00``, with only the end that something was missed by."""
        word = self._wording
        late = self._meets(None, span.since)
        early = span.until is not None and self._meets(span.until, None)
        since, until = word.clock(span.since), word.clock(span.until) if span.until is not None else ""
        if late and early:
            return word("span", since=since, until=until)
        if late:
            return word("since", since=since)
        return word("until", until=until) if early else ""
