"""The door between the working side and the public: what is closed has no way through, whatever it says."""

import dataclasses
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.publications.facts import ItemFacts, SlotFacts
from api.domain.publications.redaction import CLOSED_MEETING, CLOSED_TITLE, moved, redact
from api.domain.publications.snapshot import Snapshot
from tests.unit.domain import facts


def published(*items: ItemFacts, kind: str = "papers", previous: Snapshot | None = None, **fields: Any) -> Snapshot:
    return redact(facts.meeting(*items, **fields), facts.stamp(kind), previous)


def strings(value: object) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return set().union(*map(strings, value.values())) if value else set()
    if isinstance(value, (list, tuple)):
        return set().union(*map(strings, value)) if value else set()
    return set()


# Each is unlike every word of ours, and none is a part of another.
WORDS = st.lists(st.text("qxz", min_size=10, max_size=10), min_size=16, max_size=16, unique=True)


@given(WORDS, st.sampled_from(["agenda", "papers"]))
def test_nothing_that_a_closed_item_says_is_in_the_snapshot_but_its_open_title_and_legal_basis(words, kind):
    title, open_title, basis, *inside = words
    document = facts.document(
        title=inside[0], open_title=inside[1], version=facts.version(filename=inside[2], text=inside[3])
    )
    item = facts.closed_item(
        title=title,
        open_title=open_title,
        legal_basis=basis,
        proposals=(facts.proposal(text=facts.text(inside[4]), recommends_to=inside[5]),),
        text=facts.picture(document.id, inside[6]),
        sub_items=(
            facts.sub_item(
                label=inside[7],
                title=inside[8],
                text=facts.text(inside[9]),
                attachments=(facts.attachment(title=inside[10], document=document),),
            ),
        ),
        attachments=(facts.attachment(title=inside[11], number=inside[12], document=document),),
        references=({"text": inside[0], "caseNumber": inside[1]},),
    )
    shown = published(item, kind=kind).model_dump_json()

    assert [word for word in (title, *inside) if word in shown] == []
    assert open_title in shown
    assert basis in shown


@given(WORDS, st.sampled_from(["agenda", "papers"]))
def test_nothing_that_a_closed_meeting_says_is_in_the_snapshot_but_its_open_title_and_legal_basis(words, kind):
    title, open_title, basis, *inside = words
    document = facts.document(title=inside[0], version=facts.version(filename=inside[1]))
    shown = published(
        facts.item(
            title=inside[2],
            proposals=(facts.proposal(text=facts.text(inside[3])),),
            text=facts.text(inside[4]),
            sub_items=(facts.sub_item(title=inside[5]),),
            attachments=(facts.attachment(title=inside[6], document=document),),
            references=({"text": inside[7]},),
        ),
        kind=kind,
        access="closed",
        title=title,
        open_title=open_title,
        legal_basis=basis,
        place=inside[8],
        programme=(SlotFacts(dt.time(9), None, inside[9]),),
        side_events=(facts.side_event(title=inside[10], place=inside[11], audience=inside[12]),),
    )

    told = shown.model_dump_json()
    assert [word for word in (title, *inside) if word in told] == []
    assert (shown.meeting.title, shown.meeting.access, shown.meeting.legal_basis) == (open_title, "closed", basis)
    assert [(one.title, one.access, one.legal_basis) for one in shown.items] == [(CLOSED_TITLE["nn"], "closed", basis)]


def test_an_item_that_is_closed_itself_keeps_its_own_open_title_and_basis_on_a_closed_meeting():
    (shown,) = published(facts.closed_item(), access="closed", legal_basis="koml. § 11-5").items

    assert (shown.title, shown.legal_basis) == ("Personalsak", "offl. § 13")


@pytest.mark.parametrize("lang", ["nn", "nb", "en"])
def test_a_closed_meeting_without_an_open_title_has_a_general_one(lang):
    assert published(access="closed", lang=lang, title="Tilsetjing").meeting.title == CLOSED_MEETING[lang]


@pytest.mark.parametrize(("before", "now"), [("open", "closed"), ("closed", "open"), ("closed", "closed")])
def test_a_meeting_that_is_closed_or_was_tells_of_no_more_than_the_new_time_when_it_is_moved(before, now):
    found = facts.meeting(access=before, title="Ope", open_title="Ope", place=None)
    later = dataclasses.replace(
        found,
        access=now,
        starts_at=facts.STARTS_AT + dt.timedelta(days=1),
        title="qxzqxzqxz",
        place="zxqzxqzxq",
        programme=(SlotFacts(dt.time(9), None, "xzqxzqxzq"),),
        side_events=(facts.side_event(title="qzxqzxqzx"),),
    )
    shown = moved(redact(found, facts.stamp("papers")), later, facts.stamp("papers"))

    assert shown.meeting.date == dt.date(2025, 10, 21)
    assert not {"qxzqxzqxz", "zxqzxqzxq", "xzqxzqxzq", "qzxqzxqzx"} & strings(shown.model_dump(mode="json"))


