"""Proposals and votes in the meeting room, one guard at a time, and what they lead to."""

from dataclasses import replace

import pytest

from api.domain.deliberation import orders, outcomes
from api.domain.deliberation.facts import Seat
from api.domain.deliberation.items import VoteStep
from api.domain.deliberation.voting import AGAINST, BLANK, FOR
from api.domain.kernel import richtext
from tests.unit.domain.rooms import (
    CHAIR,
    MEMBERS,
    OPEN,
    SEATS,
    UNION,
    Meeting,
    item,
    pointer,
    proposal,
    refused,
    setup,
)

BASIS = "koml-11-5-3-a"


# Proposals and their order


def move(meeting: Meeting, kind: str, words: str = "Noko anna.", **fields) -> str:
    entry = meeting.do(orders.MoveProposal(kind=kind, text=richtext.text_doc(words), **fields))
    return f"moved_{entry.seq}"


def test_one_alternative_is_set_against_the_main_proposal(meeting: Meeting):
    meeting.start()
    alternative = move(meeting, "alternative", mover_id=MEMBERS[2])
    step = VoteStep("against_each_other", (f"prop_{OPEN}", alternative))
    assert outcomes.suggested_order(meeting.item()) == (step,)
    ask = orders.OpenVote(subject="proposals", way=step.way, proposal_ids=step.proposal_ids)
    assert refused(meeting, ask) == "order_settled"
    meeting.do(orders.SettleVoteOrder(steps=(orders.VoteOrderStep(way=step.way, proposal_ids=step.proposal_ids),)))
    meeting.do(ask)
    meeting.cast(dict.fromkeys(MEMBERS[:4], alternative) | dict.fromkeys(MEMBERS[4:], f"prop_{OPEN}"))
    meeting.do(orders.CloseVote())

    assert [one.state for one in meeting.item().proposals] == ["rejected", "adopted"]
    assert refused(meeting, orders.ConcludeItem(outcome="adopted")) == "outcome_follows"
    meeting.conclude("adopted_as_amended")
    resolution = outcomes.adopted(meeting.room, meeting.item(OPEN))
    assert resolution is not None
    assert richtext.to_text(resolution.text) == "Noko anna."
    assert resolution.vote == (
        "2 hovudframlegget, 4 alternativt framlegg (Medlem pers_aurland), 6 medlemmer, vedtaksfør med 3: "
        "vedteke: alternativt framlegg (Medlem pers_aurland)"
    )


def test_amendments_come_first_and_are_written_into_what_is_adopted(meeting: Meeting):
    meeting.start()
    amendment = move(meeting, "amendment")
    main = f"prop_{OPEN}"
    suggested = outcomes.suggested_order(meeting.item())
    assert [step.proposal_ids for step in suggested] == [(amendment,), (main,)]
    steps = tuple(orders.VoteOrderStep(way=step.way, proposal_ids=step.proposal_ids) for step in suggested)
    meeting.do(orders.SettleVoteOrder(steps=steps))
    assert refused(meeting, orders.OpenVote(subject="proposals", proposal_ids=(main,))) == "in_order"
    meeting.decide(subject="proposals", proposal_ids=(amendment,))
    meeting.decide(subject="proposals", proposal_ids=(main,))
    assert refused(meeting, orders.ConcludeItem(outcome="adopted")) == "amendments_written_in"
    meeting.do(orders.ReviseProposal(proposal_id=main, text=richtext.text_doc("Begge delar.")))
    meeting.conclude("adopted_as_amended")

    resolution = outcomes.adopted(meeting.room, meeting.item(OPEN))
    assert richtext.to_text(resolution.text) == "Begge delar."


def test_of_several_alternatives_the_first_that_is_carried_ends_it(meeting: Meeting):
    meeting.start()
    first, second = move(meeting, "alternative"), move(meeting, "alternative")
    suggested = outcomes.suggested_order(meeting.item())
    assert [step.proposal_ids for step in suggested] == [(first,), (second,), (f"prop_{OPEN}",)]
    meeting.do(
        orders.SettleVoteOrder(
            steps=tuple(orders.VoteOrderStep(way=s.way, proposal_ids=s.proposal_ids) for s in suggested)
        )
    )
    meeting.decide(1, subject="proposals", proposal_ids=(first,))
    meeting.decide(5, subject="proposals", proposal_ids=(second,))

    assert [one.state for one in meeting.item().proposals] == ["lapsed", "rejected", "adopted"]
    assert outcomes.next_step(meeting.item()) is None


