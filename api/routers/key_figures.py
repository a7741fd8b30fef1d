"""Key figures: what costs are shared by."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Query

from api.domain.kernel.schemas import Schema
from api.domain.organisation import key_figures
from api.domain.organisation.schemas import (
    KeyFigureRow,
    KeyFigureSeriesOut,
    KeyFiguresRecorded,
    NewKeyFigures,
    NewKeyFigureSeries,
    SeriesSlug,
)
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.routers.dependencies import Administration, Once, OrganisationReader, WorkingSession

router = APIRouter(prefix="/api/v1", tags=["key-figures"], route_class=IdempotentRoute, responses=problems(401, 403))


class KeyFigureSeriesList(Schema):
    items: tuple[KeyFigureSeriesOut, ...]


class KeyFigures(Schema):
    items: tuple[KeyFigureRow, ...]


@router.get("/key-figure-series", summary="List series of key figures")
async def list_series(_: OrganisationReader, session: WorkingSession) -> KeyFigureSeriesList:
    """What figures are kept of, and at which dates."""
    return KeyFigureSeriesList(items=tuple(_series(one) for one in await key_figures.series(session)))


@router.post("/key-figure-series", status_code=201, summary="Add a series of key figures", responses=problems(409))
async def add_series(
    new: NewKeyFigureSeries, actor: Administration, session: WorkingSession, _: Once
) -> KeyFigureSeriesOut:
    """For whatever costs are to be shared by: supervised premises, users, cases."""
    return _series(await key_figures.add_series(session, actor, new))


@router.get("/key-figures", summary="List key figures")
async def list_figures(
    _: OrganisationReader,
    session: WorkingSession,
    series: Annotated[SeriesSlug | None, Query(description="The series' slug.")] = None,
    as_of: Annotated[dt.date | None, Query(alias="asOf", description="The date of the figures.")] = None,
    all_versions: Annotated[
        bool, Query(alias="allVersions", description="Earlier versions, too: what has been corrected.")
    ] = False,
) -> KeyFigures:
    """Figures by series, the newest date first, then by municipality in alphabetical order."""
    rows = await key_figures.listed(session, series, as_of, all_versions=all_versions)
    return KeyFigures(
        items=tuple(
            KeyFigureRow(
                id=figure.id,
                municipality_id=place.id,
                municipality_number=place.number,
                municipality_name=place.name,
                series=figure.series,
                as_of=figure.as_of,
                value=figure.value,
                source=figure.source,
                version=figure.version,
                current=current,
                created_at=figure.created_at,
            )
            for figure, place, current in rows
        )
    )


@router.post("/key-figures", summary="Record key figures")
async def record_figures(
    new: NewKeyFigures, actor: Administration, session: WorkingSession, _: Once
) -> KeyFiguresRecorded:
    """Keeps figures by hand, all or none. What differs from what is kept becomes a new version; the old one stays."""
    return await key_figures.record(session, actor, new)


def _series(found: key_figures.Series) -> KeyFigureSeriesOut:
    return KeyFigureSeriesOut(slug=found.slug, name=found.name, dates=found.dates, fetchable=False)
