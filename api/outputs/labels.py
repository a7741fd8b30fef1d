"""The words that outputs print, in Nynorsk, Bokmål and English; terms are those of the glossary."""

import json
from functools import cache
from pathlib import Path
from typing import Final, Literal, cast, get_args

Lang = Literal["nn", "nb", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = get_args(Lang)


def t(lang: str, key: str, **values: object) -> str:
    """The label for ``key``, its ``{name}`` filled from ``values``; an unknown language gives Nynorsk.

    `KeyError` when there is no such label.
    """
    label = labels(known(lang))[key]
    return label.format(**values) if values else label


def counted(lang: str, key: str, n: int) -> str:
    """``1 vedlegg``, ``2 saker``: the label ``<key>.one`` or ``<key>.other`` with the number in it."""
    return t(lang, f"{key}.{'one' if n == 1 else 'other'}", n=n)


def known(lang: str) -> Lang:
    """``lang`` when we have labels in it, else ``nn``."""
    return lang if lang in LANGUAGES else "nn"


@cache
def labels(lang: Lang) -> dict[str, str]:
    """All labels of one language."""
    path = Path(__file__).parent / "labels" / f"{lang}.json"
    return cast(dict[str, str], json.loads(path.read_text("utf-8")))
