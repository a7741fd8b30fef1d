"""Agreements on cost sharing: drafted, adopted, brought into force, superseded and terminated, version by version."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cost_sharing import calculating, rules, service, states
from api.domain.cost_sharing.agreement_schemas import (
    AgreementAdoption,
    AgreementContent,
    AgreementPatch,
    AllocationOrder,
    AmountRule,
    NewAgreement,
    Termination,
)
from api.domain.cost_sharing.amounts import amount_in
from api.domain.cost_sharing.calculating import Facts
from api.domain.cost_sharing.schemas import Comparison, ComparisonOrder, CostModel, CostModelKeys
from api.domain.cost_sharing.tables import CostSharingAgreement, CostSharingVersion
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid, NotFound
from api.domain.kernel.event_types import EventType
from api.domain.kernel.sorting import norwegian_key


@dataclass(frozen=True)
class Found:
    """An agreement with its versions, the newest first."""

    agreement: CostSharingAgreement
    versions: tuple[CostSharingVersion, ...]

    @property
    def in_force(self) -> CostSharingVersion | None:
        return next((one for one in self.versions if one.state == "in_force"), None)

    def version(self, number: int) -> CostSharingVersion:
        """Raises NotFound."""
        found = next((one for one in self.versions if one.number == number), None)
        if found is None:
            raise NotFound(f"The agreement has no version {number}.")
        return found


async def listed(session: AsyncSession, *, drafts: bool) -> list[Found]:
    """Every agreement in alphabetical order, with drafts or without; without, one that is nothing else is left out."""
    rows = await session.scalars(select(CostSharingAgreement).order_by(col(CostSharingAgreement.sort_key)))
    return await _with_versions(session, rows, drafts=drafts)


async def get(session: AsyncSession, agreement_id: str, *, drafts: bool) -> Found:
    """Raises NotFound, also when there is nothing but a draft and no drafts are wanted."""
    rows = await session.scalars(select(CostSharingAgreement).where(CostSharingAgreement.id == agreement_id))
    found = await _with_versions(session, rows, drafts=drafts)
    if not found:
        raise NotFound(f"There is no agreement {agreement_id}.")
    return found[0]


async def create(session: AsyncSession, actor: Actor, new: NewAgreement) -> CostSharingAgreement:
    """With a draft as its first version. Raises Invalid as ``_content`` does."""
    agreement = CostSharingAgreement(name=new.name, purpose=new.purpose, sort_key=norwegian_key(new.name))
    session.add(agreement)
    await session.flush()
    session.add(await _new_version(session, agreement.id, 1, new))
    await session.flush()
    _record(session, actor, "cost_sharing_agreement.created", agreement.id, after={"name": new.name})
    return agreement


async def rename(session: AsyncSession, actor: Actor, found: Found, patch: AgreementPatch) -> None:
    agreement = found.agreement
    before = {"name": agreement.name, "purpose": agreement.purpose}
    agreement.name, agreement.purpose, agreement.sort_key = patch.name, patch.purpose, norwegian_key(patch.name)
    await session.flush()
    after = {"name": agreement.name, "purpose": agreement.purpose}
    event.record(
        session,
        actor,
        "cost_sharing_agreement.changed",
        ("cost_sharing_agreement", agreement.id),
        before=before,
        after=after,
    )


async def add_version(session: AsyncSession, actor: Actor, found: Found, content: AgreementContent) -> None:
    """Begins a draft. Raises GuardRefused ``one_draft``, Invalid as ``_content`` does."""
    if any(one.state == "draft" for one in found.versions):
        raise GuardRefused(
            "There is a draft already.", extra={"guard": "one_draft", "remedy": "Change the draft, or adopt it first."}
        )
    number = found.versions[0].number + 1
    session.add(await _new_version(session, found.agreement.id, number, content))
    await session.flush()
    _record(session, actor, "cost_sharing_agreement.version_added", found.agreement.id, after={"version": number})


async def change_draft(
    session: AsyncSession, actor: Actor, version: CostSharingVersion, content: AgreementContent
) -> None:
    """Raises GuardRefused ``version_is_draft``, Invalid as ``_content`` does."""
    states.require_draft(version.state)
    version.model, version.amount = await _content(session, content)
    version.calculation_id = content.calculation_id
    await session.flush()
    _record(session, actor, "cost_sharing_agreement.changed", version.agreement_id, after={"version": version.number})


async def remove_draft(session: AsyncSession, actor: Actor, found: Found, version: CostSharingVersion) -> None:
    """Take a draft away; the agreement goes with it when it has no other version. Raises GuardRefused as a change."""
    states.require_draft(version.state)
    await session.delete(version)
    await session.flush()
    if len(found.versions) == 1:
        await session.delete(found.agreement)
        await session.flush()
    before = {"name": found.agreement.name, "version": version.number}
    _record(session, actor, "cost_sharing_agreement.draft_removed", found.agreement.id, before=before)


async def adopt(session: AsyncSession, actor: Actor, version: CostSharingVersion, adoption: AgreementAdoption) -> None:
    """Adopted as it stands; that the resolution is one is the caller's to see to. Raises GuardRefused, Invalid."""
    states.require("adopt", version.state)
    if (adoption.resolution_id is None) == (adoption.adopted_by is None):
        detail = "It is adopted by a resolution in the register, or by somebody outside of it."
        raise Invalid(detail, (FieldError("/resolutionId", "must be given, or adoptedBy must", "missing"),))
    if adoption.in_force_to is not None and adoption.in_force_to < adoption.in_force_from:
        detail = "It would end before it is in force."
        raise Invalid(detail, (FieldError("/inForceTo", "must not be before inForceFrom", "range"),))
    version.resolution_id, version.adopted_by = adoption.resolution_id, adoption.adopted_by
    version.in_force_from, version.in_force_to = adoption.in_force_from, adoption.in_force_to
    version.state = "adopted"
    await session.flush()
    after = {
        "version": version.number,
        "resolutionId": adoption.resolution_id,
        "inForceFrom": adoption.in_force_from.isoformat(),
    }
    _record(session, actor, "cost_sharing_agreement.adopted", version.agreement_id, after=after)


