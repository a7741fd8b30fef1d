"""Sharing a cost: the seed's tables to the krone, and what must hold of every sharing."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.domain.cost_sharing.rules import Allocation, Basis, Model, Parties, VariablePart, allocate, half_up
from api.domain.kernel.errors import Invalid
from tests.unit.domain.cost_sharing.printed import AMOUNT, FIGURES, NAMES, TABLES

DAY = dt.date(2025, 1, 1)
ALL = Parties(NAMES, 6)


def basis(figures: Mapping[str, Decimal], series: str = "population") -> Basis:
    return Basis(series, DAY, figures)


def model(fixed: int, figures: Mapping[str, Decimal], fixed_over: str = "participants") -> Model:
    return Model(Decimal(fixed), (VariablePart(Decimal(100 - fixed), basis(figures)),), fixed_over)


def paid(allocation: Allocation) -> dict[str, Decimal]:
    return {share.number: share.rounded for share in allocation.shares}


def numbered(count: int) -> dict[str, str]:
    return {f"{index:04}": f"Kommune {index}" for index in range(count)}


# The seed's tables


@pytest.mark.parametrize(("fixed", "series"), TABLES)
def test_as_printed_gives_every_figure_of_the_printed_table(fixed: int, series: str):
    found = allocate(AMOUNT, model(fixed, FIGURES[series]), ALL, "as_printed")
    shown = {share.name: (*(int(part.rounded) for part in share.parts), int(share.rounded)) for share in found.shares}
    assert shown == TABLES[fixed, series]


@pytest.mark.parametrize(("fixed", "series"), TABLES)
def test_exact_sums_to_the_amount_and_differs_from_print_by_at_most_a_krone(fixed: int, series: str):
    found = allocate(AMOUNT, model(fixed, FIGURES[series]), ALL, "exact")
    assert found.total == AMOUNT
    assert all(abs(share.rounded - TABLES[fixed, series][share.name][2]) <= 1 for share in found.shares)


def test_two_of_the_printed_tables_miss_the_amount_by_a_krone_and_say_so():
    differences = {
        key: allocate(AMOUNT, model(key[0], FIGURES[key[1]]), ALL, "as_printed").difference for key in TABLES
    }
    assert {key: value for key, value in differences.items() if value} == {
        (25, "population"): Decimal(-1),
        (35, "population"): Decimal(1),
    }


# The fixed part


def test_a_fixed_part_over_participants_is_split_by_how_many_take_part():
    two = Parties({"4640": "Sogndal", "4639": "Vik"}, 6)
    found = allocate(Decimal(1_200_000), model(25, FIGURES["population"]), two)
    assert [share.parts[0].rounded for share in found.shares] == [150_000, 150_000]


def test_a_fixed_part_over_all_members_is_the_same_share_however_many_take_part():
    two = Parties({"4640": "Sogndal", "4639": "Vik"}, 6)
    key = model(25, FIGURES["population"], "all_members")
    fixed = [
        share.parts[0].rounded for parties in (two, ALL) for share in allocate(Decimal(1_200_000), key, parties).shares
    ]
    assert set(fixed) == {Decimal(50_000)}


def test_what_absent_members_would_have_paid_goes_by_the_variable_key():
    two = Parties({"4640": "Sogndal", "4639": "Vik"}, 6)
    found = allocate(Decimal(1_200_000), model(25, FIGURES["population"], "all_members"), two)
    rest = Fraction(1_100_000)
    assert found.shares[1].parts[1].exact == rest * 12496 / (12496 + 2550)
    assert found.total == 1_200_000


def test_without_a_variable_part_both_fixed_parts_come_to_the_same():
    two = Parties({"4640": "Sogndal", "4639": "Vik"}, 6)
    over_all = allocate(Decimal(100), Model(Decimal(100), (), "all_members"), two)
    over_participants = allocate(Decimal(100), Model(Decimal(100)), two)
    assert paid(over_all) == paid(over_participants) == {"4639": 50, "4640": 50}


# What is refused, and what is not


def refused(amount: Decimal, key: Model, parties: Parties = ALL, **options: str) -> Invalid:
    with pytest.raises(Invalid) as caught:
        allocate(amount, key, parties, **options)
    return caught.value


def test_a_missing_figure_is_refused_with_the_series_and_the_municipality():
    figures = {number: value for number, value in FIGURES["population"].items() if number != "4639"}
    error = refused(AMOUNT, model(25, figures))
    assert error.detail == "There is no figure of population at 2025-01-01 for Vik."
    assert [(one.pointer, one.code) for one in error.errors] == [("/variable/0", "basis_missing")]


def test_figures_that_are_all_zero_are_refused():
    assert refused(AMOUNT, model(25, dict.fromkeys(NAMES, Decimal(0)))).errors[0].code == "basis_zero"


def test_a_figure_of_zero_pays_the_fixed_part_only():
    found = allocate(AMOUNT, model(25, {**FIGURES["population"], "4639": Decimal(0)}), ALL)
    (vik,) = [share for share in found.shares if share.name == "Vik"]
    assert [part.rounded for part in vik.parts] == [416_667, 0]


def test_a_figure_below_zero_is_refused():
    error = refused(AMOUNT, model(25, {**FIGURES["population"], "4639": Decimal(-1)}))
    assert (error.errors[0].code, "Vik" in error.detail) == ("basis_negative", True)


def test_a_part_of_nothing_needs_no_figures():
    key = Model(Decimal(100), (VariablePart(Decimal(0), basis({})),))
    assert allocate(Decimal(600), key, ALL).total == 600


@pytest.mark.parametrize("fixed", ["24.9", "25.1"])
def test_parts_that_do_not_come_to_a_hundred_are_refused_with_the_sum(fixed: str):
    key = Model(Decimal(fixed), (VariablePart(Decimal(75), basis(FIGURES["population"])),))
    error = refused(AMOUNT, key)
    assert f"{Decimal(fixed) + 75:f} %" in error.detail


def test_nobody_taking_part_is_refused():
    assert refused(AMOUNT, Model(Decimal(100)), Parties({}, 6)).errors[0].pointer == "/participants"


def test_whole_kroner_can_not_share_ore_exactly():
    error = refused(Decimal("100.50"), Model(Decimal(100)))
    assert error.errors[0].pointer == "/unit"


def test_ore_are_shared_to_the_ore():
    found = allocate(Decimal("100.00"), Model(Decimal(100)), Parties(numbered(3), 3), "exact", "ore")
    assert list(paid(found).values()) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


def test_whoever_is_alone_pays_it_all():
    found = allocate(Decimal("1000.01"), model(25, FIGURES["population"]), Parties({"4639": "Vik"}, 6), unit="ore")
    assert paid(found) == {"4639": Decimal("1000.01")}


def test_equal_remainders_go_to_the_lower_number():
    assert list(paid(allocate(Decimal(2), Model(Decimal(100)), Parties(numbered(4), 4))).values()) == [1, 1, 0, 0]


def test_each_row_says_what_rounding_did_to_it():
    found = allocate(AMOUNT, model(25, FIGURES["population"]), ALL, "exact")
    assert all(share.exact + share.rounding == share.rounded for share in found.shares)
    assert sum(share.rounding for share in found.shares) == 0


# What holds of every sharing


@st.composite
def sharings(draw: st.DrawFn, most: int = 12) -> tuple[Decimal, Model, Parties]:
    names = numbered(draw(st.integers(1, most)))
    figure = st.decimals(0, 10**6, places=2)
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), max_size=3)))
    percents = [Decimal(after - before) / 100 for before, after in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    parts = []
    for percent in percents[1:]:
        figures = {number: draw(figure) for number in names}
        assume(any(figures.values()))
        parts.append(VariablePart(percent, basis(figures)))
    amount = draw(st.decimals(-(10**9), 10**9, places=2))
    over = draw(st.sampled_from(["participants", "all_members"]))
    return amount, Model(percents[0], tuple(parts), over), Parties(names, len(names) + draw(st.integers(0, 3)))


@given(sharings())
def test_exact_always_sums_to_the_amount(sharing):
    amount, key, parties = sharing
    assert allocate(amount, key, parties, "exact", "ore").difference == 0


@given(sharings())
def test_exact_shares_sum_to_the_amount_without_rounding(sharing):
    amount, key, parties = sharing
    found = allocate(amount, key, parties, "as_printed")
    assert sum(share.exact for share in found.shares) == Fraction(amount)
    assert all(sum(part.exact for part in share.parts) == share.exact for share in found.shares)


@given(sharings())
def test_no_share_is_a_whole_unit_from_the_exact_one(sharing):
    amount, key, parties = sharing
    assert all(
        abs(share.rounding) < Fraction(1, 100) for share in allocate(amount, key, parties, "exact", "ore").shares
    )


@given(sharings())
def test_as_printed_is_off_by_half_a_unit_a_row_at_most(sharing):
    amount, key, parties = sharing
    found = allocate(amount, key, parties, "as_printed", "ore")
    assert all(abs(share.rounding) <= Fraction(1, 200) for share in found.shares)


@given(sharings(), st.randoms())
def test_the_order_of_anything_given_makes_no_difference(sharing, random):
    amount, key, parties = sharing

    def shuffled(mapping: Mapping) -> dict:
        items = list(mapping.items())
        random.shuffle(items)
        return dict(items)

    again = Model(
        key.fixed_percent,
        tuple(VariablePart(part.percent, basis(shuffled(part.basis.figures))) for part in key.variable),
        key.fixed_over,
    )
    assert allocate(amount, again, Parties(shuffled(parties.names), parties.members), unit="ore") == allocate(
        amount, key, parties, unit="ore"
    )


@given(sharings(), st.data())
def test_who_has_more_of_a_figure_never_pays_less(sharing, data):
    amount, key, parties = sharing
    assume(key.variable)
    amount = abs(amount)
    number = data.draw(st.sampled_from(sorted(parties.names)))
    more = data.draw(st.decimals(0, 10**6, places=2))
    first = key.variable[0]
    grown = {**first.basis.figures, number: first.basis.figures[number] + more}
    raised = Model(key.fixed_percent, (VariablePart(first.percent, basis(grown)), *key.variable[1:]), key.fixed_over)
    before, after = (paid(allocate(amount, one, parties, unit="ore"))[number] for one in (key, raised))
    assert after >= before


@given(sharings(), st.integers(1, 1000))
def test_figures_that_all_grow_alike_change_nothing(sharing, factor):
    amount, key, parties = sharing
    scaled = Model(
        key.fixed_percent,
        tuple(
            VariablePart(part.percent, basis({one: value * factor for one, value in part.basis.figures.items()}))
            for part in key.variable
        ),
        key.fixed_over,
    )
    assert paid(allocate(amount, scaled, parties, unit="ore")) == paid(allocate(amount, key, parties, unit="ore"))


@given(sharings(), st.integers(1, 1000))
def test_exact_shares_grow_with_the_amount(sharing, factor):
    amount, key, parties = sharing
    once, often = (allocate(one, key, parties, "as_printed") for one in (amount, amount * factor))
    assert [share.exact * factor for share in once.shares] == [share.exact for share in often.shares]


@given(sharings())
def test_a_repayment_is_shared_as_the_cost_was(sharing):
    amount, key, parties = sharing
    cost, repayment = (paid(allocate(one, key, parties, unit="ore")) for one in (amount, -amount))
    assert {number: -value for number, value in cost.items()} == repayment


def test_thousands_of_participants_sum_to_the_amount():
    names = numbered(3000)
    figures = {number: Decimal(int(number) % 977 + 1) for number in names}
    assert allocate(AMOUNT, model(25, figures), Parties(names, 3000)).total == AMOUNT


@pytest.mark.parametrize(
    ("value", "whole"), [("1/2", 1), ("-1/2", -1), ("3/2", 2), ("49/100", 0), ("-149/100", -1), ("2", 2)]
)
def test_halves_are_rounded_away_from_zero(value: str, whole: int):
    assert half_up(Fraction(value)) == whole
