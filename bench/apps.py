"""Applications that return the same bytes: bare ASGI, a FastAPI route, and the edge in front of that route."""

import gzip
import hashlib
import json
import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from fastapi import FastAPI, Request, Response
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.http.edge import Edge
from api.http.request_id import RequestId
from api.http.security import Security

ANSWERS: Final = "BENCH_ANSWERS"
"""The environment variable that names the file with what :func:`recorded` is to answer."""
PATH: Final = "/api/v1/published/meetings/{size}"
SIZES: Final = {"30kB": 22, "58kB": 43}
"""Items of a meeting of about that size."""


def meeting(items: int) -> bytes:
    """A meeting as canonical JSON would have it: about 1.35 kB for each item."""
    names = [hashlib.sha256(bytes([n])).hexdigest() for n in range(items)]
    return json.dumps(
        {
            "id": "mtg_01k7x0000000000000000000",
            "items": [
                {
                    "id": f"item_{name[:26]}",
                    "number": number,
                    "title": f"Sak {number} om {name[:12]}",
                    "text": " ".join(f"{name[i : i + 9]} i kommunane og for innbyggjarane" for i in range(0, 52, 2)),
                    "attachments": [{"id": f"att_{name[n : n + 26]}", "title": f"Vedlegg {n}"} for n in range(2)],
                }
                for number, name in enumerate(names, 1)
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


class _Stored:
    """One body in both encodings, with its tag, as publishing leaves it in the database."""

    def __init__(self, body: bytes) -> None:
        self.plain = body
        self.gzip = gzip.compress(body, 6, mtime=0)
        self.etag = f'"{hashlib.sha256(body).hexdigest()[:22]}"'


STORED: Final = {PATH.format(size=size): _Stored(meeting(items)) for size, items in SIZES.items()}


def bare() -> ASGIApp:
    """Answers what the other applications here have stored."""
    return _bare(
        {
            (path, is_gzip): (stored.gzip if is_gzip else stored.plain)
            for path, stored in STORED.items()
            for is_gzip in (False, True)
        }
    )


def recorded() -> ASGIApp:
    """Answers what another application was heard to answer."""
    answers = json.loads(Path(os.environ[ANSWERS]).read_text("utf-8"))
    return _bare(
        {(unquote(path), "Accept-Encoding" in headers): bytes.fromhex(body) for path, headers, body in answers}
    )


def _bare(bodies: dict[tuple[str, bool], bytes]) -> ASGIApp:
    """The least that can be done: type and length, the bytes, and 304 for whoever sends a condition.

    ``bodies`` are by path and whether they are compressed.
    """

    def start(status: int, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
        return {"type": "http.response.start", "status": status, "headers": list(headers)}

    kind = (b"content-type", b"application/json")
    answers = {}
    for (path, is_gzip), body in bodies.items():
        encoding = ((b"content-encoding", b"gzip"),) if is_gzip else ()
        head = start(200, kind, (b"content-length", str(len(body)).encode()), *encoding)
        answers[path, is_gzip] = (head, {"type": "http.response.body", "body": body})
    unchanged = start(304)
    nothing = {"type": "http.response.body", "body": b""}

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        if b"if-none-match" in headers:
            await send(unchanged)
            await send(nothing)
            return
        head, body = answers[scope["path"], headers.get(b"accept-encoding") == b"gzip"]
        await send(head)
        await send(body)

    return app


def fastapi() -> FastAPI:
    """A FastAPI route that returns bytes it has at hand, with the middleware that every answer passes."""
    app = FastAPI(middleware=[Middleware(RequestId), Middleware(Security), Middleware(problems.Problems)])

    @app.get(PATH)
    async def read(request: Request, size: str) -> Response:
        stored = STORED[PATH.format(size=size)]
        headers = {"ETag": stored.etag, "Cache-Control": "public, max-age=0, must-revalidate"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers |= {"Content-Encoding": "gzip"}
            return Response(stored.gzip, media_type="application/json", headers=headers)
        return Response(stored.plain, media_type="application/json", headers=headers)

    return app


def edge() -> Edge:
    """The edge ahead of that same route."""
    return Edge(fastapi(), max_bytes=10_000_000, is_public=lambda path: path.startswith("/api/v1/published/"))
