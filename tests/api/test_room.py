"""The meeting room over HTTP: who may do what, what follows from it elsewhere, and that nothing is done twice."""

import asyncio
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import select

from api.domain.cases.tables import Case
from api.domain.deliberation import queries, service
from api.domain.deliberation.tables import Live, RoomBallot, RoomEntry, RoomUrn
from api.domain.kernel.event import Event
from tests.api.rooms import MUST, Room, published_room
from tests.api.site import API, Site, opened, text


@pytest.fixture
async def room(site: Site) -> Room:
    return await published_room(site)


async def test_a_meeting_from_opening_to_end_leaves_its_outcomes_on_the_agenda(room: Room):
    await room.open()
    assert await room.state() == "in_session"
    await room.treat(room.budget)
    vote = await room.ask()
    assert (await room.vote("chair", vote, "for")).status_code == 200
    assert (await room.vote("member", vote, "for")).status_code == 200
    closed = await room.do("close-vote")
    result = next(one for one in closed["items"] if one["id"] == room.budget)["votes"][0]["result"]
    assert result["explanation"] == "2 for, 0 mot, 2 medlemmer, vedtaksfør med 1: vedteke, samrøystes"
    await room.do("conclude-item", outcome="adopted")
    assert await room.item_state(room.budget) == "adopted"

    await room.do("adjourn", reason="Lunsj")
    assert await room.state() == "adjourned"
    await room.do("resume")
    refused = await room.send("close")
    assert (refused.status_code, refused.json()["guard"]) == (409, "all_concluded")
    await room.treat(room.blanks)
    await room.do("conclude-item", outcome="withdrawn", note="Vert lagd fram seinare.")
    await room.treat(room.closed)
    await room.do("conclude-item", outcome="withdrawn", note="Søkjaren trekte seg.")
    await room.treat(room.news)
    await room.do("conclude-item", outcome="noted")
    await room.do("close")

    assert await room.state() == "held"
    told = (await room.site.admin.get(f"{API}/agenda-items/{room.blanks}")).json()
    assert (told["state"], told["stateReason"]) == ("withdrawn", "Vert lagd fram seinare.")
    async with room.site.database.work() as session:
        assert (await session.get_one(Case, told["caseId"])).state == "withdrawn"


async def test_a_meeting_that_nobody_has_been_told_of_is_not_opened(site: Site):
    meeting = await site.create(number="99-40", startsAt="2040-06-01T09:00:00+02:00", endsAt=None)
    answer = await site.actors["administration"].post(
        f"{API}/meetings/{meeting['id']}/room/actions/open", json={"present": []}, headers={"If-Match": '"0"'}
    )

    assert (answer.status_code, answer.json()["guard"]) == (409, "agenda_published")
    assert (await site.actors["chair"].get(f"{API}/meetings/{meeting['id']}/room")).status_code == 404


async def test_the_room_is_for_the_bodys_seats_and_its_administration(room: Room):
    await room.open()
    answers = {who: (await client.get(room.path)).status_code for who, client in room.site.actors.items()}

    assert {who for who, status in answers.items() if status == 200} == {
        *("administration", "chair", "member", "deputy", "union_representative")
    }
    assert set(answers.values()) == {200, 404}


async def test_only_who_leads_leads(room: Room):
    await room.open()
    for who in ("member", "deputy", "union_representative"):
        assert (await room.send("start-item", who, itemId=room.budget)).status_code == 403
    await room.do("start-item", "chair", itemId=room.budget)
    await room.do("hand-over-chair", "chair", personId=room.site.people["member"])

    assert (await room.send("adjourn", "chair")).status_code == 403
    await room.do("adjourn", "member")


async def test_who_leads_has_to_have_seen_what_others_who_lead_have_done(room: Room):
    await room.open()
    seen = {"If-Match": f'"{(await room.get())["seq"]}"'}
    await room.treat(room.budget)

    assert (await room.send("adjourn", "chair", headers={})).status_code == 428
    stale = await room.send("adjourn", "chair", headers=seen)
    assert (stale.status_code, stale.json()["currentEtag"]) == (412, '"2"')


async def test_what_members_do_by_themselves_makes_nobodys_view_stale(room: Room):
    await room.open()
    await room.treat(room.budget)
    seen = {"If-Match": f'"{(await room.get())["seq"]}"'}
    asked = await room.send("request-floor", "member", headers={})
    assert asked.status_code == 200, asked.text

    given = await room.send("give-floor", speaker=asked.json()["seq"], headers=seen)
    assert given.status_code == 200, given.text


