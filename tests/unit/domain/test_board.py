"""What the board gets, and what is left of it for a member who is inhabile."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.domain.publications.board import BoardView, attachments_of, board_view, fingerprint, for_member, repeated
from api.domain.publications.facts import ItemFacts
from api.domain.publications.redaction import cancelled, moved, redact
from tests.unit.domain import facts

WORD = st.text("qxz", min_size=10, max_size=10)


@st.composite
def documents(draw: st.DrawFn) -> Any:
    access = draw(st.sampled_from(["open", "closed"]))
    return facts.document(
        access=access,
        title=draw(WORD),
        open_title=draw(st.none() | WORD),
        legal_basis="offl. § 13",
        version=facts.version(filename=draw(WORD), sha256=draw(st.text("0123456789abcdef", min_size=64, max_size=64))),
        redacted=draw(st.none() | st.builds(facts.document)),
    )


@st.composite
def attachments(draw: st.DrawFn) -> Any:
    return facts.attachment(title=draw(WORD), document=draw(st.none() | documents()))


@st.composite
def items(draw: st.DrawFn, number: int) -> ItemFacts:
    return facts.item(
        number=number,
        access=draw(st.sampled_from(["open", "closed"])),
        title=draw(WORD),
        open_title=draw(st.none() | WORD),
        legal_basis="offl. § 13",
        proposals=tuple(
            facts.proposal(text=facts.text(draw(WORD)), access=access, legal_basis="offl. § 23 første ledd")
            for access in draw(st.lists(st.sampled_from(["open", "closed"]), max_size=2))
        ),
        text=facts.text(draw(WORD)),
        sub_items=(facts.sub_item(title=draw(WORD), attachments=tuple(draw(st.lists(attachments(), max_size=2)))),),
        attachments=tuple(draw(st.lists(attachments(), max_size=2))),
    )


@st.composite
def agendas(draw: st.DrawFn) -> tuple[ItemFacts, ...]:
    return tuple(draw(items(number)) for number in range(1, draw(st.integers(1, 4)) + 1))


def edition(
    *given_items: ItemFacts, kind: str = "papers", previous: BoardView | None = None, **fields: Any
) -> BoardView:
    meeting = facts.meeting(*given_items, **fields)
    return board_view(meeting, redact(meeting, facts.stamp(kind)), previous)


@given(agendas(), st.sampled_from(["agenda", "papers"]), st.data())
def test_an_inhabile_member_gets_an_item_exactly_as_the_public_has_it(agenda, kind, data):
    view = edition(*agenda, kind=kind)
    inhabile = data.draw(st.sets(st.sampled_from([item.id for item in agenda])))

    got = for_member(view, inhabile)

    open_forms = {item.id: item.model_dump_json() for item in view.public.items}
    assert {item.id: item.model_dump_json() for item in got.items if item.id in inhabile} == {
        item_id: open_forms[item_id] for item_id in inhabile
    }
    assert set(got.withheld) == inhabile


@given(agendas())
def test_a_member_gets_closed_items_under_their_real_titles_with_all_their_content(agenda):
    view = for_member(edition(*agenda), frozenset())

    for item, shown in zip(agenda, view.items, strict=True):
        assert (shown.title, shown.access, shown.text) == (item.title, item.access, item.text)
        with_documents = [a.id for a in item.all_attachments() if a.document is not None]
        assert [a.id for a in attachments_of(shown) if a.document is not None] == with_documents


@given(agendas(), st.data())
def test_closed_attachments_are_those_whose_document_the_public_does_not_get(agenda, data):
    view = edition(*agenda)
    inhabile = data.draw(st.sets(st.sampled_from([item.id for item in agenda])))
    got = for_member(view, inhabile)

    public = {a.document.id for item in view.public.items for a in attachments_of(item) if a.document is not None}
    mine = {a.id: a.document.id for item in got.items for a in attachments_of(item) if a.document is not None}
    assert set(got.closed_attachments) == {id_ for id_, document_id in mine.items() if document_id not in public}


def test_an_agenda_has_no_texts_for_the_board_either():
    view = edition(facts.closed_item(title="Tilsetjing"), kind="agenda")

    assert (view.items[0].title, view.items[0].text, view.items[0].proposals) == ("Tilsetjing", None, ())


def test_a_change_in_closed_content_marks_the_item_for_the_board_and_not_for_the_public():
    item = facts.closed_item(title="Tilsetjing")
    before = edition(item)
    meeting = facts.meeting(facts.closed_item(**{**_fields(item), "title": "Tilsetjing av dagleg leiar"}))
    after = board_view(meeting, redact(meeting, facts.stamp(), before.public), before)

    assert after.items[0].changed
    assert not after.public.items[0].changed


def test_a_fingerprint_is_that_of_the_content_and_not_of_the_mark_of_change():
    item = edition(facts.item()).items[0]

    assert fingerprint(item) == fingerprint(item.model_copy(update={"changed": True}))
    assert fingerprint(item) != fingerprint(item.model_copy(update={"title": "Noko anna"}))


@given(agendas())
def test_an_edition_survives_being_stored(agenda):
    view = edition(*agenda)

    assert BoardView.model_validate(json.loads(view.model_dump_json())) == view


def _fields(item: ItemFacts) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ItemFacts.__dataclass_fields__}


@given(agendas(), st.data())
def test_a_member_gets_closed_proposals_too_unless_inhabile(agenda, data):
    inhabile = data.draw(st.sets(st.sampled_from([item.id for item in agenda])))
    got = for_member(edition(*agenda), inhabile)

    readable = [item for item in agenda if item.id not in inhabile]
    assert [len(item.proposals) for item in got.items if item.id not in inhabile] == [
        len(item.proposals) for item in readable
    ]
    assert set(got.closed_proposals) == {
        proposal.id for item in readable for proposal in item.proposals if proposal.access == "closed"
    }


CLOSED_MEETING = {
    "access": "closed",
    "title": "Tilsetjing av dagleg leiar",
    "open_title": "Ekstraordinært møte",
    "legal_basis": "kommunelova § 11-5 andre ledd",
    "place": "Rom 4",
}


def test_a_closed_meeting_has_its_real_title_place_and_cases_for_its_board():
    view = edition(facts.item(attachments=(facts.attachment(),)), **CLOSED_MEETING)
    got = for_member(view, frozenset())

    head = got.meeting
    assert (head.title, head.place, head.access) == ("Tilsetjing av dagleg leiar", "Rom 4", "closed")
    assert [(item.title, item.access, item.legal_basis) for item in got.items] == [
        ("Budsjett", "closed", "kommunelova § 11-5 andre ledd")
    ]
    assert got.closed_attachments == (got.items[0].attachments[0].id,)
    assert (view.public.meeting.title, view.public.meeting.place) == ("Ekstraordinært møte", None)


def test_the_board_has_a_closed_meetings_new_place_when_it_is_moved_and_what_became_of_it():
    meeting = facts.meeting(**CLOSED_MEETING)
    first = redact(meeting, facts.stamp("papers"))
    view = board_view(meeting, first)
    away = replace(meeting, place="Rom 5")

    after = repeated(view, moved(first, away, facts.stamp("papers")), away)
    gone = repeated(after, cancelled(after.public, facts.stamp("papers")), None)

    assert (after.meeting.title, after.meeting.place) == ("Tilsetjing av dagleg leiar", "Rom 5")
    assert (gone.meeting.place, gone.meeting.state) == ("Rom 5", "cancelled")
