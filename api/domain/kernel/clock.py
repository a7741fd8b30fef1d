"""Time as the law and the house count it: Europe/Oslo, Norwegian public holidays, dates written in full."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

OSLO: Final = ZoneInfo("Europe/Oslo")

_WEEKDAYS: Final = {
    "nn": ("måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "søndag"),
    "nb": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS_NO: Final = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)
_MONTHS_EN: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def oslo_date(moment: dt.datetime) -> dt.date:
    """The calendar day in Norway at ``moment``, which must carry its zone (`ValueError` otherwise)."""
    return _aware(moment).astimezone(OSLO).date()


def at(date: dt.date, time: dt.time) -> dt.datetime:
    """Wall-clock time in Norway on a day. In the hour that comes twice in October it is the first one.

    A time in the hour that is left out in March is the moment as many minutes after the clocks moved on.
    """
    # By way of UTC: an imaginary 02:30 turns into 03:30, so that what is stored and what is shown agree.
    return dt.datetime.combine(date, time.replace(tzinfo=None), tzinfo=OSLO).astimezone(dt.UTC).astimezone(OSLO)


def is_public_holiday(date: dt.date) -> bool:
    """Whether it is a Norwegian public holiday (helligdagsfredsloven § 2; 1 and 17 May). A mere Sunday is none."""
    return date in _holidays(date.year)


def is_working_day(date: dt.date) -> bool:
    """Monday to Friday and no public holiday."""
    return date.weekday() < 5 and not is_public_holiday(date)


@dataclass(frozen=True)
class NoticeDeadlines:
    """The latest moments to publish, in Oslo time."""

    agenda: dt.datetime
    papers: dt.datetime


def notice_deadlines(meeting_date: dt.date, agenda_days: int = 14, papers_days: int = 7) -> NoticeDeadlines:
    """When the agenda and the complete papers must be out: by the end of the day (23:59 in Oslo).

    The house rule of the board of Sogn KO: 14 and 7 calendar days before the meeting; both are settings of the
    body. A deadline that falls on a Saturday, a Sunday or a public holiday moves to the working day before, so that
    the reader never gets less time. `ValueError` when a number of days is negative.
    """
    if agenda_days < 0 or papers_days < 0:
        raise ValueError("a notice can't be negative")
    last_minute = dt.time(23, 59)

    def latest(days: int) -> dt.datetime:
        date = meeting_date - dt.timedelta(days=days)
        while not is_working_day(date):
            date -= dt.timedelta(days=1)
        return at(date, last_minute)

    return NoticeDeadlines(agenda=latest(agenda_days), papers=latest(papers_days))


def long_date(date: dt.date, lang: str, *, weekday: bool = True) -> str:
    """``måndag 20. oktober 2025`` (nn), ``mandag 20. oktober 2025`` (nb), ``Monday 20 October 2025`` (en).

    `ValueError` on another language.
    """
    if lang not in _WEEKDAYS:
        raise ValueError(f"no language {lang!r}: nn, nb and en are known")
    if lang == "en":
        written = f"{date.day} {_MONTHS_EN[date.month - 1]} {date.year}"
    else:
        written = f"{date.day}. {_MONTHS_NO[date.month - 1]} {date.year}"
    return f"{_WEEKDAYS[lang][date.weekday()]} {written}" if weekday else written


def clock_time(moment: dt.datetime | dt.time) -> str:
    """``09:00``: a moment with a zone is shown as the clock in Norway shows it, a bare time as it is."""
    local = moment if isinstance(moment, dt.time) else _aware(moment).astimezone(OSLO)
    return f"{local:%H:%M}"


def _aware(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment must carry its time zone")
    return moment


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("NO", years=year))
