"""The board's year: planned, moved by keyboard, rolled, out to a spreadsheet and in again."""

import datetime as dt
import io
import itertools
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.e2e.accessibility import overflow, small_targets, violations
from tests.e2e.conftest import Site
from tests.e2e.keyboard import Keyboard

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

YEARS = itertools.count(2041)


async def board(page: Page) -> str:
    listed = await (await page.request.get("/api/v1/bodies")).json()
    return next(body["id"] for body in listed["items"] if body["slug"] == "styret")


async def post(page: Page, site: Site, path: str, data: dict[str, Any]) -> dict[str, Any]:
    answer = await page.request.post(path, data=data, headers={"Origin": site.url})
    assert answer.status == 201, await answer.text()
    made: dict[str, Any] = await answer.json()
    return made


async def plan_with_meetings(page: Page, site: Site) -> dict[str, Any]:
    """A plan for a year of its own, with meetings in March and June and one case planned for March."""
    year, body = next(YEARS), await board(page)
    meetings = [
        await post(
            page,
            site,
            "/api/v1/meetings",
            {
                "bodyId": body,
                "number": f"0{number}-{year % 100}",
                "title": f"Styremøte {number}",
                "startsAt": f"{year}-0{month}-09T09:00:00+01:00",
            },
        )
        for number, month in ((1, 3), (2, 6))
    ]
    plan = await post(page, site, "/api/v1/work-plans", {"bodyId": body, "year": year, "title": f"Plan {year}"})
    entry = {"title": "Rekneskap", "meetingId": meetings[0]["id"], "responsible": "Økonomi"}
    await post(page, site, f"/api/v1/work-plans/{plan['id']}/entries", entry)
    return {**plan, "meetings": meetings}


async def show(page: Page, year: int) -> None:
    await page.goto(f"/admin/arbeidsplan?organ=styret&år={year}")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(str(year))


def row(page: Page, title: str) -> Any:
    return page.get_by_role("row").filter(has_text=title)


async def in_group(page: Page, meeting: dict[str, Any], title: str) -> None:
    await expect(page.locator(f"#{meeting['id']}").get_by_text(title)).to_be_visible()


async def choose(page: Page, title: str, action: str) -> None:
    await page.get_by_label(f"Meir for «{title}»").click()
    await page.get_by_role("button", name=action, exact=True).click()


async def test_a_year_without_a_plan_offers_a_start(admin: Page) -> None:
    year = next(YEARS)
    await admin.goto(f"/admin/arbeidsplan?organ=styret&år={year}")
    await expect(admin.get_by_role("heading", name=f"Ingen arbeidsplan for {year} enno")).to_be_visible()
    assert await violations(admin) == []

    await admin.get_by_role("button", name="Start med ein tom plan").click()

    await expect(admin.get_by_role("heading", level=1)).to_have_text(f"Plan for styret sitt arbeid {year}")
    await expect(admin.get_by_text("Planen er tom.")).to_be_visible()


async def test_a_case_is_added_changed_and_taken_away_again(admin: Page, site: Site) -> None:
    plan = await plan_with_meetings(admin, site)
    await show(admin, plan["year"])
    await admin.get_by_role("button", name="Ny sak eller aktivitet").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Tittel").fill("Val av leiar")
    await dialog.get_by_label("Sakstype").select_option("election")
    await dialog.get_by_label("Når").select_option(plan["meetings"][1]["id"])
    assert await violations(admin) == []
    await dialog.get_by_role("button", name="Legg til").click()
    await in_group(admin, plan["meetings"][1], "Val av leiar")

    await choose(admin, "Val av leiar", "Endre")
    await dialog.get_by_label("Ansvarleg").fill("Valnemnda")
    await dialog.get_by_role("button", name="Lagre").click()
    await expect(row(admin, "Val av leiar")).to_contain_text("Valnemnda")

    await choose(admin, "Val av leiar", "Slett")
    await expect(admin.get_by_role("status").get_by_text("«Val av leiar» er sletta.")).to_be_visible()
    await expect(row(admin, "Val av leiar")).to_have_count(0)
    await admin.get_by_role("button", name="Angre").click()
    await in_group(admin, plan["meetings"][1], "Val av leiar")


