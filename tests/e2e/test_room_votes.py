"""Votes in the room as they are taken on screens: elections, lots, secret ballots, ties and the order of votes."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from api.domain.kernel import richtext
from tests.e2e.accessibility import sound
from tests.e2e.conftest import Phone, Site
from tests.e2e.room import led

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

ELECTION: dict[str, Any] = {"type": "election", "title": "Val av utval"}


def decision(title: str, text: str) -> dict[str, Any]:
    return {"type": "decision", "title": title, "proposals": [{"text": richtext.text_doc(text)}]}


async def open_vote(page: Page) -> Locator:
    """The dialog by which a vote is opened."""
    await page.keyboard.press("F2")
    dialog = page.get_by_role("dialog", name="Til votering")
    await expect(dialog).to_be_visible()
    return dialog


async def confirm(dialog: Locator, name: str) -> None:
    await dialog.get_by_role("button", name=name, exact=True).click()
    await expect(dialog).to_have_count(0)


async def test_an_election_fills_two_seats_and_lots_are_drawn_for_the_last(
    admin: Page, public: Page, site: Site
) -> None:
    room = await led(admin, site, "24-27", ELECTION, everybody=True)
    await room.do("start-item", itemId=room.items[0])
    await room.enter(admin)
    await public.goto(room.live)
    voting = await open_vote(admin)
    await voting.get_by_label("Kandidatar, ein på kvar linje").fill("Kari Vik\nPer Lærdal\nÅse Høyanger")
    await voting.get_by_label("Kor mange skal veljast?").fill("2")
    await expect(voting.get_by_label("Val av leiar eller nestleiar")).to_have_count(0)
    await voting.get_by_label("Ved opptelling").check()
    await sound(admin)
    await confirm(voting, "Opne røystinga")
    for name, number in (("Kari Vik", 5), ("Per Lærdal", 3), ("Åse Høyanger", 3), ("Blankt", 0)):
        await admin.get_by_label(name, exact=True).fill(str(number))
    await admin.get_by_label("Kor mange røysta").fill("6")
    await admin.keyboard.press("F2")

    # The two who are level have lots drawn between them, and nobody else.
    lots = admin.get_by_role("group", name="Likt røystetal. Kven vart trekt ut?")
    await expect(lots.get_by_role("radio")).to_have_count(2)
    await sound(admin)
    await lots.get_by_label("Åse Høyanger").check()
    await admin.keyboard.press("F2")
    for page in (admin, public):
        await expect(page.locator(".vote-explained")).to_contain_text(
            "vald: Kari Vik, Åse Høyanger, avgjort ved loddtrekning"
        )

    # The figures were read wrongly: put right, they leave nothing to draw.
    await admin.get_by_role("button", name="Rett: Val").click()
    correcting = admin.get_by_role("dialog")
    await expect(correcting.get_by_label("Kari Vik", exact=True).first).to_have_value("5")
    await expect(correcting.get_by_role("radio")).to_have_count(2)
    await correcting.get_by_label("Per Lærdal", exact=True).first.fill("4")
    await expect(correcting.get_by_role("radio")).to_have_count(0)
    await correcting.get_by_label("Grunngjeving").fill("Ein setel låg att.")
    await sound(admin)
    await confirm(correcting, "Rett")
    for page in (admin, public):
        await expect(page.locator(".vote-explained")).to_contain_text("vald: Kari Vik, Per Lærdal")
    await expect(admin.get_by_text("(retta)")).to_be_visible()
    await admin.get_by_role("button", name="Vedta F2").click()

    # Concluded, it can still be looked at and put right.
    await admin.get_by_role("button", name="Sjå sak 1").click()
    await expect(admin.get_by_role("heading", level=2, name="Val av utval")).to_be_focused()
    await expect(admin.get_by_role("button", name="Rett: Val")).to_be_visible()
    await sound(admin)


async def test_a_leader_is_elected_in_a_second_vote_from_members_own_phones(
    admin: Page, phone: Phone, site: Site
) -> None:
    room = await led(admin, site, "25-27", ELECTION)
    await room.do("start-item", itemId=room.items[0])
    phones = [await phone(who) for who in ("styreleiar", "medlem", "vara")]
    await room.enter(admin, *phones)
    candidates = ("Kari Vik", "Per Lærdal", "Åse Høyanger")
    voting = await open_vote(admin)
    await voting.get_by_label("Kandidatar, ein på kvar linje").fill("\n".join(candidates))
    await voting.get_by_label("Val av leiar eller nestleiar").check()
    await confirm(voting, "Opne røystinga")
    for page, choice in zip(phones, candidates, strict=True):
        await vote(page, choice)
    await admin.keyboard.press("F2")
    await expect(admin.locator(".vote-explained")).to_contain_text("ingen fekk meir enn halvparten av røystene")

    # The same candidates again, and what the second vote takes is said.
    voting = await open_vote(admin)
    await expect(voting.get_by_text("I andre omgang vinn den som får flest røyster.")).to_be_visible()
    await expect(voting.get_by_label("Kandidatar, ein på kvar linje")).to_have_value("\n".join(candidates))
    await sound(admin)
    await confirm(voting, "Opne røystinga")
    for page, choice in zip(phones, (candidates[0], candidates[0], candidates[1]), strict=True):
        await vote(page, choice)
    await admin.keyboard.press("F2")
    await expect(admin.locator(".vote-explained").first).to_contain_text("vald: Kari Vik")


async def vote(page: Page, *choices: str) -> None:
    """On one's own device."""
    own = page.locator(".cast-ballot")
    for choice in choices:
        if len(choices) > 1:
            await own.get_by_label(choice, exact=True).check()
        else:
            await own.get_by_role("button", name=choice, exact=True).click()
    if len(choices) > 1:
        await own.get_by_role("button", name="Gå vidare").click()
    await own.get_by_role("button", name="Send røysta").click()
    await expect(page.get_by_role("button", name="Send røysta")).to_have_count(0)


