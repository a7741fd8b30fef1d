"""Finds valid national identity numbers in running text. Pure.

Eleven digits with both control digits right, as folkeregisterforskriften chapter 2 defines fødselsnummer and D-nummer.
The control digits are what is asked for, not the birth date, so D-numbers and the synthetic numbers used for testing
are found too; one random number in about 120 is found as well, which is why a person can override.
"""

import re

from stdnum.no import fodselsnummer

# As people write it: with space, dash or dot between, and what line breaks and word processors leave there unseen.
_CANDIDATE = re.compile(
    r"(?<!\d)([0-9]{6})[\s.\-\u00ad\u200b-\u200d\u2010-\u2015\u2060\u2212\ufeff]{0,3}([0-9]{5})(?!\d)"
)


def find(text: str) -> list[str]:
    """Every identity number in ``text``, masked but for its first two digits (``01*********``), in order of appearance.

    Masked, because findings are shown, stored and logged.
    """
    return [f"{number[:2]}{'*' * 9}" for number in map("".join, _CANDIDATE.findall(text)) if _is_valid(number)]


def _is_valid(number: str) -> bool:
    return bool(
        fodselsnummer.calc_check_digit1(number) == number[9] and fodselsnummer.calc_check_digit2(number) == number[10]
    )
