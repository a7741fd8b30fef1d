"""The doors that are closed by a vote, items that are raised in the room, and attendance that was entered wrongly."""

import pytest
from playwright.async_api import Page, expect

from api.domain.kernel import richtext
from tests.e2e.accessibility import sound
from tests.e2e.conftest import Site
from tests.e2e.room import led

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


async def test_the_doors_are_closed_by_a_vote_in_the_open_and_the_public_is_told_that_alone(
    admin: Page, public: Page, site: Site
) -> None:
    item = {"type": "discussion", "title": "Forhandlingar om leige"}
    room = await led(admin, site, "28-27", item)
    await room.do("start-item", itemId=room.items[0])
    await room.enter(admin)
    await public.goto(room.live)
    await expect(public.get_by_role("heading", level=2, name="1. Forhandlingar om leige")).to_be_visible()

    await admin.get_by_role("button", name="Lukk dørene").click()
    dialog = admin.get_by_role("dialog", name="Lukk dørene")
    await dialog.get_by_label("Heimel").select_option("koml-11-5-3-b")
    await expect(dialog.get_by_text("Dette må organet vedta i ei open røysting fyrst.")).to_be_visible()
    await sound(admin)
    await dialog.get_by_role("button", name="Røyst over lukking").click()
    await expect(dialog).to_have_count(0)
    await expect(public.get_by_text("Votering pågår.")).to_be_visible()
    await admin.get_by_role("button", name="Resten røystar: For").click()
    await expect(admin.locator(".room-vote .room-ballots")).to_have_count(0)
    await admin.keyboard.press("F2")
    await expect(public.locator(".vote-explained")).to_contain_text("vedteke")

    # The basis that was decided on is the one that is chosen.
    await admin.get_by_role("button", name="Lukk dørene").click()
    await expect(dialog.get_by_label("Heimel")).to_have_value("koml-11-5-3-b")
    await dialog.get_by_role("button", name="Lukk dørene", exact=True).click()
    await expect(public.get_by_text("Dørene er lukka.")).to_be_visible()
    await expect(public.get_by_role("status").or_(public.locator(".notice")).first).to_contain_text("§ 11-5")
    await sound(public)

    # What goes on behind them is not told, then or afterwards.
    await room.do("move-proposal", kind="main", text=richtext.text_doc("Leiga vert to millionar."))
    await room.do("request-floor", name="Advokat Vik")
    await expect(admin.get_by_text("Leiga vert to millionar.")).to_be_visible()
    await expect(public.get_by_text("Dørene er lukka.")).to_be_visible()
    assert "millionar" not in await public.content()
    await admin.get_by_role("button", name="Opne dørene").click()
    await expect(public.get_by_text("Dørene er lukka.")).to_have_count(0)
    content = await public.content()
    assert "millionar" not in content
    assert "Advokat Vik" not in content
    await expect(public.locator(".vote-explained")).to_contain_text("vedteke")


async def test_what_is_raised_in_the_room_is_not_decided_when_a_third_object(
    admin: Page, member: Page, public: Page, site: Site
) -> None:
    room = await led(admin, site, "29-27", {"type": "information", "title": "Nytt frå kommunane"})
    await room.enter(admin, member)
    await public.goto(room.live)
    await admin.get_by_role("button", name="Ny sak på saklista").click()
    raising = admin.get_by_role("dialog", name="Ny sak på saklista")
    await raising.get_by_label("Tittel").fill("Kjøp av brannbil")
    await raising.get_by_label("Framlegg til vedtak (valfritt)").fill("Styret kjøper ein brannbil.")
    await sound(admin)
    await raising.get_by_role("button", name="Legg til").click()
    await expect(raising).to_have_count(0)
    await expect(public.locator(".live-agenda > li").nth(1)).to_contain_text("Kjøp av brannbil")
    await expect(public.locator(".live-agenda > li").nth(1)).to_contain_text("Ny i møtet")
    await admin.get_by_role("button", name="Ta opp sak 2").click()

    # One of the three who are there is a third of them.
    await member.get_by_role("button", name="Set meg imot å avgjere saka i dag").click()
    await expect(member.get_by_role("button", name="Set meg imot å avgjere saka i dag")).to_have_count(0)
    await expect(admin.get_by_text("Kan ikkje avgjerast i dag (§ 11-3)")).to_be_visible()
    await sound(admin)
    await sound(member)
    await admin.get_by_role("button", name="Utset saka F2").click()
    await expect(public.locator(".live-agenda > li").nth(1)).to_contain_text("Utsett")


