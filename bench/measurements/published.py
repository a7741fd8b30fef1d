"""The whole application's public answers, held against a bare ASGI application that returns the same bytes."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final
from urllib.parse import quote

from bench.apps import ANSWERS
from bench.load import Target, compare, fetch, median_ratio, serve
from bench.result import Result
from bench.site import site

TITLE: Final = "The whole application's public answers, one process, 16 connections"
GZIP: Final = {"Accept-Encoding": "gzip"}


def measure(*, quick: bool) -> Iterator[Result]:
    rounds, seconds = (2, 1.0) if quick else (5, 2.0)
    with (
        site() as made,
        serve("api.main:create_app", made.environment) as ours,
        tempfile.TemporaryDirectory() as folder,
    ):
        meeting = f"/api/v1/published/meetings/{made.meeting_id}"
        cases = [
            (f"{made.what} as JSON", meeting, {}),
            (f"{made.what} as JSON, gzip", meeting, GZIP),
            (f"{made.what} as a page", quote(made.snapshot.meeting.path), {}),
            ("list of meetings", "/api/v1/published/meetings", {}),
        ]
        answers = {what: fetch(Target(ours + path, headers)) for what, path, headers in cases}
        recorded = Path(folder) / "answers.json"
        recorded.write_text(
            json.dumps([[path, headers, answers[what].body.hex()] for what, path, headers in cases]), "utf-8"
        )
        with serve("bench.apps:recorded", {ANSWERS: str(recorded)}) as bare:
            for what, path, headers in cases:
                targets = [Target(base + path, headers) for base in (bare, ours)]
                yield _result(what, *compare(targets, rounds=rounds, seconds=seconds))
                unchanged = {**headers, "If-None-Match": answers[what].etag}
                targets = [Target(base + path, unchanged, 304) for base in (bare, ours)]
                yield _result(f"{what}: 304", *compare(targets, rounds=rounds, seconds=seconds))


def _result(what: str, reference: list[float], ours: list[float]) -> Result:
    return Result(
        what=what,
        unit="requests/s",
        ours=median(ours),
        reference=median(reference),
        reference_name="bare ASGI",
        ratio=median_ratio(ours, reference),
        at_least=0.7,
    )