async def bring_into_force(
    session: AsyncSession, actor: Actor, found: Found, version: CostSharingVersion, today: dt.date
) -> None:
    """From the day that was adopted; the version in force until then is superseded.

    Raises GuardRefused ``version_state`` or ``in_force_date``.
    """
    states.require("bring_into_force", version.state)
    assert version.in_force_from is not None  # noqa: S101 -- the database holds that of what is adopted
    states.require_begun(version.in_force_from, today)
    before = found.in_force
    if before is not None and before.in_force_from is not None:
        before.state = "superseded"
        before.in_force_to = max(before.in_force_from, version.in_force_from - dt.timedelta(days=1))
        before.ended_because = None
        await session.flush()
        _record(
            session,
            actor,
            "cost_sharing_agreement.superseded",
            found.agreement.id,
            after={"version": before.number, "by": version.number},
        )
    version.state = "in_force"
    await session.flush()
    _record(session, actor, "cost_sharing_agreement.in_force", found.agreement.id, after={"version": version.number})


async def terminate(session: AsyncSession, actor: Actor, version: CostSharingVersion, order: Termination) -> None:
    """Ends without another in its place. Raises GuardRefused ``version_state``, Invalid."""
    states.require("terminate", version.state)
    if version.in_force_from is not None and order.last_day < version.in_force_from:
        detail = f"It is in force from {version.in_force_from.isoformat()}: it can't end before."
        raise Invalid(detail, (FieldError("/lastDay", "must not be before inForceFrom", "range"),))
    version.state, version.in_force_to, version.ended_because = "terminated", order.last_day, order.reason
    await session.flush()
    _record(
        session,
        actor,
        "cost_sharing_agreement.terminated",
        version.agreement_id,
        after={"version": version.number, "lastDay": order.last_day.isoformat(), "reason": order.reason},
    )


async def allocation(session: AsyncSession, found: Found, order: AllocationOrder) -> tuple[int, Decimal, Comparison]:
    """What each pays in a year by the version in force: its number, the amount, and who pays what.

    Raises GuardRefused ``in_force`` when none is, Invalid for an amount that can't be known, and for missing figures.
    """
    version = found.in_force
    if version is None:
        raise GuardRefused(
            "No version of the agreement is in force.",
            extra={"guard": "in_force", "remedy": "Adopt a version and bring it into force."},
        )
    rule = AmountRule.model_validate(version.amount)
    amount = _amount(rule, order)
    model = CostModel(name=found.agreement.name, **CostModelKeys.model_validate(version.model).model_dump())
    with calculating.under("/agreement"):
        wanted = ComparisonOrder(amount=amount, unit="ore" if amount % 1 else "krone", models=(model,))
        return version.number, amount, await service.compare(session, wanted)


