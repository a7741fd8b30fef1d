"""What all who read spreadsheets share: a file looked over before any parser has it, and cells as text."""

import csv
import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final, TypeVar

import openpyxl

from api.domain.kernel.errors import UnsupportedMedia
from api.domain.kernel.richtext.schema import UNSTORABLE

_MOST_PARTS: Final = 200
_MOST_UNPACKED: Final = 20_000_000
_CHUNK: Final = 1_000_000
_DELIMITERS: Final = ";\t,"
Column = TypeVar("Column")


def first_lines(data: bytes, most_rows: int, most_columns: int) -> list[tuple[Any, ...]]:
    """The lines of the first sheet of a workbook, or of a CSV file in UTF-8 or Windows-1252, up to so many.

    Nothing is computed: a cell with a formula counts as what Excel last saw in it. Raises UnsupportedMedia.
    """
    if not data.startswith(b"PK"):
        return [tuple(line[:most_columns]) for line in islice(_csv(data), most_rows)]
    look_over(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        return list(book.worksheets[0].iter_rows(max_row=most_rows, max_col=most_columns, values_only=True))
    except Exception as error:  # openpyxl raises whatever its parsers do on what only looks like a workbook
        raise UnsupportedMedia("The file is no spreadsheet that can be read. Save it as Excel (.xlsx).") from error


def _csv(data: bytes) -> Iterator[list[str]]:
    """Lines divided by whichever of semicolon, tab and comma stands in most of the first ones."""
    if b"\x00" in data:
        raise UnsupportedMedia("The file is neither CSV nor Excel (.xlsx).")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    head = text.splitlines()[:30]
    delimiter = max(_DELIMITERS, key=lambda one: sum(one in line for line in head))
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise UnsupportedMedia(f"The file is no CSV that can be read: {error}.") from error


def look_over(data: bytes) -> None:
    """That it is a workbook of bounded size whose XML declares nothing, before any parser has it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise UnsupportedMedia("The file is no spreadsheet in the format of Excel (.xlsx).")
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise UnsupportedMedia("The file unpacks to more than such a sheet can be: refused.")
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _refuse_declarations(archive, part)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise UnsupportedMedia("The file is no spreadsheet in the format of Excel (.xlsx).") from error


def _refuse_declarations(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Excel writes UTF-8 without a document type; entities, and encodings they could hide in, are no one's need."""
    with archive.open(part) as file:
        tail = b""
        while chunk := file.read(_CHUNK):
            seen = (tail + chunk).upper()
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen or b"\x00" in seen:
                raise UnsupportedMedia("The file declares entities or hides its text: refused.")
            tail = chunk[-16:]


def text_of(cell: Any) -> str | None:  # noqa: ANN401 -- whatever stands in a cell
    """What stands in a cell as one text, without what can't be stored; None when it is empty."""
    if cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = UNSTORABLE.sub("", str(cell)).strip()
    return text or None


def named_columns(line: tuple[Any, ...], by_name: Mapping[str, Column]) -> dict[Column, int]:
    """Where each column stands, by the names in a header row; of two of one name the first."""
    found: dict[Column, int] = {}
    for index, cell in enumerate(line):
        column = by_name.get(plain(cell)) if isinstance(cell, str) else None
        if column is not None:
            found.setdefault(column, index)
    return found


def date_of(cell: Any, forms: tuple[str, ...]) -> dt.date | None:  # noqa: ANN401 -- whatever stands in a cell
    """A date, whether the cell is one or says one in one of the forms."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = text_of(cell) or ""
    for form in forms:
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    return None


def plain(text: str) -> str:
    """Without case, punctuation and space at the ends, so that "Ansvarleg:" is "ansvarleg"."""
    return re.sub(r"\s+", " ", text.casefold()).strip(" .:*()-–_")
