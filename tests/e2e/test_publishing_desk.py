"""The publishing desk in the browser: what blocks, a new version, an order for later, and taking it all back."""

import re

import pypdfium2
import pytest
import typst
from playwright.async_api import Browser, Page, expect

from tests.e2e.accessibility import overflow, small_targets, violations
from tests.e2e.conftest import Site
from tests.e2e.desk import accept_draft, at_the_desk, create_meeting, open_desk, publish_now, upload_agenda

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def pdf(text: str) -> bytes:
    return typst.compile(text.encode())  # type: ignore[return-value]


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


async def test_what_changed_between_two_versions_is_shown_word_by_word(admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "94-27", "Vegen vert 4 meter brei.")
    await open_desk(admin, meeting)
    await publish_now(admin)
    await admin.get_by_role("button", name=re.compile("Framtidig samarbeid")).click()
    await admin.get_by_role("textbox", name="Saksframstilling").fill("Vegen vert 6 meter brei.")
    await admin.get_by_role("button", name="Lagre").click()
    await expect(admin.get_by_role("status").get_by_text("Lagra", exact=True)).to_be_visible()
    await admin.get_by_role("button", name="Publiser no").click()
    dialog = admin.get_by_role("dialog")
    await expect(dialog.get_by_label("Kva er endra")).to_have_attribute("required", "")
    assert await violations(admin) == []
    await dialog.get_by_label("Kva er endra").fill("Breidda er retta.")
    await dialog.get_by_role("button", name="Publiser", exact=True).click()
    await expect(dialog).to_have_count(0)

    await admin.goto(f"{meeting['path']}/sak/1")
    await expect(admin.get_by_role("listitem").get_by_text("Endra", exact=True)).to_be_visible()
    await admin.get_by_role("button", name="Vis kva som er endra sidan versjon 1").click()
    await expect(admin.locator("main del")).to_have_text("[fjerna:4]")
    await expect(admin.locator("main ins")).to_have_text("[lagt til:6]")
    assert await violations(admin) == []


@pytest.mark.parametrize("scripts", [True, False])
async def test_a_reader_is_told_of_a_late_item_under_its_number(
    admin: Page, browser: Browser, site: Site, scripts: bool
) -> None:
    meeting = await create_meeting(admin, site, "89-27" if scripts else "90-27")
    await open_desk(admin, meeting)
    await publish_now(admin)
    new = admin.get_by_role("form", name="Legg til sak")
    await new.get_by_label("Tittel").fill("Høyring om rutetilbodet")
    await new.get_by_label("Type").select_option("information")
    await new.get_by_role("button", name="Legg til").click()
    await expect(admin.get_by_role("button", name=re.compile("Høyring om rutetilbodet"))).to_be_visible()
    await open_desk(admin, meeting)
    await publish_now(admin, "Ei sak kom seint.")
    await expect(admin.get_by_text("Tilleggssak 2: Høyring om rutetilbodet")).to_be_visible()

    reader = await browser.new_context(base_url=site.url, locale="nn-NO", java_script_enabled=scripts)
    page = await reader.new_page()
    await page.goto(meeting["path"])
    version = page.get_by_role("listitem").filter(has_text="Versjon 2").filter(has_text="Ei sak kom seint.")
    await expect(version.get_by_text("Tilleggssak 2: Høyring om rutetilbodet")).to_be_visible()
    row = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Høyring om rutetilbodet"))
    await expect(row.get_by_text("Tilleggssak", exact=True)).to_be_visible()
    if scripts:
        assert await violations(page) == []
        await page.set_viewport_size({"width": 320, "height": 720})
        assert await overflow(page) == 0
        await page.get_by_role("link", name="Høyring om rutetilbodet").click()
        await page.get_by_role("button", name="Vis kva som er endra sidan versjon 1").click()
        await expect(page.get_by_text("Saka er ny sidan versjon 1.")).to_be_visible()
    await reader.close()


async def test_papers_after_an_agenda_need_no_word_on_what_changed(admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "95-27")
    await open_desk(admin, meeting)
    await admin.get_by_role("radio", name="Sakliste").check()
    await publish_now(admin)
    await expect(admin.get_by_text("Versjon 1").first).to_be_visible()
    await admin.get_by_role("radio", name="Sakspapir").check()
    await publish_now(admin)
    await expect(admin.get_by_text("Versjon 2").first).to_be_visible()


