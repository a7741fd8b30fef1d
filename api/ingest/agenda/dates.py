"""Dates and times as Norwegian agendas print them. A year that isn't printed is inferred from the meeting's date."""

import datetime as dt
import re
from typing import Literal

MONTHS = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)
_SHORT = {name[:3]: at for at, name in enumerate(MONTHS, 1)} | {"sept": 9, "okt": 10, "des": 12}
MONTH = rf"(?:{'|'.join(MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept|sep|okt|nov|des)\b\.?"
_YEAR = r"(?:20\d\d|\d\d)"
DATE = (
    rf"(?:\b(?P<day>\d{{1,2}})\.?\s*(?P<name>{MONTH})(?:\s*(?P<year>20\d\d)\b)?"
    rf"|\b(?P<day2>\d{{1,2}})[./](?P<month2>\d{{1,2}})(?:(?:[./]|(?<=/\d)-|(?<=/\d\d)-)(?P<year2>{_YEAR})\b)?(?:\.(?!\d))?(?!\d)"
    r"(?!\s*(?:mill|mrd|prosent|pst|%|kr\b|kroner|årsverk|km|timar|timer|stillingar|stillinger))"
    r"|\b(?P<iso>20\d\d-\d\d-\d\d)\b)"
)
_DATE = re.compile(DATE, re.I)
_CLOCK = r"(?:kl(?:okk[ae]n?)?\.?\s*)?(?P<{0}h>[01]?\d|2[0-4])(?:[:.](?P<{0}m>[0-5]\d))"
_HOUR_ONLY = r"kl(?:okk[ae]n?)?\.?\s*(?P<{0}o>[01]?\d|2[0-4])(?![\d.:/])"
_TIME = re.compile(
    rf"(?<![\d.:/])(?:{_CLOCK.format('a')}(?![\d]|\.\d)|{_HOUR_ONLY.format('a')})"
    rf"(?:\s*(?:[-–—]|til|to)\s*(?:kl\.?\s*)?(?P<bh>[01]?\d|2[0-4])(?:[:.](?P<bm>[0-5]\d))?(?![\d]|\.\d))?",
    re.I,
)
_PACKED = re.compile(
    r"\bkl(?:okk[ae]n?)?\.?\s*([01]\d|2[0-3])([0-5]\d)(?:\s*[-–]\s*(?:kl\.?\s*)?([01]\d|2[0-3])([0-5]\d))?\b", re.I
)


def _build(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def infer_year(month: int, day: int, around: dt.date | None, lean: Literal["past", "future", "near"]) -> dt.date | None:
    """The date in the year that suits: the last one at or before ``around``, the first at or after, or the nearest."""
    if around is None:
        return None
    options = [date for year in (-1, 0, 1) if (date := _build(around.year + year, month, day)) is not None]
    if lean == "past":
        options = [date for date in options if date <= around]
    elif lean == "future":
        options = [date for date in options if date >= around]
    return min(options, key=lambda date: abs((date - around).days), default=None)


def read_date(
    found: re.Match[str], around: dt.date | None = None, lean: Literal["past", "future", "near"] = "near"
) -> dt.date | None:
    """The date of a match; None for an impossible one, or one without a year and nothing to infer it from."""
    parts = found.groupdict()
    if parts.get("iso"):
        try:
            return dt.date.fromisoformat(parts["iso"])
        except ValueError:
            return None
    if parts.get("day"):
        name = parts["name"].lower().rstrip(".")
        month = MONTHS.index(name) + 1 if name in MONTHS else _SHORT[name]
        day, year = int(parts["day"]), parts.get("year")
    else:
        day, month, year = int(parts["day2"]), int(parts["month2"]), parts.get("year2")
    if not 1 <= month <= 12:
        return None
    if year:
        return _build(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    return infer_year(month, day, around, lean)


def find_dates(text: str) -> list[re.Match[str]]:
    return list(_DATE.finditer(text))


def first_date(text: str, around: dt.date | None = None) -> dt.date | None:
    """The first real date in the text; with a year, or with one inferred from ``around``."""
    return next((date for found in find_dates(text) if (date := read_date(found, around)) is not None), None)


def _clock(hour: str | None, minute: str | None) -> dt.time | None:
    if hour is None or int(hour) > 23:
        return None
    return dt.time(int(hour), int(minute or 0))


def find_time(text: str) -> tuple[dt.time | None, dt.time | None, re.Match[str] | None]:
    """Start, end and match of the first time or span of time: ``09:00``, ``kl. 10.00–14.00``, ``klokka 9``."""
    masked = _DATE.sub(lambda found: found.group() if _is_clock(found.group()) else "#" * len(found.group()), text)
    found = _TIME.search(masked)
    if packed := _PACKED.search(masked):
        start = _clock(packed[1], packed[2])
        return start, _clock(packed[3], packed[4]), packed
    if found is None:
        return None, None, None
    start = _clock(found["ah"] or found["ao"], found["am"])
    return start, _clock(found["bh"], found["bm"]), found


def _is_clock(text: str) -> bool:
    """``10.00`` and ``09.30`` read as dates but are times: no such month, or the minutes have two digits past 12."""
    found = re.fullmatch(r"(\d{1,2})\.(\d\d)", text)
    return found is not None and (int(found[2]) == 0 or int(found[2]) > 12)


def leading_time(text: str) -> tuple[dt.time, dt.time | None, str] | None:
    """A programme line: the time it begins with, its end if printed, and the rest. None for any other line."""
    found = re.match(
        rf"^(?:[-•–*]\s*)?{_CLOCK.format('a')}(?!\d|\.|\s*{MONTH})"
        r"(?:\s*(?:[-–—]|til)\s*(?:kl\.?\s*)?(?P<bh>[01]?\d|2[0-4])[:.](?P<bm>[0-5]\d))?\s*[:.–—-]?\s*(?P<rest>.*)$",
        text,
        re.I | re.S,
    )
    if found is None:
        found = re.match(
            rf"^(?:[-•–*]\s*)?{_HOUR_ONLY.format('a')}(?P<bh>)(?P<bm>)\s*[:–—-]?\s*(?P<rest>.*)$", text, re.I | re.S
        )
    if found is None:
        return None
    parts = found.groupdict()
    start = _clock(parts.get("ah") or parts.get("ao"), parts.get("am"))
    if start is None:
        return None
    end = _clock(parts["bh"], parts["bm"]) if parts.get("bh") else None
    return start, end, parts["rest"].strip()
