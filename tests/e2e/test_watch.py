"""The log and webhooks in the browser."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.accessibility import overflow, small_targets, violations
from tests.e2e.conftest import Site
from tests.e2e.desk import create_meeting

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


async def test_the_log_is_narrowed_read_further_and_downloaded(admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "86-27")
    await admin.goto("/admin/logg")
    entries = admin.get_by_role("region", name="Hendingar")
    await expect(entries.get_by_text("Møte oppretta").first).to_be_visible()
    assert await violations(admin) == []

    # Step by step back in time, and forward again.
    await admin.get_by_role("link", name="Eldre").click()
    await admin.get_by_role("link", name="Nyare").click()
    await expect(admin.get_by_role("link", name="Nyare")).to_have_count(0)
    await expect(entries.get_by_text("Møte oppretta").first).to_be_visible()

    # Narrowed to one meeting; the address can be kept.
    await admin.get_by_label("Id på det som vart endra").fill(meeting["id"])
    await admin.get_by_label("Hending", exact=True).select_option(label="Møte oppretta")
    await admin.get_by_role("button", name="Filtrer").click()
    await expect(entries.get_by_role("listitem")).to_have_count(1)
    await expect(admin).to_have_url(re.compile(rf"subjectId={meeting['id']}"))
    await entries.get_by_text("Vis kva som vart endra").click()
    assert await violations(admin) == []
    async with admin.expect_download() as download:
        await admin.get_by_role("link", name="Last ned CSV").click()
    content = (await (await download.value).path()).read_text("utf-8-sig")
    assert f"meeting.created,Møte oppretta,meeting,Møte,{meeting['id']}" in content
    assert len(content.splitlines()) == 2

    # In another language, the file too.
    await admin.get_by_role("link", name="Bokmål").click()
    await expect(admin.get_by_role("listitem").get_by_text("Møte opprettet", exact=True)).to_be_visible()
    async with admin.expect_download() as download:
        await admin.get_by_role("link", name="Last ned CSV").click()
    assert "meeting.created,Møte opprettet," in (await (await download.value).path()).read_text("utf-8-sig")
    await admin.get_by_role("link", name="Nynorsk").click()
    await expect(entries.get_by_text("Møte oppretta", exact=True)).to_be_visible()

    await admin.get_by_label("Id på det som vart endra").fill("mtg_nothing")
    await admin.get_by_role("button", name="Filtrer").click()
    await expect(admin.get_by_text("Ingen hendingar passar med filteret.")).to_be_visible()
    await admin.get_by_role("link", name="Nullstill").click()
    await expect(entries.get_by_role("listitem").nth(5)).to_be_visible()
    await admin.set_viewport_size({"width": 320, "height": 640})
    assert await overflow(admin) == 0
    assert await small_targets(admin) == []


async def test_a_webhook_is_made_tested_changed_and_deleted(admin: Page) -> None:
    await admin.goto("/admin/webhookar")
    await expect(admin.get_by_text("Ingen webhookar er sette opp.")).to_be_visible()
    assert await violations(admin) == []
    await admin.get_by_label("Adresse").fill("https://localhost/samstyre")
    await admin.get_by_label("Skildring").fill("Sakssystemet")
    await admin.get_by_label("Hendingar").fill("meeting.*")
    await admin.get_by_role("button", name="Lag webhook").click()
    await expect(admin.get_by_label("Signeringsnøkkel")).to_have_value(re.compile("^whsec_"))
    assert await violations(admin) == []
    await admin.get_by_role("link", name="https://localhost/samstyre").click()

    # The address is this machine's own, which is found out when it is looked up.
    await admin.get_by_role("button", name="Send ei prøvemelding").click()
    await expect(admin.get_by_text("Adressa ligg inne i eit nettverk")).to_be_visible(timeout=20_000)
    assert await violations(admin) == []

    await admin.get_by_role("button", name="Stopp").click()
    await expect(admin.get_by_text("Stoppa", exact=True)).to_be_visible()
    await admin.get_by_role("button", name="Lag ny nøkkel").click()
    dialog = admin.get_by_role("dialog")
    assert await violations(admin) == []
    await dialog.get_by_role("button", name="Lag ny nøkkel").click()
    await expect(admin.get_by_label("Signeringsnøkkel")).to_have_value(re.compile("^whsec_"))
    await admin.set_viewport_size({"width": 320, "height": 640})
    assert await overflow(admin) == 0
    assert await small_targets(admin) == []

    await admin.get_by_role("button", name="Slett").click()
    await dialog.get_by_role("button", name="Slett").click()
    await expect(admin.get_by_text("Ingen webhookar er sette opp.")).to_be_visible()
