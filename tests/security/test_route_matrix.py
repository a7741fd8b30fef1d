"""Every route against every kind of actor. A route that is not in the table fails the test that is made for it."""

from typing import Any

import pytest

from api.domain.kernel.ids import new_id
from api.main import create_api
from api.settings import Settings
from tests.api.site import Site, item, new_meeting
from tests.security.routes import Route, filled, routes

ROUTES = list(routes(create_api(Settings(secret="only for tests, not secret at all"))))

PUBLIC = {
    "/api/v1/published/": "open data",
    "/api/docs": "documentation",
    "/api/openapi.json": "documentation",
    "/problems/": "documentation",
    "/healthz": "operations",
    "/readyz": "operations",
    "/møte/": "site",
    "/robots.txt": "site",
    "/favicon.svg": "site",
    "/sitemap.xml": "site",
    "/.well-known/security.txt": "site",
    "/tilgjengelegheit": "site",
    "/personvern": "site",
    "/utviklarar": "site",
    "/admin": "an empty shell",
    "/logg-inn": "an empty shell",
    "/assets": "the front end's files",
}
"""What anyone may ask for, by the beginning of the path: GET only."""
FOR_ALL = {"GET /", "POST /api/v1/session", "DELETE /api/v1/session"}

FILE = {"files": {"file": ("notat.txt", b"Eit notat.")}}
BODIES: dict[str, dict[str, Any]] = {
    "POST /api/v1/meetings": {"json": new_meeting("body_0")},
    "PATCH /api/v1/meetings/{meeting_id}": {"json": {"place": "Rådhuset"}},
    "POST /api/v1/meetings/{meeting_id}/agenda-items": {"json": item()},
    "POST /api/v1/meetings/{meeting_id}/actions/reorder": {"json": {"itemIds": []}},
    "PATCH /api/v1/agenda-items/{item_id}": {"json": {"title": "Ny tittel"}},
    "DELETE /api/v1/agenda-items/{item_id}": {},
    "POST /api/v1/agenda-items/{item_id}/attachments": {"json": {"title": "Notat"}},
    "PATCH /api/v1/attachments/{attachment_id}": {"json": {"title": "Notat"}},
    "DELETE /api/v1/attachments/{attachment_id}": {},
    "POST /api/v1/documents": FILE,
    "POST /api/v1/documents/{document_id}/versions": FILE,
    "PUT /api/v1/documents/{document_id}/access": {"json": {"access": "open"}},
    "POST /api/v1/imports": FILE,
    "PUT /api/v1/imports/{import_id}/draft": {"json": {"meeting": {}}},
    "POST /api/v1/imports/{import_id}/actions/accept": {},
    "POST /api/v1/imports/{import_id}/actions/discard": {},
    "POST /api/v1/meetings/{meeting_id}/actions/publish": {"json": {"kind": "agenda"}},
    "POST /api/v1/meetings/{meeting_id}/actions/withdraw": {"json": {"reason": "By mistake."}},
    "POST /api/v1/publications/{publication_id}/actions/withdraw": {"json": {"reason": "By mistake."}},
    "POST /api/v1/scheduled-publications/{scheduled_id}/actions/cancel": {},
}
QUERIES = {
    "GET /api/v1/meetings/{meeting_id}/readiness": {"kind": "papers"},
    "GET /api/v1/meetings/{meeting_id}/preview": {"kind": "papers"},
}
PLACEHOLDERS = {
    "body_id": new_id("body"),
    "meeting_id": new_id("mtg"),
    "item_id": new_id("item"),
    "attachment_id": new_id("att"),
    "document_id": new_id("doc"),
    "import_id": new_id("imp"),
    "publication_id": new_id("pub"),
    "scheduled_id": new_id("sched"),
}


def is_public(route: Route) -> bool:
    if str(route) in FOR_ALL:
        return True
    return route.method in ("GET", "") and route.path.startswith(tuple(PUBLIC))


def guarded() -> list[Route]:
    return [route for route in ROUTES if not is_public(route)]


def test_there_are_routes_of_both_kinds():
    assert len(guarded()) > 25
    assert len(ROUTES) - len(guarded()) > 25


@pytest.mark.parametrize("route", guarded(), ids=str)
def test_every_guarded_route_that_takes_something_stands_in_the_table(route):
    assert route.method == "GET" or str(route) in BODIES


@pytest.mark.parametrize("route", guarded(), ids=str)
async def test_a_guarded_route_refuses_anyone_who_is_not_signed_in(site: Site, route: Route):
    answer = await send(site.anonymous, route)

    assert answer.status_code == 401, answer.text
    assert answer.json()["type"] == "/problems/unauthenticated"


@pytest.mark.parametrize("route", guarded(), ids=str)
async def test_a_guarded_route_refuses_a_made_up_session(site: Site, route: Route):
    answer = await send(site.anonymous, route, headers={"Cookie": "samstyre=made-up"})

    assert answer.status_code == 401


@pytest.mark.parametrize("route", guarded(), ids=str)
async def test_a_guarded_route_lets_the_administrator_in(site: Site, route: Route):
    answer = await send(site.admin, route)

    assert answer.status_code not in (401, 403), answer.text
    assert answer.status_code < 500, answer.text


@pytest.mark.parametrize(
    "route", [r for r in ROUTES if is_public(r) and r.path.startswith("/api/v1/published")], ids=str
)
async def test_an_open_route_answers_alike_with_and_without_a_session(site: Site, route: Route):
    path = filled(route.path, {**PLACEHOLDERS, "slug": "styret", "case_id": new_id("case"), "kind": "agenda"})
    with_session, without = await site.admin.get(path), await site.anonymous.get(path)

    assert without.status_code in (200, 404), without.text
    assert (with_session.status_code, stripped(with_session)) == (without.status_code, stripped(without))


@pytest.mark.parametrize("route", guarded(), ids=str)
async def test_a_guarded_answer_is_never_kept_by_a_shared_cache(site: Site, route: Route):
    kept = [(await send(client, route)).headers.get("cache-control", "") for client in (site.anonymous, site.admin)]

    assert all("private" in one or "no-store" in one for one in kept), kept


def stripped(answer: Any) -> Any:
    """What an answer says, without the id of the request."""
    if "problem" in answer.headers["content-type"]:
        return {name: value for name, value in answer.json().items() if name != "instance"}
    return answer.content


async def send(client: Any, route: Route, **options: Any) -> Any:
    return await client.request(
        route.method,
        filled(route.path, {**PLACEHOLDERS, "rest": "x"}),
        params=QUERIES.get(str(route)),
        **BODIES.get(str(route), {}),
        **options,
    )
