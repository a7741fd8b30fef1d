"""What the board is given: the publication with its closed content, and what is left of it for one member. Pure."""

from collections.abc import Iterator, Set
from dataclasses import replace

from api.domain.kernel.schemas import Schema
from api.domain.publications import chain
from api.domain.publications.facts import AttachmentFacts, ItemFacts, MeetingFacts
from api.domain.publications.redaction import head, marked, redact, rescheduled
from api.domain.publications.snapshot import (
    AttachmentView,
    BodyView,
    ItemView,
    MeetingView,
    OrganisationView,
    PublicationStamp,
    Snapshot,
)


class BoardView(Schema):
    """A publication with what only the board sees. Never sent whole: :func:`for_member` makes what a member gets."""

    public: Snapshot
    meeting: MeetingView
    """Under its real title, with place and programme, whether or not the public gets them."""
    items: tuple[ItemView, ...]
    """Closed items and documents under their real titles, with all their content. ``access`` and ``legal_basis`` say
    that the public doesn't get them."""
    closed_attachments: tuple[str, ...]
    """Ids of the attachments whose documents the public doesn't get."""
    closed_proposals: tuple[str, ...] = ()
    """Ids of the proposals in open items that the public doesn't get."""


class MemberView(Schema):
    """The papers of one meeting as one member may see them."""

    publication: PublicationStamp
    organisation: OrganisationView
    body: BodyView
    meeting: MeetingView
    items: tuple[ItemView, ...]
    withheld: tuple[str, ...]
    """Ids of the items that are given in their public form because the member is inhabile."""
    closed_attachments: tuple[str, ...]
    """Ids of the attachments that are shown here and not to the public."""
    closed_proposals: tuple[str, ...]
    """Ids of the proposals in open items that are shown here and not to the public."""


def board_view(facts: MeetingFacts, public: Snapshot, previous: BoardView | None = None) -> BoardView:
    """``facts`` as the board sees them at the publication ``public``: an agenda has no texts here either.

    ``previous`` is what the board had before: items that differ from it are marked as changed.
    """
    stamp = public.publication
    opened = redact(opened_up(facts), stamp)
    items = (_labelled(view, item, facts) for view, item in zip(opened.items, facts.items, strict=True))
    before = previous.items if previous else None
    kind_before = previous.public.publication.kind if previous else None
    return BoardView(
        public=public,
        meeting=_head(facts),
        items=tuple(marked(item, before, kind_before, stamp) for item in items),
        closed_attachments=tuple(id_ for item in facts.items for id_ in _closed_attachments(item, facts)),
        closed_proposals=tuple(one.id for item in facts.items for one in item.proposals if one.access == "closed"),
    )


def repeated(edition: BoardView, public: Snapshot, facts: MeetingFacts | None) -> BoardView:
    """What the board has once more, beside a publication that leaves the agenda as it was.

    With ``facts`` the meeting has the time, place and programme that it now has.
    """
    meeting = rescheduled(edition.meeting, _head(facts)) if facts is not None else edition.meeting
    return edition.model_copy(
        update={
            "public": public,
            "meeting": meeting.model_copy(update={"state": public.meeting.state}),
            "items": tuple(item.model_copy(update={"changed": False}) for item in edition.items),
        }
    )


def for_member(edition: BoardView, inhabile: Set[str]) -> MemberView:
    """What a member sees who is inhabile in the items with the ids ``inhabile`` (kommuneloven § 11-10).

    Such an item is given exactly as the public has it.
    """
    public = edition.public
    open_forms = {item.id: item for item in public.items}
    items = tuple(open_forms[item.id] if item.id in inhabile else item for item in edition.items)
    readable = [item for item in items if item.id not in inhabile]
    shown = {attachment.id for item in readable for attachment in attachments_of(item)}
    proposals = {proposal.id for item in readable for proposal in item.proposals}
    return MemberView(
        publication=public.publication,
        organisation=public.organisation,
        body=public.body,
        meeting=edition.meeting,
        items=items,
        withheld=tuple(item.id for item in edition.items if item.id in inhabile),
        closed_attachments=tuple(id_ for id_ in edition.closed_attachments if id_ in shown),
        closed_proposals=tuple(id_ for id_ in edition.closed_proposals if id_ in proposals),
    )


def fingerprint(item: ItemView) -> str:
    """SHA-256 of all that an item says but for the mark of change: equal prints are equal to read."""
    return chain.digest(chain.canonical(item.model_copy(update={"changed": False})))


def opened_up(facts: MeetingFacts) -> MeetingFacts:
    """``facts`` as if nothing in them were closed."""
    return replace(facts.with_texts_open(), items=tuple(opened(item) for item in facts.items))


def _head(facts: MeetingFacts) -> MeetingView:
    label = {"access": facts.access, "legal_basis": facts.legal_basis if facts.access == "closed" else None}
    return head(replace(facts, access="open")).model_copy(update=label)


def opened(item: ItemFacts) -> ItemFacts:
    """``item`` as if nothing in it were closed."""
    return replace(
        item.with_texts_open(),
        attachments=tuple(_opened_attachment(attachment) for attachment in item.attachments),
        sub_items=tuple(
            replace(sub, attachments=tuple(_opened_attachment(attachment) for attachment in sub.attachments))
            for sub in item.sub_items
        ),
    )


def _opened_attachment(attachment: AttachmentFacts) -> AttachmentFacts:
    document = attachment.document
    return attachment if document is None else replace(attachment, document=replace(document, access="open"))


def _labelled(view: ItemView, item: ItemFacts, facts: MeetingFacts) -> ItemView:
    """``view`` saying again that the public doesn't get it."""
    if not facts.closes(item):
        return view
    return view.model_copy(update={"access": "closed", "legal_basis": item.legal_basis or facts.legal_basis})


def _closed_attachments(item: ItemFacts, facts: MeetingFacts) -> Iterator[str]:
    for attachment in item.all_attachments():
        document = attachment.document
        if document is not None and (facts.closes(item) or document.access == "closed"):
            yield attachment.id


def attachments_of(item: ItemView) -> Iterator[AttachmentView]:
    """The item's own attachments, then those of its sub-items in order."""
    yield from item.attachments
    for sub in item.sub_items:
        yield from sub.attachments
