"""Work plans: opened, filled, and their entries taken through their states. Rolling is in ``rolling.py``."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, cast

from pydantic.alias_generators import to_camel
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, select

from api.domain.cases.schemas import Lang
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import oslo_date
from api.domain.kernel.errors import Conflict, FieldError, GuardRefused, Invalid, NotFound
from api.domain.kernel.event_types import EventType
from api.domain.kernel.tables import now
from api.domain.meetings import service as meetings
from api.domain.meetings.schemas import NewAgendaItem
from api.domain.meetings.states import PUBLISHABLE
from api.domain.organisation import service as organisation
from api.domain.work_plans import queries, rules
from api.domain.work_plans.queries import BodyPlans
from api.domain.work_plans.rules import Month, Place
from api.domain.work_plans.schemas import EntryMove, EntryPatch, NewEntry, NewWorkPlan
from api.domain.work_plans.tables import EntryState, Recurrence, WorkPlan, WorkPlanEntry

_BECAME: Final[dict[EntryState, EventType]] = {
    "planned": "work_plan_entry.planned",
    "on_agenda": "work_plan_entry.on_agenda",
    "done": "work_plan_entry.done",
    "moved": "work_plan_entry.moved",
    "dropped": "work_plan_entry.dropped",
}


async def create(session: AsyncSession, actor: Actor, new: NewWorkPlan) -> WorkPlan:
    """An empty plan. Raises Invalid for an unknown body, Conflict when the body has a plan for that year."""
    try:
        body = await organisation.get_body(session, new.body_id)
    except NotFound as error:
        raise Invalid(error.detail, (FieldError("/bodyId", "must be the id of a body"),)) from error
    query = select(WorkPlan.id).where(WorkPlan.body_id == body.id, WorkPlan.year == new.year)
    if (existing := await session.scalar(query)) is not None:
        raise Conflict(
            f"The body already has a work plan for {new.year}.",
            (FieldError("/year", "is taken", "taken"),),
            {"workPlanId": existing},
        )
    return await open_plan(session, actor, body.id, new.year, new.title)


async def open_plan(session: AsyncSession, actor: Actor, body_id: str, year: int, title: str) -> WorkPlan:
    """A new, empty plan for a year that has none."""
    plan = WorkPlan(body_id=body_id, year=year, title=title)
    session.add(plan)
    await session.flush()
    event.record(session, actor, "work_plan.created", ("work_plan", plan.id), body_id=body_id, after={"year": year})
    return plan


async def rename(session: AsyncSession, actor: Actor, plan: WorkPlan, title: str) -> None:
    plan.title = title
    await touch(session, plan)
    event.record(session, actor, "work_plan.updated", ("work_plan", plan.id), body_id=plan.body_id)


async def remove(session: AsyncSession, actor: Actor, plan: WorkPlan) -> None:
    """Takes away a plan that nothing was ever written in. Raises GuardRefused ``plan_is_empty``."""
    if await session.scalar(select(func.count()).where(col(WorkPlanEntry.plan_id) == plan.id)):
        raise GuardRefused(
            "The plan has entries.",
            extra={"guard": "plan_is_empty", "remedy": "Remove or drop the entries; a plan in use is kept."},
        )
    await session.delete(plan)
    await session.flush()
    event.record(session, actor, "work_plan.removed", ("work_plan", plan.id), body_id=plan.body_id)


async def add_entry(
    session: AsyncSession, actor: Actor, found: BodyPlans, plan: WorkPlan, new: NewEntry
) -> WorkPlanEntry:
    """A new last entry. Raises Invalid for a meeting of another body or year, or a date outside the year."""
    entry = WorkPlanEntry(
        plan_id=plan.id,
        kind=new.kind,
        title=new.title.strip(),
        item_type=(new.item_type or "decision") if new.kind == "case" else None,
        responsible=new.responsible or None,
        note=new.note or None,
        position=await next_position(session, plan.id),
        **placed(found, plan.year, new.month, new.date, new.meeting_id),
    )
    _recur(entry, plan.year, new.recurrence)
    session.add(entry)
    await touch(session, plan)
    _record(session, actor, "work_plan_entry.added", entry, plan, after={"month": entry.month, "kind": entry.kind})
    return entry


async def change_entry(
    session: AsyncSession, actor: Actor, found: BodyPlans, entry: WorkPlanEntry, patch: EntryPatch
) -> None:
    """Changes what is given. Raises GuardRefused unless it is planned, and Invalid as :func:`add_entry`."""
    rules.require_action("change", entry.state)
    plan, given = found.plans[found.years[entry.plan_id]], patch.model_fields_set
    for name in ("kind", "title", "recurrence"):
        if name in given and getattr(patch, name) is None:
            raise Invalid("A field that can't be empty was given as null.", (FieldError(f"/{name}", "can't be null"),))
    kind = patch.kind or entry.kind
    if kind == "activity" and patch.item_type is not None:
        raise Invalid("An activity has no itemType.", (FieldError("/itemType", "must be null"),))
    entry.kind = kind
    entry.item_type = (patch.item_type or entry.item_type or "decision") if kind == "case" else None
    if patch.title is not None:
        entry.title = patch.title.strip()
    for name in ("responsible", "note"):
        if name in given:
            setattr(entry, name, getattr(patch, name) or None)
    if given & {"month", "date", "meeting_id"}:
        _require_place(patch.month, patch.date, patch.meeting_id)
        for name, value in placed(found, plan.year, patch.month, patch.date, patch.meeting_id).items():
            setattr(entry, name, value)
    if patch.recurrence is not None and patch.recurrence != entry.recurrence:
        _recur(entry, plan.year, patch.recurrence)
    elif entry.recurrence == "each_meeting":
        entry.occurrence = rules.occurrence_of("each_meeting", _place(plan.year, entry))
    _require_free_occurrence(found, entry)
    await touch(session, plan)
    _record(session, actor, "work_plan_entry.updated", entry, plan, after={"fields": sorted(map(to_camel, given))})


async def delete_entry(session: AsyncSession, actor: Actor, found: BodyPlans, entry: WorkPlanEntry) -> None:
    """Takes away a planned entry without a past. Raises GuardRefused ``entry_has_a_past`` for one that was moved here.

    The next time the plan is rolled, a time of a series that was taken away comes back; a dropped one does not.
    """
    rules.require_action("delete", entry.state)
    led_here = any(other.moved_to_id == entry.id for other in found.entries.values())
    if led_here or entry.moved_from_id is not None or entry.case_id is not None:
        raise GuardRefused(
            "The entry was moved here from another meeting.",
            extra={"guard": "entry_has_a_past", "remedy": "Drop it with a reason, so that the trail can be followed."},
        )
    plan = found.plans[found.years[entry.plan_id]]
    await session.delete(entry)
    await touch(session, plan)
    _record(session, actor, "work_plan_entry.removed", entry, plan)


async def move(
    session: AsyncSession, actor: Actor, found: BodyPlans, entry: WorkPlanEntry, order: EntryMove
) -> WorkPlanEntry:
    """Carries the entry on at another meeting or month and leaves a trail. Returns the entry that it goes on as.

    Raises GuardRefused ``still_on_agenda`` while it stands on the agenda of a meeting to come, Invalid for a place of
    another body, one without a plan, or the place where it is.
    """
    rules.require_action("move", entry.state)
    meeting = found.meetings.get(entry.meeting_id or "")
    if entry.state == "on_agenda" and meeting is not None and not found.sitting(meeting).over:
        raise GuardRefused(
            "It stands on the agenda of a meeting that is to come.",
            extra={"guard": "still_on_agenda", "remedy": "Take it off the agenda first."},
        )
    year = order.year if order.year is not None else found.years[entry.plan_id]
    if order.meeting_id is not None:
        year = _meeting_year(found, order.meeting_id)
    plan = found.plans.get(year)
    if plan is None:
        pointer = "/meetingId" if order.meeting_id else "/year"
        raise Invalid(
            f"The body has no work plan for {year}.", (FieldError(pointer, "is in a year without a work plan"),)
        )
    values = placed(found, year, order.month, None, order.meeting_id)
    if (plan.id, values["month"], values["meeting_id"]) == (entry.plan_id, entry.month, entry.meeting_id):
        raise Invalid("The entry is there already.", (FieldError("", "names the place where it is"),))
    way = rules.follows(
        found.planned_entry(entry), Place(Month(year, values["month"]), values["meeting_id"]), found.planned()
    )
    return await carry_out(session, actor, found, way, plan, order.reason.strip())


async def carry_out(
    session: AsyncSession, actor: Actor, found: BodyPlans, way: rules.Move, plan: WorkPlan, reason: str | None
) -> WorkPlanEntry:
    """Makes a move that the rules have given; ``plan`` is the one it goes to."""
    entry = found.entries[way.entry_id]
    source = found.plans[found.years[entry.plan_id]]
    target = await _standing(session, entry, way) if way.merges else None
    carried = target is None
    if target is None:
        target = copy_of(entry, plan.id, way.place, await next_position(session, plan.id))
        target.moved_from_id, target.case_id, target.occurrence = entry.id, entry.case_id, way.occurrence
    entry.state, entry.moved_to_id, entry.reason = "moved", target.id, reason
    await session.flush()
    if carried:
        session.add(target)
    await touch(session, source)
    if plan.id != source.id:
        await touch(session, plan)
    _record(
        session,
        actor,
        "work_plan_entry.moved",
        entry,
        source,
        before={"year": source.year, "month": entry.month},
        after={"year": plan.year, "month": target.month, "movedTo": target.id},
    )
    return target


async def drop(session: AsyncSession, actor: Actor, found: BodyPlans, entry: WorkPlanEntry, reason: str) -> None:
    """Raises GuardRefused unless it is planned."""
    rules.require_action("drop", entry.state)
    await _set_state(session, actor, found, entry, "dropped", reason.strip())


async def done(session: AsyncSession, actor: Actor, found: BodyPlans, entry: WorkPlanEntry) -> None:
    """Raises GuardRefused unless it is open."""
    rules.require_action("done", entry.state)
    await _set_state(session, actor, found, entry, "done")


async def reopen(session: AsyncSession, actor: Actor, found: BodyPlans, entry: WorkPlanEntry) -> None:
    """Takes back that it was done, dropped or moved.

    Raises GuardRefused ``successor_untouched`` when the entry that it was moved to has gone further.
    """
    rules.require_action("reopen", entry.state)
    successor = found.entries.get(entry.moved_to_id or "")
    if successor is not None and successor.moved_from_id == entry.id:
        merged = any(one.moved_to_id == successor.id and one.id != entry.id for one in found.entries.values())
        if successor.state != "planned" or merged:
            raise GuardRefused(
                "The entry that it was moved to has gone further.",
                extra={"guard": "successor_untouched", "remedy": "Reopen that entry first, or go on with it."},
            )
        await session.delete(successor)
        await touch(session, found.plans[found.years[successor.plan_id]])
    entry.moved_to_id = None
    await _set_state(session, actor, found, entry, "planned" if entry.agenda_item_id is None else "on_agenda")


async def put_on_agenda(
    session: AsyncSession, actor: Actor, found: BodyPlans, entry: WorkPlanEntry, meeting_id: str | None
) -> None:
    """Makes the case an item on a meeting's agenda, last in it.

    Raises GuardRefused for an activity (``is_a_case``), for an entry that is not planned and for a meeting that has
    opened; Invalid for a meeting of another body or year, or when there is none to put it on.
    """
    rules.require_action("put_on_agenda", entry.state)
    if entry.kind != "case" or entry.item_type is None:
        raise GuardRefused(
            "An activity is no item of an agenda.",
            extra={"guard": "is_a_case", "remedy": "Make the entry a case first."},
        )
    plan = found.plans[found.years[entry.plan_id]]
    chosen = meeting_id or entry.meeting_id
    if chosen is None:
        raise Invalid("Which meeting's agenda?", (FieldError("/meetingId", "is needed", "required"),))
    values = placed(found, plan.year, None, None, chosen)
    meeting = await meetings.get(session, chosen)
    if meeting.meeting.state not in PUBLISHABLE:
        raise GuardRefused(
            f"The meeting is {meeting.meeting.state}: its agenda is settled.",
            extra={"guard": "meeting_not_opened", "remedy": "Choose a later meeting."},
        )
    item = await meetings.add_item(
        session,
        actor,
        meeting,
        NewAgendaItem(
            type=entry.item_type, title=entry.title, case_id=entry.case_id, lang=cast(Lang, meeting.meeting.lang)
        ),
    )
    added = await meetings.get_item(session, item.id)
    for name, value in values.items():
        setattr(entry, name, value)
    if entry.recurrence == "each_meeting":
        entry.occurrence = chosen
    _require_free_occurrence(found, entry)
    entry.agenda_item_id, entry.case_id = item.id, added.content.handling.case_id
    await _set_state(session, actor, found, entry, "on_agenda")


async def take_off_agenda(session: AsyncSession, actor: Actor, found: BodyPlans, entry: WorkPlanEntry) -> None:
    """Takes the item off the agenda again. Raises GuardRefused ``numbers_frozen`` once the public has seen it."""
    rules.require_action("take_off_agenda", entry.state)
    if entry.agenda_item_id is not None:
        item = await meetings.get_item(session, entry.agenda_item_id)
        meeting = await meetings.get(session, item.item.meeting_id)
        entry.agenda_item_id = None
        await session.flush()
        await meetings.remove_item(session, actor, meeting, item)
    await _set_state(session, actor, found, entry, "planned")


def copy_of(entry: WorkPlanEntry, plan_id: str, place: Place, position: int) -> WorkPlanEntry:
    """The same matter at another place, planned."""
    return WorkPlanEntry(
        plan_id=plan_id,
        kind=entry.kind,
        title=entry.title,
        item_type=entry.item_type,
        responsible=entry.responsible,
        note=entry.note,
        month=place.month.month,
        meeting_id=place.meeting_id,
        position=position,
        recurrence=entry.recurrence,
        series_id=entry.series_id,
        occurrence=entry.occurrence,
    )


def placed(
    found: BodyPlans, year: int, month: int | None, date: dt.date | None, meeting_id: str | None
) -> dict[str, Any]:
    """``month``, ``date`` and ``meeting_id`` of an entry, in accord. Raises Invalid for a place outside the year."""
    if meeting_id is not None:
        if _meeting_year(found, meeting_id) != year:
            raise Invalid(f"The meeting is not in {year}.", (FieldError("/meetingId", f"must be a meeting in {year}"),))
        meeting_date = oslo_date(found.meetings[meeting_id].starts_at)
        return {"month": meeting_date.month, "date": None, "meeting_id": meeting_id}
    if date is not None:
        if date.year != year:
            raise Invalid(f"The date is not in {year}.", (FieldError("/date", f"must be in {year}"),))
        return {"month": date.month, "date": date, "meeting_id": None}
    return {"month": month, "date": None, "meeting_id": None}


async def next_position(session: AsyncSession, plan_id: str) -> int:
    last = await session.scalar(select(func.max(col(WorkPlanEntry.position))).where(WorkPlanEntry.plan_id == plan_id))
    return 0 if last is None else int(last) + 1


async def touch(session: AsyncSession, plan: WorkPlan) -> None:
    """Raise the plan's revision: something in it has changed."""
    plan.updated_at = now()
    await session.flush()


