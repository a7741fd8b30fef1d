"""Kostnadsfordeling: the case of 20 October 2025 made anew in the browser, by hand and by keyboard."""

import re

import pypdfium2
import pytest
from playwright.async_api import Locator, Page, expect

from tests.e2e.accessibility import sound
from tests.e2e.conftest import Site
from tests.e2e.desk import create_meeting, open_desk, publish_now

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

PRINTED = {
    "25 % fast og 75 % etter folketal": (880069, 1787691, 968913, 3570629, 1060281, 1732416),
    "25 % fast og 75 % etter barn i alderen 0–15 år": (807934, 1855612, 941222, 3810513, 1005717, 1579002),
    "30 % fast og 70 % etter folketal": (932509, 1779623, 1015430, 3443698, 1100707, 1728033),
    "35 % fast og 65 % etter folketal": (984949, 1771555, 1061947, 3316768, 1141132, 1723650),
    "40 % fast og 60 % etter folketal": (1037389, 1763486, 1108464, 3189837, 1181558, 1719266),
}
"""The sums of the five tables of case 8, from Aurland to Årdal."""
NAMES = ("Aurland", "Luster", "Lærdal", "Sogndal", "Vik", "Årdal")


def _kroner(amount: int) -> str:
    return f"{amount:,}".replace(",", " ")


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _editor(page: Page, letter: str) -> Locator:
    return page.locator("details.cost-model").filter(has=page.locator(f"summary [data-mark={letter}]"))


async def test_the_five_tables_of_the_case_are_made_anew_and_published_to_the_krone(admin: Page, site: Site) -> None:
    meeting = await create_meeting(admin, site, "77-27")
    await admin.goto("/admin/kostnadsfordeling")
    await expect(admin.get_by_label("Beløp som skal fordelast")).to_have_value("10\u00a0000\u00a0000")

    add = admin.get_by_role("button", name="Legg til modell")
    await add.click()
    await _editor(admin, "B").get_by_label("Fordelt etter").select_option("children_0_15")
    for letter, percent in (("C", "30"), ("D", "35"), ("E", "40")):
        await add.click()
        model = _editor(admin, letter)
        if letter == "C":
            await model.get_by_label("Fordelt etter").select_option("population")
        await model.get_by_label("Fast del", exact=True).fill(percent)
        await model.get_by_label("Fast del", exact=True).press("Enter")
    await expect(admin.locator("details.cost-model")).to_have_count(5)
    await expect(
        admin.get_by_role("region", name="Kroner").get_by_role("row", name=re.compile("Lærdal"))
    ).to_contain_text("1\u00a0015\u00a0430")

    await admin.get_by_role("button", name="Set inn i sak").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Søk i saker").fill("Framtidig samarbeid")
    await dialog.get_by_role("button", name="Søk", exact=True).click()
    item = meeting["items"][0]["id"]
    await expect(dialog.locator(f"option[value={item}]")).to_have_count(1)
    await dialog.get_by_label("Sak", exact=True).select_option(item)
    await dialog.get_by_role("button", name="Set inn", exact=True).click()
    await expect(admin.get_by_text("Tabellane er sette inn i saka")).to_be_visible()

    await open_desk(admin, meeting)
    await publish_now(admin)
    pdf = await admin.request.get(f"/api/v1/published/meetings/{meeting['id']}/agenda.pdf")
    assert pdf.ok, pdf.url
    pages = pypdfium2.PdfDocument(await pdf.body())
    found = _plain(" ".join(page.get_textpage().get_text_bounded() for page in pages))
    for model, sums in PRINTED.items():
        assert model in found
        for name, amount in zip(NAMES, sums, strict=True):
            assert re.search(rf"{name} [\d ]+ {_kroner(amount)}\b", found), (model, name, amount)


async def test_a_slider_is_moved_by_arrows_and_what_it_shows_stands_in_the_address(admin: Page) -> None:
    await admin.goto("/admin/kostnadsfordeling")
    slider = admin.get_by_role("slider", name="Fast del, glidebrytar")
    await slider.focus()
    for _ in range(5):
        await admin.keyboard.press("ArrowRight")
    await expect(admin.get_by_label("Variabel del", exact=True)).to_have_value("70")
    await expect(admin).to_have_url(re.compile(r"m=30\*70\.population"))
    shared = admin.url

    await admin.go_back()
    await expect(slider).to_have_value("25")
    await admin.goto(shared)
    await expect(slider).to_have_value("30")


