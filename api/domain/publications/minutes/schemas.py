"""Published minutes as they cross the API."""

import datetime as dt

from pydantic import Field

from api.domain.kernel.schemas import Schema
from api.domain.publications.schemas import Override, PublicationState


class MinutesPublishOrder(Schema):
    """``changeNote`` says what is new in a version that takes another's place."""

    change_note: str | None = Field(default=None, max_length=1000)
    overrides: tuple[Override, ...] = ()


class MinutesPublicationOut(Schema):
    """One version in the row of versions of a meeting's minutes. ``reason`` is given for a withdrawn one."""

    id: str
    meeting_id: str
    version: int
    published_at: dt.datetime
    change_note: str | None
    sha256: str
    path: str
    state: PublicationState
    withdrawn_at: dt.datetime | None = None
    reason: str | None = None


class MinutesPublications(Schema):
    """Newest first; empty as long as no minutes were published."""

    items: tuple[MinutesPublicationOut, ...]
