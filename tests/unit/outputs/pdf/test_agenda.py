import datetime as dt
import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.domain.publications.snapshot import ItemView, Snapshot
from api.outputs import pdf
from tests.unit.kernel.richtext_strategies import Builder, blank
from tests.unit.outputs import snapshots
from tests.unit.outputs.pdf.reading import (
    BASE_URL,
    bookmarks,
    link_targets,
    opened,
    page_texts,
    squeezed,
    tag_names,
    tags,
)

slow = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
REPORT = b"%PDF-1.7 a report"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


def agenda(snapshot: Snapshot, **more: Any) -> bytes:
    return pdf.agenda(snapshot, base_url=BASE_URL, **more)


def with_items(*items: ItemView) -> Snapshot:
    return snapshots.SAMPLE.model_copy(update={"items": items})


def case(*blocks: dict[str, Any], **more: Any) -> Snapshot:
    return with_items(snapshots.item(1, "decision", "Ei sak", text=Builder.doc(*blocks), **more))


@pytest.fixture(scope="module")
def sample() -> bytes:
    return agenda(snapshots.SAMPLE)


@pytest.fixture(scope="module")
def text(sample: bytes) -> str:
    return "\n".join(page_texts(sample))


@pytest.mark.parametrize(("key", "value"), [("pdfuaid:part", "1"), ("pdfaid:part", "3"), ("pdfaid:conformance", "A")])
def test_the_file_says_that_it_is_pdf_ua_1_and_pdf_a_3a(sample: bytes, key: str, value: str) -> None:
    with opened(sample) as document, document.open_metadata() as metadata:
        assert metadata[key] == value


def test_the_file_is_marked_as_tagged(sample: bytes) -> None:
    with opened(sample) as document:
        assert document.Root.MarkInfo.Marked is True


@pytest.mark.parametrize("lang", ["nn", "nb", "en"])
def test_the_language_of_the_file_is_that_of_the_meeting(lang: str) -> None:
    meeting = snapshots.SAMPLE.meeting.model_copy(update={"lang": lang})
    with opened(agenda(snapshots.SAMPLE.model_copy(update={"meeting": meeting}))) as document:
        assert str(document.Root.Lang) == lang


def test_an_item_in_another_language_is_tagged_with_its_language(sample: bytes) -> None:
    with opened(sample) as document:
        languages = {str(tag["/Lang"]) for tag in tags(document.Root.StructTreeRoot["/K"]) if "/Lang" in tag}
    assert "nb" in languages


def test_title_author_and_date_are_in_the_metadata(sample: bytes) -> None:
    with opened(sample) as document, document.open_metadata() as metadata:
        found = (metadata["dc:title"], metadata["dc:creator"], metadata["xmp:CreateDate"])
    assert found == ("Styremøte 09-25 i Sogn KO", ["Sogn kommunalt oppgåvefellesskap"], "2025-10-13T07:00:00+00:00")


def test_the_same_publication_gives_the_same_bytes() -> None:
    files = {f"{2:064x}": REPORT}
    assert agenda(snapshots.SAMPLE, attachments=files) == agenda(snapshots.SAMPLE, attachments=files)


def test_threads_at_the_same_time_get_the_same_bytes(sample: bytes) -> None:
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(agenda, [snapshots.SAMPLE] * 8)) == {sample}


def test_every_item_has_a_bookmark_of_the_first_level(sample: bytes) -> None:
    first_level = [title for depth, title, _ in bookmarks(sample) if depth == 0]
    assert first_level[3:] == [f"{item.label} {item.title}" for item in snapshots.SAMPLE.items]


def test_heading_levels_are_never_skipped(sample: bytes) -> None:
    levels = [int(name[2:]) for name in tag_names(sample) if name in {"/H1", "/H2", "/H3", "/H4", "/H5", "/H6"}]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))


