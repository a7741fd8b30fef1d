"""A calculation of cost sharing as a file for spreadsheets: numbers are numbers, and no text is a formula."""

import io
from collections.abc import Sequence
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from api.domain.kernel.schemas import plain
from api.outputs.cost_tables import Cell, CostTable
from api.outputs.sheets import csv_lines, harmless

_FORMATS: Final = {"count": "#,##0.####", "kroner": "#,##0.00", "decimals": "0.0"}
_WIDTHS: Final = {"text": 28, "count": 16, "kroner": 18, "decimals": 16}


def cost_sheet(name: str, tables: Sequence[CostTable]) -> bytes:
    """XLSX with a sheet for each table, its caption and notes above and below."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, table in enumerate(tables, start=1):
        _fill(book.create_sheet(str(number)), name, table)
    book.properties.title = name
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def cost_csv(name: str, tables: Sequence[CostTable]) -> bytes:
    """One table below the other, each with its caption before it; figures with a full stop and no spaces."""
    lines: list[Sequence[str]] = [[name]]
    for table in tables:
        lines += [[], [table.caption], table.headers]
        lines += [[_plain(cell) for cell in row] for row in table.rows]
        lines += [[table.note]] if table.note else []
    return csv_lines(lines, first=True, numbers=True)


def _fill(sheet: Worksheet, name: str, table: CostTable) -> None:
    sheet.append([harmless(name)])
    sheet.append([harmless(table.caption)])
    sheet.append([harmless(header) for header in table.headers])
    for row in table.rows:
        sheet.append([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    if table.note:
        sheet.append([harmless(table.note)])
    sheet["A1"].font = sheet["A2"].font = Font(bold=True)
    for column, kind in enumerate(table.kinds, start=1):
        sheet.cell(3, column).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS[kind]
        if kind != "text":
            for line in range(4, 4 + len(table.rows)):
                sheet.cell(line, column).number_format = _FORMATS[kind]
    sheet.freeze_panes = "B4"


def _plain(cell: Cell) -> str:
    return "" if cell is None else cell if isinstance(cell, str) else plain(cell)
