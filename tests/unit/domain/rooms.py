"""A body of six as the seed's, its deputies and unions, and a meeting that is led order by order."""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from api.domain.deliberation import corrections, orders, rules
from api.domain.deliberation.facts import ItemFact, ProposalFact, Seat, Setup
from api.domain.deliberation.fold import apply, fold, with_log
from api.domain.deliberation.items import ItemRecord, Vote
from api.domain.deliberation.log import Entry
from api.domain.deliberation.orders import Order
from api.domain.deliberation.room import Room
from api.domain.deliberation.voting import AGAINST, FOR
from api.domain.kernel import richtext
from api.domain.kernel.errors import GuardRefused, Invalid

CHAIR, DEPUTY_CHAIR = "pers_vik", "pers_sogndal"
MEMBERS = (CHAIR, DEPUTY_CHAIR, "pers_aurland", "pers_lerdal", "pers_ardal", "pers_luster")
FIRST, SECOND = "pers_vara1", "pers_vara2"
UNION = "pers_union"
SEATS = (
    Seat(CHAIR, "Leiar frå Vik", "chair", municipality="4639"),
    Seat(DEPUTY_CHAIR, "Nestleiar frå Sogndal", "deputy_chair", municipality="4640"),
    *(Seat(person, f"Medlem {person}", "member") for person in MEMBERS[2:]),
    Seat(FIRST, "Vara 1", "deputy", 1),
    Seat(SECOND, "Vara 2", "deputy", 2),
    Seat(UNION, "Tillitsvald", "union_representative"),
)
OPEN, CLOSED, MAY_CLOSE, NEWS = "item_open", "item_closed", "item_may", "item_news"
TEXT = richtext.text_doc("Styret vedtek budsjettet.")
SECRET = "Løyndomen"
STARTS = dt.datetime(2025, 10, 20, 7, tzinfo=dt.UTC)


def proposal(id_: str, words: str = "Styret vedtek.", **fields: Any) -> ProposalFact:
    return ProposalFact(id_, fields.pop("kind", "main"), richtext.text_doc(words), **fields)


def item(id_: str, number: int, **fields: Any) -> ItemFact:
    fields.setdefault("proposals", (proposal(f"prop_{id_}"),))
    return ItemFact(id_, f"case_{id_}", number, fields.pop("type", "decision"), fields.pop("title", "Sak"), **fields)


ITEMS = (
    item(OPEN, 1, title="Budsjett"),
    item(
        CLOSED,
        2,
        title=f"Tilsetjing {SECRET}",
        access="closed",
        open_title="Personalsak",
        legal_basis="offl. § 13",
        proposals=(proposal("prop_closed", f"Styret tilset {SECRET}."),),
    ),
    item(
        MAY_CLOSE,
        3,
        title=f"Avtale {SECRET}",
        access="closed",
        open_title="Avtale",
        legal_basis="offl. § 23 første ledd",
        proposals=(proposal("prop_may", f"Styret godtek {SECRET}."),),
    ),
    item(NEWS, 4, title="Orientering", type="information", proposals=()),
)


def setup(**fields: Any) -> Setup:
    given = Setup("mtg_1", "body_1", "Styret", "nn", remote=False, meetings_open=True, seats=SEATS, items=ITEMS)
    return replace(given, **fields)


@dataclass
class Meeting:
    """Holds each order to the rules, as the service does, and keeps the log."""

    setup: Setup = field(default_factory=setup)
    entries: list[Entry] = field(default_factory=list)
    _folded: tuple[int, Room] | None = None

    @property
    def room(self) -> Room:
        if self._folded is None or self._folded[0] != len(self.entries):
            self._folded = (len(self.entries), fold(self.setup, self.entries))
        return self._folded[1]

    def do(self, order: Order, **kept: Any) -> Entry:
        """Carries ``order`` out. ``item`` is what an added item became. Raises GuardRefused, Invalid."""
        seq = len(self.entries) + 1
        at = STARTS + dt.timedelta(minutes=seq)
        if isinstance(order, orders.Correct):
            corrections.check_correction(self.entries, order)
            corrections.check_all(self.setup, [*self.entries, Entry(seq, order, at)])
        else:
            rules.check(self.room, order)
        is_secret = isinstance(order, orders.CastBallot) and self.vote().form == "written"
        kept_order = order.model_copy(update={"choice": None, "also": ()}) if is_secret else order
        entry = Entry(seq, kept_order, at, **kept)
        before = self.room
        self.entries.append(entry)
        if not isinstance(order, orders.Correct):
            # Entry by entry or all at once: the same room.
            assert with_log(apply(before, entry), self.entries) == self.room
        return entry

    def open(self, *people: str, **fields: Any) -> None:
        present = tuple(orders.Arrival(person_id=person) for person in people or MEMBERS)
        self.do(orders.OpenMeeting(present=present, **fields))

    def start(self, item_id: str = OPEN) -> ItemRecord:
        self.do(orders.StartItem(item_id=item_id))
        return self.item()

    def item(self, item_id: str | None = None) -> ItemRecord:
        found = self.room.item(item_id) if item_id else self.room.current
        assert found is not None
        return found

    def vote(self) -> Vote:
        vote = self.room.open_vote
        assert vote is not None
        return vote

    def ask(self, **fields: Any) -> Vote:
        """Opens a vote: on the current item's first proposal unless something else is said."""
        if not fields.get("subject"):
            fields = {"subject": "proposals", "proposal_ids": (self.item().proposals[0].id,), **fields}
        self.do(orders.OpenVote(**fields))
        return self.vote()

    def cast(self, choices: dict[str, str]) -> None:
        for person, choice in choices.items():
            self.do(orders.CastBallot(vote=self.vote().seq, person_id=person, choice=choice))

    def decide(self, in_favour: int | None = None, **fields: Any) -> Vote:
        """A whole vote by name, so many for and the rest of those who vote against; all for when it isn't said."""
        vote = self.ask(**fields)
        count = len(vote.voters) if in_favour is None else in_favour
        self.cast({person: FOR if index < count else AGAINST for index, person in enumerate(vote.voters)})
        self.do(orders.CloseVote())
        return next(one for record in self.room.items for one in record.votes if one.seq == vote.seq)

    def conclude(self, outcome: str, **fields: Any) -> None:
        self.do(orders.ConcludeItem(outcome=outcome, **fields))


def refused(meeting: Meeting, order: orders.Order) -> str:
    """The guard that refuses."""
    with pytest.raises(GuardRefused) as error:
        meeting.do(order)
    assert error.value.extra["remedy"]
    return str(error.value.extra["guard"])


def pointer(meeting: Meeting, order: orders.Order) -> str:
    with pytest.raises(Invalid) as error:
        meeting.do(order)
    return error.value.errors[0].pointer
