"""Agreements on cost sharing, version by version."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.domain.cost_sharing import agreements, policy, states
from api.domain.cost_sharing.agreement_schemas import (
    AgreementAdoption,
    AgreementAllocation,
    AgreementContent,
    AgreementPatch,
    AllocationOrder,
    AmountRule,
    CostSharingAgreementOut,
    CostSharingVersionOut,
    NewAgreement,
    Termination,
)
from api.domain.cost_sharing.agreements import Found
from api.domain.cost_sharing.schemas import CostModelKeys
from api.domain.cost_sharing.tables import CostSharingVersion
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now, oslo_date
from api.domain.kernel.errors import FieldError, Invalid, NotFound
from api.domain.kernel.schemas import Schema
from api.domain.resolutions import queries as resolutions
from api.domain.resolutions.queries import Found as Resolution
from api.http.conditional import IfMatch, IfNoneMatch, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.routers.dependencies import Administration, Once, SignedIn, WorkingSession
from api.routers.representations import etag_of_schema, represent

router = APIRouter(
    prefix="/api/v1/cost-sharing-agreements",
    tags=["cost-sharing"],
    route_class=IdempotentRoute,
    responses=problems(401),
)

Number = Annotated[int, Path(ge=1, le=100_000, description="The version's number.")]


class CostSharingAgreements(Schema):
    items: tuple[CostSharingAgreementOut, ...]


@router.get("", summary="List cost-sharing agreements")
async def list_agreements(actor: SignedIn, session: WorkingSession) -> CostSharingAgreements:
    """Every agreement in alphabetical order; drafts for those who write cases only."""
    found = await agreements.listed(session, drafts=policy.reads_drafts(actor))
    return CostSharingAgreements(items=await _views(session, actor, found))


@router.post("", status_code=201, summary="Create a cost-sharing agreement", responses=problems(403))
async def create_agreement(
    new: NewAgreement, response: Response, actor: Administration, session: WorkingSession, _: Once
) -> CostSharingAgreementOut:
    """With its first version, a draft. Key figures of its series may come later."""
    made = await agreements.create(session, actor, new)
    response.headers["Location"] = f"/api/v1/cost-sharing-agreements/{made.id}"
    return await _answer(session, actor, made.id, response)


@router.get("/{agreement_id}", summary="Get a cost-sharing agreement", responses=problems(404))
async def get_agreement(
    agreement_id: str, actor: SignedIn, session: WorkingSession, if_none_match: IfNoneMatch = None
) -> CostSharingAgreementOut:
    """The agreement with all its versions."""
    return represent(await _view(session, actor, await _found(session, actor, agreement_id)), if_none_match)


@router.patch("/{agreement_id}", summary="Rename a cost-sharing agreement", responses=problems(403, 404))
async def rename_agreement(
    agreement_id: str,
    patch: AgreementPatch,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> CostSharingAgreementOut:
    """Its name and what it is for."""
    await agreements.rename(session, actor, await _matched(session, actor, agreement_id, if_match), patch)
    return await _answer(session, actor, agreement_id, response)


@router.post("/{agreement_id}/versions", status_code=201, summary="Draft a version", responses=problems(403, 404, 409))
async def add_version(
    agreement_id: str,
    content: AgreementContent,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
) -> CostSharingAgreementOut:
    """A new version beside the ones there are. There is at most one draft."""
    await agreements.add_version(session, actor, await _found(session, actor, agreement_id), content)
    return await _answer(session, actor, agreement_id, response)


@router.put("/{agreement_id}/versions/{number}", summary="Change a draft", responses=problems(403, 404, 409))
async def change_version(
    agreement_id: str,
    number: Number,
    content: AgreementContent,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> CostSharingAgreementOut:
    """What was adopted stays as it was."""
    found = await _matched(session, actor, agreement_id, if_match)
    await agreements.change_draft(session, actor, found.version(number), content)
    return await _answer(session, actor, agreement_id, response)


@router.delete(
    "/{agreement_id}/versions/{number}", status_code=204, summary="Delete a draft", responses=problems(403, 404, 409)
)
async def remove_draft(
    agreement_id: str, number: Number, actor: Administration, session: WorkingSession, if_match: IfMatch = None
) -> None:
    """Takes a draft away, and the agreement with it when it was never anything else."""
    found = await _matched(session, actor, agreement_id, if_match)
    await agreements.remove_draft(session, actor, found, found.version(number))


@router.post(
    "/{agreement_id}/versions/{number}/actions/adopt", summary="Adopt a version", responses=problems(403, 404, 409)
)
async def adopt(
    agreement_id: str,
    number: Number,
    adoption: AgreementAdoption,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> CostSharingAgreementOut:
    """By a resolution in the register that stands, or by somebody outside of it, in words."""
    found = await _matched(session, actor, agreement_id, if_match)
    if adoption.resolution_id is not None:
        await _require_standing(session, actor, adoption.resolution_id)
    await agreements.adopt(session, actor, found.version(number), adoption)
    return await _answer(session, actor, agreement_id, response)


@router.post(
    "/{agreement_id}/versions/{number}/actions/bring-into-force",
    summary="Bring a version into force",
    responses=problems(403, 404, 409),
)
async def bring_into_force(
    agreement_id: str,
    number: Number,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> CostSharingAgreementOut:
    """From the day that was adopted. The version that was in force is superseded."""
    found = await _matched(session, actor, agreement_id, if_match)
    await agreements.bring_into_force(session, actor, found, found.version(number), oslo_date(now()))
    return await _answer(session, actor, agreement_id, response)


@router.post(
    "/{agreement_id}/versions/{number}/actions/terminate",
    summary="Terminate a version",
    responses=problems(403, 404, 409),
)
async def terminate(
    agreement_id: str,
    number: Number,
    order: Termination,
    response: Response,
    actor: Administration,
    session: WorkingSession,
    _: Once,
    if_match: IfMatch = None,
) -> CostSharingAgreementOut:
    """Ends it without another in its place."""
    found = await _matched(session, actor, agreement_id, if_match)
    await agreements.terminate(session, actor, found.version(number), order)
    return await _answer(session, actor, agreement_id, response)


@router.post("/{agreement_id}/allocation", summary="Share a year's cost", responses=problems(404, 409))
async def allocate(
    agreement_id: str, order: AllocationOrder, actor: SignedIn, session: WorkingSession, _: Once
) -> AgreementAllocation:
    """What each pays in a year by the version in force, to the krone. Nothing is kept."""
    found = await _found(session, actor, agreement_id)
    version, amount, result = await agreements.allocation(session, found, order)
    return AgreementAllocation(
        agreement_id=agreement_id, version=version, year=order.year, amount=amount, result=result
    )


async def _found(session: WorkingSession, actor: Actor, agreement_id: str) -> Found:
    return await agreements.get(session, agreement_id, drafts=policy.reads_drafts(actor))


async def _matched(session: WorkingSession, actor: Actor, agreement_id: str, if_match: str | None) -> Found:
    found = await _found(session, actor, agreement_id)
    require_match(if_match, etag_of_schema(await _view(session, actor, found)))
    return found


async def _answer(
    session: WorkingSession, actor: Actor, agreement_id: str, response: Response
) -> CostSharingAgreementOut:
    view = await _view(session, actor, await _found(session, actor, agreement_id))
    response.headers["ETag"] = etag_of_schema(view)
    return view


async def _require_standing(session: WorkingSession, actor: Actor, resolution_id: str) -> None:
    """Raises Invalid for a resolution that the actor doesn't see, and for one that no longer stands."""
    pointer = "/resolutionId"
    try:
        found = await resolutions.get(session, await resolutions.reach_of(session, actor), resolution_id)
    except NotFound as error:
        raise Invalid(error.detail, (FieldError(pointer, "is unknown", "unknown"),)) from error
    if found.resolution.state in ("superseded", "rescinded"):
        detail = f"The resolution is {found.resolution.state}: it adopts nothing."
        raise Invalid(detail, (FieldError(pointer, "must stand", "ended"),))


