"""The common form of every source: a stream of non-blank lines with what the layout says about each."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from api.ingest.agenda.draft import Finding, RecognisedLine, Severity, SourceLine, SourceText

UNBOUNDED = 10_000.0
"""Free room of a line that was never wrapped by layout: nothing after it is its continuation for want of space."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line set off by a wide gap; ``start`` and ``end`` are horizontal places in the source's own unit."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One non-blank line. ``number`` is 1-based in the source as the review screen shows it."""

    number: int
    text: str
    indent: float = 0.0
    """Characters from the left margin."""
    page: int = 1
    blank_before: bool = False
    page_start: bool = False
    room: float = UNBOUNDED
    """Free space after the text, in characters; little room means that the next line may continue it."""
    level: int = 0
    """Heading level that the format states, 0 for none."""
    strong: bool = False
    """Bold throughout or clearly larger than the body text."""
    list_level: int | None = None
    """Nesting that the format states for a list paragraph."""
    cells: tuple[str, ...] = ()
    """Cells of a real table's row."""
    table: int = 0
    """Which real table, 0 for none."""
    header_row: bool = False
    segments: tuple[Segment, ...] = ()
    edge: bool = False
    """Stands in the page's outer band, where running heads and page numbers are."""

    @property
    def emphasised(self) -> bool:
        return self.strong or self.level > 0


@dataclass(slots=True)
class Source:
    """A document as lines. ``shown`` has every line, blank ones too; ``lines`` only those with text."""

    lines: list[Line]
    shown: tuple[SourceLine, ...]
    wrapped: bool
    """Lines are broken by layout, so paragraphs must be joined again."""
    findings: list[Finding] = field(default_factory=list)
    title: str | None = None


@dataclass(slots=True)
class Notes:
    """What the recognisers have to say as they go: doubts, signs that were read, and text without a place."""

    findings: list[Finding] = field(default_factory=list)
    recognised: list[RecognisedLine] = field(default_factory=list)
    unplaced: list[SourceText] = field(default_factory=list)

    def doubt(
        self, code: str, message: str, line: int | None = None, item: int | None = None, severity: Severity = "warning"
    ) -> None:
        self.findings.append(Finding(severity=severity, code=code, message=message, line=line, item=item))

    def sign(self, line: Line, role: str, text: str | None = None, item: int | None = None) -> None:
        self.recognised.append(RecognisedLine(line=line.number, text=text or line.text, role=role, item=item))

    def leave(self, lines: Iterable[Line]) -> None:
        self.unplaced.extend(SourceText(line=line.number, text=line.text) for line in lines)


_GAP = re.compile(r"\t+| {2,}")
_SPACES = re.compile(r"[ \t]+")


def tidy(text: str) -> str:
    """The text with runs of blanks as one; thousand spaces (no-break, narrow) are kept as they are."""
    return _SPACES.sub(" ", text).strip()


def split_at_gaps(text: str, offset: float = 0.0) -> tuple[Segment, ...]:
    """The pieces of a line that tabs or two or more blanks set apart, with their character places."""
    pieces: list[Segment] = []
    at = 0
    for gap in [*_GAP.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if text[at:end].strip():
            pieces.append(Segment(offset + at, offset + end, text[at:end].strip()))
        if gap:
            at = gap.end()
    return tuple(pieces)


def rest_of(line: Line, text: str) -> Line:
    """The line with only ``text`` left of it: what followed a heading or a label."""
    return replace(line, text=text.strip(), segments=(), cells=(), table=0, blank_before=True)