async def test_a_secret_vote_for_several_tells_nobody_who_voted_what(
    admin: Page, phone: Phone, public: Page, site: Site
) -> None:
    room = await led(admin, site, "26-27", ELECTION)
    await room.do("start-item", itemId=room.items[0])
    phones = [await phone(who) for who in ("styreleiar", "medlem", "vara")]
    await room.enter(admin, *phones)
    await public.goto(room.live)
    voting = await open_vote(admin)
    await voting.get_by_label("Kandidatar, ein på kvar linje").fill("Kari Vik\nPer Lærdal\nÅse Høyanger")
    await voting.get_by_label("Kor mange skal veljast?").fill("2")
    await voting.get_by_label("Skriftleg (hemmeleg frå eiga eining)").check()
    await confirm(voting, "Opne røystinga")
    await expect(admin.get_by_text("0 av 3 har røysta")).to_be_visible()
    await expect(admin.locator(".room-vote .room-ballots")).to_have_count(0)
    _, member, deputy = phones
    await expect(member.get_by_text("Røystinga er hemmeleg.")).to_be_visible()
    await member.get_by_label("Kari Vik", exact=True).check()
    await member.get_by_label("Åse Høyanger", exact=True).check()
    # No more can be chosen than there are seats, and blank goes with nobody.
    await expect(member.get_by_label("Per Lærdal", exact=True)).to_be_disabled()
    await member.get_by_label("Blankt", exact=True).check()
    await expect(member.get_by_label("Kari Vik", exact=True)).to_be_disabled()
    await sound(member)
    await member.get_by_label("Blankt", exact=True).uncheck()
    await vote(member, "Kari Vik", "Åse Høyanger")
    await vote(deputy, "Kari Vik", "Per Lærdal")
    await vote(phones[0], "Kari Vik", "Per Lærdal")
    await expect(admin.get_by_text("3 av 3 har røysta")).to_be_visible()
    await admin.keyboard.press("F2")
    for page in (admin, member, public):
        await expect(page.locator(".vote-explained")).to_contain_text("vald: Kari Vik, Per Lærdal")
    await expect(admin.get_by_text("kven som røysta kva, er ikkje ført")).to_be_visible()
    await expect(admin.get_by_text("Sjå og rett røystene")).to_have_count(0)
    await expect(admin.get_by_role("button", name="Rett: Val")).to_have_count(0)
    seen = str((await room.see())["items"][0]["votes"])
    assert "'choices': ['1'" not in seen


async def test_the_order_of_votes_is_settled_and_a_tie_is_settled_by_who_leads(
    admin: Page, public: Page, site: Site
) -> None:
    room = await led(admin, site, "27-27", decision("Ny veg", "Vegen vert bygd."), everybody=True)
    await room.do("start-item", itemId=room.items[0])
    await room.do("move-proposal", kind="alternative", text=richtext.text_doc("Vegen vert utbetra."))
    await room.do("move-proposal", kind="amendment", text=richtext.text_doc("Med gangveg."))
    await room.enter(admin)
    await public.goto(room.live)
    await admin.keyboard.press("F2")
    order = admin.get_by_role("dialog", name="Røysterekkjefylgje")
    steps = order.get_by_role("listitem")
    await expect(steps).to_have_count(2)
    await expect(steps.nth(1)).to_contain_text("1. Framlegg til vedtak mot 2. Alternativt framlegg")
    await sound(admin)
    await order.get_by_role("button", name="Røyst over kvart framlegg for seg").click()
    await expect(steps).to_have_count(3)
    await expect(steps.nth(1)).to_contain_text("2. Alternativt framlegg")
    await order.get_by_role("button", name="Flytt opp: 2. Alternativt framlegg").click()
    await expect(steps.nth(0)).to_contain_text("2. Alternativt framlegg")
    await confirm(order, "Fastset rekkjefylgja")

    # The first in the order is voted on, three against three: who leads has voted against.
    voting = await open_vote(admin)
    await expect(voting.get_by_role("radio", name="Framlegg: 2. Alternativt framlegg")).to_be_checked()
    await voting.get_by_label("Ved opptelling").check()
    await confirm(voting, "Opne røystinga")
    for side in ("For", "Mot"):
        await admin.get_by_label(side, exact=True).fill("3")
    await admin.keyboard.press("F2")
    tie = admin.get_by_role("group", name="Likt røystetal. Kva røysta møteleiaren?")
    await tie.get_by_label("Mot").check()
    await sound(admin)
    await admin.keyboard.press("F2")
    for page in (admin, public):
        await expect(page.locator(".vote-explained")).to_contain_text(
            "ikkje vedteke, avgjort med dobbeltrøysta til møteleiaren"
        )
    voting = await open_vote(admin)
    await expect(voting.get_by_role("radio", name="Framlegg: 3. Endringsframlegg")).to_be_checked()
