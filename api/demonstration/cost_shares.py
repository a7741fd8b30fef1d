"""The figures of the tables on cost sharing (case 8 of the board's public agenda of 20 October 2025)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CHILDREN: Final = {"Aurland": 273, "Luster": 1004, "Lærdal": 366, "Sogndal": 2368, "Vik": 411, "Årdal": 811}
"""Children aged 0–15, as the case gives them."""
POPULATION: Final = {"Aurland": 1836, "Luster": 5432, "Lærdal": 2188, "Sogndal": 12496, "Vik": 2550, "Årdal": 5213}
"""Population on 1 January 2025."""


@dataclass(frozen=True)
class Share:
    """What one municipality pays, in whole kroner. ``total`` is rounded by itself: the parts' sum may differ by one."""

    basis: int
    fixed: Decimal
    variable: Decimal
    total: Decimal


def shares(amount: int, fixed_percent: int, basis: Mapping[str, int]) -> dict[str, Share]:
    """``amount`` kroner shared: ``fixed_percent`` equally, the rest by ``basis``, every figure rounded half up."""
    fixed = Decimal(amount) * fixed_percent / 100 / len(basis)
    variable = Decimal(amount) * (100 - fixed_percent) / 100 / sum(basis.values())
    return {
        name: Share(count, _rounded(fixed), _rounded(variable * count), _rounded(fixed + variable * count))
        for name, count in basis.items()
    }


def _rounded(kroner: Decimal) -> Decimal:
    return kroner.quantize(Decimal(1), ROUND_HALF_UP)
