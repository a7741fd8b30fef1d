"""The budget of 2025 with its accounts at 9 October, the draft for 2026, and a fund.

Of the public agenda of 20 October 2025 are: contributions of 3 000 000 in 2025 and the 2 200 000 that were left of it
all on 9 October (case 6), and the sum and sources for 2026 (case 7). How it is spent is made up.
"""

import datetime as dt
from decimal import Decimal
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from api.domain.budgets import accounts, funds, queries, service
from api.domain.budgets.accounts import BalanceSheet, SheetRow
from api.domain.budgets.rules import LineKind, Source
from api.domain.budgets.schemas import (
    AccountMappings,
    BalanceEntry,
    Basis,
    BudgetAdoption,
    ForecastOverride,
    MappedAccount,
    NewBudget,
    NewFund,
    NewFundMovement,
    WantedLine,
)
from api.domain.kernel.actor import SYSTEM
from api.domain.organisation.tables import Body

_Lines = tuple[tuple[LineKind, str, Source | None, int], ...]
LAST_YEAR: Final[_Lines] = (
    ("income", "Kontingent frå kommunane", "contribution", 3_000_000),
    ("income", "Eksterne midlar", "external", 800_000),
    ("income", "Bruk av fond", "fund", 600_000),
    ("expense", "Løn og sosiale utgifter", None, 2_380_000),
    ("expense", "Reiser og møte", None, 240_000),
    ("expense", "Husleige og administrasjon", None, 380_000),
    ("expense", "Utgreiing av tenestesamarbeid", None, 600_000),
    ("expense", "Prosjekt", None, 800_000),
)
NEXT_YEAR: Final[dict[str, int]] = {
    "Kontingent frå kommunane": 3_083_000,
    "Eksterne midlar": 1_605_000,
    "Bruk av fond": 1_371_000,
    "Løn og sosiale utgifter": 2_463_000,
    "Reiser og møte": 248_000,
    "Husleige og administrasjon": 393_000,
    "Utgreiing av tenestesamarbeid": 979_000,
    "Prosjekt": 1_976_000,
}
# Account, what it is called, balance, and the line that it belongs to. The expenses come to 2 200 000 of 4 400 000.
_ACCOUNTS: Final = (
    ("3400", "Kontingent", -3_000_000, "Kontingent frå kommunane"),
    ("3450", "Tilskot", -650_000, "Eksterne midlar"),
    ("5000", "Løn", 960_000, "Løn og sosiale utgifter"),
    ("5400", "Arbeidsgjevaravgift og pensjon", 240_000, "Løn og sosiale utgifter"),
    ("6300", "Husleige", 190_000, "Husleige og administrasjon"),
    ("6700", "Konsulentar", 310_000, "Utgreiing av tenestesamarbeid"),
    ("6860", "Møte og kurs", 86_000, "Reiser og møte"),
    ("7100", "Reiser", 54_000, "Reiser og møte"),
    ("7400", "Frikjøp til prosjekt", 360_000, "Prosjekt"),
)
# What no straight line knows.
_EXPECTED: Final = (
    ("Kontingent frå kommunane", 3_000_000, "Heile kontingenten er fakturert."),
    ("Bruk av fond", 600_000, "Fondet vert ført ved årsslutt."),
)
_AS_OF: Final = dt.date(2025, 10, 9)


async def add(session: AsyncSession) -> None:
    """The demonstration must be there."""
    bodies = {row.slug: row.id for row in await session.scalars(select(Body))}
    board, council = bodies["styret"], bodies["representantskapet"]
    fund = await funds.create(session, SYSTEM, NewFund(body_id=board, name="Disposisjonsfond"))
    opening = NewFundMovement(on_date=dt.date(2024, 12, 31), amount_nok=Decimal(3_150_000), text="Inngåande saldo")
    await funds.add_movement(session, SYSTEM, fund, opening)
    last = await service.create(session, SYSTEM, _new(board, council, 2025, None), None)
    found = await queries.get(session, last.id)
    await service.write_lines(
        session,
        SYSTEM,
        found,
        [
            WantedLine(
                kind=kind,
                text=text,
                source=source,
                amount_nok=Decimal(amount),
                fund_id=fund.id if source == "fund" else None,
            )
            for kind, text, source, amount in LAST_YEAR
        ],
    )
    await service.recommend(
        session, SYSTEM, await queries.get(session, last.id), Basis(reference="Styret, hausten 2024")
    )
    adoption = BudgetAdoption(reference="Representantskapet, desember 2024")
    await service.adopt(session, SYSTEM, await queries.get(session, last.id), adoption)
    found = await queries.get(session, last.id)
    keys = {line.text: line.key for line in found.lines}
    mapped = tuple(MappedAccount(account=account, line_key=keys[line]) for account, _, _, line in _ACCOUNTS)
    await accounts.map_accounts(session, SYSTEM, found, AccountMappings(items=mapped))
    rows = tuple(
        SheetRow(number, BalanceEntry(account=account, text=text, amount_nok=Decimal(amount)))
        for number, (account, text, amount, _) in enumerate(_ACCOUNTS, start=2)
    )
    await accounts.accept(session, SYSTEM, found, BalanceSheet(rows, (), "A"), _AS_OF, "saldobalanse-2025-10-09.xlsx")
    found = await queries.get(session, last.id)
    for text, amount, reason in _EXPECTED:
        own = ForecastOverride(line_key=keys[text], amount_nok=Decimal(amount), reason=reason)
        await accounts.set_forecast(session, SYSTEM, found, found.reports[0], own)
    draft = await service.create(session, SYSTEM, _new(board, council, 2026, last.id), found)
    found = await queries.get(session, draft.id)
    await service.write_lines(
        session,
        SYSTEM,
        found,
        [
            WantedLine(
                line_key=line.key,
                kind=line.kind,
                text=line.text,
                amount_nok=Decimal(NEXT_YEAR[line.text]),
                source=line.source,
                fund_id=line.fund_id,
            )
            for line in found.lines
        ],
    )


def _new(board: str, council: str, year: int, last_year_id: str | None) -> NewBudget:
    return NewBudget(
        body_id=board, adopting_body_id=council, year=year, title=f"Budsjett {year}", last_year_id=last_year_id
    )
