"""The published side: open data for all. Answers are stored bytes or made of them; there is nothing else to see."""

import datetime as dt
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any, Final, Literal, TypeVar, cast

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response, StreamingResponse

from api.domain.kernel.errors import FieldError, Invalid, NotFound
from api.domain.kernel.schemas import Schema
from api.domain.publications import queries, supplements
from api.domain.publications.minutes.tables import MinutesWithdrawal
from api.domain.publications.queries import MeetingRow
from api.domain.publications.schemas import (
    ItemDocument,
    PublicationOut,
    PublishedBody,
    PublishedCase,
    PublishedDocumentOut,
    PublishedItemSummary,
    PublishedSummary,
    Supplement,
)
from api.domain.publications.snapshot import BodyView, ItemType, Kind, OrganisationView, Snapshot
from api.domain.publications.tables import FileKind, Withdrawal
from api.http.conditional import IfNoneMatch, conditional, etag_of
from api.http.edge import accepts_gzip
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.http.ranges import RANGED, file_responses, ranged
from api.http.security import download_headers
from api.outputs import ical
from api.outputs.summary import PublicationSummary, summarise
from api.outputs.summary import Withdrawal as Withdrawn
from api.routers.dependencies import ConfiguredSettings, PublicSession, PublishedFiles

router = APIRouter(prefix="/api/v1/published", tags=["published"])

PUBLIC_CACHE: Final = {"Cache-Control": "public, max-age=0, must-revalidate"}
_BY_START = Keyset("published-meetings:startsAt", tuple[bool, dt.datetime, str])
FEED_LENGTH: Final = 100
"""Feeds and calendars are for those who look now and then; the change feed misses nothing."""
_BY_MEETING = Keyset("published-items:-startsAt", tuple[dt.datetime, str, int])
# Stands in for the organisation's own name as long as nothing is published.
NOBODY: Final = OrganisationView(id="org", name="Samstyre", short_name="Samstyre")

View = TypeVar("View", bound=Schema)


class PublishedBodies(Schema):
    items: tuple[PublishedBody, ...]


class Versions(Schema):
    items: tuple[PublicationOut, ...]


