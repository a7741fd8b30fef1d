"""Rows as the API shows them."""

from collections.abc import Iterator
from typing import Literal

from api.domain.kernel.actor import Actor
from api.domain.kernel.policy import Allow
from api.domain.meetings.tables import Meeting
from api.domain.work_plans import policy, rules
from api.domain.work_plans.queries import BodyPlans
from api.domain.work_plans.rules import Place, Roll, Sitting
from api.domain.work_plans.schemas import (
    EntryItem,
    EntryOut,
    EntryTrail,
    PlanMeeting,
    RolledEntry,
    WorkPlanOut,
    WorkPlanSummary,
)
from api.domain.work_plans.tables import WorkPlan, WorkPlanEntry


def summary(plan: WorkPlan) -> WorkPlanSummary:
    return WorkPlanSummary(id=plan.id, revision=plan.revision, body_id=plan.body_id, year=plan.year, title=plan.title)


def whole(found: BodyPlans, plan: WorkPlan, actor: Actor) -> WorkPlanOut:
    """The plan as ``actor`` sees it."""
    sittings = {one.id: one for one in found.sittings()}
    planned = [one for one in found.planned() if one.place.month.year == plan.year]
    following = rules.next_sitting(sittings.values(), found.today)
    return WorkPlanOut(
        **summary(plan).model_dump(by_alias=False),
        may_change=isinstance(policy.can_change(actor, plan.body_id), Allow),
        meetings=tuple(
            _meeting(found, meeting)
            for meeting in found.meetings.values()
            if sittings[meeting.id].date.year == plan.year
        ),
        next_meeting=_meeting(found, found.meetings[following.id]) if following else None,
        entries=tuple(_entry(found, found.entries[one.id], sittings) for one in rules.in_order(planned, sittings)),
    )


def entry(found: BodyPlans, row: WorkPlanEntry) -> EntryOut:
    return _entry(found, row, {one.id: one for one in found.sittings()})


def _entry(found: BodyPlans, row: WorkPlanEntry, sittings: dict[str, Sitting]) -> EntryOut:
    item = found.items.get(row.agenda_item_id or "")
    return EntryOut(
        id=row.id,
        revision=row.revision,
        plan_id=row.plan_id,
        kind=row.kind,
        title=row.title,
        item_type=row.item_type,
        responsible=row.responsible,
        note=row.note,
        month=row.month,
        date=row.date,
        meeting_id=row.meeting_id,
        position=row.position,
        recurrence=row.recurrence,
        state=row.state,
        due=rules.is_due(found.planned_entry(row), sittings, found.today),
        reason=row.reason,
        moved_to=_trail(found, row.moved_to_id),
        moved_from=_trail(found, row.moved_from_id),
        case_id=row.case_id,
        agenda_item=EntryItem(id=item.id, meeting_id=item.meeting_id, number=item.number, state=item.state)
        if item
        else None,
    )


def rolled(found: BodyPlans, roll: Roll) -> tuple[RolledEntry, ...]:
    """A roll, line by line."""

    def lines() -> Iterator[RolledEntry]:
        for entry_id in roll.done:
            yield RolledEntry(what="done", title=found.entries[entry_id].title)
        for move in roll.moves:
            yield _rolled(found, "moved", move.entry_id, move.place)
        for addition in roll.additions:
            yield _rolled(found, "added", addition.template_id, addition.place)
        for entry_id in roll.stranded:
            yield RolledEntry(what="stranded", title=found.entries[entry_id].title)

    return tuple(lines())


def _rolled(found: BodyPlans, what: Literal["moved", "added"], entry_id: str, place: Place) -> RolledEntry:
    meeting = found.meetings.get(place.meeting_id or "")
    return RolledEntry(
        what=what,
        title=found.entries[entry_id].title,
        year=place.month.year,
        month=place.month.month,
        meeting_number=meeting.number if meeting else None,
    )


def _meeting(found: BodyPlans, meeting: Meeting) -> PlanMeeting:
    return PlanMeeting(
        id=meeting.id,
        number=meeting.number,
        starts_at=meeting.starts_at,
        state=meeting.state,
        over=found.sitting(meeting).over,
    )


def _trail(found: BodyPlans, entry_id: str | None) -> EntryTrail | None:
    row = found.entries.get(entry_id or "")
    if row is None:
        return None
    meeting = found.meetings.get(row.meeting_id or "")
    return EntryTrail(
        id=row.id,
        plan_id=row.plan_id,
        year=found.years[row.plan_id],
        month=row.month,
        meeting_number=meeting.number if meeting else None,
    )
