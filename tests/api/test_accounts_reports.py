"""Trial balances in, accounts tied to lines, the report out; and what is invoiced of it."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from sqlmodel import select

from api.domain.organisation.tables import Municipality, Organisation
from tests.api.budgets import WORDS, act, adopted, begin, council, get, key, municipality, send
from tests.api.site import API, Site

CSV = """Konto;Namn;Saldo
5000;Løn;400 000,00
5400;Arbeidsgjevaravgift;56000
3400;Tilskot;-900000,50
1920;Bank;100
;Sum;-443900,50
"""


@pytest.fixture(scope="module")
async def council_id(site: Site) -> str:
    return await council(site)


async def bring(
    site: Site, budget_id: str, content: bytes = CSV.encode(), as_of: str | None = None, *, accept: bool = True
) -> Any:
    budget = await get(site, budget_id)
    return await site.admin.post(
        f"{API}/budgets/{budget_id}/accounts-reports",
        files={"file": ("saldobalanse.csv", content)},
        data={"asOf": as_of or f"{budget.json()['year']}-10-09", "accept": str(accept).lower()},
        headers={"If-Match": budget.headers["ETag"]},
    )


async def tie(site: Site, budget: dict[str, Any], **by_account: str | None) -> Any:
    items = [
        {"account": account.lstrip("_"), "lineKey": key(budget, text) if text else None}
        for account, text in by_account.items()
    ]
    return await send(site, budget["id"], "PUT", "account-mapping", {"items": items})


async def test_looking_at_a_file_keeps_nothing_and_tells_which_accounts_belong_to_no_line(site: Site, council_id: str):
    budget = await adopted(site, council_id)

    shown = (await bring(site, budget["id"], accept=False)).json()

    assert (shown["reportId"], shown["unmapped"], shown["faults"]) == (None, 4, [])
    assert [row["amountNok"] for row in shown["accounts"]] == ["400000.00", "56000.00", "-900000.50", "100.00"]
    assert (await get(site, budget["id"])).json()["reports"] == []


async def test_a_report_tells_budget_actual_what_remains_and_a_forecast(site: Site, council_id: str):
    budget = await adopted(site, council_id, year=2145)
    report_id = (await bring(site, budget["id"])).json()["reportId"]
    await tie(site, budget, _5000="Administrasjon og møte", _5400="Administrasjon og møte", _1920=None)

    found = (await site.admin.get(f"{API}/accounts-reports/{report_id}")).json()

    line = found["lines"][3]
    assert (line["actualNok"], line["remainingNok"]) == ("456000.00", "2627000.00")
    assert line["forecastNok"] == "590213.00"  # 456 000 / 282 · 365
    assert [row["account"] for row in found["unmapped"]] == ["3400"]
    expenses, income = found["sums"]
    assert (expenses["kind"], expenses["remainingNok"]) == ("expense", "5603000.00")
    assert income["actualNok"] == "0.00"


async def test_the_mapping_is_kept_for_the_next_report_and_the_next_year(site: Site, council_id: str):
    last = await adopted(site, council_id, year=2151)
    await tie(site, last, _3400="Eksterne midlar")
    new = {"bodyId": site.body_id, "adoptingBodyId": council_id, "year": 2152, "title": "Ny", "lastYearId": last["id"]}
    made = (await site.admin.post(f"{API}/budgets", json=new)).json()
    for action in ("recommend", "adopt"):
        await act(site, made["id"], action, WORDS)

    report_id = (await bring(site, made["id"])).json()["reportId"]

    found = (await site.admin.get(f"{API}/accounts-reports/{report_id}")).json()
    assert {line["text"]: line["actualNok"] for line in found["lines"]}["Eksterne midlar"] == "900000.50"


async def test_a_forecast_of_ones_own_has_a_reason_and_can_be_taken_back(site: Site, council_id: str):
    budget = await adopted(site, council_id)
    report_id = (await bring(site, budget["id"])).json()["reportId"]
    address = f"{API}/accounts-reports/{report_id}"
    line_key = key(budget, "Prosjekt")

    async def expect_of(**order: Any) -> Any:
        headers = {"If-Match": (await site.admin.get(address)).headers["ETag"]}
        return await site.admin.put(f"{address}/forecast", json={"lineKey": line_key, **order}, headers=headers)

    own = (await expect_of(amountNok="2900000.00", reason="Prosjektet startar i november")).json()["lines"][4]
    assert (own["forecastNok"], own["forecastReason"]) == ("2900000.00", "Prosjektet startar i november")
    assert own["deviationNok"] == "76000.00"
    assert (await expect_of(amountNok="1.00")).status_code == 422
    assert (await expect_of()).json()["lines"][4]["forecastReason"] is None


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("5000;Løn;mykje", {"row": 2, "column": "C", "field": "amount", "code": "not_an_amount", "value": "mykje"}),
        ("5000;Løn;", {"row": 2, "column": "C", "field": "amount", "code": "missing", "value": None}),
        (";Løn;1", {"row": 2, "column": "A", "field": "account", "code": "missing", "value": None}),
        ("5000;A;1\n5000;B;2", {"row": 2, "column": "A", "field": "account", "code": "repeated", "value": "5000"}),
    ],
    ids=["no amount", "empty amount", "no account", "an account twice"],
)
async def test_a_cell_that_cant_be_taken_is_told_of_by_row_and_column_and_nothing_is_kept(
    site: Site, council_id: str, rows: str, fault: dict[str, Any]
):
    budget = await adopted(site, council_id)
    content = f"Konto;Namn;Saldo\n{rows}\n".encode()

    assert (await bring(site, budget["id"], content, accept=False)).json()["faults"][0] == fault
    answer = await bring(site, budget["id"], content)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/file/2/{fault['field']}"
    assert (await get(site, budget["id"])).json()["reports"] == []


async def test_a_workbook_is_read_like_a_csv_file(site: Site, council_id: str):
    budget = await adopted(site, council_id)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Rekneskap for Sogn KO"], [], ["Saldo", "Kontonummer"], [0.1 + 0.2, 5000], [-12.5, "3400"]):
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)

    shown = (await bring(site, budget["id"], target.getvalue(), accept=False)).json()

    assert [(row["account"], row["amountNok"]) for row in shown["accounts"]] == [("5000", "0.30"), ("3400", "-12.50")]


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"PK\x03\x04 not a workbook", 415), (b"\x00\x01", 415), (b"a;b\n1;2\n", 422)],
    ids=["broken workbook", "binary", "no header"],
)
async def test_a_file_that_is_no_trial_balance_is_refused(site: Site, council_id: str, content: bytes, status: int):
    budget = await adopted(site, council_id)

    assert (await bring(site, budget["id"], content)).status_code == status


async def test_a_report_is_of_a_day_in_the_budgets_year_and_replaces_an_earlier_one_of_that_day(
    site: Site, council_id: str
):
    budget = await adopted(site, council_id)

    assert (await bring(site, budget["id"], as_of="2001-01-01")).json()["errors"][0]["pointer"] == "/asOf"
    first = (await bring(site, budget["id"])).json()["reportId"]
    second = (await bring(site, budget["id"], b"Konto,Saldo\n5000,1\n")).json()["reportId"]
    assert first == second
    found = (await site.admin.get(f"{API}/accounts-reports/{first}")).json()
    assert [row["account"] for row in found["accounts"]] == ["5000"]


async def test_no_accounts_are_held_against_a_draft(site: Site, council_id: str):
    budget = await begin(site, council_id)

    answer = await bring(site, budget["id"])

    assert (answer.status_code, answer.json()["guard"]) == (409, "budget_in_force")


async def test_invoices_are_refused_by_name_while_an_organisation_number_is_missing_and_made_when_it_is_there(
    site: Site, council_id: str
):
    named = await municipality(site, "4641", "Aurland", "974760673")
    without = await municipality(site, "4642", "Lærdal")
    budget = await begin(site, council_id)
    shares = [{"municipalityId": named, "amountNok": "1083000.00"}, {"municipalityId": without, "amountNok": "2000000"}]
    await send(site, budget["id"], "PUT", "contributions", {"items": shares})
    for action in ("recommend", "adopt"):
        await act(site, budget["id"], action, WORDS)
    address = f"{API}/budgets/{budget['id']}"

    answer = await site.admin.get(f"{address}/invoice-basis.csv")
    assert (answer.status_code, answer.json()["guard"]) == (409, "organisation_numbers")
    assert answer.json()["without"] == ["Fjordane kommunalt oppgåvefellesskap", "Lærdal kommune"]

    await number(site, without)
    basis = await site.admin.get(f"{address}/invoice-basis.csv")
    assert "4642,Lærdal kommune,971032081,Kontingent" in basis.text
    dates = {"issuedOn": "2026-02-01", "dueOn": "2026-03-01", "account": "12345678903"}
    made = await site.admin.get(f"{address}/invoices.zip", params=dates)
    assert made.status_code == 200, made.text
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert archive.namelist() == [f"KONT-{budget['year']}-4641.xml", f"KONT-{budget['year']}-4642.xml"]
        assert b">1083000.00</cbc:PayableAmount>" in archive.read(archive.namelist()[0])


async def number(site: Site, municipality_id: str) -> None:
    """Organisation numbers for the municipality and for the organisation itself."""

    async with site.database.work.begin() as session:
        row = await session.get(Municipality, municipality_id)
        assert row is not None
        row.organisation_number = "971032081"
        (await session.scalars(select(Organisation))).one().number = "991825827"


async def test_the_lines_go_out_as_csv_and_xlsx_and_no_cell_is_a_formula(site: Site, council_id: str):
    lines = [
        {"kind": "expense", "text": "=1+1", "amountNok": "5.00"},
        {"kind": "income", "text": "Inn", "source": "external", "amountNok": "5.00"},
    ]
    budget = await begin(site, council_id, *lines)
    address = f"{API}/budgets/{budget['id']}"

    assert "Utgift,'=1+1,,5.00,5.00" in (await site.admin.get(f"{address}/lines.csv")).text
    book = openpyxl.load_workbook(io.BytesIO((await site.admin.get(f"{address}/lines.xlsx")).content))
    assert [cell.value for cell in book.worksheets[0][2]] == ["Utgift", "'=1+1", None, "5.00", "5.00"]


async def test_the_number_that_invoices_are_sent_from_is_set_and_one_with_a_wrong_control_digit_refused(site: Site):
    async def change(value: str | None):
        etag = (await site.admin.get(f"{API}/organisation")).headers["ETag"]
        return await site.admin.patch(f"{API}/organisation", json={"number": value}, headers={"If-Match": etag})

    wrong = await change("991825828")
    right = await change("991825827")

    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/number")
    assert (right.status_code, right.json()["number"]) == (200, "991825827")
    assert (await site.admin.get(f"{API}/organisation")).json()["number"] == "991825827"
