"""The day's programme: times follow from durations, except where one stands whatever comes before it. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_DAY = 24 * 60


@dataclass(frozen=True)
class Slot:
    """A line of the programme as it stands, on the clock on the wall. ``fixed``: it starts then, come what may."""

    starts_at: dt.time
    ends_at: dt.time | None
    fixed: bool


@dataclass(frozen=True)
class Length:
    """A line of the programme before it has its times.

    ``minutes`` is None when its end is not told; ``fixed_at`` is the time it starts at, come what may.
    """

    minutes: int | None
    fixed_at: dt.time | None


def laid_out(start: dt.time, lengths: Iterable[Length]) -> tuple[Slot, ...]:
    """The lines one after the other from ``start``.

    A fixed line starts at its time: what comes before it may leave a gap, or run into it; then the two overlap, and it
    is for whoever reads the programme to see (:func:`overlaps`). Raises ValueError when a line would end after
    midnight, or lasts for less than a minute.
    """
    clock, placed = _minutes(start), []
    for length in lengths:
        begins = clock if length.fixed_at is None else _minutes(length.fixed_at)
        if length.minutes is not None and length.minutes < 1:
            raise ValueError("a line of the programme lasts for a minute or more")
        clock = begins + (length.minutes or 0)
        if clock >= _DAY:
            raise ValueError("the programme would go on after midnight")
        ends_at = None if length.minutes is None else _time(clock)
        placed.append(Slot(_time(begins), ends_at, length.fixed_at is not None))
    return tuple(placed)


def lengths(slots: Sequence[Slot]) -> tuple[Length, ...]:
    """What each line takes: until its end, or until the next one begins when no end is told."""
    following = [*(slot.starts_at for slot in slots[1:]), None] if slots else []
    ends = [slot.ends_at or after for slot, after in zip(slots, following, strict=True)]
    return tuple(
        Length(
            _minutes(end) - _minutes(slot.starts_at) if end is not None and end > slot.starts_at else None,
            slot.starts_at if slot.fixed else None,
        )
        for slot, end in zip(slots, ends, strict=True)
    )


def moved(slots: Sequence[Slot], minutes: int) -> tuple[Slot, ...]:
    """The programme of a day that begins ``minutes`` later (earlier when negative); fixed lines keep their times.

    Raises ValueError when it would no longer fit into the day.
    """
    if not slots:
        return ()
    start = _minutes(slots[0].starts_at) + minutes
    if not 0 <= start < _DAY:
        raise ValueError("the programme would begin on another day")
    return laid_out(_time(start), lengths(slots))


def overlaps(slots: Sequence[Slot]) -> tuple[int, ...]:
    """For each line, how many minutes before the end of an earlier one it begins; 0 when it doesn't."""
    found, latest = [], 0
    for slot in slots:
        begins = _minutes(slot.starts_at)
        found.append(max(0, latest - begins))
        latest = max(latest, begins, _minutes(slot.ends_at) if slot.ends_at else 0)
    return tuple(found)


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _time(minutes: int) -> dt.time:
    return dt.time(minutes // 60, minutes % 60)