async def test_nobody_votes_for_another_but_who_leads_enters_what_was_said(room: Room):
    await room.open()
    await room.treat(room.budget)
    vote = await room.ask()
    member, chair = room.site.people["member"], room.site.people["chair"]
    ballot = {"vote": vote, "choice": "for"}
    assert (await room.send("cast-ballot", "member", **ballot, personId=chair, headers={})).status_code == 403
    assert (await room.send("cast-ballot", "union_representative", **ballot, headers={})).json()["guard"] == "may_vote"
    assert (await room.send("cast-ballot", "administration", **ballot, headers={})).status_code == 422
    entered = await room.send("cast-ballot", "administration", **ballot, personId=member, headers={})

    assert entered.status_code == 200, entered.text
    assert [one["choices"] for one in entered.json()["items"][0]["votes"][0]["ballots"]] == [None]


async def test_many_ballots_of_one_person_at_once_are_one_vote(room: Room):
    await room.open()
    await room.treat(room.budget)
    vote = await room.ask()
    answers = await asyncio.gather(
        *(room.vote("chair", vote, choice) for choice in ("for", "against") * 8), room.vote("member", vote, "for")
    )

    statuses = [answer.status_code for answer in answers]
    assert (statuses[:-1].count(200), statuses[-1]) == (1, 200)
    assert {answer.json()["guard"] for answer in answers if answer.status_code == 409} == {"votes_once"}
    async with room.site.database.work() as session:
        rows = (await session.scalars(select(RoomBallot).where(RoomBallot.meeting_id == room.id))).all()
        seqs = (await session.scalars(select(RoomEntry.seq).where(RoomEntry.meeting_id == room.id))).all()
    assert len(rows) == 2
    assert sorted(seqs) == list(range(1, len(seqs) + 1))


async def test_the_database_itself_takes_one_ballot_a_person(room: Room):
    await room.open()
    await room.treat(room.budget)
    vote = await room.ask()
    await room.vote("chair", vote, "for")

    with pytest.raises(sa.exc.IntegrityError, match="pk_room_ballot"):
        async with room.site.database.work.begin() as session:
            session.add(RoomBallot(meeting_id=room.id, vote=vote, person_id=room.site.people["chair"]))


async def test_a_vote_that_closes_while_others_still_vote_takes_each_before_or_not_at_all(room: Room):
    await room.open()
    await room.treat(room.budget)
    vote = await room.ask()
    await room.vote("chair", vote, "for")
    late, closed = await asyncio.gather(room.vote("member", vote, "against"), room.send("close-vote"))

    assert closed.status_code == 200 or closed.json()["guard"] == "tie", closed.text
    counts = (await room.item(room.budget))["votes"][0]["result"]
    if closed.status_code == 200:
        assert counts["voted"] == (2 if late.status_code == 200 else 1)


async def test_a_restart_in_the_middle_loses_no_vote_and_doubles_none(room: Room, tmp_path):
    await room.open()
    await room.treat(room.budget)
    vote = await room.ask()
    await room.vote("chair", vote, "for")
    async with opened(room.site.database, tmp_path) as (again, _):
        transport = httpx.ASGITransport(again)
        async with httpx.AsyncClient(transport=transport, base_url="http://samstyre.test") as client:
            client.cookies = room.site.actors["chair"].cookies
            twice = await client.post(f"{room.path}/actions/cast-ballot", json={"vote": vote, "choice": "for"})
            client.cookies = room.site.actors["member"].cookies
            other = await client.post(f"{room.path}/actions/cast-ballot", json={"vote": vote, "choice": "for"})
    assert (twice.status_code, other.status_code) == (409, 200), other.text
    await room.do("close-vote")

    assert (await room.item(room.budget))["votes"][0]["result"]["counts"] == {"for": 2, "against": 0}


