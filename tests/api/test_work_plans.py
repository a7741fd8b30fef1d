import datetime as dt
import io
import secrets
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from api.domain.kernel.clock import now, oslo_date
from api.domain.organisation.tables import Body
from tests.api.site import API, Site, new_meeting

PLANS = f"{API}/work-plans"
ENTRIES = f"{API}/work-plan-entries"
YEAR = oslo_date(now()).year


@pytest.fixture
async def site(site: Site) -> Site:
    """The same site with two bodies of the test's own: a body has one plan a year."""
    tag = secrets.token_hex(4)
    bodies = [Body(slug=f"{name}-{tag}", name=name, kind="board", sort_key=name) for name in ("styret", "nettverket")]
    async with site.database.work.begin() as session:
        session.add_all(bodies)
    return replace(site, body_id=bodies[0].id, other_body_id=bodies[1].id)


async def create_plan(site: Site, year: int = YEAR, body_id: str | None = None) -> dict[str, Any]:
    new = {"bodyId": body_id or site.body_id, "year": year, "title": f"Plan for styret sitt arbeid {year}"}
    answer = await site.admin.post(PLANS, json=new)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def add(site: Site, plan: dict[str, Any], **fields: Any) -> dict[str, Any]:
    new = {"title": "Budsjett", **fields}
    if not fields.keys() & {"month", "date", "meetingId"}:
        new["month"] = 5
    answer = await site.admin.post(f"{PLANS}/{plan['id']}/entries", json=new)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def meeting(site: Site, number: str, days: int, **fields: Any) -> dict[str, Any]:
    """A meeting so many days from today; items only when asked for."""
    starts = (now() + dt.timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)
    return await site.create(number=number, startsAt=starts.isoformat(), endsAt=None, **{"items": [], **fields})


def year_of(one: dict[str, Any]) -> int:
    return oslo_date(dt.datetime.fromisoformat(one["startsAt"])).year


async def read(site: Site, plan: dict[str, Any]) -> tuple[dict[str, Any], str]:
    answer = await site.admin.get(f"{PLANS}/{plan['id']}")
    assert answer.status_code == 200, answer.text
    return answer.json(), answer.headers["ETag"]


async def act(site: Site, entry: dict[str, Any], action: str, **order: Any) -> Any:
    return await site.admin.post(
        f"{ENTRIES}/{entry['id']}/actions/{action}",
        json=order or ({} if action == "put-on-agenda" else None),
        headers={"If-Match": f'"{entry["revision"]}"'},
    )


async def change(site: Site, entry: dict[str, Any], **patch: Any) -> Any:
    return await site.admin.patch(
        f"{ENTRIES}/{entry['id']}", json=patch, headers={"If-Match": f'"{entry["revision"]}"'}
    )


async def roll(site: Site, plan: dict[str, Any]) -> dict[str, Any]:
    _, etag = await read(site, plan)
    answer = await site.admin.post(f"{PLANS}/{plan['id']}/actions/roll", headers={"If-Match": etag})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_body_has_one_plan_a_year(site: Site):
    plan = await create_plan(site)

    answer = await site.admin.post(PLANS, json={"bodyId": site.body_id, "year": YEAR, "title": "Ein til"})

    assert answer.status_code == 409
    assert answer.json()["workPlanId"] == plan["id"]


async def test_plans_are_listed_latest_year_first_and_by_body_and_year(site: Site):
    for year in (YEAR, YEAR + 2, YEAR + 1):
        await create_plan(site, year)
    await create_plan(site, body_id=site.other_body_id)

    first = (await site.admin.get(PLANS, params={"limit": 2, "body": site.body_id})).json()
    rest = (await site.admin.get(PLANS, params={"limit": 2, "body": site.body_id, "cursor": first["next"]})).json()
    assert [plan["year"] for plan in first["items"] + rest["items"]] == [YEAR + 2, YEAR + 1, YEAR]
    one = (await site.admin.get(PLANS, params={"body": site.body_id, "year": YEAR})).json()
    assert [plan["year"] for plan in one["items"]] == [YEAR]


async def test_an_entry_takes_its_month_from_its_day(site: Site):
    entry = await add(site, await create_plan(site), date=f"{YEAR}-03-09", kind="activity")

    assert (entry["month"], entry["date"], entry["itemType"]) == (3, f"{YEAR}-03-09", None)


