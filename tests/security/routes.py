"""The application's routes, as the tests that try every one of them need them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

PARAMETER = re.compile(r"\{(\w+)(?::path)?\}")


@dataclass(frozen=True)
class Route:
    method: str
    """Empty for a mounted folder, which answers whatever it is asked."""
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}".strip()


def routes(app: FastAPI) -> Iterator[Route]:
    for context in iter_route_contexts(app.routes):
        for method in sorted((context.methods or {""}) - {"HEAD"}):
            yield Route(method, str(context.path))


def parameters(path: str) -> list[str]:
    return PARAMETER.findall(path)


def filled(path: str, values: dict[str, str]) -> str:
    return PARAMETER.sub(lambda found: values[found.group(1)], path)
