"""Published minutes, open to all: the stored bytes and the sealed file."""

from typing import Annotated, cast

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.domain.publications.minutes import queries
from api.domain.publications.minutes.schemas import MinutesPublications
from api.domain.publications.minutes.view import MinutesView
from api.http.conditional import IfNoneMatch
from api.http.openapi import problems
from api.http.ranges import RANGED, file_responses, ranged
from api.http.security import download_headers
from api.routers.dependencies import PublicSession, PublishedFiles
from api.routers.published import PUBLIC_CACHE, made, stored

router = APIRouter(prefix="/api/v1/published/meetings/{meeting_id}", tags=["published"])

Version = Annotated[int | None, Query(ge=1, le=100_000, description="The one that stands if left out.")]


@router.get("/minutes", summary="Get a meeting's minutes", responses=problems(404, 410))
async def minutes(
    meeting_id: str,
    request: Request,
    session: PublicSession,
    version: Version = None,
    if_none_match: IfNoneMatch = None,
) -> MinutesView:
    """The minutes in their public form, byte for byte as they were published. Withdrawn ones answer 410."""
    found = await queries.minutes(session, meeting_id, version)
    return cast(MinutesView, stored(request, found.body, found.body_gzip, if_none_match))


@router.get("/minutes/publications", summary="List versions of a meeting's minutes", responses=problems(404))
async def minutes_publications(
    meeting_id: str, session: PublicSession, if_none_match: IfNoneMatch = None
) -> MinutesPublications:
    """Every version, newest first; of withdrawn ones the hash, the time and the reason. Empty before there are any."""
    return made(MinutesPublications(items=tuple(await queries.history(session, meeting_id))), if_none_match)


@router.get(
    "/minutes.pdf",
    summary="Get a meeting's minutes as the sealed file",
    responses={**problems(404, 410, 416), **file_responses("application/pdf")},
    response_class=Response,
    dependencies=[RANGED],
)
async def minutes_pdf(
    meeting_id: str, request: Request, session: PublicSession, files: PublishedFiles, version: Version = None
) -> Response:
    """The PDF with the organisation's seal (PAdES), as it was sealed."""
    found = await queries.minutes(session, meeting_id, version)
    return ranged(
        request,
        lambda start, end: files.stream(found.file_sha256, start, end),
        size=found.file_size,
        etag=f'"{found.file_sha256}"',
        media_type="application/pdf",
        headers={
            **PUBLIC_CACHE,
            **download_headers(f"{found.body_slug}-{found.number}-møtebok.pdf", "application/pdf", "inline"),
        },
    )
