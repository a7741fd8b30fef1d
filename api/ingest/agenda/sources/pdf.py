"""PDF: words with their places become lines; ruled tables become rows; pages without text are told of."""

import contextlib
import ctypes
import itertools
import statistics
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pypdfium2
import pypdfium2.raw as pdfium

from api.domain.kernel.errors import Invalid, PayloadTooLarge
from api.ingest.agenda.draft import Finding, SourceLine
from api.ingest.agenda.lines import Line, Segment, Source
from api.ingest.agenda.paragraphs import join
from api.ingest.agenda.sources.pdf_tables import Box, Grid, grids

MAX_PAGES = 2_000
MAX_LINES = 200_000
_SOFT_HYPHENS = "\ufffe\x02\u00ad"
_EDGE = 0.09
"""Share of the page's height at top and bottom where running heads stand."""
_GAP = 1.15
"""A blank wider than this share of the type size sets columns apart."""


@dataclass(slots=True)
class _Word:
    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    bold: bool
    base: float
    """Height of the baseline."""


@dataclass(slots=True)
class _Row:
    words: list[_Word]
    page: int
    height: float
    cells: tuple[str, ...] = ()
    table: int = 0
    header: bool = False

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def base(self) -> float:
        return statistics.median(word.base for word in self.words)

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)


def read_pdf(data: bytes, filename: str) -> Source:
    """Lines of a PDF in reading order. Raises Invalid when it is damaged, locked or has no text at all."""
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            message = f"{filename}: the PDF is protected by a password; save it without one and try again"
            raise Invalid(message) from error
        raise Invalid(f"{filename}: the PDF is damaged and can't be opened") from error
    with contextlib.closing(document):
        if count > MAX_PAGES:
            raise PayloadTooLarge(
                f"{filename}: {count} pages; at most {MAX_PAGES:,} are read", extra={"limitPages": MAX_PAGES}
            )
        rows: list[_Row] = []
        silent: list[int] = []
        tables = 0
        for index in range(count):
            try:
                words, height, ruled = _page(document, index)
            except pypdfium2.PdfiumError:
                words, height, ruled = [], 0.0, []
            if not words:
                silent.append(index + 1)
            rows.extend(_page_rows(words, index + 1, height, ruled, tables))
            tables += len(ruled)
    if not rows:
        raise Invalid(
            f"{filename}: none of the {count} pages has text. It is probably scanned: run text recognition on it, "
            "or use the document it was made from"
        )
    if len(rows) > MAX_LINES:
        raise PayloadTooLarge(f"{filename}: more than {MAX_LINES:,} lines")
    source = _source(rows)
    source.findings.extend(_page_findings(silent, source.lines))
    return source


def _page(document: pypdfium2.PdfDocument, index: int) -> tuple[list[_Word], float, list[Grid]]:
    page = document[index]
    with contextlib.closing(page):
        height = float(page.get_height())
        text_page = page.get_textpage()
        with contextlib.closing(text_page):
            return list(_words(text_page)), height, grids(page, height)


def _words(text_page: pypdfium2.PdfTextPage) -> Iterator[_Word]:
    """Words end at blanks and line breaks, which pdfium puts in, and at a hyphen that breaks a word at a line's end."""
    letters: list[str] = []
    first = 0
    for at in range(pdfium.FPDFText_CountChars(text_page.raw)):
        code = pdfium.FPDFText_GetUnicode(text_page.raw, at)
        char = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if code == 0 or (char.isspace() and char not in "\u00a0\u202f"):
            if letters:
                yield _word(text_page, letters, first, at - 1)
                letters = []
            continue
        broken = char in _SOFT_HYPHENS or (char == "-" and pdfium.FPDFText_IsHyphen(text_page.raw, at) == 1)
        if not letters:
            first = at
        letters.append("\u00ad" if broken else char)
        if broken:
            yield _word(text_page, letters, first, at)
            letters = []
    if letters:
        yield _word(text_page, letters, first, pdfium.FPDFText_CountChars(text_page.raw) - 1)


def _word(text_page: pypdfium2.PdfTextPage, letters: list[str], first: int, last: int) -> _Word:
    raw = text_page.raw
    text = unicodedata.normalize("NFC", "".join(char for char in letters if char >= " "))
    left, bottom, right, top = text_page.get_charbox(first)
    _, end_bottom, end_right, end_top = text_page.get_charbox(last)
    size = float(pdfium.FPDFText_GetFontSize(raw, first)) or 10.0
    if size < 4:  # the text matrix scales it: the height of the letters is the better witness
        size = max(4.0, (top - bottom) * 1.35)
    across, base = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(raw, first, ctypes.byref(across), ctypes.byref(base))
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(raw, first, name, 128, ctypes.byref(flags))
    face = name.value.lower()
    bold = b"bold" in face or b"black" in face or pdfium.FPDFText_GetFontWeight(raw, first) >= 600
    return _Word(text, left, max(right, end_right), min(bottom, end_bottom), max(top, end_top), size, bold, base.value)