async def test_the_keyboard_alone_moves_a_case_to_the_next_meeting_and_back(admin: Page, site: Site) -> None:
    plan = await plan_with_meetings(admin, site)
    first, second = plan["meetings"]
    await show(admin, plan["year"])
    await admin.get_by_label(f"Flytt «Rekneskap» ut til møte {second['number']}").focus()
    await admin.keyboard.press("Enter")
    await in_group(admin, second, "Rekneskap")
    # The focus goes along, so that the next key press moves the same case.
    await expect(admin.locator(":focus")).to_have_attribute("aria-label", re.compile("Rekneskap"))
    await admin.keyboard.press("Shift+Tab")
    await admin.keyboard.press("Enter")
    await in_group(admin, first, "Rekneskap")


async def test_a_case_is_dragged_to_another_meeting_and_the_move_undone(admin: Page, site: Site) -> None:
    plan = await plan_with_meetings(admin, site)
    first, second = plan["meetings"]
    # All of the plan in view: what scrolls between press and move would drag another thing.
    await admin.set_viewport_size({"width": 1280, "height": 1400})
    await show(admin, plan["year"])
    target = admin.locator(f"#{second['id']} h2")
    await row(admin, "Rekneskap").get_by_text("Rekneskap").hover()
    await admin.mouse.down()
    # The first move only begins the drag.
    await target.hover()
    await target.hover()
    await admin.mouse.up()
    await in_group(admin, second, "Rekneskap")
    await admin.get_by_role("button", name="Angre").click()
    await in_group(admin, first, "Rekneskap")


async def test_a_move_with_a_reason_leaves_a_trail(admin: Page, site: Site) -> None:
    plan = await plan_with_meetings(admin, site)
    first, second = plan["meetings"]
    await show(admin, plan["year"])
    await choose(admin, "Rekneskap", "Flytt med grunngjeving")
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Når").select_option(second["id"])
    await dialog.get_by_label("Grunngjeving").fill("Revisor er ikkje ferdig.")
    assert await violations(admin) == []
    await dialog.get_by_role("button", name="Flytt", exact=True).click()
    await in_group(admin, second, f"Kom frå møte {first['number']}")
    await in_group(admin, first, f"Flytta til møte {second['number']}")
    await in_group(admin, first, "Revisor er ikkje ferdig.")


async def test_a_case_is_dropped_with_a_reason_and_taken_up_again(admin: Page, site: Site) -> None:
    plan = await plan_with_meetings(admin, site)
    await show(admin, plan["year"])
    await choose(admin, "Rekneskap", "Stryk frå planen")
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Grunngjeving").fill("Høyrer til representantskapet.")
    await dialog.get_by_role("button", name="Stryk", exact=True).click()
    await expect(row(admin, "Rekneskap")).to_contain_text("Høyrer til representantskapet.")
    await choose(admin, "Rekneskap", "Ta opp att")
    await expect(row(admin, "Rekneskap").get_by_text("Planlagd")).to_be_visible()


async def test_a_case_is_put_on_the_agenda_of_its_meeting(admin: Page, site: Site) -> None:
    plan = await plan_with_meetings(admin, site)
    await show(admin, plan["year"])
    await choose(admin, "Rekneskap", "Set på saklista")
    await admin.get_by_role("dialog").get_by_role("button", name="Set på saklista").click()
    await admin.get_by_role("link", name="Sak 1 på saklista").click()
    await expect(admin.get_by_role("button", name=re.compile("Rekneskap"))).to_be_visible()


async def test_the_plan_is_rolled_after_a_look_at_what_will_happen(admin: Page, site: Site) -> None:
    year = dt.datetime.now(dt.UTC).year
    listed = await (await admin.request.get("/api/v1/work-plans")).json()
    plan = next(one for one in listed["items"] if one["year"] == year)
    late = {"title": "Etterslep", "date": f"{year}-01-01", "kind": "activity"}
    await post(admin, site, f"/api/v1/work-plans/{plan['id']}/entries", late)
    await show(admin, year)
    await admin.get_by_role("button", name="Rull planen vidare").click()
    dialog = admin.get_by_role("dialog")
    await expect(dialog.get_by_role("listitem").filter(has_text="Etterslep")).to_contain_text("møte")
    assert await violations(admin) == []
    await dialog.get_by_role("button", name="Rull planen").click()
    await expect(admin.get_by_role("status").get_by_text("Planen er rulla: 1 flytta")).to_be_visible()


