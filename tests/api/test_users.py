"""Users, their roles and one-time links, as those who keep the system handle them."""

import datetime as dt
import itertools
from typing import Any

import httpx
import pytest
from sqlmodel import col, select, update

from api.domain.identity import recovery, throttling
from api.domain.identity.tables import RecoveryLink, SignInTries
from api.domain.kernel.clock import now
from tests.api.site import API, Site

NEW_PASSWORD = "another long password"


_addresses = itertools.count(1)


async def browser(site: Site, **options: Any) -> httpx.AsyncClient:
    """A client at an address of its own, so that the ration of sign-ins per address is never spent."""
    number = next(_addresses)
    return await site.connect(client=(f"10.0.{number // 250}.{number % 250}", 1), **options)


async def made(site: Site, username: str, **fields: Any) -> dict[str, Any]:
    answer = await site.admin.post(f"{API}/users", json={"username": username, "name": "Nils Ny", **fields})
    assert answer.status_code == 201, answer.text
    return {**answer.json(), "etag": answer.headers["etag"]}


async def link_token(site: Site, user_id: str) -> str:
    answer = await site.admin.post(f"{API}/users/{user_id}/actions/recover")
    assert answer.status_code == 201, answer.text
    return answer.json()["url"].rpartition("#")[2]


async def choose(client: httpx.AsyncClient, token: str, password: str = NEW_PASSWORD) -> httpx.Response:
    return await client.post(f"{API}/session/recovery", json={"token": token, "password": password})


async def signed_in(site: Site, username: str, **fields: Any) -> tuple[httpx.AsyncClient, dict[str, Any]]:
    """A new user in a browser of their own, with the password ``NEW_PASSWORD``."""
    user = await made(site, username, **fields)
    client = await browser(site)
    assert (await choose(client, await link_token(site, user["id"]))).status_code == 201
    return client, user


async def sign_in(site: Site, username: str, password: str) -> httpx.Response:
    return await (await browser(site)).post(f"{API}/session", json={"username": username, "password": password})


async def test_a_new_user_chooses_a_password_through_a_one_time_link(site: Site):
    client, user = await signed_in(site, "ny", grants=[{"role": "case_officer"}])

    assert (await client.get(f"{API}/me")).json()["roles"] == ["case_officer"]
    assert (await sign_in(site, "ny", NEW_PASSWORD)).status_code == 201
    assert (await site.admin.get(f"{API}/users/{user['id']}")).json()["hasPassword"] is True


async def test_a_user_without_a_password_cannot_sign_in(site: Site):
    await made(site, "passordlaus")

    assert (await sign_in(site, "passordlaus", NEW_PASSWORD)).status_code == 401


async def test_a_link_is_good_once(site: Site):
    user = await made(site, "ein-gong")
    token = await link_token(site, user["id"])
    first = await choose(await browser(site), token)
    second = await choose(await browser(site), token, "a third long password")

    assert (first.status_code, second.status_code) == (201, 401)
    assert (await sign_in(site, "ein-gong", NEW_PASSWORD)).status_code == 201


async def test_a_link_is_good_for_a_day(site: Site):
    user = await made(site, "ein-dag")
    token = await link_token(site, user["id"])
    async with site.database.work.begin() as session:
        link = (await session.scalars(select(RecoveryLink).where(RecoveryLink.account_id == user["id"]))).one()
        assert link.expires_at - now() <= recovery.LIFETIME == dt.timedelta(hours=24)
        assert token not in link.token_sha256
        link.expires_at = now()

    assert (await choose(await browser(site), token)).status_code == 401


async def test_a_new_link_kills_the_one_before_it(site: Site):
    user = await made(site, "to-lenkjer")
    old, new = [await link_token(site, user["id"]) for _ in range(2)]

    assert (await choose(await browser(site), old)).status_code == 401
    assert (await choose(await browser(site), new)).status_code == 201