async def test_a_secret_ballot_is_joined_to_no_person_anywhere(room: Room):
    await room.open()
    await room.treat(room.budget)
    vote = await room.ask(form="written", method="by_name")
    for who, choice in (("chair", "against"), ("member", "for")):
        assert (await room.vote(who, vote, choice)).status_code == 200
    by_another = await room.send(
        "cast-ballot", vote=vote, choice="for", personId=room.site.people["member"], headers={}
    )
    assert by_another.status_code == 403
    async with room.site.database.work() as session:
        ages = (await session.execute(sa.text("SELECT count(DISTINCT xmin::text) FROM work.room_urn"))).scalar_one()
        entries = (await session.scalars(select(RoomEntry).where(RoomEntry.meeting_id == room.id))).all()
        kept = [entry.content["order"]["choice"] for entry in entries if entry.kind == "cast-ballot"]
        keys = (await session.execute(sa.text("SELECT count(*) FROM work.idempotency_key"))).scalar_one()
    assert (ages, kept) == (1, [None, None])
    assert keys == 0
    assert (await room.send("close-vote", counts={"for": 2})).status_code == 422
    assert (await room.send("close-vote")).json()["guard"] == "tie"
    closed = await room.do("close-vote", castingSide="against")

    counted = next(one for one in closed["items"] if one["id"] == room.budget)["votes"][0]
    assert counted["result"]["counts"] == {"for": 1, "against": 1}
    assert [one["choices"] for one in counted["ballots"]] == [None, None]
    async with room.site.database.work() as session:
        assert (await session.scalars(select(RoomUrn).where(RoomUrn.meeting_id == room.id))).all() == []


async def test_an_idempotency_key_is_not_taken_with_a_ballot(room: Room):
    await room.open()
    await room.treat(room.budget)
    vote = await room.ask(form="written", method="by_name")
    answer = await room.send("cast-ballot", "chair", vote=vote, choice="for", headers={"Idempotency-Key": "the-ballot"})
    assert answer.status_code == 200

    async with room.site.database.work() as session:
        found = await session.execute(sa.text("SELECT count(*) FROM work.idempotency_key WHERE key = 'the-ballot'"))
        assert found.scalar_one() == 0


async def test_who_declares_in_the_room_gets_of_the_papers_what_the_public_gets_at_once(room: Room):
    await room.open()
    await room.treat(room.closed)
    papers = f"{API}/papers/meetings/{room.id}"
    assert "Ola Nordmann" in (await room.site.actors["member"].get(papers)).text
    declared = await room.send(
        "declare-inhability", "member", itemId=room.closed, reason="Søkjaren er bror min.", headers={}
    )
    assert declared.status_code == 200, declared.text

    assert "Ola Nordmann" not in declared.text
    assert "Ola Nordmann" not in (await room.site.actors["member"].get(papers)).text
    assert "Ola Nordmann" not in (await room.site.actors["member"].get(room.path)).text
    assert "Ola Nordmann" in (await room.site.actors["chair"].get(room.path)).text
    async with room.site.database.work() as session:
        entries = (await session.scalars(select(RoomEntry).where(RoomEntry.meeting_id == room.id))).all()
        events = (await session.scalars(select(Event).where(Event.subject_id == room.id))).all()
    assert not [one for one in entries if "bror" in str(one.content)]
    assert not [one for one in events if "bror" in str(one.after) or "Ola" in str(one.after)]


async def test_who_is_found_able_gets_the_papers_again_and_who_is_found_inhabile_does_not(room: Room):
    await room.open()
    await room.treat(room.closed)
    member = room.site.people["member"]
    papers = f"{API}/papers/meetings/{room.id}"
    await room.send("declare-inhability", "member", itemId=room.closed, headers={})
    vote = await room.ask(subject="inhability", personId=member)
    assert (await room.vote("member", vote, "against")).json()["guard"] == "may_vote"
    await room.vote("chair", vote, "against")
    await room.do("close-vote")
    assert "Ola Nordmann" in (await room.site.actors["member"].get(papers)).text

    await room.treat(room.budget)
    vote = await room.ask(subject="inhability", personId=member)
    await room.vote("chair", vote, "for")
    await room.do("close-vote")
    entered = (await room.site.admin.get(f"{API}/agenda-items/{room.budget}/inhabilities")).json()["items"]
    assert [(one["personId"], one["state"]) for one in entered] == [(member, "decided")]


