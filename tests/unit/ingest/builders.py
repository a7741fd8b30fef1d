"""Documents made for the tests: Word files, PDFs set by Typst, and broken ones."""

import io
import zipfile
from collections.abc import Callable

import docx
import pikepdf
import typst
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def word(fill: Callable[[Document], None]) -> bytes:
    document = docx.Document()
    fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(source: str) -> bytes:
    compiled = typst.compile(source.encode())
    assert isinstance(compiled, bytes)
    return compiled


def auto_numbered_heading(document: Document, text: str, level: int = 1) -> None:
    """A heading whose number Word counts by itself: it stands nowhere in the text."""
    paragraph = document.add_heading(text, level)
    properties = paragraph._p.get_or_add_pPr()
    numbering = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", "0"), ("w:numId", "900")):
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        numbering.append(element)
    properties.append(numbering)


def define_numbering(document: Document, pattern: str = "%1.") -> None:
    """Gives the document list number 900: decimals printed by the pattern."""
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "900")
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for name, value in (("w:start", "1"), ("w:numFmt", "decimal"), ("w:lvlText", pattern)):
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        level.append(element)
    abstract.append(level)
    root.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "900")
    reference = OxmlElement("w:abstractNumId")
    reference.set(qn("w:val"), "900")
    number.append(reference)
    root.append(number)


def locked(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as document:
        out = io.BytesIO()
        document.save(out, encryption=pikepdf.Encryption(user="hemmeleg", owner="hemmeleg"))
    return out.getvalue()


def picture_pdf() -> bytes:
    """A page with a drawn picture and no text, as a scanner makes it."""
    return pdf("#set page(width: 200pt, height: 200pt)\n#rect(width: 100%, height: 100%, fill: gray)")


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b"0" * 400_000_000)
    return out.getvalue()
