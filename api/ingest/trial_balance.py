"""Reads a trial balance as accounting systems export it: CSV or XLSX with a header row, an account a row.

Columns are known by their names in Nynorsk, Bokmål or English, in any order; amounts are as the system gives them,
debit above zero and credit below it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, Literal

from openpyxl.utils import get_column_letter

from api.domain.budgets.accounts import BalanceSheet, SheetRow
from api.domain.budgets.schemas import BalanceEntry, BalanceFault
from api.domain.kernel.errors import FieldError, Invalid
from api.domain.kernel.money import parse_nok
from api.ingest.spreadsheets import first_lines, named_columns, text_of

Column = Literal["account", "text", "amount"]

MOST_ROWS: Final = 5000
_MOST_COLUMNS: Final = 60
_HEADER_WITHIN: Final = 30
_NAMES: Final[Mapping[Column, tuple[str, ...]]] = {
    "account": ("konto", "kontonr", "kontonummer", "konto nr", "account", "account number", "account no"),
    "text": ("kontonamn", "kontonavn", "namn", "navn", "tekst", "kontotekst", "text", "name", "account name"),
    "amount": (
        *("beløp", "saldo", "utgåande saldo", "utgående saldo", "saldo hittil", "hittil i år", "hittil"),
        *("rekneskap", "regnskap", "amount", "balance", "closing balance"),
    ),
}
_BY_NAME: Final = {name: column for column, names in _NAMES.items() for name in names}
_SUMS: Final = ("sum", "total", "resultat")
_LONGEST: Final[Mapping[Column, int]] = {"account": 40, "text": 500}
_NOISE: Final = Decimal("0.000001")
"""What a spreadsheet's binary numbers may be off by."""


def read(data: bytes) -> BalanceSheet:
    """The accounts and the cells that were not understood. A row without account that is called a sum is passed over.

    Raises UnsupportedMedia for what is no such file, and Invalid without a header row or with too many rows.
    """
    lines = first_lines(data, _HEADER_WITHIN + MOST_ROWS + 2, _MOST_COLUMNS)
    for index, line in enumerate(lines[:_HEADER_WITHIN]):
        columns = named_columns(line, _BY_NAME)
        if "account" in columns and "amount" in columns:
            return _sheet(columns, lines[index + 1 :], index + 2)
    raise Invalid(
        "No row of the file is a header with the columns account and amount.",
        (FieldError("/file", "has no header row", "header_missing"),),
    )


def _sheet(columns: Mapping[Column, int], lines: list[tuple[Any, ...]], first: int) -> BalanceSheet:
    rows: list[SheetRow] = []
    faults: list[BalanceFault] = []
    for number, line in enumerate(lines, start=first):
        cells = {column: line[index] if index < len(line) else None for column, index in columns.items()}
        texts = {column: text_of(cell) for column, cell in cells.items()}
        if not any(texts.values()) or (texts["account"] is None and _is_sum(texts.get("text"))):
            continue
        amount = _amount(cells["amount"])
        wrong = _wrong(texts, amount)
        if wrong is not None:
            column, code = wrong
            letter = get_column_letter(columns[column] + 1)
            value = (texts[column] or "")[:100] or None
            faults.append(BalanceFault(row=number, column=letter, field=column, code=code, value=value))
        elif amount is not None:
            entry = BalanceEntry(account=texts["account"] or "", text=texts.get("text") or "", amount_nok=amount)
            rows.append(SheetRow(number, entry))
        if len(rows) + len(faults) > MOST_ROWS:
            detail = f"has more than {MOST_ROWS} rows"
            raise Invalid(f"The file {detail}.", (FieldError("/file", detail, "too_many_rows"),))
    return BalanceSheet(tuple(rows), tuple(faults), get_column_letter(columns["account"] + 1))


def _wrong(
    texts: Mapping[Column, str | None], amount: Decimal | None
) -> tuple[Column, Literal["missing", "not_an_amount", "too_long"]] | None:
    """The first cell of a row that can't be taken."""
    for column, longest in _LONGEST.items():
        if len(texts.get(column) or "") > longest:
            return column, "too_long"
    if texts["account"] is None:
        return "account", "missing"
    if texts["amount"] is None:
        return "amount", "missing"
    return ("amount", "not_an_amount") if amount is None else None


def _is_sum(text: str | None) -> bool:
    return text is not None and text.casefold().startswith(_SUMS)


def _amount(cell: Any) -> Decimal | None:  # noqa: ANN401 -- whatever stands in a cell
    try:
        if isinstance(cell, float):
            exact = Decimal(repr(cell))
            rounded = exact.quantize(Decimal("0.01"))
            return parse_nok(rounded) if abs(exact - rounded) < _NOISE else None
        return parse_nok(cell if isinstance(cell, int | Decimal) else text_of(cell))
    except (ValueError, ArithmeticError):
        return None
