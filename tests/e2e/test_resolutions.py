"""The register of resolutions, follow-ups, and the evaluation of a meeting, on the demonstration's held meeting."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.accessibility import sound
from tests.e2e.conftest import Site
from tests.e2e.desk import create_meeting
from tests.e2e.keyboard import Keyboard

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

NAV = "/admin/vedtak/styret/2025-09-22/9"


async def held(page: Page) -> dict[str, Any]:
    """The demonstration's meeting that has been held."""
    meetings = (await (await page.request.get("/api/v1/meetings?limit=100")).json())["items"]
    meeting_id = next(one["id"] for one in meetings if one["number"] == "08-25")
    meeting: dict[str, Any] = await (await page.request.get(f"/api/v1/meetings/{meeting_id}")).json()
    return meeting


async def member_page(browser: Browser, site: Site, cookies: list[Any]) -> Page:
    context = await browser.new_context(base_url=site.url, locale="nn-NO", timezone_id="Europe/Oslo")
    await context.add_cookies(cookies)
    return await context.new_page()


async def test_the_nav_text_is_recorded_when_its_three_blanks_are_filled(admin: Page) -> None:
    meeting = await held(admin)
    item = next(one for one in meeting["items"] if one["title"] == "Vertskommunesamarbeid om NAV")
    await admin.goto(f"/admin/vedtak/nytt/{item['id']}")
    keys = Keyboard(admin)
    await expect(admin.get_by_role("group", name="3 felt er ikkje fylte ut")).to_be_visible()
    await expect(admin.locator(".ProseMirror")).to_be_visible()
    await sound(admin)

    # The register itself refuses what has blanks.
    await keys.press(admin.get_by_role("button", name="Før vedtaket"))
    await expect(admin.get_by_role("alert")).to_be_visible()

    for n, place in enumerate(("Luster", "Sogndal", "Årdal"), start=1):
        await keys.write(admin.get_by_label(f"Felt {n} (xx)"), place)
    await keys.press(admin.get_by_role("button", name="Set inn i teksten"))
    await expect(admin.get_by_role("group", name="felt er ikkje")).to_have_count(0)
    await expect(admin.locator(".ProseMirror")).to_contain_text("Luster, Sogndal, Årdal")
    await keys.press(admin.get_by_role("button", name="Legg til protokolltilførsel"))
    await expect(admin.get_by_role("textbox", name="Kven 1")).to_be_focused()
    await admin.keyboard.type("Marta Kvamsnos")
    await keys.write(admin.get_by_role("textbox", name="Tekst 1"), "Aurland burde vere med.")
    await keys.press(admin.get_by_role("button", name="Før vedtaket"))

    await expect(admin.get_by_role("heading", level=1)).to_contain_text("08-25/9-2")
    await expect(admin.get_by_text("Luster, Sogndal, Årdal")).to_be_visible()
    await expect(admin.get_by_text("Aurland burde vere med.")).to_be_visible()
    await sound(admin)


async def test_a_resolution_is_corrected_superseded_and_let_stand_again(admin: Page, site: Site) -> None:
    meeting = await held(admin)
    item = next(one for one in meeting["items"] if one["title"] == "TryggEST")
    text = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Styret vil det."}]}]}
    made = await admin.request.post(
        f"/api/v1/agenda-items/{item['id']}/resolutions",
        data={"title": "TryggEST", "text": text},
        headers={"Origin": site.url},
    )
    assert made.status == 201, await made.text()
    resolution = await made.json()
    await admin.goto(resolution["path"])
    keys = Keyboard(admin)

    await keys.press(admin.get_by_role("button", name="Rett vedtaket"))
    await keys.write(admin.get_by_label("Tittel", exact=True), "TryggEST i Sogn")
    await keys.write(admin.get_by_label("Kva som vert retta, og kvifor"), "Tittelen var for kort.")
    await sound(admin)
    await keys.press(admin.get_by_role("button", name="Rett vedtaket"))
    await expect(admin.get_by_role("heading", level=1)).to_contain_text("TryggEST i Sogn")
    await keys.press(admin.get_by_role("button", name="Vis utgåva 1"))
    await expect(admin.get_by_text("TryggEST", exact=True)).to_be_visible()

    await keys.press(admin.get_by_role("button", name="Opphev"))
    dialog = admin.get_by_role("dialog")
    await keys.write(dialog.get_by_label("Grunngjeving"), "Prosjektet er slutt.")
    await sound(admin)
    await keys.press(dialog.get_by_role("button", name="Opphev"))
    await expect(dialog).to_have_count(0)
    await expect(admin.get_by_text("Prosjektet er slutt.")).to_be_visible()
    await keys.press(admin.get_by_role("button", name="Lat vedtaket gjelde att"))
    await expect(admin.get_by_role("heading", level=1)).to_be_focused()
    await expect(admin.get_by_text("Prosjektet er slutt.")).to_have_count(0)
    await sound(admin)


