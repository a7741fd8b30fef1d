"""Tables found again: real ones with cells, columns set apart by gaps, and figures that only their sums tell apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.ingest.agenda.figures import Columns, FigureRow, figure_row, read_columns
from api.ingest.agenda.lines import Line, Notes, Segment, tidy
from api.ingest.agenda.markers import marker
from api.ingest.agenda.tree import Table
from api.ingest.agenda.vocabulary import part_head

_MAX_HEADER_LINES = 4
_MAX_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class TableSpan:
    """A table and the lines ``start`` up to, not including, ``end`` that it was made from."""

    start: int
    end: int
    table: Table


def find_tables(lines: Sequence[Line], notes: Notes, item: int | None) -> list[TableSpan]:
    """All tables among the lines, in order, none overlapping."""
    spans: list[TableSpan] = []
    at = 0
    while at < len(lines):
        floor = spans[-1].end if spans else 0
        span = (
            _real_table(lines, at, floor)
            or _piped_table(lines, at, floor)
            or _figure_table(lines, at, floor, notes, item)
            or _aligned_table(lines, at, floor)
        )
        if span is None:
            at += 1
        else:
            spans.append(span)
            at = span.end
    return spans


def _real_table(lines: Sequence[Line], at: int, floor: int) -> TableSpan | None:
    if not lines[at].table:
        return None
    end = at
    while end < len(lines) and lines[end].table == lines[at].table:
        end += 1
    rows = [tuple(line.cells) for line in lines[at:end]]
    headers: tuple[str, ...] = ()
    if len(rows) > 1 and (lines[at].header_row or _looks_like_header(rows)):
        headers = tuple(tidy(cell.replace("\n", " ")) for cell in rows.pop(0))
    start, caption = _caption(lines, at, floor)
    return TableSpan(start, end, Table(rows, headers, caption, lines[at].number))


def _piped_table(lines: Sequence[Line], at: int, floor: int) -> TableSpan | None:
    end = at
    while end < len(lines) and lines[end].text.count("|") >= 2:
        end += 1
    if end - at < 2:
        return None
    rows = [tuple(tidy(cell) for cell in line.text.strip().strip("|").split("|")) for line in lines[at:end]]
    ruled = [row for row in rows if not all(re.fullmatch(r":?-*:?", cell) for cell in row)]
    if len(ruled) < 2:
        return None
    headers = ruled.pop(0) if len(ruled) < len(rows) or _looks_like_header(ruled) else ()
    start, caption = _caption(lines, at, floor)
    return TableSpan(start, end, Table(ruled, headers, caption, lines[at].number))


def _looks_like_header(rows: Sequence[tuple[str, ...]]) -> bool:
    first, rest = rows[0], rows[1:]
    if not rest or sum(1 for cell in first if cell.strip()) < 2:
        return False
    years = _are_years(first[1:]) and not any(_are_years(row[1:]) for row in rest)
    plain_figures = not years and any(re.fullmatch(r"[\d\s.,%-]+", cell) for cell in first[1:] if cell.strip())
    return not plain_figures and all(len(cell) <= 60 and not cell.rstrip().endswith((".", ":")) for cell in first)


def _are_years(cells: Sequence[str]) -> bool:
    """The cells head columns with a year each, some with a word beside it: «2025», «Budsjett 2026»."""
    return bool(cells) and all(
        re.fullmatch(r"(?:[^\W\d]+\.?\s)?(?:19|20)\d\d(?:\s?[-–/]\s?\d{2,4})?", cell.strip()) for cell in cells
    )


def _figure_table(lines: Sequence[Line], at: int, floor: int, notes: Notes, item: int | None) -> TableSpan | None:
    rows = _figure_rows(lines, at)
    if len(rows) < 2:
        return None
    set_apart = [line.segments for line in lines[at : at + len(rows)]]
    widths = {len(segments) for segments in set_apart}
    columns_are_clear = len(widths) == 1 and not any(segments[0].text[-1].isdigit() for segments in set_apart)
    if columns_are_clear and (min(widths) >= 3 or (min(widths) == 2 and len(rows) >= 3)):
        return None
    best: tuple[tuple[float, ...], int, tuple[str, ...], Columns] | None = None
    for columns in range(1, min(_MAX_COLUMNS, max(len(row.tokens) for row in rows)) + 1):
        read = read_columns(rows, columns)
        if read is None:
            continue
        taken, headers = _figure_headers(lines, at, floor, columns)
        rank = (read.agreement, 1.0 if headers else 0.0, -float(len(read.doubtful)), -float(columns))
        if best is None or rank > best[0]:
            best = (rank, taken, headers, read)
    if best is None or (len(rows) < 3 and not best[2]):
        return None
    _, taken, headers, read = best
    for doubtful in read.doubtful:
        message = "Tala i denne tabellrada kan delast på fleire måtar; sjå over kolonnane."
        notes.doubt("ambiguous-figures", message, lines[at + doubtful].number, item)
    cells = [(row.label, *split) for row, split in zip(rows, read.rows, strict=True)]
    if not headers and _are_years(cells[0][1:]) and not any(_are_years(row[1:]) for row in cells[1:]):
        headers = cells.pop(0)
    if not headers:
        notes.doubt("table-without-header", "Fann ikkje overskrifter til kolonnane i tabellen.", lines[at].number, item)
    start, caption = _caption(lines, at - taken, floor)
    return TableSpan(start, at + len(rows), Table(cells, headers, caption, lines[at].number))


def _figure_rows(lines: Sequence[Line], at: int) -> list[FigureRow]:
    rows: list[FigureRow] = []
    for line in lines[at:]:
        row = figure_row(line.text) if not line.table and marker(line.text) is None else None
        if row is None:
            break
        rows.append(row)
    return rows


def _figure_headers(lines: Sequence[Line], at: int, floor: int, columns: int) -> tuple[int, tuple[str, ...]]:
    """How many lines above the figures are their header, and its cells: the fewest lines that give every column one."""
    for wanted in (columns + 1, columns):
        for taken in range(1, _MAX_HEADER_LINES + 1):
            if at - taken < floor or not _may_head(lines[at - taken]):
                break
            cells = _header_cells([line.text for line in lines[at - taken : at]])
            if len(cells) == wanted and re.match(r"[^\W\d_]", lines[at - taken].text):
                return taken, cells if wanted == columns + 1 else ("", *cells)
    return 0, ()


def _may_head(line: Line) -> bool:
    text = line.text
    return (
        len(text) <= 110
        and not text.endswith((".", ":", ";", "!", "?"))
        and marker(text) is None
        and part_head(text) is None
        and not line.table
    )


def _header_cells(texts: Sequence[str]) -> tuple[str, ...]:
    """A new cell begins at a capital letter or a gap; figures and small words go on with the cell before them."""
    cells: list[str] = []
    for text in texts:
        for piece in re.split(r"\t+| {2,}", text):
            for at, word in enumerate(piece.split()):
                if not cells or word[0].isupper() or (at == 0 and len(piece) < len(text) and word[0].isalpha()):
                    cells.append(word)
                else:
                    cells[-1] += f" {word}"
    return tuple(cells)


def _caption(lines: Sequence[Line], at: int, floor: int) -> tuple[int, str | None]:
    """The short line above a table that names it, and where the table then starts."""
    if at - 1 < floor:
        return at, None
    line = lines[at - 1]
    named = re.match(r"(?i)tabell\s*\d*|oversikt|fordeling", line.text)
    short = len(line.text) <= 120 and not line.text.endswith((".", ";", "?", "!"))
    plain = marker(line.text) is None and part_head(line.text) is None and not line.table and not line.level
    lone = at - 2 < floor or line.blank_before or lines[at - 2].text.endswith((".", ":")) or line.page_start
    if not (short and plain and line.text[:1].isupper()) or not (lone or named):
        return at, None
    if line.text.endswith(":") and not named:
        return at, None
    if len(line.segments) > 1:
        return at, None
    return at - 1, line.text.rstrip(":")


def _aligned_table(lines: Sequence[Line], at: int, floor: int) -> TableSpan | None:
    """Two or more lines with three pieces, or three with two, whose pieces stand under each other."""
    end = at
    while end < len(lines) and _in_columns(lines[end], end > at):
        end += 1
    while end > at and len(lines[end - 1].segments) < 2:
        end -= 1
    run = lines[at:end]
    wide = [line for line in run if len(line.segments) >= 3]
    if not (len(wide) >= 2 or (len(run) >= 3 and sum(1 for line in run if len(line.segments) == 2) >= 3)):
        return None
    if len(run[0].segments) < 2 or sum(len(line.segments) < 2 for line in run) > len(run) / 2:
        return None
    width = max(len(line.segments) for line in run)
    model = next(line for line in reversed(run) if len(line.segments) == width)
    rows = [_in_places(line, model.segments) for line in run]
    merged: list[list[str]] = []
    for line, cells in zip(run, rows, strict=True):
        continues = not cells[0] and merged and not line.blank_before
        if continues:
            merged[-1] = [f"{old} {new}".strip() for old, new in zip(merged[-1], cells, strict=True)]
        else:
            merged.append(cells)
    _set_dates_apart(merged)
    headers = _aligned_header(merged)
    start, caption = _caption(lines, at, floor)
    return TableSpan(start, end, Table([tuple(row) for row in merged], headers, caption, lines[at].number))


def _set_dates_apart(rows: list[list[str]]) -> None:
    """A long name that leaves no gap to the date after it: it belongs in the empty cell after it."""
    dated = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}")
    for row in rows:
        for at, cell in enumerate(row[:-1]):
            found = re.fullmatch(rf"(?P<name>.*\D)\s(?P<date>{dated.pattern})", cell)
            if found and not row[at + 1] and any(dated.fullmatch(other[at + 1]) for other in rows):
                row[at], row[at + 1] = found["name"], found["date"]


def _in_columns(line: Line, inside: bool) -> bool:
    if line.table or marker(line.text) is not None or part_head(line.text) is not None or line.level:
        return False
    if len(line.segments) >= 2:
        return not line.segments[0].text.endswith(":")
    return inside and bool(line.segments) and line.segments[0].start > 12 and len(line.text) < 60


def _in_places(line: Line, model: Sequence[Segment]) -> list[str]:
    """The line's pieces in the model's columns, each in the column it overlaps or stands nearest to."""
    cells = [""] * len(model)
    if len(line.segments) == len(model):
        return [segment.text for segment in line.segments]
    for segment in line.segments:
        at = min(range(len(model)), key=lambda n: _apart(segment, model[n]))
        cells[at] = f"{cells[at]} {segment.text}".strip()
    return cells


def _apart(one: Segment, other: Segment) -> float:
    overlap = min(one.end, other.end) - max(one.start, other.start)
    if overlap > 0:
        return -overlap
    return min(abs(one.start - other.start), abs(one.end - other.end))


def _aligned_header(rows: list[list[str]]) -> tuple[str, ...]:
    """Takes the leading rows without figures as the header, when later rows have figures or the first row is titles."""

    def figures(row: list[str]) -> bool:
        return any(
            re.fullmatch(r"[-–]?\d[\d\s.,%]*", cell) and not re.fullmatch(r"\d\d?\.\d\d?\.\d+", cell)
            for cell in row[1:]
        )

    if len(rows) > 1 and _are_years(rows[0][1:]) and not any(_are_years(row[1:]) for row in rows[1:]):
        return tuple(rows.pop(0))
    if (
        len(rows) > 1
        and not re.search(r"\d", "".join(rows[0]))
        and all(re.search(r"\d", "".join(row)) for row in rows[1:])
    ):
        return tuple(rows.pop(0))
    count = next((at for at, row in enumerate(rows) if figures(row)), 0)
    if 0 < count <= 3 and count < len(rows):
        header = [" ".join(filter(None, column)) for column in zip(*rows[:count], strict=True)]
        del rows[:count]
        return tuple(header)
    if len(rows) > 2 and count == 0 and not figures(rows[0]) and _looks_like_header([tuple(row) for row in rows]):
        return tuple(rows.pop(0))
    return ()
