"""Corrections in the meeting room: a new entry takes the place of another, and what came after still holds."""

import datetime as dt

from api.domain.deliberation import orders, outcomes, presence
from api.domain.deliberation.voting import AGAINST, FOR
from tests.unit.domain.rooms import (
    CHAIR,
    FIRST,
    MEMBERS,
    OPEN,
    Meeting,
    pointer,
    refused,
)


def test_a_correction_is_a_new_entry_and_the_result_follows(meeting: Meeting):
    meeting.start()
    vote = meeting.ask()
    ballots = {person: meeting.do(orders.CastBallot(vote=vote.seq, person_id=person, choice=FOR)) for person in MEMBERS}
    meeting.do(orders.CloseVote())
    wrong = ballots[MEMBERS[5]]
    right = {"vote": vote.seq, "personId": MEMBERS[5], "choice": AGAINST}
    meeting.do(orders.Correct(seq=wrong.seq, reason="Feil høyrt.", order=right))

    assert meeting.entries[wrong.seq - 1] == wrong
    assert meeting.item().votes[0].result.counts == {FOR: 5, AGAINST: 1}
    assert [(one.corrects, one.struck) for one in meeting.room.corrections] == [(wrong.seq, False)]


def test_a_correction_cannot_let_in_what_would_have_been_refused(meeting: Meeting):
    came = meeting.do(orders.Arrive(person_id=FIRST))
    meeting.do(orders.Leave(person_id=MEMBERS[5]))
    meeting.do(orders.StepIn(person_id=FIRST, member_id=MEMBERS[5]))
    meeting.start()
    meeting.decide()

    assert refused(meeting, orders.Correct(seq=came.seq, reason="Kom ikkje.")) == "what_came_after"


def test_an_outcome_that_would_no_longer_follow_is_taken_back_first(meeting: Meeting):
    meeting.start()
    meeting.ask(method="by_count")
    closed = meeting.do(orders.CloseVote(counts={FOR: 4, AGAINST: 2}))
    meeting.conclude("adopted")
    wrong = orders.Correct(seq=closed.seq, reason="Talde feil.", order={"counts": {FOR: 2, AGAINST: 4}})
    assert refused(meeting, wrong) == "what_came_after"
    meeting.do(orders.Correct(seq=closed.seq, reason="Talde feil.", order={"counts": {FOR: 5, AGAINST: 1}}))

    assert outcomes.adopted(meeting.room, meeting.item(OPEN)).vote.startswith("5 for, 1 mot")


def test_what_something_outside_follows_from_is_not_corrected(meeting: Meeting):
    started = meeting.do(orders.StartItem(item_id=OPEN))
    assert refused(meeting, orders.Correct(seq=started.seq, reason="Feil.")) == "correctable"
    vote = meeting.ask(form="written")
    secret = meeting.do(orders.CastBallot(vote=vote.seq, person_id=CHAIR, choice=FOR))
    assert refused(meeting, orders.Correct(seq=secret.seq, reason="Feil.")) == "correctable"
    assert pointer(meeting, orders.Correct(seq=99, reason="Feil.")) == "/seq"


def test_a_tie_of_a_count_that_was_corrected_is_settled_with_it(meeting: Meeting):
    meeting.start()
    vote = meeting.ask(method="by_count")
    closed = meeting.do(orders.CloseVote(counts={FOR: 4, AGAINST: 2}))
    assert next(one for one in meeting.item().votes if one.seq == vote.seq).closed_seq == closed.seq
    level = {"counts": {FOR: 3, AGAINST: 3}}
    assert refused(meeting, orders.Correct(seq=closed.seq, reason="Talde feil.", order=level)) == "tie"
    meeting.do(orders.Correct(seq=closed.seq, reason="Talde feil.", order={**level, "castingSide": AGAINST}))

    assert meeting.item().proposals[0].state == "rejected"


def test_who_was_there_at_the_opening_is_put_right_and_never_struck(meeting: Meeting):
    meeting.start()
    there = [{"personId": person} for person in MEMBERS[:5]]
    right = {"present": [*there, {"personId": FIRST, "standsInFor": MEMBERS[5]}], "absent": [MEMBERS[5]]}
    assert refused(meeting, orders.Correct(seq=1, reason="Feil.")) == "correctable"
    meeting.do(orders.Correct(seq=1, reason="Varamedlemet møtte.", order=right))

    assert meeting.room.roll.present[-1] == (FIRST, False, MEMBERS[5])
    assert presence.voters(meeting.room, meeting.item())[MEMBERS[5]] == FIRST
    assert meeting.room.stage == "in_session"


def test_comings_and_goings_are_told_as_they_are_to_be_read_now(meeting: Meeting):
    came = meeting.do(orders.Arrive(person_id=FIRST))
    left = meeting.do(orders.Leave(person_id=MEMBERS[5]))
    meeting.do(orders.StepIn(person_id=FIRST, member_id=MEMBERS[5]))
    meeting.do(orders.Correct(seq=came.seq, reason="På fjernmøte.", order={"personId": FIRST, "remote": True}))
    seen = [(one.seq, one.kind, one.person_id, one.remote) for one in meeting.room.movements]

    assert seen == [
        (came.seq, "arrive", FIRST, True),
        (left.seq, "leave", MEMBERS[5], False),
        (left.seq + 1, "step_in", FIRST, False),
    ]
    meeting.do(orders.Correct(seq=left.seq + 1, reason="Gjekk ikkje inn."))
    assert [one.kind for one in meeting.room.movements] == ["arrive", "leave"]


def test_a_departure_that_did_not_happen_is_struck_and_the_member_votes(meeting: Meeting):
    left = meeting.do(orders.Leave(person_id=MEMBERS[5]))
    meeting.start()
    meeting.do(orders.Correct(seq=left.seq, reason="Var berre ute og ringde."))

    assert MEMBERS[5] in presence.voters(meeting.room, meeting.item()).values()


def test_a_departure_that_was_entered_late_gets_its_own_time(meeting: Meeting):
    meeting.start()
    left = meeting.do(orders.Leave(person_id=MEMBERS[5]))
    before, after = meeting.entries[left.seq - 2].at, meeting.do(orders.Arrive(person_id=FIRST)).at
    order = {"personId": MEMBERS[5]}

    def at(moment: dt.datetime) -> orders.Correct:
        return orders.Correct(seq=left.seq, reason="Gjekk tidlegare.", order=order, at=moment)

    assert refused(meeting, at(before - dt.timedelta(minutes=1))) == "happened_after"
    assert refused(meeting, at(after + dt.timedelta(minutes=1))) == "happened_before"
    # The clock on the wall shows minutes.
    moment = before.replace(second=0, microsecond=0)
    meeting.do(at(moment))
    assert meeting.room.movements[0].at == moment


def test_a_meeting_was_not_opened_after_it_had_begun(meeting: Meeting):
    began = meeting.entries[meeting.do(orders.StartItem(item_id=OPEN)).seq - 1].at
    there = {"present": [{"personId": person} for person in MEMBERS]}
    late = orders.Correct(seq=1, reason="Feil.", order=there, at=began + dt.timedelta(minutes=2))
    assert refused(meeting, late) == "happened_before"
    early = began - dt.timedelta(hours=1)
    meeting.do(orders.Correct(seq=1, reason="Førd for seint.", order=there, at=early))

    assert meeting.room.opened_at == early
