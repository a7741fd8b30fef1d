"""How long it takes to read an agenda into a draft."""

import time
from collections.abc import Iterator
from statistics import median
from typing import Final

from api.ingest import agenda
from bench import agendas
from bench.result import Result

TITLE: Final = "Reading an agenda into a draft"
PAGES: Final = 500


def measure(*, quick: bool) -> Iterator[Result]:
    what, text = agendas.agenda()
    yield Result(
        what=f"{what}, {len(text) / 1000:.0f} kB of text",
        unit="s",
        ours=median(_seconds(text, "agenda.txt") for _ in range(2 if quick else 5)),
        at_most=1,
    )
    pages = 50 if quick else PAGES
    yield Result(
        what=f"a made-up PDF of {pages} pages", unit="s", ours=_seconds(agendas.made_up_pdf(pages), "agenda.pdf")
    )


def _seconds(data: bytes, filename: str) -> float:
    begun = time.perf_counter()
    agenda.read(data, filename)
    return time.perf_counter() - begun
