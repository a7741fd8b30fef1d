"""Records of cases that were settled in writing, open to all: data, file and page."""

from typing import cast

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.domain.kernel.errors import Gone
from api.domain.kernel.schemas import Schema
from api.domain.written_procedures import publishing, queries
from api.domain.written_procedures.schemas import PublishedRecordOut, PublishedRecordSummary
from api.http.conditional import IfNoneMatch, conditional
from api.http.openapi import problems
from api.http.ranges import file_responses
from api.http.security import download_headers
from api.outputs import record_page
from api.outputs.labels import known
from api.routers.dependencies import ConfiguredSettings, PublicSession
from api.routers.pages import LangParam, PageRoute, message_page, withdrawn_page
from api.routers.representations import etag_of_schema

router = APIRouter(prefix="/api/v1/published/written-procedures", tags=["published"])
pages = APIRouter(include_in_schema=False, route_class=PageRoute)

# Not kept in memory in front: the chain, by which lost notifications are made good there, knows nothing of these.
_CACHE = "no-cache"
_HEADERS = {"Cache-Control": _CACHE}


class PublishedRecords(Schema):
    items: tuple[PublishedRecordSummary, ...]


def record_headers(number: str, cache: str) -> dict[str, str]:
    """Of the file of a record."""
    return {**download_headers(f"protokoll-{number}.pdf", "application/pdf", "inline"), "Cache-Control": cache}


@router.get("", summary="List published records of written procedures")
async def records(session: PublicSession, if_none_match: IfNoneMatch = None) -> PublishedRecords:
    """Those that stand, the latest first."""
    view = PublishedRecords(items=tuple(await _listed(session)))
    content, etag = view.model_dump_json().encode(), etag_of_schema(view)
    answer = conditional(if_none_match, content=content, media_type="application/json", etag=etag, headers=_HEADERS)
    return cast(PublishedRecords, answer)


@router.get("/{procedure_id}", summary="Get the record of a written procedure", responses=problems(404, 410))
async def record(procedure_id: str, session: PublicSession, if_none_match: IfNoneMatch = None) -> PublishedRecordOut:
    """Byte for byte as it was published. A withdrawn one answers 410."""
    found = await publishing.get(session, procedure_id)
    answer = conditional(
        if_none_match, content=found.body, media_type="application/json", etag=f'"{found.sha256}"', headers=_HEADERS
    )
    return cast(PublishedRecordOut, answer)


@router.get(
    "/{procedure_id}/record.pdf",
    summary="Get the record of a written procedure as a file",
    responses={**problems(404, 410), **file_responses("application/pdf")},
    response_class=Response,
)
async def record_pdf(procedure_id: str, session: PublicSession) -> Response:
    """The PDF as it was published."""
    found = await publishing.get(session, procedure_id)
    return Response(found.file, media_type="application/pdf", headers=record_headers(found.number, _CACHE))


@pages.get("/skriftleg")
async def record_list(request: Request, session: PublicSession, lang: LangParam = None) -> Response:
    """What was settled in writing."""
    language = known(lang or "nn")
    content = record_page.list_content(await _listed(session), lang=language)
    return await message_page(
        request, record_page.list_head(lang=language), content, language, status=200, headers=_HEADERS
    )


@pages.get("/skriftleg/{procedure_id}")
async def record_page_of(
    procedure_id: str,
    request: Request,
    session: PublicSession,
    settings: ConfiguredSettings,
    lang: LangParam = None,
) -> Response:
    """How a case was settled in writing; where the record was withdrawn, why (410)."""
    language = known(lang or "nn")
    try:
        found = await publishing.get(session, procedure_id)
    except Gone as error:
        return await withdrawn_page(request, error, "record.kind", queries.path(procedure_id), language, _HEADERS)
    view = PublishedRecordOut.model_validate_json(found.body)
    head = record_page.record_head(view, base_url=settings.public_url, lang=language)
    content = record_page.record_content(view, lang=language)
    return await message_page(request, head, content, language, status=200, headers=_HEADERS)


async def _listed(session: PublicSession) -> list[PublishedRecordSummary]:
    return [
        PublishedRecordSummary(
            id=row.procedure_id,
            path=queries.path(row.procedure_id),
            body_name=row.body_name,
            number=row.number,
            title=row.title,
            published_at=row.published_at,
        )
        for row in await publishing.listed(session)
    ]
