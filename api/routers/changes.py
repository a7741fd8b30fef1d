"""The change feed of the working side, and of the public one: what has happened, in an order that never skips."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api.database.ddl import PUBLISHED_CHANNEL
from api.domain.kernel import event
from api.domain.kernel.event import Entry
from api.domain.kernel.schemas import Schema
from api.domain.publications import queries
from api.domain.publications.schemas import ChangeOut
from api.http.openapi import problems
from api.routers.dependencies import Follower

router = APIRouter(prefix="/api/v1", tags=["changes"])

After = Annotated[int, Query(ge=0, lt=2**63, description="`next` of the answer before; 0 is the beginning.")]
Wait = Annotated[int, Query(ge=0, le=30, description="How many seconds to wait for something to happen.")]
Limit = Annotated[int, Query(ge=1, le=100, description="How many entries at most.")]


class EventOut(Schema):
    """One event: who did what to which thing, and what changed. Texts of cases never stand here."""

    position: int
    at: dt.datetime
    actor_kind: str
    actor_name: str
    type: str
    subject_type: str
    subject_id: str
    body_id: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    request_id: str | None


class Changes(Schema):
    """Events after the asked for position; ``next`` is where to go on, the same as asked for when there were none."""

    items: tuple[EventOut, ...]
    next: int


class PublishedChanges(Schema):
    """Publications and withdrawals after the asked for position."""

    items: tuple[ChangeOut, ...]
    next: int


@router.get("/changes", summary="Follow changes", responses=problems(401))
async def changes(
    _: Follower, request: Request, response: Response, after: After = 0, wait: Wait = 0, limit: Limit = 100
) -> Changes:
    """Everything that has happened after a position. With ``wait`` the answer comes when something does."""
    response.headers["Cache-Control"] = "private, no-cache"

    async def look() -> Sequence[Entry]:
        # A session of its own for each look: none is held while waiting.
        async with request.app.state.database.work() as session:
            return await event.read_after(session, after, limit)

    entries = await request.app.state.wakeups.until_any(event.CHANNEL, look, wait)
    return Changes(items=tuple(event_out(entry) for entry in entries), next=entries[-1].position if entries else after)


@router.get("/published/changes", summary="Follow publications", tags=["published"])
async def published_changes(request: Request, after: After = 0, wait: Wait = 0, limit: Limit = 100) -> PublishedChanges:
    """What has been published and withdrawn after a position. Open to all."""

    async def look() -> Sequence[ChangeOut]:
        async with request.app.state.database.published() as session:
            return await queries.changes(session, after, limit)

    entries = await request.app.state.wakeups.until_any(PUBLISHED_CHANNEL, look, wait)
    return PublishedChanges(items=tuple(entries), next=entries[-1].position if entries else after)


def event_out(entry: Entry) -> EventOut:
    """An event as the feed and the log tell of it."""
    found = entry.event
    return EventOut(
        position=entry.position,
        at=found.at,
        actor_kind=found.actor_kind,
        actor_name=found.actor_name,
        type=found.what,
        subject_type=found.subject_type,
        subject_id=found.subject_id,
        body_id=found.body_id,
        before=found.before,
        after=found.after,
        request_id=found.request_id,
    )
