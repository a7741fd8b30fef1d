"""``python -m bench [--quick] [NAME …]``: measures, prints a table, writes ``bench/results.json``.

Exit status 1 when a bound isn't kept.
"""

import argparse
import datetime as dt
import importlib
import json
import os
import pkgutil
import platform
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Final

from rich.console import Console
from rich.table import Table

from bench import load, measurements
from bench.result import Result

RESULTS: Final = Path(__file__).parent / "results.json"


def main() -> int:
    """Runs the measurements that were named, or all."""
    names = sorted(module.name for module in pkgutil.iter_modules(measurements.__path__))
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one or more of {', '.join(names)}; all if left out")
    parser.add_argument("--quick", action="store_true", help="short and rough, to see that it works; writes nothing")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(names):
        parser.error(f"no measurement is called {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    console = Console()
    found: dict[str, list[Result]] = {}
    for name in arguments.names or names:
        module = importlib.import_module(f"bench.measurements.{name}")
        found[name] = list(_told(console, module, quick=arguments.quick))
        console.print(_table(module.TITLE, found[name]))
    if not arguments.quick:
        _write(found)
    return 1 if any(result.holds is False for results in found.values() for result in results) else 0


def _told(console: Console, module: ModuleType, *, quick: bool) -> Iterator[Result]:
    """The results, with a word on the terminal while they are waited for."""
    with console.status(module.TITLE):
        yield from module.measure(quick=quick)


def _table(title: str, results: list[Result]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("measured")
    for column in ("ours", "reference", "ratio", "bound"):
        table.add_column(column, justify="right")
    for result in results:
        bounds = [
            *([] if result.at_least is None else [f"≥ {result.at_least:g}"]),
            *([] if result.at_most is None else [f"≤ {result.at_most:g}"]),
        ]
        colour = {None: "", True: "green", False: "red"}[result.holds]
        table.add_row(
            result.what,
            f"{_figure(result.ours)} {result.unit}",
            "" if result.reference is None else f"{_figure(result.reference)} ({result.reference_name})",
            "" if result.ratio is None else f"{result.ratio:.2f}",
            " ".join(bounds),
            style=colour,
        )
    return table


def _figure(value: float) -> str:
    return f"{value:,.4g}" if value < 1000 else f"{value:,.0f}"


def _write(found: dict[str, list[Result]]) -> None:
    """Replaces what was measured now and leaves the rest, so that one measurement can be taken again by itself."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    machine = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "generator": load.GENERATOR,
        "measuredAt": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
    fresh = {name: {**machine, "results": [asdict(result) for result in results]} for name, results in found.items()}
    RESULTS.write_text(json.dumps({**known, **fresh}, indent=2, ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
