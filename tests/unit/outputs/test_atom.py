from hypothesis import given
from lxml import etree

from api.domain.publications.schemas import Supplement
from api.domain.publications.snapshot import Snapshot
from api.outputs import atom
from api.outputs.summary import PublicationSummary, Withdrawal, summarise
from tests.unit.outputs.snapshots import AGENDA_ONLY, HOSTILE, ORGANISATION, SAMPLE, at, snapshots

BASE = "https://sogn.example"
NS = {"a": "http://www.w3.org/2005/Atom"}
WITHDRAWAL = Withdrawal(withdrawn_at=at(12), reason="Feil vedlegg.")


def feed(*publications: PublicationSummary) -> etree._Element:
    return etree.fromstring(atom.feed(ORGANISATION, publications, base_url=BASE))


def texts(root: etree._Element, path: str) -> list[str | None]:
    return [element.text for element in root.iterfind(path, NS)]


def test_publications_stand_newest_first_with_ids_that_never_change() -> None:
    assert texts(feed(summarise(AGENDA_ONLY), summarise(SAMPLE)), "a:entry/a:id") == [
        f"tag:sogn.example,2025:publication/{SAMPLE.publication.id}",
        f"tag:sogn.example,2025:publication/{AGENDA_ONLY.publication.id}",
    ]


def test_an_entry_is_dated_by_its_publication() -> None:
    assert texts(feed(summarise(SAMPLE)), "a:entry/a:updated") == ["2025-10-13T07:00:00+00:00"]


def test_the_feed_is_as_new_as_its_newest_entry() -> None:
    assert texts(feed(summarise(AGENDA_ONLY), summarise(SAMPLE)), "a:updated") == ["2025-10-13T07:00:00+00:00"]


def test_the_note_on_what_changed_is_the_summary() -> None:
    assert texts(feed(summarise(SAMPLE)), "a:entry/a:summary") == ["Ny rapport i sak 9."]


def test_the_late_items_that_came_with_it_are_named_with_their_numbers() -> None:
    late = (Supplement(number=20, title="Høyring"), Supplement(number=21, title="Val"))
    named = "Tilleggssak 20: Høyring – Tilleggssak 21: Val"
    without_note = summarise(AGENDA_ONLY, supplements=late)

    assert texts(feed(summarise(SAMPLE, supplements=late)), "a:entry/a:summary") == [f"Ny rapport i sak 9. – {named}"]
    assert texts(feed(without_note), "a:entry/a:summary") == [named]


def test_the_late_items_of_what_was_withdrawn_are_not_named() -> None:
    late = (Supplement(number=20, title="Høyring"),)
    gone = Withdrawal(withdrawn_at=SAMPLE.publication.published_at, reason="Feil.")

    assert b"H\xc3\xb8yring" not in etree.tostring(feed(summarise(SAMPLE, gone, late)), encoding="utf-8")


def test_the_first_publication_says_that_it_is_the_first() -> None:
    assert texts(feed(summarise(AGENDA_ONLY)), "a:entry/a:summary") == ["Første publisering"]


def test_an_entry_links_to_its_page_and_its_files() -> None:
    links = [(link.get("rel"), link.get("type")) for link in feed(summarise(SAMPLE)).iterfind("a:entry/a:link", NS)]
    assert links == [
        ("alternate", "text/html"),
        ("related", "application/json"),
        ("related", "application/pdf"),
        ("related", "text/calendar"),
    ]


def test_addresses_are_percent_encoded() -> None:
    link = feed(summarise(SAMPLE)).find("a:entry/a:link", NS)
    assert link is not None
    assert link.get("href") == "https://sogn.example/m%C3%B8te/styret/2025-10-20?versjon=2"


def test_a_withdrawal_is_an_entry_of_its_own_with_its_reason() -> None:
    root = feed(summarise(SAMPLE, WITHDRAWAL))
    own = f"tag:sogn.example,2025:withdrawal/{SAMPLE.publication.id}"
    entry = next(one for one in root.iterfind("a:entry", NS) if one.findtext("a:id", namespaces=NS) == own)
    assert (entry.findtext("a:updated", namespaces=NS), entry.findtext("a:summary", namespaces=NS)) == (
        "2025-10-20T10:00:00+00:00",
        "Feil vedlegg.",
    )


def test_the_entry_of_what_was_withdrawn_loses_its_note_and_its_files_and_is_fetched_again() -> None:
    root = feed(summarise(SAMPLE, WITHDRAWAL))
    own = f"tag:sogn.example,2025:publication/{SAMPLE.publication.id}"
    entry = next(one for one in root.iterfind("a:entry", NS) if one.findtext("a:id", namespaces=NS) == own)
    assert entry.findtext("a:summary", namespaces=NS) == "Trekt tilbake"
    assert len(entry.findall("a:link", NS)) == 1
    assert entry.findtext("a:updated", namespaces=NS) == "2025-10-20T10:00:00+00:00"


def test_an_empty_feed_is_valid_and_dated() -> None:
    assert texts(feed(), "a:updated") == ["1970-01-01T00:00:00+00:00"]


def test_a_title_with_markup_is_text() -> None:
    assert "<script>" in str(texts(feed(summarise(HOSTILE)), "a:entry/a:title")[0])


def test_the_order_that_publications_are_given_in_makes_no_difference() -> None:
    both = [summarise(SAMPLE), summarise(AGENDA_ONLY)]
    assert atom.feed(ORGANISATION, both, base_url=BASE) == atom.feed(ORGANISATION, both[::-1], base_url=BASE)


@given(snapshots())
def test_any_publication_gives_a_feed_that_can_be_read(snapshot: Snapshot) -> None:
    title = texts(feed(summarise(snapshot)), "a:entry/a:title")[0] or ""
    assert title.startswith(" ".join(snapshot.meeting.title.split()))
