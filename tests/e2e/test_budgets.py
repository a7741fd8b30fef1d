"""The seed's budget for 2026 from draft to adopted in the browser; the accounts of 2025; what one sees of it."""

import csv
import datetime as dt
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.async_api import Page, expect
from stdnum.no import orgnr

from api.demonstration.cost_shares import POPULATION
from api.domain.cost_sharing.rules import Basis, Model, Parties, VariablePart, allocate
from api.domain.kernel.money import format_nok
from tests.e2e.accessibility import sound
from tests.e2e.conftest import Site
from tests.e2e.desk import printed

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


async def to_budget(page: Page, name: str) -> None:
    await page.goto("/admin/budsjett")
    await page.get_by_role("link", name=name).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(name)


async def test_the_seeds_budget_goes_from_draft_to_adopted_amended_and_invoiced(admin: Page, site: Site):
    await share_by_an_agreement(admin)
    await adopt_after_refusals(admin)
    await amend_and_compare(admin)
    await download_invoices_that_sum_to_the_contribution(admin, site)


async def share_by_an_agreement(admin: Page) -> None:
    numbers = {"Vik": "4639", "Sogndal": "4640", "Aurland": "4641", "Lærdal": "4642", "Årdal": "4643", "Luster": "4644"}
    figures = {numbers[name]: Decimal(count) for name, count in POPULATION.items()}
    basis = Basis("population", dt.date(2025, 1, 1), figures)
    model = Model(Decimal(30), (VariablePart(Decimal(70), basis),))
    expected = allocate(Decimal(3_083_000), model, Parties({number: number for number in numbers.values()}, 6))

    await to_budget(admin, "Budsjett 2026")
    await admin.get_by_role("button", name="Fordel på kommunane").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Etter avtale").select_option(label="GIS i Sogn")
    for name, number in numbers.items():
        paid = next(share.rounded for share in expected.shares if share.number == number)
        await expect(dialog.get_by_label(name, exact=True)).to_have_value(format_nok(paid))
    await sound(admin)
    await dialog.get_by_role("button", name="Lagre").click()
    await expect(dialog).to_have_count(0)
    await expect(admin.get_by_role("region", name="Kontingentfordeling").get_by_role("row")).to_have_count(7)
    await expect(admin.get_by_role("link", name="Fordelt etter GIS i Sogn, versjon 1.")).to_be_visible()
    await expect(admin.get_by_text("Fordelinga og kontingenten i budsjettet skil")).to_have_count(0)


async def adopt_after_refusals(admin: Page) -> None:
    await to_budget(admin, "Budsjett 2026")
    await expect(admin.get_by_text("Finansieringa dekkjer summen på 6 059 000 kroner.")).to_be_visible()
    await sound(admin)
    amount = admin.get_by_role("textbox", name="Beløp: Eksterne midlar")
    await amount.fill("1600000")
    await amount.press("ArrowDown")
    await expect(admin.get_by_role("textbox", name="Beløp: Bruk av fond")).to_be_focused()
    await expect(admin.get_by_text("Finansieringa manglar 5 000 kroner")).to_be_visible()
    await admin.get_by_role("button", name="Lagre linjene").click()
    await admin.get_by_role("button", name="Før inn tilrådinga").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Eller skriv kva vedtak det er").fill("Styret 20.10.2025, sak 7")
    await dialog.get_by_role("button", name="Styret tilrår budsjettet").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("skil 5 000 kroner")
    await sound(admin)
    await dialog.get_by_role("button", name="Avbryt").click()
    await amount.fill("1 605 000")
    await admin.get_by_role("button", name="Lagre linjene").click()
    await expect(admin.get_by_text("Finansieringa dekkjer summen på 6 059 000 kroner.")).to_be_visible()

    await admin.get_by_role("button", name="Før inn tilrådinga").click()
    await dialog.get_by_label("Eller skriv kva vedtak det er").fill("Styret 20.10.2025, sak 7")
    await dialog.get_by_role("button", name="Styret tilrår budsjettet").click()
    await expect(admin.get_by_text("Styret har tilrådd budsjettet.")).to_be_visible()
    await admin.get_by_role("button", name="Før inn vedtaket").click()
    await dialog.get_by_label("Eller skriv kva vedtak det er").fill("Representantskapet, desember 2025")
    await dialog.get_by_role("button", name="Budsjettet er vedteke").click()
    await expect(admin.get_by_role("listitem").filter(has_text="Versjon 2: vedteke")).to_be_visible()

    await admin.get_by_role("button", name="Omdisponer", exact=True).click()
    await dialog.get_by_label("Frå linje").select_option(index=4)
    await dialog.get_by_label("Til linje").select_option(index=1)
    await dialog.get_by_label("Beløp").fill("2 000 000")
    await dialog.get_by_label("Grunngjeving").fill("Fleire møte")
    await dialog.get_by_role("button", name="Omdisponer beløpet").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("manglar 24 000 kroner")
    await dialog.get_by_label("Beløp").fill("50 000")
    await dialog.get_by_role("button", name="Omdisponer beløpet").click()
    await expect(admin.get_by_text("Prosjekt → Reiser og møte")).to_be_visible()
    await sound(admin)


