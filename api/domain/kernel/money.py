"""Norwegian kroner, exact: Decimal inside, decimal strings in JSON, never a float."""

import re
from decimal import Decimal
from typing import Annotated, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

NBSP: Final = "\u00a0"
LARGEST: Final = Decimal("999999999999999.99")
_SPACES: Final = " \u00a0\u202f\u2009"
_AMOUNT: Final = re.compile(
    rf"^(?P<sign>[-−–]?)(?P<whole>[0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+|[0-9]+)(?:[.,](?P<ore>[0-9]{{1,2}}))?$"
)
_CURRENCY: Final = re.compile(r"^(?:kr\.?|NOK)\s*|\s*(?:kr\.?|kroner|NOK)$", re.IGNORECASE)


def parse_nok(value: object) -> Decimal:
    """An amount from a Decimal, a whole number or text as people write it, with two decimals.

    Takes ``3 083 000``, ``416 667,50``, ``kr 10 000``, ``416666.67``, ``500,-``; groups of three need a space, since
    ``1.234`` could be either. Raises `ValueError` on floats, NaN and infinity, more than two decimals, amounts
    beyond ±999 999 999 999 999,99, and everything else.
    """
    if isinstance(value, bool | float):
        raise ValueError("an amount must be a decimal string such as 416666.67, never a float")  # noqa: TRY004 - pydantic turns only a ValueError into a message
    if isinstance(value, int | Decimal):
        amount = Decimal(value)
    elif isinstance(value, str):
        amount = _parse(value)
    else:
        raise ValueError("an amount must be a decimal string such as 416666.67")  # noqa: TRY004
    if not amount.is_finite():
        raise ValueError("an amount must be a finite number")
    if abs(amount) > LARGEST:
        raise ValueError(f"an amount can't be beyond ±{LARGEST}")
    rounded = amount.quantize(Decimal("0.01"))
    if rounded != amount:
        raise ValueError("an amount has at most two decimals")
    # minus zero is zero
    return rounded + 0


def format_nok(amount: Decimal, *, decimals: bool | None = None, currency: bool = False) -> str:
    """``3 083 000`` or ``416 667,50`` with no-break spaces and a true minus; øre are shown when there are any.

    ``decimals`` forces them on or refuses them (`ValueError` when that would hide øre); ``currency`` adds ``kr``.
    """
    exact = parse_nok(amount)
    whole, ore = f"{abs(exact):.2f}".split(".")
    if decimals is False and ore != "00":
        raise ValueError(f"{exact} has øre that would be hidden")
    grouped = f"{int(whole):,}".replace(",", NBSP)
    shown = f"{grouped},{ore}" if decimals or ore != "00" else grouped
    return ("kr" + NBSP if currency else "") + ("−" if exact < 0 else "") + shown


def json_nok(amount: Decimal) -> str:
    """``416666.67``: as it stands in JSON."""
    return f"{amount:.2f}"


AmountNok = Annotated[
    Decimal,
    BeforeValidator(parse_nok),
    PlainSerializer(json_nok, return_type=str, when_used="json"),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^-?\d{1,15}\.\d{2}$",
            "description": "Norwegian kroner as a decimal string with two decimals.",
            "examples": ["416666.67"],
        }
    ),
]
"""A field of a schema: Decimal in Python, a decimal string in JSON. Anything `parse_nok` takes is taken."""


def _parse(text: str) -> Decimal:
    bare = _CURRENCY.sub("", text.strip()).strip()
    bare = re.sub(r"\s*,[-–—]$", "", bare)
    match = _AMOUNT.match(bare)
    if match is None:
        raise ValueError(f"not an amount: {text[:40]!r}")
    whole = re.sub(rf"[{_SPACES}]", "", match["whole"])
    amount = Decimal(f"{whole}.{match['ore'] or '0'}")
    return -amount if match["sign"] else amount
