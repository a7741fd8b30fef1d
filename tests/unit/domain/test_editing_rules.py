"""Which savings are one version, and how long a lock holds."""

import datetime as dt
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.cases.rules import LOCK_LIFETIME, ONE_SITTING, Saved, VersionKind, joins, lock_holds

START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
kinds = st.sampled_from(get_args(VersionKind))
people = st.sampled_from(["acc_a", "acc_b", None])
waits = st.timedeltas(min_value=dt.timedelta(0), max_value=dt.timedelta(hours=1))


@given(kinds, people, kinds, people, waits)
def test_only_automatic_savings_by_one_person_in_one_sitting_are_one_version(older, first, newer, second, wait):
    joined = joins(Saved(older, first, START), newer, second, START + wait)

    assert joined == (older == newer == "autosave" and first == second and wait < ONE_SITTING)


def test_the_first_saving_is_a_version_of_its_own():
    assert not joins(None, "autosave", "acc_a", START)


@pytest.mark.parametrize(("wait", "holds"), [(0, True), (119, True), (120, False), (3600, False)])
def test_a_lock_holds_for_two_minutes_after_its_holder_was_last_heard_of(wait, holds):
    assert dt.timedelta(minutes=2) == LOCK_LIFETIME
    assert lock_holds(START, START + dt.timedelta(seconds=wait)) is holds
