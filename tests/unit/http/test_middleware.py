"""The middleware in the order in which it is wired: each test sees what a client would."""

import itertools

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, StreamingResponse
from starlette.middleware import Middleware

from api import problems
from api.http.body_limit import BodyLimit
from api.http.csrf import Csrf
from api.http.head import HeadAsGet
from api.http.rate_limit import Policy, RateLimit
from api.http.request_id import RequestId
from api.http.security import Security, download_headers

WEB = "http://samstyre.test"


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def app(clock):
    app = FastAPI(
        middleware=[
            Middleware(RequestId),
            Middleware(HeadAsGet),
            Middleware(Security, https=True),
            Middleware(problems.Problems),
            Middleware(
                RateLimit,
                default=Policy("default", 5, 10),
                by_path={"/sign-in": Policy("sign-in", 2, 60)},
                session_cookie="session",
                clock=clock,
            ),
            Middleware(Csrf, trusted_origins={"https://friend.test"}),
            Middleware(BodyLimit, max_bytes=100),
        ]
    )
    problems.install(app)
    calls = itertools.count(1)

    @app.get("/page")
    async def page():
        return HTMLResponse("<p>Møte</p>")

    @app.get("/api/v1/published/meetings")
    async def published():
        return JSONResponse([])

    @app.get("/pdf")
    async def pdf():
        return PlainTextResponse("%PDF", media_type="application/pdf")

    @app.get("/own")
    async def own():
        return HTMLResponse("", headers={"Content-Security-Policy": "default-src 'none'"})

    @app.get("/whoami")
    async def whoami(request: Request):
        if request.headers.get("authorization") == "Bearer good":
            request.state.actor = "acc_1"
        return next(calls)

    @app.get("/range")
    async def range_(request: Request):
        return request.headers.get("range")

    @app.get("/long")
    async def long():
        async def content():
            for part in itertools.count():
                yield b"%d" % part

        return StreamingResponse(content())

    @app.post("/sign-in")
    @app.post("/change")
    async def change(request: Request):
        return len(await request.body())

    @app.post("/json")
    async def json_(body: dict[str, str]):
        return body

    @app.get("/broken")
    async def broken():
        raise RuntimeError("broken")

    return app


@pytest.fixture
async def client(app, connect):
    async with connect(app) as client:
        yield client


async def test_each_request_gets_an_id_of_its_own(client):
    ids = {(await client.get("/page")).headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3


async def test_an_id_sent_by_the_client_is_not_taken(client):
    assert (await client.get("/page", headers={"X-Request-Id": "forged"})).headers["x-request-id"] != "forged"


async def test_head_has_the_headers_of_get_without_the_body(client):
    got, asked = await client.get("/page"), await client.head("/page")
    assert asked.status_code == 200
    assert asked.headers["content-length"] == got.headers["content-length"]


async def test_head_ends_a_stream_that_get_would_never_end(client):
    answer = await client.head("/long")
    assert (answer.status_code, answer.content) == (200, b"")


async def test_head_passes_over_a_range(client, app):
    got = await client.get("/range", headers={"Range": "bytes=0-1"})
    asked = await client.head("/range", headers={"Range": "bytes=0-1"})
    assert (got.headers["content-length"], asked.headers["content-length"]) == ("11", "4")


async def test_pages_get_the_strict_policy(client):
    headers = (await client.get("/page")).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


@pytest.mark.parametrize("path", ["/page", "/api/v1/published/meetings", "/nowhere", "/broken", "/pdf"])
async def test_nothing_is_sniffed_and_https_is_kept_to(client, path):
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"] == "max-age=31536000"


async def test_data_may_load_nothing(client):
    policy = (await client.get("/whoami")).headers["content-security-policy"]
    assert policy == "default-src 'none'; frame-ancestors 'none'"


async def test_a_pdf_is_not_kept_from_the_browsers_own_reader(client):
    assert "default-src" not in (await client.get("/pdf")).headers["content-security-policy"]


async def test_a_policy_set_by_the_router_stands(client):
    assert (await client.get("/own")).headers["content-security-policy"] == "default-src 'none'"


async def test_published_data_may_be_read_from_any_site_whoever_asks(client):
    headers = (await client.get("/api/v1/published/meetings")).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert "ETag" in headers["access-control-expose-headers"]


async def test_the_rest_may_not_be_read_from_other_sites(client):
    headers = (await client.get("/whoami", headers={"Origin": "https://elsewhere.test"})).headers
    assert "access-control-allow-origin" not in headers
    assert headers["cross-origin-resource-policy"] == "same-origin"


async def test_a_preflight_for_published_data_is_granted(client):
    asked = {"Origin": "https://elsewhere.test", "Access-Control-Request-Method": "GET"}
    answer = await client.options("/api/v1/published/meetings", headers=asked)
    assert (answer.status_code, answer.headers["access-control-allow-methods"]) == (204, "GET, HEAD")


async def test_a_preflight_for_the_rest_is_not_granted(client):
    asked = {"Origin": "https://elsewhere.test", "Access-Control-Request-Method": "POST"}
    answer = await client.options("/change", headers=asked)
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.test"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://other.samstyre.test"},
        {"Origin": "https://elsewhere.test"},
        {"Origin": "null"},
        {"Origin": "http://samstyre.test.elsewhere.test"},
    ],
)
async def test_a_change_asked_for_by_another_site_is_refused(client, headers):
    answer = await client.post("/change", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": WEB},
        {"Sec-Fetch-Site": "none"},
        {"Origin": WEB},
        {"Origin": "https://friend.test", "Sec-Fetch-Site": "cross-site"},
    ],
)
async def test_a_change_asked_for_by_our_own_page_or_a_program_is_let_through(client, headers):
    assert (await client.post("/change", headers=headers)).status_code == 200


