"""Whatever is done in the room, in whatever order: who may not vote has not voted, what is closed stays closed."""

from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from api.domain.deliberation import orders, outcomes
from api.domain.deliberation.facts import ItemFact
from api.domain.deliberation.orders import Order
from api.domain.deliberation.public_view import PublicItem, public_view
from api.domain.deliberation.views import Viewer, shown
from api.domain.deliberation.voting import AGAINST, BLANK, FOR
from api.domain.kernel import richtext
from api.domain.kernel.errors import DomainError
from tests.unit.domain.rooms import (
    CLOSED,
    FIRST,
    ITEMS,
    MAY_CLOSE,
    MEMBERS,
    NEWS,
    OPEN,
    SEATS,
    SECOND,
    SECRET,
    UNION,
    Meeting,
)

PUBLISHED = {
    one.id: PublicItem(
        one.open_title or one.title,
        one.access,
        one.legal_basis,
        {} if one.access == "closed" else {proposal.id: proposal.text for proposal in one.proposals},
    )
    for one in ITEMS
}
PEOPLE = st.sampled_from([seat.person_id for seat in SEATS])
MEMBER = st.sampled_from(MEMBERS)
ITEM_IDS = (OPEN, CLOSED, MAY_CLOSE, NEWS)
BASES = st.sampled_from(["koml-11-5-2", "koml-11-5-3-a"])
SUBJECTS = st.sampled_from(["proposals", "proposals", "proposals", "election", "closing", "inhability", "postponement"])
METHODS = st.sampled_from(["by_name", "by_count"])
FORMS = st.sampled_from(["open", "open", "written"])
ELECTIONS = st.sampled_from([{}, {"seats": 2}, {"more_than_half": True}])
"""How an election is held."""
HIDDEN_WORD = "Fordunkla"


