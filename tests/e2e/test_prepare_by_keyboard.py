"""A secretary prepares a meeting from scratch with the keyboard alone, in Nynorsk."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.accessibility import sound
from tests.e2e.keyboard import Keyboard

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

# What the standing items don't have: title, the first letters of its type, minutes.
CASES = [
    ("Rekneskap per 1. september", "Orien", 10),
    ("Budsjett for neste år", "Ved", 25),
    ("Kontingent til fellesskapet", "Ved", 10),
    ("Vertskommune for barnevernet", "Ved", 30),
    ("Kostnadsfordeling etter folketal", "Dr", 20),
    ("Samarbeid om kart og oppmåling", "Til", 15),
    ("Søknad om skjønsmidlar", "Ved", 15),
    ("Felles legevakt: status", "Sta", 10),
    ("Opplæring av tilsette", "Orien", 10),
    ("Val av nestleiar", "Val", 5),
    ("Personvernombod", "Ved", 10),
    ("Møteplan for neste år", "Ved", 5),
]
PROGRAMME = [
    ("Handsaming av saker", 145, None),
    ("Lunsj", 30, None),
    ("Handsaming av saker held fram", 5, None),
    ("Gjest: beredskap i kommunane", 45, (12, 0)),
    ("Handsaming av saker held fram", 120, None),
]


def field(page: Page | Locator, name: str) -> Locator:
    return page.get_by_label(name, exact=True)


async def set_standing_items(page: Page, keys: Keyboard) -> None:
    await keys.press(page.get_by_role("link", name="Møteplan").first)
    await keys.press(page.get_by_role("link", name="Faste saker"))
    await keys.press(page.get_by_role("button", name="Set inn dei vanlegaste"))
    await keys.press(page.get_by_role("button", name="Lagre", exact=True))
    await expect(page.get_by_text("Lagra", exact=True)).to_be_visible()
    await sound(page)


async def plan_a_day(page: Page, keys: Keyboard) -> None:
    await keys.press(page.get_by_role("link", name="Møteplan").first)
    await keys.set_time(field(page, "Start"), 9, 0)
    await keys.set_date(field(page, "Dato 1"), 11, 2027)
    await keys.press(page.get_by_role("button", name="Ein dato til"))
    await keys.set_date(field(page, "Dato 2"), 12, 2027)
    await keys.press(page.get_by_role("button", name="Lagre datoane"))
    await expect(page.get_by_text("torsdag 11. november 2027")).to_be_visible()
    await sound(page)
    await keys.press(page.get_by_role("link", name="Lag møte 11. november 2027"))


async def create(page: Page, keys: Keyboard) -> str:
    await expect(page.get_by_role("heading", name="Nytt møte")).to_be_visible()
    await expect(field(page, "Møtenummer")).to_have_value(re.compile("-27$"))
    # The suggestion is the next number of those taken, and may be one that another test gives to its own meeting.
    await keys.write(field(page, "Møtenummer"), "127-27")
    await keys.set_time(page.get_by_label(re.compile("^Slutt")), 14, 45)
    await keys.write(page.get_by_label(re.compile("^Stad")), "Kommunehuset, møterom Fjorden")
    copied = page.get_by_label(re.compile("^Bruk programmet"))
    if await copied.count():
        await keys.press(copied, "Space")
    await sound(page)
    await keys.press(page.get_by_role("button", name="Lag møtet"))
    await page.wait_for_url(re.compile("/admin/m%C3%B8te/mtg_"))
    await expect(page.get_by_role("button", name="Publiser no")).to_be_visible()
    return page.url.rpartition("/")[2]


async def add_cases(page: Page, keys: Keyboard) -> None:
    form = page.get_by_role("form", name="Legg til sak")
    for title, kind, minutes in CASES:
        await keys.write(field(form, "Tittel"), title)
        await keys.reach(field(form, "Type"))
        await page.keyboard.type(kind)
        await keys.write(field(form, "Minutt"), str(minutes))
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status").get_by_text(f"«{title}» står no som sak")).to_have_count(1)
        await expect(field(form, "Tittel")).to_be_focused()


async def lay_out_the_day(page: Page, keys: Keyboard) -> None:
    await keys.press(page.locator("summary", has_text=re.compile("^Program$")))
    for number, (text, minutes, fixed) in enumerate(PROGRAMME, start=1):
        await keys.press(page.get_by_role("button", name="Legg til linje"))
        line = page.get_by_role("group", name=f"Linje {number}", exact=True)
        await keys.write(field(line, "Kva som skjer"), text)
        await keys.write(line.get_by_role("spinbutton", name="Minutt"), str(minutes))
        if fixed:
            await keys.press(field(line, "Fast tid"), "Space")
            await keys.set_time(field(line, "Klokkeslett"), *fixed)
    times = ["09:00–11:25", "11:25–11:55", "11:55–12:00", "12:00–12:45", "12:45–14:45"]
    await expect(page.locator(".slot-time")).to_have_text(times)
    await keys.press(page.get_by_role("button", name="Lagre programmet"))
    await expect(page.get_by_role("status").get_by_text("Lagra", exact=True)).to_be_visible()


async def add_a_side_event(page: Page, keys: Keyboard) -> None:
    await keys.press(page.locator("summary", has_text="Sidearrangement"))
    await keys.press(page.get_by_role("button", name="Legg til sidearrangement"))
    event = page.get_by_role("group", name="Sidearrangement 1")
    await keys.write(field(event, "Kva det er"), "Felles barnevern: funna i rapporten")
    await keys.set_time(field(event, "Start"), 15, 0)
    await keys.write(field(event, "Kven det er ope for"), "Ope for alle")
    await keys.reach(field(event, "Program"))
    await page.keyboard.type("15:00 Velkomen\nSpørsmål frå salen")
    await keys.press(page.get_by_role("button", name="Lagre sidearrangementa"))
    await expect(page.get_by_role("status").get_by_text("Lagra", exact=True).last).to_be_visible()


async def agenda(page: Page, meeting_id: str) -> list[str]:
    found: dict[str, Any] = await (await page.request.get(f"/api/v1/meetings/{meeting_id}")).json()
    return [item["title"] for item in found["items"]]


async def rearrange(page: Page, keys: Keyboard, meeting_id: str) -> None:
    """One up by the arrow, one down by the button, one off and on again."""
    before = await agenda(page, meeting_id)
    await keys.reach(page.get_by_role("spinbutton", name="Minutt til sak 8"), "Shift+Tab")
    await page.keyboard.press("Alt+ArrowUp")
    await page.keyboard.press("Alt+ArrowUp")
    await expect(page.get_by_text(f"«{before[7]}» er no nummer 6 av 19.")).to_have_count(1)
    await expect(page.get_by_role("spinbutton", name="Minutt til sak 6")).to_be_focused()
    await keys.reach(page.get_by_role("button", name="Flytt sak 6 ned"), "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Flytt sak 7 ned")).to_be_focused()
    expected = [*before[:5], before[5], before[7], before[6], *before[8:]]
    await expect(page.get_by_text(f"«{before[7]}» er no nummer 7 av 19.")).to_have_count(1)

    await keys.press(page.get_by_role("button", name="Ta sak 9 av saklista"))
    await expect(page.get_by_role("button", name="Angre")).to_be_focused()
    assert await agenda(page, meeting_id) == [*expected[:8], *expected[9:]]
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(f"«{expected[8]}» står no som sak 9.")).to_have_count(1)
    assert await agenda(page, meeting_id) == expected


async def test_a_meeting_is_prepared_from_scratch_with_the_keyboard_alone(admin: Page):
    keys = Keyboard(admin)
    await admin.goto("/admin")
    await set_standing_items(admin, keys)
    await plan_a_day(admin, keys)
    meeting_id = await create(admin, keys)
    await add_cases(admin, keys)
    await rearrange(admin, keys, meeting_id)
    await lay_out_the_day(admin, keys)
    await add_a_side_event(admin, keys)
    await sound(admin)

    made = await (await admin.request.get(f"/api/v1/meetings/{meeting_id}")).json()
    assert len(made["items"]) == 19
    assert made["items"][-1]["title"] == "Ymse"
    assert {item["type"] for item in made["items"]} >= {
        "decision",
        "discussion",
        "recommendation",
        "status",
        "election",
    }
    assert [(slot["startsAt"], slot["fixed"]) for slot in made["programme"]] == [
        ("09:00", False),
        ("11:25", False),
        ("11:55", False),
        ("12:00", True),
        ("12:45", False),
    ]
    assert made["startsAt"] == "2027-11-11T08:00:00Z"
    (event,) = made["sideEvents"]
    assert event["startsAt"] == "2027-11-11T14:00:00Z"
    assert event["programme"] == [
        {"startsAt": "15:00", "text": "Velkomen"},
        {"startsAt": None, "text": "Spørsmål frå salen"},
    ]
