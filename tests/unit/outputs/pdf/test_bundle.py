import io
from typing import Any

import pikepdf
import pytest

from api.domain.publications.snapshot import Snapshot
from api.outputs import pdf
from api.outputs.bundle import bundle
from tests.unit.outputs import snapshots
from tests.unit.outputs.pdf.reading import BASE_URL, bookmarks, link_targets, opened, page_texts

BUDGET = f"{2:064x}"
REPORT = f"{3:064x}"
SLIDES = f"{4:064x}"
SHEET = f"{1:064x}"


def written(name: str, pages: int = 2, *, outline: bool = False, link: bool = False, **saving: Any) -> bytes:
    """A PDF whose pages are as wide as a test may ask for, so that they are known again."""
    made = pikepdf.new()
    for number in range(pages):
        made.add_blank_page(page_size=(300 + len(name), 400 + number))
    if link:
        place = pikepdf.Array([made.pages[-1].obj, pikepdf.Name.Fit])
        annotation = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], Dest=place, StructParent=7
        )
        made.pages[0].obj.Annots = pikepdf.Array([made.make_indirect(annotation)])
        made.pages[0].obj.StructParents = 3
    if outline:
        with made.open_outline() as marks:
            chapter = pikepdf.OutlineItem("Kapittel", 0)
            chapter.children.append(pikepdf.OutlineItem("Avsnitt", pages - 1))
            marks.root.append(chapter)
    result = io.BytesIO()
    made.save(result, **saving)
    return result.getvalue()


def bundled(attachments: dict[str, bytes], snapshot: Snapshot = snapshots.SAMPLE) -> bytes:
    return bundle(pdf.agenda(snapshot, base_url=BASE_URL), snapshot, attachments, base_url=BASE_URL)


def widths(made: bytes) -> list[float]:
    with opened(made) as document:
        return [float(page.mediabox[2]) for page in document.pages]


