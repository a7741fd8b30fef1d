"""Running heads, running feet and page numbers: printed on every page, part of no case."""

import re
from collections import defaultdict
from dataclasses import replace

from api.ingest.agenda.lines import Line, Notes, Source
from api.ingest.agenda.numbering import leading_number
from api.ingest.agenda.vocabulary import part_head

_PAGE_NUMBER = re.compile(
    r"^(?:side|page|s\.)\s*:?\s*\d+(?:\s*(?:av|/|of)\s*\d+)?\.?$|^\d+\s*(?:av|/|of)\s*\d+$|^[-–]\s*\d+\s*[-–]$", re.I
)
_WITH_NUMBER = re.compile(r"\b(?:side|page)\s*\d+(?:\s*(?:av|of|/)\s*\d+)?\b", re.I)
_BARE = re.compile(r"^\d{1,4}$")
_PAGE_OF = re.compile(
    r"(?:^|\s{2,}|\W)side\s*\d+\s*(?:av|/)\s*\d+$|^(?:saksfram\w+\W+)?\w*sak\s*\d+\s?/\s?\d+\W+side\s*\d+$", re.I
)
"""A line that ends with its own page number needs no second one like it to be a running head."""
_RULE = re.compile(r"^(?:[-=*~–—#]{4,}|_{12,})$")


def without_rules(lines: list[Line], notes: Notes) -> list[Line]:
    """The lines without those that are only a drawn rule; a line that is underlined by one stands out as if bold."""
    kept: list[Line] = []
    for at, line in enumerate(lines):
        if _RULE.match(line.text) and not line.table and not _is_hole(lines, at):
            notes.sign(line, "rule")
            underlines = kept and not line.blank_before and line.text[0] in "-=~" and len(kept[-1].segments) == 1
            if underlines and kept[-1].number == line.number - 1:
                kept[-1] = replace(kept[-1], strong=True)
            continue
        ruled = at > 0 and kept and kept[-1].number < lines[at - 1].number
        kept.append(replace(line, blank_before=True) if ruled else line)
    return kept


def _is_hole(lines: list[Line], at: int) -> bool:
    """A ruled line to write on, under text that asks for it."""
    before = lines[at - 1].text if at else ""
    return lines[at].text[0] == "_" and not lines[at].blank_before and not before.endswith((".", "!"))


def split_furniture(source: Source) -> tuple[list[Line], list[Line]]:
    """The lines of the text, and the lines of the page's frame."""
    lines = source.lines
    pages = lines[-1].page
    alike: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if not line.table or line.edge:
            alike[_without_page_number(line.text)].append(at)
    frame: set[int] = set()
    for at, line in enumerate(lines):
        near_break = line.page_start or at + 1 == len(lines) or lines[at + 1].page_start
        alone = _PAGE_NUMBER.match(line.text) or (len(line.text) < 140 and _PAGE_OF.search(line.text))
        if (alone and not line.table) or (_BARE.match(line.text) and (line.edge or (pages > 1 and near_break))):
            frame.add(at)
    for places in alike.values():
        if _repeats(lines, places, frame, pages, wrapped=source.wrapped):
            frame.update(places)
    kept: list[Line] = []
    for at, line in enumerate(lines):
        if at in frame:
            continue
        kept.append(line)
    return kept, [lines[at] for at in sorted(frame)]


def _without_page_number(text: str) -> str:
    """What a running head has in common from page to page; a number that heads a case is no page number."""
    masked = _WITH_NUMBER.sub("#", text)
    return masked if leading_number(text) else re.sub(r"(?<=\s)\d{1,4}$|^\d{1,4}(?=\s)", "#", masked)


def _repeats(lines: list[Line], places: list[int], frame: set[int], pages: int, *, wrapped: bool) -> bool:
    first = lines[places[0]]
    if not wrapped and pages and first.edge:  # a Word document's own header and footer parts
        return True
    if len(first.text) > 140 or part_head(first.text) is not None or len(places) < 2:
        return False
    on_pages = {lines[at].page for at in places}
    if all(lines[at].edge for at in places):
        return len(on_pages) >= max(2, min(4, pages // 4))
    if len(places) < 3:
        return False
    if _WITH_NUMBER.search(first.text):
        return True
    at_breaks = sum(
        1
        for at in places
        if lines[at].page_start or at + 1 == len(lines) or lines[at + 1].page_start or {at - 1, at + 1} & frame
    )
    return at_breaks >= len(places) - 1
