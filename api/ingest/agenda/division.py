"""What dividing an agenda yields: the lines before the cases, and each case with its own lines."""

from dataclasses import dataclass, field

from api.ingest.agenda.lines import Line


@dataclass(slots=True)
class ItemLines:
    """One item: number and title as printed, and the lines of its case."""

    number: int
    label: str
    title: str
    head: Line
    lines: list[Line] = field(default_factory=list)
    end: int = 0


@dataclass(slots=True)
class Division:
    """The whole document: what stands before the cases, and the cases."""

    preamble: list[Line]
    items: list[ItemLines]
