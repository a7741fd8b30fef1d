"""Sealed minutes in public: published beside the meeting, followed, withdrawn; and nothing of what is closed."""

import hashlib
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from lxml import etree

from api.domain.publications.verification import verify
from api.storage import open_storage
from tests.api.minutes import Minutes, held_minutes
from tests.api.site import API, PUBLISHED, Site, text
from tests.security.canaries import IDENTITY_NUMBER


@pytest.fixture
async def minutes(site: Site) -> Minutes:
    return await held_minutes(site)


async def sealed(minutes: Minutes) -> None:
    await minutes.approved()
    await minutes.do("actions/seal")


def address(minutes: Minutes, rest: str = "") -> str:
    return f"{PUBLISHED}/meetings/{minutes.room.id}/minutes{rest}"


async def in_public(minutes: Minutes, rest: str = "", **options: Any) -> httpx.Response:
    return await minutes.site.anonymous.get(address(minutes, rest), **options)


async def test_only_sealed_minutes_are_published_and_only_once(minutes: Minutes):
    assert await minutes.refused("actions/publish") == "minutes_sealed"
    await minutes.approved()
    assert await minutes.refused("actions/publish") == "minutes_sealed"
    await minutes.do("actions/seal")
    assert (await in_public(minutes)).status_code == 404
    assert (await in_public(minutes, "/publications")).json() == {"items": []}

    published = await minutes.do("actions/publish")
    assert [(one["version"], one["state"]) for one in published["items"]] == [(1, "published")]
    assert await minutes.refused("actions/publish") == "minutes_are_out"
    assert (await in_public(minutes, "/publications")).json() == published


async def test_what_the_public_gets_are_stored_bytes_and_the_sealed_file(minutes: Minutes):
    await sealed(minutes)
    (version,) = (await minutes.do("actions/publish"))["items"]
    answer = await in_public(minutes, headers={"Accept-Encoding": "identity"})
    told = answer.json()

    assert hashlib.sha256(answer.content).hexdigest() == version["sha256"]
    again = await in_public(minutes, headers={"If-None-Match": answer.headers["etag"], "Accept-Encoding": "identity"})
    assert again.status_code == 304
    assert (told["publication"]["id"], told["publication"]["version"]) == (version["id"], 1)
    assert told["path"] == version["path"] == f"{told['meeting']['path']}/møtebok"
    assert [one["kind"] for one in told["items"]] == ["item", "closed", "item", "item"]
    assert told["items"][0]["resolution"]["words"] == "Styret i Fjordane KO vedtok:"
    file = await in_public(minutes, ".pdf")
    assert file.content == (await minutes.pdf(form="public")).content
    assert file.headers["etag"] == f'"{told["file"]["sha256"]}"'


async def test_nothing_but_the_public_form_goes_out(minutes: Minutes):
    budget = minutes.room.budget
    await minutes.edit({budget: {"mode": "replace", "text": text("Eigne ord.")}})
    await sealed(minutes)
    await minutes.do("actions/publish")
    answer = await in_public(minutes)
    (item, closed, *_) = answer.json()["items"]

    assert "Ola" not in answer.text
    assert closed.keys() == {"kind", "id", "number", "title", "legalBasis", "lines"}
    assert (item["proceedings"], "Eigne ord." in str(item["text"])) == ([], True)
    assert not {"inhabileIds", "fingerprint", "roomSeq", "salt"} & set(answer.text.split('"'))


