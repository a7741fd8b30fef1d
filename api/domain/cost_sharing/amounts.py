"""How much an agreement shares in a year. Pure."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from api.domain.kernel.errors import FieldError, Invalid

AmountKind = Literal["fixed", "price_adjusted", "by_budget"]
"""``fixed``: the same amount every year. ``price_adjusted``: an amount of one year, raised by the deflator of each
year since. ``by_budget``: what stands in the year's budget, on the line that the agreement names."""


def amount_in(year: int, amount: Decimal, base_year: int, deflators: Mapping[int, Decimal]) -> Decimal:
    """An amount of ``base_year`` in the prices of ``year``: raised by each year's deflator (per cent), one by one.

    Rounded half up to whole kroner at the end only. Raises Invalid for a year before the base year, and for a year
    whose deflator isn't given.
    """
    if year < base_year:
        detail = f"The amount is of {base_year}: it isn't adjusted backwards to {year}."
        raise Invalid(detail, (FieldError("/year", f"must be {base_year} or later", "range"),))
    missing = [one for one in range(base_year + 1, year + 1) if one not in deflators]
    if missing:
        detail = f"The deflator is not given for {', '.join(map(str, missing))}."
        raise Invalid(detail, (FieldError("/deflators", f"is missing {', '.join(map(str, missing))}", "missing"),))
    for one in range(base_year + 1, year + 1):
        amount *= 1 + deflators[one] / 100
    return amount.quantize(Decimal(1), ROUND_HALF_UP)
