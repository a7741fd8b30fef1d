"""The list of cases that many agendas print first: the same items must not be counted twice."""

import re
from collections import defaultdict
from collections.abc import Sequence

from api.ingest.agenda.lines import Line
from api.ingest.agenda.vocabulary import normal, part_head

CONTENTS_HEAD = re.compile(
    r"^(?:sakliste|saksliste|sakskart|saker(?:\s+til\s+(?:handsaming|behandling))?|dagsorden|agenda|innhald(?:sliste)?|innhold(?:sfortegnelse)?"
    r"|saksoversikt|oversyn\s+over\s+saker|sak\s*nr\.?[\s\t]+.*|saksnr\.?[\s\t]+.*|utvalssaksnr\.?.*|utvalgssaksnr\.?.*|følg[je]+nde\s+saker.*|til\s+behandling|til\s+handsaming)\s*:?$",
    re.I,
)
_LEADERS = re.compile(r"(?:\s*(?:\.{3,}|…+|_{3,})\s*|\t+| {3,})\d{1,4}$")


def without_page(title: str) -> str:
    """The title without the dots and page number that a table of contents puts after it."""
    return _LEADERS.sub("", title).strip()


def pages_in_order(titles: Sequence[str]) -> bool:
    """Every title ends with a number and these never fall: they are page numbers, though nothing sets them apart."""
    found = [re.search(r"\s(\d{1,3})$", title) for title in titles]
    pages = [int(one[1]) for one in found if one]
    return len(pages) == len(titles) > 1 and pages == sorted(pages)


def same_title(one: str, other: str) -> bool:
    """The two titles name the same case: equal but for signs, or one cut short by a line break."""
    first, second = normal(without_page(one)), normal(without_page(other))
    if not first or not second:
        return False
    short, long = sorted((first, second), key=len)
    paged = re.fullmatch(rf"{re.escape(short)} \d{{1,3}}", long) is not None
    return first == second or paged or (len(short) >= 12 and long.startswith(f"{short} "))


def listed_twice(lines: Sequence[Line], numbered: Sequence[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Pairs (entry in the contents, head of the case) among numbered lines given as (place, number, title)."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for at, (_, _, title) in enumerate(numbered):
        by_key[re.sub(r" \d{1,3}$", "", normal(without_page(title)))[:12]].append(at)
    pairs: list[tuple[int, int]] = []
    for places in by_key.values():
        early = places[0]
        for late in places[1:]:
            same_number = numbered[early][1] == numbered[late][1]
            alike = same_title(numbered[early][2], numbered[late][2])
            equal = normal(without_page(numbered[early][2])) == normal(without_page(numbered[late][2]))
            certain = same_number or (equal and len(normal(numbered[early][2])) >= 10)
            if alike and certain and in_a_list(lines, numbered, early):
                pairs.append((early, late))
                break
    return pairs


def in_a_list(lines: Sequence[Line], numbered: Sequence[tuple[int, int, str]], at: int) -> bool:
    """The entry's neighbours are numbered entries too, with nothing of a case between them."""
    place = numbered[at][0]
    for neighbour in (at - 1, at + 1):
        if 0 <= neighbour < len(numbered):
            other = numbered[neighbour][0]
            between = lines[min(place, other) + 1 : max(place, other)]
            if len(between) <= 3 and not any(part_head(line.text) for line in between):
                return True
    return place > 0 and bool(CONTENTS_HEAD.match(lines[place - 1].text))
