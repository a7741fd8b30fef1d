"""Word documents: paragraphs, headings, list numbers that Word counts by itself, and real tables.

The body is walked as XML because content controls, tracked insertions and text boxes are not in the paragraphs of
python-docx, and their text must not be lost.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import docx
from docx.document import Document
from docx.oxml.xmlchemy import BaseOxmlElement as Xml
from docx.styles.style import CharacterStyle
from lxml import etree

from api.domain.kernel.errors import Invalid, PayloadTooLarge, UnsupportedMedia
from api.ingest.agenda.draft import Finding, SourceLine
from api.ingest.agenda.lines import Line, Source, split_at_gaps, tidy
from api.ingest.agenda.sources.docx_numbering import Numbering, w

MAX_UNPACKED = 300 * 1024 * 1024
MAX_PARTS = 5_000
MAX_PARAGRAPHS = 200_000
_TWIPS_PER_CHARACTER = 110
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DELETED = {w("del"), w("moveFrom")}


def read_docx(data: bytes, filename: str) -> Source:
    """Lines of a Word document; a table row is one line with its cells, a single-column table is plain lines."""
    _refuse_bombs(data, filename)
    try:
        document = docx.Document(io.BytesIO(data))
        reader = _Reader(document)
        reader.read(document.element.body)
        reader.finish(document)
    except (PayloadTooLarge, Invalid):
        raise
    except Exception as error:  # python-docx and lxml raise whatever a damaged part makes them stumble on
        raise Invalid(f"{filename}: the Word document is damaged and can't be read") from error
    if not reader.lines:
        raise Invalid(f"{filename}: the document has no text")
    shown = tuple(SourceLine(number=line.number, text=line.text) for line in reader.lines)
    return Source(lines=reader.lines, shown=shown, wrapped=False, findings=reader.findings)


def _refuse_bombs(data: bytes, filename: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            unpacked = sum(part.file_size for part in parts)
            if any(part.flag_bits & 1 for part in parts):
                raise Invalid(f"{filename}: the archive is encrypted")
    except zipfile.BadZipFile as error:
        raise Invalid(f"{filename}: the Word document is cut off or damaged") from error
    if "word/document.xml" not in names:
        raise UnsupportedMedia(
            f"{filename}: this is a zip file, not a Word document; an agenda must be txt, docx or pdf"
        )
    if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS or unpacked > 2_000_000 + 400 * len(data):
        raise PayloadTooLarge(
            f"{filename}: the document unpacks to {unpacked // 1024**2} MB in {len(parts)} parts, which is refused",
            extra={"limitBytes": MAX_UNPACKED},
        )


@dataclass(slots=True)
class _Reader:
    document: Document
    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    numbering: Numbering = field(init=False)
    styles: dict[str, CharacterStyle] = field(init=False)
    tables: int = 0
    page: int = 1
    fresh_page: bool = True
    deletions: int = 0
    body_size: float = 0.0

    def __post_init__(self) -> None:
        self.numbering = Numbering(self.document)
        self.styles = {style.style_id: style for style in self.document.styles if isinstance(style, CharacterStyle)}

    def read(self, parent: Xml) -> None:
        for element in parent:
            if element.tag == w("p"):
                self.paragraph(element)
            elif element.tag == w("tbl"):
                self.table(element)
            elif element.tag in _DELETED:
                self.deletions += 1
            elif element.tag in (w("sdt"), w("sdtContent"), w("ins"), w("moveTo"), w("customXml"), w("smartTag")):
                self.read(element)

    def finish(self, document: Document) -> None:
        """Running heads, footnotes and text boxes: their text is part of the document too."""
        for section in document.sections:
            for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
                if part.is_linked_to_previous:
                    continue
                for paragraph in part._element.iter(w("p")):
                    self._add(Line(0, tidy(_text(paragraph)), edge=True))
        for relation in document.part.rels.values():
            kind = str(relation.reltype).rsplit("/", 1)[-1]
            if relation.is_external or kind not in ("footnotes", "endnotes"):
                continue
            root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False))
            for note in root:
                if note.get(w("type")) is None and (text := tidy(_text(note))):
                    self._add(Line(0, f"[{note.get(w('id'))}] {text}", edge=True))
        if self.deletions:
            message = f"Dokumentet har {self.deletions} sporte slettingar; den sletta teksten er ikkje teken med."
            self.findings.append(Finding(severity="warning", code="tracked-deletions", message=message))

    def paragraph(self, element: Xml) -> None:
        self.deletions += sum(1 for _ in element.iter(w("delText")))
        properties = element.find(w("pPr"))
        chain = list(self._style_chain(properties))
        if any(br.get(w("type")) == "page" for br in element.iter(w("br"))) or _on(properties, "pageBreakBefore"):
            self.page, self.fresh_page = self.page + 1, True
        level = self._heading_level(chain, properties)
        prefix, list_level = self.numbering.label(properties, chain)
        if list_level is not None:
            list_level = max(list_level, _level_in_style(chain))
        text = _text(element)
        if not text.strip() and not (prefix and list_level is not None):
            for box in element.iter(w("txbxContent")):
                self.read(box)
            return
        strong = level == 0 and self._is_strong(element, chain)
        for at, piece in enumerate(text.split("\n")):
            body = piece.strip()
            if at == 0 and prefix:
                body = f"{prefix} {body}".strip()
            self._add(
                Line(
                    0,
                    body,
                    blank_before=at == 0 and list_level is None,
                    level=level,
                    strong=strong,
                    list_level=list_level if at == 0 else None,
                    indent=self._indent(properties),
                    segments=split_at_gaps(body),
                )
            )
        for box in element.iter(w("txbxContent")):
            if not any(parent.tag == _FALLBACK for parent in box.iterancestors()):
                self.read(box)

    def table(self, element: Xml) -> None:
        rows = [row for row in element.iter(w("tr")) if _nearest_table(row) is element]
        cells = [[cell for cell in row.iter(w("tc")) if _nearest_table(cell) is element] for row in rows]
        if all(len(row) <= 1 for row in cells):
            for single in cells:
                for only in single:
                    self.read(only)
            return
        self.tables += 1
        mine, fresh = self.tables, True
        for row, contents in zip(rows, cells, strict=True):
            texts = []
            for cell in contents:
                texts.append("\n".join(filter(None, (self._cell_paragraph(p) for p in cell.iter(w("p"))))))
                span = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
                texts.extend("" for _ in range(1, int(span.get(w("val"), "1")) if span is not None else 1))
            if not any(texts):
                continue
            header = row.find(f"{w('trPr')}/{w('tblHeader')}") is not None
            strong = all(self._is_strong(p, []) for cell in contents for p in cell.iter(w("p")) if _text(p).strip())
            joined = "\t".join(tidy(text.replace("\n", " ")) for text in texts if text)
            self._add(
                Line(
                    0,
                    joined,
                    blank_before=fresh,
                    cells=tuple(texts),
                    table=mine,
                    header_row=header or strong,
                    strong=strong,
                )
            )
            fresh = False

    def _cell_paragraph(self, paragraph: Xml) -> str:
        prefix, _ = self.numbering.label(paragraph.find(w("pPr")), list(self._style_chain(paragraph.find(w("pPr")))))
        return f"{prefix or ''} {tidy(_text(paragraph).replace(chr(10), ' '))}".strip()

    def _add(self, line: Line) -> None:
        if not line.text:
            return
        if len(self.lines) >= MAX_PARAGRAPHS:
            raise PayloadTooLarge(f"The document has more than {MAX_PARAGRAPHS:,} paragraphs")
        number = len(self.lines) + 1
        self.lines.append(replace(line, number=number, page=self.page, page_start=self.fresh_page))
        self.fresh_page = False

    def _style_chain(self, properties: Xml | None) -> Iterator[CharacterStyle]:
        named = properties.find(w("pStyle")) if properties is not None else None
        style = self.styles.get(named.get(w("val"), "")) if named is not None else None
        seen = 0
        while style is not None and seen < 20:
            yield style
            style, seen = getattr(style, "base_style", None), seen + 1

    def _heading_level(self, chain: list[CharacterStyle], properties: Xml | None) -> int:
        outline = properties.find(w("outlineLvl")) if properties is not None else None
        if outline is not None and (value := int(outline.get(w("val"), "9"))) < 9:
            return value + 1
        for style in chain:
            name = style.name or ""
            if found := re.match(r"(?:heading|overskrift)\s*(\d)", name, re.I):
                return int(found.group(1))
            if name.lower() in ("title", "tittel"):
                return 1
        return 0

    def _is_strong(self, paragraph: Xml, chain: list[CharacterStyle]) -> bool:
        """Bold in every run; a run without its own setting takes the style's."""
        inherited = next((bool(style.font.bold) for style in chain if style.font.bold is not None), False)
        said = False
        for run in paragraph.iter(w("r")):
            if not "".join(t.text or "" for t in run.iter(w("t"))).strip():
                continue
            properties = run.find(w("rPr"))
            bold = properties.find(w("b")) if properties is not None else None
            on = inherited if bold is None else bold.get(w("val"), "1") not in ("0", "false", "off")
            if not on:
                return False
            said = True
        return said

    def _indent(self, properties: Xml | None) -> float:
        found = properties.find(w("ind")) if properties is not None else None
        left = (found.get(w("left")) or found.get(w("start"))) if found is not None else None
        return int(left) / _TWIPS_PER_CHARACTER if left and left.lstrip("-").isdigit() else 0.0


