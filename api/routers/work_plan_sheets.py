"""Work plans out to a spreadsheet and in again."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response

from api.domain.kernel.clock import oslo_date
from api.domain.work_plans import importing, rules
from api.domain.work_plans.queries import BodyPlans
from api.domain.work_plans.schemas import ImportPreview
from api.domain.work_plans.tables import WorkPlan
from api.http.conditional import IfMatch
from api.http.idempotency import IdempotentRoute
from api.http.languages import AcceptedLanguage
from api.http.openapi import problems
from api.http.security import download_headers
from api.ingest import work_plan_sheet as ingest
from api.outputs.work_plan_sheet import MEDIA_TYPE, PlanRow, work_plan_sheet
from api.routers.dependencies import Administration, Once, SignedIn, WorkingSession
from api.routers.work_plans import plan_for, seen

router = APIRouter(
    prefix="/api/v1/work-plans", tags=["work-plans"], route_class=IdempotentRoute, responses=problems(401)
)


@router.get(
    "/{plan_id}/export.xlsx",
    summary="Get a work plan as a spreadsheet",
    response_class=Response,
    responses={
        **problems(404),
        200: {
            "description": "The spreadsheet",
            "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
        },
    },
)
async def export(plan_id: str, actor: SignedIn, session: WorkingSession, lang: AcceptedLanguage) -> Response:
    """The plan for Excel, in the language of Accept-Language. It can be changed there and imported again."""
    found, plan = await plan_for(session, actor, plan_id)
    content = await to_thread.run_sync(work_plan_sheet, plan.title, found.body.name, _rows(found, plan), lang)
    headers = download_headers(f"arbeidsplan-{found.body.slug}-{plan.year}.xlsx", MEDIA_TYPE, "attachment")
    headers |= {"Cache-Control": "private, no-cache", "Vary": "Accept-Language"}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)


@router.post("/{plan_id}/imports", summary="Import a spreadsheet into a work plan", responses=problems(403, 404, 415))
async def import_sheet(
    plan_id: str,
    file: Annotated[UploadFile, File(description="A spreadsheet (.xlsx) with a header row.")],
    actor: Administration,
    session: WorkingSession,
    _: Once,
    accept: Annotated[
        bool, Form(description="False to see what the sheet would add and change; true to do it.")
    ] = False,
    if_match: IfMatch = None,
) -> ImportPreview:
    """Shows what a spreadsheet adds and changes, with what is wrong in which cell; or does it, all or nothing.

    Send it first without `accept`, then again with it and the same `If-Match`: what was shown is what is done. Entries
    that the sheet doesn't have stay. An entry is known by its reference, else by its title and place.
    """
    found, plan = await seen(session, actor, plan_id, if_match)
    sheet = await to_thread.run_sync(ingest.read, await file.read())
    if not accept:
        return importing.preview(found, plan, sheet)
    return await importing.accept(session, actor, found, plan, sheet)


def _rows(found: BodyPlans, plan: WorkPlan) -> list[PlanRow]:
    sittings = {one.id: one for one in found.sittings()}
    rows = []
    for planned in rules.in_order((one for one in found.planned() if one.place.month.year == plan.year), sittings):
        entry = found.entries[planned.id]
        meeting = found.meetings.get(entry.meeting_id or "")
        rows.append(
            PlanRow(
                reference=entry.id,
                month=entry.month,
                meeting=meeting.number if meeting else None,
                meeting_date=oslo_date(meeting.starts_at) if meeting else None,
                date=entry.date,
                kind=entry.kind,
                title=entry.title,
                item_type=entry.item_type,
                responsible=entry.responsible,
                note=entry.note,
                recurrence=entry.recurrence,
                state=entry.state,
                reason=entry.reason,
            )
        )
    return rows
