"""Reads key figures from CSV or XLSX: a figure a row, or municipalities down and dates across.

Columns are known by their names in Nynorsk, Bokmål or English, in any order. A heading that is or ends in a year or a
date makes a column of figures at that date: so are the tables that Statistics Norway gives out.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, Literal

from openpyxl.utils import get_column_letter

from api.domain.kernel.errors import FieldError, Invalid
from api.domain.organisation.figure_imports import FigureSheet, SheetFigure
from api.domain.organisation.schemas import FigureFault
from api.ingest.spreadsheets import date_of, first_lines, named_columns, plain, text_of

Column = Literal["municipality", "series", "date", "value", "source"]
Line = tuple[Any, ...]

MOST_ROWS: Final = 2000
_MOST_COLUMNS: Final = 60
_HEADER_WITHIN: Final = 30
_NAMES: Final[Mapping[Column, tuple[str, ...]]] = {
    "municipality": (
        *("kommune", "kommunar", "kommuner", "kommunenummer", "kommunenr", "kommunenamn", "kommunenavn", "region"),
        *("municipality", "municipality number", "municipality name"),
    ),
    "series": ("talserie", "tallserie", "serie", "nøkkeltal", "nøkkeltall", "series", "key figure"),
    "date": ("dato", "gjeld frå", "gjelder fra", "tala gjeld", "tallene gjelder", "år", "date", "as of", "year"),
    "value": ("tal", "tall", "verdi", "value", "figure"),
    "source": ("kjelde", "kilde", "source"),
}
_BY_NAME: Final = {name: column for column, names in _NAMES.items() for name in names}
_LONGEST: Final = {"municipality": 200, "series": 120, "source": 500}
_NONE: Final = frozenset({"", ".", "..", "...", ":", "-", "–"})
"""How Statistics Norway writes that there is no figure."""
_SUMS: Final = frozenset({"sum", "total", "totalt", "i alt", "heile landet", "hele landet", "the whole country"})
_YEAR: Final = re.compile(r"(?:^|\s)((?:19|20)\d\d)$")
_DATES: Final = ("%Y-%m-%d", "%d.%m.%Y")
_FIGURE: Final = re.compile(r"\d+(\.\d{1,4})?")
_NOISE: Final = Decimal("0.000001")
"""What a spreadsheet's binary numbers may be off by."""


def read(data: bytes) -> FigureSheet:
    """The figures and the cells that were not understood.

    Raises UnsupportedMedia for what is no such file, and Invalid without a header row or with too many rows.
    """
    lines = first_lines(data, _HEADER_WITHIN + MOST_ROWS + 2, _MOST_COLUMNS)
    for index, line in enumerate(lines[:_HEADER_WITHIN]):
        columns, dates = named_columns(line, _BY_NAME), _dated(line)
        if "municipality" in columns and ("value" in columns or dates):
            rows = list(enumerate(lines[index + 1 :], start=index + 2))
            if len(rows) > MOST_ROWS:
                detail = f"has more than {MOST_ROWS} rows"
                raise Invalid(f"The file {detail}.", (FieldError("/file", detail, "too_many_rows"),))
            return _gathered(_by_row(columns, rows) if "value" in columns else _across(columns, dates, rows))
    raise Invalid(
        "No row of the file is a header with a column of municipalities and one of figures.",
        (FieldError("/file", "has no header row", "header_missing"),),
    )


def _dated(line: Line) -> dict[int, dt.date]:
    """The columns whose heading is of a date."""
    found = {index: _date(cell) for index, cell in enumerate(line)}
    return {index: date for index, date in found.items() if date is not None}


def _gathered(read_cells: Iterator[SheetFigure | FigureFault]) -> FigureSheet:
    cells = list(read_cells)
    figures = tuple(cell for cell in cells if isinstance(cell, SheetFigure))
    return FigureSheet(figures, tuple(cell for cell in cells if isinstance(cell, FigureFault)))


def _by_row(columns: Mapping[Column, int], rows: list[tuple[int, Line]]) -> Iterator[SheetFigure | FigureFault]:
    letters: dict[str, str] = {column: get_column_letter(index + 1) for column, index in columns.items()}
    for number, line in rows:
        cells = {column: _cell(line, index) for column, index in columns.items()}
        texts = {column: text_of(cell) for column, cell in cells.items()}
        if not any(texts.values()) or plain(texts["municipality"] or "") in _SUMS:
            continue
        value, as_of = _figure(cells["value"]), _date(cells.get("date"))
        wrong = _wrong(texts, value, as_of)
        if wrong is not None:
            column, code = wrong
            shown = (texts[column] or "")[:100] or None
            yield FigureFault.model_validate(
                {"row": number, "column": letters[column], "field": column, "code": code, "value": shown}
            )
        elif value is not None:
            place = texts["municipality"] or ""
            yield SheetFigure(number, letters, place, value, texts.get("series"), as_of, texts.get("source"))


def _wrong(
    texts: Mapping[Column, str | None], value: Decimal | None, as_of: dt.date | None
) -> tuple[Column, str] | None:
    """The first cell of a row that can't be taken."""
    for column, text in texts.items():
        if text is not None and len(text) > _LONGEST.get(column, 100):
            return column, "too_long"
    if texts["municipality"] is None:
        return "municipality", "missing"
    if texts["value"] is None or texts["value"] in _NONE:
        return "value", "missing"
    if texts.get("date") is not None and as_of is None:
        return "date", "not_a_date"
    return ("value", "not_a_figure") if value is None else None


def _across(
    columns: Mapping[Column, int], dates: Mapping[int, dt.date], rows: list[tuple[int, Line]]
) -> Iterator[SheetFigure | FigureFault]:
    """A cell without a figure is passed over: not every municipality was there in every year."""
    for number, line in rows:
        place = text_of(_cell(line, columns["municipality"]))
        if place is None or plain(place) in _SUMS or len(place) > _LONGEST["municipality"]:
            continue
        for index, as_of in dates.items():
            text = text_of(_cell(line, index))
            if text is None or text in _NONE:
                continue
            letters = {"municipality": get_column_letter(columns["municipality"] + 1)}
            value = _figure(_cell(line, index))
            if value is None:
                letter = get_column_letter(index + 1)
                yield FigureFault(row=number, column=letter, field="value", code="not_a_figure", value=text[:100])
            else:
                yield SheetFigure(number, letters, place, value, as_of=as_of)


def _cell(line: Line, index: int) -> Any:  # noqa: ANN401 -- whatever stands in a cell
    return line[index] if index < len(line) else None


def _date(cell: Any) -> dt.date | None:  # noqa: ANN401
    """A date, or the first day of a year."""
    year = None if isinstance(cell, dt.date) else _YEAR.search(text_of(cell) or "")
    return dt.date(int(year[1]), 1, 1) if year else date_of(cell, _DATES)


def _figure(cell: Any) -> Decimal | None:  # noqa: ANN401
    """A number from zero up with at most four decimals; a dot before three digits might divide thousands."""
    if isinstance(cell, float):
        exact = Decimal(repr(cell))
        if not exact.is_finite() or not 0 <= exact < 10**14:
            return None
        rounded = exact.quantize(Decimal("0.0001"))
        return rounded.normalize() if abs(exact - rounded) < _NOISE else None
    text = re.sub(r"[\s\u00a0\u202f]", "", text_of(cell) or "")
    if "," not in text and re.fullmatch(r"\d{1,3}(\.\d{3})+", text):
        return None
    text = text.replace(",", ".", 1)
    return Decimal(text) if _FIGURE.fullmatch(text) and len(text) <= 18 and Decimal(text) < 10**14 else None