def binary(media_type: str) -> dict[int | str, dict[str, Any]]:
    """Documents an answer that is a file."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {200: {"description": "The file", "content": content}}


@router.get("/bodies", summary="List bodies")
async def bodies(session: PublicSession, if_none_match: IfNoneMatch = None) -> PublishedBodies:
    """Bodies that have published something."""
    return made(PublishedBodies(items=tuple(await queries.bodies(session))), if_none_match)


@router.get("/meetings", summary="List meetings")
async def meetings(
    request: Request,
    paging: Paging,
    session: PublicSession,
    body: Annotated[str | None, Query(description="Slug of a body, `styret`.")] = None,
    year: Annotated[int | None, Query(ge=1900, le=2200, description="Of the meeting, in Norway.")] = None,
    date: Annotated[dt.date | None, Query(description="Of the meeting, in Norway.")] = None,
    q: Annotated[str | None, Query(min_length=1, max_length=100, description="In title, number or place.")] = None,
    sort: Annotated[Literal["-startsAt", "startsAt"], Query(description="Latest or earliest first.")] = "-startsAt",
    if_none_match: IfNoneMatch = None,
) -> Page[PublishedSummary]:
    """The standing publication of each meeting."""
    ascending = sort == "startsAt"
    position = _BY_START.position(paging)
    if position is not None and position.key[0] != ascending:
        raise Invalid("The cursor belongs to the other order.", (FieldError("cursor", "was made for another sort"),))
    rows = await queries.meetings(
        session,
        paging.limit + 1,
        position.key[1:] if position else None,
        backwards=position.backwards if position else False,
        ascending=ascending,
        body=body,
        year=year,
        date=date,
        q=q,
    )
    late = await supplements.brought(session, [row.id for row in rows])
    headers: dict[str, str] = {}
    page = paginate(
        request,
        headers,
        _BY_START,
        paging,
        rows,
        key=lambda row: (ascending, row.starts_at, row.meeting_id),
        item=lambda row: _summary(row, late.get(row.id, ())),
    )
    return made(page, if_none_match, headers)


@router.get("/meetings/{meeting_id}", summary="Get a meeting", responses=problems(404, 410))
async def meeting(
    meeting_id: str, request: Request, session: PublicSession, if_none_match: IfNoneMatch = None
) -> Snapshot:
    """The meeting as it stands published: programme, agenda, texts. A withdrawn one answers 410 with its tombstone."""
    found = await queries.current(session, meeting_id)
    return cast(Snapshot, stored(request, found.body, found.body_gzip, if_none_match))


@router.get(
    "/meetings/{meeting_id}/publications",
    summary="List a meeting's versions",
    responses=problems(404),
)
async def versions(meeting_id: str, session: PublicSession, if_none_match: IfNoneMatch = None) -> Versions:
    """Every version, newest first; of withdrawn ones the hash, the time and the reason."""
    return made(Versions(items=tuple(await queries.versions(session, meeting_id))), if_none_match)


@router.get(
    "/meetings/{meeting_id}/{kind}.pdf",
    summary="Get a meeting as PDF",
    responses={**problems(404, 410, 416), **file_responses("application/pdf")},
    response_class=Response,
    dependencies=[RANGED],
)
async def meeting_pdf(
    meeting_id: str,
    kind: Annotated[Literal["agenda", "bundle"], Path(description="The official file, or the bundle for reading.")],
    request: Request,
    session: PublicSession,
    files: PublishedFiles,
) -> Response:
    """`agenda.pdf` is the official file (PDF/UA-1 and PDF/A-3a, open attachments embedded).

    `bundle.pdf` is for reading, with every open attachment in place after its case.
    """
    name: FileKind = "agenda.pdf" if kind == "agenda" else "bundle.pdf"
    standing = await queries.current(session, meeting_id)
    found = await queries.file(session, standing.id, name)
    return ranged(
        request,
        lambda start, end: files.stream(found.sha256, start, end),
        size=found.size,
        etag=f'"{found.sha256}"',
        media_type="application/pdf",
        headers={
            **PUBLIC_CACHE,
            **download_headers(f"{standing.body_slug}-{standing.number}-{kind}.pdf", "application/pdf", "inline"),
        },
    )


@router.get(
    "/meetings/{meeting_id}/meeting.ics",
    summary="Get a meeting for the calendar",
    responses={**problems(404, 410), **binary("text/calendar")},
    response_class=Response,
)
async def meeting_calendar(
    meeting_id: str, session: PublicSession, settings: ConfiguredSettings, if_none_match: IfNoneMatch = None
) -> Response:
    """The meeting and its side events as iCalendar."""
    snapshot = Snapshot.model_validate_json((await queries.current(session, meeting_id)).body)
    content = ical.meeting(snapshot, base_url=settings.public_url, lang=snapshot.meeting.lang)
    return made_file(content, "text/calendar; charset=utf-8", if_none_match)


@router.get(
    "/bodies/{slug}/meetings.ics",
    summary="Subscribe to a body's meetings",
    responses={**problems(404), **binary("text/calendar")},
    response_class=Response,
)
async def body_calendar(
    slug: str, session: PublicSession, settings: ConfiguredSettings, if_none_match: IfNoneMatch = None
) -> Response:
    """The body's published meetings as a calendar to subscribe to. Withdrawn ones stay, as cancelled."""
    summaries = [summarise(Snapshot.model_validate_json(b)) for b in await queries.recent(session, slug, FEED_LENGTH)]
    graves = await queries.withdrawn_meetings(session, slug)
    summaries += [tombstone(grave, grave.publication_id, grave.kind) for grave in graves]
    view = next((body for body in await queries.bodies(session) if body.slug == slug), None)
    if view is not None:
        body = BodyView(**view.model_dump(by_alias=False))
    elif graves:
        # All that it published is withdrawn: calendars must hear of that, and a calendar needs no more than the name.
        body = BodyView(id=graves[0].body_id, slug=slug, name=graves[0].body_name, kind="", meetings_open=True)
    else:
        raise NotFound(f"No body {slug!r} has published anything.")
    return made_file(
        ical.body(body, summaries, base_url=settings.public_url), "text/calendar; charset=utf-8", if_none_match
    )


