"""Budgets, funds and reports as the API shows them to a reader."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.budgets import accounts, policy, queries, rules
from api.domain.budgets.queries import Found
from api.domain.budgets.rules import Balance, Line, LineKind
from api.domain.budgets.schemas import (
    AccountsReportOut,
    BalanceEntry,
    BalanceOut,
    BasisOut,
    BudgetComparison,
    BudgetOut,
    BudgetSummary,
    BudgetVersionOut,
    ComparedLine,
    ContributionOut,
    FundMovementOut,
    FundOut,
    FundYear,
    LineOut,
    MoveOut,
    ReportLine,
    ReportSummary,
    ReportSums,
    SharedBy,
    SourceSum,
)
from api.domain.budgets.service import line_from_json
from api.domain.budgets.tables import AccountsReport, Budget, BudgetMove, BudgetVersion, Fund, FundMovement
from api.domain.cost_sharing import agreements
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import NotFound
from api.domain.kernel.policy import Allow
from api.domain.resolutions import queries as resolutions
from api.domain.resolutions.policy import Reach
from api.domain.resolutions.queries import Found as FoundResolution


def summary(budget: Budget, total: Decimal) -> BudgetSummary:
    return BudgetSummary(
        id=budget.id,
        body_id=budget.body_id,
        year=budget.year,
        title=budget.title,
        state=budget.state,
        sum_nok=total,
    )


async def whole(session: AsyncSession, actor: Actor, found: Found, last_year: Found | None) -> BudgetOut:
    """The budget with all that belongs to it; ``last_year`` is the one it was begun from."""
    budget = found.budget
    reach = await resolutions.reach_of(session, actor)
    named = {*(row.resolution_id for row in found.versions), *(row.resolution_id for row in found.moves)}
    linked = await resolutions.by_id(session, {one for one in named if one is not None})
    current = rules.balance(found.current)
    before = {line.key: line.amount for line in last_year.current} if last_year else {}
    texts = {line["key"]: line["text"] for row in reversed(found.versions) for line in row.lines}
    expected = rules.balance(found.lines).by_source["contribution"]
    return BudgetOut(
        **summary(budget, current.expenses).model_dump(by_alias=False),
        body_name=found.body.name,
        adopting_body_id=found.adopting_body.id,
        adopting_body_name=found.adopting_body.name,
        board_may_move=budget.board_may_move,
        last_year_id=budget.last_year_id,
        lines=tuple(_line(one, now, before.get(one.key)) for one, now in zip(found.lines, found.current, strict=True)),
        balance=_balance(current),
        contributions=await _contributions(session, found, last_year),
        contributions_difference_nok=sum(found.contributions.values(), rules.ZERO) - expected,
        shared_by=await _shared_by(session, budget.shared_by_id),
        moves=tuple(_move(one, texts, linked, reach) for one in found.moves),
        versions=tuple(_version(one, linked, reach) for one in found.versions),
        reports=tuple(ReportSummary(id=one.id, as_of=one.as_of) for one in found.reports),
        may_change=isinstance(policy.can_keep(actor, budget.body_id), Allow),
    )


def comparison(found: Found, before: int, after: int | None) -> BudgetComparison:
    """Two versions side by side, or one and the lines as they are now. Raises NotFound for a version there isn't."""
    old, new = _lines_of(found, before), found.current if after is None else _lines_of(found, after)
    return BudgetComparison(
        before=before,
        after=after,
        lines=tuple(
            ComparedLine(
                line_key=one.key,
                kind=(one.after or one.before).kind,  # type: ignore[union-attr]  # one of them has it
                text_before=one.before.text if one.before else None,
                text_after=one.after.text if one.after else None,
                before_nok=one.before.amount if one.before else None,
                after_nok=one.after.amount if one.after else None,
                difference_nok=one.difference,
                change=one.change,
            )
            for one in rules.compare(old, new)
        ),
        sum_before_nok=rules.balance(old).expenses,
        sum_after_nok=rules.balance(new).expenses,
    )


def fund(actor: Actor, row: Fund, movements: Sequence[FundMovement]) -> FundOut:
    """With its movements, oldest first, and what they come to year by year."""
    dated = [(one.on_date, one.amount_nok) for one in movements]
    shown: list[FundMovementOut] = []
    running = rules.ZERO
    for one in movements:
        running += one.amount_nok
        shown.append(
            FundMovementOut(
                id=one.id,
                on_date=one.on_date,
                amount_nok=one.amount_nok,
                balance_nok=running,
                text=one.text,
                made_by=one.made_by,
            )
        )
    years = range(dated[-1][0].year, dated[0][0].year - 1, -1) if dated else ()
    return FundOut(
        id=row.id,
        revision=row.revision,
        body_id=row.body_id,
        name=row.name,
        purpose=row.purpose,
        balance_nok=running,
        years=tuple(_fund_year(dated, year) for year in years),
        movements=tuple(reversed(shown)),
        may_change=isinstance(policy.can_keep(actor, row.body_id), Allow),
    )