async def test_withdrawn_minutes_answer_410_with_the_reason_and_can_be_published_anew(minutes: Minutes):
    await sealed(minutes)
    assert await minutes.refused("actions/withdraw", reason="Feil møte.") == "published"
    await minutes.do("actions/publish")
    assert (await minutes.act("actions/withdraw", reason=f"Om {IDENTITY_NUMBER}.")).status_code == 422
    (withdrawn,) = (await minutes.do("actions/withdraw", reason="Feil møte."))["items"]

    assert (withdrawn["state"], withdrawn["reason"]) == ("withdrawn", "Feil møte.")
    for rest in ("", ".pdf", "?version=1"):
        answer = await in_public(minutes, rest)
        assert (answer.status_code, answer.json()["tombstone"]["reason"]) == (410, "Feil møte.")
    assert (await minutes.site.anonymous.get(f"{PUBLISHED}/meetings/{minutes.room.id}")).status_code == 200

    again = await minutes.do("actions/publish")
    assert [(one["version"], one["state"]) for one in again["items"]] == [(2, "published"), (1, "withdrawn")]
    assert (await in_public(minutes)).json()["publication"]["supersedes"] is None
    assert (await in_public(minutes, "?version=1")).status_code == 410


async def test_minutes_stand_beside_a_published_meeting_and_go_with_it(minutes: Minutes):
    await sealed(minutes)
    await minutes.do("actions/publish")
    taken_back = await minutes.site.admin.post(
        f"{API}/meetings/{minutes.room.id}/actions/withdraw", json={"reason": "Feil møte."}
    )
    assert taken_back.status_code == 200, taken_back.text
    assert (await in_public(minutes)).status_code == 410
    assert await minutes.refused("actions/publish") == "published"


async def test_an_identity_number_blocks_until_somebody_answers_for_it(minutes: Minutes):
    await minutes.edit({"head": {"mode": "add", "text": text(f"Konto {IDENTITY_NUMBER}.")}})
    await sealed(minutes)
    refused = await minutes.act("actions/publish")
    finding = refused.json()["errors"][0]
    assert (refused.status_code, refused.json()["guard"], finding["code"]) == (409, "ready", "identity-number")

    made_up = {"code": "identity-number", "path": "/items/0", "reason": "Er eit kontonummer."}
    assert (await minutes.act("actions/publish", overrides=[made_up])).status_code == 422
    overridden = {**made_up, "path": finding["pointer"]}
    assert (await minutes.act("actions/publish", overrides=[overridden])).status_code == 201


async def test_the_changes_and_the_export_tell_of_them_and_the_chain_holds(minutes: Minutes):
    await sealed(minutes)
    before = (await minutes.site.anonymous.get(f"{PUBLISHED}/changes?after=0&limit=100")).json()["next"]
    await minutes.do("actions/publish")
    await minutes.do("actions/withdraw", reason="Feil møte.")
    await minutes.do("actions/publish")
    body = (await in_public(minutes, headers={"Accept-Encoding": "identity"})).content

    changes = (await minutes.site.anonymous.get(f"{PUBLISHED}/changes?after={before}&limit=100")).json()["items"]
    assert [(one["type"], one["kind"], one["version"], one.get("reason")) for one in changes] == [
        ("minutes_withdrawn", "minutes", 1, "Feil møte."),
        ("minutes_published", "minutes", 2, None),
    ]
    exported = (await minutes.site.anonymous.get(f"{PUBLISHED}/export.ndjson")).content.splitlines()
    assert exported[-1] == body
    assert sum(b'"kind":"minutes"' in line for line in exported) >= 1
    files = open_storage(None, minutes.site.settings.data / "documents")
    async with minutes.site.database.work() as session:
        assert (await verify(session, files.published))[1] == []


