"""What everybody may follow of a meeting, and what nobody outside of the room may."""

from dataclasses import replace

import pytest

from api.domain.deliberation import orders
from api.domain.deliberation.public_view import PublicItem, public_view
from api.domain.deliberation.schemas import LiveItem, LiveView
from api.domain.deliberation.views import Viewer, shown
from api.domain.kernel import richtext
from tests.unit.domain.rooms import (
    CHAIR,
    CLOSED,
    ITEMS,
    MEMBERS,
    NEWS,
    OPEN,
    SECRET,
    UNION,
    Meeting,
    proposal,
    setup,
)

BASIS = "koml-11-5-3-a"
MUST = "koml-11-5-2"
PUBLISHED = {
    OPEN: PublicItem("Budsjett", "open", texts={f"prop_{OPEN}": richtext.text_doc("Styret vedtek.")}),
    CLOSED: PublicItem("Personalsak", "closed", "offl. § 13"),
    NEWS: PublicItem("Orientering", "open"),
}


@pytest.fixture
def meeting() -> Meeting:
    found = Meeting()
    found.open()
    return found


def view(meeting: Meeting) -> LiveView:
    return public_view(meeting.room, PUBLISHED)


def item(meeting: Meeting, item_id: str) -> LiveItem:
    return next(one for one in view(meeting).items if one.id == item_id)


def test_an_open_vote_by_name_is_told_whole(meeting: Meeting):
    meeting.start()
    meeting.ask()
    meeting.cast(dict.fromkeys(MEMBERS[:3], "for"))
    assert (item(meeting, OPEN).votes[0].is_open, item(meeting, OPEN).votes[0].sides) == (True, ())
    meeting.do(orders.CloseVote())
    vote = item(meeting, OPEN).votes[0]

    assert vote.outcome == "3 for, 0 mot, 6 medlemmer, vedtaksfør med 3: vedteke, samrøystes"
    assert vote.concerns == "hovudframlegget"
    assert [(side.label, side.count, len(side.names or ())) for side in vote.sides] == [
        ("for", 3, 3),
        ("against", 0, 0),
    ]


def test_a_secret_vote_names_nobody(meeting: Meeting):
    meeting.start()
    meeting.ask(form="written")
    meeting.cast(dict.fromkeys(MEMBERS[:3], "for"))
    meeting.do(orders.CloseVote(counts={"for": 2, "against": 1}))

    assert [side.names for side in item(meeting, OPEN).votes[0].sides] == [None, None]


def test_a_closed_item_is_number_open_title_and_basis(meeting: Meeting):
    meeting.start(CLOSED)
    meeting.do(orders.CloseDoors(legal_basis=MUST))
    meeting.decide()
    meeting.do(orders.OpenDoors())
    meeting.conclude("adopted")
    told = item(meeting, CLOSED)

    assert (told.number, told.title, told.legal_basis, told.state) == (2, "Personalsak", "offl. § 13", None)
    assert (told.proposals, told.votes, told.inhabilities) == ((), (), ())
    assert SECRET not in view(meeting).model_dump_json()


def test_behind_closed_doors_only_that_they_are_closed_and_why_is_told(meeting: Meeting):
    meeting.start(OPEN)
    meeting.do(orders.RequestFloor(person_id=CHAIR))
    meeting.decide(subject="closing", legal_basis=BASIS)
    meeting.do(orders.CloseDoors(legal_basis=BASIS))
    first = view(meeting)
    meeting.do(orders.RequestFloor(person_id=MEMBERS[2]))
    meeting.do(orders.MoveProposal(kind="alternative", text=richtext.text_doc(SECRET)))

    assert view(meeting) == first
    assert (first.doors, first.legal_basis) == ("closed", "kommunelova § 11-5 tredje ledd bokstav a")
    assert (first.present, first.speaking, first.queue, first.chaired_by) == ((), None, (), None)


def test_the_vote_on_closing_is_told_and_what_an_open_item_became_behind_the_doors_is_not(meeting: Meeting):
    meeting.start(OPEN)
    meeting.decide(5, subject="closing", legal_basis=BASIS)
    meeting.do(orders.CloseDoors(legal_basis=BASIS))
    meeting.do(orders.MoveProposal(kind="alternative", text=richtext.text_doc(SECRET)))
    meeting.do(orders.OpenDoors())
    told = item(meeting, OPEN)

    assert (told.access, told.title, told.proposals) == ("closed", "Budsjett", ())
    assert [vote.subject for vote in told.votes] == ["closing"]
    assert SECRET not in view(meeting).model_dump_json()


def test_titles_are_those_that_are_published(meeting: Meeting):
    changed = tuple(replace(one, title=f"{one.title} {SECRET}") for one in ITEMS)
    other = Meeting(setup(items=changed))
    other.open()
    other.start()

    assert item(other, OPEN).title == "Budsjett"
    assert SECRET not in view(other).model_dump_json()


def test_a_proposal_that_is_not_published_is_told_when_it_is_moved_in_the_room(meeting: Meeting):
    meeting.start()
    meeting.do(orders.MoveProposal(kind="alternative", text=richtext.text_doc("Nei."), mover_id=CHAIR))
    agenda_only = {**PUBLISHED, OPEN: PublicItem("Budsjett", "open")}
    told = next(one for one in public_view(meeting.room, agenda_only).items if one.id == OPEN)

    assert [one.text is None for one in told.proposals] == [True, False]
    assert told.proposals[1].mover == "Leiar frå Vik"


