"""The store ahead of the application. Every test asks through it and counts what reaches the application behind it."""

import asyncio
import gzip
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.http.edge import Edge, accepts_gzip
from api.http.languages import negotiate

LONG = "Styret i Sogn KO handsamar saker. " * 100
PUBLIC = {"ETag": '"v1"', "Cache-Control": "public, max-age=0, must-revalidate"}


@dataclass
class Origin:
    """An application whose next answer is set by the test."""

    text: str = LONG
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(PUBLIC))
    media_type: str = "application/json"
    seen: list[Request] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event | None = None

    async def __call__(self, scope, receive, send):
        request = Request(scope, receive)
        self.seen.append(request)
        text = self.text
        self.asked.set()
        if self.gate is not None:
            await self.gate.wait()
        if "accept-language" in self.headers.get("Vary", "").lower():
            text = f"{negotiate(request.headers.get('accept-language', ''))} {text}"
        body = text.encode()
        if request.url.path.endswith("/compressed") and "gzip" in request.headers.get("accept-encoding", ""):
            response = Response(gzip.compress(body), self.status, self.headers | {"Content-Encoding": "gzip"})
        elif request.url.path.endswith("/stream"):

            async def content():
                yield body

            response = StreamingResponse(content(), self.status, self.headers, self.media_type)
        else:
            response = Response(body, self.status, self.headers, self.media_type)
        await response(scope, receive, send)


@pytest.fixture
def origin():
    return Origin()


@pytest.fixture
def edge(origin):
    return Edge(origin, max_bytes=1_000_000, is_public=lambda path: path.startswith("/p"))


@pytest.fixture
async def client(edge, connect):
    async with connect(edge) as client:
        yield client


async def test_a_published_answer_is_asked_for_once(client, origin):
    answers = [await client.get("/p") for _ in range(3)]
    assert [answer.text for answer in answers] == [LONG] * 3
    assert len(origin.seen) == 1


async def test_the_first_answer_and_the_later_ones_are_the_same(client):
    first, second = await client.get("/p"), await client.get("/p")
    assert (first.status_code, first.headers, first.content) == (second.status_code, second.headers, second.content)


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/working", {}),
        ("/p", {"status": 404}),
        ("/p", {"headers": {"ETag": '"v1"'}}),
        ("/p", {"headers": {"Cache-Control": "public"}}),
        ("/p", {"headers": {"ETag": 'W/"v1"', "Cache-Control": "public"}}),
        ("/p", {"headers": {"ETag": '"v1"', "Cache-Control": "private"}}),
        ("/p", {"headers": {"ETag": '"v1"', "Cache-Control": "public, no-store"}}),
        ("/p", {"headers": {**PUBLIC, "Set-Cookie": "session=1"}}),
        ("/p", {"headers": {**PUBLIC, "Vary": "Cookie"}}),
        ("/p", {"headers": {**PUBLIC, "Vary": "*"}}),
        ("/p", {"headers": {**PUBLIC, "Content-Encoding": "br"}}),
        ("/p", {"text": "a" * 130_000}),
        ("/p/stream", {}),
    ],
)
async def test_what_is_not_marked_as_whole_and_the_same_for_all_is_not_kept(client, origin, edge, path, change):
    for name, value in change.items():
        setattr(origin, name, value)
    answers = [await client.get(path) for _ in range(2)]
    assert len(origin.seen) == 2
    assert edge.size == 0
    assert [(a.status_code, a.headers.get("etag")) for a in answers] == [
        (origin.status, origin.headers.get("ETag"))
    ] * 2


async def test_other_methods_pass_by_and_leave_what_is_kept(client, origin):
    await client.get("/p")
    await client.post("/p", content=b"x")
    await client.get("/p")
    assert [request.method for request in origin.seen] == ["GET", "POST"]


async def test_each_query_has_an_answer_of_its_own(client, origin):
    await client.get("/p?a=1")
    origin.text = "other"
    assert (await client.get("/p?a=2")).text == "other"
    assert (await client.get("/p?a=1")).text == LONG


async def test_one_who_takes_gzip_gets_it_made_once(client, origin):
    answers = [await client.get("/p", headers={"Accept-Encoding": "gzip, br"}) for _ in range(2)]
    assert [answer.headers["content-encoding"] for answer in answers] == ["gzip"] * 2
    assert [answer.text for answer in answers] == [LONG] * 2
    assert int(answers[0].headers["content-length"]) < len(LONG) / 10
    assert len(origin.seen) == 1


async def test_one_who_does_not_take_gzip_gets_plain_bytes_from_the_same_entry(client, origin):
    await client.get("/p", headers={"Accept-Encoding": "gzip"})
    plain = await client.get("/p")
    assert ("content-encoding" in plain.headers, plain.text, len(origin.seen)) == (False, LONG, 1)


