"""Key figures, comparisons, saved calculations and agreements through the API."""

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pikepdf
import pytest

from api.domain.kernel import richtext
from api.domain.kernel.sorting import norwegian_key
from api.domain.organisation.tables import Municipality
from tests.api.register import CLOSED, held
from tests.api.register import record as resolve
from tests.api.site import API, PUBLISHED, Site
from tests.unit.domain.cost_sharing.printed import FIGURES, NAMES, TABLES

DAY = "2025-01-01"
SOURCE = "Saklista 20.10.2025, sak 8"


@pytest.fixture(scope="module")
async def places(site: Site) -> dict[str, str]:
    """The six municipalities with the figures of case 8: ids by name."""
    async with site.database.work.begin() as session:
        rows = {
            name: Municipality(number=number, name=name, sort_key=norwegian_key(name)) for number, name in NAMES.items()
        }
        session.add_all(rows.values())
        await session.flush()
        ids = {name: row.id for name, row in rows.items()}
    for series, figures in FIGURES.items():
        await record(site, ids, series, {NAMES[number]: str(value) for number, value in figures.items()})
    return ids


async def record(site: Site, ids: dict[str, str], series: str, values: dict[str, str], day: str = DAY) -> Any:
    figures = [{"municipalityId": ids[name], "value": value} for name, value in values.items()]
    new = {"series": series, "asOf": day, "source": SOURCE, "figures": figures}
    answer = await site.admin.post(f"{API}/key-figures", json=new)
    assert answer.status_code == 200, answer.text
    return answer.json()


def model(fixed: int, series: str = "population", **fields: Any) -> dict[str, Any]:
    part = {"percent": str(100 - fixed), "series": series, "asOf": DAY}
    return {"name": f"{fixed} prosent fast, {series}", "fixedPercent": str(fixed), "variable": [part], **fields}


def order(*models: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"amount": "10000000", "models": list(models), **fields}


FIVE = [model(fixed, series) for fixed, series in TABLES]


async def saved(site: Site, asked: dict[str, Any], name: str = "Døme i sak 8") -> dict[str, Any]:
    answer = await site.admin.post(f"{API}/cost-sharing/calculations", json={"name": name, "asked": asked})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def act(site: Site, path: str, body: Any = None, client: Any = None) -> Any:
    """An action on what stands at the path before ``/versions`` or ``/actions``, with its ETag."""
    client = client or site.admin
    thing = path.partition("/actions/")[0].partition("/versions/")[0]
    headers = {"If-Match": (await client.get(f"{API}{thing}")).headers["etag"]}
    return await client.post(f"{API}{path}", json=body, headers=headers)


# Key figures


async def test_a_correction_is_a_new_version_and_the_old_one_stays(site: Site, places: dict[str, str]):
    await record(site, places, "population", {"Vik": "2550", "Luster": "5432"}, "2020-01-01")
    told = await record(site, places, "population", {"Vik": "2551", "Luster": "5432"}, "2020-01-01")
    params = {"series": "population", "asOf": "2020-01-01", "allVersions": True}
    rows = (await site.admin.get(f"{API}/key-figures", params=params)).json()["items"]
    assert told == {"added": 0, "corrected": 1, "unchanged": 1}
    assert [(row["version"], row["value"], row["current"]) for row in rows if row["municipalityName"] == "Vik"] == [
        (2, "2551", True),
        (1, "2550", False),
    ]


