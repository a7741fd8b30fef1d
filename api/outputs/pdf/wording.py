"""The words, dates and sizes that a PDF prints, in Nynorsk, Bokmål or English.

What other outputs say too comes from `api.outputs.labels`; ``labels`` here holds what only a printed page needs.
"""

import datetime as dt
import json
from functools import cache
from importlib import resources
from typing import Final

from api.domain.kernel.clock import clock_time, long_date, oslo_date
from api.outputs.labels import counted, known, t

_FORMATS: Final = {
    "application/pdf": "PDF",
    "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.ms-excel": "Excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.ms-powerpoint": "PowerPoint",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
}
_SHARED: Final = {
    "attachments": "attachments.title",
    "changed": "changed.tag",
    "supplement": "supplement.tag",
    "contents": "meeting.agenda",
    "place": "meeting.place",
    "programme": "meeting.programme",
    "published": "meeting.published",
    "references": "item.references",
    "remote": "meeting.remote",
    "text": "item.text",
    "time": "meeting.time",
}


class Wording:
    """Labels in one language. ``lang`` is that language; an unknown one gives Nynorsk."""

    def __init__(self, lang: str) -> None:
        self.lang = known(lang)
        self._labels = {**_labels(self.lang), **{ours: t(self.lang, theirs) for ours, theirs in _SHARED.items()}}

    def __call__(self, key: str, **values: object) -> str:
        """The label of a printed page, its ``{name}`` filled from ``values``. `KeyError` when there is none."""
        label = self._labels[key]
        return label.format(**values) if values else label

    def shared(self, key: str, **values: object) -> str:
        """A label that all outputs share."""
        return t(self.lang, key, **values)

    def all(self) -> dict[str, str]:
        """Every label that the templates may ask for."""
        return self._labels

    def blanks(self, count: int) -> str:
        """What a proposal with holes says under itself."""
        return self("blanks.one") if count == 1 else self("blanks.many", count=count)

    def pages(self, count: int) -> str:
        """``12 sider``."""
        return counted(self.lang, "file.pages", count)

    def date(self, moment: dt.datetime) -> str:
        """``20. oktober 2025``, the day in Norway."""
        return long_date(oslo_date(moment), self.lang, weekday=False)

    def moment(self, start: dt.datetime, end: dt.datetime | None = None, *, weekday: bool = False) -> str:
        """``måndag 20. oktober 2025 kl. 09:00–14:45``, Norwegian time."""
        clock = f"{clock_time(start)}–{clock_time(end)}" if end else clock_time(start)
        return self("moment", date=long_date(oslo_date(start), self.lang, weekday=weekday), clock=clock)

    def size(self, size: int) -> str:
        """``184 kB`` or ``1,2 MB`` from bytes."""
        if size < 1_000_000:
            return f"{max(1, round(size / 1000))}\u00a0kB"
        written = f"{size / 1_000_000:.1f}\u00a0MB"
        return written if self.lang == "en" else written.replace(".", ",")

    def file_format(self, media_type: str, filename: str) -> str:
        """``PDF``, ``Word`` … or the ending of the file's name."""
        ending = filename.rpartition(".")[2].upper()[:5] if "." in filename else ""
        return _FORMATS.get(media_type) or ending or media_type


@cache
def _labels(lang: str) -> dict[str, str]:
    text = resources.files("api.outputs.pdf").joinpath("labels", f"{lang}.json").read_text("utf-8")
    labels: dict[str, str] = json.loads(text)
    return labels
