import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.kernel.errors import GuardRefused
from api.domain.resolutions import rules
from api.domain.resolutions.policy import Reach

NOON = dt.datetime(2025, 10, 20, 12, tzinfo=dt.UTC)
TODAY = dt.date(2025, 10, 20)


@pytest.mark.parametrize(
    ("decided", "gives"),
    [
        ("adopted", True),
        ("adopted_as_amended", True),
        ("elected", True),
        ("rejected", False),
        ("noted", False),
        ("postponed", False),
        ("returned", False),
        ("withdrawn", False),
    ],
)
def test_what_is_adopted_and_elections_give_resolutions(decided, gives):
    assert rules.gives_resolution(decided) is gives


def test_a_text_with_blanks_is_refused_by_how_many_there_are():
    with pytest.raises(GuardRefused) as refused:
        rules.require_filled(3)

    assert refused.value.extra["guard"] == "blanks_filled"
    assert refused.value.extra["blanks"] == 3
    rules.require_filled(0)


def test_a_resolution_goes_from_recorded_to_implemented():
    state = "recorded"
    for action in ("finalise", "start", "implement"):
        state = rules.after(action, state, unsettled=0)

    assert state == "implemented"
    assert rules.after("resume", state, unsettled=0) == "in_progress"


@pytest.mark.parametrize(
    ("action", "state"),
    [("finalise", "final"), ("start", "recorded"), ("implement", "recorded"), ("resume", "superseded")],
)
def test_a_step_out_of_order_is_refused(action, state):
    with pytest.raises(GuardRefused) as refused:
        rules.after(action, state, unsettled=0)

    assert refused.value.extra["guard"] == "resolution_state"


def test_nothing_is_implemented_while_something_is_to_be_done():
    with pytest.raises(GuardRefused) as refused:
        rules.after("implement", "in_progress", unsettled=1)

    assert refused.value.extra["guard"] == "follow_ups_settled"


def test_an_older_resolution_ends_no_newer_one():
    with pytest.raises(GuardRefused) as refused:
        rules.require_later(NOON, NOON - dt.timedelta(days=1))

    assert refused.value.extra["guard"] == "later_resolution"
    rules.require_later(NOON, NOON)


@given(st.lists(st.integers(1, 3), max_size=12))
def test_every_resolution_of_a_meeting_has_a_label_of_its_own(items):
    labels: list[str] = []
    for item in items:
        labels.append(rules.label(item, labels))

    assert len(set(labels)) == len(labels)
    assert all(one.partition("-")[0] == str(item) for one, item in zip(labels, items, strict=True))


def test_the_second_resolution_of_an_item_is_told_from_the_first():
    assert rules.label(9, ["8", "9"]) == "9-2"
    assert rules.number("08-25", "9-2") == "08-25/9-2"
    assert rules.path("styret", "2025-09-22", "9") == "/admin/vedtak/styret/2025-09-22/9"


@pytest.mark.parametrize(
    ("state", "days", "wanted"),
    [
        ("open", 8, None),
        ("open", 7, "soon"),
        ("in_progress", 1, "soon"),
        ("open", 0, "due"),
        ("open", -30, "due"),
        ("done", 0, None),
        ("dropped", -1, None),
    ],
)
def test_an_owner_is_reminded_a_week_before_and_on_the_day(state, days, wanted):
    assert rules.reminds_of(state, TODAY + dt.timedelta(days=days), NOON) == wanted


def test_the_week_is_counted_in_norwegian_days():
    late = dt.datetime(2025, 10, 19, 22, 30, tzinfo=dt.UTC)  # 00:30 on the 20th in Norway

    assert rules.reminds_of("open", dt.date(2025, 10, 27), late) == "soon"


def test_the_day_itself_is_in_time():
    assert not rules.is_overdue("open", TODAY, TODAY)
    assert rules.is_overdue("open", TODAY - dt.timedelta(days=1), TODAY)
    assert not rules.is_overdue("done", TODAY - dt.timedelta(days=1), TODAY)


def reach(**given) -> Reach:
    nothing = {
        "account_id": "acc_1",
        "administers": frozenset(),
        "officer_in": frozenset(),
        "sits_in": frozenset(),
        "gets_papers_of": frozenset(),
        "withheld": frozenset(),
    }
    return Reach(**{**nothing, **given})


@pytest.mark.parametrize(
    ("given", "open_", "closed"),
    [
        ({}, False, False),
        ({"administers": frozenset({"body_1"})}, True, True),
        ({"administers": None}, True, True),
        ({"administers": frozenset({"body_2"})}, False, False),
        ({"officer_in": frozenset({"body_1"})}, True, False),
        ({"officer_in": frozenset({"body_1"}), "account_id": "acc_officer"}, True, True),
        ({"account_id": "acc_officer"}, False, False),
        ({"sits_in": frozenset({"body_1"})}, True, False),
        ({"sits_in": frozenset({"body_1"}), "gets_papers_of": frozenset({"body_1"})}, True, True),
        (
            {
                "sits_in": frozenset({"body_1"}),
                "gets_papers_of": frozenset({"body_1"}),
                "withheld": frozenset({"item_1"}),
            },
            True,
            False,
        ),
    ],
)
def test_who_reads_what(given, open_, closed):
    one = reach(**given)

    assert one.sees("body_1", "open", "acc_officer", "item_1") is open_
    assert one.sees("body_1", "closed", "acc_officer", "item_1") is closed


@pytest.mark.parametrize(
    ("action", "state", "after"),
    [
        ("start", "open", "in_progress"),
        ("done", "open", "done"),
        ("done", "in_progress", "done"),
        ("drop", "open", "dropped"),
        ("reopen", "done", "open"),
        ("reopen", "dropped", "open"),
    ],
)
def test_a_follow_up_takes_its_steps(action, state, after):
    assert rules.follow_up_after(action, state) == after


@pytest.mark.parametrize(("action", "state"), [("start", "done"), ("done", "dropped"), ("reopen", "open")])
def test_a_follow_up_takes_no_other_step(action, state):
    with pytest.raises(GuardRefused) as refused:
        rules.follow_up_after(action, state)

    assert refused.value.extra["guard"] == "follow_up_state"
