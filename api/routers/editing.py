"""Writing in an agenda item: who is at it, what was saved before, and what could not be saved."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.domain.cases import locks, rules, versions
from api.domain.cases import service as cases
from api.domain.cases.schemas import (
    Editing,
    ItemVersions,
    Lock,
    TakeLock,
    VersionContent,
    VersionOut,
    VersionSummary,
)
from api.domain.cases.tables import EditLock, HandlingVersion
from api.domain.kernel.actor import Actor
from api.domain.meetings import service, views
from api.domain.meetings.schemas import AgendaItemOut, AgendaItemPatch
from api.http.conditional import IfMatch, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.routers.dependencies import CaseWorker, Once, WorkingSession
from api.routers.loading import item_for
from api.routers.representations import etag_of_schema

router = APIRouter(
    prefix="/api/v1/agenda-items/{item_id}", tags=["cases"], route_class=IdempotentRoute, responses=problems(401)
)

Number = Annotated[int, Path(ge=1, le=1_000_000)]


@router.get("/versions", summary="List versions of an agenda item's texts", responses=problems(404))
async def list_versions(item_id: str, actor: CaseWorker, session: WorkingSession) -> ItemVersions:
    """Who saved the texts when, newest first. Automatic savings in a row by one person are one version."""
    entry = await item_for(session, actor, item_id)
    found = await versions.history(session, entry.item.handling_id)
    return ItemVersions(items=tuple(VersionSummary.model_validate(_head(version)) for version in found))


@router.get("/versions/{number}", summary="Get a version of an agenda item's texts", responses=problems(404))
async def get_version(item_id: str, number: Number, actor: CaseWorker, session: WorkingSession) -> VersionOut:
    """The title, the proposals and the case text as they were."""
    entry = await item_for(session, actor, item_id)
    return _whole(await versions.get(session, entry.item.handling_id, number))


@router.post("/versions", status_code=201, summary="Keep a text that could not be saved", responses=problems(403, 404))
async def keep_conflict(
    item_id: str, written: VersionContent, actor: CaseWorker, session: WorkingSession, _: Once
) -> VersionOut:
    """Keeps a text that somebody else's came before (412), as a version to be read and taken up again."""
    entry = await item_for(session, actor, item_id)
    return _whole(await cases.keep_conflict(session, actor, entry.content, written))


@router.post("/versions/{number}/actions/restore", summary="Restore a version", responses=problems(403, 404))
async def restore(
    item_id: str,
    number: Number,
    response: Response,
    actor: CaseWorker,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> AgendaItemOut:
    """Makes the texts what they were in that version. It becomes the newest; those between are kept.

    While a proposal is closed, those that are not open now come back closed.
    """
    entry = await item_for(session, actor, item_id)
    require_match(if_match, etag_of_schema(views.agenda_item(entry)))
    version = _whole(await versions.get(session, entry.item.handling_id, number))
    content = versions.without_opening(version.content, entry.content.proposals)
    patch = AgendaItemPatch.model_validate(content.model_dump(mode="json"))
    entry = await service.update_item(session, actor, entry, patch, kind="restored", restored_from=number)
    view = views.agenda_item(entry)
    response.headers["ETag"] = etag_of_schema(view)
    return view


@router.get("/editing", summary="See who is writing in an agenda item", responses=problems(404))
async def see_editing(item_id: str, actor: CaseWorker, session: WorkingSession) -> Editing:
    """The lock that holds now, if any."""
    entry = await item_for(session, actor, item_id)
    return await _editing(session, actor, entry.item.handling_id)


@router.post("/actions/take-lock", summary="Begin or go on writing", responses=problems(403, 404, 409))
async def take_lock(item_id: str, asked: TakeLock, actor: CaseWorker, session: WorkingSession, _: Once) -> Editing:
    """Takes the lock, or refreshes one's own: it holds for two minutes. While another has it, 409 names the holder.

    The lock keeps two people from writing unawares. Whether a change is saved, If-Match alone settles.
    """
    entry = await item_for(session, actor, item_id)
    await locks.take(session, actor, entry.item.handling_id, take_over=asked.take_over)
    return await _editing(session, actor, entry.item.handling_id)


@router.post("/actions/release-lock", status_code=204, summary="Stop writing", responses=problems(403, 404))
async def release_lock(item_id: str, actor: CaseWorker, session: WorkingSession, _: Once) -> None:
    """Lets go of one's own lock. Nothing happens to another's."""
    entry = await item_for(session, actor, item_id)
    await locks.release(session, actor, entry.item.handling_id)


async def _editing(session: WorkingSession, actor: Actor, handling_id: str) -> Editing:
    lock = await locks.current(session, handling_id)
    other = lock and await versions.newest_of_another(session, handling_id, actor.id, lock.since)
    return Editing(
        lock=_lock(lock, actor) if lock else None,
        newest_by_another=VersionSummary.model_validate(_head(other)) if other else None,
    )


def _lock(lock: EditLock, actor: Actor) -> Lock:
    return Lock(
        holder=lock.account_name,
        is_mine=lock.account_id == actor.id,
        since=lock.since,
        expires_at=lock.refreshed_at + rules.LOCK_LIFETIME,
    )


def _head(version: HandlingVersion) -> dict[str, object]:
    return {
        "number": version.number,
        "kind": version.kind,
        "saved_by": version.saved_by_name,
        "saved_at": version.saved_at,
        "restored_from": version.restored_from,
    }


def _whole(version: HandlingVersion) -> VersionOut:
    return VersionOut.model_validate({**_head(version), "content": version.content})
