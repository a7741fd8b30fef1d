"""What is being prepared is for its circle: for everyone else it does not exist, body by body and case by case."""

import itertools
from typing import Any

import pytest
from sqlmodel import col, select, update

from api.domain.cases.tables import Handling
from api.domain.meetings.tables import AgendaItem
from tests.api.site import API, Site, item, text

_NUMBERS = itertools.count(1)
OUTSIDERS = ["other_administration", "case_officer", "system_administrator", "member", "chair", "union_representative"]


async def prepared(site: Site, **fields: Any) -> dict[str, Any]:
    """A meeting of the board whose first item has a document."""
    document = await site.upload(b"Eit notat.", "notat.txt")
    attached = [{"title": "Notat", "documentId": document["id"]}]
    number = f"{next(_NUMBERS)}-30"
    return await site.create(
        number=number, items=[item("Fyrste sak", attachments=attached), item("Andre sak")], **fields
    )


def addresses(meeting: dict[str, Any]) -> list[str]:
    first = meeting["items"][0]
    attachment = first["attachments"][0]
    return [
        f"agenda-items/{first['id']}",
        f"attachments/{attachment['id']}",
        f"documents/{attachment['documentId']}",
        f"documents/{attachment['documentId']}/content",
    ]


async def give(site: Site, meeting: dict[str, Any], index: int) -> None:
    """Make the case officer the writer of an item."""
    item_id = meeting["items"][index]["id"]
    async with site.database.work.begin() as session:
        handling_id = await session.scalar(select(AgendaItem.handling_id).where(AgendaItem.id == item_id))
        await session.execute(
            update(Handling)
            .where(col(Handling.id) == handling_id)
            .values(case_officer_id=site.accounts["case_officer"])
        )


@pytest.mark.parametrize("kind", OUTSIDERS)
async def test_a_draft_is_not_there_for_those_outside_its_circle(site: Site, kind: str):
    meeting = await prepared(site)
    for address in addresses(meeting):
        answer = await site.actors[kind].get(f"{API}/{address}")
        assert answer.status_code in (403, 404), address
        assert "Fyrste sak" not in answer.text
        assert meeting["items"][0]["attachments"][0]["title"] not in answer.text


async def test_the_administration_of_the_body_reads_its_drafts(site: Site):
    meeting = await prepared(site)
    for address in ["meetings/" + meeting["id"], *addresses(meeting)]:
        assert (await site.actors["administration"].get(f"{API}/{address}")).status_code == 200, address


@pytest.mark.parametrize("path", ["", "/readiness?kind=papers", "/preview?kind=papers", "/publications"])
async def test_the_administration_of_another_body_is_told_that_there_is_no_such_meeting(site: Site, path: str):
    meeting = await prepared(site)

    answer = await site.actors["other_administration"].get(f"{API}/meetings/{meeting['id']}{path}")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("action", "order"),
    [
        ("publish", {"kind": "papers"}),
        ("withdraw", {"reason": "Ei prøve."}),
        ("reorder", {"itemIds": []}),
    ],
)
async def test_the_administration_of_another_body_can_do_nothing_with_a_meeting(site: Site, action: str, order: Any):
    meeting = await prepared(site)

    answer = await site.actors["other_administration"].post(
        f"{API}/meetings/{meeting['id']}/actions/{action}", json=order, headers={"If-Match": '"1"'}
    )

    assert answer.status_code == 404


async def test_lists_hold_only_the_meetings_of_the_bodies_one_works_for(site: Site):
    await prepared(site)
    own = (await site.actors["administration"].get(f"{API}/meetings")).json()["items"]
    others = (await site.actors["other_administration"].get(f"{API}/meetings")).json()["items"]

    assert {one["bodyId"] for one in own} == {site.body_id}
    assert site.body_id not in {one["bodyId"] for one in others}


async def test_a_case_officer_sees_the_items_that_are_theirs_and_no_others(site: Site):
    meeting = await prepared(site)
    await give(site, meeting, 1)

    shown = (await site.actors["case_officer"].get(f"{API}/meetings/{meeting['id']}")).json()

    assert [one["title"] for one in shown["items"]] == ["Andre sak"]
    assert (await site.actors["case_officer"].get(f"{API}/agenda-items/{meeting['items'][0]['id']}")).status_code == 404


async def test_a_case_officer_changes_an_item_of_their_own_but_takes_none_off_the_agenda(site: Site):
    meeting = await prepared(site)
    await give(site, meeting, 1)
    address = f"{API}/agenda-items/{meeting['items'][1]['id']}"
    officer = site.actors["case_officer"]

    etag = (await officer.get(address)).headers["etag"]
    changed = await officer.patch(address, json={"text": text("Nytt.")}, headers={"If-Match": etag})
    removed = await officer.delete(address, headers={"If-Match": changed.headers["etag"]})

    assert (changed.status_code, removed.status_code) == (200, 403)
    assert removed.json()["detail"] == "Only the administration of the body may do this."


async def test_another_bodys_document_cannot_be_read_by_attaching_it(site: Site):
    meeting = await prepared(site)
    document_id = meeting["items"][0]["attachments"][0]["documentId"]
    other = site.actors["other_administration"]
    stolen = {"title": "Notat", "documentId": document_id}

    made = await other.post(f"{API}/meetings", json=_in(site.other_body_id, item(attachments=[stolen])))
    own = (await other.post(f"{API}/meetings", json=_in(site.other_body_id, item()))).json()
    added = await other.post(f"{API}/agenda-items/{own['items'][0]['id']}/attachments", json=stolen)

    assert (made.status_code, added.status_code) == (422, 422)
    assert made.json()["errors"][0]["pointer"] == "/items/0/attachments/0/documentId"
    assert (await other.get(f"{API}/documents/{document_id}")).status_code == 404


async def test_an_import_is_its_makers_until_it_is_a_meeting(site: Site):
    file = {"file": ("sakliste.txt", b"Sak 1 Opning")}
    made = (await site.actors["administration"].post(f"{API}/imports", files=file)).json()
    other = site.actors["other_administration"]

    assert (await other.get(f"{API}/imports/{made['id']}")).status_code == 404
    assert (await other.get(f"{API}/imports")).json()["items"] == []
    assert (await site.admin.get(f"{API}/imports/{made['id']}")).status_code == 200


def _in(body_id: str, content: dict[str, Any]) -> dict[str, Any]:
    start = "2025-10-20T09:00:00+02:00"
    return {"bodyId": body_id, "number": f"{next(_NUMBERS)}-30", "title": "Møte", "startsAt": start, "items": [content]}
