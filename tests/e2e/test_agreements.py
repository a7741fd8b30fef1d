"""Agreements on cost sharing from the first draft to their end, with a resolution from the register, in the browser."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.accessibility import sound
from tests.e2e.conftest import Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


async def resolved(page: Page, site: Site, title: str) -> dict[str, Any]:
    """A resolution with that title, of a case in the demonstration's held meeting."""
    meetings = (await (await page.request.get("/api/v1/meetings?limit=100")).json())["items"]
    meeting_id = next(one["id"] for one in meetings if one["number"] == "08-25")
    meeting = await (await page.request.get(f"/api/v1/meetings/{meeting_id}")).json()
    item = next(one for one in meeting["items"] if one["title"] == "TryggEST")
    text = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Ja."}]}]}
    made = await page.request.post(
        f"/api/v1/agenda-items/{item['id']}/resolutions",
        data={"title": title, "text": text},
        headers={"Origin": site.url},
    )
    assert made.status == 201, await made.text()
    resolution: dict[str, Any] = await made.json()
    return resolution


async def agreements(page: Page) -> list[str]:
    items = (await (await page.request.get("/api/v1/cost-sharing-agreements")).json())["items"]
    return [one["id"] for one in items]


def version(page: Page, number: int) -> Locator:
    return page.get_by_role("listitem").filter(has_text=re.compile(rf"Versjon {number}\b"))


async def set_percent(page: Page, label: str, percent: str) -> None:
    field = page.get_by_label(label, exact=True)
    await field.fill(percent)
    await field.press("Tab")


async def make(page: Page, name: str, percent: str = "40") -> None:
    """A new agreement, as a draft, and its page."""
    await page.goto("/admin/fordelingsavtalar/ny")
    await page.get_by_label("Namnet på avtalen").fill(name)
    await set_percent(page, "Fast del", percent)
    await page.get_by_role("button", name="Lagre utkastet").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(name)


async def adopt_in_words(page: Page, words: str, day: str) -> None:
    await page.get_by_role("button", name="Før inn vedtaket").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Eller skriv kven som vedtok han").fill(words)
    await dialog.get_by_label("Skal gjelde frå").fill(day)
    await dialog.get_by_role("button", name="Versjonen er vedteken").click()
    await expect(dialog).to_have_count(0)


async def test_an_agreement_is_made_and_adopted_by_a_resolution_found_in_the_register(admin: Page, site: Site) -> None:
    resolution = await resolved(admin, site, "Avtale om landbrukskontor")
    await admin.goto("/admin/fordelingsavtalar")
    await expect(admin.get_by_role("heading", level=1)).to_have_text("Fordelingsavtalar")
    await sound(admin)
    await admin.get_by_role("link", name="Ny avtale").click()
    await admin.get_by_label("Namnet på avtalen").fill("Landbrukskontoret")
    await admin.get_by_label("Kva avtalen er til").fill("Felles landbrukskontor")
    await set_percent(admin, "Fast del", "40")
    for name in ("Luster", "Årdal"):
        await admin.get_by_role("checkbox", name=name).uncheck()
    await admin.get_by_role("radio", name="den same for kvar kommune").check()
    await admin.get_by_role("radio", name="Eit beløp som vert prisjustert").check()
    await admin.get_by_label("Beløp i kroner").fill("3 000 000")
    await admin.get_by_label("Året beløpet gjeld for").fill("2026")
    await sound(admin)
    await admin.get_by_role("button", name="Lagre utkastet").click()

    await expect(admin.get_by_role("heading", level=1)).to_have_text("Landbrukskontoret")
    draft = version(admin, 1)
    await expect(draft).to_contain_text("40 % fast og 60 % etter folketal (4 av 6 kommunar)")
    await expect(draft).to_contain_text("Mellom Aurland, Lærdal, Sogndal, Vik")
    await expect(draft).to_contain_text("3 000 000 kroner i 2026, prisjustert etter det".replace(" 000", "\u00a0000"))

    await admin.get_by_role("button", name="Før inn vedtaket").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_role("textbox", name="Finn vedtaket i vedtaksregisteret").fill("landbrukskontor")
    await dialog.get_by_role("button", name="Søk", exact=True).click()
    await dialog.get_by_role("button", name=f"Vel: {resolution['number']}").click()
    await dialog.get_by_label("Skal gjelde frå").fill("2025-06-01")
    await dialog.get_by_label("Til og med").fill("2025-05-31")
    await expect(dialog.get_by_text("Avtalen kan ikkje ta slutt før han tek til å gjelde.")).to_be_visible()
    await dialog.get_by_label("Til og med").fill("")
    await sound(admin)
    await dialog.get_by_role("button", name="Versjonen er vedteken").click()
    await expect(admin.get_by_role("link", name=f"Vedteken i vedtak {resolution['number']}")).to_be_visible()
    await admin.get_by_role("button", name="Set i kraft").click()
    await expect(admin.get_by_text("Versjon 1 gjeld no.")).to_be_visible()
    await expect(version(admin, 1)).to_contain_text(re.compile(r"Gjeld frå 1\. juni 2025\.\s+Vedteken i vedtak"))


