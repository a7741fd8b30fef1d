"""The rules of budgets: states, sources, moves, prices, funds and the accounts. The seed is cases 6 and 7."""

import datetime as dt
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.budgets import rules
from api.domain.budgets.rules import BudgetAction, BudgetState, Line
from api.domain.kernel.errors import GuardRefused

NOK = st.decimals(min_value=0, max_value=999_999_999, places=2)


def expense(key: str, amount: str | Decimal) -> Line:
    return Line(key, "expense", f"Utgift {key}", Decimal(amount))


def income(key: str, amount: str | Decimal, source: rules.Source = "contribution") -> Line:
    return Line(key, "income", f"Inntekt {key}", Decimal(amount), source)


SEED = (
    income("k", "3083000.00"),
    income("e", "1605000.00", "external"),
    income("f", "1371000.00", "fund"),
    expense("drift", "6059000.00"),
)


def refused(action: object, guard: str) -> dict[str, object]:
    with pytest.raises(GuardRefused) as error:
        action()  # type: ignore[operator]
    assert error.value.extra["guard"] == guard
    assert error.value.extra["remedy"]
    return error.value.extra


def test_the_seeds_budget_for_2026_is_met_by_its_sources():
    found = rules.balance(SEED)

    assert (found.expenses, found.income, found.difference) == (Decimal(6059000), Decimal(6059000), 0)
    rules.require_balanced(SEED)


def test_the_seeds_contribution_is_up_by_2_8_percent():
    assert round((Decimal(3083000) / 3000000 - 1) * 100, 1) == Decimal("2.8")


def test_a_budget_that_lacks_sources_is_refused_with_the_difference():
    short = (*SEED, expense("mer", "250000.50"))

    assert refused(lambda: rules.require_balanced(short), "sources_meet_sum")["differenceNok"] == "-250000.50"


def test_a_budget_with_too_much_is_refused_with_the_difference():
    more = (*SEED, income("meir", "1.00", "external"))

    assert refused(lambda: rules.require_balanced(more), "sources_meet_sum")["differenceNok"] == "1.00"


def test_a_budget_without_lines_is_refused():
    refused(lambda: rules.require_balanced(()), "sources_meet_sum")


ALLOWED = {
    ("draft", "recommend"): "recommended",
    ("recommended", "take_back"): "draft",
    ("recommended", "adopt"): "adopted",
    ("amended", "adopt"): "adopted",
    ("adopted", "amend"): "amended",
    ("adopted", "close"): "closed",
}


@pytest.mark.parametrize("state", get_args(BudgetState))
@pytest.mark.parametrize("action", get_args(BudgetAction))
def test_a_budget_goes_from_state_to_state_as_the_domain_says_and_no_other_way(
    state: BudgetState, action: BudgetAction
):
    if (state, action) in ALLOWED:
        assert rules.after(action, state) == ALLOWED[state, action]
    else:
        refused(lambda: rules.after(action, state), "budget_state")


def test_a_deflator_of_3_5_percent_is_rounded_half_up_to_the_krone():
    assert rules.adjusted(Decimal("1000.00"), Decimal("3.5"), 1) == Decimal("1035.00")
    assert rules.adjusted(Decimal("100.00"), Decimal("3.5"), 1) == Decimal("104.00")
    assert rules.adjusted(Decimal("2950000.00"), Decimal("3.5"), 1000) == Decimal("3053000.00")
    assert rules.adjusted(Decimal("100.00"), Decimal("-100"), 1) == 0


@given(
    amount=NOK,
    percent=st.decimals(min_value=-100, max_value=1000, places=4),
    nearest=st.sampled_from((1, 10, 100, 1000)),
)
def test_a_price_adjustment_is_never_off_by_more_than_half_of_what_it_is_rounded_to(
    amount: Decimal, percent: Decimal, nearest: int
):
    found = rules.adjusted(amount, percent, nearest)

    assert abs(found - amount * (100 + percent) / 100) * 2 <= nearest
    assert found % nearest == 0


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc"), NOK), max_size=20))
def test_moves_keep_the_frame_whatever_is_moved(moves: list[tuple[str, str, Decimal]]):
    lines = tuple(expense(key, "1000.00") for key in "abc")

    assert rules.balance(rules.with_moves(lines, moves)).expenses == Decimal("3000.00")


def test_a_move_of_all_that_stands_on_a_line_is_within_the_frame():
    rules.require_within_frame(expense("a", "500.00"), Decimal("500.00"))


