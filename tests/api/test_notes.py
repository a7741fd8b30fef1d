"""Private notes: whoever writes one reads it, and nobody else does, whatever the role."""

from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import select

from api.domain.kernel.event import Event
from tests.api.site import API, Site, item, text

NOTES = f"{API}/notes"
ANCHOR = {"place": "p-1", "exact": "to søkjarar", "prefix": "Det er ", "suffix": "."}


@pytest.fixture(scope="module")
async def meeting(site: Site) -> dict[str, Any]:
    document = await site.upload(b"Innstilling.", "innstilling.txt")
    created = await site.create(
        items=[
            item(
                "Tilsetjing",
                access="closed",
                openTitle="Personalsak",
                legalBasis="offl. § 13",
                text=text("Det er to søkjarar."),
                attachments=[{"title": "Innstilling", "documentId": document["id"]}],
            ),
            item("Budsjett"),
        ]
    )
    await site.publish(created["id"])
    return {**created, "version": document["versions"][0]["id"]}


async def write(site: Site, meeting: dict[str, Any], who: str = "member", **fields: Any) -> Any:
    new = {"meetingId": meeting["id"], "itemId": meeting["items"][0]["id"], "text": "Spør om dette.", **fields}
    return await site.actors[who].post(NOTES, json=new)


async def test_a_note_is_given_back_as_it_was_written(site: Site, meeting: dict[str, Any]):
    written = await write(site, meeting, anchor=ANCHOR, colour="green", documentVersionId=meeting["version"])
    assert written.status_code == 201, written.text

    got = await site.actors["member"].get(written.headers["location"])
    assert got.json() == written.json()
    assert (got.json()["anchor"], got.json()["colour"], got.json()["text"]) == (ANCHOR, "green", "Spør om dette.")


@pytest.mark.parametrize("who", ["chair", "administration", "system_administrator", "other_administration", "nobody"])
async def test_a_note_does_not_exist_for_anyone_but_its_owner(site: Site, meeting: dict[str, Any], who: str):
    note = (await write(site, meeting)).json()
    address, seen = f"{NOTES}/{note['id']}", {"If-Match": '"1"'}
    other = site.actors[who]

    assert (await other.get(address)).status_code == 404
    assert (await other.patch(address, json={"text": "x"}, headers=seen)).status_code == 404
    assert (await other.delete(address, headers=seen)).status_code == 404
    listed = [row["id"] for row in (await other.get(NOTES)).json()["items"]]
    assert note["id"] not in listed
    assert note["id"] not in (await other.get(f"{NOTES}/export")).text


async def test_no_event_tells_of_a_note(site: Site, meeting: dict[str, Any]):
    async def events() -> int:
        async with site.database.work() as session:
            return (await session.scalar(select(func.count()).select_from(Event))) or 0

    before = await events()
    note = (await write(site, meeting)).json()
    await site.actors["member"].patch(f"{NOTES}/{note['id']}", json={"text": "Ny"}, headers={"If-Match": '"1"'})
    await site.actors["member"].delete(f"{NOTES}/{note['id']}", headers={"If-Match": '"2"'})

    assert await events() == before


async def test_a_note_is_changed_and_deleted_at_the_revision_that_was_seen(site: Site, meeting: dict[str, Any]):
    note = (await write(site, meeting)).json()
    address, member = f"{NOTES}/{note['id']}", site.actors["member"]
    assert (await member.patch(address, json={"text": "Ny"})).status_code == 428

    changed = await member.patch(address, json={"text": "Ny", "colour": "blue"}, headers={"If-Match": '"1"'})
    assert (changed.json()["text"], changed.json()["colour"], changed.headers["etag"]) == ("Ny", "blue", '"2"')
    assert (await member.delete(address, headers={"If-Match": '"1"'})).status_code == 412
    assert (await member.delete(address, headers={"If-Match": '"2"'})).status_code == 204
    assert (await member.get(address)).status_code == 404


@pytest.mark.parametrize("who", ["union_representative", "administration", "nobody"])
async def test_notes_are_for_those_who_get_the_papers(site: Site, meeting: dict[str, Any], who: str):
    assert (await write(site, meeting, who)).status_code == 404


async def test_a_note_needs_words_or_a_place_that_it_marks(site: Site, meeting: dict[str, Any]):
    assert (await write(site, meeting, text=" ")).json()["errors"][0]["pointer"] == "/text"
    assert (await write(site, meeting, text="", anchor=ANCHOR)).status_code == 201


async def test_a_note_is_on_an_item_and_a_document_of_the_papers(site: Site, meeting: dict[str, Any]):
    foreign = await write(site, meeting, itemId="item_01k7000000000000000000000x")
    unattached = await write(site, meeting, itemId=meeting["items"][1]["id"], documentVersionId=meeting["version"])

    assert foreign.json()["errors"][0]["pointer"] == "/itemId"
    assert unattached.json()["errors"][0]["pointer"] == "/documentVersionId"


async def test_ones_own_notes_are_hidden_while_one_is_inhabile_in_their_item(site: Site, meeting: dict[str, Any]):
    note = (await write(site, meeting, "deputy", anchor=ANCHOR)).json()
    declared = await site.actors["deputy"].post(f"{API}/agenda-items/{note['itemId']}/inhabilities", json={})
    address = f"{API}/inhabilities/{declared.json()['id']}"
    assert (await site.actors["deputy"].get(NOTES)).json()["items"] == []

    await site.actors["administration"].patch(address, json={"state": "rejected"}, headers={"If-Match": '"1"'})

    assert [row["id"] for row in (await site.actors["deputy"].get(NOTES)).json()["items"]] == [note["id"]]


async def test_notes_are_exported_as_data_and_as_a_text_to_read(site: Site, meeting: dict[str, Any]):
    await write(site, meeting, "chair", anchor=ANCHOR, text="Kven er den andre?")
    as_data = await site.actors["chair"].get(f"{NOTES}/export")
    as_text = await site.actors["chair"].get(f"{NOTES}/export", params={"format": "markdown"})

    assert [row["text"] for row in as_data.json()["items"]] == ["Kven er den andre?"]
    assert "Tilsetjing" in as_text.text
    assert "> to søkjarar" in as_text.text
    assert "Kven er den andre?" in as_text.text
    assert as_text.headers["content-disposition"].startswith("attachment")
