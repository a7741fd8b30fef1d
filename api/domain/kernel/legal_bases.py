"""On what statutory grounds a meeting is closed and a document kept from the public. Pure.

Sources: kommuneloven § 11-5 (closing a meeting; the basis stands in the minutes, § 11-4 second paragraph) and
offentleglova §§ 13–26 (exemption of a document). §§ 14 and 15 don't shield case papers to an elected body
(offentleglova § 16 first paragraph, letter a). Statutes are cited by name and section; their wording is not kept here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Lang = Literal["nn", "nb"]
ClosedThing = Literal["meeting", "item", "proposal", "document"]
Obligation = Literal["must", "may"]

_OF_MEETINGS: Final[frozenset[ClosedThing]] = frozenset({"meeting", "item"})
_OF_PAPERS: Final[frozenset[ClosedThing]] = frozenset({"item", "proposal", "document"})


@dataclass(frozen=True)
class LegalBasis:
    """``code`` is stable; ``citation`` is the Nynorsk form, from which the others follow.

    ``obligation`` says whether the law demands it or leaves it to be decided. ``case_papers`` says whether it holds for
    papers to an elected body.
    """

    code: str
    citation: str
    applies_to: frozenset[ClosedThing]
    obligation: Obligation
    case_papers: bool = True

    def cited(self, lang: Lang) -> str:
        """As it is written in either form of Norwegian, which is what the acts have names in."""
        return in_norwegian(self.citation, lang)


def _meeting(code: str, place: str, obligation: Obligation) -> LegalBasis:
    return LegalBasis(code, f"kommunelova § 11-5 {place}", _OF_MEETINGS, obligation)


def _paper(code: str, place: str, obligation: Obligation = "may", *, case_papers: bool = True) -> LegalBasis:
    return LegalBasis(code, f"offentleglova {place}", _OF_PAPERS, obligation, case_papers)


LEGAL_BASES: Final[tuple[LegalBasis, ...]] = (
    _meeting("koml-11-5-2", "andre ledd", "must"),
    _meeting("koml-11-5-2-1", "andre ledd første punktum", "must"),
    _meeting("koml-11-5-2-2", "andre ledd andre punktum", "must"),
    _meeting("koml-11-5-3-a", "tredje ledd bokstav a", "may"),
    _meeting("koml-11-5-3-b", "tredje ledd bokstav b", "may"),
    _paper("offl-13", "§ 13", "must"),
    _paper("offl-13-fvl-13", "§ 13 jf. forvaltningslova § 13", "must"),
    _paper("offl-13-fvl-13-1", "§ 13 jf. forvaltningslova § 13 første ledd nr. 1", "must"),
    _paper("offl-13-fvl-13-2", "§ 13 jf. forvaltningslova § 13 første ledd nr. 2", "must"),
    _paper("offl-14", "§ 14", case_papers=False),
    _paper("offl-15", "§ 15", case_papers=False),
    _paper("offl-20", "§ 20"),
    _paper("offl-21", "§ 21"),
    _paper("offl-23-1", "§ 23 første ledd"),
    _paper("offl-23-3", "§ 23 tredje ledd"),
    _paper("offl-23-4", "§ 23 fjerde ledd"),
    _paper("offl-24-1", "§ 24 første ledd"),
    _paper("offl-24-2", "§ 24 andre ledd"),
    _paper("offl-24-3", "§ 24 tredje ledd"),
    _paper("offl-25-1", "§ 25 første ledd"),
    _paper("offl-26-1", "§ 26 første ledd"),
    _paper("offl-26-2", "§ 26 andre ledd"),
    _paper("offl-26-3", "§ 26 tredje ledd"),
)

# What people write, to the names used above. Longer forms first, for some begin with others.
_NAMES: Final = (
    (r",", " "),
    (r"kommunelov(?:en|a)\b|\bkoml\.?|\bkl\.?", "kommunelova"),
    (r"offentleg(?:lova|heitslova)\b|offentlig(?:lova|loven|hetsloven)\b|\boffl\.?", "offentleglova"),
    (r"forvaltnings?lov(?:en|a)\b|\bfvl\.?", "forvaltningslova"),
    (r"\bfyrste\b|\b1\.(?= ledd)", "første"),
    (r"\bannet\b|\b2\.(?= ledd)", "andre"),
    (r"\b3\.(?= ledd)", "tredje"),
    (r"\bjfr\.?|\bjf\b\.?", "jf."),
    (r"§\s*", "§ "),
    (r"\s+", " "),
)


def recognise(text: str, thing: ClosedThing) -> tuple[LegalBasis, ...] | None:
    """The listed bases that a text cites, in its order; None when a part of it is none for such a thing.

    Several are parted by semicolons. Abbreviations (``offl.``, ``fvl.``, ``koml.``) and Bokmål are understood.
    """
    known = {basis.citation: basis for basis in LEGAL_BASES if thing in basis.applies_to}
    parts = [_canonical(part) for part in text.split(";") if part.strip()]
    found = [known.get(part) for part in parts]
    bases = tuple(basis for basis in found if basis is not None)
    return bases if bases and len(bases) == len(found) else None


def unusable_for_case_papers(bases: Iterable[LegalBasis]) -> bool:
    """Whether one of them doesn't hold for papers to an elected body (offentleglova § 16)."""
    return any(not basis.case_papers for basis in bases)


def _canonical(text: str) -> str:
    words = text.casefold()
    for pattern, name in _NAMES:
        words = re.sub(pattern, name, words)
    return words.strip(" .,")


def in_norwegian(citation: str, lang: Lang) -> str:
    """A citation with the names that acts have in either form of Norwegian; ``citation`` has the Nynorsk ones."""
    if lang != "nb":
        return citation
    forms = {"kommunelova": "kommuneloven", "forvaltningslova": "forvaltningsloven"}
    for nynorsk, bokmaal in forms.items():
        citation = citation.replace(nynorsk, bokmaal)
    return citation
