"""One item's lines, sorted into proposal, attachments, sub-items and case text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from api.ingest.agenda.attachments import read_attachments
from api.ingest.agenda.draft import DraftAttachment
from api.ingest.agenda.lines import Line, Notes, rest_of, tidy
from api.ingest.agenda.markers import marker
from api.ingest.agenda.points import with_dotted_points
from api.ingest.agenda.vocabulary import BODY, CASE_DATA, CASE_TITLE, PartHead, part_head


@dataclass(slots=True)
class SubLines:
    label: str
    title: str
    head: Line
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Parts:
    proposal: list[Line] = field(default_factory=list)
    addressed_to: str | None = None
    text: list[Line] = field(default_factory=list)
    attachments: list[DraftAttachment] = field(default_factory=list)
    subs: list[SubLines] = field(default_factory=list)
    has_proposal_head: bool = False


def sort_parts(lines: Sequence[Line], item: int, notes: Notes) -> Parts:
    """Walk the item's lines once; a part runs from its heading to the next one."""
    parts = Parts()
    lines = with_dotted_points(lines)
    heads = {at: head for at, line in enumerate(lines) if (head := _head_at(lines, at, line)) is not None}
    main = _main_proposal(heads, lines, item, notes)
    subs = _sub_heads(lines, heads, item)
    stops = set(subs)
    state = "text"
    sub: SubLines | None = None
    inline_proposal = False
    at = 0
    while at < len(lines):
        line, head = lines[at], heads.get(at)
        if head is None and CASE_TITLE.match(line.text):
            notes.sign(line, "case-form", item=item)
        elif at in subs:
            label, title = subs[at]
            sub = SubLines(label, title, line)
            parts.subs.append(sub)
            state = "sub"
        elif head is not None and head.part == "attachments":
            if head.label:
                notes.sign(line, "attachments-heading", head.label, item)
            owner = sub.label if sub is not None and state == "sub" else None
            read = read_attachments(lines, at, head, owner, stops, notes, item)
            parts.attachments.extend(read.entries)
            state, at = "text", read.end
            continue
        elif at == main and head is not None:
            notes.sign(line, "proposal-heading", head.label, item)
            parts.has_proposal_head, parts.addressed_to = True, head.to
            state, inline_proposal = "proposal", bool(head.rest)
            if head.rest:
                parts.proposal.append(rest_of(line, head.rest))
        elif head is not None and head.part == "text" and state != "sub" and all(map(_is_case_data, parts.text)):
            notes.sign(line, "text-heading", head.label, item)
            state = "text"
            if head.rest:
                parts.text.append(rest_of(line, head.rest))
        elif head is not None and state != "sub":
            state = "text"
            parts.text.append(line if head.rest else replace(line, strong=True, blank_before=True))
        else:
            if state == "proposal" and _leaves_proposal(line, parts.proposal, inline=inline_proposal):
                state = "text"
            target = parts.proposal if state == "proposal" else sub.lines if sub and state == "sub" else parts.text
            target.append(line)
        at += 1
    return parts


def _head_at(lines: Sequence[Line], at: int, line: Line) -> PartHead | None:
    if line.table:
        return None
    text = line.text
    if line.emphasised:
        text = re.sub(r"^\d+(?:\.\d+)*\.?\s+(?=\D)", "", text)
    head = part_head(text)
    if head is None:
        return None
    bare_word = not head.rest and not head.label.endswith(":")
    before = lines[at - 1] if at else None
    broken_off = (
        before is not None
        and bare_word
        and not line.blank_before
        and not line.emphasised
        and not before.text.endswith((".", ":", "?", "!"))
        and before.room <= len(text.split(maxsplit=1)[0]) + 1
    )
    return None if broken_off else head


def _main_proposal(heads: dict[int, PartHead], lines: Sequence[Line], item: int, notes: Notes) -> int | None:
    """The heading of the proposal to be voted on: one that says «vedtak» before others; the rest stay in the text."""
    places = [at for at, head in heads.items() if head.part == "proposal"]
    if not places:
        return None
    main = max(places, key=lambda at: (_weight(heads[at].label), -at))
    for at in places:
        if at != main:
            message = f"Saka har fleire framlegg; «{heads[at].label}» står i saksteksten."
            notes.doubt("several-proposals", message, lines[at].number, item)
    return main


def _weight(label: str) -> int:
    """How surely a heading stands over the text to vote on; an alternative never goes before the main one."""
    if re.search(r"\balternativ", label, re.I):
        return 0
    if re.match(r"vedtak\W*$", label, re.I):
        return 1
    return 3 if re.search(r"vedtak", label, re.I) else 2


def _is_case_data(line: Line) -> bool:
    return bool(CASE_DATA.match(line.text))


def _leaves_proposal(line: Line, so_far: Sequence[Line], *, inline: bool) -> bool:
    if _is_case_data(line):
        return True
    if marker(line.text) is not None:
        return False
    if line.level or line.table:
        return bool(so_far)
    if line.strong and so_far and not all(one.strong for one in so_far) and not line.text.endswith((".", ":")):
        return True
    opens_paragraph = line.blank_before and line.text[0].isupper() and line.list_level is None
    points = any(marker(one.text) for one in so_far)
    return inline and opens_paragraph and not points and not re.match(BODY, line.text, re.I)


def _sub_heads(lines: Sequence[Line], heads: dict[int, PartHead], item: int) -> dict[int, tuple[str, str]]:
    """Lettered parts of a case: a, b, c … in a row, each a title with text of its own under it."""
    in_proposal = False
    for pattern in (
        rf"^(?P<label>{item}\.\d{{1,2}})\.?\s+(?P<title>\S.*)$",
        rf"^(?P<label>{item}\s?[a-h])[.):]?\s+(?P<title>[A-ZÆØÅ].*)$",
    ):
        found = {
            at: match for at, line in enumerate(lines) if (match := re.match(pattern, line.text)) and not line.table
        }
        if not found or _numbers_points(lines[: min(found)], item):
            continue
        if len(found) >= 2 and all(_is_title(match["title"]) for match in found.values()):
            return {at: (match["label"], tidy(match["title"])) for at, match in found.items()}
    out: dict[int, tuple[str, str]] = {}
    for at, line in enumerate(lines):
        if at in heads:
            in_proposal = heads[at].part == "proposal"
        wanted = chr(ord("a") + len(out))
        found_letter = re.match(r"^\(?([a-hA-H])[.)]\s+(\S.*)$", line.text)
        if in_proposal or found_letter is None or found_letter.group(1).lower() != wanted:
            continue
        if _is_title(found_letter.group(2)) and _has_own_text(lines, at, heads):
            out[at] = (wanted, tidy(found_letter.group(2)).rstrip(":"))
    return out if len(out) >= 2 else {}


def _numbers_points(lines: Sequence[Line], item: int) -> bool:
    """A list runs up to the item's own number just before: what looks like its parts are points under that one."""
    return any((sign := marker(line.text)) is not None and sign.ordered and sign.value == item for line in lines)


def _is_title(text: str) -> bool:
    return len(text) <= 110 and text[0].isupper() and not text.endswith((".", ";", ",", "!"))


def _has_own_text(lines: Sequence[Line], at: int, heads: dict[int, PartHead]) -> bool:
    if at + 1 >= len(lines) or lines[at].room == 0:
        return False
    following = lines[at + 1]
    head = heads.get(at + 1)
    if head is not None:
        return head.part != "proposal"
    sign = marker(following.text)
    return following.text[0].isupper() and (sign is None or not sign.kind.startswith("alpha"))
