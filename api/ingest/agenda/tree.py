"""Blocks of text, and their two readings: a ProseMirror document under our schema, and plain text with numbering."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from api.ingest.agenda.draft import RichText

Style = Literal["decimal", "alpha", "roman"]
BlankKind = Literal["text", "date", "number", "list"]


@dataclass(frozen=True, slots=True)
class Blank:
    """A hole that must be filled before adoption; ``hint`` is the printed placeholder."""

    hint: str
    kind: BlankKind


Inline: TypeAlias = str | Blank


@dataclass(slots=True)
class Paragraph:
    content: list[Inline]
    line: int = 0

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.hint for part in self.content)


@dataclass(slots=True)
class Heading:
    text: str
    level: int = 1
    line: int = 0


@dataclass(slots=True)
class ListItem:
    blocks: list["Block"]
    line: int = 0


@dataclass(slots=True)
class ListBlock:
    items: list[ListItem]
    ordered: bool = False
    start: int = 1
    style: Style = "decimal"
    line: int = 0


@dataclass(slots=True)
class Table:
    rows: list[tuple[str, ...]]
    headers: tuple[str, ...] = ()
    caption: str | None = None
    line: int = 0


Block: TypeAlias = Paragraph | Heading | ListBlock | Table


class BlockIds:
    """Ids of eight base32 letters: the same draft always gets the same ones, and no two in it are alike."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def next(self) -> str:
        self._count += 1
        digest = hashlib.blake2b(f"{self._seed}:{self._count}".encode(), digest_size=5).digest()
        return base64.b32encode(digest).decode().lower()


def to_document(blocks: Iterable[Block], ids: BlockIds) -> RichText | None:
    """The ProseMirror document, None when there is nothing in it."""
    content = [node for block in blocks for node in _nodes(block, ids)]
    return {"type": "doc", "content": content} if content else None


def _nodes(block: Block, ids: BlockIds) -> Iterator[dict[str, object]]:
    if isinstance(block, Paragraph):
        yield _paragraph(block.content, ids)
    elif isinstance(block, Heading):
        attrs = {"id": ids.next(), "level": block.level}
        yield {"type": "heading", "attrs": attrs, "content": [{"type": "text", "text": block.text}]}
    elif isinstance(block, ListBlock):
        items = [{"type": "list_item", "content": list(_item_nodes(item, ids))} for item in block.items]
        if block.ordered:
            yield {"type": "ordered_list", "attrs": {"start": block.start, "style": block.style}, "content": items}
        else:
            yield {"type": "bullet_list", "content": items}
    else:
        yield _table(block, ids)


def _item_nodes(item: ListItem, ids: BlockIds) -> Iterator[dict[str, object]]:
    if not item.blocks or not isinstance(item.blocks[0], Paragraph):
        yield _paragraph([], ids)
    for block in item.blocks:
        yield from _nodes(block, ids)


def _paragraph(content: list[Inline], ids: BlockIds) -> dict[str, object]:
    node: dict[str, object] = {"type": "paragraph", "attrs": {"id": ids.next()}}
    inline: list[dict[str, object]] = []
    for part in content:
        if isinstance(part, Blank):
            inline.append({"type": "blank", "attrs": {"hint": part.hint, "kind": part.kind}})
        elif part:
            inline.append({"type": "text", "text": part})
    if inline:
        node["content"] = inline
    return node


def _table(table: Table, ids: BlockIds) -> dict[str, object]:
    width = max([len(table.headers), *(len(row) for row in table.rows)])
    figures = [_is_figures(row[at] for row in table.rows if at < len(row)) for at in range(width)]

    def row(cells: tuple[str, ...], kind: str) -> dict[str, object]:
        padded = [*cells, *[""] * (width - len(cells))]
        return {
            "type": "table_row",
            "content": [
                {
                    "type": kind,
                    "attrs": {"colspan": 1, "rowspan": 1, "align": "right" if figures[at] else None},
                    "content": [_paragraph([part], ids) for part in cell.split("\n")],
                }
                for at, cell in enumerate(padded)
            ],
        }

    rows = [row(table.headers, "table_header")] if table.headers else []
    rows.extend(row(cells, "table_cell") for cells in table.rows)
    return {"type": "table", "attrs": {"id": ids.next(), "caption": table.caption}, "content": rows}


_FIGURES = re.compile(r"[\d\s.,%–−-]*(?:kr\.?)?[\d\s.,%–−-]*", re.I)


def _is_figures(cells: Iterable[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(_FIGURES.fullmatch(cell) for cell in filled)


def number_sign(value: int, style: Style) -> str:
    """A point's printed number: ``3.``, ``c)`` or ``iii.``."""
    if style == "alpha":
        return f"{chr(ord('a') + (value - 1) % 26)})"
    if style == "roman":
        signs = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
        return f"{'x' * (value // 10)}{signs[value % 10]}."
    return f"{value}."


def plain(blocks: Iterable[Block]) -> str:
    """The text with its numbering, nested points indented, table rows with their cells apart by tabs."""
    return "\n".join(_plain_lines(blocks, ""))


def _plain_lines(blocks: Iterable[Block], indent: str) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, (Paragraph, Heading)):
            yield indent + block.text
        elif isinstance(block, Table):
            if block.caption:
                yield indent + block.caption
            for row in [block.headers, *block.rows]:
                if row:
                    yield indent + "\t".join(cell.replace("\n", " ") for cell in row)
        else:
            for at, item in enumerate(block.items):
                sign = number_sign(block.start + at, block.style) if block.ordered else "•"
                inner = list(_plain_lines(item.blocks, ""))
                yield f"{indent}{sign} {inner[0] if inner else ''}".rstrip()
                for more in inner[1:]:
                    yield f"{indent}   {more}"


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Every block, those in list points too, in reading order."""
    for block in blocks:
        yield block
        if isinstance(block, ListBlock):
            for item in block.items:
                yield from walk(item.blocks)
