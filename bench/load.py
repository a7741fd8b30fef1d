"""Servers in processes of their own, and requests at them: by wrk where it is installed, else by our own generator."""

import asyncio
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

import httptools

CONNECTIONS: Final = 16
GENERATOR: Final = "wrk" if shutil.which("wrk") else "asyncio"


@dataclass(frozen=True)
class Target:
    """One thing to ask for; the answer is looked at once, so that only what was meant is measured."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


@contextlib.contextmanager
def serve(app: str, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Runs ``module:factory`` on uvicorn, one process, no access log; gives its address once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", app, "--factory", "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--no-access-log", "--log-level", "warning"], env={**os.environ, **(environment or {})}
    )
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(1200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit("The server to measure did not start; its own words are above.")


def compare(targets: Sequence[Target], *, rounds: int, seconds: float) -> list[list[float]]:
    """Requests per second of each target in each round, the targets taking turns (A B A B) so that noise hits all."""
    if len({fetch(target).body for target in targets}) > 1:
        raise SystemExit(f"These don't answer with the same bytes: {', '.join(target.url for target in targets)}.")
    for target in targets:
        requests_per_second(target, seconds / 4)
    measured: list[list[float]] = [[] for _ in targets]
    for _ in range(rounds):
        for target, rates in zip(targets, measured, strict=True):
            rates.append(requests_per_second(target, seconds))
    return measured


def median_ratio(ours: Sequence[float], reference: Sequence[float]) -> float:
    return median(a / b for a, b in zip(ours, reference, strict=True))


@dataclass(frozen=True)
class Answer:
    """The body as it is sent, compressed where it is, and its tag."""

    body: bytes
    etag: str


def fetch(target: Target) -> Answer:
    """Asks once."""
    request = urllib.request.Request(target.url, headers=dict(target.headers))
    try:
        with urllib.request.urlopen(request) as answer:
            status, headers, body = answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        status, headers, body = error.code, error.headers, error.read()
    if status != target.status:
        raise SystemExit(f"{target.url} answers {status} where {target.status} was to be measured.")
    return Answer(bytes(body), headers.get("ETag", ""))


def requests_per_second(target: Target, seconds: float) -> float:
    if GENERATOR == "wrk":
        return _wrk(target, seconds)
    return asyncio.run(_generate(target, seconds))


def _wrk(target: Target, seconds: float) -> float:
    headers = [part for name, value in target.headers.items() for part in ("-H", f"{name}: {value}")]
    # wrk takes whole seconds
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(round(seconds), 1)}s", *headers, target.url]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx or 3xx responses" in output or "Socket errors" in output:
        raise SystemExit(f"wrk met errors at {target.url}:\n{output}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if found is None:
        raise SystemExit(f"wrk told no rate:\n{output}")
    return float(found[1])


class _Connection(asyncio.Protocol):
    """Asks again as soon as it is answered."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.answered = 0
        self.parser = httptools.HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.parser.feed_data(data)

    def on_message_complete(self) -> None:
        self.answered += 1
        self.transport.write(self.request)


async def _generate(target: Target, seconds: float) -> float:
    address, _, path = target.url.removeprefix("http://").partition("/")
    host, _, port = address.partition(":")
    lines = [f"GET /{path} HTTP/1.1", f"Host: {address}", *(f"{n}: {v}" for n, v in target.headers.items())]
    request = "\r\n".join([*lines, "", ""]).encode()
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    opened = [await loop.create_connection(lambda: _Connection(request), host, int(port)) for _ in range(CONNECTIONS)]
    await asyncio.sleep(seconds)
    answered = sum(connection.answered for _, connection in opened)
    elapsed = time.perf_counter() - begun
    for transport, _ in opened:
        transport.abort()
    return answered / elapsed
