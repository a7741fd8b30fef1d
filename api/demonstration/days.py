"""The days of the two meetings that are laid around the day of loading. Pure."""

import datetime as dt
from dataclasses import dataclass

from api.domain.kernel.clock import is_working_day, notice_deadlines

_DAYS_AHEAD = 6
_DAYS_BETWEEN = 28


@dataclass(frozen=True)
class Days:
    """``agenda_out`` and ``papers_out`` are when the coming meeting was published: 14 and 7 days before it."""

    agenda_out: dt.date
    papers_out: dt.date
    coming: dt.date
    planned: dt.date


def days_around(today: dt.date) -> Days:
    """The coming meeting is on the last working day of the next six, the planned one four weeks after that or so."""
    coming = today + dt.timedelta(days=_DAYS_AHEAD)
    # Backwards: the papers, a week before, must be out already. Easter, the longest holiday, is five days.
    while not is_working_day(coming):
        coming -= dt.timedelta(days=1)
    planned = coming + dt.timedelta(days=_DAYS_BETWEEN)
    while not is_working_day(planned):
        planned += dt.timedelta(days=1)
    deadlines = notice_deadlines(coming)
    return Days(deadlines.agenda.date(), deadlines.papers.date(), coming, planned)


def meeting_number(date: dt.date) -> str:
    """``11-26``: as if the board met once in each four weeks of the year."""
    return f"{(date.timetuple().tm_yday - 1) // _DAYS_BETWEEN + 1:02}-{date:%y}"
