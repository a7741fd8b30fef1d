"""The publishing desk: is it ready, how will it look, publish, schedule, withdraw."""

import datetime as dt
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Query, Response
from starlette.responses import HTMLResponse
from starlette.responses import Response as AnyResponse

from api.domain.kernel.clock import clock_time, long_date, notice_deadlines, now, oslo_date
from api.domain.kernel.schemas import Schema
from api.domain.papers import inhability
from api.domain.publications import scheduling, service
from api.domain.publications.board import MemberView, for_member
from api.domain.publications.readiness import Finding, unsettled
from api.domain.publications.schemas import (
    FindingOut,
    PublicationOut,
    PublishOrder,
    ReadinessOut,
    ScheduledPublicationOut,
    WithdrawOrder,
)
from api.domain.publications.snapshot import Kind
from api.domain.publications.tables import ScheduledPublication
from api.http.conditional import IfMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.languages import AcceptedLanguage
from api.http.openapi import problems
from api.http.security import download_headers
from api.outputs import pdf
from api.outputs.labels import t
from api.outputs.publication import render
from api.routers.dependencies import (
    Administration,
    ChangesWhatIsPublic,
    ConfiguredSettings,
    Files,
    Once,
    WorkingSession,
)
from api.routers.loading import require_preparing
from api.routers.pages import preview_page

router = APIRouter(prefix="/api/v1", tags=["publishing"], route_class=IdempotentRoute, responses=problems(401))

WhatToPublish = Annotated[Kind, Query(description="The agenda alone, or all the papers.")]


class MeetingPublications(Schema):
    """Versions newest first, and the orders for what is to come."""

    items: tuple[PublicationOut, ...]
    scheduled: tuple[ScheduledPublicationOut, ...]


@router.get("/meetings/{meeting_id}/readiness", summary="Is it ready to be published?", responses=problems(404))
async def readiness(
    meeting_id: str, kind: WhatToPublish, actor: Administration, session: WorkingSession, language: AcceptedLanguage
) -> ReadinessOut:
    """Everything to look at before publishing, with severity and place."""
    await require_preparing(session, actor, meeting_id)
    draft = await service.draft(session, meeting_id, kind, now())
    facts = draft.facts
    deadlines = notice_deadlines(oslo_date(facts.starts_at), facts.agenda_notice_days, facts.papers_notice_days)
    return ReadinessOut(
        ready=not unsettled(draft.findings, ()),
        agenda_deadline=deadlines.agenda,
        papers_deadline=deadlines.papers,
        findings=tuple(_finding(finding, language) for finding in draft.findings),
    )


@router.get(
    "/meetings/{meeting_id}/preview",
    summary="Preview as the public will see it",
    responses={
        **problems(404),
        200: {
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Snapshot"}},
                "text/html": {"schema": {"type": "string"}},
                "application/pdf": {"schema": {"type": "string", "format": "binary"}},
            }
        },
    },
    response_class=AnyResponse,
)
async def preview(
    meeting_id: str,
    kind: WhatToPublish,
    actor: Administration,
    session: WorkingSession,
    settings: ConfiguredSettings,
    language: AcceptedLanguage,
    representation: Annotated[
        Literal["json", "html", "pdf"], Query(alias="format", description="As data, as the page or as the file.")
    ] = "json",
) -> AnyResponse:
    """What publishing would show now, redacted alike. Nothing is written."""
    await require_preparing(session, actor, meeting_id)
    snapshot = (await service.draft(session, meeting_id, kind, now())).snapshot
    private = {"Cache-Control": "private, no-store"}
    if representation == "html":
        return HTMLResponse(preview_page(snapshot, language, settings), headers=private)
    if representation == "pdf":
        data = await to_thread.run_sync(lambda: pdf.agenda(snapshot, base_url=settings.public_url, attachments={}))
        headers = {**private, **download_headers(f"{snapshot.meeting.number}.pdf", "application/pdf", "inline")}
        return AnyResponse(data, media_type="application/pdf", headers=headers)
    return AnyResponse(snapshot.model_dump_json(), media_type="application/json", headers=private)


@router.get("/meetings/{meeting_id}/member-preview", summary="Preview as a member will see it", responses=problems(404))
async def member_preview(
    meeting_id: str,
    kind: WhatToPublish,
    actor: Administration,
    session: WorkingSession,
    response: Response,
    person_id: Annotated[
        str | None, Query(alias="personId", description="The member; without one, somebody who is inhabile in nothing.")
    ] = None,
) -> MemberView:
    """What publishing would give the board now: what is closed is there, but for items that the member is inhabile in.

    Nothing is written.
    """
    await require_preparing(session, actor, meeting_id)
    view = await service.board_draft(session, meeting_id, kind, now())
    response.headers["Cache-Control"] = "private, no-store"
    return for_member(view, await inhability.withheld_from(session, person_id) if person_id else frozenset())


