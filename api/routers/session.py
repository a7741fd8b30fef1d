"""Signing in and out."""

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.auth import sessions
from api.domain.identity import service as identity
from api.domain.kernel.clock import now
from api.domain.kernel.schemas import Schema
from api.http.openapi import problems
from api.routers.dependencies import Administration, ConfiguredSettings, WorkingSession, is_https

router = APIRouter(prefix="/api/v1", tags=["session"])


class Credentials(Schema):
    username: str = Field(min_length=1, max_length=100, examples=["admin"])
    password: str = Field(min_length=1, max_length=1000)


class User(Schema):
    id: str
    name: str
    roles: tuple[str, ...]


class SignedInUser(Schema):
    user: User


@router.post("/session", status_code=201, summary="Sign in", responses=problems(401, 403))
async def sign_in(
    credentials: Credentials, response: Response, session: WorkingSession, settings: ConfiguredSettings
) -> SignedInUser:
    """Starts a session of twelve hours, held by a cookie that scripts can't read."""
    signed_in = await identity.sign_in(session, credentials.username, credentials.password, now())
    sessions.set_cookie(response, signed_in, https=is_https(settings))
    account = signed_in.account
    return SignedInUser(user=User(id=account.id, name=account.name, roles=("administrator",)))


@router.delete("/session", status_code=204, summary="Sign out", responses=problems(403))
async def sign_out(request: Request, response: Response, session: WorkingSession, settings: ConfiguredSettings) -> None:
    """Ends the session, here and on the server. Nothing happens without one."""
    token = request.cookies.get(sessions.cookie_name(https=is_https(settings)))
    if token:
        await identity.sign_out(session, token)
    sessions.clear_cookie(response, https=is_https(settings))


@router.get("/me", summary="Who am I", responses=problems(401))
async def me(actor: Administration) -> User:
    """The account behind the session."""
    return User(id=str(actor.id), name=actor.name, roles=tuple(sorted(actor.roles)))