async def test_a_weak_password_does_not_use_the_link_up(site: Site):
    user = await made(site, "svak")
    token = await link_token(site, user["id"])
    refused = await choose(await browser(site), token, "too short")

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/password")
    assert (await choose(await browser(site), token)).status_code == 201


async def test_using_a_link_ends_the_sessions_that_were(site: Site):
    client, user = await signed_in(site, "stolen")
    await choose(await browser(site), await link_token(site, user["id"]))

    assert (await client.get(f"{API}/me")).status_code == 401


async def test_users_are_found_by_a_part_of_their_name_and_paged(site: Site):
    for number in range(3):
        await made(site, f"liste-{number}", name=f"Gro 100% {number}")
    first = (await site.admin.get(f"{API}/users", params={"q": "gro 100%", "limit": 2})).json()
    second = (await site.admin.get(f"{API}/users", params={"q": "gro 100%", "cursor": first["next"]})).json()

    assert [user["username"] for user in (*first["items"], *second["items"])] == ["liste-0", "liste-1", "liste-2"]
    assert (await site.admin.get(f"{API}/users", params={"q": "gro_100"})).json()["items"] == []


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"username": "kari"}, "/username"),
        ({"username": "to ord"}, "/username"),
        ({"personId": "pers_01k7z1v8j6e2xbt5w3n4m9q0rs"}, "/personId"),
        ({"grants": [{"role": "administration", "bodyId": "body_01k7z1v8j6e2xbt5w3n4m9q0rs"}]}, "/grants/0/bodyId"),
        ({"grants": [{"role": "system_administrator", "bodyId": "body_0"}]}, "/grants/0/bodyId"),
    ],
)
async def test_a_user_that_cannot_be_is_refused_where_the_fault_is(site: Site, fields, pointer):
    answer = await site.admin.post(f"{API}/users", json={"username": "umogleg", "name": "Ingen", **fields})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_an_address_belongs_to_one_account_in_whatever_case(site: Site):
    await made(site, "adresse", email="Ein@example.no")
    answer = await site.admin.post(
        f"{API}/users", json={"username": "adresse-2", "name": "To", "email": "ein@EXAMPLE.no"}
    )

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/email")


async def test_a_disabled_user_is_out_at_once_and_stays_out(site: Site):
    client, user = await signed_in(site, "slutta")
    link = await link_token(site, user["id"])
    etag = (await site.admin.get(f"{API}/users/{user['id']}")).headers["etag"]
    answer = await site.admin.patch(f"{API}/users/{user['id']}", json={"disabled": True}, headers={"If-Match": etag})

    assert answer.json()["disabledAt"] is not None
    assert (await client.get(f"{API}/me")).status_code == 401
    assert (await sign_in(site, "slutta", NEW_PASSWORD)).status_code == 401
    assert (await choose(await browser(site), link)).status_code == 401
    assert (await site.admin.post(f"{API}/users/{user['id']}/actions/recover")).status_code == 409


async def test_a_role_is_given_and_taken_away(site: Site):
    client, user = await signed_in(site, "roller")
    given = await site.admin.post(f"{API}/users/{user['id']}/grants", json={"role": "administration"})
    as_administration = (await client.get(f"{API}/me")).json()["roles"]
    taken = await site.admin.delete(
        f"{API}/users/{user['id']}/grants/{given.json()['grants'][0]['id']}",
        headers={"If-Match": given.headers["etag"]},
    )

    assert (given.status_code, as_administration) == (201, ["administration"])
    assert (taken.status_code, (await client.get(f"{API}/me")).json()["roles"]) == (204, [])


async def test_a_role_is_given_once(site: Site):
    user = await made(site, "dobbel", grants=[{"role": "administration"}])
    answer = await site.admin.post(f"{API}/users/{user['id']}/grants", json={"role": "administration"})

    assert answer.status_code == 409


