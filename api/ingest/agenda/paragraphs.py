"""Broken lines become whole paragraphs again: which line continues the one before, and how the two are joined."""

import re

from api.ingest.agenda.lines import Line, tidy

_TERMINAL = (".", ":", ";", "!", "?")
_LABELLED = re.compile(r"^[A-ZÆØÅ][\wæøåÆØÅ/ -]{1,28}:(?:\s|$)")
_OWN_LINE = re.compile(r"^(?:(?:19|20)\d\d|Tid|Stad|Sted|Dato|Møtestad|Møtested):\s")
"""Labels that a line is begun anew for, however full the one before is."""
_HOLE_AT_END = re.compile(r"(?:_{3,}|…|\.{4,})$")
_SUSPENDED = re.compile(r"^(?:og|eller|samt|men|både|til|med)\b", re.I)


def continues(before: Line, line: Line) -> bool:
    """The line was broken off from the one before it by layout."""
    if before.table or line.table or line.level or line.emphasised != before.emphasised:
        return False
    small = line.text[0].islower()
    first_word = line.text.split(maxsplit=1)[0]
    ended = before.text.endswith(_TERMINAL)
    if _OWN_LINE.match(line.text):
        return False
    if _HOLE_AT_END.search(before.text) and not small:
        return False
    if line.blank_before and not line.page_start:
        return small and not ended and before.room < 60 and not line.text.startswith("http")
    full = before.room <= len(first_word) + 1
    if before.text.endswith(("\u00ad", "-")) and before.room < 60:
        return small or full
    if _LABELLED.match(line.text) and ended:
        return False
    if line.page_start or line.page != before.page:
        return (small or full) and not ended
    return full or (small and not ended)


def join(text: str, more: str) -> str:
    """The two lines as running text: soft hyphens go, «kart-» before «og» keeps its own, addresses get no blank."""
    more = tidy(more)
    if not text:
        return more
    if text.endswith("\u00ad"):
        text = f"{text[:-1]}-"
    last = text.rsplit(maxsplit=1)[-1]
    if "://" in last and last.endswith(("-", "/", "_", "=")):
        return text + more
    if text.endswith("-") and len(last) > 2 and more[:1].islower() and not _SUSPENDED.match(more):
        stem = last[:-1]
        keeps = stem.isupper() or any(char.isdigit() for char in stem) or "-" in stem
        return text + more if keeps else text[:-1] + more
    return f"{text} {more}"
