"""The real agenda goes in and a publication comes out: everything that a secretary does, in the browser."""

import io
import os
import re
from pathlib import Path

import httpx
import pikepdf
import pytest
from playwright.async_api import Page, expect

from tests.e2e.accessibility import violations
from tests.e2e.conftest import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

SEEDS = Path(os.environ.get("SAMSTYRE_SEEDS", Path(__file__).parents[3] / "shared" / "seeds"))
MEETING = "/møte/styret/2025-10-20"


def real_agenda() -> Path:
    found = next(iter(sorted(SEEDS.glob("*.txt"))), None)
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(f"The real agenda is not in {SEEDS}.")
    if found is None:
        pytest.skip(f"THE REAL AGENDA IS NOT IN {SEEDS}: set SAMSTYRE_SEEDS.")
    return found


async def test_the_real_agenda_is_imported_reviewed_published_and_read_by_all(page: Page, site: Site) -> None:
    page.set_default_timeout(20_000)

    # Sign in with the keyboard alone.
    await page.goto("/admin")
    await page.get_by_label("Brukarnamn").fill("admin")
    await page.get_by_label("Passord").fill(site.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Administrasjon", level=1)).to_be_visible()
    assert await violations(page) == []

    # Import, and look at what was recognised.
    await page.locator("input[type=file]").set_input_files(real_agenda())
    await expect(page.get_by_role("heading", name="Gjennomgang av import")).to_be_visible()
    await expect(page.get_by_text("Styremøte 09-25 i Sogn KO").first).to_be_visible()
    assert await violations(page) == []

    # Accept: the draft becomes a meeting.
    await page.get_by_role("button", name="Godta og lag møte").click()
    await page.get_by_role("dialog").get_by_role("button", name="Godta og lag møte").click()
    await page.wait_for_url(re.compile("/admin/m%C3%B8te/mtg_"))
    await expect(page.get_by_role("heading", level=1)).to_contain_text("09-25")
    assert await violations(page) == []
    meeting_id = page.url.rpartition("/")[2].partition("?")[0]

    async with httpx.AsyncClient(base_url=site.url) as public:
        # Nothing is public yet.
        assert (await public.get(f"/api/v1/published/meetings/{meeting_id}")).status_code == 404
        assert (await public.get(MEETING)).status_code == 404

        # Publish the papers.
        await publish_papers(page)

        # As JSON …
        answer = await public.get(f"/api/v1/published/meetings/{meeting_id}")
        assert answer.status_code == 200
        snapshot = answer.json()
        assert [item["number"] for item in snapshot["items"]] == list(range(1, 20))
        tables = [node for node in snapshot["items"][7]["text"]["content"] if node["type"] == "table"]
        assert len(tables) == 5
        # … as a PDF …
        data = (await public.get(f"/api/v1/published/meetings/{meeting_id}/agenda.pdf")).content
        with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["pdfaid:part"] == "3"
            assert len(pdf.open_outline().root) > 0
        # … in a calendar and in a feed.
        calendar = (await public.get(f"/api/v1/published/meetings/{meeting_id}/meeting.ics")).text
        assert "DTSTART;TZID=Europe/Oslo:20251020T090000" in calendar
        subscription = (await public.get("/api/v1/published/bodies/styret/meetings.ics")).text
        assert f"UID:{meeting_id}@" in subscription.replace("\r\n ", "")
        feed = (await public.get("/api/v1/published/feed.atom")).text
        assert snapshot["publication"]["id"] in feed

    # And as a page, for someone who isn't signed in.
    await page.context.clear_cookies()
    await page.goto(f"{MEETING}/sak/8")
    await expect(page.get_by_role("heading", name="8. Prinsipp for kostnadsfordeling")).to_be_visible()
    await expect(page.locator("main table")).to_have_count(5)
    await expect(page.locator("main table").first.get_by_role("row", name="Sogndal")).to_contain_text("3 153 963")
    assert await violations(page) == []


async def publish_papers(page: Page) -> None:
    """Publish through the desk: choose the papers, confirm, and wait until the page says that it is done."""
    await page.get_by_role("radio", name="Sakspapir").check()
    await page.get_by_role("button", name="Publiser no").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Publiser", exact=True).click()
    await expect(page.get_by_text("Versjon 1").first).to_be_visible()