@given(WORDS)
def test_of_a_closed_proposal_it_is_told_that_it_is_there_and_why(words):
    text, to, basis, other = words[:4]
    item = facts.item(
        proposals=(
            facts.proposal(
                kind="alternative", text=facts.text(text), recommends_to=to, access="closed", legal_basis=basis
            ),
            facts.proposal(text=facts.text(other), legal_basis="left from before"),
        )
    )
    shown = published(item)

    told = shown.model_dump_json()
    assert text not in told
    assert to not in told
    assert other in told
    assert "left from before" not in told
    assert [(one.kind, one.legal_basis) for one in shown.items[0].closed_proposals] == [("alternative", basis)]


@given(WORDS)
def test_nothing_that_a_closed_document_says_is_in_the_snapshot_but_its_open_title_and_legal_basis(words):
    title, attachment_title, filename, content, sha, open_title, basis = words[:7]
    document = facts.document(
        access="closed",
        title=title,
        open_title=open_title,
        legal_basis=basis,
        version=facts.version(filename=filename, text=content, sha256=sha),
    )
    shown = published(
        facts.item(
            attachments=(facts.attachment(title=attachment_title, document=document),),
            sub_items=(facts.sub_item(attachments=(facts.attachment(title=attachment_title, document=document),)),),
        )
    ).model_dump_json()

    assert [word for word in (title, attachment_title, filename, content, sha, document.id) if word in shown] == []
    assert open_title in shown
    assert basis in shown


@given(WORDS)
def test_an_agenda_shows_titles_and_nothing_of_the_cases(words):
    title, *inside = words
    item = facts.item(
        title=title,
        proposals=(facts.proposal(text=facts.text(inside[0]), recommends_to=inside[1]),),
        text=facts.text(inside[2]),
        sub_items=(facts.sub_item(title=inside[3], text=facts.text(inside[4])),),
        attachments=(facts.attachment(title=inside[5]),),
        references=({"text": inside[6]},),
    )
    shown = published(item, kind="agenda").model_dump_json()

    assert title in shown
    assert [word for word in inside[:7] if word in shown] == []


@pytest.mark.parametrize("lang", ["nn", "nb", "en"])
def test_a_closed_item_without_an_open_title_shows_words_of_ours(lang):
    (item,) = published(facts.closed_item(title="Oppseiing av Kari", open_title=None, lang=lang)).items

    assert item.title == CLOSED_TITLE[lang]


def test_a_closed_document_without_an_open_title_shows_words_of_ours():
    document = facts.document(access="closed", title="Oppseiing av Kari", open_title="", lang="nb")
    (item,) = published(facts.item(attachments=(facts.attachment(document=document),))).items

    assert item.attachments[0].title == CLOSED_TITLE["nb"]


def test_a_closed_item_keeps_its_number_and_its_address():
    (_, item) = published(facts.item(), facts.closed_item(number=2)).items

    assert (item.number, item.label, item.path) == (2, "2", "/møte/styret/2025-10-20/sak/2")


def test_an_open_item_shows_all_it_has():
    document = facts.document()
    item = facts.item(
        attachments=(facts.attachment(document=document),),
        sub_items=(facts.sub_item(),),
        references=({"text": "styrevedtak 4. juni 2025", "date": "2025-06-04", "caseNumber": "9"},),
    )
    (shown,) = published(item).items

    assert shown.text == item.text
    assert shown.proposals[0].text == item.proposals[0].text
    assert shown.sub_items[0].title == "Del"
    assert shown.references[0].case_number == "9"
    assert shown.attachments[0].document is not None
    assert shown.attachments[0].document.id == document.id


@pytest.mark.parametrize("status", ["expected", "under_preparation"])
def test_an_attachment_without_a_document_says_so(status):
    (item,) = published(facts.item(attachments=(facts.attachment(document=None, status=status),))).items

    assert item.attachments[0].status == {"expected": "missing", "under_preparation": "under_preparation"}[status]
    assert item.attachments[0].document is None


def test_a_picture_is_shown_when_its_document_is_an_open_attachment_of_the_item():
    document = facts.document()
    item = facts.item(text=facts.picture(document.id), attachments=(facts.attachment(document=document),))

    assert published(item).items[0].text == item.text


