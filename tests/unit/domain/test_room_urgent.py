"""Urgent remote meetings: one third of the body's members make a case wait, whoever is there (kommuneloven § 11-8)."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.deliberation import orders, waiting
from api.domain.deliberation.facts import Declaration
from api.domain.deliberation.voting import FOR
from api.domain.kernel.errors import DomainError
from api.domain.meetings.urgency import Urgency, demands_needed, must_wait
from tests.unit.domain.rooms import (
    CHAIR,
    CLOSED,
    FIRST,
    ITEMS,
    MEMBERS,
    NEWS,
    OPEN,
    UNION,
    Meeting,
    refused,
    setup,
)

URGENCY = Urgency("no_time", "Fristen er fredag.", "Leiar frå Vik")
AURLAND, LERDAL = MEMBERS[2], MEMBERS[3]


def urgent(**fields: Any) -> Meeting:
    meeting = Meeting(setup(remote=True, urgency=URGENCY, **fields))
    meeting.open(*MEMBERS[:4])
    return meeting


def demand(meeting: Meeting, person: str, item_id: str = OPEN) -> None:
    meeting.do(orders.DemandOrdinaryMeeting(item_id=item_id, person_id=person))


@given(st.integers(1, 200), st.integers(0, 200))
def test_exactly_a_third_is_enough_and_less_is_not(members: int, demands: int):
    assert must_wait(members, demands) == (Fraction(demands, members) >= Fraction(1, 3))


@given(st.integers(1, 200))
def test_the_number_that_is_told_is_the_smallest_that_is_enough(members: int):
    needed = demands_needed(members)

    assert must_wait(members, needed)
    assert not must_wait(members, needed - 1)


def test_a_third_of_the_members_postpones_the_case_at_once_though_fewer_are_there():
    meeting = urgent()
    meeting.start()

    demand(meeting, AURLAND)
    assert meeting.item(OPEN).outcome is None
    demand(meeting, LERDAL)

    outcome = meeting.item(OPEN).outcome
    assert outcome is not None
    assert outcome.state == "postponed"
    assert meeting.room.current_item_id is None
    assert meeting.item(OPEN).stretches[-1].until is not None


def test_a_member_who_is_not_there_may_demand_it():
    meeting = urgent()

    demand(meeting, MEMBERS[5])

    assert [one.person_id for one in meeting.item(OPEN).demands] == [MEMBERS[5]]


def test_a_seat_counts_once_though_its_deputy_demands_it_too():
    meeting = urgent()
    meeting.do(orders.Arrive(person_id=FIRST, remote=True, stands_in_for=MEMBERS[4]))
    meeting.start()

    demand(meeting, FIRST)
    demand(meeting, MEMBERS[4])

    assert meeting.item(OPEN).outcome is None
    demand(meeting, MEMBERS[5])
    assert meeting.item(OPEN).outcome is not None


@pytest.mark.parametrize("person", [FIRST, UNION])
def test_who_has_no_seat_of_a_member_demands_nothing(person: str):
    assert refused(urgent(), orders.DemandOrdinaryMeeting(item_id=OPEN, person_id=person)) == "may_demand"


def test_who_is_inhabile_demands_nothing_in_the_case():
    meeting = urgent(declarations=(Declaration(OPEN, AURLAND, "declared", "§ 11-10"),))

    assert refused(meeting, orders.DemandOrdinaryMeeting(item_id=OPEN, person_id=AURLAND)) == "may_demand"
    demand(meeting, AURLAND, NEWS)


def test_a_demand_of_one_who_turns_out_inhabile_does_not_count():
    meeting = urgent()
    demand(meeting, AURLAND)

    meeting.do(orders.DeclareInhability(item_id=OPEN, person_id=AURLAND))
    demand(meeting, LERDAL)

    assert meeting.item(OPEN).outcome is None


def test_a_demand_counts_once():
    meeting = urgent()
    demand(meeting, AURLAND)

    assert refused(meeting, orders.DemandOrdinaryMeeting(item_id=OPEN, person_id=AURLAND)) == "may_demand"


def test_in_an_ordinary_meeting_nobody_demands_it():
    meeting = Meeting()
    meeting.open()

    order = orders.DemandOrdinaryMeeting(item_id=OPEN, person_id=AURLAND)
    assert refused(meeting, order) == "urgent_meeting"


def test_what_is_decided_does_not_wait():
    meeting = urgent()
    meeting.start()
    meeting.decide()

    assert refused(meeting, orders.DemandOrdinaryMeeting(item_id=OPEN, person_id=AURLAND)) == "undecided"


def test_what_must_wait_is_not_voted_on_when_it_is_taken_up_again():
    meeting = urgent()
    demand(meeting, AURLAND)
    demand(meeting, LERDAL)
    meeting.do(orders.ReopenItem(item_id=OPEN))
    meeting.start()

    vote = orders.OpenVote(subject="proposals", proposal_ids=(meeting.item().proposals[0].id,))
    assert refused(meeting, vote) == "not_demanded"
    assert refused(meeting, orders.ConcludeItem(outcome="noted")) == "not_demanded"
    meeting.conclude("postponed")


def test_it_is_decided_when_the_demand_is_withdrawn():
    meeting = urgent()
    demand(meeting, AURLAND)
    demand(meeting, LERDAL)
    meeting.do(orders.ReopenItem(item_id=OPEN))

    meeting.do(orders.WithdrawDemand(item_id=OPEN, person_id=LERDAL))
    meeting.start()
    meeting.decide()
    meeting.conclude("adopted")

    assert meeting.item(OPEN).outcome is not None


def test_only_what_was_demanded_is_withdrawn():
    assert refused(urgent(), orders.WithdrawDemand(item_id=OPEN, person_id=AURLAND)) == "demanded"


def test_what_was_demanded_before_the_meeting_counts_in_it():
    meeting = urgent(demands=((OPEN, AURLAND),))

    demand(meeting, LERDAL)

    assert meeting.item(OPEN).outcome is not None


def test_a_demand_of_before_from_one_who_is_no_member_on_the_day_does_not_count():
    meeting = urgent(demands=((OPEN, FIRST), (OPEN, AURLAND)))

    assert not waiting.must_wait(meeting.room, meeting.item(OPEN))


def test_what_must_be_closed_is_not_treated_in_an_urgent_meeting():
    assert refused(urgent(), orders.StartItem(item_id=CLOSED)) == "not_remote"


def test_the_reason_is_for_all_only_when_nothing_on_the_agenda_is_closed():
    assert not waiting.may_say_why(urgent().room)
    assert waiting.may_say_why(urgent(items=(ITEMS[0], ITEMS[3])).room)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["demand", "withdraw", "inhabile", "vote", "adopt", "note", "reopen", "start"]),
        st.sampled_from(MEMBERS),
    ),
    max_size=25,
)


@given(STEPS)
def test_whatever_is_done_nothing_is_decided_that_a_third_demands_to_wait(steps: list[tuple[str, str]]):
    meeting = Meeting(setup(remote=True, urgency=URGENCY, items=(ITEMS[0], ITEMS[3])))
    meeting.open(chaired_by=CHAIR)
    asked: set[str] = set()
    out: set[str] = set()
    for what, person in steps:
        record = meeting.item(OPEN)
        waits = 3 * len(asked - out) >= len(MEMBERS)
        tried: dict[str, list[orders.Order]] = {
            "demand": [orders.DemandOrdinaryMeeting(item_id=OPEN, person_id=person)],
            "withdraw": [orders.WithdrawDemand(item_id=OPEN, person_id=person)],
            "inhabile": [orders.DeclareInhability(item_id=OPEN, person_id=person)],
            "vote": [
                orders.OpenVote(subject="proposals", proposal_ids=(record.proposals[0].id,), method="by_count"),
                orders.CloseVote(counts={FOR: 6 - len(out)}),
            ],
            "adopt": [orders.ConcludeItem(outcome="adopted")],
            "note": [orders.ConcludeItem(outcome="noted")],
            "reopen": [orders.ReopenItem(item_id=OPEN)],
            "start": [orders.StartItem(item_id=OPEN)],
        }
        try:
            for order in tried[what]:
                meeting.do(order)
        except DomainError:
            continue
        after = meeting.item(OPEN)
        if what == "demand":
            asked.add(person)
        elif what == "withdraw":
            asked.discard(person)
        elif what == "inhabile":
            out.add(person)
        assert not (waits and what in ("vote", "adopt", "note"))
        if what == "demand" and 3 * len(asked - out) >= len(MEMBERS):
            assert after.outcome is not None
            assert after.outcome.state == "postponed"
