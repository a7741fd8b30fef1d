"""Answers as Statistics Norway's PxWebApi 2 does, from a real port: table 07459 in the documented shape of JSON-stat 2,
with the figures of case 8 of 20 October 2025 for the year 2025 and nothing for other years."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.unit.domain.cost_sharing.printed import FIGURES, NAMES


@dataclass
class Statistics:
    url: str
    asked: list[dict[str, str]] = field(default_factory=list)
    answer: tuple[int, Any] | None = None
    """What is answered instead, when something is to be wrong."""


@contextmanager
def statistics_norway() -> Iterator[Statistics]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            statistics.asked.append({"path": address.path, **asked})
            status, body = statistics.answer or answered(asked)
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing: what was asked is kept."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        statistics = Statistics(f"http://127.0.0.1:{server.server_port}/api/pxwebapi/v2")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield statistics
        finally:
            server.shutdown()
            thread.join()


def answered(asked: dict[str, str]) -> tuple[int, Any]:
    year = asked["valueCodes[Tid]"]
    if year != "2025":
        return 400, {"type": "Parameter error", "title": "Non-existent value", "status": 400}
    regions = list(NAMES) if asked["valueCodes[Region]"] == "????" else []
    ages = asked.get("valueCodes[Alder]", "").split(",") if "valueCodes[Alder]" in asked else None
    return 200, table(regions, ages)


def table(regions: list[str], ages: list[str] | None = None) -> dict[str, Any]:
    """A cell for each region, or for each age in each region: the children divided over the ages."""
    values: list[int | None] = []
    for number in regions:
        if ages is None:
            values.append(int(FIGURES["population"][number]))
            continue
        each, rest = divmod(int(FIGURES["children_0_15"][number]), len(ages))
        values += [each + (at < rest) for at in range(len(ages))]
    names = {"Region": regions, **({"Alder": ages} if ages else {}), "ContentsCode": ["Personer1"], "Tid": ["2025"]}
    return {
        "version": "2.0",
        "class": "dataset",
        "label": "07459: Befolkning, etter region, alder, statistikkvariabel og år",
        "source": "Statistisk sentralbyrå",
        "updated": "2025-02-25T07:00:00Z",
        "id": list(names),
        "size": [len(codes) for codes in names.values()],
        "dimension": {
            name: {"label": name, "category": {"index": {code: at for at, code in enumerate(codes)}}}
            for name, codes in names.items()
        },
        "value": values,
    }
