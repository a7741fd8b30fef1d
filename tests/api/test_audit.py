"""The log over HTTP: filters, pages, exports, and who sees which values."""

import csv
import io
from typing import Any

import httpx
import openpyxl
import pytest

from api.domain.identity import service as identity
from api.domain.kernel import event
from api.domain.kernel.actor import Grant, person
from api.domain.kernel.clock import now
from api.domain.kernel.sorting import norwegian_key
from tests.api.site import API, PASSWORD, Site, new_meeting

LOG = f"{API}/audit"


@pytest.fixture(scope="module", autouse=True)
async def happened(site: Site) -> dict[str, Any]:
    """A meeting that was made, changed and published, and an event with a formula in it."""
    meeting = await site.create(number="A1")
    changed = await site.admin.patch(
        f"{API}/meetings/{meeting['id']}",
        json={"place": "Rådhuset"},
        headers={"If-Match": (await site.admin.get(f"{API}/meetings/{meeting['id']}")).headers["etag"]},
    )
    assert changed.status_code == 200
    async with site.database.work.begin() as session:
        other = person(
            "acc_01k7000000000000000000000x", "=cmd()", frozenset({Grant("administration")}), frozenset(), None
        )
        event.record(session, other, "account.renamed", ("account", other.id or ""), after={"name": "=1+1"})
        event.record(session, other, "meeting.moved", ("meeting", meeting["id"]), after={"place": "qyxplacexyq"})
    return meeting


async def read(site: Site, **params: Any) -> list[dict[str, Any]]:
    answer = await site.admin.get(LOG, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_the_log_begins_with_what_happened_last(site: Site):
    positions = [one["position"] for one in await read(site, limit=100)]

    assert positions == sorted(positions, reverse=True)
    assert positions[-1] == 1


async def test_the_pages_together_are_the_whole_log(site: Site):
    whole = await read(site, limit=100)
    pages, cursor = [], None
    while True:
        answer = (await site.admin.get(LOG, params={"limit": 2, **({"cursor": cursor} if cursor else {})})).json()
        pages += answer["items"]
        cursor = answer["next"]
        if cursor is None:
            break

    assert pages == whole


async def test_each_filter_keeps_what_it_names(site: Site, happened: dict[str, Any]):
    assert {one["type"] for one in await read(site, type="meeting.updated")} == {"meeting.updated"}
    assert {one["subjectType"] for one in await read(site, type="meeting.*")} == {"meeting"}
    assert {one["subjectId"] for one in await read(site, subjectId=happened["id"])} == {happened["id"]}
    assert {one["subjectType"] for one in await read(site, subjectType="account")} == {"account"}
    assert {one["actorName"] for one in await read(site, actor="kontor")} == {"Kari Kontor"}
    assert len(await read(site, actor="acc_01k7000000000000000000000x")) == 2
    assert {one["subjectId"] for one in await read(site, q="QYXPLACE")} == {happened["id"]}
    moment = (await read(site, type="meeting.updated"))[0]["at"]
    assert {one["at"] < moment for one in await read(site, to=moment, limit=100)} == {True}
    assert {one["at"] >= moment for one in await read(site, **{"from": moment}, limit=100)} == {True}
    assert await read(site, q="100%") == []


async def test_the_types_are_those_that_have_happened(site: Site):
    items = (await site.admin.get(f"{LOG}/types")).json()["items"]

    assert {"type": "meeting.updated", "label": "Møte endra", "group": "meeting", "groupLabel": "Møte"} in items
    assert "webhook.tested" not in {one["type"] for one in items}
    groups = [one["groupLabel"] for one in items]
    assert groups == sorted(groups, key=norwegian_key)


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ({}, "Møte endra"),
        ({"headers": {"Accept-Language": "nb"}}, "Møte endret"),
        ({"params": {"lang": "en"}, "headers": {"Accept-Language": "nb"}}, "Meeting changed"),
    ],
)
async def test_labels_are_in_the_language_asked_for(site: Site, asked: dict[str, Any], label: str):
    asked = {**asked, "params": {**asked.get("params", {}), "type": "meeting.updated"}}
    entry = (await site.admin.get(LOG, **asked)).json()["items"][0]
    row = next(csv.DictReader(io.StringIO((await site.admin.get(f"{LOG}/export.csv", **asked)).text)))

    assert entry["typeLabel"] == row["typeLabel"] == label
    assert entry["type"] == row["type"] == "meeting.updated"
    assert entry["subjectLabel"] == row["subjectLabel"] != entry["subjectType"]


