"""Published answers from memory, held against a bare ASGI application that returns the same bytes."""

from collections.abc import Iterator
from statistics import median
from typing import Final

from bench.apps import PATH, SIZES, STORED
from bench.load import Target, compare, median_ratio, serve
from bench.result import Result

TITLE: Final = "Published answers, one process, 16 connections"
GZIP: Final = {"Accept-Encoding": "gzip"}


def measure(*, quick: bool) -> Iterator[Result]:
    rounds, seconds = (2, 1.0) if quick else (5, 2.0)
    with serve("bench.apps:bare") as bare, serve("bench.apps:edge") as edge, serve("bench.apps:fastapi") as fastapi:
        for size in SIZES:
            path = PATH.format(size=size)
            etag = STORED[path].etag
            cases: list[tuple[str, dict[str, str], int]] = [
                (f"{size} plain", {}, 200),
                (f"{size} gzip", GZIP, 200),
                (f"{size} 304", {"If-None-Match": etag}, 304),
            ]
            for what, headers, status in cases:
                targets = [Target(base + path, headers, status) for base in (bare, edge)]
                reference, ours = compare(targets, rounds=rounds, seconds=seconds)
                yield _result(f"edge, {what}", ours, reference, at_least=0.7)
            targets = [Target(base + path, GZIP) for base in (bare, fastapi)]
            reference, ours = compare(targets, rounds=rounds, seconds=seconds)
            yield _result(f"FastAPI route, {size} gzip", ours, reference, at_least=None)


def _result(what: str, ours: list[float], reference: list[float], *, at_least: float | None) -> Result:
    return Result(
        what=what,
        unit="requests/s",
        ours=median(ours),
        reference=median(reference),
        reference_name="bare ASGI",
        ratio=median_ratio(ours, reference),
        at_least=at_least,
    )
