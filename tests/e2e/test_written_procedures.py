"""A case is settled in writing: prepared from the case, sent by the chair, answered by members from a phone."""

import datetime as dt
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.accessibility import sound
from tests.e2e.conftest import Site
from tests.e2e.desk import create_meeting, post
from tests.e2e.keyboard import Keyboard

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

PHONE: Any = {"width": 390, "height": 844}


async def signed_in_page(browser: Browser, site: Site, cookies: list[Any], **options: Any) -> Page:
    context = await browser.new_context(
        base_url=site.url, locale="nn-NO", timezone_id="Europe/Oslo", reduced_motion="reduce", **options
    )
    await context.add_cookies(cookies)
    return await context.new_page()


async def prepared(admin: Page, site: Site, number: str) -> dict[str, Any]:
    """A case of its own, ready for the chair to send."""
    meeting = await create_meeting(admin, site, number)
    deadline = dt.datetime.now(dt.UTC) + dt.timedelta(days=4)
    new = {
        "handlingId": meeting["items"][0]["handlingId"],
        "ground": "minor",
        "reason": "Fristen er før neste møte.",
        "deadline": deadline.isoformat(),
    }
    return await post(admin, site, "/written-procedures", new)


async def test_the_administration_prepares_it_from_the_case_and_sends_it_on_the_leaders_word(
    admin: Page, site: Site
) -> None:
    meeting = await create_meeting(admin, site, "13-27")
    await admin.goto(f"/admin/sak/{meeting['items'][0]['caseId']}")
    keys = Keyboard(admin)
    await keys.press(admin.get_by_text("Send saka til skriftleg handsaming"))
    await sound(admin)
    await keys.write(admin.get_by_label("Kvifor kan saka ikkje vente til neste møte?"), "Avtalen går ut før møtet.")
    await keys.press(admin.get_by_role("button", name="Gjer klar"))

    await expect(admin.get_by_role("heading", name="Kven vert spurde")).to_be_visible()
    await expect(admin.get_by_text("Ikkje send", exact=True)).to_be_visible()
    await sound(admin)
    await keys.press(admin.get_by_role("button", name="Send til alle medlemene"))
    dialog = admin.get_by_role("dialog")
    await expect(dialog.get_by_label("Kven har avgjort at saka skal handsamast skriftleg?")).to_contain_text(
        "Torunn Lidavoll"
    )
    await sound(admin)
    await keys.press(dialog.get_by_role("button", name="Send saka"))

    await expect(admin.get_by_text("Torunn Lidavoll avgjorde at saka skal handsamast skriftleg")).to_be_visible()
    await expect(admin.get_by_text("0 av 6 har svara")).to_be_visible()
    await expect(admin.get_by_role("heading", level=1)).to_be_focused()
    await sound(admin)
    await admin.goto(f"/admin/møte/{meeting['id']}")
    await expect(admin.get_by_role("heading", name="Framtidig samarbeid")).to_have_count(0)


async def test_the_chair_decides_and_a_member_answers_from_a_phone_by_keys_alone(
    admin: Page, site: Site, browser: Browser, members: dict[str, list[Any]]
) -> None:
    procedure = await prepared(admin, site, "14-27")
    chair = await signed_in_page(browser, site, members["styreleiar"])
    await chair.goto("/admin/papir")
    mine = chair.get_by_role("region", name="Saker til skriftleg handsaming")
    row = mine.get_by_role("listitem").filter(has_text=procedure["number"])
    await expect(row).to_contain_text("Ventar på avgjerda di")
    await sound(chair)
    await row.get_by_role("link").click()
    await chair.get_by_role("button", name="Send til alle medlemene").click()
    await expect(chair.get_by_text("avgjer du som leiar")).to_be_visible()
    await chair.get_by_role("dialog").get_by_role("button", name="Send saka").click()
    await expect(chair.get_by_role("heading", name="Svaret ditt")).to_be_visible()

    member = await signed_in_page(browser, site, members["medlem"], viewport=PHONE)
    await member.goto("/admin/papir")
    row = member.get_by_role("listitem").filter(has_text=procedure["number"])
    await expect(row).to_contain_text("Ventar på svaret ditt")
    await sound(member)
    keys = Keyboard(member)
    await keys.press(row.get_by_role("link"))
    await expect(member.get_by_role("heading", name="Svaret ditt")).to_be_visible()
    await sound(member)
    form = member.get_by_role("form", name="Svaret ditt")
    await keys.press(
        form.get_by_role("group", name="Er du samd i framlegget?").get_by_role("radio", name="Ja"), "Space"
    )
    group = form.get_by_role("group", name="Er du samd i at saka vert avgjord skriftleg?")
    await keys.press(group.get_by_role("radio", name="Ja"), "Space")
    await keys.press(form.get_by_role("button", name="Send svar"))
    dialog = member.get_by_role("dialog")
    await expect(dialog).to_contain_text("Du er samd i framlegget og i at det vert vedteke skriftleg.")
    await sound(member)
    await keys.press(dialog.get_by_role("button", name="Send svar"))

    await expect(member.get_by_text("1 av 6 har svara")).to_be_visible()
    await expect(form).to_have_count(0)
    await sound(member)
    await member.context.close()
    await chair.context.close()


