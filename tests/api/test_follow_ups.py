import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.delivery.reminders import send_due
from api.domain.identity.tables import Account
from api.domain.kernel.clock import now, oslo_date
from api.domain.kernel.ids import new_id
from api.domain.notice import service as notice
from tests.api.register import CLOSED, act, correct, follow_up, held, record, step
from tests.api.site import API, Site, item, open_site
from tests.conftest import Server
from tests.mailbox import mailbox, texts

TODAY = oslo_date(now())


def day(days: int) -> str:
    return (TODAY + dt.timedelta(days=days)).isoformat()


async def listed(client: Any, **params: Any) -> list[dict[str, Any]]:
    answer = await client.get(f"{API}/follow-ups", params={"limit": 100, **params})
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def reminders(site: Site, who: str, moment: dt.datetime | None = None) -> list[dict[str, Any]]:
    async with site.database.work.begin() as session:
        await notice.remind(session, moment or now())
    items = (await site.actors[who].get(f"{API}/reminders")).json()["items"]
    return [one for one in items if one["code"].startswith("follow_up")]


async def test_a_follow_up_is_given_to_an_account_or_to_somebody_outside(site: Site):
    made = await record(site, await held(site))
    inside = await follow_up(site, made["id"], ownerName=None, ownerId=site.accounts["member"])
    outside = await follow_up(site, made["id"], ownerName="Statsforvaltaren")

    assert (inside["ownerName"], outside["ownerName"]) == ("Account member", "Statsforvaltaren")
    shown = (await site.admin.get(f"{API}/resolutions/{made['id']}")).json()
    assert [one["id"] for one in shown["followUps"]] == [inside["id"], outside["id"]]
    assert (shown["unsettled"], shown["overdue"]) == (2, 2)


@pytest.mark.parametrize("owners", [{}, {"ownerId": new_id("acc"), "ownerName": "Vik"}, {"ownerId": new_id("acc")}])
async def test_a_follow_up_has_one_owner_that_there_is(site: Site, owners: dict[str, str]):
    made = await record(site, await held(site))
    new = {"what": "Skriv", "dueOn": "2026-01-01", **owners}

    assert (await site.admin.post(f"{API}/resolutions/{made['id']}/follow-ups", json=new)).status_code == 422


async def test_what_is_closed_is_given_only_to_who_may_read_it(site: Site):
    made = await record(site, await held(site), **CLOSED)

    async def give(kind: str) -> int:
        new = {"what": "Skriv", "dueOn": "2026-01-01", "ownerId": site.accounts[kind]}
        return (await site.admin.post(f"{API}/resolutions/{made['id']}/follow-ups", json=new)).status_code

    assert [await give(kind) for kind in ("member", "administration", "union_representative", "nobody")] == [
        201,
        201,
        422,
        422,
    ]


async def test_the_owner_carries_it_out_and_the_log_keeps_how(site: Site):
    made = await record(site, await held(site))
    row = await follow_up(site, made["id"], ownerName=None, ownerId=site.accounts["member"], dueOn="2026-03-01")
    member = site.actors["member"]

    begun = (await step(member, row, "start")).json()
    done = (await step(member, begun, "done", {"result": "Saka er send."})).json()

    assert (begun["state"], done["state"], done["result"]) == ("in_progress", "done", "Saka er send.")
    assert done["settledAt"]
    history = (await member.get(f"{API}/follow-ups/{row['id']}")).json()["history"]
    assert [(one["what"], one["by"], one["state"]) for one in history] == [
        ("added", "Kari Kontor", "open"),
        ("started", "Account member", "in_progress"),
        ("done", "Account member", "done"),
    ]
    assert (await step(member, done, "start")).json()["guard"] == "follow_up_state"
    again = (await step(member, done, "reopen")).json()
    assert (again["state"], again["settledAt"]) == ("open", None)


async def test_it_is_dropped_by_the_administration_for_a_reason(site: Site):
    made = await record(site, await held(site))
    row = await follow_up(site, made["id"], ownerName=None, ownerId=site.accounts["member"])

    by_owner = await step(site.actors["member"], row, "drop", {"reason": "Vil ikkje."})
    without = await step(site.admin, row, "drop", {})
    dropped = await step(site.admin, row, "drop", {"reason": "Kommunane sa nei."})

    assert (by_owner.status_code, without.status_code) == (403, 422)
    assert (dropped.json()["state"], dropped.json()["reason"]) == ("dropped", "Kommunane sa nei.")


