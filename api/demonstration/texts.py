"""Small builders for rich text. A plain string stands for a paragraph, or for text inside one."""

from collections.abc import Sequence
from typing import Any, Literal

from api.domain.cases.schemas import NewProposal
from api.domain.kernel.richtext import RichText
from api.domain.kernel.richtext.building import cell, row, table

Node = dict[str, Any]

__all__ = ["bare_table", "blank", "doc", "h", "li", "ol", "p", "proposal", "strong", "table", "ul"]


def doc(*blocks: Node | str) -> RichText:
    """A whole text."""
    return {"type": "doc", "content": [_block(block) for block in blocks]}


def p(*inline: Node | str) -> Node:
    return {"type": "paragraph", "content": [_inline(piece) for piece in inline]}


def h(text: str, level: int = 1) -> Node:
    return {"type": "heading", "attrs": {"level": level}, "content": [_inline(text)]}


def ul(*items: Node | str) -> Node:
    return {"type": "bullet_list", "content": [_item(item) for item in items]}


def ol(*items: Node | str) -> Node:
    return {"type": "ordered_list", "content": [_item(item) for item in items]}


def li(*blocks: Node | str) -> Node:
    """A list item of several blocks, the first of them a paragraph."""
    return {"type": "list_item", "content": [_block(block) for block in blocks]}


def strong(text: str) -> Node:
    return {"type": "text", "text": text, "marks": [{"type": "strong"}]}


def blank(hint: str = "", kind: Literal["text", "date", "number", "list"] = "text") -> Node:
    """A hole that must be filled before the proposal can be adopted."""
    return {"type": "blank", "attrs": {"hint": hint, "kind": kind}}


def bare_table(caption: str, rows: Sequence[Sequence[str]]) -> Node:
    """A table without any header cell, as an unfinished text may have it."""
    cells = [row([cell("table_cell", text, to_the_right=False) for text in line]) for line in rows]
    return {"type": "table", "attrs": {"caption": caption}, "content": cells}


def proposal(*blocks: Node | str, recommends_to: str | None = None) -> tuple[NewProposal, ...]:
    """The one proposal that an item has."""
    return (NewProposal(text=doc(*blocks), recommends_to=recommends_to),)


def _block(block: Node | str) -> Node:
    return p(block) if isinstance(block, str) else block


def _inline(piece: Node | str) -> Node:
    return {"type": "text", "text": piece} if isinstance(piece, str) else piece


def _item(item: Node | str) -> Node:
    if isinstance(item, dict) and item["type"] == "list_item":
        return item
    return li(item)
