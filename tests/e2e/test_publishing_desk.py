"""The publishing desk in the browser: what blocks, a new version, an order for later, and taking it all back."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.e2e.accessibility import overflow, violations
from tests.e2e.conftest import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


async def create_meeting(page: Page, site: Site, number: str, text: str = "Ei sak om vegen vidare.") -> dict[str, Any]:
    """A meeting of the board with one case, made through the API."""
    bodies = await (await page.request.get("/api/v1/bodies")).json()
    board = next(body["id"] for body in bodies["items"] if body["slug"] == "styret")
    paragraph = {"type": "paragraph", "attrs": {"id": "aaaaaaaa"}, "content": [{"type": "text", "text": text}]}
    content = {"type": "doc", "content": [paragraph]}
    answer = await page.request.post(
        "/api/v1/meetings",
        data={
            "bodyId": board,
            "number": number,
            "title": f"Styremøte {number} i Sogn KO",
            "startsAt": "2027-03-01T09:00:00+01:00",
            "place": "Leikanger",
            "items": [
                {
                    "type": "decision",
                    "title": "Framtidig samarbeid",
                    "proposals": [{"text": content}],
                    "text": content,
                }
            ],
        },
        headers={"Origin": site.url},
    )
    assert answer.status == 201, await answer.text()
    made: dict[str, Any] = await answer.json()
    return made


async def open_desk(page: Page, meeting: dict[str, Any]) -> None:
    await page.goto(f"/admin/møte/{meeting['id']}")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(meeting["number"])
    await page.get_by_role("radio", name="Sakspapir").check()


async def publish_now(page: Page, note: str | None = None) -> None:
    await page.get_by_role("button", name="Publiser no").click()
    dialog = page.get_by_role("dialog")
    if note is not None:
        await dialog.get_by_role("textbox").fill(note)
    await dialog.get_by_role("button", name="Publiser", exact=True).click()
    await expect(dialog).to_have_count(0)


async def test_a_meeting_is_published_superseded_and_withdrawn(admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "91-27")
    await open_desk(admin, meeting)
    assert await violations(admin) == []
    await publish_now(admin)
    await expect(admin.get_by_text("Versjon 1").first).to_be_visible()

    # A new version, with a word on what changed.
    item = meeting["items"][0]
    current = await admin.request.get(f"/api/v1/agenda-items/{item['id']}")
    changed = await admin.request.patch(
        f"/api/v1/agenda-items/{item['id']}",
        data={"title": "Framtidig samarbeid om veg"},
        headers={"If-Match": current.headers["etag"], "Origin": site.url},
    )
    assert changed.status == 200, await changed.text()
    await open_desk(admin, meeting)
    await publish_now(admin, "Sak 1 har fått ny tittel.")
    await expect(admin.get_by_text("Versjon 2").first).to_be_visible()
    await admin.goto(meeting["path"])
    await expect(admin.get_by_role("link", name="Framtidig samarbeid om veg")).to_be_visible()
    await expect(admin.get_by_text("Endra", exact=True).first).to_be_visible()
    await expect(admin.get_by_text("Sak 1 har fått ny tittel.").first).to_be_visible()

    # And taken back, with a reason that everyone can read.
    await open_desk(admin, meeting)
    await admin.get_by_role("button", name="Trekk tilbake").first.click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_role("textbox").fill("Møtet er flytta til hausten.")
    await dialog.get_by_role("button", name="Trekk tilbake").click()
    await expect(dialog).to_have_count(0)
    answer = await admin.goto(meeting["path"])
    assert answer is not None
    assert answer.status == 410
    await expect(admin.get_by_text("Møtet er flytta til hausten.")).to_be_visible()
    await expect(admin.get_by_text("Framtidig samarbeid")).to_have_count(0)
    assert await violations(admin) == []


async def test_an_identity_number_stops_the_publication_until_someone_answers_for_it(admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "92-27", "Saka gjeld 01010750160.")
    await open_desk(admin, meeting)
    await expect(admin.get_by_text(re.compile("gyldig fødselsnummer"))).to_have_count(1)
    button = admin.get_by_role("button", name="Publiser no")
    await expect(button).to_be_disabled()
    await admin.get_by_label(re.compile("grunn", re.IGNORECASE)).first.fill("Det er eit oppdikta nummer i eit døme.")
    await expect(button).to_be_enabled()
    await publish_now(admin)
    await expect(admin.get_by_text("Versjon 1").first).to_be_visible()


async def test_a_publication_is_ordered_for_later_and_called_off(admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "93-27")
    await open_desk(admin, meeting)
    await admin.get_by_role("button", name="Publiser på eit tidspunkt").click()
    dialog = admin.get_by_role("dialog")
    await dialog.locator("input[type=datetime-local]").fill("2027-02-20T08:00")
    await dialog.get_by_role("button", name="Publiser", exact=True).click()
    await expect(dialog).to_have_count(0)
    await expect(admin.get_by_text(re.compile("20. februar 2027")).first).to_be_visible()
    await admin.get_by_role("button", name="Avlys planlagd publisering").click()
    await dialog.get_by_role("button", name="Avlys planlagd publisering").click()
    await expect(dialog).to_have_count(0)
    listed = await (await admin.request.get(f"/api/v1/meetings/{meeting['id']}/publications")).json()
    assert [order["status"] for order in listed["scheduled"]] == ["cancelled"]


@pytest.mark.parametrize("path", ["/logg-inn", "/admin"])
@pytest.mark.parametrize("width", [320, 1280])
async def test_the_working_pages_have_no_barriers(admin: Page, path: str, width: int) -> None:
    await admin.set_viewport_size({"width": width, "height": 800})
    await admin.goto(path)
    await admin.get_by_role("heading", level=1).wait_for()
    assert await violations(admin) == []
    assert await overflow(admin) == 0


async def test_a_wrong_password_says_so(page: Page) -> None:
    await page.goto("/logg-inn")
    await page.get_by_label("Brukarnamn").fill("admin")
    await page.get_by_label("Passord").fill("heilt feil passord")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").first).to_be_visible()
    assert await violations(page) == []
