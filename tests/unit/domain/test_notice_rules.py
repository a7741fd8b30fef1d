"""What a publication gives the public, how long there is, and what is reminded of."""

import datetime as dt
from collections import Counter
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.kernel.clock import OSLO, is_working_day, notice_deadlines, oslo_date
from api.domain.meetings.states import PUBLISHABLE, MeetingState
from api.domain.notice import rules
from api.domain.notice.rules import ConsultationFacts, MeetingNotice

MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
)
KINDS = st.sampled_from(get_args(rules.NoticeKind))


@st.composite
def consultations(draw: st.DrawFn) -> ConsultationFacts:
    return ConsultationFacts(
        draw(st.uuids()).hex, draw(MOMENTS), draw(st.booleans()), draw(st.none() | MOMENTS), draw(st.none() | MOMENTS)
    )


@st.composite
def notices(draw: st.DrawFn) -> MeetingNotice:
    starts_at = draw(MOMENTS)
    papers = draw(st.integers(0, 20))
    return MeetingNotice(
        "mtg_1",
        draw(st.sampled_from(get_args(MeetingState))),
        starts_at,
        notice_deadlines(oslo_date(starts_at), papers + draw(st.integers(0, 20)), papers),
        frozenset(draw(st.sampled_from([(), ("agenda",), ("agenda", "papers")]))),
        tuple(draw(st.lists(consultations(), max_size=3))),
    )


@given(st.none() | KINDS, KINDS)
def test_what_is_newly_out_is_what_the_new_publication_holds_and_the_old_one_did_not(standing, published):
    new = rules.newly_out(standing, published)

    assert set(new) == set(rules.holds(published)) - set(rules.holds(standing))


def test_papers_that_come_first_are_the_agenda_as_well():
    assert rules.newly_out(None, "papers") == ("agenda", "papers")


@given(MOMENTS, st.none() | MOMENTS, MOMENTS)
def test_a_notice_is_met_when_it_is_out_by_the_deadline_and_overdue_only_when_it_is_not_out(deadline, out, now):
    state = rules.notice_state(deadline, out, now)

    assert (state in ("met", "late")) == (out is not None)
    if out is not None:
        assert (state == "met") == (out <= deadline)
    else:
        assert (state == "overdue") == (now > deadline)


@given(MOMENTS, st.integers(-400, 400), st.times(), st.times())
def test_days_left_are_days_of_the_norwegian_calendar_whatever_the_clock_and_summer_time(moment, days, now_at, due_at):
    today = oslo_date(moment)
    now = dt.datetime.combine(today, now_at, tzinfo=OSLO)
    deadline = dt.datetime.combine(today + dt.timedelta(days=days), due_at, tzinfo=OSLO)

    assert rules.days_left(deadline, now) == days


@pytest.mark.parametrize(
    ("now", "deadline"),
    [
        ("2026-03-28T23:30:00+01:00", "2026-03-29T23:30:00+02:00"),
        ("2026-10-24T00:30:00+02:00", "2026-10-25T23:59:00+01:00"),
    ],
)
def test_a_day_of_23_or_25_hours_is_one_day(now, deadline):
    assert rules.days_left(dt.datetime.fromisoformat(deadline), dt.datetime.fromisoformat(now)) == 1


@given(notices(), MOMENTS)
def test_nothing_is_reminded_of_when_the_meeting_has_begun_or_is_called_off(notice: MeetingNotice, now):
    if notice.state not in PUBLISHABLE or now >= notice.starts_at:
        assert rules.wanted(notice, now) == ()


@given(notices(), st.integers(-40, 2), st.integers(0, 86_399))
def test_each_deadline_is_reminded_of_once_and_only_when_it_is_near_or_missed(notice: MeetingNotice, days, seconds):
    now = notice.starts_at + dt.timedelta(days=days, seconds=-seconds)
    found = rules.wanted(notice, now)
    about = Counter(one.code.split("_")[0] for one in found if one.code.startswith(("agenda", "papers")))

    assert all(number == 1 for number in about.values())
    assert not any(kind in about for kind in notice.out)
    for one in found:
        if one.code.endswith("overdue"):
            assert now > one.due_at
        elif one.code.endswith("tomorrow"):
            assert 0 <= rules.days_left(one.due_at, now) <= 1
        elif one.code.endswith("soon"):
            assert 1 < rules.days_left(one.due_at, now) <= rules.SOON_DAYS


@given(notices(), MOMENTS)
def test_the_unions_are_reminded_of_an_open_window_only_and_the_administration_of_answers_after_it(notice, now):
    facts = {one.id: one for one in notice.consultations}
    for one in rules.wanted(notice, now):
        if one.code == "consultation_deadline_near":
            assert one.audience == "union_representative"
            assert now < facts[one.subject_id].deadline
            assert not facts[one.subject_id].closed
        elif one.code == "consultation_answer_missing":
            given_, answered = facts[one.subject_id].newest_input_at, facts[one.subject_id].newest_answer_at
            assert given_ is not None
            assert answered is None or answered < given_
        else:
            assert one.audience == "administration"


@given(st.dates(dt.date(2025, 1, 1), dt.date(2030, 12, 31)))
def test_a_deadline_of_the_plan_falls_on_a_working_day_and_gives_the_reader_no_less_time(day):
    deadlines = notice_deadlines(day)

    assert is_working_day(deadlines.agenda.date())
    assert is_working_day(deadlines.papers.date())
    assert (day - deadlines.agenda.date()).days >= 14
    assert (day - deadlines.papers.date()).days >= 7


def test_before_a_public_holiday_the_reminder_comes_for_the_day_that_counts():
    # Constitution Day 2026 is a Sunday; 14 May is Ascension Day. Papers for 21 May are due on Wednesday 13 May.
    deadlines = notice_deadlines(dt.date(2026, 5, 21))
    starts_at = dt.datetime(2026, 5, 21, 7, tzinfo=dt.UTC)
    notice = MeetingNotice("mtg_1", "agenda_published", starts_at, deadlines, frozenset({"agenda"}), ())
    tuesday = dt.datetime(2026, 5, 12, 8, tzinfo=OSLO)

    (one,) = rules.wanted(notice, tuesday)
    assert (one.code, one.due_at.date()) == ("papers_due_tomorrow", dt.date(2026, 5, 13))


@given(MOMENTS, st.none() | MOMENTS, MOMENTS)
def test_an_urgent_meeting_is_called_with_shorter_notice_and_never_late(deadline, out, now):
    state = rules.notice_state(deadline, out, now, urgent=True)

    ordinary = rules.notice_state(deadline, out, now)
    assert state == ("shorter" if ordinary in ("late", "overdue") else ordinary)


def test_nobody_is_reminded_of_an_urgent_meetings_ordinary_deadlines():
    starts_at = dt.datetime(2026, 5, 21, 7, tzinfo=dt.UTC)
    deadlines = notice_deadlines(dt.date(2026, 5, 21))
    notice = MeetingNotice("mtg_1", "planned", starts_at, deadlines, frozenset(), (), urgent=True)

    assert rules.wanted(notice, starts_at - dt.timedelta(days=1)) == ()
