"""Cases in the browser: their papers, what they lean on, and their way through meetings."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Route, expect

from tests.e2e.accessibility import overflow, small_targets, violations
from tests.e2e.conftest import Site
from tests.e2e.desk import create_meeting
from tests.e2e.test_editor import case_text, open_item

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def files(*names: str) -> list[Any]:
    return [{"name": name, "mimeType": "text/plain", "buffer": f"Innhald i {name}".encode()} for name in names]


def attachments(page: Page) -> Locator:
    return page.get_by_role("region", name="Vedlegg")


async def titles(page: Page, item: dict[str, Any]) -> list[str]:
    stored = await (await page.request.get(f"/api/v1/agenda-items/{item['id']}")).json()
    return [line["title"] for line in stored["attachments"]]


async def test_several_files_become_attachments_and_are_put_in_order(admin: Page, site: Site) -> None:
    item = await open_item(admin, site, "51-27")
    papers = attachments(admin)
    await papers.get_by_label("Vel filer").set_input_files(files("avtale.txt", "kart.txt"))
    await expect(papers.get_by_role("link", name="kart.txt")).to_be_visible()
    await papers.get_by_label("Nytt vedlegg utan fil").fill("Uttale")
    await papers.get_by_role("button", name="Legg til linja").click()
    await expect(papers.get_by_text("Linja er lagd til.")).to_be_visible()
    await papers.get_by_role("button", name="Flytt opp: Uttale").click()
    await expect(papers.get_by_text("Flytta til plass 2.")).to_be_visible()
    assert await titles(admin, item) == ["avtale", "Uttale", "kart"]
    assert await violations(admin) == []
    await admin.set_viewport_size({"width": 320, "height": 640})
    assert await overflow(admin) == 0
    assert await small_targets(admin) == []


async def test_a_dropped_connection_during_an_upload_loses_nothing_and_makes_nothing_twice(
    admin: Page, site: Site
) -> None:
    item = await open_item(admin, site, "52-27")
    papers = attachments(admin)
    answers: list[int] = []

    async def cut_after_the_first(route: Route) -> None:
        """The file arrives, and its confirmation is lost on the way back."""
        answer = await route.fetch()
        answers.append(answer.status)
        if len(answers) == 1:
            await route.abort("connectionreset")
        else:
            await route.fulfill(response=answer)

    await admin.route("**/api/v1/documents", cut_after_the_first)
    await papers.get_by_label("Vel filer").set_input_files(files("ein.txt", "to.txt"))
    await expect(papers.get_by_text(re.compile("ein.txt: Fekk ikkje kontakt"))).to_be_visible()
    await expect(papers.get_by_role("link", name="to.txt")).to_be_visible()
    await papers.get_by_role("button", name="Prøv igjen").click()
    await expect(papers.get_by_role("link", name="ein.txt")).to_be_visible()
    assert answers == [201, 201, 201]
    assert sorted(await titles(admin, item)) == ["ein", "to"]


async def test_a_file_is_replaced_by_a_new_version_and_closed_with_its_basis(admin: Page, site: Site) -> None:
    item = await open_item(admin, site, "53-27")
    papers = attachments(admin)
    await papers.get_by_label("Vel filer").set_input_files(files("avtale.txt"))
    await expect(papers.get_by_role("link", name="avtale.txt")).to_be_visible()
    await papers.get_by_label(re.compile("avtale", re.IGNORECASE)).first.set_input_files(files("avtale-ny.txt"))
    await expect(papers.get_by_role("link", name="avtale-ny.txt")).to_be_visible()
    await expect(papers.get_by_text("Versjon 2")).to_be_visible()
    await papers.get_by_role("button", name="Tilgang: avtale").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Unnateke offentlegheit").check()
    await dialog.get_by_label("Heimel").fill("offl. § 13")
    await dialog.get_by_label(re.compile("tittel", re.IGNORECASE)).fill("Avtale")
    assert await violations(admin) == []
    await dialog.get_by_role("button", name="Lagre").click()
    await expect(dialog).to_have_count(0)
    await expect(papers.get_by_text("Unnateke offentlegheit")).to_be_visible()
    stored = await (await admin.request.get(f"/api/v1/agenda-items/{item['id']}")).json()
    document = stored["attachments"][0]["document"]
    assert (document["version"], document["access"], document["legalBasis"]) == (2, "closed", "offl. § 13")


async def test_a_case_gets_its_officer_municipalities_deadlines_and_references(admin: Page, site: Site) -> None:
    await create_meeting(admin, site, "54-27")
    item = await open_item(admin, site, "55-27")
    await admin.get_by_text("Saksopplysningar").click()
    await admin.get_by_label("Saksbehandlar").select_option(index=1)
    await admin.get_by_role("checkbox", name="Vik").check()
    await admin.get_by_role("checkbox", name="Luster").check()
    await admin.get_by_role("button", name="Legg til frist").click()
    await admin.get_by_label("Frist 1: kva", exact=True).fill("Svar frå kommunane")
    await admin.get_by_label("Frist 1: dato", exact=True).fill("2027-05-01")
    search = admin.get_by_role("search", name="Søk etter tidlegare saker å vise til")
    await search.get_by_label("Søk etter tidlegare saker å vise til").fill("framtidig samarbeid")
    await admin.keyboard.press("Enter")
    await search.get_by_role("button", name="Vis til: Framtidig samarbeid").first.click()
    assert await violations(admin) == []
    await admin.get_by_role("button", name="Lagre", exact=True).click()
    await expect(admin.get_by_role("status").get_by_text("Lagra", exact=True)).to_be_visible()
    stored = await (await admin.request.get(f"/api/v1/agenda-items/{item['id']}")).json()
    assert stored["caseOfficerId"] is not None
    assert stored["municipalities"] == ["4639", "4644"]
    assert stored["deadlines"] == [{"text": "Svar frå kommunane", "date": "2027-05-01"}]
    assert stored["references"] == [{"text": "Framtidig samarbeid", "date": "2027-03-01", "caseNumber": "1"}]
    await admin.set_viewport_size({"width": 320, "height": 640})
    assert await overflow(admin) == 0


async def test_a_case_gets_lettered_parts_with_texts_and_attachments_by_keyboard(admin: Page, site: Site) -> None:
    item = await open_item(admin, site, "45-27")
    for letter, title in (("a", "Status for drifta"), ("b", "Plan for hausten")):
        await admin.get_by_role("button", name="Legg til underpunkt").press("Enter")
        part = admin.get_by_role("region", name=f"Underpunkt {letter}", exact=True)
        await expect(part.get_by_label("Tittel")).to_be_focused()
        await admin.keyboard.type(title)
    await admin.get_by_role("button", name="Flytt opp: Underpunkt b").press("Enter")
    await expect(admin.get_by_role("region", name="Underpunkt a", exact=True).get_by_label("Tittel")).to_have_value(
        "Plan for hausten"
    )
    text = admin.get_by_role("textbox", name="Saksframstilling: Underpunkt a")
    await text.press("End")
    await admin.keyboard.type("Planen kjem i september.")
    await admin.get_by_role("button", name="Lagre", exact=True).click()
    await expect(admin.get_by_role("status").get_by_text("Lagra", exact=True)).to_be_visible()
    papers = attachments(admin)
    await papers.get_by_label("Nytt vedlegg utan fil").fill("Notat")
    await admin.keyboard.press("Enter")
    await papers.get_by_label("Høyrer til: Notat").select_option("Underpunkt a")
    await expect(papers.get_by_text("Vedlegget er flytta til eit anna underpunkt.")).to_be_visible()
    assert await violations(admin) == []
    stored = await (await admin.request.get(f"/api/v1/agenda-items/{item['id']}")).json()
    assert [(part["label"], part["title"]) for part in stored["subItems"]] == [
        ("a", "Plan for hausten"),
        ("b", "Status for drifta"),
    ]
    assert "Planen kjem i september." in str(stored["subItems"][0]["text"])
    assert [line["subItem"] for line in stored["attachments"]] == ["a"]
    await admin.set_viewport_size({"width": 320, "height": 640})
    assert await overflow(admin) == 0


async def test_a_case_is_withdrawn_with_a_reason_and_taken_up_again(admin: Page, site: Site) -> None:
    item = await open_item(admin, site, "56-27")
    await admin.get_by_role("button", name="Trekk saka").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Grunn").fill("Søknaden er trekt.")
    assert await violations(admin) == []
    await dialog.get_by_role("button", name="Trekk saka").click()
    await expect(dialog).to_have_count(0)
    await expect(admin.get_by_text("Trekt: Søknaden er trekt.")).to_be_visible()
    await admin.get_by_role("button", name="Ta opp att").click()
    await expect(admin.get_by_role("button", name="Trekk saka")).to_be_visible()
    stored = await (await admin.request.get(f"/api/v1/agenda-items/{item['id']}")).json()
    assert stored["state"] == "pending"


async def test_a_postponed_case_is_followed_from_meeting_to_meeting(admin: Page, site: Site) -> None:
    later = await create_meeting(admin, site, "58-27")
    item = await open_item(admin, site, "57-27")
    await admin.get_by_role("button", name="Utset", exact=True).click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Møte saka går til").select_option(later["id"])
    await dialog.get_by_label("Grunn").fill("Tala manglar.")
    await dialog.get_by_role("button", name="Utset").click()
    await expect(dialog).to_have_count(0)
    await admin.get_by_role("link", name="Sjå saka gjennom møta").click()

    await expect(admin.get_by_role("heading", level=1, name="Framtidig samarbeid")).to_be_visible()
    life = admin.get_by_role("region", name="Handsaming", exact=True)
    await expect(life.get_by_role("listitem")).to_have_count(2)
    await expect(life.get_by_text("Tala manglar.")).to_be_visible()
    assert await violations(admin) == []
    await admin.set_viewport_size({"width": 320, "height": 640})
    assert await overflow(admin) == 0
    assert await small_targets(admin) == []
    stored = await (await admin.request.get(f"/api/v1/meetings/{later['id']}")).json()
    assert stored["items"][-1]["caseId"] == item["caseId"]


async def test_cases_are_searched_and_one_is_put_on_an_agenda_again(admin: Page, site: Site) -> None:
    later = await create_meeting(admin, site, "60-27")
    await open_item(admin, site, "59-27")
    await admin.get_by_role("button", name="Send tilbake").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Grunn").fill("Må utgreiast meir.")
    await dialog.get_by_role("button", name="Send tilbake").click()
    await expect(dialog).to_have_count(0)

    await admin.get_by_role("link", name="Saker", exact=True).click()
    await admin.get_by_label("Søk i sakstitlar").fill("framtidig")
    await admin.get_by_label("Status").select_option("draft")
    await admin.get_by_role("button", name="Søk").click()
    assert await violations(admin) == []
    await admin.set_viewport_size({"width": 320, "height": 640})
    assert await overflow(admin) == 0
    await admin.set_viewport_size({"width": 1280, "height": 800})
    await admin.get_by_role("link", name="Framtidig samarbeid").first.click()
    await expect(admin.get_by_text("Må utgreiast meir.")).to_be_visible()
    await admin.get_by_label("Møte saka skal opp på").select_option(later["id"])
    await admin.get_by_role("button", name="Set opp på saklista").click()
    await expect(admin.get_by_text("Saka er sett opp på saklista")).to_be_visible()
    stored = await (await admin.request.get(f"/api/v1/meetings/{later['id']}")).json()
    assert len(stored["items"]) == 2


async def test_an_empty_case_begins_with_the_template_of_its_type(admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "50-27")
    made = await admin.request.post(
        f"/api/v1/meetings/{meeting['id']}/agenda-items",
        data={"type": "decision", "title": "Ei tom sak"},
        headers={"Origin": site.url},
    )
    assert made.status == 201, await made.text()
    await admin.goto(f"/admin/møte/{meeting['id']}")
    await admin.get_by_role("button", name=re.compile("Ei tom sak")).click()
    await admin.get_by_role("button", name="Bruk malen for Vedtakssak").click()
    await expect(case_text(admin).get_by_role("heading", name="Bakgrunn")).to_be_visible()
    assert await violations(admin) == []
    await admin.get_by_role("button", name="Lagre", exact=True).click()
    await expect(admin.get_by_role("status").get_by_text("Lagra", exact=True)).to_be_visible()
    stored = await (await admin.request.get(f"/api/v1/agenda-items/{(await made.json())['id']}")).json()
    assert stored["proposals"][0]["blanks"] == 1
