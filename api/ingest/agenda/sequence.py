"""Which numbered lines are the agenda's items: those that make one rising row and look like headings of cases.

Numbered points inside proposals, attachment lists and case texts look alike line by line; only together do the real
items make a row from first to last with signs of a case after each. Every candidate is scored by what stands around it,
and the best row wins.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from api.ingest.agenda.contents import CONTENTS_HEAD, in_a_list, listed_twice, same_title, without_page
from api.ingest.agenda.dates import leading_time
from api.ingest.agenda.lines import Line, tidy
from api.ingest.agenda.numbering import Family, Numbered, leading_number
from api.ingest.agenda.titles import FORM_LINES, form_start, is_kin, title_below, title_in_form, whole_title
from api.ingest.agenda.vocabulary import BODY, CASE_DATA, part_head

_BASE: dict[Family, float] = {"year": 2.0, "word": 2.0, "dot": 0.6, "paren": 0.4, "roman": 0.3, "bare": 0.0}
_RESOLVES = re.compile(
    rf"^{BODY}(?:\s+i\s+[A-ZÆØÅ][\wæøå]*(?:\s+[A-ZÆØÅ]\w*)*)?\s+(?:vedt|tek|tar|ber|gir|gjev|godkjenn|rår|tilrår|anbefal|innstill|vel|velg"
    r"|stadfest|bekreft|slutt|sluttar|ønsk|gjer|fattar|fatter|set|sett|løyv|bevilg|opprett|støtt|understrek)",
    re.I,
)
_FORMAL = re.compile(r"^(?:ymse|eventuelt|godkjenning\s+av|opning|åpning|orientering|referatsaker|meldinga?r)\b", re.I)
_BODY_AND_DATE = re.compile(rf"^{BODY}[\s\t]*\d{{1,2}}\.\d{{1,2}}\.", re.I)


@dataclass(slots=True)
class Candidate:
    """A line that may head an item: its place among the lines, its number, and how much it looks like one."""

    at: int
    number: Numbered
    title: str
    score: float = 0.0
    listed: bool = False
    """It stands in the table of contents."""
    case: bool = False
    """The table of contents has the same title: here the case itself begins."""
    named: bool = False
    """The title is whole and was found elsewhere than after the number."""
    timed: bool = False
    """It stands in a programme, after an hour."""


@dataclass(slots=True)
class _Row:
    total: float
    chain: list[Candidate] = field(default_factory=list)


def candidates(lines: Sequence[Line]) -> list[Candidate]:
    """Every line with a leading number that could be an item's, scored."""
    found: list[Candidate] = []
    for at in range(len(lines)):
        number = _number_of(lines, at)
        if number is None or number.value > 999:
            continue
        if (number.title or number.family in ("year", "word")) and not _BODY_AND_DATE.match(number.title):
            found.append(Candidate(at, number, number.title))
    _name_the_untitled(lines, found)
    found = [candidate for candidate in found if candidate.title]
    _add_timed(lines, found)
    places = {candidate.at for candidate in found}
    for candidate in found:
        candidate.score = _score(lines, candidate, places)
    _lower_points_of_lists(lines, found)
    for early, late in listed_twice(lines, [(one.at, one.number.value, one.title) for one in found]):
        found[early].listed = True
        found[late].score += 3.0
        found[late].case = True
    _list_neighbours(lines, found)
    return found


def _name_the_untitled(lines: Sequence[Line], found: Sequence[Candidate]) -> None:
    for at, candidate in enumerate(found):
        if candidate.title:
            continue
        listed = next((one for one in found[:at] if one.number.title and is_kin(one.number, candidate.number)), None)
        in_contents = tidy(without_page(whole_title(lines, listed.at, listed.title))) if listed else ""
        below = title_below(lines, candidate.at)
        if in_contents and not (below and same_title(whole_title(lines, candidate.at + 1, below), in_contents)):
            candidate.title, candidate.named = in_contents, True
        elif below:
            candidate.title = below
        elif in_form := title_in_form(lines, candidate.at):
            candidate.title, candidate.named = in_form, True


