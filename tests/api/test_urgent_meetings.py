"""An urgent remote meeting is the leader's to decide; members may have its cases wait (kommuneloven § 11-8)."""

import asyncio
import datetime as dt
from typing import Any

import httpx
import pytest

from api.domain.kernel.clock import now
from api.domain.kernel.sorting import norwegian_key
from api.domain.organisation.service import get_body, list_mandates
from api.domain.organisation.tables import Mandate, Person
from tests.api.rooms import Room, published_room
from tests.api.site import API, Site, item

REASON = "Fristen for å svare er på fredag."


@pytest.fixture
async def remote(site: Site) -> Site:
    """The body may meet remotely, and has four members, of whom two do nothing."""
    async with site.database.work.begin() as session:
        (await get_body(session, site.body_id)).remote_meetings = True
        if len(await list_mandates(session, site.body_id)) == 4:
            for name in ("Nils", "Åse"):
                person = Person(name=name, sort_key=norwegian_key(name))
                session.add(person)
                await session.flush()
                seat = {"person_id": person.id, "body_id": site.body_id, "starts_on": dt.date(2020, 1, 1)}
                session.add(Mandate(role="member", **seat))
    return site


def decision(site: Site, who: str = "chair") -> dict[str, Any]:
    return {"ground": "no_time", "reason": REASON, "decidedBy": site.people[who]}


async def urgent(site: Site, **fields: Any) -> Room:
    return await published_room(site, remote=True, urgency=decision(site), **fields)


async def demand(room: Room, who: str, item_id: str, method: str = "PUT") -> httpx.Response:
    return await room.site.actors[who].request(method, f"{API}/papers/items/{item_id}/demand")


async def demands(room: Room, who: str, item_id: str) -> dict[str, Any]:
    answer = await room.site.actors[who].get(f"{API}/papers/meetings/{room.id}/demands")
    assert answer.status_code == 200, answer.text
    return next(one for one in answer.json()["items"] if one["itemId"] == item_id)


async def change(site: Site, meeting_id: str, **fields: Any) -> httpx.Response:
    address = f"{API}/meetings/{meeting_id}"
    etag = (await site.admin.get(address)).headers["etag"]
    return await site.admin.patch(address, json=fields, headers={"If-Match": etag})


async def test_the_leaders_decision_stands_with_the_meeting(remote: Site):
    meeting = await remote.create(number="H1", remote=True, urgency=decision(remote), items=[item()])

    assert meeting["urgency"] == {"ground": "no_time", "reason": REASON, "decidedBy": "Person chair"}
    assert (await change(remote, meeting["id"], urgency=None)).json()["urgency"] is None


@pytest.mark.parametrize("who", ["member", "deputy", "union_representative"])
async def test_nobody_but_the_leader_decides_it(remote: Site, who: str):
    meeting = await remote.create(number=f"H-{who[:6]}", items=[item()])

    answer = await change(remote, meeting["id"], remote=True, urgency=decision(remote, who))

    assert (answer.status_code, answer.json()["guard"]) == (409, "leader_decides")


async def test_a_leader_who_is_inhabile_in_one_of_the_cases_does_not_decide_it(remote: Site):
    meeting = await remote.create(number="H2", remote=True, items=[item()])
    declared = {"personId": remote.people["chair"], "legalBasis": "kommunelova § 11-10"}
    await remote.admin.post(f"{API}/agenda-items/{meeting['items'][0]['id']}/inhabilities", json=declared)

    answer = await change(remote, meeting["id"], urgency=decision(remote))

    assert (answer.status_code, answer.json()["guard"]) == (409, "leader_decides")


async def test_only_a_remote_meeting_is_an_urgent_one(remote: Site):
    meeting = await remote.create(number="H3", remote=True, urgency=decision(remote), items=[item()])

    answer = await change(remote, meeting["id"], remote=False)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/remote")


async def test_shorter_notice_is_said_and_not_reproached(remote: Site):
    starts = (now() + dt.timedelta(days=2)).isoformat()
    meeting = await remote.create(
        number="H4", startsAt=starts, endsAt=None, remote=True, urgency=decision(remote), items=[item()]
    )

    readiness = await remote.admin.get(f"{API}/meetings/{meeting['id']}/readiness", params={"kind": "papers"})
    plan = await remote.admin.get(f"{API}/meetings/{meeting['id']}/notice-plan")

    codes = {one["code"]: one["severity"] for one in readiness.json()["findings"]}
    assert codes["shorter-notice"] == "info"
    assert "deadline-missed" not in codes
    assert [one["state"] for one in plan.json()["notices"]] == ["shorter", "shorter"]


async def test_a_third_of_the_members_postpones_a_case_before_the_meeting(remote: Site):
    room = await urgent(remote)
    assert (await demand(room, "member", room.budget)).status_code == 204
    assert (await demand(room, "member", room.budget)).status_code == 204
    one = await demands(room, "member", room.budget)
    assert (one["demands"], one["isMine"], await room.item_state(room.budget)) == (1, True, "pending")

    assert (await demand(room, "chair", room.budget)).status_code == 204

    assert await room.item_state(room.budget) == "postponed"
    refused = await demand(room, "member", room.budget, "DELETE")
    assert (refused.status_code, refused.json()["guard"]) == (409, "item_pending")


async def test_a_demand_is_withdrawn_while_the_case_waits_for_nothing(remote: Site):
    room = await urgent(remote)
    await demand(room, "member", room.budget)

    assert (await demand(room, "member", room.budget, "DELETE")).status_code == 204
    await demand(room, "chair", room.budget)

    assert await room.item_state(room.budget) == "pending"


async def test_two_demands_at_once_see_each_other(remote: Site):
    room = await urgent(remote)

    await asyncio.gather(*(demand(room, who, room.budget) for who in ("chair", "member")))

    assert await room.item_state(room.budget) == "postponed"


async def test_who_is_no_member_demands_nothing_and_a_stranger_is_told_nothing(remote: Site):
    room = await urgent(remote)

    answers = {who: (await demand(room, who, room.budget)).status_code for who in remote.actors}

    assert {who: status for who, status in answers.items() if status != 404} == {
        "chair": 204,
        "member": 204,
        "deputy": 403,
    }


async def test_in_an_ordinary_meeting_nobody_demands_it(remote: Site):
    room = await published_room(remote)

    answer = await demand(room, "member", room.budget)

    assert (answer.status_code, answer.json()["guard"]) == (409, "urgent_meeting")


async def test_demands_of_before_and_in_the_meeting_count_together(remote: Site):
    room = await urgent(remote)
    await demand(room, "member", room.budget)
    await room.open()

    assert (await demand(room, "chair", room.budget)).status_code == 204

    assert await room.item_state(room.budget) == "postponed"
    assert (await room.item(room.budget))["mustWait"] is True


async def test_the_secretary_enters_what_is_demanded_in_the_room(remote: Site):
    room = await urgent(remote)
    await room.open()
    await room.do("demand-ordinary-meeting", itemId=room.budget, personId=remote.people["member"])
    await room.do("demand-ordinary-meeting", itemId=room.budget, personId=remote.people["chair"])

    assert await room.item_state(room.budget) == "postponed"
    assert (await room.send("demand-ordinary-meeting", "member", itemId=room.news, headers={})).status_code == 200
