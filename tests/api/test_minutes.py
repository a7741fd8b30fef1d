"""Minutes over HTTP: from the room to the sealed file, and who gets what of them."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import sqlalchemy as sa

from api.domain.identity.tables import Passkey, Session
from api.domain.kernel.clock import now
from api.domain.minutes.tables import MinutesVersion
from tests.api.minutes import Minutes, held_minutes
from tests.api.rooms import published_room
from tests.api.site import API, Site, text
from tests.poppler import asked_of_poppler


def words(file: bytes) -> str:
    document = pypdfium2.PdfDocument(file)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


@pytest.fixture
async def minutes(site: Site) -> Minutes:
    return await held_minutes(site)


def item_of(document: dict[str, Any], item_id: str) -> dict[str, Any]:
    return next(one for one in document["items"] if one["id"] == item_id)


async def test_they_are_there_without_anyone_having_written_them(minutes: Minutes):
    found = await minutes.get()
    told = item_of(found["document"], minutes.room.budget)

    assert (found["state"], found["version"], found["unsent"]) == ("draft", None, True)
    assert any(one["words"] == "Framlegget vart samrøystes vedteke." for one in told["proceedings"])
    assert told["resolution"]["words"] == "Styret i Fjordane KO vedtok:"
    assert "Ola" in str(found["document"])
    assert "Ola" not in str(found["public"])


async def test_nobody_but_the_administration_knows_of_a_draft(minutes: Minutes):
    for who in ("chair", "member", "union_representative", "other_administration", "case_officer", "nobody"):
        assert (await minutes.site.actors[who].get(minutes.path)).status_code == 404
    await minutes.send()
    got = {who: (await actor.get(minutes.path)).status_code for who, actor in minutes.site.actors.items()}
    assert {who for who, status in got.items() if status == 200} == {"administration", "chair", "member", "deputy"}


async def test_a_meeting_that_was_never_opened_has_none(site: Site):
    room = await published_room(site)
    assert (await site.actors["administration"].get(f"{API}/meetings/{room.id}/minutes")).status_code == 404


async def test_an_edit_stands_beside_what_is_generated_and_is_told_when_the_room_is_corrected(minutes: Minutes):
    budget = minutes.room.budget
    answer = await minutes.edit({budget: {"mode": "replace", "text": text("Eigne ord.")}})
    assert answer.status_code == 200, answer.text
    edited = item_of(answer.json()["document"], budget)
    assert "Eigne ord." in str(edited["replaced"])
    assert edited["proceedings"]
    assert answer.json()["stale"] == []

    await minutes.room.do("remark", itemId=budget, text="Det vart drøfta.")
    found = await minutes.get()
    assert found["stale"] == [budget]
    assert "Eigne ord." in str(item_of(found["document"], budget)["replaced"])

    assert (await minutes.edit({budget: None})).json()["edits"] == {}


async def test_edits_that_have_no_place_are_refused(minutes: Minutes):
    for edits in (
        {"head": {"mode": "replace", "text": text("Alle var der.")}},
        {"item_other": {"mode": "add", "text": text("Hei.")}},
        {"head": {"mode": "add", "text": {"type": "script"}}},
    ):
        assert (await minutes.edit(edits)).status_code == 422
    assert (await minutes.edit({}, etag='"7"')).status_code == 412


async def test_a_member_who_is_inhabile_gets_the_open_form_of_the_item_everywhere(minutes: Minutes):
    closed = minutes.room.closed
    await minutes.send()
    await minutes.do("comments", "chair", section=closed, text="Ola kan nemnast.")
    for who, kind in (("chair", "item"), ("member", "closed")):
        found = await minutes.get(who)
        assert item_of(found["document"], closed)["kind"] == kind
        assert len(found["comments"]) == (1 if kind == "item" else 0)
        assert (found["public"], found["edits"]) == (None, {})
    assert "Ola" not in str(await minutes.get("member"))
    assert "Ola" not in words((await minutes.pdf("member")).content)
    assert "Ola" in words((await minutes.pdf("chair")).content)
    assert (await minutes.pdf("member", f"items/{closed}/extract.pdf")).status_code == 404
    assert (await minutes.act("comments", "member", section=closed, text="Hei.")).status_code == 422


async def test_comments_are_answered_before_the_minutes_are_approved(minutes: Minutes):
    assert await minutes.refused("comments", section="head", text="Hei.") == "minutes_sent"
    await minutes.send()
    commented = await minutes.do("comments", "member", section=minutes.room.budget, text="Eg sa noko meir.")
    await minutes.do("actions/approve", "chair", version=1)
    assert await minutes.refused("actions/conclude") == "comments_answered"
    path = f"comments/{commented['comments'][0]['id']}/actions/answer"
    assert (await minutes.act(path, "member", answer="Ja.")).status_code == 403
    answered = await minutes.do(path, answer="Det er teke med.")
    assert answered["comments"][0]["answer"] == "Det er teke med."
    assert (await minutes.do("actions/conclude"))["state"] == "approved"


async def test_only_those_named_approve_the_newest_version_once(minutes: Minutes):
    await minutes.send("at_once", "chair", "member")
    assert (await minutes.act("actions/approve", "deputy", version=1)).status_code == 403
    assert (await minutes.act("actions/approve", "administration", version=1)).status_code == 403
    assert await minutes.refused("actions/approve", "chair", version=2) == "newest_version"
    approved = await minutes.do("actions/approve", "chair", version=1)
    assert [(one["name"], one["method"]) for one in approved["signers"]] == [
        ("Person chair", "password"),
        ("Person member", None),
    ]
    assert await minutes.refused("actions/approve", "chair", version=1) == "approved_once"
    assert await minutes.refused("actions/conclude") == "all_approved"
    await minutes.do("actions/approve", "member", version=1)

    await minutes.edit({"head": {"mode": "add", "text": text("Ordføraren helsa.")}})
    assert await minutes.refused("actions/conclude") == "as_sent"
    again = await minutes.send("at_once", "chair")
    assert (again["version"], again["signers"][0]["at"]) == (2, None)
    assert await minutes.refused("actions/conclude") == "all_approved"


async def test_who_was_not_there_is_not_named(minutes: Minutes):
    people = [minutes.site.people["union_representative"]]
    answer = await minutes.act("actions/send", way="at_once", signers=people)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/signers/0")


async def aged(site: Site, who: str) -> None:
    async with site.database.work.begin() as session:
        account = site.accounts[who]
        old = sa.update(Session).where(Session.account_id == account)  # type: ignore[arg-type]
        await session.execute(old.values(authenticated_at=now().replace(year=2020)))


async def test_approving_needs_a_fresh_sign_in_by_passkey_for_who_has_one(minutes: Minutes):
    await minutes.send()
    await aged(minutes.site, "chair")
    assert await minutes.refused("actions/approve", "chair", version=1) == "fresh-sign-in"
    async with minutes.site.database.work.begin() as session:
        account = minutes.site.accounts["chair"]
        key = Passkey(account_id=account, name="Telefon", credential_id=b"x", public_key=b"y", sign_count=0)
        session.add(key)
        await session.execute(sa.update(Session).values(authenticated_at=now()))
    assert await minutes.refused("actions/approve", "chair", version=1) == "passkey"
    async with minutes.site.database.work.begin() as session:
        await session.execute(sa.update(Session).values(authenticated_by="passkey"))
    approved = await minutes.do("actions/approve", "chair", version=1)
    assert approved["signers"][0]["method"] == "passkey"
    async with minutes.site.database.work.begin() as session:
        await session.execute(sa.delete(Passkey))
        await session.execute(sa.update(Session).values(authenticated_by="password"))


async def test_a_correction_in_the_room_is_no_longer_possible_once_they_are_approved(minutes: Minutes):
    await minutes.approved()
    assert await minutes.room.state() == "minutes_approved"
    remark = (await minutes.room.item(minutes.room.closed))["remarks"][0]["seq"]
    answer = await minutes.room.send("correct", seq=remark, reason="Skrive feil.")
    assert (answer.status_code, answer.json()["guard"]) == (409, "minutes_open")
    assert (await minutes.edit({})).json()["guard"] == "minutes_open"
    assert await minutes.refused("actions/send", way="at_once", signers=["x"]) == "minutes_open"
    remark = await minutes.room.send("remark", itemId=minutes.room.budget, text="For seint.")
    assert (remark.status_code, remark.json()["guard"]) == (409, "minutes_open")


async def test_what_the_meeting_resolved_is_final_when_they_are_approved(minutes: Minutes):
    async def states() -> set[str]:
        listed = await minutes.room.site.admin.get(f"{API}/resolutions", params={"limit": 100})
        return {one["state"] for one in listed.json()["items"] if one["meetingId"] == minutes.room.id}

    assert await states() == {"recorded"}
    await minutes.approved()
    assert await states() == {"final"}


async def test_at_the_next_meeting_an_item_of_it_approves_them(minutes: Minutes):
    await minutes.send("next_meeting")
    await minutes.do("actions/approve", "chair", version=1)
    assert await minutes.refused("actions/conclude") == "approved_in_meeting"
    assert await minutes.refused("actions/conclude", agendaItemId=minutes.room.budget) == "approved_in_meeting"
    later = await published_room(minutes.site)
    assert await minutes.refused("actions/conclude", agendaItemId=later.budget) == "approved_in_meeting"
    await later.open()
    await later.treat(later.news)
    await later.do("conclude-item", outcome="noted")
    concluded = await minutes.do("actions/conclude", agendaItemId=later.news)
    assert (concluded["state"], concluded["approvedInItemId"]) == ("approved", later.news)


async def test_sealed_files_hold_the_record_and_are_found_valid(minutes: Minutes, tmp_path: Path):
    assert await minutes.refused("actions/seal") == "minutes_approved"
    await minutes.approved()
    sealed = await minutes.do("actions/seal")
    assert sealed["state"] == "sealed"
    assert {(one["form"], one["trial"], one["level"]) for one in sealed["files"]} == {
        ("public", True, "PAdES-B-B"),
        ("whole", True, "PAdES-B-B"),
    }
    assert await minutes.refused("actions/seal") == "minutes_approved"
    whole = (await minutes.pdf()).content
    public = (await minutes.pdf(form="public")).content
    for file in (whole, public):
        told = words(file)
        assert "Person chair" in told
        assert "passord" in told
        assert "prøvesegl" in told
        assert "Utkast" not in told
        assert sealed["sha256"][:32] in told.replace(" ", "")
        with pikepdf.open(io.BytesIO(file)) as document, document.open_metadata() as metadata:
            assert (metadata["pdfuaid:part"], metadata["pdfaid:part"]) == ("1", "3")
    assert "Ola" in words(whole)
    assert "Ola" not in words(public)
    async with minutes.site.database.work() as session:
        salts = (await session.scalars(sa.select(MinutesVersion.salt))).all()  # type: ignore[call-overload]
    assert any(salt[:32] in words(whole).replace(" ", "") for salt in salts)
    assert not any(salt[:32] in words(public).replace(" ", "") for salt in salts)

    assert (await minutes.pdf("chair")).content == whole
    assert (await minutes.pdf("member")).content != whole
    assert "Ola" not in words((await minutes.pdf("member")).content)
    assert "Signature is Valid." in asked_of_poppler(whole, tmp_path)


async def test_an_extract_is_of_one_case(minutes: Minutes):
    answer = await minutes.pdf("administration", f"items/{minutes.room.budget}/extract.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert "Særutskrift" in words(answer.content)
    assert "Ola" not in words(answer.content)
