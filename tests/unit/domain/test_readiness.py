"""Each check before publishing: what sets it off, and that nothing else does."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from api.domain.kernel import richtext
from api.domain.publications.facts import MeetingFacts, SlotFacts
from api.domain.publications.readiness import Finding, check, unsettled
from api.domain.publications.redaction import redact
from api.outputs.labels import LANGUAGES, t
from tests.unit.domain import facts
from tests.unit.domain.facts import IDENTITY_NUMBER, IN_TIME

HALVES = (IDENTITY_NUMBER[:6], IDENTITY_NUMBER[6:])


def findings(meeting: MeetingFacts, kind: Any = "papers", now: dt.datetime = IN_TIME, **stamp: Any) -> list[Finding]:
    return list(check(meeting, redact(meeting, facts.stamp(kind, **stamp)), kind, now))


def codes(meeting: MeetingFacts, kind: Any = "papers", now: dt.datetime = IN_TIME) -> list[tuple[str, str]]:
    return [(finding.severity, finding.code) for finding in findings(meeting, kind, now)]


def linked(href: str) -> dict[str, Any]:
    run = {"type": "text", "text": "her", "marks": [{"type": "link", "attrs": {"href": href}}]}
    return richtext.with_ids({"type": "doc", "content": [{"type": "paragraph", "content": [run]}]})


@pytest.mark.parametrize("kind", ["agenda", "papers"])
def test_a_meeting_with_all_in_order_has_no_findings(kind):
    assert codes(facts.meeting(facts.item(attachments=(facts.attachment(),))), kind) == []


def test_a_meeting_without_items_is_held_back():
    assert codes(dataclasses.replace(facts.meeting(), items=())) == [("blocking", "no-items")]


def test_a_meeting_without_a_place_is_told_of():
    assert codes(facts.meeting(place=None)) == [("warning", "no-place")]


def test_a_programme_whose_lines_run_into_each_other_is_told_of():
    cases, guest = SlotFacts(dt.time(9), dt.time(12, 20), "Saker"), SlotFacts(dt.time(12), dt.time(12, 45), "Gjest")
    lunch = dataclasses.replace(guest, starts_at=dt.time(12, 20), text="Lunsj")

    assert codes(facts.meeting(programme=(cases, guest))) == [("warning", "programme-overlaps")]
    assert codes(facts.meeting(programme=(cases, lunch))) == []


def test_a_remote_meeting_needs_no_place():
    assert codes(facts.meeting(place=None, remote=True)) == []


@pytest.mark.parametrize(("kind", "day"), [("agenda", 6), ("papers", 13)])
def test_the_deadline_is_the_last_minute_of_its_day_in_norway(kind, day):
    deadline = dt.datetime(2025, 10, day, 21, 59, tzinfo=dt.UTC)

    assert codes(facts.meeting(), kind, deadline) == []
    assert codes(facts.meeting(), kind, deadline + dt.timedelta(minutes=1)) == [("warning", "deadline-missed")]


def test_a_closed_item_needs_a_legal_basis():
    assert codes(facts.meeting(facts.closed_item(legal_basis=None))) == [("blocking", "closed-without-legal-basis")]


def test_a_closed_item_needs_an_open_title():
    assert codes(facts.meeting(facts.closed_item(open_title=""))) == [("blocking", "closed-without-open-title")]


def test_an_agenda_holds_its_closed_items_to_the_same():
    item = facts.closed_item(legal_basis=None, open_title=None)

    assert [code for _, code in codes(facts.meeting(item), "agenda")] == [
        "closed-without-legal-basis",
        "closed-without-open-title",
    ]


def test_what_a_closed_item_holds_is_nobodys_business():
    item = facts.closed_item(
        proposals=(), text=facts.table(header=False), attachments=(facts.attachment(document=None),)
    )

    assert codes(facts.meeting(item)) == []


@pytest.mark.parametrize("kind", ["agenda", "papers"])
def test_a_closed_meeting_needs_a_legal_basis_and_an_open_title(kind):
    assert codes(facts.meeting(access="closed"), kind) == [
        ("blocking", "closed-meeting-without-legal-basis"),
        ("blocking", "closed-meeting-without-open-title"),
    ]


CLOSED = {"access": "closed", "open_title": "Lukka", "legal_basis": "kommunelova § 11-5 andre ledd"}


def test_what_a_closed_meeting_treats_is_nobodys_business():
    inside = facts.item(
        proposals=(facts.proposal(text=facts.text(facts.IDENTITY_NUMBER)),),
        text=facts.table(header=False),
        attachments=(facts.attachment(document=facts.document(version=facts.version(text=facts.IDENTITY_NUMBER))),),
    )

    assert codes(facts.meeting(inside, facts.closed_item(number=2, open_title=None), **CLOSED)) == []


def test_what_is_no_ground_for_closing_a_meeting_is_asked_about():
    assert codes(facts.meeting(**{**CLOSED, "legal_basis": "offl. § 13"})) == [("warning", "legal-basis-unknown")]


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("kommunelova § 11-5 andre ledd", [("warning", "closed-and-remote")]),
        ("kommunelova § 11-5 tredje ledd bokstav a", []),
    ],
)
def test_what_must_be_closed_is_not_for_a_remote_meeting(basis, expected):
    assert codes(facts.meeting(**{**CLOSED, "legal_basis": basis}, remote=True)) == expected
    assert codes(facts.meeting(facts.closed_item(legal_basis=basis), remote=True)) == expected
    assert codes(facts.meeting(facts.closed_item(legal_basis=basis))) == []


def test_a_basis_that_nobody_knows_is_not_for_a_remote_meeting_either():
    found = codes(facts.meeting(facts.closed_item(legal_basis="fordi"), remote=True))

    assert ("warning", "closed-and-remote") in found


def test_a_body_that_may_not_meet_remotely_publishes_no_remote_meeting():
    assert codes(facts.meeting(remote=True, remote_allowed=False)) == [("blocking", "remote-not-allowed")]
    assert codes(facts.meeting(remote_allowed=False)) == []


def test_a_closed_proposal_needs_a_legal_basis_that_holds_for_case_papers():
    def found(basis: str | None) -> list[tuple[str, str]]:
        proposals = (facts.proposal(), facts.proposal(access="closed", legal_basis=basis))
        return [(one.code, one.path) for one in findings(facts.meeting(facts.item(proposals=proposals)))]

    assert found(None) == [("closed-proposal-without-legal-basis", "/items/0/closedProposals/0")]
    assert found("offl. § 23 første ledd") == []
    assert found("offl. § 14") == [("legal-basis-not-for-case-papers", "/items/0/closedProposals/0")]


def test_what_a_closed_proposal_says_is_nobodys_business():
    blank = {"type": "blank", "attrs": {"hint": "xx", "kind": "text"}}
    inside = richtext.with_ids({"type": "doc", "content": [{"type": "paragraph", "content": [blank]}]})
    closed = facts.proposal(access="closed", legal_basis="offl. § 13", text=inside)

    assert codes(facts.meeting(facts.item(proposals=(closed,)))) == []


@pytest.mark.parametrize("kind", ["approval", "decision", "recommendation", "election"])
def test_an_item_that_is_decided_on_wants_a_proposal(kind):
    assert codes(facts.meeting(facts.item(type=kind, proposals=()))) == [("warning", "missing-proposal")]


def test_an_item_for_information_wants_no_proposal():
    assert codes(facts.meeting(facts.item(type="information", proposals=()))) == []


def test_blanks_are_counted():
    blank = {"type": "blank", "attrs": {"hint": "xx.xx.2026", "kind": "date"}}
    text = richtext.with_ids({"type": "doc", "content": [{"type": "paragraph", "content": [blank, blank]}]})
    found = findings(facts.meeting(facts.item(proposals=(facts.proposal(text=text),))))

    assert [(one.severity, one.code, one.path, one.values) for one in found] == [
        ("info", "blanks", "/items/0/proposals/0", {"count": "2"})
    ]


def test_a_table_without_header_cells_is_told_of():
    assert codes(facts.meeting(facts.item(text=facts.table(header=False)))) == [("warning", "table-without-header")]
    assert codes(facts.meeting(facts.item(text=facts.table(header=True)))) == []


@pytest.mark.parametrize(
    ("alternative", "expected"), [(" ", [("warning", "picture-without-alternative-text")]), ("Kart", [])]
)
def test_a_picture_needs_an_alternative_text(alternative, expected):
    document = facts.document()
    item = facts.item(text=facts.picture(document.id, alternative), attachments=(facts.attachment(document=document),))

    assert codes(facts.meeting(item)) == expected


@pytest.mark.parametrize(
    ("status", "code"),
    [("expected", "attachment-missing"), ("under_preparation", "attachment-under-preparation")],
)
def test_an_attachment_that_is_not_there_is_told_of(status, code):
    item = facts.item(attachments=(facts.attachment(document=None, status=status),))

    assert codes(facts.meeting(item)) == [("warning", code)]


@pytest.mark.parametrize("status", ["empty", "encrypted", "broken"])
def test_an_attachment_that_nobody_can_read_is_told_of(status):
    document = facts.document(version=facts.version(text="", text_status=status))
    item = facts.item(sub_items=(facts.sub_item(attachments=(facts.attachment(document=document),)),))

    assert codes(facts.meeting(item)) == [("warning", f"attachment-{status}")]


def test_a_closed_document_needs_a_legal_basis():
    document = facts.document(access="closed", legal_basis=None)
    item = facts.item(attachments=(facts.attachment(document=document),))

    assert codes(facts.meeting(item)) == [("blocking", "closed-document-without-legal-basis")]


def test_a_closed_document_that_nobody_can_read_is_no_concern_of_the_public():
    document = facts.document(access="closed", legal_basis="offl. § 13", version=facts.version(text_status="empty"))

    assert codes(facts.meeting(facts.item(attachments=(facts.attachment(document=document),)))) == []


def test_an_agenda_is_not_held_back_by_the_cases():
    item = facts.item(proposals=(), text=facts.table(header=False), attachments=(facts.attachment(document=None),))

    assert codes(facts.meeting(item), "agenda") == []


NUMBERED = {
    "title": {"title": f"Sak om {IDENTITY_NUMBER}"},
    "text": {"text": facts.text(f"Om {HALVES[0]} {HALVES[1]}")},
    "text, half in bold": {"text": facts.marked((HALVES[0], "strong"), (HALVES[1], None))},
    "text, parted by a hard break": {"text": facts.text("\n".join(HALVES))},
    "link": {"text": linked(f"https://example.no/person/{IDENTITY_NUMBER}")},
    "link, percent-encoded": {"text": linked(f"https://example.no/?q={HALVES[0]}%20{HALVES[1]}")},
    "alternative text": {
        "text": facts.picture("doc_01k7xxxxxxxxxxxxxxxxxxxxxx", f"Pass {IDENTITY_NUMBER}"),
        "attachments": (facts.attachment(document=facts.document(id="doc_01k7xxxxxxxxxxxxxxxxxxxxxx")),),
    },
    "proposal": {"proposals": (facts.proposal(text=facts.text(IDENTITY_NUMBER)),)},
    "recommendation": {"proposals": (facts.proposal(recommends_to=IDENTITY_NUMBER),)},
    "sub-item": {"sub_items": (facts.sub_item(title=IDENTITY_NUMBER),)},
    "reference": {"references": ({"text": "Sjå", "caseNumber": IDENTITY_NUMBER},)},
    "attachment's title": {"attachments": (facts.attachment(title=IDENTITY_NUMBER),)},
    "file name": {
        "attachments": (
            facts.attachment(document=facts.document(version=facts.version(filename=f"{IDENTITY_NUMBER}.pdf"))),
        )
    },
}


@pytest.mark.parametrize("where", NUMBERED)
def test_an_identity_number_in_an_item_blocks_with_its_place(where):
    found = [
        one
        for one in findings(facts.meeting(facts.item(), facts.item(number=2, **NUMBERED[where])))
        if one.severity == "blocking"
    ]

    assert [(one.code, one.path, one.item_number, one.overridable) for one in found] == [
        ("identity-number", "/items/1", 2, True)
    ]
    assert IDENTITY_NUMBER not in str(found)


def test_an_identity_number_in_an_attached_file_blocks_with_the_attachment():
    attachment = facts.attachment(document=facts.document(version=facts.version(text=f"Født {IDENTITY_NUMBER}")))
    (found,) = findings(facts.meeting(facts.item(attachments=(attachment,))))

    assert (found.code, found.path, found.attachment_id) == (
        "identity-number",
        f"/items/0/attachments/{attachment.id}",
        attachment.id,
    )


def test_an_identity_number_in_a_closed_file_or_a_closed_item_does_not_block():
    closed = facts.document(
        access="closed", legal_basis="offl. § 13", title=IDENTITY_NUMBER, version=facts.version(text=IDENTITY_NUMBER)
    )
    meeting = facts.meeting(
        facts.item(attachments=(facts.attachment(document=closed),)),
        facts.closed_item(number=2, title=IDENTITY_NUMBER, text=facts.text(IDENTITY_NUMBER)),
    )

    assert codes(meeting) == []


def test_an_identity_number_in_the_open_title_of_a_closed_item_blocks():
    assert codes(facts.meeting(facts.closed_item(open_title=IDENTITY_NUMBER))) == [("blocking", "identity-number")]


def test_an_identity_number_that_the_agenda_does_not_show_does_not_block_it():
    item = facts.item(text=facts.text(IDENTITY_NUMBER))

    assert codes(facts.meeting(item), "agenda") == []


def test_an_identity_number_in_the_note_on_changes_blocks():
    found = findings(facts.meeting(), change_note=f"Retta {IDENTITY_NUMBER}")

    assert [(one.code, one.path) for one in found] == [("identity-number", "/")]


def test_blocking_findings_come_first():
    meeting = facts.meeting(facts.item(proposals=()), facts.closed_item(number=2, legal_basis=None), place=None)

    assert [severity for severity, _ in codes(meeting)] == ["blocking", "warning", "warning"]


def test_every_code_has_words_in_every_language():
    every = [
        *("no-items", "no-place", "deadline-missed", "closed-without-legal-basis", "closed-without-open-title"),
        *("missing-proposal", "blanks", "table-without-header", "picture-without-alternative-text"),
        *("attachment-missing", "attachment-under-preparation", "closed-document-without-legal-basis"),
        *("closed-meeting-without-legal-basis", "closed-meeting-without-open-title", "closed-and-remote"),
        *("remote-not-allowed", "shorter-notice"),
        "closed-proposal-without-legal-basis",
        *("attachment-empty", "attachment-encrypted", "attachment-broken", "identity-number", "programme-overlaps"),
    ]
    values = {"deadline": "d", "kind": "papers", "count": "2", "title": "t", "numbers": "01"}

    for lang in LANGUAGES:
        for code in every:
            assert t(lang, f"readiness.{code}", **values) != f"readiness.{code}"


BLOCKING = Finding("blocking", "closed-without-legal-basis", "/items/0")
NUMBER = Finding("blocking", "identity-number", "/items/0", overridable=True)


def test_a_warning_needs_no_settling():
    assert unsettled([Finding("warning", "no-place", "/meeting/place")], ()) == ()


def test_an_override_settles_the_finding_at_its_own_place_alone():
    elsewhere = dataclasses.replace(NUMBER, path="/items/1")

    assert unsettled([NUMBER, elsewhere], [("identity-number", "/items/0")]) == (elsewhere,)


def test_an_override_settles_nothing_that_may_not_be_overridden():
    assert unsettled([BLOCKING], [(BLOCKING.code, BLOCKING.path)]) == (BLOCKING,)


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("offl. § 13 jf. fvl. § 13", []),
        ("kommunelova § 11-5 andre ledd; offl. § 13", []),
        ("fordi vi vil", [("warning", "legal-basis-unknown")]),
        ("offl. § 14", [("warning", "legal-basis-not-for-case-papers")]),
    ],
)
def test_a_legal_basis_that_is_none_or_does_not_hold_for_case_papers_is_asked_about(basis, expected):
    document = facts.document(access="closed", open_title="Notat", legal_basis=basis)

    assert codes(facts.meeting(facts.closed_item(legal_basis=basis))) == expected
    if "kommunelova" not in basis:
        assert codes(facts.meeting(facts.item(attachments=(facts.attachment(document=document),)))) == expected


def test_a_redacted_version_is_looked_over_and_read_for_identity_numbers():
    redacted = facts.document(version=facts.version(text=f"Født {IDENTITY_NUMBER}"))
    document = facts.document(
        access="closed", open_title="Søknad", legal_basis="offl. § 13", version=facts.version(text=IDENTITY_NUMBER)
    )
    held_back = codes(facts.meeting(facts.item(attachments=(facts.attachment(document=document),))))
    shown = dataclasses.replace(document, redacted=redacted)

    assert held_back == []
    assert codes(facts.meeting(facts.item(attachments=(facts.attachment(document=shown),)))) == [
        ("blocking", "identity-number"),
        ("info", "redacted-version-is-shown"),
    ]
