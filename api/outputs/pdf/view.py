"""What the template prints, worked out from a snapshot: every word, number and address, and no layout."""

import datetime as dt
import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from api.domain.kernel.richtext import to_text
from api.domain.kernel.richtext.typst import ascii_address, pieces, printable, to_typst
from api.domain.publications.snapshot import (
    AttachmentView,
    ClosedProposalView,
    DocumentView,
    ItemView,
    MeetingView,
    ProposalView,
    SideEventView,
    Snapshot,
    SubItemView,
)
from api.outputs import addresses
from api.outputs.pdf.wording import Wording

View = dict[str, Any]

_LONG_ITEM: Final = 900
"""Characters of text from which an item begins on a page of its own."""
_CONTENTS_LINES: Final = 28
"""What of the list of items goes on one page for certain."""
_LONGEST_IN_TITLE: Final = 24
_MEDIA_TYPE: Final = re.compile(r"^[a-z0-9][\w.+-]*/[\w.+-]+$", re.IGNORECASE)
_UNSAFE_IN_NAME: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def anchor(position: int) -> str:
    """The named destination in the PDF of the item at ``position``, counted from 1."""
    return f"item-{position}"


def open_attachments(item: ItemView) -> list[AttachmentView]:
    """The item's attachments that everyone may read, in the order in which they are printed."""
    every = [*item.attachments, *(one for part in item.sub_items for one in part.attachments)]
    return [one for one in every if one.status == "available" and one.document is not None]


def attachment_title(one: AttachmentView) -> str:
    return f"{one.number}. {one.title}" if one.number else one.title


def document_address(document: DocumentView, base_url: str) -> str:
    """Where everyone can fetch the document in this version."""
    return addresses.absolute(base_url, addresses.document(document.id, document.version))


