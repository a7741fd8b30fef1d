"""From numbered lines to items with their own stretch of lines: list of contents first, cases in full, or both."""

import re
from collections.abc import Sequence

from api.ingest.agenda.contents import CONTENTS_HEAD, pages_in_order, same_title, without_page
from api.ingest.agenda.dates import leading_time
from api.ingest.agenda.division import Division, ItemLines
from api.ingest.agenda.lines import Line, Notes, rest_of, tidy
from api.ingest.agenda.numbering import TITLE_LABEL
from api.ingest.agenda.paragraphs import join
from api.ingest.agenda.sequence import Candidate, best_row, candidates
from api.ingest.agenda.tail import take_tail
from api.ingest.agenda.titles import form_start, goes_on, repeated_title, whole_title
from api.ingest.agenda.unnumbered import by_headings, unnumbered_cases
from api.ingest.agenda.vocabulary import normal


def divide(lines: Sequence[Line], notes: Notes) -> Division:
    """Find the items. With none found everything is preamble, and the notes say so."""
    found = candidates(lines)
    chain = best_row(found)
    listed = _contents_entries(lines, found, chain)
    if chain and all(one in listed for one in chain):
        chain = unnumbered_cases(lines, chain) or chain
        listed = [one for one in listed if one not in chain]
    if not chain:
        return by_headings(lines, notes)
    taken: set[int] = set()
    known = {one.number.value: tidy(without_page(whole_title(lines, one.at, one.title))) for one in listed}
    items = [_open_item(lines, one, taken, known.get(one.number.value), notes) for one in chain]
    by_place: dict[int, ItemLines] = {}
    floor = max((one.at + 1 for one in listed), default=0)
    for one, item in zip(chain, items, strict=True):
        by_place[form_start(lines, one.at, min(floor, one.at))] = item
        floor = one.at + 1
    for one in listed:
        _take_contents_entry(lines, one, taken, notes)
    preamble = _hand_out(lines, chain, by_place, taken, notes)
    for item in items:
        _take_repeated_title(item, notes)
    preamble.extend(take_tail(items[-1].lines))
    _add_listed_only(lines, items, listed, notes)
    _check_numbers(items, notes)
    return Division(preamble, items)


def _hand_out(
    lines: Sequence[Line], chain: Sequence[Candidate], by_place: dict[int, ItemLines], taken: set[int], notes: Notes
) -> list[Line]:
    """Each line to its item; what is left belongs to the meeting: all before the cases, and a programme among them."""
    timed = [one.at for one in chain if one.timed]
    preamble: list[Line] = []
    current: ItemLines | None = None
    for at, line in enumerate(lines):
        current = by_place.get(at, current)
        if timed and leading_time(line.text) is not None:
            preamble.append(line)
        elif at in taken:
            if current is not None:
                current.end = max(current.end, line.number)
        elif current is not None:
            current.lines.append(line)
            current.end = max(current.end, line.number)
        elif CONTENTS_HEAD.match(line.text):
            notes.sign(line, "contents-heading")
        else:
            preamble.append(line)
    return preamble


def _take_repeated_title(item: ItemLines, notes: Notes) -> None:
    if (again := repeated_title(item.lines, item.title)) is not None:
        for line in item.lines[slice(*again)]:
            notes.sign(line, "title", item=item.number)
        del item.lines[slice(*again)]


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


def _open_item(lines: Sequence[Line], one: Candidate, taken: set[int], known: str | None, notes: Notes) -> ItemLines:
    """The item that the candidate heads; ``known`` is its title in the list of contents, which tells where it ends."""
    line = lines[one.at]
    taken.add(one.at)
    if line.table:
        return _open_table_row(line, one)
    item = ItemLines(one.number.value, tidy(one.number.label), "", line, end=line.number)
    title, last = tidy(one.number.title), line
    if one.named or normal(line.text) == normal(one.title):
        title = tidy(one.title)
    at = one.at + 1
    if not title and at < len(lines):
        title, last = tidy(lines[at].text), lines[at]
        taken.add(at)
        at += 1
    whole = one.named or (known is not None and normal(title) == normal(known))
    while not whole and at < len(lines) and len(title) < 250 and goes_on(last, lines[at]):
        title, last = join(title, lines[at].text), lines[at]
        taken.add(at)
        whole = known is not None and normal(title) == normal(known)
        at += 1
    if label := TITLE_LABEL.match(title):
        notes.sign(last, "title-label", label.group().strip(), item.number)
        title = title[label.end() :]
    item.title = without_page(title).rstrip(":").strip()
    return item


def _open_table_row(line: Line, one: Candidate) -> ItemLines:
    """An item in a row of a table: number and title from the first cells, the other cells are its case."""
    cells = [cell for cell in line.cells if cell.strip()]
    if one.number.title and cells[0].strip() != one.number.label:
        first, *more = cells[0].split("\n")
        title, rest = one.number.title if one.number.title in first else first, [*more, *cells[1:]]
    else:
        first, *more = cells[1].split("\n")
        title, rest = first, [*more, *cells[2:]]
    item = ItemLines(one.number.value, tidy(one.number.label), without_page(tidy(title)), line, end=line.number)
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
    while at < len(lines) and at not in taken and goes_on(lines[at - 1], lines[at]):
        taken.add(at)
        notes.sign(lines[at], "contents")
        at += 1


def _add_listed_only(lines: Sequence[Line], items: list[ItemLines], listed: Sequence[Candidate], notes: Notes) -> None:
    """Items that stand in the contents and have no case of their own."""
    paged = pages_in_order([one.title for one in listed])
    for one in listed:
        title = tidy(without_page(one.title))
        title = re.sub(r"\s\d{1,3}$", "", title) if paged else title
        known = any(
            same_title(item.title, title)
            or (item.number == one.number.value and _series(item.label) == _series(one.number.label))
            for item in items
        )
        if known:
            continue
        entry = ItemLines(one.number.value, tidy(one.number.label), title, lines[one.at], end=lines[one.at].number)
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