async def test_the_csv_is_the_whole_log_without_formulas(site: Site):
    answer = await site.admin.get(f"{LOG}/export.csv", params={"subjectType": "account"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))

    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "private, no-store"
    found = next(row for row in rows if row["type"] == "account.renamed")
    assert found["actorName"] == "'=cmd()"
    assert found["after"] == '{"name": "=1+1"}'


async def test_the_sheet_has_the_rows_of_the_csv(site: Site):
    sheet = openpyxl.load_workbook(io.BytesIO((await site.admin.get(f"{LOG}/export.xlsx")).content)).active
    written = (await site.admin.get(f"{LOG}/export.csv")).content.decode("utf-8-sig")

    assert sheet is not None
    cells = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert cells == list(csv.reader(io.StringIO(written, newline="")))


async def test_a_system_administrator_sees_who_did_what_but_no_drafts(site: Site):
    keeper = site.actors["system_administrator"]
    seen = (await keeper.get(LOG, params={"limit": 100})).json()["items"]

    assert {one["type"] for one in seen} >= {"meeting.created", "meeting.updated"}
    assert all(one["before"] is None and one["after"] is None for one in seen if one["subjectType"] == "meeting")
    assert any(one["after"] for one in seen if one["subjectType"] == "account")
    for path in (LOG, f"{LOG}/export.csv"):
        assert "qyxplacexyq" not in (await keeper.get(path)).text
    assert (await keeper.get(LOG, params={"q": "qyxplacexyq"})).json()["items"] == []


@pytest.fixture(scope="module")
async def elsewhere(site: Site, happened: dict[str, Any]) -> dict[str, Any]:
    """A meeting of the other body; beside it, a role in the first body and a webhook that somebody made."""
    meeting = (await site.admin.post(f"{API}/meetings", json=new_meeting(site.other_body_id, number="A2"))).json()
    given = await site.admin.post(
        f"{API}/users/{site.accounts['nobody']}/grants", json={"role": "case_officer", "bodyId": site.body_id}
    )
    hook = await site.admin.post(f"{API}/webhooks", json={"url": "https://example.org/hook"})
    assert (given.status_code, hook.status_code) == (201, 201), given.text + hook.text
    return meeting


async def everything(client: httpx.AsyncClient, **params: Any) -> list[dict[str, str]]:
    """The rows of the export."""
    answer = await client.get(f"{LOG}/export.csv", params=params)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def test_the_administration_of_a_body_sees_what_happened_in_it_and_nothing_else(
    site: Site, happened: dict[str, Any], elsewhere: dict[str, Any]
):
    office, others = site.actors["administration"], site.actors["other_administration"]
    seen = (await office.get(LOG, params={"limit": 100})).json()["items"]

    assert {one["bodyId"] for one in seen} == {site.body_id}
    assert {"meeting.created", "meeting.updated", "agenda_item.added", "handling.created", "case.created"} <= {
        one["type"] for one in seen
    }
    assert not {one["subjectType"] for one in seen} & {"account", "webhook", "api_client"}
    assert [one["after"] for one in seen if one["type"] == "meeting.updated"] == [{"fields": ["place"]}]
    theirs = (await others.get(LOG, params={"type": "meeting.*"})).json()["items"]
    assert {one["subjectId"] for one in theirs} == {elsewhere["id"]}


