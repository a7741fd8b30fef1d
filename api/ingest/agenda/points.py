"""Numbers that begin a line without being a list's usual sign: bare ones, and those of sections (2, 2.1)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from api.ingest.agenda.lines import Line
from api.ingest.agenda.vocabulary import part_head

_BARE = re.compile(r"^(?P<n>\d{1,2})(?:\s{2,}|\t+|\s(?=[A-ZÆØÅ«]))(?P<text>[^\W\d_«»§\"]|[«§\"])(?P<more>.*)$", re.S)


def with_dotted_points(lines: Sequence[Line]) -> list[Line]:
    """Points that are numbered without any sign, 1, 2, 3 … in a row, get the dot that makes them points to read."""
    out = list(lines)
    run: list[tuple[int, str]] = []
    for at, line in enumerate([*lines, None]):
        found = _BARE.match(line.text) if line is not None and not line.table and len(line.segments) <= 2 else None
        value = int(found["n"]) if found is not None else 0
        if found is not None and (value == len(run) + 1 if run else value == 1 and not _heads_columns(lines, at)):
            run.append((at, f"{value}. {found['text']}{found['more']}"))
        elif line is None or value or (run and (at - run[-1][0] > 3 or part_head(line.text) is not None)):
            if len(run) >= 2:
                for place, text in run:
                    out[place] = replace(lines[place], text=text, segments=())
            run = [(at, f"1. {found['text']}{found['more']}")] if found is not None and value == 1 else []
    return out


def _heads_columns(lines: Sequence[Line], at: int) -> bool:
    """The line above has columns of its own: the numbers stand in a table."""
    return at > 0 and len(lines[at - 1].segments) > 1 and not lines[at].blank_before


_SECTION = re.compile(r"^(?P<top>\d{1,2})(?:\.(?P<sub>\d{1,2}))?\.?\s+(?P<title>[A-ZÆØÅ].*)$")


def numbered_sections(lines: Sequence[Line]) -> dict[int, int]:
    """Places of numbered headings with their level, where a case has numbered sections with sub-sections in them."""
    tops: dict[int, int] = {}
    subs: dict[int, int] = {}
    for at, line in enumerate(lines):
        found = None if line.table or len(line.text) > 80 or len(line.segments) > 1 else _SECTION.match(line.text)
        if found is None or found["title"].endswith((".", ",", ";", ":", "?", "!")):
            continue
        number = int(found["top"])
        if found["sub"] is None and number == len(tops) + 1:
            tops[at] = number
        elif found["sub"] is not None and number == len(tops):
            subs[at] = number
    has_text = any(at + 1 < len(lines) and at + 1 not in subs and at + 1 not in tops for at in subs)
    return {**dict.fromkeys(tops, 1), **dict.fromkeys(subs, 2)} if subs and has_text else {}