def test_the_top_row_of_a_table_consists_of_header_cells() -> None:
    b = Builder()
    made = agenda(case(b.table("Tal", ("Kommune", "Sum"), (("Vik", "2 550"),))))
    with opened(made) as document:
        *_, last = (tag for tag in tags(document.Root.StructTreeRoot["/K"]) if tag["/S"] == "/THead")
        assert [str(tag["/S"]) for tag in tags(last) if tag["/S"] in ("/TH", "/TD")] == ["/TH", "/TH"]


def test_a_long_table_repeats_its_header_on_every_page() -> None:
    b = Builder()
    rows = [(f"Rad {number}", str(number)) for number in range(200)]
    pages = page_texts(agenda(case(b.table(None, ("Overskrifta", "Tal"), rows))))
    assert all("Overskrifta" in page for page in pages if "Rad " in page)


def test_every_page_says_which_it_is_of_how_many(sample: bytes) -> None:
    pages = page_texts(sample)
    assert all(f"Side {number} av {len(pages)}" in page for number, page in enumerate(pages, start=1))


def test_the_running_header_and_footer_are_outside_the_reading_order(sample: bytes) -> None:
    with opened(sample) as document:
        assert all(b"/Artifact" in page.Contents.read_bytes() for page in document.pages)


def test_the_contents_lead_to_the_page_of_each_item(sample: bytes) -> None:
    starts = [page for depth, _, page in bookmarks(sample) if depth == 0][3:]
    inside = [target for target in link_targets(sample) if isinstance(target, int)]
    # One link on the title and one on the page number.
    assert sorted(inside) == sorted(starts * 2)


def test_an_available_attachment_is_linked_at_its_public_address(sample: bytes) -> None:
    document = snapshots.document(2, "", "")
    assert f"{BASE_URL}/api/v1/published/documents/{document.id}/content?version=1" in link_targets(sample)


def test_the_address_of_the_meeting_is_percent_encoded(sample: bytes) -> None:
    assert f"{BASE_URL}/m%C3%B8te/styret/2025-10-20" in link_targets(sample)


