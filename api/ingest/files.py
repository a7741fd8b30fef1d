"""What an uploaded file is, by its bytes, and the text in it. The name it came with is not believed."""

import codecs
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Final

import docx
import openpyxl
import pypdfium2
from lxml import etree

from api.domain.documents.tables import TextStatus
from api.domain.kernel.errors import UnsupportedMedia

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

_MAGIC: Final = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
)
# The main part of each Open XML kind, and the mimetype entry of each OpenDocument kind.
_OPEN_XML: Final = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_OPEN_DOCUMENT: Final = {
    f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet", "presentation")
}
_WORD_PART: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SAMPLE: Final = 8192
_MAX_UNPACKED: Final = 500 * 1024 * 1024
_MAX_RATIO: Final = 200
_MAX_TEXT: Final = 5_000_000
"""Characters kept of a file's text; a file with more is searched and checked to there."""


@dataclass(frozen=True)
class Inspection:
    """``text_status`` says why ``text`` is empty, when it is; ``pages`` is known for PDF."""

    media_type: str
    pages: int | None
    text: str
    text_status: TextStatus


def inspect(file: IO[bytes]) -> Inspection:
    """Sniff and read an open binary file of any size.

    Raises UnsupportedMedia for what no one should be served: programs, web pages, SVG, unknown bytes, empty files and
    archives that unpack to far more than they weigh.
    """
    media_type = _sniff(file)
    file.seek(0)
    if media_type == PDF:
        return _pdf(file)
    if media_type == DOCX:
        return _office(media_type, file, _docx_text)
    if media_type == XLSX:
        return _office(media_type, file, _xlsx_text)
    if media_type in ("text/plain", "text/csv"):
        text = file.read(_MAX_TEXT).decode("utf-8", errors="replace")
        return Inspection(media_type, None, text, "extracted")
    return Inspection(media_type, None, "", "unsupported")


def _sniff(file: IO[bytes]) -> str:
    file.seek(0)
    head = file.read(_SAMPLE)
    if not head:
        raise UnsupportedMedia("The file is empty.")
    for magic, media_type in _MAGIC:
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"PK\x03\x04"):
        return _sniff_archive(file)
    try:
        # The last character may be cut in two by the end of the sample.
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=len(head) < _SAMPLE)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise UnsupportedMedia(
            "The file is of no kind that is taken here: PDF, Word, Excel, PowerPoint, text or picture."
        )
    if text.lstrip().startswith("<"):
        raise UnsupportedMedia("Web pages, XML and SVG are not taken: they can carry programs. Save it as PDF.")
    return "text/plain"


def _sniff_archive(file: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_bomb(archive)
            names = set(archive.namelist())
            if _has_macros(archive):
                raise UnsupportedMedia("Office files with macros are not taken. Save it without macros.")
            for part, media_type in _OPEN_XML.items():
                if part in names:
                    return media_type
            if "mimetype" in names:
                declared = archive.read("mimetype").decode("ascii", errors="replace")
                if declared in _OPEN_DOCUMENT:
                    return declared
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise UnsupportedMedia("The file begins like an office document, but it is broken.") from error
    raise UnsupportedMedia("Archives are not taken. Upload the files one by one.")


def _has_macros(archive: zipfile.ZipFile) -> bool:
    """By what the parts are declared to be: Office runs a macro whatever its part is called."""
    names = archive.namelist()
    declared = archive.read("[Content_Types].xml").lower() if "[Content_Types].xml" in names else b""
    return (
        any(name.lower().endswith("vbaproject.bin") for name in names)
        or b"macroenabled" in declared
        or b"vbaproject" in declared
        or any(name.startswith("Basic/") for name in names)
    )


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > _MAX_UNPACKED or (unpacked > 50_000_000 and unpacked > _MAX_RATIO * max(packed, 1)):
        raise UnsupportedMedia(f"The file unpacks to {unpacked} bytes from {packed}: refused as an archive bomb.")


def _pdf(file: IO[bytes]) -> Inspection:
    try:
        document = pypdfium2.PdfDocument(file, autoclose=False)
    except pypdfium2.PdfiumError as error:
        status: TextStatus = "encrypted" if "assword" in str(error) else "broken"
        return Inspection(PDF, None, "", status)
    try:
        pieces: list[str] = []
        length = 0
        for page in document:
            text_page = page.get_textpage()
            pieces.append(text_page.get_text_bounded())
            text_page.close()
            page.close()
            length += len(pieces[-1])
            if length > _MAX_TEXT:
                break
        text = "\n".join(pieces)
        return Inspection(PDF, len(document), text[:_MAX_TEXT], "extracted" if text.strip() else "empty")
    except pypdfium2.PdfiumError:
        return Inspection(PDF, None, "", "broken")
    finally:
        document.close()


def _office(media_type: str, file: IO[bytes], read: Callable[[IO[bytes]], str]) -> Inspection:
    try:
        text = read(file)
    # A damaged office file fails in as many ways as there are parts in it; it is kept, and marked as unreadable.
    except Exception:
        return Inspection(media_type, None, "", "broken")
    return Inspection(media_type, None, text[:_MAX_TEXT], "extracted" if text.strip() else "empty")


def _plain_parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


def _docx_text(file: IO[bytes]) -> str:
    """Every text run of every part: headers, footnotes and comments too, and what tracked changes have deleted."""
    parts = docx.Document(file).part.package.iter_parts()
    roots = (etree.fromstring(part.blob, _plain_parser()) for part in parts if part.content_type.startswith(_WORD_PART))
    return "\n".join(
        "".join(node.text or "" for node in paragraph.iter("{*}t", f"{_W}delText"))
        for root in roots
        for paragraph in root.iter(f"{_W}p")
    )


def _xlsx_text(file: IO[bytes]) -> str:
    workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
    try:
        return "\n".join(
            "\t".join(str(value) for value in row if value is not None)
            for sheet in workbook.worksheets
            for row in sheet.iter_rows(values_only=True)
        )
    finally:
        workbook.close()
