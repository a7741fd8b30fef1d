"""Points in a row become nested lists: by stated level, by indentation, and by how their numbers run."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.ingest.agenda.markers import Marker
from api.ingest.agenda.tree import Block, ListBlock, ListItem, Paragraph, Style

_DEEPER = 1.5
"""Characters of indentation that make a point a sub-point."""


@dataclass(slots=True)
class Point:
    """One point as read: its sign, where it stood, and its paragraphs so far."""

    marker: Marker
    indent: float
    list_level: int | None
    item: ListItem

    @property
    def opens_more(self) -> bool:
        """Its text ends in a colon: what follows belongs under it."""
        last = self.item.blocks[-1] if self.item.blocks else None
        return isinstance(last, Paragraph) and last.text.rstrip().endswith(":")


@dataclass(slots=True)
class _Level:
    block: ListBlock
    point: Point


def nest(points: Sequence[Point]) -> list[ListBlock]:
    """The lists that the points make, in order."""
    out: list[ListBlock] = []
    stack: list[_Level] = []
    for at, point in enumerate(points):
        place = _sibling_of(stack, point)
        if place is not None:
            del stack[place + 1 :]
            stack[-1].block.items.append(point.item)
            stack[-1].point = point
            continue
        if not (stack and _is_under(stack, point, points[at + 1 :])):
            depth = _depth_by_level(stack, point)
            del stack[depth:]
        block = ListBlock(
            [point.item],
            ordered=point.marker.ordered,
            start=max(1, point.marker.value),
            style=_style(point.marker),
            line=point.item.line,
        )
        (stack[-1].point.item.blocks if stack else out).append(block)
        stack.append(_Level(block, point))
    return out


def _style(marker: Marker) -> Style:
    if marker.kind.startswith("alpha"):
        return "alpha"
    return "roman" if marker.kind.startswith("roman") else "decimal"


def _depth_by_level(stack: list[_Level], point: Point) -> int:
    if point.list_level is None:
        return 0
    return sum(1 for level in stack if (level.point.list_level or 0) < point.list_level)


def _sibling_of(stack: list[_Level], point: Point) -> int | None:
    """The open list that the point continues; of two that could take its number, the one more like it."""
    places = [place for place in range(len(stack) - 1, -1, -1) if _follows(stack[place].point, point, place)]
    if len(places) > 1 and point.marker.ordered and point.list_level is None:
        return min(places, key=lambda place: _unlike(stack[place].block, point, stack[place].point))
    return places[0] if places else None


def _follows(last: Point, point: Point, place: int) -> bool:
    if last.marker.kind != point.marker.kind:
        return False
    if point.list_level is not None and last.list_level is not None:
        return point.list_level == last.list_level
    if point.marker.ordered:
        return point.marker.value == last.marker.value + 1
    return abs(point.indent - last.indent) <= _DEEPER or (place == 0 and point.indent < last.indent)


def _unlike(block: ListBlock, point: Point, last: Point) -> float:
    """How far the point is from a list's points: indentation first, then whether they are sentences."""
    apart = abs(point.indent - last.indent)
    ended = [_is_sentence(item) for item in block.items]
    same = sum(one == _is_sentence(point.item) for one in ended) / len(ended)
    return (apart if apart > _DEEPER else 0.0) - same


def _is_sentence(item: ListItem) -> bool:
    first = item.blocks[0] if item.blocks else None
    return isinstance(first, Paragraph) and first.text.rstrip().endswith((".", ":", "!", "?"))


def _is_under(stack: list[_Level], point: Point, later: Sequence[Point]) -> bool:
    top = stack[-1].point
    if point.list_level is not None and top.list_level is not None:
        return point.list_level > top.list_level
    if point.marker.ordered and point.marker.value != 1:
        return False
    if point.indent > top.indent + _DEEPER or top.opens_more:
        return True
    if point.indent < top.indent - _DEEPER:
        return False
    if point.marker.kind == top.marker.kind:
        outer = top.marker
        return any(other.marker.kind == outer.kind and other.marker.value == outer.value + 1 for other in later)
    return True


def merge_continued(blocks: list[Block]) -> list[Block]:
    """A numbered list that goes on after a few paragraphs is one list: they belong to the point before them."""
    out: list[Block] = []
    for block in blocks:
        back = next((at for at in range(len(out) - 1, -1, -1) if not isinstance(out[at], Paragraph)), None)
        before = out[back] if back is not None else None
        if (
            isinstance(block, ListBlock)
            and block.ordered
            and block.start > 1
            and back is not None
            and isinstance(before, ListBlock)
            and before.ordered
            and before.style == block.style
            and before.start + len(before.items) == block.start
            and len(out) - back <= 4
        ):
            before.items[-1].blocks.extend(out[back + 1 :])
            before.items.extend(block.items)
            del out[back + 1 :]
        else:
            out.append(block)
    return out