def test_a_move_of_more_than_stands_on_a_line_is_refused_with_what_is_missing():
    found = refused(lambda: rules.require_within_frame(expense("a", "500.00"), Decimal("500.01")), "within_frame")

    assert found["missingNok"] == "0.01"


def test_more_income_is_no_frame_for_more_expenses():
    line = income("e", "900000.00", "external")

    assert refused(lambda: rules.require_within_frame(line, Decimal(200)), "within_frame")["missingNok"] == "200.00"


def test_contributions_that_dont_meet_the_budget_are_refused_with_the_difference():
    given_ = (Decimal("3082999.00"),)

    found = refused(lambda: rules.require_contributions(SEED, given_), "contributions_meet_lines")

    assert found["differenceNok"] == "-1.00"


def test_two_versions_side_by_side_tell_what_was_added_removed_and_changed():
    before = (expense("a", "1.00"), expense("b", "2.00"), expense("c", "3.00"))
    later = (expense("d", "4.00"), expense("a", "1.00"), expense("b", "5.00"))

    found = {one.key: (one.change, one.difference) for one in rules.compare(before, later)}

    assert found == {
        "d": ("added", Decimal(4)),
        "a": ("same", Decimal(0)),
        "b": ("changed", Decimal(3)),
        "c": ("removed", Decimal(-3)),
    }


@given(st.lists(st.tuples(st.sampled_from("abcdef"), NOK), unique_by=lambda one: one[0]), st.data())
def test_the_differences_of_two_versions_add_up_to_that_of_their_sums(
    before: list[tuple[str, Decimal]], data: st.DataObject
):
    later = data.draw(st.lists(st.tuples(st.sampled_from("abcdef"), NOK), unique_by=lambda one: one[0]))
    old, new = ([expense(*one) for one in lines] for lines in (before, later))

    told = sum((one.difference for one in rules.compare(old, new)), Decimal(0))

    assert told == rules.balance(new).expenses - rules.balance(old).expenses


def day(year: int, month: int = 6) -> dt.date:
    return dt.date(year, month, 1)


def test_a_fund_closes_a_year_with_what_it_opens_the_next_one_with():
    movements = [
        (day(2024), Decimal(900)),
        (day(2025), Decimal(-300)),
        (day(2025), Decimal(50)),
        (day(2026), Decimal(7)),
    ]

    assert rules.fund_year(movements, 2025) == (900, 50, 300, 650)
    assert rules.fund_year(movements, 2026)[0] == 650


def test_a_fund_is_not_emptied_below_zero():
    there = [(day(2025), Decimal(100))]

    rules.require_funded(there, (day(2025), Decimal(-100)))
    found = refused(lambda: rules.require_funded(there, (day(2025), Decimal("-100.50"))), "fund_has_enough")
    assert found["missingNok"] == "0.50"


def test_money_that_comes_later_is_not_taken_out_before():
    refused(lambda: rules.require_funded([(day(2026), Decimal(100))], (day(2025), Decimal(-1))), "fund_has_enough")


def test_a_withdrawal_in_between_is_held_against_all_that_follows():
    there = [(day(2024), Decimal(100)), (day(2026), Decimal(-80))]

    found = refused(lambda: rules.require_funded(there, (day(2025), Decimal(-50))), "fund_has_enough")
    assert found["missingNok"] == "30.00"


def test_accounts_are_summed_by_their_line_and_an_incomes_sign_is_turned():
    lines = (expense("lønn", "100.00"), income("kontingent", "100.00"))
    entries = [
        ("5000", Decimal(60)),
        ("5400", Decimal(10)),
        ("3000", Decimal(-90)),
        ("1920", Decimal(5)),
        ("7000", Decimal(1)),
    ]
    mapping = {"5000": "lønn", "5400": "lønn", "3000": "kontingent", "1920": None, "9999": "lønn"}

    found, loose = rules.actuals(lines, entries, mapping)

    assert found == {"lønn": Decimal(70), "kontingent": Decimal(90)}
    assert loose == ("7000",)


def test_an_account_of_a_line_that_this_years_budget_lacks_is_told_of():
    assert rules.actuals((expense("a", "1.00"),), [("5000", Decimal(1))], {"5000": "gone"}) == ({"a": 0}, ("5000",))


def test_the_straight_line_is_by_the_days_of_the_year():
    assert rules.straight_line(Decimal("282.00"), dt.date(2025, 10, 9)) == Decimal("365.00")
    assert rules.straight_line(Decimal("100.00"), dt.date(2025, 12, 31)) == Decimal("100.00")
    assert rules.straight_line(Decimal("366.00"), dt.date(2024, 12, 31)) == Decimal("366.00")
