"""Key figures: what costs are shared by."""

import datetime as dt
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, File, Form, Query, UploadFile

from api.domain.kernel.schemas import Day, Schema
from api.domain.organisation import figure_imports, key_figures
from api.domain.organisation import service as organisation
from api.domain.organisation.schemas import (
    FetchKeyFigures,
    KeyFigureRow,
    KeyFigureSeriesOut,
    KeyFiguresFetched,
    KeyFiguresImport,
    KeyFiguresRecorded,
    NewKeyFigures,
    NewKeyFigureSeries,
    SeriesSlug,
)
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.ingest import key_figure_sheet, statistics_norway
from api.routers.dependencies import Administration, ConfiguredSettings, Once, OrganisationReader, WorkingSession

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


@router.post("/key-figures/imports", summary="Import key figures from a file", responses=problems(413, 415))
async def import_figures(
    file: Annotated[UploadFile, File(description="CSV or Excel (.xlsx): a figure a row, or dates across.")],
    actor: Administration,
    session: WorkingSession,
    _: Once,
    series: Annotated[SeriesSlug | None, Form(description="Of rows that don't name a series.")] = None,
    as_of: Annotated[Day | None, Form(alias="asOf", description="Of rows that don't have a date.")] = None,
    source: Annotated[
        str | None, Form(min_length=1, max_length=500, description="Of rows that don't name their source.")
    ] = None,
    accept: Annotated[bool, Form(description="False to see what the file holds; true to keep it.")] = False,
) -> KeyFiguresImport:
    """Shows the figures in a file beside those that are kept, with what is wrong in which cell; or keeps them, all or
    none. Rows of municipalities that are no members are passed over."""
    sheet = await to_thread.run_sync(key_figure_sheet.read, await file.read())
    unsaid = figure_imports.Unsaid(series, as_of, source)
    if not accept:
        return await figure_imports.preview(session, sheet, unsaid)
    return await figure_imports.accept(session, actor, sheet, unsaid)


@router.post("/key-figures/fetches", summary="Fetch key figures from Statistics Norway", responses=problems(503))
async def fetch_figures(
    wanted: FetchKeyFigures, _: Administration, session: WorkingSession, configured: ConfiguredSettings
) -> KeyFiguresFetched:
    """Shows what Statistics Norway has of a series at a date beside what is kept. Nothing is kept by it: what is to be
    is recorded as figures by hand are."""
    places = await organisation.municipalities(session)
    numbers = [place.number for place in places]
    found = await statistics_norway.fetch(configured.statistics_url, wanted.series, wanted.as_of, numbers)
    source = statistics_norway.QUESTIONS[wanted.series].source
    brought = [
        key_figures.Brought(place, wanted.series, wanted.as_of, found[place.number], source)
        for place in places
        if place.number in found
    ]
    return KeyFiguresFetched(
        figures=tuple(await key_figures.beside_kept(session, brought)),
        missing=tuple(place.name for place in places if place.number not in found),
    )


def _series(found: key_figures.Series) -> KeyFigureSeriesOut:
    fetchable = found.slug in statistics_norway.QUESTIONS
    return KeyFigureSeriesOut(slug=found.slug, name=found.name, dates=found.dates, fetchable=fetchable)
