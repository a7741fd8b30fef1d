"""From numbered lines to items with their own stretch of lines: list of contents first, cases in full, or both."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from api.ingest.agenda.contents import CONTENTS_HEAD, same_title, without_page
from api.ingest.agenda.lines import Line, Notes, rest_of, tidy
from api.ingest.agenda.numbering import TITLE_LABEL, leading_number
from api.ingest.agenda.paragraphs import continues, join
from api.ingest.agenda.sequence import Candidate, best_row, candidates
from api.ingest.agenda.vocabulary import normal, part_head


@dataclass(slots=True)
class ItemLines:
    """One item: number and title as printed, and the lines of its case."""

    number: int
    label: str
    title: str
    head: Line
    lines: list[Line] = field(default_factory=list)
    end: int = 0


@dataclass(slots=True)
class Division:
    """The whole document: what stands before the cases, and the cases."""

    preamble: list[Line]
    items: list[ItemLines]


def divide(lines: Sequence[Line], notes: Notes) -> Division:
    """Find the items. With none found everything is preamble, and the notes say so."""
    found = candidates(lines)
    chain = best_row(found)
    listed = _contents_entries(lines, found, chain)
    if chain and all(one in listed for one in chain):
        chain = _unnumbered_cases(lines, chain) or chain
        listed = [one for one in listed if one not in chain]
    if not chain:
        return _by_headings(lines, notes)
    heads = {one.at: one for one in chain}
    taken: set[int] = set()
    items = [_open_item(lines, one, taken, notes) for one in chain]
    by_place = dict(zip(heads, items, strict=True))
    for one in listed:
        _take_contents_entry(lines, one, taken, notes)
    first = min(heads)
    preamble: list[Line] = []
    current: ItemLines | None = None
    for at, line in enumerate(lines):
        current = by_place.get(at, current)
        if at in taken:
            if current is not None:
                current.end = max(current.end, line.number)
            continue
        if current is not None and at >= first:
            current.lines.append(line)
            current.end = line.number
        elif CONTENTS_HEAD.match(line.text):
            notes.sign(line, "contents-heading")
        else:
            preamble.append(line)
    _add_listed_only(lines, items, listed, notes)
    _check_numbers(items, notes)
    return Division(preamble, items)


def _contents_entries(lines: Sequence[Line], found: Sequence[Candidate], chain: Sequence[Candidate]) -> list[Candidate]:
    """The entries of the list of contents; all items when the document is nothing but a list."""
    listed = [one for one in found if one.listed]
    if listed or not all(_is_bare_entry(lines, found, one) for one in chain):
        return listed
    return list(chain)


def _is_bare_entry(lines: Sequence[Line], found: Sequence[Candidate], one: Candidate) -> bool:
    """Nothing of a case stands between this entry and the next."""
    later = [other.at for other in found if other.at > one.at]
    return (bool(later) and later[0] - one.at <= 2) or (not later and len(lines) - one.at <= 2)


def _unnumbered_cases(lines: Sequence[Line], chain: Sequence[Candidate]) -> list[Candidate]:
    """Cases headed by their title alone, after a numbered list of contents."""
    out: list[Candidate] = []
    at = chain[-1].at + 1
    for entry in chain:
        place = next(
            (n for n in range(at, len(lines)) if not lines[n].table and same_title(lines[n].text, entry.title)), None
        )
        if place is not None:
            out.append(Candidate(place, entry.number, tidy(without_page(lines[place].text))))
            at = place + 1
    return out if len(out) >= max(2, len(chain) // 2) else []


def _open_item(lines: Sequence[Line], one: Candidate, taken: set[int], notes: Notes) -> ItemLines:
    line = lines[one.at]
    taken.add(one.at)
    if line.table:
        return _open_table_row(line, one)
    item = ItemLines(one.number.value, one.number.label, "", line, end=line.number)
    title, last = tidy(one.number.title), line
    if normal(line.text) == normal(one.title):
        title = tidy(one.title)
    at = one.at + 1
    if not title and at < len(lines):
        title, last = tidy(lines[at].text), lines[at]
        taken.add(at)
        at += 1
    while at < len(lines) and len(title) < 250 and _goes_on(last, lines[at]):
        title, last = join(title, lines[at].text), lines[at]
        taken.add(at)
        at += 1
    if label := TITLE_LABEL.match(title):
        notes.sign(last, "title-label", label.group().strip(), item.number)
        title = title[label.end() :]
    item.title = without_page(title).rstrip(":").strip()
    return item


def _goes_on(last: Line, line: Line) -> bool:
    """The title runs over to this line."""
    if part_head(line.text) is not None or leading_number(line.text) is not None or line.table:
        return False
    if not line.blank_before and last.emphasised and line.emphasised and not line.level and line.room < 10_000:
        return True
    return not line.blank_before and not line.page_start and line.list_level is None and continues(last, line)


def _open_table_row(line: Line, one: Candidate) -> ItemLines:
    """An item in a row of a table: number and title from the first cells, the other cells are its case."""
    cells = [cell for cell in line.cells if cell.strip()]
    if one.number.title and cells[0].strip() != one.number.label:
        first, *more = cells[0].split("\n")
        title, rest = one.number.title if one.number.title in first else first, [*more, *cells[1:]]
    else:
        first, *more = cells[1].split("\n")
        title, rest = first, [*more, *cells[2:]]
    item = ItemLines(one.number.value, one.number.label, without_page(tidy(title)), line, end=line.number)
    pieces = [piece for cell in rest for piece in cell.split("\n") if piece.strip()]
    item.lines = [rest_of(line, piece) for piece in pieces]
    return item


def _take_contents_entry(lines: Sequence[Line], one: Candidate, taken: set[int], notes: Notes) -> None:
    if one.at in taken:
        return
    taken.add(one.at)
    notes.sign(lines[one.at], "contents")
    at = one.at + 1
    if not one.number.title and at < len(lines) and at not in taken:
        taken.add(at)
        notes.sign(lines[at], "contents")
        at += 1
    while at < len(lines) and at not in taken and not lines[at].blank_before and continues(lines[at - 1], lines[at]):
        if leading_number(lines[at].text) is not None:
            break
        taken.add(at)
        notes.sign(lines[at], "contents")
        at += 1


def _add_listed_only(lines: Sequence[Line], items: list[ItemLines], listed: Sequence[Candidate], notes: Notes) -> None:
    """Items that stand in the contents and have no case of their own."""
    for one in listed:
        title = tidy(without_page(one.title))
        known = any(
            same_title(item.title, title)
            or (item.number == one.number.value and _series(item.label) == _series(one.number.label))
            for item in items
        )
        if known:
            continue
        entry = ItemLines(one.number.value, one.number.label, title, lines[one.at], end=lines[one.at].number)
        after = next((at for at, item in enumerate(items) if item.number > entry.number), len(items))
        items.insert(after, entry)
        message = f"«{title}» står i saklista, men saka er ikkje å finne lenger ute i dokumentet."
        notes.doubt("listed-only", message, entry.head.number, entry.number, "info")


def _series(label: str) -> str:
    return re.sub(r"[\d\W]", "", label).lower()


def _check_numbers(items: list[ItemLines], notes: Notes) -> None:
    """Gaps and repeats in the numbers are told; a repeat gets the next free number, since a number names one item."""
    seen: set[int] = set()
    last: dict[str, ItemLines] = {}
    for item in items:
        before = last.get(_series(item.label))
        if item.number in seen:
            free = max(seen) + 1
            message = (
                f"Saksnummer {item.number} ({item.label}) finst frå før i dokumentet; saka har fått nummer {free}."
            )
            notes.doubt("number-repeated", message, item.head.number, free)
            item.number = free
        elif before is not None and item.number > before.number + 1:
            message = f"Det manglar saksnummer mellom {before.number} og {item.number}."
            notes.doubt("number-gap", message, item.head.number, item.number)
        seen.add(item.number)
        last[_series(item.label)] = item


def _by_headings(lines: Sequence[Line], notes: Notes) -> Division:
    """No numbers: a case is then a heading in the layout, or the line that stands right above a proposal."""
    levels = sorted({line.level for line in lines if line.level and part_head(line.text) is None})
    proposals = [at for at, line in enumerate(lines) if (head := part_head(line.text)) and head.part == "proposal"]
    places: list[int] = []
    for level in levels:
        places = [at for at, line in enumerate(lines) if line.level == level and part_head(line.text) is None]
        if len(places) >= 2:
            break
    if len(places) < 2:
        places = []
        for at in proposals:
            above = at - 1
            while above > 0 and part_head(lines[above].text) is None and not lines[above].emphasised and at - above < 2:
                above -= 1
            place = above if above >= 0 and lines[above].emphasised else at - 1
            if place >= 0 and len(lines[place].text) < 160 and part_head(lines[place].text) is None:
                places.append(place)
    if not places:
        notes.doubt("no-items", "Fann ingen saker i dokumentet.", severity="error")
        return Division(list(lines), [])
    notes.doubt(
        "unnumbered-items",
        "Sakene har ikkje nummer i dokumentet; dei er nummererte i rekkjefølgje.",
        lines[places[0]].number,
    )
    items: list[ItemLines] = []
    for number, (start, end) in enumerate(zip(places, [*places[1:], len(lines)], strict=True), 1):
        line = lines[start]
        own = list(lines[start + 1 : end])
        items.append(ItemLines(number, str(number), tidy(line.text), line, own, own[-1].number if own else line.number))
    before = lines[: places[0]]
    for line in before:
        if CONTENTS_HEAD.match(line.text):
            notes.sign(line, "contents-heading")
    return Division([line for line in before if not CONTENTS_HEAD.match(line.text)], items)
