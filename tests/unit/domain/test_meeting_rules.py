import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.kernel.errors import GuardRefused
from api.domain.meetings.rules import Numbered, permalink, place, reordered, suggested_number, suggested_title

DAY = dt.date(2025, 10, 20)


def agenda(*frozen: bool) -> list[Numbered]:
    return [Numbered(f"item_{number}", number, is_frozen) for number, is_frozen in enumerate(frozen, start=1)]


agendas = st.lists(st.booleans(), min_size=1, max_size=8).map(lambda frozen: agenda(*frozen))


def test_a_meetings_address_ends_in_its_day():
    assert permalink(DAY, ["2025-10-21"]) == "2025-10-20"


@given(st.integers(0, 5))
def test_a_bodys_later_meetings_that_day_are_counted(earlier):
    taken = []
    for _ in range(earlier + 1):
        taken.append(permalink(DAY, taken))

    assert taken == ["2025-10-20", *(f"2025-10-20-{n}" for n in range(2, earlier + 2))]


@given(agendas, st.data())
def test_an_order_without_published_items_numbers_from_one(items, data):
    free = [Numbered(item.id, item.number, frozen=False) for item in items]
    order = data.draw(st.permutations([item.id for item in free]))

    assert reordered(free, order) == {item_id: place for place, item_id in enumerate(order, start=1)}


@given(agendas, st.data())
def test_an_order_that_keeps_every_published_number_is_taken(items, data):
    free = data.draw(st.permutations([item.id for item in items if not item.frozen]))
    unused = iter(free)
    order = [item.id if item.frozen else next(unused) for item in items]

    assert {item.number for item in items if reordered(items, order)[item.id] != item.number and item.frozen} == set()


@given(agendas.filter(lambda items: len(items) > 1), st.data())
def test_an_order_that_changes_a_published_number_is_refused(items, data):
    index = data.draw(st.integers(0, len(items) - 2))
    frozen = [Numbered(item.id, item.number, item.frozen or place == index) for place, item in enumerate(items)]
    order = [item.id for item in items]
    order[index], order[index + 1] = order[index + 1], order[index]

    with pytest.raises(GuardRefused) as refused:
        reordered(frozen, order)
    assert refused.value.extra["guard"] == "numbers_frozen"


@pytest.mark.parametrize(
    "order", [[], ["item_1"], ["item_1", "item_1"], ["item_1", "item_2", "item_3"], ["item_1", "x"]]
)
def test_an_order_names_every_item_once(order):
    with pytest.raises(ValueError, match="every item"):
        reordered(agenda(False, False), order)


def test_the_first_item_is_number_one_and_no_supplement():
    assert place([]) == (1, False)


@given(agendas)
def test_a_new_item_comes_last_and_is_a_supplement_once_the_agenda_is_published(items):
    assert place(items) == (len(items) + 1, any(item.frozen for item in items))


@given(agendas, st.integers(1, 30))
def test_a_new_item_gets_the_number_it_asks_for_unless_a_published_one_would_give_way(items, wanted):
    holds = any(item.frozen and item.number >= wanted for item in items)
    if holds:
        with pytest.raises(GuardRefused) as refused:
            place(items, wanted)
        assert refused.value.extra["guard"] == "numbers_frozen"
    else:
        assert place(items, wanted)[0] == min(wanted, len(items) + 1)


@pytest.mark.parametrize(
    ("taken", "suggested"),
    [
        ([], "01-25"),
        (["09-25", "08-25", "12-24"], "10-25"),
        (["99-25"], "100-25"),
        (["9-25 ekstra", "x-25", "-25"], "01-25"),
    ],
)
def test_the_number_suggested_follows_the_highest_of_the_year(taken, suggested):
    assert suggested_number(taken, 2025) == suggested


@given(st.lists(st.integers(1, 999).map(lambda n: f"{n:02d}-25"), max_size=20))
def test_the_number_suggested_is_never_taken(taken):
    assert suggested_number(taken, 2025) not in taken


def test_the_title_suggested_is_the_last_one_with_the_new_number():
    last = ("09-25", "Styremøte 09-25 i Sogn KO")

    assert suggested_title("10-25", "Styret i Sogn KO", last) == "Styremøte 10-25 i Sogn KO"


@pytest.mark.parametrize("last", [None, ("09-25", "Haustmøtet")])
def test_a_title_without_a_number_to_go_by_is_the_body_and_the_number(last):
    assert suggested_title("10-25", "Styret i Sogn KO", last) == "Styret i Sogn KO 10-25"
