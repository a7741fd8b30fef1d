from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.kernel.legal_bases import (
    LEGAL_BASES,
    ClosedThing,
    Lang,
    LegalBasis,
    recognise,
    unusable_for_case_papers,
)

BASES = st.sampled_from(LEGAL_BASES)


def codes(text: str, thing: ClosedThing = "item") -> list[str] | None:
    found = recognise(text, thing)
    return None if found is None else [basis.code for basis in found]


@given(BASES, st.sampled_from(get_args(Lang)))
def test_each_basis_is_recognised_as_it_is_cited_in_every_language(basis: LegalBasis, lang: Lang):
    for thing in basis.applies_to:
        assert recognise(basis.cited(lang), thing) == (basis,)


@given(st.lists(BASES.filter(lambda basis: "item" in basis.applies_to), min_size=1, max_size=4))
def test_several_are_parted_by_semicolons(bases: list[LegalBasis]):
    assert recognise("; ".join(basis.citation for basis in bases), "item") == tuple(bases)


def test_codes_and_citations_are_unique():
    assert len({basis.code for basis in LEGAL_BASES}) == len(LEGAL_BASES)
    assert len({basis.citation for basis in LEGAL_BASES}) == len(LEGAL_BASES)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("offl. § 13 jf. fvl. § 13", ["offl-13-fvl-13"]),
        ("Offentleglova §13, jf. forvaltningsloven §13", ["offl-13-fvl-13"]),
        ("Offl §13 jfr fvl §13 fyrste ledd nr. 1", ["offl-13-fvl-13-1"]),
        ("kommunelova § 11-5 andre ledd; offl. § 13 jf. fvl. § 13", ["koml-11-5-2", "offl-13-fvl-13"]),
        ("koml. § 11-5 2. ledd", ["koml-11-5-2"]),
        ("Kommuneloven § 11-5 tredje ledd bokstav b.", ["koml-11-5-3-b"]),
        ("offentleglova § 131", None),
        ("offl. § 99", None),
        ("fordi vi vil", None),
        ("", None),
        (" ; ", None),
    ],
)
def test_what_people_write_is_understood_and_what_is_not_listed_is_not(written, expected):
    assert codes(written) == expected


def test_a_meeting_is_not_closed_on_a_ground_for_documents_nor_a_document_on_one_for_meetings():
    assert codes("offl. § 13", "meeting") is None
    assert codes("kommunelova § 11-5 andre ledd", "document") is None


def test_documents_for_internal_use_are_no_ground_for_case_papers():
    assert unusable_for_case_papers(recognise("offl. § 14", "document") or ())
    assert unusable_for_case_papers(recognise("offl. § 13; offl. § 15", "document") or ())
    assert not unusable_for_case_papers(recognise("offl. § 13", "document") or ())


def test_what_the_law_demands_is_told_from_what_it_allows():
    by_code = {basis.code: basis for basis in LEGAL_BASES}

    assert by_code["koml-11-5-2"].obligation == "must"
    assert by_code["koml-11-5-3-a"].obligation == "may"
    assert by_code["offl-13"].obligation == "must"
    assert by_code["offl-23-1"].obligation == "may"
