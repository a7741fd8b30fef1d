"""What may happen in the meeting room, one guard at a time: who is there, the agenda and the doors."""

import pytest

from api.domain.deliberation import orders, outcomes, presence
from api.domain.deliberation.facts import Declaration, Seat
from api.domain.deliberation.orders import Arrival, OpenMeeting
from api.domain.deliberation.room import Room
from api.domain.kernel import richtext
from tests.unit.domain.rooms import (
    CHAIR,
    CLOSED,
    DEPUTY_CHAIR,
    FIRST,
    ITEMS,
    MAY_CLOSE,
    MEMBERS,
    NEWS,
    OPEN,
    SEATS,
    SECOND,
    UNION,
    Meeting,
    item,
    pointer,
    refused,
    setup,
)

BASIS = "koml-11-5-3-a"
MUST = "koml-11-5-2"


def voters(room: Room) -> set[str]:
    assert room.current is not None
    return set(presence.voters(room, room.current).values())


# Opening and closing


def test_the_chair_leads_when_there_and_else_the_deputy_chair():
    with_chair, without = Meeting(), Meeting()
    with_chair.open()
    without.open(*MEMBERS[1:])

    assert (with_chair.room.chaired_by, without.room.chaired_by) == (CHAIR, DEPUTY_CHAIR)


def test_without_either_it_must_be_said_who_leads():
    meeting = Meeting()
    present = tuple(Arrival(person_id=person) for person in MEMBERS[2:])

    assert refused(meeting, OpenMeeting(present=present)) == "has_chair"
    meeting.do(OpenMeeting(present=present, chaired_by=MEMBERS[2]))
    assert meeting.room.chaired_by == MEMBERS[2]


def test_a_union_representative_cannot_lead():
    present = (Arrival(person_id=UNION), Arrival(person_id=CHAIR))

    assert refused(Meeting(), OpenMeeting(present=present, chaired_by=UNION)) == "chair_votes"


def test_a_meeting_is_opened_once(meeting: Meeting):
    assert refused(meeting, OpenMeeting(present=())) == "not_opened"


def test_a_body_without_members_cannot_meet():
    assert refused(Meeting(setup(seats=SEATS[-1:])), OpenMeeting(present=())) == "has_members"


def test_a_stranger_cannot_be_present():
    assert pointer(Meeting(), OpenMeeting(present=(Arrival(person_id="pers_x"),))) == "/present/0/personId"


def test_nothing_happens_before_it_is_opened_nor_after_it_is_held(meeting: Meeting):
    assert refused(Meeting(), orders.StartItem(item_id=OPEN)) == "in_session"
    assert refused(Meeting(), orders.Remark(item_id=OPEN, text="x")) == "opened"
    held = Meeting(setup(items=()))
    held.open()
    held.do(orders.CloseMeeting())
    assert held.room.stage == "held"
    assert refused(held, orders.Adjourn()) == "in_session"


def test_the_meeting_is_over_when_every_item_has_an_outcome():
    meeting = Meeting(setup(items=(ITEMS[3],)))
    meeting.open()
    assert refused(meeting, orders.CloseMeeting()) == "all_concluded"
    meeting.start(NEWS)
    meeting.conclude("noted")
    meeting.do(orders.CloseMeeting())

    assert meeting.room.closed_at is not None


def test_a_break_is_a_stretch_between_two_and_the_item_goes_on_after_it(meeting: Meeting):
    meeting.start()
    meeting.do(orders.Adjourn(reason="Lunsj"))
    assert refused(meeting, orders.Adjourn()) == "in_session"
    meeting.do(orders.Resume())

    assert [one.reason for one in meeting.room.breaks] == ["Lunsj"]
    assert meeting.room.current_item_id == OPEN
    assert [one.until is None for one in meeting.item().stretches] == [False, True]
    assert refused(meeting, orders.Resume()) == "adjourned"


# Attendance, deputies by order


def test_a_deputy_steps_in_for_one_who_is_not_there_by_order():
    meeting = Meeting()
    meeting.open(*MEMBERS[:5])
    second = orders.Arrive(person_id=SECOND, stands_in_for=MEMBERS[5])
    assert refused(meeting, second) == "deputy_order"
    meeting.do(orders.NoteAbsence(person_id=FIRST))
    meeting.do(second)
    meeting.start()

    assert voters(meeting.room) == {*MEMBERS[:5], SECOND}


def test_the_deputies_order_holds_at_the_opening_too():
    present = (
        *(Arrival(person_id=person) for person in MEMBERS[:5]),
        Arrival(person_id=SECOND, stands_in_for=MEMBERS[5]),
    )

    assert refused(Meeting(), OpenMeeting(present=present)) == "deputy_order"
    meeting = Meeting()
    meeting.do(OpenMeeting(present=present, absent=(FIRST,)))
    assert presence.sitting_for(meeting.room, MEMBERS[5], None) == SECOND


