"""How long the official PDF of an agenda takes, in a process that has made none before and in one that has."""

import multiprocessing
import time
from collections.abc import Iterator
from statistics import median
from typing import Final

from api.domain.publications.snapshot import Snapshot
from api.outputs import pdf
from bench.result import Result
from bench.site import URL, site

TITLE: Final = "The official PDF"


def measure(*, quick: bool) -> Iterator[Result]:
    times = 3 if quick else 11
    with site() as made:
        snapshot, what = made.snapshot.model_dump_json(), made.what
    with multiprocessing.get_context("spawn").Pool(1) as fresh:
        size, (cold, *warm) = fresh.apply(_render, (snapshot, times))
    yield Result(what=f"{what}, the first one in a process", unit="s", ours=cold)
    yield Result(what=f"{what}, the next ones", unit="s", ours=median(warm), at_most=1)
    yield Result(what=f"{what}, size", unit="kB", ours=size / 1000)


def _render(snapshot: str, times: int) -> tuple[int, list[float]]:
    """Bytes of the file, and seconds of each time that it was made."""
    value = Snapshot.model_validate_json(snapshot)
    seconds, size = [], 0
    for number in range(times):
        # Typst remembers what it has set before: a new title in the head of every page gives it new pages to set.
        meeting = value.meeting.model_copy(update={"title": f"{value.meeting.title} ({number})"})
        fresh = value.model_copy(update={"meeting": meeting})
        begun = time.perf_counter()
        size = len(pdf.agenda(fresh, base_url=URL, attachments={}))
        seconds.append(time.perf_counter() - begun)
    return size, seconds
