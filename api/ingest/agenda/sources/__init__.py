"""Documents in: sniff what the bytes are, whatever the file is called, and read them as lines."""

from api.domain.kernel.errors import Invalid, PayloadTooLarge, UnsupportedMedia
from api.ingest.agenda.lines import Source
from api.ingest.agenda.sources.docx import read_docx
from api.ingest.agenda.sources.pdf import read_pdf
from api.ingest.agenda.sources.txt import read_text

MAX_BYTES = 50 * 1024 * 1024

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"%!PS", "PostScript"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format", "a database"),
)


def open_source(data: bytes, filename: str) -> Source:
    """Read a txt, docx or pdf file as lines.

    Raises PayloadTooLarge over 50 MB or 2,000 pages, Invalid for empty, broken, encrypted or textless files, and
    UnsupportedMedia for any other kind of file.
    """
    if len(data) > MAX_BYTES:
        raise PayloadTooLarge(
            f"{filename}: the file is larger than {MAX_BYTES // 1024**2} MB", extra={"limitBytes": MAX_BYTES}
        )
    if not data.strip(b"\x00\t\n\f\r "):
        raise Invalid(f"{filename}: the file is empty")
    if b"%PDF-" in data[:1024]:
        return read_pdf(data, filename)
    if data.startswith(b"PK"):
        return read_docx(data, filename)
    if data.startswith(_COMPOUND):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Invalid(f"{filename}: the document is protected by a password; save it without one and try again")
        raise UnsupportedMedia(f"{filename}: this is an old Office file (doc, xls); save it as docx or pdf")
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            raise UnsupportedMedia(f"{filename}: this is {name}; an agenda must be txt, docx or pdf")
    head = data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        raise UnsupportedMedia(f"{filename}: this is HTML; an agenda must be txt, docx or pdf")
    return read_text(data, filename)
