"""Plain text: find the encoding, keep the line numbers, and see how wide the text was set."""

import re
import unicodedata

from api.domain.kernel.errors import Invalid, UnsupportedMedia
from api.ingest.agenda.draft import SourceLine
from api.ingest.agenda.lines import UNBOUNDED, Line, Source, split_at_gaps

MAX_LINES = 200_000
_TAB = 8
_UNSET_WIDTH = 160
"""Longer lines than this were never wrapped: each is a whole paragraph."""


_Row = tuple[int, int, bool, bool, int, str]
"""Number, page, blank line before, first of its page, blanks ahead of the text, text."""


def decode(data: bytes, filename: str) -> str:
    """The text of UTF-8, UTF-16 (with a mark, or with every other byte zero) or Windows-1252 bytes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data.startswith(b"\xef\xbb\xbf"):
        encodings = ["utf-8-sig"]
    elif data[1:2000:2].count(0) > len(data[:2000]) * 0.35:
        encodings = ["utf-16-le"]
    elif data[0:2000:2].count(0) > len(data[:2000]) * 0.35:
        encodings = ["utf-16-be"]
    else:
        encodings = ["utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _is_binary(text):
            return unicodedata.normalize("NFC", text.replace("\x00", ""))
    raise UnsupportedMedia(f"{filename}: this is not text, docx or pdf, or its characters can't be read")


def _is_binary(text: str) -> bool:
    sample = text[:200_000]
    strange = sum(
        1 for char in sample if (char < " " and char not in "\t\n\r\f\v") or char == "\ufffd" or "\x7f" <= char < "\xa0"
    )
    wordlike = sum(1 for char in sample if char.isalnum() or char.isspace())
    return strange > len(sample) * 0.005 or wordlike < len(sample) * 0.5


def read_text(data: bytes, filename: str) -> Source:
    """Lines of a text file; form feeds begin new pages."""
    text = decode(data, filename)
    rows = re.sub(r"\r\n?|\v|\x85|(?<=[^\n\r\f])(?=\f)", "\n", text).split("\n")
    if len(rows) > MAX_LINES:
        raise Invalid(f"{filename}: more than {MAX_LINES:,} lines")
    shown: list[SourceLine] = []
    found: list[_Row] = []
    page, blank, page_start = 1, True, True
    for number, row in enumerate(rows, 1):
        if "\f" in row:
            page, page_start = page + row.count("\f"), True
            row = row.replace("\f", "")
        clean = "".join(char for char in row if char == "\t" or char >= " ").rstrip()
        shown.append(SourceLine(number=number, text=clean, page=page))
        body = clean.strip()
        if not body or not body.strip("\u00ad\u200b\ufeff"):
            blank = True
            continue
        lead = len(clean.expandtabs(_TAB)) - len(clean.expandtabs(_TAB).lstrip())
        found.append((number, page, blank, page_start, lead, body))
        blank = page_start = False
    if not found:
        raise Invalid(f"{filename}: the file has no text")
    if page == 1:
        found = _pages_by_blank(found)
        starts = {number: at_page for number, at_page, _, fresh, *_ in found if fresh}
        at_page = 1
        for at, one in enumerate(shown):
            at_page = starts.get(one.number, at_page)
            shown[at] = one.model_copy(update={"page": at_page})
    width = _width([len(body) + lead for *_, lead, body in found])
    lines = [
        Line(
            number=number,
            text=body,
            indent=float(lead),
            page=at_page,
            blank_before=blank_before,
            page_start=starts,
            room=UNBOUNDED if width is None else max(0.0, width * 0.88 - len(body) - lead),
            segments=split_at_gaps(body, float(lead)),
        )
        for number, at_page, blank_before, starts, lead, body in found
    ]
    return Source(lines=lines, shown=tuple(shown), wrapped=width is not None)


def _pages_by_blank(found: list[_Row]) -> list[_Row]:
    """Some extractors of PDF text mark a new page by nothing but one blank ahead of its first line.

    Told by how rare it is: the other lines begin at the margin.
    """
    single = sum(1 for row in found if row[4] == 1)
    if not 0 < single <= len(found) * 0.08 or sum(1 for row in found if row[4] == 0) < len(found) * 0.9:
        return found
    out: list[_Row] = []
    page = 1
    for number, _, blank, starts, lead, body in found:
        fresh = lead == 1
        page += fresh
        out.append((number, page, blank, starts or fresh, 0 if fresh else lead, body))
    return out


def _width(lengths: list[int]) -> int | None:
    """The measure of wrapped text in characters, None when paragraphs stand on one line each."""
    longest = sorted(lengths)[int(len(lengths) * 0.97) - 1 if len(lengths) > 30 else -1]
    if max(lengths) > _UNSET_WIDTH and sum(1 for length in lengths if length > _UNSET_WIDTH) >= max(
        2, len(lengths) // 60
    ):
        return None
    near = sum(1 for length in lengths if length >= longest * 0.8)
    return longest if (longest >= 50 and near >= 3) or (longest >= 70 and near >= 2) else None
