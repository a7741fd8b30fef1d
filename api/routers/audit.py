"""The log: who did what and when, with filter and export."""

import json
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.responses import StreamingResponse

from api.domain.audit import queries
from api.domain.audit.policy import can_read_log, reach
from api.domain.audit.queries import LogFilter
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now, oslo_date
from api.domain.kernel.errors import Invalid
from api.domain.kernel.event import Entry
from api.domain.kernel.policy import require
from api.domain.kernel.schemas import Moment, Schema
from api.domain.kernel.sorting import norwegian_key
from api.http.languages import AcceptedLanguage, Language
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.http.security import download_headers
from api.outputs import sheets
from api.outputs.events import event_label, subject_label
from api.routers.changes import EventOut, event_out
from api.routers.dependencies import SignedIn, WorkingSession

_NEWEST: Final = Keyset("audit", tuple[int])
_CHUNK: Final = 256 * 1024
HEAD: Final = (
    "position", "at", "actorKind", "actorId", "actorName", "type", "typeLabel", "subjectType", "subjectLabel",
    "subjectId", "bodyId", "before", "after", "requestId",
)  # fmt: skip


async def log_reader(found: SignedIn) -> Actor:
    """Raises Forbidden for those whom the log is not for."""
    require(can_read_log(found))
    return found


LogReader = Annotated[Actor, Depends(log_reader)]
router = APIRouter(prefix="/api/v1/audit", tags=["audit"], responses=problems(401, 403))


class AuditEntry(EventOut):
    """An event with the account of who did it; labels are in the language asked for."""

    actor_id: str | None
    type_label: str
    subject_label: str


class EventTypeOut(Schema):
    """``group`` is the first part of the type: ``meeting``."""

    type: str
    label: str
    group: str
    group_label: str


class EventTypes(Schema):
    items: tuple[EventTypeOut, ...]


def told_in(
    accepted: AcceptedLanguage,
    lang: Annotated[Language | None, Query(description="Of the labels; that of Accept-Language if left out.")] = None,
) -> Language:
    """FastAPI dependency: a link to a file can't say its language in a header."""
    return lang or accepted


Told = Annotated[Language, Depends(told_in)]


def log_filter(
    reader: LogReader,
    actor: Annotated[str | None, Query(max_length=200, description="An account's id, or a part of a name.")] = None,
    subject_type: Annotated[
        str | None, Query(alias="subjectType", max_length=100, description="What it happened to: `meeting`.")
    ] = None,
    subject_id: Annotated[str | None, Query(alias="subjectId", max_length=100, description="Id of that thing.")] = None,
    event_type: Annotated[
        str | None, Query(alias="type", max_length=100, description="`meeting.published`, or `meeting.*` for a group.")
    ] = None,
    since: Annotated[Moment | None, Query(alias="from", description="No older than this.")] = None,
    until: Annotated[Moment | None, Query(alias="to", description="Older than this.")] = None,
    q: Annotated[
        str | None, Query(min_length=1, max_length=200, description="Looked for in names, ids, types and values.")
    ] = None,
) -> LogFilter:
    """FastAPI dependency: the filter of list and export."""
    return LogFilter(reach(reader), actor, subject_type, subject_id, event_type, since, until, q)


Wanted = Annotated[LogFilter, Depends(log_filter)]


def _file(media_type: str) -> dict[int | str, dict[str, Any]]:
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {200: {"description": "The file", "content": content}}


@router.get("", summary="Read the log")
async def read_log(
    request: Request, response: Response, paging: Paging, wanted: Wanted, lang: Told, session: WorkingSession
) -> Page[AuditEntry]:
    """What has happened, newest first: for an administration in its bodies, for that of all bodies everything. What is
    closed is left out of the values for good. A system administrator, who sees no drafts, gets everything, with values
    of the system's own things only.
    """
    position = _NEWEST.position(paging)
    rows = await queries.page(
        session,
        wanted,
        paging.limit + 1,
        position.key[0] if position else None,
        backwards=position.backwards if position else False,
    )
    headers: dict[str, str] = {}
    page = paginate(
        request,
        headers,
        _NEWEST,
        paging,
        rows,
        key=lambda row: (row.position,),
        item=lambda row: _entry(row, wanted, lang),
    )
    response.headers.update({**headers, "Vary": "Accept-Language"})
    return page


