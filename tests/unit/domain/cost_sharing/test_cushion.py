"""The way from today to a new distribution: capped, summing exactly, and ending at the target."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from api.domain.cost_sharing.cushion import Cap, transition

TODAY = {"4639": 100, "4640": 300, "4641": 200}
TARGET = {"4639": 160, "4640": 220, "4641": 220}


def test_nobody_changes_by_more_than_the_cap_in_a_year():
    found = transition(TODAY, TARGET, Cap(percent=Decimal(20)), 5)
    assert found.years[0] == {"4639": 120, "4640": 260, "4641": 220}


def test_whoever_gains_waits_for_whoever_pays_more():
    found = transition({"a": 100, "b": 100, "c": 100}, {"a": 200, "b": 50, "c": 50}, Cap(units=10), 20)
    assert found.years[0] == {"a": 110, "b": 95, "c": 95}


def test_the_last_year_is_the_target_and_the_year_of_arrival_is_told():
    found = transition(TODAY, TARGET, Cap(percent=Decimal(20)), 5)
    assert (found.outcome, found.years[-1], found.years_needed, found.remaining) == ("reached", TARGET, 3, {})


def test_too_few_years_say_what_is_left_and_how_many_it_would_take():
    found = transition(TODAY, TARGET, Cap(percent=Decimal(20)), 2)
    assert (found.outcome, found.years_needed) == ("not_reached", 3)
    assert found.remaining == {
        number: TARGET[number] - found.years[-1][number]
        for number in TARGET
        if TARGET[number] != found.years[-1][number]
    }


def test_a_cap_of_nothing_is_never_met():
    found = transition(TODAY, TARGET, Cap(units=0), 3)
    assert (found.outcome, found.years_needed, found.years[-1]) == ("not_reached", None, TODAY)


def test_whoever_pays_nothing_today_never_gets_anywhere_by_a_percentage():
    found = transition({"a": 0, "b": 100}, {"a": 50, "b": 50}, Cap(percent=Decimal(10)), 3)
    assert (found.outcome, found.years_needed) == ("not_reached", None)


def test_an_amount_that_has_grown_more_than_the_caps_is_impossible_from_the_first_year():
    found = transition({"a": 100, "b": 100}, {"a": 200, "b": 200}, Cap(percent=Decimal(10)), 10)
    assert (found.outcome, found.years) == ("impossible", ())


def test_an_amount_that_has_grown_within_the_caps_is_met_in_the_first_year():
    found = transition({"a": 100, "b": 100}, {"a": 112, "b": 98}, Cap(percent=Decimal(11)), 3)
    assert [sum(year.values()) for year in found.years] == [210, 210, 210]


def test_whoever_leaves_and_whoever_joins_are_part_of_it():
    found = transition({"a": 100}, {"b": 100}, Cap(units=60), 2)
    assert found.years == ({"a": 40, "b": 60}, {"a": 0, "b": 100})


@st.composite
def ways(draw: st.DrawFn):
    keys = [f"{index:04}" for index in range(draw(st.integers(1, 8)))]
    today = {key: draw(st.integers(0, 10**6)) for key in keys}
    weights = [draw(st.integers(0, 100)) for _ in keys]
    total = sum(today.values()) + draw(st.sampled_from([0, 0, 0, -1000, 1000]))
    whole = sum(weights) or 1
    target = {key: max(total, 0) * weight // whole for key, weight in zip(keys, weights, strict=True)}
    target[keys[0]] += max(total, 0) - sum(target.values())
    cap = draw(
        st.one_of(
            st.builds(Cap, percent=st.decimals(0, 50, places=2)),
            st.builds(Cap, units=st.integers(0, 10**5)),
        )
    )
    return today, target, cap, draw(st.integers(1, 10))


@given(ways())
def test_the_cap_holds_for_everybody_every_year(way):
    today, target, cap, years = way
    before = today
    for paid in transition(today, target, cap, years).years:
        assert all(abs(paid[key] - before[key]) <= cap.of(today[key]) for key in today)
        before = paid


@given(ways())
def test_every_year_sums_to_the_amount(way):
    today, target, cap, years = way
    found = transition(today, target, cap, years)
    assert all(sum(year.values()) == sum(target.values()) for year in found.years)


@given(ways())
def test_nobody_moves_away_from_the_target_or_past_it(way):
    today, target, cap, years = way
    before = today
    for paid in transition(today, target, cap, years).years:
        assert all(min(before[key], target[key]) <= paid[key] <= max(before[key], target[key]) for key in today)
        before = paid


@given(ways())
def test_what_is_reached_is_the_target_in_the_year_that_was_told(way):
    today, target, cap, years = way
    found = transition(today, target, cap, years)
    if found.outcome == "reached":
        assert found.years[-1] == target
        assert found.years_needed <= years
    elif found.years_needed is not None:
        assert found.years_needed > years
        assert transition(today, target, cap, min(found.years_needed, 200)).years[-1] == target


@given(ways())
def test_with_sums_that_agree_a_transition_is_always_possible(way):
    today, target, cap, years = way
    if sum(today.values()) == sum(target.values()):
        assert transition(today, target, cap, years).outcome != "impossible"
