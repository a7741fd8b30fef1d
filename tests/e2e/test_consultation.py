"""The administration asks the unions about a case, they answer in another browser, and are answered."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.e2e.accessibility import sound
from tests.e2e.conftest import Site, choose_password
from tests.e2e.desk import create_meeting

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


@pytest.fixture
async def union(browser: Browser, site: Site, members: dict[str, list[Any]]) -> AsyncIterator[Page]:
    """A page of the demonstration's union representative."""
    context: BrowserContext = await browser.new_context(
        base_url=site.url, locale="nn-NO", timezone_id="Europe/Oslo", viewport={"width": 320, "height": 720}
    )
    await context.add_cookies(members["tillitsvald"])
    yield await context.new_page()
    await context.close()


@pytest.fixture
async def officer(browser: Browser, site: Site, admin: Page) -> AsyncIterator[Page]:
    """A page of a case officer with an account of their own, whose session begins by a one-time link."""
    headers = {"Origin": site.url}
    new = {"username": "sakshandsamar", "name": "Eli Sakshandsamar", "grants": [{"role": "case_officer"}]}
    made = await admin.request.post("/api/v1/users", data=new, headers=headers)
    assert made.status == 201, await made.text()
    link = await admin.request.post(f"/api/v1/users/{(await made.json())['id']}/actions/recover", headers=headers)
    token = (await link.json())["url"].partition("#")[2]
    context = await browser.new_context(base_url=site.url, locale="nn-NO", timezone_id="Europe/Oslo")
    await choose_password(context, token, "ein lang frase til test")
    yield await context.new_page()
    await context.close()


async def test_a_case_goes_to_the_unions_and_comes_back_answered(admin: Page, union: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "87-27", "Skal kontoret flytte?")
    item_id = meeting["items"][0]["id"]
    await union.goto("/admin")
    await expect(union.get_by_role("heading", level=1, name="Innspel")).to_be_visible()
    await expect(union.get_by_text("87-27")).to_have_count(0)
    await sound(union)

    # Asked for on the desk, where the deadlines are as well.
    await admin.goto(f"/admin/møte/{meeting['id']}#{item_id}")
    await expect(admin.get_by_role("heading", name="Fristar")).to_be_visible()
    await admin.get_by_role("button", name="Be om innspel").click()
    deadline = dt.datetime.fromisoformat(meeting["startsAt"]) - dt.timedelta(days=3)
    await admin.get_by_label("Frist for innspel").fill(f"{deadline:%Y-%m-%dT%H:%M}")
    await admin.get_by_label("Melding til dei tillitsvalde").fill("Kva meiner de om flyttinga?")
    await admin.get_by_role("button", name="Be om innspel").click()
    await expect(admin.get_by_role("link", name="0 innspel, 0 svar")).to_be_visible()
    await sound(admin)

    # Read, said, and said better.
    await union.reload()
    await union.get_by_role("link", name="87-27, sak 1: Framtidig samarbeid").click()
    await expect(union.get_by_text("Kva meiner de om flyttinga?")).to_be_visible()
    await expect(union.get_by_text("Skal kontoret flytte?").first).to_be_visible()
    await union.get_by_label("Organisasjon").fill("Fagforeininga Sogn")
    await union.get_by_label("Innspel", exact=True).fill("Nei.\n\nIngen vil det.")
    await union.get_by_role("button", name="Send innspel").click()
    await expect(union.get_by_text("Innspelet er sendt.")).to_be_visible()
    await expect(union.get_by_text("Ingen vil det.")).to_be_visible()
    await union.get_by_role("button", name="Rediger").click()
    await union.get_by_label("Innspel", exact=True).first.fill("Nei, ikkje no.")
    await union.get_by_role("button", name="Lagre").click()
    await expect(union.get_by_text("Nei, ikkje no.")).to_be_visible()
    await expect(union.get_by_text("1 tidlegare ordlyd")).to_be_visible()
    await sound(union)

    # Answered, which ends it.
    await admin.goto("/admin/innspel")
    await expect(admin.get_by_role("heading", level=1, name="Innspel")).to_be_visible()
    await sound(admin)
    await admin.get_by_role("link", name="87-27, sak 1: Framtidig samarbeid").click()
    await expect(admin.get_by_text("Nei, ikkje no.")).to_be_visible()
    await admin.get_by_label("Svar", exact=True).fill("Det er notert.")
    await admin.get_by_role("button", name="Send svar").click()
    await expect(admin.get_by_text("Svaret er sendt.")).to_be_visible()
    await admin.get_by_role("button", name="Avslutt").click()
    await admin.get_by_role("dialog").get_by_role("button", name="Avslutt").click()
    await expect(admin.get_by_role("button", name="Opne att med ny frist")).to_be_visible()
    await sound(admin)

    await union.reload()
    await expect(union.get_by_text("Det er notert.")).to_be_visible()
    await expect(union.get_by_text("Fristen er ute. Administrasjonen kan setje ein ny.")).to_be_visible()
    await expect(union.get_by_role("button", name="Send innspel")).to_have_count(0)
    await sound(union)


async def test_a_case_officer_reads_what_is_said_of_their_own_case_and_of_no_other(
    admin: Page, union: Page, officer: Page, site: Site
) -> None:
    headers = {"Origin": site.url}
    meeting = await create_meeting(admin, site, "88-27", "Skal kontoret flytte?")
    item = f"/api/v1/agenda-items/{meeting['items'][0]['id']}"
    await officer.goto("/admin/innspel")
    await expect(officer.get_by_text("Ingen saker ventar på innspel no.")).to_be_visible()
    await sound(officer)
    account = await (await officer.request.get("/api/v1/me")).json()
    given = await admin.request.patch(
        item,
        data={"caseOfficerId": account["id"]},
        headers={**headers, "If-Match": (await admin.request.get(item)).headers["etag"]},
    )
    assert given.ok, await given.text()

    # Before anything is asked there is nothing for a case officer to ask.
    await officer.goto(f"/admin/møte/{meeting['id']}#{meeting['items'][0]['id']}")
    await expect(officer.get_by_text("Saka er ikkje send til dei tillitsvalde.")).to_be_visible()
    await expect(officer.get_by_role("button", name="Be om innspel")).to_have_count(0)
    deadline = {"deadline": "2027-02-20T12:00:00+01:00"}
    made = await admin.request.post(f"{item}/consultations", data=deadline, headers=headers)
    assert made.status == 201, await made.text()
    words = {"type": "paragraph", "content": [{"type": "text", "text": "Nei, ikkje no."}]}
    said = await union.request.post(
        f"/api/v1/consultations/{(await made.json())['id']}/inputs",
        data={"organisationName": "Fagforeininga Sogn", "text": {"type": "doc", "content": [words]}},
        headers=headers,
    )
    assert said.status == 201, await said.text()

    await officer.reload()
    to_consultation = officer.get_by_role("link", name="1 innspel, 0 svar")
    await expect(to_consultation).to_be_visible()
    await sound(officer)
    await to_consultation.click()
    await expect(officer.get_by_text("Nei, ikkje no.")).to_be_visible()
    await expect(officer.get_by_role("button", name="Send svar")).to_have_count(0)
    await expect(officer.get_by_role("button", name="Avslutt")).to_have_count(0)
    await sound(officer)
    await officer.get_by_role("navigation", name="Du er her").get_by_role("link", name="Innspel").click()
    await expect(officer.get_by_role("link", name="88-27, sak 1: Framtidig samarbeid")).to_be_visible()
    await expect(officer.locator(".rows li")).to_have_count(1)
    await officer.set_viewport_size({"width": 320, "height": 720})
    await sound(officer)
