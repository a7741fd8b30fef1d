"""Tables as files for spreadsheets: CSV by the line, and XLSX. No cell of theirs is ever taken for a formula."""

import csv
import io
import re
from collections.abc import AsyncIterable, Sequence
from typing import IO, Final

from anyio import to_thread
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

CSV: Final = "text/csv; charset=utf-8; header=present"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS: Final = 1_048_575
"""Rows under the head that a sheet has room for."""

_LONGEST: Final = 32_767
_NUMBER: Final = re.compile(r"^-?[0-9]+(\.[0-9]+)?\Z")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """The text so that no spreadsheet takes it for a formula (OWASP, CSV injection): an apostrophe before it if need
    be, which spreadsheets take for "this is text"."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def csv_lines(rows: Sequence[Sequence[str]], *, first: bool = False, numbers: bool = False) -> bytes:
    """Lines of CSV (RFC 4180) in UTF-8; the ``first`` ones begin with the mark by which Excel knows UTF-8.

    With ``numbers`` a cell that is nothing but a number stays one, below zero too.
    """
    target = io.StringIO(newline="")
    csv.writer(target).writerows(
        [cell if numbers and _NUMBER.match(cell) else harmless(cell) for cell in row] for row in rows
    )
    return target.getvalue().encode("utf-8-sig" if first else "utf-8")


async def xlsx(head: Sequence[str], parts: AsyncIterable[Sequence[Sequence[str]]], target: IO[bytes]) -> None:
    """Writes one sheet into ``target``: the head, which stays in sight, and the rows of each part.

    What is too long for a cell (32 767 characters) is cut. At most ``MOST_ROWS`` rows.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append(list(head))

    def append(rows: Sequence[Sequence[str]]) -> None:
        for row in rows:
            sheet.append([ILLEGAL_CHARACTERS_RE.sub("", harmless(cell))[:_LONGEST] for cell in row])

    async for rows in parts:
        await to_thread.run_sync(append, rows)
    await to_thread.run_sync(book.save, target)
