"""What a test wants to know of a PDF."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

BASE_URL = "https://styre.example.no"


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def page_texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def squeezed(text: str) -> str:
    """Without white space, which a PDF has no true memory of."""
    return "".join(text.split())


def tags(node: Any) -> Iterator[Any]:
    """Every element of the structure tree, in reading order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from tags(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from tags(node["/K"])


def tag_names(pdf: bytes) -> list[str]:
    with opened(pdf) as document:
        return [str(tag["/S"]) for tag in tags(document.Root.StructTreeRoot["/K"])]


def bookmarks(pdf: bytes) -> list[tuple[int, str, int]]:
    """Depth from 0, title, and index of the page."""
    found: list[tuple[int, str, int]] = []
    with opened(pdf) as document, document.open_outline() as outline:

        def walk(items: list[pikepdf.OutlineItem], depth: int) -> None:
            for one in items:
                page = document.pages.index(pikepdf.Page(one.destination[0]))
                found.append((depth, one.title.replace("\u2002", " "), page))
                walk(one.children, depth + 1)

        walk(outline.root, 0)
    return found


def link_targets(pdf: bytes) -> list[str | int]:
    """Addresses, and page indices for links inside the file."""
    found: list[str | int] = []
    with opened(pdf) as document:
        names = pikepdf.NameTree(document.Root.Names.Dests) if "/Dests" in document.Root.get("/Names", {}) else {}
        for page in document.pages:
            for annotation in page.obj.get("/Annots", []):
                action = annotation.get("/A", {})
                place = annotation.get("/Dest", action.get("/D"))
                if isinstance(place, pikepdf.String):
                    place = names[str(place)]
                found.append(str(action["/URI"]) if place is None else document.pages.index(pikepdf.Page(place[0])))
    return found
