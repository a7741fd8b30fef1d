"""Budgets, funds and reports read, with what they point to."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.budgets import rules
from api.domain.budgets.rules import Line
from api.domain.budgets.tables import (
    AccountMapping,
    AccountsReport,
    Budget,
    BudgetContribution,
    BudgetLine,
    BudgetMove,
    BudgetVersion,
    Fund,
    FundMovement,
)
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import NotFound
from api.domain.organisation.tables import Body, Municipality
from api.domain.papers import policy as papers


@dataclass(frozen=True)
class Found:
    """A budget whole. ``lines`` are as written or adopted, ``current`` have the moves in them."""

    budget: Budget
    body: Body
    adopting_body: Body
    lines: tuple[Line, ...]
    moves: tuple[BudgetMove, ...]
    versions: tuple[BudgetVersion, ...]
    contributions: Mapping[str, Decimal]
    """By the municipality's id."""
    reports: tuple[AccountsReport, ...]

    @property
    def current(self) -> tuple[Line, ...]:
        return with_moves(self.budget, self.lines, self.moves)

    def line(self, key: str) -> Line | None:
        """As it is now."""
        return next((line for line in self.current if line.key == key), None)


def with_moves(budget: Budget, lines: tuple[Line, ...], moves: tuple[BudgetMove, ...]) -> tuple[Line, ...]:
    """The lines as they are now: moves count while the version is in force that they were made in."""
    if budget.state not in rules.IN_FORCE:
        return lines
    counted = [(move.from_key, move.to_key, move.amount_nok) for move in moves if move.version == budget.version]
    return rules.with_moves(lines, counted)


async def get(session: AsyncSession, budget_id: str) -> Found:
    """Raises NotFound."""
    budget = await session.get(Budget, budget_id)
    if budget is None:
        raise NotFound(f"There is no budget {budget_id}.")
    bodies = {row.id: row for row in await session.scalars(select(Body))}
    moves = select(BudgetMove).where(BudgetMove.budget_id == budget_id).order_by(col(BudgetMove.id).desc())
    versions = select(BudgetVersion).where(BudgetVersion.budget_id == budget_id)
    reports = select(AccountsReport).where(AccountsReport.budget_id == budget_id)
    contributions = await session.scalars(select(BudgetContribution).where(BudgetContribution.budget_id == budget_id))
    return Found(
        budget=budget,
        body=bodies[budget.body_id],
        adopting_body=bodies[budget.adopting_body_id],
        lines=(await lines_of(session, [budget_id]))[budget_id],
        moves=tuple((await session.scalars(moves)).all()),
        versions=tuple((await session.scalars(versions.order_by(col(BudgetVersion.number).desc()))).all()),
        contributions={row.municipality_id: row.amount_nok for row in contributions},
        reports=tuple((await session.scalars(reports.order_by(col(AccountsReport.as_of).desc()))).all()),
    )


async def lines_of(session: AsyncSession, budget_ids: Collection[str]) -> dict[str, tuple[Line, ...]]:
    """The lines of each budget in their order."""
    query = select(BudgetLine).where(col(BudgetLine.budget_id).in_(budget_ids)).order_by(col(BudgetLine.position))
    found: dict[str, tuple[Line, ...]] = dict.fromkeys(budget_ids, ())
    for row in (await session.scalars(query)).all():
        line = Line(row.key, row.kind, row.text, row.amount_nok, row.source, row.fund_id)
        found[row.budget_id] = (*found[row.budget_id], line)
    return found


async def page(
    session: AsyncSession,
    actor: Actor,
    limit: int,
    position: tuple[int, str] | None,
    *,
    backwards: bool = False,
    body_id: str | None = None,
    year: int | None = None,
) -> list[tuple[Budget, Decimal]]:
    """Up to ``limit`` budgets that the actor sees, latest year first, each with its sum."""
    parts = (col(Budget.year), col(Budget.id))
    query = select(Budget).where(_seen_by(actor))
    if body_id is not None:
        query = query.where(Budget.body_id == body_id)
    if year is not None:
        query = query.where(Budget.year == year)
    if position is not None:
        here = sa.tuple_(*(sa.literal(value) for value in position))
        query = query.where(sa.tuple_(*parts) > here if backwards else sa.tuple_(*parts) < here)
    ordered = query.order_by(*(part.asc() if backwards else part.desc() for part in parts)).limit(limit)
    rows = (await session.scalars(ordered)).all()
    lines = await lines_of(session, [row.id for row in rows])
    return [(row, rules.balance(lines[row.id]).expenses) for row in rows]


def _seen_by(actor: Actor) -> sa.ColumnElement[bool]:
    """As ``policy.sees_budget``, for all budgets at once."""
    if actor.administers(None):
        return sa.true()
    administered = {grant.body_id for grant in actor.grants if grant.role == "administration" and grant.body_id}
    sits_in = papers.bodies(actor)
    return sa.or_(
        col(Budget.body_id).in_(administered),
        sa.and_(
            col(Budget.state) != "draft",
            sa.or_(col(Budget.body_id).in_(sits_in), col(Budget.adopting_body_id).in_(sits_in)),
        ),
    )


async def municipalities(session: AsyncSession) -> dict[str, Municipality]:
    """By id, in Norwegian alphabetical order."""
    query = select(Municipality).order_by(col(Municipality.sort_key))
    return {row.id: row for row in (await session.scalars(query)).all()}


async def get_fund(session: AsyncSession, fund_id: str) -> Fund:
    """Raises NotFound."""
    fund = await session.get(Fund, fund_id)
    if fund is None:
        raise NotFound(f"There is no fund {fund_id}.")
    return fund


async def funds(session: AsyncSession, body_ids: Collection[str] | None) -> list[Fund]:
    """The funds of these bodies (None: of all), by name."""
    query = select(Fund).order_by(col(Fund.name), col(Fund.id))
    if body_ids is not None:
        query = query.where(col(Fund.body_id).in_(body_ids))
    return list((await session.scalars(query)).all())


async def movements(session: AsyncSession, fund_ids: Collection[str]) -> dict[str, list[FundMovement]]:
    """What happened on each fund, oldest first."""
    query = select(FundMovement).where(col(FundMovement.fund_id).in_(fund_ids))
    found: dict[str, list[FundMovement]] = {fund_id: [] for fund_id in fund_ids}
    for row in (await session.scalars(query.order_by(col(FundMovement.on_date), col(FundMovement.id)))).all():
        found[row.fund_id].append(row)
    return found


async def mapping(session: AsyncSession, body_id: str) -> dict[str, str | None]:
    """The line's key by account; None for one that is left out on purpose."""
    rows = await session.scalars(select(AccountMapping).where(AccountMapping.body_id == body_id))
    return {row.account: row.line_key for row in rows}


async def get_report(session: AsyncSession, report_id: str) -> AccountsReport:
    """Raises NotFound."""
    report = await session.get(AccountsReport, report_id)
    if report is None:
        raise NotFound(f"There is no accounts report {report_id}.")
    return report


async def report_at(session: AsyncSession, budget_id: str, as_of: dt.date) -> AccountsReport | None:
    query = select(AccountsReport).where(AccountsReport.budget_id == budget_id, AccountsReport.as_of == as_of)
    return (await session.scalars(query)).one_or_none()
