"""Imports as they cross the API. What a draft holds is the reader's business (`api/ingest/agenda`)."""

import datetime as dt

from api.domain.imports.tables import ImportStatus
from api.domain.kernel.schemas import Schema


class ImportSummary(Schema):
    id: str
    revision: int
    filename: str
    status: ImportStatus
    created_at: dt.datetime
    updated_at: dt.datetime
    meeting_id: str | None


class SourceLine(Schema):
    number: int
    text: str


class Source(Schema):
    """The imported file as lines, for standing beside what was recognised."""

    lines: tuple[SourceLine, ...]
