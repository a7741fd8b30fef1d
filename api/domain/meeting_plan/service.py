"""A body's calendar and standing items: read and changed."""

import datetime as dt
from collections.abc import Sequence

from pydantic.alias_generators import to_camel
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, delete, select

from api.domain.kernel import event, richtext
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import Conflict, FieldError, GuardRefused, Invalid, NotFound
from api.domain.meeting_plan.schemas import CalendarDatePatch, NewCalendarDate, StandingItemFields
from api.domain.meeting_plan.tables import CalendarDate, StandingItem


async def standing_items(session: AsyncSession, body_id: str) -> list[StandingItem]:
    """The body's standing items in their order."""
    query = select(StandingItem).where(StandingItem.body_id == body_id).order_by(col(StandingItem.position))
    return list((await session.scalars(query)).all())


async def replace_standing_items(
    session: AsyncSession, actor: Actor, body_id: str, items: Sequence[StandingItemFields]
) -> list[StandingItem]:
    """Put this list in the place of the old one. Raises Invalid for a text outside the schema."""
    await session.execute(delete(StandingItem).where(col(StandingItem.body_id) == body_id))
    rows = [
        StandingItem(
            body_id=body_id,
            position=position,
            type=item.type,
            title=item.title,
            proposal=_checked(item, position),
            planned_minutes=item.planned_minutes,
        )
        for position, item in enumerate(items)
    ]
    session.add_all(rows)
    await session.flush()
    event.record(
        session, actor, "body.standing_items_changed", ("body", body_id), body_id=body_id, after={"items": len(rows)}
    )
    return rows


async def calendar(session: AsyncSession, body_id: str, year: int | None = None) -> list[CalendarDate]:
    """The days on which the body is to meet, or met, earliest first; of one year or all."""
    query = select(CalendarDate).where(CalendarDate.body_id == body_id).order_by(col(CalendarDate.date))
    if year is not None:
        query = query.where(col(CalendarDate.date).between(dt.date(year, 1, 1), dt.date(year, 12, 31)))
    return list((await session.scalars(query)).all())


async def add_dates(
    session: AsyncSession, actor: Actor, body_id: str, dates: Sequence[NewCalendarDate]
) -> list[CalendarDate]:
    """Take these days into the calendar, all or none. Raises Conflict with the days that are there already."""
    wanted = [new.date for new in dates]
    there = {row.date for row in await calendar(session, body_id)}
    twice = [at for at, date in enumerate(wanted) if date in there or date in wanted[:at]]
    if twice:
        raise Conflict(
            "The calendar holds a day once.",
            tuple(FieldError(f"/dates/{at}/date", "is in the calendar already", "taken") for at in twice),
        )
    rows = [CalendarDate(body_id=body_id, **new.model_dump(by_alias=False)) for new in dates]
    session.add_all(rows)
    await session.flush()
    event.record(
        session,
        actor,
        "calendar.dates_added",
        ("body", body_id),
        body_id=body_id,
        after={"dates": [str(date) for date in wanted]},
    )
    return sorted(rows, key=lambda row: row.date)


async def get_date(session: AsyncSession, date_id: str) -> CalendarDate:
    """Raises NotFound."""
    row = await session.get(CalendarDate, date_id)
    if row is None:
        raise NotFound(f"There is no calendar date {date_id}.")
    return row


async def change_date(session: AsyncSession, actor: Actor, row: CalendarDate, patch: CalendarDatePatch) -> None:
    """Change what ``patch`` names. Raises GuardRefused ``date_unused`` once a meeting is made from it."""
    _require_unused(row)
    given = patch.model_fields_set
    for name in ("date", "starts_at"):
        if name in given and getattr(patch, name) is None:
            pointer = f"/{to_camel(name)}"
            raise Invalid("A field that can't be empty was given as null.", (FieldError(pointer, "can't be null"),))
    if patch.date is not None and patch.date != row.date:
        query = select(CalendarDate.id).where(CalendarDate.body_id == row.body_id, CalendarDate.date == patch.date)
        if await session.scalar(query) is not None:
            raise Conflict("The calendar holds a day once.", (FieldError("/date", "is in the calendar already"),))
    before = str(row.date)
    for name in given:
        setattr(row, name, getattr(patch, name))
    if row.ends_at is not None and row.ends_at <= row.starts_at:
        raise Invalid("The meeting would end before it starts.", (FieldError("/endsAt", "must be after startsAt"),))
    await session.flush()
    event.record(
        session,
        actor,
        "calendar.date_changed",
        ("body", row.body_id),
        body_id=row.body_id,
        before={"date": before},
        after={"date": str(row.date), "fields": sorted(given)},
    )


async def remove_date(session: AsyncSession, actor: Actor, row: CalendarDate) -> None:
    """Take the day out of the calendar. Raises GuardRefused ``date_unused`` once a meeting is made from it."""
    _require_unused(row)
    await session.delete(row)
    await session.flush()
    event.record(
        session,
        actor,
        "calendar.date_removed",
        ("body", row.body_id),
        body_id=row.body_id,
        before={"date": str(row.date)},
    )


def _require_unused(row: CalendarDate) -> None:
    if row.meeting_id is not None:
        raise GuardRefused(
            "A meeting is made from this day.",
            extra={"guard": "date_unused", "remedy": "Move or cancel the meeting itself."},
        )


def _checked(item: StandingItemFields, position: int) -> dict[str, object] | None:
    if item.proposal is None:
        return None
    try:
        return richtext.validate(richtext.with_ids(item.proposal))
    except Invalid as error:
        raise Invalid(
            error.detail,
            tuple(FieldError(f"/items/{position}/proposal{f.pointer}", f.detail, f.code) for f in error.errors),
        ) from error
