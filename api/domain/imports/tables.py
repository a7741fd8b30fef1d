"""A finished agenda on its way in: the source, what was recognised, and what a person has corrected since."""

from typing import Any, Literal

from sqlmodel import Field

from api.domain.kernel.tables import Versioned, WorkTable, choice, id_column, id_type, json_column, reference

ImportStatus = Literal["draft", "accepted", "discarded"]


class AgendaImport(Versioned, WorkTable, table=True):
    __tablename__ = "agenda_import"

    id: str = id_column("imp")
    filename: str
    sha256: str
    """Of the source file, which is kept in the object store."""
    status: ImportStatus = choice(ImportStatus, default="draft")
    source: list[dict[str, Any]] = json_column()
    """The source's lines, ``[{"number", "text"}]``, for the review screen."""
    draft: dict[str, Any] = json_column()
    created_by: str | None = Field(default=None, sa_type=id_type())
    meeting_id: str | None = reference("work.meeting.id", nullable=True)
    """Set when accepted."""
