"""From bytes to a draft: the recognisers in their order, and the words they share."""

from collections.abc import Sequence

from api.ingest.agenda.blocks import build
from api.ingest.agenda.closed import closed_sign
from api.ingest.agenda.coverage import leave_what_is_missing
from api.ingest.agenda.division import ItemLines
from api.ingest.agenda.draft import Draft, DraftItem, DraftMeeting, DraftSubItem, DraftTable, Reading
from api.ingest.agenda.furniture import split_furniture, without_rules
from api.ingest.agenda.head import read_head
from api.ingest.agenda.item_type import item_type
from api.ingest.agenda.items import divide
from api.ingest.agenda.language import language
from api.ingest.agenda.lines import Line, Notes
from api.ingest.agenda.lists import merge_continued
from api.ingest.agenda.parts import SubLines, sort_parts
from api.ingest.agenda.proposal import mark_blanks, recommends_to
from api.ingest.agenda.readings import deadlines, references
from api.ingest.agenda.shared import hand_out_attachments
from api.ingest.agenda.sources import open_source
from api.ingest.agenda.tree import Block, BlockIds, Heading, Paragraph, Table, plain, to_document, walk


def read(data: bytes, filename: str) -> Reading:
    """An agenda file (txt, docx or pdf, told by its content) as a draft, with the source's numbered lines.

    Raises only `DomainError`: UnsupportedMedia for other kinds of files; Invalid for empty, damaged, encrypted and
    textless ones; PayloadTooLarge past the limits of size, pages and unpacked size.
    """
    source = open_source(data, filename)
    notes = Notes(findings=list(source.findings))
    lines, frame = split_furniture(source)
    _tell_of_frame(frame, notes)
    lines = without_rules(lines, notes)
    lang = language(line.text for line in lines)
    division = divide(lines, notes)
    meeting = read_head(division.preamble, frame, lang, notes)
    items = hand_out_attachments([_item(one, meeting, notes) for one in division.items])
    leave_what_is_missing(lines, meeting, items, notes)
    draft = Draft(
        meeting=meeting,
        items=items,
        findings=tuple(sorted(notes.findings, key=lambda one: one.line or 0)),
        recognised=tuple(sorted(notes.recognised, key=lambda one: one.line)),
        unplaced=tuple(sorted(notes.unplaced, key=lambda one: one.line)),
    )
    return Reading(draft=draft, lines=source.shown)


def _tell_of_frame(frame: Sequence[Line], notes: Notes) -> None:
    """Each running head or foot is kept once as unplaced text; page numbers differ, so each form counts by itself."""
    seen: dict[str, int] = {}
    for line in frame:
        seen[line.text] = seen.get(line.text, 0) + 1
        if seen[line.text] == 1:
            notes.leave([line])
    if frame:
        message = f"{len(frame)} linjer er lesne som topptekst, botntekst eller sidetal og haldne utanfor sakene."
        notes.doubt("page-frame", message, frame[0].number, severity="info")


def _item(one: ItemLines, meeting: DraftMeeting, notes: Notes) -> DraftItem:
    parts = sort_parts(one.lines, one.number, notes)
    ids = BlockIds(f"{one.label} {one.title}")
    proposal = merge_continued(build(parts.proposal, notes, one.number, headings=False))
    if parts.has_proposal_head and not proposal:
        notes.doubt(
            "proposal-empty", "Overskrifta til framlegget har ingen tekst under seg.", one.head.number, one.number
        )
    blanks = mark_blanks(proposal)
    if blanks:
        message = f"Framlegget har {blanks} opne felt som må fyllast ut før vedtak."
        notes.doubt("blanks", message, parts.proposal[0].number if parts.proposal else one.head.number, one.number)
    if closed := closed_sign([one.head, *one.lines]):
        message = f"«{one.title}» ser ut til å vere unnateken offentlegheit; sjå over tittel og tekst før publisering."
        notes.doubt("may-be-closed", message, closed.number, one.number)
    level = one.head.level
    text = build(parts.text, notes, one.number, base_level=level)
    subs = tuple(_sub_item(sub, ids, level, one.number, notes) for sub in parts.subs)
    sub_blocks = [block for _, blocks in subs for block in blocks]
    proposal_text = plain(proposal) or None
    to = recommends_to(_first_words(proposal), parts.addressed_to, meeting.body) if proposal else None
    everything = [
        block.text for block in walk([*proposal, *text, *sub_blocks]) if isinstance(block, (Paragraph, Heading))
    ]
    text_plain = plain(text) or None
    return DraftItem(
        number=one.number,
        label=one.label,
        title=one.title,
        type=item_type(one.title, proposal=proposal_text, recommends_to=to, text=text_plain or "", label=one.label),
        proposal=proposal_text,
        proposal_content=to_document(proposal, ids),
        recommends_to=to,
        text=text_plain,
        text_content=to_document(text, ids),
        attachments=tuple(parts.attachments),
        sub_items=tuple(sub for sub, _ in subs),
        tables=tuple(_table(block) for block in walk([*text, *sub_blocks, *proposal]) if isinstance(block, Table)),
        blanks=blanks,
        references=references(everything, meeting.date),
        deadlines=deadlines(everything, meeting.date),
        line=one.head.number,
        end_line=max(one.end, one.head.number),
    )


def _first_words(proposal: Sequence[Block]) -> str:
    return "\n".join(block.text for block in walk(proposal) if isinstance(block, Paragraph))


def _sub_item(sub: SubLines, ids: BlockIds, level: int, item: int, notes: Notes) -> tuple[DraftSubItem, list[Block]]:
    blocks = build(sub.lines, notes, item, base_level=level)
    return DraftSubItem(
        label=sub.label, title=sub.title, text=plain(blocks), text_content=to_document(blocks, ids)
    ), blocks


def _table(table: Table) -> DraftTable:
    return DraftTable(
        caption=table.caption,
        headers=tuple(" ".join(cell.split()) for cell in table.headers),
        rows=tuple(tuple(" ".join(cell.split(" ")).replace("\n", " ") for cell in row) for row in table.rows),
    )
