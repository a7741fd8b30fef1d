"""A saved calculation as a text for a case, and as files."""

from typing import Any

from anyio import to_thread
from fastapi import APIRouter
from starlette.responses import Response

from api.domain.cost_sharing import service
from api.domain.cost_sharing.schemas import CalculationText, Comparison
from api.domain.organisation import service as organisation
from api.http.languages import AcceptedLanguage
from api.http.openapi import problems
from api.http.security import download_headers
from api.outputs import sheets
from api.outputs.cost_sheet import cost_csv, cost_sheet
from api.outputs.cost_tables import as_text, everything
from api.outputs.pdf.cost_sharing import cost_sharing
from api.routers.cost_sharing import seen
from api.routers.dependencies import ConfiguredSettings, SignedIn, WorkingSession

router = APIRouter(
    prefix="/api/v1/cost-sharing/calculations/{calculation_id}", tags=["cost-sharing"], responses=problems(401, 404)
)


def _file(media_type: str) -> dict[int | str, dict[str, Any]]:
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {200: {"description": "The file", "content": content}}


@router.get("/text", summary="Get a calculation as a text")
async def text(
    calculation_id: str, actor: SignedIn, session: WorkingSession, lang: AcceptedLanguage
) -> CalculationText:
    """The comparison and a table for each model, with a link to the calculation: blocks for a case's text."""
    found = (await seen(session, actor, calculation_id)).calculation
    result = Comparison.model_validate(found.result)
    return CalculationText(text=as_text(found.name, service.path(found.id), result, lang))


@router.get("/export.csv", summary="Get a calculation as CSV", responses=_file("text/csv"), response_class=Response)
async def export_csv(calculation_id: str, actor: SignedIn, session: WorkingSession, lang: AcceptedLanguage) -> Response:
    """Every table, one below the other, in UTF-8."""
    found = (await seen(session, actor, calculation_id)).calculation
    content = cost_csv(found.name, everything(Comparison.model_validate(found.result), lang))
    return _answer(content, sheets.CSV, "csv")


@router.get("/export.xlsx", summary="Get a calculation as XLSX", responses=_file(sheets.XLSX), response_class=Response)
async def export_xlsx(
    calculation_id: str, actor: SignedIn, session: WorkingSession, lang: AcceptedLanguage
) -> Response:
    """A sheet for each table."""
    found = (await seen(session, actor, calculation_id)).calculation
    tables = everything(Comparison.model_validate(found.result), lang)
    return _answer(await to_thread.run_sync(cost_sheet, found.name, tables), sheets.XLSX, "xlsx")


@router.get(
    "/export.pdf", summary="Get a calculation as PDF", responses=_file("application/pdf"), response_class=Response
)
async def export_pdf(
    calculation_id: str,
    actor: SignedIn,
    session: WorkingSession,
    settings: ConfiguredSettings,
    lang: AcceptedLanguage,
) -> Response:
    """Every table (PDF/UA-1 and PDF/A-3a)."""
    found = (await seen(session, actor, calculation_id)).calculation
    result = Comparison.model_validate(found.result)
    owner = (await organisation.get_organisation(session)).name

    def made() -> bytes:
        return cost_sharing(
            found.name,
            owner,
            result.amount,
            result.rule,
            everything(result, lang),
            address=f"{settings.public_url}{service.path(found.id)}",
            at=found.created_at,
            lang=lang,
        )

    return _answer(await to_thread.run_sync(made), "application/pdf", "pdf")


def _answer(content: bytes, media_type: str, suffix: str) -> Response:
    named = download_headers(f"kostnadsfordeling.{suffix}", media_type, "attachment")
    headers = {**named, "Cache-Control": "private, no-store", "Vary": "Accept-Language"}
    return Response(content, media_type=media_type, headers=headers)