async def test_each_encoding_has_a_strong_tag_of_its_own(client):
    tags = [(await client.get("/p", headers={"Accept-Encoding": e})).headers["etag"] for e in ("identity", "gzip")]
    assert tags == ['"v1"', '"v1-gzip"']


@pytest.mark.parametrize(("text", "media_type"), [("short", "application/json"), (LONG, "application/pdf")])
async def test_what_would_not_shrink_is_left_as_it_is(client, origin, text, media_type):
    origin.text, origin.media_type = text, media_type
    answers = [await client.get("/p", headers={"Accept-Encoding": "gzip"}) for _ in range(2)]
    assert "content-encoding" not in answers[1].headers
    assert len(origin.seen) == 1


async def test_a_compressed_form_that_the_application_has_is_used(client, origin):
    for _ in range(2):
        packed = await client.get("/p/compressed", headers={"Accept-Encoding": "gzip"})
        plain = await client.get("/p/compressed")
    assert (packed.headers["content-encoding"], packed.text, packed.headers["etag"]) == ("gzip", LONG, '"v1-gzip"')
    assert ("content-encoding" in plain.headers, plain.text, plain.headers["etag"]) == (False, LONG, '"v1"')
    assert len(origin.seen) == 2


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
async def test_caches_are_told_that_answers_differ_by_encoding(client, encoding):
    assert (await client.get("/p", headers={"Accept-Encoding": encoding})).headers["vary"] == "Accept-Encoding"


async def test_languages_are_kept_apart_where_answers_differ_by_them(client, origin):
    origin.headers["Vary"] = "Accept-Language"
    texts = []
    for wanted in ("nb", "en", "nb-NO, en;q=0.5", "en-GB"):
        answer = await client.get("/p", headers={"Accept-Language": wanted})
        texts.append(answer.text[:2])
    assert texts == ["nb", "en", "nb", "en"]
    assert len(origin.seen) == 2
    assert answer.headers["vary"] == "Accept-Encoding, Accept-Language"


async def test_languages_are_not_kept_apart_where_answers_are_the_same(client, origin):
    await client.get("/p", headers={"Accept-Language": "nb"})
    await client.get("/p", headers={"Accept-Language": "en"})
    assert len(origin.seen) == 1


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("condition", ['"v1"', 'W/"v1"', '"v0", "v1"', "*"])
async def test_one_who_has_the_answer_gets_304(client, origin, kept, condition):
    if kept:
        await client.get("/p")
    answer = await client.get("/p", headers={"If-None-Match": condition})
    assert (answer.status_code, answer.content) == (304, b"")
    assert (answer.headers["etag"], answer.headers["cache-control"]) == ('"v1"', PUBLIC["Cache-Control"])
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "content-length" not in answer.headers
    assert len(origin.seen) == 1


async def test_one_who_has_the_compressed_answer_gets_304_for_that_one(client):
    headers = {"Accept-Encoding": "gzip", "If-None-Match": '"v1-gzip"'}
    answer = await client.get("/p", headers=headers)
    assert (answer.status_code, answer.headers["etag"]) == (304, '"v1-gzip"')


@pytest.mark.parametrize("condition", ['"v0"', '"v1-gzip"', "v1", ""])
async def test_one_who_has_something_else_gets_the_answer(client, condition):
    await client.get("/p")
    assert (await client.get("/p", headers={"If-None-Match": condition})).text == LONG


async def test_304_holds_for_answers_too_large_to_keep(client, origin, edge):
    origin.text = "a" * 130_000
    answer = await client.get("/p", headers={"If-None-Match": '"v1"'})
    assert (answer.status_code, answer.content, edge.size) == (304, b"", 0)


async def test_head_is_answered_from_what_get_left(client, origin):
    await client.get("/p")
    answer = await client.head("/p")
    assert (answer.status_code, answer.headers["content-length"], answer.content) == (200, str(len(LONG)), b"")
    assert len(origin.seen) == 1


@pytest.mark.parametrize("path", ["/p", "/p/stream"])
async def test_head_without_anything_kept_has_no_body(edge, path):
    sent = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "HEAD", "path": path, "query_string": b"", "headers": [], "root_path": ""}
    await edge(scope, receive, send)
    assert [message.get("body") for message in sent] == [None, b""]
    assert sent[0]["status"] == 200


async def test_head_leaves_its_answer_for_get(client, origin):
    await client.head("/p")
    assert (await client.get("/p")).text == LONG
    assert len(origin.seen) == 1


