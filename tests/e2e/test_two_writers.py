"""Two people in the same case, and one without a net: nobody's text is lost, and both are told."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.accessibility import overflow, violations
from tests.e2e.conftest import Site, choose_password
from tests.e2e.desk import create_meeting, open_desk
from tests.e2e.test_editor import case_text, open_item

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

PASSWORD = "eit passord som er langt nok"


@pytest.fixture(scope="session")
async def olas_session(browser: Browser, site: Site, signed_in: list[Any]) -> list[Any]:
    """The cookie of a second person's session: Ola, of the administration of all bodies."""
    admin = await browser.new_context(base_url=site.url, extra_http_headers={"Origin": site.url})
    await admin.add_cookies(signed_in)
    grants = [{"role": "administration"}]
    made = await admin.request.post("/api/v1/users", data={"username": "ola", "name": "Ola Skrivar", "grants": grants})
    assert made.status == 201, await made.text()
    user = await made.json()
    link = await admin.request.post(f"/api/v1/users/{user['id']}/actions/recover")
    assert link.ok, await link.text()
    token = (await link.json())["url"].rpartition("#")[2]
    await admin.close()
    ola = await browser.new_context(base_url=site.url, extra_http_headers={"Origin": site.url})
    await choose_password(ola, token, PASSWORD)
    cookies = await ola.cookies()
    await ola.close()
    return cookies


@pytest.fixture
async def ola(browser: Browser, site: Site, olas_session: list[Any]) -> AsyncIterator[Page]:
    context: BrowserContext = await browser.new_context(
        base_url=site.url, locale="nn-NO", timezone_id="Europe/Oslo", extra_http_headers={"Origin": site.url}
    )
    await context.add_cookies(olas_session)
    yield await context.new_page()
    await context.close()


async def open_same(page: Page, item: dict[str, Any]) -> None:
    """Another person opens the same item."""
    await page.goto(f"/admin/møte/{item['meetingId']}")
    await page.get_by_role("button", name=re.compile("Framtidig samarbeid")).click()
    await expect(case_text(page)).to_be_visible()


async def stored_text(page: Page, item: dict[str, Any]) -> str:
    found = await (await page.request.get(f"/api/v1/agenda-items/{item['id']}")).json()
    return str(found["text"]["content"][0]["content"][0]["text"])


async def write(page: Page, words: str) -> int:
    """Write another case text and wait until it is sent by itself; the status of the answer."""
    async with page.expect_response(lambda response: response.request.method == "PATCH") as answered:
        await case_text(page).fill(words)
    return (await answered.value).status


async def shown_as_saved(page: Page) -> None:
    await expect(page.get_by_role("status").get_by_text("Lagra", exact=True)).to_be_visible()


async def test_what_is_written_is_saved_by_itself(admin: Page, site: Site) -> None:
    item = await open_item(admin, site, "61-27")
    assert await write(admin, "Dette lagrar seg sjølv.") == 200
    await shown_as_saved(admin)
    assert await stored_text(admin, item) == "Dette lagrar seg sjølv."


async def test_who_comes_second_reads_and_takes_over_and_the_first_is_told(admin: Page, ola: Page, site: Site) -> None:
    item = await open_item(admin, site, "62-27")
    await open_same(ola, item)
    await expect(ola.get_by_text(re.compile("skriv i saka no"))).to_be_visible()
    await expect(case_text(ola)).to_have_attribute("aria-readonly", "true")
    assert await violations(ola) == []

    await ola.get_by_role("button", name="Ta over skrivinga").click()
    await expect(case_text(ola)).to_have_attribute("aria-readonly", "false")
    # The first goes on writing without having been told: it is saved all the same, and now she is.
    assert await write(admin, "Kari skreiv vidare.") == 200
    await expect(admin.get_by_text("Ola Skrivar har teke over skrivinga")).to_be_visible()
    await shown_as_saved(admin)
    assert await stored_text(admin, item) == "Kari skreiv vidare."


