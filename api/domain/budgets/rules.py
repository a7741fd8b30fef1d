"""What a budget may become, whether its sources meet its sum, and how the accounts stand against it. Pure.

The board of a kommunalt oppgåvefellesskap only recommends; the representantskap adopts (kommuneloven § 14-8).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from api.domain.kernel.errors import GuardRefused
from api.domain.kernel.money import format_nok, json_nok

BudgetState = Literal["draft", "recommended", "adopted", "amended", "closed"]
"""``amended``: adopted once, and open again until the adopting body has resolved on the amendment."""
BudgetAction = Literal["recommend", "take_back", "adopt", "amend", "close"]
LineKind = Literal["income", "expense"]
Source = Literal["contribution", "external", "fund"]
VersionKind = Literal["recommended", "adopted"]
Change = Literal["added", "removed", "changed", "same"]

SOURCES: Final[tuple[Source, ...]] = ("contribution", "external", "fund")
OPEN: Final[frozenset[BudgetState]] = frozenset({"draft", "amended"})
"""States in which lines are written."""
IN_FORCE: Final[frozenset[BudgetState]] = frozenset({"adopted", "closed"})
"""States in which what was moved counts; an amendment begins with the moves taken into its lines."""
ZERO: Final = Decimal("0.00")

_ACTIONS: Final[dict[BudgetAction, tuple[frozenset[BudgetState], BudgetState]]] = {
    "recommend": (frozenset({"draft"}), "recommended"),
    "take_back": (frozenset({"recommended"}), "draft"),
    "adopt": (frozenset({"recommended", "amended"}), "adopted"),
    "amend": (frozenset({"adopted"}), "amended"),
    "close": (frozenset({"adopted"}), "closed"),
}


@dataclass(frozen=True)
class Line:
    """A line as the rules see it. ``amount`` is what it is now, moves included."""

    key: str
    kind: LineKind
    text: str
    amount: Decimal
    source: Source | None = None
    fund_id: str | None = None


@dataclass(frozen=True)
class Balance:
    """What is spent, and what each source brings."""

    expenses: Decimal
    by_source: Mapping[Source, Decimal]

    @property
    def income(self) -> Decimal:
        return sum(self.by_source.values(), ZERO)

    @property
    def difference(self) -> Decimal:
        """Sources less expenses: below zero, that much is missing."""
        return self.income - self.expenses


@dataclass(frozen=True)
class Compared:
    """A line in two versions; None where it has no such line."""

    key: str
    before: Line | None
    after: Line | None

    @property
    def change(self) -> Change:
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "same" if self.before == self.after else "changed"

    @property
    def difference(self) -> Decimal:
        return (self.after.amount if self.after else ZERO) - (self.before.amount if self.before else ZERO)


def after(action: BudgetAction, state: BudgetState) -> BudgetState:
    """The state that an action leads to. Raises GuardRefused ``budget_state``."""
    from_states, to = _ACTIONS[action]
    if state not in from_states:
        raise GuardRefused(
            f"The budget is {state}.",
            extra={"guard": "budget_state", "remedy": f"It must be {' or '.join(sorted(from_states))} first."},
        )
    return to


def require_open(state: BudgetState) -> None:
    """That lines may be written. Raises GuardRefused ``budget_open``."""
    if state not in OPEN:
        raise GuardRefused(
            f"The budget is {state}.",
            extra={"guard": "budget_open", "remedy": "Take it back, or open an adopted budget for amendment."},
        )


def require_in_force(state: BudgetState) -> None:
    """That the budget is adopted. Raises GuardRefused ``budget_in_force``."""
    if state not in IN_FORCE:
        raise GuardRefused(
            f"The budget is {state}.",
            extra={"guard": "budget_in_force", "remedy": "The adopting body must have adopted it first."},
        )


def balance(lines: Iterable[Line]) -> Balance:
    expenses, by_source = ZERO, dict.fromkeys(SOURCES, ZERO)
    for line in lines:
        if line.source is None:
            expenses += line.amount
        else:
            by_source[line.source] += line.amount
    return Balance(expenses, by_source)


def require_balanced(lines: Sequence[Line]) -> None:
    """That the budget has lines and its sources meet its sum. Raises GuardRefused ``sources_meet_sum``."""
    found = balance(lines)
    if lines and found.difference == 0:
        return
    short = f"{format_nok(abs(found.difference))} kroner {'are missing' if found.difference < 0 else 'are too much'}"
    raise GuardRefused(
        f"The sources come to {format_nok(found.income)}, the expenses to {format_nok(found.expenses)}: {short}."
        if lines
        else "The budget has no lines.",
        extra={
            "guard": "sources_meet_sum",
            "remedy": "Change the lines until the sources meet the sum.",
            "differenceNok": json_nok(found.difference),
        },
    )


def require_contributions(lines: Iterable[Line], contributions: Iterable[Decimal]) -> None:
    """That what the municipalities pay is what the budget expects of them. Raises GuardRefused
    ``contributions_meet_lines``."""
    expected, given = balance(lines).by_source["contribution"], sum(contributions, ZERO)
    if expected != given:
        raise GuardRefused(
            f"The municipalities contribute {format_nok(given)}, the budget expects {format_nok(expected)}.",
            extra={
                "guard": "contributions_meet_lines",
                "remedy": "Share the contribution among the municipalities anew.",
                "differenceNok": json_nok(given - expected),
            },
        )


def adjusted(amount: Decimal, percent: Decimal, nearest: int) -> Decimal:
    """``amount`` and ``percent`` of it, to the nearest ``nearest`` kroner; what lies halfway goes up.

    The seed's budget for 2026 goes by a deflator of 3.5 % (case 7).
    """
    exact = amount * (100 + percent) / (100 * nearest)
    return (exact.quantize(Decimal(1), ROUND_HALF_UP) * nearest).quantize(ZERO)


def with_moves(lines: Iterable[Line], moves: Iterable[tuple[str, str, Decimal]]) -> tuple[Line, ...]:
    """The lines after the moves, each from one key to another."""
    changes: dict[str, Decimal] = {}
    for from_key, to_key, amount in moves:
        changes[from_key] = changes.get(from_key, ZERO) - amount
        changes[to_key] = changes.get(to_key, ZERO) + amount
    return tuple(
        Line(one.key, one.kind, one.text, one.amount + changes.get(one.key, ZERO), one.source, one.fund_id)
        for one in lines
    )


def require_within_frame(taken_from: Line, amount: Decimal) -> None:
    """That a move keeps to the frame that was adopted: it takes from an expense, and no more than stands there.

    More income is no frame for more expenses until the adopting body has resolved so. Raises GuardRefused
    ``within_frame`` with how much is missing.
    """
    there = taken_from.amount if taken_from.kind == "expense" else ZERO
    if amount > there:
        raise GuardRefused(
            f"«{taken_from.text}» has {format_nok(there)} to move; {format_nok(amount - there)} is missing.",
            extra={
                "guard": "within_frame",
                "remedy": "Move less, or have the adopting body amend the budget.",
                "missingNok": json_nok(amount - there),
            },
        )


def compare(before: Sequence[Line], later: Sequence[Line]) -> tuple[Compared, ...]:
    """Line by line, in the order of the later one; what it lacks comes last."""
    old = {line.key: line for line in before}
    new = {line.key: line for line in later}
    return tuple(Compared(key, old.get(key), new.get(key)) for key in dict.fromkeys([*new, *old]))


def fund_year(movements: Iterable[tuple[dt.date, Decimal]], year: int) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Of a fund in a year: opening balance, what was put in, what was taken out (above zero), closing balance."""
    opening = put_in = taken_out = ZERO
    for day, amount in movements:
        if day.year < year:
            opening += amount
        elif day.year == year and amount > 0:
            put_in += amount
        elif day.year == year:
            taken_out -= amount
    return opening, put_in, taken_out, opening + put_in - taken_out


