"""The sentences that minutes are made of, in Nynorsk and Bokmål. Pure.

Each kind of event has a sentence of its own with the verb in its right form, since Norwegian inflects by gender and
number what English does not: nothing is glued together from single words.
"""

import datetime as dt
import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final, Literal

from api.domain.kernel.clock import clock_time

Lang = Literal["nn", "nb"]
_LANGUAGES: Final[tuple[Lang, ...]] = ("nn", "nb")


def written_in(lang: str) -> Lang:
    """The language of a meeting's minutes: its own, or Nynorsk for a meeting held in another than Norwegian."""
    return next((one for one in _LANGUAGES if one == lang), "nn")


class Wording:
    def __init__(self, lang: str) -> None:
        self.lang: Lang = written_in(lang)
        self._labels = _labels(self.lang)

    def __call__(self, key: str, **values: object) -> str:
        """The sentence ``key``, its ``{name}`` filled; ``{Subject}`` takes ``subject`` with a capital letter."""
        if "subject" in values:
            values["Subject"] = capital(str(values["subject"]))
        return self._labels[key].format(**values)

    def votes(self, count: int) -> str:
        """``røyst`` or ``røyster``, after the number that stands last."""
        return self("vote" if count == 1 else "votes")

    def names(self, names: Sequence[str]) -> str:
        """``A, B og C``."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self('and')} {names[-1]}"

    def clock(self, moment: dt.datetime) -> str:
        return clock_time(moment)


def capital(text: str) -> str:
    """``text`` with its first letter as a capital one."""
    return text[:1].upper() + text[1:]


@cache
def _labels(lang: Lang) -> dict[str, str]:
    text = resources.files("api.domain.minutes").joinpath("labels", f"{lang}.json").read_text("utf-8")
    labels: dict[str, str] = json.loads(text)
    return labels
