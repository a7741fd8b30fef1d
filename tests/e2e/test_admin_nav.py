"""The ways around the working side, for those who have many and those who have few."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.accessibility import overflow, small_targets, violations
from tests.e2e.conftest import Site
from tests.e2e.keyboard import Keyboard

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


async def test_the_doors_of_the_system_are_opened_walked_and_left_by_keyboard(admin: Page) -> None:
    await admin.goto("/admin")
    hands = Keyboard(admin)
    nav = admin.get_by_role("navigation", name="Administrasjonen")
    button = nav.get_by_role("button", name="System")
    log, keys = nav.get_by_role("link", name="Revisjonslogg"), nav.get_by_role("link", name="API-nøklar")
    await expect(button).to_have_attribute("aria-expanded", "false")
    await expect(log).to_be_hidden()

    await hands.press(button)
    await expect(button).to_have_attribute("aria-expanded", "true")
    await admin.keyboard.press("Tab")
    await expect(log).to_be_focused()
    await admin.keyboard.press("Escape")
    await expect(log).to_be_hidden()
    await expect(button).to_be_focused()

    await hands.press(button, "Space")
    await hands.reach(keys)
    await admin.keyboard.press("Tab")
    await expect(keys).to_be_hidden()

    await hands.reach(button, "Shift+Tab")
    await hands.press(button)
    await hands.press(keys)
    await expect(admin.get_by_role("heading", level=1)).to_have_text("API-nøklar")
    await expect(keys).to_be_hidden()
    await expect(button).to_have_attribute("aria-current", "true")
    await button.click()
    await expect(keys).to_have_attribute("aria-current", "page")
    await admin.get_by_role("heading", level=1).click()
    await expect(keys).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_open_menu_fits_on_every_screen(admin: Page, scheme: Any) -> None:
    await admin.emulate_media(color_scheme=scheme)
    await admin.goto("/admin/logg")
    nav = admin.get_by_role("navigation", name="Administrasjonen")
    for width in (1280, 320):
        await admin.set_viewport_size({"width": width, "height": 800})
        await nav.get_by_role("button", name="System").click()
        await expect(nav.get_by_role("link", name="API-nøklar")).to_be_in_viewport(ratio=1)
        assert await violations(admin) == []
        assert await overflow(admin) == 0
        assert await small_targets(admin) == []
        await admin.keyboard.press("Escape")


async def test_a_member_has_no_overview_and_starts_with_the_papers(
    browser: Browser, site: Site, members: dict[str, list[Any]]
) -> None:
    context = await browser.new_context(base_url=site.url, locale="nn-NO")
    await context.add_cookies(members["medlem"])
    page = await context.new_page()
    await page.goto("/admin")
    nav = page.get_by_role("navigation", name="Administrasjonen")

    await expect(nav.get_by_role("link")).to_have_text(["Mine papir", "Arbeidsplan", "Konto"])
    await expect(nav.get_by_role("button")).to_have_text(["Etter møtet", "Økonomi"])
    await expect(nav.get_by_role("link", name="Mine papir")).to_have_attribute("aria-current", "page")
    await context.close()
