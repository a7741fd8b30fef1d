"""The site's pages as HTML: whole without JavaScript, and the shell that the front end takes over."""

import datetime as dt
import json
from collections.abc import Callable, Coroutine, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Final
from xml.etree import ElementTree

from fastapi import APIRouter, Query, Request
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import FileResponse, HTMLResponse, Response

from api.domain.kernel.clock import now, oslo_date
from api.domain.kernel.errors import Gone, NotFound
from api.domain.publications import queries
from api.domain.publications.minutes import queries as minutes_queries
from api.domain.publications.minutes.view import MinutesView
from api.domain.publications.queries import MeetingRow
from api.domain.publications.schemas import PublicationOut
from api.domain.publications.snapshot import BodyView, OrganisationView, Snapshot
from api.http.conditional import IfNoneMatch, conditional, etag_of
from api.outputs import addresses, cost_page, gone_page, html, record_page
from api.outputs.html import Assets, Head, TextPage
from api.outputs.labels import Lang, known
from api.outputs.summary import PublicationSummary
from api.outputs.summary import Withdrawal as Withdrawn
from api.routers.dependencies import ConfiguredSettings, PublicSession
from api.routers.published import NOBODY, PUBLIC_CACHE
from api.settings import Settings

FRONTEND: Final = Path(__file__).parents[2] / "frontend" / "dist"
LangParam = Annotated[str | None, Query(alias="lang", max_length=5)]

TEXT_PAGES: Final[dict[str, TextPage]] = {
    "/tilgjengelegheit": "accessibility",
    "/personvern": "privacy",
    "/utviklarar": "developers",
}


class PageRoute(APIRoute):
    """A route whose refusals are pages too: a tombstone where something was withdrawn, else that there is nothing."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def with_pages(request: Request) -> Response:
            try:
                return await handler(request)
            except Gone as error:
                return await tombstone_page(request, error)
            except NotFound:
                return await missing_page(request)

        return with_pages


router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/")
async def home(
    session: PublicSession,
    settings: ConfiguredSettings,
    lang: LangParam = None,
    body: Annotated[str | None, Query(max_length=100)] = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Every published meeting, latest first; ``body``, a slug, keeps those of one body."""
    language = known(lang or "nn")
    organisation = await _organisation(session)
    bodies = [BodyView(**body.model_dump(by_alias=False)) for body in await queries.bodies(session)]
    summaries = [_summary(row) for row in await queries.meetings(session, 10_000, body=body)]
    return _page(
        html.meeting_list_head(organisation, base_url=settings.public_url, lang=language),
        html.meeting_list_content(
            summaries,
            bodies,
            today=oslo_date(now()),
            body=body,
            lang=language,
            alerts=settings.smtp_url is not None,
        ),
        language,
        settings,
        organisation,
        if_none_match,
    )


