"""Minutes of what was recorded: the sentences, and what the public form leaves out."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.domain.deliberation import orders
from api.domain.deliberation.public_view import PublicItem
from api.domain.kernel import richtext
from api.domain.kernel.errors import DomainError
from api.domain.minutes import assembly, redaction
from api.domain.minutes.document import HEAD, ClosedItem, Edit, MeetingFacts, MinutesDocument, MinutesItem, digest
from api.domain.minutes.wording import Wording
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
    SECRET,
    STARTS,
    UNION,
    Meeting,
    item,
    proposal,
    setup,
)

MUST, MAY = "koml-11-5-2", "koml-11-5-3-a"
FACTS = MeetingFacts(
    organisation="Sogn KO",
    number="09-25",
    title="Styremøte 09-25",
    starts_at=STARTS,
    place="Campus Sogndal",
    municipalities={"4639": "Vik", "4640": "Sogndal"},
    published={
        OPEN: PublicItem("Budsjett", "open"),
        CLOSED: PublicItem("Personalsak", "closed", "offl. § 13"),
        MAY_CLOSE: PublicItem("Avtale", "closed", "offl. § 23 første ledd"),
        NEWS: PublicItem("Orientering", "open"),
    },
)


@pytest.fixture
def meeting() -> Meeting:
    found = Meeting()
    found.open()
    return found


def whole(meeting: Meeting, **facts: Any) -> MinutesDocument:
    return assembly.whole(meeting.room, replace(FACTS, **facts))


def public(meeting: Meeting, **facts: Any) -> MinutesDocument:
    return assembly.public(meeting.room, replace(FACTS, **facts))


def words(document: MinutesDocument, item_id: str = OPEN) -> list[str]:
    found = document.item(item_id)
    assert isinstance(found, MinutesItem)
    return [one.words for one in found.proceedings]


def resolved(document: MinutesDocument, item_id: str = OPEN) -> str:
    found = document.item(item_id)
    assert isinstance(found, MinutesItem)
    assert found.resolution is not None
    return found.resolution.words


def in_bokmaal() -> Meeting:
    found = Meeting(setup(lang="nb"))
    found.open()
    return found


# --- sentences ----------------------------------------------------------------------------------------------------


def test_a_unanimous_vote(meeting: Meeting) -> None:
    meeting.start()
    meeting.decide()
    meeting.conclude("adopted")
    assert "Framlegget vart samrøystes vedteke." in words(whole(meeting))
    assert resolved(whole(meeting)) == "Styret vedtok:"


def test_bokmaal_has_verb_forms_of_its_own() -> None:
    meeting = in_bokmaal()
    meeting.start()
    meeting.decide(5)
    meeting.conclude("adopted")
    assert any(one.startswith("Forslaget ble vedtatt med 5 mot 1 stemme.") for one in words(whole(meeting)))


@pytest.mark.parametrize(
    ("in_favour", "sentence"),
    [
        (5, "Framlegget vart vedteke med 5 mot 1 røyst."),
        (4, "Framlegget vart vedteke med 4 mot 2 røyster."),
        (2, "Framlegget fall med 2 mot 4 røyster."),
        (0, "Framlegget vart samrøystes avvist."),
        (3, "Framlegget vart vedteke med 3 mot 3 røyster, avgjort med dobbeltrøysta til Leiar frå Vik."),
    ],
)
def test_what_a_vote_came_to_is_said_with_its_figures(meeting: Meeting, in_favour: int, sentence: str) -> None:
    meeting.start()
    meeting.decide(in_favour)
    assert any(one.startswith(sentence) for one in words(whole(meeting)))


def test_a_divided_open_vote_by_name_says_who_voted_what(meeting: Meeting) -> None:
    meeting.start()
    meeting.decide(5)
    assert any(one.endswith("Mot: Medlem pers_luster.") for one in words(whole(meeting)))


def test_a_secret_vote_says_that_it_was_in_writing_and_names_nobody(meeting: Meeting) -> None:
    meeting.start()
    meeting.ask(form="written")
    meeting.cast(dict.fromkeys(MEMBERS, "for"))
    meeting.do(orders.CloseVote(counts={"for": 4, "against": 2}))
    sentence = words(whole(meeting))[-1]
    assert sentence == "Framlegget vart vedteke med 4 mot 2 røyster. Røystinga var skriftleg."


def test_alternatives_are_told_with_their_movers_and_both_figures(meeting: Meeting) -> None:
    meeting.start()
    moved = meeting.do(orders.MoveProposal(kind="alternative", text=richtext.text_doc("Nei."), mover_id=CHAIR))
    main, other = f"prop_{OPEN}", f"moved_{moved.seq}"
    step = orders.VoteOrderStep(way="against_each_other", proposal_ids=(main, other))
    meeting.do(orders.SettleVoteOrder(steps=(step,)))
    vote = meeting.ask(subject="proposals", way="against_each_other", proposal_ids=(main, other))
    meeting.cast({person: main if number < 4 else other for number, person in enumerate(vote.voters)})
    meeting.do(orders.CloseVote())
    told = words(whole(meeting))
    assert "Alternativt framlegg frå Leiar frå Vik:" in told
    assert any(
        one.startswith(
            "Ved alternativ røysting fekk hovudframlegget 4 røyster og alternativt framlegg frå Leiar frå Vik 2 "
            "røyster. Hovudframlegget fekk fleirtal."
        )
        for one in told
    )


def test_without_quorum_nothing_was_resolved_and_that_is_said(meeting: Meeting) -> None:
    meeting.start()
    meeting.ask()
    meeting.cast(dict.fromkeys(MEMBERS[:2], "for"))
    meeting.do(orders.CloseVote())
    assert words(whole(meeting))[-1].startswith(
        "Det vart røysta over framlegget, men berre 2 av 6 medlemmer røysta. "
        "Styret var ikkje vedtaksført (kommunelova § 11-9)."
    )


def test_an_election_names_who_was_elected_and_the_others(meeting: Meeting) -> None:
    meeting.start(NEWS)
    vote = meeting.ask(subject="election", candidates=("Kari", "Ola"))
    meeting.cast({person: "1" if number < 4 else "2" for number, person in enumerate(vote.voters)})
    meeting.do(orders.CloseVote())
    meeting.conclude("adopted")
    assert words(whole(meeting), NEWS)[0].startswith("Kari vart vald med 4 av 6 røyster. Elles fekk Ola 2 røyster.")
    assert resolved(whole(meeting), NEWS) == "Desse vart valde:"


def test_acts_have_their_bokmaal_names_in_bokmaal_minutes() -> None:
    meeting = in_bokmaal()
    meeting.start()
    meeting.do(orders.DeclareInhability(item_id=OPEN, person_id=DEPUTY_CHAIR))
    assert "kommuneloven § 11-10" in words(whole(meeting))[0]
    meeting.decide(4, subject="inhability", person_id=DEPUTY_CHAIR)
    assert "(hjemmel: kommuneloven § 11-10)" in words(whole(meeting))[0]


def test_inhability_has_its_basis_and_the_vote_and_the_deputy(meeting: Meeting) -> None:
    meeting.do(orders.Arrive(person_id=FIRST))
    meeting.start()
    meeting.do(orders.DeclareInhability(item_id=OPEN, person_id=DEPUTY_CHAIR, legal_basis="forvaltningslova § 6"))
    assert words(whole(meeting))[0] == (
        "Nestleiar frå Sogndal melde seg inhabil med heimel i forvaltningslova § 6 og tredde frå."
    )
    meeting.decide(4, subject="inhability", person_id=DEPUTY_CHAIR)
    meeting.do(orders.StepIn(person_id=FIRST, member_id=DEPUTY_CHAIR, item_id=OPEN))
    told = words(whole(meeting))
    assert told[0].startswith(
        "Nestleiar frå Sogndal vart rekna som inhabil med 4 mot 1 røyst (heimel: forvaltningslova § 6), og tredde frå."
    )
    assert told[1] == "Vara 1 tok sete for Nestleiar frå Sogndal."


def test_somebody_found_able_took_part(meeting: Meeting) -> None:
    meeting.start()
    meeting.do(orders.DeclareInhability(item_id=OPEN, person_id=DEPUTY_CHAIR))
    meeting.decide(0, subject="inhability", person_id=DEPUTY_CHAIR)
    assert words(whole(meeting))[0] == (
        "Nestleiar frå Sogndal vart samrøystes rekna som habil, og tok del i handsaminga."
    )


def test_outcomes_that_are_no_resolution(meeting: Meeting) -> None:
    meeting.start(NEWS)
    meeting.conclude("noted")
    meeting.start()
    meeting.decide(subject="postponement")
    meeting.conclude("postponed", note="manglar tal")
    assert resolved(whole(meeting), NEWS) == "Styret tok saka til vitande."
    assert resolved(whole(meeting)) == "Saka vart utsett. Grunngjeving: Manglar tal"
    assert "Framlegget om å utsetje saka vart samrøystes vedteke." in words(whole(meeting))


def test_a_recommendation_names_whom_it_goes_to() -> None:
    recommended = item(OPEN, 1, proposals=(proposal("prop_x", recommends_to="representantskapet"),))
    meeting = Meeting(setup(items=(recommended,)))
    meeting.open()
    meeting.start()
    meeting.decide()
    meeting.conclude("adopted")
    assert resolved(whole(meeting)) == "Styret rådde representantskapet til å gjere slikt vedtak:"


def test_the_head_has_time_place_chair_present_absent_and_comings_and_goings() -> None:
    meeting = Meeting()
    meeting.open(*MEMBERS[:4], FIRST, UNION, absent=(MEMBERS[5],))
    meeting.start()
    meeting.do(orders.Arrive(person_id=MEMBERS[4]))
    meeting.do(orders.Adjourn(reason="Lunsj"))
    meeting.do(orders.Resume())
    meeting.do(orders.Leave(person_id=MEMBERS[1]))
    head = whole(meeting).head
    assert head.place == "Campus Sogndal"
    assert [one.name for one in head.absent] == ["Medlem pers_luster"]
    assert [one.name for one in head.unions] == ["Tillitsvald"]
    notes = {one.name: one.notes for one in head.present}
    assert notes["Medlem pers_ardal"] == ("frå kl. 09:03",)
    assert notes["Nestleiar frå Sogndal"] == ("til kl. 09:06",)
    assert notes["Leiar frå Vik"] == ()
    assert head.present[0].municipality == "Vik"
    assert "Pause kl. 09:04–09:05: Lunsj" in head.lines
    assert "Møtet vart sett kl. 09:01." in head.lines
    assert "4 av 6 medlemmer eller varamedlemmer var til stades då møtet vart sett." in head.lines


def test_a_matter_that_was_not_on_the_agenda_says_so(meeting: Meeting) -> None:
    raised = replace(item("item_new", 5, title="Ny sak"), raised=True)
    meeting.do(orders.AddItem(type="decision", title="Ny sak"), item=raised)
    meeting.start("item_new")
    meeting.do(orders.ObjectToDeciding(item_id="item_new", person_id=CHAIR))
    assert words(whole(meeting), "item_new")[:3] == [
        "Saka stod ikkje på saklista og vart teken opp i møtet (kommunelova § 11-3).",
        "Leiar frå Vik sette seg mot at saka vart avgjord.",
        "Saka kunne difor ikkje avgjerast i møtet (kommunelova § 11-3).",
    ]


def test_dissents_and_remarks_keep_their_words(meeting: Meeting) -> None:
    meeting.start()
    meeting.do(orders.Remark(item_id=OPEN, text="Styret drøfta tala."))
    meeting.do(orders.RecordDissent(item_id=OPEN, person_id=CHAIR, text="Eg er usamd."))
    found = public(meeting).item(OPEN)
    assert isinstance(found, MinutesItem)
    told = {one.words: richtext.to_text(one.text or {}) for one in found.proceedings}
    assert told["Merknad:"] == "Styret drøfta tala."
    assert told["Protokolltilførsel frå Leiar frå Vik:"] == "Eg er usamd."


# --- edits --------------------------------------------------------------------------------------------------------


def test_an_edit_stands_beside_what_is_generated_and_is_known_to_be_stale_after_a_correction(meeting: Meeting) -> None:
    meeting.start()
    first = whole(meeting).item(OPEN)
    assert isinstance(first, MinutesItem)
    edits = {
        OPEN: Edit(mode="replace", text=richtext.text_doc("Eigne ord."), basis=first.fingerprint),
        HEAD: Edit(mode="add", text=richtext.text_doc("Ordføraren helsa."), basis=""),
    }
    edited = assembly.whole(meeting.room, FACTS, edits)
    found = edited.item(OPEN)
    assert isinstance(found, MinutesItem)
    assert (found.replaced, found.proceedings) == (edits[OPEN].text, first.proceedings)
    assert edited.note == edits[HEAD].text
    assert assembly.stale(edited, edits) == ()
    meeting.do(orders.Remark(item_id=OPEN, text="Nytt."))
    assert assembly.stale(assembly.whole(meeting.room, FACTS, edits), edits) == (OPEN,)


# --- what is closed -----------------------------------------------------------------------------------------------


def test_a_closed_item_is_number_open_title_basis_and_that_a_resolution_was_made(meeting: Meeting) -> None:
    meeting.start(MAY_CLOSE)
    meeting.decide(5, subject="closing", legal_basis=MAY)
    meeting.do(orders.CloseDoors(legal_basis=MAY))
    meeting.decide()
    meeting.do(orders.OpenDoors())
    meeting.conclude("adopted")
    found = public(meeting).item(MAY_CLOSE)
    assert isinstance(found, ClosedItem)
    basis = "kommunelova § 11-5 tredje ledd bokstav a"
    assert (found.number, found.title, found.legal_basis) == (3, "Avtale", basis)
    assert found.lines == (
        f"Framlegget om å lukke møtet med heimel i {basis} vart vedteke med 5 mot 1 røyst.",
        f"Saka er unnateken offentlegheit med heimel i {basis}.",
        "Det vart gjort vedtak i saka.",
    )


def test_a_deputy_for_a_closed_item_alone_is_not_told_of(meeting: Meeting) -> None:
    meeting.start(CLOSED)
    meeting.do(orders.DeclareInhability(item_id=CLOSED, person_id=CHAIR))
    meeting.do(orders.HandOverChair(person_id=DEPUTY_CHAIR))
    meeting.do(orders.Leave(person_id=CHAIR))
    meeting.do(orders.Arrive(person_id=FIRST))
    meeting.do(orders.StepIn(person_id=FIRST, member_id=CHAIR, item_id=CLOSED))
    meeting.do(orders.CloseDoors(legal_basis=MUST))
    meeting.do(orders.OpenDoors())
    meeting.do(orders.Leave(person_id=FIRST))
    meeting.do(orders.Arrive(person_id=CHAIR))
    meeting.start(NEWS)
    told = public(meeting)
    assert [one.name for one in whole(meeting).head.deputies] == ["Vara 1"]
    assert told.head.deputies == ()
    assert {one.notes for one in told.head.present} == {()}
    assert not any("Nestleiar" in line for line in told.head.lines)


def test_a_closed_proposal_in_an_open_item_is_told_of_without_its_words(meeting: Meeting) -> None:
    closed = replace(ITEMS[0], proposals=(proposal("prop_x", SECRET, mover="Kari"),))
    meeting = Meeting(setup(items=(closed,)))
    meeting.open()
    meeting.start()
    meeting.decide()
    meeting.conclude("adopted")
    told = public(meeting, closed_proposals={"prop_x": "offl. § 13"})
    assert SECRET not in told.model_dump_json()
    assert "Framlegget er unnateke offentlegheit med heimel i offl. § 13." in told.model_dump_json()


def test_what_was_neither_published_nor_treated_is_not_in_the_public_minutes(meeting: Meeting) -> None:
    meeting.start(NEWS)
    told = public(meeting, published={})
    assert [one.id for one in told.items] == [NEWS]
    assert len(whole(meeting, published={}).items) == 4


def test_a_closed_meeting_has_its_open_title_and_no_place(meeting: Meeting) -> None:
    meeting.start()
    told = public(meeting, access="closed", open_title="Lukka møte", title=SECRET)
    assert (told.title, told.head.place) == ("Lukka møte", None)
    assert {type(one) for one in told.items} == {ClosedItem}
    assert SECRET not in told.model_dump_json()


def test_a_member_who_was_inhabile_gets_the_closed_item_as_the_public_does(meeting: Meeting) -> None:
    meeting.start(CLOSED)
    meeting.do(orders.DeclareInhability(item_id=CLOSED, person_id=CHAIR))
    told = redaction.withheld(whole(meeting), CHAIR)
    assert isinstance(told.item(CLOSED), ClosedItem)
    assert isinstance(redaction.withheld(whole(meeting), DEPUTY_CHAIR).item(CLOSED), MinutesItem)
    assert isinstance(redaction.withheld(whole(meeting), DEPUTY_CHAIR, frozenset({CLOSED})).item(CLOSED), ClosedItem)


def test_what_approvals_are_tied_to_is_salted(meeting: Meeting) -> None:
    assert digest(whole(meeting), "a") != digest(whole(meeting), "b")


PEOPLE = st.sampled_from([seat.person_id for seat in SEATS])
CLOSED_ORDERS = st.one_of(
    st.builds(lambda person: orders.DeclareInhability(item_id=CLOSED, person_id=person), PEOPLE),
    st.builds(lambda person: orders.Leave(person_id=person), PEOPLE),
    st.builds(lambda person: orders.Arrive(person_id=person), PEOPLE),
    st.builds(
        lambda deputy, member: orders.StepIn(person_id=deputy, member_id=member, item_id=CLOSED),
        st.sampled_from([FIRST, SECOND]),
        st.sampled_from(MEMBERS),
    ),
    st.builds(lambda person: orders.HandOverChair(person_id=person), st.sampled_from(MEMBERS)),
    st.builds(
        lambda person: orders.MoveProposal(kind="alternative", text=richtext.text_doc(SECRET), mover_id=person),
        st.sampled_from(MEMBERS),
    ),
    st.just(orders.Remark(item_id=CLOSED, text=SECRET)),
    st.builds(lambda person: orders.RecordDissent(item_id=CLOSED, person_id=person, text=SECRET), PEOPLE),
    st.just(orders.OpenVote(subject="proposals", proposal_ids=("prop_closed",))),
    st.builds(lambda person: orders.OpenVote(subject="inhability", person_id=person), st.sampled_from(MEMBERS)),
    st.just(orders.CloseVote(counts=None)),
    st.builds(lambda name: orders.RequestFloor(name=name), st.just(SECRET)),
    st.just(orders.GiveFloor(speaker=3)),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CLOSED_ORDERS, max_size=12))
def test_whatever_happens_in_a_closed_item_the_public_minutes_are_the_same(happened: list[orders.Order]) -> None:
    """But for times: all in the closed item happens while nothing open is treated, and everybody is back after it."""

    def held(inside: list[orders.Order]) -> MinutesDocument:
        meeting = Meeting()
        meeting.open()
        meeting.start(NEWS)
        meeting.conclude("noted")
        meeting.start(CLOSED)
        meeting.do(orders.CloseDoors(legal_basis=MUST))
        for order in inside:
            try:
                meeting.do(order)
                if meeting.room.open_vote is not None:
                    meeting.cast(dict.fromkeys(meeting.vote().voters, "for"))
                    meeting.do(orders.CloseVote())
            except DomainError:
                continue
        if meeting.room.open_vote is not None:
            meeting.do(orders.AbandonVote(reason="Slutt"))
        meeting.do(orders.OpenDoors())
        for person in MEMBERS:
            if not any(one.person_id == person and one.until is None for one in meeting.room.presences):
                meeting.do(orders.Arrive(person_id=person))
        for deputy in (FIRST, SECOND, UNION):
            if any(one.person_id == deputy and one.until is None for one in meeting.room.presences):
                meeting.do(orders.Leave(person_id=deputy))
        meeting.start(OPEN)
        return public(meeting, starts_at=dt.datetime(2025, 10, 20, 7, tzinfo=dt.UTC)).model_copy(update={"room_seq": 0})

    told = held(happened)
    assert told == held([])
    assert SECRET not in told.model_dump_json()


@pytest.mark.parametrize("lang", ["nn", "nb"])
def test_every_sentence_is_there_in_both_languages(lang: str) -> None:
    assert Wording(lang)._labels.keys() == Wording("nn")._labels.keys()
