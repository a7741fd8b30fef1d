"""Writing in an item: versions, what could not be saved, and who is at it."""

from typing import Any

import httpx
import pytest
from sqlmodel import col, select

from api.domain.kernel.clock import now
from api.domain.kernel.event import Event
from tests.api.site import API, Site, item, text


@pytest.fixture
async def own(site: Site, request: pytest.FixtureRequest) -> dict[str, Any]:
    """An item of a meeting that no other test uses."""
    meeting = await site.create(number=request.node.name[-20:], items=[item(text=text("Først."))])
    return meeting["items"][0]


async def save(
    client: httpx.AsyncClient, item_id: str, words: str, *, autosave: bool = False, etag: str | None = None
) -> httpx.Response:
    """Save a case text, on top of what stands there or of the version that ``etag`` names."""
    address = f"{API}/agenda-items/{item_id}"
    seen = etag or (await client.get(address)).headers["etag"]
    query = {"autosave": "true"} if autosave else {}
    return await client.patch(address, params=query, json={"text": text(words)}, headers={"If-Match": seen})


async def versions(site: Site, item_id: str) -> list[tuple[int, str, str]]:
    found = (await site.admin.get(f"{API}/agenda-items/{item_id}/versions")).json()["items"]
    return [(version["number"], version["kind"], version["savedBy"]) for version in found]


async def words_of(site: Site, item_id: str, number: int) -> str:
    version = (await site.admin.get(f"{API}/agenda-items/{item_id}/versions/{number}")).json()
    return version["content"]["text"]["content"][0]["content"][0]["text"]


async def test_an_item_that_nobody_has_changed_has_no_versions(site: Site, own):
    assert await versions(site, own["id"]) == []


async def test_the_first_saving_keeps_what_stood_before_as_well(site: Site, own):
    await save(site.admin, own["id"], "Så.")

    assert await versions(site, own["id"]) == [(2, "save", "Kari Kontor"), (1, "first", "")]
    assert [await words_of(site, own["id"], number) for number in (1, 2)] == ["Først.", "Så."]


async def test_automatic_savings_in_a_row_are_one_version(site: Site, own):
    for words in ("Så", "Så lenge", "Så lenge leia er god"):
        assert (await save(site.admin, own["id"], words, autosave=True)).status_code == 200

    assert await versions(site, own["id"]) == [(2, "autosave", "Kari Kontor"), (1, "first", "")]
    assert await words_of(site, own["id"], 2) == "Så lenge leia er god"


async def test_a_saving_that_changes_no_text_is_no_version(site: Site, own):
    address = f"{API}/agenda-items/{own['id']}"
    etag = (await site.admin.get(address)).headers["etag"]
    await site.admin.patch(address, json={"type": "status"}, headers={"If-Match": etag})

    assert await versions(site, own["id"]) == []


async def test_a_version_is_restored_as_the_newest_and_none_is_lost(site: Site, own):
    await save(site.admin, own["id"], "Ny tekst.")
    address = f"{API}/agenda-items/{own['id']}"
    etag = (await site.admin.get(address)).headers["etag"]
    answer = await site.admin.post(f"{address}/versions/1/actions/restore", headers={"If-Match": etag})

    assert answer.status_code == 200, answer.text
    assert answer.json()["text"]["content"][0]["content"][0]["text"] == "Først."
    assert [kind for _, kind, _ in await versions(site, own["id"])] == ["restored", "save", "first"]


async def test_a_restoration_needs_the_etag_of_what_it_replaces(site: Site, own):
    await save(site.admin, own["id"], "Ny tekst.")
    address = f"{API}/agenda-items/{own['id']}/versions/1/actions/restore"

    assert (await site.admin.post(address)).status_code == 428
    assert (await site.admin.post(address, headers={"If-Match": '"old"'})).status_code == 412


async def test_an_unknown_version_is_not_found(site: Site, own):
    address = f"{API}/agenda-items/{own['id']}/versions/9"

    assert (await site.admin.get(address)).status_code == 404
    assert (await site.admin.post(f"{address}/actions/restore", headers={"If-Match": "*"})).status_code == 404


