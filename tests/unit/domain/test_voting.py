"""What a vote comes to (kommuneloven §§ 8-1 and 11-9)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.deliberation.voting import AGAINST, BLANK, FOR, Question, tally
from api.domain.kernel.errors import GuardRefused, Invalid

SIDES = (FOR, AGAINST)
CHAIR = "pers_chair"


def of_the_board(present: int = 6, **rest: Any) -> Question:
    """A board of six, as the seed's."""
    return Question(options=SIDES, members=6, present=present, **rest)


@pytest.mark.parametrize(("members", "quorum"), [(1, 1), (6, 3), (7, 4), (11, 6)])
def test_half_of_the_members_must_have_voted(members, quorum):
    assert Question(options=SIDES, members=members, present=members).quorum == quorum


def test_more_votes_for_than_against_carry_it():
    result = tally(Question(options=SIDES, members=11, present=8), {FOR: 5, AGAINST: 3})

    assert (result.winner, result.decided_by, result.carried) == (FOR, "majority", True)
    assert (result.counts, result.members, result.voted, result.quorum) == ({FOR: 5, AGAINST: 3}, 11, 8, 6)


def test_more_votes_against_do_not_carry_it():
    result = tally(of_the_board(), {FOR: 2, AGAINST: 4})

    assert (result.winner, result.carried) == (AGAINST, False)


def test_all_on_one_side_is_unanimous():
    assert tally(of_the_board(), {FOR: 6}).decided_by == "unanimous"


def test_too_few_votes_decide_nothing_however_one_sided():
    result = tally(of_the_board(), {FOR: 2})

    assert (result.winner, result.decided_by, result.carried) == (None, "no_quorum", False)


@pytest.mark.parametrize("side", SIDES)
def test_the_vote_of_who_leads_settles_a_tie(side):
    result = tally(of_the_board(), {FOR: 3, AGAINST: 3}, casting=(CHAIR, side))

    assert (result.winner, result.decided_by, result.casting_voter_id) == (side, "casting_vote", CHAIR)


def test_a_tie_without_a_casting_vote_is_refused():
    with pytest.raises(GuardRefused) as refused:
        tally(of_the_board(), {FOR: 3, AGAINST: 3})
    assert refused.value.extra["guard"] == "tie"


def test_a_tie_in_an_election_is_settled_by_lots_and_not_by_who_leads():
    election = Question(options=("pers_a", "pers_b"), members=6, present=6, election=True)
    counts = {"pers_a": 3, "pers_b": 3}

    assert tally(election, counts, drawn="pers_b").decided_by == "lots"
    with pytest.raises(GuardRefused):
        tally(election, counts, casting=(CHAIR, "pers_a"))


def test_lots_are_drawn_only_between_those_with_most_votes():
    election = Question(options=("pers_a", "pers_b", "pers_c"), members=6, present=6, election=True)

    with pytest.raises(GuardRefused):
        tally(election, {"pers_a": 3, "pers_b": 3}, drawn="pers_c")


def test_a_blank_vote_is_refused_where_all_must_take_a_side():
    with pytest.raises(Invalid) as refused:
        tally(of_the_board(), {FOR: 5, BLANK: 1})
    assert refused.value.errors[0].pointer == "/counts/blank"


def test_a_blank_vote_on_an_employment_counts_for_the_quorum_and_for_no_side():
    result = tally(of_the_board(appointment=True), {FOR: 1, BLANK: 2})

    assert (result.voted, result.winner, result.decided_by) == (3, FOR, "majority")


def test_blank_votes_alone_decide_nothing_and_lots_neither():
    election = Question(options=("pers_a", "pers_b"), members=6, present=6, election=True)

    with pytest.raises(GuardRefused) as refused:
        tally(election, {BLANK: 6}, drawn="pers_a")
    assert refused.value.extra["guard"] == "all_blank"


@pytest.mark.parametrize(
    ("counts", "pointer"), [({"perhaps": 1}, "/counts/perhaps"), ({FOR: -1}, "/counts/for"), ({FOR: 7}, "/counts")]
)
def test_votes_that_cannot_have_been_cast_are_refused(counts, pointer):
    with pytest.raises(Invalid) as refused:
        tally(of_the_board(), counts)
    assert [fault.pointer for fault in refused.value.errors] == [pointer]


def test_three_sides_are_for_elections_only():
    with pytest.raises(ValueError, match="two sides"):
        tally(Question(options=("a", "b", "c"), members=6, present=6), {"a": 6})


@st.composite
def votes(draw: st.DrawFn) -> tuple[Question, dict[str, int]]:
    members = draw(st.integers(1, 40))
    present = draw(st.integers(0, members))
    cast = draw(st.integers(0, present))
    in_favour = draw(st.integers(0, cast))
    return Question(options=SIDES, members=members, present=present), {FOR: in_favour, AGAINST: cast - in_favour}


@given(votes(), st.sampled_from(SIDES))
def test_nothing_is_decided_by_fewer_than_half_of_the_members(vote, side):
    question, counts = vote
    result = tally(question, counts, casting=(CHAIR, side))

    assert (result.winner is not None) == (2 * sum(counts.values()) >= question.members)


@given(votes(), st.sampled_from(SIDES))
def test_what_wins_has_at_least_as_many_votes_as_what_loses_and_more_unless_cast_by_who_leads(vote, side):
    question, counts = vote
    result = tally(question, counts, casting=(CHAIR, side))
    if result.winner is None:
        return
    loser = AGAINST if result.winner == FOR else FOR

    assert counts[result.winner] > counts[loser] or (result.decided_by == "casting_vote" and result.winner == side)


@given(votes(), st.sampled_from(SIDES))
def test_another_vote_for_the_winner_never_makes_it_lose(vote, side):
    question, counts = vote
    winner = tally(question, counts, casting=(CHAIR, side)).winner
    if winner is None:
        return
    more = Question(options=SIDES, members=question.members, present=question.present + 1)

    assert tally(more, {**counts, winner: counts[winner] + 1}, casting=(CHAIR, side)).winner == winner