def test_an_open_attachment_is_embedded_as_a_supplement(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_bytes(REPORT)
    made = agenda(snapshots.SAMPLE, attachments={f"{2:064x}": path, f"{1:064x}": b"a sheet"})
    with opened(made) as document:
        found = {
            name: (str(spec.relationship), spec.get_file().mime_type, spec.description, spec.get_file().read_bytes())
            for name, spec in document.attachments.items()
        }
    assert found == {
        "budsjett-2026.pdf": (
            "/Supplement",
            "application/pdf",
            "7: 1. Framlegg til budsjett 2026 og kontingentfordeling",
            REPORT,
        ),
        "rekneskapsrapport-2025.xlsx": (
            "/Supplement",
            snapshots.XLSX,
            "6: 1. Rekneskapsrapport 2025 per 9.10.",
            b"a sheet",
        ),
    }


def test_two_files_of_the_same_name_are_both_embedded() -> None:
    documents = [snapshots.document(number, "t", "t.pdf") for number in (1, 2)]
    attached = tuple(snapshots.attachment(number, None, "t", document) for number, document in enumerate(documents))
    snapshot = with_items(snapshots.item(1, "decision", "Ei sak", attachments=attached))
    with opened(agenda(snapshot, attachments={d.sha256: d.sha256.encode() for d in documents})) as document:
        assert len(document.attachments) == 2


def test_an_attachment_that_is_not_available_is_not_embedded() -> None:
    document = snapshots.document(1, "t", "t.pdf")
    closed = snapshots.attachment(1, None, "Brev", document, status="closed", legal_basis="offl. § 13")
    snapshot = with_items(snapshots.item(1, "decision", "Ei sak", attachments=(closed,)))
    with opened(agenda(snapshot, attachments={document.sha256: REPORT})) as made:
        assert len(made.attachments) == 0


def test_the_status_of_an_attachment_is_printed(text: str) -> None:
    assert "Prosjektplan for beredskap (under arbeid)" in text


def test_a_recommendation_names_the_body_that_decides(text: str) -> None:
    assert "Tilråding til representantskapet i Sogn KO" in text


def test_a_blank_stands_in_brackets(text: str) -> None:
    assert "[xx.xx.2026]" in text


def test_a_blank_without_a_placeholder_says_what_is_missing() -> None:
    b = Builder()
    proposal = snapshots.proposal(1, b.doc(b.p("Dato: ", blank("", "date"))), blanks=1)
    made = agenda(with_items(snapshots.item(1, "decision", "Ei sak", proposals=(proposal,))))
    assert "Dato: [dato]" in "\n".join(page_texts(made))


def test_a_proposal_with_blanks_says_how_many_must_be_filled(text: str) -> None:
    assert "Dei 3 felta i klammer må fyllast ut før vedtak." in text


def test_a_closed_item_shows_its_legal_basis(text: str) -> None:
    assert "Heimel: kommunelova § 11-5 andre ledd" in text


def test_an_agenda_has_the_list_and_no_cases() -> None:
    titles = [title for _, title, _ in bookmarks(agenda(snapshots.AGENDA_ONLY))]
    assert titles == ["Program", "Felles barnevern i Sogn: rapporten vert lagd fram", "Sakliste"]


def test_a_cancelled_meeting_says_so_on_the_first_page() -> None:
    assert "Møtet er avlyst" in page_texts(agenda(snapshots.CANCELLED))[0]


@pytest.mark.parametrize(("lang", "heading"), [("nn", "Sakliste"), ("nb", "Saksliste"), ("en", "Agenda")])
def test_labels_are_in_the_language_asked_for(lang: str, heading: str) -> None:
    assert heading in [title for _, title, _ in bookmarks(agenda(snapshots.SAMPLE, lang=lang))]


def test_an_image_without_its_file_is_its_alternative_text(text: str) -> None:
    assert "Bilete: Kart over dei seks kommunane i Sogn" in text


def test_an_image_is_shown_with_its_alternative_text() -> None:
    made = agenda(snapshots.SAMPLE, attachments={snapshots.fixed_id("doc", 5): PIXEL})
    with opened(made) as document:
        texts = [str(tag["/Alt"]) for tag in tags(document.Root.StructTreeRoot["/K"]) if "/Alt" in tag]
    assert "Kart over dei seks kommunane i Sogn" in texts


def test_a_damaged_image_gives_way_to_its_alternative_text() -> None:
    made = agenda(snapshots.SAMPLE, attachments={snapshots.fixed_id("doc", 5): PIXEL[:20]})
    assert "Bilete: Kart over dei seks kommunane" in "\n".join(page_texts(made))


def test_a_case_with_open_attachments_ends_its_page(sample: bytes) -> None:
    starts = {title.split()[0]: page for depth, title, page in bookmarks(sample) if depth == 0}
    assert starts["6"] < starts["7"] < starts["8"]


def test_a_meeting_without_anything_is_a_file_with_a_title() -> None:
    meeting = snapshots.SAMPLE.meeting.model_copy(update={"programme": (), "side_events": (), "title": "\u00a0"})
    made = agenda(snapshots.SAMPLE.model_copy(update={"meeting": meeting, "items": ()}))
    with opened(made) as document, document.open_metadata() as metadata:
        assert metadata["dc:title"] == "Styret i Sogn KO 09-25"


def test_three_hundred_items_are_all_there() -> None:
    b = Builder()
    many = [snapshots.item(n, "decision", f"Sak om {n}", text=b.doc(b.p("Kort."))) for n in range(1, 301)]
    assert (
        len([1 for depth, title, _ in bookmarks(agenda(with_items(*many))) if depth == 0 and "Sak om" in title]) == 300
    )


def test_a_very_wide_table_turns_the_page() -> None:
    b = Builder()
    wide = b.table("Brei", [f"Kolonne {n}" for n in range(30)], [[f"{n}000" for n in range(30)]])
    with opened(agenda(case(wide))) as document:
        assert [page.mediabox[2] > page.mediabox[3] for page in document.pages] == [False, False, True]


def test_a_word_longer_than_the_line_stays_inside_the_page() -> None:
    made = agenda(case(Builder().p("y" * 400)))
    with pdfplumber.open(io.BytesIO(made)) as document:
        right = max(char["x1"] for page in document.pages for char in page.chars)
        assert right < document.pages[0].width


@slow
@given(snapshots.snapshots())
def test_any_publication_becomes_a_file(snapshot: Snapshot) -> None:
    made = agenda(snapshot)
    assert hashlib.sha256(made).digest() == hashlib.sha256(agenda(snapshot)).digest()


# Marks and format characters join with what is before them, so a reader may give them back in another place. Of the
# whole alphabet below, every character was tried: the reader gives ligatures back as their letters, fillers not at all,
# and twice what the font draws as a letter and a mark.
_LIGATURES = range(0xFB00, 0xFB07)
_FILLERS = (0x115F, 0x1160, 0x3164, 0xFFA0)
_DRAWN_IN_TWO = (0x1E9, 0x231, 0x4E4, 0x1E31, 0x1E68, 0x1E7A, 0x1E7B, 0x1E9B)
_VISIBLE = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Co", "Cn", "Cf", "M", "Z"],
        exclude_characters="".join(
            map(
                chr,
                [
                    *range(0x590, 0x900),
                    *_LIGATURES,
                    *range(0xFB1D, 0xFE00),
                    *range(0xFE70, 0xFF00),
                    *_FILLERS,
                    *_DRAWN_IN_TWO,
                    0xFFFC,
                ],
            )
        ),
        max_codepoint=0x107FF,
    ),
    min_size=1,
    max_size=60,
)


