"""Alerts by e-mail in the browser: from the front page by way of the mailbox, and out again."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.e2e.accessibility import overflow, small_targets, violations
from tests.e2e.conftest import Site
from tests.mailbox import Mailbox, texts

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


async def link_in_mail_to(post: Mailbox, address: str) -> str:
    found = re.search(r"http\S+/varsel/\S+", texts(await post.first_to(address))[0])
    assert found
    return found[0]


async def test_a_reader_asks_for_alerts_and_confirms(page: Page, post: Mailbox) -> None:
    # Typed before the script has taken over from the server's page.
    typed = asyncio.Event()

    async def hold(route: Route) -> None:
        await typed.wait()
        await route.continue_()

    await page.route("**/api/v1/published/bodies", hold)
    await page.goto("/")
    await page.get_by_label("E-postadresse").fill("ola@example.no")
    typed.set()
    await expect(page.get_by_role("link", name="Logg inn")).to_be_visible()
    await expect(page.get_by_label("E-postadresse")).to_have_value("ola@example.no")
    await expect(page.get_by_label("E-postadresse")).to_be_focused()
    assert await violations(page) == []
    await page.get_by_role("button", name="Be om varsel").click()
    await expect(page.get_by_role("heading", name="Sjekk e-posten din")).to_be_visible()
    assert await violations(page) == []

    await page.goto(await link_in_mail_to(post, "ola@example.no"))
    await expect(page.get_by_role("heading", name="Stadfest e-postvarsel")).to_be_visible()
    await page.set_viewport_size({"width": 320, "height": 640})
    assert await violations(page) == []
    assert await overflow(page) == 0
    assert await small_targets(page) == []
    await page.get_by_role("button", name="Stadfest").click()
    await expect(page.get_by_role("heading", name="Varsla er slått på")).to_be_visible()
    await page.get_by_role("link", name="English").click()
    await expect(page.get_by_role("heading", name="The alerts are on")).to_be_visible()


async def test_a_reader_without_javascript_asks_in_the_language_of_the_page(
    browser: Browser, site: Site, post: Mailbox
) -> None:
    context = await browser.new_context(base_url=site.url, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/?lang=nb")
    await page.get_by_label("E-postadresse").fill("kari@example.no")
    await page.get_by_role("button", name="Be om varsel").click()
    await expect(page.get_by_role("heading", name="Sjekk e-posten din")).to_be_visible()
    await page.goto(await link_in_mail_to(post, "kari@example.no"))
    await page.get_by_role("button", name="Bekreft").click()
    await expect(page.get_by_role("heading", name="Varslene er slått på")).to_be_visible()
    await context.close()