async def load(session: AsyncSession, body_id: str, today: dt.date) -> BodyPlans:
    """All that is planned for the body. Raises NotFound."""
    return await queries.of_body(session, body_id, today)


def _require_place(month: int | None, date: dt.date | None, meeting_id: str | None) -> None:
    if month is None and date is None and meeting_id is None:
        raise Invalid("An entry needs a place in the year.", (FieldError("/month", "give a month, date or meetingId"),))


def _meeting_year(found: BodyPlans, meeting_id: str) -> int:
    meeting = found.meetings.get(meeting_id)
    if meeting is None:
        raise Invalid(
            f"The body has no meeting {meeting_id}.", (FieldError("/meetingId", "must be a meeting of the body"),)
        )
    return oslo_date(meeting.starts_at).year


def _place(year: int, entry: WorkPlanEntry) -> Place:
    return Place(Month(year, entry.month), entry.meeting_id)


def _recur(entry: WorkPlanEntry, year: int, recurrence: Recurrence) -> None:
    """Begin a series with this entry, or end the one that it belongs to."""
    if recurrence != "none":
        entry.occurrence = rules.occurrence_of(recurrence, _place(year, entry))
        entry.series_id = entry.id
    entry.recurrence = recurrence


def _require_free_occurrence(found: BodyPlans, entry: WorkPlanEntry) -> None:
    taken = [
        other
        for other in found.entries.values()
        if other.id != entry.id
        and other.state != "moved"
        and other.series_id is not None
        and (other.series_id, other.occurrence) == (entry.series_id, entry.occurrence)
    ]
    if taken:
        raise Conflict("What recurs stands at that meeting already.", extra={"entryId": taken[0].id})


async def _standing(session: AsyncSession, entry: WorkPlanEntry, way: rules.Move) -> WorkPlanEntry | None:
    """The entry of the same series that stands for the move's occurrence."""
    return (
        await session.scalars(
            select(WorkPlanEntry).where(
                WorkPlanEntry.series_id == entry.series_id,
                WorkPlanEntry.occurrence == way.occurrence,
                WorkPlanEntry.state != "moved",
            )
        )
    ).one_or_none()


async def _set_state(
    session: AsyncSession,
    actor: Actor,
    found: BodyPlans,
    entry: WorkPlanEntry,
    state: EntryState,
    reason: str | None = None,
) -> None:
    before, entry.state, entry.reason = entry.state, state, reason
    plan = found.plans[found.years[entry.plan_id]]
    await touch(session, plan)
    _record(session, actor, _BECAME[state], entry, plan, before={"state": before}, after={"state": state})


def _record(
    session: AsyncSession,
    actor: Actor,
    what: EventType,
    entry: WorkPlanEntry,
    plan: WorkPlan,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Tells of the change without its words: a plan is for the body, the feed is for more."""
    event.record(session, actor, what, ("work_plan_entry", entry.id), body_id=plan.body_id, before=before, after=after)