async def test_a_file_uploaded_for_an_attachment_is_published_and_in_the_bundle(admin: Page) -> None:
    await upload_agenda(admin, "96-27", "14. juni 2027")
    await accept_draft(admin)
    meeting_id = await at_the_desk(admin)
    await admin.get_by_role("button", name=re.compile("Ny avtale om brannvern")).click()
    file = {"name": "avtale.pdf", "mimeType": "application/pdf", "buffer": pdf("Paragraf ein")}
    await admin.get_by_label("Last opp fil til: Avtaleutkast").set_input_files(file)  # type: ignore[arg-type]
    await expect(admin.get_by_role("link", name="avtale.pdf")).to_be_visible()
    assert await violations(admin) == []
    await publish_now(admin)

    await admin.goto("/møte/styret/2027-06-14/sak/2")
    link = admin.get_by_role("link", name="Avtaleutkast")
    answer = await admin.request.get(str(await link.get_attribute("href")))
    assert (await answer.body()).startswith(b"%PDF")
    bundle = await admin.request.get(f"/api/v1/published/meetings/{meeting_id}/bundle.pdf")
    read = pypdfium2.PdfDocument(await bundle.body())
    assert any("Paragraf ein" in page.get_textpage().get_text_range() for page in read)


async def test_a_closed_item_shows_only_its_open_title(admin: Page, site: Site, page: Page) -> None:
    meeting = await create_meeting(admin, site, "97-27", "Ein løyndom om tilsette.")
    await open_desk(admin, meeting)
    await admin.get_by_role("button", name=re.compile("Framtidig samarbeid")).click()
    await admin.get_by_role("radio", name="Unnateke offentlegheit").check()
    await admin.get_by_label("Heimel", exact=True).fill("offentleglova § 13")
    await admin.get_by_label("Offentleg tittel").fill("Personalsak")
    assert await violations(admin) == []
    await admin.get_by_role("button", name="Lagre").click()
    await expect(admin.get_by_role("status").get_by_text("Lagra", exact=True)).to_be_visible()
    await publish_now(admin)

    await page.goto(meeting["path"])
    await page.get_by_role("link", name="Personalsak").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("1. Personalsak")
    await expect(page.get_by_text("Heimel: offentleglova § 13")).to_be_visible()
    for hidden in ("Framtidig samarbeid", "løyndom"):
        assert hidden not in await page.content()
        assert hidden not in await (await page.request.get(meeting["path"])).text()


async def test_a_withdrawal_is_told_to_a_reader_who_comes_by_a_link(admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "98-27")
    await open_desk(admin, meeting)
    await publish_now(admin)
    await admin.get_by_role("button", name="Trekk tilbake").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Grunngjeving").fill("Saka var ikkje klar.")
    await dialog.get_by_role("button", name="Trekk tilbake").click()
    await expect(dialog).to_have_count(0)
    await admin.get_by_role("link", name="Sjå den offentlege sida").click()
    await expect(admin.get_by_role("heading", name="Publiseringa er trekt tilbake")).to_be_visible()
    await expect(admin.get_by_text("Saka var ikkje klar.")).to_be_visible()


@pytest.mark.parametrize("path", ["/logg-inn", "/admin", "desk", "preview"])
@pytest.mark.parametrize("width", [320, 1280])
async def test_the_working_pages_have_no_barriers(admin: Page, path: str, width: int) -> None:
    await admin.set_viewport_size({"width": width, "height": 800})
    listed = await (await admin.request.get("/api/v1/meetings")).json()
    draft = next(meeting["id"] for meeting in listed["items"] if meeting["state"] == "planned")
    desk = f"/admin/møte/{draft}"
    await admin.goto({"desk": desk, "preview": f"{desk}/førehandsvising"}.get(path, path))
    await admin.get_by_role("heading", level=1).wait_for()
    assert await violations(admin) == []
    assert await overflow(admin) == 0
    assert await small_targets(admin) == []


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until the thing with this name has the focus; every step must be seen."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if await focused.count() and (await focused.inner_text()).strip() == name:
            return
    pytest.fail(f"The keyboard does not reach {name}.")