async def report(session: AsyncSession, actor: Actor, found: Found, row: AccountsReport) -> AccountsReportOut:
    """The accounts at the report's date against the budget as it is now."""
    mapping = await queries.mapping(session, found.budget.body_id)
    entries = [BalanceEntry.model_validate(one) for one in row.entries]
    actuals, loose = rules.actuals(found.current, [(one.account, one.amount_nok) for one in entries], mapping)
    lines = tuple(_report_line(line, actuals[line.key], row) for line in found.current)
    return AccountsReportOut(
        id=row.id,
        budget_id=found.budget.id,
        budget_title=found.budget.title,
        body_id=found.budget.body_id,
        year=found.budget.year,
        as_of=row.as_of,
        filename=row.filename,
        made_by=row.made_by,
        made_at=row.created_at,
        lines=lines,
        sums=tuple(_report_sums(kind, lines) for kind in ("expense", "income")),
        accounts=accounts.account_rows([line.key for line in found.lines], mapping, entries),
        unmapped=tuple(one for one in entries if one.account in loose),
        may_change=isinstance(policy.can_keep(actor, found.budget.body_id), Allow),
    )


def _line(line: Line, current: Line, last_year: Decimal | None) -> LineOut:
    return LineOut(
        line_key=line.key,
        kind=line.kind,
        text=line.text,
        amount_nok=line.amount,
        current_nok=current.amount,
        source=line.source,
        fund_id=line.fund_id,
        last_year_nok=last_year,
    )


def _balance(balance: Balance) -> BalanceOut:
    return BalanceOut(
        expenses_nok=balance.expenses,
        sources_nok=balance.income,
        difference_nok=balance.difference,
        by_source=tuple(SourceSum(source=one, amount_nok=amount) for one, amount in balance.by_source.items()),
    )


async def _contributions(session: AsyncSession, found: Found, last_year: Found | None) -> tuple[ContributionOut, ...]:
    before = last_year.contributions if last_year else {}
    return tuple(
        ContributionOut(
            municipality_id=one.id,
            municipality_name=one.name,
            amount_nok=found.contributions.get(one.id, rules.ZERO),
            last_year_nok=before.get(one.id),
        )
        for one in (await queries.municipalities(session)).values()
        if one.id in found.contributions or one.id in before
    )


async def _shared_by(session: AsyncSession, version_id: str | None) -> SharedBy | None:
    if version_id is None:
        return None
    found, version = await agreements.of_version(session, version_id)
    ended = version.in_force_to if version.state in ("superseded", "terminated") else None
    return SharedBy(
        agreement_id=found.agreement.id,
        name=found.agreement.name,
        version=version.number,
        in_force=found.in_force.number if found.in_force else None,
        changed_on=ended + dt.timedelta(days=1) if ended else None,
    )


def _basis(
    resolution_id: str | None, reference: str | None, linked: dict[str, FoundResolution], reach: Reach
) -> BasisOut:
    resolution = linked.get(resolution_id or "")
    if resolution is None:
        return BasisOut(number=None, path=None, reference=reference)
    return BasisOut(
        number=resolution.number, path=resolution.path if resolution.seen_by(reach) else None, reference=None
    )


def _version(row: BudgetVersion, linked: dict[str, FoundResolution], reach: Reach) -> BudgetVersionOut:
    return BudgetVersionOut(
        number=row.number,
        kind=row.kind,
        made_at=row.created_at,
        made_by=row.made_by,
        sum_nok=rules.balance(line_from_json(one) for one in row.lines).expenses,
        basis=_basis(row.resolution_id, row.reference, linked, reach),
    )


def _move(row: BudgetMove, texts: dict[str, str], linked: dict[str, FoundResolution], reach: Reach) -> MoveOut:
    return MoveOut(
        id=row.id,
        version=row.version,
        from_key=row.from_key,
        from_text=texts[row.from_key],
        to_key=row.to_key,
        to_text=texts[row.to_key],
        amount_nok=row.amount_nok,
        reason=row.reason,
        made_at=row.created_at,
        made_by=row.made_by,
        basis=_basis(row.resolution_id, None, linked, reach) if row.resolution_id else None,
    )


def _lines_of(found: Found, number: int) -> tuple[Line, ...]:
    for row in found.versions:
        if row.number == number:
            return tuple(line_from_json(one) for one in row.lines)
    raise NotFound(f"There is no version {number} of the budget.")


def _fund_year(dated: Iterable[tuple[dt.date, Decimal]], year: int) -> FundYear:
    opening, put_in, taken_out, closing = rules.fund_year(dated, year)
    return FundYear(year=year, opening_nok=opening, put_in_nok=put_in, taken_out_nok=taken_out, closing_nok=closing)


def _report_line(line: Line, actual: Decimal, row: AccountsReport) -> ReportLine:
    own = row.forecasts.get(line.key)
    forecast = Decimal(own["amountNok"]) if own else rules.straight_line(actual, row.as_of)
    return ReportLine(
        line_key=line.key,
        kind=line.kind,
        text=line.text,
        budget_nok=line.amount,
        actual_nok=actual,
        remaining_nok=line.amount - actual,
        forecast_nok=forecast,
        forecast_reason=own["reason"] if own else None,
        deviation_nok=line.amount - forecast if line.kind == "expense" else forecast - line.amount,
    )


def _report_sums(kind: LineKind, lines: Iterable[ReportLine]) -> ReportSums:
    of_kind = [line for line in lines if line.kind == kind]
    return ReportSums(
        kind=kind,
        budget_nok=sum((line.budget_nok for line in of_kind), rules.ZERO),
        actual_nok=sum((line.actual_nok for line in of_kind), rules.ZERO),
        remaining_nok=sum((line.remaining_nok for line in of_kind), rules.ZERO),
        forecast_nok=sum((line.forecast_nok for line in of_kind), rules.ZERO),
        deviation_nok=sum((line.deviation_nok for line in of_kind), rules.ZERO),
    )