async def test_figures_with_one_fault_are_not_kept_at_all(site: Site, places: dict[str, str]):
    figures = [{"municipalityId": places["Vik"], "value": "1"}, {"municipalityId": "mun_0", "value": "2"}]
    new = {"series": "population", "asOf": "2026-01-01", "source": "x", "figures": figures}
    answer = await site.admin.post(f"{API}/key-figures", json=new)
    kept = await site.admin.get(f"{API}/key-figures", params={"asOf": "2026-01-01"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/figures/1/municipalityId")
    assert kept.json()["items"] == []


@pytest.mark.parametrize("value", [12.5, "-1", "1.23456", "NaN", "mange"])
async def test_a_figure_is_an_exact_number_from_zero_up(site: Site, places: dict[str, str], value: Any):
    figures = [{"municipalityId": places["Vik"], "value": value}]
    new = {"series": "population", "asOf": DAY, "source": "x", "figures": figures}
    assert (await site.admin.post(f"{API}/key-figures", json=new)).status_code == 422


async def test_a_series_of_ones_own_is_listed_with_its_dates(site: Site, places: dict[str, str]):
    made = await site.admin.post(f"{API}/key-figure-series", json={"slug": "premises", "name": "Tilsynsobjekt"})
    again = await site.admin.post(f"{API}/key-figure-series", json={"slug": "premises", "name": "Noko anna"})
    await record(site, places, "premises", {"Vik": "12"})
    listed = (await site.admin.get(f"{API}/key-figure-series")).json()["items"]
    assert (made.status_code, again.status_code) == (201, 409)
    assert [(one["name"], one["dates"]) for one in listed if one["slug"] == "premises"] == [("Tilsynsobjekt", [DAY])]


# Comparison


async def test_the_five_tables_side_by_side_are_as_printed(site: Site, places: dict[str, str]):
    answer = await site.admin.post(f"{API}/cost-sharing/compare", json=order(*FIVE, rule="as_printed"))
    assert answer.status_code == 200, answer.text
    for (key, table), found in zip(TABLES.items(), answer.json()["models"], strict=True):
        shown = {
            row["name"]: (*(int(Decimal(part["amount"])) for part in row["parts"]), int(Decimal(row["amount"])))
            for row in found["rows"]
        }
        assert (key, shown) == (key, table)
    differences = [one["difference"] for one in answer.json()["models"]]
    assert differences == ["-1.00", "0.00", "0.00", "1.00", "0.00"]


async def test_todays_model_gives_changes_movers_and_break_even(site: Site, places: dict[str, str]):
    today = {"model": {key: value for key, value in model(25).items() if key != "name"}}
    answer = await site.admin.post(f"{API}/cost-sharing/compare", json=order(model(40), today=today, limitPercent="10"))
    (found,) = answer.json()["models"]
    names = {row["municipalityId"]: row["name"] for row in found["rows"]}
    assert {names[one] for one in found["movers"]} == {"Aurland", "Lærdal", "Sogndal", "Vik"}
    assert {round(Decimal(row["breakEven"]["fixedPercent"])) for row in found["rows"]} == {25}


async def test_a_cushion_sums_every_year_and_ends_at_the_model(site: Site, places: dict[str, str]):
    today = {"model": {key: value for key, value in model(25).items() if key != "name"}}
    cushion = {"years": 6, "capPercent": "3"}
    answer = await site.admin.post(f"{API}/cost-sharing/compare", json=order(model(40), today=today, cushion=cushion))
    (found,) = answer.json()["models"]
    amounts = {row["municipalityId"]: row["amount"] for row in found["rows"]}
    years = found["cushion"]["years"]
    assert (found["cushion"]["outcome"], {year["total"] for year in years}) == ("reached", {"10000000.00"})
    assert {cell["municipalityId"]: cell["amount"] for cell in years[-1]["rows"]} == amounts


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        (order(model(25), model(25, fixedPercent="24")), "/models/1/fixedPercent"),
        (order(model(25, "nothing")), "/models/0/variable/0"),
        (order(model(25, participants=["mun_0"])), "/models/0/participants/0"),
        (order(model(25), today={}), "/today"),
        (order(model(25), cushion={"years": 2, "capPercent": "5"}), "/today"),
        (order(model(25), amount="100.50"), "/unit"),
        (order(model(25), amount=1.5), "/amount"),
        (order(*[model(25)] * 7), "/models"),
    ],
    ids=["sum", "series", "participant", "today", "cushion", "øre", "float", "seven"],
)
async def test_what_is_wrong_is_told_of_with_its_place(site: Site, places: dict[str, str], asked: Any, pointer: str):
    answer = await site.admin.post(f"{API}/cost-sharing/compare", json=asked)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


# Saved calculations


async def test_a_saved_calculation_stays_when_its_figures_are_corrected(site: Site, places: dict[str, str]):
    await record(site, places, "population", dict.fromkeys(places, "2550"), "2021-01-01")
    part = {"percent": "75", "series": "population", "asOf": "2021-01-01"}
    made = await saved(site, order(model(25, variable=[part])))
    await record(site, places, "population", {"Vik": "9999"}, "2021-01-01")
    found = (await site.admin.get(f"{API}/cost-sharing/calculations/{made['id']}")).json()
    assert found == made
    assert {(one["value"], one["version"], one["source"]) for one in found["result"]["bases"][0]["figures"]} == {
        ("2550", 1, SOURCE)
    }