@router.get("/tilgjengelegheit")
@router.get("/personvern")
@router.get("/utviklarar")
async def text_page(
    request: Request,
    session: PublicSession,
    settings: ConfiguredSettings,
    lang: LangParam = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The accessibility statement, the privacy statement, the word to developers."""
    language = known(lang or "nn")
    path = request.url.path
    return _page(
        html.text_head(TEXT_PAGES[path], path, lang=language),
        html.text_content(TEXT_PAGES[path], base_url=settings.public_url, lang=language),
        language,
        settings,
        await _organisation(session),
        if_none_match,
    )


@router.get("/møte/{body}/{date}")
async def meeting(
    body: str,
    date: str,
    session: PublicSession,
    settings: ConfiguredSettings,
    lang: LangParam = None,
    versjon: int | None = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """A meeting with its agenda; ``versjon`` shows an older version."""
    language = known(lang or "nn")
    snapshot, versions = await _find(session, f"/møte/{body}/{date}", versjon)
    minutes_path = await minutes_queries.standing_path(session, snapshot.meeting.id)
    return _page(
        html.meeting_head(
            snapshot, base_url=settings.public_url, lang=language, superseded=_is_superseded(snapshot, versions)
        ),
        html.meeting_content(snapshot, versions, lang=language, today=oslo_date(now()), minutes_path=minutes_path),
        language,
        settings,
        snapshot.organisation,
        if_none_match,
    )


@router.get("/møte/{body}/{date}/møtebok")
async def minutes(
    body: str,
    date: str,
    session: PublicSession,
    settings: ConfiguredSettings,
    lang: LangParam = None,
    versjon: int | None = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """The minutes of a meeting; ``versjon`` shows an older version."""
    language = known(lang or "nn")
    path = f"/møte/{body}/{date}/møtebok"
    meeting_id = await minutes_queries.meeting_by_path(session, path)
    if meeting_id is None:
        raise NotFound(f"There are no minutes at {path}.")
    found = await minutes_queries.minutes(session, meeting_id, versjon)
    versions = await minutes_queries.history(session, meeting_id)
    view = MinutesView.model_validate_json(found.body)
    superseded = any(one.id == found.id and one.state == "superseded" for one in versions)
    return _page(
        html.minutes_head(view, base_url=settings.public_url, lang=language, superseded=superseded),
        html.minutes_content(view, versions, lang=language, superseded=superseded),
        language,
        settings,
        view.organisation,
        if_none_match,
    )


@router.get("/møte/{body}/{date}/direkte")
async def live(
    body: str,
    date: str,
    session: PublicSession,
    settings: ConfiguredSettings,
    lang: LangParam = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Where a meeting is followed while it goes on; the front end does it."""
    language = known(lang or "nn")
    snapshot, _ = await _find(session, f"/møte/{body}/{date}", None)
    return _page(
        html.live_head(snapshot, lang=language),
        html.live_content(snapshot, lang=language),
        language,
        settings,
        snapshot.organisation,
        if_none_match,
    )


@router.get("/møte/{body}/{date}/sak/{label}")
async def case(
    body: str,
    date: str,
    label: str,
    session: PublicSession,
    settings: ConfiguredSettings,
    lang: LangParam = None,
    versjon: int | None = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One item of the agenda."""
    language = known(lang or "nn")
    snapshot, versions = await _find(session, f"/møte/{body}/{date}", versjon)
    item = next((item for item in snapshot.items if item.label == label), None)
    if item is None:
        raise NotFound(f"The meeting has no item {label}.")
    return _page(
        html.case_head(
            snapshot, item, base_url=settings.public_url, lang=language, superseded=_is_superseded(snapshot, versions)
        ),
        html.case_content(snapshot, item, versions, lang=language),
        language,
        settings,
        snapshot.organisation,
        if_none_match,
    )


@router.get("/admin")
@router.get("/admin/{rest:path}")
@router.get("/logg-inn")
@router.get("/logg-inn/{rest:path}")
async def working_shell(request: Request, settings: ConfiguredSettings, lang: LangParam = None) -> Response:
    """The empty page that the working side's front end fills. It says nothing and is the same for all."""
    language = known(lang or "nn")
    head = Head(title="Samstyre", description="Samstyre", path=request.url.path, indexed=False)
    document = _document(head, html.shell_content(lang=language), language, settings, NOBODY)
    return HTMLResponse(document, headers={"Cache-Control": "no-cache"})


@router.get("/favicon.svg")
async def favicon() -> Response:
    """The site's sign."""
    return FileResponse(FRONTEND / "favicon.svg", headers={"Cache-Control": "public, max-age=86400"})


@router.get("/sw.js")
async def service_worker() -> Response:
    """What serves a member's papers without a network. It obeys the policy of its own answer, and has to fetch."""
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": "default-src 'self'"}
    return FileResponse(FRONTEND / "sw.js", media_type="text/javascript", headers=headers)


@router.get("/robots.txt")
async def robots(settings: ConfiguredSettings) -> Response:
    """Everything public may be found; the working side has nothing to find."""
    return Response(
        f"User-agent: *\nDisallow: /admin\nDisallow: /logg-inn\nSitemap: {settings.public_url}/sitemap.xml\n",
        media_type="text/plain",
        headers=PUBLIC_CACHE,
    )


@router.get("/sitemap.xml")
async def sitemap(session: PublicSession, settings: ConfiguredSettings, if_none_match: IfNoneMatch = None) -> Response:
    """Addresses of every published meeting and item, and of the minutes."""
    urlset = ElementTree.Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    changed = {row.id: row.published_at for row in await queries.meetings(session, 10_000)}
    rows = await queries.items(session, 50_000)
    entries = {row.meeting_path: row.publication_id for row in rows} | {row.path: row.publication_id for row in rows}
    stamped = {path: changed[publication_id] for path, publication_id in entries.items()}
    stamped |= {row.path: row.published_at for row in await minutes_queries.standing_paths(session)}
    for path, at in {"/": None, cost_page.LIST_PATH: None, record_page.LIST_PATH: None, **stamped}.items():
        url = ElementTree.SubElement(urlset, "url")
        ElementTree.SubElement(url, "loc").text = addresses.absolute(settings.public_url, addresses.site(path))
        if at is not None:
            ElementTree.SubElement(url, "lastmod").text = at.isoformat()
    content = ElementTree.tostring(urlset, encoding="utf-8", xml_declaration=True)
    return conditional(
        if_none_match, content=content, media_type="application/xml", etag=etag_of(content), headers=PUBLIC_CACHE
    )


@router.get("/.well-known/security.txt")
async def security_txt(settings: ConfiguredSettings) -> Response:
    """Where to tell of a vulnerability (RFC 9116)."""
    expires = now().replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=730)
    return Response(
        f"Contact: {settings.security_contact}\nExpires: {expires.isoformat()}\nPreferred-Languages: nn, nb, en\n",
        media_type="text/plain",
    )


def is_public(path: str) -> bool:
    """Whether a path is the same for all who ask and may be answered from memory."""
    if path.startswith("/api/v1/published/"):
        return not path.endswith(("/changes", "/export.ndjson", "/live", "/live/stream"))
    single = ("/", "/sitemap.xml", "/robots.txt", "/favicon.svg", *TEXT_PAGES)
    return path in single or path.startswith(("/møte/", "/assets/"))


def preview_page(snapshot: Snapshot, language: str, settings: Settings) -> str:
    """The page that publishing would give, for those who prepare."""
    return _document(
        html.meeting_head(snapshot, base_url=settings.public_url, lang=language),
        html.meeting_content(snapshot, (), lang=language),
        known(language),
        settings,
        snapshot.organisation,
    )


async def tombstone_page(request: Request, error: Gone) -> HTMLResponse:
    """410: what stands where something was withdrawn."""
    language = _language(request)
    async with request.app.state.database.published() as session:
        organisation = await _organisation(session)
    summary = _tombstone_summary(error.extra["tombstone"])
    return HTMLResponse(
        _document(
            html.tombstone_head(summary, lang=language),
            html.tombstone_content(summary, lang=language),
            language,
            request.app.state.settings,
            organisation,
        ),
        410,
    )


async def message_page(
    request: Request, head: Head, content: str, language: Lang, *, status: int, headers: Mapping[str, str]
) -> HTMLResponse:
    """A page of a few words for one reader, in the site's frame."""
    async with request.app.state.database.published() as session:
        organisation = await _organisation(session)
    document = _document(head, content, language, request.app.state.settings, organisation)
    return HTMLResponse(document, status, headers={**headers, "Content-Language": language})


async def withdrawn_page(
    request: Request, error: Gone, kind: str, path: str, language: Lang, headers: Mapping[str, str]
) -> HTMLResponse:
    """410: what stands where something was withdrawn; ``kind`` is the label of what it was."""
    grave: Any = error.extra["tombstone"]
    content = gone_page.gone_content(
        dt.datetime.fromisoformat(grave["publishedAt"]),
        dt.datetime.fromisoformat(grave["withdrawnAt"]),
        grave["reason"],
        lang=language,
    )
    head = gone_page.gone_head(kind, path, lang=language)
    return await message_page(request, head, content, language, status=410, headers=headers)


async def missing_page(request: Request) -> HTMLResponse:
    """404: an address where there is nothing."""
    language = _language(request)
    async with request.app.state.database.published() as session:
        organisation = await _organisation(session)
    return HTMLResponse(
        _document(
            html.missing_head(request.url.path, lang=language),
            html.missing_content(lang=language),
            language,
            request.app.state.settings,
            organisation,
        ),
        404,
    )


async def _find(session: AsyncSession, path: str, version: int | None) -> tuple[Snapshot, list[PublicationSummary]]:
    """The snapshot at an address and summaries of all the meeting's versions. Raises Gone, NotFound."""
    meeting_id = await queries.meeting_by_path(session, path)
    if meeting_id is None:
        raise NotFound(f"There is no meeting at {path}.")
    history = await queries.versions(session, meeting_id)
    if version is None:
        found = await queries.current(session, meeting_id)
    else:
        wanted = next((entry.id for entry in history if entry.version == version), None)
        if wanted is None:
            raise NotFound(f"The meeting has no version {version}.")
        found = await queries.publication(session, wanted)
    snapshot = Snapshot.model_validate_json(found.body)
    return snapshot, [_version(entry, snapshot) for entry in history]


def _version(entry: PublicationOut, snapshot: Snapshot) -> PublicationSummary:
    """A version as the page lists it; all but its stamp is the meeting's that is shown."""
    meeting = snapshot.meeting
    return PublicationSummary(
        publication_id=entry.id,
        version=entry.version,
        kind=entry.kind,
        published_at=entry.published_at,
        change_note=entry.change_note,
        supplements=entry.supplements,
        meeting_id=entry.meeting_id,
        body_slug=snapshot.body.slug,
        body_name=snapshot.body.name,
        number=meeting.number,
        title=meeting.title,
        state=meeting.state,
        lang=meeting.lang,
        date=meeting.date,
        starts_at=meeting.starts_at,
        path=meeting.path,
        withdrawal=Withdrawn(withdrawn_at=entry.withdrawn_at, reason=entry.reason or "")
        if entry.withdrawn_at
        else None,
    )


def _is_superseded(snapshot: Snapshot, versions: list[PublicationSummary]) -> bool:
    return any(one.version > snapshot.publication.version and not one.withdrawal for one in versions)


def _summary(row: MeetingRow) -> PublicationSummary:
    return PublicationSummary(
        publication_id=row.id,
        version=row.version,
        kind=row.kind,
        published_at=row.published_at,
        change_note=row.change_note,
        meeting_id=row.meeting_id,
        body_slug=row.body_slug,
        body_name=row.body_name,
        number=row.number,
        title=row.title,
        access=row.access,
        state="cancelled" if row.cancelled else f"{row.kind}_published",
        lang=row.lang,
        date=row.date,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        path=row.path,
        item_count=row.item_count,
    )


def _tombstone_summary(tombstone: Any) -> PublicationSummary:  # noqa: ANN401 -- the problem document's own member
    return PublicationSummary(
        publication_id=tombstone["publicationId"],
        version=tombstone["version"],
        kind=tombstone["kind"],
        published_at=tombstone["publishedAt"],
        meeting_id=tombstone["meetingId"],
        body_slug=tombstone["bodySlug"],
        body_name=tombstone["bodyName"],
        number=tombstone["number"],
        title=tombstone["title"],
        state="planned",
        lang="nn",
        date=tombstone["date"],
        starts_at=tombstone["startsAt"],
        path=tombstone["path"],
        withdrawal=Withdrawn(withdrawn_at=tombstone["withdrawnAt"], reason=tombstone["reason"]),
    )


def _page(
    head: Head,
    content: str,
    language: Lang,
    settings: Settings,
    organisation: OrganisationView,
    if_none_match: str | None,
) -> Response:
    document = _document(head, content, language, settings, organisation).encode()
    headers = {**PUBLIC_CACHE, "Content-Language": language}
    return conditional(
        if_none_match,
        content=document,
        media_type="text/html; charset=utf-8",
        etag=etag_of(document),
        headers=headers,
    )


def _document(head: Head, content: str, language: Lang, settings: Settings, organisation: OrganisationView) -> str:
    return html.page(
        head,
        content,
        lang=language,
        base_url=settings.public_url,
        organisation=organisation,
        assets=_assets(),
    )


def _language(request: Request) -> Lang:
    return known(request.query_params.get("lang", "nn"))


async def _organisation(session: AsyncSession) -> OrganisationView:
    """As the newest publication names it: the working side's own row can't be read from here."""
    newest = await queries.latest(session, 1)
    return Snapshot.model_validate_json(newest[0]).organisation if newest else NOBODY


@lru_cache(maxsize=1)
def _assets() -> Assets:
    """Addresses of the built front end; none when it isn't built, and the pages do without."""
    manifest = FRONTEND / "manifest.json"
    if not manifest.exists():
        return Assets()
    entry = json.loads(manifest.read_text("utf-8"))["index.html"]
    return Assets(css=tuple(f"/{name}" for name in entry.get("css", ())), js=(f"/{entry['file']}",))