def test_a_member_who_comes_takes_the_seat_back():
    meeting = Meeting()
    meeting.open(*MEMBERS[:5])
    meeting.do(orders.Arrive(person_id=FIRST, stands_in_for=MEMBERS[5]))
    meeting.do(orders.Arrive(person_id=MEMBERS[5]))
    meeting.start()

    assert voters(meeting.room) == set(MEMBERS)
    assert meeting.room.stand_ins[0].until is not None


def test_a_seat_that_is_taken_takes_no_deputy(meeting: Meeting):
    assert refused(meeting, orders.Arrive(person_id=FIRST, stands_in_for=MEMBERS[5])) == "seat_vacant"


def test_a_deputy_has_one_seat():
    meeting = Meeting()
    meeting.open(*MEMBERS[:4])
    meeting.do(orders.Arrive(person_id=FIRST, stands_in_for=MEMBERS[5]))

    assert refused(meeting, orders.StepIn(person_id=FIRST, member_id=MEMBERS[4])) == "one_seat"


def test_a_deputy_of_the_same_municipality_goes_before_the_others():
    theirs = Seat("pers_vara_vik", "Vara for Vik", "deputy", 3, municipality="4639")
    meeting = Meeting(setup(seats=(*SEATS, theirs)))
    meeting.open(*MEMBERS[1:])

    assert pointer(meeting, orders.Arrive(person_id=FIRST, stands_in_for=CHAIR)) == "/personId"
    meeting.do(orders.Arrive(person_id=theirs.person_id, stands_in_for=CHAIR))
    assert presence.sitting_for(meeting.room, CHAIR, None) == theirs.person_id


def test_who_leads_does_not_leave_before_handing_over(meeting: Meeting):
    assert refused(meeting, orders.Leave(person_id=CHAIR)) == "not_in_the_chair"
    meeting.do(orders.HandOverChair(person_id=DEPUTY_CHAIR))
    meeting.do(orders.Leave(person_id=CHAIR))

    assert (meeting.room.chaired_by, presence.presence_of(meeting.room, CHAIR)) == (DEPUTY_CHAIR, None)


def test_nobody_comes_or_goes_while_a_vote_is_open(meeting: Meeting):
    meeting.start()
    meeting.ask()

    for order in (
        orders.Leave(person_id=MEMBERS[3]),
        orders.Arrive(person_id=UNION),
        orders.Adjourn(),
        orders.DeclareInhability(item_id=OPEN, person_id=MEMBERS[3]),
        orders.StartItem(item_id=NEWS),
        orders.MoveProposal(kind="alternative", text=richtext.text_doc("Nei.")),
    ):
        assert refused(meeting, order) == "no_open_vote"


# Inhability


def test_who_declares_has_no_part_in_the_item_and_a_deputy_steps_in(meeting: Meeting):
    meeting.do(orders.Arrive(person_id=FIRST))
    meeting.start()
    meeting.do(orders.DeclareInhability(item_id=OPEN, person_id=MEMBERS[5]))
    assert voters(meeting.room) == set(MEMBERS[:5])
    meeting.do(orders.StepIn(person_id=FIRST, member_id=MEMBERS[5], item_id=OPEN))

    assert voters(meeting.room) == {*MEMBERS[:5], FIRST}


def test_the_body_decides_without_the_member_before_anything_else_is_voted_on(meeting: Meeting):
    meeting.start()
    meeting.do(orders.DeclareInhability(item_id=OPEN, person_id=MEMBERS[5]))
    ask = orders.OpenVote(subject="proposals", proposal_ids=(f"prop_{OPEN}",))
    assert refused(meeting, ask) == "inhability_decided"
    vote = meeting.decide(subject="inhability", person_id=MEMBERS[5])

    assert MEMBERS[5] not in vote.voters
    assert [(one.person_id, one.state, one.vote) for one in meeting.item().inhabilities] == [
        (MEMBERS[5], "decided", vote.seq)
    ]
    assert MEMBERS[5] not in meeting.ask().voters


def test_who_is_found_not_to_be_inhabile_votes_again_and_the_deputy_does_not(meeting: Meeting):
    meeting.do(orders.Arrive(person_id=FIRST))
    meeting.start()
    meeting.do(orders.DeclareInhability(item_id=OPEN, person_id=MEMBERS[5]))
    meeting.do(orders.StepIn(person_id=FIRST, member_id=MEMBERS[5], item_id=OPEN))
    meeting.decide(0, subject="inhability", person_id=MEMBERS[5])

    assert voters(meeting.room) == set(MEMBERS)


def test_the_body_may_find_somebody_inhabile_who_has_not_said_so(meeting: Meeting):
    meeting.start()
    vote = meeting.decide(subject="inhability", person_id=MEMBERS[5])

    assert set(vote.voters) == set(MEMBERS[:5])
    assert voters(meeting.room) == set(MEMBERS[:5])


