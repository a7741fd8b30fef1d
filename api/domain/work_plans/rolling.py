"""Rolling a plan on from meeting to meeting and from year to year; what is done stands in ``rules.roll``."""

from collections.abc import Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.work_plans import rules, service
from api.domain.work_plans.queries import BodyPlans
from api.domain.work_plans.rules import Addition, Roll
from api.domain.work_plans.tables import WorkPlan, WorkPlanEntry


def outlook(found: BodyPlans, plan: WorkPlan) -> Roll:
    """What rolling the plan would do today."""
    return rules.roll(found.planned(), found.sittings(), plan.year, found.plans.keys(), found.today)


async def roll(session: AsyncSession, actor: Actor, found: BodyPlans, plan: WorkPlan) -> Roll:
    """Rolls the plan on; opens the plan of the year that the next meeting is in, when something goes there."""
    result = outlook(found, plan)
    if result.is_empty:
        return result
    plans = dict(found.plans)
    places = [one.place for one in result.moves] + [one.place for one in result.additions]
    for year in sorted({place.month.year for place in places} - plans.keys()):
        title = _title_for(plan, year)
        plans[year] = await service.open_plan(session, actor, plan.body_id, year, title)
    for entry_id in result.done:
        await service.done(session, actor, found, found.entries[entry_id])
    for move in result.moves:
        await service.carry_out(session, actor, found, move, plans[move.place.month.year], None)
    await _add(session, found.entries, plans, result.additions)
    await service.touch(session, plan)
    event.record(
        session,
        actor,
        "work_plan.rolled",
        ("work_plan", plan.id),
        body_id=plan.body_id,
        after={"done": len(result.done), "moved": len(result.moves), "added": len(result.additions)},
    )
    return result


async def copy_to_next_year(session: AsyncSession, actor: Actor, found: BodyPlans, plan: WorkPlan) -> WorkPlan:
    """The next year's plan with the times there of all that recurs. What it has already is not added again."""
    year = plan.year + 1
    target = found.plans.get(year)
    if target is None:
        target = await service.open_plan(session, actor, plan.body_id, year, _title_for(plan, year))
    additions = rules.missing_occurrences(found.planned(), found.sittings(), {year}, found.today)
    await _add(session, found.entries, {year: target}, additions)
    await service.touch(session, target)
    event.record(
        session,
        actor,
        "work_plan.copied",
        ("work_plan", plan.id),
        body_id=plan.body_id,
        after={"to": target.id, "added": len(additions)},
    )
    return target


async def _add(
    session: AsyncSession,
    entries: Mapping[str, WorkPlanEntry],
    plans: Mapping[int, WorkPlan],
    additions: Iterable[Addition],
) -> None:
    for addition in additions:
        plan = plans[addition.place.month.year]
        entry = service.copy_of(
            entries[addition.template_id], plan.id, addition.place, await service.next_position(session, plan.id)
        )
        entry.occurrence = addition.occurrence
        session.add(entry)
        await service.touch(session, plan)


def _title_for(plan: WorkPlan, year: int) -> str:
    """The plan's own title, with the other year in it."""
    return plan.title.replace(str(plan.year), str(year))
