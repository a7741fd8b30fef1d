"""The calendar, the standing items, suggestions, and a meeting that is cancelled or moved: over HTTP."""

from typing import Any

import pytest

from tests.api.site import API, PUBLISHED, Site, item, text

DAY = {"date": "2026-03-02", "startsAt": "09:00", "endsAt": "14:45", "place": "Heradshuset"}


async def tagged(site: Site, path: str) -> tuple[Any, str]:
    answer = await site.admin.get(f"{API}{path}")
    assert answer.status_code == 200, answer.text
    return answer.json(), answer.headers["etag"]


async def act(site: Site, meeting_id: str, action: str, **order: Any) -> Any:
    _, etag = await tagged(site, f"/meetings/{meeting_id}")
    path = f"{API}/meetings/{meeting_id}/actions/{action}"
    return await site.admin.post(path, json=order, headers={"If-Match": etag}, timeout=30)


async def test_a_meeting_is_made_from_a_day_of_the_calendar(site: Site):
    calendar = f"{API}/bodies/{site.body_id}/calendar-dates"
    added = await site.admin.post(calendar, json={"dates": [DAY, {**DAY, "date": "2026-04-06"}]})
    assert added.status_code == 201, added.text
    first, easter = added.json()["items"]
    await site.create(number="P1", calendarDateId=first["id"])
    listed = (await site.admin.get(calendar, params={"year": 2026})).json()["items"]

    assert [one["state"] for one in listed] == ["used", "planned"]
    assert (first["workingDay"], easter["workingDay"]) == (True, False)
    assert (await site.admin.get(calendar, params={"year": 2025})).json()["items"] == []


async def test_a_day_of_the_calendar_is_changed_and_removed_by_who_has_seen_it(site: Site):
    calendar = f"{API}/bodies/{site.body_id}/calendar-dates"
    added = await site.admin.post(calendar, json={"dates": [{**DAY, "date": "2027-01-11"}]})
    date_id = added.json()["items"][0]["id"]
    _, etag = await tagged(site, f"/calendar-dates/{date_id}")
    path = f"{API}/calendar-dates/{date_id}"
    changed = await site.admin.patch(path, json={"date": "2027-01-12"}, headers={"If-Match": etag})
    stale = await site.admin.delete(path, headers={"If-Match": etag})
    removed = await site.admin.delete(path, headers={"If-Match": changed.headers["etag"]})

    assert changed.json()["date"] == "2027-01-12"
    assert (stale.status_code, removed.status_code) == (412, 204)


async def test_standing_items_are_set_as_a_whole_and_stand_first_on_a_new_agenda(site: Site):
    path = f"/bodies/{site.body_id}/standing-items"
    _, etag = await tagged(site, path)
    items = [
        {"type": "opening", "title": "Opning"},
        {
            "type": "approval",
            "title": "Innkalling",
            "proposal": text("Innkallinga vert godkjend."),
            "plannedMinutes": 5,
        },
    ]
    answer = await site.admin.put(f"{API}{path}", json={"items": items}, headers={"If-Match": etag})
    assert answer.status_code == 200, answer.text
    again = await site.admin.put(f"{API}{path}", json={"items": []}, headers={"If-Match": etag})
    made = await site.create(number="S1", standingItems=True, items=[item("Budsjett")])

    assert again.status_code == 412
    assert [one["title"] for one in made["items"]] == ["Opning", "Innkalling", "Budsjett"]
    assert made["items"][1]["plannedMinutes"] == 5


async def test_a_standing_proposal_outside_the_schema_is_told_where(site: Site):
    path = f"/bodies/{site.body_id}/standing-items"
    _, etag = await tagged(site, path)
    bad = {"type": "opening", "title": "Opning", "proposal": {"type": "doc", "content": [{"type": "script"}]}}
    answer = await site.admin.put(f"{API}{path}", json={"items": [bad]}, headers={"If-Match": etag})

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/items/0/proposal")


