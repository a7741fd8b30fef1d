"""Rich text for tests: short builders, and hypothesis strategies for any document that our schema takes."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

Node = dict[str, Any]

BLOCK_ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def block_id(number: int) -> str:
    """The ``number``-th block id, eight base32 characters, the same at every call."""
    digits = ""
    for _ in range(8):
        number, digit = divmod(number, 32)
        digits = BLOCK_ID_ALPHABET[digit] + digits
    return digits


class Builder:
    """Makes nodes with running block ids: ``b = Builder(); b.doc(b.p("Styret godkjenner …"))``."""

    def __init__(self, start: int = 0) -> None:
        self._next = start

    def id(self) -> str:
        self._next += 1
        return block_id(self._next)

    def p(self, *content: str | Node) -> Node:
        node: Node = {"type": "paragraph", "attrs": {"id": self.id()}}
        inline = [text(part) if isinstance(part, str) else part for part in content if part != ""]
        return {**node, "content": inline} if inline else node

    def h(self, level: int, content: str) -> Node:
        return {"type": "heading", "attrs": {"id": self.id(), "level": level}, "content": [text(content)]}

    def item(self, content: str | Node, *blocks: Node) -> Node:
        first = self.p(content) if isinstance(content, str) or content["type"] in {"text", "blank"} else content
        return {"type": "list_item", "content": [first, *blocks]}

    def ul(self, *items: str | Node) -> Node:
        return {"type": "bullet_list", "content": [self._as_item(item) for item in items]}

    def ol(self, *items: str | Node, start: int = 1, style: str = "decimal") -> Node:
        return {
            "type": "ordered_list",
            "attrs": {"start": start, "style": style},
            "content": [self._as_item(item) for item in items],
        }

    def _as_item(self, item: str | Node) -> Node:
        return item if isinstance(item, dict) and item["type"] == "list_item" else self.item(item)

    def table(
        self,
        caption: str | None,
        headers: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        row_headers: bool = True,
        align: Sequence[str | None] | None = None,
    ) -> Node:
        """A table with one header row; the first column is headers too unless ``row_headers`` is false."""
        columns = align or ["left", *["right"] * (len(headers) - 1)]
        table_id = self.id()
        head = [self.cell(header, "table_header", columns[i]) for i, header in enumerate(headers)]
        body = [
            [
                self.cell(value, "table_header" if row_headers and i == 0 else "table_cell", columns[i])
                for i, value in enumerate(row)
            ]
            for row in rows
        ]
        return {
            "type": "table",
            "attrs": {"id": table_id, "caption": caption},
            "content": [{"type": "table_row", "content": cells} for cells in [head, *body]],
        }

    def cell(self, value: str, kind: str, align: str | None) -> Node:
        return {"type": kind, "attrs": {"colspan": 1, "rowspan": 1, "align": align}, "content": [self.p(value)]}

    def quote(self, *blocks: Node) -> Node:
        return {"type": "blockquote", "content": list(blocks)}

    def image(self, document: str, alt: str) -> Node:
        return {"type": "image", "attrs": {"id": self.id(), "document": document, "alt": alt}}

    @staticmethod
    def doc(*blocks: Node) -> Node:
        return {"type": "doc", "content": list(blocks)}


def text(value: str, *marks: Node) -> Node:
    return {"type": "text", "text": value, "marks": list(marks)} if marks else {"type": "text", "text": value}


def strong(value: str) -> Node:
    return text(value, {"type": "strong"})


def em(value: str) -> Node:
    return text(value, {"type": "em"})


def link(value: str, href: str) -> Node:
    return text(value, {"type": "link", "attrs": {"href": href}})


def blank(hint: str = "", kind: str = "text") -> Node:
    return {"type": "blank", "attrs": {"hint": hint, "kind": kind}}


def br() -> Node:
    return {"type": "hard_break"}


WORDS = ["Styret", "vedtek", "kommunane", "ålment", "øving", "æresord", "20.", "416 667", "§ 14-8", "–", "frå"]
NASTY = [
    "<script>alert(1)</script>",
    'a"b',
    "it's",
    "&amp;",
    "]]>",
    "javascript:alert(1)",
    "#let x = 1",
    "\\",
    "\u00a0",
    "$x$",
]

_characters = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])
texts = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
    st.sampled_from(NASTY),
    st.text(_characters, min_size=1, max_size=20),
)
_hrefs = st.sampled_from(
    [
        "https://www.sognnaring.no/aktuelt?a=1&b=2",
        "http://example.org/æ",
        "mailto:post@example.org",
        "/møte/styret/2025-10-20/sak/8",
    ]
)
_marks = st.tuples(st.one_of(st.none(), _hrefs), st.booleans(), st.booleans()).map(
    lambda chosen: [
        *([{"type": "link", "attrs": {"href": chosen[0]}}] if chosen[0] else []),
        *([{"type": "strong"}] if chosen[1] else []),
        *([{"type": "em"}] if chosen[2] else []),
    ]
)
_texts_with_marks = st.builds(lambda value, marks: text(value, *marks), texts, _marks)
_blanks = st.builds(
    blank,
    st.sampled_from(["", "xx", "xx.xx.2026", "<kommune>"]),
    st.sampled_from(["text", "date", "number", "list"]),
)
_inline = st.lists(st.one_of(_texts_with_marks, _texts_with_marks, _blanks, st.builds(br)), max_size=4)
_paragraphs = _inline.map(
    lambda content: {"type": "paragraph", "attrs": {"id": None}, **({"content": content} if content else {})}
)
_headings = st.builds(
    lambda level, content: {"type": "heading", "attrs": {"id": None, "level": level}, "content": [text(content)]},
    st.integers(1, 3),
    texts,
)
_images = st.builds(
    lambda alt: {"type": "image", "attrs": {"id": None, "document": "doc_" + "0" * 26, "alt": alt}}, texts
)


@st.composite
def _tables(draw: st.DrawFn) -> Node:
    columns = draw(st.integers(1, 3))
    row_headers = draw(st.booleans())
    align = draw(st.lists(st.sampled_from([None, "left", "right", "center"]), min_size=columns, max_size=columns))

    def cell(row: int, column: int) -> Node:
        kind = "table_header" if row == 0 or (row_headers and column == 0) else "table_cell"
        attrs = {"colspan": 1, "rowspan": 1, "align": align[column]}
        return {"type": kind, "attrs": attrs, "content": [draw(_paragraphs)]}

    rows: list[Node] = [
        {"type": "table_row", "content": [cell(row, column) for column in range(columns)]}
        for row in range(draw(st.integers(1, 3)))
    ]
    if columns > 1 and draw(st.booleans()):
        spanning = {"colspan": columns, "rowspan": 1, "align": None}
        rows.append(
            {
                "type": "table_row",
                "content": [{"type": "table_cell", "attrs": spanning, "content": [draw(_paragraphs)]}],
            }
        )
    caption = draw(st.one_of(st.none(), texts))
    return {"type": "table", "attrs": {"id": None, "caption": caption}, "content": rows}


def _containers(blocks: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    items = st.lists(
        st.builds(
            lambda first, rest: {"type": "list_item", "content": [first, *rest]},
            _paragraphs,
            st.lists(blocks, max_size=1),
        ),
        min_size=1,
        max_size=3,
    )
    return st.one_of(
        items.map(lambda content: {"type": "bullet_list", "content": content}),
        st.builds(
            lambda content, start, style: {
                "type": "ordered_list",
                "attrs": {"start": start, "style": style},
                "content": content,
            },
            items,
            st.integers(1, 30),
            st.sampled_from(["decimal", "alpha", "roman"]),
        ),
        st.lists(blocks, min_size=1, max_size=2).map(lambda content: {"type": "blockquote", "content": content}),
    )


_blocks = st.recursive(st.one_of(_paragraphs, _paragraphs, _headings, _tables(), _images), _containers, max_leaves=6)

WITH_ID = frozenset({"paragraph", "heading", "table", "image"})


def _number_blocks(node: Node, builder: Builder) -> Node:
    numbered = dict(node)
    if node["type"] in WITH_ID:
        numbered["attrs"] = {**node["attrs"], "id": builder.id()}
    if "content" in node:
        numbered["content"] = [_number_blocks(child, builder) for child in node["content"]]
    return numbered


def _merge_equal_neighbours(node: Node) -> Node:
    """ProseMirror joins neighbouring texts with equal marks: so must a document that is to come back unchanged."""
    if "content" not in node:
        return node
    content: list[Node] = []
    for child in map(_merge_equal_neighbours, node["content"]):
        last = content[-1] if content else None
        if last and last["type"] == child["type"] == "text" and last.get("marks") == child.get("marks"):
            content[-1] = {**last, "text": last["text"] + child["text"]}
        else:
            content.append(child)
    return {**node, "content": content}


def docs(*, min_blocks: int = 1, max_blocks: int = 4) -> st.SearchStrategy[Node]:
    """Any valid document, hostile texts included, every block with its own id."""
    return st.lists(_blocks, min_size=min_blocks, max_size=max_blocks).map(
        lambda blocks: _merge_equal_neighbours(_number_blocks({"type": "doc", "content": blocks}, Builder()))
    )
