import copy
import json

import pytest
from hypothesis import given

from api.domain.kernel.errors import FieldError, Invalid
from api.domain.kernel.richtext import is_safe_link, text_doc, validate, with_ids
from api.domain.kernel.richtext.validation import MAX_DEPTH, MAX_NODES
from tests.unit.kernel.richtext_strategies import Builder, Node, blank, docs, link, text


def faults(doc: object) -> tuple[FieldError, ...]:
    with pytest.raises(Invalid) as caught:
        validate(doc)
    return caught.value.errors


def pointers(doc: object) -> list[str]:
    return [fault.pointer for fault in faults(doc)]


def one(node: Node) -> Node:
    return Builder.doc(node)


def paragraph(**more: object) -> Node:
    return {"type": "paragraph", "attrs": {"id": "aaaaaaaa"}, **more}


@given(docs())
def test_a_valid_document_comes_back_unchanged(doc: Node) -> None:
    assert validate(json.loads(json.dumps(doc))) == doc


def test_defaults_are_filled_in() -> None:
    doc = one({"type": "ordered_list", "content": [{"type": "list_item", "content": [paragraph()]}]})
    assert validate(doc)["content"][0]["attrs"] == {"start": 1, "style": "decimal"}  # type: ignore[index]


@pytest.mark.parametrize("doc", [None, [], "doc", 1, {}, {"type": "paragraph"}, {"type": ["doc"]}])
def test_what_is_no_document_is_refused(doc: object) -> None:
    assert pointers(doc) == [""]


@pytest.mark.parametrize(
    ("node", "pointer"),
    [
        ({"type": "iframe"}, "/content/0/type"),
        ({"type": ["paragraph"]}, "/content/0/type"),
        ("text", "/content/0"),
        (text("loose"), "/content/0"),
        (paragraph(content="text"), "/content/0/content"),
        (paragraph(style="color:red"), "/content/0"),
        (paragraph(text="x"), "/content/0/text"),
        (paragraph(content=[{"type": "text", "text": ""}]), "/content/0/content/0/text"),
        (paragraph(content=[{"type": "text", "text": "a\x00b"}]), "/content/0/content/0/text"),
        (paragraph(content=[{"type": "text", "text": "a\ud800b"}]), "/content/0/content/0/text"),
        (paragraph(content=[text("x", {"type": "underline"})]), "/content/0/content/0/marks/0"),
        (paragraph(content=[text("x", {"type": "em"}, {"type": "strong"})]), "/content/0/content/0/marks"),
        (paragraph(content=[blank(kind="sum")]), "/content/0/content/0/attrs/kind"),
        (paragraph(content=[link("x", "javascript:alert(1)")]), "/content/0/content/0/marks/0/attrs/href"),
        ({"type": "paragraph"}, "/content/0/attrs"),
        ({"type": "paragraph", "attrs": {"id": "AAAAAAAA"}}, "/content/0/attrs/id"),
        ({"type": "paragraph", "attrs": {"id": "aaaaaaaa", "class": "x"}}, "/content/0/attrs"),
        ({"type": "paragraph", "attrs": "id"}, "/content/0/attrs"),
        ({"type": "heading", "attrs": {"id": "aaaaaaaa", "level": 4}}, "/content/0/attrs/level"),
        ({"type": "heading", "attrs": {"id": "aaaaaaaa", "level": True}}, "/content/0/attrs/level"),
        ({"type": "bullet_list", "content": []}, "/content/0"),
        ({"type": "bullet_list", "content": [paragraph()]}, "/content/0/content/0"),
        ({"type": "image", "attrs": {"id": "aaaaaaaa", "document": "/x.png", "alt": ""}}, "/content/0/attrs/document"),
    ],
)
def test_a_fault_is_pointed_at(node: Node, pointer: str) -> None:
    assert pointers(one(node)) == [pointer]


def test_every_fault_is_told_at_once() -> None:
    doc = Builder.doc({"type": "paragraph"}, {"type": "heading", "attrs": {"id": "bbbbbbbb", "level": 9}})
    assert pointers(doc) == ["/content/0/attrs", "/content/1/attrs/level"]


def test_an_empty_document_is_refused() -> None:
    assert pointers({"type": "doc", "content": []}) == [""]