def _rows(words: list[_Word], page: int, height: float) -> Iterator[_Row]:
    """Words on one baseline are one row, from the top of the page down."""
    lines: list[list[_Word]] = []
    anchors: list[float] = []
    for word in words:
        if not word.text.strip():
            continue
        for at in range(len(lines) - 1, max(-1, len(lines) - 60), -1):
            if abs(anchors[at] - word.base) < word.size * 0.42:
                lines[at].append(word)
                break
        else:
            lines.append([word])
            anchors.append(word.base)
    order = sorted(range(len(lines)), key=lambda at: -anchors[at])
    for at in order:
        yield _Row(sorted(lines[at], key=lambda word: word.left), page, height)


def _page_rows(words: list[_Word], page: int, height: float, ruled: list[Grid], tables: int) -> Iterator[_Row]:
    """The page's rows from the top down; words in a ruled table's cells become the table's rows."""
    loose = words
    placed: list[_Row] = []
    for number, grid in enumerate(ruled, tables + 1):
        inside = [word for word in loose if _lies_in(word, grid.box, height)]
        for cells in grid.rows:
            held = [[word for word in inside if box and _lies_in(word, box, height)] for box in cells]
            row = [word for cell in held for word in cell]
            if not row:
                continue
            texts = tuple(_cell_text(cell, page, height) for cell in held)
            bold = all(word.bold for word in row)
            word = replace(row[0], text="\t".join(filter(None, texts)), left=grid.box[0], right=grid.box[2], bold=False)
            placed.append(_Row([word], page, height, cells=texts, table=number, header=bold))
            taken = {id(word) for word in row}
            loose = [word for word in loose if id(word) not in taken]
    yield from sorted([*_rows(loose, page, height), *placed], key=lambda row: -row.base)


def _lies_in(word: _Word, box: Box, height: float) -> bool:
    across, down = (word.left + word.right) / 2, height - (word.bottom + word.top) / 2
    return box[0] <= across <= box[2] and box[1] <= down <= box[3]


def _cell_text(words: list[_Word], page: int, height: float) -> str:
    text = ""
    for row in _rows(words, page, height):
        text = join(text, " ".join(word.text for word in row.words))
    return text


def _source(rows: list[_Row]) -> Source:
    body = statistics.median([word.size for row in rows for word in row.words])
    advance = statistics.median(
        [(word.right - word.left) / len(word.text) for row in rows for word in row.words if len(word.text) > 3] or [5.0]
    )
    advance = max(advance, 0.5)
    margin = _percentile([row.left for row in rows], 0.05)
    right = _percentile([row.right for row in rows], 0.95)
    spacing = _percentile(
        [a.base - b.base for a, b in itertools.pairwise(rows) if a.page == b.page and a.base > b.base] or [body * 1.2],
        0.35,
    )
    lines: list[Line] = []
    for at, row in enumerate(rows):
        before = rows[at - 1] if at else None
        fresh = before is None or before.page != row.page
        segments = _segments(row, advance)
        lines.append(
            Line(
                number=at + 1,
                text="   ".join(segment.text for segment in segments),
                indent=max(0.0, round((row.left - margin) / advance, 1)),
                page=row.page,
                blank_before=not fresh and before is not None and before.base - row.base > spacing * 1.35 + 1,
                page_start=fresh,
                room=max(0.0, (right - row.right) / advance - 3),
                strong=row.size > body * 1.15 or all(word.bold for word in row.words),
                cells=row.cells,
                table=row.table,
                header_row=row.header,
                segments=segments,
                edge=row.height > 0 and not row.height * _EDGE < row.base < row.height * (1 - _EDGE),
            )
        )
    shown = tuple(SourceLine(number=line.number, text=line.text, page=line.page) for line in lines)
    return Source(lines=lines, shown=shown, wrapped=True)


def _segments(row: _Row, advance: float) -> tuple[Segment, ...]:
    pieces: list[list[_Word]] = []
    for word in row.words:
        if pieces and word.left - pieces[-1][-1].right <= max(word.size * _GAP, advance * 2):
            pieces[-1].append(word)
        else:
            pieces.append([word])
    return tuple(
        Segment(piece[0].left / advance, piece[-1].right / advance, " ".join(word.text for word in piece))
        for piece in pieces
    )


def _percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _page_findings(silent: list[int], lines: list[Line]) -> Iterator[Finding]:
    for page in silent:
        after = next((line.number for line in lines if line.page > page), lines[-1].number)
        message = f"Side {page} har ikkje tekst (truleg skanna eller eit bilete); innhaldet der er ikkje lese."
        yield Finding(severity="warning", code="page-without-text", message=message, line=after)
