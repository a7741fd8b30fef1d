"""What a file is, is read from its bytes; what could run, deceive or overwhelm is refused."""

import io
import struct
import zipfile
import zlib

import docx
import openpyxl
import pikepdf
import pytest
import typst

from api.domain.kernel.errors import UnsupportedMedia
from api.ingest import files
from tests.unit.domain.facts import IDENTITY_NUMBER

CONTENT_TYPES = '<Types><Override PartName="/word/document.xml" ContentType="{}"/></Types>'


def inspected(content: bytes) -> files.Inspection:
    return files.inspect(io.BytesIO(content))


def packed(**entries: str | bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def word(change=None) -> bytes:
    document = docx.Document()
    document.add_paragraph("Eit notat.")
    if change:
        change(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_content_type(declared: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
        archive.writestr("[Content_Types].xml", CONTENT_TYPES.format(declared))
    return target.getvalue()


def bomb() -> bytes:
    return packed(word__document=b"", **{"word/document.xml": b"0" * 60_000_000})


REFUSED = {
    "empty": b"",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "svg after a blank line and a byte order mark": b"\xef\xbb\xbf\n <svg></svg>",
    "web page": b"<!DOCTYPE html><script>alert(1)</script>",
    "web page in UTF-16": "<html></html>".encode("utf-16"),
    "xml": b"<?xml version='1.0'?><a/>",
    "program for Windows": b"MZ\x90\x00" + bytes(60),
    "program for Linux": b"\x7fELF" + bytes(60),
    "null bytes": b"Eit notat\0.",
    "text that is no UTF-8": "Møte".encode("latin-1"),
    "long text that is no UTF-8": b"a" * 100 + "ø".encode("latin-1") + b"a" * 20_000,
    "old Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
    "archive": packed(notat=b"hei"),
    "broken archive": packed(notat=b"hei")[:40],
    "gzip": b"\x1f\x8b\x08" + bytes(20),
    "macros": packed(**{"word/document.xml": "<w/>", "word/vbaProject.bin": b"x"}),
    "macros in capitals": packed(**{"word/document.xml": "<w/>", "word/VBAPROJECT.BIN": b"x"}),
    "macros under another name": with_content_type("application/vnd.ms-office.vbaProject"),
    "macro-enabled document": with_content_type("application/vnd.ms-word.document.macroEnabled.main+xml"),
    "OpenDocument with macros": packed(
        **{"mimetype": "application/vnd.oasis.opendocument.text", "Basic/Standard/Module1.xml": "<x/>"}
    ),
    "archive bomb": bomb(),
    "OpenDocument drawing": packed(mimetype="application/vnd.oasis.opendocument.graphics"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_no_one_should_be_served_is_refused(kind):
    with pytest.raises(UnsupportedMedia):
        inspected(REFUSED[kind])


def test_an_archive_that_lies_about_its_size_is_not_unpacked_beyond_it():
    honest = word()
    offset = honest.rfind(b"PK\x01\x02")
    assert offset > 0
    lying = honest[: offset + 24] + struct.pack("<I", 1) + honest[offset + 28 :]

    assert inspected(lying).media_type == files.DOCX


def png() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (png() + b"<script>alert(1)</script>", "image/png"),
        (b"%PDF-1.7\n<html><script>alert(1)</script></html>", "application/pdf"),
        (typst.compile(b"Hei") + packed(notat=b"hei"), "application/pdf"),
        (b"\xff\xd8\xff\xe0<script>alert(1)</script>", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"GIF89a/*<script>*/", "image/gif"),
        (b"Namn;Tal\nVik;1\n", "text/plain"),
        ("\ufeffMøte".encode(), "text/plain"),
    ],
)
def test_a_file_of_two_kinds_is_what_it_begins_as(content, media_type):
    assert inspected(content).media_type == media_type


def test_text_is_read_whole_when_a_character_is_cut_by_the_end_of_the_sample():
    text = "a" * 8191 + "ø" + "b" * 10

    assert inspected(text.encode()).text == text


def test_the_text_of_a_pdf_is_read():
    found = inspected(typst.compile(b"Eit notat om Vik."))

    assert (found.text.strip(), found.text_status, found.pages) == ("Eit notat om Vik.", "extracted", 1)


def test_a_pdf_without_text_is_empty():
    assert inspected(typst.compile(b"#rect()")).text_status == "empty"


def test_a_pdf_with_a_password_is_encrypted():
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(typst.compile(b"Hei"))) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="a", user="b"))

    assert inspected(target.getvalue()).text_status == "encrypted"


def test_a_pdf_that_is_cut_short_is_broken():
    assert inspected(b"%PDF-1.7\ngarbage").text_status == "broken"


@pytest.mark.parametrize(
    "hide",
    [
        lambda d: d.add_paragraph(IDENTITY_NUMBER),
        lambda d: d.add_table(1, 1).cell(0, 0).paragraphs[0].add_run(IDENTITY_NUMBER),
        lambda d: d.sections[0].header.paragraphs[0].add_run(IDENTITY_NUMBER),
        lambda d: d.sections[0].footer.paragraphs[0].add_run(IDENTITY_NUMBER),
        lambda d: d.add_comment(d.paragraphs[0].runs, text=IDENTITY_NUMBER),
        lambda d: deleted(d),
    ],
    ids=["paragraph", "table", "header", "footer", "comment", "tracked deletion"],
)
def test_the_text_of_a_word_file_is_read_wherever_it_stands(hide):
    assert IDENTITY_NUMBER in inspected(word(hide)).text


def deleted(document: docx.Document) -> None:
    """What Word leaves in a file when text is struck out with tracked changes."""
    run = document.add_paragraph().add_run(IDENTITY_NUMBER)
    (text,) = run._r.t_lst
    text.tag = text.tag.replace("}t", "}delText")


def test_a_number_that_word_has_cut_in_two_runs_is_read_as_one():
    def split(document) -> None:
        paragraph = document.add_paragraph(IDENTITY_NUMBER[:4])
        paragraph.add_run(IDENTITY_NUMBER[4:]).bold = True

    assert IDENTITY_NUMBER in inspected(word(split)).text


def test_the_text_of_a_spreadsheet_is_read():
    workbook = openpyxl.Workbook()
    workbook.active.append(["Kari", int(f"4{IDENTITY_NUMBER[1:]}")])
    target = io.BytesIO()
    workbook.save(target)
    found = inspected(target.getvalue())

    assert (found.media_type, found.text) == (files.XLSX, f"Kari\t4{IDENTITY_NUMBER[1:]}")


def test_a_word_file_that_expands_its_entities_is_not_followed():
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    source = io.BytesIO(word())
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = content.replace(b"<w:document", entities.encode() + b"<w:document", 1)
                content = content.replace(b"Eit notat.", b"&b;")
            new.writestr(name, content)

    assert "aaaa" not in inspected(target.getvalue()).text


def test_a_damaged_office_file_is_kept_and_called_broken():
    assert inspected(packed(**{"word/document.xml": "<w/>"})).text_status == "broken"
