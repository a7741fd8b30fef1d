"""The change feeds: in order, without gaps, and awake when something happens."""

import asyncio
from typing import Any

import pytest

from tests.api.site import API, PUBLISHED, Site, day, new_meeting


async def feed(site: Site, path: str = f"{API}/changes", **query: Any) -> dict[str, Any]:
    answer = await site.admin.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def end_of(site: Site, path: str = f"{API}/changes") -> int:
    after = 0
    while (page := await feed(site, path, after=after))["items"]:
        after = page["next"]
    return after


async def test_a_change_is_told_with_who_made_it_and_under_which_request(site: Site):
    after = await end_of(site)
    made = await site.admin.post(f"{API}/meetings", json=new_meeting(site.body_id, number="F1"))
    items = (await feed(site, after=after))["items"]

    assert [item["type"] for item in items][-1] == "meeting.created"
    assert {item["actorName"] for item in items} == {"Kari Kontor"}
    assert {item["requestId"] for item in items} == {made.headers["x-request-id"]}
    assert [item["position"] for item in items] == list(range(after + 1, after + 1 + len(items)))


async def test_the_feed_is_read_a_few_at_a_time_without_a_gap(site: Site):
    await site.create(number="F2")
    positions, after = [], 0
    while (page := await feed(site, after=after, limit=2))["items"]:
        positions += [item["position"] for item in page["items"]]
        after = page["next"]

    assert positions == list(range(1, len(positions) + 1))


async def test_the_end_of_the_feed_is_where_it_was_asked_for(site: Site):
    end = await end_of(site)

    assert await feed(site, after=end) == {"items": [], "next": end}


async def test_who_waits_hears_of_a_change_when_it_happens(site: Site):
    after = await end_of(site)
    async with asyncio.timeout(10):
        waiting = asyncio.create_task(feed(site, after=after, wait=30))
        await site.create(number="F3")
        heard = await waiting

    assert heard["items"][0]["position"] == after + 1


async def test_many_may_wait_and_hold_up_nobody(site: Site):
    after = await end_of(site)
    async with asyncio.timeout(15):
        # More than there are connections to the database.
        waiting = [asyncio.create_task(feed(site, after=after, wait=30)) for _ in range(30)]
        for _ in range(5):
            await feed(site, after=after)
        await site.create(number="F4")
        heard = await asyncio.gather(*waiting)

    assert {page["items"][0]["position"] for page in heard} == {after + 1}


async def test_the_public_hears_of_publications_and_withdrawals(site: Site):
    after = await end_of(site, f"{PUBLISHED}/changes")
    meeting = await site.create(number="F5", startsAt=day(5), endsAt=None)
    published = await site.publish(meeting["id"], "agenda")
    await site.withdraw(meeting["id"], "Feil dag er sett.")
    later = (await site.anonymous.get(f"{PUBLISHED}/changes", params={"after": after})).json()["items"]

    # What is withdrawn was published too, but the public is shown the tombstone alone.
    assert [(one["type"], one["publicationId"], one.get("reason")) for one in later] == [
        ("withdrawn", published["id"], "Feil dag er sett.")
    ]


async def test_the_public_may_wait_for_a_publication(site: Site):
    after = await end_of(site, f"{PUBLISHED}/changes")
    meeting = await site.create(number="F6", startsAt=day(6), endsAt=None)
    async with asyncio.timeout(10):
        waiting = asyncio.create_task(feed(site, f"{PUBLISHED}/changes", after=after, wait=30))
        published = await site.publish(meeting["id"], "agenda")
        heard = await waiting

    assert [one["publicationId"] for one in heard["items"]] == [published["id"]]


@pytest.mark.parametrize("query", ["after=-1", "wait=31", "limit=0", "limit=101", f"after={2**63}"])
async def test_a_fault_in_the_query_is_told(site: Site, query):
    for path in (f"{API}/changes", f"{PUBLISHED}/changes"):
        assert (await site.admin.get(f"{path}?{query}")).status_code == 422
