"""Texts as plain characters, for search, e-mail and comparison, and plain characters as texts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from api.domain.kernel.richtext.schema import UNSTORABLE, Node, RichText, attrs, children
from api.domain.kernel.richtext.validation import with_ids

OPEN_BLANK = "…"
"""Stands for a blank without a printed placeholder."""
_NUMERALS: Final = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def to_text(doc: RichText) -> str:
    """Plain text: an empty line between blocks, list markers as printed, a table row per line with tabs between.

    A blank shows its placeholder or ``…``, an image its alternative text.
    """
    return "\n\n".join(_block(block) for block in children(doc))


def inline_text(node: Node) -> str:
    """The text of a paragraph or heading; a hard break is a newline."""
    return "".join(_inline(child) for child in children(node))


def cell_text(cell: Node) -> str:
    """The text of a table cell on one line."""
    return " ".join(inline_text(paragraph).replace("\n", " ") for paragraph in children(cell))


def count_blanks(doc: RichText) -> int:
    """How many holes must be filled before the text can be adopted."""
    return sum(1 for _ in _blanks(doc))


def text_doc(text: str) -> RichText:
    """A document of plain paragraphs: an empty line parts them, a single newline is a hard break.

    Characters that can't be stored are left out. An empty text gives one empty paragraph.
    """
    clean = UNSTORABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return with_ids({"type": "doc", "content": [paragraph(part) for part in re.split(r"\n[^\S\n]*(?:\n\s*)+", clean)]})


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Node:
    """A table of plain words, the first cell of each row heading it; without ids as :func:`paragraph`."""

    def row(cells: Sequence[str], *, is_head: bool) -> Node:
        content = [
            {"type": "table_header" if is_head or index == 0 else "table_cell", "content": [paragraph(text)]}
            for index, text in enumerate(cells)
        ]
        return {"type": "table_row", "content": content}

    content = [row(head, is_head=True), *(row(cells, is_head=False) for cells in rows)]
    return {"type": "table", "attrs": {"caption": caption}, "content": content}


def marker(style: str, number: int) -> str:
    """An ordered item's marker as printed: ``3.``, ``c.``, ``iii.``."""
    if style == "alpha":
        return f"{_letters(number)}."
    return f"{_roman(number)}." if style == "roman" else f"{number}."


def paragraph(text: str) -> Node:
    """A paragraph of plain words without an id, a newline being a hard break: for :func:`with_ids` to number."""
    content: list[Node] = []
    for line in text.split("\n"):
        if content:
            content.append({"type": "hard_break"})
        if line.strip():
            content.append({"type": "text", "text": line.strip()})
    return {"type": "paragraph", "attrs": {}, **({"content": content} if text else {})}


def _blanks(node: Node | RichText) -> Iterator[Node]:
    for child in children(node):
        if child["type"] == "blank":
            yield child
        yield from _blanks(child)


def _inline(node: Node) -> str:
    match node["type"]:
        case "text":
            return str(node["text"])
        case "blank":
            return attrs(node).get("hint") or OPEN_BLANK
        case _:
            return "\n"


def _block(node: Node) -> str:
    match node["type"]:
        case "bullet_list":
            return "\n".join(_list_item(item, "-") for item in children(node))
        case "ordered_list":
            style, start = attrs(node).get("style", "decimal"), attrs(node).get("start", 1)
            return "\n".join(_list_item(item, marker(style, start + i)) for i, item in enumerate(children(node)))
        case "table":
            rows = ["\t".join(cell_text(cell) for cell in children(row)) for row in children(node)]
            caption = attrs(node).get("caption")
            return "\n".join([caption, *rows] if caption else rows)
        case "blockquote":
            return "\n\n".join(_block(block) for block in children(node))
        case "image":
            return str(attrs(node)["alt"])
        case _:
            return inline_text(node)


def _list_item(item: Node, mark: str) -> str:
    inner = "\n".join(_block(block) for block in children(item))
    indent = "\n" + " " * (len(mark) + 1)
    return f"{mark} " + inner.replace("\n", indent)


def _letters(number: int) -> str:
    result = ""
    while number:
        number, digit = divmod(number - 1, 26)
        result = chr(ord("a") + digit) + result
    return result


def _roman(number: int) -> str:
    result = ""
    for value, numeral in _NUMERALS:
        times, number = divmod(number, value)
        result += numeral * times
    return result