@router.get("/types", summary="List the types of events")
async def event_types(reader: LogReader, response: Response, lang: Told, session: WorkingSession) -> EventTypes:
    """Every type that stands in the log as far as one may read it, in groups, in the alphabetical order of labels."""
    response.headers["Vary"] = "Accept-Language"
    items = [_type(what, lang) for what in await queries.types(session, reach(reader))]
    items.sort(key=lambda one: (norwegian_key(one.group_label), norwegian_key(one.label)))
    return EventTypes(items=tuple(items))


@router.get(
    "/export.csv", summary="Export the log as CSV", responses=_file("text/csv"), response_class=StreamingResponse
)
async def export_csv(request: Request, wanted: Wanted, lang: Told) -> StreamingResponse:
    """Everything that the filter matches, newest first, in UTF-8 with a head."""

    async def lines() -> AsyncIterator[bytes]:
        yield sheets.csv_lines([HEAD], first=True)
        async for rows in _rows(request, wanted, lang):
            yield sheets.csv_lines(rows)

    return StreamingResponse(lines(), media_type=sheets.CSV, headers=_headers("csv"))


@router.get(
    "/export.xlsx", summary="Export the log as XLSX", responses=_file(sheets.XLSX), response_class=StreamingResponse
)
async def export_xlsx(request: Request, wanted: Wanted, lang: Told, session: WorkingSession) -> StreamingResponse:
    """Everything that the filter matches, newest first, as one sheet of at most 1 048 575 rows."""
    if await queries.count(session, wanted, sheets.MOST_ROWS + 1) > sheets.MOST_ROWS:
        raise Invalid("That is more than a sheet has room for. Narrow the filter, or export CSV.")
    # Closed when the answer has been read, or when its reader has gone.
    file = tempfile.SpooledTemporaryFile(max_size=4 * 1024 * 1024)  # noqa: SIM115
    try:
        await sheets.xlsx(HEAD, _rows(request, wanted, lang), file)
    except BaseException:
        file.close()
        raise
    file.seek(0)

    def chunks() -> Iterator[bytes]:
        with file:
            yield from iter(lambda: file.read(_CHUNK), b"")

    return StreamingResponse(chunks(), media_type=sheets.XLSX, headers=_headers("xlsx"))


def _headers(suffix: str) -> dict[str, str]:
    media_type = sheets.XLSX if suffix == "xlsx" else sheets.CSV
    named = download_headers(f"logg-{oslo_date(now())}.{suffix}", media_type, "attachment")
    return {**named, "Cache-Control": "private, no-store", "Vary": "Accept-Language"}


async def _rows(request: Request, wanted: LogFilter, lang: Language) -> AsyncIterator[Sequence[Sequence[str]]]:
    async for entries in queries.everything(request.app.state.database.work, wanted):
        yield [_row(_entry(entry, wanted, lang)) for entry in entries]


def _entry(entry: Entry, wanted: LogFilter, lang: Language) -> AuditEntry:
    told = event_out(entry).model_dump(by_alias=False)
    if not wanted.reach.shows_values(entry.event.subject_type, entry.event.body_id):
        told |= {"before": None, "after": None}
    return AuditEntry(
        **told,
        actor_id=entry.event.actor_id,
        type_label=event_label(lang, entry.event.what),
        subject_label=subject_label(lang, entry.event.subject_type),
    )


def _type(what: str, lang: Language) -> EventTypeOut:
    group = what.partition(".")[0]
    return EventTypeOut(type=what, label=event_label(lang, what), group=group, group_label=subject_label(lang, group))


def _row(entry: AuditEntry) -> list[str]:
    values = entry.model_dump(mode="json")
    return [
        "" if values[name] is None else values[name] if isinstance(values[name], str) else _json(values[name])
        for name in HEAD
    ]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
