"""Meetings and agenda items: what succeeds, and every problem that is documented."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.api.site import API, Site, day, item, new_meeting, text

UNKNOWN = "mtg_01k7000000000000000000000x"


async def fetched(site: Site, path: str) -> httpx.Response:
    answer = await site.admin.get(f"{API}{path}")
    assert answer.status_code == 200, answer.text
    return answer


async def changed(site: Site, method: str, path: str, **options: Any) -> httpx.Response:
    """The change, with the ETag of what it changes."""
    seen = options.pop("seen", path)
    etag = (await fetched(site, seen)).headers["etag"]
    return await site.admin.request(method, f"{API}{path}", headers={"If-Match": etag}, **options)


def kind_of(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


@pytest.fixture(scope="module")
async def meeting(site: Site) -> dict[str, Any]:
    return await site.create(number="M1")


async def test_a_new_meeting_tells_its_address_and_its_etag(site: Site):
    answer = await site.admin.post(f"{API}/meetings", json=new_meeting(site.body_id, number="A1"))

    assert answer.status_code == 201
    assert answer.headers["location"] == f"{API}/meetings/{answer.json()['id']}"
    assert (await fetched(site, f"/meetings/{answer.json()['id']}")).headers["etag"] == answer.headers["etag"]
    assert "private" in answer.headers["cache-control"]


async def test_a_meeting_is_not_sent_again_to_who_has_it(site: Site, meeting):
    address = f"{API}/meetings/{meeting['id']}"
    etag = (await site.admin.get(address)).headers["etag"]
    answer = await site.admin.get(address, headers={"If-None-Match": etag})

    assert (answer.status_code, answer.content) == (304, b"")


async def test_a_number_is_taken_once(site: Site, meeting):
    answer = await site.admin.post(f"{API}/meetings", json=new_meeting(site.body_id, number="M1"))

    assert kind_of(answer) == (409, "conflict")
    assert answer.json()["meetingId"] == meeting["id"]


async def test_two_meetings_of_one_number_at_once_make_one(site: Site):
    given = new_meeting(site.body_id, number="AT-ONCE")
    answers = await asyncio.gather(*(site.admin.post(f"{API}/meetings", json=given) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({"startsAt": "2025-10-20T09:00:00"}, "/startsAt"),
        ({"startsAt": "0001-01-01T00:00:00+14:00"}, "/startsAt"),
        ({"startsAt": "9999-12-31T23:59:59-12:00", "endsAt": None}, "/startsAt"),
        ({"endsAt": "2025-10-20T08:00:00+02:00"}, ""),
        ({"lang": "de"}, "/lang"),
        ({"bodyId": "body_x"}, "/bodyId"),
        ({"unknown": 1}, "/unknown"),
        ({"items": [item(type="party")]}, "/items/0/type"),
        ({"items": [item(caseId="case_x")]}, "/items/0/caseId"),
        ({"items": [item(text={"type": "doc", "content": [{"type": "x"}]})]}, "/items/0/text/content/0/type"),
        ({"programme": [{"startsAt": "10:00", "endsAt": "09:00", "text": "Bakvendt"}]}, "/programme/0"),
    ],
    ids=str,
)
async def test_a_fault_in_a_new_meeting_is_told_with_its_place(site: Site, fields, pointer):
    answer = await site.admin.post(f"{API}/meetings", json=new_meeting(site.body_id, **{"number": "F", **fields}))

    assert kind_of(answer) == (422, "invalid")
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}


@pytest.mark.parametrize("where", ["number", "title", "place"])
async def test_a_null_character_is_a_fault_of_the_input(site: Site, where):
    answer = await site.admin.post(
        f"{API}/meetings", json=new_meeting(site.body_id, **{"number": "NUL", where: "a\0b"})
    )

    assert kind_of(answer) == (422, "invalid")


async def test_what_is_not_json_is_refused(site: Site):
    answer = await site.admin.post(f"{API}/meetings", content=b"{", headers={"Content-Type": "application/json"})

    assert kind_of(answer)[0] in (400, 422)


CHANGES = {
    "PATCH /meetings/{meeting}": {"json": {"place": "Vik"}},
    "POST /meetings/{meeting}/actions/reorder": {"json": {"itemIds": []}},
    "PATCH /agenda-items/{item}": {"json": {"title": "Ny"}},
    "DELETE /agenda-items/{item}": {},
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    ("if_match", "expected"), [(None, (428, "precondition-required")), ('"old"', (412, "stale-version"))]
)
async def test_a_change_is_held_to_the_version_its_author_has_seen(site: Site, meeting, change, if_match, expected):
    method, path = change.split(" ")
    path = path.format(meeting=meeting["id"], item=meeting["items"][0]["id"])
    headers = {"If-Match": if_match} if if_match else {}
    answer = await site.admin.request(method, f"{API}{path}", headers=headers, **CHANGES[change])

    assert kind_of(answer) == expected
    assert answer.headers.get("etag") == answer.json().get("currentEtag")
    assert ("etag" in answer.headers) == (if_match is not None)


@pytest.mark.parametrize("change", CHANGES)
async def test_nothing_is_changed_in_what_does_not_exist(site: Site, change):
    method, path = change.split(" ")
    path = path.format(meeting=UNKNOWN, item=UNKNOWN)
    answer = await site.admin.request(method, f"{API}{path}", headers={"If-Match": '"1"'}, **CHANGES[change])

    assert kind_of(answer) == (404, "not-found")


async def test_a_change_gives_the_new_version_and_its_etag(site: Site):
    made = await site.create(number="P1")
    path = f"/meetings/{made['id']}"
    answer = await changed(site, "PATCH", path, json={"place": "Vik", "endsAt": None})

    assert (answer.status_code, answer.json()["place"], answer.json()["endsAt"]) == (200, "Vik", None)
    assert answer.json()["title"] == made["title"]
    assert (await fetched(site, path)).headers["etag"] == answer.headers["etag"]


async def test_two_changes_of_one_version_at_once_become_one(site: Site):
    made = await site.create(number="P2")
    address = f"{API}/meetings/{made['id']}"
    etag = (await site.admin.get(address)).headers["etag"]
    answers = await asyncio.gather(
        *(site.admin.patch(address, json={"place": f"Rom {n}"}, headers={"If-Match": etag}) for n in range(4))
    )

    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]


async def test_items_added_at_once_get_numbers_of_their_own(site: Site):
    made = await site.create(number="P3")
    address = f"{API}/meetings/{made['id']}/agenda-items"
    answers = await asyncio.gather(*(site.admin.post(address, json=item(f"Sak {n}")) for n in range(3)))
    numbers = [one["number"] for one in (await fetched(site, f"/meetings/{made['id']}")).json()["items"]]

    assert {answer.status_code for answer in answers} <= {201, 409, 412}
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 1 + sum(answer.status_code == 201 for answer in answers)


async def test_an_agenda_is_reordered(site: Site):
    made = await site.create(number="P4", items=[item("Ein"), item("To")])
    path = f"/meetings/{made['id']}"
    order = [one["id"] for one in reversed(made["items"])]
    answer = await changed(site, "POST", f"{path}/actions/reorder", seen=path, json={"itemIds": order})

    assert [one["title"] for one in answer.json()["items"]] == ["To", "Ein"]


async def test_an_order_that_leaves_out_an_item_is_refused(site: Site, meeting):
    path = f"/meetings/{meeting['id']}"
    answer = await changed(site, "POST", f"{path}/actions/reorder", seen=path, json={"itemIds": []})

    assert kind_of(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == "/itemIds"


async def test_an_item_is_changed_and_removed(site: Site):
    made = await site.create(number="P5", items=[item("Ein"), item("To")])
    path = f"/agenda-items/{made['items'][0]['id']}"
    answer = await changed(
        site, "PATCH", path, json={"type": "information", "proposals": [], "text": text("Ny tekst.")}
    )
    assert (answer.status_code, answer.json()["type"], answer.json()["proposals"]) == (200, "information", [])

    assert (await changed(site, "DELETE", path)).status_code == 204
    assert kind_of(await site.admin.get(f"{API}{path}")) == (404, "not-found")
    left = (await fetched(site, f"/meetings/{made['id']}")).json()["items"]
    assert [(one["number"], one["title"]) for one in left] == [(1, "To")]


async def test_a_published_item_is_not_removed(site: Site):
    made = await site.create(number="P6", startsAt=day(300), endsAt=None)
    await site.publish(made["id"], "agenda")
    answer = await changed(site, "DELETE", f"/agenda-items/{made['items'][0]['id']}")

    assert kind_of(answer) == (409, "guard-refused")
    assert (answer.json()["guard"], bool(answer.json()["remedy"])) == ("numbers_frozen", True)


async def test_an_attachment_is_added_filled_and_removed(site: Site):
    made = await site.create(number="P7")
    item_path = f"/agenda-items/{made['items'][0]['id']}"
    document = await site.upload(b"Eit notat.")
    before = (await fetched(site, item_path)).headers["etag"]
    added = await site.admin.post(f"{API}{item_path}/attachments", json={"title": "Notat"})
    assert (added.status_code, added.json()["status"]) == (201, "expected")
    assert (await fetched(site, item_path)).headers["etag"] != before

    path = f"/attachments/{added.json()['id']}"
    filled = await changed(site, "PATCH", path, json={"documentId": document["id"]})
    assert (filled.status_code, filled.json()["document"]["filename"]) == (200, "notat.txt")
    assert (await changed(site, "DELETE", path)).status_code == 204
    assert kind_of(await site.admin.get(f"{API}{path}")) == (404, "not-found")


async def test_an_attachment_of_an_unknown_document_is_refused(site: Site, meeting):
    answer = await site.admin.post(
        f"{API}/agenda-items/{meeting['items'][0]['id']}/attachments", json={"title": "Notat", "documentId": "doc_x"}
    )

    assert kind_of(answer) == (422, "invalid")


async def test_the_same_key_and_body_make_one_meeting(site: Site):
    given, key = new_meeting(site.body_id, number="I1"), {"Idempotency-Key": "meeting-i1"}
    first = await site.admin.post(f"{API}/meetings", json=given, headers=key)
    again = await site.admin.post(f"{API}/meetings", json=given, headers=key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again.headers["location"]) == (first.content, first.headers["location"])
    assert again.headers["idempotency-replayed"] == "true"


async def test_the_same_key_with_another_body_is_refused(site: Site):
    key = {"Idempotency-Key": "meeting-i2"}
    await site.admin.post(f"{API}/meetings", json=new_meeting(site.body_id, number="I2"), headers=key)
    answer = await site.admin.post(f"{API}/meetings", json=new_meeting(site.body_id, number="I3"), headers=key)

    assert kind_of(answer) == (422, "invalid")


async def test_a_refused_request_may_be_put_right_under_its_key(site: Site):
    key = {"Idempotency-Key": "meeting-i4"}
    refused = await site.admin.post(f"{API}/meetings", json=new_meeting(site.body_id, number="M1"), headers=key)
    mended = await site.admin.post(f"{API}/meetings", json=new_meeting(site.body_id, number="I4"), headers=key)

    assert (refused.status_code, mended.status_code) == (409, 201)


@pytest.fixture(scope="module")
async def many(site: Site) -> list[str]:
    """Ids of seven meetings after all the others, latest first."""
    made = [await site.create(number=f"L{n}", startsAt=day(1000 + n), endsAt=None) for n in range(7)]
    return [one["id"] for one in reversed(made)]


async def test_meetings_are_paged_through_forwards_and_back(site: Site, many):
    async def page(**query: Any) -> dict[str, Any]:
        answer = await site.admin.get(f"{API}/meetings", params={"limit": 3, **query})
        return {**answer.json(), "link": answer.headers.get("link", "")}

    first = await page()
    second = await page(cursor=first["next"])
    back = await page(cursor=second["previous"])

    assert [one["id"] for one in first["items"] + second["items"]] == many[:6]
    assert (first["previous"], [one["id"] for one in back["items"]]) == (None, many[:3])
    assert 'rel="next"' in first["link"]
    assert 'rel="prev"' in second["link"]


async def test_meetings_are_picked_out_by_body_and_state(site: Site, many):
    async def count(**query: str) -> int:
        return len((await site.admin.get(f"{API}/meetings", params={"limit": 100, **query})).json()["items"])

    assert await count(body=site.body_id) == await count() > 0
    assert await count(body="body_x") == 0
    assert await count(state="held") == 0
    assert await count(state="planned") < await count() + 1


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"cursor": "x"}, {"state": "x"}], ids=str)
async def test_a_fault_in_a_query_is_told_by_its_name(site: Site, query):
    answer = await site.admin.get(f"{API}/meetings", params=query)

    assert kind_of(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] in query


@pytest.mark.parametrize("path", [f"/meetings/{UNKNOWN}", f"/agenda-items/{UNKNOWN}", f"/attachments/{UNKNOWN}"])
async def test_what_does_not_exist_is_not_found(site: Site, path):
    assert kind_of(await site.admin.get(f"{API}{path}")) == (404, "not-found")
