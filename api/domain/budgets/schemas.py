"""Budgets as they cross the API. Amounts are kroner as decimal strings."""

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from api.domain.budgets.rules import BudgetState, Change, LineKind, Source, VersionKind
from api.domain.kernel.money import AmountNok
from api.domain.kernel.schemas import Day, Schema

Year = Annotated[int, Field(ge=1900, le=2199, examples=[2026])]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Id = Annotated[str, Field(max_length=40)]


def _not_negative(amount: Decimal) -> Decimal:
    if amount < 0:
        raise ValueError("must not be below zero")
    return amount


def _above_zero(amount: Decimal) -> Decimal:
    if amount <= 0:
        raise ValueError("must be above zero")
    return amount


def _not_zero(amount: Decimal) -> Decimal:
    if amount == 0:
        raise ValueError("must not be zero")
    return amount


def _power_of_ten(kroner: int) -> int:
    if kroner not in (1, 10, 100, 1000):
        raise ValueError("must be 1, 10, 100 or 1000")
    return kroner


NotNegative = Annotated[AmountNok, AfterValidator(_not_negative)]
AboveZero = Annotated[AmountNok, AfterValidator(_above_zero)]
NotZero = Annotated[AmountNok, AfterValidator(_not_zero)]


class NewBudget(Schema):
    """A budget for a year that the body has none for. With ``lastYearId`` it begins with that budget's lines."""

    body_id: str
    adopting_body_id: str = Field(description="The body that adopts what this one recommends.")
    year: Year
    title: Title
    last_year_id: str | None = None


class BudgetPatch(Schema):
    title: Title


class WantedLine(Schema):
    """A line as it is to be. ``lineKey`` is that of a line that is there; a line without one is new."""

    line_key: Id | None = None
    kind: LineKind
    text: Words
    amount_nok: NotNegative
    source: Source | None = Field(default=None, description="Of an income: where it comes from.")
    fund_id: Id | None = Field(default=None, description="Of what comes from a fund: which one.")

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind == "income") != (self.source is not None):
            raise ValueError("an income has a source, an expense has none")
        if self.fund_id is not None and self.source != "fund":
            raise ValueError("only what comes from a fund has a fundId")
        return self


class WantedLines(Schema):
    """All lines, in their order: a line that is left out is taken away."""

    lines: Annotated[tuple[WantedLine, ...], Field(max_length=500)]


class PriceAdjustment(Schema):
    """Lines to be set to what they were last year and ``percent`` of it, to the nearest ``nearest`` kroner."""

    percent: Annotated[Decimal, Field(ge=-100, le=1000, decimal_places=4, examples=["3.5"])]
    nearest: Annotated[int, AfterValidator(_power_of_ten), Field(examples=[1000])] = 1
    line_keys: Annotated[tuple[Id, ...], Field(min_length=1, max_length=500)]


class Basis(Schema):
    """What a step rests on: a resolution in the register, or in words one from before there was a register."""

    resolution_id: str | None = None
    reference: Words | None = None

    @model_validator(mode="after")
    def _one_basis(self) -> Self:
        if (self.resolution_id is None) == (self.reference is None):
            raise ValueError("give either resolutionId or reference")
        return self


class BudgetAdoption(Basis):
    board_may_move: bool = Field(
        default=True, description="Whether the board is given authority to move amounts within the frame."
    )


class TakeBack(Schema):
    reason: Words


class NewMove(Schema):
    """An amount from one expense to another."""

    from_key: Id
    to_key: Id
    amount_nok: AboveZero
    reason: Words
    resolution_id: str | None = Field(default=None, description="The board's resolution on it, if there is one.")

    @model_validator(mode="after")
    def _two_lines(self) -> Self:
        if self.from_key == self.to_key:
            raise ValueError("give two different lines")
        return self


class WantedContribution(Schema):
    municipality_id: str
    amount_nok: NotNegative


class WantedContributions(Schema):
    """What each municipality contributes; one that is left out contributes nothing.

    With ``agreementId`` the amounts are those that the version in force of that agreement makes of their sum.
    """

    items: Annotated[tuple[WantedContribution, ...], Field(max_length=500)]
    agreement_id: Id | None = None


class NewFund(Schema):
    body_id: str
    name: Title
    purpose: Words | None = None


class NewFundMovement(Schema):
    """Something put into the fund, or taken out of it when the amount is below zero."""

    on_date: Day
    amount_nok: NotZero
    text: Words


class BudgetSummary(Schema):
    id: str
    body_id: str
    year: int
    title: str
    state: BudgetState
    sum_nok: AmountNok
    """The expenses, moves included."""


class LineOut(Schema):
    """``amountNok`` is as adopted, or as written while the budget is open; ``currentNok`` has the moves in it."""

    line_key: str
    kind: LineKind
    text: str
    amount_nok: AmountNok
    current_nok: AmountNok
    source: Source | None
    fund_id: str | None
    last_year_nok: AmountNok | None
    """What the same line was in the budget of the year before, moves included."""


class SourceSum(Schema):
    source: Source
    amount_nok: AmountNok


class BalanceOut(Schema):
    expenses_nok: AmountNok
    sources_nok: AmountNok
    difference_nok: AmountNok
    """Sources less expenses."""
    by_source: tuple[SourceSum, ...]


class BasisOut(Schema):
    """``number`` and ``path`` of the resolution; ``path`` is None for who may not read it."""

    number: str | None
    path: str | None
    reference: str | None


class BudgetVersionOut(Schema):
    number: int
    kind: VersionKind
    made_at: dt.datetime
    made_by: str
    sum_nok: AmountNok
    basis: BasisOut


