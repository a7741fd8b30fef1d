"""Passkeys: signing in with one, and looking after one's own."""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.auth import sessions
from api.domain.identity import passkeys
from api.domain.identity import service as identity
from api.domain.identity.passkeys import Asked, Site
from api.domain.identity.schemas import Name
from api.domain.identity.tables import Passkey
from api.domain.kernel.clock import now
from api.domain.kernel.schemas import Schema
from api.http.openapi import problems
from api.routers.dependencies import ConfiguredSettings, SignedIn, WorkingSession, is_https
from api.routers.session import SignedInUser, begin
from api.settings import Settings

# A ceremony is good once by itself: no Idempotency-Key here.
router = APIRouter(prefix="/api/v1", tags=["passkeys"])


class Ceremony(Schema):
    """``options`` go to `navigator.credentials` in the browser, in the JSON form of WebAuthn level 3."""

    ceremony_id: str
    options: dict[str, Any]


class Answered(Schema):
    """What the browser made of the options, as JSON."""

    ceremony_id: str = Field(max_length=100)
    credential: dict[str, Any]


class NewPasskey(Answered):
    name: Name


class PasskeyOut(Schema):
    id: str
    name: str
    created_at: dt.datetime
    last_used_at: dt.datetime | None


class Passkeys(Schema):
    items: tuple[PasskeyOut, ...]


@router.post("/session/passkey/options", status_code=201, summary="Begin with a passkey", responses=problems(403))
async def sign_in_options(session: WorkingSession, settings: ConfiguredSettings) -> Ceremony:
    """The first half of signing in with a passkey."""
    return _ceremony(await passkeys.ask_to_sign_in(session, _site(settings), now()))


@router.post("/session/passkey", status_code=201, summary="Sign in with a passkey", responses=problems(401, 403))
async def sign_in(
    answered: Answered, request: Request, response: Response, session: WorkingSession, settings: ConfiguredSettings
) -> SignedInUser:
    """The second half: starts a session of twelve hours for the passkey's owner."""
    agent = sessions.user_agent_of(request)
    signed_in = await passkeys.sign_in(
        session, answered.ceremony_id, answered.credential, _site(settings), now(), agent
    )
    return await begin(signed_in, request, response, session, settings)


@router.post(
    "/me/actions/reauthenticate-with-passkey",
    status_code=204,
    summary="Show again who I am, with a passkey",
    responses=problems(401, 403),
)
async def reauthenticate(
    answered: Answered, request: Request, actor: SignedIn, session: WorkingSession, settings: ConfiguredSettings
) -> None:
    """For what needs a fresh sign-in; the options are those of signing in. The session goes on, and its token too."""
    token = sessions.token_of(request, https=is_https(settings))
    await passkeys.reauthenticate(
        session, str(actor.id), token, answered.ceremony_id, answered.credential, _site(settings), now()
    )


@router.get("/me/passkeys", summary="List my passkeys", responses=problems(401, 403))
async def my_passkeys(actor: SignedIn, session: WorkingSession) -> Passkeys:
    """The passkeys that sign me in, oldest first."""
    return Passkeys(items=tuple(_view(passkey) for passkey in await passkeys.list_of(session, str(actor.id))))


@router.post("/me/passkeys/options", status_code=201, summary="Begin a passkey", responses=problems(401, 403, 409))
async def register_options(
    request: Request, actor: SignedIn, session: WorkingSession, settings: ConfiguredSettings
) -> Ceremony:
    """The first half of adding a passkey. Needs a sign-in that is not older than a quarter of an hour, so that
    somebody else's session can't be made to last."""
    await identity.require_fresh(session, sessions.token_of(request, https=is_https(settings)), now())
    account = await identity.account(session, str(actor.id))
    return _ceremony(await passkeys.ask_to_register(session, account, _site(settings), now()))


@router.post("/me/passkeys", status_code=201, summary="Add a passkey", responses=problems(401, 403))
async def register(
    new: NewPasskey, actor: SignedIn, session: WorkingSession, settings: ConfiguredSettings
) -> PasskeyOut:
    """The second half: keeps the public key of the passkey that the browser made."""
    account = await identity.account(session, str(actor.id))
    made = await passkeys.register(
        session, actor, account, new.ceremony_id, new.credential, new.name, _site(settings), now()
    )
    return _view(made)


@router.delete("/me/passkeys/{passkey_id}", status_code=204, summary="Remove a passkey", responses=problems(401, 403))
async def remove(passkey_id: str, actor: SignedIn, session: WorkingSession) -> None:
    """It signs nobody in any more. Sessions that are begun go on."""
    await passkeys.remove(session, actor, str(actor.id), passkey_id)


def _site(settings: Settings) -> Site:
    return Site(host=urlsplit(settings.public_url).hostname or "", origin=settings.public_url)


def _ceremony(asked: Asked) -> Ceremony:
    return Ceremony(ceremony_id=asked.ceremony_id, options=asked.options)


def _view(passkey: Passkey) -> PasskeyOut:
    return PasskeyOut(
        id=passkey.id, name=passkey.name, created_at=passkey.created_at, last_used_at=passkey.last_used_at
    )