async def test_one_who_does_not_agree_to_the_form_sends_the_case_to_a_meeting(
    admin: Page, site: Site, browser: Browser, members: dict[str, list[Any]]
) -> None:
    procedure = await prepared(admin, site, "15-27")
    path = f"/written-procedures/{procedure['id']}"
    chair = await signed_in_page(browser, site, members["styreleiar"])
    etag = (await chair.request.get(f"/api/v1{path}")).headers["etag"]
    sent = await chair.request.post(
        f"/api/v1{path}/actions/send", data={}, headers={"Origin": site.url, "If-Match": etag}
    )
    assert sent.ok, await sent.text()

    await chair.goto(f"/admin/skriftleg/{procedure['id']}")
    form = chair.get_by_role("form", name="Svaret ditt")
    await form.get_by_role("group", name="framlegget").get_by_role("radio", name="Ja").check()
    await form.get_by_role("group", name="skriftleg").get_by_role("radio", name="Nei").check()
    await form.get_by_label("Merknad").fill("Dette må vi snakke om.")
    await form.get_by_role("button", name="Send svar").click()
    await chair.get_by_role("dialog").get_by_role("button", name="Send svar").click()

    await expect(chair.get_by_text("Ikkje alle samde. Saka går til eit møte.").first).to_be_visible()
    await expect(chair.get_by_role("heading", name="Protokoll")).to_be_visible()
    await sound(chair)
    await chair.context.close()
    await admin.goto(f"/admin/sak/{procedure['caseId']}")
    await expect(admin.get_by_text("Ikkje semje")).to_be_visible()
    await expect(admin.get_by_label("Møte saka skal opp på")).to_be_visible()


async def test_what_all_agreed_to_stands_in_the_register_with_its_record(admin: Page) -> None:
    await admin.goto("/admin/skriftleg")
    await expect(admin.get_by_role("link", name="Fråsegn om busstilbodet til legevakta")).to_be_visible()
    await sound(admin)
    await admin.get_by_role("link", name="Fråsegn om busstilbodet til legevakta").click()
    await expect(admin.get_by_text("6 av 6 samde i innhald og form: vedteke.").first).to_be_visible()
    await sound(admin)

    await admin.get_by_role("link", name="Vedtak S01-").click()

    await expect(admin.get_by_role("heading", level=1)).to_contain_text("/1 Fråsegn om busstilbodet til legevakta")
    await expect(admin.get_by_text("6 av 6 samde i innhald og form: vedteke.")).to_be_visible()
    await sound(admin)
    await admin.get_by_role("link", name="Skriftleg handsaming S01-").click()
    await expect(admin.get_by_role("heading", name="Protokoll")).to_be_visible()


async def test_the_administration_publishes_the_record_and_takes_it_back(
    admin: Page, site: Site, browser: Browser, members: dict[str, list[Any]]
) -> None:
    procedure = await prepared(admin, site, "105-27")
    chair = await signed_in_page(browser, site, members["styreleiar"])
    path = f"/api/v1/written-procedures/{procedure['id']}"
    etag = (await chair.request.get(path)).headers["etag"]
    await chair.request.post(f"{path}/actions/send", data={}, headers={"Origin": site.url, "If-Match": etag})
    said = {"content": True, "form": False}
    given = await chair.request.post(f"{path}/answers", data=said, headers={"Origin": site.url})
    assert given.ok, await given.text()
    await chair.context.close()

    await admin.goto(f"/admin/skriftleg/{procedure['id']}")
    keys = Keyboard(admin)
    await keys.press(admin.get_by_role("button", name="Publiser protokollen"))
    await sound(admin)
    await keys.press(admin.get_by_role("dialog").get_by_role("button", name="Publiser", exact=True))
    await expect(admin.get_by_text("Protokollen vart publisert")).to_be_visible()
    await sound(admin)

    reader = await browser.new_page(base_url=site.url, locale="nn-NO", viewport=PHONE)
    await reader.goto("/skriftleg")
    await sound(reader)
    await reader.get_by_role("listitem").filter(has_text=procedure["number"]).get_by_role("link").click()
    await expect(reader.get_by_role("heading", level=1)).to_contain_text("Framtidig samarbeid")
    await expect(reader.get_by_text("Torunn Lidavoll avgjorde")).to_be_visible()
    await sound(reader)

    await admin.get_by_role("button", name="Trekk protokollen tilbake").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_role("textbox").fill("Feil vedlegg.")
    await dialog.get_by_role("button", name="Trekk protokollen tilbake").click()
    await expect(admin.get_by_text("Protokollen vart trekt tilbake")).to_be_visible()
    await reader.reload()
    await expect(reader.get_by_text("Feil vedlegg.")).to_be_visible()
    await sound(reader)
    await reader.close()


async def test_the_administration_enters_that_a_body_may_meet_remotely(admin: Page) -> None:
    bodies = (await (await admin.request.get("/api/v1/bodies")).json())["items"]
    council = next(body["id"] for body in bodies if body["slug"] == "representantskapet")
    await admin.goto(f"/admin/møteplan?organ={council}")
    box = admin.get_by_role("checkbox", name="Organet kan halde fjernmøte")
    await expect(box).not_to_be_checked()
    await sound(admin)

    await Keyboard(admin).press(box, "Space")

    await expect(admin.get_by_text("Lagra", exact=True)).to_be_visible()
    await admin.reload()
    await expect(box).to_be_checked()
