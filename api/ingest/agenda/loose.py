"""What the head of an agenda says without a label: day, place and organisation out of its running text."""

import datetime as dt
import re
from collections.abc import Sequence

from api.ingest.agenda.dates import find_dates, find_time, read_date
from api.ingest.agenda.lines import Line, tidy

_VENUE = re.compile(
    r"\b(?:\w*rådhus(?:et)?|heradshus(?:et)?|\w*kommunehus(?:et)?|fylkeshus(?:et)?|tinghus(?:et)?|\w*hotell?|møterom\w*|\w*salen?|\w*bygget"
    r"|kulturhus(?:et)?|\w*senter(?:et)?|\w*skul[ea]n?|\w*skole[nr]?|bibliotek(?:et)?|kyrkjekontoret|kirkekontoret|campus|rom\s\d+|teams)\b",
    re.I,
)
_ORGANISATION = re.compile(
    r"^(?P<org>[A-ZÆØÅ][\wæøåÆØÅ.&' -]{2,60}?\s(?:IKS|HF|RHF|AS|KO|SA|KF|FKF|BA|Stifting))"
    r"(?=$|\s{2,}|\s*[-–,:]\s|\s*side\b)",
    re.I,
)
_BEFORE_MEETING = re.compile(r"^(?P<org>[A-ZÆØÅ][^:|]{2,60}?)\s*[-–,:]\s*(?:innkalling til\s+)?styremøte\b", re.I)
_PACKED = re.compile(r"(?<!\d)([01]\d|2[0-3])([0-5]\d)(?:\s*[-–]\s*(?:kl\.?\s*)?([01]\d|2[0-3])([0-5]\d))?(?!\d)")


def loose_date(lines: Sequence[Line]) -> dt.date | None:
    """A date that no label names: beside a weekday or the word for the meeting first, any date with a year last."""
    dated = [(line, date) for line in lines for found in find_dates(line.text) if (date := read_date(found))]
    weekday = re.compile(r"\b(?:må|man|ty?s|ti|ons|tor|fre|lau|lør|sun|søn)\w*dag\b|møte|innkall", re.I)
    return next((date for line, date in dated if weekday.search(line.text)), dated[0][1] if dated else None)


def loose_place(lines: Sequence[Line], start: dt.time | None) -> str | None:
    """The place beside the meeting's hour, «kl. 13.00 på Førde sjukehus, møterom 3.», or on a line of its own there."""
    if start is None:
        return None
    by_number = {line.number: line for line in lines}
    for line in lines:
        _, _, found = find_time(line.text)
        if found is None:
            continue
        rest = line.text[found.end() :]
        place = re.match(
            r"\s*(?:,?\s*(?:på|i|ved)\s+(?P<there>[^.]{3,80})|,\s*(?P<place>[A-ZÆØÅ][^.]{3,80}))\.?\s*$", rest
        )
        if place:
            return tidy(place["there"] or place["place"])
        for beside in (line.number + 1, line.number - 1):
            other = by_number.get(beside)
            if other is not None and _VENUE.search(other.text) and len(other.text) < 90 and not find_dates(other.text):
                return tidy(other.text).rstrip(".")
    return None


def packed_time(text: str) -> tuple[dt.time | None, dt.time | None]:
    """``0900-1200`` after a label that promises a time; a year in a date is none."""
    for found in find_dates(text):
        text = text.replace(found.group(), " ")
    found_time = _PACKED.search(text)
    if found_time is None:
        return None, None
    end = dt.time(int(found_time[3]), int(found_time[4])) if found_time[3] else None
    return dt.time(int(found_time[1]), int(found_time[2])), end


def with_organisation(body: str, lines: Sequence[Line], places: Sequence[str]) -> str:
    """``Styret`` alone says too little where the head names the company: ``Styret i Helse Fjordane HF``."""
    if body.lower() not in ("styret", "representantskapet", "generalforsamlinga"):
        return body
    for line in lines:
        found = _BEFORE_MEETING.match(line.text) or _ORGANISATION.match(line.text)
        if found and not re.search(r"møte|innkalling", found["org"], re.I) and tidy(found["org"]) not in places:
            return f"{body} i {tidy(found['org'])}"
    return body
