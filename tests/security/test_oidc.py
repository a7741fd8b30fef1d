"""Signing in at a real OpenID provider, and what must not pass for having done so."""

import asyncio
import os
import re
import shutil
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from api.auth import oidc
from api.settings import OidcProvider, Settings, SettingsError
from tests.api.site import API, BASE_URL, Site, open_site
from tests.api.test_users import browser, made
from tests.conftest import Server
from tests.issuer import LocalIssuer, local_issuer, rsa

REPOSITORY = Path(__file__).parents[2]
CLIENT, SECRET = "samstyre", "a secret & with signs: %"


def configured(slug: str, issuer: str, **fields: Any) -> dict[str, Any]:
    return {
        "slug": slug,
        "label": slug.title(),
        "issuer": issuer,
        "client_id": CLIENT,
        "client_secret": SECRET,
        **fields,
    }


@asynccontextmanager
async def real_provider(slug: str) -> AsyncIterator[str]:
    """npm's oidc-provider in a process of its own; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    node = shutil.which("node")
    assert node is not None
    process = await asyncio.create_subprocess_exec(
        node,
        "tests/security/openid_provider.mjs",
        *(str(port), CLIENT, SECRET, f"{BASE_URL}{API}/session/oidc/{slug}/callback"),
        cwd=REPOSITORY,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            while b"listening" not in (line := await process.stdout.readline()):
                assert line, "the provider ended before it had started"
        yield f"http://127.0.0.1:{port}"
    finally:
        # The whole group: what is called node may be a wrapper around it.
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


@pytest.fixture(scope="module")
def local() -> Iterator[LocalIssuer]:
    """A provider that answers whatever a test wants."""
    with local_issuer(rsa("first")) as running:
        yield running


@pytest.fixture(scope="module")
async def site(local: LocalIssuer, server: Server, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with real_provider("real") as issuer, real_provider("pid") as second:
        providers = [
            OidcProvider(
                **configured(
                    "real",
                    issuer,
                    scopes=("openid", "email"),
                    roles_claim="groups",
                    roles={"samstyre-administration": "administration"},
                )
            ),
            OidcProvider(**configured("pid", second, scopes=("openid",), claim="pid")),
            OidcProvider(**configured("local", local.url, claim="sub")),
        ]
        async with open_site(server, tmp_path_factory.mktemp("data"), oidc=providers) as opened:
            yield opened


async def go(client: httpx.AsyncClient, provider: str, next_path: str | None = None) -> httpx.URL:
    """Where the browser is sent."""
    params = {} if next_path is None else {"next": next_path}
    answer = await client.get(f"{API}/session/oidc/{provider}/start", params=params)
    assert answer.status_code == 303, answer.text
    return httpx.URL(answer.headers["location"])


async def at_the_provider(url: httpx.URL, login: str) -> httpx.URL:
    """Fill in the provider's own forms; where it sends the browser back to."""
    async with httpx.AsyncClient() as outside:
        answer = await outside.get(url)
        for _ in range(12):
            if answer.is_redirect:
                target = answer.url.join(answer.headers["location"])
                if str(target).startswith(BASE_URL):
                    return target
                answer = await outside.get(target)
                continue
            action = re.search(r'<form[^>]+action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            assert action, answer.text
            assert prompt, answer.text
            fields = {"prompt": prompt[1], "login": login, "password": "any"}
            answer = await outside.post(answer.url.join(action[1]), data=fields)
        raise AssertionError("the provider never sent the browser back")


async def come_back(client: httpx.AsyncClient, target: httpx.URL) -> str:
    """Where the browser ends up."""
    answer = await client.get(target)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def through(site: Site, provider: str, login: str, next_path: str | None = None) -> tuple[httpx.AsyncClient, str]:
    client = await browser(site)
    return client, await come_back(client, await at_the_provider(await go(client, provider, next_path), login))


async def test_an_account_is_found_by_its_verified_address(site: Site):
    await made(site, "gunn", email="Gunn@example.no")
    client, place = await through(site, "real", "gunn@example.no", "/admin/konto")

    assert (place, (await client.get(f"{API}/me")).json()["name"]) == ("/admin/konto", "Nils Ny")


@pytest.mark.parametrize("login", ["unverified-gunn@example.no", "nobody@example.no"])
async def test_an_address_that_is_not_verified_or_not_known_lets_nobody_in(site: Site, login: str):
    await made(site, f"har-{login[:5]}", email="unverified-gunn@example.no") if login.startswith("un") else None
    client, place = await through(site, "real", login)

    assert place in ("/logg-inn?feil=refused", "/logg-inn?feil=unknown")
    assert (await client.get(f"{API}/me")).status_code == 401


async def test_a_disabled_account_stays_out_whatever_the_provider_says(site: Site):
    user = await made(site, "stengd", email="stengd@example.no")
    await site.admin.patch(f"{API}/users/{user['id']}", json={"disabled": True}, headers={"If-Match": user["etag"]})
    client, place = await through(site, "real", "stengd@example.no")

    assert place == "/logg-inn?feil=unknown"
    assert (await client.get(f"{API}/me")).status_code == 401


async def test_an_account_is_found_by_the_identity_that_it_was_tied_to(site: Site):
    user = await made(site, "knytt")
    path = f"{API}/users/{user['id']}/identities"
    tied = await site.admin.post(path, json={"provider": "pid", "subject": "pid of knytt"})
    client, _ = await through(site, "pid", "knytt")

    assert tied.status_code == 201
    assert "pid of knytt" not in (await site.admin.get(path)).text
    assert (await client.get(f"{API}/me")).json()["id"] == user["id"]
    await site.admin.delete(f"{path}/{tied.json()['id']}")
    assert (await through(site, "pid", "knytt"))[1] == "/logg-inn?feil=unknown"


async def test_an_identity_lets_in_one_account(site: Site):
    first, second = [await made(site, f"delt-{number}") for number in range(2)]
    subject = {"provider": "pid", "subject": "delt"}
    answers = [
        (await site.admin.post(f"{API}/users/{user['id']}/identities", json=subject)).status_code
        for user in (first, second)
    ]

    assert answers == [201, 409]


async def test_mapped_roles_follow_what_the_provider_tells(site: Site):
    user = await made(site, "boss", email="boss@example.no")
    client, _ = await through(site, "real", "boss@example.no")
    assert (await client.get(f"{API}/me")).json()["roles"] == ["administration"]

    etag = (await site.admin.get(f"{API}/users/{user['id']}")).headers["etag"]
    moved = {"email": "worker@example.no"}
    await site.admin.patch(f"{API}/users/{user['id']}", json=moved, headers={"If-Match": etag})
    client, _ = await through(site, "real", "worker@example.no")
    assert (await client.get(f"{API}/me")).json()["roles"] == []


async def test_the_way_back_is_good_once(site: Site):
    await made(site, "om-att", email="om-att@example.no")
    client = await browser(site)
    target = await at_the_provider(await go(client, "real"), "om-att@example.no")
    first, second = await come_back(client, target), await come_back(client, target)

    assert (first, second) == ("/admin", "/logg-inn?feil=stale")


async def test_another_browser_cannot_be_signed_in_with_ones_own_way_back(site: Site):
    """Else an attacker could have a victim work in the attacker's account."""
    await made(site, "angripar", email="angripar@example.no")
    attacker, victim = await browser(site), await browser(site)
    target = await at_the_provider(await go(attacker, "real"), "angripar@example.no")
    await go(victim, "real")

    assert await come_back(victim, target) == "/logg-inn?feil=stale"
    assert (await victim.get(f"{API}/me")).status_code == 401


async def test_a_provider_does_not_answer_for_another(site: Site):
    client = await browser(site)
    target = await at_the_provider(await go(client, "real"), "gunn@example.no")
    elsewhere = target.copy_with(path=target.path.replace("/real/", "/pid/"))

    assert await come_back(client, elsewhere) == "/logg-inn?feil=stale"


async def test_an_answer_that_names_another_issuer_is_refused(site: Site):
    await made(site, "blanda", email="blanda@example.no")
    client = await browser(site)
    target = await at_the_provider(await go(client, "real"), "blanda@example.no")

    assert "iss" in target.params
    assert await come_back(client, target.copy_set_param("iss", "https://attacker.example")) == (
        "/logg-inn?feil=refused"
    )


async def test_an_answer_that_names_no_issuer_is_refused_where_the_provider_always_does(site: Site):
    client = await browser(site)
    target = await at_the_provider(await go(client, "real"), "blanda@example.no")

    assert await come_back(client, target.copy_remove_param("iss")) == "/logg-inn?feil=refused"


async def test_pkce_goes_with_every_attempt(site: Site):
    asked = (await go(await browser(site), "real")).params

    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert {"state", "nonce"} <= asked.keys()


async def test_whoever_turns_back_at_the_provider_is_told_so(site: Site):
    client = await browser(site)
    state = (await go(client, "real")).params["state"]
    answer = await client.get(f"{API}/session/oidc/real/callback", params={"state": state, "error": "access_denied"})

    assert answer.headers["location"] == "/logg-inn?feil=cancelled"


@pytest.fixture(scope="module")
async def tied(site: Site) -> str:
    user = await made(site, "lokal")
    subject = {"provider": "local", "subject": "me"}
    assert (await site.admin.post(f"{API}/users/{user['id']}/identities", json=subject)).status_code == 201
    return user["id"]


async def answered(site: Site, local: LocalIssuer, claims: dict[str, Any], **signing: Any) -> tuple[Any, str]:
    """Come back from the local provider with an ID token of these claims."""
    client = await browser(site)
    asked = parse_qs(urlsplit(str(await go(client, "local"))).query)
    fitting = {"sub": "me", "aud": CLIENT, "nonce": asked["nonce"][0]}
    local.id_token = local.sign({**fitting, **claims}, **signing)
    target = httpx.URL(f"{BASE_URL}{API}/session/oidc/local/callback", params={"code": "x", "state": asked["state"][0]})
    return client, await come_back(client, target)


async def test_a_token_for_us_for_this_attempt_and_now_is_good(site: Site, local: LocalIssuer, tied: str):
    client, place = await answered(site, local, {})

    assert (place, (await client.get(f"{API}/me")).json()["id"]) == ("/admin", tied)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another attempt's"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": None},
        {"aud": [CLIENT, "another client"]},
        {"aud": [CLIENT, "another client"], "azp": "another client"},
        {"iss": "https://attacker.example"},
        {"exp": 1_700_000_000},
        {"sub": None},
        {"sub": 7},
    ],
    ids=str,
)
async def test_a_token_that_says_something_else_is_refused(site: Site, local: LocalIssuer, tied: str, claims):
    client, place = await answered(site, local, claims)

    assert place == "/logg-inn?feil=refused"
    assert (await client.get(f"{API}/me")).status_code == 401