def test_a_new_proposal_unsettles_the_order(meeting: Meeting):
    meeting.start()
    move(meeting, "alternative")
    step = orders.VoteOrderStep(way="for_against", proposal_ids=(f"prop_{OPEN}",))
    meeting.do(orders.SettleVoteOrder(steps=(step,)))
    move(meeting, "alternative")

    assert meeting.item().vote_order is None


def test_a_proposal_with_blanks_is_filled_in_before_it_is_voted_on():
    text = {
        "type": "doc",
        "content": [
            {
                "type": "paragraph",
                "attrs": {"id": "k3vq7d2a"},
                "content": [
                    {"type": "text", "text": "Møtet er "},
                    {"type": "blank", "attrs": {"hint": "xx.xx.2026", "kind": "date"}},
                    {"type": "text", "text": "."},
                ],
            }
        ],
    }
    given = replace(proposal("prop_blank"), text=text)
    meeting = Meeting(setup(items=(item("item_blank", 1, proposals=(given,)),)))
    meeting.open()
    meeting.start("item_blank")
    ask = orders.OpenVote(subject="proposals", proposal_ids=("prop_blank",))
    assert refused(meeting, ask) == "blanks_filled"
    assert pointer(meeting, orders.FillBlanks(proposal_id="prop_blank", values=("a", "b"))) == "/values"
    meeting.do(orders.FillBlanks(proposal_id="prop_blank", values=("12.02.2026",)))
    filled = meeting.item().proposals[0].text
    assert richtext.to_text(filled) == "Møtet er 12.02.2026."
    assert richtext.validate(filled) == filled
    meeting.decide()
    meeting.conclude("adopted")


def test_a_proposal_is_moved_by_somebody_who_votes(meeting: Meeting):
    meeting.start()
    by_a_union = orders.MoveProposal(kind="alternative", text=richtext.text_doc("x"), mover_id=UNION)

    assert refused(meeting, by_a_union) == "mover_votes"


def test_two_main_proposals_are_decided_each_by_itself():
    both = (proposal("prop_a", "Styret vedtek."), proposal("prop_b", "Styret rår.", recommends_to="Representantskapet"))
    meeting = Meeting(setup(items=(item("item_two", 1, proposals=both),)))
    meeting.open()
    meeting.start("item_two")
    steps = tuple(orders.VoteOrderStep(way="for_against", proposal_ids=(one.id,)) for one in both)
    meeting.do(orders.SettleVoteOrder(steps=steps))
    for one in both:
        meeting.decide(subject="proposals", proposal_ids=(one.id,))
    meeting.conclude("adopted")

    resolution = outcomes.adopted(meeting.room, meeting.item("item_two"))
    assert richtext.to_text(resolution.text) == "Styret vedtek.\n\nStyret rår."


# Votes


def test_the_outcome_explains_itself():
    members = tuple(Seat(f"pers_{number}", f"Nr {number}", "member") for number in range(10))
    meeting = Meeting(setup(seats=(SEATS[0], *members)))
    meeting.open(CHAIR, *(one.person_id for one in members[:7]))
    meeting.start()
    meeting.decide(5)
    record = meeting.item()

    assert outcomes.explain(record, record.votes[0], "en") == "5 for, 3 against, 11 members, quorum 6: adopted"
    assert outcomes.explain(record, record.votes[0], "nn") == "5 for, 3 mot, 11 medlemmer, vedtaksfør med 6: vedteke"


def test_too_few_have_voted_and_nothing_is_decided(meeting: Meeting):
    meeting.start()
    vote = meeting.ask()
    meeting.cast(dict.fromkeys(MEMBERS[:2], FOR))
    meeting.do(orders.CloseVote())
    record = meeting.item()

    assert outcomes.explain(record, record.votes[0], "en") == "2 for, 0 against, 6 members, quorum 3: no quorum"
    assert record.proposals[0].state == "submitted"
    assert refused(meeting, orders.ConcludeItem(outcome="adopted")) == "outcome_follows"
    assert meeting.ask().seq > vote.seq


def test_the_casting_vote_is_that_of_who_leads(meeting: Meeting):
    meeting.start()
    vote = meeting.decide(3)

    assert (vote.result.decided_by, vote.result.winner, vote.result.casting_voter_id) == ("casting_vote", FOR, CHAIR)


def test_a_tie_by_count_needs_the_side_of_who_leads(meeting: Meeting):
    meeting.start()
    meeting.ask(method="by_count")
    assert pointer(meeting, orders.CloseVote()) == "/counts"
    assert refused(meeting, orders.CloseVote(counts={FOR: 3, AGAINST: 3})) == "tie"
    meeting.do(orders.CloseVote(counts={FOR: 3, AGAINST: 3}, casting_side=AGAINST))

    assert meeting.item().proposals[0].state == "rejected"
    meeting.conclude("rejected")