async def test_an_item_is_taken_off_and_taken_up_again(site: Site):
    made = await site.create(number="T1", items=[item("Ein"), item("To")])
    first = made["items"][0]
    _, etag = await tagged(site, f"/agenda-items/{first['id']}")
    await site.admin.delete(f"{API}/agenda-items/{first['id']}", headers={"If-Match": etag})
    query = {"meeting": made["id"]}
    suggested = (await site.admin.get(f"{API}/bodies/{site.body_id}/agenda-suggestions", params=query)).json()["cases"]
    order = {"handlingId": first["handlingId"], "type": "decision", "number": 1}
    answer = await site.admin.post(f"{API}/meetings/{made['id']}/actions/take-up", json=order)
    found, _ = await tagged(site, f"/meetings/{made['id']}")

    assert {"handlingId": first["handlingId"], "reason": "never_treated"}.items() <= next(
        case for case in suggested if case["handlingId"] == first["handlingId"]
    ).items()
    assert answer.status_code == 201, answer.text
    assert [one["title"] for one in found["items"]] == ["Ein", "To"]


async def test_what_another_body_wrote_is_not_taken_up(site: Site):
    made = await site.create(number="O1")
    own = await site.actors["other_administration"].post(
        f"{API}/meetings",
        json={"bodyId": site.other_body_id, "number": "1", "title": "Møte", "startsAt": "2026-01-01T09:00:00+01:00"},
    )
    order = {"handlingId": made["items"][0]["handlingId"], "type": "decision"}
    path = f"{API}/meetings/{own.json()['id']}/actions/take-up"
    answer = await site.actors["other_administration"].post(path, json=order)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/handlingId"


@pytest.mark.parametrize("path", ["standing-items", "calendar-dates", "agenda-suggestions"])
async def test_what_a_body_plans_is_for_its_own_administration(site: Site, path):
    answer = await site.actors["other_administration"].get(f"{API}/bodies/{site.body_id}/{path}")

    assert answer.status_code == 403


async def test_a_cancelled_meeting_says_so_wherever_the_public_looks(site: Site):
    made = await site.create(number="C1")
    await site.publish(made["id"])
    answer = await act(site, made["id"], "cancel", reason="For mange har meldt forfall.")
    assert answer.status_code == 200, answer.text
    public = (await site.anonymous.get(f"{PUBLISHED}/meetings/{made['id']}")).json()
    calendar = (await site.anonymous.get(f"{PUBLISHED}/meetings/{made['id']}/meeting.ics")).text
    page = (await site.anonymous.get(made["path"])).text
    listed = (await site.anonymous.get(f"{PUBLISHED}/meetings")).json()["items"]
    home = (await site.anonymous.get("/")).text

    assert [one["cancelled"] for one in listed if one["id"] == made["id"]] == [True]
    assert "Avlyst" in home
    assert answer.json()["cancelledBecause"] == "For mange har meldt forfall."
    assert public["meeting"]["state"] == "cancelled"
    assert "STATUS:CANCELLED" in calendar
    assert "SEQUENCE:2" in calendar
    assert "Avlyst" in page
    assert "For mange har meldt forfall." in page


async def test_a_moved_meeting_is_public_at_its_new_time(site: Site):
    made = await site.create(number="V1")
    await site.publish(made["id"])
    answer = await act(
        site, made["id"], "move", reason="Møterommet er opptatt.", startsAt="2025-10-27T09:00:00+01:00", place="Vik"
    )
    assert answer.status_code == 200, answer.text
    public = (await site.anonymous.get(f"{PUBLISHED}/meetings/{made['id']}")).json()
    calendar = (await site.anonymous.get(f"{PUBLISHED}/meetings/{made['id']}/meeting.ics")).text

    assert (public["meeting"]["date"], public["meeting"]["place"]) == ("2025-10-27", "Vik")
    assert public["publication"]["changeNote"] == "Møterommet er opptatt."
    assert "DTSTART;TZID=Europe/Oslo:20251027T090000" in calendar
    assert "SEQUENCE:2" in calendar


async def test_a_change_of_what_was_not_seen_is_refused(site: Site):
    made = await site.create(number="W1")
    path = f"{API}/meetings/{made['id']}/actions/cancel"
    without = await site.admin.post(path, json={"reason": "For få saker."})
    stale = await site.admin.post(path, json={"reason": "For få saker."}, headers={"If-Match": '"x"'})

    assert (without.status_code, stale.status_code) == (428, 412)