def _add_timed(lines: Sequence[Line], found: list[Candidate]) -> None:
    """Items that stand in a programme and nowhere else: «Kl. 10.15  Sak 33/25 Samferdsle»."""
    timed: list[Candidate] = []
    for at, line in enumerate(lines):
        slot = leading_time(line.text) if not line.table else None
        number = leading_number(slot[2]) if slot is not None else None
        if number is None or number.family not in ("year", "word") or not number.title:
            continue
        if not any(is_kin(one.number, number) for one in found):
            timed.append(Candidate(at, number, number.title, timed=True))
    if len(timed) >= 2:
        found.extend(timed)
        found.sort(key=lambda one: one.at)


def _list_neighbours(lines: Sequence[Line], found: Sequence[Candidate]) -> None:
    """What stands in the list of contents right beside its known entries is an entry too."""
    numbered = [(one.at, one.number.value, one.title) for one in found]
    places = {one.at for one in found}
    for order in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        for at in order:
            one, beside = found[at], found[at - 1 if order.step > 0 else at + 1]
            if one.listed or one.case or not beside.listed or _case_follows(lines, one.at, places):
                continue
            between = lines[min(one.at, beside.at) + 1 : max(one.at, beside.at)]
            if (
                len(between) <= 3
                and in_a_list(lines, numbered, at)
                and not any(part_head(line.text) for line in between)
            ):
                one.listed = one.number.family == beside.number.family


def _number_of(lines: Sequence[Line], at: int) -> Numbered | None:
    line = lines[at]
    if line.table:
        first = line.cells[0].strip() if line.cells else ""
        if not first or len(line.cells) < 2:
            return None
        others = [cell.strip() for cell in line.cells[1:] if cell.strip()]
        text = (
            f"{first}\t{others[0]}" if others and re.fullmatch(r"[\w /.()-]{0,14}\d[\w /.()-]{0,6}", first) else first
        )
        return leading_number(text.split("\n")[0], bare=bool(others))
    set_off = line.emphasised or "\t" in line.text or len(line.segments) > 1
    return leading_number(line.text, bare=set_off or _in_bare_run(lines, at))


def _in_bare_run(lines: Sequence[Line], at: int) -> bool:
    """A number without a sign counts when the lines beside it go on counting."""
    own = leading_number(lines[at].text, bare=True)
    if own is None or own.family != "bare":
        return False
    beside = [leading_number(line.text, bare=True) for line in (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])]
    return any(one is not None and one.family == "bare" and abs(one.value - own.value) == 1 for one in beside)


def _score(lines: Sequence[Line], candidate: Candidate, places: set[int]) -> float:
    line, title = lines[candidate.at], candidate.title
    score = _BASE[candidate.number.family]
    score += 3.0 if line.level in (1, 2) else 2.0 if line.strong else 0.0
    score += 0.6 if line.page_start else 0.4 if line.blank_before else 0.0
    score += 2.5 if _case_follows(lines, candidate.at, places) else 0.0
    if title[:1].islower():
        score -= 3.0
    if len(title) > 160:
        score -= 2.0
    if title.endswith((".", ";")) and len(title) > 40:
        score -= 1.5
    if title.endswith((":", ",")):
        score -= 0.5
    if _RESOLVES.match(title):
        score -= 3.0
    head = part_head(title)
    if head is not None and head.part == "heading":
        score -= 1.5
    if _FORMAL.match(title):
        score += 0.5
    if line.list_level:
        score -= 3.0
    before = lines[candidate.at - 1] if candidate.at else None
    if before is not None and not line.blank_before and not line.page_start and not line.emphasised:
        unfinished = (
            not before.text.endswith((".", ":", "?", "!")) and before.room < len(line.text.split(maxsplit=1)[0]) + 1
        )
        score -= 4.0 if unfinished and candidate.at - 1 not in places else 0.0
    return score


