"""Tokens from Maskinporten: really signed, with keys that change, and every way to pass off another token for one."""

import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey, OctKey

from api.auth.issuers import REFRESH_SECONDS, REMEMBER_SECONDS, Issuer, TokenRefused
from api.auth.maskinporten import open_maskinporten
from api.domain.kernel.clock import now
from api.domain.organisation.tables import Municipality
from api.settings import Settings, SettingsError
from tests.api.site import API, Site, open_site
from tests.conftest import Server
from tests.issuer import LocalIssuer, local_issuer, rsa

AUDIENCE = "https://samstyre.test"
SCOPE = "sognko:samstyre"
CLAIMS = {
    "aud": AUDIENCE,
    "scope": SCOPE,
    "client_id": "a2f4e9b0-0000-4000-8000-000000000000",
    "consumer": {"authority": "iso6523-actorid-upis", "ID": "0192:910000004"},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[LocalIssuer]:
    with local_issuer(rsa("first")) as running:
        yield running


@pytest.fixture(scope="module")
async def site(issuer: LocalIssuer, server: Server, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    settings: dict[str, Any] = {
        "maskinporten_issuer": issuer.url,
        "maskinporten_audience": AUDIENCE,
        "maskinporten_scopes": {SCOPE: ("read_organisation",)},
    }
    async with open_site(server, tmp_path_factory.mktemp("data"), **settings) as opened:
        async with opened.database.work.begin() as session:
            for number, organisation_number in (("4640", "910000004"), ("4641", "910000012")):
                name = f"Kommune {number}"
                session.add(
                    Municipality(number=number, name=name, organisation_number=organisation_number, sort_key=number)
                )
        yield opened


async def shown(site: Site, token: str, path: str = "/me") -> httpx.Response:
    return await site.anonymous.get(f"{API}{path}", headers={"Authorization": f"Bearer {token}"})


async def test_a_token_speaks_for_the_municipality_that_maskinporten_names(site: Site, issuer: LocalIssuer):
    me = (await shown(site, issuer.sign(CLAIMS))).json()

    assert (me["name"], me["kind"], me["id"][:4]) == ("Kommune 4640", "municipality_system", "mun_")


async def test_who_the_client_says_it_is_decides_nothing(site: Site, issuer: LocalIssuer):
    token = issuer.sign({**CLAIMS, "client_id": "910000012", "client_orgno": "910000012"})

    assert (await shown(site, token)).json()["name"] == "Kommune 4640"


async def test_a_token_is_good_for_what_its_scope_stands_for_here(site: Site, issuer: LocalIssuer):
    token = issuer.sign(CLAIMS)

    assert (await shown(site, token, "/bodies")).status_code == 200
    assert (await shown(site, token, "/changes")).status_code == 403
    assert (await shown(site, token, "/meetings")).status_code == 403


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
async def test_both_ways_to_sign_with_an_rsa_key_are_taken(site: Site, issuer: LocalIssuer, algorithm: str):
    assert (await shown(site, issuer.sign(CLAIMS, alg=algorithm))).status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://ver2.maskinporten.example/"},
        {"iss": None},
        {"exp": 1_600_000_000},
        {"exp": None},
        {"exp": "never"},
        {"nbf": 4_000_000_000},
        {"aud": "https://another.example"},
        {"aud": None},
        {"scope": "sognko:other"},
        {"scope": f"{SCOPE}.more"},
        {"scope": None},
        {"consumer": None},
        {"consumer": "0192:910000004"},
        {"consumer": {"authority": "iso6523-actorid-upis", "ID": "9908:910000004"}},
        {"consumer": {"authority": "iso6523-actorid-upis", "ID": "0192:9100000040"}},
        {"consumer": {"authority": "iso6523-actorid-upis", "ID": "910000004"}},
        {"consumer": {"authority": "iso6523-actorid-upis", "ID": "0192:910000020"}},
        {"consumer": {"ID": ["0192:910000004"]}},
    ],
    ids=json.dumps,
)
async def test_a_token_that_says_something_else_is_refused(site: Site, issuer: LocalIssuer, claims: dict[str, Any]):
    answer = await shown(site, issuer.sign({**CLAIMS, **claims}))

    assert (answer.status_code, answer.json()["detail"]) == (401, "The bearer token doesn't hold.")
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(issuer: LocalIssuer) -> str:
    claims = {**CLAIMS, "iss": issuer.url, "exp": int(time.time()) + 60}
    return f"{part({'alg': 'none', 'kid': 'first'})}.{part(claims)}."


