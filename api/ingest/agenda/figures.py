"""Rows of figures whose thousand spaces look like the space between columns.

``Aurland 1836 416 667 463 402 880 069`` is five columns only because 416 667 + 463 402 = 880 069 (give or take a
rounding): the split is chosen by what the columns say about each other, not by the spaces.
"""

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_NUMBER = r"[-–−+]?\d[\d.,]*\s?%?|[-–]"
_WIDE = re.compile(r"\t| {2,}")
_MAX_SPLITS = 400
Split = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    label: str
    tokens: tuple[str, ...]
    breaks: frozenset[int] = frozenset()
    """Tokens that a wide gap stands before: no number runs across one."""


def figure_row(text: str) -> FigureRow | None:
    """A label followed by at least two groups of figures to the end of the line; None for other text."""
    found = list(re.finditer(r"\S+", text))
    tokens = [one.group() for one in found]
    at = len(tokens)
    while at > 0 and re.fullmatch(rf"{_NUMBER}|%|kr\.?", tokens[at - 1]):
        at -= 1
    figures = tokens[at:]
    digits = [token for token in figures if token[-1:].isdigit() or token.endswith("%")]
    label = " ".join(tokens[:at])
    if len(digits) < 2 or len(label) > 60 or not re.search(r"[^\W\d_]", label) or label[:1].islower():
        return None
    gaps = [n - at for n in range(at + 1, len(found)) if _WIDE.search(text[found[n - 1].end() : found[n].start()])]
    return FigureRow(label, tuple(figures), frozenset(gaps))


def splits(row: FigureRow, columns: int) -> list[Split]:
    """Every way to read the row's tokens as exactly that many numbers, each plain or grouped in thousands."""
    tokens = row.tokens
    out: list[Split] = []

    def go(at: int, taken: tuple[str, ...]) -> None:
        if len(out) >= _MAX_SPLITS or len(taken) > columns:
            return
        if at == len(tokens):
            if len(taken) == columns:
                out.append(taken)
            return
        end = at + 1
        if tokens[at] in ("kr", "kr."):
            end += 1
        go_ends = [end]
        first = tokens[end - 1] if end <= len(tokens) else ""
        if re.fullmatch(r"[-–−+]?(?:[1-9]\d{0,2})", first):
            while end < len(tokens) and end not in row.breaks and re.fullmatch(r"\d{3}(?:,\d+)?", tokens[end]):
                end += 1
                go_ends.append(end)
        for stop in go_ends:
            tail = stop + 1 if stop < len(tokens) and tokens[stop] == "%" else stop
            if tail <= len(tokens):
                go(tail, (*taken, " ".join(tokens[at:tail])))

    go(0, ())
    return out


def value(text: str) -> Decimal | None:
    """The number a cell prints, None when it isn't one."""
    clean = re.sub(r"[\s\u00a0\u202f%]|kr\.?", "", text).replace("−", "-").replace("–", "-")
    clean = (
        clean.replace(".", "").replace(",", ".") if re.search(r"\.\d{3}(?:\D|$)", clean) else clean.replace(",", ".")
    )
    try:
        return Decimal(clean)
    except InvalidOperation:
        return None


@dataclass(frozen=True, slots=True)
class Columns:
    """Figure rows read as columns. ``doubtful`` are the rows (by index) that could also be read otherwise."""

    rows: tuple[Split, ...]
    doubtful: tuple[int, ...]
    agreement: float
    """Share of rows in which one column is the sum of others before it, 0 where no such relation was found."""


def read_columns(rows: Sequence[FigureRow], columns: int) -> Columns | None:
    """The rows split in ``columns`` figures each, None when some row can't be."""
    options = [splits(row, columns) for row in rows]
    if columns < 1 or not all(options):
        return None
    best: tuple[float, list[list[Split]]] = (0.0, options)
    for first in range(max(0, columns - 2)):
        kept = [[split for split in choices if _last_is_sum(split, first)] for choices in options]
        share = sum(1 for choices in kept if choices) / len(rows)
        if share > best[0]:
            best = (share, [good or every for good, every in zip(kept, options, strict=True)])
    agreement, narrowed = best if best[0] >= 0.6 else (0.0, options)
    chosen = [choices[0] for choices in narrowed]
    typical = _magnitudes([choices[0] for choices in narrowed if len(choices) == 1] or chosen)
    doubtful: list[int] = []
    for at, choices in enumerate(narrowed):
        if len(choices) > 1:
            ranked = sorted(choices, key=lambda split: _distance(split, typical))
            chosen[at] = ranked[0]
            if not _sums_confirm(rows, chosen, at):
                doubtful.append(at)
    return Columns(tuple(chosen), tuple(doubtful), agreement)


def _last_is_sum(split: Split, first: int) -> bool:
    values = [value(cell) for cell in split]
    parts = [number for number in values[first:-1] if number is not None]
    return values[-1] is not None and len(parts) > 1 and abs(sum(parts) - values[-1]) <= len(parts) and values[-1] != 0


def _magnitudes(rows: Sequence[Split]) -> list[float]:
    return [sum(_magnitude(row[at]) for row in rows) / len(rows) for at in range(len(rows[0]))]


def _magnitude(cell: str) -> float:
    number = value(cell)
    return math.log10(abs(float(number)) + 1) if number is not None else 0.0


def _distance(split: Split, typical: list[float]) -> float:
    return sum(abs(_magnitude(cell) - size) for cell, size in zip(split, typical, strict=True))


def _sums_confirm(rows: Sequence[FigureRow], chosen: Sequence[Split], at: int) -> bool:
    """A total row confirms the reading of the rows above it when every column adds up."""
    total = next((place for place, row in enumerate(rows) if re.match(r"(?i)(?:sum|tot|i alt)", row.label)), None)
    if total is None or total < at:
        return False
    columns = itertools.zip_longest(*(chosen[place] for place in range(total)))
    for cells, printed in zip(columns, chosen[total], strict=True):
        numbers = [value(cell or "") for cell in cells]
        wanted = value(printed)
        known = [number for number in numbers if number is not None]
        if wanted is None or abs(sum(known, Decimal(0)) - wanted) > len(known):
            return False
    return True