async def test_of_two_who_save_the_same_item_the_later_is_refused_and_its_text_kept(site: Site, own):
    address = f"{API}/agenda-items/{own['id']}"
    etag = (await site.admin.get(address)).headers["etag"]
    first = await save(site.admin, own["id"], "Kari si tekst.", etag=etag)
    second = await save(site.actors["administration"], own["id"], "Ola si tekst.", etag=etag)
    kept = await site.actors["administration"].post(
        f"{address}/versions", json={"title": own["title"], "text": text("Ola si tekst.")}
    )

    assert (first.status_code, second.status_code, kept.status_code) == (200, 412, 201)
    assert (await versions(site, own["id"]))[0] == (3, "conflict", "Account administration")
    assert await words_of(site, own["id"], 3) == "Ola si tekst."
    stands = (await site.admin.get(address)).json()
    assert stands["text"]["content"][0]["content"][0]["text"] == "Kari si tekst."


async def test_a_kept_text_must_be_of_the_schema(site: Site, own):
    answer = await site.admin.post(
        f"{API}/agenda-items/{own['id']}/versions", json={"title": "Tittel", "text": {"type": "party"}}
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/text"


async def test_proposals_keep_their_ids_from_saving_to_saving(site: Site, own):
    address = f"{API}/agenda-items/{own['id']}"
    (main,) = own["proposals"]
    wanted = [
        {"kind": "alternative", "text": text("Saka vert utsett."), "mover": "Vik kommune"},
        {"id": main["id"], "text": text("Styret vedtek budsjettet no.")},
    ]
    etag = (await site.admin.get(address)).headers["etag"]
    changed = (await site.admin.patch(address, json={"proposals": wanted}, headers={"If-Match": etag})).json()

    assert [proposal["kind"] for proposal in changed["proposals"]] == ["alternative", "main"]
    assert changed["proposals"][0]["mover"] == "Vik kommune"
    assert changed["proposals"][1]["id"] == main["id"]


@pytest.mark.parametrize("ids", [["prop_unknown"], ["own", "own"]])
async def test_a_proposal_that_is_not_the_items_own_is_refused(site: Site, own, ids):
    (main,) = own["proposals"]
    wanted = [{"id": main["id"] if one == "own" else one, "text": text("Ja.")} for one in ids]
    answer = await site.admin.patch(
        f"{API}/agenda-items/{own['id']}", json={"proposals": wanted}, headers={"If-Match": "*"}
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/proposals/0/id"


@pytest.mark.parametrize(
    ("patch", "pointer"),
    [
        ({"municipalities": ["9999"]}, "/municipalities/0"),
        ({"municipalities": None}, "/municipalities"),
        ({"caseOfficerId": "acc_unknown"}, "/caseOfficerId"),
        ({"references": None}, "/references"),
    ],
)
async def test_what_is_not_there_cannot_be_named(site: Site, own, patch, pointer):
    answer = await site.admin.patch(f"{API}/agenda-items/{own['id']}", json=patch, headers={"If-Match": "*"})

    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_references_and_deadlines_are_changed(site: Site, own):
    patch = {
        "references": [{"text": "Styrevedtak om budsjett", "date": "2025-06-04", "caseNumber": "9"}],
        "deadlines": [{"text": "Svar frå kommunane", "date": "2026-02-01"}],
    }
    answer = await site.admin.patch(f"{API}/agenda-items/{own['id']}", json=patch, headers={"If-Match": "*"})

    assert {name: answer.json()[name] for name in patch} == patch


async def test_only_the_administration_says_who_writes_a_case(site: Site, own):
    officer = site.actors["case_officer"]
    address = f"{API}/agenda-items/{own['id']}"
    named = {"caseOfficerId": site.accounts["case_officer"]}

    assert (await officer.patch(address, json=named, headers={"If-Match": "*"})).status_code == 404
    assert (await site.admin.patch(address, json=named, headers={"If-Match": "*"})).status_code == 200
    assert (await officer.patch(address, json={"title": "Min sak"}, headers={"If-Match": "*"})).status_code == 200
    handed_on = await officer.patch(address, json={"caseOfficerId": None}, headers={"If-Match": "*"})
    assert handed_on.status_code == 403


async def take(client: httpx.AsyncClient, item_id: str, **asked: bool) -> httpx.Response:
    return await client.post(f"{API}/agenda-items/{item_id}/actions/take-lock", json=asked)


async def test_the_lock_keeps_another_out_and_names_its_holder(site: Site, own):
    mine = await take(site.admin, own["id"])
    refused = await take(site.actors["administration"], own["id"])

    assert mine.json()["lock"]["isMine"] is True
    assert refused.status_code == 409
    assert refused.json()["holder"] == "Kari Kontor"


async def test_a_lock_is_taken_over_and_its_holder_learns_by_whom(site: Site, own):
    await take(site.admin, own["id"])
    over = await take(site.actors["administration"], own["id"], takeOver=True)
    told = await take(site.admin, own["id"])

    assert over.json()["lock"]["isMine"] is True
    assert (told.status_code, told.json()["holder"]) == (409, "Account administration")


async def test_the_holder_refreshes_and_releases_its_own_lock_only(site: Site, own):
    address = f"{API}/agenda-items/{own['id']}"
    first = (await take(site.admin, own["id"])).json()["lock"]
    await site.actors["administration"].post(f"{address}/actions/release-lock")
    again = (await take(site.admin, own["id"])).json()["lock"]
    await site.admin.post(f"{address}/actions/release-lock")
    released = (await site.admin.get(f"{address}/editing")).json()

    assert again["since"] == first["since"]
    assert again["expiresAt"] >= first["expiresAt"]
    assert released["lock"] is None


async def test_who_is_writing_is_told_what_another_saved_meanwhile(site: Site, own):
    await take(site.admin, own["id"])
    await save(site.actors["administration"], own["id"], "Ola si tekst.")
    told = (await take(site.admin, own["id"])).json()["newestByAnother"]

    assert (told["kind"], told["savedBy"]) == ("save", "Account administration")
    assert told["savedAt"] <= now().isoformat()


async def test_a_takeover_is_an_event(site: Site, own):
    await take(site.admin, own["id"])
    await take(site.actors["administration"], own["id"], takeOver=True)
    async with site.database.work.begin() as session:
        newest = (await session.scalars(select(Event).order_by(col(Event.id).desc()).limit(2))).all()

    assert [(told.what, told.actor_name) for told in newest] == [
        ("edit_lock.taken_over", "Account administration"),
        ("edit_lock.taken", "Kari Kontor"),
    ]


async def parts_of(site: Site, item_id: str) -> list[tuple[str, str]]:
    found = (await site.admin.get(f"{API}/agenda-items/{item_id}")).json()
    return [(part["label"], part["title"]) for part in found["subItems"]]


async def change_parts(site: Site, item_id: str, parts: list[dict[str, Any]]) -> httpx.Response:
    address = f"{API}/agenda-items/{item_id}"
    etag = (await site.admin.get(address)).headers["etag"]
    return await site.admin.patch(address, json={"subItems": parts}, headers={"If-Match": etag})


async def test_parts_keep_their_ids_and_attachments_when_they_change_places(site: Site, own):
    made = await change_parts(site, own["id"], [{"label": "a", "title": "Drift"}, {"label": "b", "title": "Plan"}])
    first, second = made.json()["subItems"]
    line = {"title": "Notat", "subItem": "b"}
    assert (await site.admin.post(f"{API}/agenda-items/{own['id']}/attachments", json=line)).status_code == 201
    moved = [{"id": second["id"], "label": "a", "title": "Plan"}, {"id": first["id"], "label": "b", "title": "Drift"}]
    answer = await change_parts(site, own["id"], moved)

    assert answer.status_code == 200, answer.text
    assert [part["id"] for part in answer.json()["subItems"]] == [second["id"], first["id"]]
    assert [line["subItem"] for line in answer.json()["attachments"]] == ["a"]


async def test_two_parts_with_one_letter_are_refused(site: Site, own):
    answer = await change_parts(site, own["id"], [{"label": "a", "title": "Drift"}, {"label": "a", "title": "Plan"}])

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/subItems/1/label"]
    assert await parts_of(site, own["id"]) == []


async def test_a_part_of_another_item_is_refused(site: Site, own):
    answer = await change_parts(site, own["id"], [{"id": "sub_x", "label": "a", "title": "Drift"}])

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/subItems/0/id"]


async def test_a_restored_version_has_its_parts_back_with_their_attachments(site: Site, own):
    await change_parts(site, own["id"], [{"label": "a", "title": "Drift", "text": text("Om drifta.")}])
    address = f"{API}/agenda-items/{own['id']}"
    await site.admin.post(f"{address}/attachments", json={"title": "Notat", "subItem": "a"})
    part = (await site.admin.get(address)).json()["subItems"][0]
    changed = [{"id": part["id"], "label": "a", "title": "Heilt anna"}, {"label": "b", "title": "Ny"}]
    await change_parts(site, own["id"], changed)
    etag = (await site.admin.get(address)).headers["etag"]
    answer = await site.admin.post(f"{address}/versions/2/actions/restore", headers={"If-Match": etag})

    assert answer.status_code == 200, answer.text
    restored = answer.json()
    assert [(one["label"], one["title"]) for one in restored["subItems"]] == [("a", "Drift")]
    assert [line["subItem"] for line in restored["attachments"]] == ["a"]


async def test_an_attachment_is_put_to_another_part(site: Site, own):
    await change_parts(site, own["id"], [{"label": "a", "title": "Drift"}, {"label": "b", "title": "Plan"}])
    made = await site.admin.post(f"{API}/agenda-items/{own['id']}/attachments", json={"title": "Notat"})
    address = f"{API}/attachments/{made.json()['id']}"
    moved = await site.admin.patch(address, json={"subItem": "b"}, headers={"If-Match": made.headers["etag"]})
    refused = await site.admin.patch(address, json={"subItem": "x"}, headers={"If-Match": moved.headers["etag"]})

    assert (moved.status_code, moved.json()["subItem"]) == (200, "b")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/subItem")


async def closed_proposal(site: Site, item_id: str) -> dict[str, Any]:
    """The item after its one proposal has been written twice and then closed: versions 1 and 2 have it as open."""
    address = f"{API}/agenda-items/{item_id}"
    for proposals in (
        [{"text": text("Fyrste framlegg.")}],
        [{"text": text("Andre framlegg.")}],
        [{"text": text("Andre framlegg."), "access": "closed", "legalBasis": "offl. § 13"}],
    ):
        etag = (await site.admin.get(address)).headers["etag"]
        answer = await site.admin.patch(address, json={"proposals": proposals}, headers={"If-Match": etag})
        assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_proposal_that_is_saved_without_a_word_on_access_stays_closed(site: Site, own):
    (proposal,) = (await closed_proposal(site, own["id"]))["proposals"]
    address = f"{API}/agenda-items/{own['id']}"
    etag = (await site.admin.get(address)).headers["etag"]
    again = {"proposals": [{"id": proposal["id"], "text": text("Nye ord.")}]}
    (saved,) = (await site.admin.patch(address, json=again, headers={"If-Match": etag})).json()["proposals"]

    assert (saved["access"], saved["legalBasis"]) == ("closed", "offl. § 13")


@pytest.mark.parametrize("number", [2, 3])
async def test_restoring_a_version_from_before_a_proposal_was_closed_does_not_open_it(site: Site, own, number):
    await closed_proposal(site, own["id"])
    address = f"{API}/agenda-items/{own['id']}"
    etag = (await site.admin.get(address)).headers["etag"]
    answer = await site.admin.post(f"{address}/versions/{number}/actions/restore", headers={"If-Match": etag})

    assert answer.status_code == 200, answer.text
    assert [(one["access"], one["legalBasis"]) for one in answer.json()["proposals"]] == [("closed", "offl. § 13")]


async def test_a_closed_proposal_is_opened_by_saying_so(site: Site, own):
    (proposal,) = (await closed_proposal(site, own["id"]))["proposals"]
    address = f"{API}/agenda-items/{own['id']}"
    etag = (await site.admin.get(address)).headers["etag"]
    opened = {"proposals": [{"id": proposal["id"], "text": proposal["text"], "access": "open"}]}
    (saved,) = (await site.admin.patch(address, json=opened, headers={"If-Match": etag})).json()["proposals"]

    assert (saved["access"], saved["legalBasis"]) == ("open", None)
