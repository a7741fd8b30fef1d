"""What each municipality is to be invoiced for its contribution. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from stdnum.no import orgnr

from api.domain.budgets import rules
from api.domain.budgets.rules import BudgetState, Line
from api.domain.kernel.errors import GuardRefused


@dataclass(frozen=True)
class Payer:
    """A municipality as the register of legal entities knows it: ``number`` has nine digits."""

    municipality_number: str
    name: str
    number: str | None


@dataclass(frozen=True)
class Seller:
    name: str
    number: str | None


@dataclass(frozen=True)
class Terms:
    """When invoices are issued and due, and to which account (eleven digits) they are paid, if that is to stand."""

    issued_on: dt.date
    due_on: dt.date
    account: str | None = None


@dataclass(frozen=True)
class InvoiceDraft:
    """One invoice for a whole contribution, in kroner, outside the scope of value added tax."""

    number: str
    year: int
    text: str
    seller: Seller
    payer: Payer
    amount: Decimal


def drafts(
    year: int, text: str, state: BudgetState, lines: Iterable[Line], seller: Seller, payers: Mapping[Payer, Decimal]
) -> tuple[InvoiceDraft, ...]:
    """An invoice for each municipality that contributes something.

    Raises GuardRefused ``budget_in_force``, ``contributions_meet_lines`` when they aren't shared to the sum, and
    ``organisation_numbers``, naming whoever has none with right control digits: an invoice without reaches nobody.
    """
    rules.require_in_force(state)
    rules.require_contributions(lines, payers.values())
    owing = {payer: amount for payer, amount in payers.items() if amount > 0}
    parties: tuple[Seller | Payer, ...] = (seller, *owing)
    without = [one.name for one in parties if not orgnr.is_valid(one.number or "")]
    if without:
        raise GuardRefused(
            f"No valid organisation number: {', '.join(without)}.",
            extra={
                "guard": "organisation_numbers",
                "remedy": "Enter the numbers from the register of legal entities.",
                "without": without,
            },
        )
    return tuple(
        InvoiceDraft(f"KONT-{year}-{payer.municipality_number}", year, text, seller, payer, amount)
        for payer, amount in owing.items()
    )
