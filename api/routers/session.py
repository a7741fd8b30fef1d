"""Signing in and out."""

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.auth import sessions
from api.domain.identity import recovery, throttling
from api.domain.identity import service as identity
from api.domain.identity.schemas import Password
from api.domain.identity.service import SignedIn
from api.domain.kernel.actor import Actor, ActorKind, Role, SeatRole
from api.domain.kernel.clock import now
from api.domain.kernel.schemas import Schema
from api.http.openapi import problems
from api.routers.dependencies import ConfiguredSettings, Known, WorkingSession, is_https

router = APIRouter(prefix="/api/v1", tags=["session"])


class Credentials(Schema):
    username: str = Field(min_length=1, max_length=100, examples=["admin"])
    password: Password


class Recovery(Schema):
    """The part of a one-time link after the hash sign, and the password that is to be."""

    token: str = Field(min_length=1, max_length=100)
    password: Password


class GrantOut(Schema):
    """A role in one body, or in all when ``bodyId`` is null."""

    role: Role
    body_id: str | None


class SeatOut(Schema):
    """What the person is in a body by a mandate in force."""

    body_id: str
    role: SeatRole


class User(Schema):
    """``roles`` are the names of all grants and seats, for the choice of what to show."""

    id: str
    name: str
    kind: ActorKind
    roles: tuple[str, ...]
    grants: tuple[GrantOut, ...]
    seats: tuple[SeatOut, ...]


class SignedInUser(Schema):
    user: User


@router.post("/session", status_code=201, summary="Sign in", responses=problems(401, 403))
async def sign_in(
    credentials: Credentials,
    request: Request,
    response: Response,
    session: WorkingSession,
    settings: ConfiguredSettings,
) -> SignedInUser:
    """Starts a session of twelve hours, held by a cookie that scripts can't read. A name can be tried ten times in a
    quarter of an hour."""
    # In a transaction of its own: a refusal must not take the count back.
    async with request.app.state.database.work.begin() as counting:
        await throttling.count(counting, credentials.username, now())
    agent = sessions.user_agent_of(request)
    signed_in = await identity.sign_in(session, credentials.username, credentials.password, now(), agent)
    return await begin(signed_in, request, response, session, settings)


@router.post("/session/recovery", status_code=201, summary="Use a one-time link", responses=problems(401, 403))
async def recover(
    used: Recovery, request: Request, response: Response, session: WorkingSession, settings: ConfiguredSettings
) -> SignedInUser:
    """Chooses a password by a link from a system administrator, ends the account's sessions and starts a new one."""
    agent = sessions.user_agent_of(request)
    signed_in = await recovery.redeem(session, used.token, used.password, now(), agent)
    return await begin(signed_in, request, response, session, settings)


@router.delete("/session", status_code=204, summary="Sign out", responses=problems(403))
async def sign_out(request: Request, response: Response, session: WorkingSession, settings: ConfiguredSettings) -> None:
    """Ends the session, here and on the server. Nothing happens without one."""
    token = sessions.token_of(request, https=is_https(settings))
    if token:
        await identity.sign_out(session, token)
    sessions.clear_cookie(response, https=is_https(settings))


@router.get("/me", summary="Who am I", responses=problems(401))
async def me(actor: Known) -> User:
    """The account behind the session, or the program behind the key."""
    return _user(actor)


async def begin(
    signed_in: SignedIn, request: Request, response: Response, session: WorkingSession, settings: ConfiguredSettings
) -> SignedInUser:
    """Hands the browser its new session, in place of the one it may have had."""
    if before := sessions.token_of(request, https=is_https(settings)):
        await identity.sign_out(session, before)
    sessions.set_cookie(response, signed_in, https=is_https(settings))
    return SignedInUser(user=_user(await identity.actor_of(session, signed_in.account, now())))


def _user(actor: Actor) -> User:
    return User(
        id=str(actor.id),
        name=actor.name,
        kind=actor.kind,
        roles=tuple(sorted(actor.roles)),
        grants=tuple(
            GrantOut(role=grant.role, body_id=grant.body_id)
            for grant in sorted(actor.grants, key=lambda grant: (grant.role, grant.body_id or ""))
        ),
        seats=tuple(
            SeatOut(body_id=seat.body_id, role=seat.role)
            for seat in sorted(actor.seats, key=lambda seat: (seat.body_id, seat.role))
        ),
    )