async def test_attendance_that_was_entered_wrongly_is_put_right_on_the_screen(
    admin: Page, public: Page, site: Site
) -> None:
    room = await led(admin, site, "30-27", {"type": "information", "title": "Nytt frå kommunane"})
    await room.enter(admin)
    await public.goto(room.live)
    member = "Marta Kvamsnos"
    await admin.get_by_label(f"Endre frammøtet til {member}").select_option("Går frå møtet")
    await expect(public.get_by_role("listitem").filter(has_text=member)).to_have_count(0)
    await admin.get_by_text("Sjå og rett frammøtet").click()

    # It didn't happen: struck, it counts as if it never had.
    await admin.get_by_role("button", name=f"Rett: {member} gjekk").click()
    correcting = admin.get_by_role("dialog")
    await correcting.get_by_label("Det skjedde ikkje: stryk innførsla").check()
    await correcting.get_by_label("Grunngjeving").fill("Ho var berre ute og ringde.")
    await sound(admin)
    await correcting.get_by_role("button", name="Rett", exact=True).click()
    await expect(correcting).to_have_count(0)
    await expect(public.get_by_role("listitem").filter(has_text=member)).to_have_count(1)
    await expect(admin.get_by_role("button", name=f"Rett: {member} gjekk")).to_have_count(0)

    # Another one came than was entered, and followed from elsewhere.
    await admin.get_by_label("Endre frammøtet til Solveig Nesbrekke").select_option("Kjem til møtet")
    await admin.get_by_role("button", name="Rett: Solveig Nesbrekke kom").click()
    await correcting.get_by_label("Kven gjeld det?").select_option("Geirmund Myrateig")
    await correcting.get_by_label("på fjernmøte").check()
    await correcting.get_by_label("Grunngjeving").fill("Feil namn.")
    await correcting.get_by_role("button", name="Rett", exact=True).click()
    await expect(correcting).to_have_count(0)
    await expect(public.get_by_role("listitem").filter(has_text="Geirmund Myrateig")).to_contain_text("på fjernmøte")
    await expect(public.get_by_role("listitem").filter(has_text="Solveig Nesbrekke")).to_have_count(0)
    corrected = admin.get_by_role("listitem").filter(has_text="Geirmund Myrateig vart med på fjernmøte")
    await expect(corrected).to_contain_text("(retta)")

    # So is who was there from the beginning; what would no longer hold is refused in plain words.
    await admin.get_by_role("button", name="Rett: 3 var til stades då møtet vart opna").click()
    await expect(correcting.get_by_label(member)).to_have_value("here")
    await correcting.get_by_label("Geirmund Myrateig").select_option("til stades")
    await correcting.get_by_label("Grunngjeving").fill("Han var der heile tida.")
    await correcting.get_by_role("button", name="Rett", exact=True).click()
    await expect(correcting).to_have_count(0)
    await expect(admin.get_by_role("button", name="Rett: 4 var til stades då møtet vart opna")).to_be_visible()
    await admin.get_by_label(f"Endre frammøtet til {member}").select_option("Går frå møtet")
    await expect(admin.get_by_role("button", name=f"Rett: {member} gjekk")).to_be_visible()
    await admin.get_by_role("button", name="Rett: 4 var til stades då møtet vart opna").click()
    await correcting.get_by_label(member).select_option("ikkje til stades")
    await correcting.get_by_label("Grunngjeving").fill("Ho var ikkje der.")
    await correcting.get_by_role("button", name="Rett", exact=True).click()
    await expect(correcting.get_by_role("alert")).to_contain_text("Det som er ført etterpå, kan ikkje stå")
    await admin.keyboard.press("Escape")
    await expect(correcting).to_have_count(0)

    # When it happened is put right as well; the order of what happened stays.
    await admin.get_by_role("button", name=f"Rett: {member} gjekk").click()
    await correcting.get_by_label("Når det hende").fill("00:00")
    await correcting.get_by_label("Grunngjeving").fill("Ho gjekk tidlegare.")
    await sound(admin)
    await correcting.get_by_role("button", name="Rett", exact=True).click()
    await expect(correcting.get_by_role("alert")).to_contain_text("Det kan ikkje ha hendt før kl.")
    await admin.keyboard.press("Escape")
    await expect(correcting).to_have_count(0)
    await admin.get_by_role("button", name="Rett: 4 var til stades då møtet vart opna").click()
    await correcting.get_by_label("Når det hende").fill("00:00")
    await correcting.get_by_label("Grunngjeving").fill("Ført for seint.")
    await correcting.get_by_role("button", name="Rett", exact=True).click()
    await expect(correcting).to_have_count(0)
    await expect(admin.get_by_text("Opna 00:00")).to_be_visible()
    await sound(admin)
