"""What begins a point in a list: bullets, numbers, letters, Roman numerals."""

import re
from dataclasses import dataclass

from api.ingest.agenda.dates import MONTH
from api.ingest.agenda.numbering import roman_value

_BULLET = re.compile(r"^(?P<sign>[•·▪▫◦‣⁃●○■□➢➤✓\uf000-\uf0ff])\s*(?P<text>.*)$", re.S)
_DASH = re.compile(r"^(?P<sign>[-–—*+o])(?:\s+(?P<text>.*)|\s*)$", re.S)
_NOT_A_POINT = rf"(?!\s*(?:{MONTH}|(?:kvartal|halvår|tertial)[a-zæøå]*|klass|trinn|plass|gong|gang|ledd|punktum)\b)"
_DECIMAL = re.compile(rf"^\(?(?P<n>\d{{1,2}})(?P<sign>[.)])(?!\d){_NOT_A_POINT}\s*(?P<text>.*)$", re.I | re.S)
_ALPHA = re.compile(r"^\(?(?P<n>[a-zæøåA-H])(?P<sign>[.)])(?:\s+(?P<text>.*)|\s*)$", re.S)
_ROMAN = re.compile(r"^\(?(?P<n>[ivx]{1,5}|[IVX]{1,5})(?P<sign>[.)])\s+(?P<text>.*)$", re.S)


@dataclass(frozen=True, slots=True)
class Marker:
    """``kind`` tells lists apart (same sign, same list); ``value`` is the number, 0 for bullets."""

    kind: str
    value: int
    text: str

    @property
    def ordered(self) -> bool:
        return self.value > 0


def marker(text: str, last: Marker | None = None) -> Marker | None:
    """The point's sign that the line begins with. ``last`` settles whether ``i)`` is a letter or a Roman one."""
    if found := _BULLET.match(text):
        return Marker(f"bullet{found['sign']}", 0, found["text"].strip())
    if found := _DASH.match(text):
        return Marker(f"bullet{found['sign']}", 0, (found["text"] or "").strip())
    if found := _DECIMAL.match(text):
        return Marker(f"decimal{found['sign']}", int(found["n"]), found["text"].strip())
    alpha, roman = _ALPHA.match(text), _ROMAN.match(text)
    number = roman_value(roman["n"]) if roman else None
    letter = ord(alpha["n"].lower()) - ord("a") + 1 if alpha and alpha["n"].isascii() else 0
    in_letters = last is not None and last.kind.startswith("alpha") and letter == last.value + 1
    if roman and number and not in_letters:
        return Marker(f"roman{roman['sign']}", number, roman["text"].strip())
    if alpha and letter:
        return Marker(f"alpha{alpha['sign']}", letter, (alpha["text"] or "").strip())
    return None
