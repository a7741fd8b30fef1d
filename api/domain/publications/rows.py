"""The rows that one snapshot becomes on the published side. Pure."""

from collections.abc import Iterator

from api.domain.publications import chain
from api.domain.publications.schemas import ItemDocument, MeetingBrief
from api.domain.publications.snapshot import DocumentView, ItemView, Snapshot
from api.domain.publications.tables import Publication, PublishedDocument, PublishedItem


def open_documents(snapshot: Snapshot) -> Iterator[tuple[ItemView, DocumentView]]:
    """Every document version that the snapshot shows, with its item, each once per item."""
    for item in snapshot.items:
        attachments = [*item.attachments, *(a for sub in item.sub_items for a in sub.attachments)]
        seen = set()
        for attachment in attachments:
            if attachment.document is not None and attachment.document.version_id not in seen:
                seen.add(attachment.document.version_id)
                yield item, attachment.document


def publication_row(snapshot: Snapshot, position: int) -> Publication:
    """The publication with its bytes, at its place in the chain."""
    stamp, meeting, body = snapshot.publication, snapshot.meeting, snapshot.body
    content = chain.canonical(snapshot)
    return Publication(
        id=stamp.id,
        position=position,
        meeting_id=meeting.id,
        version=stamp.version,
        kind=stamp.kind,
        published_at=stamp.published_at,
        change_note=stamp.change_note,
        body_id=body.id,
        body_slug=body.slug,
        body_name=body.name,
        body_kind=body.kind,
        body_meetings_open=body.meetings_open,
        number=meeting.number,
        title=meeting.title,
        access=meeting.access,
        lang=meeting.lang,
        date=meeting.date,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        place=meeting.place,
        cancelled=meeting.state == "cancelled",
        item_count=len(snapshot.items),
        path=meeting.path,
        body=content,
        body_gzip=chain.compress(content),
        sha256=chain.digest(content),
        previous_sha256=stamp.previous_sha256,
    )


def item_row(snapshot: Snapshot, item: ItemView) -> PublishedItem:
    """One item as a resource of its own."""
    meeting = snapshot.meeting
    body = chain.canonical(
        ItemDocument(
            publication=snapshot.publication,
            meeting=MeetingBrief(
                id=meeting.id,
                number=meeting.number,
                title=meeting.title,
                body_slug=snapshot.body.slug,
                body_name=snapshot.body.name,
                date=meeting.date,
                path=meeting.path,
            ),
            item=item,
        )
    )
    return PublishedItem(
        publication_id=snapshot.publication.id,
        number=item.number,
        item_id=item.id,
        case_id=item.case_id,
        type=item.type,
        title=item.title,
        access=item.access,
        path=item.path,
        body=body,
        body_gzip=chain.compress(body),
    )


def document_rows(snapshot: Snapshot) -> list[PublishedDocument]:
    """A row for every document version shown, under the first item that shows it."""
    rows: dict[str, PublishedDocument] = {}
    for item, document in open_documents(snapshot):
        rows.setdefault(
            document.version_id,
            PublishedDocument(
                publication_id=snapshot.publication.id,
                version_id=document.version_id,
                document_id=document.id,
                version=document.version,
                title=document.title,
                filename=document.filename,
                media_type=document.media_type,
                size=document.size,
                sha256=document.sha256,
                lang=document.lang,
                item_id=item.id,
            ),
        )
    return list(rows.values())