async def test_a_case_is_for_decision_unless_it_is_something_else(site: Site):
    plan = await create_plan(site)

    assert (await add(site, plan))["itemType"] == "decision"
    assert (await add(site, plan, itemType="status"))["itemType"] == "status"


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"date": f"{YEAR + 1}-03-09"}, "/date"),
        ({"meetingId": "mtg_01k7z1v8j6e2xbt5w3n4m9q0rs"}, "/meetingId"),
        ({"month": 13}, "/month"),
        ({"month": 1, "title": "  "}, "/title"),
    ],
)
async def test_an_entry_outside_the_plan_is_refused_with_where(site: Site, fields: dict[str, Any], pointer: str):
    plan = await create_plan(site)

    answer = await site.admin.post(f"{PLANS}/{plan['id']}/entries", json={"title": "Budsjett", **fields})

    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == pointer


async def test_an_entry_without_a_place_is_refused(site: Site):
    plan = await create_plan(site)

    assert (await site.admin.post(f"{PLANS}/{plan['id']}/entries", json={"title": "Budsjett"})).status_code == 422


async def test_another_bodys_meeting_is_no_place(site: Site):
    plan = await create_plan(site)
    other = await site.admin.post(f"{API}/meetings", json=new_meeting(site.other_body_id, number="01-26"))

    answer = await site.admin.post(
        f"{PLANS}/{plan['id']}/entries", json={"title": "Budsjett", "meetingId": other.json()["id"]}
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/meetingId"


async def test_a_change_needs_the_version_that_was_seen(site: Site):
    plan = await create_plan(site)
    entry = await add(site, plan)

    assert (await site.admin.patch(f"{ENTRIES}/{entry['id']}", json={"title": "Ny"})).status_code == 428
    assert (await change(site, entry, title="Ny")).status_code == 200
    assert (await change(site, entry, title="Nyare")).status_code == 412


async def test_a_new_place_by_a_change_leaves_no_trail(site: Site):
    plan = await create_plan(site)

    changed = (await change(site, await add(site, plan), month=9, note="Etter ferien")).json()

    assert (changed["month"], changed["note"], changed["movedFrom"], changed["state"]) == (
        9,
        "Etter ferien",
        None,
        "planned",
    )


async def test_a_move_leaves_the_old_entry_with_its_reason_as_a_trail(site: Site):
    plan = await create_plan(site)
    entry = await add(site, plan, responsible="Kari")

    moved = await act(site, entry, "move", month=9, reason="Tala er ikkje klare.")

    assert moved.status_code == 200, moved.text
    new = moved.json()
    old = (await site.admin.get(f"{ENTRIES}/{entry['id']}")).json()
    assert (old["state"], old["reason"], old["movedTo"]["id"]) == ("moved", "Tala er ikkje klare.", new["id"])
    assert (new["state"], new["month"], new["responsible"], new["movedFrom"]["id"]) == (
        "planned",
        9,
        "Kari",
        entry["id"],
    )


async def test_a_move_to_a_year_without_a_plan_is_refused(site: Site):
    entry = await add(site, await create_plan(site))

    answer = await act(site, entry, "move", year=YEAR + 1, month=1, reason="Neste år.")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/year"


async def test_a_move_to_the_next_years_plan_goes_there(site: Site):
    entry = await add(site, await create_plan(site))
    following = await create_plan(site, YEAR + 1)

    new = (await act(site, entry, "move", year=YEAR + 1, month=1, reason="Neste år.")).json()

    assert (new["planId"], new["movedFrom"]["year"]) == (following["id"], YEAR)


async def test_a_move_is_taken_back_while_nothing_came_of_it(site: Site):
    plan = await create_plan(site)
    entry = await add(site, plan)
    new = (await act(site, entry, "move", month=9, reason="Tala er ikkje klare.")).json()
    old = (await site.admin.get(f"{ENTRIES}/{entry['id']}")).json()

    reopened = await act(site, old, "reopen")

    assert (reopened.json()["state"], reopened.json()["reason"], reopened.json()["movedTo"]) == ("planned", None, None)
    assert (await site.admin.get(f"{ENTRIES}/{new['id']}")).status_code == 404


async def test_a_move_whose_entry_has_gone_further_is_not_taken_back(site: Site):
    plan = await create_plan(site)
    entry = await add(site, plan)
    await act(site, (await act(site, entry, "move", month=9, reason="Seint.")).json(), "done")
    old = (await site.admin.get(f"{ENTRIES}/{entry['id']}")).json()

    answer = await act(site, old, "reopen")

    assert (answer.status_code, answer.json()["guard"]) == (409, "successor_untouched")


async def test_a_dropped_entry_keeps_its_reason_and_can_be_reopened(site: Site):
    entry = await add(site, await create_plan(site))

    dropped = (await act(site, entry, "drop", reason="Ikkje aktuelt lenger.")).json()
    assert (dropped["state"], dropped["reason"]) == ("dropped", "Ikkje aktuelt lenger.")
    assert (await act(site, dropped, "reopen")).json()["state"] == "planned"


@pytest.mark.parametrize("action", ["move", "drop"])
async def test_moving_and_dropping_need_a_reason(site: Site, action: str):
    entry = await add(site, await create_plan(site))

    answer = await act(site, entry, action, **({"month": 9} if action == "move" else {"reason": " "}))

    assert answer.status_code == 422


async def test_a_done_entry_is_not_changed(site: Site):
    entry = await add(site, await create_plan(site))
    done = (await act(site, entry, "done")).json()

    answer = await change(site, done, title="Ny")

    assert (answer.status_code, answer.json()["guard"]) == (409, "entry_state")


async def test_a_planned_entry_is_deleted_and_one_with_a_past_is_not(site: Site):
    plan = await create_plan(site)
    entry = await add(site, plan)
    new = (await act(site, await add(site, plan), "move", month=9, reason="Seint.")).json()

    gone = await site.admin.delete(f"{ENTRIES}/{entry['id']}", headers={"If-Match": '"1"'})
    kept = await site.admin.delete(f"{ENTRIES}/{new['id']}", headers={"If-Match": '"1"'})

    assert gone.status_code == 204
    assert (kept.status_code, kept.json()["guard"]) == (409, "entry_has_a_past")


async def test_only_an_empty_plan_is_deleted(site: Site):
    plan = await create_plan(site)
    entry = await add(site, plan)
    _, etag = await read(site, plan)
    refused = await site.admin.delete(f"{PLANS}/{plan['id']}", headers={"If-Match": etag})
    await site.admin.delete(f"{ENTRIES}/{entry['id']}", headers={"If-Match": '"1"'})
    _, etag = await read(site, plan)

    assert (refused.status_code, refused.json()["guard"]) == (409, "plan_is_empty")
    assert (await site.admin.delete(f"{PLANS}/{plan['id']}", headers={"If-Match": etag})).status_code == 204


async def test_a_case_is_put_on_the_agenda_of_its_meeting(site: Site):
    following = await meeting(site, "90-26", 3, items=[])
    plan = await create_plan(site, year_of(following))
    entry = await add(site, plan, meetingId=following["id"], itemType="status", title="Status for prosjekta")

    put = await act(site, entry, "put-on-agenda")

    assert put.status_code == 200, put.text
    assert put.json()["state"] == "on_agenda"
    item = (await site.admin.get(f"{API}/agenda-items/{put.json()['agendaItem']['id']}")).json()
    assert (item["title"], item["type"], item["meetingId"]) == ("Status for prosjekta", "status", following["id"])
    assert put.json()["caseId"] == item["caseId"]


async def test_an_entry_is_taken_off_the_agenda_again_with_its_item(site: Site):
    following = await meeting(site, "90-26", 3)
    entry = await add(site, await create_plan(site, year_of(following)), meetingId=following["id"])
    put = (await act(site, entry, "put-on-agenda")).json()

    off = await act(site, put, "take-off-agenda")

    assert (off.json()["state"], off.json()["agendaItem"]) == ("planned", None)
    assert (await site.admin.get(f"{API}/agenda-items/{put['agendaItem']['id']}")).status_code == 404


async def test_an_activity_is_not_put_on_an_agenda(site: Site):
    following = await meeting(site, "90-26", 3)
    plan = await create_plan(site, year_of(following))
    entry = await add(site, plan, meetingId=following["id"], kind="activity")

    answer = await act(site, entry, "put-on-agenda")

    assert (answer.status_code, answer.json()["guard"]) == (409, "is_a_case")


async def test_an_agenda_needs_a_meeting(site: Site):
    entry = await add(site, await create_plan(site))

    assert (await act(site, entry, "put-on-agenda")).status_code == 422


async def test_what_stands_on_a_coming_agenda_is_not_moved_off_it(site: Site):
    following = await meeting(site, "90-26", 3)
    entry = await add(site, await create_plan(site, year_of(following)), meetingId=following["id"])
    put = (await act(site, entry, "put-on-agenda")).json()

    answer = await act(site, put, "move", month=12, reason="Seinare.")

    assert (answer.status_code, answer.json()["guard"]) == (409, "still_on_agenda")


async def test_rolling_moves_what_is_left_of_a_held_meeting_on_with_a_trail(site: Site):
    held, following = await meeting(site, "89-26", -3), await meeting(site, "90-26", 3)
    plan = await create_plan(site, year_of(held))
    left = await add(site, plan, meetingId=held["id"], title="Vart ikkje nådd")
    await act(site, await add(site, plan, meetingId=held["id"], title="Ferdig"), "done")
    preview = (await site.admin.get(f"{PLANS}/{plan['id']}/roll")).json()["items"]
    assert [(line["what"], line["title"], line["meetingNumber"]) for line in preview] == [
        ("moved", "Vart ikkje nådd", "90-26")
    ]

    result = await roll(site, plan)

    assert (result["done"], result["moved"], result["added"], result["stranded"]) == (0, 1, 0, 0)
    old = (await site.admin.get(f"{ENTRIES}/{left['id']}")).json()
    assert (old["state"], old["movedTo"]["meetingNumber"]) == ("moved", "90-26")
    new = (await site.admin.get(f"{ENTRIES}/{old['movedTo']['id']}")).json()
    assert (new["meetingId"], new["state"]) == (following["id"], "planned")
    assert (await site.admin.get(f"{PLANS}/{plan['id']}/roll")).json()["items"] == []
    again = await roll(site, plan)
    assert (again["moved"], again["added"]) == (0, 0)


async def test_rolling_carries_an_item_without_an_outcome_on_as_the_same_case(site: Site):
    soon, following = await meeting(site, "89-26", 1), await meeting(site, "90-26", 3)
    plan = await create_plan(site, year_of(soon))
    put = (await act(site, await add(site, plan, meetingId=soon["id"]), "put-on-agenda")).json()
    past = (now() - dt.timedelta(days=2)).isoformat()
    etag = (await site.admin.get(f"{API}/meetings/{soon['id']}")).headers["ETag"]
    await site.admin.patch(f"{API}/meetings/{soon['id']}", json={"startsAt": past}, headers={"If-Match": etag})

    await roll(site, plan)

    old = (await site.admin.get(f"{ENTRIES}/{put['id']}")).json()
    new = (await site.admin.get(f"{ENTRIES}/{old['movedTo']['id']}")).json()
    assert (new["caseId"], new["meetingId"]) == (put["caseId"], following["id"])


async def test_rolling_at_the_end_of_the_year_opens_the_next_years_plan(site: Site):
    held = await site.create(number="12-01", startsAt="2001-12-10T09:00:00+01:00", endsAt=None)
    following = await meeting(site, "90-26", 3)
    plan = await create_plan(site, 2001)
    await add(site, plan, meetingId=held["id"])

    await roll(site, plan)

    plans = (await site.admin.get(PLANS, params={"year": year_of(following), "body": site.body_id})).json()["items"]
    assert [one["title"] for one in plans] == [f"Plan for styret sitt arbeid {year_of(following)}"]
    entries = (await read(site, plans[0]))[0]["entries"]
    assert [(one["meetingId"], one["movedFrom"]["year"]) for one in entries] == [(following["id"], 2001)]


async def test_what_recurs_at_each_meeting_is_planned_for_the_meetings_to_come(site: Site):
    held, following = await meeting(site, "89-26", -2), await meeting(site, "90-26", 2)
    plan = await create_plan(site, year_of(held))
    if year_of(following) != plan["year"]:
        await create_plan(site, year_of(following))
    first = await add(site, plan, meetingId=held["id"], recurrence="each_meeting", title="Rulling av planen")
    await act(site, first, "done")

    assert (await roll(site, plan))["added"] == 1
    assert (await roll(site, plan))["added"] == 0


async def test_what_recurs_at_each_meeting_begins_at_one(site: Site):
    plan = await create_plan(site)

    answer = await site.admin.post(
        f"{PLANS}/{plan['id']}/entries", json={"title": "Ymse", "month": 3, "recurrence": "each_meeting"}
    )

    assert (answer.status_code, answer.json()["guard"]) == (409, "recurs_with_meetings")


async def test_what_recurs_is_copied_to_the_next_year_once(site: Site):
    plan = await create_plan(site)
    await add(site, plan, month=3, recurrence="yearly", title="Rekneskap")
    await add(site, plan, month=2, recurrence="quarterly", title="Rapport")
    await add(site, plan, month=4, title="Berre i år")

    for _ in range(2):
        _, etag = await read(site, plan)
        answer = await site.admin.post(f"{PLANS}/{plan['id']}/actions/copy-to-next-year", headers={"If-Match": etag})
        assert answer.status_code == 200, answer.text

    copied = answer.json()
    assert copied["year"] == YEAR + 1
    assert [(one["month"], one["title"]) for one in copied["entries"]] == [
        *((2, "Rapport"), (3, "Rekneskap"), (5, "Rapport"), (8, "Rapport"), (11, "Rapport")),
    ]


async def test_two_who_roll_at_once_do_it_once(site: Site):
    held = await meeting(site, "89-26", -3)
    await meeting(site, "90-26", 3)
    plan = await create_plan(site, year_of(held))
    await add(site, plan, meetingId=held["id"])
    _, etag = await read(site, plan)

    first = await site.admin.post(f"{PLANS}/{plan['id']}/actions/roll", headers={"If-Match": etag})
    second = await site.admin.post(f"{PLANS}/{plan['id']}/actions/roll", headers={"If-Match": etag})

    assert (first.status_code, second.status_code) == (200, 412)


async def test_events_tell_of_changes_without_their_words(site: Site):
    entry = await add(site, await create_plan(site), title="Personalsak om Ola", note="Hemmeleg")
    await act(site, entry, "drop", reason="Ola slutta.")

    feed = str(await site.changes())

    assert "work_plan_entry.dropped" in feed
    for word in ("Personalsak", "Hemmeleg", "slutta"):
        assert word not in feed


# -- spreadsheets ------------------------------------------------------------------------------------------------------


async def export(site: Site, plan: dict[str, Any], lang: str = "nn") -> openpyxl.Workbook:
    answer = await site.admin.get(f"{PLANS}/{plan['id']}/export.xlsx", headers={"Accept-Language": lang})
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(answer.content))