@pytest.fixture(autouse=True)
def _no_office(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.fixture(scope="module")
def whole() -> bytes:
    report = written("report", 3, outline=True, link=True)
    return bundled({BUDGET: written("budget"), REPORT: report, SLIDES: b"office", SHEET: b"office"})


def test_the_pages_of_an_attachment_come_after_its_case(whole: bytes) -> None:
    starts = {title.split()[0]: page for depth, title, page in bookmarks(whole) if depth == 0}
    assert widths(whole)[starts["8"] - 2 : starts["8"]] == [306.0, 306.0]


def test_each_attachment_has_a_bookmark_under_its_case(whole: bytes) -> None:
    marks = bookmarks(whole)
    case = marks.index(next(mark for mark in marks if mark[1].startswith("9 ")))
    under = [(depth, title) for depth, title, _ in marks[case + 1 :]][:8]
    assert (1, "1. Rapport om NAV-kontor i Sogn, 2.9.2025") in under


def test_the_bookmarks_of_an_attachment_lead_to_its_own_pages(whole: bytes) -> None:
    pages = {title: page for _, title, page in bookmarks(whole)}
    first = pages["1. Rapport om NAV-kontor i Sogn, 2.9.2025"]
    assert (pages["Kapittel"], pages["Avsnitt"]) == (first, first + 2)


def test_the_bookmarks_of_the_official_file_are_all_kept(whole: bytes) -> None:
    official = [title for _, title, _ in bookmarks(pdf.agenda(snapshots.SAMPLE, base_url=BASE_URL))]
    kept = [title for _, title, _ in bookmarks(whole)]
    assert [title for title in kept if title in official] == official


def test_page_labels_repeat_the_numbers_printed_on_the_pages(whole: bytes) -> None:
    with opened(whole) as document:
        labels = [page.label for page in document.pages]
    texts = page_texts(whole)
    official = [label for label, text in zip(labels, texts, strict=True) if f"Side {label} av 7" in text]
    assert official == ["1", "2", "3", "4", "5", "6", "7"]


def test_pages_of_an_attachment_are_labelled_by_case_and_number(whole: bytes) -> None:
    with opened(whole) as document:
        assert [page.label for page in document.pages if page.label.startswith("9.1")] == ["9.1-1", "9.1-2", "9.1-3"]


def test_a_link_to_an_attachment_leads_to_its_pages(whole: bytes) -> None:
    first = {title: page for _, title, page in bookmarks(whole)}["1. Framlegg til budsjett 2026 og kontingentfordeling"]
    assert first in link_targets(whole)


def test_a_link_inside_an_attachment_still_leads_to_its_page(whole: bytes) -> None:
    first = {title: page for _, title, page in bookmarks(whole)}["1. Rapport om NAV-kontor i Sogn, 2.9.2025"]
    with opened(whole) as document:
        place = document.pages[first].obj.Annots[0].Dest[0]
        assert document.pages.index(pikepdf.Page(place)) == first + 2


def test_inserted_pages_do_not_point_into_the_structure_tree_of_the_official_file(whole: bytes) -> None:
    with opened(whole) as document:
        inserted = [page.obj for page in document.pages if page.mediabox[2] == 306]
        assert not any("/StructParents" in page for page in inserted)


def test_a_bundle_does_not_claim_to_be_pdf_a_or_pdf_ua(whole: bytes) -> None:
    with opened(whole) as document, document.open_metadata() as metadata:
        assert not {"pdfaid:part", "pdfaid:conformance", "pdfuaid:part"} & set(metadata)


def test_a_bundle_embeds_no_files() -> None:
    official = pdf.agenda(snapshots.SAMPLE, base_url=BASE_URL, attachments={BUDGET: written("budget")})
    made = bundle(official, snapshots.SAMPLE, {BUDGET: written("budget")}, base_url=BASE_URL)
    with opened(made) as document:
        assert len(document.attachments) == 0


def test_the_same_files_give_the_same_bytes() -> None:
    files = {BUDGET: written("budget", deterministic_id=True)}
    assert bundled(files) == bundled(files)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "kan ikkje lesast som PDF"),
        (b"%PDF-1.7 nonsense", "kan ikkje lesast som PDF"),
        (written("budget", pages=0), "kan ikkje lesast som PDF"),
        (written("budget", encryption=pikepdf.Encryption(owner="a", user="b")), "låst med passord"),
    ],
)
def test_a_file_that_can_not_be_shown_is_named_with_the_reason(content: bytes, reason: str) -> None:
    named = next(text for text in page_texts(bundled({BUDGET: content})) if "budsjett-2026.pdf" in text)
    assert reason in " ".join(named.split())


def test_a_file_that_is_not_at_hand_is_named() -> None:
    assert any("budsjett-2026.pdf" in text and "var ikkje tilgjengeleg" in text for text in page_texts(bundled({})))


def test_an_office_file_without_a_converter_is_named(whole: bytes) -> None:
    assert any("presentasjon.docx" in text and "ikkje i PDF-format" in text for text in page_texts(whole))


def test_an_office_file_is_converted_when_there_is_a_converter(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    converted = tmp_path / "converted.pdf"
    converted.write_bytes(written("slides!!"))
    program = tmp_path / "soffice"
    # LibreOffice's own arguments: … --outdir FOLDER FILE
    program.write_text(f'#!/bin/sh\nfor last; do :; done\n/bin/cp "{converted}" "${{last%.*}}.pdf"\n')
    program.chmod(0o755)
    assert 308.0 in widths(bundled({SLIDES: b"office"}))


def test_an_agenda_without_cases_is_bundled_as_it_is() -> None:
    official = page_texts(pdf.agenda(snapshots.AGENDA_ONLY, base_url=BASE_URL))
    assert page_texts(bundled({BUDGET: written("budget")}, snapshots.AGENDA_ONLY)) == official


def test_a_bundle_is_read_without_warnings(whole: bytes) -> None:
    with opened(whole) as document:
        assert document.check_pdf_syntax() == []
