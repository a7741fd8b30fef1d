"""Inhability: members declare it, the administration records what the body decides."""

from fastapi import APIRouter, Response

from api.domain.deliberation import service as room
from api.domain.deliberation.orders import DeclareInhability
from api.domain.kernel.clock import now
from api.domain.papers import inhability
from api.domain.papers.schemas import Inhabilities, InhabilityOut, InhabilityPatch, NewInhability
from api.domain.papers.tables import Inhability
from api.http.conditional import IfMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.routers.dependencies import Administration, Once, SignedIn, WorkingSession
from api.routers.loading import item_for

router = APIRouter(prefix="/api/v1", tags=["inhability"], route_class=IdempotentRoute, responses=problems(401))


@router.post(
    "/agenda-items/{item_id}/inhabilities",
    status_code=201,
    summary="Declare inhability",
    responses=problems(403, 404, 409),
)
async def declare(
    item_id: str, new: NewInhability, response: Response, actor: SignedIn, session: WorkingSession, _: Once
) -> InhabilityOut:
    """From then on the papers give that person what the public gets of the item (kommuneloven § 11-10).

    A member declares himself; the administration records for whomever it concerns.
    """
    meeting_id = await inhability.meeting_in_session(session, item_id)
    if meeting_id is None:
        return _answer(await inhability.declare(session, actor, item_id, new, now()), response)
    if new.state != "declared":
        raise inhability.settled_in_room()
    # The room has to know at once who steps down.
    order = DeclareInhability(item_id=item_id, person_id=new.person_id, legal_basis=new.legal_basis, reason=new.reason)
    await room.enter(session, actor, meeting_id, order, now())
    person_id = new.person_id or actor.person_id
    entered = next(row for row in await inhability.of_item(session, item_id) if row.person_id == person_id)
    return _answer(entered, response)


@router.get(
    "/agenda-items/{item_id}/inhabilities", summary="List the inhabilities of an item", responses=problems(403, 404)
)
async def list_inhabilities(item_id: str, actor: Administration, session: WorkingSession) -> Inhabilities:
    """All that is declared or decided for an item, with reasons."""
    await item_for(session, actor, item_id)
    return Inhabilities(items=tuple(inhability.shown(row) for row in await inhability.of_item(session, item_id)))


@router.patch("/inhabilities/{inhability_id}", summary="Record a decision", responses=problems(403, 404, 409))
async def decide(
    inhability_id: str,
    patch: InhabilityPatch,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> InhabilityOut:
    """Records what the body decided. Rejected, the member gets the whole item again.

    While the meeting goes on, it is decided by a vote in the meeting room.
    """
    row, body_id = await inhability.get(session, actor, inhability_id)
    require_match(if_match, etag_of_revision(row.revision))
    await inhability.decide(session, actor, row, body_id, patch)
    return _answer(row, response)


def _answer(row: Inhability, response: Response) -> InhabilityOut:
    response.headers["ETag"] = etag_of_revision(row.revision)
    return inhability.shown(row)
