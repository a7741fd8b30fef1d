"""Plans read whole, with the meetings and agenda items that they point to."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.kernel.clock import oslo_date
from api.domain.kernel.errors import NotFound
from api.domain.meetings import queries as meetings
from api.domain.meetings.states import MeetingState
from api.domain.meetings.tables import AgendaItem, Meeting
from api.domain.organisation import service as organisation
from api.domain.organisation.tables import Body
from api.domain.work_plans.rules import SETTLED, Month, Place, Planned, Sitting
from api.domain.work_plans.tables import WorkPlan, WorkPlanEntry

_OVER: frozenset[MeetingState] = frozenset({"held", "minutes_approved", "closed", "cancelled"})


@dataclass(frozen=True)
class BodyPlans:
    """Everything that is planned for a body: its plans by year, all their entries, its meetings in order."""

    body: Body
    plans: Mapping[int, WorkPlan]
    entries: Mapping[str, WorkPlanEntry]
    meetings: Mapping[str, Meeting]
    items: Mapping[str, AgendaItem]
    today: dt.date

    @property
    def years(self) -> dict[str, int]:
        """The year of each plan, by its id."""
        return {plan.id: year for year, plan in self.plans.items()}

    def sittings(self) -> list[Sitting]:
        return [self.sitting(meeting) for meeting in self.meetings.values()]

    def sitting(self, meeting: Meeting) -> Sitting:
        date = oslo_date(meeting.starts_at)
        return Sitting(meeting.id, date, over=meeting.state in _OVER or date < self.today)

    def planned(self) -> list[Planned]:
        """Every entry as the rules see it."""
        years = self.years
        return [self._planned(entry, years) for entry in self.entries.values()]

    def planned_entry(self, entry: WorkPlanEntry) -> Planned:
        return self._planned(entry, self.years)

    def _planned(self, entry: WorkPlanEntry, years: Mapping[str, int]) -> Planned:
        item = self.items.get(entry.agenda_item_id or "")
        return Planned(
            id=entry.id,
            place=Place(Month(years[entry.plan_id], entry.month), entry.meeting_id),
            position=entry.position,
            kind=entry.kind,
            date=entry.date,
            state=entry.state,
            recurrence=entry.recurrence,
            series_id=entry.series_id,
            occurrence=entry.occurrence,
            settled=item is not None and item.state in SETTLED,
            home=None if entry.recurrence == "each_meeting" else self._home(entry, years),
        )

    def _home(self, entry: WorkPlanEntry, years: Mapping[str, int]) -> Month:
        first = entry
        while (before := self.entries.get(first.moved_from_id or "")) is not None:
            first = before
        return Month(years[first.plan_id], first.month)


async def get_plan(session: AsyncSession, plan_id: str) -> WorkPlan:
    """Raises NotFound."""
    plan = await session.get(WorkPlan, plan_id)
    if plan is None:
        raise NotFound(f"There is no work plan {plan_id}.")
    return plan


async def get_entry(session: AsyncSession, entry_id: str) -> WorkPlanEntry:
    """Raises NotFound."""
    entry = await session.get(WorkPlanEntry, entry_id)
    if entry is None:
        raise NotFound(f"There is no entry {entry_id} in a work plan.")
    return entry


async def of_body(session: AsyncSession, body_id: str, today: dt.date) -> BodyPlans:
    """All plans of the body. Raises NotFound for an unknown body."""
    body = await organisation.get_body(session, body_id)
    plans = (await session.scalars(select(WorkPlan).where(WorkPlan.body_id == body_id))).all()
    entries = (
        await session.scalars(
            select(WorkPlanEntry)
            .where(col(WorkPlanEntry.plan_id).in_([plan.id for plan in plans]))
            .order_by(col(WorkPlanEntry.plan_id), col(WorkPlanEntry.position))
        )
    ).all()
    linked = [entry.agenda_item_id for entry in entries if entry.agenda_item_id is not None]
    return BodyPlans(
        body,
        {plan.year: plan for plan in plans},
        {entry.id: entry for entry in entries},
        {meeting.id: meeting for meeting in await meetings.of_body(session, body_id)},
        await meetings.items(session, linked),
        today,
    )


async def page(
    session: AsyncSession,
    limit: int,
    position: tuple[int, str] | None,
    *,
    backwards: bool = False,
    bodies: Collection[str] | None = None,
    body_id: str | None = None,
    year: int | None = None,
) -> list[WorkPlan]:
    """Up to ``limit`` plans, latest year first, after ``position`` (year and id); of ``bodies`` only, unless None."""
    order = sa.tuple_(col(WorkPlan.year), col(WorkPlan.id))
    query = select(WorkPlan)
    if bodies is not None:
        query = query.where(col(WorkPlan.body_id).in_(bodies))
    if body_id is not None:
        query = query.where(WorkPlan.body_id == body_id)
    if year is not None:
        query = query.where(WorkPlan.year == year)
    if position is not None:
        here = sa.tuple_(*(sa.literal(value) for value in position))
        query = query.where(order > here if backwards else order < here)
    parts = (col(WorkPlan.year), col(WorkPlan.id))
    ordered = query.order_by(*(part.asc() if backwards else part.desc() for part in parts)).limit(limit)
    return list((await session.scalars(ordered)).all())