async def test_the_keyboard_alone_signs_in_and_publishes(page: Page, admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "99-27")
    await page.context.clear_cookies()
    await page.goto(f"/admin/møte/{meeting['id']}")
    await page.get_by_label("Brukarnamn").focus()
    await page.keyboard.type("admin")
    await page.keyboard.press("Tab")
    await page.keyboard.type(site.password)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("99-27")
    await tab_to(page, "Publiser no")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await tab_to(page, "Publiser")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Publisert som versjon 1.")).to_be_visible()


async def test_a_wrong_password_says_so(page: Page) -> None:
    await page.goto("/logg-inn")
    await page.get_by_label("Brukarnamn").fill("admin")
    await page.get_by_label("Passord").fill("heilt feil passord")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("Feil brukarnamn eller passord.")
    assert await violations(page) == []


async def test_a_published_meeting_is_moved_and_then_cancelled_and_everyone_is_told(admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "41-27")
    await open_desk(admin, meeting)
    await publish_now(admin)
    await admin.get_by_role("button", name="Flytt møtet").click()
    dialog = admin.get_by_role("dialog")
    assert await violations(admin) == []
    await dialog.get_by_label("Dato").fill("2027-03-08")
    await dialog.get_by_label("Grunn").fill("Møterommet er opptatt.")
    await dialog.get_by_role("button", name="Flytt møtet").click()
    await expect(dialog).to_have_count(0)
    await expect(admin.get_by_text("måndag 8. mars 2027 09:00").first).to_be_visible()

    await admin.get_by_role("button", name="Avlys møtet").click()
    await dialog.get_by_label("Grunn").fill("For mange har meldt forfall.")
    await dialog.get_by_role("button", name="Avlys møtet").click()
    await expect(dialog).to_have_count(0)
    await expect(admin.get_by_role("button", name="Avlys møtet")).to_have_count(0)
    await admin.goto(meeting["path"])
    await expect(admin.get_by_text("Møtet er avlyst.")).to_be_visible()
    await expect(admin.get_by_text("For mange har meldt forfall.")).to_be_visible()
    await expect(admin.get_by_text("Møterommet er opptatt.")).to_be_visible()
    assert await violations(admin) == []


async def test_an_item_is_dragged_to_another_place(admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "42-27")
    for title in ("Nummer to", "Nummer tre"):
        added = await admin.request.post(
            f"/api/v1/meetings/{meeting['id']}/agenda-items",
            data={"type": "decision", "title": title},
            headers={"Origin": site.url},
        )
        assert added.status == 201, await added.text()
    await open_desk(admin, meeting)
    handles = admin.locator(".drag-handle")
    await expect(handles).to_have_count(3)
    await handles.nth(2).hover()
    await admin.mouse.down()
    await handles.nth(0).hover()
    await admin.mouse.up()
    await expect(admin.locator(".item-title")).to_have_text(["Nummer tre", "Framtidig samarbeid", "Nummer to"])
    await expect(admin.get_by_text("«Nummer tre» er no nummer 1 av 3.")).to_have_count(1)
    await expect(admin.locator(".item-list")).to_have_attribute("aria-busy", "false")
    found = await (await admin.request.get(f"/api/v1/meetings/{meeting['id']}")).json()
    assert [item["title"] for item in found["items"]] == ["Nummer tre", "Framtidig samarbeid", "Nummer to"]


async def test_a_case_of_the_work_plan_is_put_on_the_agenda_ahead_of_what_ends_the_meeting(
    admin: Page, site: Site
) -> None:
    meeting = await create_meeting(admin, site, "43-27")
    origin = {"Origin": site.url}
    path = f"/api/v1/meetings/{meeting['id']}/agenda-items"
    last = {"type": "any_other_business", "title": "Ymse"}
    assert (await admin.request.post(path, data=last, headers=origin)).status == 201
    plan = {"bodyId": meeting["bodyId"], "year": 2027, "title": "Arbeidsplan 2027"}
    await admin.request.post("/api/v1/work-plans", data=plan, headers=origin)
    query = {"body": meeting["bodyId"], "year": 2027}
    (made,) = (await (await admin.request.get("/api/v1/work-plans", params=query)).json())["items"]
    entry = {"kind": "case", "title": "Årsmelding", "itemType": "decision", "month": 3}
    entries = f"/api/v1/work-plans/{made['id']}/entries"
    added = await admin.request.post(entries, data=entry, headers=origin)
    assert added.status == 201, await added.text()

    await open_desk(admin, meeting)
    await admin.get_by_text("Hent faste saker, planlagde saker og saker som ventar").click()
    button = admin.get_by_role("button", name="Legg til «Årsmelding»")
    await expect(button).to_be_visible()
    assert await violations(admin) == []
    await button.click()
    await expect(admin.locator(".item-title")).to_have_text(["Framtidig samarbeid", "Årsmelding", "Ymse"])
    await expect(button).to_have_count(0)