async def send(site: Site, plan: dict[str, Any], book: openpyxl.Workbook, *, accept: bool = False) -> Any:
    out = io.BytesIO()
    book.save(out)
    _, etag = await read(site, plan)
    return await site.admin.post(
        f"{PLANS}/{plan['id']}/imports",
        files={"file": ("plan.xlsx", out.getvalue())},
        data={"accept": str(accept).lower()},
        headers={"If-Match": etag},
    )


def book(*rows: list[Any]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    return made


async def test_an_export_that_comes_back_unchanged_changes_nothing(site: Site):
    following = await meeting(site, "90-26", 3)
    plan = await create_plan(site, year_of(following))
    await add(site, plan, meetingId=following["id"], recurrence="each_meeting", responsible="Kari", note="Ja")
    await add(site, plan, month=4, recurrence="quarterly", kind="activity")
    await add(site, plan, date=f"{plan['year']}-03-09", itemType="election")
    await act(site, await add(site, plan, month=9), "drop", reason="Nei.")

    for lang in ("nn", "nb", "en"):
        shown = await send(site, plan, await export(site, plan, lang))

        assert shown.status_code == 200, shown.text
        assert (shown.json()["items"], shown.json()["unchanged"], shown.json()["faults"]) == ([], 4, [])


async def test_a_preview_tells_what_is_added_and_changed_and_does_nothing(site: Site):
    plan = await create_plan(site)
    await add(site, plan, month=4, title="Rekneskap")
    sheet = await export(site, plan)
    sheet.active["G4"] = "Økonomisjefen"
    sheet.active.append(["juni", None, None, None, "Ny sak"])
    before, _ = await read(site, plan)

    shown = (await send(site, plan, sheet)).json()

    assert (shown["accepted"], shown["added"], shown["changed"]) == (False, 1, 1)
    assert shown["items"] == [
        {
            "row": 4,
            "what": "change",
            "title": "Rekneskap",
            "fields": [{"field": "responsible", "before": None, "after": "Økonomisjefen"}],
        },
        {"row": 5, "what": "add", "title": "Ny sak", "fields": []},
    ]
    assert (await read(site, plan))[0] == before


async def test_an_accepted_import_does_what_was_shown(site: Site):
    following = await meeting(site, "90-26", 3)
    plan = await create_plan(site, year_of(following))
    sheet = book(
        ["Tittel", "Møte", "Mnd", "Gjentaking"], ["Økonomi", "90-26", None, "Kvart møte"], ["Val", None, 9, None]
    )

    done = await send(site, plan, sheet, accept=True)

    assert done.status_code == 200, done.text
    entries = (await read(site, plan))[0]["entries"]
    assert {(one["title"], one["meetingId"], one["recurrence"]) for one in entries} == {
        ("Økonomi", following["id"], "each_meeting"),
        ("Val", None, "none"),
    }
    again = (await send(site, plan, sheet, accept=True)).json()
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 2)


