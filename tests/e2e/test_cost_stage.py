"""A published calculation of cost sharing: tried by a reader, shown on the wall, and printed."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.accessibility import sound
from tests.e2e.conftest import Site
from tests.e2e.desk import post, printed

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

DAY = "2025-01-01"
WITH_TODAY = "m=25*75.population&m=25*75.children_0_15&i=30*70.population&g=2&d=B.3p.3"


def _keys(fixed: int, series: str) -> dict[str, Any]:
    part = {"percent": str(100 - fixed), "series": series, "asOf": DAY}
    return {"fixedPercent": str(fixed), "variable": [part]}


async def published(admin: Page, site: Site, name: str) -> dict[str, Any]:
    models = [
        {"name": f"{fixed} % fast og {100 - fixed} % etter {words}", **_keys(fixed, series)}
        for fixed, series, words in ((25, "population", "folketal"), (25, "children_0_15", "barn i alderen 0–15 år"))
    ]
    asked = {
        "amount": "9000000",
        "models": models,
        "today": {"model": _keys(30, "population")},
        "limitPercent": "2",
        "cushion": {"years": 3, "capPercent": "3"},
    }
    made = await post(admin, site, "/cost-sharing/calculations", {"name": name, "asked": asked})
    path = f"/api/v1/cost-sharing/calculations/{made['id']}"
    etag = (await admin.request.get(path)).headers["etag"]
    headers = {"Origin": site.url, "If-Match": etag}
    answer = await admin.request.post(f"{path}/actions/publish", headers=headers)
    assert answer.ok, await answer.text()
    return made


async def test_a_reader_goes_on_from_what_is_published_and_keeps_nothing_but_the_address(
    admin: Page, browser: Browser, site: Site
) -> None:
    await published(admin, site, "Til prøving")
    context = await browser.new_context(base_url=site.url)
    reader = await context.new_page()
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    await reader.goto("/")
    await reader.get_by_role("contentinfo").get_by_role("link", name="Kostnadsfordeling").click()
    await reader.get_by_role("link", name="Til prøving").click()
    await reader.get_by_role("link", name="Prøv sjølv").click()

    await expect(reader.get_by_role("heading", level=1)).to_have_text("Prøv sjølv: Til prøving")
    await expect(reader.get_by_text("Dette er di eiga utrekning, ikkje organisasjonen si.")).to_be_visible()
    await expect(reader.get_by_label("Beløp som skal fordelast")).to_have_value("9\u00a0000\u00a0000")
    await sound(reader)
    slider = reader.get_by_role("slider", name="Fast del, glidebrytar")
    await slider.focus()
    await reader.keyboard.press("ArrowRight")
    await expect(reader).to_have_url(re.compile(r"/pr%C3%B8v\?.*m=26\*74\.population"))
    await expect(reader.get_by_role("button", name=re.compile("Lagre|Ta vare på|Set inn"))).to_have_count(0)
    assert [one for one in asked if not one.startswith("GET ")] == []
    # Neither agreements nor key figures of the working side are asked for.
    assert [one for one in asked if "/api/" in one and "/published/" not in one] == []

    shared = reader.url
    await reader.goto(shared)
    await expect(slider).to_have_value("26")
    await context.close()


async def test_the_wall_shows_one_thing_at_a_time_led_by_the_arrows(admin: Page, page: Page, site: Site) -> None:
    made = await published(admin, site, "Til veggen")
    await page.goto(made["path"])
    await page.get_by_role("link", name="Storskjerm").click()
    heading = page.get_by_role("heading", level=2)
    seen = []
    for number in range(1, 10):
        await expect(page.get_by_text(f"{number} av 9", exact=True)).to_be_visible()
        seen.append((await heading.inner_text()).replace("\u00a0", " "))
        await sound(page)
        await page.keyboard.press("ArrowRight")
    assert seen == [
        "9 000 000 kr skal fordelast",
        "Kroner",
        "Kroner – i tal",
        "Endring frå i dag",
        "Endring frå i dag – i tal",
        "Kroner per innbyggjar",
        "Kroner per innbyggjar – i tal",
        "Endring på meir enn 2 %",
        "Overgangen til modell A, i kroner",
    ]
    await page.keyboard.press("Home")
    await expect(page.get_by_text("1 av 9", exact=True)).to_be_visible()
    await expect(page.get_by_role("textbox")).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Kostnadsfordeling: Til veggen")


async def test_what_is_compared_goes_to_the_wall_and_back_as_it_is(admin: Page) -> None:
    await admin.goto(f"/admin/kostnadsfordeling?{WITH_TODAY}")
    await admin.get_by_role("link", name="Storskjerm").click()
    await expect(admin.get_by_role("heading", name="10 000 000 kr skal fordelast")).to_be_visible()
    await admin.get_by_role("button", name="Neste").click()
    await expect(admin.get_by_text("2 av 9", exact=True)).to_be_visible()
    await admin.get_by_role("link", name="Tilbake").click()
    await expect(admin.get_by_role("heading", name="Overgangsordning")).to_be_visible()
    assert "bilete" not in admin.url
    await expect(admin.locator("details.cost-model")).to_have_count(2)


async def test_a_print_has_its_day_its_sources_and_no_controls(admin: Page) -> None:
    await admin.goto(f"/admin/kostnadsfordeling?{WITH_TODAY}")
    await expect(admin.get_by_role("heading", name="Overgangsordning")).to_be_visible()
    text = await printed(admin)
    for expected in ("Kostnadsfordeling", "10 000 000 kr fordelt", "Skriven ut", "Kjelde:", "Årdal"):
        assert expected in text
    for control in ("Legg til modell", "Kopier lenkja", "Storskjerm", "Avslutt"):
        assert control not in text