async def test_a_plan_goes_to_a_spreadsheet_and_comes_back_changed(admin: Page, site: Site) -> None:
    plan = await plan_with_meetings(admin, site)
    await show(admin, plan["year"])
    async with admin.expect_download() as downloading:
        await admin.get_by_role("link", name="Last ned som Excel").click()
    book = opened(await (await downloading.value).path())
    book.active["G4"] = "Revisor"
    book.active.append(["april", None, None, "Aktivitet", "Synfaring"])
    book.active.append([None, None, None, None, "Utan månad"])
    await admin.get_by_role("button", name="Importer frå Excel").click()
    await choose_file(admin, book)
    dialog = admin.get_by_role("dialog")
    await expect(dialog.get_by_text("Det manglar månad, dato eller møte.")).to_be_visible()
    await expect(dialog.get_by_role("button", name="Importer alt")).to_be_disabled()
    assert await violations(admin) == []

    book.active["A6"] = "mai"
    await dialog.get_by_role("button", name="Vel ei anna fil").click()
    await choose_file(admin, book)
    await expect(dialog.get_by_text("2 nye, 1 endra, 0 uendra")).to_be_visible()
    await dialog.get_by_role("button", name="Importer alt").click()
    await expect(dialog).to_have_count(0)
    await expect(row(admin, "Rekneskap")).to_contain_text("Revisor")
    await expect(row(admin, "Synfaring")).to_be_visible()


def opened(path: Path) -> openpyxl.Workbook:
    # A download has no ending, and openpyxl goes by that.
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


async def choose_file(page: Page, book: openpyxl.Workbook) -> None:
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    file = {"name": "plan.xlsx", "mimeType": kind, "buffer": out.getvalue()}
    field = page.get_by_role("dialog").get_by_label("Slepp reknearket her, eller vel ei fil").locator("input")
    await field.set_input_files(file)  # type: ignore[arg-type]


async def test_the_year_wheel_leads_to_a_month_and_on_to_the_table(admin: Page, site: Site) -> None:
    plan = await plan_with_meetings(admin, site)
    await show(admin, plan["year"])
    await admin.get_by_role("button", name="Årshjul").click()
    await admin.get_by_role("link", name="mars: 1 sak eller aktivitet").focus()
    await admin.keyboard.press("Enter")
    await expect(admin.get_by_role("heading", name="mars")).to_be_focused()
    await admin.keyboard.press("Tab")
    await admin.keyboard.press("Enter")
    await expect(row(admin, "Rekneskap")).to_be_focused()


async def test_a_member_reads_the_plan_and_is_offered_no_change(
    page: Page, context: BrowserContext, members: dict[str, list[Any]]
) -> None:
    await context.add_cookies(members["medlem"])
    await show(page, dt.datetime.now(dt.UTC).year)
    await expect(row(page, "Budsjett for neste år")).to_be_visible()
    await expect(page.get_by_role("link", name="Last ned som Excel")).to_be_visible()
    for offer in ("Ny sak eller aktivitet", "Rull planen vidare", "Importer frå Excel"):
        await expect(page.get_by_role("button", name=offer)).to_have_count(0)
    assert await violations(page) == []


async def test_the_filter_leaves_only_what_is_asked_for(admin: Page, site: Site) -> None:
    plan = await plan_with_meetings(admin, site)
    activity = {"title": "Synfaring", "kind": "activity", "month": 4}
    await post(admin, site, f"/api/v1/work-plans/{plan['id']}/entries", activity)
    await show(admin, plan["year"])
    await admin.get_by_label("Slag", exact=True).select_option("activity")
    await expect(row(admin, "Rekneskap")).to_have_count(0)
    await expect(row(admin, "Synfaring")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["Tabell", "Årshjul"])
@pytest.mark.parametrize("width", [320, 1280])
async def test_the_plan_of_the_year_has_no_barriers(admin: Page, view: str, width: int, scheme: Any) -> None:
    await admin.emulate_media(color_scheme=scheme)
    await admin.set_viewport_size({"width": width, "height": 800})
    await show(admin, dt.datetime.now(dt.UTC).year)
    await admin.get_by_role("button", name=view).click()
    assert await violations(admin) == []
    assert await overflow(admin) == 0
    assert await small_targets(admin) == []