async def test_another_member_says_nothing_of_it(site: Site):
    made = await record(site, await held(site))
    row = await follow_up(site, made["id"], ownerName=None, ownerId=site.accounts["member"])

    assert (await step(site.actors["chair"], row, "done", {})).status_code == 403
    assert (await step(site.actors["nobody"], row, "done", {})).status_code == 404


async def test_it_is_changed_until_it_is_settled(site: Site):
    made = await record(site, await held(site))
    row = await follow_up(site, made["id"])
    address = f"{API}/follow-ups/{row['id']}"

    changed = await site.admin.patch(
        address,
        json={"what": "Send", "ownerId": site.accounts["chair"], "dueOn": "2027-01-01"},
        headers={"If-Match": '"1"'},
    )
    stale = await site.admin.patch(address, json={"what": "Ring"}, headers={"If-Match": '"1"'})

    assert (changed.json()["ownerName"], changed.json()["dueOn"]) == ("Account chair", "2027-01-01")
    assert stale.status_code == 412
    done = (await step(site.admin, changed.json(), "done", {})).json()
    late = await site.admin.patch(address, json={"what": "Ring"}, headers={"If-Match": f'"{done["revision"]}"'})
    assert late.json()["guard"] == "follow_up_state"


async def test_a_resolution_that_holds_no_more_gets_no_follow_up(site: Site):
    made = await record(site, await held(site))
    await act(site, made["id"], "rescind", {"reason": "Uaktuelt."})
    new = {"what": "Skriv", "ownerName": "Vik", "dueOn": "2026-01-01"}

    answer = await site.admin.post(f"{API}/resolutions/{made['id']}/follow-ups", json=new)

    assert answer.json()["guard"] == "resolution_stands"


async def test_the_overview_has_the_first_due_first_and_the_settled_on_demand(site: Site):
    made = await record(site, await held(site))
    late = await follow_up(site, made["id"], what="Sein", dueOn=day(30))
    overdue = await follow_up(site, made["id"], what="Over", dueOn=day(-5))
    done = await follow_up(site, made["id"], what="Gjort", dueOn=day(-9))
    await step(site.admin, done, "done", {})

    def mine(rows: list[dict[str, Any]]) -> list[str]:
        return [one["id"] for one in rows if one["resolution"]["id"] == made["id"]]

    assert mine(await listed(site.admin)) == [overdue["id"], late["id"]]
    assert mine(await listed(site.admin, settled=True)) == [done["id"], overdue["id"], late["id"]]
    assert mine(await listed(site.actors["union_representative"])) == [overdue["id"], late["id"]]
    assert mine(await listed(site.admin, body=site.other_body_id)) == []
    assert [one["isOverdue"] for one in await listed(site.admin) if one["resolution"]["id"] == made["id"]] == [
        True,
        False,
    ]


async def test_an_owner_sees_an_own_one_and_no_other(site: Site):
    """Even who has nothing to do with the body: somebody has given it away."""
    made = await record(site, await held(site))
    own = await follow_up(site, made["id"], ownerName=None, ownerId=site.accounts["nobody"])
    await follow_up(site, made["id"])
    nobody = site.actors["nobody"]

    rows = await listed(nobody)

    assert [one["id"] for one in rows] == [own["id"]]
    assert rows[0]["resolution"]["path"] is None
    assert rows[0]["isMine"]
    assert [one["id"] for one in await listed(nobody, mine=True)] == [own["id"]]
    assert not {one["id"] for one in await listed(site.admin, mine=True)} & {own["id"]}


async def test_an_owner_loses_sight_of_it_when_the_resolution_is_closed(site: Site):
    made = await record(site, await held(site))
    own = await follow_up(site, made["id"], ownerName=None, ownerId=site.accounts["union_representative"])
    await correct(site, made["id"], **CLOSED)
    client = site.actors["union_representative"]

    assert own["id"] not in [one["id"] for one in await listed(client, settled=True)]
    assert (await client.get(f"{API}/follow-ups/{own['id']}")).status_code == 404


async def test_the_owners_to_choose_from_write_for_the_body_or_sit_in_it(site: Site):
    answer = await site.actors["administration"].get(f"{API}/bodies/{site.body_id}/follow-up-owners")
    names = {one["name"] for one in answer.json()["items"]}

    assert {"Account administration", "Account case_officer", "Account member", "Account union_representative"} <= names
    assert not names & {"Account nobody", "Account other_administration"}


