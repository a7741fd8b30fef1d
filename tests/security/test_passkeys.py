"""Passkeys, with an authenticator in software that does as it is told: also what a real one never would."""

import base64
import datetime as dt
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from sqlmodel import col, update

from api.domain.identity.tables import PasskeyCeremony, Session
from api.domain.kernel.clock import now
from tests.api.site import API, BASE_URL, Site
from tests.api.test_users import browser, signed_in

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """One key pair. ``origin`` is the page that it believes to be on."""

    origin: str = BASE_URL
    host: str = "samstyre.test"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        point = self.key.public_key().public_numbers()
        cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cose
        data = self._data(self.flags | ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential(
            {
                "clientDataJSON": encoded(self._client("webauthn.create", options)),
                "attestationObject": encoded(attestation),
            }
        )

    def answer(self, options: dict[str, Any]) -> dict[str, Any]:
        client, data = self._client("webauthn.get", options), self._data(self.flags)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._credential(
            {
                "clientDataJSON": encoded(client),
                "authenticatorData": encoded(data),
                "signature": encoded(signature),
            }
        )

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        return {"id": encoded(self.id), "rawId": encoded(self.id), "type": "public-key", "response": response}


async def begun(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    answer = await client.post(f"{API}{path}/options")
    assert answer.status_code == 201, answer.text
    return answer.json()


async def added(client: httpx.AsyncClient, authenticator: Authenticator) -> httpx.Response:
    asked = await begun(client, "/me/passkeys")
    credential = authenticator.make(asked["options"])
    return await client.post(
        f"{API}/me/passkeys",
        json={"ceremonyId": asked["ceremonyId"], "credential": credential, "name": "Telefonen"},
    )


async def came_in(client: httpx.AsyncClient, authenticator: Authenticator) -> httpx.Response:
    asked = await begun(client, "/session/passkey")
    return await finish(client, asked["ceremonyId"], authenticator.answer(asked["options"]))


async def finish(client: httpx.AsyncClient, ceremony_id: str, credential: dict[str, Any]) -> httpx.Response:
    return await client.post(f"{API}/session/passkey", json={"ceremonyId": ceremony_id, "credential": credential})


async def with_passkey(site: Site, username: str) -> tuple[httpx.AsyncClient, Authenticator]:
    """A signed-in user with a passkey."""
    client, _ = await signed_in(site, username)
    authenticator = Authenticator()
    answer = await added(client, authenticator)
    assert answer.status_code == 201, answer.text
    return client, authenticator


async def test_a_passkey_signs_its_owner_in(site: Site):
    owner, authenticator = await with_passkey(site, "nøkkel")
    client = await browser(site)
    answer = await came_in(client, authenticator)

    assert answer.status_code == 201
    assert (await client.get(f"{API}/me")).json()["id"] == (await owner.get(f"{API}/me")).json()["id"]
    assert (await owner.get(f"{API}/me/passkeys")).json()["items"][0]["lastUsedAt"] is not None


async def test_an_answer_is_good_once(site: Site):
    _, authenticator = await with_passkey(site, "nøkkel-ein-gong")
    client = await browser(site)
    asked = await begun(client, "/session/passkey")
    credential = authenticator.answer(asked["options"])
    answers = [await finish(await browser(site), asked["ceremonyId"], credential) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 401]


async def test_an_answer_is_good_for_five_minutes(site: Site):
    _, authenticator = await with_passkey(site, "nøkkel-sein")
    client = await browser(site)
    asked = await begun(client, "/session/passkey")
    async with site.database.work.begin() as session:
        late = update(PasskeyCeremony).where(col(PasskeyCeremony.id) == asked["ceremonyId"])
        await session.execute(late.values(expires_at=now()))

    assert (await finish(client, asked["ceremonyId"], authenticator.answer(asked["options"]))).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://samstyre.test.attacker.example"},
        {"host": "attacker.example"},
        {"flags": PRESENT},
        {"flags": 0},
        {"key": ec.generate_private_key(ec.SECP256R1())},
        {"id": b"an id of nothing"},
    ],
    ids=["another site's page", "for another host", "not unlocked", "nobody there", "another key", "unknown"],
)
async def test_an_answer_that_does_not_hold_is_refused(site: Site, wrong: dict[str, Any]):
    username = f"nøkkel-feil-{secrets.token_hex(4)}"
    _, authenticator = await with_passkey(site, username)
    for name, value in wrong.items():
        setattr(authenticator, name, value)
    client = await browser(site)

    assert (await came_in(client, authenticator)).status_code == 401
    assert (await client.get(f"{API}/me")).status_code == 401


async def test_a_copy_whose_count_runs_backwards_is_refused(site: Site):
    _, authenticator = await with_passkey(site, "nøkkel-kopi")
    authenticator.count = 7
    assert (await came_in(await browser(site), authenticator)).status_code == 201
    authenticator.count = 6

    assert (await came_in(await browser(site), authenticator)).status_code == 401