async def test_the_register_is_searched_and_filtered(admin: Page) -> None:
    await admin.goto("/admin/vedtak")
    await expect(admin.get_by_role("heading", level=1, name="Vedtak")).to_be_visible()
    after = admin.get_by_role("button", name="Etter møtet")
    await after.click()
    await expect(admin.get_by_role("link", name="Vedtak", exact=True)).to_have_attribute("aria-current", "page")
    await after.press("Escape")
    await sound(admin)
    keys = Keyboard(admin)

    await keys.write(admin.get_by_label("Søk i tittel og tekst, eller etter nummer"), "vertskommuneavtale")
    await admin.keyboard.press("Enter")
    await expect(admin.get_by_role("link", name="Vertskommunesamarbeid om NAV").first).to_be_visible()
    await expect(admin.get_by_role("link", name="Budsjett 2026")).to_have_count(0)
    async with admin.expect_download() as download:
        await admin.get_by_role("link", name="Last ned CSV").click()
    written = (await (await download.value).path()).read_text("utf-8-sig")
    assert "08-25/9" in written
    assert "Budsjett 2026" not in written

    await admin.get_by_label("Søk i tittel og tekst, eller etter nummer").fill("")
    await admin.get_by_label("Status").select_option("superseded")
    await keys.press(admin.get_by_role("button", name="Søk"))
    await expect(admin.get_by_role("status")).to_have_text("1 vedtak")
    await admin.get_by_role("link", name="Sogn for alle").click()
    await expect(admin.get_by_text("Prosjektet har fått lengre frist av fylkeskommunen.")).to_be_visible()
    await admin.get_by_role("link", name="08-25/15").first.click()
    await expect(admin.get_by_role("heading", level=1)).to_contain_text("08-25/15")
    await sound(admin)