class MoveOut(Schema):
    id: str
    version: int
    from_key: str
    from_text: str
    to_key: str
    to_text: str
    amount_nok: AmountNok
    reason: str
    made_at: dt.datetime
    made_by: str
    basis: BasisOut | None


class ContributionOut(Schema):
    municipality_id: str
    municipality_name: str
    amount_nok: AmountNok
    last_year_nok: AmountNok | None


class SharedBy(Schema):
    """The agreement that the contributions were shared by, in which version.

    ``inForce`` is the number of the version that is in force by now, None when none is; ``changedOn`` is the first day
    that the one they were shared by no longer holds.
    """

    agreement_id: str
    name: str
    version: int
    in_force: int | None
    changed_on: dt.date | None


class ReportSummary(Schema):
    id: str
    as_of: dt.date


class BudgetOut(BudgetSummary):
    """A budget with all that belongs to it."""

    body_name: str
    adopting_body_id: str
    adopting_body_name: str
    board_may_move: bool
    last_year_id: str | None
    lines: tuple[LineOut, ...]
    balance: BalanceOut
    contributions: tuple[ContributionOut, ...]
    contributions_difference_nok: AmountNok
    """What the municipalities contribute less what the budget expects of them."""
    shared_by: SharedBy | None
    """None when what each contributes was said by hand."""
    moves: tuple[MoveOut, ...]
    """Newest first."""
    versions: tuple[BudgetVersionOut, ...]
    """Newest first."""
    reports: tuple[ReportSummary, ...]
    """Latest date first."""
    may_change: bool


class ComparedLine(Schema):
    line_key: str
    kind: LineKind
    text_before: str | None
    text_after: str | None
    before_nok: AmountNok | None
    after_nok: AmountNok | None
    difference_nok: AmountNok
    change: Change


class BudgetComparison(Schema):
    """Two versions side by side; ``after`` is None for the lines as they are now."""

    before: int
    after: int | None
    lines: tuple[ComparedLine, ...]
    sum_before_nok: AmountNok
    sum_after_nok: AmountNok


class FundMovementOut(Schema):
    id: str
    on_date: dt.date
    amount_nok: AmountNok
    balance_nok: AmountNok
    """After it."""
    text: str
    made_by: str


class FundYear(Schema):
    year: int
    opening_nok: AmountNok
    put_in_nok: AmountNok
    taken_out_nok: AmountNok
    closing_nok: AmountNok


class FundOut(Schema):
    id: str
    revision: int
    body_id: str
    name: str
    purpose: str | None
    balance_nok: AmountNok
    years: tuple[FundYear, ...]
    """Latest first."""
    movements: tuple[FundMovementOut, ...]
    """Latest first."""
    may_change: bool


class Funds(Schema):
    items: tuple[FundOut, ...]


class BalanceFault(Schema):
    """What is wrong in which cell of a trial balance: ``row`` counts from 1 as in the file."""

    row: int
    column: str | None
    field: Literal["account", "text", "amount"]
    code: Literal["missing", "not_an_amount", "repeated", "too_long"]
    value: str | None


class BalanceEntry(Schema):
    account: Annotated[str, Field(max_length=40)]
    text: Annotated[str, Field(max_length=500)]
    amount_nok: AmountNok


class AccountRow(BalanceEntry):
    """An account with the line that it belongs to. ``leftOut``: it is deliberately in none."""

    line_key: str | None
    left_out: bool


class BalanceImport(Schema):
    """What a trial balance holds; with ``reportId`` when it has been taken in."""

    report_id: str | None
    as_of: dt.date
    accounts: tuple[AccountRow, ...]
    unmapped: int
    faults: tuple[BalanceFault, ...]


class MappedAccount(Schema):
    """``lineKey`` None leaves the account out of the budget's report for good."""

    account: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    line_key: Id | None


class AccountMappings(Schema):
    """Accounts that are left out stay as they are."""

    items: Annotated[tuple[MappedAccount, ...], Field(min_length=1, max_length=2000)]


class ForecastOverride(Schema):
    """What is expected of a line by the end of the year, and why; without an amount the straight line holds again."""

    line_key: Id
    amount_nok: AmountNok | None = None
    reason: Words | None = None

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if (self.amount_nok is None) != (self.reason is None):
            raise ValueError("an amount of one's own has a reason")
        return self


class ReportLine(Schema):
    line_key: str
    kind: LineKind
    text: str
    budget_nok: AmountNok
    actual_nok: AmountNok
    remaining_nok: AmountNok
    forecast_nok: AmountNok
    forecast_reason: str | None
    """Why the forecast is not the straight line; None when it is."""
    deviation_nok: AmountNok
    """Of an expense: what the forecast leaves of the budget. Of an income: what it brings beyond it."""


class ReportSums(Schema):
    kind: LineKind
    budget_nok: AmountNok
    actual_nok: AmountNok
    remaining_nok: AmountNok
    forecast_nok: AmountNok
    deviation_nok: AmountNok


class AccountsReportOut(Schema):
    """The accounts at a date against the budget. A forecast goes on like the days so far, unless it has a reason."""

    id: str
    budget_id: str
    budget_title: str
    body_id: str
    year: int
    as_of: dt.date
    filename: str
    made_by: str
    made_at: dt.datetime
    lines: tuple[ReportLine, ...]
    sums: tuple[ReportSums, ...]
    accounts: tuple[AccountRow, ...]
    unmapped: tuple[BalanceEntry, ...]
    """Accounts that belong to no line yet, so that the report is not whole."""
    may_change: bool
