"""Cases without numbers of their own: headed by a title from the list of contents, by layout, or by a proposal."""

from collections.abc import Sequence

from api.ingest.agenda.contents import CONTENTS_HEAD, same_title, without_page
from api.ingest.agenda.division import Division, ItemLines
from api.ingest.agenda.lines import Line, Notes, tidy
from api.ingest.agenda.sequence import Candidate
from api.ingest.agenda.vocabulary import part_head


def unnumbered_cases(lines: Sequence[Line], chain: Sequence[Candidate]) -> list[Candidate]:
    """Cases headed by their title alone, after a numbered list of contents."""
    out: list[Candidate] = []
    at = chain[-1].at + 1
    for entry in chain:
        place = next(
            (n for n in range(at, len(lines)) if not lines[n].table and same_title(lines[n].text, entry.title)), None
        )
        if place is not None:
            out.append(Candidate(place, entry.number, tidy(without_page(lines[place].text))))
            at = place + 1
    return out if len(out) >= max(2, len(chain) // 2) else []


def by_headings(lines: Sequence[Line], notes: Notes) -> Division:
    """No numbers: a case is then a heading in the layout, or the line that stands right above a proposal."""
    levels = sorted({line.level for line in lines if line.level and part_head(line.text) is None})
    proposals = [at for at, line in enumerate(lines) if (head := part_head(line.text)) and head.part == "proposal"]
    places: list[int] = []
    for level in levels:
        places = [at for at, line in enumerate(lines) if line.level == level and part_head(line.text) is None]
        if len(places) >= 2:
            break
    if len(places) < 2:
        places = []
        for at in proposals:
            above = at - 1
            while above > 0 and part_head(lines[above].text) is None and not lines[above].emphasised and at - above < 2:
                above -= 1
            place = above if above >= 0 and lines[above].emphasised else at - 1
            if place >= 0 and len(lines[place].text) < 160 and part_head(lines[place].text) is None:
                places.append(place)
    if not places:
        notes.doubt("no-items", "Fann ingen saker i dokumentet.", severity="error")
        return Division(list(lines), [])
    notes.doubt(
        "unnumbered-items",
        "Sakene har ikkje nummer i dokumentet; dei er nummererte i rekkjefølgje.",
        lines[places[0]].number,
    )
    items: list[ItemLines] = []
    for number, (start, end) in enumerate(zip(places, [*places[1:], len(lines)], strict=True), 1):
        line = lines[start]
        own = list(lines[start + 1 : end])
        items.append(ItemLines(number, str(number), tidy(line.text), line, own, own[-1].number if own else line.number))
    before = lines[: places[0]]
    for line in before:
        if CONTENTS_HEAD.match(line.text):
            notes.sign(line, "contents-heading")
    return Division([line for line in before if not CONTENTS_HEAD.match(line.text)], items)