@pytest.mark.parametrize("header", ["Range", "If-Match"])
async def test_parts_and_preconditions_are_left_to_the_application(client, origin, header):
    await client.get("/p")
    await client.get("/p", headers={header: "bytes=0-1"})
    assert [header.lower() in request.headers for request in origin.seen] == [False, True]


async def test_the_application_is_not_shown_who_asks(client, origin):
    headers = {"Cookie": "session=1", "Authorization": "Bearer 1", "Origin": "https://a.test", "X-Forwarded-Host": "a"}
    await client.get("/p", headers=headers)
    assert set(origin.seen[0].headers) == {"host", "accept-encoding"}


async def test_what_belongs_to_one_request_is_not_given_to_the_next(client, origin):
    origin.headers |= {
        "X-Request-Id": "1",
        "RateLimit": "1",
        "RateLimit-Policy": "1",
        "X-Content-Type-Options": "nosniff",
    }
    headers = (await client.get("/p")).headers
    assert not {"x-request-id", "ratelimit", "ratelimit-policy"} & set(headers)
    assert headers["x-content-type-options"] == "nosniff"


async def test_invalidation_drops_everything(client, origin, edge):
    await client.get("/p")
    edge.invalidate()
    origin.text = "new"
    assert (await client.get("/p")).text == "new"


async def test_an_answer_under_way_when_something_is_published_is_not_kept(client, origin, edge):
    origin.gate = asyncio.Event()
    under_way = asyncio.create_task(client.get("/p"))
    await origin.asked.wait()
    origin.text = "new"
    edge.invalidate()
    origin.gate.set()
    assert (await under_way).text == LONG
    assert (await client.get("/p")).text == "new"
    assert (await client.get("/p")).text == "new"
    assert len(origin.seen) == 2


async def test_an_answer_being_compressed_when_something_is_published_is_not_kept(origin, edge, connect, monkeypatch):
    compress = gzip.compress

    def publish_meanwhile(*args, **kwargs):
        edge.invalidate()
        return compress(*args, **kwargs)

    monkeypatch.setattr(gzip, "compress", publish_meanwhile)
    async with connect(edge) as client:
        await client.get("/p")
    assert edge.size == 0


async def test_a_new_state_drops_everything(client, origin, edge):
    edge.observe((1, "today"))
    await client.get("/p")
    edge.observe((1, "tomorrow"))
    await client.get("/p")
    assert len(origin.seen) == 2


async def test_the_same_state_drops_nothing(client, origin, edge):
    edge.observe((1, "today"))
    await client.get("/p")
    edge.observe((1, "today"))
    await client.get("/p")
    assert len(origin.seen) == 1


async def test_memory_is_bounded_and_what_is_used_stays(connect, origin):
    origin.text, origin.media_type = "a" * 5000, "application/pdf"
    edge = Edge(origin, max_bytes=50_000, is_public=lambda _: True)
    async with connect(edge) as client:
        for number in range(50):
            await client.get(f"/p/{number}")
            await client.get("/p/0")
            assert edge.size <= 50_000
        asked = [request.url.path for request in origin.seen]
        assert asked.count("/p/0") == 1
        await client.get("/p/1")
        assert len(origin.seen) == len(asked) + 1


async def test_long_addresses_count_towards_the_bound(connect, origin):
    origin.text = "a"
    edge = Edge(origin, max_bytes=100_000, is_public=lambda _: True)
    async with connect(edge) as client:
        await client.get("/p?" + "x" * 20_000)
    assert edge.size > 20_000


async def test_a_fault_in_the_application_goes_on_up(connect):
    async def app(scope, receive, send):
        raise LookupError("broken")

    async with connect(Edge(app, max_bytes=1000, is_public=lambda _: True)) as client:
        with pytest.raises(LookupError, match="broken"):
            await client.get("/p")


@pytest.mark.parametrize(
    ("header", "admitted"),
    [
        (b"", False),
        (b"gzip", True),
        (b"GZIP", True),
        (b"br, gzip;q=0.5", True),
        (b"gzip;q=0", False),
        (b"gzip; q=0.000", False),
        (b"*", True),
        (b"*, gzip;q=0", False),
        (b"identity", False),
        (b"x-gzipped", False),
    ],
)
def test_gzip_is_sent_only_to_those_who_take_it(header, admitted):
    assert accepts_gzip(header) is admitted


@given(st.binary())
def test_any_list_of_encodings_can_be_read(header):
    assert accepts_gzip(header) in {True, False}


async def test_only_http_is_looked_at(edge, origin):
    seen = []

    async def app(scope, receive, send):
        seen.append(scope["type"])

    await Edge(app, max_bytes=1, is_public=lambda _: True)({"type": "lifespan"}, None, None)
    assert seen == ["lifespan"]