async def test_the_last_system_administrator_stays_one(site: Site):
    """Those who hold the role beside the first account are disabled, then the first one is tried."""
    others = [
        user
        for user in (await site.admin.get(f"{API}/users", params={"limit": 100})).json()["items"]
        if any(grant["role"] == "system_administrator" for grant in user["grants"])
    ]
    me = (await site.admin.get(f"{API}/me")).json()["id"]
    for user in others:
        if user["id"] != me:
            assert (await changed(site, user["id"], disabled=True)).status_code == 200
    own = await site.admin.get(f"{API}/users/{me}")
    grant = next(grant for grant in own.json()["grants"] if grant["role"] == "system_administrator")
    refused = [
        await changed(site, me, disabled=True),
        await site.admin.delete(f"{API}/users/{me}/grants/{grant['id']}", headers={"If-Match": own.headers["etag"]}),
    ]
    for user in others:
        await changed(site, user["id"], disabled=False)

    assert [answer.status_code for answer in refused] == [409, 409]
    assert {answer.json()["guard"] for answer in refused} == {"last-system-administrator"}


async def changed(site: Site, user_id: str, **fields: Any) -> httpx.Response:
    etag = (await site.admin.get(f"{API}/users/{user_id}")).headers["etag"]
    return await site.admin.patch(f"{API}/users/{user_id}", json=fields, headers={"If-Match": etag})


async def test_a_change_on_top_of_an_unseen_one_is_refused(site: Site):
    user = await made(site, "samtidig")
    await changed(site, user["id"], name="Namnet no")
    stale = await site.admin.patch(
        f"{API}/users/{user['id']}", json={"name": "Anna"}, headers={"If-Match": user["etag"]}
    )

    assert stale.status_code == 412


async def test_a_user_is_signed_out_by_the_one_who_keeps_the_system(site: Site):
    client, user = await signed_in(site, "ut")
    answer = await site.admin.post(f"{API}/users/{user['id']}/actions/sign-out")

    assert (answer.status_code, (await client.get(f"{API}/me")).status_code) == (204, 401)


async def test_a_name_is_tried_ten_times_in_a_quarter_of_an_hour_wherever_from(site: Site):
    await signed_in(site, "gjetta")
    answers = [await sign_in(site, "gjetta", f"guess number {number}") for number in range(12)]
    right = await sign_in(site, "gjetta", NEW_PASSWORD)

    assert [answer.status_code for answer in answers] == [401] * 10 + [429] * 2
    assert right.status_code == 429
    assert 0 < int(right.headers["retry-after"]) <= throttling.WINDOW.total_seconds()


async def test_names_that_do_not_exist_are_counted_alike(site: Site):
    for _ in range(throttling.MAX_TRIES):
        await sign_in(site, "finst-ikkje", "x")

    assert (await sign_in(site, "finst-ikkje", "x")).status_code == 429


async def test_a_count_is_over_with_its_window_and_with_the_right_password(site: Site):
    await signed_in(site, "gløymsk")
    for _ in range(3):
        await sign_in(site, "gløymsk", "wrong")
    async with site.database.work.begin() as session:
        assert await tries(session, "gløymsk") == [3]
        aged = update(SignInTries).where(col(SignInTries.username_sha256) == throttling.tokens.digest("gløymsk"))
        await session.execute(aged.values(since=now() - throttling.WINDOW))
    await sign_in(site, "gløymsk", "wrong")
    async with site.database.work.begin() as session:
        assert await tries(session, "gløymsk") == [1]
    await sign_in(site, "gløymsk", NEW_PASSWORD)
    async with site.database.work.begin() as session:
        assert await tries(session, "gløymsk") == []


async def tries(session: Any, username: str) -> list[int]:
    digest = throttling.tokens.digest(username)
    query = select(SignInTries.tries).where(SignInTries.username_sha256 == digest)
    return list((await session.scalars(query)).all())
