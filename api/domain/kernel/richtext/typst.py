"""Texts as data for a Typst template. No Typst source is made, so no text can ever be read as code.

The template gets what it can't work out by itself: heading levels without a gap (PDF/UA-1, ISO 14289-1 § 7.4.2), tables
as a grid of cells, columns of figures, and where a word that is too long for its column may break.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from api.domain.kernel.richtext.schema import Node, RichText, attrs, children

# PDF/A-3a (ISO 19005-3 § 6.2.11.7.2) and PDF/UA-1 take neither these nor characters for private use.
_SYMBOL_BULLET: Final = "\uf0b7"
_SPACE_LIKE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_CHARACTERS: Final = re.compile("[\ufeff\ufffc\ufffe\uffff]")
_PRIVATE: Final = re.compile("[\ud800-\udfff\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_FIGURE: Final = re.compile(r"^[-−–+]?[\d\s.,]*\d[\d\s.,]*(\s?(%|kr|km|mill\.?|årsverk))?$|^[-–—]$")

_DEEPEST: Final = 8
"""Levels of lists and quotations that are set with an indent of their own; deeper ones share the last."""
_LONGEST_WORD: Final = 48
_LONGEST_FIGURE: Final = 18
_ROWS_KEPT_TOGETHER: Final = 12
_TEXT_KEPT_TOGETHER: Final = 900
"""Characters; a table with more may not go on one page."""
_PORTRAIT_POINTS: Final = 470
_LANDSCAPE_POINTS: Final = 717
_MOST_PORTRAIT_COLUMNS: Final = 9


def printable(text: str) -> str:
    """``text`` with what no PDF/A may hold put away: control characters become spaces, Word's private bullet a bullet,
    other private characters and lone surrogates ``�``, byte-order marks and object placeholders nothing."""
    text = _NOT_CHARACTERS.sub("", text.replace(_SYMBOL_BULLET, "•"))
    return _PRIVATE.sub("\ufffd", _SPACE_LIKE.sub(" ", text))


def pieces(text: str, longest: int = _LONGEST_WORD) -> list[str]:
    """``text`` cut where a line may break inside words of more than ``longest`` characters."""
    return re.sub(rf"(\S{{{longest}}})(?=\S)", "\\1\0", text).split("\0")


def ascii_address(url: str) -> str:
    """``url`` as a PDF holds it (ISO 32000-1 § 12.6.4.7): every letter outside ASCII percent-encoded."""
    return quote(printable(url), safe="!#$%&'()*+,/:;=?@[]~")


def to_typst(doc: RichText, *, heading_level: int, base_url: str) -> list[Node]:
    """The blocks of ``doc`` as JSON values for ``richtext.typ``.

    ``heading_level`` is the level (1 is highest) of the text's own top heading; a skipped level is closed. ``base_url``
    goes in front of links to the site's own paths. Raises `ValueError` for a node that is not of our schema.
    """
    return _Writer(heading_level, base_url).blocks(children(doc), depth=0, top=True)


class _Writer:
    def __init__(self, heading_level: int, base_url: str) -> None:
        self._first_level = self._deepest_open = heading_level
        self._base_url = base_url
        self._longest = _LONGEST_WORD

    def blocks(self, nodes: list[Node], *, depth: int, top: bool = False) -> list[Node]:
        return [block for node in nodes for block in self._block(node, depth, top)]

    def _block(self, node: Node, depth: int, top: bool) -> list[Node]:
        match node["type"]:
            case "paragraph":
                return [{"type": "paragraph", "content": content}] if (content := self.inline(node)) else []
            case "heading":
                return self._heading(node)
            case "bullet_list" | "ordered_list":
                items = [self.blocks(children(item), depth=depth + 1) for item in children(node)]
                if depth >= _DEEPEST:
                    return [block for item in items for block in item]
                given = attrs(node)
                more = {"start": given.get("start", 1), "style": given.get("style", "decimal")}
                return [{"type": node["type"], "items": items, **(more if node["type"] == "ordered_list" else {})}]
            case "blockquote":
                inner = self.blocks(children(node), depth=depth + 1)
                return inner if depth >= _DEEPEST else [{"type": "blockquote", "content": inner}]
            case "table":
                return [self._table(node, top)]
            case "image":
                given = attrs(node)
                return [{"type": "image", "document": given["document"], "alt": printable(given["alt"])}]
            case unknown:
                raise ValueError(f"{unknown!r} is not a block of our schema")

    def _heading(self, node: Node) -> list[Node]:
        content = self.inline(node)
        if not any("".join(run.get("pieces", ["…"])).strip() for run in content if run["type"] != "hard_break"):
            return []
        level = min(self._first_level + attrs(node)["level"] - 1, self._deepest_open)
        self._deepest_open = level + 1
        return [{"type": "heading", "level": level, "content": content}]

    def inline(self, node: Node) -> list[Node]:
        return [self._run(child) for child in children(node)]

    def _run(self, node: Node) -> Node:
        match node["type"]:
            case "text":
                marks = {mark["type"]: mark.get("attrs") or {} for mark in node.get("marks") or []}
                return {
                    "type": "text",
                    "pieces": pieces(printable(node["text"]), self._longest),
                    "strong": "strong" in marks,
                    "em": "em" in marks,
                    "href": self._address(marks["link"]["href"]) if "link" in marks else None,
                }
            case "blank":
                return {"type": "blank", "text": printable(attrs(node)["hint"]), "kind": attrs(node)["kind"]}
            case "hard_break":
                return {"type": "hard_break"}
            case unknown:
                raise ValueError(f"{unknown!r} is not an inline node of our schema")

    def _address(self, href: str) -> str:
        return ascii_address(self._base_url + href if href.startswith("/") else href)

    def _table(self, node: Node, top: bool) -> Node:
        cells, rows, columns = _grid(node)
        landscape = top and columns > _MOST_PORTRAIT_COLUMNS
        size = _text_size(columns)
        header_rows = _header_rows(cells, rows)
        figures = _figure_columns(cells, columns, header_rows)
        widths = _widths(cells, columns, figures)
        room = (_LANDSCAPE_POINTS if landscape else _PORTRAIT_POINTS) / (0.58 * size)
        shown = []
        for cell in cells:
            # Columns of figures take what they need; what is left is shared out.
            share = sum(widths[cell.column : cell.column + cell.colspan]) / max(1, sum(widths))
            self._longest = max(2, int(room * share) - 1) if share else _LONGEST_FIGURE
            shown.append(
                {
                    "row": cell.row,
                    "column": cell.column,
                    "colspan": cell.colspan,
                    "rowspan": min(cell.rowspan, header_rows - cell.row) if cell.row < header_rows else cell.rowspan,
                    "align": cell.align or ("right" if figures[cell.column] and cell.colspan == 1 else "left"),
                    "header": cell.header,
                    "content": self.blocks(cell.content, depth=_DEEPEST),
                }
            )
        self._longest = _LONGEST_WORD
        return {
            "type": "table",
            "caption": pieces(printable(caption)) if (caption := attrs(node).get("caption")) else None,
            "landscape": landscape,
            "together": rows <= _ROWS_KEPT_TOGETHER and sum(len(cell.text) for cell in cells) < _TEXT_KEPT_TOGETHER,
            "size": size,
            "widths": widths,
            "rows": rows,
            "headerRows": header_rows,
            "cells": shown,
        }


@dataclass(frozen=True)
class _Cell:
    row: int
    column: int
    colspan: int
    rowspan: int
    align: str | None
    header: bool
    content: list[Node]

    @property
    def text(self) -> str:
        return " ".join(_all_text(node) for node in self.content).strip()


def _grid(table: Node) -> tuple[list[_Cell], int, int]:
    """Every cell in its place, with the number of rows and columns. Rows that are too short get empty cells."""
    taken: set[tuple[int, int]] = set()
    cells: list[_Cell] = []
    rows = children(table)
    for y, row in enumerate(rows):
        x = 0
        for node in children(row):
            given = attrs(node)
            while (y, x) in taken:
                x += 1
            rowspan = min(given.get("rowspan", 1), len(rows) - y)
            colspan = given.get("colspan", 1)
            while any((y, x + step) in taken for step in range(colspan)):
                colspan -= 1
            taken |= {(y + down, x + right) for down in range(rowspan) for right in range(colspan)}
            header = node["type"] == "table_header"
            cells.append(_Cell(y, x, colspan, rowspan, given.get("align"), header, children(node)))
    columns = 1 + max(x for _, x in taken)
    holes = [(y, x) for y in range(len(rows)) for x in range(columns) if (y, x) not in taken]
    cells += [_Cell(y, x, 1, 1, None, False, []) for y, x in holes]
    return sorted(cells, key=lambda cell: (cell.row, cell.column)), len(rows), columns


def _header_rows(cells: list[_Cell], rows: int) -> int:
    """How many rows at the top consist of nothing but headers."""
    plain = [cell.row for cell in cells if not cell.header]
    return min(plain, default=min(rows, 1))


def _figure_columns(cells: list[_Cell], columns: int, header_rows: int) -> list[bool]:
    texts: list[list[str]] = [[] for _ in range(columns)]
    for cell in cells:
        if cell.row >= header_rows and cell.colspan == 1 and cell.text:
            texts[cell.column].append(cell.text)
    return [bool(column) and all(_FIGURE.match(text) for text in column) for column in texts]


def _widths(cells: list[_Cell], columns: int, figures: list[bool]) -> list[int]:
    """One share of the width per column, 0 for a column that is as wide as its figures."""
    narrow = columns > _MOST_PORTRAIT_COLUMNS
    shares = [4 if narrow else 6] * columns
    for cell in cells:
        if cell.colspan == 1:
            word = max(map(len, cell.text.split()), default=0)
            need = min(word, 14) if narrow else max(min(word + word // 3, 40), min(len(cell.text), 60))
            shares[cell.column] = max(shares[cell.column], need)
    if narrow or all(figures):
        return shares
    return [0 if is_figures else share for share, is_figures in zip(shares, figures, strict=True)]


def _text_size(columns: int) -> float:
    """In points."""
    for most, size in ((6, 9.5), (9, 8.5), (14, 7.5), (20, 6.0)):
        if columns <= most:
            return size
    return 4.5


def _all_text(node: Node) -> str:
    if node["type"] == "text":
        return str(node["text"])
    return "".join(_all_text(child) for child in children(node))