async def test_a_token_signed_by_somebody_else_is_refused(site: Site, local: LocalIssuer, tied: str):
    assert (await answered(site, local, {}, key=rsa("first")))[1] == "/logg-inn?feil=refused"


async def test_a_provider_that_does_not_answer_is_told_so(site: Site, local: LocalIssuer, tied: str):
    local.is_up = False
    try:
        _, place = await answered(site, local, {})
    finally:
        local.is_up = True

    assert place == "/logg-inn?feil=unreachable"


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("/admin/konto?a=b#c", "/admin/konto?a=b#c"),
        ("/admin/møte/1", "/admin/møte/1"),
        ("https://attacker.example", "/admin"),
        ("//attacker.example", "/admin"),
        ("/\\attacker.example", "/admin"),
        ("/\t/attacker.example", "/admin"),
        ("/a\\b", "/admin"),
        ("javascript:alert(1)", "/admin"),
        ("", "/admin"),
        (None, "/admin"),
    ],
)
def test_after_signing_in_one_stays_on_this_site(asked: str | None, place: str):
    assert oidc.local_path(asked) == place


async def test_ways_to_sign_in_are_listed_for_everyone(site: Site):
    listed = (await site.anonymous.get(f"{API}/session/providers")).json()["items"]

    assert listed == [
        {"slug": "real", "label": "Real", "matchedBy": "email"},
        {"slug": "pid", "label": "Pid", "matchedBy": "identity"},
        {"slug": "local", "label": "Local", "matchedBy": "identity"},
    ]
    assert (await site.anonymous.get(f"{API}/session/oidc/none/start")).status_code == 404


def test_a_role_that_we_do_not_have_is_told_at_the_start():
    provider = OidcProvider(**configured("x", "https://x.example", roles_claim="groups", roles={"a": "emperor"}))

    with pytest.raises(SettingsError, match="emperor"):
        oidc.open_providers(Settings(oidc=(provider,)))
