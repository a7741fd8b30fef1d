"""The record of a case that was settled in writing, as a printed file."""

from dataclasses import replace

import pytest

from api.domain.written_procedures.record import record
from api.outputs import pdf
from tests.unit.domain.test_written_procedure_record import COURSE
from tests.unit.outputs.pdf.reading import BASE_URL, opened, page_texts, tags

RECORD = pdf.WrittenRecord(
    lang="nn",
    organisation="Sogn KO",
    body=COURSE.body,
    number="S01-25",
    title="Avtale om brannvern",
    legal_basis=None,
    sent_at=COURSE.sent_at,
    ended_at=COURSE.ended_at,
    text=record(COURSE),
)


def made(**changes: object) -> bytes:
    return pdf.written_record(replace(RECORD, **changes), base_url=BASE_URL)  # type: ignore[arg-type]


def text(file: bytes) -> str:
    return " ".join("\n".join(page_texts(file)).split())


def test_it_says_what_was_settled_when_by_whom_and_how() -> None:
    printed = text(made())

    for words in (
        "Protokoll frå skriftleg handsaming",
        "Avtale om brannvern",
        "S01-25",
        "3. november 2025 kl. 13:00",
        "Lene Leiar avgjorde",
        "Vara (for Bo)",
        "2 av 2 samde i innhald og form: vedteke.",
        "Styret vedtek avtalen.",
    ):
        assert words in printed


def test_the_answers_are_a_table_with_heads() -> None:
    with opened(made()) as document:
        kinds = [str(node["/S"]) for node in tags(document.Root.StructTreeRoot["/K"])]

    assert {"/Table", "/TH", "/TD"} <= set(kinds)


def test_a_closed_case_says_on_what_basis() -> None:
    assert "offl. § 13" in text(made(legal_basis="offl. § 13"))


@pytest.mark.parametrize(("key", "value"), [("pdfuaid:part", "1"), ("pdfaid:part", "3"), ("pdfaid:conformance", "A")])
def test_the_file_says_that_it_is_pdf_ua_1_and_pdf_a_3a(key: str, value: str) -> None:
    with opened(made()) as document, document.open_metadata() as metadata:
        assert metadata[key] == value


def test_the_same_record_gives_the_same_bytes() -> None:
    assert made() == made()
