"""Funds set up, and what is put into them and taken out."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from api.domain.budgets import queries, rules
from api.domain.budgets.schemas import NewFund, NewFundMovement
from api.domain.budgets.tables import Fund, FundMovement
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import Conflict, FieldError, Invalid, NotFound
from api.domain.kernel.money import json_nok
from api.domain.kernel.tables import now
from api.domain.organisation import service as organisation


async def create(session: AsyncSession, actor: Actor, new: NewFund) -> Fund:
    """An empty fund. Raises Invalid for an unknown body, Conflict when it has a fund of that name."""
    try:
        await organisation.get_body(session, new.body_id)
    except NotFound as error:
        raise Invalid(error.detail, (FieldError("/bodyId", "must be the id of a body"),)) from error
    taken = await session.scalar(select(Fund.id).where(Fund.body_id == new.body_id, Fund.name == new.name))
    if taken is not None:
        raise Conflict(f"There is a fund called {new.name}.", (FieldError("/name", "is taken", "taken"),))
    fund = Fund(**new.model_dump(by_alias=False))
    session.add(fund)
    await session.flush()
    event.record(session, actor, "fund.created", ("fund", fund.id), body_id=fund.body_id, after={"name": fund.name})
    return fund


async def add_movement(session: AsyncSession, actor: Actor, fund: Fund, new: NewFundMovement) -> FundMovement:
    """Put something in or take it out. Raises GuardRefused ``fund_has_enough`` with what is missing."""
    there = (await queries.movements(session, [fund.id]))[fund.id]
    rules.require_funded([(row.on_date, row.amount_nok) for row in there], (new.on_date, new.amount_nok))
    made = FundMovement(fund_id=fund.id, made_by=actor.name, **new.model_dump(by_alias=False))
    session.add(made)
    # Counts the change on the fund: of two who take out at once, the later one is refused.
    fund.updated_at = now()
    await session.flush()
    after = {"onDate": new.on_date.isoformat(), "amountNok": json_nok(new.amount_nok), "text": new.text}
    event.record(session, actor, "fund.movement_added", ("fund", fund.id), body_id=fund.body_id, after=after)
    return made