async def test_a_closed_meeting_is_shown_to_its_board_and_only_told_of_to_the_public(admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "31-27")
    await open_desk(admin, meeting)
    await admin.get_by_text("Rediger møteopplysningar").click()
    details = admin.locator("details", has=admin.get_by_text("Rediger møteopplysningar"))
    await details.get_by_label("Unnateke offentlegheit").check()
    await details.get_by_label("Heimel").fill("kommunelova § 11-5 andre ledd")
    await details.get_by_label("Offentleg tittel").fill("Ekstraordinært møte")
    await expect(details.get_by_text("Stad, program og saker ser berre styret.")).to_be_visible()
    assert await violations(admin) == []
    await details.get_by_role("button", name="Lagre").click()
    await expect(details.get_by_text("Lagra")).to_be_visible()

    await admin.get_by_role("link", name="Førehandsvising").click()
    await expect(admin.get_by_role("heading", level=1)).to_have_text("Ekstraordinært møte")
    await expect(admin.get_by_text("Framtidig samarbeid")).to_have_count(0)
    assert await violations(admin) == []
    await admin.get_by_role("link", name="Slik styret ser det").click()
    await expect(admin.get_by_role("heading", level=1)).to_have_text("Styremøte 31-27 i Sogn KO")
    await expect(admin.get_by_text("Leikanger")).to_be_visible()
    await admin.get_by_role("link", name="Framtidig samarbeid").click()
    await expect(admin.get_by_text("Ei sak om vegen vidare.").first).to_be_visible()
    await expect(admin.get_by_label("Medlem")).to_have_value("styret")
    assert await violations(admin) == []
    await admin.set_viewport_size({"width": 320, "height": 640})
    assert await overflow(admin) == 0
    assert await small_targets(admin) == []

    await admin.set_viewport_size({"width": 1280, "height": 800})
    await open_desk(admin, meeting)
    await publish_now(admin)
    await admin.goto(meeting["path"])
    await expect(admin.get_by_text("Møtet er lukka.")).to_be_visible()
    await expect(admin.get_by_text("Heimel: kommunelova § 11-5 andre ledd").first).to_be_visible()
    await expect(admin.get_by_text("Leikanger")).to_have_count(0)
    assert await violations(admin) == []


async def test_a_closed_proposal_is_told_of_with_its_legal_basis(admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "32-27", "Framlegget er løynt.")
    await open_desk(admin, meeting)
    await admin.get_by_role("button", name=re.compile("Framtidig samarbeid")).first.click()
    await admin.get_by_label("Dette framlegget er unnateke offentlegheit").check()
    await admin.get_by_label("Heimel").fill("offentleglova § 23 første ledd")
    await admin.get_by_role("button", name="Lagre", exact=True).click()
    await expect(admin.get_by_role("status").get_by_text("Lagra", exact=True)).to_be_visible()
    assert await violations(admin) == []
    await admin.goto(f"/admin/møte/{meeting['id']}/førehandsvising/sak/1")
    await expect(admin.get_by_text("Eit framlegg til vedtak er unnateke offentlegheit.")).to_be_visible()
    await expect(admin.get_by_text("Heimel: offentleglova § 23 første ledd")).to_be_visible()
    await admin.get_by_role("link", name="Slik styret ser det").click()
    await admin.get_by_role("link", name="Framtidig samarbeid").click()
    await expect(admin.locator(".proposal").get_by_text("Unnateke offentlegheit")).to_be_visible()
    await expect(admin.locator(".proposal").get_by_text("Framlegget er løynt.")).to_be_visible()
