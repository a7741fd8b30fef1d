"""Whatever goes wrong, and wherever: one shape (RFC 9457), one content type, and an id to ask with."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from api.database import Database
from api.http import problem_types
from tests.api.site import API, PUBLISHED, Site, client, new_meeting, open_site, opened
from tests.conftest import Server

MEMBERS = {"type", "title", "status", "detail", "instance"}
NOBODY = "mtg_01k7z1v8j6e2xbt5w3n4m9q0rs"


@dataclass(frozen=True)
class Fault:
    """A request that goes wrong, and the kind of problem it gives. ``{meeting}`` is a meeting's id."""

    slug: str
    method: str
    path: str
    options: dict[str, Any] = field(default_factory=dict)
    signed_in: bool = True
    says_where: bool = False

    def __str__(self) -> str:
        return f"{self.slug} {self.method} {self.path}"


JSON = {"Content-Type": "application/json"}
ONE = {"If-Match": '"no version of it"'}
FAULTS = [
    Fault("bad-request", "POST", f"{API}/meetings", {"content": "[" * 100_000, "headers": JSON}),
    Fault(
        "bad-request", "POST", f"{API}/documents", {"content": "--", "headers": {"Content-Type": "multipart/form-data"}}
    ),
    Fault("unauthenticated", "GET", f"{API}/meetings", signed_in=False),
    Fault("unauthenticated", "POST", f"{API}/session", {"json": {"username": "kari", "password": "wrong"}}),
    Fault("forbidden", "POST", f"{API}/meetings", {"json": {}, "headers": {"Sec-Fetch-Site": "cross-site"}}),
    Fault("forbidden", "DELETE", f"{API}/session", {"headers": {"Origin": "https://elsewhere.example"}}),
    Fault("not-found", "GET", f"{API}/nothing/of/the/kind"),
    Fault("not-found", "GET", f"{API}/meetings/{NOBODY}"),
    Fault("not-found", "GET", f"{API}/meetings/%00"),
    Fault("not-found", "GET", f"{PUBLISHED}/meetings/{NOBODY}", signed_in=False),
    Fault("not-found", "GET", "/problems/no-such-problem"),
    Fault("method-not-allowed", "PUT", f"{API}/meetings"),
    Fault("method-not-allowed", "POST", f"{PUBLISHED}/meetings", signed_in=False),
    Fault("conflict", "POST", f"{API}/meetings", {"json": "the meeting that is there"}, says_where=True),
    Fault("stale-version", "PATCH", f"{API}/meetings/{{meeting}}", {"json": {}, "headers": ONE}),
    Fault("too-large", "POST", f"{API}/documents", {"files": {"file": ("a.txt", b"x" * 200_000)}}),
    Fault("unsupported-media", "POST", f"{API}/documents", {"files": {"file": ("a.exe", b"MZ\x90\x00" * 40)}}),
    Fault("unsupported-media", "POST", f"{API}/meetings", {"content": "{}", "headers": {"Content-Type": "text/plain"}}),
    Fault(
        "range-not-satisfiable", "GET", f"{API}/documents/{{document}}/content", {"headers": {"Range": "bytes=999-"}}
    ),
    Fault("invalid", "POST", f"{API}/meetings", {"content": "{", "headers": JSON}, says_where=True),
    Fault("invalid", "POST", f"{API}/meetings", {"json": {"titel": "x"}}, says_where=True),
    Fault("invalid", "POST", f"{API}/meetings", {"json": {"title": "\x00"}}, says_where=True),
    Fault("invalid", "GET", f"{PUBLISHED}/meetings?limit=0", signed_in=False, says_where=True),
    Fault("invalid", "GET", f"{PUBLISHED}/meetings?cursor=x", signed_in=False, says_where=True),
    Fault("precondition-required", "PATCH", f"{API}/meetings/{{meeting}}", {"json": {}}),
    Fault("withdrawn", "GET", f"{PUBLISHED}/meetings/{{withdrawn}}", signed_in=False),
    Fault(
        "guard-refused", "POST", f"{API}/meetings/{{withdrawn}}/actions/withdraw", {"json": {"reason": "Once more."}}
    ),
]


@pytest.fixture(scope="module")
async def site(server: Server, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with open_site(server, tmp_path_factory.mktemp("data"), max_upload_bytes=100_000) as site:
        yield site


@pytest.fixture(scope="module")
async def known(site: Site) -> dict[str, str]:
    meeting, withdrawn = await site.create(), await site.create(number="10-25")
    await site.publish(withdrawn["id"], "agenda")
    await site.withdraw(withdrawn["id"])
    document = await site.upload(b"Eit notat.")
    return {"meeting": meeting["id"], "withdrawn": withdrawn["id"], "document": document["id"]}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_whatever_goes_wrong_is_told_in_one_shape(site: Site, known: dict[str, str], fault: Fault):
    answer = await provoke(site, known, fault)

    require_problem(answer, fault.slug)


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.says_where], ids=str)
async def test_a_fault_in_the_input_says_where_it_is(site: Site, known: dict[str, str], fault: Fault):
    answer = await provoke(site, known, fault)

    assert all(set(error) == {"pointer", "detail", "code"} for error in answer.json()["errors"])
    assert answer.json()["errors"]


async def test_every_kind_of_problem_is_provoked_here():
    provoked = {fault.slug for fault in FAULTS} | {"too-many-requests", "internal-error"}

    # A service that can't be reached has no API to tell of it: readyz answers for itself.
    assert provoked == problem_types.BY_SLUG.keys() - {"unavailable"}


async def test_too_many_requests_are_told_in_the_same_shape(site: Site, tmp_path):
    async with opened(site.database, tmp_path, requests_per_minute=1) as (app, _), client(app) as caller:
        await caller.get(f"{API}/me")
        answer = await caller.get(f"{API}/me")

    require_problem(answer, "too-many-requests")
    assert answer.headers["Retry-After"] == str(answer.json()["retryAfterSeconds"])


async def test_a_fault_of_our_own_is_told_in_the_same_shape_and_tells_nothing(server: Server, tmp_path):
    """The database goes away under a running application."""
    name = await server.clone()
    database = Database(server.addresses(name))
    async with opened(database, tmp_path) as (app, _):
        await server.drop(name)
        async with client(app, raise_app_exceptions=False) as caller:
            answer = await caller.get(f"{PUBLISHED}/bodies")
        await database.dispose()

    require_problem(answer, "internal-error")
    assert name not in answer.text
    assert "Error" not in answer.text


async def provoke(site: Site, known: dict[str, str], fault: Fault) -> httpx.Response:
    caller = site.admin if fault.signed_in else site.anonymous
    options = dict(fault.options)
    if options.get("json") == "the meeting that is there":
        options["json"] = new_meeting(site.body_id)
    path = fault.path
    for name, value in known.items():
        path = path.replace(f"{{{name}}}", value)
    return await caller.request(fault.method, path, **options)


def require_problem(answer: httpx.Response, slug: str) -> None:
    kind = problem_types.BY_SLUG[slug]
    assert (answer.status_code, answer.headers["Content-Type"]) == (kind.status, "application/problem+json"), (
        answer.text
    )
    problem = json.loads(answer.text)
    assert problem.keys() >= MEMBERS
    assert (problem["type"], problem["status"]) == (f"/problems/{slug}", kind.status)
    assert problem["title"] in kind.title.values()
    assert problem["detail"]
    assert re.fullmatch("urn:samstyre:request:[0-9a-f]{32}", problem["instance"])
    assert problem["instance"].endswith(answer.headers["X-Request-Id"])
    assert answer.headers["Cache-Control"] == "no-store"
