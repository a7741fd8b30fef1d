"""Texts on their way in: are they of our schema, and has every block its id."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any, Final, cast

from prosemirror.model.schema import Attribute, NodeType

from api.domain.kernel.errors import FieldError, Invalid
from api.domain.kernel.richtext.schema import BLOCK_ID, SCHEMA, UNSTORABLE, Node, RichText

MAX_NODES: Final = 50_000
MAX_CHARACTERS: Final = 1_000_000
MAX_DEPTH: Final = 40
_MOST_ERRORS: Final = 50
_KEYS: Final = frozenset({"type", "attrs", "content", "marks", "text"})


def validate(doc: object) -> RichText:
    """``doc`` as our schema's ProseMirror JSON, every default filled in.

    At most 50,000 nodes, 1,000,000 characters and 40 levels. Raises `Invalid` with one JSON pointer per fault,
    the first fifty: unknown nodes, marks, keys and attributes, children where they can't stand, unsafe links,
    missing, malformed or repeated block ids, tables whose rows cover different numbers of columns, characters that
    can't be stored.
    """
    _refuse_too_large(doc)
    faults = _Walk().faults(doc)
    if not faults:
        # ProseMirror has the last word, and fills in the defaults.
        try:
            node = SCHEMA.node_from_json(cast(Any, doc))
            node.check()
        except ValueError as error:
            faults = [FieldError("", str(error), "schema")]
        else:
            return cast(RichText, node.to_json())
    raise Invalid("the text is not valid", errors=tuple(faults[:_MOST_ERRORS]))


def with_ids(doc: object) -> RichText:
    """A copy in which every paragraph, heading, table and image has an id of its own; ids that are there stay.

    A new id follows from the block's content and place among its likes, so the same text imported twice gets
    the same ids. Says nothing of whether the rest is valid. Raises `Invalid` when the document is too large or deep.
    """
    _refuse_too_large(doc)
    taken = {str(own) for own in map(_own_id, _nodes(doc)) if own}
    kept: set[str] = set()

    def fresh(node: Node) -> str:
        attempt = 0
        while True:
            seed = f"{node.get('type')}\x00{_all_text(node)}\x00{attempt}"
            candidate = base64.b32encode(hashlib.sha256(seed.encode("utf-8", "replace")).digest()).decode()[:8].lower()
            if candidate not in taken:
                taken.add(candidate)
                return candidate
            attempt += 1

    def copy(node: object) -> object:
        if not isinstance(node, dict):
            return node
        result = dict(node)
        if _takes_id(node) and isinstance(node.get("attrs") or {}, dict):
            own = _own_id(node)
            if own is None or own in kept:
                own = fresh(node)
            kept.add(own)
            result["attrs"] = {**(node.get("attrs") or {}), "id": own}
        if isinstance(node.get("content"), list):
            result["content"] = [copy(child) for child in node["content"]]
        return result

    return cast(RichText, copy(doc))


def _own_id(node: Node) -> str | None:
    given = node.get("attrs")
    value = given.get("id") if isinstance(given, dict) and _takes_id(node) else None
    return value if isinstance(value, str) and BLOCK_ID.match(value) else None


def _takes_id(node: Node) -> bool:
    node_type = _node_type(node)
    return node_type is not None and "id" in node_type.attrs


def _node_type(node: Node) -> NodeType | None:
    name = node.get("type")
    return SCHEMA.nodes.get(name) if isinstance(name, str) else None


def _nodes(doc: object) -> Iterator[Node]:
    waiting = [doc]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            content = node.get("content")
            if isinstance(content, list):
                waiting.extend(reversed(content))


def _all_text(node: Node) -> str:
    return "".join(str(inner["text"]) for inner in _nodes(node) if "text" in inner)


def _refuse_too_large(doc: object) -> None:
    nodes = characters = 0
    level = [doc]
    depth = 0
    # Level by level and without recursion: what is nested too deep must not exhaust Python's stack.
    while level:
        depth += 1
        nodes += len(level)
        characters += sum(
            len(node["text"]) for node in level if isinstance(node, dict) and isinstance(node.get("text"), str)
        )
        if nodes > MAX_NODES or characters > MAX_CHARACTERS or depth > MAX_DEPTH:
            limit = f"at most {MAX_NODES} nodes, {MAX_CHARACTERS} characters and {MAX_DEPTH} levels"
            raise Invalid("the text is too large", errors=(FieldError("", limit, "too_large"),))
        level = [
            child
            for node in level
            if isinstance(node, dict) and isinstance(node.get("content"), list)
            for child in node["content"]
        ]


class _Walk:
    """One walk through a document: ProseMirror's own rules, asked node by node so that each fault has its place."""

    def __init__(self) -> None:
        self._faults: list[FieldError] = []
        self._ids: dict[str, str] = {}

    def faults(self, doc: object) -> list[FieldError]:
        if not isinstance(doc, dict) or doc.get("type") != "doc":
            return [FieldError("", 'expected {"type": "doc", "content": […]}', "schema")]
        self._node(doc, "")
        return self._faults

    def _fault(self, pointer: str, detail: str, code: str = "schema") -> None:
        self._faults.append(FieldError(pointer, detail, code))

    def _node(self, node: object, at: str) -> None:
        if not isinstance(node, dict):
            return self._fault(at, "expected a node")
        node_type = _node_type(node)
        if node_type is None:
            return self._fault(f"{at}/type", "unknown node")
        for key in node.keys() - _KEYS:
            self._fault(at, f"unknown key {key!r}")
        self._attributes(node_type.name, node_type.attrs, node.get("attrs"), f"{at}/attrs")
        if node_type.is_text:
            text = node.get("text")
            if not isinstance(text, str) or not text:
                self._fault(f"{at}/text", "expected text that is not empty")
            elif UNSTORABLE.search(text):
                self._fault(f"{at}/text", "has characters that can't be stored", "characters")
        elif "text" in node:
            self._fault(f"{at}/text", f"{node_type.name} has no text of its own")
        before = len(self._faults)
        self._content(node_type, node.get("content", []), at)
        if node_type.name == "table" and len(self._faults) == before:
            self._rectangle(node, at)
        return None

    def _attributes(self, owner: str, known: dict[str, Attribute], given: object, at: str) -> None:
        if given is not None and not isinstance(given, dict):
            return self._fault(at, "expected an object")
        values = given or {}
        for name in values.keys() - known.keys():
            self._fault(at, f"{owner} has no attribute {name!r}")
        for name, attribute in known.items():
            if name not in values:
                if attribute.is_required or name == "id":
                    self._fault(at, f"{owner} needs {name}", "missing")
                continue
            value = values[name]
            try:
                if attribute.validate:
                    attribute.validate(value)
            except ValueError as error:
                self._fault(f"{at}/{name}", str(error), "link" if owner == "link" else "schema")
                continue
            if name == "id":
                if value in self._ids:
                    self._fault(f"{at}/id", f"is the id of {self._ids[value]} too", "duplicate")
                self._ids.setdefault(value, at.removesuffix("/attrs"))
        return None

    def _content(self, node_type: NodeType, content: object, at: str) -> None:
        if not isinstance(content, list):
            return self._fault(f"{at}/content", "expected a list of nodes")
        match = node_type.content_match
        for index, child in enumerate(content):
            place = f"{at}/content/{index}"
            before = len(self._faults)
            self._node(child, place)
            child_type = _node_type(child) if isinstance(child, dict) else None
            if child_type is None:
                # said already; what may follow can't be known
                return None
            if len(self._faults) == before:
                self._marks(node_type, child.get("marks"), place)
            following = match.match_type(child_type)
            if following is None:
                return self._fault(place, f"{child_type.name} can't stand here in {node_type.name}")
            match = following
        if not match.valid_end:
            self._fault(at, f"{node_type.name} is not complete")
        return None

    def _marks(self, parent: NodeType, marks: object, at: str) -> None:
        if marks is None:
            return None
        if not isinstance(marks, list):
            return self._fault(f"{at}/marks", "expected a list of marks")
        ranks = []
        for index, mark in enumerate(marks):
            place = f"{at}/marks/{index}"
            mark_type = SCHEMA.marks.get(mark.get("type")) if isinstance(mark, dict) else None
            if mark_type is None or mark.keys() - {"type", "attrs"}:
                return self._fault(place, "unknown mark")
            if not parent.allows_mark_type(mark_type):
                return self._fault(place, f"{mark_type.name} can't stand in {parent.name}")
            self._attributes(mark_type.name, mark_type.attrs, mark.get("attrs"), f"{place}/attrs")
            ranks.append(mark_type.rank)
        if ranks != sorted(set(ranks)):
            self._fault(f"{at}/marks", "expected each mark once, in the order link, strong, em")
        return None

    def _rectangle(self, table: Node, at: str) -> None:
        """A table is read by rows and columns: every row covers the same columns, those that reach down counted in."""
        rows = table["content"]
        covered = [0] * len(rows)
        for index, row in enumerate(rows):
            for cell in row["content"]:
                spans = cell.get("attrs") or {}
                below = index + spans.get("rowspan", 1)
                if below > len(rows):
                    return self._fault(f"{at}/content/{index}", "a cell reaches below the table", "table")
                for reached in range(index, below):
                    covered[reached] += spans.get("colspan", 1)
        for index, columns in enumerate(covered):
            if columns != covered[0]:
                self._fault(
                    f"{at}/content/{index}", f"covers {columns} columns, the first row covers {covered[0]}", "table"
                )
        return None
