"""Is this meeting ready to be published? Every doubt with its severity and its place. Pure."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import unquote

from api.domain.kernel import richtext
from api.domain.kernel.clock import notice_deadlines, oslo_date
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid
from api.domain.kernel.legal_bases import ClosedThing, recognise, unusable_for_case_papers
from api.domain.kernel.richtext.schema import attrs, children
from api.domain.kernel.schemas import Schema
from api.domain.meetings.programme import Slot, overlaps
from api.domain.publications import identity_numbers
from api.domain.publications.facts import AttachmentFacts, ItemFacts, MeetingFacts, ProposalFacts
from api.domain.publications.redaction import public_document
from api.domain.publications.snapshot import Kind, RichText, Snapshot

Severity = Literal["blocking", "warning", "info"]

NEEDS_PROPOSAL: Final = frozenset({"approval", "decision", "recommendation", "election"})


@dataclass(frozen=True)
class Finding:
    """One thing to look at before publishing.

    ``code`` names the check, ``path`` is a JSON pointer into the snapshot, ``values`` fills the translated message.
    A blocking finding stops the publication; an ``overridable`` one lets a named person go on with a reason, which is
    logged.
    """

    severity: Severity
    code: str
    path: str
    item_id: str | None = None
    item_number: int | None = None
    attachment_id: str | None = None
    overridable: bool = False
    values: dict[str, str] = field(default_factory=dict)


def check(facts: MeetingFacts, public: Snapshot, kind: Kind, now: dt.datetime) -> tuple[Finding, ...]:
    """All findings, blocking ones first, then in the order of the agenda.

    ``public`` is what would be published (:func:`~api.domain.publications.redaction.redact`): identity numbers are
    looked for in just that, and in the text of the files that would go with it.
    """
    findings = [*_meeting(facts, kind, now)]
    if facts.access == "open":
        for index, item in enumerate(facts.items):
            findings += _item(item, index, kind)
    findings += _identity_numbers(facts, public, kind)
    order = {"blocking": 0, "warning": 1, "info": 2}
    return tuple(sorted(findings, key=lambda finding: order[finding.severity]))


def unsettled(findings: Iterable[Finding], overridden: Iterable[tuple[str, str]]) -> tuple[Finding, ...]:
    """The blocking findings that no given override, a pair of code and path, takes away."""
    granted = set(overridden)
    return tuple(
        finding
        for finding in findings
        if finding.severity == "blocking" and not (finding.overridable and (finding.code, finding.path) in granted)
    )


def settle(findings: tuple[Finding, ...], overrides: Sequence[tuple[str, str]], *, given_earlier: bool = False) -> None:
    """That nothing blocks which isn't overridden by a pair of code and path.

    Raises GuardRefused ``ready`` with the findings that do; Invalid for an override that no finding asks for, unless it
    was ``given_earlier``.
    """
    asked = {(finding.code, finding.path) for finding in findings if finding.overridable}
    for index, (code, path) in enumerate(overrides):
        if (code, path) not in asked and not given_earlier:
            raise Invalid(
                "An override must answer a finding that can be overridden.",
                (FieldError(f"/overrides/{index}", f"no such finding: {code} at {path}"),),
            )
    standing = unsettled(findings, overrides)
    if standing:
        raise GuardRefused(
            f"{len(standing)} findings must be settled before this can be published.",
            tuple(FieldError(finding.path, finding.code, finding.code) for finding in standing),
            {"guard": "ready", "remedy": "Settle the findings, or override with a reason those that allow it."},
        )


def numbers_in_head(public: Snapshot) -> tuple[Finding, ...]:
    """Identity numbers anywhere but in the agenda: in title, place, programme, side events or change note."""
    return numbers_in("/", public.model_copy(update={"items": ()}))


def numbers_in(
    path: str, value: Schema, item_id: str | None = None, item_number: int | None = None
) -> tuple[Finding, ...]:
    """Identity numbers in any text of ``value``, which stands at ``path``."""
    text = "\n".join(_strings(value.model_dump(mode="json")))
    return tuple(_numbers_in(path, text, item_id, item_number))


def _meeting(facts: MeetingFacts, kind: Kind, now: dt.datetime) -> Iterator[Finding]:
    if not facts.items:
        yield Finding("blocking", "no-items", "/items")
    if facts.access == "closed":
        yield from _closed_meeting(facts)
    if facts.remote and not facts.remote_allowed:
        yield Finding("blocking", "remote-not-allowed", "/meeting/remote")
    if facts.remote and any(_must_be_closed(facts)):
        yield Finding("warning", "closed-and-remote", "/meeting/remote")
    if not facts.place and not facts.remote:
        yield Finding("warning", "no-place", "/meeting/place")
    if any(overlaps([Slot(slot.starts_at, slot.ends_at, fixed=False) for slot in facts.programme])):
        yield Finding("warning", "programme-overlaps", "/meeting/programme")
    deadlines = notice_deadlines(oslo_date(facts.starts_at), facts.agenda_notice_days, facts.papers_notice_days)
    deadline = deadlines.agenda if kind == "agenda" else deadlines.papers
    if now > deadline and facts.urgent:
        yield Finding("info", "shorter-notice", "/meeting/startsAt")
    elif now > deadline:
        yield Finding(
            "warning", "deadline-missed", "/meeting/startsAt", values={"deadline": deadline.isoformat(), "kind": kind}
        )


def _closed_meeting(facts: MeetingFacts) -> Iterator[Finding]:
    """Nothing on its agenda is published, so nothing else about the items matters to the public."""
    if not facts.legal_basis:
        yield Finding("blocking", "closed-meeting-without-legal-basis", "/meeting/legalBasis")
    if not facts.open_title:
        yield Finding("blocking", "closed-meeting-without-open-title", "/meeting/title")
    for code, basis in _doubtful_basis(facts.legal_basis, "meeting"):
        yield Finding("warning", code, "/meeting/legalBasis", values={"basis": basis})


def _must_be_closed(facts: MeetingFacts) -> Iterator[bool]:
    """For all that is closed: does the law demand it? Then the meeting can't be held remotely (kommuneloven § 11-7).

    A basis that isn't recognised counts as if it did, as it does in the meeting room.
    """
    closed: list[tuple[str | None, ClosedThing]] = [(facts.legal_basis, "meeting")] if facts.access == "closed" else []
    closed += [(item.legal_basis, "item") for item in facts.items if item.access == "closed"]
    for basis, thing in closed:
        bases = recognise(basis or "", thing)
        yield bases is None or any(one.obligation == "must" for one in bases)


def _item(item: ItemFacts, index: int, kind: Kind) -> Iterator[Finding]:
    place = {"item_id": item.id, "item_number": item.number}
    path = f"/items/{index}"
    if item.access == "closed":
        # What a closed item holds is not published, so nothing else about it matters to the public.
        if not item.legal_basis:
            yield Finding("blocking", "closed-without-legal-basis", path, **place)  # type: ignore[arg-type]
        if not item.open_title:
            yield Finding("blocking", "closed-without-open-title", path, **place)  # type: ignore[arg-type]
        for code, basis in _doubtful_basis(item.legal_basis, "item"):
            yield Finding("warning", code, path, values={"basis": basis}, **place)  # type: ignore[arg-type]
        return
    if kind == "agenda":
        return
    if item.type in NEEDS_PROPOSAL and not item.proposals:
        yield Finding("warning", "missing-proposal", f"{path}/proposals", **place)  # type: ignore[arg-type]
    for at, closed in enumerate(one for one in item.proposals if one.access == "closed"):
        place_of_it = f"{path}/closedProposals/{at}"
        if not closed.legal_basis:
            yield Finding("blocking", "closed-proposal-without-legal-basis", place_of_it, **place)  # type: ignore[arg-type]
        for code, basis in _doubtful_basis(closed.legal_basis, "proposal"):
            yield Finding("warning", code, place_of_it, values={"basis": basis}, **place)  # type: ignore[arg-type]
    for at, proposal in enumerate(_open_proposals(item)):
        if blanks := richtext.count_blanks(proposal.text):
            yield Finding(
                "info",
                "blanks",
                f"{path}/proposals/{at}",
                values={"count": str(blanks)},
                **place,  # type: ignore[arg-type]
            )
    for text_path, text in _texts(item):
        yield from (
            Finding("warning", code, f"{path}{text_path}", **place)  # type: ignore[arg-type]
            for code in _accessibility(text)
        )
    for attachment in item.all_attachments():
        yield from _attachment(attachment, item, path)


def _attachment(attachment: AttachmentFacts, item: ItemFacts, path: str) -> Iterator[Finding]:
    def finding(severity: Severity, code: str, **values: str) -> Finding:
        return Finding(
            severity,
            code,
            f"{path}/attachments/{attachment.id}",
            item_id=item.id,
            item_number=item.number,
            attachment_id=attachment.id,
            values={"title": attachment.title, **values},
        )

    document = attachment.document
    if document is None or document.version is None:
        code = "attachment-under-preparation" if attachment.status == "under_preparation" else "attachment-missing"
        yield finding("warning", code)
        return
    if document.access == "closed":
        if not document.legal_basis:
            yield finding("blocking", "closed-document-without-legal-basis")
        for code, basis in _doubtful_basis(document.legal_basis, "document"):
            yield finding("warning", code, basis=basis)
        # A picture of the pages may still hold the text that was taken out of them: let a person look.
        if public_document(document) is not None:
            yield finding("info", "redacted-version-is-shown")
        return
    if document.version.text_status in ("empty", "encrypted", "broken"):
        yield finding("warning", f"attachment-{document.version.text_status}")


def _doubtful_basis(basis: str | None, thing: ClosedThing) -> Iterator[tuple[str, str]]:
    """What to ask about a legal basis that is given: is it one, and does it hold for papers to an elected body?"""
    if not basis:
        return
    found = recognise(basis, thing)
    if found is None:
        yield "legal-basis-unknown", basis
    elif unusable_for_case_papers(found):
        yield "legal-basis-not-for-case-papers", basis


def _open_proposals(item: ItemFacts) -> list[ProposalFacts]:
    return [proposal for proposal in item.proposals if proposal.access == "open"]


def _texts(item: ItemFacts) -> Iterator[tuple[str, RichText]]:
    for index, proposal in enumerate(_open_proposals(item)):
        yield f"/proposals/{index}/text", proposal.text
    if item.text:
        yield "/text", item.text
    for index, sub_item in enumerate(item.sub_items):
        if sub_item.text:
            yield f"/subItems/{index}/text", sub_item.text


def _accessibility(text: RichText) -> Iterator[str]:
    """WCAG 2.2: 1.3.1 (a table has header cells) and 1.1.1 (a picture has a text alternative)."""
    for node in _walk(text):
        if node["type"] == "table" and not any(child["type"] == "table_header" for child in _walk(node)):
            yield "table-without-header"
        if node["type"] == "image" and not str(attrs(node).get("alt") or "").strip():
            yield "picture-without-alternative-text"


def _walk(node: RichText) -> Iterator[RichText]:
    yield node
    for child in children(node):
        yield from _walk(child)


def _identity_numbers(facts: MeetingFacts, public: Snapshot, kind: Kind) -> Iterator[Finding]:
    yield from numbers_in_head(public)
    for index, item in enumerate(public.items):
        yield from numbers_in(f"/items/{index}", item, item.id, item.number)
    if kind == "agenda":
        return
    for index, facts_item in enumerate(facts.items):
        if facts.closes(facts_item):
            continue
        for attachment in facts_item.all_attachments():
            document = attachment.document and public_document(attachment.document)
            if document is None or document.version is None:
                continue
            path = f"/items/{index}/attachments/{attachment.id}"
            yield from _numbers_in(path, document.version.text, facts_item.id, facts_item.number, attachment.id)


def _numbers_in(
    path: str, text: str, item_id: str | None = None, item_number: int | None = None, attachment_id: str | None = None
) -> Iterator[Finding]:
    if numbers := identity_numbers.find(text):
        yield Finding(
            "blocking",
            "identity-number",
            path,
            item_id=item_id,
            item_number=item_number,
            attachment_id=attachment_id,
            overridable=True,
            values={"numbers": ", ".join(numbers)},
        )


def _addresses(text: RichText) -> Iterator[str]:
    """Where the links lead: not printed, yet anyone can read it."""
    for node in _walk(text):
        marks = node.get("marks")
        for mark in marks if isinstance(marks, list) else ():
            if mark.get("type") == "link":
                yield unquote(str(attrs(mark).get("href") or ""))


def _strings(value: object) -> Iterator[str]:
    """Every text a reader may meet, not identifiers and hashes.

    A rich text is read as a whole, for a number may be split between bold and plain.
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        if value.get("type") == "doc":
            yield richtext.to_text(value)
            yield from _addresses(value)
        else:
            for key, child in value.items():
                if not key.lower().endswith(("id", "sha256")):
                    yield from _strings(child)
    elif isinstance(value, list):
        for child in value:
            yield from _strings(child)
