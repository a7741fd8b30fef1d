"""The review of an import: corrections that are kept, taken back, and not lost when the session ends."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.accessibility import overflow, small_targets, violations
from tests.e2e.conftest import Site
from tests.e2e.desk import accept_draft, at_the_desk, create_meeting, upload_agenda

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


async def open_item(page: Page, title: str) -> None:
    button = page.get_by_role("button", name=re.compile(title), expanded=False)
    await button.click()
    await expect(page.get_by_label("Tittel", exact=True).last).to_be_visible()


async def saved(page: Page) -> None:
    await expect(page.get_by_role("status").get_by_text("Lagra", exact=True)).to_be_visible()


async def correct_title(page: Page, old: str, new: str) -> None:
    item = page.get_by_role("listitem").filter(has=page.get_by_role("button", name=re.compile(old), expanded=True))
    await item.get_by_label("Tittel", exact=True).fill(new)


async def test_a_corrected_title_and_type_follow_into_the_meeting(admin: Page) -> None:
    await upload_agenda(admin, "81-27")
    await open_item(admin, "Orientering om haustmøtet")
    await admin.get_by_label("Type").select_option(label="Drøftingssak")
    await correct_title(admin, "Orientering om haustmøtet", "Haustmøtet i Vik")
    await accept_draft(admin)
    meeting_id = await at_the_desk(admin)
    meeting = await (await admin.request.get(f"/api/v1/meetings/{meeting_id}")).json()
    assert [(item["title"], item["type"]) for item in meeting["items"]][2] == ("Haustmøtet i Vik", "discussion")


async def test_a_correction_can_be_undone_and_done_again(admin: Page) -> None:
    await upload_agenda(admin, "82-27")
    await open_item(admin, "Ny avtale om brannvern")
    await correct_title(admin, "Ny avtale om brannvern", "Noko heilt anna")
    await saved(admin)
    await admin.get_by_role("button", name="Angre").click()
    await expect(admin.get_by_role("button", name=re.compile("Ny avtale om brannvern"))).to_be_visible()
    await admin.get_by_role("button", name="Gjer om att").click()
    await expect(admin.get_by_role("button", name=re.compile("Noko heilt anna"))).to_be_visible()


async def test_a_correction_is_still_there_after_a_reload(admin: Page) -> None:
    await upload_agenda(admin, "83-27")
    await open_item(admin, "Ny avtale om brannvern")
    await correct_title(admin, "Ny avtale om brannvern", "Avtale om feiing")
    await saved(admin)
    await admin.reload()
    await expect(admin.get_by_role("button", name=re.compile("Avtale om feiing"))).to_be_visible()


async def test_a_number_that_is_taken_leads_to_the_meeting_that_has_it(admin: Page, site: Site) -> None:
    existing = await create_meeting(admin, site, "84-27")
    await upload_agenda(admin, "84-27")
    await accept_draft(admin)
    dialog = admin.get_by_role("dialog")
    await expect(dialog.get_by_role("alert")).to_contain_text("har alt eit møte med nummer 84-27")
    assert await violations(admin) == []
    await dialog.get_by_role("link", name="Gå til møtet som finst").click()
    assert await at_the_desk(admin) == existing["id"]


async def test_what_was_typed_outlives_the_session(admin: Page, site: Site) -> None:
    await upload_agenda(admin, "85-27")
    await open_item(admin, "Ny avtale om brannvern")
    await admin.context.clear_cookies()
    await correct_title(admin, "Ny avtale om brannvern", "Avtale om redning")
    dialog = admin.get_by_role("dialog", name="Logg inn")
    await expect(dialog).to_be_visible()
    assert await violations(admin) == []
    await dialog.get_by_label("Brukarnamn").fill("admin")
    await dialog.get_by_label("Passord").fill(site.password)
    await admin.keyboard.press("Enter")
    await expect(dialog).to_have_count(0)
    await saved(admin)
    await admin.reload()
    await expect(admin.get_by_role("button", name=re.compile("Avtale om redning"))).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
async def test_the_review_has_no_barriers(admin: Page, width: int) -> None:
    await admin.set_viewport_size({"width": width, "height": 800})
    await upload_agenda(admin, f"86-{width}")
    await open_item(admin, "Ny avtale om brannvern")
    assert await violations(admin) == []
    assert await overflow(admin) == 0
    assert await small_targets(admin) == []
    if width == 320:
        await admin.get_by_role("button", name="Kjelde").click()
        assert await violations(admin) == []
        assert await overflow(admin) == 0
        assert await small_targets(admin) == []
