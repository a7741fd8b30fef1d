import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.publications.identity_numbers import find
from tests.unit.domain.facts import IDENTITY_NUMBER

FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
MASKED = "01*********"


def with_control_digits(nine: str) -> str | None:
    """The number that begins with nine digits, worked out here once more; None where no control digit fits."""
    first = -sum(int(d) * w for d, w in zip(nine, FIRST_WEIGHTS, strict=True)) % 11
    if first == 10:
        return None
    second = -sum(int(d) * w for d, w in zip(f"{nine}{first}", SECOND_WEIGHTS, strict=True)) % 11
    return None if second == 10 else f"{nine}{first}{second}"


numbers = st.from_regex(re.compile(r"\A[0-9]{9}\Z")).map(with_control_digits).filter(bool)


@given(numbers)
def test_every_number_with_right_control_digits_is_found(number):
    assert find(f"Fødselsnummer {number}.") == [f"{number[:2]}*********"]


@given(numbers, st.integers(9, 10), st.integers(1, 9))
def test_no_number_with_a_wrong_control_digit_is_found(number, place, step):
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]

    assert find(wrong) == []


@pytest.mark.parametrize(
    "separator",
    ["", " ", "  ", "-", "–", ".", "\t", "\n", "\r\n", "\u00a0", "\u202f", " - ", "\u00ad", "\u200b"],
)
def test_a_number_is_found_however_it_is_parted(separator):
    assert find(f"nr. {IDENTITY_NUMBER[:6]}{separator}{IDENTITY_NUMBER[6:]}, takk") == [MASKED]


def test_a_d_number_is_found():
    assert find(with_control_digits("410190101") or "") == ["41*********"]


@pytest.mark.parametrize("text", [f"1{IDENTITY_NUMBER}", f"{IDENTITY_NUMBER}7", f"x{IDENTITY_NUMBER[:10]}"])
def test_digits_of_a_longer_or_shorter_number_are_no_identity_number(text):
    assert find(text) == []


def test_numbers_are_told_in_order_and_masked():
    other = with_control_digits("150573" + "102") or ""

    assert find(f"{other} og {IDENTITY_NUMBER}") == ["15*********", MASKED]


def test_an_account_number_or_a_phone_number_is_no_identity_number():
    assert find("Konto 1503.40.12345, telefon 57 62 96 00, org.nr. 921 805 525.") == []
