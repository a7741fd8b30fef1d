"""The day's programme: what follows from durations, and what stands whatever comes before it."""

import datetime as dt
import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.domain.meetings.programme import Length, Slot, laid_out, lengths, moved, overlaps

EIGHT = dt.time(8)
clocks = st.builds(dt.time, st.integers(8, 18), st.integers(0, 59))
minutes = st.integers(1, 90)
flowing = st.lists(st.builds(Length, minutes, st.none()), max_size=8)
programmes = st.lists(st.builds(Length, minutes, st.none() | clocks), max_size=8)


def of_day(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def placed(given_lengths) -> tuple[Slot, ...]:
    try:
        return laid_out(EIGHT, given_lengths)
    except ValueError:
        assume(False)
        raise


def test_the_day_of_the_meeting_falls_into_place():
    day = [Length(145, None), Length(30, None), Length(5, None), Length(45, dt.time(12)), Length(120, None)]

    slots = laid_out(dt.time(9), day)

    assert [f"{slot.starts_at:%H:%M}" for slot in slots] == ["09:00", "11:25", "11:55", "12:00", "12:45"]
    assert slots[-1].ends_at == dt.time(14, 45)
    assert overlaps(slots) == (0, 0, 0, 0, 0)


@given(flowing)
def test_without_fixed_times_each_line_begins_when_the_one_before_it_ends(given_lengths):
    slots = placed(given_lengths)

    assert all(after.starts_at == before.ends_at for before, after in itertools.pairwise(slots))
    assert not any(overlaps(slots))


@given(programmes)
def test_every_line_lasts_as_long_as_it_was_given(given_lengths):
    slots = placed(given_lengths)

    assert [of_day(slot.ends_at) - of_day(slot.starts_at) for slot in slots] == [one.minutes for one in given_lengths]


@given(programmes)
def test_a_fixed_line_begins_at_its_time_whatever_comes_before_it(given_lengths):
    slots = placed(given_lengths)

    both = zip(slots, given_lengths, strict=True)
    assert all(slot.starts_at == one.fixed_at for slot, one in both if one.fixed_at is not None)


@given(programmes)
def test_a_programme_that_is_measured_and_laid_out_again_is_the_same(given_lengths):
    slots = placed(given_lengths)

    assert laid_out(EIGHT, lengths(slots)) == slots


@given(programmes, st.integers(-60, 60))
def test_moving_a_day_moves_what_flows_and_leaves_what_is_fixed(given_lengths, by):
    slots = placed(given_lengths)
    try:
        later = moved(slots, by)
    except ValueError:
        assume(False)
        raise

    assert [slot.starts_at for slot in later if slot.fixed] == [slot.starts_at for slot in slots if slot.fixed]
    if not any(slot.fixed for slot in slots):
        assert [of_day(slot.starts_at) for slot in later] == [of_day(slot.starts_at) + by for slot in slots]


@given(flowing)
def test_moving_a_day_there_and_back_changes_nothing(given_lengths):
    slots = placed(given_lengths)

    assert moved(moved(slots, 45), -45) == slots


def test_a_line_that_runs_into_a_fixed_one_is_told_with_its_minutes():
    slots = laid_out(dt.time(9), [Length(200, None), Length(30, dt.time(12))])

    assert overlaps(slots) == (0, 20)


def test_a_line_inside_a_longer_one_overlaps_it_though_another_stands_between():
    slots = [
        Slot(dt.time(9), dt.time(12), fixed=False),
        Slot(dt.time(10), dt.time(10, 30), fixed=True),
        Slot(dt.time(11), dt.time(13), fixed=True),
    ]

    assert overlaps(slots) == (0, 120, 60)


def test_a_line_whose_end_is_not_told_lasts_until_the_next_one():
    open_ended = [Slot(dt.time(9), None, fixed=False), Slot(dt.time(11, 25), None, fixed=False)]

    assert lengths(open_ended) == (Length(145, None), Length(None, None))


@pytest.mark.parametrize("given_lengths", [[Length(16 * 60, None)], [Length(0, None)], [Length(60, dt.time(23, 30))]])
def test_a_day_that_goes_on_after_midnight_or_a_line_without_length_is_refused(given_lengths):
    with pytest.raises(ValueError, match="programme"):
        laid_out(EIGHT, given_lengths)
