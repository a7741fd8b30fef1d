"""Trial balances taken in, their accounts tied to budget lines, and what is expected by the end of the year."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.budgets import queries, rules
from api.domain.budgets.queries import Found
from api.domain.budgets.schemas import (
    AccountMappings,
    AccountRow,
    BalanceEntry,
    BalanceFault,
    BalanceImport,
    ForecastOverride,
)
from api.domain.budgets.tables import AccountMapping, AccountsReport, Budget
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, Invalid
from api.domain.kernel.event_types import EventType
from api.domain.kernel.money import json_nok


@dataclass(frozen=True)
class SheetRow:
    """An account as it was read; ``number`` counts rows from 1 as in the file."""

    number: int
    entry: BalanceEntry


@dataclass(frozen=True)
class BalanceSheet:
    """What was read of a trial balance, and the cells that were not understood."""

    rows: tuple[SheetRow, ...]
    faults: tuple[BalanceFault, ...]
    account_column: str


def preview(found: Found, mapping: Mapping[str, str | None], sheet: BalanceSheet, as_of: dt.date) -> BalanceImport:
    """What taking it in would do."""
    return _shown(found, mapping, sheet, as_of, report_id=None)


async def accept(
    session: AsyncSession, actor: Actor, found: Found, sheet: BalanceSheet, as_of: dt.date, filename: str
) -> BalanceImport:
    """Keeps the trial balance as the report at a date, all or nothing. It takes the place of one at the same date.

    Raises Invalid when a cell is wrong, there is no account or the date is not in the budget's year, GuardRefused
    ``budget_in_force``.
    """
    rules.require_in_force(found.budget.state)
    mapping = await queries.mapping(session, found.budget.body_id)
    shown = _shown(found, mapping, sheet, as_of, report_id=None)
    if shown.faults:
        raise Invalid(
            "The file has cells that can't be taken. Nothing was imported.",
            tuple(FieldError(f"/file/{fault.row}/{fault.field}", fault.code, fault.code) for fault in shown.faults),
        )
    if not sheet.rows:
        raise Invalid("The file has no account.", (FieldError("/file", "has no account", "no_rows"),))
    if as_of.year != found.budget.year:
        detail = f"must be a date in {found.budget.year}"
        raise Invalid(f"The date {detail}.", (FieldError("/asOf", detail),))
    report = await queries.report_at(session, found.budget.id, as_of)
    if report is None:
        report = AccountsReport(budget_id=found.budget.id, as_of=as_of, filename="", made_by="")
    report.filename, report.made_by = filename, actor.name
    report.entries = [row.entry.model_dump(mode="json") for row in sheet.rows]
    session.add(report)
    await session.flush()
    after = {"asOf": as_of.isoformat(), "accounts": len(sheet.rows), "unmapped": shown.unmapped}
    _record(session, actor, "accounts_report.imported", report, found.budget, after)
    return _shown(found, mapping, sheet, as_of, report_id=report.id)


async def map_accounts(session: AsyncSession, actor: Actor, found: Found, wanted: AccountMappings) -> None:
    """Says which line each account belongs to, in this year and the others. Raises Invalid for an unknown line."""
    keys = {line.key for line in found.lines}
    for index, one in enumerate(wanted.items):
        if one.line_key is not None and one.line_key not in keys:
            detail = "must be the key of a line of this budget"
            raise Invalid("A line is not known.", (FieldError(f"/items/{index}/lineKey", detail),))
    for one in wanted.items:
        values = {"body_id": found.budget.body_id, "account": one.account, "line_key": one.line_key}
        statement = insert(AccountMapping).values(values)
        await session.execute(
            statement.on_conflict_do_update(
                index_elements=["body_id", "account"], set_={"line_key": statement.excluded.line_key}
            )
        )
    event.record(
        session,
        actor,
        "budget.accounts_mapped",
        ("budget", found.budget.id),
        body_id=found.budget.body_id,
        after={"accounts": [one.account for one in wanted.items]},
    )


async def set_forecast(
    session: AsyncSession, actor: Actor, found: Found, report: AccountsReport, order: ForecastOverride
) -> None:
    """Says what is expected of a line, or that the straight line holds. Raises Invalid for an unknown line."""
    if found.line(order.line_key) is None:
        raise Invalid("A line is not known.", (FieldError("/lineKey", "must be the key of a line of the budget"),))
    kept = {key: value for key, value in report.forecasts.items() if key != order.line_key}
    if order.amount_nok is not None:
        kept[order.line_key] = {"amountNok": json_nok(order.amount_nok), "reason": order.reason}
    report.forecasts = kept
    await session.flush()
    after = {"lineKey": order.line_key, **kept.get(order.line_key, {})}
    _record(session, actor, "accounts_report.forecast_set", report, found.budget, after)


def account_rows(
    keys: Sequence[str], mapping: Mapping[str, str | None], entries: Sequence[BalanceEntry]
) -> tuple[AccountRow, ...]:
    """The accounts with the line of this budget that each belongs to."""
    return tuple(
        AccountRow(
            **entry.model_dump(by_alias=False),
            line_key=key if (key := mapping.get(entry.account)) in keys else None,
            left_out=entry.account in mapping and key is None,
        )
        for entry in entries
    )


def _shown(
    found: Found, mapping: Mapping[str, str | None], sheet: BalanceSheet, as_of: dt.date, report_id: str | None
) -> BalanceImport:
    often = Counter(row.entry.account for row in sheet.rows)
    repeated = [
        BalanceFault(
            row=row.number, column=sheet.account_column, field="account", code="repeated", value=row.entry.account
        )
        for row in sheet.rows
        if often[row.entry.account] > 1
    ]
    rows = account_rows([line.key for line in found.lines], mapping, [row.entry for row in sheet.rows])
    return BalanceImport(
        report_id=report_id,
        as_of=as_of,
        accounts=rows,
        unmapped=sum(row.line_key is None and not row.left_out for row in rows),
        faults=tuple(sorted([*sheet.faults, *repeated], key=lambda fault: fault.row)),
    )


def _record(
    session: AsyncSession,
    actor: Actor,
    what: EventType,
    report: AccountsReport,
    budget: Budget,
    after: Mapping[str, object],
) -> None:
    event.record(session, actor, what, ("accounts_report", report.id), body_id=budget.body_id, after=after)
