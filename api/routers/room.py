"""The meeting room, for those who lead the meeting and those who take part in it."""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from api.database import Database
from api.database.ddl import ROOM_CHANNEL
from api.domain.deliberation import orders, policy, service, views
from api.domain.deliberation.orders import Order
from api.domain.deliberation.room import Room
from api.domain.deliberation.schemas import RoomOut
from api.domain.deliberation.service import Log
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now
from api.domain.kernel.errors import DomainError, NotFound
from api.http.broadcast import HEADERS, HEARTBEAT, LONGEST_S, MEDIA_TYPE, Broadcast, frame
from api.http.conditional import IfMatch, etag_of_revision, matches, require_match
from api.http.idempotency import IdempotentRoute, idempotency
from api.http.openapi import problems
from api.http.wakeups import Wakeups
from api.routers.dependencies import (
    ConfiguredSettings,
    SignedIn,
    WorkingSession,
    a_person,
    actor_id,
    working_session,
)
from api.routers.live import STREAM, LastEventId, Wait

router = APIRouter(
    prefix="/api/v1/meetings/{meeting_id}/room", tags=["room"], route_class=IdempotentRoute, responses=problems(401)
)

_REFUSALS: Final = problems(403, 404, 409)


@router.get("", summary="Get the meeting room", responses=problems(404))
async def get_room(meeting_id: str, response: Response, actor: SignedIn, session: WorkingSession) -> RoomOut:
    """The room as it stands, for those with a seat in the body and its administration.

    What is closed is left out for union representatives, for who is inhabile in it, and for who follows from elsewhere
    what must be closed. The ETag is `seq`.
    """
    return _answer(await service.read(session, actor, meeting_id), actor, response)


@router.get(
    "/stream", summary="Follow the meeting room as a stream", response_class=StreamingResponse, responses=STREAM
)
async def stream(
    meeting_id: str,
    request: Request,
    configured: ConfiguredSettings,
    last_event_id: LastEventId = None,
    wait: Wait = LONGEST_S,
) -> StreamingResponse:
    """The room as `GET …/room` shows it to the one who asks, whole in each server-sent event; its id is `seq`.

    Who was away has missed nothing. The stream ends when the session does, or the right to see the room.
    """
    database: Database = request.app.state.database
    followed: Broadcast[Room] = request.app.state.rooms

    async def looking() -> Actor:
        """Who asks, by the rights of this moment."""
        async with database.work.begin() as session:
            found = await a_person(request, session, configured)
            await service.require_seen(session, found, meeting_id)
            return found

    await looking()

    async def messages() -> AsyncIterator[bytes]:
        async for seen in followed.follow(meeting_id, last_event_id, wait):
            if seen is None:
                yield HEARTBEAT
                continue
            try:
                viewer = policy.viewer(await looking(), seen)
            except DomainError:
                return
            yield frame(seen.seq, views.shown(seen, viewer).model_dump_json().encode())

    return StreamingResponse(messages(), media_type=MEDIA_TYPE, headers=HEADERS)


def broadcast(database: Database, wakeups: Wakeups) -> Broadcast[Room]:
    """The rooms that are followed in this process, each folded once for all who look."""

    async def look(meeting_id: str) -> Room | None:
        async with database.work() as session:
            try:
                return await service.room_of(session, meeting_id)
            except NotFound:
                return None

    return Broadcast(wakeups, ROOM_CHANNEL, look)


def _answer(log: Log, actor: Actor, response: Response) -> RoomOut:
    response.headers["ETag"] = etag_of_revision(log.room.seq)
    return views.shown(log.room, policy.viewer(actor, log.room))


def _require_seen(if_match: str | None, room: Room) -> None:
    """That whoever leads has seen what those who lead have done.

    What members have done by themselves since, such as voting, makes nobody's view stale. Raises PreconditionRequired,
    PreconditionFailed.
    """
    seen = (etag_of_revision(seq) for seq in range(room.lead_seq, room.seq))
    if if_match is None or not any(matches(if_match, etag, weakly=False) for etag in seen):
        require_match(if_match, etag_of_revision(room.seq))


Endpoint = Callable[..., Awaitable[RoomOut]]


def _endpoint(kind: type[Order]) -> Endpoint:
    """What answers an action: with If-Match where two who lead could get in each other's way."""

    async def carry_out(
        meeting_id: str,
        order: Order,
        response: Response,
        actor: SignedIn,
        session: WorkingSession,
        if_match: IfMatch = None,
    ) -> RoomOut:
        log = await service.hold(session, actor, meeting_id)
        if not kind.by_members and policy.leads(actor, log.room):
            _require_seen(if_match, log.room)
        return _answer(await service.act(session, actor, log, order, now()), actor, response)

    async def by_members(
        meeting_id: str, order: Order, response: Response, actor: SignedIn, session: WorkingSession
    ) -> RoomOut:
        return await carry_out(meeting_id, order, response, actor, session)

    async def without_body(
        meeting_id: str, response: Response, actor: SignedIn, session: WorkingSession, if_match: IfMatch = None
    ) -> RoomOut:
        return await carry_out(meeting_id, kind(), response, actor, session, if_match)

    if not kind.model_fields:
        return without_body
    found = by_members if kind.by_members else carry_out
    found.__annotations__["order"] = kind
    return found


def _offer(kind: type[Order]) -> None:
    """The route of one action."""
    once: list[Any] = [] if kind is orders.CastBallot else [Depends(idempotency(working_session, actor_id))]
    router.add_api_route(
        f"/actions/{kind.action}",
        _endpoint(kind),
        methods=["POST"],
        name=kind.action.replace("-", "_"),
        summary=kind.summary,
        description=inspect.cleandoc(kind.__doc__ or ""),
        responses=_REFUSALS,
        dependencies=once,
    )


for _kind in orders.ORDERS:
    _offer(_kind)
