"""The page that stands in a reading bundle for an attachment that can't be shown there."""

import datetime as dt
from typing import Literal

from api.domain.kernel.richtext.typst import pieces, printable
from api.domain.publications.snapshot import AttachmentView, ItemView, Snapshot
from api.outputs.pdf.rendering import render
from api.outputs.pdf.view import document_address, fact
from api.outputs.pdf.wording import Wording

Reason = Literal["office", "encrypted", "broken", "absent"]


def notice(
    snapshot: Snapshot, item: ItemView, attachment: AttachmentView, reason: Reason, *, base_url: str, lang: str = "nn"
) -> bytes:
    """One page (PDF/UA-1 and PDF/A-3a) that names the attachment, says why it is not shown, and where it is.

    ``reason``: an office file that was not converted, a password, not readable as PDF, or not at hand.
    """
    words = Wording(lang)
    title = words("notice.title", title=printable(attachment.title))
    document = attachment.document
    rows = [fact(words("fact.item"), f"{item.label} {item.title}")]
    if document is not None:
        described = f"{document.filename} ({words.size(document.size)})"
        address = document_address(document, base_url)
        rows += [fact(words("fact.file"), described), fact(words("fact.link"), address, href=address)]
    at: dt.datetime = snapshot.publication.published_at
    view = {
        "lang": words.lang,
        "labelLang": words.lang,
        "labels": words.all(),
        "organisation": printable(snapshot.organisation.name),
        "title": title,
        "heading": pieces(title),
        "description": title,
        "keywords": [],
        "reason": words(f"notice.{reason}"),
        "facts": rows,
        # Its number in the bundle is the page label; one of its own would mislead.
        "numbered": False,
        "runningLeft": "",
        "runningRight": "",
        "footer": printable(snapshot.meeting.title),
    }
    return render("notice.typ", view, {}, at=at)
