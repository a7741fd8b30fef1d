"""What a case's texts say of earlier resolutions and of deadlines: readings only, the texts keep every word."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Literal

from api.ingest.agenda.dates import find_dates, read_date
from api.ingest.agenda.draft import DraftDeadline, DraftReference
from api.ingest.agenda.vocabulary import BODY

_CASE = r"(?:[A-ZÆØÅ]{1,4}[- ]?)?[Ss]ak\w{0,3}\s*(?:nr\.?\s*)?(?P<case>\d{1,4}(?:\s?[/-]\s?\d{2,4})?)"
_CASE_REFERENCE = re.compile(
    rf"(?:\b(?:jf|jfr|jamfør|jevnfør|jmf|sjå|se|i|vedtak|styrevedtak|etter|fr[åa])\.?\s+(?:\w+\s+)?)(?P<what>{_CASE}|(?:PS|FS|KS|RS|FSK|KST)\s?(?P<code>\d{{1,4}}/\d{{2,4}}))"
)
_RESOLVED = re.compile(
    r"\b(?:\w*vedtak\w*|vedtok|vedteke|vedtatt|vedtatte|vedtekne|tilrådd\w*|tilrådde|behandl\w+|handsam\w+|orientert|drøft\w+)\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:vedtok|vedteke|vedtatt|vedtekne|gjorde|gjort|tilrådd\w*|fatta|fattet|konkludert\w*|drøft[ae]t?|behandlet|handsama"
    r"|orientert|godkjende|godkjente|godkjent|styrevedtak|utsette|utsatt|bad|ba|kravde|avklart|avklara)\b",
    re.I,
)
_PLACE = re.compile(
    rf"\b(?:\w*møte[nt]?\w{{0,2}}|\w*vedtak\w*|representantskap\w*|{BODY})\s*,?\s*(?:den\s+|av\s+|i\s+)?$|\b(?:vedtak\w*|vedtatt|vedtok|vedteke)\b[^.;:]{{0,60}}$",
    re.I,
)
_DUE = re.compile(
    r"\b(?:\w*frist\w*|innan|innen|seinast|senest|før|til\s+og\s+med|forfall|svarfrist|ikk[je]+\s+seinare\s+enn|ikke\s+senere\s+enn)\b[^.;]{0,45}$",
    re.I,
)
_STRONG_DUE = re.compile(
    r"\b\w*(?:frist(?!råd)|seinast|senest|innan|innen|seinare enn|senere enn)\w*\b[^;]{0,45}$", re.I
)
_SIGN_UP = re.compile(
    r"\b(?:påmeld\w*|meld\w*\s+(?:deg|dykk|seg|forfall)|forfall|gi\s+beskjed|gje\s+beskjed|spørsmål\s+må)\b", re.I
)
_CASE_NEAR = re.compile(rf"^\s*,?\s*\(?(?:i\s+)?{_CASE}")
_CASE_AHEAD = re.compile(rf"\b{_CASE}\s*,?\s*(?:den\s+|i\s+møte(?:t)?\s+(?:den\s+)?)?$")
_CLAUSE = re.compile(r"(?<=[.:;!?])\s+(?=[A-ZÆØÅ])")


def references(texts: Iterable[str], meeting: dt.date | None) -> tuple[DraftReference, ...]:
    """Resolutions the text leans on: a date with a body or a resolution beside it, or a case number."""
    out: list[DraftReference] = []
    seen: set[tuple[dt.date | None, str | None]] = set()

    def add(text: str, date: dt.date | None, case: str | None) -> None:
        number = re.sub(r"\s", "", case) if case else None
        if (date, number) not in seen and not (date is None and number and any(key[1] == number for key in seen)):
            seen.add((date, number))
            out.append(DraftReference(text=" ".join(text.split()), date=date, case_number=number))

    for text in texts:
        used: list[tuple[int, int]] = []
        for found in find_dates(text):
            date = read_date(found, meeting, "past")
            before = text[max(0, found.start() - 70) : found.start()]
            clause = _clause(text, found.start())
            case = _CASE_NEAR.match(text[found.end() :])
            dated = bool(found["year"] or found["year2"] or found["iso"])
            earlier = date is not None and (meeting is None or date < meeting) and (dated or _PAST.search(clause))
            ahead = _CASE_AHEAD.search(before)
            if not earlier or not (case or ahead or (_PLACE.search(before) and _RESOLVED.search(clause))):
                continue
            end = found.end() + (case.end() if case else 0)
            start = found.start() - len(ahead.group() if ahead else _lead(before))
            used.append((start, end))
            number = case or ahead
            add(text[start:end], date, number["case"] if number else None)
        for found in _CASE_REFERENCE.finditer(text):
            if not any(start <= found.start("what") < end for start, end in used):
                add(found.group(), None, found["case"] or found["code"])
    return tuple(out)


def _lead(before: str) -> str:
    """The words just ahead of the date that name the resolution: ``styrevedtak``, ``i møte``."""
    found = re.search(
        rf"(?:\b(?:{BODY})\s+(?:\w+\s+){{0,3}})?(?:\b(?:i\s+)?\w*(?:vedtak|møte)\w*\s+(?:den\s+|av\s+)?)?$",
        before,
        re.I,
    )
    return found.group() if found else ""


def _clause(text: str, at: int) -> str:
    start = 0
    for found in _CLAUSE.finditer(text):
        if found.start() >= at:
            return text[start : found.start()]
        start = found.end()
    return text[start:]


def deadlines(texts: Iterable[str], meeting: dt.date | None) -> tuple[DraftDeadline, ...]:
    """Dates that something must be done by.

    One without a year is the first at or after the meeting, but the nearest where people are to sign up for it.
    """
    out: list[DraftDeadline] = []
    seen: set[dt.date] = set()
    for text in texts:
        for found in find_dates(text):
            before = text[max(0, found.start() - 60) : found.start()]
            if not _DUE.search(before) or not _STRONG_DUE.search(before):
                continue
            lean: Literal["future", "near"] = "near" if _SIGN_UP.search(text) else "future"
            date = read_date(found, meeting, lean)
            if date is None or date in seen:
                continue
            seen.add(date)
            out.append(DraftDeadline(text=_clause(text, found.start()).strip(), date=date))
    return tuple(out)
