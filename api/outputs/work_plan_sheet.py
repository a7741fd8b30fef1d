"""A work plan as a spreadsheet (XLSX), laid out to be read, changed and taken in again."""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from api.outputs.labels import t

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER_ROW: Final = 3
COLUMNS: Final = {
    "month": 12,
    "meeting": 20,
    "date": 12,
    "kind": 12,
    "title": 52,
    "item_type": 18,
    "responsible": 24,
    "note": 44,
    "recurrence": 18,
    "state": 16,
    "reason": 32,
    "reference": 34,
}
"""The columns in order, with their widths in characters."""
_MONTHS: Final = range(1, 13)
CHOICES: Final = {
    "kind": ("case", "activity"),
    "item_type": (
        *("opening", "approval", "information", "discussion", "decision", "recommendation"),
        *("status", "election", "evaluation", "any_other_business"),
    ),
    "recurrence": ("none", "yearly", "quarterly", "each_meeting"),
}
_SPARE_ROWS: Final = 200
_HEADER: Final = PatternFill("solid", fgColor="1F3A5F")
_LINE: Final = Border(bottom=Side(style="thin", color="C9D1DA"))


@dataclass(frozen=True)
class PlanRow:
    """An entry as it is printed. ``meeting`` is the meeting's number, ``meeting_date`` its day."""

    reference: str
    month: int
    meeting: str | None
    meeting_date: dt.date | None
    date: dt.date | None
    kind: str
    title: str
    item_type: str | None
    responsible: str | None
    note: str | None
    recurrence: str
    state: str
    reason: str | None


def month_name(lang: str, month: int) -> str:
    return t(lang, f"workPlanMonth.{month}")


def work_plan_sheet(title: str, body: str, rows: Sequence[PlanRow], lang: str) -> bytes:
    """The plan with a heading, one row an entry, choices to pick from, and room for more rows.

    Every text is a text: what begins like a formula is none, here or when it is saved again.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 -- a new workbook has one
    sheet.title = t(lang, "workPlan.sheet")
    _write(sheet.cell(1, 1), title).font = Font(bold=True, size=16)
    _write(sheet.cell(2, 1), body).font = Font(color="5A6672")
    for index, (column, width) in enumerate(COLUMNS.items(), start=1):
        header = _write(sheet.cell(HEADER_ROW, index), t(lang, f"workPlan.{column}"))
        header.font, header.fill = Font(bold=True, color="FFFFFF"), _HEADER
        header.alignment = Alignment(vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.row_dimensions[HEADER_ROW].height = 24
    for number, row in enumerate(rows, start=HEADER_ROW + 1):
        for index, value in enumerate(_values(row, lang), start=1):
            written = _write(sheet.cell(number, index), value)
            written.alignment, written.border = Alignment(vertical="top", wrap_text=True), _LINE
    last = HEADER_ROW + len(rows)
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(COLUMNS))}{last}"
    _offer_choices(sheet, last + _SPARE_ROWS, lang)
    # What tells one row from another when the sheet comes back; in nobody's way meanwhile.
    sheet.column_dimensions[get_column_letter(len(COLUMNS))].hidden = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    book.properties.title, book.properties.creator = title, body
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _values(row: PlanRow, lang: str) -> list[str | dt.date | None]:
    meeting = row.meeting
    if meeting and row.meeting_date:
        meeting = f"{meeting} ({row.meeting_date:%d.%m.%Y})"
    return [
        month_name(lang, row.month),
        meeting,
        row.date,
        t(lang, f"workPlanKind.{row.kind}"),
        row.title,
        t(lang, f"itemType.{row.item_type}") if row.item_type else None,
        row.responsible,
        row.note,
        t(lang, f"workPlanRecurrence.{row.recurrence}"),
        t(lang, f"workPlanState.{row.state}"),
        row.reason,
        row.reference,
    ]


def _write(cell: Cell | MergedCell, value: str | dt.date | None) -> Cell:
    assert isinstance(cell, Cell)  # noqa: S101 -- nothing is merged
    cell.value = value
    if isinstance(value, str):
        # openpyxl takes "=…" for a formula; the quote prefix keeps Excel from doing so when the cell is edited.
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in ("=", "+", "-", "@", "\t", "\r")
    elif value is not None:
        cell.number_format = "dd.mm.yyyy"
    return cell


def _offer_choices(sheet: Worksheet, last: int, lang: str) -> None:
    names = {
        "month": [month_name(lang, month) for month in _MONTHS],
        "kind": [t(lang, f"workPlanKind.{one}") for one in CHOICES["kind"]],
        "item_type": [t(lang, f"itemType.{one}") for one in CHOICES["item_type"]],
        "recurrence": [t(lang, f"workPlanRecurrence.{one}") for one in CHOICES["recurrence"]],
    }
    for column, labels in names.items():
        letter = get_column_letter(list(COLUMNS).index(column) + 1)
        rule = DataValidation(type="list", formula1=f'"{",".join(labels)}"', allow_blank=True, showErrorMessage=False)
        rule.add(f"{letter}{HEADER_ROW + 1}:{letter}{last}")
        sheet.add_data_validation(rule)