async def amend_and_compare(admin: Page) -> None:
    await to_budget(admin, "Budsjett 2026")
    await admin.get_by_role("button", name="Endre budsjettet").click()
    await expect(admin.get_by_text("Under endring")).to_be_visible()
    await admin.get_by_role("textbox", name="Beløp: Eksterne midlar").fill("1 705 000")
    await admin.get_by_role("textbox", name="Beløp: Reiser og møte").fill("398 000")
    await admin.get_by_role("button", name="Lagre linjene").click()
    await admin.get_by_role("button", name="Før inn vedtaket").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Eller skriv kva vedtak det er").fill("Representantskapet, juni 2026")
    await dialog.get_by_role("button", name="Budsjettet er vedteke").click()
    await expect(admin.get_by_role("listitem").filter(has_text="Versjon 3: vedteke")).to_be_visible()

    await admin.get_by_role("combobox", name="Samanlikn", exact=True).select_option(label="Versjon 2: vedteke")
    await admin.get_by_role("combobox", name="Med", exact=True).select_option(label="Versjon 3: vedteke")
    await admin.get_by_role("button", name="Samanlikn", exact=True).click()
    table = admin.get_by_role("region", name="Samanlikn")
    await expect(table.get_by_role("row", name=re.compile("^Eksterne midlar"))).to_contain_text(
        re.compile(r"1.605.000\s*1.705.000\s*\+100.000")
    )
    await expect(table.get_by_role("row", name=re.compile("^Sum utgifter"))).to_contain_text(
        re.compile(r"6.059.000\s*6.159.000\s*\+100.000")
    )
    await sound(admin)
    await admin.get_by_role("combobox", name="Med", exact=True).select_option(label="Budsjettet slik det er no")
    await admin.get_by_role("combobox", name="Samanlikn", exact=True).select_option(label="Versjon 3: vedteke")
    await admin.get_by_role("button", name="Samanlikn", exact=True).click()
    await expect(admin.get_by_text("Dei to er like.")).to_be_visible()


async def download_invoices_that_sum_to_the_contribution(admin: Page, site: Site) -> None:
    await to_budget(admin, "Budsjett 2026")
    await admin.get_by_role("button", name="Fakturagrunnlag (CSV)").click()
    await expect(admin.get_by_role("alert")).to_contain_text("Gyldig organisasjonsnummer manglar for")
    await number_everybody(admin, site)

    async with admin.expect_download() as basis:
        await admin.get_by_role("button", name="Fakturagrunnlag (CSV)").click()
    rows = read_csv(await (await basis.value).path())
    assert len(rows) == 7
    assert sum(Decimal(row[-1].replace(",", ".")) for row in rows[1:]) == Decimal(3_083_000)

    await admin.get_by_role("button", name="Lag EHF-fakturaer").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Fakturadato").fill("2026-02-01")
    await dialog.get_by_label("Forfall").fill("2026-03-01")
    async with admin.expect_download() as files:
        await dialog.get_by_role("button", name="Hent fakturaene").click()
    payable: dict[str, Decimal] = {}
    with zipfile.ZipFile(await (await files.value).path()) as archive:
        for name in archive.namelist():
            root = ElementTree.fromstring(archive.read(name))  # noqa: S314 -- our own file
            payable[name[-8:-4]] = Decimal(root.findtext(".//{*}PayableAmount") or "")
    assert payable == {row[0]: Decimal(row[-1].replace(",", ".")) for row in rows[1:]}


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


async def number_everybody(page: Page, site: Site) -> None:
    """Organisation numbers, made up and with right control digits, for the municipalities and for the organisation."""
    numbers = (number for number in map(str, range(910000000, 910000200)) if orgnr.is_valid(number))
    everybody = (await (await page.request.get("/api/v1/municipalities")).json())["items"]
    places = [(f"/api/v1/municipalities/{one['id']}", "organisationNumber") for one in everybody]
    for path, field in (*places, ("/api/v1/organisation", "number")):
        headers = {"Origin": site.url, "If-Match": (await page.request.get(path)).headers["etag"]}
        answer = await page.request.patch(path, data={field: next(numbers)}, headers=headers)
        assert answer.ok, await answer.text()


