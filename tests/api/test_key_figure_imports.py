"""Key figures from files and from Statistics Norway: looked at first, kept all or none."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from api.domain.kernel.sorting import norwegian_key
from api.domain.organisation.tables import Municipality
from tests.api.site import API, Site, open_site
from tests.conftest import Server
from tests.statistics_norway import Statistics, statistics_norway
from tests.unit.domain.cost_sharing.printed import FIGURES, NAMES


@pytest.fixture(scope="module")
def statistics() -> Any:
    with statistics_norway() as found:
        yield found


@pytest.fixture(scope="module")
async def site(server: Server, tmp_path_factory: pytest.TempPathFactory, statistics: Statistics) -> AsyncIterator[Site]:
    data = tmp_path_factory.mktemp("data")
    async with open_site(server, data, statistics_url=statistics.url) as opened:
        async with opened.database.work.begin() as session:
            rows = [Municipality(number=one, name=name, sort_key=norwegian_key(name)) for one, name in NAMES.items()]
            session.add_all(rows)
        yield opened


async def bring(site: Site, *lines: str, accept: bool = False, **unsaid: str) -> Any:
    return await site.admin.post(
        f"{API}/key-figures/imports",
        files={"file": ("tal.csv", "\n".join(lines).encode())},
        data={"accept": str(accept).lower(), **unsaid},
    )


async def kept(site: Site, day: str) -> list[tuple[str, str, int]]:
    params = {"asOf": day, "allVersions": True}
    rows = (await site.admin.get(f"{API}/key-figures", params=params)).json()["items"]
    return [(row["municipalityName"], row["value"], row["version"]) for row in rows]


async def test_a_file_is_looked_at_before_anything_is_kept(site: Site):
    lines = ("Kommunenr;Personer 2021;Personer 2022", "4639 Vik;2600;2590", "0301 Oslo;1;2")
    said = {"series": "population", "source": "SSB"}

    shown = (await bring(site, *lines, **said)).json()

    assert [(one["municipalityName"], one["asOf"], one["value"], one["outcome"]) for one in shown["figures"]] == [
        ("Vik", "2021-01-01", "2600", "new"),
        ("Vik", "2022-01-01", "2590", "new"),
    ]
    assert (shown["passedOver"], shown["faults"], shown["recorded"]) == (1, [], None)
    assert await kept(site, "2021-01-01") == []

    done = (await bring(site, *lines, accept=True, **said)).json()

    assert done["recorded"] == {"added": 2, "corrected": 0, "unchanged": 0}
    assert await kept(site, "2022-01-01") == [("Vik", "2590", 1)]


async def test_what_differs_from_what_is_kept_becomes_a_new_version(site: Site):
    said = {"series": "population", "asOf": "2019-01-01", "source": "SSB"}
    await bring(site, "Kommune;Verdi", "Vik;2700", "Luster;5300", accept=True, **said)
    again = ("Kommune;Verdi", "Vik kommune;2701", "4644;5300")

    shown = (await bring(site, *again, **said)).json()
    await bring(site, *again, accept=True, **said)

    assert [(one["outcome"], one["keptValue"], one["value"]) for one in shown["figures"]] == [
        ("correction", "2700", "2701"),
        ("unchanged", "5300", "5300"),
    ]
    assert await kept(site, "2019-01-01") == [("Luster", "5300", 1), ("Vik", "2701", 2), ("Vik", "2700", 1)]


async def test_with_one_wrong_cell_nothing_is_kept(site: Site):
    lines = (
        "Kommune;Serie;Verdi",
        "Vik;Folketal;2550",
        "Vig;Folketal;1",
        "Luster;Sauer;2",
        "Vik;population;2551",
        "Årdal;Folketal;mange",
    )
    said = {"asOf": "2018-01-01", "source": "Talt"}

    shown = (await bring(site, *lines, **said)).json()
    refused = await bring(site, *lines, accept=True, **said)

    assert [(one["row"], one["column"], one["field"], one["code"]) for one in shown["faults"]] == [
        (3, "A", "municipality", "unknown"),
        (4, "B", "series", "unknown"),
        (5, "A", "municipality", "repeated"),
        (6, "C", "value", "not_a_figure"),
    ]
    assert refused.status_code == 422
    assert len(refused.json()["errors"]) == 4
    assert await kept(site, "2018-01-01") == []


async def test_what_neither_the_file_nor_the_caller_says_is_asked_for(site: Site):
    refused = await bring(site, "Kommune;Verdi", "Vik;2550")

    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/asOf", "/series", "/source"]


async def test_a_file_of_other_municipalities_alone_keeps_nothing(site: Site):
    refused = await bring(site, "Region;2025", "0301 Oslo;1", accept=True, series="population", source="SSB")

    assert [one["code"] for one in refused.json()["errors"]] == ["empty"]


async def test_what_statistics_norway_has_is_shown_and_kept_when_it_is_recorded(site: Site):
    asked = {"series": "population", "asOf": "2025-01-01"}

    shown = (await site.admin.post(f"{API}/key-figures/fetches", json=asked)).json()

    values = {one["municipalityNumber"]: one["value"] for one in shown["figures"]}
    assert values == {number: str(value) for number, value in FIGURES["population"].items()}
    assert shown["missing"] == []
    assert await kept(site, "2025-01-01") == []
    source = shown["figures"][0]["source"]
    figures = [{"municipalityId": one["municipalityId"], "value": one["value"]} for one in shown["figures"]]
    await site.admin.post(f"{API}/key-figures", json={**asked, "source": source, "figures": figures})
    again = (await site.admin.post(f"{API}/key-figures/fetches", json=asked)).json()
    assert {one["outcome"] for one in again["figures"]} == {"unchanged"}


async def test_what_statistics_norway_lacks_is_named(site: Site, statistics: Statistics):
    statistics.answer = 200, {"id": ["Region"], "size": [1], "dimension": {"Region": {"category": {"index": ["4639"]}}}}
    statistics.answer[1]["value"] = [2550]
    try:
        asked = {"series": "population", "asOf": "2024-01-01"}
        shown = (await site.admin.post(f"{API}/key-figures/fetches", json=asked)).json()
    finally:
        statistics.answer = None

    assert [one["municipalityName"] for one in shown["figures"]] == ["Vik"]
    assert shown["missing"] == ["Aurland", "Luster", "Lærdal", "Sogndal", "Årdal"]


async def test_statistics_norway_out_of_order_is_told_of_as_such(site: Site, statistics: Statistics):
    statistics.answer = 503, {}
    try:
        asked = {"series": "population", "asOf": "2024-01-01"}
        refused = await site.admin.post(f"{API}/key-figures/fetches", json=asked)
    finally:
        statistics.answer = None

    assert refused.status_code == 503
    assert refused.json()["type"] == "/problems/unavailable"


async def test_a_series_says_whether_it_can_be_fetched(site: Site):
    await site.admin.post(f"{API}/key-figure-series", json={"slug": "premises", "name": "Tilsynsobjekt"})
    series = (await site.admin.get(f"{API}/key-figure-series")).json()["items"]

    assert {one["slug"]: one["fetchable"] for one in series} == {
        "children_0_15": True,
        "population": True,
        "premises": False,
    }
