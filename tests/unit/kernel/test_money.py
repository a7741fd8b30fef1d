from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from api.domain.kernel.money import LARGEST, NBSP, AmountNok, format_nok, json_nok, parse_nok

AMOUNTS = st.decimals(-LARGEST, LARGEST, places=2, allow_nan=False, allow_infinity=False)
FIELD = TypeAdapter(AmountNok)


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("3 083 000", "3083000.00"),
        ("416 667,50", "416667.50"),
        ("kr 10 000", "10000.00"),
        ("416666.67", "416666.67"),
        ("kr. 500,-", "500.00"),
        ("1\u00a0605\u00a0000 kr", "1605000.00"),
        ("1\u202f371\u202f000 kroner", "1371000.00"),
        ("NOK 5,5", "5.50"),
        ("−200 000", "-200000.00"),
        ("-0", "0.00"),
    ],
)
def test_an_amount_is_read_as_people_write_it(written: str, amount: str) -> None:
    assert str(parse_nok(written)) == amount


@pytest.mark.parametrize(
    "written",
    [
        "",
        "kr",
        "1.234.567",
        "1,234",
        "12 34",
        "1 0000",
        "2,2 mill",
        "1e5",
        "NaN",
        "Infinity",
        "0x10",
        "10 kr 5",
        "٣",
        "1 000.123",
    ],
)
def test_text_that_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_nok(written)


@pytest.mark.parametrize(
    "value",
    [1.5, float("nan"), True, None, [], Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), 10**15, Decimal("0.001")],
)
def test_what_is_not_an_exact_amount_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="amount"):
        parse_nok(value)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("3083000", "3 083 000"), ("416667.5", "416 667,50"), ("-1371000", "−1 371 000"), ("0", "0"), ("999", "999")],
)
def test_an_amount_is_shown_with_spaces_that_never_break(amount: str, shown: str) -> None:
    assert format_nok(Decimal(amount)) == shown.replace(" ", NBSP)


def test_ore_are_shown_when_asked_for() -> None:
    assert format_nok(Decimal(10), decimals=True) == "10,00"


def test_ore_are_never_hidden() -> None:
    with pytest.raises(ValueError, match="hidden"):
        format_nok(Decimal("10.50"), decimals=False)


def test_the_currency_is_shown_when_asked_for() -> None:
    assert format_nok(Decimal(10000), currency=True) == f"kr{NBSP}10{NBSP}000"


@given(AMOUNTS, st.booleans())
def test_what_is_shown_can_be_read_back(amount: Decimal, currency: bool) -> None:
    shown = format_nok(amount, currency=currency)
    assert parse_nok(shown.replace("kr" + NBSP, "")) == amount


@given(AMOUNTS)
def test_json_is_a_decimal_string_that_reads_back(amount: Decimal) -> None:
    written = FIELD.dump_json(amount)
    assert written == f'"{json_nok(amount)}"'.encode()
    assert FIELD.validate_json(written) == amount


def test_a_float_in_json_is_refused() -> None:
    with pytest.raises(ValidationError, match="never a float"):
        FIELD.validate_json("416666.67")
