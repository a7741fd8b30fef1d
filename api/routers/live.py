"""Meetings as everybody may follow them while they go on: what is written for that, and nothing else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from api.database import Database
from api.database.ddl import LIVE_CHANNEL
from api.domain.deliberation import queries
from api.domain.deliberation.schemas import LiveView
from api.domain.deliberation.tables import Live
from api.domain.kernel.errors import NotFound
from api.domain.publications import queries as publications
from api.http.broadcast import HEADERS, HEARTBEAT, LONGEST_S, MEDIA_TYPE, Broadcast, frame
from api.http.conditional import IfNoneMatch, conditional
from api.http.openapi import problems
from api.http.wakeups import Wakeups
from api.routers.dependencies import PublicSession

router = APIRouter(prefix="/api/v1/published/meetings", tags=["published"], responses=problems(404, 410))

LastEventId = Annotated[
    int | None,
    Header(alias="Last-Event-ID", ge=0, lt=2**31, description="The newest message that you have, as browsers send it."),
]
Wait = Annotated[int, Query(ge=0, le=LONGEST_S, description="After how many seconds the stream ends at the latest.")]
STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Server-sent events: in each the whole view as JSON, with its number as its id.",
        "content": {
            MEDIA_TYPE: {
                "schema": {
                    "type": "object",
                    "required": ["id", "data"],
                    "properties": {
                        "id": {"type": "string", "examples": ["42"]},
                        "event": {"type": "string", "const": "message"},
                        "data": {"type": "string", "contentMediaType": "application/json"},
                    },
                }
            }
        },
    }
}


@dataclass(frozen=True)
class Message:
    """One event as it is sent, made once for all who listen in this process."""

    seq: int
    data: bytes


def broadcast(database: Database, wakeups: Wakeups) -> Broadcast[Message]:
    """The streams of this process, read as ``samstyre_public``."""

    async def look(meeting_id: str) -> Message | None:
        async with database.published() as session:
            try:
                row = await queries.newest_live(session, meeting_id)
            except NotFound:
                return None
        return Message(row.seq, frame(row.seq, row.content))

    return Broadcast(wakeups, LIVE_CHANNEL, look)


@router.get("/{meeting_id}/live", summary="Follow a meeting")
async def live(meeting_id: str, session: PublicSession, if_none_match: IfNoneMatch = None) -> LiveView:
    """The meeting as it stands now: who is there, what is treated, proposals, votes and outcomes.

    What is closed isn't here; while the doors are closed only that they are, and on what statutory basis.
    """
    row = await _newest(session, meeting_id)
    answer = conditional(
        if_none_match,
        content=row.content,
        media_type="application/json",
        etag=f'"{row.sha256[:22]}"',
        headers={"Cache-Control": "public, max-age=0, must-revalidate"},
    )
    # FastAPI sends a ready answer as it is, and reads the operation's schema from the annotation.
    return cast(LiveView, answer)


@router.get(
    "/{meeting_id}/live/stream",
    summary="Follow a meeting as a stream",
    response_class=StreamingResponse,
    responses=STREAM,
)
async def live_stream(
    meeting_id: str,
    request: Request,
    session: PublicSession,
    last_event_id: LastEventId = None,
    wait: Wait = LONGEST_S,
) -> StreamingResponse:
    """Every change as a server-sent event that holds the whole view: who was away has missed nothing.

    The stream rests while the doors are closed.
    """
    await _newest(session, meeting_id)
    followed: Broadcast[Message] = request.app.state.live

    async def messages() -> AsyncIterator[bytes]:
        async for message in followed.follow(meeting_id, last_event_id, wait):
            yield HEARTBEAT if message is None else message.data

    return StreamingResponse(messages(), media_type=MEDIA_TYPE, headers=HEADERS)


async def _newest(session: PublicSession, meeting_id: str) -> Live:
    """Raises Gone with the tombstone for a meeting that was withdrawn, or NotFound."""
    try:
        return await queries.newest_live(session, meeting_id)
    except NotFound:
        await publications.current(session, meeting_id)
        raise
