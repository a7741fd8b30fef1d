"""The browser's editor has the same schema: both are held to one description of it."""

import json
from pathlib import Path
from typing import Any

from api.domain.kernel.richtext.schema import SCHEMA

DESCRIPTION = Path(__file__).parents[3] / "frontend" / "tests" / "richtext-schema.json"


def described() -> dict[str, Any]:
    """Nodes and marks in their order, with content, group and attributes; ``"required"`` for one without a default."""
    return {
        "nodes": [
            {
                "name": name,
                "content": node.spec.get("content", ""),
                "group": node.spec.get("group", ""),
                "inline": bool(node.is_inline),
                "attrs": attributes(node.attrs),
            }
            for name, node in SCHEMA.nodes.items()
        ],
        "marks": [{"name": name, "attrs": attributes(mark.attrs)} for name, mark in SCHEMA.marks.items()],
    }


def attributes(given: dict[str, Any]) -> dict[str, Any]:
    return {name: {"default": a.default} if a.has_default else "required" for name, a in sorted(given.items())}


def test_the_description_that_the_editor_is_tested_against_is_the_schema():
    assert json.loads(DESCRIPTION.read_text("utf-8")) == described()
