"""A small meeting from opening to held in three browsers: the secretary's, a member's phone and the public's."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from api.domain.kernel import richtext
from tests.e2e.accessibility import sound
from tests.e2e.conftest import Site
from tests.e2e.desk import a_meeting

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


def with_blanks() -> dict[str, Any]:
    """A proposal with three blanks, as the election of a committee has them."""
    content: list[dict[str, Any]] = [{"type": "text", "text": "Styret vel "}]
    for hint in ("leiar", "nestleiar", "medlem"):
        content += [{"type": "blank", "attrs": {"hint": hint}}, {"type": "text", "text": ", "}]
    return {"type": "doc", "content": [{"type": "paragraph", "attrs": {"id": "aaaaaaaa"}, "content": content}]}


async def test_a_meeting_is_held(admin: Page, member: Page, public: Page, site: Site) -> None:
    meeting = await a_meeting(
        admin,
        site,
        "21-27",
        {
            "type": "decision",
            "title": "Ny avtale",
            "proposals": [{"text": richtext.text_doc("Avtalen vert godkjend.")}],
        },
        {"type": "election", "title": "Val av utval", "proposals": [{"text": with_blanks()}]},
        {
            "type": "information",
            "title": "Ola Nordmann er sjuk",
            "access": "closed",
            "openTitle": "Personalsak",
            "legalBasis": "offl. § 13",
            "text": richtext.text_doc("Han er sjuk til påske."),
        },
    )

    # Everybody comes: the public by the meeting's page, the secretary by the desk, the member by the papers.
    await public.goto(meeting["path"])
    await public.get_by_role("link", name="Følg møtet direkte").click()
    await expect(public.get_by_text("Møtet er ikkje opna enno.")).to_be_visible()
    await sound(public)
    await admin.goto(f"/admin/møte/{meeting['id']}")
    await admin.get_by_role("link", name="Møterom").click()
    await expect(admin.get_by_role("heading", level=1, name="Møterom")).to_be_visible()
    await member.goto(f"/admin/papir/{meeting['id']}")
    await member.get_by_role("link", name="Møterom").click()
    await expect(member.get_by_text("Møtet er ikkje opna enno.")).to_be_visible()
    await sound(admin)

    # Opened by the keyboard; a guard that refuses says in plain words what to do.
    await admin.keyboard.press("F2")
    opening = admin.get_by_role("dialog", name="Opne møtet")
    await expect(opening).to_be_visible()
    await sound(admin)
    await opening.get_by_role("button", name="Opne møtet").click()
    await expect(opening).to_have_count(0)
    await expect(admin.get_by_text("I gang", exact=True)).to_be_visible()
    await admin.get_by_role("button", name="Avslutt møtet").wait_for(state="detached")
    await public.reload()
    await expect(public.get_by_text("I gang", exact=True)).to_be_visible()

    # An item is taken up; the member asks for the floor and gets it.
    await admin.keyboard.press("F2")
    await expect(admin.get_by_role("heading", level=2, name="Ny avtale")).to_be_visible()
    await expect(member.get_by_role("heading", level=2, name="Ny avtale")).to_be_visible()
    await expect(public.get_by_role("heading", level=2, name="1. Ny avtale")).to_be_visible()
    await member.get_by_role("button", name="Be om ordet").click()
    await expect(member.get_by_text("Du er nummer 1 på talarlista.")).to_be_visible()
    await expect(admin.get_by_role("button", name="Neste talar")).to_be_visible()
    await admin.keyboard.press("F8")
    await expect(member.get_by_text("Du har ordet")).to_be_visible()
    await expect(public.get_by_text("har ordet")).to_be_visible()
    await sound(admin)
    await sound(member)
    await sound(public)
    await admin.keyboard.press("F8")
    await expect(public.get_by_text("har ordet")).to_have_count(0)

    # The vote: the member's from the phone, tapped twice; the others' by the secretary.
    await admin.keyboard.press("F2")
    voting = admin.get_by_role("dialog", name="Til votering")
    await expect(voting).to_be_visible()
    await sound(admin)
    await voting.get_by_role("button", name="Opne røystinga").click()
    await expect(voting).to_have_count(0)
    await member.get_by_role("button", name="Mot", exact=True).click()
    await sound(member)
    await member.get_by_role("button", name="Vel på nytt").click()
    await member.get_by_role("button", name="For", exact=True).click()
    await member.get_by_role("button", name="Send røysta").dblclick()
    await expect(member.get_by_text("Røysta di er registrert")).to_be_visible()
    await expect(admin.get_by_text("1 av")).to_be_visible()
    await expect(public.get_by_text("Votering pågår.")).to_be_visible()
    await sound(admin)
    await admin.get_by_role("button", name="Resten røystar: Mot").click()
    await expect(admin.locator(".room-vote .room-ballots")).to_have_count(0)
    await admin.keyboard.press("F2")
    await expect(admin.locator(".vote-explained")).to_contain_text("ikkje vedteke")
    await expect(member.locator(".vote-explained")).to_contain_text("ikkje vedteke")
    await expect(public.locator(".vote-explained")).to_contain_text("ikkje vedteke")

    # A wrong entry is put right by a new one, and the item is concluded.
    await admin.get_by_text("Sjå og rett røystene").click()
    await admin.get_by_role("button", name="Rett: røysta til").last.click()
    correcting = admin.get_by_role("dialog")
    await correcting.get_by_role("radio", name="For").check()
    await correcting.get_by_label("Grunngjeving").fill("Feil førd.")
    await correcting.get_by_role("button", name="Rett", exact=True).click()
    await expect(correcting).to_have_count(0)
    await expect(admin.get_by_text("(retta)")).to_be_visible()
    await expect(public.locator(".vote-explained")).to_contain_text("2 for")
    await admin.get_by_role("button", name="Før som ikkje vedteke").click()
    agenda = public.locator(".live-agenda > li")
    await expect(agenda.nth(0).get_by_text("Ikkje vedteke", exact=True).first).to_be_visible()

    # Blanks are filled in place, and nothing is voted on before.
    await admin.keyboard.press("F2")
    await expect(admin.get_by_role("heading", level=2, name="Val av utval")).to_be_focused()
    await admin.keyboard.press("F9")
    await voting.get_by_role("button", name="Opne røystinga").click()
    await expect(voting.get_by_role("alert")).to_have_text("Framlegget har tomme felt. Fyll dei ut fyrst.")
    await admin.keyboard.press("Escape")
    await expect(voting).to_have_count(0)
    await admin.keyboard.press("F2")
    await expect(admin.get_by_role("textbox", name="Felt 1 av 3: leiar")).to_be_focused()
    await sound(admin)
    for name in ("Kari Vik", "Per Lærdal", "Åse Høyanger"):
        await admin.keyboard.type(name)
        await admin.keyboard.press("Tab")
    await admin.keyboard.press("Enter")
    await expect(admin.get_by_role("article")).to_contain_text("Styret vel Kari Vik, Per Lærdal, Åse Høyanger")
    await expect(member.get_by_role("article")).to_contain_text("Kari Vik")
    await admin.keyboard.press("F2")
    await voting.get_by_label("Ved opptelling").check()
    await voting.get_by_role("button", name="Opne røystinga").click()
    await admin.get_by_label("For", exact=True).fill("5")
    await admin.get_by_label("Mot", exact=True).fill("0")
    await admin.keyboard.press("Enter")
    await expect(member.locator(".vote-explained")).to_contain_text("samrøystes")
    await admin.get_by_role("button", name="Protokolltilførsel").click()
    words = admin.get_by_role("dialog", name="Protokolltilførsel")
    await words.get_by_label("Kven").select_option(index=1)
    await words.get_by_label("Tekst").fill("Eg ville ha venta.")
    await words.get_by_role("button", name="Før inn").click()
    await expect(admin.get_by_text("Eg ville ha venta.")).to_be_visible()
    await admin.get_by_role("button", name="Vedta F2").click()
    await expect(agenda.nth(1).get_by_text("Vedteke", exact=True).first).to_be_visible()
    await sound(admin)

    # The doors are closed: the public is told so, and nothing of what goes on.
    await admin.keyboard.press("F2")
    await expect(admin.get_by_role("heading", level=2, name="Ola Nordmann er sjuk")).to_be_visible()
    await expect(public.get_by_role("heading", level=2, name="3. Personalsak")).to_be_visible()
    await admin.keyboard.press("F2")
    doors = admin.get_by_role("dialog", name="Lukk dørene")
    await expect(doors.get_by_role("combobox")).not_to_have_value("")
    await sound(admin)
    await doors.get_by_role("button", name="Lukk dørene").click()
    await expect(public.get_by_text("Dørene er lukka.")).to_be_visible()
    await sound(public)
    assert "Ola" not in await public.content()
    await admin.keyboard.press("F2")
    await expect(public.get_by_text("Dørene er lukka.")).to_have_count(0)
    await admin.get_by_role("button", name="Ta til vitande").click()

    # And it is held.
    await admin.get_by_role("button", name="Avslutt møtet").click()
    for page in (admin, member, public):
        await expect(
            page.get_by_text("Møtet er slutt.").or_(page.get_by_text("Halde", exact=True)).first
        ).to_be_visible()
    await sound(member)
    await sound(public)
    assert "Ola" not in await public.content()


async def test_a_member_who_loses_the_connection_comes_back_to_what_happened(
    admin: Page, member: Page, site: Site
) -> None:
    meeting = await a_meeting(admin, site, "22-27", {"type": "information", "title": "Nytt frå kommunane"})
    await admin.goto(f"/admin/møte/{meeting['id']}/møterom")
    await member.goto(f"/admin/møte/{meeting['id']}/møterom")
    await expect(member.get_by_text("Møtet er ikkje opna enno.")).to_be_visible()
    await expect(admin.get_by_role("heading", level=1, name="Møterom")).to_be_visible()
    await member.context.set_offline(True)
    await expect(member.get_by_text("Sambandet er brote.")).to_be_visible()
    await admin.keyboard.press("F2")
    await admin.get_by_role("dialog").get_by_role("button", name="Opne møtet").click()
    await admin.get_by_role("button", name="Ta opp sak 1 F2").click()
    await expect(admin.get_by_role("heading", level=2, name="Nytt frå kommunane")).to_be_visible()
    await member.context.set_offline(False)
    await expect(member.get_by_role("heading", level=2, name="Nytt frå kommunane")).to_be_visible()
    await expect(member.get_by_text("Sambandet er tilbake.")).to_be_visible(timeout=15_000)

    # On the wall stands the same, without anything to press.
    await admin.goto(f"/admin/møte/{meeting['id']}/storskjerm")
    await expect(admin.get_by_role("heading", name="Nytt frå kommunane")).to_be_visible()
    stage = admin.locator(".stage")
    await expect(stage.get_by_role("button")).to_have_count(0)
    await member.get_by_role("button", name="Be om ordet").click()
    await expect(stage.get_by_text("Neste:")).to_be_visible()
    await sound(admin)


async def test_deputies_step_in_by_their_order_and_who_is_inhabile_steps_down(
    admin: Page, member: Page, site: Site
) -> None:
    proposal = {"text": richtext.text_doc("Tilskotet vert gitt.")}
    meeting = await a_meeting(
        admin, site, "23-27", {"type": "decision", "title": "Tilskot til idrettslaget", "proposals": [proposal]}
    )
    await member.goto(f"/admin/møte/{meeting['id']}/møterom")
    await expect(member.get_by_text("Møtet er ikkje opna enno.")).to_be_visible()
    room = await (await admin.request.get(f"/api/v1/meetings/{meeting['id']}/room")).json()
    own = (await (await member.request.get(f"/api/v1/meetings/{meeting['id']}/room")).json())["me"]["personId"]
    me = next(seat["name"] for seat in room["seats"] if seat["personId"] == own)
    deputies = {seat["municipality"]: seat["name"] for seat in room["seats"] if seat["role"] == "deputy"}
    plain = [seat for seat in room["seats"] if seat["role"] == "member" and seat["name"] != me]
    away, there = plain[0]["name"], plain[1]["name"]
    deputy, others = deputies[plain[0]["municipality"]], deputies[plain[1]["municipality"]]
    await admin.goto(f"/admin/møte/{meeting['id']}/møterom")
    await admin.get_by_role("button", name="Opne møtet F2").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label(away).select_option("har meldt forfall")

    # A deputy is offered the seat of a member from the same municipality who is away, and no other.
    await expect(dialog.get_by_label(others).locator("option", has_text="møter for")).to_have_count(0)
    await dialog.get_by_label(there).select_option("ikkje til stades")
    await expect(dialog.get_by_label(others).locator("option", has_text="møter for")).to_have_text(f"møter for {there}")
    await dialog.get_by_label(there).select_option("til stades")
    await dialog.get_by_label(deputy).select_option(f"møter for {away}")
    await dialog.get_by_role("button", name="Opne møtet").click()
    # Its choices say the same as the list behind it.
    await expect(dialog).to_have_count(0)
    await expect(admin.get_by_text(f"møter for {away}")).to_be_visible()

    # A member leaves and comes back to a meeting that is followed from elsewhere.
    await admin.get_by_label(f"Endre frammøtet til {me}").select_option("Går frå møtet")
    await expect(
        admin.get_by_label(f"Endre frammøtet til {me}").locator("option", has_text="Kjem til møtet")
    ).to_have_count(1)
    await admin.get_by_label(f"Endre frammøtet til {me}").select_option("Er med på fjernmøte")
    await expect(admin.get_by_role("listitem").filter(has_text=me).filter(has_text="på fjernmøte")).to_have_count(1)

    # The member declares inhability on the phone, and the body decides it before anything else.
    await admin.get_by_role("button", name="Ta opp sak 1 F2").click()
    await member.get_by_role("button", name="Meld inhabilitet").click()
    declaring = member.get_by_role("dialog")
    await declaring.get_by_label("Grunngjeving").fill("Eg er leiar i idrettslaget.")
    await sound(member)
    await declaring.get_by_role("button", name="Meld inhabilitet").click()
    await expect(member.get_by_text("Du har meldt inhabilitet")).to_be_visible()
    await expect(member.get_by_role("button", name="Be om ordet")).to_have_count(0)
    await expect(admin.get_by_text(f"{me} har meldt inhabilitet.")).to_be_visible()
    await admin.get_by_role("button", name="Røyst over inhabilitet").click()
    await admin.get_by_role("dialog").get_by_role("button", name="Opne røystinga").click()
    await admin.get_by_role("button", name="Resten røystar: Inhabil", exact=True).click()
    await expect(admin.locator(".room-vote .room-ballots")).to_have_count(0)
    await expect(member.get_by_role("button", name="Inhabil")).to_have_count(0)
    await admin.get_by_role("button", name="Før resultat F2").click()
    await expect(member.get_by_text("Du er inhabil og har tredd frå i saka.")).to_be_visible()
    await sound(admin)

    # A break.
    await admin.get_by_role("button", name="Ta pause").click()
    await admin.get_by_role("dialog").get_by_label("Kvifor").fill("Lunsj")
    await admin.get_by_role("dialog").get_by_role("button", name="Ta pause").click()
    await expect(member.get_by_text("Møtet har pause.")).to_be_visible()
    await admin.get_by_role("button", name="Hald fram F2").click()
    await expect(member.get_by_text("Møtet har pause.")).to_have_count(0)