@pytest.mark.parametrize("access", ["closed", "open"])
def test_a_picture_is_left_out_when_its_document_is_closed_or_not_the_items_own(access):
    document = facts.document(access=access, legal_basis="offl. § 13")
    attached = (facts.attachment(document=document),) if access == "closed" else ()
    nested = {"type": "doc", "content": [{"type": "blockquote", "content": facts.picture(document.id)["content"]}]}
    item = facts.item(
        text=nested,
        proposals=(facts.proposal(text=facts.picture(document.id)),),
        sub_items=(facts.sub_item(text=facts.picture(document.id)),),
        attachments=attached,
    )

    assert document.id not in published(item).model_dump_json()


def test_the_programme_is_in_wall_clock_time():
    snapshot = published(programme=(SlotFacts(dt.time(9), dt.time(11, 25), "Saker"),))

    assert snapshot.model_dump(mode="json")["meeting"]["programme"][0]["startsAt"] == "09:00"


def test_the_day_of_the_meeting_is_norways():
    late = dt.datetime(2025, 10, 20, 22, 30, tzinfo=dt.UTC)

    assert published(starts_at=late).meeting.date == dt.date(2025, 10, 21)


def changes(before: ItemFacts, after: ItemFacts, kinds: tuple[str, str] = ("papers", "papers")) -> bool:
    previous = published(before, kind=kinds[0])
    return published(after, kind=kinds[1], previous=previous).items[0].changed


ITEM = facts.item(attachments=(facts.attachment(),))


def test_nothing_is_marked_in_a_first_version():
    assert not published(ITEM).items[0].changed


def test_an_item_that_is_as_before_is_not_marked():
    assert not changes(ITEM, ITEM)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Ny tittel"},
        {"text": facts.text("Ny tekst.")},
        {"proposals": ()},
        {"attachments": ()},
        {"type": "information"},
        {"number": 2},
    ],
    ids=str,
)
def test_an_item_that_differs_is_marked(change):
    assert changes(ITEM, dataclasses.replace(ITEM, **change))


def test_an_item_that_gains_its_papers_is_not_marked():
    assert not changes(ITEM, ITEM, ("agenda", "papers"))


@pytest.mark.parametrize(
    "change", [{"title": "Ny"}, {"access": "closed", "open_title": "Budsjett", "legal_basis": "offl. § 13"}], ids=str
)
def test_an_item_with_a_new_title_or_access_is_marked_among_the_papers(change):
    assert changes(ITEM, dataclasses.replace(ITEM, **change), ("agenda", "papers"))


def test_an_item_that_was_not_there_is_marked():
    previous = published(ITEM)

    assert published(ITEM, facts.item(number=2), previous=previous).items[1].changed


def test_a_mark_is_gone_in_the_version_after():
    first = published(ITEM)
    new = dataclasses.replace(ITEM, title="Ny")
    second = published(new, previous=first)

    assert second.items[0].changed
    assert not published(new, previous=second).items[0].changed


def test_a_change_inside_a_closed_item_is_not_told():
    closed = facts.closed_item()

    assert not changes(closed, dataclasses.replace(closed, title="Ny", text=facts.text("Nytt.")))


@given(WORDS)
def test_of_a_closed_document_the_public_gets_the_redacted_version_and_no_word_of_the_document(words):
    title, attachment_title, filename, content, sha, open_title, basis, redacted_title, redacted_file = words[:9]
    redacted = facts.document(title=redacted_title, version=facts.version(filename=redacted_file))
    document = facts.document(
        access="closed",
        title=title,
        open_title=open_title,
        legal_basis=basis,
        version=facts.version(filename=filename, text=content, sha256=sha),
        redacted=redacted,
    )
    snapshot = published(facts.item(attachments=(facts.attachment(title=attachment_title, document=document),)))
    shown = snapshot.items[0].attachments[0]

    told = snapshot.model_dump_json()

    assert document.version is not None
    inside = (title, attachment_title, filename, content, sha, document.id, document.version.id)
    assert [word for word in inside if word in told] == []
    assert (shown.status, shown.title, shown.legal_basis) == ("available", open_title, basis)
    assert shown.document is not None
    assert (shown.document.id, shown.document.title, shown.document.filename) == (
        redacted.id,
        open_title,
        redacted_file,
    )


def test_a_redacted_version_that_is_closed_itself_is_not_shown():
    document = facts.document(access="closed", legal_basis="offl. § 13", redacted=facts.document(access="closed"))

    shown = published(facts.item(attachments=(facts.attachment(document=document),))).items[0].attachments[0]
    assert (shown.status, shown.document) == ("closed", None)
