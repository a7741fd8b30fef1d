"""From the session cookie to the kernel's actor."""

import datetime as dt
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection
from starlette.responses import Response

from api.domain.identity import service as identity
from api.domain.identity.service import SignedIn
from api.domain.kernel.actor import ANONYMOUS, Actor


def cookie_name(*, https: bool) -> str:
    """``__Host-`` binds the cookie to this host over TLS; browsers refuse the prefix on plain http."""
    return "__Host-samstyre" if https else _PLAIN


_PLAIN: Final = "samstyre"


def token_of(connection: HTTPConnection, *, https: bool) -> str | None:
    """The session's token as the browser sent it; it may be anything."""
    return connection.cookies.get(cookie_name(https=https))


def user_agent_of(connection: HTTPConnection) -> str:
    """What the browser calls itself."""
    return connection.headers.get("user-agent", "")


async def actor_of(session: AsyncSession, connection: HTTPConnection, *, https: bool, now: dt.datetime) -> Actor:
    """Who is asking: the account behind the cookie, else nobody."""
    token = token_of(connection, https=https)
    if not token:
        return ANONYMOUS
    account = await identity.account_of(session, token, now)
    if account is None:
        return ANONYMOUS
    return await identity.actor_of(session, account, now)


def set_cookie(response: Response, signed_in: SignedIn, *, https: bool) -> None:
    """Give the browser its session: out of reach of scripts, never sent along from another site's forms."""
    response.set_cookie(
        cookie_name(https=https),
        signed_in.token,
        expires=signed_in.expires_at,
        path="/",
        secure=https,
        httponly=True,
        samesite="lax",
    )


def clear_cookie(response: Response, *, https: bool) -> None:
    response.delete_cookie(cookie_name(https=https), path="/", secure=https, httponly=True, samesite="lax")
