import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from api.domain.kernel.richtext import count_blanks, is_safe_link, text_doc, to_html, to_text
from api.domain.kernel.richtext.plain import marker
from tests.unit.kernel.richtext_strategies import Builder, Node, blank, block_id, br, docs, em, link, strong, text

SAFE_TAGS = {
    *("root", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "figure", "img", "br", "span"),
    *("div", "table", "caption", "thead", "tbody", "tr", "th", "td", "a", "strong", "em"),
}
SAFE_ATTRIBUTES = {
    *("id", "class", "href", "src", "alt", "loading", "type", "start", "role", "tabindex"),
    *("aria-labelledby", "aria-label", "colspan", "rowspan", "scope", "data-align"),
}


def html(*blocks: Node, offset: int = 1, prefix: str = "") -> str:
    return to_html(Builder.doc(*blocks), heading_offset=offset, blank_label="må fyllast ut", anchor_prefix=prefix)


def parsed(doc: Node) -> etree._Element:
    return etree.fromstring(f"<root>{to_html(doc, heading_offset=2, blank_label='<må>')}</root>")


@given(docs())
def test_html_is_well_formed_and_has_only_known_tags_and_attributes(doc: Node) -> None:
    for element in parsed(doc).iter():
        assert element.tag in SAFE_TAGS
        assert set(element.attrib) <= SAFE_ATTRIBUTES


@given(docs())
def test_no_link_in_html_leads_anywhere_unsafe(doc: Node) -> None:
    assert all(is_safe_link(anchor.get("href")) for anchor in parsed(doc).iter("a"))


