"""Documents and their versions. The bytes stand in the object store under their sha256 and are never overwritten."""

from typing import Literal

import sqlalchemy as sa
from sqlmodel import Field

from api.domain.kernel.tables import Created, Versioned, WorkTable, choice, id_column, id_type, reference

TextStatus = Literal["extracted", "empty", "encrypted", "broken", "unsupported"]
Access = Literal["open", "closed"]


class Document(Versioned, WorkTable, table=True):
    """A document as one thing through all its versions."""

    __tablename__ = "document"
    __table_args__ = (sa.CheckConstraint("redacted_id <> id", name="redacted_is_another"),)

    id: str = id_column("doc")
    title: str
    lang: str = "nn"
    access: Access = choice(Access, default="open")
    open_title: str | None = None
    legal_basis: str | None = None
    created_by: str | None = Field(default=None, sa_type=id_type())
    """Who may read it before it is attached to anything."""
    redacted_id: str | None = reference("work.document.id", nullable=True)
    """The document that the public gets in its place while it is closed: the same with what is closed taken out."""


class DocumentVersion(Created, WorkTable, table=True):
    """One uploaded file. ``media_type`` was sniffed from the bytes, whatever the file was called."""

    __tablename__ = "document_version"
    __table_args__ = (
        sa.UniqueConstraint("document_id", "number"),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256"),
        sa.CheckConstraint("size >= 0", name="size"),
    )

    id: str = id_column("dver")
    document_id: str = reference("work.document.id", index=False)
    number: int
    filename: str
    media_type: str
    size: int
    sha256: str
    pages: int | None = None
    text: str = ""
    """What could be read out of PDF, DOCX, XLSX or plain text: for search and for the identity-number check."""
    text_status: TextStatus = choice(TextStatus)