def test_a_block_id_that_is_used_twice_is_pointed_at_with_its_first_place() -> None:
    fault = faults(Builder.doc(paragraph(), paragraph()))[0]
    assert (fault.pointer, fault.code, fault.detail) == (
        "/content/1/attrs/id",
        "duplicate",
        "is the id of /content/0 too",
    )


def test_a_table_with_a_short_row_is_refused() -> None:
    doc = one(Builder().table(None, ("a", "b"), (("1",),)))
    assert pointers(doc) == ["/content/0/content/1"]


def test_a_cell_that_reaches_down_counts_in_the_rows_below() -> None:
    table = Builder().table(None, ("a", "b"), (("1", "2"), ("3",)))
    table["content"][1]["content"][0]["attrs"]["rowspan"] = 2
    assert validate(one(table)) == one(table)


def test_a_cell_that_reaches_below_the_table_is_refused() -> None:
    table = Builder().table(None, ("a",), (("1",),))
    table["content"][1]["content"][0]["attrs"]["rowspan"] = 2
    assert pointers(one(table)) == ["/content/0/content/1"]


def test_a_document_nested_too_deep_is_refused() -> None:
    node = paragraph()
    for _ in range(5_000):
        node = {"type": "blockquote", "content": [node]}
    assert faults(one(node))[0].code == "too_large"


def test_a_document_with_too_many_nodes_is_refused() -> None:
    assert faults(Builder.doc(*[paragraph()] * MAX_NODES))[0].code == "too_large"


def test_the_deepest_document_that_is_let_in_is_checked_to_the_bottom() -> None:
    node: Node = {"type": "iframe"}
    for _ in range(MAX_DEPTH - 2):
        node = {"type": "blockquote", "content": [node]}
    assert faults(one(node))[0].pointer.endswith("/type")


@pytest.mark.parametrize(
    "href", ["https://sogn.no/a?b=c#d", "http://sogn.no", "HTTPS://sogn.no", "mailto:post@sogn.no", "/møte/styret", "/"]
)
def test_a_link_to_the_web_to_an_address_or_to_this_site_is_safe(href: str) -> None:
    assert is_safe_link(href)


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScript:alert(1)",
        "java\tscript:alert(1)",
        " https://sogn.no",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "/\\evil.example",
        "https:",
        "https:///x",
        "http://[",
        "mailto:",
        "møte",
        "",
        "file:///etc/passwd",
        "https://sogn.no/" + "a" * 2_000,
        None,
        7,
    ],
)
def test_any_other_link_is_not(href: object) -> None:
    assert not is_safe_link(href)


def without_ids(node: Node) -> Node:
    bare = copy.deepcopy(node)
    waiting = [bare]
    while waiting:
        current = waiting.pop()
        current.get("attrs", {}).pop("id", None)
        waiting.extend(current.get("content", []))
    return bare


@given(docs())
def test_ids_that_are_there_stay(doc: Node) -> None:
    assert with_ids(doc) == doc


@given(docs())
def test_blocks_without_ids_get_them(doc: Node) -> None:
    completed = with_ids(without_ids(doc))
    assert without_ids(validate(completed)) == without_ids(doc)


@given(docs())
def test_the_same_text_gets_the_same_ids(doc: Node) -> None:
    assert with_ids(without_ids(doc)) == with_ids(without_ids(doc))


def test_the_second_of_two_equal_ids_is_replaced() -> None:
    first, second = with_ids(Builder.doc(paragraph(), paragraph()))["content"]  # type: ignore[misc]
    assert first["attrs"]["id"] == "aaaaaaaa" != second["attrs"]["id"]


@pytest.mark.parametrize("broken", [None, {"type": "paragraph", "attrs": 3}, {"content": [1, {"type": {}}]}])
def test_giving_ids_to_a_broken_document_leaves_the_fault_to_be_told(broken: object) -> None:
    assert faults(with_ids(broken))


@pytest.mark.parametrize("written", ["", "Eitt avsnitt", "Eitt\nto\n\n\nny\r\n \r\nsiste", "a\x00b\ud800"])
def test_plain_text_becomes_a_valid_document(written: str) -> None:
    doc = text_doc(written)
    assert validate(doc) == doc