class InTheRoom(RuleBasedStateMachine):
    """Tries everything; what is refused leaves the room as it was.

    Beside the room it keeps an account of its own of who came, went, was inhabile and stood in, from the orders alone.
    """

    def __init__(self) -> None:
        super().__init__()
        self.meeting = Meeting()
        self.here: dict[str, bool] = {}
        """Whether remote, by person."""
        self.seats: dict[tuple[str, str | None], str] = {}
        """Who stands in, by member and item."""
        self.found_able: set[tuple[str, str]] = set()
        self.behind_doors: bytes | None = None

    def attempt(self, order: Order, **kept: Any) -> bool:
        before = self.meeting.room
        try:
            self.meeting.do(order, **kept)
        except DomainError:
            assert self.meeting.room == before
            return False
        return True

    @initialize(there=st.sets(MEMBER, min_size=4), remote=st.booleans())
    def open(self, there: set[str], remote: bool) -> None:
        present = tuple(
            orders.Arrival(person_id=person, remote=remote and index == 0) for index, person in enumerate(sorted(there))
        )
        self.meeting.do(orders.OpenMeeting(present=present, chaired_by=sorted(there)[-1]))
        self.here = {one.person_id: one.remote for one in present}
        self.start(OPEN)

    @rule(person=PEOPLE, remote=st.booleans(), instead=st.one_of(st.none(), MEMBER))
    def arrive(self, person: str, remote: bool, instead: str | None) -> None:
        if self.attempt(orders.Arrive(person_id=person, remote=remote, stands_in_for=instead)):
            self.here[person] = remote
            self.seats.pop((person, None), None)
            if instead:
                self.seats[instead, None] = person

    @rule(person=PEOPLE)
    def leave(self, person: str) -> None:
        if self.attempt(orders.Leave(person_id=person)):
            del self.here[person]
            self.seats = {seat: deputy for seat, deputy in self.seats.items() if deputy != person}

    @rule(person=PEOPLE)
    def note_absence(self, person: str) -> None:
        self.attempt(orders.NoteAbsence(person_id=person))

    @rule(deputy=PEOPLE, member=MEMBER, item=st.one_of(st.none(), st.sampled_from(ITEM_IDS)))
    def step_in(self, deputy: str, member: str, item: str | None) -> None:
        if self.attempt(orders.StepIn(person_id=deputy, member_id=member, item_id=item)):
            self.seats[member, item] = deputy

    @rule(member=MEMBER, deputy=st.sampled_from([FIRST, SECOND]))
    def replace_who_leaves(self, member: str, deputy: str) -> None:
        self.hand_over_to_somebody_else(member)
        self.leave(member)
        if deputy == SECOND:
            self.note_absence(FIRST)
        self.arrive(deputy, remote=False, instead=member)

    @rule(member=MEMBER, item=st.sampled_from(ITEM_IDS), data=st.data())
    def replace_who_is_inhabile(self, member: str, item: str, data: st.DataObject) -> None:
        self.arrive(FIRST, remote=False, instead=None)
        self.declare(member, item, resolved=True, data=data)
        self.step_in(FIRST, member, item)

    @rule(person=MEMBER)
    def hand_over(self, person: str) -> None:
        self.attempt(orders.HandOverChair(person_id=person))

    @rule(item=st.sampled_from(ITEM_IDS))
    def start(self, item: str) -> None:
        self.attempt(orders.StartItem(item_id=item))

    @rule(person=PEOPLE, item=st.sampled_from(ITEM_IDS), resolved=st.booleans(), data=st.data())
    def declare(self, person: str, item: str, resolved: bool, data: st.DataObject) -> None:
        if self.attempt(orders.DeclareInhability(item_id=item, person_id=person)) and resolved:
            self.hand_over_to_somebody_else(person)
            self.start(item)
            self.whole_vote("inhability", person, "koml-11-5-2", "open", {}, data)

    def hand_over_to_somebody_else(self, person: str) -> None:
        for other in MEMBERS:
            if self.meeting.room.chaired_by == person and other != person:
                self.attempt(orders.HandOverChair(person_id=other))

    @rule(basis=BASES, debate=st.booleans())
    def close_doors(self, basis: str, debate: bool) -> None:
        self.attempt(orders.CloseDoors(legal_basis=basis, debate_on_closing=debate))

    @rule()
    def open_doors(self) -> None:
        self.attempt(orders.OpenDoors())

    @rule(kind=st.sampled_from(["alternative", "amendment"]), mover=st.one_of(st.none(), PEOPLE))
    def move(self, kind: str, mover: str | None) -> None:
        words = HIDDEN_WORD if self.meeting.room.doors_closed or self._on_closed() else "Eit anna framlegg."
        self.attempt(orders.MoveProposal(kind=kind, text=richtext.text_doc(words), mover_id=mover))

    @rule()
    def settle(self) -> None:
        item = self.meeting.room.current
        if item is not None:
            live = [one.id for one in item.proposals if one.is_live]
            steps = tuple(orders.VoteOrderStep(way="for_against", proposal_ids=(one,)) for one in live)
            if steps:
                self.attempt(orders.SettleVoteOrder(steps=steps))

    def ask(self, subject: str, person: str, basis: str, election: dict[str, Any], **fields: str) -> bool:
        item = self.meeting.room.current
        live = [one.id for one in item.proposals if one.is_live] if item else []
        needs: dict[str, dict[str, Any]] = {
            "proposals": {"proposal_ids": tuple(live[:1])},
            "election": {"candidates": ("Ola", "Kari", "Per"), **election},
            "closing": {"legal_basis": basis},
            "inhability": {"person_id": person},
            "postponement": {},
        }
        if subject in ("closing", "inhability", "postponement"):
            fields["form"] = "open"
        return self.attempt(orders.OpenVote(subject=subject, **fields, **needs[subject]))

    @rule(subject=SUBJECTS, person=PEOPLE, basis=BASES, method=METHODS, form=FORMS, election=ELECTIONS)
    def open_vote(
        self, subject: str, person: str, basis: str, method: str, form: str, election: dict[str, Any]
    ) -> None:
        self.ask(subject, person, basis, election, method=method, form=form)

    @rule(subject=SUBJECTS, person=PEOPLE, basis=BASES, form=FORMS, election=ELECTIONS, data=st.data())
    def whole_vote(
        self, subject: str, person: str, basis: str, form: str, election: dict[str, Any], data: st.DataObject
    ) -> None:
        """Everybody tries to vote, entitled or not; then it is closed, and what was carried may be concluded."""
        if not self.ask(subject, person, basis, election, method="by_name", form=form):
            return
        self.cast([seat.person_id for seat in SEATS], data)
        self.close_vote(4, 1, 0, drawn=True)
        if subject == "closing":
            self.close_doors(basis, debate=False)

    @precondition(lambda self: self.meeting.room.open_vote is not None)
    @rule(people=st.lists(PEOPLE, min_size=1, max_size=12), data=st.data())
    def cast(self, people: list[str], data: st.DataObject) -> None:
        for person in people:
            vote = self.meeting.vote()
            choice = data.draw(st.sampled_from([vote.options[0], *vote.options, BLANK]))
            also = data.draw(st.sampled_from([(), vote.options[-1:]])) if vote.seats > 1 else ()
            if self.attempt(orders.CastBallot(vote=vote.seq, person_id=person, choice=choice, also=also)):
                self._require_right(person)

    @precondition(lambda self: self.meeting.room.open_vote is not None)
    @rule(first=st.integers(0, 7), second=st.integers(0, 7), side=st.integers(0, 1), drawn=st.booleans())
    def close_vote(self, first: int, second: int, side: int, drawn: bool) -> None:
        vote = self.meeting.vote()
        options = vote.options
        counted = vote.method == "by_count" or vote.form == "written"
        order = orders.CloseVote(
            counts={options[0]: first, options[1]: second} if counted else None,
            casting_side=options[side] if counted else None,
            voted=max(first, second) if vote.method == "by_count" and vote.seats > 1 else None,
            drawn=(options[side],) if drawn else (),
        )
        self.attempt(order)

    @precondition(lambda self: self.meeting.room.open_vote is not None)
    @rule()
    def abandon(self) -> None:
        self.attempt(orders.AbandonVote(reason="Feil spørsmål."))

    @rule(person=PEOPLE)
    def ask_to_speak(self, person: str) -> None:
        self.attempt(orders.RequestFloor(person_id=person))

    @rule(outcome=st.sampled_from(["adopted", "adopted_as_amended", "rejected", "postponed", "noted"]))
    def conclude(self, outcome: str) -> None:
        # The note of a closed item is as closed as the item.
        self.attempt(orders.ConcludeItem(outcome=outcome, note=HIDDEN_WORD))

    @rule()
    def conclude_as_decided(self) -> None:
        item = self.meeting.room.current
        if item is not None and (decided := outcomes.follows(item)) is not None:
            self.open_doors()
            self.conclude(decided)

    @rule(item=st.sampled_from(ITEM_IDS))
    def reopen(self, item: str) -> None:
        self.attempt(orders.ReopenItem(item_id=item))

    @precondition(lambda self: len(self.meeting.entries) % 10 == 0)
    @rule()
    def rest(self) -> None:
        if self.attempt(orders.Adjourn()):
            self.attempt(orders.Resume())

    @rule(seq=st.integers(1, 60), choice=st.sampled_from([FOR, AGAINST, None]))
    def correct(self, seq: int, choice: str | None) -> None:
        """A ballot is put right; attendance isn't, for the account kept here follows the orders alone."""
        if seq > len(self.meeting.entries):
            return
        order = self.meeting.entries[seq - 1].order
        if isinstance(order, orders.CastBallot) and choice is not None:
            right = {"vote": order.vote, "personId": order.person_id, "choice": choice}
            self.attempt(orders.Correct(seq=seq, reason="Feil høyrt.", order=right))

    def _on_closed(self) -> bool:
        item = self.meeting.room.current
        return item is not None and item.is_closed

    def _inhabile(self, person: str, item_id: str) -> bool:
        """From the orders: declared and not found able since, or found inhabile."""
        state = False
        for entry in self.meeting.entries:
            match entry.order:
                case orders.DeclareInhability(item_id=where, person_id=who) if (where, who) == (item_id, person):
                    state = True
        record = self.meeting.item(item_id)
        for vote in record.votes:
            if vote.subject == "inhability" and vote.person_id == person and vote.result and vote.result.winner:
                state = vote.result.winner == FOR
        return state

    def _require_right(self, person: str) -> None:
        """Present, not inhabile, and holding a seat that nobody else holds."""
        room = self.meeting.room
        item_id = str(room.current_item_id)
        assert person in self.here
        assert not self._inhabile(person, item_id)
        assert not (item_id == CLOSED and self.here[person])
        vote = self.meeting.vote()
        assert vote.person_id != person
        if person in MEMBERS:
            return
        whose = [
            member for (member, item), deputy in self.seats.items() if deputy == person and item in (None, item_id)
        ]
        # The member is away, inhabile, or follows from elsewhere what must be closed: else nobody stands in.
        assert [
            member
            for member in whose
            if member not in self.here
            or self._inhabile(member, item_id)
            or (self.here[member] and self.meeting.item().must_be_closed)
        ]

    @invariant()
    def one_seat_has_one_vote(self) -> None:
        for item in self.meeting.room.items:
            for vote in item.votes:
                voted = [ballot.person_id for ballot in vote.ballots]
                assert len(voted) == len(set(voted))
                assert set(voted) <= set(vote.voters)
                assert len(vote.voters) == len(set(vote.voters)) <= len(MEMBERS)
                assert UNION not in vote.voters

    @invariant()
    def nothing_is_decided_without_a_quorum(self) -> None:
        for item in self.meeting.room.items:
            decided = [vote for vote in item.votes if vote.result is not None and vote.result.winner is not None]
            assert all(2 * vote.result.voted >= len(MEMBERS) for vote in decided if vote.result)
            if item.outcome is not None and item.outcome.state != "noted":
                assert decided

    @invariant()
    def no_secret_ballot_tells_what_was_voted(self) -> None:
        secret = {vote.seq for item in self.meeting.room.items for vote in item.votes if vote.form == "written"}
        told = [entry.order for entry in self.meeting.entries if isinstance(entry.order, orders.CastBallot)]
        assert all(order.choices == () for order in told if order.vote in secret)

    @invariant()
    def nothing_closed_is_in_the_public_stream(self) -> None:
        room = self.meeting.room
        said = public_view(room, PUBLISHED).model_dump_json()
        assert SECRET not in said
        assert HIDDEN_WORD not in said
        if not room.doors_closed:
            self.behind_doors = None
            return
        # Behind closed doors the stream stands still, but for what is said of other items, which stays unsent.
        current = public_view(room, PUBLISHED)
        still = current.model_copy(update={"items": ()}).model_dump_json().encode()
        assert self.behind_doors in (None, still)
        self.behind_doors = still

    @invariant()
    def nothing_closed_is_shown_to_unions_nor_to_who_is_inhabile(self) -> None:
        room = self.meeting.room
        union = Viewer(UNION, administers=False, leads=False, is_member=False)
        assert SECRET not in shown(room, union).model_dump_json()
        for item in room.items:
            for one in item.inhabilities:
                if one.steps_down and item.fact.access == "closed":
                    seen = shown(room, Viewer(one.person_id, administers=False, leads=True, is_member=True))
                    theirs = next(other for other in seen.items if other.id == item.fact.id)
                    assert SECRET not in theirs.model_dump_json()
                    assert (theirs.proposals, theirs.votes) == ((), ())


InTheRoom.TestCase.settings = settings(max_examples=50, stateful_step_count=50, deadline=None)
TestInTheRoom = InTheRoom.TestCase


def test_an_added_item_is_public_by_its_title_and_one_that_is_not_published_is_not() -> None:
    meeting = Meeting()
    meeting.open()
    fact = ItemFact("item_new", "case_new", 5, "decision", "Ny sak", raised=True)
    meeting.do(orders.AddItem(type="decision", title="Ny sak"), item=fact)
    without = {one: public for one, public in PUBLISHED.items() if one != OPEN}
    before = public_view(meeting.room, without)
    meeting.start(OPEN)
    after = public_view(meeting.room, without)

    assert [one.title for one in before.items] == ["Personalsak", "Avtale", "Orientering", "Ny sak"]
    assert (after.items[0].id, after.items[0].title, after.items[0].proposals[0].text) == (OPEN, None, None)
