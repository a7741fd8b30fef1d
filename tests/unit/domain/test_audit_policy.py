import pytest

from api.domain.audit.policy import can_read_log, reach
from api.domain.kernel.actor import Actor, Grant, Seat, person
from api.domain.kernel.policy import Deny

OWN, OTHER = "body_own", "body_other"
OFFICE = Grant("administration", OWN)
KEEPER = Grant("system_administrator")


def somebody(*grants: Grant) -> Actor:
    return person("acc_1", "Kari", frozenset(grants), frozenset({Seat(OWN, "chair")}), "per_1")


@pytest.mark.parametrize("grants", [(), (Grant("case_officer"),), (Grant("case_officer", OWN),)])
def test_the_log_is_for_nobody_else_than_administrations_and_keepers_of_the_system(grants: tuple[Grant, ...]):
    decision = can_read_log(somebody(*grants))

    assert isinstance(decision, Deny)
    assert "administration" in decision.reason


@pytest.mark.parametrize(
    ("grants", "shown"),
    [
        ((Grant("administration"),), {("meeting", OWN), ("meeting", OTHER), ("meeting", None), ("account", OWN)}),
        ((OFFICE,), {("meeting", OWN)}),
        ((KEEPER,), {("account", OWN)}),
        ((KEEPER, OFFICE), {("meeting", OWN), ("account", OWN)}),
        ((OFFICE, Grant("case_officer", OTHER)), {("meeting", OWN)}),
    ],
)
def test_values_are_shown_to_those_whose_they_are(grants: tuple[Grant, ...], shown: set[tuple[str, str | None]]):
    asked = [("meeting", OWN), ("meeting", OTHER), ("meeting", None), ("account", OWN)]
    found = reach(somebody(*grants))

    assert {one for one in asked if found.shows_values(*one)} == shown


def test_only_who_keeps_the_system_or_administers_all_sees_what_happened_everywhere():
    assert not reach(somebody(OFFICE)).system
    assert reach(somebody(KEEPER)).system
    assert reach(somebody(Grant("administration"))).system