async def test_a_declaration_from_the_papers_reaches_the_room_while_the_meeting_goes_on(room: Room):
    await room.open()
    await room.treat(room.budget)
    answer = await room.site.actors["member"].post(f"{API}/agenda-items/{room.budget}/inhabilities", json={})

    assert answer.status_code == 201, answer.text
    assert (await room.item(room.budget))["inhabilities"][0]["personId"] == room.site.people["member"]
    decided = await room.site.admin.patch(
        f"{API}/inhabilities/{answer.json()['id']}", json={"state": "rejected"}, headers={"If-Match": '"1"'}
    )
    assert (decided.status_code, decided.json()["guard"]) == (409, "settled_in_room")
    for_another = {"personId": room.site.people["chair"], "state": "decided"}
    entered = await room.site.admin.post(f"{API}/agenda-items/{room.budget}/inhabilities", json=for_another)
    assert (entered.status_code, entered.json()["guard"]) == (409, "settled_in_room")


async def test_what_was_declared_beforehand_is_in_the_room_from_the_opening(room: Room):
    await room.site.actors["member"].post(f"{API}/agenda-items/{room.budget}/inhabilities", json={})
    await room.open()

    assert (await room.item(room.budget))["inhabilities"][0]["state"] == "declared"


async def test_what_becomes_of_an_item_is_settled_in_the_room_while_the_meeting_goes_on(room: Room):
    await room.open()
    address = f"{API}/agenda-items/{room.budget}"
    etag = (await room.site.admin.get(address)).headers["etag"]
    answer = await room.site.admin.post(
        f"{address}/actions/withdraw", json={"reason": "Feil."}, headers={"If-Match": etag}
    )

    assert (answer.status_code, answer.json()["guard"]) == (409, "settled_in_room")


async def test_the_agenda_is_kept_as_it_was_when_the_meeting_was_opened(room: Room):
    await room.open()
    address = f"{API}/agenda-items/{room.budget}"
    etag = (await room.site.admin.get(address)).headers["etag"]
    changed = await room.site.admin.patch(
        address, json={"proposals": [{"text": text("Noko heilt anna.")}]}, headers={"If-Match": etag}
    )
    assert changed.status_code == 200

    assert "heilt anna" not in str(await room.get())


async def registered(room: Room, item_id: str) -> list[dict[str, Any]]:
    """The register's resolutions on the item."""
    listed = (await room.site.admin.get(f"{API}/resolutions", params={"limit": 100})).json()["items"]
    return [
        (await room.site.admin.get(f"{API}/resolutions/{one['id']}")).json()
        for one in listed
        if one["itemId"] == item_id
    ]


async def test_blanks_are_filled_in_place_and_the_resolution_has_them(room: Room):
    await room.open()
    await room.treat(room.blanks)
    proposal = (await room.item(room.blanks))["proposals"][0]
    assert proposal["blanks"] == 1
    early = await room.send("open-vote", subject="proposals", proposalIds=[proposal["id"]])
    assert early.json()["guard"] == "blanks_filled"
    filled = await room.do("fill-blanks", proposalId=proposal["id"], values=["12. mars"])
    assert "12. mars" in str(filled)
    vote = await room.ask()
    await room.vote("chair", vote, "for")
    await room.do("close-vote")
    await room.do("conclude-item", outcome="adopted")

    async with room.site.database.work() as session:
        found = await service.room_of(session, room.id)
    assert found.item(room.blanks).outcome.state == "adopted"
    (resolution,) = await registered(room, room.blanks)
    assert "12. mars" in str(resolution["text"])
    assert (resolution["outcome"], resolution["version"]) == ("adopted", 1)
    assert "1 for" in resolution["vote"]


async def test_an_item_that_is_decided_on_anew_has_a_new_version_of_its_resolution_or_none(room: Room):
    await room.open()
    await room.treat(room.budget)
    await room.vote("chair", await room.ask(), "for")
    await room.do("close-vote")
    await room.do("conclude-item", outcome="adopted")
    await room.do("reopen-item", itemId=room.budget)
    await room.treat(room.budget)
    await room.do("record-dissent", itemId=room.budget, personId=room.site.people["member"], text="Eg er usamd.")
    await room.vote("chair", await room.ask(), "for")
    await room.do("close-vote")
    await room.do("conclude-item", outcome="adopted")
    (corrected,) = await registered(room, room.budget)

    await room.do("reopen-item", itemId=room.budget)
    await room.treat(room.budget)
    await room.do("conclude-item", outcome="withdrawn", note="Vert trekt.")
    (undone,) = await registered(room, room.budget)

    assert (corrected["version"], [one["text"] for one in corrected["dissents"]]) == (2, ["Eg er usamd."])
    assert (undone["id"], undone["state"]) == (corrected["id"], "rescinded")


