"""An urgent remote meeting: made at the desk, a case stopped by two of six, from a phone and in the room."""

import pytest
from playwright.async_api import Page, expect

from tests.e2e.accessibility import sound
from tests.e2e.conftest import Phone, Site
from tests.e2e.desk import Room, a_meeting
from tests.e2e.keyboard import Keyboard

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

ITEMS = tuple({"type": "decision", "title": title} for title in ("Fråsegn om ferja", "Val av revisor"))


async def decide(admin: Page, meeting_id: str) -> None:
    """The administration enters what the leader has decided, with the keyboard."""
    await admin.goto(f"/admin/møte/{meeting_id}")
    keys = Keyboard(admin)
    await keys.press(admin.locator("summary").get_by_text("Hastefjernmøte"))
    await expect(admin.get_by_label("Kven har avgjort at møtet skal vere eit hastefjernmøte?")).to_contain_text(
        "Torunn Lidavoll"
    )
    await sound(admin)
    await keys.write(admin.get_by_label("Kvifor kan sakene ikkje vente til neste møte?"), "Ferja går ut av drift.")
    await keys.press(admin.get_by_role("button", name="Lagre som hastefjernmøte"))
    await expect(admin.get_by_role("button", name="Gjer om til vanleg møte")).to_be_visible()


async def test_the_desk_says_shorter_notice_instead_of_reproaching_it(admin: Page, site: Site) -> None:
    meeting = await a_meeting(admin, site, "101-27", *ITEMS)
    await decide(admin, meeting["id"])

    await expect(admin.get_by_text("Kortare varsel enn vanleg: hastefjernmøte")).to_be_visible()
    await admin.reload()
    await expect(admin.get_by_text("Kortare varsel (§ 11-8)").first).to_be_visible()
    await sound(admin)


async def test_two_of_six_stop_a_case_one_from_a_phone_and_one_in_the_room(
    admin: Page, site: Site, phone: Phone
) -> None:
    meeting = await a_meeting(admin, site, "102-27", *ITEMS)
    await decide(admin, meeting["id"])
    member = await phone("medlem")
    await member.goto(f"/admin/papir/{meeting['id']}")
    await expect(member.get_by_text("Torunn Lidavoll har avgjort")).to_be_visible()
    await sound(member)
    await member.get_by_role("link", name="1. Fråsegn om ferja").click()
    await member.get_by_role("button", name="Krev ordinært møte").click()
    await expect(member.get_by_text("1 medlem har kravd det.")).to_be_visible()
    await sound(member)

    room = Room(admin, site, meeting["id"])
    seats = (await room.view())["seats"]
    here = [one["personId"] for one in seats if one["role"] in ("chair", "deputy_chair", "member")]
    await room.do("open", present=[{"personId": one, "remote": True} for one in here])
    await room.do("start-item", itemId=meeting["items"][0]["id"])
    await admin.goto(f"/admin/møte/{meeting['id']}/møterom")
    demands = admin.get_by_role("region", name="Krav om ordinært møte")
    await expect(demands.get_by_text("Når minst 2 av 6 medlemer krev det")).to_be_visible()
    await expect(demands.get_by_role("listitem")).to_have_count(1)
    await sound(admin)
    await member.goto(f"/admin/møte/{meeting['id']}/møterom")
    await expect(member.get_by_role("button", name="Trekk kravet om ordinært møte")).to_be_visible()
    await sound(member)

    await demands.get_by_label("Kven krev ordinært møte?").select_option(label="Torunn Lidavoll")
    await demands.get_by_role("button", name="Før inn kravet").click()

    agenda = admin.get_by_role("navigation", name="Sakliste")
    await expect(agenda.get_by_role("listitem").first).to_contain_text("Utsett")
    await sound(admin)
    await admin.get_by_role("button", name="Sjå sak 1").click()
    await expect(demands.get_by_text("Saka ventar til eit ordinært møte.")).to_be_visible()
    await sound(admin)