async def test_what_is_missing_is_told_beside_its_field_and_nothing_is_saved(admin: Page) -> None:
    before = await agreements(admin)
    await admin.goto("/admin/fordelingsavtalar/ny")
    await admin.get_by_role("radio", name="Eit fast beløp kvart år").check()
    for name in ("Aurland", "Luster", "Lærdal", "Sogndal", "Vik", "Årdal"):
        await admin.get_by_role("checkbox", name=name).uncheck()
    await admin.get_by_role("button", name="Lagre utkastet").click()

    field = admin.get_by_label("Namnet på avtalen")
    await expect(field).to_be_focused()
    await expect(field).to_have_accessible_description("Skriv kva avtalen heiter.")
    await expect(admin.get_by_label("Beløp i kroner")).to_have_accessible_description(
        re.compile("Skriv beløpet i kroner")
    )
    await expect(admin.get_by_text("Kryss av for minst éin kommune.")).to_be_visible()
    await sound(admin)
    assert await agreements(admin) == before


async def test_a_new_version_stands_beside_the_old_one_and_takes_its_place(admin: Page) -> None:
    await make(admin, "Felles arkiv")
    await adopt_in_words(admin, "Kommunestyra, hausten 2024", "2025-01-01")
    await admin.get_by_role("button", name="Set i kraft").click()
    await expect(admin.get_by_text("Versjon 1 gjeld no.")).to_be_visible()

    await admin.get_by_role("button", name="Ny versjon").click()
    await expect(admin.get_by_label("Fast del", exact=True)).to_have_value("40")
    await set_percent(admin, "Fast del", "30")
    await admin.get_by_role("button", name="Lagre utkastet").click()
    table = admin.get_by_role("region", name="Versjonane side om side")
    await expect(table.get_by_role("row", name=re.compile("^Fast del"))).to_contain_text(
        re.compile(r"40 %.*30 %.*Ulikt")
    )
    await expect(table.get_by_role("row", name=re.compile("^Deltakarkommunar"))).to_contain_text("Likt")
    await sound(admin)
    await admin.get_by_label("Med versjonen").select_option(index=1)
    await expect(table.get_by_text("Ulikt")).to_have_count(0)

    await admin.get_by_role("button", name="Endre utkastet").click()
    await set_percent(admin, "Fast del", "35")
    await admin.get_by_role("button", name="Lagre utkastet").click()
    await expect(version(admin, 2).first).to_contain_text("35 % fast")
    await adopt_in_words(admin, "Kommunestyra, våren 2025", "2025-07-01")
    await admin.get_by_role("button", name="Set i kraft").click()
    await expect(admin.get_by_text("Versjon 2 gjeld no.")).to_be_visible()
    await expect(version(admin, 1).first).to_contain_text("Frå 1. januar 2025 til og med 30. juni 2025.")

    await admin.get_by_role("button", name="Avslutt avtalen").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Siste dag avtalen gjeld").fill("2026-12-31")
    await dialog.get_by_label("Grunngjeving").fill("Samarbeidet er lagt ned.")
    await sound(admin)
    await dialog.get_by_role("button", name="Avslutt avtalen").click()
    await expect(version(admin, 2).first).to_contain_text("Avslutta fordi: Samarbeidet er lagt ned.")


async def test_a_version_for_a_later_day_is_not_brought_into_force_and_says_so_plainly(admin: Page) -> None:
    await make(admin, "Felles lønskontor")
    await adopt_in_words(admin, "Kommunestyra", "2190-01-01")
    await admin.get_by_role("button", name="Set i kraft").click()
    await expect(admin.get_by_role("alert")).to_have_text(
        "Versjonen skal ikkje gjelde enno. Vent til den datoen som er vedteken."
    )
    await expect(version(admin, 1)).to_contain_text("Skal gjelde frå 1. januar 2190.")


async def test_a_draft_that_was_nothing_else_is_renamed_and_then_deleted_with_its_agreement(admin: Page) -> None:
    await make(admin, "Feil avtale")
    await admin.get_by_role("button", name="Endre namn og føremål").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Namnet på avtalen").fill("Avtale som vert sletta")
    await dialog.get_by_role("button", name="Lagre").click()
    await expect(admin.get_by_role("heading", level=1)).to_have_text("Avtale som vert sletta")
    await admin.get_by_role("button", name="Slett utkastet").click()
    await expect(dialog.get_by_text("vert borte saman med utkastet")).to_be_visible()
    await dialog.get_by_role("button", name="Slett utkastet").click()

    await expect(admin.get_by_role("heading", level=1)).to_have_text("Fordelingsavtalar")
    await expect(admin.get_by_text("Avtale som vert sletta")).to_have_count(0)
