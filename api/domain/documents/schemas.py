"""Documents as they cross the API."""

import datetime as dt

from pydantic import Field

from api.domain.documents.tables import Access, TextStatus
from api.domain.kernel.schemas import Schema


class DocumentVersionOut(Schema):
    """One uploaded file; ``text_status`` says whether its text could be read."""

    id: str
    number: int
    filename: str
    media_type: str
    size: int
    sha256: str
    pages: int | None
    text_status: TextStatus
    created_at: dt.datetime


class DocumentOut(Schema):
    """A document with its versions, newest first."""

    id: str
    revision: int
    title: str
    lang: str
    access: Access
    open_title: str | None
    legal_basis: str | None
    redacted_id: str | None
    """The document that the public gets in its place while it is closed."""
    versions: tuple[DocumentVersionOut, ...]


class DocumentAccess(Schema):
    """Open, or closed with the statutory basis and the form of the title that the public sees."""

    access: Access
    legal_basis: str | None = Field(default=None, max_length=200, examples=["offl. § 13 jf. fvl. § 13"])
    open_title: str | None = Field(default=None, max_length=500)


class OpenVersion(Schema):
    """The document that the public gets in place of a closed one; null: none."""

    document_id: str | None = Field(max_length=100)