# Reminders


async def test_an_owner_is_reminded_a_week_before_and_on_the_day_until_it_is_done(site: Site):
    made = await record(site, await held(site))
    row = await follow_up(site, made["id"], ownerName=None, ownerId=site.accounts["chair"], dueOn=day(10))

    def told(items: list[dict[str, Any]]) -> list[str]:
        return [one["code"] for one in items if one["subjectId"] == row["id"]]

    assert told(await reminders(site, "chair")) == []
    assert told(await reminders(site, "chair", now() + dt.timedelta(days=3))) == ["follow_up_due_soon"]
    assert told(await reminders(site, "administration", now() + dt.timedelta(days=3))) == []
    assert told(await reminders(site, "chair", now() + dt.timedelta(days=10))) == ["follow_up_due"]
    await step(site.admin, row, "done", {})
    assert told(await reminders(site, "chair", now() + dt.timedelta(days=11))) == []


async def test_the_reminder_follows_the_owner(site: Site):
    made = await record(site, await held(site))
    row = await follow_up(site, made["id"], ownerName=None, ownerId=site.accounts["chair"], dueOn=day(0))
    await reminders(site, "chair")
    await site.admin.patch(
        f"{API}/follow-ups/{row['id']}", json={"ownerName": "Vik kommune"}, headers={"If-Match": '"1"'}
    )

    for who, told in (("administration", True), ("chair", False)):
        assert (row["id"] in [one["subjectId"] for one in await reminders(site, who)]) is told


# Before the body again


async def suggested(site: Site, meeting_id: str) -> list[dict[str, Any]]:
    answer = await site.admin.get(f"{API}/bodies/{site.body_id}/agenda-suggestions", params={"meeting": meeting_id})
    assert answer.status_code == 200, answer.text
    return answer.json()["followUps"]


async def test_what_is_not_settled_comes_back_on_each_agenda_until_it_is(site: Site):
    made = await record(site, await held(site))
    row = await follow_up(site, made["id"], what="Rekn ut kostnaden", dueOn=day(-3))
    first, second = await site.create(number="fup-1"), await site.create(number="fup-2")
    assert row["id"] in [one["followUpId"] for one in await suggested(site, first["id"])]

    answer = await site.admin.post(
        f"{API}/meetings/{first['id']}/actions/take-up-follow-ups", json={"followUpIds": [row["id"]], "number": 1}
    )

    assert answer.status_code == 201, answer.text
    (item_id,) = answer.json()["itemIds"]
    shown = (await site.admin.get(f"{API}/agenda-items/{item_id}")).json()
    assert (shown["type"], shown["number"], shown["title"]) == ("status", 1, "Oppfølging av vedtak")
    assert "Rekn ut kostnaden" in str(shown["text"])
    assert made["number"] in str(shown["text"])
    assert row["id"] not in [one["followUpId"] for one in await suggested(site, first["id"])]
    assert row["id"] in [one["followUpId"] for one in await suggested(site, second["id"])]
    await step(site.admin, {**row, "revision": 2}, "done", {})
    assert row["id"] not in [one["followUpId"] for one in await suggested(site, second["id"])]


async def test_what_is_closed_comes_back_on_a_closed_item(site: Site):
    meeting = await held(site, item("Ope"), item("Lukka"))
    shown = await follow_up(site, (await record(site, meeting, 0))["id"], what="Open oppgåve")
    hidden = await follow_up(site, (await record(site, meeting, 1, **CLOSED))["id"], what="Lukka oppgåve")
    coming = await site.create(number="fup-3")

    answer = await site.admin.post(
        f"{API}/meetings/{coming['id']}/actions/take-up-follow-ups",
        json={"followUpIds": [shown["id"], hidden["id"]], "number": 1},
    )

    open_item, closed_item = [
        (await site.admin.get(f"{API}/agenda-items/{item_id}")).json() for item_id in answer.json()["itemIds"]
    ]
    assert "Lukka oppgåve" not in str(open_item)
    assert closed_item["access"] == "closed"
    assert closed_item["openTitle"] == "Oppfølging av vedtak: Personalsak"
    assert (open_item["number"], closed_item["number"]) == (1, 2)