async def test_what_is_resolved_behind_closed_doors_is_closed_in_the_register(room: Room):
    await room.open()
    await room.treat(room.closed)
    await room.do("close-doors", legalBasis=MUST)
    await room.vote("chair", await room.ask(), "for")
    await room.do("close-vote")
    await room.do("open-doors")
    await room.do("conclude-item", outcome="adopted")
    (resolution,) = await registered(room, room.closed)

    assert resolution["access"] == "closed"
    assert resolution["legalBasis"]
    assert resolution["openTitle"]


async def test_what_is_raised_in_the_room_stands_last_on_the_agenda(room: Room):
    await room.open()
    added = await room.do("add-item", type="decision", title="Ny sak", proposal=text("Styret seier ja."))
    new = added["items"][-1]
    assert (new["number"], new["raised"], new["title"]) == (5, True, "Ny sak")
    await room.treat(new["id"])
    objected = await room.send("object", "chair", itemId=new["id"], headers={})
    assert objected.status_code == 200, objected.text
    refused = await room.send("open-vote", subject="proposals", proposalIds=[new["proposals"][0]["id"]])
    assert refused.json()["guard"] == "not_objected"
    await room.do("conclude-item", outcome="postponed", note="Må greiast ut.")

    assert await room.item_state(new["id"]) == "postponed"


async def test_an_item_taken_up_again_is_pending_again(room: Room):
    await room.open()
    await room.treat(room.budget)
    await room.do("conclude-item", outcome="withdrawn")
    await room.do("reopen-item", itemId=room.budget)

    assert await room.item_state(room.budget) == "pending"


async def test_a_correction_is_a_new_entry_and_the_old_one_stays(room: Room):
    await room.open()
    await room.treat(room.budget)
    wrong = (await room.do("remark", itemId=room.budget, text="Fiel."))["seq"]
    await room.do("correct", seq=wrong, reason="Skrivefeil.", order={"itemId": room.budget, "text": "Feil."})

    assert [one["text"] for one in (await room.item(room.budget))["remarks"]] == ["Feil."]
    assert (await room.get())["corrections"][0]["corrects"] == wrong
    async with room.site.database.work() as session:
        kept = await session.get_one(RoomEntry, (room.id, wrong))
    assert kept.content["order"]["text"] == "Fiel."
    misfit = await room.send("correct", seq=wrong, reason="Feil form.", order={"words": "x"})
    assert (misfit.status_code, misfit.json()["errors"][0]["pointer"][:6]) == (422, "/order")


async def test_a_text_outside_the_schema_is_refused_with_its_place(room: Room):
    await room.open()
    await room.treat(room.budget)
    answer = await room.send(
        "move-proposal", kind="alternative", text={"type": "doc", "content": [{"type": "marquee"}]}
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/text/")


@pytest.mark.parametrize("statement", ["UPDATE work.room_entry SET kind = 'x'", "DELETE FROM work.room_ballot"])
async def test_nothing_that_happened_in_a_room_is_ever_changed(room: Room, statement: str):
    with pytest.raises(sa.exc.DBAPIError, match="permission denied"):
        async with room.site.database.work.begin() as session:
            await session.execute(sa.text(statement))


async def test_the_log_read_again_is_the_room(room: Room):
    await room.open("chair", "member", "union_representative")
    await room.treat(room.budget)
    await room.do("move-proposal", kind="alternative", text=text("Nei."), moverId=room.site.people["member"])
    before = await room.get()

    async with room.site.database.work() as session:
        entries = await queries.log(session, room.id)
        found = await service.room_of(session, room.id)
    assert [entry.order.action for entry in entries] == ["open", "start-item", "move-proposal"]
    assert (found.seq, len(found.items)) == (before["seq"], len(before["items"]))


async def test_what_happens_behind_closed_doors_leaves_no_row_in_public(room: Room):
    await room.open()
    await room.treat(room.closed)
    await room.do("close-doors", legalBasis=MUST)

    async def rows() -> list[int]:
        async with room.site.database.published() as session:
            return sorted(await session.scalars(select(Live.seq).where(Live.meeting_id == room.id)))

    before = await rows()
    await room.do("request-floor", "chair", headers={})
    vote = await room.ask()
    await room.vote("chair", vote, "for")
    await room.do("close-vote")
    assert await rows() == before
    await room.do("open-doors")
    after = await rows()
    assert after == [*before, before[-1] + 1]
