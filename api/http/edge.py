"""The published side from memory: ready-made answers, ahead of the application, dropped when something is published.

A hit is a look-up and two messages to the server, so it costs little more than a bare ASGI application that returns the
same bytes. Nothing here knows what is published: the application marks what may be kept (a strong ``ETag`` and
``Cache-Control: public``), and whoever learns of a publication calls :meth:`Edge.invalidate` or :meth:`Edge.observe`.
"""

import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import anyio.lowlevel
import anyio.to_thread
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.conditional import matches
from api.http.languages import negotiate

RawHeaders = list[tuple[bytes, bytes]]

# All that the application gets to see of a request, so that an answer can't depend on who asks.
_SHOWN: Final = frozenset({b"host", b"accept-encoding", b"accept-language"})
# These belong to one request, not to the answer; the length is set anew for each encoding.
_PER_REQUEST: Final = frozenset(
    {b"x-request-id", b"ratelimit", b"ratelimit-policy", b"date", b"server", b"connection", b"content-length"}
)
# What a 304 repeats (RFC 9110, 15.4.5), and what lets a page of another site see it.
_NOT_MODIFIED: Final = frozenset(
    {b"cache-control", b"content-location", b"etag", b"expires", b"vary", b"access-control-allow-origin"}
)
_COMPRESSIBLE: Final = (b"text/", b"application/json", b"application/ld+json", b"application/atom+xml", b"image/svg")
_WORTH_COMPRESSING: Final = 1024
_GZIP_LEVEL: Final = 6
# What a page costs besides its bodies: headers, keys and the objects around them.
_OVERHEAD: Final = 4096
_EMPTY_BODY: Final[Message] = {"type": "http.response.body", "body": b""}


@dataclass(frozen=True)
class _Answer:
    """One representation in one encoding, as messages that are sent again and again."""

    etag: str
    start: Message
    body: Message
    not_modified: Message
    conditions: frozenset[bytes]
    """The values of If-None-Match that call for a 304 when it is a single tag, as it mostly is."""

    @property
    def size(self) -> int:
        return len(self.body["body"])


@dataclass(frozen=True)
class _Page:
    """All that is kept for one path and query.

    ``answers`` are keyed by language ("" unless they differ ``by_language``) and by whether they are gzipped.
    """

    by_language: bool
    answers: dict[tuple[str, bool], _Answer]

    def choose(self, headers: dict[bytes, bytes]) -> _Answer | None:
        """The answer to a request with these headers, if it is kept."""
        language = _language(headers) if self.by_language else ""
        if accepts_gzip(headers.get(b"accept-encoding", b"")):
            compressed = self.answers.get((language, True))
            if compressed is not None:
                return compressed
        return self.answers.get((language, False))