async def test_the_export_and_the_types_reach_no_further_than_the_list(
    site: Site, happened: dict[str, Any], elsewhere: dict[str, Any]
):
    office = site.actors["administration"]
    listed = (await office.get(LOG, params={"limit": 100})).json()["items"]
    sheet = openpyxl.load_workbook(io.BytesIO((await office.get(f"{LOG}/export.xlsx")).content)).active
    types = (await office.get(f"{LOG}/types")).json()["items"]

    assert [row["position"] for row in await everything(office)] == [str(one["position"]) for one in listed]
    assert sheet is not None
    assert sheet.max_row == len(listed) + 1
    assert {one["type"] for one in types} == {one["type"] for one in listed}


@pytest.mark.parametrize("kept", ["subjectId", "subjectType", "q", "type"])
async def test_no_filter_leads_out_of_the_body(site: Site, elsewhere: dict[str, Any], kept: str):
    wanted = {"subjectId": elsewhere["id"], "subjectType": "webhook", "q": elsewhere["id"], "type": "account.*"}
    params = {kept: wanted[kept]}

    assert await everything(site.admin, **params)
    assert await everything(site.actors["administration"], **params) == []


async def test_who_keeps_the_system_and_a_body_sees_everything_and_the_values_of_both(
    site: Site, happened: dict[str, Any], elsewhere: dict[str, Any]
):
    async with site.database.work.begin() as session:
        grants = (Grant("system_administrator"), Grant("administration", site.body_id))
        account = await identity.create_account(session, "both", "Begge Delar", PASSWORD, grants)
        token = (await identity.open_session(session, account, now(), "tests", method="password")).token
    both = await site.connect()
    both.cookies.set("samstyre", token, domain="samstyre.test")
    rows = await everything(both)

    assert len(rows) == len(await everything(site.admin))
    told = [row for row in rows if row["after"]]
    assert {row["bodyId"] for row in told if row["subjectType"] == "meeting"} == {site.body_id}
    assert {"account", "webhook"} <= {row["subjectType"] for row in told}


async def test_the_change_feed_stays_with_the_administration_of_all_bodies(site: Site):
    assert (await site.actors["administration"].get(f"{API}/changes")).status_code == 403


async def test_all_that_is_done_with_a_meeting_is_the_bodys_to_read(site: Site):
    meeting = await site.create(number="A3", startsAt="2028-05-02T09:00:00+02:00", endsAt="2028-05-02T14:00:00+02:00")
    office, item_id = site.actors["administration"], meeting["items"][0]["id"]
    document = await site.upload(b"Eit notat.", "notat.txt")
    line = await office.post(f"{API}/agenda-items/{item_id}/attachments", json={"title": "Notat"})
    address = f"{API}/attachments/{line.json()['id']}"
    await site.admin.patch(address, json={"documentId": document["id"]}, headers={"If-Match": line.headers["etag"]})
    await office.post(f"{API}/documents/{document['id']}/versions", files={"file": ("ny.txt", b"Eit nytt notat.")})
    await office.delete(address, headers={"If-Match": (await office.get(address)).headers["etag"]})
    await office.post(f"{API}/agenda-items/{item_id}/versions", json={"title": "Tapt"})
    await office.post(f"{API}/agenda-items/{item_id}/actions/take-lock", json={})
    await office.post(f"{API}/agenda-items/{item_id}/actions/release-lock")
    await site.publish(meeting["id"], "agenda")
    await site.withdraw(meeting["id"])

    seen = {row["type"] for row in await everything(office)}
    assert seen >= {
        "attachment.added",
        "attachment.updated",
        "attachment.removed",
        "document.version_added",
        "handling.conflict_kept",
        "edit_lock.taken",
        "edit_lock.released",
        "meeting.published",
        "meeting.withdrawn",
    }
    assert "document.created" not in seen
