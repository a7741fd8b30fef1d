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

    assert tally(election, counts, drawn=["pers_b"]).decided_by == "lots"
    with pytest.raises(GuardRefused):
        tally(election, counts, casting=(CHAIR, "pers_a"))


def test_lots_are_drawn_only_between_those_with_most_votes():
    election = Question(options=("pers_a", "pers_b", "pers_c"), members=6, present=6, election=True)

    with pytest.raises(GuardRefused):
        tally(election, {"pers_a": 3, "pers_b": 3}, drawn=["pers_c"])


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
        tally(election, {BLANK: 6}, drawn=["pers_a"])
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


# Elections to several seats


def to_seats(seats: int, *candidates: str, present: int = 6) -> Question:
    return Question(options=candidates, members=6, present=present, election=True, seats=seats)


def test_those_with_most_votes_are_elected_as_many_as_there_are_seats():
    result = tally(to_seats(2, "a", "b", "c"), {"a": 3, "b": 5, "c": 4}, voted=6)

    assert (result.winners, result.decided_by, result.voted) == (("b", "c"), "majority", 6)


def test_lots_are_drawn_between_those_who_are_level_for_the_last_seats():
    question, counts = to_seats(3, "a", "b", "c", "d"), {"a": 6, "b": 3, "c": 3, "d": 3}
    with pytest.raises(GuardRefused) as refused:
        tally(question, counts, voted=6)
    assert (refused.value.extra["tied"], refused.value.extra["places"]) == (["b", "c", "d"], 2)
    result = tally(question, counts, voted=6, drawn=["d", "b"])

    assert (result.winners, result.decided_by) == (("a", "b", "d"), "lots")


@pytest.mark.parametrize("drawn", [["b"], ["b", "b"], ["a", "b"], ["b", "c", "d"]])
def test_no_more_no_fewer_and_nobody_else_is_drawn(drawn: list[str]):
    with pytest.raises(GuardRefused) as refused:
        tally(to_seats(3, "a", "b", "c", "d"), {"a": 6, "b": 3, "c": 3, "d": 3}, voted=6, drawn=drawn)
    assert refused.value.extra["guard"] == "tie"


def test_nobody_is_elected_without_a_vote():
    assert tally(to_seats(2, "a", "b"), {"a": 4}, voted=4).winners == ("a",)


def test_all_for_the_same_is_unanimous():
    assert tally(to_seats(2, "a", "b", "c"), {"a": 6, "b": 6}, voted=6).decided_by == "unanimous"


def test_the_quorum_of_an_election_to_several_seats_counts_people_and_not_their_votes():
    result = tally(to_seats(2, "a", "b", "c"), {"a": 2, "b": 2}, voted=2)

    assert (result.winners, result.decided_by) == ((), "no_quorum")


@pytest.mark.parametrize(
    ("counts", "voted", "at"),
    [
        ({"a": 4}, None, "/voted"),
        ({"a": 4}, 7, "/voted"),
        ({"a": 4}, 3, "/counts"),
        ({"a": 4, "b": 4, "c": 4}, 5, "/counts"),
        ({"a": 1}, 4, "/counts"),
        ({"a": 4, BLANK: 1}, 4, "/counts"),
    ],
)
def test_counts_that_so_many_people_cannot_have_cast_are_refused(counts: dict[str, int], voted: int | None, at: str):
    with pytest.raises(Invalid) as refused:
        tally(to_seats(2, "a", "b", "c"), counts, voted=voted)
    assert [fault.pointer for fault in refused.value.errors] == [at]


@st.composite
def elections(draw: st.DrawFn) -> tuple[Question, dict[str, int], int]:
    """An election as people have voted in it."""
    candidates = tuple("abcdef"[: draw(st.integers(2, 6))])
    seats = draw(st.integers(2, len(candidates)))
    members = draw(st.integers(1, 12))
    ballot = st.one_of(
        st.just(frozenset({BLANK})), st.frozensets(st.sampled_from(candidates), min_size=1, max_size=seats)
    )
    ballots = draw(st.lists(ballot, max_size=members))
    counts = {choice: sum(choice in one for one in ballots) for choice in (*candidates, BLANK)}
    question = Question(options=candidates, members=members, present=members, election=True, seats=seats)
    return question, counts, len(ballots)


@given(elections(), st.randoms(use_true_random=False))
def test_whoever_is_elected_has_at_least_as_many_votes_as_whoever_is_not(election, lots):
    question, counts, voted = election
    try:
        result = tally(question, counts, voted=voted)
    except GuardRefused as refused:
        if refused.extra["guard"] == "all_blank":
            return
        drawn = lots.sample(refused.extra["tied"], refused.extra["places"])
        result = tally(question, counts, voted=voted, drawn=drawn)
    if not result.winners:
        assert 2 * voted < question.members
        return
    others = [option for option in question.options if option not in result.winners]

    assert len(set(result.winners)) == len(result.winners) <= question.seats
    assert min(counts[one] for one in result.winners) >= max((counts[one] for one in others), default=0)
    assert min(counts[one] for one in result.winners) > 0
    assert len(result.winners) == question.seats or all(counts[one] == 0 for one in others)


# The election of a leader (§ 7-8)


def leader(*candidates: str) -> Question:
    return Question(options=candidates, members=6, present=6, election=True, more_than_half=True)


@pytest.mark.parametrize(
    ("counts", "winners", "by"),
    [
        ({"a": 4, "b": 2}, ("a",), "majority"),
        ({"a": 3, "b": 3}, (), "no_majority"),
        ({"a": 3, "b": 2, "c": 1}, (), "no_majority"),
        ({"a": 3, "b": 2, BLANK: 1}, (), "no_majority"),
        ({"a": 3, "b": 2}, ("a",), "majority"),
        ({"a": 2}, (), "no_quorum"),
    ],
)
def test_a_leader_needs_more_than_half_of_the_votes_cast_blank_ones_too(
    counts: dict[str, int], winners: tuple[str, ...], by: str
):
    result = tally(leader("a", "b", "c"), counts)

    assert (result.winners, result.decided_by, result.carried) == (winners, by, bool(winners))