async def version_that_shares(
    session: AsyncSession, found: Found, year: int, paid: Mapping[str, Decimal]
) -> CostSharingVersion:
    """The version in force, when it makes just these amounts of their sum.

    Raises Invalid when it makes others, and as :func:`allocation` does.
    """
    goes_by_sum = found.in_force is None or AmountRule.model_validate(found.in_force.amount).kind == "by_budget"
    order = AllocationOrder(year=year, amount=sum(paid.values(), Decimal(0)) if goes_by_sum else None)
    number, _, result = await allocation(session, found, order)
    shares = {row.municipality_id: row.amount for row in result.models[0].rows if row.amount}
    if shares != {municipality_id: amount for municipality_id, amount in paid.items() if amount}:
        raise Invalid(
            f"By {found.agreement.name} they pay other amounts.",
            (FieldError("/agreementId", "must be left out when amounts are set by hand", "not_taken"),),
        )
    return found.version(number)


async def of_version(session: AsyncSession, version_id: str) -> tuple[Found, CostSharingVersion]:
    """The agreement, without drafts, and the version that the id is of. Raises NotFound."""
    version = await session.get(CostSharingVersion, version_id)
    if version is None:
        raise NotFound(f"There is no version {version_id} of an agreement.")
    return await get(session, version.agreement_id, drafts=False), version


def _amount(rule: AmountRule, order: AllocationOrder) -> Decimal:
    if rule.kind == "by_budget":
        if order.amount is None:
            detail = "The agreement goes by the budget: say what the budget has."
            raise Invalid(detail, (FieldError("/amount", "is needed", "missing"),))
        return order.amount
    if order.amount is not None:
        detail = "The agreement says itself how much is shared."
        raise Invalid(detail, (FieldError("/amount", "must be left out", "not_taken"),))
    amount = rule.amount or Decimal(0)
    if rule.kind == "fixed":
        return amount
    return amount_in(order.year, amount, rule.year or order.year, {one.year: one.percent for one in order.deflators})


async def _new_version(
    session: AsyncSession, agreement_id: str, number: int, content: AgreementContent
) -> CostSharingVersion:
    model, amount = await _content(session, content)
    return CostSharingVersion(
        agreement_id=agreement_id,
        number=number,
        model=model,
        amount=amount,
        calculation_id=content.calculation_id,
    )


async def _content(session: AsyncSession, content: AgreementContent) -> tuple[dict[str, object], dict[str, object]]:
    """A version's model, with all who take part named, and its rule of the amount.

    Figures needn't be there yet. Raises Invalid for parts that don't come to 100 %, and for a participant, a series or
    a calculation that is unknown.
    """
    facts = await service.facts(session, ())
    with calculating.under("/model"):
        rules.check(*calculating.model_of(content.model, facts))
        _check_series(content.model, facts)
    if content.calculation_id is not None:
        try:
            await service.get(session, content.calculation_id)
        except NotFound as error:
            raise Invalid(error.detail, (FieldError("/calculationId", "is unknown", "unknown"),)) from error
    everybody = tuple(member.municipality_id for member in facts.members)
    chosen = content.model.participants if content.model.participants is not None else everybody
    model = content.model.model_copy(update={"participants": chosen})
    return model.model_dump(mode="json"), content.amount.model_dump(mode="json")


def _check_series(model: CostModelKeys, facts: Facts) -> None:
    for index, part in enumerate(model.variable):
        if part.series not in facts.series_names:
            detail = f"There is no series {part.series}."
            raise Invalid(detail, (FieldError(f"/variable/{index}/series", "is unknown", "unknown"),))


async def _with_versions(session: AsyncSession, rows: Iterable[CostSharingAgreement], *, drafts: bool) -> list[Found]:
    agreements = list(rows)
    query = (
        select(CostSharingVersion)
        .where(col(CostSharingVersion.agreement_id).in_([one.id for one in agreements]))
        .order_by(col(CostSharingVersion.number).desc())
    )
    if not drafts:
        query = query.where(CostSharingVersion.state != "draft")
    versions: dict[str, list[CostSharingVersion]] = {}
    for version in await session.scalars(query):
        versions.setdefault(version.agreement_id, []).append(version)
    return [Found(one, tuple(versions[one.id])) for one in agreements if one.id in versions]


def _record(
    session: AsyncSession,
    actor: Actor,
    what: EventType,
    agreement_id: str,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    event.record(session, actor, what, ("cost_sharing_agreement", agreement_id), before=before, after=after)
