import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.kernel.richtext.typst import ascii_address, pieces, printable, to_typst
from tests.unit.kernel.richtext_strategies import Builder, Node, docs, link
from tests.unit.outputs.pdf.reading import BASE_URL


def typst(*blocks: Node, level: int = 3) -> list[Node]:
    return to_typst(Builder.doc(*blocks), heading_level=level, base_url=BASE_URL)


def cell(text: str, kind: str = "table_cell", **more: Any) -> Node:
    attrs = {"colspan": 1, "rowspan": 1, "align": None, **more}
    return {"type": kind, "attrs": attrs, "content": [Builder().p(text)]}


def table(*rows: list[Node]) -> Node:
    content = [{"type": "table_row", "content": row} for row in rows]
    return {"type": "table", "attrs": {"id": "aaaaaaaa", "caption": None}, "content": content}


def test_a_skipped_heading_level_is_closed() -> None:
    b = Builder()
    assert [block["level"] for block in typst(b.h(3, "x"), b.h(1, "y"), b.h(3, "z"))] == [3, 3, 4]


def test_a_heading_without_text_is_left_out() -> None:
    assert typst(Builder().h(1, " ")) == []


def test_a_link_to_a_path_gets_the_address_of_the_site() -> None:
    [paragraph] = typst(Builder().p(link("møtet", "/møte/styret")))
    assert paragraph["content"][0]["href"] == f"{BASE_URL}/m%C3%B8te/styret"


def test_a_column_of_figures_is_right_aligned_without_being_told() -> None:
    head = [cell("Kommune", "table_header"), cell("Sum", "table_header")]
    [made] = typst(table(head, [cell("Vik"), cell("1 060 281")], [cell("Luster"), cell("–")]))
    assert [one["align"] for one in made["cells"]] == ["left", "right"] * 3


def test_an_alignment_that_is_given_holds() -> None:
    [made] = typst(table([cell("1", align="center")], [cell("2")]))
    assert [one["align"] for one in made["cells"]] == ["center", "right"]


def test_a_header_cell_never_spans_out_of_the_header() -> None:
    [made] = typst(table([cell("A", "table_header", rowspan=2), cell("B", "table_header")], [cell("b")]))
    assert [one["rowspan"] for one in made["cells"] if one["header"]] == [1, 1]


def test_a_hole_in_a_table_becomes_an_empty_cell() -> None:
    [made] = typst(table([cell("a"), cell("b")], [cell("c")]))
    assert [(one["row"], one["column"]) for one in made["cells"]] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_an_unknown_block_is_refused() -> None:
    with pytest.raises(ValueError, match="'video' is not a block of our schema"):
        typst({"type": "video"})


def test_an_unknown_inline_node_is_refused() -> None:
    with pytest.raises(ValueError, match="'smiley' is not an inline node of our schema"):
        typst(Builder().p({"type": "smiley"}))


@given(docs())
def test_any_document_becomes_plain_json(doc: Node) -> None:
    made = to_typst(doc, heading_level=3, base_url=BASE_URL)
    assert json.loads(json.dumps(made)) == made


@given(st.text(), st.integers(1, 30))
def test_pieces_put_together_are_the_text(text: str, longest: int) -> None:
    assert "".join(pieces(printable(text), longest)) == printable(text)


@given(st.text(), st.integers(1, 30))
def test_no_piece_has_a_longer_word_than_allowed(text: str, longest: int) -> None:
    assert all(len(word) <= longest for piece in pieces(printable(text), longest) for word in piece.split())


@given(st.text())
def test_an_address_is_ascii(text: str) -> None:
    assert ascii_address(text).isascii()