async def test_the_keyboard_alone_makes_a_meeting_of_what_is_planned_for_a_month(admin: Page, site: Site) -> None:
    plan = await plan_with_meetings(admin, site)
    entries = f"/api/v1/work-plans/{plan['id']}/entries"
    day, other = f"{plan['year']}-09-12", f"{plan['year']}-09-20"
    for entry in (
        {"title": "Budsjettramme", "date": day, "itemType": "recommendation"},
        {"title": "Møteplan", "month": 9},
        {"title": "Felles høyring", "date": other},
        {"title": "Studietur", "kind": "activity", "month": 9},
    ):
        await post(admin, site, entries, entry)
    keys = Keyboard(admin)
    await show(admin, plan["year"])
    await keys.press(admin.get_by_role("link", name="Opprett møte i september"))
    await expect(admin.get_by_role("heading", level=1, name="Nytt møte")).to_be_visible()
    await expect(admin.get_by_label("Dato")).to_have_value(day)
    await expect(admin.get_by_label("Møtenummer")).not_to_have_value("")
    planned = admin.get_by_role("group", name="Saker frå arbeidsplanen")
    await expect(planned.get_by_role("checkbox", name="Budsjettramme")).to_be_checked()
    await expect(planned.get_by_role("checkbox", name="Felles høyring")).not_to_be_checked()
    await expect(planned.get_by_role("checkbox")).to_have_count(3)
    for width in (1280, 320):
        await admin.set_viewport_size({"width": width, "height": 800})
        assert await violations(admin) == []
        assert await overflow(admin) == 0
        assert await small_targets(admin) == []
    await admin.set_viewport_size({"width": 1280, "height": 800})
    await keys.press(planned.get_by_role("checkbox", name="Møteplan"), "Space")
    await expect(planned.get_by_role("checkbox", name="Møteplan")).not_to_be_checked()
    await admin.keyboard.press("Space")
    await keys.press(admin.get_by_role("button", name="Lag møtet"))

    await expect(admin.get_by_role("button", name=re.compile("Budsjettramme"))).to_be_visible()
    found = await (await admin.request.get(f"/api/v1/work-plans/{plan['id']}")).json()
    made = next(one for one in found["meetings"] if one["startsAt"].startswith(day))
    at = {entry["title"]: (entry["state"], entry["meetingId"]) for entry in found["entries"]}
    assert at["Budsjettramme"] == at["Møteplan"] == ("on_agenda", made["id"])
    assert at["Felles høyring"] == at["Studietur"] == ("planned", None)
    await show(admin, plan["year"])
    await in_group(admin, made, "Budsjettramme")
    await expect(admin.get_by_role("link", name="Opprett møte i september")).to_be_visible()


async def test_a_day_of_the_calendar_is_taken_for_what_is_planned_for_its_month(admin: Page, site: Site) -> None:
    plan = await plan_with_meetings(admin, site)
    await post(admin, site, f"/api/v1/work-plans/{plan['id']}/entries", {"title": "Budsjett", "month": 11})
    dates = [{"date": f"{plan['year']}-11-19", "startsAt": "10:30", "endsAt": "14:00", "place": "Vik"}]
    await post(admin, site, f"/api/v1/bodies/{plan['bodyId']}/calendar-dates", {"dates": dates})
    await show(admin, plan["year"])
    await admin.get_by_role("link", name="Opprett møte i november").click()

    await expect(admin.get_by_label("Dato")).to_have_value(f"{plan['year']}-11-19")
    await expect(admin.get_by_label("Start")).to_have_value("10:30")
    await expect(admin.get_by_label("Stad")).to_have_value("Vik")
    await expect(admin.get_by_role("checkbox", name="Budsjett")).to_be_checked()


async def test_who_may_not_change_the_plan_is_offered_no_meeting_to_make(
    admin: Page, browser: Browser, members: dict[str, list[Any]], site: Site
) -> None:
    plan = await plan_with_meetings(admin, site)
    await post(admin, site, f"/api/v1/work-plans/{plan['id']}/entries", {"title": "Budsjett", "month": 11})
    context = await browser.new_context(base_url=site.url, locale="nn-NO", timezone_id="Europe/Oslo")
    await context.add_cookies(members["medlem"])
    page = await context.new_page()
    await show(page, plan["year"])
    await expect(row(page, "Budsjett")).to_be_visible()
    await expect(page.get_by_role("link", name="Opprett møte i november")).to_have_count(0)
    await context.close()


async def test_on_paper_there_is_the_plan_and_no_way_to_other_pages(admin: Page, site: Site) -> None:
    plan = await plan_with_meetings(admin, site)
    await show(admin, plan["year"])
    await admin.emulate_media(media="print")

    await expect(row(admin, "Rekneskap").get_by_text("Rekneskap")).to_be_visible()
    await expect(admin.get_by_role("navigation")).to_have_count(0)
    await expect(admin.get_by_role("button")).to_have_count(0)
