"""What is asked of Statistics Norway, and what is made of its answers."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from api.domain.kernel.errors import Invalid, Unavailable
from api.ingest.statistics_norway import fetch
from tests.statistics_norway import Statistics, statistics_norway, table
from tests.unit.domain.cost_sharing.printed import FIGURES, NAMES

DAY = dt.date(2025, 1, 1)


@pytest.fixture
def statistics() -> Iterator[Statistics]:
    with statistics_norway() as found:
        yield found


@pytest.mark.parametrize("series", ["population", "children_0_15"])
async def test_a_series_comes_by_municipality(statistics: Statistics, series: str):
    assert await fetch(statistics.url, series, DAY, list(NAMES)) == FIGURES[series]


async def test_table_measure_year_and_ages_are_named(statistics: Statistics):
    await fetch(statistics.url, "children_0_15", DAY, ["4640", "4639"])

    (asked,) = statistics.asked
    assert asked.pop("valueCodes[Alder]").split(",") == [f"0{age:02}" for age in range(16)]
    assert asked == {
        "path": "/api/pxwebapi/v2/tables/07459/data",
        "outputFormat": "json-stat2",
        "valueCodes[Region]": "????",
        "valueCodes[ContentsCode]": "Personer1",
        "valueCodes[Tid]": "2025",
    }


async def test_only_who_was_asked_for_is_told_of(statistics: Statistics):
    assert set(await fetch(statistics.url, "population", DAY, ["4640", "9999"])) == {"4640"}


async def test_who_has_no_figure_is_left_out(statistics: Statistics):
    answer = table(["4639", "4640", "4641"])
    statistics.answer = 200, {**answer, "value": {"0": 2550, "2": 0}}

    assert await fetch(statistics.url, "population", DAY, list(NAMES)) == {"4639": Decimal(2550)}


async def test_regions_may_stand_in_any_order_and_place(statistics: Statistics):
    answer = table(["4639", "4640"])
    answer["dimension"]["Region"]["category"]["index"] = ["4640", "4639"]
    answer["id"], answer["size"] = ["Tid", "Kjonn", "Region"], [1, 2, 2]
    statistics.answer = 200, {**answer, "value": [1, 10, 2, 20]}

    assert await fetch(statistics.url, "population", DAY, list(NAMES)) == {"4640": Decimal(3), "4639": Decimal(30)}


@pytest.mark.parametrize(
    ("series", "day", "pointer"),
    [
        ("supervised_premises", DAY, "/series"),
        ("population", dt.date(2025, 7, 1), "/asOf"),
        ("population", dt.date(2031, 1, 1), "/asOf"),
    ],
)
async def test_what_there_is_no_table_of_is_told_of(statistics: Statistics, series: str, day: dt.date, pointer: str):
    with pytest.raises(Invalid) as refused:
        await fetch(statistics.url, series, day, list(NAMES))

    assert [fault.pointer for fault in refused.value.errors] == [pointer]


@pytest.mark.parametrize(
    "answer",
    [
        (429, {}),
        (503, b"<html>"),
        (301, {}),
        (200, b"not json"),
        (200, []),
        (200, {"id": ["Region"]}),
        (200, {**table(["4640"]), "value": ["many"]}),
        (200, {**table(["4640"]), "value": []}),
        (200, {**table(["4640"]), "size": [10**9, 1, 1]}),
    ],
    ids=["too many", "down", "moved", "no JSON", "a list", "half", "no number", "too few", "too many cells"],
)
async def test_what_is_no_answer_is_taken_for_none(statistics: Statistics, answer: tuple[int, Any]):
    statistics.answer = answer

    with pytest.raises(Unavailable):
        await fetch(statistics.url, "population", DAY, list(NAMES))


async def test_nobody_there_is_told_of():
    with statistics_norway() as gone:
        url = gone.url

    with pytest.raises(Unavailable, match="doesn't answer"):
        await fetch(url, "population", DAY, list(NAMES))
