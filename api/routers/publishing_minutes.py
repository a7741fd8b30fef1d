"""Publishing sealed minutes, and taking them back."""

from fastapi import APIRouter, Response

from api.domain.kernel.clock import now
from api.domain.kernel.policy import require
from api.domain.minutes import policy
from api.domain.minutes import service as minutes
from api.domain.publications.minutes import service, standing
from api.domain.publications.minutes.schemas import MinutesPublications, MinutesPublishOrder
from api.domain.publications.schemas import WithdrawOrder
from api.http.conditional import IfMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.routers.dependencies import Administration, ChangesWhatIsPublic, Files, Once, WorkingSession

router = APIRouter(
    prefix="/api/v1/meetings/{meeting_id}/minutes",
    tags=["minutes"],
    route_class=IdempotentRoute,
    responses=problems(401, 403, 404),
)


@router.get("/publications", summary="List versions of the published minutes")
async def publications(meeting_id: str, actor: Administration, session: WorkingSession) -> MinutesPublications:
    """Every version that the public has had, newest first, tombstones included."""
    kept = await minutes.read(session, actor, meeting_id)
    require(policy.can_keep(actor, kept.body_id))
    return await _versions(session, meeting_id)


@router.post(
    "/actions/publish",
    status_code=201,
    summary="Publish the minutes",
    dependencies=[ChangesWhatIsPublic],
    responses=problems(409),
)
async def publish(
    meeting_id: str,
    order: MinutesPublishOrder,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    storage: Files,
    _: Once,
    if_match: IfMatch = None,
) -> MinutesPublications:
    """Publishes the public form of sealed minutes, with its sealed file, beside the meeting's agenda and papers.

    A valid identity number in them blocks; it can be overridden with a reason, which is logged.
    """
    kept = await service.hold(session, actor, meeting_id)
    require_match(if_match, etag_of_revision(kept.row.revision))
    await service.publish(session, actor, storage, kept, order, now())
    response.headers["Location"] = f"/api/v1/published/meetings/{meeting_id}/minutes"
    return await _versions(session, meeting_id)


@router.post(
    "/actions/withdraw",
    summary="Withdraw the minutes",
    dependencies=[ChangesWhatIsPublic],
    responses=problems(409),
)
async def withdraw(
    meeting_id: str,
    order: WithdrawOrder,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> MinutesPublications:
    """Takes every version back. What is left in public is a tombstone with the reason; agenda and papers stand."""
    kept = await service.hold(session, actor, meeting_id)
    require_match(if_match, etag_of_revision(kept.row.revision))
    await service.withdraw(session, actor, kept, order.reason, now())
    return await _versions(session, meeting_id)


async def _versions(session: WorkingSession, meeting_id: str) -> MinutesPublications:
    return MinutesPublications(items=tuple(await standing.history(session, meeting_id)))
