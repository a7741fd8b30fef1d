import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.kernel.clock import (
    OSLO,
    at,
    clock_time,
    is_public_holiday,
    is_working_day,
    long_date,
    notice_deadlines,
    now,
    oslo_date,
)

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))


def test_now_carries_its_zone() -> None:
    assert now().utcoffset() == dt.timedelta(0)


def test_a_moment_late_at_night_in_utc_is_already_the_next_day_in_oslo() -> None:
    assert oslo_date(dt.datetime(2025, 6, 30, 22, 30, tzinfo=dt.UTC)) == dt.date(2025, 7, 1)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        oslo_date(dt.datetime(2025, 6, 30, 22, 30))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("date", "offset"), [(dt.date(2025, 10, 25), 2), (dt.date(2025, 10, 27), 1), (dt.date(2026, 3, 30), 2)]
)
def test_the_offset_follows_summer_time(date: dt.date, offset: int) -> None:
    assert at(date, dt.time(9)).utcoffset() == dt.timedelta(hours=offset)


def test_a_time_that_the_clock_skips_in_march_is_as_much_later() -> None:
    assert at(dt.date(2026, 3, 29), dt.time(2, 30)).isoformat() == "2026-03-29T03:30:00+02:00"


def test_a_time_that_comes_twice_in_october_is_the_first() -> None:
    assert at(dt.date(2025, 10, 26), dt.time(2, 30)).isoformat() == "2025-10-26T02:30:00+02:00"


@given(DAYS, st.times(dt.time(4), dt.time(23, 59)))
def test_wall_clock_time_outside_the_night_of_the_change_is_kept(date: dt.date, time: dt.time) -> None:
    moment = at(date, time.replace(microsecond=0))
    assert (moment.date(), moment.time()) == (date, time.replace(microsecond=0))


@pytest.mark.parametrize(
    "date",
    [
        dt.date(2025, 4, 17),
        dt.date(2025, 4, 21),
        dt.date(2025, 5, 1),
        dt.date(2024, 5, 17),
        dt.date(2025, 6, 9),
        dt.date(2025, 12, 26),
    ],
)
def test_a_public_holiday_on_a_weekday_is_no_working_day(date: dt.date) -> None:
    assert is_public_holiday(date)
    assert not is_working_day(date)


def test_an_ordinary_monday_is_a_working_day() -> None:
    assert is_working_day(dt.date(2025, 10, 20))


@pytest.mark.parametrize("date", [dt.date(2025, 10, 18), dt.date(2025, 10, 19)])
def test_a_weekend_is_no_working_day(date: dt.date) -> None:
    assert not is_working_day(date)


def test_the_agenda_is_due_fourteen_days_before_and_the_papers_seven() -> None:
    deadlines = notice_deadlines(dt.date(2025, 10, 20))
    assert deadlines.agenda.isoformat() == "2025-10-06T23:59:00+02:00"
    assert deadlines.papers.isoformat() == "2025-10-13T23:59:00+02:00"


def test_a_deadline_in_easter_moves_to_the_working_day_before_the_holidays() -> None:
    # 21 April 2025 is Easter Monday; Maundy Thursday was the 17th
    assert notice_deadlines(dt.date(2025, 4, 28)).papers.date() == dt.date(2025, 4, 16)


def test_a_deadline_may_land_on_the_other_side_of_summer_time() -> None:
    deadlines = notice_deadlines(dt.date(2025, 11, 3))
    assert deadlines.papers.isoformat() == "2025-10-27T23:59:00+01:00"
    assert deadlines.agenda.isoformat() == "2025-10-20T23:59:00+02:00"


def test_a_negative_notice_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        notice_deadlines(dt.date(2025, 10, 20), agenda_days=-1)


@given(DAYS, st.integers(0, 60))
def test_a_deadline_is_a_working_day_that_gives_at_least_the_notice(date: dt.date, days: int) -> None:
    deadline = oslo_date(notice_deadlines(date, agenda_days=days).agenda)
    assert is_working_day(deadline)
    assert (date - deadline).days >= days


@given(DAYS, st.integers(0, 60))
def test_no_working_day_lies_between_a_deadline_and_its_day(date: dt.date, days: int) -> None:
    latest = date - dt.timedelta(days=days)
    deadline = oslo_date(notice_deadlines(date, papers_days=days).papers)
    later = [deadline + dt.timedelta(days=i) for i in range(1, (latest - deadline).days + 1)]
    assert not any(is_working_day(day) for day in later)


@pytest.mark.parametrize(
    ("lang", "written"),
    [("nn", "måndag 20. oktober 2025"), ("nb", "mandag 20. oktober 2025"), ("en", "Monday 20 October 2025")],
)
def test_a_date_is_written_in_full_in_each_language(lang: str, written: str) -> None:
    assert long_date(dt.date(2025, 10, 20), lang) == written


@pytest.mark.parametrize(
    ("day", "nn", "nb"),
    [(21, "tysdag", "tirsdag"), (25, "laurdag", "lørdag"), (26, "søndag", "søndag")],
)
def test_nynorsk_has_its_own_weekdays(day: int, nn: str, nb: str) -> None:
    date = dt.date(2025, 10, day)
    assert (long_date(date, "nn").split()[0], long_date(date, "nb").split()[0]) == (nn, nb)


def test_a_date_may_be_written_without_its_weekday() -> None:
    assert long_date(dt.date(2025, 10, 20), "nn", weekday=False) == "20. oktober 2025"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'sv'"):
        long_date(dt.date(2025, 10, 20), "sv")


def test_a_moment_is_shown_by_the_clock_in_norway() -> None:
    assert clock_time(dt.datetime(2025, 10, 20, 7, 0, tzinfo=dt.UTC)) == "09:00"


def test_a_bare_time_is_shown_as_it_is() -> None:
    assert clock_time(dt.time(9, 5)) == "09:05"


def test_oslo_is_the_zone_of_norway() -> None:
    assert str(OSLO) == "Europe/Oslo"
