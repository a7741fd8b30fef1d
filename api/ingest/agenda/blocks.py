"""Lines of one part of a case become blocks: paragraphs, headings, lists and tables, with every word kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from api.ingest.agenda.dates import MONTH
from api.ingest.agenda.lines import Line, Notes, tidy
from api.ingest.agenda.lists import Point, merge_continued, nest
from api.ingest.agenda.markers import Marker, marker
from api.ingest.agenda.paragraphs import continues, join
from api.ingest.agenda.points import numbered_sections
from api.ingest.agenda.tables import find_tables
from api.ingest.agenda.tree import Block, Heading, ListItem, Paragraph
from api.ingest.agenda.vocabulary import part_head

_NAMED_TIME = re.compile(
    rf"^(?:\d{{1,2}}\.?(?:\s*[-–]\s*\d{{1,2}}\.?)?\s*)?{MONTH}(?:\s*[-–]\s*{MONTH})?(?:\s+20\d\d)?\s+(?=[A-ZÆØÅ])", re.I
)
_STOPS = (".", ":", ";", "!", "?")
_ENDS = (".", ":", ";", ",", "!", "?")


@dataclass(slots=True)
class _Builder:
    out: list[Block] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    paragraph: Paragraph | None = None
    before: Line | None = None

    def close(self) -> None:
        self.out.extend(nest(self.points))
        self.points = []
        self.paragraph = None

    def begin_point(self, line: Line, sign: Marker) -> None:
        item = ListItem([], line.number)
        self.paragraph = Paragraph([tidy(sign.text)] if sign.text else [], line.number)
        item.blocks.append(self.paragraph)
        self.points.append(Point(sign, line.indent, line.list_level, item))

    def begin_paragraph(self, line: Line, *, list_goes_on: bool) -> None:
        paragraph = Paragraph([tidy(line.text)], line.number)
        if self.points and (list_goes_on or self._stays_in_point(line)):
            self.points[-1].item.blocks.append(paragraph)
        else:
            self.close()
            self.out.append(paragraph)
        self.paragraph = paragraph

    def _stays_in_point(self, line: Line) -> bool:
        mark = self.points[-1]
        if mark.marker.kind == "time":
            return False
        if not line.blank_before and not line.page_start:
            return line.indent >= mark.indent - 0.5 or mark.indent < 1
        return line.indent > mark.indent + 1.5 and mark.list_level is None

    def extend(self, line: Line) -> None:
        if self.paragraph is not None:
            self.paragraph.content = [join(self.paragraph.text, line.text)]


def build(
    lines: Sequence[Line], notes: Notes, item: int | None = None, *, headings: bool = True, base_level: int = 0
) -> list[Block]:
    """The blocks of the lines. ``headings`` off reads short lines as text too, as in a proposal."""
    builder = _Builder()
    spans = {span.start: span for span in find_tables(lines, notes, item)}
    times = _timetable(lines)
    sections = numbered_sections(lines) if headings else {}
    at = 0
    while at < len(lines):
        line = lines[at]
        if at in spans:
            builder.close()
            builder.out.append(spans[at].table)
            builder.before = None
            at = spans[at].end
            continue
        sign = Marker("time", 0, line.text) if at in times else _sign(builder, line)
        following = lines[at + 1] if at + 1 < len(lines) else None
        if headings and (
            level := sections.get(at, 0) or _heading_level(builder.before, line, following, sign, base_level)
        ):
            builder.close()
            builder.out.append(Heading(tidy(line.text).rstrip(":").strip(), level, line.number))
            builder.before = None
            at += 1
            continue
        if sign is not None:
            builder.begin_point(line, sign)
        elif builder.before is not None and builder.paragraph is not None and continues(builder.before, line):
            builder.extend(line)
        else:
            builder.begin_paragraph(line, list_goes_on=_list_goes_on(builder, lines, at))
        builder.before = line
        at += 1
    builder.close()
    return merge_continued(builder.out)


def _sign(builder: _Builder, line: Line) -> Marker | None:
    last = builder.points[-1].marker if builder.points else None
    sign = marker(line.text, last)
    if sign is None or line.list_level is not None:
        return sign
    expected = any(point.marker.kind == sign.kind and point.marker.value + 1 == sign.value for point in builder.points)
    before = builder.before
    broken_off = (
        before is not None
        and not line.blank_before
        and not before.text.endswith(_ENDS)
        and before.room <= len(line.text.split(maxsplit=1)[0]) + 1
    )
    if sign.ordered:
        return None if sign.value > 1 and not expected and broken_off else sign
    runs_on = before is not None and not line.blank_before and not builder.points and not before.text.endswith(_STOPS)
    dash = sign.kind[-1] in "-–—+*o"
    full = before is not None and before.room <= len(line.text.split(maxsplit=1)[0]) + 1
    return None if dash and runs_on and full and abs(line.indent - (before.indent if before else 0)) < 1 else sign


def _list_goes_on(builder: _Builder, lines: Sequence[Line], at: int) -> bool:
    """Straight under the paragraph, with no blank line, stands the list's next bullet: the paragraph is inside it."""
    if not builder.points or builder.points[-1].marker.ordered:
        return False
    after = at + 1
    while after < len(lines) and continues(lines[after - 1], lines[after]) and marker(lines[after].text) is None:
        after += 1
    if after == len(lines) or lines[after].blank_before or lines[after].list_level is not None:
        return False
    sign = marker(lines[after].text)
    return sign is not None and sign.kind == builder.points[-1].marker.kind


def _heading_level(
    before: Line | None, line: Line, following: Line | None, sign: Marker | None, base_level: int
) -> int:
    text = line.text
    if line.table or len(text) > 120 or (line.list_level is not None and not line.level):
        return 0
    if line.level:
        return min(3, max(1, line.level - base_level))
    if sign is not None:
        return 0
    head = part_head(text)
    if head is not None and head.part == "heading":
        return 1
    if line.strong and not text.endswith((".", ",", ";")) and following is not None:
        return 1
    alone = line.blank_before and following is not None and following.blank_before and line.room > 8
    ended = before is None or before.text.endswith((".", "!", "?")) or bool(marker(before.text))
    titled = text[0].isupper() and not text.endswith(_ENDS) and len(text) <= 70 and len(text.split()) <= 8
    runs_on = following is not None and (following.text[0].islower() or following.table > 0)
    unset = line.room >= 10_000
    return 1 if alone and ended and titled and not runs_on and not unset and len(line.segments) <= 1 else 0


def _timetable(lines: Sequence[Line]) -> set[int]:
    """Lines of a plan that begin with a date or a month and have their own text after it: three or more make a plan."""
    out: set[int] = set()
    run: list[int] = []
    for at, line in enumerate(lines):
        if _NAMED_TIME.match(line.text) and not line.table and (not run or at - run[-1] <= 3):
            run.append(at)
        elif not (run and (line.text[0].islower() or at - run[-1] == 1) and at - run[-1] <= 3):
            out.update(run if len(run) >= 3 else ())
            run = [at] if _NAMED_TIME.match(line.text) else []
    out.update(run if len(run) >= 3 else ())
    return out