@slow
@given(_VISIBLE)
@example("#panic() $x^2$ ]]] *a* _b_ `c` @d <e> = f \\ \" ' // /* */")
@example("😀 漢字 æøåÆØÅ čđŋšŧž «»–—… §")
@example('"); #sys.inputs; ("')
def test_any_text_stands_in_the_file_as_it_was_written(written: str) -> None:
    made = agenda(case(Builder().p(f"⟦{written}⟧")))
    assert squeezed(f"⟦{written}⟧") in squeezed("".join(page_texts(made)))


@slow
@given(st.text(min_size=1, max_size=40))
@example("\x00\x07\x1b\x85\u2028")
@example("\ue000\uf0b7\U000f0000")
@example("\ufeff\ufffc\ufffe\uffff")
@example("\ud800")
@example("\u202eabc\u202c \u0301\u200d\ufe0f")
@example("שלום עולם مرحبا")
def test_no_text_whatever_stops_the_file(written: str) -> None:
    b = Builder()
    item = snapshots.item(
        1,
        "decision",
        written,
        text=b.doc(b.h(1, written), b.p(written, blank(written)), b.table(written, (written,), ((written,),))),
        attachments=(snapshots.attachment(1, written, written, snapshots.document(1, written, written)),),
    )
    meeting = snapshots.SAMPLE.meeting.model_copy(update={"title": written, "place": written})
    snapshot = snapshots.SAMPLE.model_copy(update={"items": (item,), "meeting": meeting})
    assert agenda(snapshot, attachments={f"{1:064x}": REPORT}).startswith(b"%PDF-")


def test_right_to_left_text_keeps_all_its_letters() -> None:
    found = "".join(page_texts(agenda(case(Builder().p("שלום عربي")))))
    assert set(squeezed("שלום عربي")) <= set(found)


def test_the_timestamp_is_the_time_of_publication() -> None:
    moved = snapshots.SAMPLE.publication.model_copy(
        update={"published_at": dt.datetime(2025, 1, 2, 3, 4, 5, tzinfo=dt.UTC)}
    )
    with opened(agenda(snapshots.SAMPLE.model_copy(update={"publication": moved}))) as document:
        assert str(document.docinfo["/CreationDate"]) == "D:20250102030405Z"


def test_the_file_is_read_without_warnings(sample: bytes) -> None:
    with opened(sample) as document:
        assert document.check_pdf_syntax() == []