def _nearest_table(element: Xml) -> Xml | None:
    return next((parent for parent in element.iterancestors() if parent.tag == w("tbl")), None)


def _level_in_style(chain: list[CharacterStyle]) -> int:
    """Nesting that only the style's name tells: ``List Bullet 2`` is a list of its own to Word."""
    found = re.search(r"(?:list|liste|punkt|nummer)\D*([2-5])$", (chain[0].name or "") if chain else "", re.I)
    return int(found.group(1)) - 1 if found else 0


def _on(properties: Xml | None, name: str) -> bool:
    found = properties.find(w(name)) if properties is not None else None
    return found is not None and found.get(w("val"), "1") not in ("0", "false", "off")


def _text(paragraph: etree._Element) -> str:
    """A paragraph's own text; text boxes in it are read apart, and deleted text is not text."""
    parts: list[str] = []

    def walk(element: etree._Element) -> None:
        for child in element:
            if child.tag in _DELETED or child.tag in (w("txbxContent"), _FALLBACK, w("pPr"), w("rPr")):
                continue
            if child.tag == w("t"):
                parts.append(child.text or "")
            elif child.tag == w("tab"):
                parts.append("\t")
            elif child.tag in (w("br"), w("cr")):
                parts.append("\n")
            elif child.tag == w("noBreakHyphen"):
                parts.append("-")
            else:
                walk(child)

    walk(paragraph)
    return "".join(char for char in "".join(parts) if char in "\t\n" or char >= " ")
