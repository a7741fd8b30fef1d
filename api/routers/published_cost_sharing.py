"""Calculations of cost sharing that the organisation has made public, open to all."""

from typing import cast

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.cost_sharing import publishing, service
from api.domain.cost_sharing.schemas import PublishedCalculationOut, PublishedCalculationSummary
from api.domain.kernel.schemas import Schema
from api.http.conditional import IfNoneMatch, conditional
from api.http.openapi import problems
from api.routers.dependencies import PublicSession
from api.routers.representations import etag_of_schema

router = APIRouter(prefix="/api/v1/published/cost-sharing", tags=["published"])

# Not kept in memory in front: the chain, by which lost notifications are made good there, knows nothing of these.
_HEADERS = {"Cache-Control": "no-cache"}


class PublishedCalculations(Schema):
    items: tuple[PublishedCalculationSummary, ...]


async def summaries(session: AsyncSession) -> tuple[PublishedCalculationSummary, ...]:
    """As the public: those that stand, the latest first."""
    return tuple(
        PublishedCalculationSummary(
            id=row.calculation_id, name=row.name, published_at=row.published_at, path=service.path(row.calculation_id)
        )
        for row in await publishing.listed(session)
    )


@router.get("/calculations", summary="List published calculations")
async def calculations(session: PublicSession, if_none_match: IfNoneMatch = None) -> PublishedCalculations:
    """Those that stand, the latest first."""
    view = PublishedCalculations(items=await summaries(session))
    content, etag = view.model_dump_json().encode(), etag_of_schema(view)
    answer = conditional(if_none_match, content=content, media_type="application/json", etag=etag, headers=_HEADERS)
    return cast(PublishedCalculations, answer)


@router.get("/calculations/{calculation_id}", summary="Get a published calculation", responses=problems(404, 410))
async def calculation(
    calculation_id: str, session: PublicSession, if_none_match: IfNoneMatch = None
) -> PublishedCalculationOut:
    """All that went in and what came out, byte for byte as it was published. A withdrawn one answers 410."""
    found = await publishing.get(session, calculation_id)
    answer = conditional(
        if_none_match,
        content=found.body,
        media_type="application/json",
        etag=f'"{found.sha256}"',
        headers=_HEADERS,
    )
    return cast(PublishedCalculationOut, answer)