def signed_with_the_public_key_as_a_secret(issuer: LocalIssuer) -> str:
    """By hand, for the library refuses to: what a verifier that believes the header would take for good."""
    claims = {**CLAIMS, "iss": issuer.url, "exp": int(time.time()) + 60}
    signed = f"{part({'alg': 'HS256', 'kid': 'first'})}.{part(claims)}"
    signature = hmac.digest(issuer.keys[0].as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def signed_with_another_key_of_the_same_name(issuer: LocalIssuer) -> str:
    return issuer.sign(CLAIMS, rsa("first"))


def signed_with_a_key_it_brings_along(issuer: LocalIssuer) -> str:
    own = rsa("first")
    return issuer.sign(CLAIMS, own, jwk=own.as_dict(private=False))


def naming_no_key(issuer: LocalIssuer) -> str:
    return issuer.sign(CLAIMS, kid=None)


def signed_in_a_way_that_is_not_allowed(issuer: LocalIssuer) -> str:
    return issuer.sign(CLAIMS, alg="RS512")


def changed_after_it_was_signed(issuer: LocalIssuer) -> str:
    head, _, signature = issuer.sign(CLAIMS).split(".")
    other = {**CLAIMS, "iss": issuer.url, "exp": int(time.time()) + 60}
    other["consumer"] = {"authority": "iso6523-actorid-upis", "ID": "0192:910000012"}
    return f"{head}.{part(other)}.{signature}"


def without_a_signature(issuer: LocalIssuer) -> str:
    return issuer.sign(CLAIMS).rpartition(".")[0] + "."


@pytest.mark.parametrize(
    "forge",
    [
        unsigned,
        signed_with_the_public_key_as_a_secret,
        signed_with_another_key_of_the_same_name,
        signed_with_a_key_it_brings_along,
        naming_no_key,
        signed_in_a_way_that_is_not_allowed,
        changed_after_it_was_signed,
        without_a_signature,
    ],
)
async def test_a_forged_token_is_refused(site: Site, issuer: LocalIssuer, forge):
    assert (await shown(site, forge(issuer))).status_code == 401


async def test_a_secret_among_the_published_keys_signs_nothing():
    secret = OctKey.generate_key(256, {"kid": "shared"})
    with local_issuer(rsa("first"), secret) as issuer:
        with pytest.raises(TokenRefused):
            await opened(issuer).claims(issuer.sign(CLAIMS, secret, alg="HS256"), audience=AUDIENCE, at=now())
        assert await opened(issuer).claims(issuer.sign(CLAIMS), audience=AUDIENCE, at=now())


async def test_a_key_on_an_elliptic_curve_signs_too():
    with local_issuer(ECKey.generate_key("P-256", {"kid": "curve"})) as issuer:
        token = issuer.sign(CLAIMS, alg="ES256")

        assert (await opened(issuer).claims(token, audience=AUDIENCE, at=now()))["scope"] == SCOPE


async def test_a_new_key_is_found_at_once_and_an_old_one_is_good_until_it_is_gone(site: Site, issuer: LocalIssuer):
    before = issuer.sign(CLAIMS)
    first = issuer.keys[0]
    assert (await shown(site, before)).status_code == 200
    issuer.keys = [rsa("second")]
    try:
        assert (await shown(site, issuer.sign(CLAIMS))).status_code == 200
        assert (await shown(site, before)).status_code == 401
    finally:
        issuer.keys = [issuer.keys[0], first]


async def test_invented_key_ids_make_us_ask_once_in_a_while():
    clock = [0.0]
    with local_issuer(rsa("first")) as issuer:
        known = opened(issuer, clock)
        for number in range(20):
            with pytest.raises(TokenRefused):
                await known.claims(issuer.sign(CLAIMS, kid=f"invented-{number}"), audience=AUDIENCE, at=now())
        assert issuer.asked.count("/jwks") == 2
        clock[0] += REFRESH_SECONDS
        with pytest.raises(TokenRefused):
            await known.claims(issuer.sign(CLAIMS, kid="invented"), audience=AUDIENCE, at=now())
        assert issuer.asked.count("/jwks") == 3


async def test_keys_are_remembered_for_an_hour_and_then_asked_for_again():
    clock = [0.0]
    with local_issuer(rsa("first")) as issuer:
        known, token = opened(issuer, clock), issuer.sign(CLAIMS)
        for _ in range(3):
            await known.claims(token, audience=AUDIENCE, at=now())
        assert issuer.asked.count("/jwks") == 1
        issuer.keys = [rsa("second")]
        clock[0] += REMEMBER_SECONDS
        with pytest.raises(TokenRefused):
            await known.claims(token, audience=AUDIENCE, at=now())


async def test_an_issuer_that_does_not_answer_is_no_fault_of_the_token(
    server: Server, tmp_path: Any, issuer: LocalIssuer
):
    settings: dict[str, Any] = {
        "maskinporten_issuer": issuer.url,
        "maskinporten_scopes": {SCOPE: ("read_organisation",)},
    }
    async with open_site(server, tmp_path, **settings) as site:
        issuer.is_up = False
        try:
            answer = await shown(site, issuer.sign(CLAIMS))
        finally:
            issuer.is_up = True

    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")


def test_a_scope_that_we_do_not_have_is_told_at_the_start():
    settings = Settings(maskinporten_issuer="https://maskinporten.no/", maskinporten_scopes={SCOPE: ("everything",)})

    with pytest.raises(SettingsError, match=r"SAMSTYRE_MASKINPORTEN_SCOPES: .*everything"):
        open_maskinporten(settings)


async def test_a_municipality_gets_the_number_by_which_its_systems_are_known(site: Site, issuer: LocalIssuer):
    listed = (await site.admin.get(f"{API}/municipalities")).json()["items"]
    path = f"{API}/municipalities/{listed[1]['id']}"
    etag = (await site.admin.get(path)).headers["etag"]
    taken = await site.admin.patch(path, json={"organisationNumber": "910000004"}, headers={"If-Match": etag})
    given = await site.admin.patch(path, json={"organisationNumber": "910000039"}, headers={"If-Match": etag})
    token = issuer.sign({**CLAIMS, "consumer": {"ID": "0192:910000039"}})

    assert (taken.status_code, taken.json()["errors"][0]["pointer"]) == (422, "/organisationNumber")
    assert (given.status_code, (await shown(site, token)).json()["name"]) == (200, listed[1]["name"])


def opened(issuer: LocalIssuer, clock: list[float] | None = None) -> Issuer:
    ticking = clock if clock is not None else [0.0]
    return Issuer(issuer.url, f"{issuer.url}.well-known/oauth-authorization-server", lambda: ticking[0])
