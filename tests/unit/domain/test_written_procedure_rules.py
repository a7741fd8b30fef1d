"""When a case is settled in writing (kommuneloven § 11-8)."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.deliberation.facts import Seat
from api.domain.kernel.errors import GuardRefused, Invalid
from api.domain.written_procedures import rules
from api.domain.written_procedures.rules import Answer, Papers

NOW = dt.datetime(2025, 11, 3, 12, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=3)
CHAIR = Seat("pers_chair", "Lene Leiar", "chair")
SECOND = Seat("pers_second", "Nils Nestleiar", "deputy_chair")
MEMBERS = [CHAIR, SECOND, *(Seat(f"pers_{n}", f"Medlem {n}", "member") for n in range(4))]
DEPUTIES = [Seat(f"pers_v{n}", f"Vara {n}", "deputy", n) for n in (1, 2)]
UNION = Seat("pers_union", "Tillitsvald", "union_representative")
BOARD = [*MEMBERS, *DEPUTIES, UNION]
WHOLE = Papers(proposals=1, blanks=0, missing=0, closed=False, says_why=True)


def yes(seat: Seat) -> Answer:
    return Answer(seat.person_id, content=True, form=True)


def inhabile(seat: Seat) -> Answer:
    return Answer(seat.person_id, inhabile=True)


def refused(what) -> str:
    with pytest.raises(GuardRefused) as caught:
        what()
    return str(caught.value.extra["guard"])


def test_all_members_are_asked_and_nobody_else():
    assert [place.holder for place in rules.places(BOARD, [])] == MEMBERS


def test_it_is_adopted_when_every_member_agrees_to_content_and_form():
    found = rules.places(BOARD, [yes(seat) for seat in MEMBERS])

    assert rules.outcome(found) == "adopted"
    assert rules.tally(found) == rules.Tally(asked=6, answered=6, agreed=6)


def test_it_is_open_until_the_last_has_answered():
    assert rules.outcome(rules.places(BOARD, [yes(seat) for seat in MEMBERS[:-1]])) is None


@pytest.mark.parametrize(("content", "form"), [(False, True), (True, False), (False, False)])
def test_one_who_disagrees_with_content_or_form_ends_it_at_once(content, form):
    answer = Answer(CHAIR.person_id, content=content, form=form)

    assert rules.outcome(rules.places(BOARD, [answer])) == "not_agreed"


def test_a_deputy_is_asked_for_a_member_who_is_inhabile():
    found = rules.places(BOARD, [inhabile(MEMBERS[3])])

    assert [place.holder for place in found] == [*MEMBERS[:3], DEPUTIES[0], *MEMBERS[4:]]
    assert rules.outcome(found) is None


def test_the_next_deputy_is_asked_when_the_first_is_inhabile_too():
    found = rules.places(BOARD, [inhabile(CHAIR), inhabile(DEPUTIES[0])])

    assert found[0].holder == DEPUTIES[1]


def test_it_ends_when_nobody_is_left_to_ask_for_a_seat():
    found = rules.places(BOARD, [inhabile(one) for one in MEMBERS[:3]])

    assert found[2].holder is None
    assert rules.outcome(found) == "not_agreed"
    assert refused(lambda: rules.require_fillable(found)) == "seats_filled"


def test_a_body_without_members_adopts_nothing():
    assert rules.outcome(rules.places([UNION], [])) is None
    assert refused(lambda: rules.require_fillable(())) == "seats_filled"


def test_a_deputy_of_the_members_own_municipality_is_asked():
    member = Seat("pers_a", "Ada", "member", municipality="4640")
    first, neighbour = Seat("pers_b", "Bo", "deputy", 1), Seat("pers_c", "Cai", "deputy", 2, "4640")

    assert rules.places([member, first, neighbour], [inhabile(member)])[0].holder == neighbour


def test_an_answer_is_taken_once():
    found = rules.places(BOARD, [yes(CHAIR)])

    assert refused(lambda: rules.require_may_answer("sent", LATER, NOW, found, CHAIR.person_id)) == "answers_once"


@pytest.mark.parametrize("person", [UNION.person_id, DEPUTIES[0].person_id, "pers_stranger", None])
def test_who_is_not_asked_does_not_answer(person):
    found = rules.places(BOARD, [])

    assert refused(lambda: rules.require_may_answer("sent", LATER, NOW, found, person)) == "is_asked"


def test_who_is_inhabile_is_asked_no_more():
    found = rules.places(BOARD, [inhabile(CHAIR)])

    assert refused(lambda: rules.require_may_answer("sent", LATER, NOW, found, CHAIR.person_id)) == "is_asked"


def test_the_deadline_itself_is_in_time():
    found = rules.places(BOARD, [])

    rules.require_may_answer("sent", NOW, NOW, found, CHAIR.person_id)
    late = NOW + dt.timedelta(seconds=1)
    assert refused(lambda: rules.require_may_answer("sent", NOW, late, found, CHAIR.person_id)) == "procedure_sent"


@pytest.mark.parametrize("state", ["draft", "adopted", "not_agreed", "lapsed", "withdrawn"])
def test_only_what_is_on_its_way_is_answered(state):
    found = rules.places(BOARD, [])

    assert refused(lambda: rules.require_may_answer(state, LATER, NOW, found, CHAIR.person_id)) == "procedure_sent"


def test_what_is_on_its_way_has_lapsed_as_soon_as_the_deadline_is_past():
    assert rules.standing("sent", NOW, NOW) == "sent"
    assert rules.standing("sent", NOW, NOW + dt.timedelta(seconds=1)) == "lapsed"
    assert rules.standing("adopted", NOW, LATER) == "adopted"


@pytest.mark.parametrize("state", ["adopted", "not_agreed", "lapsed", "withdrawn"])
def test_what_is_over_is_not_withdrawn(state):
    assert refused(lambda: rules.require_active(state, LATER, NOW)) == "procedure_active"


@pytest.mark.parametrize("seat", [CHAIR, SECOND])
def test_the_chair_decides_or_the_deputy_chair(seat):
    assert rules.require_decided_by(BOARD, seat.person_id, ()) == seat


@pytest.mark.parametrize("person", [MEMBERS[2].person_id, DEPUTIES[0].person_id, None])
def test_nobody_else_decides_that_a_case_is_treated_in_writing(person):
    assert refused(lambda: rules.require_decided_by(BOARD, person, ())) == "leader_decides"


def test_a_chair_who_is_inhabile_does_not_decide_it():
    refusing = refused(lambda: rules.require_decided_by(BOARD, CHAIR.person_id, [CHAIR.person_id]))

    assert refusing == "leader_decides"


@pytest.mark.parametrize(
    ("lack", "guard"),
    [
        ({"proposals": 0}, "one_proposal"),
        ({"proposals": 2}, "one_proposal"),
        ({"blanks": 1}, "blanks_filled"),
        ({"missing": 1}, "documents_there"),
        ({"closed": True, "says_why": False}, "closed_has_basis"),
    ],
)
def test_only_a_whole_case_is_sent(lack, guard):
    rules.require_complete(WHOLE)
    assert refused(lambda: rules.require_complete(dataclasses.replace(WHOLE, **lack))) == guard


def test_a_deadline_lies_ahead_and_is_never_shortened():
    with pytest.raises(Invalid):
        rules.require_ahead(NOW, NOW)
    with pytest.raises(Invalid):
        rules.require_later(LATER, LATER)


def test_those_who_have_not_answered_are_reminded_from_two_days_before():
    assert not rules.reminds(NOW + dt.timedelta(days=3), NOW)
    assert rules.reminds(NOW + dt.timedelta(days=2), NOW)
    assert not rules.reminds(NOW, NOW + dt.timedelta(seconds=1))


def test_numbers_run_through_the_year():
    assert rules.number(2025, ()) == "S01-25"
    assert rules.number(2025, {"S01-25", "S02-24"}) == "S02-25"


class Told:
    """A procedure as it is really driven: each answer is asked of the rules first, until something has come of it."""

    def __init__(self, seats: list[Seat]) -> None:
        self.seats, self.answers = seats, []
        self.outcome: str | None = None

    @property
    def places(self) -> tuple[rules.Place, ...]:
        return rules.places(self.seats, self.answers)

    def say(self, answer: Answer) -> bool:
        try:
            rules.require_may_answer(self.outcome or "sent", LATER, NOW, self.places, answer.person_id)
        except GuardRefused:
            return False
        self.answers.append(answer)
        self.outcome = rules.outcome(self.places)
        return True


municipalities = st.sampled_from([None, "4639", "4640"])
bodies = st.builds(
    lambda members, deputies: [
        *(Seat(f"pers_m{i}", f"M{i}", "chair" if i == 0 else "member", None, at) for i, at in enumerate(members)),
        *(Seat(f"pers_d{i}", f"D{i}", "deputy", i + 1, at) for i, at in enumerate(deputies)),
    ],
    st.lists(municipalities, min_size=1, max_size=6),
    st.lists(municipalities, max_size=4),
)


@given(st.data(), bodies)
def test_whatever_is_answered_it_is_adopted_by_every_seat_agreeing_to_both_and_by_nothing_else(data, seats):
    told = Told(seats)
    people = [*(seat.person_id for seat in seats), "pers_stranger"]
    said = st.tuples(st.sampled_from(people), st.sampled_from(["yes", "yes", "yes", "content", "form", "inhabile"]))
    for person, what in data.draw(st.lists(said, max_size=30)):
        before = told.outcome
        answer = Answer(person, what in ("yes", "content"), what in ("yes", "form"), what == "inhabile")
        heard = told.say(answer)

        assert not (heard and before), "something was said after it was settled"
        holders = [place.holder.person_id for place in told.places if place.holder is not None]
        out = {one.person_id for one in told.answers if one.inhabile}
        assert len(holders) == len(set(holders)), "one person has two seats"
        assert not out & set(holders), "somebody inhabile is asked"
        assert [place.member for place in told.places] == [seat for seat in seats if seat.is_member]
        assert all(place.answer is None or place.answer.person_id == place.holder.person_id for place in told.places)
        people_heard = [one.person_id for one in told.answers]
        assert len(people_heard) == len(set(people_heard)), "somebody has answered twice"
        agreed = all(place.answer is not None and place.answer.agrees for place in told.places)
        assert (told.outcome == "adopted") == agreed


@given(bodies, st.data())
def test_one_refusal_settles_it_however_many_agree(seats, data):
    told = Told(seats)
    members = [seat for seat in seats if seat.is_member]
    refusing = data.draw(st.integers(0, len(members) - 1))
    for index, seat in enumerate(members):
        told.say(Answer(seat.person_id, content=index != refusing, form=True))

    assert told.outcome == "not_agreed"
    assert len(told.answers) == refusing + 1