@router.get("/agenda-items", summary="List agenda items")
async def agenda_items(
    request: Request,
    paging: Paging,
    session: PublicSession,
    meeting: Annotated[str | None, Query(description="Id of a meeting.")] = None,
    case: Annotated[str | None, Query(description="Id of a case.")] = None,
    body: Annotated[str | None, Query(description="Slug of a body, `styret`.")] = None,
    date: Annotated[dt.date | None, Query(description="Of the meeting, in Norway.")] = None,
    number: Annotated[int | None, Query(ge=1, le=10_000, description="On the agenda.")] = None,
    item_type: Annotated[ItemType | None, Query(alias="type", description="What is to be done with it.")] = None,
    q: Annotated[str | None, Query(min_length=1, max_length=100, description="In the title.")] = None,
    if_none_match: IfNoneMatch = None,
) -> Page[PublishedItemSummary]:
    """Agenda items of the standing publications, latest meeting first. `?body=styret&date=2025-10-20&number=8`."""
    position = _BY_MEETING.position(paging)
    rows = await queries.items(
        session,
        paging.limit + 1,
        position.key if position else None,
        backwards=position.backwards if position else False,
        meeting_id=meeting,
        case_id=case,
        body=body,
        date=date,
        number=number,
        item_type=item_type,
        q=q,
    )
    headers: dict[str, str] = {}
    page = paginate(
        request,
        headers,
        _BY_MEETING,
        paging,
        rows,
        key=lambda row: (row.starts_at, row.meeting_id, row.rank),
        item=queries.item_summary,
    )
    return made(page, if_none_match, headers)


@router.get("/agenda-items/{item_id}", summary="Get an agenda item", responses=problems(404))
async def agenda_item(
    item_id: str, request: Request, session: PublicSession, if_none_match: IfNoneMatch = None
) -> ItemDocument:
    """The item as it stands published, with the meeting that it belongs to."""
    found = await queries.item(session, item_id)
    return cast(ItemDocument, stored(request, found.body, found.body_gzip, if_none_match))


@router.get("/cases", summary="List cases")
async def cases(
    request: Request,
    paging: Paging,
    session: PublicSession,
    q: Annotated[str | None, Query(min_length=1, max_length=100, description="In the title.")] = None,
    if_none_match: IfNoneMatch = None,
) -> Page[PublishedItemSummary]:
    """Each case by its latest published treatment, latest meeting first."""
    position = _BY_MEETING.position(paging)
    rows = await queries.items(
        session,
        paging.limit + 1,
        position.key if position else None,
        backwards=position.backwards if position else False,
        latest_of_each_case=True,
        q=q,
    )
    headers: dict[str, str] = {}
    page = paginate(
        request,
        headers,
        _BY_MEETING,
        paging,
        rows,
        key=lambda row: (row.starts_at, row.meeting_id, row.rank),
        item=queries.item_summary,
    )
    return made(page, if_none_match, headers)


@router.get("/cases/{case_id}", summary="Get a case", responses=problems(404))
async def case(case_id: str, session: PublicSession, if_none_match: IfNoneMatch = None) -> PublishedCase:
    """A case through all its published treatments, newest first."""
    treatments = tuple(queries.item_summary(row) for row in await queries.items(session, 1000, case_id=case_id))
    if not treatments:
        raise NotFound(f"No case {case_id} is published.")
    return made(PublishedCase(id=case_id, title=treatments[0].title, treatments=treatments), if_none_match)


@router.get("/documents/{document_id}", summary="Get a document", responses=problems(404))
async def document(document_id: str, session: PublicSession, if_none_match: IfNoneMatch = None) -> PublishedDocumentOut:
    """An open document: its newest public version, and the agenda items that show it."""
    rows = await queries.document(session, document_id)
    newest = rows[0]
    view = PublishedDocumentOut(
        id=newest.document_id,
        version_id=newest.version_id,
        version=newest.version,
        title=newest.title,
        filename=newest.filename,
        media_type=newest.media_type,
        size=newest.size,
        sha256=newest.sha256,
        lang=newest.lang,
        item_ids=tuple(sorted({row.item_id for row in rows})),
    )
    return made(view, if_none_match)