async def test_2_2_million_are_left_in_the_accounts_at_9_october_2025(admin: Page, site: Site):
    await to_budget(admin, "Budsjett 2025")
    await admin.get_by_role("link", name="Rekneskapsrapport per 9. oktober 2025").click()

    await expect(admin.get_by_text("Det står att 2 200 000 av 4 400 000 kroner.")).to_be_visible()
    await sound(admin)
    await admin.get_by_role("button", name="Eigen prognose: Prosjekt").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Prognose for året").fill("790 000")
    await dialog.get_by_label("Grunngjeving").fill("Frikjøp i november")
    await dialog.get_by_role("button", name="Lagre").click()
    await expect(admin.get_by_text("Prognose for året: Frikjøp i november")).to_be_visible()


async def test_a_trial_balance_is_taken_in_and_its_account_tied_to_a_line(admin: Page, site: Site):
    await to_budget(admin, "Budsjett 2025")
    await admin.get_by_role("button", name="Importer rekneskapstal").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_label("Rekneskapet per").fill("2025-12-31")
    content = b"Konto;Namn;Saldo\n7790;Anna kostnad;12 500,00\n"
    file = {"name": "saldo.csv", "mimeType": "text/csv", "buffer": content}
    await dialog.get_by_label("Slepp saldobalansen her").locator("input").set_input_files(file)  # type: ignore[arg-type]
    await expect(dialog.get_by_text("1 kontoar, 1 utan budsjettlinje.")).to_be_visible()
    await dialog.get_by_role("button", name="Ta vare på rapporten").click()
    await admin.get_by_role("link", name="Rekneskapsrapport per 31. desember 2025").click()
    await expect(admin.get_by_text("konto 7790 høyrer ikkje til noka linje")).to_be_visible()
    await admin.get_by_label("Budsjettlinje: 7790 Anna kostnad").select_option(label="Husleige og administrasjon")

    await expect(admin.get_by_text("høyrer ikkje til noka linje")).to_have_count(0)


async def test_a_fund_and_a_new_budget_are_made(admin: Page, site: Site):
    await admin.goto("/admin/budsjett")
    await expect(admin.get_by_role("heading", name="Disposisjonsfond")).to_be_visible()
    await sound(admin)
    await admin.get_by_role("button", name="Før inn rørsle: Disposisjonsfond").click()
    dialog = admin.get_by_role("dialog")
    await dialog.get_by_role("radio", name="Teke ut").check()
    await dialog.get_by_label("Beløp").fill("9 000 000")
    await dialog.get_by_label("Tekst").fill("Prosjekt")
    await dialog.get_by_role("button", name="Før inn").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("manglar 5 850 000 kroner i fondet")
    await dialog.get_by_role("button", name="Avbryt").click()

    await admin.get_by_role("button", name="Nytt budsjett").click()
    await dialog.get_by_label("År").fill("2031")
    await dialog.get_by_role("button", name="Opprett budsjettet").click()
    await expect(admin.get_by_role("heading", level=1)).to_have_text("Budsjett 2031")
    await admin.get_by_role("button", name="Prisjuster", exact=True).click()
    await dialog.get_by_role("button", name="Prisjuster linjene").click()
    await expect(admin.get_by_text("Linjene er prisjusterte.")).to_be_visible()


async def test_a_budget_and_its_accounts_are_shown_on_the_wall(admin: Page, site: Site):
    await to_budget(admin, "Budsjett 2025")
    await admin.get_by_role("link", name="Storskjerm").click()
    heading = admin.get_by_role("heading", level=2)
    for number, title in enumerate(("Finansiering", "Inntekter", "Utgifter", "Utgifter – i tal"), 1):
        await expect(admin.get_by_text(f"{number} av 4", exact=True)).to_be_visible()
        await expect(heading).to_have_text(title)
        await sound(admin)
        await admin.keyboard.press("ArrowRight")
    await expect(admin.get_by_role("textbox")).to_have_count(0)
    await admin.keyboard.press("Escape")

    await admin.get_by_role("link", name="Rekneskapsrapport per 9. oktober 2025").click()
    await expect(admin.get_by_role("heading", level=1)).to_have_text("Rekneskapsrapport per 9. oktober 2025")
    await admin.get_by_role("link", name="Storskjerm").click()
    await expect(admin.get_by_text("1 av 3", exact=True)).to_be_visible()
    await expect(admin.get_by_text("Det står att 2 200 000 av 4 400 000 kroner.")).to_be_visible()
    for number in (1, 2, 3):
        await expect(admin.get_by_text(f"{number} av 3", exact=True)).to_be_visible()
        await sound(admin)
        await admin.keyboard.press("PageDown")
    await expect(admin.get_by_role("button", name="Eigen prognose")).to_have_count(0)


async def test_a_print_of_a_budget_has_its_day_and_each_sum_once(admin: Page, site: Site):
    await to_budget(admin, "Budsjett 2025")
    text = await printed(admin)
    assert "Skriven ut" in text
    assert text.count("Sum 4 400 000") == 2
    assert "Storskjerm" not in text
