"""The record of what was settled in writing: whole, valid, and in both languages."""

import dataclasses
import datetime as dt

import pytest

from api.domain.kernel import richtext
from api.domain.written_procedures.record import Course, Line, explanation, public_record, record
from api.domain.written_procedures.rules import Tally

SENT = dt.datetime(2025, 11, 3, 12, tzinfo=dt.UTC)
COURSE = Course(
    lang="nn",
    body="Styret i Sogn KO",
    state="adopted",
    decided_by="Lene Leiar",
    ground="no_time",
    reason="Fristen er\nfør neste møte.",
    sent_at=SENT,
    deadline=SENT + dt.timedelta(days=4),
    ended_at=SENT + dt.timedelta(days=2),
    lines=(
        Line("Ada", content=True, form=True, comment="Greitt.", at=SENT),
        Line("Vara", member="Bo", content=True, form=True, at=SENT),
    ),
    inhabile=(("Bo", "kommunelova § 11-10"),),
    unfilled=(),
    tally=Tally(2, 2, 2),
    proposal=richtext.text_doc("Styret vedtek avtalen."),
)


def words(**changes: object) -> str:
    made = record(dataclasses.replace(COURSE, **changes))  # type: ignore[arg-type]
    assert richtext.validate(made)
    return richtext.to_text(made)


def test_it_says_how_the_case_was_settled_and_what_was_resolved():
    said = words()

    assert "2 av 2 samde i innhald og form: vedteke." in said
    assert "Styret i Sogn KO vedtok 5. november 2025 kl. 13:00:" in said
    assert said.endswith("Styret vedtek avtalen.")


def test_it_names_who_took_part_for_whom_and_who_did_not():
    said = words()

    assert "Vara (for Bo)\tSamd\tSamd\t3. november 2025 kl. 13:00" in said
    assert "Bo er inhabil med heimel i kommunelova § 11-10" in said
    assert "Merknad frå Ada: Greitt." in said


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"state": "lapsed", "tally": Tally(2, 1, 1)}, "Ikkje alle hadde svara då fristen gjekk ut 7. november 2025"),
        ({"state": "not_agreed"}, "Ikkje alle samde. Saka går til eit møte."),
        ({"state": "not_agreed", "unfilled": ("Ada", "Bo")}, "ingen varamedlemmer att som kan svare for Ada og Bo"),
        ({"state": "withdrawn", "withdrawn_because": "Tala var feil."}, "avslutta 5. november 2025 kl. 13:00: Tala"),
    ],
)
def test_what_was_not_adopted_is_told_with_its_reason_and_resolves_nothing(changes, expected):
    said = words(**changes)

    assert expected in said
    assert "vedtok" not in said
    assert "Styret vedtek avtalen." not in said


def test_one_who_has_not_answered_is_told_as_such():
    assert "Cai\tIkkje svar\tIkkje svar\t–" in words(state="lapsed", lines=(Line("Cai"),))


def test_it_is_written_in_bokmål_too_and_else_in_nynorsk():
    assert "2 av 2 sluttet seg til innhold og form: vedtatt." in words(lang="nb")
    assert explanation("en", COURSE.tally) == explanation("nn", COURSE.tally)


def public(legal_basis: str | None = None, **changes: object) -> str:
    made = public_record(dataclasses.replace(COURSE, **changes), legal_basis)  # type: ignore[arg-type]
    assert richtext.validate(made)
    return richtext.to_text(made)


def test_the_public_reads_what_was_settled_by_whom_and_not_what_was_said_beside():
    said = public()

    assert "Lene Leiar avgjorde" in said
    assert "Vara (for Bo)\tSamd\tSamd" in said
    assert said.endswith("Styret vedtek avtalen.")
    assert "Greitt." not in said
    assert "Fristen er" not in said


def test_the_public_is_not_told_why_it_was_taken_back():
    said = public(state="withdrawn", withdrawn_because="Løyndom i grunngjevinga")

    assert said.endswith("Den skriftlege handsaminga vart avslutta 5. november 2025 kl. 13:00.")


@pytest.mark.parametrize("state", ["adopted", "not_agreed", "lapsed", "withdrawn"])
def test_of_a_closed_case_the_public_is_told_the_basis_and_how_many_agreed_and_no_names_of_those_asked(state: str):
    said = public("offl. § 13", state=state, unfilled=("Ugla",), withdrawn_because="Løyndom")

    assert "offl. § 13" in said
    for word in ("Ada", "Bo", "Vara", "Ugla", "Løyndom", "avtalen", "Fristen er", "Greitt."):
        assert word not in said
    assert ("2 av 2 samde" in said) == (state != "withdrawn")
