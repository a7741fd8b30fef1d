"""From facts to snapshot: the one door between the working side and the public. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import overload

from api.domain.kernel import richtext
from api.domain.kernel.clock import OSLO, oslo_date
from api.domain.publications.facts import AttachmentFacts, DocumentFacts, ItemFacts, MeetingFacts, VersionFacts
from api.domain.publications.snapshot import (
    Access,
    AttachmentView,
    ClosedProposalView,
    DocumentView,
    ItemView,
    Kind,
    MeetingView,
    ProgrammeEntryView,
    ProgrammeSlotView,
    ProposalView,
    PublicationStamp,
    ReferenceView,
    RichText,
    SideEventView,
    Snapshot,
    SubItemView,
)

# Shown when a closed thing has no open form of its title. Readiness refuses to publish then;
# this keeps a slip elsewhere from ever printing the real title.
CLOSED_TITLE = {"nn": "Unnateke frå offentleg innsyn", "nb": "Unntatt offentlighet", "en": "Exempt from disclosure"}
CLOSED_MEETING = {"nn": "Lukka møte", "nb": "Lukket møte", "en": "Closed meeting"}


def redact(facts: MeetingFacts, stamp: PublicationStamp, previous: Snapshot | None = None) -> Snapshot:
    """The snapshot that the public may see of ``facts``.

    A closed item keeps its number, its open title and its legal basis, and nothing else; a closed document likewise
    (offentleglova § 3 and kommuneloven § 11-5). A closed meeting keeps its number, time and open title, and each item
    on it is closed; of a closed proposal in an open item it is told that it is there and why. An ``agenda``
    publication carries no texts at all.
    ``previous`` is the publication being superseded: items that differ from it are marked as changed.
    """
    items = (item_view(_as_met(item, facts), facts.path, stamp.kind) for item in facts.items)
    before = previous.items if previous else None
    kind_before = previous.publication.kind if previous else None
    return Snapshot(
        publication=stamp,
        organisation=facts.organisation,
        body=facts.body,
        meeting=head(facts),
        items=tuple(marked(item, before, kind_before, stamp) for item in items),
    )


def cancelled(previous: Snapshot, stamp: PublicationStamp) -> Snapshot:
    """What the public has already, with the word that the meeting is called off."""
    meeting = previous.meeting.model_copy(update={"state": "cancelled"})
    return _unchanged_agenda(previous, stamp, meeting)


def moved(previous: Snapshot, facts: MeetingFacts, stamp: PublicationStamp) -> Snapshot:
    """What the public has already, with the time, place and programme that the meeting now has.

    The agenda is the one that is out: what is being prepared stays inside until it is published itself. So a meeting
    that was closed in public stays so, and one that has been closed since tells of nothing but the new time.
    """
    access: Access = "closed" if "closed" in (previous.meeting.access, facts.access) else "open"
    return _unchanged_agenda(previous, stamp, rescheduled(previous.meeting, head(replace(facts, access=access))))


def rescheduled(meeting: MeetingView, now: MeetingView) -> MeetingView:
    """``meeting`` at the time and place, and with the programme, of ``now``."""
    names = ("date", "starts_at", "ends_at", "place", "remote", "programme", "side_events")
    return meeting.model_copy(update={name: getattr(now, name) for name in names})


def _unchanged_agenda(previous: Snapshot, stamp: PublicationStamp, meeting: MeetingView) -> Snapshot:
    items = tuple(item.model_copy(update={"changed": False}) for item in previous.items)
    return previous.model_copy(update={"publication": stamp, "meeting": meeting, "items": items})


def open_title(access: Access, title: str, open_form: str | None, lang: str) -> str:
    """What a meeting is called by those who may not know what it is about."""
    return title if access == "open" else open_form or CLOSED_MEETING[lang]


def head(facts: MeetingFacts) -> MeetingView:
    """The meeting without its agenda, as the public may see it."""
    closed = facts.access == "closed"
    return MeetingView(
        id=facts.id,
        number=facts.number,
        title=open_title(facts.access, facts.title, facts.open_title, facts.lang),
        access=facts.access,
        legal_basis=facts.legal_basis if closed else None,
        state=facts.state,
        lang=facts.lang,
        date=oslo_date(facts.starts_at),
        starts_at=_in_norway(facts.starts_at),
        ends_at=_in_norway(facts.ends_at),
        place=None if closed else facts.place,
        remote=facts.remote,
        programme=tuple(
            ProgrammeSlotView(starts_at=slot.starts_at, ends_at=slot.ends_at, text=slot.text)
            for slot in (() if closed else facts.programme)
        ),
        side_events=tuple(
            SideEventView(
                id=event.id,
                title=event.title,
                starts_at=_in_norway(event.starts_at),
                ends_at=_in_norway(event.ends_at),
                place=event.place,
                audience=event.audience,
                programme=tuple(ProgrammeEntryView.model_validate(entry) for entry in event.programme),
            )
            for event in (() if closed else facts.side_events)
        ),
        path=facts.path,
    )


@overload
def _in_norway(moment: dt.datetime) -> dt.datetime: ...
@overload
def _in_norway(moment: None) -> None: ...
@overload
def _in_norway(moment: dt.datetime | None) -> dt.datetime | None: ...
def _in_norway(moment: dt.datetime | None) -> dt.datetime | None:
    """The same moment as the clock in Norway shows it: one moment has one notation, whatever it was stored as."""
    return None if moment is None else moment.astimezone(OSLO)


def _as_met(item: ItemFacts, facts: MeetingFacts) -> ItemFacts:
    """The item as its meeting lets it be seen: on a closed one it is closed, on its own basis or the meeting's."""
    if not facts.closes(item):
        return item
    return replace(item, access="closed", legal_basis=item.legal_basis or facts.legal_basis)


