"""The log over HTTP: filters, pages, exports, and who sees which values."""

import csv
import io
from typing import Any

import openpyxl
import pytest

from api.domain.kernel import event
from api.domain.kernel.actor import Grant, person
from api.domain.kernel.sorting import norwegian_key
from tests.api.site import API, Site

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


async def test_the_administration_of_one_body_is_told_why_it_may_not(site: Site):
    answer = await site.actors["administration"].get(LOG)

    assert answer.status_code == 403
    assert "all bodies" in answer.json()["detail"]
