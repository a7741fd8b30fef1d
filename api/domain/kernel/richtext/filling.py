"""Blanks filled in: a proposal becomes one that can be adopted. Pure."""

from collections.abc import Iterator, Sequence
from typing import cast

from api.domain.kernel.richtext.schema import Node, RichText, children


def fill_blanks(doc: RichText, values: Sequence[str]) -> RichText:
    """A copy with the text of ``values`` in place of the blanks, in their order; blanks without a value stay."""
    return cast(RichText, _filled(cast(Node, doc), iter(values)))


def _filled(node: Node, values: Iterator[str]) -> Node:
    if "content" not in node:
        return node
    content: list[Node] = []
    for child in children(node):
        new = _filled(child, values)
        if child["type"] == "blank" and (value := next(values, None)) is not None:
            new = {"type": "text", "text": value, **({"marks": child["marks"]} if child.get("marks") else {})}
        if content and new["type"] == "text" == content[-1]["type"] and new.get("marks") == content[-1].get("marks"):
            content[-1] = {**content[-1], "text": content[-1]["text"] + new["text"]}
        else:
            content.append(new)
    return {**node, "content": content}