def test_blank_is_for_elections_and_employments_alone(meeting: Meeting):
    meeting.start()
    vote = meeting.ask()
    blank = orders.CastBallot(vote=vote.seq, person_id=CHAIR, choice=BLANK)
    assert pointer(meeting, blank) == "/choice"
    meeting.do(orders.AbandonVote(reason="Feil spørsmål"))
    again = meeting.ask(appointment=True)
    meeting.do(blank.model_copy(update={"vote": again.seq}))


def test_a_vote_is_given_once_by_those_entitled_while_it_is_open(meeting: Meeting):
    meeting.start()
    vote = meeting.ask()
    ballot = orders.CastBallot(vote=vote.seq, person_id=CHAIR, choice=FOR)
    meeting.do(ballot)

    assert refused(meeting, ballot) == "votes_once"
    assert refused(meeting, ballot.model_copy(update={"person_id": UNION})) == "may_vote"
    assert refused(meeting, ballot.model_copy(update={"vote": vote.seq - 1})) == "vote_open"
    meeting.cast(dict.fromkeys(MEMBERS[1:4], FOR))
    meeting.do(orders.CloseVote())
    assert refused(meeting, ballot.model_copy(update={"person_id": MEMBERS[4]})) == "vote_open"


def test_a_secret_ballot_keeps_no_choice_and_is_counted(meeting: Meeting):
    meeting.start()
    meeting.ask(form="written")
    meeting.cast(dict.fromkeys(MEMBERS[:4], FOR))
    assert {ballot.choices for ballot in meeting.vote().ballots} == {()}
    meeting.do(orders.CloseVote(counts={FOR: 3, AGAINST: 1}))

    assert meeting.item().votes[0].result.counts == {FOR: 3, AGAINST: 1}


def test_postponing_takes_a_vote(meeting: Meeting):
    meeting.start()
    assert refused(meeting, orders.ConcludeItem(outcome="postponed")) == "outcome_follows"
    meeting.decide(4, subject="postponement")
    meeting.conclude("postponed", note="Tala manglar.")

    assert meeting.item(OPEN).outcome.state == "postponed"


def test_a_matter_for_decision_is_not_just_noted(meeting: Meeting):
    meeting.start()

    assert refused(meeting, orders.ConcludeItem(outcome="noted")) == "outcome_follows"


def test_an_item_that_is_taken_up_again_is_voted_on_anew(meeting: Meeting):
    meeting.start()
    meeting.decide()
    meeting.conclude("adopted")
    assert refused(meeting, orders.StartItem(item_id=OPEN)) == "item_pending"
    meeting.do(orders.ReopenItem(item_id=OPEN))
    meeting.start()
    assert refused(meeting, orders.ConcludeItem(outcome="adopted")) == "outcome_follows"
    meeting.decide(1)
    meeting.conclude("rejected")

    assert [vote.result.carried for vote in meeting.item(OPEN).votes] == [True, False]


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"subject": "closing"}, "/legalBasis"),
        ({"subject": "closing", "legal_basis": "offl-13"}, "/legalBasis"),
        ({"subject": "closing", "legal_basis": BASIS, "form": "written"}, "/form"),
        ({"subject": "inhability"}, "/personId"),
        ({"subject": "election"}, "/candidates"),
        ({"subject": "election", "candidates": ("Ola", "Ola")}, "/candidates"),
        ({"subject": "proposals"}, "/proposalIds"),
        ({"subject": "proposals", "proposal_ids": ("prop_x",)}, "/proposalIds/0"),
        ({"subject": "proposals", "proposal_ids": ("a", "b")}, "/proposalIds"),
        ({"subject": "postponement", "proposal_ids": ("a",)}, "/proposalIds"),
        ({"subject": "postponement", "appointment": True}, "/appointment"),
        ({"subject": "postponement", "seats": 2}, "/seats"),
        ({"subject": "postponement", "more_than_half": True}, "/moreThanHalf"),
        ({"subject": "election", "candidates": ("Ola", "Kari"), "seats": 3}, "/seats"),
        ({"subject": "election", "candidates": ("Ola", "Kari"), "seats": 2, "more_than_half": True}, "/moreThanHalf"),
    ],
)
def test_a_vote_comes_with_what_its_subject_needs(meeting: Meeting, fields: dict, at: str):
    meeting.start()

    assert pointer(meeting, orders.OpenVote(**fields)) == at
