"""Keys for programs: shown once, good for what they say, until they are replaced, revoked or too old."""

import datetime as dt
from typing import Any

import httpx
import pytest
from sqlmodel import select

from api.domain.identity.tables import ApiClient
from api.domain.kernel.clock import now
from api.domain.organisation.tables import Municipality
from tests.api.site import API, Site

SOON = (now() + dt.timedelta(days=30)).isoformat()


async def issued(site: Site, **fields: Any) -> dict[str, Any]:
    new = {"name": "Arkivet", "scopes": ["read_organisation"], "expiresAt": SOON, **fields}
    answer = await site.admin.post(f"{API}/api-clients", json=new)
    assert answer.status_code == 201, answer.text
    return {**answer.json(), "etag": answer.headers["etag"]}


async def with_key(site: Site, path: str, key: str) -> httpx.Response:
    return await site.anonymous.get(f"{API}{path}", headers={"Authorization": f"Bearer {key}"})


async def municipality(site: Site, number: str) -> str:
    async with site.database.work.begin() as session:
        row = Municipality(number=number, name=f"Kommune {number}", sort_key=number)
        session.add(row)
    return row.id


async def test_a_key_is_good_for_what_its_scopes_name_and_nothing_else(site: Site):
    key = (await issued(site))["key"]
    answers = {path: await with_key(site, path, key) for path in ("/bodies", "/changes", "/meetings", "/users")}

    assert {path: answer.status_code for path, answer in answers.items()} == {
        "/bodies": 200,
        "/changes": 403,
        "/meetings": 403,
        "/users": 403,
    }


async def test_a_key_of_the_organisations_own_may_follow_the_log(site: Site):
    key = (await issued(site, scopes=["follow_changes"]))["key"]

    assert (await with_key(site, "/changes", key)).status_code == 200
    assert (await with_key(site, "/bodies", key)).status_code == 403


async def test_a_municipalitys_key_may_never_follow_the_log(site: Site):
    new = {"name": "Kommunen", "scopes": ["follow_changes"], "expiresAt": SOON}
    answer = await site.admin.post(
        f"{API}/api-clients", json={**new, "municipalityId": await municipality(site, "4640")}
    )

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/scopes")


async def test_a_key_tells_whose_it_is(site: Site):
    key = (await issued(site, name="Sakssystemet", municipalityId=await municipality(site, "4641")))["key"]
    me = (await with_key(site, "/me", key)).json()

    assert (me["name"], me["kind"], me["roles"]) == ("Sakssystemet", "municipality_system", [])


async def test_the_key_is_kept_as_a_hash_and_shown_only_once(site: Site):
    made = await issued(site)
    shown = await site.admin.get(f"{API}/api-clients/{made['client']['id']}")
    async with site.database.work.begin() as session:
        row = (await session.scalars(select(ApiClient).where(ApiClient.id == made["client"]["id"]))).one()
        kept = (await session.scalars(select(ApiClient.key_sha256))).all()

    assert made["key"].startswith(made["client"]["keyPrefix"])
    assert len(made["client"]["keyPrefix"]) < 12
    assert made["key"] not in shown.text
    assert made["key"] not in kept
    assert row.key_sha256 != made["key"]


async def test_a_new_key_stops_the_old_one(site: Site):
    made = await issued(site)
    answer = await site.admin.post(
        f"{API}/api-clients/{made['client']['id']}/actions/rotate", headers={"If-Match": made["etag"]}
    )

    assert (await with_key(site, "/bodies", made["key"])).status_code == 401
    assert (await with_key(site, "/bodies", answer.json()["key"])).status_code == 200


async def test_a_revoked_key_stops_for_good(site: Site):
    made = await issued(site)
    path = f"{API}/api-clients/{made['client']['id']}"
    revoked = await site.admin.post(f"{path}/actions/revoke", headers={"If-Match": made["etag"]})
    etag = (await site.admin.get(path)).headers["etag"]
    again = await site.admin.post(f"{path}/actions/rotate", headers={"If-Match": etag})

    assert (revoked.status_code, again.status_code) == (204, 409)
    assert (await with_key(site, "/bodies", made["key"])).status_code == 401


async def test_a_key_is_good_until_its_end(site: Site):
    made = await issued(site)
    async with site.database.work.begin() as session:
        row = (await session.scalars(select(ApiClient).where(ApiClient.id == made["client"]["id"]))).one()
        row.expires_at = now()

    assert (await with_key(site, "/bodies", made["key"])).status_code == 401


@pytest.mark.parametrize("days", [-1, 900])
async def test_an_end_that_is_past_or_too_far_off_is_refused(site: Site, days: int):
    end = (now() + dt.timedelta(days=days)).isoformat()
    answer = await site.admin.post(
        f"{API}/api-clients", json={"name": "X", "scopes": ["read_organisation"], "expiresAt": end}
    )

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/expiresAt")


async def test_the_list_tells_when_a_key_was_last_used(site: Site):
    made = await issued(site, name="Brukt")
    await with_key(site, "/bodies", made["key"])
    clients = (await site.admin.get(f"{API}/api-clients")).json()["items"]
    (used,) = [client for client in clients if client["name"] == "Brukt"]

    assert used["lastUsedAt"] is not None
    # Use is no change: who looks at the list may still revoke what they see.
    assert (await site.admin.get(f"{API}/api-clients/{used['id']}")).headers["etag"] == made["etag"]
