"""The register of resolutions as files for spreadsheets."""

import io
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from api.domain.kernel import richtext
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now, oslo_date
from api.domain.resolutions import queries, views
from api.domain.resolutions.queries import Filter, Found
from api.domain.resolutions.schemas import ResolutionSummary
from api.http.languages import AcceptedLanguage
from api.http.openapi import problems
from api.http.security import download_headers
from api.outputs import sheets
from api.outputs.labels import t
from api.routers.dependencies import SignedIn, WorkingSession
from api.routers.resolutions import Wanted

router = APIRouter(prefix="/api/v1/resolutions", tags=["resolutions"], responses=problems(401))

_COLUMNS: Final = ("number", "body", "date", "title", "text", "outcome", "state", "legalBasis", "unsettled", "overdue")


def _file(media_type: str) -> dict[int | str, dict[str, Any]]:
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {200: {"description": "The file", "content": content}}


@router.get("/export.csv", summary="Export resolutions as CSV", responses=_file("text/csv"), response_class=Response)
async def export_csv(actor: SignedIn, session: WorkingSession, wanted: Wanted, lang: AcceptedLanguage) -> Response:
    """All that the filter matches and one may see, latest first, in UTF-8 with a head."""
    lines = [sheets.csv_lines([_head(lang)], first=True)]
    lines += [sheets.csv_lines(rows) async for rows in _rows(session, actor, wanted, lang)]
    return Response(b"".join(lines), media_type=sheets.CSV, headers=_headers("csv"))


@router.get("/export.xlsx", summary="Export resolutions as XLSX", responses=_file(sheets.XLSX), response_class=Response)
async def export_xlsx(actor: SignedIn, session: WorkingSession, wanted: Wanted, lang: AcceptedLanguage) -> Response:
    """All that the filter matches and one may see, latest first, as one sheet."""
    target = io.BytesIO()
    await sheets.xlsx(_head(lang), _rows(session, actor, wanted, lang), target)
    return Response(target.getvalue(), media_type=sheets.XLSX, headers=_headers("xlsx"))


def _headers(suffix: str) -> dict[str, str]:
    media_type = sheets.XLSX if suffix == "xlsx" else sheets.CSV
    named = download_headers(f"vedtak-{oslo_date(now())}.{suffix}", media_type, "attachment")
    return {**named, "Cache-Control": "private, no-store", "Vary": "Accept-Language"}


def _head(lang: str) -> list[str]:
    return [t(lang, f"resolutions.{column}") for column in _COLUMNS]


async def _rows(
    session: WorkingSession, actor: Actor, wanted: Filter, lang: str
) -> AsyncIterator[Sequence[Sequence[str]]]:
    reach = await queries.reach_of(session, actor)
    async for part in queries.everything(session, reach, wanted):
        shown = await views.summaries(session, part, oslo_date(now()))
        yield [_row(found, row, lang) for found, row in zip(part, shown, strict=True)]


def _row(found: Found, row: ResolutionSummary, lang: str) -> list[str]:
    return [
        row.number,
        row.body_name,
        oslo_date(row.decided_at).isoformat(),
        row.title,
        richtext.to_text(found.version.text),
        t(lang, f"resolutionOutcome.{row.outcome}"),
        t(lang, f"resolutionState.{row.state}"),
        row.legal_basis or "",
        str(row.unsettled),
        str(row.overdue),
    ]