async def test_another_site_may_link_to_us(client):
    assert (await client.get("/page", headers={"Sec-Fetch-Site": "cross-site"})).status_code == 200


async def test_the_quota_is_told_as_it_shrinks(client):
    headers = [(await client.get("/page")).headers for _ in range(2)]
    assert headers[0]["ratelimit-policy"] == '"default";q=5;w=10'
    assert [h["ratelimit"] for h in headers] == ['"default";r=4;t=2', '"default";r=3;t=4']


async def test_one_request_too_many_is_refused_with_the_time_to_wait(client):
    answers = [await client.get("/page") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "2"
    assert answers[-1].headers["ratelimit"] == '"default";r=0;t=10'
    assert answers[-1].json()["retryAfterSeconds"] == 2


async def test_after_the_wait_the_next_request_is_let_through(client, clock):
    for _ in range(6):
        await client.get("/page")
    clock.now += 2
    assert [(await client.get("/page")).status_code for _ in range(2)] == [200, 429]


async def test_a_quota_never_grows_past_its_size(client, clock):
    clock.now += 1000
    await client.get("/page")
    clock.now += 1000
    assert [(await client.get("/page")).status_code for _ in range(6)] == [200] * 5 + [429]


async def test_signing_in_has_a_quota_of_its_own(client):
    assert [(await client.post("/sign-in")).status_code for _ in range(3)] == [200, 200, 429]
    assert (await client.get("/page")).status_code == 200


async def test_each_address_has_a_quota_of_its_own(app, connect):
    async def status(host):
        transport = httpx.ASGITransport(app, client=(host, 1))
        async with httpx.AsyncClient(transport=transport, base_url=WEB) as client:
            return (await client.get("/page")).status_code

    for _ in range(5):
        await status("192.0.2.1")
    assert [await status("192.0.2.1"), await status("192.0.2.2"), await status("::ffff:192.0.2.1")] == [429, 200, 429]
    for number in range(5):
        await status(f"2001:db8::{number}")
    assert [await status("2001:db8::ffff"), await status("2001:db8:0:1::1")] == [429, 200]


async def test_an_account_has_a_quota_of_its_own_once_it_is_known(client):
    good = {"Authorization": "Bearer good"}
    await client.get("/whoami", headers=good)
    for _ in range(5):
        await client.get("/page")
    assert (await client.get("/page")).status_code == 429
    assert (await client.get("/whoami", headers=good)).status_code == 200


async def test_invented_credentials_buy_no_quota(client):
    statuses = [
        (await client.get("/whoami", headers={"Authorization": f"Bearer {number}"})).status_code for number in range(6)
    ]
    assert statuses[-1] == 429


async def test_a_body_that_says_it_is_too_large_is_refused_unread(client):
    answer = await client.post("/change", content=b"a" * 101)
    assert (answer.status_code, answer.json()["limitBytes"]) == (413, 100)


@pytest.mark.parametrize("path", ["/change", "/json"])
async def test_a_body_that_turns_out_too_large_is_refused(client, path):
    async def parts():
        for _ in range(11):
            yield b"a" * 10

    answer = await client.post(path, content=parts(), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


async def test_a_body_of_just_the_limit_is_taken(client):
    assert (await client.post("/change", content=b"a" * 100)).json() == 100


@pytest.mark.parametrize(
    ("media_type", "asked", "given"),
    [
        ("application/pdf", "inline", "inline"),
        ("application/pdf", "attachment", "attachment"),
        ("text/html", "inline", "attachment"),
        ("image/svg+xml", "inline", "attachment"),
        ("image/png", "inline", "inline"),
    ],
)
def test_only_what_runs_nothing_is_shown_in_the_browser(media_type, asked, given):
    assert download_headers("a.b", media_type, asked)["Content-Disposition"].startswith(f"{given};")


def test_downloads_are_put_in_a_sandbox():
    assert "sandbox" in download_headers("a.html", "text/html", "attachment")["Content-Security-Policy"]


def test_a_name_with_our_letters_is_told_in_both_ways():
    disposition = download_headers('Årsbudsjett "2026".pdf', "application/pdf", "inline")["Content-Disposition"]
    assert 'filename="_rsbudsjett _2026_.pdf"' in disposition
    assert "filename*=UTF-8''%C3%85rsbudsjett%20%222026%22.pdf" in disposition


def test_a_name_cannot_add_a_header():
    disposition = download_headers("a\r\nSet-Cookie: b", "application/pdf", "inline")["Content-Disposition"]
    assert "\r" not in disposition
    assert "\n" not in disposition
