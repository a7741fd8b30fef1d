"""Single entries of work plans: changed, moved, dropped, put on an agenda, done."""

from fastapi import APIRouter, Response

from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now, oslo_date
from api.domain.kernel.errors import NotFound
from api.domain.kernel.policy import require
from api.domain.work_plans import policy, queries, service, views
from api.domain.work_plans.queries import BodyPlans
from api.domain.work_plans.schemas import EntryDrop, EntryMove, EntryOut, EntryPatch, PutOnAgenda
from api.domain.work_plans.tables import WorkPlanEntry
from api.http.conditional import IfMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.routers.dependencies import Administration, Once, SignedIn, WorkingSession

router = APIRouter(
    prefix="/api/v1/work-plan-entries", tags=["work-plans"], route_class=IdempotentRoute, responses=problems(401)
)


@router.get("/{entry_id}", summary="Get an entry", responses=problems(404))
async def get_entry(entry_id: str, response: Response, actor: SignedIn, session: WorkingSession) -> EntryOut:
    """One entry, with where it was moved from and to."""
    found, entry = await _entry_for(session, actor, entry_id)
    return _answer(found, entry, response)


@router.patch("/{entry_id}", summary="Change an entry", responses=problems(403, 404, 409))
async def change_entry(
    entry_id: str,
    patch: EntryPatch,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> EntryOut:
    """Changes the fields that are given, of an entry that is planned. A new place here leaves no trail; a move does."""
    found, entry = await _seen(session, actor, entry_id, if_match)
    await service.change_entry(session, actor, found, entry, patch)
    return await _reread(session, found, entry, response)


@router.delete("/{entry_id}", status_code=204, summary="Delete an entry", responses=problems(403, 404, 409))
async def delete_entry(entry_id: str, actor: Administration, session: WorkingSession, if_match: IfMatch = None) -> None:
    """Takes away a planned entry that was never moved. What the body has seen planned is better dropped."""
    found, entry = await _seen(session, actor, entry_id, if_match)
    await service.delete_entry(session, actor, found, entry)


@router.post("/{entry_id}/actions/move", summary="Move an entry on", responses=problems(403, 404, 409))
async def move(
    entry_id: str,
    order: EntryMove,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> EntryOut:
    """Moves an entry to another meeting or month, with a reason.

    Answers the entry that it goes on as; the old one stays as a trail.
    """
    found, entry = await _seen(session, actor, entry_id, if_match)
    return await _reread(session, found, await service.move(session, actor, found, entry, order), response)


@router.post("/{entry_id}/actions/drop", summary="Drop an entry", responses=problems(403, 404, 409))
async def drop(
    entry_id: str,
    order: EntryDrop,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> EntryOut:
    """Says that it will not be done after all, and why."""
    found, entry = await _seen(session, actor, entry_id, if_match)
    await service.drop(session, actor, found, entry, order.reason)
    return await _reread(session, found, entry, response)


@router.post("/{entry_id}/actions/done", summary="Mark an entry as done", responses=problems(403, 404, 409))
async def done(
    entry_id: str,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> EntryOut:
    """Says that the case was handled or the activity done."""
    found, entry = await _seen(session, actor, entry_id, if_match)
    await service.done(session, actor, found, entry)
    return await _reread(session, found, entry, response)


@router.post("/{entry_id}/actions/reopen", summary="Reopen an entry", responses=problems(403, 404, 409))
async def reopen(
    entry_id: str,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> EntryOut:
    """Takes back that it was done, dropped or moved; a move only while nothing came of the entry that it went on as."""
    found, entry = await _seen(session, actor, entry_id, if_match)
    await service.reopen(session, actor, found, entry)
    return await _reread(session, found, entry, response)


@router.post(
    "/{entry_id}/actions/put-on-agenda", summary="Put an entry on an agenda", responses=problems(403, 404, 409)
)
async def put_on_agenda(
    entry_id: str,
    order: PutOnAgenda,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> EntryOut:
    """Makes a planned case the last item on the agenda of a meeting of the body."""
    found, entry = await _seen(session, actor, entry_id, if_match)
    await service.put_on_agenda(session, actor, found, entry, order.meeting_id)
    return await _reread(session, found, entry, response)


@router.post(
    "/{entry_id}/actions/take-off-agenda", summary="Take an entry off its agenda", responses=problems(403, 404, 409)
)
async def take_off_agenda(
    entry_id: str,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> EntryOut:
    """Removes its item from an agenda that is not published, and plans it again."""
    found, entry = await _seen(session, actor, entry_id, if_match)
    await service.take_off_agenda(session, actor, found, entry)
    return await _reread(session, found, entry, response)


async def _entry_for(session: WorkingSession, actor: Actor, entry_id: str) -> tuple[BodyPlans, WorkPlanEntry]:
    entry = await queries.get_entry(session, entry_id)
    plan = await queries.get_plan(session, entry.plan_id)
    if not policy.sees_plan(actor, plan.body_id):
        raise NotFound(f"There is no entry {entry_id} in a work plan.")
    return await queries.of_body(session, plan.body_id, oslo_date(now())), entry


async def _seen(
    session: WorkingSession, actor: Actor, entry_id: str, if_match: str | None
) -> tuple[BodyPlans, WorkPlanEntry]:
    found, entry = await _entry_for(session, actor, entry_id)
    require(policy.can_change(actor, found.body.id))
    require_match(if_match, etag_of_revision(entry.revision))
    return found, entry


async def _reread(session: WorkingSession, found: BodyPlans, entry: WorkPlanEntry, response: Response) -> EntryOut:
    return _answer(await queries.of_body(session, found.body.id, found.today), entry, response)


def _answer(found: BodyPlans, entry: WorkPlanEntry, response: Response) -> EntryOut:
    response.headers["ETag"] = etag_of_revision(entry.revision)
    return views.entry(found, entry)