async def test_corrected_minutes_take_the_place_of_those_that_proved_wrong(minutes: Minutes):
    await sealed(minutes)
    await minutes.do("actions/publish")
    old = (await in_public(minutes, ".pdf")).content
    await minutes.do("actions/reopen", reason="Feil røystetal.")
    assert await minutes.refused("actions/publish") == "minutes_sealed"
    assert (await in_public(minutes)).json()["publication"]["version"] == 1
    await sealed(minutes)
    assert await minutes.refused("actions/publish") == "change_note"
    listed = (await minutes.do("actions/publish", changeNote="Røystetalet er retta."))["items"]

    assert [(one["version"], one["state"]) for one in listed] == [(2, "published"), (1, "superseded")]
    told = (await in_public(minutes)).json()
    assert (told["correction"], told["publication"]["supersedes"]) == ("Feil røystetal.", listed[1]["id"])
    page = (await minutes.site.anonymous.get(listed[0]["path"])).text
    assert "Feil røystetal." in page
    assert "Røystetalet er retta." in page
    assert (await in_public(minutes, "?version=1")).json()["correction"] is None
    assert (await in_public(minutes, ".pdf?version=1")).content == old


async def test_the_feed_tells_of_them_and_of_their_withdrawal(minutes: Minutes):
    async def entries() -> dict[str, Any]:
        told = etree.fromstring((await minutes.site.anonymous.get(f"{PUBLISHED}/feed.atom")).content)
        return {entry.findtext("{*}id").partition(":")[2].partition(":")[2]: entry for entry in told.iter("{*}entry")}

    await sealed(minutes)
    (version,) = (await minutes.do("actions/publish"))["items"]
    entry = (await entries())[f"publication/{version['id']}"]
    links = [link.get("href") for link in entry.iter("{*}link")]
    assert entry.findtext("{*}title").endswith("Møtebok, Versjon 1")
    assert links[0].endswith(f"{quote(version['path'])}?versjon=1")
    assert links[2].endswith(f"{address(minutes, '.pdf')}?version=1")
    assert b"Ola" not in etree.tostring(entry, encoding="utf-8")

    await minutes.do("actions/withdraw", reason="Feil møte.")
    told = await entries()
    assert told[f"withdrawal/{version['id']}"].findtext("{*}summary") == "Feil møte."
    assert len(list(told[f"publication/{version['id']}"].iter("{*}link"))) == 1


async def test_publishing_asks_for_the_revision_that_was_read_and_for_the_administration(minutes: Minutes):
    await sealed(minutes)
    client = minutes.site.actors["administration"]
    for action, body in (("publish", {}), ("withdraw", {"reason": "Feil møte."})):
        path = f"{minutes.path}/actions/{action}"
        assert (await client.post(path, json=body)).status_code == 428
        assert (await client.post(path, json=body, headers={"If-Match": '"99"'})).status_code == 412
        assert (await minutes.act(f"actions/{action}", "chair", **body)).status_code == 403
        assert (await minutes.act(f"actions/{action}", "other_administration", **body)).status_code == 404


async def test_the_page_has_what_was_resolved_first_and_is_found_from_the_meeting(minutes: Minutes):
    get = minutes.site.anonymous.get
    await sealed(minutes)
    meeting_path = (await get(f"{PUBLISHED}/meetings/{minutes.room.id}")).json()["meeting"]["path"]
    path = f"{meeting_path}/møtebok"
    assert (await get(path)).status_code == 404
    assert "tebok" not in (await get(meeting_path)).text
    await minutes.do("actions/publish")

    page = await get(path)
    assert page.status_code == 200
    assert "Ola" not in page.text
    assert page.text.index("Styret i Fjordane KO vedtok:") < page.text.index("Framlegget vart samrøystes vedteke.")
    assert "Person chair" in page.text
    for lang, word in (("nb", "Behandling"), ("en", "Proceedings")):
        assert word in (await get(f"{path}?lang={lang}")).text
    assert quote(path) in (await get(meeting_path)).text
    assert quote(path) in (await get("/sitemap.xml")).text

    await minutes.do("actions/withdraw", reason="Feil møte.")
    gone = await get(path)
    assert (gone.status_code, "Feil møte." in gone.text) == (410, True)
    assert quote(path) not in (await get(meeting_path)).text
    await minutes.do("actions/publish")
    assert "Feil møte." in (await get(path)).text
    assert (await get(f"{path}?versjon=1")).status_code == 410
