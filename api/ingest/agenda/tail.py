"""What stands after the last case and is no part of it: greetings, signatures, and events beside the meeting."""

import re
from collections.abc import Sequence

from api.ingest.agenda.dates import find_time
from api.ingest.agenda.lines import Line
from api.ingest.agenda.vocabulary import part_head

_BESIDE = re.compile(
    r"^(?:etter|før|i\s+forkant\s+av|i\s+etterkant\s+av)\s+(?:\w*møte[nt]?|møteslutt|handsaminga)\b"
    r"|^(?:synfaring|befaring|omvising|omvisning|formøte|gruppemøte|folkemøte|temamøte|seminar|kveldssamling|felles\s+middag|middag)\b",
    re.I,
)
"""Words that open the announcement of something beside the meeting."""
GREETING = re.compile(
    r"^(?:med\s+)?(?:(?:venleg|vennlig|beste|god)\s+)?(?:helsing|helsingar|hilsen|hilsing)\b|^mvh\b|^vel(?:\s+møtt|kom+en)\b",
    re.I,
)
_OWN_LABEL = re.compile(r"^(?:tid|tidspunkt|møtetid|stad|sted|møtestad|møtested)\s*:", re.I)
_LONGEST = 25


def is_beside(line: Line) -> bool:
    """The line announces something beside the meeting, hour and all: «Etter møtet: omvising kl. 15.00»."""
    return bool(_BESIDE.match(line.text)) and len(line.text) < 200 and find_time(line.text)[2] is not None


def take_tail(lines: list[Line]) -> list[Line]:
    """Cuts the tail off the last case's lines and returns it."""
    start = _start(lines)
    tail = lines[start:]
    del lines[start:]
    return tail


def _start(lines: Sequence[Line]) -> int:
    earliest = max(0, len(lines) - _LONGEST)
    if any(part_head(line.text) is not None for line in lines[earliest:]):
        earliest = 1 + max(at for at in range(earliest, len(lines)) if part_head(lines[at].text) is not None)
    for at in range(earliest, len(lines)):
        line = lines[at]
        if line.table or (at and lines[at - 1].text.endswith(":")):
            continue
        beside = (line.blank_before or at == 0) and is_beside(line)
        announced = line.blank_before and at + 1 < len(lines) and _OWN_LABEL.match(lines[at + 1].text) is not None
        if beside or announced or (GREETING.match(line.text) and len(line.text) < 60):
            return at
    return len(lines)
