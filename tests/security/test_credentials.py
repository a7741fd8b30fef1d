"""What proves who asks: cookies and bearer tokens, and what must not pass for one."""

import datetime as dt

import pytest

from api.domain.kernel.clock import now
from tests.api.site import API, PASSWORD, Site
from tests.api.test_users import browser, signed_in
from tests.security.routes import Route
from tests.security.test_route_matrix import guarded, send

SCOPED = {
    "GET /api/v1/me": "any",
    "GET /api/v1/organisation": "read_organisation",
    "GET /api/v1/bodies": "read_organisation",
    "GET /api/v1/bodies/{body_id}": "read_organisation",
    "GET /api/v1/bodies/{body_id}/mandates": "read_organisation",
    "GET /api/v1/municipalities": "read_organisation",
    "GET /api/v1/municipalities/{municipality_id}": "read_organisation",
    "GET /api/v1/key-figure-series": "read_organisation",
    "GET /api/v1/key-figures": "read_organisation",
    "GET /api/v1/changes": "follow_changes",
}
"""Every route that lets programs in, by the scope that they need; all others refuse them."""


@pytest.fixture(scope="module")
async def keys(site: Site) -> dict[str, str]:
    """A key with every scope, and one for each scope alone."""
    every = sorted(set(SCOPED.values()) - {"any"})
    found = {}
    for name, scopes in {"every": every, **{scope: [scope] for scope in every}}.items():
        new = {"name": name, "scopes": scopes, "expiresAt": (now() + dt.timedelta(days=1)).isoformat()}
        found[name] = (await site.admin.post(f"{API}/api-clients", json=new)).json()["key"]
    return found


@pytest.mark.parametrize("route", guarded(), ids=str)
async def test_a_program_reaches_only_what_its_scopes_name(site: Site, keys: dict[str, str], route: Route):
    needed = SCOPED.get(str(route))
    answers = {
        name: (await send(site.anonymous, route, site, headers={"Authorization": f"Bearer {key}"})).status_code
        for name, key in keys.items()
    }

    assert {name for name, status in answers.items() if status != 403} == {
        name for name in keys if needed is not None and (name in ("every", needed) or needed == "any")
    }


@pytest.mark.parametrize("bearer", ["sk_made-up", "x", "", "a.b.c"])
async def test_a_bearer_that_does_not_hold_is_refused_beside_a_good_session(site: Site, bearer: str):
    answer = await site.admin.get(f"{API}/me", headers={"Authorization": f"Bearer {bearer}"})

    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


async def test_credentials_of_a_proxy_in_front_are_not_taken_for_ours(site: Site):
    answer = await site.admin.get(f"{API}/me", headers={"Authorization": "Basic cHJlc3M6cHJlc3M="})

    assert answer.status_code == 200


async def test_a_token_planted_in_a_browser_never_becomes_a_session(site: Site):
    """Session fixation: an attacker's token is in the cookie when its victim signs in."""
    victim = await browser(site)
    victim.cookies.set("samstyre", "planted-by-an-attacker", domain="samstyre.test")
    await victim.post(f"{API}/session", json={"username": "kari", "password": PASSWORD})
    attacker = await browser(site)
    attacker.cookies.set("samstyre", "planted-by-an-attacker", domain="samstyre.test")

    assert (await victim.get(f"{API}/me")).status_code == 200
    assert (await attacker.get(f"{API}/me")).status_code == 401


async def test_signing_in_again_ends_the_session_that_the_browser_had(site: Site):
    client, _ = await signed_in(site, "to-gonger")
    before = client.cookies["samstyre"]
    await client.post(f"{API}/session", json={"username": "to-gonger", "password": "another long password"})
    old = await browser(site)
    old.cookies.set("samstyre", before, domain="samstyre.test")

    assert client.cookies["samstyre"] != before
    assert (await old.get(f"{API}/me")).status_code == 401


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/me/actions/change-password", {"current": PASSWORD, "password": "an attacker's password"}),
        ("/me/actions/sign-out-everywhere", {}),
        ("/users", {"username": "bakdør", "name": "X", "grants": [{"role": "system_administrator"}]}),
        ("/session", {"username": "kari", "password": PASSWORD}),
        ("/session/recovery", {"token": "x", "password": "an attacker's password"}),
    ],
)
@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://attacker.example"}], ids=["site", "origin"]
)
async def test_another_sites_page_changes_nothing_with_its_readers_cookie(site: Site, path, body, headers):
    answer = await site.admin.post(f"{API}{path}", json=body, headers=headers)

    assert answer.status_code == 403
    assert (await site.admin.get(f"{API}/me")).status_code == 200
