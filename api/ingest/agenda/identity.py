"""A meeting's own name: body, number and title out of lines such as «Styremøte 09-25 i Sogn KO»."""

import datetime as dt
import re
from collections.abc import Sequence

from api.ingest.agenda.dates import MONTH
from api.ingest.agenda.lines import Line, tidy
from api.ingest.agenda.vocabulary import BODY

_MEETING_OF = {
    "styremøte": "Styret",
    "styremøtet": "Styret",
    "representantskapsmøte": "Representantskapet",
    "representantskapsmøtet": "Representantskapet",
    "kommunestyremøte": "Kommunestyret",
    "formannskapsmøte": "Formannskapet",
    "bystyremøte": "Bystyret",
    "regionrådsmøte": "Regionrådet",
    "eigarmøte": "Eigarmøtet",
    "eiermøte": "Eiermøtet",
    "årsmøte": "Årsmøtet",
    "generalforsamling": "Generalforsamlinga",
}
_NUMBER = r"(?P<number>\d{1,2}\s?[-/–]\s?(?:20\d\d|\d\d)|20\d\d\s?[-/]\s?\d{1,2}|\d{1,2})"
_NUMBERED = re.compile(
    rf"(?:\w*(?:møte|innkalling|innkalling til møte|generalforsamling)\w*\s+(?:nr\.?\s*|nummer\s*)?|\bnr\.?\s*)"
    rf"{_NUMBER}"
    rf"(?![\d.:]|\s?{MONTH}|\.\s)",
    re.I,
)
_IN = r"(?:\s+(?:i|for)\s+(?P<org>[A-ZÆØÅ][^,.:;|\t]{1,60}?))?"
_IN += r"(?=\s*(?:$|[,.:;|\t–-]|\d|kl\.?\s|den\s|nr\b|tors|ons|tys|tirs|mån|man|fre))"
_COMPOUND = re.compile(
    rf"\b(?P<kind>{'|'.join(_MEETING_OF)})\b\s*(?:(?:nr\.?|nummer)\s*)?(?:\d[\d/–-]*)?\s*[-–,]?\s*"
    r"(?:(?:i|for)\s+)?(?P<org>(?:[A-ZÆØÅ][\wæøåÆØÅ.&-]*)(?:\s+(?:og\s+|i\s+)?[A-ZÆØÅ][\wæøåÆØÅ.&-]*)*)?",
    re.I,
)
_PLAIN = re.compile(
    rf"(?:\b(?:møte(?:t)?|møteinnkalling|innkalling|samling|saksliste|sakliste|sakspapir\w*|møte\s+nr\.?\s*\S+|medlem\w*)\s+(?:til\s+|i\s+|for\s+|-\s+|–\s+)+)(?P<body>(?i:{BODY}){_IN})"
)
_OPENS = re.compile(rf"^(?P<body>(?i:{BODY}){_IN})")
_WHOLE = re.compile(rf"^(?P<body>(?i:{BODY})\s+for\s+[\w ,-]{{3,50}})$")
_NAMED = re.compile(
    rf"^(?!(?:Til|Kopi|Møte\w*|Innkalling|Medlem\w*|Sak\w*)\s)(?P<body>[A-ZÆØÅ][\w-]+(?:\s+(?:[A-ZÆØÅ][\w-]+|kyrkjelege?|kirkelige?)){{0,3}}\s+(?i:{BODY}))$"
)
_NO_TITLE = re.compile(
    r"^(?:det|vi|de|dei|du|eventuelt|ev\.|forfall|møtet|møtele[id]\w+|møtedeltak\w+|medlem\w*|til|kopi)\b|^\w+:\s", re.I
)
_TITLE = re.compile(
    r"(?:\w*møte\w*|innkalling|representantskap|generalforsamling|sakliste|saksliste|møteinnkalling|sakspapir)", re.I
)


def meeting_number(text: str, date: dt.date | None) -> str | None:
    """The number after the word for the meeting, as printed; None for other figures (a day of the month is none)."""
    for found in _NUMBERED.finditer(text):
        number = re.sub(r"\s", "", found["number"])
        if (
            "/" not in number
            and "-" not in number
            and "–" not in number
            and not re.search(r"\bnr|nummer", found.group(), re.I)
        ):
            continue
        if date is not None and re.fullmatch(rf"0?{date.day}/0?{date.month}", number):
            continue
        return number
    return None


def _unshouted(text: str) -> str:
    """«KONTROLLUTVALET I ULVANG KOMMUNE» in ordinary letters."""
    if not text.isupper():
        return text
    return re.sub(r"\b(?:i|for)\s+\w", lambda found: found.group()[:-1] + found.group()[-1].upper(), text.capitalize())


def body_from(text: str) -> str | None:
    """The body that meets: ``Styret i Sogn KO`` of «Styremøte 09-25 i Sogn KO»."""
    if len(text) > 200:
        return None
    text = _unshouted(text)
    if found := _COMPOUND.search(text):
        name = _MEETING_OF[found["kind"].lower()]
        org = (found["org"] or "").strip()
        return f"{name} i {org}" if org and org[0].isupper() else name
    found = _PLAIN.search(text) or _OPENS.search(text) or _WHOLE.match(text) or _NAMED.match(text)
    if found is None:
        return None
    body = tidy(found["body"])
    return body[0].upper() + body[1:]


def meeting_title(lines: Sequence[Line]) -> Line | None:
    """The line that names the meeting: a short one with a body's name and a number before others."""
    named = [
        line
        for line in lines
        if len(line.text) <= 120
        and _TITLE.search(line.text)
        and not line.text.endswith((".", ","))
        and not line.text[0].islower()
        and not _NO_TITLE.match(line.text)
    ]
    numbered = [line for line in named if meeting_number(line.text, None)]
    with_body = [line for line in named if body_from(line.text)]
    both = [line for line in numbered if line in with_body]
    return next(iter([*both, *with_body, *numbered, *named]), None)
