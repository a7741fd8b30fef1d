"""Tables made by the program, as nodes of a text."""

from collections.abc import Sequence

from api.domain.kernel.richtext.schema import Node


def paragraph(*inline: Node) -> Node:
    return {"type": "paragraph", "content": list(inline)}


def words(text: str, *, href: str | None = None) -> Node:
    """A piece of text, a link when it has somewhere to go."""
    node: Node = {"type": "text", "text": text}
    return {**node, "marks": [{"type": "link", "attrs": {"href": href}}]} if href else node


def table(caption: str, headers: Sequence[str], rows: Sequence[Sequence[str]], *, figures: bool = False) -> Node:
    """A table whose first row and first column are headers; with ``figures`` the other columns are set to the right."""
    return {
        "type": "table",
        "attrs": {"caption": caption},
        "content": [
            row([cell("table_header", text, figures and column > 0) for column, text in enumerate(headers)]),
            *(
                row([cell("table_cell" if at else "table_header", text, figures and at > 0) for at, text in one])
                for one in map(enumerate, rows)
            ),
        ],
    }


def row(cells: Sequence[Node]) -> Node:
    return {"type": "table_row", "content": list(cells)}


def cell(kind: str, text: str, to_the_right: bool) -> Node:
    """``kind`` is ``table_header`` or ``table_cell``."""
    content = [paragraph(*([words(text)] if text else []))]
    return {"type": kind, "attrs": {"align": "right" if to_the_right else None}, "content": content}
