"""Keys for programs, for those who keep the system."""

from fastapi import APIRouter, Response

from api.domain.identity import api_clients
from api.domain.identity.api_clients import Issued
from api.domain.identity.schemas import ApiClientOut, IssuedKey, NewApiClient
from api.domain.identity.tables import ApiClient
from api.domain.kernel.clock import now
from api.domain.kernel.schemas import Schema
from api.http.conditional import IfMatch, etag_of_revision, require_match
from api.http.openapi import problems
from api.routers.dependencies import SystemAdministrator, WorkingSession

# An answer with a key is not kept to be given again: no Idempotency-Key here.
router = APIRouter(prefix="/api/v1/api-clients", tags=["api-clients"], responses=problems(401, 403))


class ApiClients(Schema):
    items: tuple[ApiClientOut, ...]


@router.get("", summary="List API clients")
async def list_clients(_: SystemAdministrator, session: WorkingSession) -> ApiClients:
    """Every program that has or had a key, the newest first. The keys themselves are not kept."""
    return ApiClients(items=tuple(_view(client) for client in await api_clients.list_all(session)))


@router.post("", status_code=201, summary="Create an API client")
async def create_client(
    new: NewApiClient, response: Response, actor: SystemAdministrator, session: WorkingSession
) -> IssuedKey:
    """A client with its key, to be sent as `Authorization: Bearer sk_…`. The key is shown only now."""
    return _answer(await api_clients.create(session, actor, new, now()), response)


@router.get("/{client_id}", summary="Get an API client", responses=problems(404))
async def get_client(
    client_id: str, response: Response, _: SystemAdministrator, session: WorkingSession
) -> ApiClientOut:
    """What the program may do, until when, and when it last did something."""
    client = await api_clients.get(session, client_id)
    response.headers["ETag"] = etag_of_revision(client.revision)
    return _view(client)


@router.post("/{client_id}/actions/rotate", summary="Give an API client a new key", responses=problems(404, 409))
async def rotate(
    client_id: str,
    response: Response,
    actor: SystemAdministrator,
    session: WorkingSession,
    if_match: IfMatch = None,
) -> IssuedKey:
    """The old key stops at once. The new one is shown only now."""
    return _answer(await api_clients.rotate(session, actor, await _seen(session, client_id, if_match)), response)


@router.post(
    "/{client_id}/actions/revoke", status_code=204, summary="Revoke an API client", responses=problems(404, 409)
)
async def revoke(client_id: str, actor: SystemAdministrator, session: WorkingSession, if_match: IfMatch = None) -> None:
    """Its key stops for good."""
    await api_clients.revoke(session, actor, await _seen(session, client_id, if_match), now())


async def _seen(session: WorkingSession, client_id: str, if_match: str | None) -> ApiClient:
    client = await api_clients.get(session, client_id)
    require_match(if_match, etag_of_revision(client.revision))
    return client


def _answer(issued: Issued, response: Response) -> IssuedKey:
    response.headers["Location"] = f"/api/v1/api-clients/{issued.client.id}"
    response.headers["ETag"] = etag_of_revision(issued.client.revision)
    return IssuedKey(client=_view(issued.client), key=issued.key)


def _view(client: ApiClient) -> ApiClientOut:
    return ApiClientOut(
        id=client.id,
        name=client.name,
        municipality_id=client.municipality_id,
        scopes=tuple(client.scopes),
        key_prefix=client.key_prefix,
        expires_at=client.expires_at,
        last_used_at=client.last_used_at,
        revoked_at=client.revoked_at,
        created_at=client.created_at,
    )