async def test_a_follow_up_goes_from_the_administration_to_its_owner_and_back(
    admin: Page, browser: Browser, site: Site, members: dict[str, list[Any]]
) -> None:
    await admin.goto(NAV)
    keys = Keyboard(admin)
    await keys.press(admin.get_by_role("button", name="Legg til oppfølging"))
    dialog = admin.get_by_role("dialog")
    await keys.write(dialog.get_by_label("Kva som skal gjerast"), "Ring fylkeskommunen")
    await dialog.get_by_role("combobox", name="Ansvarleg").select_option(label="Marta Kvamsnos")
    await keys.set_date(dialog.get_by_label("Frist"), 12, 2031)
    await sound(admin)
    await keys.press(dialog.get_by_role("button", name="Lagre"))
    row = admin.get_by_role("listitem").filter(has_text="Ring fylkeskommunen").first
    await expect(row).to_contain_text("Marta Kvamsnos · frist 12. desember 2031")

    member = await member_page(browser, site, members["medlem"])
    await member.goto("/admin")
    own = member.get_by_role("listitem").filter(has_text="Ring fylkeskommunen").first
    await expect(member.get_by_role("heading", name="Mine oppfølgingar")).to_be_visible()
    await sound(member)
    theirs = Keyboard(member)
    await theirs.press(own.get_by_role("button", name=re.compile("^Start")))
    await expect(own).to_contain_text("Under arbeid")
    await theirs.press(own.get_by_role("button", name=re.compile("^Gjort")))
    await theirs.write(member.get_by_role("dialog").get_by_label("Kva som kom ut av det (valfritt)"), "Dei er med.")
    await theirs.press(member.get_by_role("dialog").get_by_role("button", name="Meld som gjort"))
    await expect(own).to_have_count(0)
    await member.context.close()

    await admin.reload()
    await expect(row).to_contain_text("Resultat: Dei er med.")
    await keys.press(row.get_by_text("Historikk"))
    await expect(row).to_contain_text("gjord, Marta Kvamsnos")
    await admin.goto("/admin/oppfølging")
    overview = admin.get_by_role("table", name="Oppfølging per organ")
    await expect(overview.get_by_role("row", name="Styret i Sogn KO")).to_be_visible()
    await expect(admin.get_by_text("Over fristen").first).to_be_visible()
    await expect(admin.get_by_text("Ring fylkeskommunen")).to_have_count(0)
    await sound(admin)


async def test_what_is_not_done_is_put_on_the_next_agenda(admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "61-28")
    await admin.goto(f"/admin/møte/{meeting['id']}")
    suggestions = admin.locator("details").filter(has=admin.get_by_role("heading", name="Oppfølgingar som ikkje"))
    await admin.get_by_text("Hent faste saker, planlagde saker og saker som ventar").click()
    await expect(suggestions).to_be_visible()
    await suggestions.get_by_role("button", name="Set alle på saklista som éi sak").click()
    await expect(admin.get_by_role("button", name=re.compile("Oppfølging av vedtak"))).to_be_visible()
    await expect(suggestions).to_have_count(0)


async def test_a_member_evaluates_the_meeting_and_sees_what_came_of_it(
    admin: Page, browser: Browser, site: Site, members: dict[str, list[Any]]
) -> None:
    member = await member_page(browser, site, members["medlem"])
    await member.goto("/admin/evaluering")
    await expect(member.get_by_text("Ventar på svaret ditt")).to_be_visible()
    await sound(member)
    await member.get_by_role("link", name="Styremøte 08-25 i Sogn KO").click()
    await expect(member.get_by_role("heading", level=1)).to_contain_text("Evaluering av")
    await sound(member)
    keys = Keyboard(member)
    statements = member.get_by_role("group")
    assert await statements.count() == 5
    for n in range(5):
        await keys.reach(statements.nth(n).get_by_role("radio", name="Veit ikkje"))
        # From the last choice of the row on to the first.
        await member.keyboard.press("ArrowRight")
        await expect(statements.nth(n).get_by_role("radio", name="1", exact=True)).to_be_checked()
    await keys.write(member.get_by_label("Vil du seie noko meir? (valfritt)"), "Kaffien var kald.")
    await keys.press(member.get_by_role("button", name="Send svaret"))
    await expect(member.get_by_text("Takk for svaret.")).to_be_visible()
    await expect(member.get_by_text("Kaffien var kald.")).to_have_count(0)
    await sound(member)

    await admin.goto("/admin/evaluering")
    await admin.get_by_role("link", name="Styremøte 08-25 i Sogn KO").click()
    await expect(admin.get_by_text("4 svar")).to_be_visible()
    await admin.get_by_role("button", name="Avslutt evalueringa").click()
    await admin.get_by_role("dialog").get_by_role("button", name="Avslutt evalueringa").click()
    await expect(admin.get_by_text("Kaffien var kald.")).to_be_visible()
    await expect(admin.get_by_role("row", name=re.compile("Alle kom til orde"))).to_contain_text("3,8")
    await sound(admin)
    await member.reload()
    await expect(member.get_by_text("Kaffien var kald.")).to_be_visible()
    await member.context.close()
