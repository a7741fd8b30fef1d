"""Orders to publish at a time. The worker carries them out; what blocks is checked both now and at the hour."""

import datetime as dt
from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.kernel import event
from api.domain.kernel.actor import SYSTEM, Actor
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid, NotFound
from api.domain.meetings import service as meetings
from api.domain.publications.schemas import PublishOrder
from api.domain.publications.service import examine
from api.domain.publications.tables import ScheduledPublication


async def schedule(
    session: AsyncSession, actor: Actor, meeting_id: str, order: PublishOrder, at: dt.datetime, now: dt.datetime
) -> ScheduledPublication:
    """Order a publication at a time to come. What blocks now is told now; it is checked again at the hour.

    Raises Invalid for a time that has passed, GuardRefused as :func:`~api.domain.publications.service.publish` does.
    """
    if at <= now:
        raise Invalid("That time has passed.", (FieldError("/at", "must be in the future"),))
    await examine(session, meeting_id, order, now)
    scheduled = ScheduledPublication(
        meeting_id=meeting_id,
        kind=order.kind,
        at=at,
        change_note=order.change_note,
        overrides=[override.model_dump(mode="json") for override in order.overrides],
        ordered_by=actor.name,
    )
    session.add(scheduled)
    await session.flush()
    event.record(
        session,
        actor,
        "publication.scheduled",
        ("meeting", meeting_id),
        body_id=await meetings.body_of(session, meeting_id),
        after={"at": at.isoformat(), "kind": order.kind, "overrides": scheduled.overrides},
    )
    return scheduled


async def scheduled_of(session: AsyncSession, meeting_id: str) -> list[ScheduledPublication]:
    """The meeting's orders, the next one to be carried out first."""
    query = (
        select(ScheduledPublication)
        .where(ScheduledPublication.meeting_id == meeting_id)
        .order_by(col(ScheduledPublication.at))
    )
    return list((await session.scalars(query)).all())


async def get_scheduled(session: AsyncSession, scheduled_id: str) -> ScheduledPublication:
    """Raises NotFound."""
    scheduled = await session.get(ScheduledPublication, scheduled_id)
    if scheduled is None:
        raise NotFound(f"There is no scheduled publication {scheduled_id}.")
    return scheduled


async def cancel(session: AsyncSession, actor: Actor, scheduled: ScheduledPublication) -> ScheduledPublication:
    """Call an order off. Raises GuardRefused ``scheduled`` when it has been carried out already."""
    if scheduled.status != "scheduled":
        raise GuardRefused(
            f"The order is {scheduled.status}.",
            extra={"guard": "scheduled", "remedy": "Withdraw the publication instead, if it must go."},
        )
    scheduled.status = "cancelled"
    await session.flush()
    event.record(
        session,
        actor,
        "publication.schedule_cancelled",
        ("meeting", scheduled.meeting_id),
        body_id=await meetings.body_of(session, scheduled.meeting_id),
    )
    return scheduled


async def next_due(
    session: AsyncSession, now: dt.datetime, but_not: Collection[str] = ()
) -> ScheduledPublication | None:
    """The oldest order whose hour has come, locked; None when there is none that another worker hasn't got.

    ``but_not`` are ids to pass over.
    """
    query = (
        select(ScheduledPublication)
        .where(
            ScheduledPublication.status == "scheduled",
            ScheduledPublication.at <= now,
            col(ScheduledPublication.id).not_in(but_not),
        )
        .order_by(col(ScheduledPublication.at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(query)).one_or_none()


async def fail(session: AsyncSession, scheduled: ScheduledPublication, reason: str) -> None:
    """Note that the order could not be carried out, and why."""
    scheduled.status, scheduled.failure = "failed", reason
    event.record(
        session,
        SYSTEM,
        "publication.schedule_failed",
        ("meeting", scheduled.meeting_id),
        body_id=await meetings.body_of(session, scheduled.meeting_id),
        after={"reason": reason},
    )