def _case_follows(lines: Sequence[Line], at: int, places: set[int]) -> bool:
    for place in range(at + 1, min(at + 4, len(lines))):
        head = part_head(lines[place].text)
        if (head is not None and not lines[place].table) or CASE_DATA.match(lines[place].text):
            return not _in_next_form(lines, at, place, places)
        if place in places:
            return False
    return False


def _in_next_form(lines: Sequence[Line], at: int, place: int, places: set[int]) -> bool:
    """The line belongs to the form above the next case."""
    following = next((one for one in range(place, min(place + FORM_LINES, len(lines))) if one in places), None)
    return following is not None and form_start(lines, following, at + 1) <= place


def _lower_points_of_lists(lines: Sequence[Line], found: Sequence[Candidate]) -> None:
    """A row that starts at 1 right under a proposal, «Vedlegg» or a colon is a list, until a case begins again."""
    expected: dict[Family, int] = {}
    places = {candidate.at for candidate in found}
    for candidate in found:
        family, value = candidate.number.family, candidate.number.value
        if family in ("year", "word"):
            expected.clear()
            continue
        if value == 1:
            before = lines[candidate.at - 1] if candidate.at else None
            head = part_head(before.text) if before is not None else None
            under_part = head is not None and head.part in ("proposal", "attachments")
            under_colon = before is not None and before.text.endswith(":") and not CONTENTS_HEAD.match(before.text)
            deeper = before is not None and lines[candidate.at].indent > before.indent + 2
            expected.pop(family, None)
            if under_part or under_colon or (deeper and not lines[candidate.at].emphasised):
                expected[family] = 1
        if expected.get(family) == value:
            if value > 1 and _case_follows(lines, candidate.at, places):
                del expected[family]
                continue
            candidate.score -= 3.5
            expected[family] = value + 1
        elif value > 1 and _case_follows(lines, candidate.at, places):
            expected.clear()


def best_row(found: Sequence[Candidate]) -> list[Candidate]:
    """The row of items with the most to show for it; empty when nothing looks like an agenda."""
    rows = [
        _row_of(found, families) for families in (("year",), ("word",), ("dot",), ("paren",), ("roman",), ("bare",))
    ]
    rows = [
        row for row in rows if len(row.chain) >= 2 or (row.chain and row.chain[0].number.family in ("year", "word"))
    ]
    best = max(rows, key=lambda row: row.total, default=None)
    return best.chain if best is not None and best.total > 0 else []


def _row_of(found: Sequence[Candidate], families: tuple[Family, ...]) -> _Row:
    """Longest path: each number follows the one before it; leaps, new series and late starts cost."""
    strong = families[0] in ("year", "word")
    ends: dict[tuple[str, int], _Row] = {}
    best = _Row(0.0)
    for candidate in found:
        number = candidate.number
        if number.family not in families or candidate.listed:
            continue
        late = 0.0 if strong or number.value == 1 else 2.5 if number.value <= 3 else 4.0
        row = _Row(candidate.score - late, [candidate])
        for leap in range(1, 5):
            before = ends.get((number.prefix, number.value - leap))
            cost = (leap - 1) * (0.5 if strong else 2.5)
            if before is not None and before.total + candidate.score - cost > row.total:
                row = _Row(before.total + candidate.score - cost, [*before.chain, candidate])
        if strong and best.chain and not _is_in(best.chain, number):
            same = [one.number.value for one in best.chain if one.number.prefix == number.prefix]
            cost = 1.0 if not same else 2.0 if max(same) < number.value else 4.0
            if best.total + candidate.score - cost > row.total:
                row = _Row(best.total + candidate.score - cost, [*best.chain, candidate])
        key = (number.prefix, number.value)
        if key not in ends or row.total > ends[key].total:
            ends[key] = row
        if row.total > best.total:
            best = row
    return best


def _is_in(chain: Sequence[Candidate], number: Numbered) -> bool:
    return any(one.number.value == number.value and one.number.prefix == number.prefix for one in chain)
