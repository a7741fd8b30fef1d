"""What meetings are made from: the calendar, the standing items, and suggestions."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import is_working_day, now, oslo_date
from api.domain.kernel.errors import NotFound
from api.domain.kernel.policy import require
from api.domain.meeting_plan import preparing, service
from api.domain.meeting_plan.schemas import (
    AgendaSuggestions,
    CalendarDateOut,
    CalendarDatePatch,
    CalendarDates,
    MeetingSuggestion,
    NewCalendarDates,
    NewStandingItems,
    StandingItemOut,
    StandingItems,
)
from api.domain.meeting_plan.tables import CalendarDate, StandingItem
from api.domain.meetings import policy
from api.domain.organisation import service as organisation
from api.domain.organisation.tables import Body
from api.http.conditional import IfMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.routers.dependencies import Administration, Once, WorkingSession
from api.routers.representations import etag_of_schema

router = APIRouter(prefix="/api/v1", tags=["meetings"], route_class=IdempotentRoute, responses=problems(401))

Year = Annotated[int | None, Query(ge=1900, lt=2200, description="Only the days of this year.")]


@router.get("/bodies/{body_id}/standing-items", summary="List standing items", responses=problems(404))
async def standing_items(
    body_id: str, response: Response, actor: Administration, session: WorkingSession
) -> StandingItems:
    """What every agenda of the body has, in its order."""
    await _require_body(session, actor, body_id)
    return _listed(await service.standing_items(session, body_id), response)


@router.put("/bodies/{body_id}/standing-items", summary="Set the standing items", responses=problems(403, 404))
async def set_standing_items(
    body_id: str,
    new: NewStandingItems,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> StandingItems:
    """Puts the list in the place of the old one. Agendas that are made already stay as they are."""
    await _require_body(session, actor, body_id)
    current = _standing(await service.standing_items(session, body_id))
    require_match(if_match, etag_of_schema(current))
    return _listed(await service.replace_standing_items(session, actor, body_id, new.items), response)


@router.get("/bodies/{body_id}/calendar-dates", summary="List the days to meet", responses=problems(404))
async def calendar(body_id: str, actor: Administration, session: WorkingSession, year: Year = None) -> CalendarDates:
    """The body's meeting calendar, earliest day first."""
    await _require_body(session, actor, body_id)
    return CalendarDates(items=tuple(_date(row) for row in await service.calendar(session, body_id, year)))


@router.post(
    "/bodies/{body_id}/calendar-dates", status_code=201, summary="Add days to meet", responses=problems(403, 404, 409)
)
async def add_dates(
    body_id: str, new: NewCalendarDates, actor: Administration, session: WorkingSession, _: Once
) -> CalendarDates:
    """Takes many days into the calendar at once, all or none."""
    await _require_body(session, actor, body_id)
    rows = await service.add_dates(session, actor, body_id, new.dates)
    return CalendarDates(items=tuple(_date(row) for row in rows))


@router.get("/calendar-dates/{date_id}", summary="Get a day to meet", responses=problems(404))
async def get_date(date_id: str, response: Response, actor: Administration, session: WorkingSession) -> CalendarDateOut:
    """One day of a calendar."""
    return _answer(await _date_for(session, actor, date_id), response)


@router.patch("/calendar-dates/{date_id}", summary="Change a day to meet", responses=problems(403, 404, 409))
async def change_date(
    date_id: str,
    patch: CalendarDatePatch,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> CalendarDateOut:
    """Changes a day that no meeting is made from yet."""
    row = await _date_for(session, actor, date_id)
    require_match(if_match, etag_of_revision(row.revision))
    require(policy.can_prepare(actor, row.body_id))
    await service.change_date(session, actor, row, patch)
    return _answer(row, response)


@router.delete(
    "/calendar-dates/{date_id}", status_code=204, summary="Remove a day to meet", responses=problems(403, 404, 409)
)
async def remove_date(date_id: str, actor: Administration, session: WorkingSession, if_match: IfMatch = None) -> None:
    """Takes a day that no meeting is made from out of the calendar."""
    row = await _date_for(session, actor, date_id)
    require_match(if_match, etag_of_revision(row.revision))
    require(policy.can_prepare(actor, row.body_id))
    await service.remove_date(session, actor, row)


@router.get("/bodies/{body_id}/meeting-suggestion", summary="Suggest a meeting", responses=problems(404))
async def meeting_suggestion(
    body_id: str,
    date: Annotated[dt.date, Query(description="The day it is to be on.")],
    actor: Administration,
    session: WorkingSession,
) -> MeetingSuggestion:
    """The number that is next, and title, hours and place as last time."""
    return await preparing.suggest_meeting(session, await _require_body(session, actor, body_id), date)


@router.get("/bodies/{body_id}/agenda-suggestions", summary="Suggest agenda items", responses=problems(404))
async def agenda_suggestions(
    body_id: str,
    actor: Administration,
    session: WorkingSession,
    meeting: Annotated[str | None, Query(description="Leave out what stands on this meeting's agenda.")] = None,
) -> AgendaSuggestions:
    """Standing items, follow-ups that are not settled, and cases that wait: never treated, postponed, returned, or
    left over from a meeting.
    """
    await _require_body(session, actor, body_id)
    return AgendaSuggestions(
        standing_items=_standing(await service.standing_items(session, body_id)).items,
        follow_ups=tuple(await preparing.suggest_follow_ups(session, body_id, meeting, oslo_date(now()))),
        cases=tuple(await preparing.suggest_cases(session, actor, body_id, meeting)),
    )


async def _require_body(session: WorkingSession, actor: Actor, body_id: str) -> Body:
    body = await organisation.get_body(session, body_id)
    require(policy.can_prepare(actor, body.id))
    return body


async def _date_for(session: WorkingSession, actor: Actor, date_id: str) -> CalendarDate:
    row = await service.get_date(session, date_id)
    if not policy.sees_meeting(actor, row.body_id):
        raise NotFound(f"There is no calendar date {date_id}.")
    return row


def _listed(rows: list[StandingItem], response: Response) -> StandingItems:
    view = _standing(rows)
    response.headers["ETag"] = etag_of_schema(view)
    return view


def _standing(rows: list[StandingItem]) -> StandingItems:
    return StandingItems(
        items=tuple(
            StandingItemOut(
                id=row.id,
                type=row.type,
                title=row.title,
                proposal=row.proposal,
                planned_minutes=row.planned_minutes,
            )
            for row in rows
        )
    )


def _answer(row: CalendarDate, response: Response) -> CalendarDateOut:
    response.headers["ETag"] = etag_of_revision(row.revision)
    return _date(row)


def _date(row: CalendarDate) -> CalendarDateOut:
    return CalendarDateOut(
        id=row.id,
        revision=row.revision,
        body_id=row.body_id,
        date=row.date,
        working_day=is_working_day(row.date),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        state="planned" if row.meeting_id is None else "used",
        meeting_id=row.meeting_id,
    )
