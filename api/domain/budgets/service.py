"""Budgets begun, written, resolved on, and moved within. Funds are in ``funds.py``, the accounts in ``accounts.py``."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, delete, select

from api.domain.budgets import queries, rules
from api.domain.budgets.queries import Found
from api.domain.budgets.rules import BudgetAction, BudgetState, Line, VersionKind
from api.domain.budgets.schemas import (
    Basis,
    BudgetAdoption,
    NewBudget,
    NewMove,
    PriceAdjustment,
    WantedContributions,
    WantedLine,
)
from api.domain.budgets.tables import Budget, BudgetContribution, BudgetLine, BudgetMove, BudgetVersion, Fund
from api.domain.cost_sharing import agreements
from api.domain.cost_sharing.tables import CostSharingVersion
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import Conflict, FieldError, GuardRefused, Invalid, NotFound
from api.domain.kernel.event_types import EventType
from api.domain.kernel.money import json_nok
from api.domain.kernel.tables import now
from api.domain.organisation import service as organisation
from api.domain.resolutions import queries as resolutions
from api.domain.resolutions.rules import ENDED

_BECAME: Final[dict[BudgetAction, EventType]] = {
    "recommend": "budget.recommended",
    "take_back": "budget.taken_back",
    "adopt": "budget.adopted",
    "amend": "budget.opened_for_amendment",
    "close": "budget.closed",
}


async def create(session: AsyncSession, actor: Actor, new: NewBudget, last_year: Found | None) -> Budget:
    """A draft: empty, or with the lines and contributions of ``last_year`` as they are now.

    Raises Invalid for an unknown body or a budget that is not an earlier one of the same body, Conflict when the body
    has a budget for that year.
    """
    for field, body_id in (("bodyId", new.body_id), ("adoptingBodyId", new.adopting_body_id)):
        try:
            await organisation.get_body(session, body_id)
        except NotFound as error:
            raise Invalid(error.detail, (FieldError(f"/{field}", "must be the id of a body"),)) from error
    if new.adopting_body_id == new.body_id:
        raise Invalid(
            "One body recommends and another adopts.",
            (FieldError("/adoptingBodyId", "must be another body (kommuneloven § 14-8)"),),
        )
    if last_year is not None and (last_year.budget.body_id != new.body_id or last_year.budget.year >= new.year):
        raise Invalid(
            "A budget begins from an earlier one of the same body.",
            (FieldError("/lastYearId", "must be an earlier budget of the body"),),
        )
    taken = await session.scalar(select(Budget.id).where(Budget.body_id == new.body_id, Budget.year == new.year))
    if taken is not None:
        detail = f"The body already has a budget for {new.year}."
        raise Conflict(detail, (FieldError("/year", "is taken", "taken"),), {"budgetId": taken})
    budget = Budget(**new.model_dump(by_alias=False))
    session.add(budget)
    await session.flush()
    if last_year is not None:
        _write(session, budget, last_year.current)
        budget.shared_by_id = last_year.budget.shared_by_id
        session.add_all(
            BudgetContribution(budget_id=budget.id, municipality_id=municipality_id, amount_nok=amount)
            for municipality_id, amount in last_year.contributions.items()
        )
    await session.flush()
    _record(session, actor, "budget.created", budget, after={"year": new.year, "lastYearId": new.last_year_id})
    return budget


async def rename(session: AsyncSession, actor: Actor, budget: Budget, title: str) -> None:
    before = {"title": budget.title}
    budget.title = title
    await session.flush()
    _record(session, actor, "budget.updated", budget, before=before, after={"title": title})


async def remove(session: AsyncSession, actor: Actor, found: Found) -> None:
    """Take away a draft that no body has resolved on. Raises GuardRefused ``budget_never_recommended``."""
    budget = found.budget
    if budget.state != "draft" or found.versions or found.reports:
        raise GuardRefused(
            "The budget has been before a body, or accounts are held against it.",
            extra={"guard": "budget_never_recommended", "remedy": "It stays: what was resolved is kept."},
        )
    following = await session.scalar(select(Budget.id).where(Budget.last_year_id == budget.id))
    if following is not None:
        raise Conflict("Another budget was begun from this one.", extra={"budgetId": following})
    await session.delete(budget)
    await session.flush()
    _record(session, actor, "budget.removed", budget, before={"year": budget.year})


async def write_lines(session: AsyncSession, actor: Actor, found: Found, wanted: Iterable[WantedLine]) -> None:
    """Puts these lines in place of all there are. Raises GuardRefused ``budget_open``, Invalid."""
    rules.require_open(found.budget.state)
    known = {line.key for line in found.lines}
    funds = set(await session.scalars(select(Fund.id).where(Fund.body_id == found.budget.body_id)))
    lines: list[Line] = []
    for index, one in enumerate(wanted):
        if one.line_key is not None and one.line_key not in known:
            detail = "must be the key of a line of this budget, once"
            raise Invalid("A line is not known.", (FieldError(f"/lines/{index}/lineKey", detail),))
        if one.fund_id is not None and one.fund_id not in funds:
            detail = "must be the id of a fund of the body"
            raise Invalid("A fund is not known.", (FieldError(f"/lines/{index}/fundId", detail),))
        known.discard(one.line_key or "")
        lines.append(Line(one.line_key or "", one.kind, one.text, one.amount_nok, one.source, one.fund_id))
    before = rules.balance(found.lines)
    await _rewrite(session, found.budget, lines)
    _record(
        session,
        actor,
        "budget.lines_changed",
        found.budget,
        before={"sumNok": json_nok(before.expenses)},
        after={"sumNok": json_nok(rules.balance(lines).expenses), "lines": len(lines)},
    )


async def adjust_prices(
    session: AsyncSession, actor: Actor, found: Found, last_year: Found | None, order: PriceAdjustment
) -> None:
    """Sets the chosen lines to last year's amounts and the percentage of them.

    Raises GuardRefused ``budget_open``, Invalid for a line that last year's budget lacks.
    """
    rules.require_open(found.budget.state)
    base = {line.key: line.amount for line in last_year.current} if last_year else {}
    here = {line.key for line in found.lines}
    for index, key in enumerate(order.line_keys):
        if key not in base or key not in here:
            detail = "must be the key of a line that last year's budget has, too"
            raise Invalid("A line can't be adjusted.", (FieldError(f"/lineKeys/{index}", detail),))
    chosen = set(order.line_keys)
    lines = [
        Line(
            one.key,
            one.kind,
            one.text,
            rules.adjusted(base[one.key], order.percent, order.nearest) if one.key in chosen else one.amount,
            one.source,
            one.fund_id,
        )
        for one in found.lines
    ]
    await _rewrite(session, found.budget, lines)
    after = {"percent": str(order.percent), "lines": len(chosen), "sumNok": json_nok(rules.balance(lines).expenses)}
    _record(session, actor, "budget.prices_adjusted", found.budget, after=after)


async def set_contributions(
    session: AsyncSession, actor: Actor, found: Found, wanted: Mapping[str, Decimal], agreement_id: str | None
) -> None:
    """Puts these contributions by municipality in place of all there are.

    Raises GuardRefused ``budget_open``, and as :func:`_shared_by` does.
    """
    budget = found.budget
    rules.require_open(budget.state)
    shared_by = None if agreement_id is None else await _shared_by(session, budget.year, wanted, agreement_id)
    budget.shared_by_id = None if shared_by is None else shared_by.id
    await session.execute(delete(BudgetContribution).where(col(BudgetContribution.budget_id) == budget.id))
    session.add_all(
        BudgetContribution(budget_id=budget.id, municipality_id=municipality_id, amount_nok=amount)
        for municipality_id, amount in wanted.items()
    )
    await _touch(session, budget)
    total = json_nok(sum(wanted.values(), rules.ZERO))
    by = {} if shared_by is None else {"agreementId": shared_by.agreement_id, "agreementVersion": shared_by.number}
    _record(session, actor, "budget.contributions_set", budget, after={"sumNok": total, **by})


async def _shared_by(
    session: AsyncSession, year: int, wanted: Mapping[str, Decimal], agreement_id: str
) -> CostSharingVersion:
    """Raises Invalid for an unknown agreement, and as :func:`agreements.version_that_shares` does."""
    try:
        found = await agreements.get(session, agreement_id, drafts=False)
    except NotFound as error:
        raise Invalid(error.detail, (FieldError("/agreementId", "must be the id of an agreement"),)) from error
    return await agreements.version_that_shares(session, found, year, wanted)


async def wanted_contributions(session: AsyncSession, given: WantedContributions) -> dict[str, Decimal]:
    """What was given, by municipality. Raises Invalid for an unknown municipality or one that is named twice."""
    known = set(await queries.municipalities(session))
    wanted: dict[str, Decimal] = {}
    for index, one in enumerate(given.items):
        if one.municipality_id not in known:
            detail = "must be the id of a municipality, once"
            raise Invalid("A municipality is not known.", (FieldError(f"/items/{index}/municipalityId", detail),))
        known.discard(one.municipality_id)
        wanted[one.municipality_id] = one.amount_nok
    return wanted


async def recommend(session: AsyncSession, actor: Actor, found: Found, basis: Basis) -> None:
    """The board recommends the budget to the body that adopts it.

    Raises GuardRefused ``budget_state``, ``sources_meet_sum`` with the difference, ``contributions_meet_lines`` when
    it is shared among municipalities and not to the sum; Invalid for a resolution that isn't the board's.
    """
    to = rules.after("recommend", found.budget.state)
    _require_whole(found)
    await _add_version(session, actor, found, "recommended", basis, found.budget.body_id)
    await _take_on(session, actor, found.budget, "recommend", to)


async def take_back(session: AsyncSession, actor: Actor, found: Found, reason: str) -> None:
    """Open a recommended budget to be written anew. The version that was recommended stays."""
    to = rules.after("take_back", found.budget.state)
    await _take_on(session, actor, found.budget, "take_back", to, reason=reason)


async def adopt(session: AsyncSession, actor: Actor, found: Found, order: BudgetAdoption) -> None:
    """The other body adopts the budget, or an amendment of it. Raises as :func:`recommend` does."""
    to = rules.after("adopt", found.budget.state)
    _require_whole(found)
    await _add_version(session, actor, found, "adopted", order, found.budget.adopting_body_id)
    found.budget.board_may_move = order.board_may_move
    await _take_on(session, actor, found.budget, "adopt", to, boardMayMove=order.board_may_move)


async def amend(session: AsyncSession, actor: Actor, found: Found) -> None:
    """Open an adopted budget to be amended. It begins with what was moved in its lines."""
    to = rules.after("amend", found.budget.state)
    await _rewrite(session, found.budget, found.current)
    await _take_on(session, actor, found.budget, "amend", to)


async def close(session: AsyncSession, actor: Actor, found: Found) -> None:
    """The year is over: nothing is moved any more."""
    to = rules.after("close", found.budget.state)
    await _take_on(session, actor, found.budget, "close", to)


async def move(session: AsyncSession, actor: Actor, found: Found, new: NewMove) -> BudgetMove:
    """Move an amount within the frame by authority of the board.

    Raises GuardRefused ``budget_in_force``, ``budget_not_closed``, ``board_authority``, ``within_frame`` with what is
    missing; Invalid for an unknown line or resolution.
    """
    budget = found.budget
    rules.require_in_force(budget.state)
    if budget.state == "closed":
        raise GuardRefused("The budget is closed.", extra={"guard": "budget_not_closed", "remedy": "The year is over."})
    if not budget.board_may_move:
        raise GuardRefused(
            "The board was not given authority to move amounts.",
            extra={"guard": "board_authority", "remedy": "Have the adopting body amend the budget."},
        )
    taken_from, given_to = found.line(new.from_key), found.line(new.to_key)
    if taken_from is None:
        raise Invalid("A line is not known.", (FieldError("/fromKey", "must be the key of a line"),))
    if given_to is None or given_to.kind != "expense":
        raise Invalid("The line is no expense.", (FieldError("/toKey", "must be the key of an expense"),))
    rules.require_within_frame(taken_from, new.amount_nok)
    if new.resolution_id is not None:
        await _require_resolution(session, actor, new.resolution_id, budget.body_id)
    made = BudgetMove(budget_id=budget.id, version=budget.version, made_by=actor.name, **new.model_dump(by_alias=False))
    session.add(made)
    await _touch(session, budget)
    after = {"from": taken_from.text, "to": given_to.text, "amountNok": json_nok(new.amount_nok), "reason": new.reason}
    _record(session, actor, "budget.moved_within_frame", budget, after=after)
    return made


def _require_whole(found: Found) -> None:
    rules.require_balanced(found.lines)
    if found.contributions:
        rules.require_contributions(found.lines, found.contributions.values())


async def _add_version(
    session: AsyncSession, actor: Actor, found: Found, kind: VersionKind, basis: Basis, body_id: str
) -> None:
    if basis.resolution_id is not None:
        await _require_resolution(session, actor, basis.resolution_id, body_id)
    found.budget.version += 1
    session.add(
        BudgetVersion(
            budget_id=found.budget.id,
            number=found.budget.version,
            kind=kind,
            lines=[line_as_json(line) for line in found.lines],
            resolution_id=basis.resolution_id,
            reference=basis.reference,
            made_by=actor.name,
        )
    )


async def _require_resolution(session: AsyncSession, actor: Actor, resolution_id: str, body_id: str) -> None:
    """That the actor may read it, that it stands and that the body made it. Raises Invalid."""
    try:
        found = await resolutions.get(session, await resolutions.reach_of(session, actor), resolution_id)
    except NotFound as error:
        raise Invalid(error.detail, (FieldError("/resolutionId", "must be the id of a resolution"),)) from error
    if found.body.id != body_id or found.resolution.state in ENDED:
        body = await organisation.get_body(session, body_id)
        raise Invalid(
            f"The resolution {found.number} is no standing one of {body.name}.",
            (FieldError("/resolutionId", f"must be a standing resolution of {body.name}"),),
        )


def line_as_json(line: Line) -> dict[str, Any]:
    return {
        "key": line.key,
        "kind": line.kind,
        "text": line.text,
        "amountNok": json_nok(line.amount),
        "source": line.source,
        "fundId": line.fund_id,
    }


def line_from_json(stored: Mapping[str, Any]) -> Line:
    return Line(
        stored["key"],
        stored["kind"],
        stored["text"],
        Decimal(stored["amountNok"]),
        stored["source"],
        stored["fundId"],
    )


async def _rewrite(session: AsyncSession, budget: Budget, lines: Iterable[Line]) -> None:
    await session.execute(delete(BudgetLine).where(col(BudgetLine.budget_id) == budget.id))
    _write(session, budget, lines)
    await _touch(session, budget)


def _write(session: AsyncSession, budget: Budget, lines: Iterable[Line]) -> None:
    for position, line in enumerate(lines):
        row = BudgetLine(
            budget_id=budget.id,
            key=line.key,
            position=position,
            kind=line.kind,
            text=line.text,
            amount_nok=line.amount,
            source=line.source,
            fund_id=line.fund_id,
        )
        row.key = line.key or row.id
        session.add(row)


async def _touch(session: AsyncSession, budget: Budget) -> None:
    """Counts the change on the budget, so that whoever writes at the same time is refused."""
    budget.updated_at = now()
    await session.flush()


async def _take_on(
    session: AsyncSession, actor: Actor, budget: Budget, action: BudgetAction, to: BudgetState, **more: str | bool
) -> None:
    before = {"state": budget.state}
    budget.state = to
    await session.flush()
    _record(session, actor, _BECAME[action], budget, before=before, after={"state": to, **more})


def _record(
    session: AsyncSession,
    actor: Actor,
    what: EventType,
    budget: Budget,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    event.record(session, actor, what, ("budget", budget.id), body_id=budget.body_id, before=before, after=after)
