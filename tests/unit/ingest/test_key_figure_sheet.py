"""Files with key figures: which are read, and what is wrong in which cell."""

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from api.domain.kernel.errors import Invalid
from api.ingest.key_figure_sheet import MOST_ROWS, read


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def xlsx(*lines: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.worksheets[0].append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def told(content: bytes) -> list[tuple[Any, ...]]:
    return [(one.municipality, one.series, one.as_of, one.value, one.source) for one in read(content).figures]


def test_a_figure_a_row_with_series_date_and_source():
    content = csv("Kommune;Talserie;Dato;Verdi;Kjelde", "Vik;Folketal;1.1.2025;2 550;SSB", "", "Sum;;;2550;")

    assert told(content) == [("Vik", "Folketal", dt.date(2025, 1, 1), Decimal(2550), "SSB")]


def test_dates_across_as_statistics_norway_gives_tables_out():
    content = xlsx(
        ["07459: Befolkning, etter region, statistikkvariabel og år"],
        [],
        ["region", "Personer 2024", "Personer 2025"],
        ["4639 Vik", 2540, 2550],
        ["4640 Sogndal", "..", 12496],
        ["Kjelde: Statistisk sentralbyrå"],
    )

    assert told(content) == [
        ("4639 Vik", None, dt.date(2024, 1, 1), Decimal(2540), None),
        ("4639 Vik", None, dt.date(2025, 1, 1), Decimal(2550), None),
        ("4640 Sogndal", None, dt.date(2025, 1, 1), Decimal(12496), None),
    ]


@pytest.mark.parametrize(
    ("cell", "figure"),
    [("12 496", "12496"), ("12\u00a0496,5", "12496.5"), ("0,1234", "0.1234"), ("0", "0"), ("12496.25", "12496.25")],
)
def test_figures_are_read_as_people_write_them(cell: str, figure: str):
    (found,) = read(csv("Kommune\tVerdi", f"Vik\t{cell}")).figures

    assert found.value == Decimal(figure)


@pytest.mark.parametrize("cell", ["1.234", "-5", "mange", "1e5", "0,12345", "1" * 15, "NaN"])
def test_what_is_no_figure_is_told_of_by_its_cell(cell: str):
    found = read(csv("Verdi;Kommune", f"{cell};Vik", "2550;Vik"))

    assert [(one.row, one.column, one.field, one.code, one.value) for one in found.faults] == [
        (2, "A", "value", "not_a_figure", cell)
    ]
    assert len(found.figures) == 1


@pytest.mark.parametrize("number", [float("inf"), -1.0, 0.12345, 1e15])
def test_a_workbooks_number_has_bounds_too(number: float):
    found = read(xlsx(["Kommune", "Verdi"], ["Vik", number]))

    assert [fault.field for fault in found.faults] == ["value"]


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (";Folketal;2025;1", "municipality", "missing"),
        ("Vik;Folketal;i fjor;1", "date", "not_a_date"),
        ("Vik;Folketal;2025;", "value", "missing"),
        (f"Vik;{'x' * 121};2025;1", "series", "too_long"),
    ],
)
def test_a_cell_that_can_not_be_taken_is_named(row: str, field: str, code: str):
    found = read(csv("kommune;serie;år;tal", row))

    assert [(one.row, one.field, one.code) for one in found.faults] == [(2, field, code)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (csv("Vik;2550"), "header_missing"),
        (b"", "header_missing"),
        (csv("Kommune;Verdi", *(f"{n};1" for n in range(MOST_ROWS + 1))), "too_many_rows"),
    ],
    ids=["no header", "empty", "too long"],
)
def test_a_file_that_is_no_such_file_is_refused(content: bytes, code: str):
    with pytest.raises(Invalid) as refused:
        read(content)

    assert [(fault.pointer, fault.code) for fault in refused.value.errors] == [("/file", code)]
