"""Papers for members: what the board was given, closed content included, and how far it is read."""

from fastapi import APIRouter, Request
from starlette.responses import Response as AnyResponse

from api.domain.deliberation import demands
from api.domain.deliberation import service as room
from api.domain.deliberation.orders import DemandOrdinaryMeeting, WithdrawDemand
from api.domain.deliberation.schemas import MeetingDemands
from api.domain.kernel.clock import now, oslo_date
from api.domain.minutes import queries as minutes
from api.domain.minutes.schemas import MyMinutes
from api.domain.papers import inhability, service
from api.domain.papers.schemas import MemberPapers, MyPapers, Seen
from api.http.conditional import IfNoneMatch
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.ranges import RANGED, file_responses
from api.routers.dependencies import Files, SignedIn, WorkingSession
from api.routers.representations import represent, working_file

router = APIRouter(prefix="/api/v1/papers", tags=["papers"], route_class=IdempotentRoute, responses=problems(401))


@router.get("/meetings", summary="List my papers")
async def my_meetings(actor: SignedIn, session: WorkingSession) -> MyPapers:
    """Meetings of the bodies that you sit in, unread and changed first. Empty for who sits in none."""
    return MyPapers(items=tuple(await service.mine(session, actor)))


@router.get("/minutes", summary="List minutes that await me")
async def my_minutes(actor: SignedIn, session: WorkingSession) -> MyMinutes:
    """Minutes that were sent to you to comment on or to approve, and that you have not approved yet."""
    return MyMinutes(items=tuple(await minutes.waiting_for(session, actor, oslo_date(now()))))


@router.get("/meetings/{meeting_id}", summary="Get my papers of a meeting", responses=problems(404, 410))
async def my_papers(
    meeting_id: str, actor: SignedIn, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> MemberPapers:
    """The newest papers with closed content; of an item that you are inhabile in, what the public gets."""
    return represent(await service.papers(session, actor, meeting_id), if_none_match)


@router.get(
    "/meetings/{meeting_id}/documents/{document_version_id}",
    summary="Download a document of my papers",
    responses={**problems(404, 410, 416), **file_responses("*/*")},
    response_class=AnyResponse,
    dependencies=[RANGED],
)
async def my_document(
    meeting_id: str,
    document_version_id: str,
    request: Request,
    actor: SignedIn,
    session: WorkingSession,
    storage: Files,
) -> AnyResponse:
    """The file's bytes, or a range of them."""
    found = await service.document(session, actor, meeting_id, document_version_id)
    return working_file(request, storage, found)


@router.get(
    "/meetings/{meeting_id}/demands", summary="List demands for an ordinary meeting", responses=problems(404, 410)
)
async def meeting_demands(meeting_id: str, actor: SignedIn, session: WorkingSession) -> MeetingDemands:
    """For an urgent remote meeting: the ground, and how many members want which case to wait (kommuneloven § 11-8).

    While the meeting goes on, the room has them.
    """
    mine = await service.papers(session, actor, meeting_id)
    return await demands.of_meeting(session, actor, meeting_id, [one.item_id for one in mine.readings])


@router.put(
    "/items/{item_id}/demand",
    status_code=204,
    summary="Demand an ordinary meeting",
    responses=problems(403, 404, 409),
)
async def demand(item_id: str, actor: SignedIn, session: WorkingSession) -> None:
    """Demands that an item of an urgent remote meeting waits for an ordinary one (kommuneloven § 11-8).

    When one third of the body's members demand it, it is postponed at once. It may be done twice, and counts once.
    """
    meeting_id = await inhability.meeting_in_session(session, item_id)
    if meeting_id is None:
        await demands.make(session, actor, item_id, now())
    else:
        await room.enter(session, actor, meeting_id, DemandOrdinaryMeeting(item_id=item_id), now())


@router.delete(
    "/items/{item_id}/demand", status_code=204, summary="Withdraw a demand", responses=problems(403, 404, 409)
)
async def withdraw_demand(item_id: str, actor: SignedIn, session: WorkingSession) -> None:
    """Takes your own demand back, as long as the item is not postponed or decided."""
    meeting_id = await inhability.meeting_in_session(session, item_id)
    if meeting_id is None:
        await demands.withdraw(session, actor, item_id)
    else:
        await room.enter(session, actor, meeting_id, WithdrawDemand(item_id=item_id), now())


@router.put("/items/{item_id}/read", status_code=204, summary="Mark an item as read", responses=problems(404))
async def mark_read(item_id: str, seen: Seen, actor: SignedIn, session: WorkingSession) -> None:
    """Remembers what you have read, for you alone: what comes after is shown as changed."""
    await service.mark_read(session, actor, item_id, seen.fingerprint, now())
