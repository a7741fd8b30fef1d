"""Signs that a case is exempt from public access (offentleglova §§ 13 to 26) or heard behind closed doors."""

import re
from collections.abc import Sequence

from api.ingest.agenda.lines import Line

_LAW = r"(?:offl|off\.\s?l|offentleglova|offentlegl|offentleglov|offentlighetslova|offentlighetsloven|offentleglovens?)"
_CLOSED = re.compile(
    r"\bun(?:ntatt|ntatte|nateke|nateken|natekne|ntas|natek)\b[^.]{0,20}\b(?:offent\w+|innsyn)|\bu\.?\s?off\b"
    rf"|\b{_LAW}\.?\s*§+\s*(?:1[3-9]|2[0-6])\b|\b(?:lukka|lukket|lukkede)\s+(?:møte|dører|sak)\b",
    re.I,
)
_HEAD_LINES = 12
"""A case says so at its top; further down the words speak of other documents."""


def closed_sign(lines: Sequence[Line]) -> Line | None:
    """The line that says so, None for an ordinary open case."""
    return next((line for line in lines[:_HEAD_LINES] if _CLOSED.search(line.text)), None)