async def test_what_is_settled_or_stands_there_already_is_not_put_on_the_agenda(site: Site):
    made = await record(site, await held(site))
    row = await follow_up(site, made["id"])
    coming = await site.create(number="fup-4")
    address = f"{API}/meetings/{coming['id']}/actions/take-up-follow-ups"
    assert (await site.admin.post(address, json={"followUpIds": [row["id"]]})).status_code == 201

    again = await site.admin.post(address, json={"followUpIds": [row["id"]]})

    assert again.status_code == 422
    assert again.json()["errors"][0]["pointer"] == "/followUpIds/0"


async def counted(site: Site, who: str) -> dict[str, int]:
    """How the board's follow-ups stand, as somebody sees them."""
    items = (await site.actors[who].get(f"{API}/follow-ups/counts")).json()["items"]
    return next((one for one in items if one["bodyId"] == site.body_id), {})


async def test_follow_ups_are_counted_by_body_and_state_as_far_as_one_sees_them(site: Site):
    async def more(before: dict[str, int], who: str) -> dict[str, int]:
        after = await counted(site, who)
        names = ("overdue", "open", "inProgress", "done", "dropped")
        return {name: after[name] - before.get(name, 0) for name in names if after[name] != before.get(name, 0)}

    seen = {who: await counted(site, who) for who in ("administration", "union_representative", "nobody")}
    made = await record(site, await held(site))
    hidden = await record(site, await held(site), **CLOSED)
    await follow_up(site, made["id"], dueOn=day(-1))
    begun = await follow_up(site, made["id"], dueOn=day(0))
    assert (await step(site.admin, begun, "start")).status_code == 200
    await follow_up(site, hidden["id"], dueOn=day(-1))
    done = await follow_up(site, made["id"], dueOn=day(-1))
    assert (await step(site.admin, done, "done", {})).status_code == 200

    assert await more(seen["administration"], "administration") == {"overdue": 2, "open": 2, "inProgress": 1, "done": 1}
    told = await more(seen["union_representative"], "union_representative")
    assert told == {"overdue": 1, "open": 1, "inProgress": 1, "done": 1}
    assert await counted(site, "nobody") == seen["nobody"]


async def owned(site: Site, address: str | None, **fields: Any) -> dict[str, Any]:
    """A follow-up of the chair's account, which has the address, with its reminder made."""
    async with site.database.work.begin() as session:
        await session.execute(sa.update(Account).where(Account.id == site.accounts["chair"]).values(email=address))
    made = await record(site, await held(site), **fields)
    row = await follow_up(site, made["id"], ownerName=None, ownerId=site.accounts["chair"], dueOn=day(2))
    await reminders(site, "chair")
    return row


async def test_an_owner_is_reminded_by_mail_once_and_without_a_word_of_what_it_is(server: Server, tmp_path: Path):
    async with mailbox() as box, open_site(server, tmp_path, smtp_url=box.url) as site:
        row = await owned(site, "leiar@example.no", **CLOSED)
        assert await send_due(site.database, site.settings) == 1
        assert await send_due(site.database, site.settings) == 0

        (mail,) = box.to("leiar@example.no")
        assert mail["Subject"] == "Ei oppfølging har frist innan ei veke"
        for told in texts(mail):
            assert f"/admin/oppf%C3%B8lging#{row['id']}" in told
            assert "Send saka til kommunane" not in told
            assert "Personalsak" not in told


async def test_a_reminder_that_the_server_could_not_take_is_sent_the_next_time(server: Server, tmp_path: Path):
    async with mailbox() as box, open_site(server, tmp_path, smtp_url=box.url) as site:
        await owned(site, "leiar@example.no")
        box.refusals = ["451 4.3.2 Later"]
        assert await send_due(site.database, site.settings) == 0
        assert await send_due(site.database, site.settings) == 1
        await owned(site, "leiar@example.no")
        box.refusals = ["550 5.1.1 Nobody of that name"]
        assert await send_due(site.database, site.settings) == 0
        assert await send_due(site.database, site.settings) == 0


async def test_without_a_server_or_an_address_no_reminder_is_mailed(server: Server, tmp_path: Path):
    async with mailbox() as box, open_site(server, tmp_path, smtp_url=box.url) as site:
        await owned(site, None)
        assert await send_due(site.database, site.settings) == 0
        await owned(site, "leiar@example.no")
        assert await send_due(site.database, site.settings.model_copy(update={"smtp_url": None})) == 0
        assert await send_due(site.database, site.settings) == 2