def item_view(item: ItemFacts, path: str, kind: Kind) -> ItemView:
    """What the public may see of one item of what stands at ``path``."""
    head = {
        "id": item.id,
        "case_id": item.case_id,
        "number": item.number,
        "label": str(item.number),
        "supplement": item.supplement,
        "type": item.type,
        "lang": item.lang,
        "path": f"{path}/sak/{item.number}",
    }
    if item.access == "closed":
        title = item.open_title or CLOSED_TITLE[item.lang]
        return ItemView.model_validate({**head, "title": title, "access": "closed", "legal_basis": item.legal_basis})
    if kind == "agenda":
        return ItemView.model_validate({**head, "title": item.title})
    return ItemView(
        **head,
        title=item.title,
        proposals=tuple(
            ProposalView.model_validate(
                {
                    "id": proposal.id,
                    "kind": proposal.kind,
                    "text": _open_images(proposal.text, item),
                    "recommends_to": proposal.recommends_to,
                    "blanks": richtext.count_blanks(proposal.text),
                }
            )
            for proposal in item.proposals
            if proposal.access == "open"
        ),
        closed_proposals=tuple(
            ClosedProposalView.model_validate(
                {"id": proposal.id, "kind": proposal.kind, "legal_basis": proposal.legal_basis}
            )
            for proposal in item.proposals
            if proposal.access == "closed"
        ),
        text=_open_images(item.text, item) if item.text else None,
        sub_items=tuple(
            SubItemView(
                id=sub.id,
                label=sub.label,
                title=sub.title,
                text=_open_images(sub.text, item) if sub.text else None,
                attachments=_attachments(sub.attachments),
            )
            for sub in item.sub_items
        ),
        attachments=_attachments(item.attachments),
        references=tuple(ReferenceView.model_validate(reference) for reference in item.references),
    )


def _attachments(attachments: Iterable[AttachmentFacts]) -> tuple[AttachmentView, ...]:
    return tuple(_attachment(attachment) for attachment in attachments)


def _attachment(attachment: AttachmentFacts) -> AttachmentView:
    document = attachment.document
    if document is not None and document.access == "closed":
        return _closed_document(attachment, document)
    if document is None or document.version is None:
        return AttachmentView(
            id=attachment.id,
            number=attachment.number,
            title=attachment.title,
            status="under_preparation" if attachment.status == "under_preparation" else "missing",
        )
    return AttachmentView(
        id=attachment.id,
        number=attachment.number,
        title=attachment.title,
        status="available",
        document=_document(document, document.title, document.version),
    )


def _closed_document(attachment: AttachmentFacts, document: DocumentFacts) -> AttachmentView:
    """The open title and the legal basis, and the redacted version where there is one. Never the document itself."""
    title = document.open_title or CLOSED_TITLE[document.lang]
    redacted = public_document(document)
    shown = None if redacted is None or redacted.version is None else _document(redacted, title, redacted.version)
    return AttachmentView(
        id=attachment.id,
        number=attachment.number,
        title=title,
        status="closed" if shown is None else "available",
        legal_basis=document.legal_basis,
        document=shown,
    )


def public_document(document: DocumentFacts) -> DocumentFacts | None:
    """What the public gets of a document: itself, its redacted version while it is closed, or nothing."""
    if document.access == "open":
        return document
    redacted = document.redacted
    return redacted if redacted is not None and redacted.access == "open" else None


def _document(document: DocumentFacts, title: str, version: VersionFacts) -> DocumentView:
    return DocumentView(
        id=document.id,
        version_id=version.id,
        version=version.number,
        title=title,
        filename=version.filename,
        media_type=version.media_type,
        size=version.size,
        sha256=version.sha256,
        lang=document.lang,
        pages=version.pages,
    )


def _open_images(text: RichText, item: ItemFacts) -> RichText:
    """``text`` without pictures whose document isn't an open attachment of the item: a picture is a document too."""
    allowed = {a.document.id for a in item.all_attachments() if a.document is not None and a.document.access == "open"}

    def kept(node: dict[str, object]) -> dict[str, object]:
        content = node.get("content")
        if not isinstance(content, list):
            return node
        return {**node, "content": [kept(child) for child in content if not _is_foreign_image(child, allowed)]}

    return kept(text)


def _is_foreign_image(node: dict[str, object], allowed: set[str]) -> bool:
    attrs = node.get("attrs")
    return node.get("type") == "image" and not (isinstance(attrs, dict) and attrs.get("document") in allowed)


def marked(
    item: ItemView, before: Sequence[ItemView] | None, kind_before: Kind | None, stamp: PublicationStamp
) -> ItemView:
    """The item, marked as changed when it differs from what stood in the publication ``before`` (None: the first)."""
    if before is None:
        return item
    old = next((candidate for candidate in before if candidate.id == item.id), None)
    if old is None:
        return item.model_copy(update={"changed": True})
    if kind_before != stamp.kind:
        # From agenda to papers every item gains its texts: that is no change to tell of, a new title is.
        changed = (old.title, old.number, old.access) != (item.title, item.number, item.access)
    else:
        changed = old.model_copy(update={"changed": False}) != item
    return item.model_copy(update={"changed": changed})