def agenda_view(
    snapshot: Snapshot, *, base_url: str, lang: str, files: Collection[str], images: dict[str, str]
) -> View:
    """``files`` are the hashes of the attached files at hand, ``images`` the template's path per document id."""
    base_url = base_url.rstrip("/")
    meeting, publication = snapshot.meeting, snapshot.publication
    words = Wording(lang)
    writer = _Writer(words, base_url)
    with_texts = publication.kind == "papers"
    items = [writer.item(position, item) for position, item in enumerate(snapshot.items, start=1)]
    for before, item, after in zip(snapshot.items, items[1:], snapshot.items[1:], strict=False):
        # A case that has open attachments ends its page, so that they can be put in after it.
        item["newPage"] = _is_long(after) or bool(open_attachments(before))
    title = printable(meeting.title).strip() or f"{printable(snapshot.body.name)} {printable(meeting.number)}"
    return {
        "lang": _typst_lang(meeting.lang),
        "labelLang": words.lang,
        "labels": words.all(),
        "organisation": printable(snapshot.organisation.name),
        "kind": words(f"kind.{publication.kind}"),
        "title": title,
        "titlePieces": pieces(title, _LONGEST_IN_TITLE),
        "description": f"{words(f'kind.{publication.kind}')}: {title}",
        "keywords": [printable(snapshot.body.name), printable(meeting.number), meeting.date.isoformat()],
        "banner": words("cancelled") if meeting.state == "cancelled" else None,
        "facts": writer.meeting_facts(snapshot),
        "changeNote": printable(publication.change_note) if publication.change_note else None,
        "programme": [
            {"time": _span(slot.starts_at, slot.ends_at), "text": pieces(printable(slot.text))}
            for slot in meeting.programme
        ],
        "sideEvents": [writer.side_event(event) for event in meeting.side_events],
        "withTexts": with_texts,
        "contentsBreak": sum(1 + len(item.title) // 60 for item in snapshot.items) > _CONTENTS_LINES,
        "items": items,
        "images": images,
        "files": _files(snapshot, files) if with_texts else [],
        "numbered": True,
        "runningLeft": title,
        "runningRight": printable(snapshot.organisation.short_name),
        "footer": words("footer", date=words.date(publication.published_at), version=publication.version),
    }


class _Writer:
    def __init__(self, words: Wording, base_url: str) -> None:
        self._words = words
        self._base_url = base_url

    def meeting_facts(self, snapshot: Snapshot) -> list[View]:
        words, meeting, publication = self._words, snapshot.meeting, snapshot.publication
        place = ", ".join(part for part in (meeting.place, words("remote") if meeting.remote else None) if part)
        published = words.moment(publication.published_at)
        page = self._base_url + meeting.path
        rows = [
            fact(words("fact.body"), snapshot.body.name),
            fact(words("time"), words.moment(meeting.starts_at, meeting.ends_at, weekday=True)),
            fact(words("place"), place),
            *([fact(words.shared("closed.meetingTag"), self.basis(meeting))] if meeting.access == "closed" else []),
            fact(words("published"), words("publishedVersion", moment=published, version=publication.version)),
            fact(words("fact.link"), page, href=page),
        ]
        return [row for row in rows if row["value"] != [""]]

    def side_event(self, event: SideEventView) -> View:
        words = self._words
        rows = [
            fact(words("time"), words.moment(event.starts_at, event.ends_at, weekday=True)),
            fact(words("place"), event.place or ""),
            fact(words("fact.audience"), event.audience or ""),
        ]
        return {
            "title": pieces(printable(event.title)),
            "facts": [row for row in rows if row["value"] != [""]],
            "timed": any(entry.starts_at for entry in event.programme),
            "programme": [
                {
                    "time": f"{entry.starts_at:%H:%M}" if entry.starts_at else "",
                    "text": pieces(printable(entry.text)),
                }
                for entry in event.programme
            ],
        }

    def item(self, position: int, item: ItemView) -> View:
        words = self._words
        return {
            "anchor": anchor(position),
            "label": printable(item.label),
            "title": pieces(printable(item.title)),
            "type": words.shared(f"itemType.{item.type}"),
            "lang": _typst_lang(item.lang),
            "closed": self.closed(item) if item.access == "closed" else None,
            "remark": " · ".join(_remarks(item, words)) or None,
            "newPage": True,
            "proposals": [self.proposal(proposal) for proposal in item.proposals],
            "closedProposals": [
                f"{words.shared(f'closed.proposal.{one.kind}')} {self.basis(one)}".strip()
                for one in item.closed_proposals
            ],
            "attachments": [self.attachment(one) for one in item.attachments],
            "references": [pieces(printable(reference.text)) for reference in item.references],
            "content": self.rich(item.text, 3),
            "subItems": [self.sub_item(part) for part in item.sub_items],
        }

    def closed(self, item: ItemView) -> str:
        return f"{self._words.shared('closed.text')} {self.basis(item)}".strip()

    def basis(self, closed: ItemView | MeetingView | ClosedProposalView) -> str:
        basis = closed.legal_basis
        return self._words.shared("closed.basis", basis=printable(basis)) if basis else ""

    def proposal(self, proposal: ProposalView) -> View:
        words, to = self._words, proposal.recommends_to
        if proposal.kind != "main":
            heading = words.shared(f"item.{proposal.kind}")
        else:
            heading = words.shared("item.recommendsTo", body=printable(to)) if to else words.shared("item.proposal")
        return {
            "heading": heading,
            "blanks": words.blanks(proposal.blanks) if proposal.blanks else None,
            "content": self.rich(proposal.text, 3),
        }

    def sub_item(self, part: SubItemView) -> View:
        return {
            "label": printable(part.label),
            "title": pieces(printable(part.title)),
            "content": self.rich(part.text, 3),
            "attachments": [self.attachment(one) for one in part.attachments],
        }

    def attachment(self, one: AttachmentView) -> View:
        words, document = self._words, one.document
        href = None
        if one.status == "available" and document is not None:
            href = ascii_address(document_address(document, self._base_url))
            pages = words.pages(document.pages) if document.pages else None
            parts = (words.file_format(document.media_type, document.filename), pages, words.size(document.size))
            note = ", ".join(part for part in parts if part)
        elif one.status == "closed":
            note = ", ".join(part for part in (words.shared("attachmentStatus.closed"), one.legal_basis) if part)
        else:
            # "Available" without a document is a contradiction; the reader finds nothing, so it is missing.
            note = words.shared(f"attachmentStatus.{'missing' if one.status == 'available' else one.status}")
        return {
            "mark": f"{printable(one.number)}." if one.number else "",
            "title": pieces(printable(one.title)),
            "note": printable(note[:1].lower() + note[1:] if href is None else note),
            "href": href,
        }

    def rich(self, text: dict[str, object] | None, heading_level: int) -> list[View]:
        return to_typst(text, heading_level=heading_level, base_url=self._base_url) if text else []


def fact(name: str, value: str, href: str | None = None) -> View:
    """One row under a title: ``Stad``, ``Campus Sogndal``."""
    return {"name": name, "value": pieces(printable(value)), "href": ascii_address(href) if href else None}


def _files(snapshot: Snapshot, at_hand: Collection[str]) -> list[View]:
    files: dict[str, View] = {}
    names: set[str] = set()
    for item in snapshot.items:
        for one in open_attachments(item):
            document = one.document
            if document is None or document.sha256 in files or document.sha256 not in at_hand:
                continue
            name = _UNSAFE_IN_NAME.sub("_", printable(document.filename)).strip(". ") or document.sha256[:12]
            if name.casefold() in names:
                name = f"{document.sha256[:12]}-{name}"
            names.add(name.casefold())
            known = _MEDIA_TYPE.match(document.media_type)
            files[document.sha256] = {
                "name": name,
                "path": f"files/{document.sha256}",
                "mediaType": document.media_type if known else "application/octet-stream",
                "description": f"{printable(item.label)}: {printable(attachment_title(one))}",
            }
    return list(files.values())


def _remarks(item: ItemView, words: Wording) -> Iterator[str]:
    """What is said of an item beside its type: that it came late, that it is not as it was."""
    if item.supplement:
        yield words("supplement")
    if item.changed:
        yield words("changed")


def _is_long(item: ItemView) -> bool:
    texts = [*(proposal.text for proposal in item.proposals), item.text, *(part.text for part in item.sub_items)]
    return sum(len(to_text(text)) for text in texts if text) > _LONG_ITEM


def _span(start: dt.time, end: dt.time | None) -> str:
    return f"{start:%H:%M}–{end:%H:%M}" if end else f"{start:%H:%M}"


def _typst_lang(lang: str) -> str:
    """The primary subtag, which is what Typst takes."""
    primary = lang.partition("-")[0].lower()
    return primary if re.fullmatch("[a-z]{2,3}", primary) else "nn"
