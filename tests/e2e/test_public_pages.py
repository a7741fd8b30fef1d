"""The pages that everyone reads, in a real Chromium: without barriers, without JavaScript, small and quick to load."""

import gzip
import json
import re

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.accessibility import overflow, small_targets, violations
from tests.e2e.conftest import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

MEETING = "/møte/styret/2025-09-22"
PAGES = [
    "/",
    MEETING,
    f"{MEETING}/sak/8",
    f"{MEETING}/sak/13",
    "/tilgjengelegheit",
    "/personvern",
    "/utviklarar",
    "/nope",
]
MAX_JS = 60_000
MAX_CSS = 20_000


async def shown(page: Page, path: str) -> None:
    await page.goto(path)
    await page.get_by_role("heading", level=1).wait_for()
    await page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(page: Page, path: str, scheme: str) -> None:
    await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    await shown(page, path)
    assert await violations(page) == []


@pytest.mark.parametrize("path", PAGES)
async def test_nothing_overflows_at_320_pixels(page: Page, path: str) -> None:
    await page.set_viewport_size({"width": 320, "height": 640})
    await shown(page, path)
    assert await overflow(page) == 0


@pytest.mark.parametrize("path", PAGES)
async def test_nothing_overflows_with_text_at_200_percent(page: Page, path: str) -> None:
    await page.set_viewport_size({"width": 640, "height": 900})
    await shown(page, path)
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert await overflow(page) == 0


@pytest.mark.parametrize("path", PAGES)
async def test_things_to_press_are_at_least_24_pixels(page: Page, path: str) -> None:
    await page.set_viewport_size({"width": 390, "height": 800})
    await shown(page, path)
    assert await small_targets(page) == []


@pytest.mark.parametrize("path", ["/", MEETING, f"{MEETING}/sak/8"])
async def test_the_page_says_the_same_without_javascript(browser: Browser, site: Site, page: Page, path: str) -> None:
    context = await browser.new_context(base_url=site.url, java_script_enabled=False)
    plain = await context.new_page()
    await plain.goto(path)
    await shown(page, path)
    title = await page.get_by_role("heading", level=1).inner_text()
    assert await plain.get_by_role("heading", level=1).inner_text() == title
    scripted = {text.strip() for text in await page.locator("main h2").all_inner_texts()}
    unscripted = {text.strip() for text in await plain.locator("main h2").all_inner_texts()}
    assert unscripted <= scripted | unscripted
    assert len(await plain.locator("main").inner_text()) > 0.8 * len(await page.locator("main").inner_text())
    await context.close()


async def test_the_first_load_is_small(context: BrowserContext, page: Page) -> None:
    sizes: dict[str, int] = {}

    async def weigh(response: object) -> None:
        url = response.url  # type: ignore[attr-defined]
        if url.endswith((".js", ".css")):
            sizes[url] = len(gzip.compress(await response.body(), 6))  # type: ignore[attr-defined]

    page.on("response", weigh)
    await shown(page, f"{MEETING}/sak/8")
    assert 0 < sum(size for url, size in sizes.items() if url.endswith(".js")) <= MAX_JS
    assert 0 < sum(size for url, size in sizes.items() if url.endswith(".css")) <= MAX_CSS


async def test_the_next_and_previous_case_are_one_key_away(page: Page) -> None:
    await shown(page, f"{MEETING}/sak/8")
    await page.keyboard.press("j")
    await page.get_by_role("heading", level=1, name=re.compile(r"^9\.")).wait_for()
    await page.keyboard.press("k")
    heading = page.get_by_role("heading", level=1, name=re.compile(r"^8\."))
    await heading.wait_for()
    # After navigation a screen reader must hear where it is.
    assert await heading.evaluate("element => element === document.activeElement")


async def test_a_tab_from_before_an_upgrade_loads_the_document_anew(page: Page) -> None:
    await shown(page, MEETING)
    asked: list[str] = []

    async def gone(route: Route) -> None:
        """As a server answers that has other files now; its documents name those."""
        asked.append(route.request.url)
        await route.fulfill(status=404)

    await page.route("**/assets/*.js", gone, times=1)
    await page.evaluate("window.isTheSameDocument = true")
    await page.get_by_role("main").get_by_role("link", name="Kostnadsfordeling").first.click()

    await expect(page.get_by_role("heading", level=1)).to_contain_text("8. ")
    assert len(asked) == 1
    assert await page.evaluate("window.isTheSameDocument") is None


async def test_dates_are_in_nynorsk_in_chromium(page: Page) -> None:
    await shown(page, MEETING)
    assert "måndag 22. september 2025" in await page.locator("main").inner_text()


async def test_the_language_can_be_changed(page: Page) -> None:
    await shown(page, MEETING)
    await page.get_by_role("link", name="Bokmål").click()
    await page.get_by_role("heading", name="Saksliste").wait_for()
    assert await page.locator("html").get_attribute("lang") == "nb"


async def test_a_table_in_a_case_is_a_table_with_its_headers(page: Page) -> None:
    await shown(page, f"{MEETING}/sak/8")
    tables = page.locator("main table")
    assert await tables.count() == 5
    assert await tables.first.locator("th[scope=col]").count() == 5


async def test_structured_data_tells_of_the_event(site: Site) -> None:
    async with httpx.AsyncClient(base_url=site.url) as client:
        text = (await client.get(MEETING)).text
    data = json.loads(text.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert data["@type"] == "Event"
    assert data["startDate"].startswith("2025-09-22T09:00")