async def test_the_screen_with_everything_on_it_is_sound(admin: Page) -> None:
    await admin.goto(
        "/admin/kostnadsfordeling?m=25*75.population&m=25*75.children_0_15&i=30*70.population&v=change&g=2&d=B.3p.3"
    )
    await expect(admin.get_by_role("heading", name="Kven får store utslag?")).to_be_visible()
    await expect(admin.get_by_role("heading", name="Overgangsordning")).to_be_visible()
    await sound(admin)


@pytest.mark.parametrize("path", ["fordelingsavtalar", "nøkkeltal"])
async def test_agreements_and_key_figures_are_sound(admin: Page, path: str) -> None:
    await admin.goto(f"/admin/{path}")
    await expect(admin.get_by_role("heading", level=1)).to_be_visible()
    await sound(admin)


async def test_a_corrected_figure_leaves_the_old_one_to_be_seen(admin: Page) -> None:
    await admin.goto("/admin/nøkkeltal?serie=children_0_15")
    await admin.get_by_text("Skriv inn eller rett tal").click()
    await admin.get_by_label("Tala gjeld").fill("2020-01-01")
    await admin.get_by_label("Kjelde", exact=True).fill("Teljing")
    for value in ("400", "401"):
        await admin.get_by_label("Vik", exact=True).fill(value)
        await admin.get_by_role("button", name="Lagre").click()
        await expect(admin.get_by_role("row", name=re.compile("^Vik"))).to_contain_text(value)
    await expect(admin.get_by_role("row", name=re.compile("^Vik"))).to_contain_text("før: 400")


async def test_figures_come_from_a_file_and_from_statistics_norway(admin: Page) -> None:
    await admin.goto("/admin/nøkkeltal?serie=population")
    await admin.get_by_text("Importer frå fil").click()
    content = b"Region;Personer 2011;Personer 2012\n4639 Vik;2703;2733\n4640 Sogndal;7219;mange\n0301 Oslo;1;2\n"
    file = {"name": "folketal.csv", "mimeType": "text/csv", "buffer": content}
    drop = admin.get_by_label("Slepp fila her, eller vel ei fil").locator("input")
    await drop.set_input_files(file)  # type: ignore[arg-type]
    await expect(admin.get_by_role("alert")).to_have_text("Fila seier ikkje kvar tala kjem frå. Fyll inn kjelda.")
    await admin.get_by_label("Kjelde, om fila ikkje har det").fill("Statistisk sentralbyrå")
    await drop.set_input_files(file)  # type: ignore[arg-type]
    await expect(admin.get_by_text("«mange» er ikkje eit tal.")).to_be_visible()
    await expect(admin.get_by_text("1 rad gjeld andre og er hoppa over.")).to_be_visible()
    keep = admin.get_by_role("button", name="Lagre tala")
    await expect(keep).to_be_disabled()
    await sound(admin)

    await admin.get_by_role("button", name="Vel ei anna fil").click()
    await drop.set_input_files({**file, "buffer": content.replace(b"mange", b"7 282")})  # type: ignore[arg-type]
    await keep.click()
    await expect(admin.get_by_text("Nye tal: 4. Retta: 0. Uendra: 0.")).to_be_visible()
    kept = admin.get_by_role("region", name="Folketal")
    await expect(kept.get_by_role("row", name=re.compile("Sogndal"))).to_contain_text("7\u00a0282")

    await admin.get_by_text("Hent frå Statistisk sentralbyrå").click()
    year = admin.get_by_label("År", exact=True)
    await year.fill("2031")
    await admin.get_by_role("button", name="Hent tala").click()
    await expect(admin.get_by_role("alert")).to_have_text(
        "Statistisk sentralbyrå har ikkje tal for 2031, eller ikkje enno."
    )
    await year.fill("2025")
    await admin.get_by_role("button", name="Hent tala").click()
    shown = admin.get_by_role("region", name="Tal som ikkje er lagra enno")
    await expect(shown.get_by_role("row", name=re.compile("Sogndal"))).to_contain_text("Ny kjelde")
    await sound(admin)
    await keep.click()
    await expect(admin.get_by_text("Nye tal: 0. Retta: 6. Uendra: 0.")).to_be_visible()
    await admin.get_by_role("button", name="Hent tala").click()
    await expect(admin.get_by_text("Alle tala er her frå før.")).to_be_visible()
