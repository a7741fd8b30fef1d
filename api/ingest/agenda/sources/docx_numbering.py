"""The list numbers that Word counts by itself and stores nowhere in the text (ECMA-376 part 1, 17.9)."""

import re

from docx.document import Document
from docx.oxml.xmlchemy import BaseOxmlElement as Xml
from docx.styles.style import CharacterStyle

_NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BULLETS = ("•", "o", "▪")


def w(name: str) -> str:
    """The qualified name of a WordprocessingML element or attribute."""
    return _NAMESPACE + name


def _roman(value: int) -> str:
    out = ""
    for amount, sign in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        while value >= amount:
            out, value = out + sign, value - amount
    return out


def _formatted(value: int, kind: str) -> str:
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman"):
        return _roman(value).upper() if kind == "upperRoman" else _roman(value)
    return f"{value:02d}" if kind == "decimalZero" else str(value)


class Numbering:
    """Counts as Word does: each abstract list has one counter per level; a level's step resets the deeper ones."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._abstract: dict[str, str] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        self._overrides: dict[tuple[str, int], int] = {}
        part = next(
            (rel.target_part for rel in document.part.rels.values() if str(rel.reltype).endswith("/numbering")), None
        )
        root = getattr(part, "element", None)
        if root is None:
            return
        for abstract in root.findall(w("abstractNum")):
            for level in abstract.findall(w("lvl")):
                self._levels[(abstract.get(w("abstractNumId")), int(level.get(w("ilvl"))))] = (
                    _value(level, "numFmt", "decimal"),
                    _value(level, "lvlText", ""),
                    int(_value(level, "start", "1")),
                )
        for num in root.findall(w("num")):
            identifier = num.get(w("numId"))
            self._abstract[identifier] = _value(num, "abstractNumId", "")
            for override in num.findall(w("lvlOverride")):
                if (start := _value(override, "startOverride", "")).isdigit():
                    self._overrides[(identifier, int(override.get(w("ilvl"))))] = int(start)

    def label(self, properties: Xml | None, styles: list[CharacterStyle]) -> tuple[str | None, int | None]:
        """The printed number or bullet and the nesting level, (None, None) outside lists; steps the counter."""
        places = [properties, *(style.element.find(w("pPr")) for style in styles)]
        found = [place.find(w("numPr")) for place in places if place is not None and place.find(w("numPr")) is not None]
        if not found:
            return None, None
        num_id = next((value for item in found if (value := _value(item, "numId", ""))), "")
        level = int(next((value for item in found if (value := _value(item, "ilvl", ""))), "0"))
        abstract = self._abstract.get(num_id)
        if num_id == "0" or abstract is None or (abstract, level) not in self._levels:
            return None, None
        kind, pattern, start = self._levels[(abstract, level)]
        if kind == "bullet":
            return _BULLETS[level % len(_BULLETS)], level
        if kind == "none":
            return None, None
        counters = self._counters.setdefault(abstract, [None] * 10)
        if (num_id, level) in self._overrides and (num_id, level) not in self._started:
            counters[level] = self._overrides[(num_id, level)]
        else:
            current = counters[level]
            counters[level] = start if current is None else current + 1
        self._started.add((num_id, level))
        counters[level + 1 :] = [None] * (9 - level)

        def fill(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            at_kind, _, at_start = self._levels.get((abstract, at), ("decimal", "", 1))
            value = counters[at] if 0 <= at < len(counters) else None
            return _formatted(at_start if value is None else value, at_kind)

        return re.sub(r"%(\d)", fill, pattern) or None, level


def _value(parent: Xml, name: str, default: str) -> str:
    found = parent.find(w(name))
    return default if found is None else str(found.get(w("val"), default))
