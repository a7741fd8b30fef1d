"""The reading bundle: the official PDF with every open attachment in place after its case.

Pages of other files come without their structure tags, so a bundle is for reading and makes no claim to PDF/UA or
PDF/A; the official file is the one that is kept.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pikepdf

from api.domain.publications.snapshot import AttachmentView, ItemView, Snapshot
from api.outputs.pdf.notice import Reason, notice
from api.outputs.pdf.office import to_pdf
from api.outputs.pdf.view import anchor, attachment_title, document_address, open_attachments

_PDF: Final = "application/pdf"
_MOST_BOOKMARKS: Final = 300
"""Of one attachment's own outline."""


@dataclass
class _Insert:
    """One attachment on its way in, and where it lands."""

    label: str
    title: str
    address: str
    pdf: pikepdf.Pdf
    outline: list[pikepdf.OutlineItem] = field(default_factory=list)
    first_page: int = 0


def bundle(
    official: bytes, snapshot: Snapshot, attachments: Mapping[str, bytes | Path], *, base_url: str, lang: str = "nn"
) -> bytes:
    """``official`` (what `api.outputs.pdf.agenda` made of the same snapshot) with the open attachments merged in.

    ``attachments`` holds contents by the SHA-256 of the document's version. PDFs go in as they are, office files when
    LibreOffice is there to convert them; for what can't be shown (no converter, password, damaged, not at hand) a page
    names the file and its address. Bookmarks of the official file stay, each attachment gets one under its case with
    its own outline below; links to an attachment's address go to its pages. The same arguments give the same bytes,
    but for what LibreOffice makes. Raises `pikepdf.PdfError` when ``official`` itself is no PDF.
    """
    with pikepdf.open(io.BytesIO(official)) as pdf:
        starts = _case_starts(pdf, len(snapshot.items))
        pages = len(pdf.pages)
        placed: list[tuple[int, list[_Insert]]] = []
        labels: list[tuple[int, str | None, int]] = [(0, None, 1)]
        shift = 0
        for position, item in enumerate(snapshot.items):
            if position >= len(starts):
                break
            end = next((start for start in starts[position + 1 :] if start > starts[position]), pages)
            inserts = [
                _insert(snapshot, item, number, one, attachments, base_url=base_url, lang=lang)
                for number, one in enumerate(open_attachments(item), start=1)
            ]
            for insert in inserts:
                insert.first_page = end + shift
                _put_in(pdf, insert)
                labels.append((insert.first_page, f"{insert.label}-", 1))
                shift += len(insert.pdf.pages)
            if inserts and end < pages:
                labels.append((end + shift, None, end + 1))
            placed.append((position, inserts))
        _bookmark(pdf, len(snapshot.items), placed)
        _redirect_links(pdf, [insert for _, inserts in placed for insert in inserts])
        _label_pages(pdf, labels)
        _drop_claims(pdf)
        result = io.BytesIO()
        pdf.save(result, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        for _, inserts in placed:
            for insert in inserts:
                insert.pdf.close()
    return result.getvalue()


def _case_starts(pdf: pikepdf.Pdf, items: int) -> list[int]:
    """The index of the page on which each case starts; none for a publication without texts."""
    if "/Names" not in pdf.Root or "/Dests" not in pdf.Root.Names:
        return []
    destinations = pikepdf.NameTree(pdf.Root.Names.Dests)
    named = [destinations.get(anchor(position)) for position in range(1, items + 1)]
    return [pdf.pages.index(pikepdf.Page(one[0])) for one in named if one is not None]


def _insert(
    snapshot: Snapshot,
    item: ItemView,
    number: int,
    one: AttachmentView,
    attachments: Mapping[str, bytes | Path],
    *,
    base_url: str,
    lang: str,
) -> _Insert:
    document = one.document
    if document is None:
        raise ValueError(f"attachment {one.id} is available without a document")
    source: pikepdf.Pdf | Reason = "absent"
    if document.sha256 in attachments:
        given = attachments[document.sha256]
        data = given if isinstance(given, bytes) else given.read_bytes()
        if document.media_type == _PDF:
            source = _open(data)
        else:
            converted = to_pdf(data, document.filename)
            source = "office" if converted is None else _open(converted)
    if isinstance(source, str):
        page = notice(snapshot, item, one, source, base_url=base_url, lang=lang)
        source = pikepdf.open(io.BytesIO(page))
        with source.open_outline() as outline:
            outline.root.clear()
    return _Insert(
        label=f"{item.label}.{one.number or number}",
        title=attachment_title(one),
        address=document_address(document, base_url),
        pdf=source,
    )


def _open(data: bytes) -> pikepdf.Pdf | Reason:
    """The file, or why it can't be shown."""
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError:
        return "encrypted"
    except pikepdf.PdfError:
        return "broken"
    # A damaged file may open, and fail only when its pages are fetched.
    with suppress(pikepdf.PdfError, RuntimeError, ValueError, TypeError, AttributeError, KeyError):
        if [page.mediabox for page in pdf.pages]:
            return pdf
    pdf.close()
    return "broken"


def _put_in(pdf: pikepdf.Pdf, insert: _Insert) -> None:
    insert.outline = list(_outline_of(insert))
    for offset, page in enumerate(insert.pdf.pages):
        pdf.pages.insert(insert.first_page + offset, page)
        added = pdf.pages[insert.first_page + offset].obj
        # They point into a structure tree that stayed behind, and would collide with the official file's own.
        for key in ("/StructParents", "/StructParent"):
            if key in added:
                del added[key]
        for annotation in _annotations(added):
            if "/StructParent" in annotation:
                del annotation["/StructParent"]


def _outline_of(insert: _Insert) -> Iterator[pikepdf.OutlineItem]:
    """The attachment's own bookmarks, flat, as far as they can be followed."""
    faults = (pikepdf.PdfError, pikepdf.OutlineStructureError, RuntimeError, ValueError, TypeError, KeyError)
    with suppress(*faults), insert.pdf.open_outline() as outline:
        waiting = list(reversed(outline.root))
        for _ in range(_MOST_BOOKMARKS):
            if not waiting:
                return
            mark = waiting.pop()
            waiting.extend(reversed(mark.children))
            page = _target(insert.pdf, mark)
            if page is not None:
                yield pikepdf.OutlineItem(mark.title, insert.first_page + page, "Fit")


def _target(pdf: pikepdf.Pdf, mark: pikepdf.OutlineItem) -> int | None:
    """The index of the page that a bookmark leads to."""
    destination: Any = mark.destination
    if destination is None and mark.action is not None:
        destination = mark.action.get("/D")
    if isinstance(destination, pikepdf.String) and "/Names" in pdf.Root and "/Dests" in pdf.Root.Names:
        destination = pikepdf.NameTree(pdf.Root.Names.Dests).get(str(destination))
    if isinstance(destination, pikepdf.Dictionary):
        destination = destination.get("/D")
    if not isinstance(destination, pikepdf.Array) or len(destination) == 0:
        return None
    with suppress(ValueError, TypeError):
        return pdf.pages.index(pikepdf.Page(destination[0]))
    return None


def _bookmark(pdf: pikepdf.Pdf, items: int, placed: list[tuple[int, list[_Insert]]]) -> None:
    with pdf.open_outline() as outline:
        # The cases are the last headings of the first level, one each.
        cases = outline.root[len(outline.root) - items :]
        for position, inserts in placed:
            for insert in inserts:
                mark = pikepdf.OutlineItem(insert.title, insert.first_page, "Fit")
                mark.is_closed = True
                mark.children.extend(insert.outline)
                cases[position].children.append(mark)


def _annotations(page: pikepdf.Object) -> Iterator[Any]:
    annotations = page.get("/Annots")
    if isinstance(annotations, pikepdf.Array):
        yield from (one for one in annotations if isinstance(one, pikepdf.Dictionary))


def _redirect_links(pdf: pikepdf.Pdf, inserts: list[_Insert]) -> None:
    """Links to an attachment's address lead to its pages here."""
    targets = {insert.address: pdf.pages[insert.first_page].obj for insert in inserts}
    for page in pdf.pages:
        for annotation in _annotations(page.obj):
            action = annotation.get("/A")
            uri = action.get("/URI") if isinstance(action, pikepdf.Dictionary) else None
            if isinstance(uri, pikepdf.String) and str(uri) in targets:
                del annotation["/A"]
                annotation["/Dest"] = pikepdf.Array([targets[str(uri)], pikepdf.Name.Fit])


def _label_pages(pdf: pikepdf.Pdf, labels: list[tuple[int, str | None, int]]) -> None:
    """The official pages keep the numbers printed on them; attachments count from one after ``8.1-``."""
    numbers = pikepdf.Array()
    for index, prefix, start in labels:
        label = pikepdf.Dictionary(S=pikepdf.Name.D, St=start)
        if prefix:
            label["/P"] = pikepdf.String(prefix)
        numbers.append(index)
        numbers.append(label)
    pdf.Root.PageLabels = pikepdf.Dictionary(Nums=numbers)


def _drop_claims(pdf: pikepdf.Pdf) -> None:
    """No embedded files (their pages are here), and no word of standards that the merged file does not keep."""
    for key in ("/AF", "/OutputIntents"):
        if key in pdf.Root:
            del pdf.Root[key]
    if "/Names" in pdf.Root and "/EmbeddedFiles" in pdf.Root.Names:
        del pdf.Root.Names["/EmbeddedFiles"]
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for claim in ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance"):
            if claim in metadata:
                del metadata[claim]
