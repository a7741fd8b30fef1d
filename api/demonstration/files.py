"""The files behind the attachments: small real PDF, Word and Excel files, made when they are loaded."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Final

import docx
import openpyxl
import typst
from anyio import to_thread
from openpyxl.styles import Font
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.cases.schemas import NewAttachment
from api.domain.documents import service as documents
from api.domain.documents.service import NewFile
from api.domain.documents.tables import Document
from api.domain.kernel.actor import SYSTEM
from api.domain.kernel.money import NBSP
from api.ingest import files as ingest
from api.storage import Storage

NOTICE: Final = "Dokumentet er laga for demonstrasjonen i Samstyre. Innhaldet er ikkje henta frå ein reell rapport."

_TEMPLATE: Final = """
#let view = json(bytes(sys.inputs.view))
#set document(title: view.title)
#set text(lang: "nn", size: 11pt)
#set page(paper: "a4", numbering: "1", margin: 2.5cm)
#set par(spacing: 1em)
= #view.title
#text(size: 9pt, view.notice)
#for section in view.sections [
  == #section.heading
  #for paragraph in section.paragraphs { par(paragraph) }
  #if section.rows.len() > 0 {
    let (head, ..body) = section.rows
    table(columns: head.len(), inset: 6pt, table.header(..head.map(strong)), ..body.flatten())
  }
]
"""


@dataclass(frozen=True)
class Section:
    """A heading, its paragraphs, and a table when there are ``rows``: the first of them is the header."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Paper:
    """What is to become a file. The ending of ``filename`` says which kind: pdf, docx or xlsx."""

    title: str
    filename: str
    sections: tuple[Section, ...]


async def store(session: AsyncSession, storage: Storage, papers: Mapping[str, Paper]) -> dict[str, Document]:
    """Make the files and take them in as documents, under the keys of ``papers``."""
    return {
        key: (await documents.create(session, SYSTEM, paper.title, "nn", await _stored(storage, paper))).document
        for key, paper in papers.items()
    }


async def store_version(session: AsyncSession, storage: Storage, document_id: str, paper: Paper) -> None:
    """Make the file and take it in as the document's newest version."""
    await documents.add_version(session, SYSTEM, document_id, await _stored(storage, paper))


def numbered(*attached: Document) -> tuple[NewAttachment, ...]:
    """The lines of an attachment list, numbered from 1."""
    return tuple(
        NewAttachment(number=str(number), title=document.title, document_id=document.id)
        for number, document in enumerate(attached, start=1)
    )


def make(paper: Paper) -> bytes:
    """The file's bytes."""
    makers = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx}
    return makers[paper.filename.rpartition(".")[2]](paper)


async def _stored(storage: Storage, paper: Paper) -> NewFile:
    data = await to_thread.run_sync(partial(make, paper))
    stored = await storage.work.put(data)
    read = await to_thread.run_sync(partial(ingest.inspect, io.BytesIO(data)))
    return NewFile(
        filename=paper.filename,
        media_type=read.media_type,
        size=stored.size,
        sha256=stored.sha256,
        pages=read.pages,
        text=read.text,
        text_status=read.text_status,
    )


def _pdf(paper: Paper) -> bytes:
    view = {**asdict(paper), "notice": NOTICE}
    # The package's own font knows all the letters; the machine's are left alone, so that every machine gives the same.
    pdf: bytes = typst.compile(
        _TEMPLATE.encode(), sys_inputs={"view": json.dumps(view)}, ignore_system_fonts=True, pdf_standards=["ua-1"]
    )
    return pdf


def _docx(paper: Paper) -> bytes:
    document = docx.Document()
    document.core_properties.title = paper.title
    document.core_properties.author = "Sogn KO"
    document.core_properties.language = "nn-NO"
    document.add_heading(paper.title, level=1)
    document.add_paragraph(NOTICE)
    for section in paper.sections:
        document.add_heading(section.heading, level=2)
        for paragraph in section.paragraphs:
            document.add_paragraph(paragraph)
        if section.rows:
            _docx_table(document, section.rows)
    return _bytes(document)


def _docx_table(document: Any, rows: Sequence[Sequence[str]]) -> None:  # noqa: ANN401 - python-docx has no types
    grid = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text


def _xlsx(paper: Paper) -> bytes:
    """One sheet per section."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.title = paper.title
    workbook.properties.creator = "Sogn KO"
    for section in paper.sections:
        sheet = workbook.create_sheet(section.heading)
        for row in section.rows:
            sheet.append([_figure(text) for text in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for paragraph in (*section.paragraphs, NOTICE):
            sheet.append((paragraph,))
        sheet.freeze_panes = "A2"
    return _bytes(workbook)


def _figure(text: str) -> str | int:
    """A whole number as a number, so that a spreadsheet can count with it."""
    digits = text.replace(NBSP, "")
    return int(digits) if digits.isdecimal() else text


def _bytes(savable: Any) -> bytes:  # noqa: ANN401 - a python-docx document or an openpyxl workbook
    buffer = io.BytesIO()
    savable.save(buffer)
    return buffer.getvalue()