async def test_one_wrong_cell_stops_the_whole_import_and_is_named(site: Site):
    plan = await create_plan(site)
    sheet = book(["Tittel", "Månad", "Møte"], ["God", "mai", None], ["Feil", "mai", "77-77"], [None, "juni", None])

    shown = (await send(site, plan, sheet)).json()
    refused = await send(site, plan, sheet, accept=True)

    assert [(one["row"], one["column"], one["code"]) for one in shown["faults"]] == [
        (3, "C", "meeting_unknown"),
        (4, "A", "title_missing"),
    ]
    assert refused.status_code == 422
    assert (await read(site, plan))[0]["entries"] == []


async def test_what_is_settled_is_not_changed_by_an_import(site: Site):
    plan = await create_plan(site)
    await act(site, await add(site, plan, month=4), "done")
    sheet = await export(site, plan)
    sheet.active["E4"] = "Anna tittel"

    faults = (await send(site, plan, sheet)).json()["faults"]

    assert [(one["row"], one["code"], one["value"]) for one in faults] == [(4, "not_planned", "done")]


async def test_a_copied_row_is_a_new_entry(site: Site):
    plan = await create_plan(site)
    await add(site, plan, month=4)
    sheet = await export(site, plan)
    sheet.active.append(["juni", *(cell.value for cell in sheet.active[4][1:])])

    shown = (await send(site, plan, sheet)).json()

    assert [(one["row"], one["what"]) for one in shown["items"]] == [(5, "add")]


async def test_another_plans_reference_reaches_nothing(site: Site):
    plan, other = await create_plan(site), await create_plan(site, body_id=site.other_body_id)
    foreign = await add(site, other, title="Annan stad")
    sheet = await export(site, other)
    sheet.active["E4"] = "Teken over"

    await send(site, plan, sheet, accept=True)

    assert (await site.admin.get(f"{ENTRIES}/{foreign['id']}")).json()["title"] == "Annan stad"
    assert [one["title"] for one in (await read(site, plan))[0]["entries"]] == ["Teken over"]


async def test_an_import_needs_the_version_that_was_previewed(site: Site):
    plan = await create_plan(site)

    answer = await site.admin.post(
        f"{PLANS}/{plan['id']}/imports", files={"file": ("plan.xlsx", b"PK")}, headers={"If-Match": '"old"'}
    )

    assert answer.status_code == 412


async def test_a_file_that_is_no_spreadsheet_is_refused(site: Site):
    plan = await create_plan(site)
    _, etag = await read(site, plan)

    answer = await site.admin.post(
        f"{PLANS}/{plan['id']}/imports", files={"file": ("plan.xlsx", b"Tittel;Dato")}, headers={"If-Match": etag}
    )

    assert answer.status_code == 415
