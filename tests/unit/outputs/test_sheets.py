import csv
import io
from collections.abc import AsyncIterator

import openpyxl
import pytest

from api.outputs import sheets

FORMULAS = ["=1+1", "+47 57 00", "-1", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_cell_that_looks_like_a_formula_is_text(cell: str):
    assert sheets.harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Kari", "", "1 = 1", "mtg_01k7z1v8j6e2xbt5w3n4m9q0rs"])
def test_any_other_cell_stands_as_it_is(cell: str):
    assert sheets.harmless(cell) == cell


def test_csv_is_read_back_as_it_was():
    rows = [["Ål, Aurland", 'sa "ja"'], ["to\nliner", ""]]

    written = sheets.csv_lines([["a", "b"]], first=True) + sheets.csv_lines(rows)

    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""))) == [["a", "b"], *rows]


async def test_a_sheet_has_no_formulas_and_no_characters_that_it_cannot_hold():
    async def parts() -> AsyncIterator[list[list[str]]]:
        yield [["=1+1", "a\x0bb"]]
        yield [["Ål", "x" * 40_000]]

    target = io.BytesIO()
    await sheets.xlsx(["one", "two"], parts(), target)
    sheet = openpyxl.load_workbook(target).active

    assert sheet is not None
    cells = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]
    assert cells == [
        [("one", "s"), ("two", "s")],
        [("'=1+1", "s"), ("ab", "s")],
        [("Ål", "s"), ("x" * 32_767, "s")],
    ]
