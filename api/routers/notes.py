"""Private notes: each sees their own, and there is no way to see another's."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from starlette.responses import PlainTextResponse
from starlette.responses import Response as AnyResponse

from api.domain.papers import notes, service
from api.domain.papers.export import as_markdown
from api.domain.papers.schemas import MyNotes, NewNote, NoteOut, NotePatch
from api.domain.papers.tables import Note
from api.http.conditional import IfMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.security import download_headers
from api.routers.dependencies import Once, SignedIn, WorkingSession

router = APIRouter(prefix="/api/v1/notes", tags=["notes"], route_class=IdempotentRoute, responses=problems(401))


@router.get("", summary="List my notes")
async def my_notes(
    actor: SignedIn,
    session: WorkingSession,
    meeting_id: Annotated[str | None, Query(alias="meetingId", max_length=100, description="Of one meeting.")] = None,
) -> MyNotes:
    """Your own notes and highlights."""
    return MyNotes(items=tuple(notes.shown(note) for note in await notes.mine(session, actor, meeting_id)))


@router.get(
    "/export",
    summary="Export my notes",
    responses={
        200: {
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/MyNotes"}},
                "text/markdown": {"schema": {"type": "string"}},
            }
        }
    },
    response_class=AnyResponse,
)
async def export(
    actor: SignedIn,
    session: WorkingSession,
    representation: Annotated[
        Literal["json", "markdown"], Query(alias="format", description="As data, or as a text to read.")
    ] = "json",
) -> AnyResponse:
    """All your notes as a file."""
    own = tuple(notes.shown(note) for note in await notes.mine(session, actor))
    private = {"Cache-Control": "private, no-store"}
    if representation == "json":
        headers = {**private, **download_headers("notat.json", "application/json", "attachment")}
        return AnyResponse(MyNotes(items=own).model_dump_json(), media_type="application/json", headers=headers)
    titles = await service.titles(session, actor)
    headers = {**private, **download_headers("notat.md", "text/markdown", "attachment")}
    return PlainTextResponse(as_markdown(own, titles), media_type="text/markdown", headers=headers)


@router.post("", status_code=201, summary="Write a note", responses=problems(404, 409, 410))
async def create(new: NewNote, response: Response, actor: SignedIn, session: WorkingSession, _: Once) -> NoteOut:
    """On an item of your papers, or on a document that they show."""
    note = await notes.create(session, actor, new)
    response.headers["Location"] = f"/api/v1/notes/{note.id}"
    return _answer(note, response)


@router.get("/{note_id}", summary="Get a note", responses=problems(404))
async def get_note(note_id: str, response: Response, actor: SignedIn, session: WorkingSession) -> NoteOut:
    """One of your own."""
    return _answer(await notes.get(session, actor, note_id), response)


@router.patch("/{note_id}", summary="Change a note", responses=problems(404))
async def change(
    note_id: str,
    patch: NotePatch,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> NoteOut:
    """Changes what is given."""
    note = await notes.get(session, actor, note_id)
    require_match(if_match, etag_of_revision(note.revision))
    await notes.change(session, note, patch)
    return _answer(note, response)


@router.delete("/{note_id}", status_code=204, summary="Delete a note", responses=problems(404))
async def remove(note_id: str, actor: SignedIn, session: WorkingSession, if_match: IfMatch = None) -> None:
    """Deletes it for good."""
    note = await notes.get(session, actor, note_id)
    require_match(if_match, etag_of_revision(note.revision))
    await notes.remove(session, note)


def _answer(note: Note, response: Response) -> NoteOut:
    response.headers["ETag"] = etag_of_revision(note.revision)
    return notes.shown(note)