@router.get(
    "/documents/{document_id}/content",
    summary="Download a document",
    responses={**problems(404, 416), **file_responses("*/*")},
    response_class=Response,
    dependencies=[RANGED],
)
async def document_content(
    document_id: str,
    request: Request,
    session: PublicSession,
    files: PublishedFiles,
    version: Annotated[int | None, Query(ge=1, le=100_000, description="The newest public one if left out.")] = None,
) -> Response:
    """The file's bytes, or a range of them."""
    found = (await queries.document(session, document_id, version))[0]
    return ranged(
        request,
        lambda start, end: files.stream(found.sha256, start, end),
        size=found.size,
        etag=f'"{found.sha256}"',
        media_type=found.media_type,
        headers={**PUBLIC_CACHE, **download_headers(found.filename, found.media_type, "inline")},
    )


@router.get("/publications/{publication_id}", summary="Get a version", responses=problems(404, 410))
async def publication(
    publication_id: str, request: Request, session: PublicSession, if_none_match: IfNoneMatch = None
) -> Snapshot:
    """One version of a meeting, standing or superseded, byte for byte as it was published."""
    found = await queries.publication(session, publication_id)
    return cast(Snapshot, stored(request, found.body, found.body_gzip, if_none_match))


@router.get(
    "/export.ndjson",
    summary="Export the whole archive",
    responses=binary("application/x-ndjson"),
    response_class=StreamingResponse,
)
async def export(request: Request) -> StreamingResponse:
    """Every publication that is not withdrawn, one snapshot per line, oldest first."""

    async def lines() -> AsyncIterator[bytes]:
        async for body in queries.archive(request.app.state.database.published):
            yield body + b"\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson")


def tombstone(
    grave: Withdrawal | MinutesWithdrawal, publication_id: str, kind: Kind | Literal["minutes"]
) -> PublicationSummary:
    """What was withdrawn, as calendars and feeds tell of it."""
    return PublicationSummary(
        publication_id=publication_id,
        version=grave.version,
        kind=kind,
        published_at=grave.published_at,
        meeting_id=grave.meeting_id,
        body_slug=grave.body_slug,
        body_name=grave.body_name,
        number=grave.number,
        title=grave.title,
        state="planned",
        lang="nn",
        date=grave.date,
        starts_at=grave.starts_at,
        path=grave.path,
        withdrawal=Withdrawn(withdrawn_at=grave.withdrawn_at, reason=grave.reason),
    )


def _summary(row: MeetingRow, late: tuple[Supplement, ...]) -> PublishedSummary:
    return PublishedSummary(
        id=row.meeting_id,
        number=row.number,
        title=row.title,
        access=row.access,
        body=PublishedBody(
            id=row.body_id,
            slug=row.body_slug,
            name=row.body_name,
            kind=row.body_kind,
            meetings_open=row.body_meetings_open,
        ),
        date=row.date,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        cancelled=row.cancelled,
        path=row.path,
        item_count=row.item_count,
        publication=PublicationOut(
            id=row.id,
            meeting_id=row.meeting_id,
            version=row.version,
            kind=row.kind,
            published_at=row.published_at,
            change_note=row.change_note,
            supplements=late,
            sha256=row.sha256,
            state="published",
        ),
    )


def made(view: View, if_none_match: str | None, headers: Mapping[str, str] | None = None) -> View:
    """A value made just now, with the ETag of its bytes: the layer in front keeps it until something is published."""
    content = view.model_dump_json().encode()
    answer = _answer(content, "application/json", if_none_match, headers)
    # FastAPI sends a ready answer as it is, and reads the operation's schema from the annotation.
    return cast(View, answer)


def made_file(content: bytes, media_type: str, if_none_match: str | None) -> Response:
    return _answer(content, media_type, if_none_match)


def _answer(
    content: bytes, media_type: str, if_none_match: str | None, headers: Mapping[str, str] | None = None
) -> Response:
    return conditional(
        if_none_match,
        content=content,
        media_type=media_type,
        etag=etag_of(content),
        headers={**PUBLIC_CACHE, **(headers or {})},
    )


def stored(request: Request, body: bytes, body_gzip: bytes, if_none_match: str | None) -> Response:
    """The bytes that were made at publication, compressed for who takes that; each form has an ETag of its own."""
    etag = etag_of(body)
    headers = {**PUBLIC_CACHE, "Vary": "Accept-Encoding"}
    if accepts_gzip(request.headers.get("accept-encoding", "").encode("latin-1")):
        body, etag = body_gzip, f'{etag[:-1]}-gzip"'
        headers["Content-Encoding"] = "gzip"
    return conditional(if_none_match, content=body, media_type="application/json", etag=etag, headers=headers)