def require_funded(movements: Sequence[tuple[dt.date, Decimal]], wanted: tuple[dt.date, Decimal]) -> None:
    """That a fund is at no time below zero with one movement more. Raises GuardRefused ``fund_has_enough``."""
    running = lowest = ZERO
    days = sorted({day for day, _ in [*movements, wanted]})
    for day in days:
        running += sum((amount for on, amount in [*movements, wanted] if on == day), ZERO)
        if day >= wanted[0]:
            lowest = min(lowest, running)
    if lowest < 0:
        raise GuardRefused(
            f"The fund would be {format_nok(-lowest)} short.",
            extra={
                "guard": "fund_has_enough",
                "remedy": "Take less out of the fund.",
                "missingNok": json_nok(-lowest),
            },
        )


def actuals(
    lines: Iterable[Line], entries: Iterable[tuple[str, Decimal]], mapping: Mapping[str, str | None]
) -> tuple[dict[str, Decimal], tuple[str, ...]]:
    """What the accounts say of each line, by its key, and the accounts that belong to no line yet.

    ``entries`` are accounts with their balance, debit above zero and credit below it: an income's sign is turned. An
    account that is mapped to None is left out on purpose; one that is mapped to a line that this budget lacks is told
    of as if it were not mapped.
    """
    signs = {line.key: 1 if line.kind == "expense" else -1 for line in lines}
    found = dict.fromkeys(signs, ZERO)
    loose: list[str] = []
    for account, amount in entries:
        key = mapping.get(account)
        if key in signs:
            found[key] += signs[key] * amount
        elif key is not None or account not in mapping:
            loose.append(account)
    return found, tuple(loose)


def straight_line(actual: Decimal, as_of: dt.date) -> Decimal:
    """What ``actual`` comes to by the end of the year if the rest goes on like the days up to and with ``as_of``.

    In whole kroner, half a krone up.
    """
    day, days = as_of.timetuple().tm_yday, dt.date(as_of.year, 12, 31).timetuple().tm_yday
    return (actual * days / day).quantize(Decimal(1), ROUND_HALF_UP).quantize(ZERO)
