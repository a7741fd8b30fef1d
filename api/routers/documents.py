"""Documents: upload, new versions, access, download."""

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, File, Form, Query, Request, Response, UploadFile
from starlette.responses import Response as AnyResponse

from api.domain.documents import service
from api.domain.documents.schemas import DocumentAccess, DocumentOut, DocumentVersionOut, OpenVersion
from api.domain.documents.service import DocumentWithVersions, NewFile
from api.domain.kernel.errors import FieldError, Invalid, NotFound
from api.domain.meetings import queries
from api.http.conditional import IfMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.ranges import RANGED, file_responses
from api.ingest import files
from api.routers.dependencies import CaseWorker, Files, Once, WorkingSession
from api.routers.loading import document_for, require_documents
from api.routers.representations import working_file
from api.storage import Storage

router = APIRouter(prefix="/api/v1/documents", tags=["documents"], route_class=IdempotentRoute, responses=problems(401))

FileField = Annotated[UploadFile, File(description="PDF, Word, Excel, PowerPoint, OpenDocument, text or picture.")]


@router.post("", status_code=201, summary="Upload a document", responses=problems(403, 415))
async def upload(
    file: FileField,
    response: Response,
    actor: CaseWorker,
    session: WorkingSession,
    storage: Files,
    _: Once,
    title: Annotated[
        str | None, Form(max_length=500, description="The file's name without ending if left out.")
    ] = None,
    lang: Annotated[str, Form(pattern="^(nn|nb|en)$")] = "nn",
) -> DocumentOut:
    """Takes a file in as a new document. What it is, is read from its bytes, not from its name."""
    new = await _take_in(file, storage)
    found = await service.create(session, actor, title or new.filename.rpartition(".")[0] or new.filename, lang, new)
    response.headers["Location"] = f"/api/v1/documents/{found.document.id}"
    return _answer(found, response)


@router.get("/{document_id}", summary="Get a document", responses=problems(404))
async def get_document(document_id: str, response: Response, actor: CaseWorker, session: WorkingSession) -> DocumentOut:
    """The document with all its versions."""
    return _answer(await document_for(session, actor, document_id), response)


@router.post(
    "/{document_id}/versions", status_code=201, summary="Upload a new version", responses=problems(403, 404, 415)
)
async def add_version(
    document_id: str,
    file: FileField,
    response: Response,
    actor: CaseWorker,
    session: WorkingSession,
    storage: Files,
    _: Once,
) -> DocumentOut:
    """The file becomes the newest version; the older ones are kept."""
    await document_for(session, actor, document_id)
    new = await _take_in(file, storage)
    body_id = await queries.body_of_document(session, document_id)
    return _answer(await service.add_version(session, actor, document_id, new, body_id=body_id), response)


@router.put("/{document_id}/access", summary="Open or close a document", responses=problems(403, 404))
async def set_access(
    document_id: str,
    access: DocumentAccess,
    response: Response,
    actor: CaseWorker,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> DocumentOut:
    """Says whether the public gets the document at the next publication."""
    found = await document_for(session, actor, document_id)
    require_match(if_match, etag_of_revision(found.document.revision))
    changed = await service.set_access(
        session,
        actor,
        document_id,
        access.access,
        access.legal_basis,
        access.open_title,
        body_id=await queries.body_of_document(session, document_id),
    )
    return _answer(changed, response)


@router.put("/{document_id}/open-version", summary="Link a redacted version", responses=problems(403, 404))
async def set_open_version(
    document_id: str,
    chosen: OpenVersion,
    response: Response,
    actor: CaseWorker,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> DocumentOut:
    """Says what the public gets while the document is closed: an uploaded one with what is closed taken out."""
    found = await document_for(session, actor, document_id)
    require_match(if_match, etag_of_revision(found.document.revision))
    redacted = None
    if chosen.document_id is not None:
        await require_documents(session, actor, [("/documentId", chosen.document_id)])
        redacted = await service.get(session, chosen.document_id)
    body_id = await queries.body_of_document(session, document_id)
    return _answer(await service.set_redacted(session, actor, found, redacted, body_id=body_id), response)


@router.get(
    "/{document_id}/content",
    summary="Download a document",
    responses={**problems(404, 416), **file_responses("*/*")},
    response_class=AnyResponse,
    dependencies=[RANGED],
)
async def content(
    document_id: str,
    request: Request,
    actor: CaseWorker,
    session: WorkingSession,
    storage: Files,
    version: Annotated[int | None, Query(ge=1, description="The newest one if left out.")] = None,
) -> AnyResponse:
    """The file's bytes, or a range of them."""
    found = await document_for(session, actor, document_id)
    chosen = next((v for v in found.versions if version is None or v.number == version), None)
    if chosen is None:
        raise NotFound(f"The document {document_id} has no version {version}.")
    return working_file(request, storage, chosen)


async def _take_in(file: UploadFile, storage: Storage) -> NewFile:
    """Read, sniff and store an uploaded file. Raises UnsupportedMedia; Invalid for a name that is no file name."""
    filename = (file.filename or "").replace("\\", "/").rpartition("/")[2].strip()
    if not filename or len(filename) > 255 or not filename.isprintable():
        raise Invalid("The file needs a name of at most 255 characters.", (FieldError("/file", "has no usable name"),))
    inspection = await to_thread.run_sync(files.inspect, file.file)
    stored = await storage.work.put_file(file.file)
    return NewFile(
        filename=filename,
        media_type=inspection.media_type,
        size=stored.size,
        sha256=stored.sha256,
        pages=inspection.pages,
        text=inspection.text,
        text_status=inspection.text_status,
    )


def _answer(found: DocumentWithVersions, response: Response) -> DocumentOut:
    document = found.document
    response.headers["ETag"] = etag_of_revision(document.revision)
    return DocumentOut(
        id=document.id,
        revision=document.revision,
        title=document.title,
        lang=document.lang,
        access=document.access,
        open_title=document.open_title,
        legal_basis=document.legal_basis,
        redacted_id=document.redacted_id,
        versions=tuple(
            DocumentVersionOut(
                id=version.id,
                number=version.number,
                filename=version.filename,
                media_type=version.media_type,
                size=version.size,
                sha256=version.sha256,
                pages=version.pages,
                text_status=version.text_status,
                created_at=version.created_at,
            )
            for version in found.versions
        ),
    )
