"""The attachments a case names: numbered or not, on the heading's own line or under it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from api.ingest.agenda.draft import DraftAttachment
from api.ingest.agenda.lines import Line, Notes, rest_of, tidy
from api.ingest.agenda.markers import marker
from api.ingest.agenda.paragraphs import continues, join
from api.ingest.agenda.vocabulary import BODY, PartHead, numbered_attachment, part_head, says_none

_UNDER_WAY = re.compile(
    r"\(?\b(?:under\s+(?:arbeid|utarbeiding|utarbeidelse|utarbeidning)|ettersend(?:ast|es|t)|(?:kjem|kommer)\s+(?:seinare|senere)"
    r"|(?:blir|vert)\s+ettersend[te]?|(?:blir|vert)\s+(?:lagt\s+fram|lagt\s+frem|delt\s+ut)\s+i\s+møtet|legges\s+fr[ae]m\s+i\s+møtet|utdelast|utdeles)\b\.?\)?",
    re.I,
)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|txt|zip|msg|jpe?g|png)\b", re.I)
_LIST_HEADER = re.compile(
    r"^(?:dok\w*[\s.-]*(?:id|nr)\.?|id|nr\.?|vedlegg(?:snr)?|dato)(?:\s{2,}|\t+)(?:\w+\s*){1,4}$", re.I
)
"""The head of a list of attachments that an archive system prints as a table."""
_FILED = re.compile(r"^(?P<id>\d{5,})(?:\s{2,}|\t+)(?P<title>\S.*)$")
_OPENS_SENTENCE = re.compile(rf"^(?:{BODY}|det|dette|den|vi|i|på|for|som|når|saka|saken|administrasjonen)\b", re.I)


@dataclass(frozen=True, slots=True)
class AttachmentList:
    entries: tuple[DraftAttachment, ...]
    end: int
    """The first line after the list."""


def read_attachments(
    lines: Sequence[Line], at: int, head: PartHead, sub_item: str | None, stops: set[int], notes: Notes, item: int
) -> AttachmentList:
    """The list that the heading at ``at`` opens; running text, another heading or a place in ``stops`` ends it."""
    line = lines[at]
    if head.rest:
        end = _inline_end(lines, at, stops)
        if not numbered_attachment(head.rest):
            text = head.rest
            for before, more in zip(lines[at:end], lines[at + 1 : end], strict=False):
                text = join(text, more.text) if continues(before, more) else f"{text}; {more.text}"
            if says_none(text):
                notes.sign(line, "no-attachments", item=item)
                return AttachmentList((), end)
            pieces = [(None, piece, line) for piece in _split_inline(text)]
            return AttachmentList(_entries(pieces, sub_item, notes, item), end)
    raw, end = _collect(lines, at, head, stops, notes, item)
    if len(raw) == 1 and says_none(raw[0][1]):
        notes.sign(raw[0][2], "no-attachments", item=item)
        return AttachmentList((), end)
    if not raw:
        notes.doubt("attachments-empty", "Overskrifta «Vedlegg» har ingen vedlegg under seg.", line.number, item)
    return AttachmentList(_entries(raw, sub_item, notes, item), end)


def _inline_end(lines: Sequence[Line], at: int, stops: set[int]) -> int:
    end = at + 1
    while end < len(lines) and end not in stops and continues(lines[end - 1], lines[end]) and not _ends(lines[end]):
        end += 1
    return end


def _split_inline(text: str) -> list[str]:
    pieces = [piece.strip() for piece in text.split(";") if piece.strip()]
    if len(pieces) == 1 and len(_FILE.findall(text)) > 1:
        pieces = [piece.strip() for piece in re.split(r",\s+(?=\S[^,]*\.[A-Za-z]{3,4}\b)", text)]
    return pieces


def _ends(line: Line) -> bool:
    head = part_head(line.text)
    return head is not None and not (head.part == "attachments" and numbered_attachment(line.text))


_Raw = tuple[str | None, str, Line]


def _collect(
    lines: Sequence[Line], at: int, head: PartHead, stops: set[int], notes: Notes, item: int
) -> tuple[list[_Raw], int]:
    raw: list[_Raw] = []
    signed: bool | None = None
    value = 0
    end = at
    queue = [rest_of(lines[at], head.rest)] if head.rest else []
    while True:
        from_head = bool(queue)
        if from_head:
            line = queue.pop()
        else:
            end += 1
            if end >= len(lines) or end in stops:
                break
            line = lines[end]
        if _ends(line) and not from_head:
            break
        before = raw[-1][2] if raw else None
        if _LIST_HEADER.match(line.text) and not raw:
            notes.sign(line, "attachments-header", item=item)
            continue
        if filed := _FILED.match(line.text):
            notes.sign(line, "document-id", filed["id"], item)
            raw.append((None, tidy(filed["title"]), line))
            signed = True
            continue
        if line.table:
            filled = [cell for cell in line.cells if cell.strip()]
            number = filled[0] if len(filled) > 1 and re.fullmatch(r"\d{1,3}\.?", filled[0]) else None
            raw.append((number and number.rstrip("."), tidy(" ".join(filled[1:] if number else filled)), line))
            signed = True
            continue
        named = numbered_attachment(line.text)
        sign = marker(line.text)
        if named is not None:
            raw.append((named[0], named[1], line))
            signed = True
        elif sign is not None and signed is not False and (sign.value in (0, value + 1) or not raw):
            value = sign.value
            printed = re.match(r"\W*(\w+)", line.text)
            raw.append((printed.group(1) if sign.ordered and printed else None, tidy(sign.text), line))
            signed = True
        elif before is not None and not line.emphasised and continues(before, line):
            number, title, _ = raw[-1]
            raw[-1] = (number, join(title, line.text), line)
        elif signed is not True and sign is None and not _is_running_text(line, lines, end):
            raw.append((None, tidy(line.text), line))
            signed = False
        else:
            break
    return raw, end


def _is_running_text(line: Line, lines: Sequence[Line], at: int) -> bool:
    text = line.text
    if _FILE.search(text[-8:]):
        return False
    if line.emphasised or len(text) > 150 or re.match(r"^(?:https?:|[A-ZÆØÅ]\w+(?:\s\w+)?:\s)", text):
        return True
    wraps = at + 1 < len(lines) and continues(line, lines[at + 1])
    sentence = text.endswith((".", ":")) and len(text.split()) > 5
    return sentence or (wraps and bool(_OPENS_SENTENCE.match(text))) or (wraps and line.blank_before and len(text) > 80)


def _entries(raw: Sequence[_Raw], sub_item: str | None, notes: Notes, item: int) -> tuple[DraftAttachment, ...]:
    out: list[DraftAttachment] = []
    for number, title, line in raw:
        under_way = _UNDER_WAY.search(title)
        name = title
        if under_way:
            notes.sign(line, "under-preparation", under_way.group(), item)
            name = f"{title[: under_way.start()].rstrip(' ,-–')}{title[under_way.end() :]}"
            message = f"Vedlegget «{name.strip(' .')}» er merkt som under arbeid."
            notes.doubt("attachment-under-preparation", message, line.number, item, "info")
        name = name.strip()
        if name.endswith(".") and not re.search(r"\d\.$", name):
            name = name[:-1].rstrip()
        if name:
            status = "under_preparation" if under_way else "expected"
            out.append(DraftAttachment(number=number, title=name, status=status, sub_item=sub_item, line=line.number))
    return tuple(out)