async def test_of_two_who_write_the_same_neither_text_is_lost_and_both_are_told(
    admin: Page, ola: Page, site: Site
) -> None:
    item = await open_item(admin, site, "63-27")
    await open_same(ola, item)
    await ola.get_by_role("button", name="Ta over skrivinga").click()
    await expect(case_text(ola)).to_have_attribute("aria-readonly", "false")
    assert await write(ola, "Ola si utgreiing.") == 200
    assert await write(admin, "Kari si utgreiing.") == 412

    # Kari, who comes second, sees both word by word; what she wrote stands in the editor still.
    panel = admin.get_by_role("form", name="To har skrive i det same")
    await expect(panel).to_be_visible()
    await expect(panel.locator("del")).to_have_text("[fjerna:Ola]")
    await expect(panel.locator("ins")).to_have_text("[lagt til:Kari]")
    await expect(case_text(admin)).to_have_text("Kari si utgreiing.")
    assert await violations(admin) == []
    await admin.set_viewport_size({"width": 320, "height": 640})
    assert await overflow(admin) == 0
    assert await stored_text(admin, item) == "Ola si utgreiing."

    # Ola is told when his next text is saved.
    assert await write(ola, "Ola si utgreiing, med meir.") == 200
    await expect(
        ola.get_by_text(re.compile(r"skreiv òg i saka. Teksten er teken vare på som versjon \d"))
    ).to_be_visible()
    await shown_as_saved(ola)

    # She lets his stand. Hers is among the versions, and he can take it up.
    await panel.get_by_label("Teksten til den andre").check()
    await panel.get_by_role("button", name="Bruk det eg har valt").click()
    await expect(panel).to_have_count(0)
    await ola.get_by_text("Versjonar", exact=True).click()
    refused = ola.get_by_role("listitem").filter(has_text="Ikkje brukt").last
    await refused.get_by_role("button", name=re.compile("Samanlikn")).click()
    await expect(refused.locator("del")).to_have_text("[fjerna:Kari]")
    await refused.get_by_role("button", name=re.compile("Hent fram att versjon")).click()
    await expect(ola.get_by_role("status").get_by_text(re.compile("er henta fram att"))).to_be_visible()
    await expect(case_text(ola)).to_have_text("Kari si utgreiing.")
    assert await stored_text(ola, item) == "Kari si utgreiing."


async def test_a_text_written_without_a_net_is_sent_when_it_is_back(admin: Page, site: Site) -> None:
    item = await open_item(admin, site, "64-27")
    await admin.context.set_offline(True)
    await case_text(admin).fill("Skrive på ferja.")
    await expect(admin.get_by_text(re.compile("Ikkje lagra: Fekk ikkje kontakt"))).to_be_visible()
    await admin.context.set_offline(False)
    await shown_as_saved(admin)
    assert await stored_text(admin, item) == "Skrive på ferja."


async def test_an_unconfirmed_text_is_found_again_by_who_comes_back(admin: Page, site: Site) -> None:
    item = await open_item(admin, site, "65-27")

    async def cut(route: Route) -> None:
        if route.request.method == "PATCH":
            await route.abort()
        else:
            await route.continue_()

    await admin.route("**/api/v1/agenda-items/**", cut)
    await case_text(admin).fill("Skrive før maskina stoppa.")
    await expect(admin.get_by_text(re.compile("Ikkje lagra: Fekk ikkje kontakt"))).to_be_visible()
    await admin.close()

    again = await admin.context.new_page()
    await open_same(again, item)
    await expect(again.get_by_text(re.compile("Vi fann tekst som ikkje vart lagra"))).to_be_visible()
    await shown_as_saved(again)
    assert await stored_text(again, item) == "Skrive før maskina stoppa."


async def test_an_alternative_is_added_by_its_mover_ordered_and_removed(admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "66-27")
    await open_desk(admin, meeting)
    await admin.get_by_role("button", name=re.compile("Framtidig samarbeid")).click()
    await admin.get_by_role("button", name="Legg til alternativt framlegg").click()
    await admin.get_by_role("textbox", name="Framlegg til vedtak 2").fill("Saka vert utsett.")
    await admin.get_by_label("Fremja av").nth(1).fill("Vik kommune")
    await admin.get_by_role("button", name="Flytt opp: Framlegg til vedtak 2").click()
    await admin.get_by_role("button", name="Lagre", exact=True).click()
    await shown_as_saved(admin)

    async def stored() -> list[tuple[str, str | None]]:
        item = await (await admin.request.get(f"/api/v1/agenda-items/{meeting['items'][0]['id']}")).json()
        return [(proposal["kind"], proposal["mover"]) for proposal in item["proposals"]]

    assert await stored() == [("alternative", "Vik kommune"), ("main", None)]
    assert await violations(admin) == []
    await admin.get_by_role("button", name="Fjern framlegget: Framlegg til vedtak 1").click()
    await admin.get_by_role("button", name="Lagre", exact=True).click()
    await shown_as_saved(admin)
    assert await stored() == [("main", None)]