async def test_saved_calculations_are_for_those_who_write_cases(site: Site, places: dict[str, str]):
    made = await saved(site, order(model(25)))
    path = f"{API}/cost-sharing/calculations/{made['id']}"
    answers = {who: (await site.actors[who].get(path)).status_code for who in ("case_officer", "member", "chair")}
    assert answers == {"case_officer": 200, "member": 404, "chair": 404}


async def test_the_text_for_a_case_has_the_printed_tables_and_links_to_its_calculation(
    site: Site, places: dict[str, str]
):
    made = await saved(site, order(*FIVE, rule="as_printed"))
    answer = await site.admin.get(f"{API}/cost-sharing/calculations/{made['id']}/text")
    text = richtext.validate(answer.json()["text"])
    words = richtext.to_text(text).replace("\u00a0", "")
    assert "Vik\t2550\t416667\t643614\t1060281" in words
    assert "Totalt\t29715\t2500000\t7500000\t10000000" in words
    assert "avrundingsdifferansen er −1" in words
    assert f'"href": "{made["path"]}"' in answer.text.replace('":"', '": "')


async def test_the_spreadsheet_holds_numbers(site: Site, places: dict[str, str]):
    made = await saved(site, order(*FIVE), name="=1+1")
    answer = await site.admin.get(f"{API}/cost-sharing/calculations/{made['id']}/export.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    values = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    assert values[3] == ["Aurland", 1836, 416667, 463402, 880069]
    assert values[0][0] == "'=1+1"


async def test_the_csv_has_every_table(site: Site, places: dict[str, str]):
    today = {"model": {key: value for key, value in model(25).items() if key != "name"}}
    made = await saved(site, order(model(40), today=today))
    lines = (await site.admin.get(f"{API}/cost-sharing/calculations/{made['id']}/export.csv")).text.splitlines()
    assert "Sogndal,12496,666667,2523170,3189837" in lines
    assert "Sogndal,-380792" in lines


async def test_the_pdf_is_readable_and_tagged(site: Site, places: dict[str, str]):
    made = await saved(site, order(*FIVE))
    answer = await site.admin.get(f"{API}/cost-sharing/calculations/{made['id']}/export.pdf")
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert document.Root.MarkInfo.Marked


# What is public


async def test_a_calculation_is_public_only_when_it_is_made_so(site: Site, places: dict[str, str]):
    made = await saved(site, order(model(25)))
    public = f"{PUBLISHED}/cost-sharing/calculations/{made['id']}"
    before = (await site.anonymous.get(public)).status_code
    told = await act(site, f"/cost-sharing/calculations/{made['id']}/actions/publish")
    after = await site.anonymous.get(public)
    listed = (await site.anonymous.get(f"{PUBLISHED}/cost-sharing/calculations")).json()["items"]
    assert (before, told.status_code, after.status_code) == (404, 200, 200)
    assert after.json()["result"] == made["result"]
    assert made["id"] in [one["id"] for one in listed]


async def test_a_withdrawn_calculation_leaves_its_reason_only(site: Site, places: dict[str, str]):
    made = await saved(site, order(model(25)))
    path = f"/cost-sharing/calculations/{made['id']}"
    await act(site, f"{path}/actions/publish")
    told = await act(site, f"{path}/actions/withdraw", {"reason": "Feil folketal."})
    answer = await site.anonymous.get(f"{PUBLISHED}{path}")
    again = await act(site, f"{path}/actions/publish")
    listed = (await site.anonymous.get(f"{PUBLISHED}/cost-sharing/calculations")).json()["items"]
    assert (told.status_code, answer.status_code, again.status_code) == (200, 410, 409)
    assert made["id"] not in [one["id"] for one in listed]
    assert answer.json()["tombstone"]["reason"] == "Feil folketal."


async def test_the_page_that_a_case_leads_to_shows_the_tables_once_they_are_public_and_then_why_not(
    site: Site, places: dict[str, str]
):
    made = await saved(site, order(model(25)))
    path = f"/cost-sharing/calculations/{made['id']}"
    before = await site.anonymous.get(made["path"])
    await act(site, f"{path}/actions/publish")
    shown = await site.anonymous.get(made["path"])
    await act(site, f"{path}/actions/withdraw", {"reason": "Feil folketal."})
    gone = await site.anonymous.get(made["path"])
    assert (before.status_code, shown.status_code, gone.status_code) == (404, 200, 410)
    assert made["name"] not in before.text
    assert made["name"] in shown.text
    assert "880\xa0069" in shown.text
    assert "Feil folketal." in gone.text
    assert made["name"] not in gone.text


async def test_the_overview_holds_those_that_stand(site: Site, places: dict[str, str]):
    one, other = await saved(site, order(model(25))), await saved(site, order(model(30)))
    for made in (one, other):
        await act(site, f"/cost-sharing/calculations/{made['id']}/actions/publish")
    both = (await site.anonymous.get("/kostnadsfordeling")).text
    await act(site, f"/cost-sharing/calculations/{one['id']}/actions/withdraw", {"reason": "Feil folketal."})
    left = (await site.anonymous.get("/kostnadsfordeling")).text
    assert f'href="{one["path"]}"' in both
    assert f'href="{other["path"]}"' in both
    assert f'href="{one["path"]}"' not in left
    assert f'href="{other["path"]}"' in left


@pytest.mark.parametrize("part", ["prøv", "storskjerm"])
async def test_a_calculation_is_tried_and_shown_on_the_wall_only_while_its_page_stands(
    site: Site, places: dict[str, str], part: str
):
    made = await saved(site, order(model(25)))
    address, path = f"{made['path']}/{part}", f"/cost-sharing/calculations/{made['id']}"
    before = await site.anonymous.get(address)
    await act(site, f"{path}/actions/publish")
    shown = await site.anonymous.get(address)
    await act(site, f"{path}/actions/withdraw", {"reason": "Feil folketal."})
    gone = await site.anonymous.get(address)
    assert (before.status_code, shown.status_code, gone.status_code) == (404, 200, 410)
    assert made["name"] not in before.text
    assert f'href="{made["path"]}"' in shown.text
    assert "Feil folketal." in gone.text
    assert made["name"] not in gone.text


async def test_what_looks_like_an_identity_number_is_published_only_when_somebody_answers_for_it(
    site: Site, places: dict[str, str]
):
    made = await saved(site, order(model(25)), name="Etter klage frå 010190 00083")
    path = f"/cost-sharing/calculations/{made['id']}"
    public = f"{PUBLISHED}/cost-sharing/calculations/{made['id']}"
    refused = await act(site, f"{path}/actions/publish")
    assert (refused.status_code, refused.json()["guard"]) == (409, "ready")
    assert (await site.anonymous.get(public)).status_code == 404

    (error,) = refused.json()["errors"]
    answer = {"code": error["code"], "path": error["pointer"], "reason": "Det er eit saksnummer."}
    told = await act(site, f"{path}/actions/publish", {"overrides": [answer]})
    assert told.status_code == 200, told.text
    unseen = await act(site, f"{path}/actions/withdraw", {"reason": "Gjeld 01019000083."})
    assert (unseen.status_code, unseen.json()["errors"][0]["pointer"]) == (422, "/reason")
    assert (await site.anonymous.get(public)).status_code == 200


# Agreements


async def agreement(site: Site, **fields: Any) -> str:
    keys = {key: value for key, value in model(25).items() if key != "name"}
    answer = await site.admin.post(f"{API}/cost-sharing-agreements", json={"name": "Sogn PPT", "model": keys, **fields})
    assert answer.status_code == 201, answer.text
    return f"/cost-sharing-agreements/{answer.json()['id']}"


ADOPTED = {"adoptedBy": "Kommunestyra, hausten 2024", "inForceFrom": "2025-01-01"}


async def test_an_agreement_goes_from_draft_to_force_and_its_successor_supersedes_it(
    site: Site, places: dict[str, str]
):
    path = await agreement(site)
    for number in (1, 2):
        await act(site, f"{path}/versions/{number}/actions/adopt", ADOPTED | {"inForceFrom": f"2025-0{number}-01"})
        await act(site, f"{path}/versions/{number}/actions/bring-into-force")
        if number == 1:
            keys = {key: value for key, value in model(30).items() if key != "name"}
            assert (await site.admin.post(f"{API}{path}/versions", json={"model": keys})).status_code == 201
    found = (await site.admin.get(f"{API}{path}")).json()
    assert (found["inForce"], [one["state"] for one in found["versions"]]) == (2, ["in_force", "superseded"])
    assert found["versions"][1]["inForceTo"] == "2025-01-31"


async def test_what_was_adopted_is_not_rewritten(site: Site, places: dict[str, str]):
    path = await agreement(site)
    await act(site, f"{path}/versions/1/actions/adopt", ADOPTED)
    keys = {key: value for key, value in model(30).items() if key != "name"}
    headers = {"If-Match": (await site.admin.get(f"{API}{path}")).headers["etag"]}
    answer = await site.admin.put(f"{API}{path}/versions/1", json={"model": keys}, headers=headers)
    assert (answer.status_code, answer.json()["guard"]) == (409, "version_is_draft")


async def test_an_agreement_is_not_in_force_before_its_day(site: Site, places: dict[str, str]):
    path = await agreement(site)
    await act(site, f"{path}/versions/1/actions/adopt", ADOPTED | {"inForceFrom": "2190-01-01"})
    answer = await act(site, f"{path}/versions/1/actions/bring-into-force")
    assert (answer.status_code, answer.json()["guard"]) == (409, "in_force_date")


async def test_a_draft_is_for_those_who_write_cases(site: Site, places: dict[str, str]):
    path = await agreement(site)
    before = (await site.actors["member"].get(f"{API}{path}")).status_code
    await act(site, f"{path}/versions/1/actions/adopt", ADOPTED)
    assert (before, (await site.actors["member"].get(f"{API}{path}")).status_code) == (404, 200)


async def test_a_resolution_that_is_unknown_adopts_nothing(site: Site, places: dict[str, str]):
    path = await agreement(site)
    answer = await act(site, f"{path}/versions/1/actions/adopt", {"resolutionId": "res_0", "inForceFrom": "2025-01-01"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/resolutionId")


async def test_a_price_adjusted_agreement_shares_what_the_deflators_make_of_its_amount(
    site: Site, places: dict[str, str]
):
    path = await agreement(site, amount={"kind": "price_adjusted", "amount": "3000000", "year": 2025})
    await act(site, f"{path}/versions/1/actions/adopt", ADOPTED)
    await act(site, f"{path}/versions/1/actions/bring-into-force")
    asked = {"year": 2026, "deflators": [{"year": 2026, "percent": "3.5"}]}
    answer = await site.admin.post(f"{API}{path}/allocation", json=asked)
    assert answer.json()["amount"] == answer.json()["result"]["models"][0]["total"] == "3105000.00"


async def test_an_ended_agreement_says_when_and_why(site: Site, places: dict[str, str]):
    path = await agreement(site)
    await act(site, f"{path}/versions/1/actions/adopt", ADOPTED)
    ended = {"reason": "Samarbeidet er lagt ned.", "lastDay": "2026-12-31"}
    (version,) = (await act(site, f"{path}/versions/1/actions/terminate", ended)).json()["versions"]
    assert (version["state"], version["inForceTo"], version["endedBecause"]) == (
        "terminated",
        "2026-12-31",
        "Samarbeidet er lagt ned.",
    )


async def delete_draft(site: Site, path: str, number: int) -> Any:
    headers = {"If-Match": (await site.admin.get(f"{API}{path}")).headers["etag"]}
    return await site.admin.delete(f"{API}{path}/versions/{number}", headers=headers)


async def test_a_draft_is_deleted_and_an_agreement_that_was_nothing_else_goes_with_it(
    site: Site, places: dict[str, str]
):
    path = await agreement(site)
    assert (await delete_draft(site, path, 1)).status_code == 204
    assert (await site.admin.get(f"{API}{path}")).status_code == 404


async def test_deleting_a_draft_leaves_what_was_adopted_and_that_is_never_deleted(site: Site, places: dict[str, str]):
    path = await agreement(site)
    await act(site, f"{path}/versions/1/actions/adopt", ADOPTED)
    await site.admin.post(f"{API}{path}/versions", json={"model": {"fixedPercent": "100"}})
    assert (await delete_draft(site, path, 2)).status_code == 204
    refused = await delete_draft(site, path, 1)
    assert (refused.status_code, refused.json()["guard"]) == (409, "version_is_draft")
    assert [one["number"] for one in (await site.admin.get(f"{API}{path}")).json()["versions"]] == [1]


async def test_the_resolution_that_adopted_an_agreement_is_named_to_those_who_may_read_it(
    site: Site, places: dict[str, str]
):
    resolution = await resolve(site, await held(site), **CLOSED)
    path = await agreement(site)
    order = {"resolutionId": resolution["id"], "inForceFrom": "2025-01-01"}
    (version,) = (await act(site, f"{path}/versions/1/actions/adopt", order)).json()["versions"]
    assert (version["resolutionNumber"], version["resolutionPath"]) == (resolution["number"], resolution["path"])
    (seen,) = (await site.actors["nobody"].get(f"{API}{path}")).json()["versions"]
    assert (seen["resolutionId"], seen["resolutionNumber"], seen["resolutionPath"]) == (resolution["id"], None, None)