@router.get("/meetings/{meeting_id}/publications", summary="List versions and orders", responses=problems(404))
async def publications(meeting_id: str, actor: Administration, session: WorkingSession) -> MeetingPublications:
    """Every version that the public has had, tombstones included, and what is scheduled."""
    await require_preparing(session, actor, meeting_id)
    return MeetingPublications(
        items=tuple(await service.history(session, meeting_id)),
        scheduled=tuple(_scheduled(row) for row in await scheduling.scheduled_of(session, meeting_id)),
    )


@router.post(
    "/meetings/{meeting_id}/actions/publish",
    status_code=201,
    summary="Publish, now or at a time",
    dependencies=[ChangesWhatIsPublic],
    responses={**problems(403, 404, 409), 202: {"model": ScheduledPublicationOut, "description": "Scheduled"}},
)
async def publish(
    meeting_id: str,
    order: PublishOrder,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    storage: Files,
    settings: ConfiguredSettings,
    _: Once,
) -> PublicationOut | ScheduledPublicationOut:
    """Publishes the agenda or the papers as the next version; with ``at`` it is done then.

    Refused while something blocks; findings that can be overridden take a reason, which is logged.
    """
    await require_preparing(session, actor, meeting_id)
    if order.at is not None:
        response.status_code = 202
        return _scheduled(await scheduling.schedule(session, actor, meeting_id, order, order.at, now()))
    publication = await service.publish(session, actor, storage, render(settings.public_url), meeting_id, order, now())
    response.headers["Location"] = f"/api/v1/published/publications/{publication.id}"
    return next(entry for entry in await service.history(session, meeting_id) if entry.id == publication.id)


@router.post(
    "/meetings/{meeting_id}/actions/withdraw",
    summary="Withdraw a meeting",
    dependencies=[ChangesWhatIsPublic],
    responses=problems(403, 404, 409),
)
async def withdraw(
    meeting_id: str, order: WithdrawOrder, actor: Administration, session: WorkingSession, _: Once
) -> MeetingPublications:
    """Takes every version back. What is left in public is a tombstone with the reason."""
    await require_preparing(session, actor, meeting_id)
    await service.withdraw(session, actor, meeting_id, order.reason, now())
    return await publications(meeting_id, actor, session)


@router.post(
    "/publications/{publication_id}/actions/withdraw",
    summary="Withdraw a superseded version",
    dependencies=[ChangesWhatIsPublic],
    responses=problems(403, 404, 409),
)
async def withdraw_version(
    publication_id: str, order: WithdrawOrder, actor: Administration, session: WorkingSession, _: Once
) -> MeetingPublications:
    """Takes one superseded version back, such as one that said too much."""
    await require_preparing(session, actor, await service.meeting_of(session, publication_id))
    withdrawal = await service.withdraw_version(session, actor, publication_id, order.reason, now())
    return await publications(withdrawal.meeting_id, actor, session)


@router.post(
    "/scheduled-publications/{scheduled_id}/actions/cancel",
    summary="Call off a scheduled publication",
    responses=problems(403, 404, 409),
)
async def cancel(
    scheduled_id: str, actor: Administration, session: WorkingSession, _: Once, if_match: IfMatch = None
) -> ScheduledPublicationOut:
    """Calls the order off. Refused when it has been carried out."""
    scheduled = await scheduling.get_scheduled(session, scheduled_id)
    await require_preparing(session, actor, scheduled.meeting_id)
    require_match(if_match, etag_of_revision(scheduled.revision))
    return _scheduled(await scheduling.cancel(session, actor, scheduled))


def _finding(finding: Finding, language: str) -> FindingOut:
    return FindingOut(
        severity=finding.severity,
        code=finding.code,
        message=t(language, f"readiness.{finding.code}", **_printed(finding.values, language)),
        path=finding.path,
        item_id=finding.item_id,
        item_number=finding.item_number,
        attachment_id=finding.attachment_id,
        overridable=finding.overridable,
    )


def _printed(values: dict[str, str], language: str) -> dict[str, str]:
    """The finding's values as a reader writes them: a moment in full instead of in ISO 8601."""
    if "deadline" not in values:
        return values
    deadline = dt.datetime.fromisoformat(values["deadline"])
    return {**values, "deadline": f"{long_date(oslo_date(deadline), language)} {clock_time(deadline)}"}


def _scheduled(row: ScheduledPublication) -> ScheduledPublicationOut:
    return ScheduledPublicationOut(
        id=row.id,
        revision=row.revision,
        meeting_id=row.meeting_id,
        kind=row.kind,
        at=row.at,
        change_note=row.change_note,
        status=row.status,
        failure=row.failure,
        publication_id=row.publication_id,
    )
