"""The agenda or the papers of one meeting as one PDF."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import typst

from api.domain.publications.snapshot import Snapshot
from api.outputs.pdf.rendering import render
from api.outputs.pdf.view import agenda_view

_IMAGES: Final = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif"}


def agenda(
    snapshot: Snapshot, *, base_url: str, lang: str = "nn", attachments: Mapping[str, bytes | Path] | None = None
) -> bytes:
    """The publication as PDF/UA-1 and PDF/A-3a, stamped with the time of publication.

    ``base_url`` is the site's address, ``https://host``; ``lang`` (nn, nb, en) is that of the labels, while the texts
    keep their own. ``attachments`` holds contents by the SHA-256 of the document's version: those that the snapshot
    calls available are embedded. A picture in a text is shown when its content is there by its document id, else its
    alternative text stands for it. The same arguments give the same bytes.
    """
    attachments = attachments or {}
    images = {
        document: (f"images/{document}.{kind}", attachments[document])
        for document in sorted(set(_image_ids(snapshot)))
        if document in attachments and (kind := _image_kind(attachments[document]))
    }
    try:
        return _render(snapshot, base_url, lang, attachments, images)
    except typst.TypstError:
        if not images:
            raise
        # A picture that can't be read must not stand in the way of a notice that the law sets a date for.
        return _render(snapshot, base_url, lang, attachments, {})


def _render(
    snapshot: Snapshot,
    base_url: str,
    lang: str,
    attachments: Mapping[str, bytes | Path],
    images: Mapping[str, tuple[str, bytes | Path]],
) -> bytes:
    paths = {document: path for document, (path, _) in images.items()}
    view = agenda_view(snapshot, base_url=base_url, lang=lang, files=attachments.keys(), images=paths)
    files = dict(images.values())
    for file in view["files"]:
        files[file["path"]] = attachments[file["path"].removeprefix("files/")]
    return render("agenda.typ", view, files, at=snapshot.publication.published_at)


def _image_ids(snapshot: Snapshot) -> Iterator[str]:
    for item in snapshot.items:
        texts = [*(proposal.text for proposal in item.proposals), item.text, *(part.text for part in item.sub_items)]
        for text in texts:
            yield from _ids_in(text or {})


def _ids_in(node: Mapping[str, Any]) -> Iterator[str]:
    if node.get("type") == "image":
        yield node["attrs"]["document"]
    for child in node.get("content") or []:
        yield from _ids_in(child)


def _image_kind(image: bytes | Path) -> str | None:
    if isinstance(image, Path):
        with image.open("rb") as file:
            image = file.read(8)
    return next((kind for magic, kind in _IMAGES.items() if image.startswith(magic)), None)
