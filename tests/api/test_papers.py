"""Members get the papers when they are published, closed ones included; nobody else does, nor who is inhabile."""

from typing import Any

import httpx
import pytest
from sqlmodel import select

from api.domain.kernel.event import Event
from tests.api.site import API, Site, item, text

MINE = f"{API}/papers/meetings"


class Given:
    """A meeting with an open and a closed item, published to all and to the board."""

    def __init__(self, site: Site, meeting: dict[str, Any], document: dict[str, Any]) -> None:
        self.site, self.id, self.document = site, meeting["id"], document
        self.open_item, self.closed_item = (one["id"] for one in meeting["items"])

    async def papers(self, who: str) -> dict[str, Any]:
        answer = await self.site.actors[who].get(f"{MINE}/{self.id}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def readings(self, who: str) -> dict[str, str]:
        return {one["itemId"]: one["state"] for one in (await self.papers(who))["readings"]}

    async def read_all(self, who: str) -> None:
        for one in (await self.papers(who))["readings"]:
            answer = await self.site.actors[who].put(
                f"{API}/papers/items/{one['itemId']}/read", json={"fingerprint": one["fingerprint"]}
            )
            assert answer.status_code == 204, answer.text

    async def change(self, item_id: str, **fields: Any) -> None:
        address = f"{API}/agenda-items/{item_id}"
        etag = (await self.site.admin.get(address)).headers["etag"]
        answer = await self.site.admin.patch(address, json=fields, headers={"If-Match": etag})
        assert answer.status_code == 200, answer.text

    async def declare(self, who: str, item_id: str | None = None, **fields: Any) -> httpx.Response:
        client = self.site.actors.get(who, self.site.admin)
        return await client.post(f"{API}/agenda-items/{item_id or self.closed_item}/inhabilities", json=fields)

    async def download(self, who: str) -> httpx.Response:
        version = self.document["versions"][0]["id"]
        return await self.site.actors[who].get(f"{MINE}/{self.id}/documents/{version}")

    async def summary(self, who: str) -> dict[str, Any]:
        listed = (await self.site.actors[who].get(MINE)).json()["items"]
        return next(row for row in listed if row["meetingId"] == self.id)


_NUMBERS = iter(range(1, 100))


@pytest.fixture
async def meeting(site: Site) -> Given:
    number = next(_NUMBERS)
    document = await site.upload(b"Om to sokjarar.", "innstilling.txt", title="Innstilling")
    created = await site.create(
        number=f"{number:02}-30",
        startsAt=f"2030-01-{number:02}T09:00:00+01:00",
        endsAt=None,
        items=[
            item("Budsjett", text=text("Om budsjettet.")),
            item(
                "Tilsetjing av Ola Nordmann",
                access="closed",
                openTitle="Personalsak",
                legalBasis="offl. § 13",
                text=text("To har søkt."),
                attachments=[{"title": "Innstilling", "documentId": document["id"]}],
            ),
        ],
    )
    given = Given(site, created, document)
    await site.publish(given.id)
    return given


@pytest.mark.parametrize("who", ["chair", "member", "deputy"])
async def test_members_get_closed_items_whole_when_the_papers_are_published(meeting: Given, who: str):
    closed = (await meeting.papers(who))["papers"]["items"][1]

    assert (closed["title"], closed["access"], closed["legalBasis"]) == (
        "Tilsetjing av Ola Nordmann",
        "closed",
        "offl. § 13",
    )
    assert (await meeting.download(who)).content == b"Om to sokjarar."


@pytest.mark.parametrize(
    "who",
    [
        "union_representative",
        "administration",
        "case_officer",
        "other_administration",
        "system_administrator",
        "nobody",
    ],
)
async def test_papers_do_not_exist_for_who_has_no_seat_that_gets_them(meeting: Given, who: str):
    client = meeting.site.actors[who]

    assert (await client.get(MINE)).json() == {"items": []}
    assert (await client.get(f"{MINE}/{meeting.id}")).status_code == 404
    assert (await meeting.download(who)).status_code == 404
    read = await client.put(f"{API}/papers/items/{meeting.closed_item}/read", json={"fingerprint": "0" * 64})
    assert read.status_code == 404


async def test_a_draft_is_no_papers(meeting: Given):
    draft = await meeting.site.create(number="99-30", startsAt="2030-03-01T09:00:00+01:00", endsAt=None)

    assert (await meeting.site.actors["member"].get(f"{MINE}/{draft['id']}")).status_code == 404
    declared = await meeting.declare("member", draft["items"][0]["id"])
    assert declared.status_code == 404


async def test_a_part_of_a_document_is_sent_with_headers_that_let_nothing_run(meeting: Given):
    version = meeting.document["versions"][0]["id"]
    answer = await meeting.site.actors["member"].get(
        f"{MINE}/{meeting.id}/documents/{version}", headers={"Range": "bytes=0-1"}
    )

    assert (answer.status_code, answer.content) == (206, b"Om")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_what_is_read_is_told_apart_from_what_is_unread_and_what_has_changed_since(meeting: Given):
    assert set((await meeting.readings("member")).values()) == {"unread"}
    await meeting.read_all("member")
    assert set((await meeting.readings("member")).values()) == {"read"}

    await meeting.change(meeting.closed_item, text=text("Tre har søkt."))
    await meeting.site.publish(meeting.id, changeNote="Ein søkjar til.")

    assert await meeting.readings("member") == {meeting.open_item: "read", meeting.closed_item: "changed"}
    assert set((await meeting.readings("chair")).values()) == {"unread"}
    assert ((await meeting.summary("member"))["unread"], (await meeting.summary("member"))["changed"]) == (0, 1)


async def test_meetings_with_something_to_read_come_before_later_ones_that_are_read(meeting: Given):
    later = await meeting.site.create(number="98-30", startsAt="2031-03-01T09:00:00+01:00", endsAt=None)
    await meeting.site.publish(later["id"])
    mine = (await meeting.site.actors["deputy"].get(MINE)).json()["items"]
    assert mine[0]["meetingId"] == later["id"]

    for one in (await meeting.site.actors["deputy"].get(f"{MINE}/{later['id']}")).json()["readings"]:
        await meeting.site.actors["deputy"].put(
            f"{API}/papers/items/{one['itemId']}/read", json={"fingerprint": one["fingerprint"]}
        )

    order = [row["meetingId"] for row in (await meeting.site.actors["deputy"].get(MINE)).json()["items"]]
    assert order.index(meeting.id) < order.index(later["id"])
    await meeting.site.withdraw(later["id"])


async def test_withdrawn_papers_are_gone_and_the_reason_is_told(meeting: Given):
    await meeting.site.withdraw(meeting.id, "Feil utval var innkalla.")

    answer = await meeting.site.actors["member"].get(f"{MINE}/{meeting.id}")
    assert (answer.status_code, answer.json()["reason"]) == (410, "Feil utval var innkalla.")
    assert "Ola" not in answer.text
    assert (await meeting.download("member")).status_code == 410
    listed = await meeting.summary("member")
    assert (listed["state"], listed["withdrawnBecause"], listed["unread"]) == (
        "withdrawn",
        "Feil utval var innkalla.",
        0,
    )


async def test_who_declares_to_be_inhabile_gets_what_the_public_gets_from_that_moment(meeting: Given):
    declared = await meeting.declare("member", reason="Søkjaren er syster mi.")
    assert declared.status_code == 201, declared.text

    got = await meeting.papers("member")
    public = (await meeting.site.anonymous.get(f"{API}/published/meetings/{meeting.id}")).json()
    assert got["papers"]["items"][1] == public["items"][1]
    assert got["papers"]["withheld"] == [meeting.closed_item]
    assert (await meeting.download("member")).status_code == 404
    assert (await meeting.download("chair")).status_code == 200


async def test_who_is_found_not_to_be_inhabile_gets_the_item_again(meeting: Given):
    entered = (await meeting.declare("member")).json()
    answer = await meeting.site.actors["administration"].patch(
        f"{API}/inhabilities/{entered['id']}", json={"state": "rejected"}, headers={"If-Match": '"1"'}
    )

    assert answer.status_code == 200, answer.text
    assert (await meeting.papers("member"))["papers"]["items"][1]["title"] == "Tilsetjing av Ola Nordmann"


async def test_the_administration_records_what_the_body_decided_about_a_member(meeting: Given):
    answer = await meeting.declare(
        "administration", personId=meeting.site.people["chair"], state="decided", reason="Samrøystes."
    )

    assert answer.status_code == 201, answer.text
    assert (await meeting.papers("chair"))["papers"]["withheld"] == [meeting.closed_item]
    listed = await meeting.site.actors["administration"].get(f"{API}/agenda-items/{meeting.closed_item}/inhabilities")
    assert [one["state"] for one in listed.json()["items"]] == ["decided"]


async def test_a_member_can_neither_declare_another_nor_decide(meeting: Given):
    another = await meeting.declare("member", personId=meeting.site.people["chair"])
    decided = await meeting.declare("member", state="rejected")

    assert (another.status_code, decided.status_code) == (403, 403)


async def test_the_same_inhability_is_entered_once(meeting: Given):
    await meeting.declare("member")

    assert (await meeting.declare("member")).status_code == 409


async def test_an_unknown_person_cannot_be_inhabile(meeting: Given):
    answer = await meeting.declare("administration", personId="pers_01k7000000000000000000000x")

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/personId")


@pytest.mark.parametrize("who", ["union_representative", "other_administration", "nobody"])
async def test_an_item_that_one_was_not_given_cannot_be_declared_for(meeting: Given, who: str):
    assert (await meeting.declare(who)).status_code == 404


async def test_the_decision_on_inhability_holds_to_the_revision_that_was_seen(meeting: Given):
    entered = (await meeting.declare("member")).json()
    address, patch = f"{API}/inhabilities/{entered['id']}", {"state": "decided"}
    admin = meeting.site.actors["administration"]

    assert (await admin.patch(address, json=patch)).status_code == 428
    assert (await admin.patch(address, json=patch, headers={"If-Match": '"7"'})).status_code == 412
    other = meeting.site.actors["other_administration"]
    assert (await other.patch(address, json=patch, headers={"If-Match": '"1"'})).status_code == 404


async def test_the_feed_tells_that_someone_is_inhabile_and_never_why(meeting: Given):
    entered = (await meeting.declare("member", reason="Søkjaren er syster mi.")).json()
    async with meeting.site.database.work() as session:
        told = (await session.scalars(select(Event).where(Event.subject_id == entered["id"]))).one()

    assert told.what == "inhability.declared"
    assert told.after == {
        "itemId": meeting.closed_item,
        "personId": meeting.site.people["member"],
        "state": "declared",
    }
