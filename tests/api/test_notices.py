"""The notice plan of a meeting, what is written down when it is published, and the reminders."""

import datetime as dt
from typing import Any

import pytest

from api.domain.kernel.clock import notice_deadlines, oslo_date
from api.domain.kernel.clock import now as this_moment
from api.domain.notice import service
from tests.api.site import API, Site
from tests.api.test_consultations import act, meeting, moment, opened, pass_the_deadline, said


async def plan(site: Site, meeting_id: str) -> dict[str, Any]:
    answer = await site.actors["administration"].get(f"{API}/meetings/{meeting_id}/notice-plan")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def remind(site: Site) -> None:
    async with site.database.work.begin() as session:
        await service.remind(session, this_moment())


async def codes(site: Site, who: str, meeting_id: str) -> list[str]:
    items = (await site.actors[who].get(f"{API}/reminders")).json()["items"]
    return [one["code"] for one in items if one["meetingId"] == meeting_id]


async def test_the_plan_counts_down_to_the_deadlines_of_the_body(site: Site):
    found = await meeting(site)
    shown = await plan(site, found["id"])
    starts = dt.datetime.fromisoformat(found["startsAt"])
    deadlines = notice_deadlines(oslo_date(starts))

    assert [(one["kind"], one["days"], one["state"]) for one in shown["notices"]] == [
        ("agenda", 14, "due"),
        ("papers", 7, "due"),
    ]
    assert dt.datetime.fromisoformat(shown["notices"][0]["deadline"]) == deadlines.agenda
    assert shown["notices"][0]["daysLeft"] == (deadlines.agenda.date() - oslo_date(this_moment())).days
    assert shown["records"] == []


async def test_a_publication_in_time_is_written_down_as_met_and_a_late_one_as_not(site: Site):
    in_time = await meeting(site)
    await site.publish(in_time["id"], "agenda")
    late = await meeting(site, startsAt=moment(days=2), endsAt=None)
    await site.publish(late["id"])

    assert [(one["kind"], one["met"]) for one in (await plan(site, in_time["id"]))["records"]] == [("agenda", True)]
    shown = await plan(site, late["id"])
    assert {(one["kind"], one["met"]) for one in shown["records"]} == {("agenda", False), ("papers", False)}
    assert [one["state"] for one in shown["notices"]] == ["late", "late"]


async def test_a_new_version_is_not_measured_and_what_comes_after_a_withdrawal_is(site: Site):
    found = await meeting(site)
    await site.publish(found["id"])
    await site.publish(found["id"], changeNote="Ei retting.")
    once = await plan(site, found["id"])
    await site.withdraw(found["id"])
    nothing = await plan(site, found["id"])
    await site.publish(found["id"])

    assert len(once["records"]) == 2
    assert [one["publishedAt"] for one in nothing["notices"]] == [None, None]
    assert len((await plan(site, found["id"]))["records"]) == 4


async def test_the_plan_shows_the_consultations_with_their_windows(site: Site):
    found = await meeting(site)
    made = await opened(site, found["items"][0]["id"])
    await said(site, made["id"])

    (shown,) = (await plan(site, found["id"]))["consultations"]
    assert (shown["id"], shown["itemNumber"], shown["state"], shown["daysLeft"]) == (made["id"], 1, "open", 5)
    assert (shown["inputCount"], shown["answerCount"]) == (1, 0)


async def test_the_administration_is_reminded_of_an_overdue_agenda_until_it_is_out(site: Site):
    found = await meeting(site, startsAt=moment(days=5), endsAt=None)
    await remind(site)
    await remind(site)
    before = await codes(site, "administration", found["id"])
    await site.publish(found["id"], "agenda")
    await remind(site)

    assert before.count("agenda_overdue") == 1
    assert "agenda_overdue" not in await codes(site, "administration", found["id"])
    assert await codes(site, "union_representative", found["id"]) == []


async def test_the_unions_are_reminded_of_a_near_deadline_and_the_administration_of_its_answer(site: Site):
    found = await meeting(site)
    made = await opened(site, found["items"][0]["id"], deadline=moment(days=1))
    await said(site, made["id"])
    await remind(site)
    assert await codes(site, "union_representative", found["id"]) == ["consultation_deadline_near"]

    await pass_the_deadline(site, made["id"])
    await remind(site)
    assert await codes(site, "union_representative", found["id"]) == []
    assert "consultation_answer_missing" in await codes(site, "administration", found["id"])


async def test_a_reminder_that_is_ticked_off_does_not_come_back(site: Site):
    found = await meeting(site, startsAt=moment(days=4), endsAt=None)
    await remind(site)
    administration = site.actors["administration"]
    items = (await administration.get(f"{API}/reminders")).json()["items"]
    one = next(i for i in items if i["meetingId"] == found["id"] and i["code"] == "agenda_overdue")
    tag = {"If-Match": f'"{one["revision"]}"'}
    done = await administration.post(f"{API}/reminders/{one['id']}/actions/done", headers=tag)
    await remind(site)

    assert done.status_code == 200, done.text
    assert "agenda_overdue" not in await codes(site, "administration", found["id"])
    tag = {"If-Match": f'"{done.json()["revision"]}"'}
    twice = await administration.post(f"{API}/reminders/{one['id']}/actions/done", headers=tag)
    assert (twice.status_code, twice.json()["guard"]) == (409, "reminder_open")


@pytest.mark.parametrize("who", ["other_administration", "union_representative", "member", "nobody"])
async def test_the_reminders_of_the_administration_are_not_for_others(site: Site, who: str):
    found = await meeting(site, startsAt=moment(days=6), endsAt=None)
    await remind(site)
    mine = (await site.actors["administration"].get(f"{API}/reminders")).json()["items"]
    one = next(i for i in mine if i["meetingId"] == found["id"])
    answer = await site.actors[who].post(f"{API}/reminders/{one['id']}/actions/done", headers={"If-Match": '"1"'})

    assert answer.status_code == 404
    assert await codes(site, who, found["id"]) == []


async def test_closing_a_consultation_ends_the_unions_reminder(site: Site):
    found = await meeting(site)
    made = await opened(site, found["items"][0]["id"], deadline=moment(days=1))
    await remind(site)
    await act(site, made["id"], "close")
    await remind(site)

    assert await codes(site, "union_representative", found["id"]) == []