async def _view(session: WorkingSession, actor: Actor, found: Found) -> CostSharingAgreementOut:
    (view,) = await _views(session, actor, (found,))
    return view


async def _views(session: WorkingSession, actor: Actor, founds: Sequence[Found]) -> tuple[CostSharingAgreementOut, ...]:
    named = {version.resolution_id for found in founds for version in found.versions if version.resolution_id}
    reach = await resolutions.reach_of(session, actor)
    linked = await resolutions.by_id(session, named)
    seen = {key: one for key, one in linked.items() if one.seen_by(reach)}
    return tuple(
        CostSharingAgreementOut(
            id=found.agreement.id,
            name=found.agreement.name,
            purpose=found.agreement.purpose,
            in_force=found.in_force.number if found.in_force else None,
            versions=tuple(_version(one, seen.get(one.resolution_id or "")) for one in found.versions),
        )
        for found in founds
    )


def _version(row: CostSharingVersion, resolution: Resolution | None) -> CostSharingVersionOut:
    return CostSharingVersionOut(
        number=row.number,
        state=row.state,
        model=CostModelKeys.model_validate(row.model),
        amount=AmountRule.model_validate(row.amount),
        calculation_id=row.calculation_id,
        resolution_id=row.resolution_id,
        resolution_number=resolution.number if resolution else None,
        resolution_path=resolution.path if resolution else None,
        adopted_by=row.adopted_by,
        in_force_from=row.in_force_from,
        in_force_to=row.in_force_to,
        ended_because=row.ended_because,
        actions=states.allowed(row.state),
    )
