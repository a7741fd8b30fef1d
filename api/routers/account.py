"""What everyone does with their own account: password and sessions."""

from fastapi import APIRouter, Request, Response
from pydantic import Field, StrictBool

from api.auth import sessions
from api.domain.identity import service as identity
from api.domain.identity import throttling
from api.domain.identity.schemas import Password, SessionOut
from api.domain.kernel.clock import now
from api.domain.kernel.schemas import Schema
from api.http.openapi import problems
from api.routers.dependencies import ConfiguredSettings, SignedIn, WorkingSession, is_https

router = APIRouter(prefix="/api/v1/me", tags=["account"], responses=problems(401, 403))


class Sessions(Schema):
    items: tuple[SessionOut, ...]


class SigningOut(Schema):
    """``exceptHere`` spares the session that asks."""

    except_here: StrictBool = False


class PasswordChange(Schema):
    current: Password = Field(examples=["den frasen eg har no"])
    password: Password


class Reauthentication(Schema):
    password: Password = Field(examples=["den frasen eg har no"])


@router.get("/sessions", summary="List my sessions")
async def my_sessions(
    request: Request, actor: SignedIn, session: WorkingSession, settings: ConfiguredSettings
) -> Sessions:
    """Where the account is signed in, the newest first."""
    current = sessions.token_of(request, https=is_https(settings))
    return Sessions(
        items=tuple(
            SessionOut(
                id=row.id,
                created_at=row.created_at,
                last_used_at=row.last_used_at,
                expires_at=row.expires_at,
                user_agent=row.user_agent,
                current=identity.is_of(row, current),
            )
            for row in await identity.sessions_of(session, str(actor.id), now())
        )
    )


@router.delete("/sessions/{session_id}", status_code=204, summary="End one of my sessions", responses=problems(404))
async def end_session(session_id: str, actor: SignedIn, session: WorkingSession) -> None:
    """Signs out there. Nobody can end, or see, another's session."""
    await identity.end_session(session, str(actor.id), session_id)


@router.post("/actions/sign-out-everywhere", status_code=204, summary="Sign out everywhere")
async def sign_out_everywhere(
    which: SigningOut,
    request: Request,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    settings: ConfiguredSettings,
) -> None:
    """Ends every session of the account: this one too, unless it is to be spared."""
    spared = sessions.token_of(request, https=is_https(settings)) if which.except_here else None
    await identity.end_sessions(session, str(actor.id), except_token=spared)
    if spared is None:
        sessions.clear_cookie(response, https=is_https(settings))


@router.post("/actions/change-password", status_code=204, summary="Change my password", responses=problems(429))
async def change_password(
    change: PasswordChange,
    request: Request,
    response: Response,
    actor: SignedIn,
    session: WorkingSession,
    settings: ConfiguredSettings,
) -> None:
    """Needs the present password. Every other session is ended, and this one gets a new token."""
    account = await identity.account(session, str(actor.id))
    async with request.app.state.database.work.begin() as counting:
        await throttling.count(counting, account.username, now())
    signed_in = await identity.change_password(
        session, actor, account, change.current, change.password, now(), sessions.user_agent_of(request)
    )
    sessions.set_cookie(response, signed_in, https=is_https(settings))


@router.post(
    "/actions/reauthenticate", status_code=204, summary="Show again who I am, with my password", responses=problems(429)
)
async def reauthenticate(
    given: Reauthentication, request: Request, actor: SignedIn, session: WorkingSession, settings: ConfiguredSettings
) -> None:
    """For what needs a sign-in that is not older than a quarter of an hour, such as approving minutes."""
    account = await identity.account(session, str(actor.id))
    async with request.app.state.database.work.begin() as counting:
        await throttling.count(counting, account.username, now())
    token = sessions.token_of(request, https=is_https(settings))
    await identity.reauthenticate(session, account, token, given.password, now())
