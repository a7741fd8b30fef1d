"""Titles that stand apart from their number: under it, in the form above the case, or only in the list of contents."""

import re
from collections.abc import Sequence

from api.ingest.agenda.contents import same_title
from api.ingest.agenda.lines import Line, tidy
from api.ingest.agenda.numbering import TITLE_LABEL, Numbered, leading_number
from api.ingest.agenda.paragraphs import continues, join
from api.ingest.agenda.vocabulary import CASE_TITLE, SUBJECT, is_case_form, normal, part_head

FORM_LINES = 15
_OPEN_END = re.compile(r"(?:\s[–—-]|,|/|\b(?:og|eller|i|av|for|til|på|med|om|frå|fra|ved|samt))$")
"""What no title ends with."""
_SURE = re.compile(r"^(?:saks?behandl|sakshandsam|arkiv|saksgang|sak[ae]n?\s+gjeld)", re.I)
"""Signs that only a case's form has; a date or a place could be the meeting's own."""


def goes_on(last: Line, line: Line) -> bool:
    """A title runs over from one line to the next."""
    if part_head(line.text) is not None or leading_number(line.text) is not None or line.table:
        return False
    if line.text.endswith(":") or is_case_form(line.text):
        return False
    if not line.blank_before and last.emphasised and line.emphasised and not line.level and line.room < 10_000:
        return True
    if line.blank_before or line.page_start or line.list_level is not None:
        return False
    return bool(_OPEN_END.search(last.text)) or continues(last, line)


def whole_title(lines: Sequence[Line], at: int, title: str) -> str:
    """The title that begins on the line, with the lines it runs over to."""
    last = lines[at]
    for line in lines[at + 1 : at + 4]:
        if not goes_on(last, line):
            break
        title, last = join(title, line.text), line
    return title


def is_kin(one: Numbered, other: Numbered) -> bool:
    """The two numbers name one case, though one is printed «PS 3/26» and the other «Sak 3/2026» or «3/26»."""
    same_series = one.prefix == other.prefix or "" in (one.prefix, other.prefix) or "sak" in one.prefix + other.prefix
    return one.value == other.value and same_series and (one.year == other.year or None in (one.year, other.year))


def title_below(lines: Sequence[Line], at: int) -> str:
    """The next line, when it can be the title of a number that stands alone."""
    if at + 1 >= len(lines):
        return ""
    text = lines[at + 1].text
    if part_head(text) is not None or leading_number(text) is not None or lines[at + 1].table:
        return ""
    label = TITLE_LABEL.match(text)
    return "" if is_case_form(text) and not label else text[label.end() :] if label else text


def title_in_form(lines: Sequence[Line], at: int) -> str:
    """«Saka gjeld: …» in the form that the number is part of."""
    for step in (-1, 1):
        place = at + step
        while 0 <= place < len(lines) and abs(place - at) <= FORM_LINES:
            if found := SUBJECT.match(lines[place].text):
                return tidy(whole_title(lines, place, found["title"]))
            if not is_case_form(lines[place].text) or CASE_TITLE.match(lines[place].text):
                break
            place += step
    return ""


def form_start(lines: Sequence[Line], at: int, floor: int) -> int:
    """Where the form above a case's head begins; the head's own place when it has none."""
    start = at
    for place in range(at - 1, max(floor, at - FORM_LINES) - 1, -1):
        if not is_case_form(lines[place].text) or leading_number(lines[place].text) is not None:
            break
        start = place
        if CASE_TITLE.match(lines[place].text):
            return start
    surely = any(_SURE.match(line.text) for line in lines[start:at])
    return start if surely and (lines[start].blank_before or lines[start].page_start) else at


def repeated_title(lines: Sequence[Line], title: str) -> tuple[int, int] | None:
    """Where the title is printed again under the form: first line and the one after its last, None if nowhere."""
    for at, line in enumerate(lines[:FORM_LINES]):
        if line.table or part_head(line.text) is not None:
            continue
        if normal(line.text) == normal(title):
            return at, at + 1
        if normal(title).startswith(normal(line.text)) and len(line.text) > 12:
            whole = whole_title(lines, at, line.text)
            if same_title(whole, title):
                return at, at + 1 + sum(normal(one.text) in normal(whole) for one in lines[at + 1 : at + 4])
    return None
