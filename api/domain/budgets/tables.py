"""Budgets with their lines and what has become of them, funds, and what the accounts say at a date.

Amounts are kroner with two decimals and never negative: whether a line brings money in or takes it out is its kind.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from api.domain.budgets.rules import BudgetState, LineKind, Source, VersionKind
from api.domain.kernel.tables import Created, Versioned, WorkTable, choice, id_column, id_type, json_column, reference


def _nok(**field: Any) -> Any:  # noqa: ANN401 -- as the kernel's own columns
    return Field(sa_type=sa.Numeric(17, 2), **field)


class Budget(Versioned, WorkTable, table=True):
    """The budget of a year, recommended by ``body_id`` and adopted by ``adopting_body_id`` (kommuneloven § 14-8)."""

    __tablename__ = "budget"
    __table_args__ = (
        sa.UniqueConstraint("body_id", "year"),
        sa.CheckConstraint("year BETWEEN 1900 AND 2199", name="year"),
        sa.CheckConstraint("version >= 0", name="version"),
    )

    id: str = id_column("bud")
    body_id: str = reference("work.body.id", index=False)
    adopting_body_id: str = reference("work.body.id")
    year: int
    title: str
    state: BudgetState = choice(BudgetState, default="draft")
    version: int = 0
    """The newest in ``work.budget_version``; 0 before the board has recommended it."""
    board_may_move: bool = False
    """Whether the adopting body has given the board authority to move amounts within the frame."""
    last_year_id: str | None = reference("work.budget.id", nullable=True)
    """The budget that this one was begun from."""
    shared_by_id: str | None = reference("work.cost_sharing_version.id", nullable=True)
    """The version of an agreement that its contributions were shared by; none when they were set by hand."""


class BudgetLine(WorkTable, table=True):
    """One line. ``key`` stays with it from year to year, so that years can be held against each other."""

    __tablename__ = "budget_line"
    __table_args__ = (
        sa.UniqueConstraint("budget_id", "key"),
        sa.CheckConstraint("amount_nok >= 0", name="amount_nok"),
        sa.CheckConstraint("(kind = 'income') = (source IS NOT NULL)", name="income_has_source"),
        sa.CheckConstraint("fund_id IS NULL OR source = 'fund'", name="fund"),
    )

    id: str = id_column("blin")
    budget_id: str = reference("work.budget.id", index=False, ondelete="CASCADE")
    key: str = Field(sa_type=id_type())
    """The id of the line that began the series, which may be gone."""
    position: int
    kind: LineKind = choice(LineKind)
    text: str
    amount_nok: Decimal = _nok()
    """As adopted, or as it is written while the budget is open. Moves stand beside it."""
    source: Source | None = choice(Source, nullable=True)
    fund_id: str | None = reference("work.fund.id", nullable=True)


class BudgetVersion(Created, WorkTable, table=True):
    """The lines as a body resolved on them. Only ever added."""

    __tablename__ = "budget_version"
    __table_args__ = (
        sa.UniqueConstraint("budget_id", "number"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("(resolution_id IS NULL) <> (reference IS NULL)", name="one_basis"),
    )

    id: str = id_column("bver")
    budget_id: str = reference("work.budget.id", index=False)
    number: int
    kind: VersionKind = choice(VersionKind)
    lines: list[dict[str, Any]] = json_column()
    """:class:`api.domain.budgets.rules.Line` as JSON, amounts as decimal strings."""
    resolution_id: str | None = reference("work.resolution.id", nullable=True)
    reference: str | None = None
    """What was resolved before there was a register, in words."""
    made_by: str


class BudgetMove(Created, WorkTable, table=True):
    """An amount moved from one line to another within the frame, by authority of the board. Only ever added."""

    __tablename__ = "budget_move"
    __table_args__ = (
        sa.CheckConstraint("amount_nok > 0", name="amount_nok"),
        sa.CheckConstraint("from_key <> to_key", name="two_lines"),
    )

    id: str = id_column("bmov")
    budget_id: str = reference("work.budget.id")
    version: int
    """The adopted version whose lines it changes."""
    from_key: str = Field(sa_type=id_type())
    to_key: str = Field(sa_type=id_type())
    amount_nok: Decimal = _nok()
    reason: str
    resolution_id: str | None = reference("work.resolution.id", nullable=True)
    """The board's resolution on it, if there is one."""
    made_by: str


class BudgetContribution(WorkTable, table=True):
    """What one municipality contributes to a budget."""

    __tablename__ = "budget_contribution"
    __table_args__ = (sa.CheckConstraint("amount_nok >= 0", name="amount_nok"),)

    budget_id: str = reference("work.budget.id", index=False, primary_key=True, ondelete="CASCADE")
    municipality_id: str = reference("work.municipality.id", primary_key=True)
    amount_nok: Decimal = _nok()


class Fund(Versioned, WorkTable, table=True):
    """Money set aside. Its balance is the sum of its movements."""

    __tablename__ = "fund"
    __table_args__ = (sa.UniqueConstraint("body_id", "name"),)

    id: str = id_column("fund")
    body_id: str = reference("work.body.id", index=False)
    name: str
    purpose: str | None = None


class FundMovement(Created, WorkTable, table=True):
    """Something put into a fund, or taken out of it (below zero). Only ever added."""

    __tablename__ = "fund_movement"
    __table_args__ = (
        sa.CheckConstraint("amount_nok <> 0", name="amount_nok"),
        sa.Index("ix_fund_movement_fund_id_on_date", "fund_id", "on_date"),
    )

    id: str = id_column("fmov")
    fund_id: str = reference("work.fund.id", index=False)
    on_date: dt.date
    amount_nok: Decimal = _nok()
    text: str
    made_by: str


class AccountMapping(WorkTable, table=True):
    """Which line of a body's budgets an account belongs to, for all years; none: it is deliberately left out."""

    __tablename__ = "account_mapping"

    body_id: str = reference("work.body.id", index=False, primary_key=True)
    account: str = Field(primary_key=True)
    line_key: str | None = Field(default=None, sa_type=id_type())


class AccountsReport(Versioned, WorkTable, table=True):
    """The accounting system's trial balance at a date, held against a budget."""

    __tablename__ = "accounts_report"
    __table_args__ = (sa.UniqueConstraint("budget_id", "as_of"),)

    id: str = id_column("arep")
    budget_id: str = reference("work.budget.id", index=False)
    as_of: dt.date
    filename: str
    entries: list[dict[str, Any]] = json_column(default_factory=list)
    """``[{"account", "text", "amountNok"}]``: debit above zero, credit below it, as accounting systems give it."""
    forecasts: dict[str, Any] = json_column(default_factory=dict)
    """By the line's key ``{"amountNok", "reason"}``, where the straight line is not believed."""
    made_by: str
