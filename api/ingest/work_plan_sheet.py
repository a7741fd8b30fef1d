"""Reads a work plan out of a spreadsheet (XLSX): ours, or one that somebody has kept for years.

The header row is looked for, and columns are known by their names in Nynorsk, Bokmål or English, in any order. Nothing
is computed: a cell with a formula counts as what Excel last saw in it.
"""

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import Any, Final, cast

import openpyxl
from openpyxl.utils import get_column_letter

from api.domain.kernel.errors import FieldError, Invalid, UnsupportedMedia
from api.domain.work_plans.importing import Column, Sheet, SheetRow
from api.domain.work_plans.schemas import ImportFault
from api.ingest.spreadsheets import date_of, look_over, plain, text_of
from api.outputs.labels import LANGUAGES, t
from api.outputs.work_plan_sheet import CHOICES, COLUMNS, month_name

MOST_ROWS: Final = 1000
MOST_COLUMNS: Final = 60
_HEADER_WITHIN: Final = 30
_DATES: Final = ("%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%d/%m/%Y")
# What people call the columns besides what we do.
_SYNONYMS: Final[dict[Column, tuple[str, ...]]] = {
    "month": ("mnd", "måned", "tid", "når", "tidspunkt"),
    "meeting": ("møtenummer", "møtenr", "styremøte", "meeting number"),
    "date": ("dag", "frist", "day"),
    "kind": ("type", "sak/aktivitet"),
    "title": (
        "sak",
        "saker",
        "saker og aktivitetar",
        "saker og aktiviteter",
        "tema",
        "oppgåve",
        "oppgave",
        "aktivitet",
    ),
    "item_type": ("slag sak", "type sak", "saktype"),
    "responsible": ("ansvar", "hvem", "kven", "owner"),
    "note": ("kommentar", "merknader", "kommentarar", "kommentarer", "comment", "notat"),
    "recurrence": ("frekvens", "kor ofte", "hvor ofte", "gjentas"),
}


def read(data: bytes) -> Sheet:
    """The first sheet that has a header row: a title column and another.

    Raises UnsupportedMedia for what is no such file, unpacks to too much or declares entities, and Invalid when no
    header row or too many rows are found.
    """
    look_over(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            lines = sheet.iter_rows(max_row=_HEADER_WITHIN + MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
            numbered = enumerate(lines, start=1)
            for _, line in islice(numbered, _HEADER_WITHIN):
                columns = _columns(line)
                if "title" in columns.values() and len(columns) > 1:
                    return _sheet(columns, numbered)
    except (Invalid, UnsupportedMedia):
        raise
    except Exception as error:  # openpyxl raises whatever its parsers do on what only looks like a workbook
        raise UnsupportedMedia("The file is no spreadsheet that can be read. Save it as Excel (.xlsx).") from error
    raise Invalid(
        "No row of the sheet is a header with a title column.",
        (FieldError("/file", "has no header row", "header_missing"),),
    )


def _columns(line: tuple[Any, ...]) -> dict[int, Column]:
    """Which column of ours stands at which index; the first of two that mean the same."""
    found: dict[int, Column] = {}
    for index, value in enumerate(line):
        column = _names().get(plain(value)) if isinstance(value, str) else None
        if column is not None and column not in found.values():
            found[index] = column
    return found


@cache
def _names() -> dict[str, Column]:
    names = {plain(synonym): column for column, synonyms in _SYNONYMS.items() for synonym in synonyms}
    for column in COLUMNS:
        names |= {plain(t(lang, f"workPlan.{column}")): cast(Column, column) for lang in LANGUAGES}
    return names


@cache
def _choices(column: str) -> dict[str, str]:
    """The API's name of each choice, by what it is called in any language, or by that name itself."""
    groups = {"kind": "workPlanKind", "item_type": "itemType", "recurrence": "workPlanRecurrence"}
    return {
        plain(name): one
        for one in CHOICES[column]
        for name in (one, *(t(lang, f"{groups[column]}.{one}") for lang in LANGUAGES))
    }


@cache
def _months() -> dict[str, int]:
    names = {plain(month_name(lang, month)): month for lang in LANGUAGES for month in range(1, 13)}
    return {**names, **{name[:3]: month for name, month in names.items()}}


def _sheet(columns: Mapping[int, Column], lines: Iterator[tuple[int, tuple[Any, ...]]]) -> Sheet:
    letters = {column: get_column_letter(index + 1) for index, column in columns.items()}
    rows: list[SheetRow] = []
    for number, line in lines:
        if all(text_of(line[index]) is None for index in columns if index < len(line)):
            continue
        if len(rows) == MOST_ROWS:
            detail = f"has more than {MOST_ROWS} rows"
            raise Invalid(f"The sheet {detail}.", (FieldError("/file", detail, "too_many_rows"),))
        rows.append(_row(number, {column: line[i] for i, column in columns.items() if i < len(line)}, letters))
    return Sheet(letters, tuple(rows))


def _row(number: int, cells: Mapping[Column, Any], letters: Mapping[Column, str]) -> SheetRow:
    values: dict[str, Any] = {}
    faults: list[ImportFault] = []

    def doubt(column: Column, code: str) -> None:
        value = (text_of(cells[column]) or "")[:100]
        faults.append(
            ImportFault.model_validate(
                {"row": number, "column": letters[column], "field": column, "code": code, "value": value}
            )
        )

    for column, cell in cells.items():
        text = text_of(cell)
        if text is None:
            values[column] = None
        elif column == "month":
            values[column] = _month(cell, text)
            if values[column] is None:
                doubt(column, "month_unknown")
        elif column == "date":
            values[column] = date_of(cell, _DATES)
            if values[column] is None:
                doubt(column, "date_unknown")
        elif column in CHOICES:
            values[column] = _choices(column).get(plain(text))
            if values[column] is None:
                doubt(column, f"{column}_unknown")
        else:
            values[column] = text
    return SheetRow(number, values, tuple(faults))


def _month(cell: Any, text: str) -> int | None:  # noqa: ANN401 -- whatever stands in a cell
    if isinstance(cell, dt.date):
        return cell.month
    if re.fullmatch(r"\d{1,2}(\.0)?", text):
        number = int(float(text))
        return number if 1 <= number <= 12 else None
    name = plain(text)
    return _months().get(name) or _months().get(name.split(" ")[0])
