"""What has changed between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from typing import Final, Literal

from api.domain.kernel.richtext.plain import cell_text, inline_text
from api.domain.kernel.richtext.schema import Node, RichText, attrs, children

RunKind = Literal["kept", "added", "removed"]

_WORDS: Final = re.compile(r"\w+|[^\w\s]|\s+")
_ALIKE: Final = 0.5
# difflib takes time in proportion to the product of the lengths; beyond this a paragraph is compared as a whole.
_MOST_COMPARISONS: Final = 4_000_000


@dataclass(frozen=True)
class DiffRun:
    """A stretch of words with one fate."""

    kind: RunKind
    text: str


@dataclass(frozen=True)
class DiffBlock:
    """One paragraph, heading, table caption, table row or image.

    Its kept and removed runs together are the old block, the kept and added ones the new.
    """

    kind: Literal["kept", "changed", "added", "removed"]
    node: str
    """``paragraph``, ``heading``, ``caption``, ``table_row`` or ``image``."""
    id: str
    """The block's id, of the new text where it is there; a table row has its first paragraph's."""
    runs: tuple[DiffRun, ...]


@dataclass(frozen=True)
class _Leaf:
    node: str
    id: str
    text: str


def diff(old: RichText, new: RichText) -> list[DiffBlock]:
    """The blocks of both texts in reading order, each with its kept, added and removed words.

    Blocks are paired by id, what is left between pairs by equal content, then by likeness. A block that was moved
    is removed where it was and added where it is. Marks, list markers and levels are not compared.
    """
    result: list[DiffBlock] = []
    for before, after in _pairs(list(_leaves(old)), list(_leaves(new))):
        if before and after:
            runs = tuple(_runs(before.text, after.text))
            kind: Literal["kept", "changed"] = "kept" if before.text == after.text else "changed"
            result.append(DiffBlock(kind, after.node, after.id, runs))
        elif after:
            result.append(DiffBlock("added", after.node, after.id, _single("added", after.text)))
        elif before:
            result.append(DiffBlock("removed", before.node, before.id, _single("removed", before.text)))
    return result


def diff_html(blocks: Sequence[DiffBlock], *, added_label: str, removed_label: str) -> str:
    """The comparison as HTML with ``<ins>`` and ``<del>``, the labels read out before each («lagt til», «fjerna»)."""
    tags = {"added": ("ins", added_label), "removed": ("del", removed_label)}

    def run(one: DiffRun) -> str:
        text = escape(one.text)
        if one.kind == "kept":
            return text
        tag, label = tags[one.kind]
        return f'<{tag}><span class="ds-sr-only">{escape(label)}: </span>{text}</{tag}>'

    return "".join(f'<p class="diff-block diff-{block.kind}">{"".join(map(run, block.runs))}</p>' for block in blocks)


def _leaves(node: Node | RichText) -> Iterator[_Leaf]:
    for child in children(node):
        match child["type"]:
            case "paragraph" | "heading":
                yield _Leaf(child["type"], attrs(child)["id"], inline_text(child))
            case "image":
                yield _Leaf("image", attrs(child)["id"], attrs(child)["alt"])
            case "table":
                if attrs(child).get("caption"):
                    yield _Leaf("caption", attrs(child)["id"], attrs(child)["caption"])
                for row in children(child):
                    cells = children(row)
                    first = attrs(children(cells[0])[0])["id"]
                    yield _Leaf("table_row", first, "\t".join(map(cell_text, cells)))
            case _:
                yield from _leaves(child)


_Pair = tuple[_Leaf | None, _Leaf | None]


def _pairs(old: list[_Leaf], new: list[_Leaf]) -> Iterator[_Pair]:
    for same, before, after in _aligned(old, new, [leaf.id for leaf in old], [leaf.id for leaf in new]):
        yield from zip(before, after, strict=True) if same else _pairs_by_content(before, after)


def _pairs_by_content(old: list[_Leaf], new: list[_Leaf]) -> Iterator[_Pair]:
    for same, before, after in _aligned(old, new, [leaf.text for leaf in old], [leaf.text for leaf in new]):
        yield from zip(before, after, strict=True) if same else _pairs_by_likeness(before, after)


def _pairs_by_likeness(old: list[_Leaf], new: list[_Leaf]) -> Iterator[_Pair]:
    shared = min(len(old), len(new))
    for before, after in zip(old[:shared], new[:shared], strict=True):
        words = SequenceMatcher(None, _WORDS.findall(before.text), _WORDS.findall(after.text))
        if before.node == after.node and words.quick_ratio() >= _ALIKE:
            yield before, after
        else:
            yield before, None
            yield None, after
    for before in old[shared:]:
        yield before, None
    for after in new[shared:]:
        yield None, after


def _aligned(
    old: list[_Leaf], new: list[_Leaf], old_keys: list[str], new_keys: list[str]
) -> Iterator[tuple[bool, list[_Leaf], list[_Leaf]]]:
    """Stretches of both lists in order: those whose keys are equal one by one (True), and the gaps between (False)."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old_keys, new_keys, autojunk=False).get_opcodes():
        yield tag == "equal", old[i1:i2], new[j1:j2]


def _runs(before: str, after: str) -> Iterator[DiffRun]:
    if before == after:
        yield from _single("kept", before)
        return
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) * len(new) > _MOST_COMPARISONS:
        yield from (*_single("removed", before), *_single("added", after))
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield DiffRun("kept", "".join(old[i1:i2]))
            continue
        yield from (*_single("removed", "".join(old[i1:i2])), *_single("added", "".join(new[j1:j2])))


def _single(kind: RunKind, text: str) -> tuple[DiffRun, ...]:
    return (DiffRun(kind, text),) if text else ()