class Edge:
    """ASGI layer, outermost, that answers GET and HEAD on public paths from memory.

    ``max_bytes`` bounds all that is kept (what has gone unused for longest is dropped first); an answer larger than an
    eighth of it is not kept. ``is_public(path)`` tells which paths are asked for here; it isn't called on a hit.

    Of a request for a public path, the application sees path, query, Host, Accept-Encoding and Accept-Language: an
    answer that depends on who asks can't come about. It must not depend on Host either, and one with
    ``Vary: Accept-Language`` must choose its language with :func:`api.http.languages.negotiate`.

    A kept answer in identity encoding gets a gzipped twin with a strong ETag of its own (``"x"`` and ``"x-gzip"``); an
    application that has a compressed form at hand may give it with ``Content-Encoding: gzip``.
    """

    def __init__(self, app: ASGIApp, *, max_bytes: int, is_public: Callable[[str], bool]) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.is_public = is_public
        self._pages: OrderedDict[tuple[str, bytes], _Page] = OrderedDict()
        self._size = 0
        self._generation = 0
        self._state: Hashable = None

    @property
    def size(self) -> int:
        """Bytes kept, with an estimate of what surrounds them."""
        return self._size

    def invalidate(self) -> None:
        """Drops everything, and sees to it that answers under way, made of what was true before, are not kept."""
        self._generation += 1
        self._pages.clear()
        self._size = 0

    def observe(self, state: Hashable) -> None:
        """Drops everything unless ``state``, all that answers depend on besides the request, is the one seen last.

        To be called every few seconds, so that a notification that was lost is made good.
        """
        if state != self._state:
            self._state = state
            self.invalidate()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        key = (scope["path"], scope["query_string"])
        page = self._pages.get(key)
        if page is None and not self.is_public(scope["path"]):
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if b"range" in headers or b"if-match" in headers:
            await self.app(scope, receive, send)
            return
        answer = None if page is None else page.choose(headers)
        if answer is None:
            await self._ask(key, headers, scope, receive, send)
        else:
            self._pages.move_to_end(key)
            await _give(answer, headers.get(b"if-none-match"), scope["method"], send)

    async def _ask(
        self, key: tuple[str, bytes], headers: dict[bytes, bytes], scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Lets the application answer, and keeps the answer if it may be kept."""
        generation = self._generation
        if_none_match = headers.get(b"if-none-match")
        capture = _Capture(send, limit=self.max_bytes // 8, head=scope["method"] == "HEAD", if_none_match=if_none_match)
        # Conditions are not shown, since a 304 from the application would leave nothing to keep. Extensions are not,
        # since a file handed to the server by name would not come by here.
        shown = [(name, value) for name, value in scope["headers"] if name in _SHOWN]
        await self.app({**scope, "method": "GET", "headers": shown, "extensions": {}}, receive, capture.send)
        if not capture.complete:
            return
        page = await _page_of(capture, headers)
        if generation == self._generation:
            self._keep(key, page)
        answer = page.choose(headers)
        if answer is None:
            raise RuntimeError(f"{key[0]} was answered in an encoding that was not asked for.")
        await _give(answer, if_none_match, scope["method"], send)

    def _keep(self, key: tuple[str, bytes], page: _Page) -> None:
        known = self._pages.pop(key, None)
        if known is not None:
            self._size -= _cost(key, known)
            if known.by_language == page.by_language:
                page = _Page(page.by_language, known.answers | page.answers)
        self._pages[key] = page
        self._size += _cost(key, page)
        while self._size > self.max_bytes:
            self._size -= _cost(*self._pages.popitem(last=False))


class _Capture:
    """Stands in for the server: holds an answer back if it may be kept, else lets it through as it comes."""

    def __init__(self, send: Send, *, limit: int, head: bool, if_none_match: bytes | None) -> None:
        self._send = send
        self._limit = limit
        self._head = head
        self._if_none_match = if_none_match
        self._keeping = False
        self._answered = False
        """Whether the client has all that it will get."""
        self._chunks: list[bytes] = []
        self.headers: RawHeaders = []
        self.complete = False
        """Whether the whole answer is held here, and nothing of it has been sent."""

    @property
    def body(self) -> bytes:
        return b"".join(self._chunks)

    async def send(self, message: Message) -> None:
        if self._answered:
            # nothing holds a stream back any more, so let it hear from the server that the answer has ended
            await anyio.lowlevel.checkpoint()
            return
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif self._keeping:
            self._chunks.append(message.get("body", b""))
            self.complete = not message.get("more_body", False)
        else:
            await self._send(message)

    async def _begin(self, message: Message) -> None:
        self.headers = [(name.lower(), value) for name, value in message.get("headers", ())]
        values = dict(self.headers)
        self._keeping = message["status"] == 200 and may_be_kept(self.headers, self._limit)
        if self._keeping:
            return
        etag = values.get(b"etag")
        if message["status"] == 200 and etag is not None and _is_met(self._if_none_match, etag.decode("latin-1")):
            message = {**message, "status": 304, "headers": _kept_in_304(self.headers)}
        elif not self._head:
            await self._send(message)
            return
        self._answered = True
        await self._send(message)
        await self._send(_EMPTY_BODY)


def may_be_kept(headers: RawHeaders, limit: int) -> bool:
    """Whether an answer with these headers is whole, the same for all, and at most ``limit`` bytes long."""
    values = dict(headers)
    directives = {directive.strip().lower() for directive in values.get(b"cache-control", b"").split(b",")}
    length = values.get(b"content-length", b"")
    return (
        values.get(b"etag", b"").startswith(b'"')
        and b"public" in directives
        and not directives & {b"private", b"no-store"}
        and b"set-cookie" not in values
        and _varies_by(headers) <= {b"accept-encoding", b"accept-language"}
        and values.get(b"content-encoding", b"gzip") == b"gzip"
        and length.isdigit()
        and int(length) <= limit
    )


@lru_cache(maxsize=256)
def accepts_gzip(accept_encoding: bytes) -> bool:
    """Whether an Accept-Encoding value admits gzip (RFC 9110, 12.5.3)."""
    admitted: dict[bytes, bool] = {}
    for entry in accept_encoding.lower().split(b","):
        name, _, weight = entry.partition(b";")
        admitted[name.strip()] = weight.replace(b" ", b"").rstrip(b"0") not in (b"q=", b"q=0.")
    return admitted.get(b"gzip", admitted.get(b"*", False))


async def _give(answer: _Answer, if_none_match: bytes | None, method: str, send: Send) -> None:
    if if_none_match is not None and (if_none_match in answer.conditions or _is_met(if_none_match, answer.etag)):
        await send(answer.not_modified)
        await send(_EMPTY_BODY)
    else:
        await send(answer.start)
        await send(answer.body if method == "GET" else _EMPTY_BODY)


async def _page_of(capture: _Capture, request_headers: dict[bytes, bytes]) -> _Page:
    varies_by = _varies_by(capture.headers)
    by_language = b"accept-language" in varies_by
    language = _language(request_headers) if by_language else ""
    values = dict(capture.headers)
    etag = values[b"etag"].decode("latin-1")
    vary = b"Accept-Encoding, Accept-Language" if by_language else b"Accept-Encoding"
    headers = [
        (name, value)
        for name, value in capture.headers
        if name not in _PER_REQUEST and name not in (b"etag", b"vary", b"content-encoding")
    ]
    headers.append((b"vary", vary))
    body = capture.body
    if b"content-encoding" in values:
        return _Page(by_language, {(language, True): _gzipped(headers, etag, body)})
    answers = {(language, False): _answer(headers, etag, body)}
    if len(body) >= _WORTH_COMPRESSING and values.get(b"content-type", b"").startswith(_COMPRESSIBLE):
        # mtime 0, so that the same body always gives the same bytes under the same strong ETag
        compressed = await anyio.to_thread.run_sync(lambda: gzip.compress(body, _GZIP_LEVEL, mtime=0))
        answers[language, True] = _gzipped(headers, etag, compressed)
    return _Page(by_language, answers)


def _gzipped(headers: RawHeaders, etag: str, body: bytes) -> _Answer:
    own = etag if etag.endswith('-gzip"') else f'{etag[:-1]}-gzip"'
    return _answer([*headers, (b"content-encoding", b"gzip")], own, body)


def _answer(headers: RawHeaders, etag: str, body: bytes) -> _Answer:
    tag = etag.encode("latin-1")
    full = [*headers, (b"etag", tag), (b"content-length", b"%d" % len(body))]
    return _Answer(
        etag=etag,
        start={"type": "http.response.start", "status": 200, "headers": full},
        body={"type": "http.response.body", "body": body},
        not_modified={"type": "http.response.start", "status": 304, "headers": _kept_in_304(full)},
        conditions=frozenset({tag, b"W/" + tag, b"*"}),
    )


def _kept_in_304(headers: RawHeaders) -> RawHeaders:
    return [(name, value) for name, value in headers if name in _NOT_MODIFIED]


def _is_met(if_none_match: bytes | None, etag: str) -> bool:
    return if_none_match is not None and matches(if_none_match.decode("latin-1"), etag, weakly=True)


def _varies_by(headers: RawHeaders) -> set[bytes]:
    named = b",".join(value for name, value in headers if name == b"vary").lower().split(b",")
    return {name.strip() for name in named} - {b""}


def _language(headers: dict[bytes, bytes]) -> str:
    return negotiate(headers.get(b"accept-language", b"").decode("latin-1"))


def _cost(key: tuple[str, bytes], page: _Page) -> int:
    return sum(answer.size for answer in page.answers.values()) + _OVERHEAD + len(key[0]) + len(key[1])