def test_remarks_reasons_and_dissents_are_for_the_minutes(meeting: Meeting):
    meeting.start()
    meeting.do(orders.Remark(item_id=OPEN, text=SECRET))
    meeting.do(orders.RecordDissent(item_id=OPEN, person_id=CHAIR, text=SECRET))
    meeting.decide(subject="postponement")
    meeting.conclude("postponed", note=SECRET)

    assert SECRET not in view(meeting).model_dump_json()
    assert item(meeting, OPEN).state == "postponed"


# What each of the circle sees


def viewer(person: str, **fields: bool) -> Viewer:
    given = {"administers": False, "leads": False, "is_member": person != UNION}
    return Viewer(person, **{**given, **fields})


def test_members_see_what_is_closed_and_unions_do_not(meeting: Meeting):
    meeting.start(CLOSED)

    assert SECRET in shown(meeting.room, viewer(CHAIR)).model_dump_json()
    assert SECRET not in shown(meeting.room, viewer(UNION)).model_dump_json()


def test_who_is_inhabile_sees_the_open_form_from_that_moment_even_when_leading(meeting: Meeting):
    meeting.start(CLOSED)
    meeting.do(orders.DeclareInhability(item_id=CLOSED, person_id=CHAIR))
    seen = shown(meeting.room, viewer(CHAIR, leads=True))
    theirs = next(one for one in seen.items if one.id == CLOSED)

    assert (theirs.withheld, theirs.title, theirs.proposals) == (True, "Personalsak", ())
    assert SECRET in shown(meeting.room, viewer(MEMBERS[2])).model_dump_json()


def test_who_follows_from_elsewhere_does_not_see_what_must_be_closed(meeting: Meeting):
    meeting.do(orders.Arrive(person_id=MEMBERS[2], remote=True))

    assert next(one for one in shown(meeting.room, viewer(MEMBERS[2])).items if one.id == CLOSED).withheld
    assert not next(one for one in shown(meeting.room, viewer(MEMBERS[3])).items if one.id == CLOSED).withheld


def test_before_the_meeting_the_agenda_is_in_the_papers_alone():
    room = Meeting().room

    assert shown(room, viewer(CHAIR)).items == ()
    assert shown(room, viewer(CHAIR, administers=True)).items[0].proposals


def test_what_the_board_was_not_given_is_told_when_it_is_taken_up():
    late = Meeting(setup(items=(replace(ITEMS[0], announced=False), ITEMS[3])))
    late.open()
    assert [one.id for one in shown(late.room, viewer(CHAIR)).items] == [NEWS]
    late.start(OPEN)

    assert [one.id for one in shown(late.room, viewer(UNION)).items] == [OPEN, NEWS]


def test_nobody_sees_what_others_vote_while_the_vote_is_open(meeting: Meeting):
    meeting.start()
    meeting.ask()
    meeting.cast({CHAIR: "for"})
    seen = shown(meeting.room, viewer(MEMBERS[2]))

    assert [(one.person_id, one.choices) for one in seen.items[0].votes[0].ballots] == [(CHAIR, None)]
    assert seen.me.may_vote_in == seen.items[0].votes[0].seq
    assert shown(meeting.room, viewer(CHAIR)).me.may_vote_in is None
    meeting.do(orders.CloseVote())
    closed = shown(meeting.room, viewer(MEMBERS[2])).items[0].votes[0]
    assert closed.ballots[0].choices == ("for",)


def test_of_a_closed_proposal_everybody_is_told_that_it_is_there_whatever_the_room_does_with_it():
    kept = proposal(f"prop_{OPEN}", f"Styret vedtek {SECRET}.", mover=f"Vik {SECRET}", access="closed")
    meeting = Meeting(setup(items=(replace(ITEMS[0], proposals=(kept,)), *ITEMS[1:])))
    meeting.open()
    meeting.start()
    meeting.do(orders.ReviseProposal(proposal_id=kept.id, text=richtext.text_doc(f"Endra: {SECRET}")))
    meeting.ask()
    told = public_view(meeting.room, {**PUBLISHED, OPEN: PublicItem("Budsjett", "open")})
    union = shown(meeting.room, Viewer(UNION, administers=False, leads=False, is_member=False))
    member = shown(meeting.room, Viewer(MEMBERS[2], administers=False, leads=False, is_member=True))

    assert SECRET not in told.model_dump_json()
    assert SECRET not in union.model_dump_json()
    assert SECRET in member.model_dump_json()
    assert [one.access for one in union.items[0].proposals] == ["closed"]


def test_on_a_closed_meeting_every_item_is_closed_those_that_are_raised_too():
    closed = setup(access="closed", legal_basis="kommunelova § 11-5 andre ledd")

    assert {closed.as_met(one).access for one in closed.items} == {"closed"}
    assert closed.as_met(ITEMS[0]).legal_basis == "kommunelova § 11-5 andre ledd"
    assert closed.as_met(ITEMS[1]).legal_basis == ITEMS[1].legal_basis
    assert setup().as_met(ITEMS[0]) is ITEMS[0]