def test_what_was_declared_beforehand_holds_from_the_opening():
    declared = Declaration(OPEN, MEMBERS[5], "declared", "kommunelova § 11-10")
    meeting = Meeting(setup(declarations=(declared,)))
    meeting.open()
    meeting.start()

    assert voters(meeting.room) == set(MEMBERS[:5])
    again = orders.DeclareInhability(item_id=OPEN, person_id=MEMBERS[5])
    assert refused(meeting, again) == "not_declared"


def test_an_inhabile_chair_hands_over_before_the_vote(meeting: Meeting):
    meeting.start()
    meeting.do(orders.DeclareInhability(item_id=OPEN, person_id=CHAIR))
    ask = orders.OpenVote(subject="inhability", person_id=CHAIR)
    assert refused(meeting, ask) == "chair_votes"
    meeting.do(orders.HandOverChair(person_id=DEPUTY_CHAIR))

    assert meeting.ask(subject="inhability", person_id=CHAIR).led_by == DEPUTY_CHAIR


# The doors


def test_doors_that_may_be_closed_are_closed_by_a_vote_in_the_open_on_the_same_basis(meeting: Meeting):
    meeting.start(MAY_CLOSE)
    assert refused(meeting, orders.CloseDoors(legal_basis=BASIS)) == "closing_decided"
    vote = meeting.decide(4, subject="closing", legal_basis=BASIS)
    assert refused(meeting, orders.CloseDoors(legal_basis="koml-11-5-3-b")) == "closing_decided"
    meeting.do(orders.CloseDoors(legal_basis=BASIS))

    assert meeting.room.doors_closed
    assert (meeting.item().closures[0].legal_basis, meeting.item().closures[0].vote) == (BASIS, vote.seq)


def test_a_vote_that_was_lost_closes_nothing(meeting: Meeting):
    meeting.start(MAY_CLOSE)
    meeting.decide(2, subject="closing", legal_basis=BASIS)

    assert refused(meeting, orders.CloseDoors(legal_basis=BASIS)) == "closing_decided"


def test_doors_that_must_be_closed_need_no_vote(meeting: Meeting):
    meeting.start(CLOSED)
    meeting.do(orders.CloseDoors(legal_basis=MUST))

    assert meeting.item().closures[0].vote is None


def test_closing_is_never_voted_on_behind_closed_doors(meeting: Meeting):
    meeting.start(CLOSED)
    meeting.do(orders.CloseDoors(legal_basis=MUST))

    assert refused(meeting, orders.OpenVote(subject="closing", legal_basis=BASIS)) == "doors_open"


def test_the_debate_on_closing_may_be_closed_and_nothing_else_is_done_then(meeting: Meeting):
    meeting.start(MAY_CLOSE)
    meeting.do(orders.CloseDoors(legal_basis=BASIS, debate_on_closing=True))
    meeting.do(orders.RequestFloor(person_id=CHAIR))
    assert refused(meeting, orders.OpenVote(subject="closing", legal_basis=BASIS)) == "doors_open"
    meeting.do(orders.OpenDoors())
    meeting.decide(subject="closing", legal_basis=BASIS)
    meeting.do(orders.CloseDoors(legal_basis=BASIS))

    assert [one.debate_only for one in meeting.item().closures] == [True, False]


def test_what_must_be_closed_is_not_decided_with_the_doors_open(meeting: Meeting):
    meeting.start(CLOSED)

    assert refused(meeting, orders.OpenVote(subject="proposals", proposal_ids=("prop_closed",))) == "doors_closed"


def test_a_basis_of_a_document_closes_no_meeting(meeting: Meeting):
    meeting.start(CLOSED)

    assert pointer(meeting, orders.CloseDoors(legal_basis="offl-13")) == "/legalBasis"


def test_the_doors_are_opened_before_another_item_is_taken_up(meeting: Meeting):
    meeting.start(CLOSED)
    meeting.do(orders.CloseDoors(legal_basis=MUST))

    assert refused(meeting, orders.StartItem(item_id=OPEN)) == "doors_open"
    assert refused(meeting, orders.ConcludeItem(outcome="withdrawn")) == "doors_open"
    meeting.do(orders.OpenDoors())
    meeting.start(OPEN)


# Remote


def test_a_remote_meeting_never_takes_up_what_must_be_closed():
    meeting = Meeting(setup(remote=True))
    meeting.open()

    assert refused(meeting, orders.StartItem(item_id=CLOSED)) == "not_remote"
    meeting.start(MAY_CLOSE)
    assert refused(meeting, orders.CloseDoors(legal_basis=MUST)) == "not_remote"


