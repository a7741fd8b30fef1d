"""Our ProseMirror schema: the nodes and marks that a case text, a proposal or minutes may consist of."""

import re
from collections.abc import Callable
from typing import Any, Final, cast
from urllib.parse import urlsplit

from prosemirror.model import Schema

RichText = dict[str, object]
"""A ProseMirror document, ``{"type": "doc", "content": […]}``."""

Node = dict[str, Any]
"""Any node of such a document, as JSON."""

BLOCK_ID: Final = re.compile(r"^[a-z2-7]{8}$")
_DOCUMENT_ID: Final = re.compile(r"^doc_[0-7][0-9a-hjkmnp-tv-z]{25}$")
# What neither XML 1.0 (feeds, PDF metadata) nor PostgreSQL's jsonb can hold, and what can't be encoded as UTF-8.
UNSTORABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_LINK: Final = 2_000
_LONGEST_ATTRIBUTE: Final = 2_000
_LONGEST_SPAN: Final = 100


def is_safe_link(href: object) -> bool:
    """Whether ``href`` may stand in a text: http, https, mailto, or a path on this site (``/…``).

    Backslashes and white space are refused too: browsers read ``/\\host`` as another site, and skip a tab
    in the middle of ``javascript:``.
    """
    if not isinstance(href, str) or len(href) > _LONGEST_LINK or re.search(r"[\s\\\x00-\x1f\x7f]", href):
        return False
    if href.startswith("/"):
        return not href.startswith("//")
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return "@" in parts.path
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _check(test: Callable[[object], bool], expected: str) -> Callable[[object], None]:
    def validate(value: object) -> None:
        if not test(value):
            raise ValueError(f"expected {expected}")

    return validate


def _text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_ATTRIBUTE and not UNSTORABLE.search(value)


def _whole(low: int, high: int) -> Callable[[object], bool]:
    # bool is an int in Python, not in JSON
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _one_of(*choices: str | None) -> dict[str, object]:
    named = ", ".join("null" if choice is None else choice for choice in choices)
    return {"validate": _check(lambda value: value in choices, f"one of {named}")}


def _is_block_id(value: object) -> bool:
    return isinstance(value, str) and BLOCK_ID.match(value) is not None


def _is_document_id(value: object) -> bool:
    return isinstance(value, str) and _DOCUMENT_ID.match(value) is not None


# ProseMirror wants a paragraph to be makable from nothing, so there is a default: one that never passes the check.
_ID: Final = {"default": None, "validate": _check(_is_block_id, "a block id: eight characters a–z, 2–7")}
_SPAN: Final = {"default": 1, "validate": _check(_whole(1, _LONGEST_SPAN), f"a whole number 1–{_LONGEST_SPAN}")}
_CELL: Final = {
    "content": "paragraph+",
    "attrs": {
        "colspan": _SPAN,
        "rowspan": _SPAN,
        "align": {"default": None, **_one_of(None, "left", "right", "center")},
    },
}
_NODES: Final[dict[str, object]] = {
    "doc": {"content": "block+"},
    "paragraph": {"content": "inline*", "group": "block", "attrs": {"id": _ID}},
    "heading": {
        "content": "inline*",
        "group": "block",
        "attrs": {"id": _ID, "level": {"validate": _check(_whole(1, 3), "a whole number 1–3")}},
    },
    "bullet_list": {"content": "list_item+", "group": "block"},
    "ordered_list": {
        "content": "list_item+",
        "group": "block",
        "attrs": {
            "start": {"default": 1, "validate": _check(_whole(1, 9_999), "a whole number 1–9999")},
            "style": {"default": "decimal", **_one_of("decimal", "alpha", "roman")},
        },
    },
    "list_item": {"content": "paragraph block*"},
    "table": {
        "content": "table_row+",
        "group": "block",
        "attrs": {
            "id": _ID,
            "caption": {
                "default": None,
                "validate": _check(lambda value: value is None or _text(value), "text or null"),
            },
        },
    },
    "table_row": {"content": "(table_header | table_cell)+"},
    "table_header": _CELL,
    "table_cell": _CELL,
    "blockquote": {"content": "block+", "group": "block"},
    "image": {
        "group": "block",
        "attrs": {
            "id": _ID,
            "document": {"validate": _check(_is_document_id, "a document's id")},
            "alt": {"validate": _check(_text, f"text of at most {_LONGEST_ATTRIBUTE} characters")},
        },
    },
    "hard_break": {"inline": True, "group": "inline"},
    "blank": {
        "inline": True,
        "group": "inline",
        "atom": True,
        "attrs": {
            "hint": {"default": "", "validate": _check(_text, f"text of at most {_LONGEST_ATTRIBUTE} characters")},
            "kind": {"default": "text", **_one_of("text", "date", "number", "list")},
        },
    },
    "text": {"group": "inline"},
}
# The order is the order of nesting: a link goes round the bold, not the bold round the link.
_MARKS: Final[dict[str, object]] = {
    "link": {
        "inclusive": False,
        "attrs": {"href": {"validate": _check(is_safe_link, "an http, https or mailto address, or a path /…")}},
    },
    "strong": {},
    "em": {},
}

SCHEMA: Final[Schema[Any, Any]] = Schema(cast(Any, {"nodes": _NODES, "marks": _MARKS}))


def children(node: Node | RichText) -> list[Node]:
    """The nodes directly inside, in order."""
    return cast(list[Node], node.get("content") or [])


def attrs(node: Node) -> dict[str, Any]:
    """The node's own attributes; none is an empty dict."""
    return node.get("attrs") or {}