async def test_what_was_asked_for_another_purpose_signs_nobody_in(site: Site):
    owner, authenticator = await with_passkey(site, "nøkkel-føremål")
    asked = await begun(owner, "/me/passkeys")

    assert (
        await finish(await browser(site), asked["ceremonyId"], authenticator.answer(asked["options"]))
    ).status_code == 401


async def test_a_passkey_is_added_to_the_account_that_asked(site: Site):
    asking, _ = await signed_in(site, "nøkkel-spør")
    other, _ = await signed_in(site, "nøkkel-annan")
    asked = await begun(asking, "/me/passkeys")
    new = {"ceremonyId": asked["ceremonyId"], "credential": Authenticator().make(asked["options"]), "name": "X"}
    answer = await other.post(f"{API}/me/passkeys", json=new)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/ceremonyId")


@pytest.mark.parametrize("wrong", [{"origin": "https://attacker.example"}, {"flags": PRESENT}], ids=["page", "locked"])
async def test_a_passkey_made_elsewhere_or_not_unlocked_is_not_kept(site: Site, wrong: dict[str, Any]):
    client, _ = await signed_in(site, f"nøkkel-laga-{secrets.token_hex(4)}")
    answer = await added(client, Authenticator(**wrong))

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/credential")


@pytest.mark.parametrize("credential", [{}, {"id": 7}, {"id": "a", "rawId": "a", "type": "public-key", "response": {}}])
async def test_what_is_no_credential_at_all_is_refused(site: Site, credential: dict[str, Any]):
    client = await browser(site)
    asked = await begun(client, "/session/passkey")

    assert (await finish(client, asked["ceremonyId"], credential)).status_code == 401


async def test_a_passkey_is_added_soon_after_signing_in(site: Site):
    """Else whoever finds a session could make it last."""
    client, user = await signed_in(site, "nøkkel-gammal")
    async with site.database.work.begin() as session:
        aged = update(Session).where(col(Session.account_id) == user["id"])
        await session.execute(aged.values(authenticated_at=now() - dt.timedelta(minutes=16)))
    answer = await client.post(f"{API}/me/passkeys/options")

    assert (answer.status_code, answer.json()["guard"]) == (409, "fresh-sign-in")


async def grown_old(site: Site, account_id: str) -> None:
    async with site.database.work.begin() as session:
        aged = update(Session).where(col(Session.account_id) == account_id)
        await session.execute(aged.values(authenticated_at=now() - dt.timedelta(minutes=16)))


async def test_who_one_is_is_shown_anew_by_ones_own_passkey_within_the_session(site: Site):
    owner, authenticator = await with_passkey(site, "nøkkel-att")
    stranger, _ = await signed_in(site, "nøkkel-att-framand")
    path = f"{API}/me/actions/reauthenticate-with-passkey"
    await grown_old(site, (await owner.get(f"{API}/me")).json()["id"])
    token = dict(owner.cookies)

    asked = await begun(stranger, "/session/passkey")
    body = {"ceremonyId": asked["ceremonyId"], "credential": authenticator.answer(asked["options"])}
    assert (await stranger.post(path, json=body)).status_code == 422
    asked = await begun(owner, "/session/passkey")
    body = {"ceremonyId": asked["ceremonyId"], "credential": authenticator.answer(asked["options"])}
    assert (await owner.post(path, json=body)).status_code == 204
    assert (await owner.post(path, json=body)).status_code == 422
    assert dict(owner.cookies) == token
    assert (await owner.post(f"{API}/me/passkeys/options")).status_code == 201


async def test_a_removed_passkey_signs_nobody_in(site: Site):
    owner, authenticator = await with_passkey(site, "nøkkel-bort")
    stranger, _ = await signed_in(site, "nøkkel-framand")
    passkey = (await owner.get(f"{API}/me/passkeys")).json()["items"][0]
    by_stranger = await stranger.delete(f"{API}/me/passkeys/{passkey['id']}")
    assert (await came_in(await browser(site), authenticator)).status_code == 201
    await owner.delete(f"{API}/me/passkeys/{passkey['id']}")

    assert by_stranger.status_code == 404
    assert (await came_in(await browser(site), authenticator)).status_code == 401


async def test_a_disabled_accounts_passkey_signs_nobody_in(site: Site):
    owner, authenticator = await with_passkey(site, "nøkkel-stengd")
    user = (await owner.get(f"{API}/me")).json()["id"]
    etag = (await site.admin.get(f"{API}/users/{user}")).headers["etag"]
    await site.admin.patch(f"{API}/users/{user}", json={"disabled": True}, headers={"If-Match": etag})

    assert (await came_in(await browser(site), authenticator)).status_code == 401