def test_who_follows_from_elsewhere_has_no_part_in_what_must_be_closed(meeting: Meeting):
    meeting.do(orders.Arrive(person_id=MEMBERS[5], remote=True))
    meeting.start(CLOSED)
    assert voters(meeting.room) == set(MEMBERS[:5])
    meeting.start(OPEN)
    assert voters(meeting.room) == set(MEMBERS)


def test_a_body_that_may_not_meet_remotely_opens_no_remote_meeting():
    meeting = Meeting(setup(remote=True, remote_allowed=False))

    assert refused(meeting, OpenMeeting(present=(Arrival(person_id=CHAIR),))) == "remote_allowed"


def test_nobody_takes_part_from_elsewhere_in_a_body_that_may_not_meet_remotely():
    meeting = Meeting(setup(remote_allowed=False))

    assert refused(meeting, OpenMeeting(present=(Arrival(person_id=CHAIR, remote=True),))) == "remote_allowed"
    meeting.open(*MEMBERS[:5])
    assert refused(meeting, orders.Arrive(person_id=MEMBERS[5], remote=True)) == "remote_allowed"
    meeting.do(orders.Arrive(person_id=MEMBERS[5]))


# What was not on the agenda


@pytest.fixture
def raised(meeting: Meeting) -> Meeting:
    fact = item("item_new", 5, title="Ny sak", raised=True)
    meeting.do(orders.AddItem(type="decision", title="Ny sak"), item=fact)
    return meeting


def test_what_is_raised_may_be_decided_when_nobody_objects(raised: Meeting):
    raised.start("item_new")

    assert raised.decide().result.carried


def test_a_third_of_those_present_can_stop_it(raised: Meeting):
    raised.do(orders.ObjectToDeciding(item_id="item_new", person_id=MEMBERS[4]))
    raised.start("item_new")
    assert not presence.is_objected_to(raised.room, raised.item())
    raised.do(orders.ObjectToDeciding(item_id="item_new", person_id=MEMBERS[5]))

    ask = orders.OpenVote(subject="proposals", proposal_ids=("prop_item_new",))
    assert refused(raised, ask) == "not_objected"
    raised.conclude("postponed")


def test_who_leads_can_stop_it_alone(raised: Meeting):
    raised.do(orders.ObjectToDeciding(item_id="item_new", person_id=CHAIR))
    raised.start("item_new")

    assert presence.is_objected_to(raised.room, raised.item())


def test_nobody_objects_to_what_stood_on_the_agenda_nor_without_a_vote(raised: Meeting):
    assert refused(raised, orders.ObjectToDeciding(item_id=OPEN, person_id=CHAIR)) == "may_object"
    assert refused(raised, orders.ObjectToDeciding(item_id="item_new", person_id=UNION)) == "may_object"


# Speaking and words


def test_who_asked_gets_the_floor_and_one_speaks_at_a_time(meeting: Meeting):
    meeting.do(orders.Arrive(person_id=UNION))
    meeting.start()
    first = meeting.do(orders.RequestFloor(person_id=UNION)).seq
    second = meeting.do(orders.RequestFloor(person_id=CHAIR)).seq
    assert refused(meeting, orders.RequestFloor(person_id=CHAIR)) == "not_listed"
    meeting.do(orders.GiveFloor(speaker=first))
    meeting.do(orders.GiveFloor(speaker=second))

    assert [(one.seq, one.ended_at is None) for one in meeting.room.speakers] == [(first, False), (second, True)]
    meeting.do(orders.EndSpeech())
    assert refused(meeting, orders.EndSpeech()) == "has_the_floor"
    assert refused(meeting, orders.GiveFloor(speaker=first)) == "listed"


def test_who_is_inhabile_or_away_does_not_speak_nor_unions_behind_closed_doors(meeting: Meeting):
    meeting.do(orders.Arrive(person_id=UNION))
    meeting.start(CLOSED)
    meeting.do(orders.DeclareInhability(item_id=CLOSED, person_id=MEMBERS[5]))
    meeting.do(orders.CloseDoors(legal_basis=MUST))

    for person in (MEMBERS[5], UNION, FIRST):
        assert refused(meeting, orders.RequestFloor(person_id=person)) == "may_speak"
    meeting.do(orders.RequestFloor(name="Ein gjest"))


def test_a_dissent_is_theirs_who_took_part(meeting: Meeting):
    meeting.start()
    meeting.decide(5)
    meeting.conclude("adopted")
    meeting.do(orders.RecordDissent(item_id=OPEN, person_id=MEMBERS[5], text="Eg er usamd."))

    assert outcomes.adopted(meeting.room, meeting.item(OPEN)).dissents == ((f"Medlem {MEMBERS[5]}", "Eg er usamd."),)
    union = orders.RecordDissent(item_id=OPEN, person_id=UNION, text="Eg òg.")
    assert refused(meeting, union) == "took_part"
