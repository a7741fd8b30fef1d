"""Webhooks over HTTP: the secret is told once, and changes need the version that was seen."""

from typing import Any

import pytest
import standardwebhooks

from tests.api.site import API, Site

HOOKS = f"{API}/webhooks"


async def create(site: Site, name: str, **fields: Any) -> dict[str, Any]:
    answer = await site.admin.post(HOOKS, json={"url": f"https://example.org/{name}", **fields})
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    return answer.json()


async def test_the_secret_is_told_when_a_webhook_is_made_and_not_again(site: Site):
    made = await create(site, "told")

    assert standardwebhooks.Webhook(made["secret"])
    for path in (HOOKS, f"{HOOKS}/{made['webhook']['id']}"):
        assert made["secret"] not in (await site.admin.get(path)).text
    assert made["secret"] not in str(await site.changes())


async def test_a_new_secret_is_another_one(site: Site):
    made = await create(site, "rotated")
    path = f"{HOOKS}/{made['webhook']['id']}/actions/rotate-secret"
    assert (await site.admin.post(path)).status_code == 428

    answer = await site.admin.post(path, headers={"If-Match": '"1"'})

    assert answer.status_code == 200
    assert answer.json()["secret"] != made["secret"]
    assert answer.json()["webhook"]["previousSecretUntil"]
    assert (await site.admin.post(path, headers={"If-Match": '"1"'})).status_code == 412


async def test_a_webhook_is_changed_and_removed(site: Site):
    made = (await create(site, "changed", eventTypes=["meeting.*"]))["webhook"]
    path = f"{HOOKS}/{made['id']}"

    changed = await site.admin.patch(path, json={"enabled": False}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["enabled"], changed.json()["eventTypes"]) == (200, False, ["meeting.*"])
    assert (await site.admin.post(f"{path}/actions/test")).json()["guard"] == "enabled"
    gone = await site.admin.delete(path, headers={"If-Match": changed.headers["etag"]})

    assert gone.status_code == 204
    assert (await site.admin.get(path)).status_code == 404


@pytest.mark.parametrize(
    "url", ["http://example.org/", "https://127.0.0.1/", "https://[fd00::1]/", "https://a:b@c.no/"]
)
async def test_an_address_that_is_not_sent_to_is_told_where_it_stands(site: Site, url: str):
    answer = await site.admin.post(HOOKS, json={"url": url})

    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/url"]


async def test_a_test_stands_in_the_log_of_deliveries(site: Site):
    made = (await create(site, "tested"))["webhook"]
    sent = await site.admin.post(f"{HOOKS}/{made['id']}/actions/test")
    log = (await site.admin.get(f"{HOOKS}/{made['id']}/deliveries")).json()

    assert sent.status_code == 202
    assert [(one["id"], one["type"], one["state"]) for one in log["items"]] == [
        (sent.json()["id"], "webhook.ping", "pending")
    ]
    again = await site.admin.post(f"{API}/webhook-deliveries/{sent.json()['id']}/actions/redeliver")
    assert (again.status_code, again.json()["guard"]) == (409, "settled")


async def test_the_log_of_deliveries_is_paged(site: Site):
    made = (await create(site, "paged"))["webhook"]
    ids = [(await site.admin.post(f"{HOOKS}/{made['id']}/actions/test")).json()["id"] for _ in range(3)]

    first = (await site.admin.get(f"{HOOKS}/{made['id']}/deliveries", params={"limit": 2})).json()
    second = (
        await site.admin.get(f"{HOOKS}/{made['id']}/deliveries", params={"limit": 2, "cursor": first["next"]})
    ).json()

    assert [one["id"] for one in first["items"] + second["items"]] == ids[::-1]


async def test_the_key_in_an_address_stands_in_no_event(site: Site):
    made = await site.admin.post(HOOKS, json={"url": "https://example.org/qyxkeyxyq?token=qyxtokenxyq"})
    assert made.status_code == 201

    told = str(await site.changes())
    assert "webhook.created" in told
    assert "qyx" not in told
