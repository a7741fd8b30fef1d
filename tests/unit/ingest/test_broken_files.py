"""Whatever comes in, the answer is a draft or a clear error."""

import codecs

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.domain.kernel.errors import DomainError, Invalid, PayloadTooLarge, UnsupportedMedia
from api.domain.kernel.richtext import validate
from api.ingest.agenda import read
from tests.unit.ingest.builders import locked, pdf, picture_pdf, word, zip_bomb
from tests.unit.ingest.reading import DATA, lost_words

TEXT = "Styremøte 1/26\n\n1. Opning\n2. Godkjenning av innkalling\n3. Ymse æøå\n"
PDF = pdf("= Styremøte\n\n+ Opning\n+ Ymse")
WORD = word(lambda document: document.add_paragraph("1. Opning"))


def _answers(data: bytes) -> bool:
    """A draft, or an error that names the file; any other exception fails the test."""
    try:
        return bool(read(data, "fila").lines)
    except DomainError as error:
        return "fila" in error.detail


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\x00" * 400])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        read(data, "tom.txt")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"{\\rtf1 hei}",
        b"<!DOCTYPE html><p>hei",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        bytes(range(256)) * 20,
    ],
)
def test_other_kinds_of_files_are_refused_by_their_content(data: bytes) -> None:
    with pytest.raises(UnsupportedMedia):
        read(data, "sakliste.txt")


def test_a_locked_pdf_says_that_it_has_a_password() -> None:
    with pytest.raises(Invalid, match="password"):
        read(locked(PDF), "sakliste.pdf")


def test_a_locked_word_file_says_that_it_has_a_password() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(Invalid, match="password"):
        read(data, "sakliste.docx")


def test_a_scanned_pdf_says_that_it_has_no_text() -> None:
    with pytest.raises(Invalid, match="scanned"):
        read(picture_pdf(), "skanna.pdf")


def test_a_pdf_with_one_scanned_page_is_read_with_a_finding() -> None:
    data = pdf("1. Opning\n\n2. Ymse\n#pagebreak()\n#rect(width: 100%, height: 50%, fill: gray)")
    assert "page-without-text" in {finding.code for finding in read(data, "delvis.pdf").draft.findings}


def test_a_zip_bomb_is_refused() -> None:
    with pytest.raises(PayloadTooLarge):
        read(zip_bomb(), "bombe.docx")


def test_a_zip_that_is_no_word_file_is_refused() -> None:
    with pytest.raises(UnsupportedMedia):
        read(b"PK\x05\x06" + b"\x00" * 18, "arkiv.docx")


def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(PayloadTooLarge):
        read(b"a" * (50 * 1024 * 1024 + 1), "stor.txt")


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.8, 0.97])
@pytest.mark.parametrize("whole", [PDF, WORD], ids=["pdf", "docx"])
def test_a_file_cut_short_gives_a_draft_or_a_clear_error(whole: bytes, share: float) -> None:
    assert _answers(whole[: int(len(whole) * share)])


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "utf-8-sig", "windows-1252", "utf-16-le", "utf-16-be", "utf-16-unmarked", "crlf"],
)
def test_text_is_read_in_every_common_encoding(data: bytes) -> None:
    assert [one.title for one in read(data, "sakliste").draft.items][-1] == "Ymse æøå"


def test_text_without_cases_says_so() -> None:
    draft = read(b"Dette er eit brev om noko heilt anna.\nMed helsing Kari", "brev.txt").draft
    assert "no-items" in {finding.code for finding in draft.findings}
    assert draft.items == ()


def test_five_hundred_pages_of_cases_are_read() -> None:
    case = "\n".join(
        ["Framlegg til vedtak:", "Styret tek saka til vitande.", "Saksframstilling:"] + ["Tekst i saka. " * 6] * 40
    )
    text = "\f".join(f"Sak {number}/26 Sak om tema {number}\n{case}" for number in range(1, 501))
    assert len(read(text.encode(), "lang.txt").draft.items) == 500


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600))
def test_random_bytes_give_a_draft_or_a_domain_error(data: bytes) -> None:
    assert _answers(data)


_SIGNS = """
1. 2. 3. a) b) • - o 12/25 Sak PS Vedlegg: Vedlegg Framlegg til vedtak: Saksframstilling: Tilråding xx xx.xx.2026 :
09:00 416 667 1 000 Styret kl. 10.00 Dato: Stad: 20. oktober 2025 | ... ____ Ymse Opning vedlegg.pdf (under arbeid) Side
"""
_WORDS = st.sampled_from(_SIGNS.split())


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(_WORDS, max_size=8).map(" ".join), min_size=1, max_size=30).map("\n".join))
def test_no_word_is_lost_in_any_mix_of_signs(text: str) -> None:
    try:
        reading = read(text.encode(), "miks.txt")
    except DomainError:
        return
    assert lost_words(reading) == set()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(_WORDS, max_size=8).map(" ".join), min_size=1, max_size=30).map("\n".join))
def test_every_text_is_valid_rich_text_in_any_mix_of_signs(text: str) -> None:
    try:
        draft = read(text.encode(), "miks.txt").draft
    except DomainError:
        return
    for one in draft.items:
        for tree in (one.proposal_content, one.text_content, *(sub.text_content for sub in one.sub_items)):
            assert tree is None or validate(tree)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_word_is_lost_when_lines_of_agendas_are_shuffled(data: st.DataObject) -> None:
    lines = [line for path in sorted(DATA.glob("*.txt")) for line in path.read_text().split("\n")]
    chosen = data.draw(st.lists(st.sampled_from(lines), min_size=1, max_size=80))
    try:
        reading = read("\n".join(chosen).encode(), "stokka.txt")
    except DomainError:
        return
    assert lost_words(reading) == set()