@given(docs())
def test_every_id_in_html_is_unique(doc: Node) -> None:
    ids = [element.get("id") for element in parsed(doc).iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@given(docs())
def test_every_block_has_its_anchor_in_html(doc: Node) -> None:
    def wanted(node: Node) -> set[str]:
        own = {f"p-{node['attrs']['id']}"} if "id" in node.get("attrs", {}) else set()
        return own.union(*(wanted(child) for child in node.get("content", [])))

    assert wanted(doc) <= {element.get("id") for element in parsed(doc).iter()}


def test_an_unsafe_link_that_was_never_validated_is_shown_as_text() -> None:
    assert html(Builder().p(link("trykk", "javascript:alert(1)"))) == f'<p id="p-{block_id(1)}">trykk</p>'


def test_a_link_with_bold_in_it_is_one_link() -> None:
    bold = text("no", {"type": "link", "attrs": {"href": "/a"}}, {"type": "strong"})
    assert (
        html(Builder().p(link("les ", "/a"), bold))
        == f'<p id="p-{block_id(1)}"><a class="ds-link" href="/a">les <strong>no</strong></a></p>'
    )


def test_marks_and_breaks_are_elements() -> None:
    assert html(Builder().p(strong("a"), br(), em("b"))) == (
        f'<p id="p-{block_id(1)}"><strong>a</strong><br/><em>b</em></p>'
    )


def heading_tags(levels: Sequence[int], offset: int) -> list[str]:
    b = Builder()
    return re.findall(r"<(h\d)", html(*(b.h(level, "Bakgrunn") for level in levels), offset=offset))


@pytest.mark.parametrize(
    ("levels", "offset", "tags"),
    [
        ([1, 2, 3], 1, ["h2", "h3", "h4"]),
        ([1, 2, 3], 5, ["h6", "h6", "h6"]),
        ([1, 2, 1, 2], 2, ["h3", "h4", "h3", "h4"]),
    ],
)
def test_heading_levels_are_moved_down(levels: list[int], offset: int, tags: list[str]) -> None:
    assert heading_tags(levels, offset) == tags


def test_a_heading_level_that_the_text_skips_is_closed_up() -> None:
    assert heading_tags([2, 3, 1, 3], 2) == ["h3", "h4", "h3", "h4"]


def test_a_row_of_totals_is_marked() -> None:
    table = table_html(Builder().table(None, ("Kommune", "Sum"), (("Vik", "1"), ("Totalt", "1"), ("Sumar", "2"))))
    assert [row.get("class") for row in table.iter("tr")] == [None, None, "total", None]


def test_anchors_carry_the_prefix() -> None:
    assert html(Builder().p("a"), prefix="sak-8-") == f'<p id="sak-8-p-{block_id(1)}">a</p>'


def test_a_blank_reads_out_that_it_must_be_filled() -> None:
    shown = html(Builder().p(blank("xx.xx.2026", "date")))
    assert '<span class="blank">xx.xx.2026 <span class="ds-sr-only">(må fyllast ut)</span></span>' in shown


def test_a_blank_without_placeholder_shows_that_it_must_be_filled() -> None:
    assert '<span class="blank">(må fyllast ut)</span>' in html(Builder().p(blank()))


def test_an_ordered_list_keeps_its_start_and_numbering() -> None:
    assert '<ol class="ds-list" type="a" start="3">' in html(Builder().ol("x", start=3, style="alpha"))


def table_html(table: Node) -> etree._Element:
    return etree.fromstring(html(table))


def test_a_table_has_its_caption_and_headers_with_scope() -> None:
    table = table_html(Builder().table("Folketal", ("Kommune", "Tal"), (("Vik", "2550"),)))
    assert table.findtext(".//caption") == "Folketal"
    assert [(th.text, th.get("scope")) for th in table.iter("th")] == [
        ("Kommune", "col"),
        ("Tal", "col"),
        ("Vik", "row"),
    ]


def test_figures_are_aligned_without_inline_style() -> None:
    table = table_html(Builder().table("Folketal", ("Kommune", "Tal"), (("Vik", "2550"),)))
    assert table.find(".//td").get("data-align") == "right"  # type: ignore[union-attr]


def test_a_wide_table_can_be_scrolled_with_the_keyboard() -> None:
    table = table_html(Builder().table("Folketal", ("Kommune",), (("Vik",),)))
    caption = table.find(".//caption")
    assert caption is not None
    assert (table.get("tabindex"), table.get("aria-labelledby")) == ("0", caption.get("id"))


def test_a_table_without_caption_has_a_name_all_the_same() -> None:
    assert table_html(Builder().table(None, ("Kommune",), (("Vik",),))).get("aria-label") == "Tabell"


def test_an_empty_header_cell_is_an_ordinary_cell() -> None:
    table = table_html(Builder().table(None, ("", "Tal"), (("Vik", "1"),)))
    assert [cell.tag for cell in table.find(".//thead/tr")] == ["td", "th"]  # type: ignore[union-attr]


def test_an_image_has_its_alternative_text() -> None:
    shown = html(Builder().image("doc_1", 'Kart "Sogn"'))
    assert 'src="/api/v1/published/documents/doc_1/content" alt="Kart &quot;Sogn&quot;"' in shown


def test_plain_text_has_list_markers_and_tabs_between_cells() -> None:
    b = Builder()
    doc = b.doc(
        b.h(1, "Vurdering"),
        b.p("Eitt", br(), "to ", blank(), " ", blank("xx")),
        b.ul(b.item("punkt", b.ol("under", "neste", start=2, style="alpha"))),
        b.ol("romersk", start=4, style="roman"),
        b.table("Tal", ("Kommune", "Sum"), (("Vik", "1"),)),
        b.quote(b.p("Sitat")),
        b.image("doc_1", "Kart"),
    )
    assert to_text(doc) == (
        "Vurdering\n\nEitt\nto … xx\n\n- punkt\n  b. under\n  c. neste\n\niv. romersk"
        "\n\nTal\nKommune\tSum\nVik\t1\n\nSitat\n\nKart"
    )


@given(docs())
def test_plain_text_has_every_character_of_the_text(doc: Node) -> None:
    def pieces(node: Node) -> list[str]:
        return [node["text"]] if "text" in node else [p for child in node.get("content", []) for p in pieces(child)]

    plain = "".join(to_text(doc).split())
    assert all("".join(piece.split()) in plain for piece in pieces(doc))


@given(docs())
def test_as_many_blanks_are_counted_as_are_shown(doc: Node) -> None:
    assert count_blanks(doc) == len(parsed(doc).xpath("//span[@class='blank']"))


@given(st.lists(st.text(st.sampled_from("abæ <&."), min_size=1).filter(str.strip), min_size=1, max_size=4))
def test_plain_paragraphs_come_back_as_they_were(paragraphs: list[str]) -> None:
    assert to_text(text_doc("\n\n".join(paragraphs))) == "\n\n".join(part.strip() for part in paragraphs)


@pytest.mark.parametrize(
    ("style", "number", "printed"),
    [
        ("decimal", 12, "12."),
        ("alpha", 1, "a."),
        ("alpha", 28, "ab."),
        ("roman", 1994, "mcmxciv."),
        ("roman", 4, "iv."),
    ],
)
def test_a_list_marker_is_printed_in_its_style(style: str, number: int, printed: str) -> None:
    assert marker(style, number) == printed
