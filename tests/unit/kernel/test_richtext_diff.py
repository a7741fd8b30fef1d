import copy
from collections.abc import Sequence

from hypothesis import given
from lxml import etree

from api.domain.kernel.richtext import DiffBlock, DiffRun, diff, diff_html
from tests.unit.kernel.richtext_strategies import Builder, Node, docs


def side(blocks: Sequence[DiffBlock], *kinds: str) -> list[str]:
    """The texts of one side: blocks that are only on the other side have no run here and don't count."""
    gone = "added" if "removed" in kinds else "removed"
    return ["".join(run.text for run in block.runs if run.kind in kinds) for block in blocks if block.kind != gone]


def alone(doc: Node) -> list[str]:
    return ["".join(run.text for run in block.runs) for block in diff(doc, doc)]


@given(docs(), docs())
def test_both_sides_can_be_put_together_again(old: Node, new: Node) -> None:
    blocks = diff(old, new)
    assert side(blocks, "kept", "removed") == alone(old)
    assert side(blocks, "kept", "added") == alone(new)


@given(docs())
def test_a_text_compared_with_itself_is_kept(doc: Node) -> None:
    assert {block.kind for block in diff(doc, doc)} <= {"kept"}


def test_one_word_that_changes_is_one_run_on_each_side() -> None:
    old, new = Builder().p("Styret vedtek planen."), Builder().p("Styret utset planen.")
    assert diff(Builder.doc(old), Builder.doc(new))[0].runs == (
        DiffRun("kept", "Styret "),
        DiffRun("removed", "vedtek"),
        DiffRun("added", "utset"),
        DiffRun("kept", " planen."),
    )


def test_a_block_is_known_by_its_id_however_much_it_changes() -> None:
    old, new = Builder().p("Vik"), Builder().p("Noko heilt anna")
    assert [block.kind for block in diff(Builder.doc(old), Builder.doc(new))] == ["changed"]


def test_a_block_with_a_new_id_is_known_by_its_content() -> None:
    first, second = Builder(), Builder(50)
    old = Builder.doc(first.p("Styret vedtek planen."), first.p("Siste avsnitt."))
    new = Builder.doc(second.p("Nytt fyrst."), second.p("Styret vedtek planen."), second.p("Siste avsnitt."))
    assert [block.kind for block in diff(old, new)] == ["added", "kept", "kept"]


def test_a_figure_that_changes_in_a_table_shows_in_its_row() -> None:
    old = Builder.doc(Builder().table("Tal", ("Kommune", "Sum"), (("Vik", "100"), ("Luster", "200"))))
    new = copy.deepcopy(old)
    new["content"][0]["content"][1]["content"][1]["content"][0]["content"][0]["text"] = "150"
    changed = [block for block in diff(old, new) if block.kind == "changed"]
    assert [block.node for block in changed] == ["table_row"]
    assert DiffRun("added", "150") in changed[0].runs


def test_a_very_long_paragraph_is_compared_as_a_whole() -> None:
    old, new = Builder().p("a b " * 3_000), Builder().p("c b " * 3_000)
    assert [run.kind for run in diff(Builder.doc(old), Builder.doc(new))[0].runs] == ["removed", "added"]


def test_html_marks_what_was_added_and_removed_for_eyes_and_ears() -> None:
    old, new = Builder().p("Styret vedtek."), Builder().p("Styret <utset>.")
    shown = diff_html(diff(Builder.doc(old), Builder.doc(new)), added_label="lagt til", removed_label="fjerna")
    assert '<del><span class="ds-sr-only">fjerna: </span>vedtek</del>' in shown
    assert "<utset>" not in shown


@given(docs(), docs())
def test_the_html_of_a_comparison_is_well_formed(old: Node, new: Node) -> None:
    shown = diff_html(diff(old, new), added_label="+", removed_label="-")
    assert etree.fromstring(f"<root>{shown}</root>").tag == "root"
