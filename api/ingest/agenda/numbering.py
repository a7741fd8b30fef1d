"""What a line's leading number can be: an agenda item's, or a point's in a list."""

import re
from dataclasses import dataclass
from typing import Literal

from api.ingest.agenda.dates import MONTH

Family = Literal["year", "word", "dot", "paren", "roman", "bare"]

_SEPARATOR = r"\s*[.:)]?\s*(?:[-–—:]\s+)?"
_WORD = r"(?:[a-zæøå]*sak(?:s?nr|snummer)?|punkt|pkt|post|agendapunkt|nr)"
_YEARED = re.compile(
    r"^(?P<label>(?:(?P<prefix>(?i:[a-zæøå]*sak(?:s?nr|snummer)?|punkt|pkt)|[A-ZÆØÅ]{1,4}(?:-sak|-SAK)?)\s*(?:[nN][rR]\b\.?)?\s*[.:]?\s*)?"
    r"(?P<a>\d{1,4})\s?[/–-]\s?(?P<b>20\d\d|\d{1,3}))(?![\d./])" + _SEPARATOR + r"(?P<title>.*)$",
    re.S,
)
_WORDED = re.compile(
    rf"^(?P<label>{_WORD}\s*(?:nr\b\.?|nummer)?\s*[.:]?\s*(?P<n>\d{{1,3}}|[IVX]{{1,6}}))(?![\d/]|-\d){_SEPARATOR}(?P<title>.*)$",
    re.I | re.S,
)
_DOT = re.compile(
    rf"^(?P<label>(?P<n>\d{{1,3}})\.)(?!\d)(?!\s*(?:{MONTH}|(?:kvartal|halvår|tertial)[a-zæøå]*|klass|trinn|plass|linj|gong|gang|ledd|punktum|vara)\b)\s*(?P<title>.*)$",
    re.I | re.S,
)
_PAREN = re.compile(r"^(?P<label>\(?(?P<n>\d{1,3})\))\s*(?P<title>.*)$", re.S)
_ROMAN = re.compile(r"^(?P<label>(?P<n>[IVX]{1,6})[.)])\s+(?P<title>\S.*)$", re.S)
_BARE = re.compile(r"^(?P<label>(?P<n>\d{1,3}))(?:\t|\s+(?=[A-ZÆØÅ]))\s*(?P<title>\D.*)$", re.S)
_KIND = re.compile(r"(?P<kind>[OVBD])(?:\s{2,}|\t|\s*[:–-]\s+)(?=\S)")
"""The letter after an item's number that says what kind it is: orientering, vedtak, beslutning, drøfting."""
TITLE_LABEL = re.compile(r"^(?:saks?tittel|tittel|emne|overskrift|saka\s+gjeld|saken\s+gjelder)\s*:\s*", re.I)
"""A label before an item's title that is no part of it."""
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A leading number: its family, value, the year if printed, the series' prefix, and the text after it."""

    family: Family
    value: int
    label: str
    title: str
    prefix: str = ""
    year: int | None = None


def roman_value(text: str) -> int | None:
    """The value of a Roman numeral up to XXXIX, None if it isn't well formed."""
    digits = text.upper()
    if not re.fullmatch(r"X{0,3}(?:IX|IV|V?I{0,3})", digits) or not digits:
        return None
    values = [_ROMAN_VALUES[digit] for digit in digits]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))


def _year(text: str) -> int | None:
    value = int(text)
    if len(text) == 4:
        return value if 2000 <= value <= 2099 else None
    return 2000 + value if len(text) == 2 and 10 <= value <= 60 else None


def _clean(title: str) -> str:
    title = re.sub(r"^[\s–—:-]+(?=\S)", "", title)
    return TITLE_LABEL.sub("", title).strip()


def leading_number(text: str, *, bare: bool = False) -> Numbered | None:
    """The number a line begins with, None without one. ``bare`` allows no sign after it (``4 Budsjett``)."""
    if found := _YEARED.match(text):
        first, second = found["a"], found["b"]
        prefix = re.sub(r"[^a-zæøå]", "", (found["prefix"] or "").lower())
        year_first = len(first) == 4 and _year(first) is not None
        number, year = (second, _year(first)) if year_first else (first, _year(second))
        known = prefix in ("", "sak", "punkt") or len(prefix) <= 4 or "sak" in prefix
        span = "-" in found["label"] and not prefix and (year is None or year < 2020)
        if year is not None and len(number) <= 3 and known and not span:
            label, title = found["label"].strip(), found["title"]
            if kind := _KIND.match(title):
                label, title = f"{label} {kind['kind']}", title[kind.end() :]
            return Numbered("year", int(number), label, _clean(title), prefix, year)
    if found := _WORDED.match(text):
        value = int(found["n"]) if found["n"].isdigit() else roman_value(found["n"])
        if value:
            prefix = re.split(r"[^a-zæøå]", text.lower(), maxsplit=1)[0]
            return Numbered("word", value, found["label"].strip(), _clean(found["title"]), prefix)
    if found := _DOT.match(text):
        return _plain("dot", found)
    if found := _PAREN.match(text):
        return _plain("paren", found)
    if (found := _ROMAN.match(text)) and (value := roman_value(found["n"])):
        return Numbered("roman", value, found["label"], _clean(found["title"]))
    if bare and (found := _BARE.match(text)):
        return _plain("bare", found)
    return None


def _plain(family: Family, found: re.Match[str]) -> Numbered | None:
    """A plain number, unless what follows it carries the item's own number (``1. Sak 12/25 Budsjett``)."""
    title = _clean(found["title"])
    inner = leading_number(title)
    if inner is not None and inner.family in ("year", "word") and inner.title:
        label = f"{found['label']} {inner.label}"
        return Numbered(inner.family, inner.value, label, inner.title, inner.prefix, inner.year)
    return Numbered(family, int(found["n"]), found["label"], title)
