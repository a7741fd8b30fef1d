"""Elections in the meeting room: lots, several seats, and leaders (kommuneloven §§ 7-8 and 11-9)."""

from typing import Any

import pytest

from api.domain.deliberation import orders, outcomes
from api.domain.deliberation.items import Vote
from api.domain.deliberation.voting import BLANK
from api.domain.kernel import richtext
from tests.unit.domain.rooms import (
    CHAIR,
    OPEN,
    Meeting,
    pointer,
    refused,
)


def test_lots_are_drawn_in_an_election_and_recorded(meeting: Meeting):
    meeting.start()
    vote = meeting.ask(subject="election", candidates=("Ola", "Kari"))
    meeting.cast(dict(zip(vote.voters, ("1", "1", "2", "2", BLANK, BLANK), strict=True)))
    assert refused(meeting, orders.CloseVote()) == "tie"
    meeting.do(orders.CloseVote(drawn=("2",)))
    record = meeting.item()

    assert (record.votes[0].elected, record.votes[0].result.decided_by) == (("Kari",), "lots")
    assert outcomes.explain(record, record.votes[0], "nn") == (
        "2 Ola, 2 Kari, 2 blanke, 6 medlemmer, vedtaksfør med 3: vald: Kari, avgjort ved loddtrekning"
    )


def several(meeting: Meeting, **fields: Any) -> Vote:
    return meeting.ask(subject="election", candidates=("Ola", "Kari", "Per"), seats=2, **fields)


def test_an_election_fills_several_seats_by_one_vote(meeting: Meeting):
    meeting.start()
    vote = several(meeting)
    ballots = [("1", "2"), ("1", "3"), ("1", "2"), ("2",), (BLANK,)]
    for person, (choice, *also) in zip(vote.voters, ballots, strict=False):
        meeting.do(orders.CastBallot(vote=vote.seq, person_id=person, choice=choice, also=tuple(also)))
    meeting.do(orders.CloseVote())
    record = meeting.item()

    assert record.votes[0].elected == ("Ola", "Kari")
    assert outcomes.explain(record, record.votes[0], "nn") == (
        "3 Ola, 3 Kari, 1 Per, 1 blanke, 5 røysta, 6 medlemmer, vedtaksfør med 3: vald: Ola, Kari"
    )
    meeting.conclude("adopted")
    assert richtext.to_text(outcomes.adopted(meeting.room, meeting.item(OPEN)).text) == "Ola\n\nKari"


@pytest.mark.parametrize(
    ("choice", "also", "at"),
    [
        ("1", ("2", "3"), "/also"),
        ("1", ("1",), "/also"),
        (BLANK, ("1",), "/also"),
        ("1", (BLANK,), "/also"),
        ("1", ("4",), "/also/0"),
    ],
)
def test_one_votes_for_as_many_as_there_are_seats_each_once(
    meeting: Meeting, choice: str, also: tuple[str, ...], at: str
):
    meeting.start()
    vote = several(meeting)

    assert pointer(meeting, orders.CastBallot(vote=vote.seq, person_id=CHAIR, choice=choice, also=also)) == at


def test_a_vote_to_one_seat_is_for_one(meeting: Meeting):
    meeting.start()
    vote = meeting.ask(subject="election", candidates=("Ola", "Kari"))

    assert pointer(meeting, orders.CastBallot(vote=vote.seq, person_id=CHAIR, choice="1", also=("2",))) == "/also"


def test_of_a_counted_election_to_several_seats_it_is_said_how_many_voted(meeting: Meeting):
    meeting.start()
    several(meeting, method="by_count")
    counts = {"1": 5, "2": 4, "3": 2}
    assert pointer(meeting, orders.CloseVote(counts=counts)) == "/voted"
    meeting.do(orders.CloseVote(counts=counts, voted=6))

    assert meeting.item().votes[0].elected == ("Ola", "Kari")


def test_a_leader_nobody_gave_more_than_half_of_the_votes_is_elected_by_most_in_a_second_vote(meeting: Meeting):
    meeting.start()
    election = {"subject": "election", "candidates": ("Ola", "Kari", "Per"), "more_than_half": True}
    for number in (1, 2):
        vote = meeting.ask(**election)
        assert vote.round == number
        meeting.cast(dict(zip(vote.voters, ("1", "1", "1", "2", "2", "3"), strict=True)))
        meeting.do(orders.CloseVote())
        if number == 1:
            assert refused(meeting, orders.ConcludeItem(outcome="adopted")) == "outcome_follows"
    first, second = meeting.item().votes

    assert (first.elected, first.result.decided_by) == ((), "no_majority")
    assert (second.elected, second.result.decided_by) == (("Ola",), "majority")
    assert outcomes.explain(meeting.item(), first, "nn").endswith("ingen fekk meir enn halvparten av røystene")
    assert meeting.ask(**election).round == 1


def test_a_second_vote_on_a_leader_that_ties_is_settled_by_lots(meeting: Meeting):
    meeting.start()
    for _ in range(2):
        vote = meeting.ask(subject="election", candidates=("Ola", "Kari"), more_than_half=True)
        meeting.cast(dict(zip(vote.voters, "111222", strict=True)))
        if vote.round == 1:
            meeting.do(orders.CloseVote())
    assert refused(meeting, orders.CloseVote()) == "tie"
    meeting.do(orders.CloseVote(drawn=("2",)))

    assert (meeting.item().votes[-1].elected, meeting.item().votes[-1].result.decided_by) == (("Kari",), "lots")
