"""One's own password and sessions."""

import datetime as dt

import httpx
import sqlalchemy as sa
from sqlmodel import col, select

from api.domain.identity.tables import Session
from api.domain.kernel.clock import now
from tests.api.site import API, Site
from tests.api.test_users import NEW_PASSWORD, browser, sign_in, signed_in

CHANGED = "yet another long password"


async def second_session(site: Site, username: str) -> httpx.AsyncClient:
    client = await browser(site, headers={"user-agent": "Firefox at work"})
    answer = await client.post(f"{API}/session", json={"username": username, "password": NEW_PASSWORD})
    assert answer.status_code == 201, answer.text
    return client


async def change(client: httpx.AsyncClient, current: str, password: str) -> httpx.Response:
    return await client.post(f"{API}/me/actions/change-password", json={"current": current, "password": password})


async def test_sessions_are_listed_with_what_tells_them_apart(site: Site):
    client, _ = await signed_in(site, "lista")
    await second_session(site, "lista")
    newest, oldest = (await client.get(f"{API}/me/sessions")).json()["items"]

    assert (newest["userAgent"], newest["current"], oldest["current"]) == ("Firefox at work", False, True)


async def test_a_session_is_ended_from_another(site: Site):
    client, _ = await signed_in(site, "avslutta")
    other = await second_session(site, "avslutta")
    newest = (await client.get(f"{API}/me/sessions")).json()["items"][0]
    answer = await client.delete(f"{API}/me/sessions/{newest['id']}")

    assert (answer.status_code, (await other.get(f"{API}/me")).status_code) == (204, 401)
    assert (await client.get(f"{API}/me")).status_code == 200


async def test_nobody_ends_another_persons_session(site: Site):
    client, _ = await signed_in(site, "mi")
    stranger, _ = await signed_in(site, "framand")
    own = (await client.get(f"{API}/me/sessions")).json()["items"][0]
    answer = await stranger.delete(f"{API}/me/sessions/{own['id']}")

    assert (answer.status_code, (await client.get(f"{API}/me")).status_code) == (404, 200)


async def test_signing_out_everywhere_ends_every_session(site: Site):
    client, _ = await signed_in(site, "overalt")
    other = await second_session(site, "overalt")
    answer = await client.post(f"{API}/me/actions/sign-out-everywhere", json={})

    assert answer.status_code == 204
    assert {(await one.get(f"{API}/me")).status_code for one in (client, other)} == {401}


async def test_the_session_that_asks_can_be_spared(site: Site):
    client, _ = await signed_in(site, "her")
    other = await second_session(site, "her")
    await client.post(f"{API}/me/actions/sign-out-everywhere", json={"exceptHere": True})

    assert [(await one.get(f"{API}/me")).status_code for one in (client, other)] == [200, 401]


async def test_a_changed_password_ends_the_other_sessions_and_renews_this_one(site: Site):
    client, _ = await signed_in(site, "byter")
    other = await second_session(site, "byter")
    before = dict(client.cookies)
    answer = await change(client, NEW_PASSWORD, CHANGED)

    assert answer.status_code == 204
    assert (await other.get(f"{API}/me")).status_code == 401
    assert (await client.get(f"{API}/me")).status_code == 200
    assert dict(client.cookies) != before
    assert (await sign_in(site, "byter", NEW_PASSWORD)).status_code == 401
    assert (await sign_in(site, "byter", CHANGED)).status_code == 201


async def test_a_password_is_changed_by_whoever_knows_the_present_one(site: Site):
    client, _ = await signed_in(site, "veit-ikkje")
    refused = await change(client, "not the present one", CHANGED)

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/current")
    assert (await sign_in(site, "veit-ikkje", NEW_PASSWORD)).status_code == 201


async def test_the_present_password_cannot_be_guessed_without_end(site: Site):
    client, _ = await signed_in(site, "gjettar")
    answers = [await change(client, f"guess {number}", CHANGED) for number in range(11)]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]


async def test_who_one_is_is_shown_anew_by_the_password_within_the_session(site: Site):
    client, user = await signed_in(site, "att")
    async with site.database.work.begin() as session:
        aged = sa.update(Session).where(col(Session.account_id) == user["id"])
        await session.execute(aged.values(authenticated_at=now() - dt.timedelta(hours=1), authenticated_by="link"))
    token = dict(client.cookies)
    path = f"{API}/me/actions/reauthenticate"
    wrong = await client.post(path, json={"password": "not the right one"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/password")
    assert (await client.post(f"{API}/me/passkeys/options")).json()["guard"] == "fresh-sign-in"
    assert (await client.post(path, json={"password": NEW_PASSWORD})).status_code == 204
    assert dict(client.cookies) == token
    assert (await client.post(f"{API}/me/passkeys/options")).status_code == 201
    async with site.database.work() as session:
        methods = await session.scalars(select(Session.authenticated_by).where(Session.account_id == user["id"]))
        assert set(methods) == {"password"}
