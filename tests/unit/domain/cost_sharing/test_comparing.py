"""A model against today: who moves, and at which fixed percentage nobody would."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from api.domain.cost_sharing.comparing import BreakEven, break_even, changes
from api.domain.cost_sharing.rules import Basis, Model, Parties, VariablePart, allocate
from tests.unit.domain.cost_sharing.printed import AMOUNT, FIGURES, NAMES

ALL = Parties(NAMES, 6)
POPULATION = Basis("population", dt.date(2025, 1, 1), FIGURES["population"])


def by_population(fixed: Decimal | int, fixed_over: str = "participants") -> Model:
    return Model(Decimal(fixed), (VariablePart(100 - Decimal(fixed), POPULATION),), fixed_over)


def test_the_change_against_today_is_in_kroner_and_in_per_cent_of_today():
    today = {"4640": Decimal(4_000_000)}
    found = changes(allocate(AMOUNT, by_population(40), ALL), today, {}, Decimal(10))
    assert (found["4640"].change, found["4640"].change_percent) == (
        Decimal(-810_163),
        Fraction(-810_163 * 100, 4_000_000),
    )


def test_whoever_moves_by_more_than_the_limit_either_way_is_named_and_the_limit_itself_is_not():
    allocation = allocate(Decimal(600), Model(Decimal(100)), ALL)
    today = dict(zip(NAMES, map(Decimal, (100, 110, 125, 90, 80, 0)), strict=True))
    found = changes(allocation, today, {}, Decimal(20))
    assert {NAMES[one.number] for one in found.values() if one.moves_more} == {"Vik", "Årdal"}


def test_whoever_pays_today_and_takes_no_part_is_in_the_comparison():
    some = Parties({"4640": "Sogndal"}, 6)
    found = changes(allocate(AMOUNT, by_population(25), some), {"4639": Decimal(5)}, {}, Decimal(10))
    assert (found["4639"].amount, found["4639"].change) == (0, -5)


def test_kroner_per_inhabitant_are_by_the_population():
    found = changes(allocate(AMOUNT, by_population(25), ALL), None, FIGURES["population"], Decimal(10))
    assert found["4641"].per_inhabitant == Fraction(880_069, 1836)


def test_without_inhabitants_there_is_nothing_per_inhabitant():
    found = changes(allocate(AMOUNT, by_population(25), ALL), None, {"4641": Decimal(0)}, Decimal(10))
    assert found["4641"].per_inhabitant is found["4644"].per_inhabitant is None


def test_the_fixed_percentage_of_today_is_where_one_breaks_even():
    exact = {share.number: share.exact for share in allocate(AMOUNT, by_population(32), ALL).shares}
    # A figure that kroner can hold: a third of a krone would be no amount.
    target = {number: Decimal(value.numerator) / value.denominator for number, value in exact.items()}
    found = break_even(AMOUNT, by_population(25), ALL, target)
    assert {number: round(one.fixed_percent, 12) for number, one in found.items()} == dict.fromkeys(NAMES, 32)


@given(
    st.sampled_from(sorted(NAMES)),
    st.integers(0, 10_000_000),
    st.sampled_from(["participants", "all_members"]),
    st.integers(6, 9),
)
def test_at_the_percentage_found_one_pays_what_one_pays_today(number, today, over, members):
    parties = Parties(NAMES, members)
    found = break_even(AMOUNT, by_population(25, over), parties, {number: Decimal(today)})[number]
    edges = []
    for fixed in (Decimal(0), Decimal("99.999999")):
        share = next(
            one for one in allocate(AMOUNT, by_population(fixed, over), parties).shares if one.number == number
        )
        edges.append(share.exact)
    if found.kind == "at":
        # The share is a straight line: so it is where the found percentage lies between two known points.
        slope = (edges[1] - edges[0]) / Fraction("99.999999")
        assert edges[0] + slope * found.fixed_percent == today
    else:
        assert not min(edges) <= today <= max(edges)


def test_no_fixed_percentage_gives_less_than_both_ends():
    assert break_even(AMOUNT, by_population(25), ALL, {"4641": Decimal(1)})["4641"] == BreakEven("never")


def test_a_municipality_of_average_size_pays_the_same_at_every_percentage():
    figures = {"4640": Decimal(10), "4639": Decimal(20), "4641": Decimal(30)}
    three = Parties({number: NAMES[number] for number in figures}, 3)
    key = Model(Decimal(50), (VariablePart(Decimal(50), Basis("users", dt.date(2025, 1, 1), figures)),))
    found = break_even(Decimal(300), key, three, {"4639": Decimal(100), "4640": Decimal(50)})
    assert (found["4639"].kind, found["4640"].kind) == ("always", "at")


def test_of_average_size_and_another_payment_today_it_never_breaks_even():
    figures = {"4640": Decimal(20), "4639": Decimal(20)}
    two = Parties({number: NAMES[number] for number in figures}, 2)
    key = Model(Decimal(50), (VariablePart(Decimal(50), Basis("users", dt.date(2025, 1, 1), figures)),))
    assert break_even(Decimal(300), key, two, {"4639": Decimal(100)})["4639"].kind == "never"


def test_a_model_without_a_variable_part_has_no_percentage_to_look_for():
    assert break_even(AMOUNT, Model(Decimal(100)), ALL, {}) == {}
