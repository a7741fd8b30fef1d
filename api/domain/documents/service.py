"""Documents: taken in, given new versions, opened and closed. Their bytes are in the object store already."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.documents.tables import Access, Document, DocumentVersion, TextStatus
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, Invalid, NotFound


@dataclass(frozen=True)
class NewFile:
    """An uploaded file after inspection: what the object store and the reading of it said."""

    filename: str
    media_type: str
    size: int
    sha256: str
    pages: int | None
    text: str
    text_status: TextStatus


@dataclass(frozen=True)
class DocumentWithVersions:
    """``versions`` newest first; ``redacted`` is what the public gets in its place while it is closed."""

    document: Document
    versions: tuple[DocumentVersion, ...]
    redacted: "DocumentWithVersions | None" = None


async def create(session: AsyncSession, actor: Actor, title: str, lang: str, file: NewFile) -> DocumentWithVersions:
    """A new document with ``file`` as its first version."""
    document = Document(title=title, lang=lang, created_by=actor.id)
    session.add(document)
    await session.flush()
    version = await _add_version(session, document, 1, file)
    event.record(
        session, actor, "document.created", ("document", document.id), after={"title": title, "sha256": file.sha256}
    )
    return DocumentWithVersions(document, (version,))


async def add_version(
    session: AsyncSession, actor: Actor, document_id: str, file: NewFile, *, body_id: str | None = None
) -> DocumentWithVersions:
    """``file`` as the newest version; the older ones stay. ``body_id`` is whose document it is. Raises NotFound."""
    found = await get(session, document_id)
    version = await _add_version(session, found.document, found.versions[0].number + 1, file)
    # The version belongs to the document's representation: who holds an older ETag must see the change first.
    found.document.updated_at = dt.datetime.now(dt.UTC)
    await session.flush()
    event.record(
        session,
        actor,
        "document.version_added",
        ("document", document_id),
        body_id=body_id,
        before={"sha256": found.versions[0].sha256},
        after={"sha256": file.sha256, "number": version.number},
    )
    return DocumentWithVersions(found.document, (version, *found.versions), found.redacted)


async def get(session: AsyncSession, document_id: str) -> DocumentWithVersions:
    """The document and its versions. Raises NotFound."""
    document = await session.get(Document, document_id)
    if document is None:
        raise NotFound(f"There is no document {document_id}.")
    return (await with_versions(session, [document]))[0]


async def get_many(session: AsyncSession, document_ids: list[str]) -> dict[str, DocumentWithVersions]:
    """Those of the documents that exist, by id."""
    documents = (await session.scalars(select(Document).where(col(Document.id).in_(document_ids)))).all()
    return {found.document.id: found for found in await with_versions(session, list(documents))}


async def with_versions(session: AsyncSession, documents: list[Document]) -> list[DocumentWithVersions]:
    """Each of ``documents`` with its versions and its redacted form."""
    linked = [document.redacted_id for document in documents if document.redacted_id is not None]
    redacted = await get_many(session, linked) if linked else {}
    rows = await session.scalars(
        select(DocumentVersion)
        .where(col(DocumentVersion.document_id).in_([document.id for document in documents]))
        .order_by(sa.desc(col(DocumentVersion.number)))
    )
    versions: dict[str, list[DocumentVersion]] = {}
    for row in rows:
        versions.setdefault(row.document_id, []).append(row)
    return [
        DocumentWithVersions(document, tuple(versions[document.id]), redacted.get(document.redacted_id or ""))
        for document in documents
    ]


async def set_access(
    session: AsyncSession,
    actor: Actor,
    document_id: str,
    access: Access,
    legal_basis: str | None,
    open_title: str | None,
    *,
    body_id: str | None = None,
) -> DocumentWithVersions:
    """Open or close a document. What is already published stays so until it is superseded or withdrawn."""
    found = await get(session, document_id)
    before = {"access": found.document.access, "legalBasis": found.document.legal_basis}
    found.document.access = access
    found.document.legal_basis = legal_basis
    found.document.open_title = open_title
    await session.flush()
    event.record(
        session,
        actor,
        "document.access_changed",
        ("document", document_id),
        body_id=body_id,
        before=before,
        after={"access": access, "legalBasis": legal_basis},
    )
    return found


async def set_redacted(
    session: AsyncSession,
    actor: Actor,
    found: DocumentWithVersions,
    redacted: DocumentWithVersions | None,
    *,
    body_id: str | None = None,
) -> DocumentWithVersions:
    """Say what the public gets in place of the document while it is closed; None: nothing.

    Raises Invalid unless it is another, open document without such a stand-in of its own, whose file is another.
    """
    if redacted is not None:
        other = redacted.document
        if other.id == found.document.id or other.access == "closed" or other.redacted_id is not None:
            raise Invalid(
                "The redacted version must be another document, and open.",
                (FieldError("/documentId", "must be the id of an open document"),),
            )
        if {version.sha256 for version in found.versions} & {version.sha256 for version in redacted.versions}:
            raise Invalid(
                "The redacted version is the same file as the document.",
                (FieldError("/documentId", "must be another file", "same-file"),),
            )
    found.document.redacted_id = None if redacted is None else redacted.document.id
    await session.flush()
    event.record(
        session,
        actor,
        "document.redacted_version_set",
        ("document", found.document.id),
        body_id=body_id,
        after={"redactedId": found.document.redacted_id},
    )
    return DocumentWithVersions(found.document, found.versions, redacted)


async def _add_version(session: AsyncSession, document: Document, number: int, file: NewFile) -> DocumentVersion:
    version = DocumentVersion(
        document_id=document.id,
        number=number,
        filename=file.filename,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        pages=file.pages,
        # PostgreSQL's text can't hold the null character that some PDF fonts map to.
        text=file.text.replace("\0", ""),
        text_status=file.text_status,
    )
    session.add(version)
    await session.flush()
    return version
