"""From the Authorization header to the kernel's actor: programs with a key of ours or a token of Maskinporten's.

Whoever sends a bearer is judged by it alone: one that doesn't hold is refused even beside a good cookie.
"""

import datetime as dt
import logging

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from api.auth.issuers import IssuerUnreachable, TokenRefused
from api.auth.maskinporten import Maskinporten
from api.domain.identity import api_clients
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import Unauthenticated, Unavailable

log = logging.getLogger(__name__)


class BearerRefused(Unauthenticated):
    """401 as RFC 6750 wants it told: that there was a token, and that it doesn't hold."""

    headers = {"WWW-Authenticate": 'Bearer realm="samstyre", error="invalid_token"'}  # noqa: RUF012 -- never changed


def token_of(connection: HTTPConnection) -> str | None:
    """The bearer token that was sent, empty if it was; None when the caller authenticates otherwise or not at all."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


async def actor_of(session: AsyncSession, token: str, maskinporten: Maskinporten | None, now: dt.datetime) -> Actor:
    """The system behind a token.

    Raises BearerRefused, in the same words whatever is wrong with the token (why stands in the log), and Unavailable
    when Maskinporten's keys are needed and can't be had.
    """
    found = None
    if token.startswith(api_clients.MARK):
        found = await api_clients.actor_of(session, token, now)
    elif maskinporten is not None:
        try:
            found = await maskinporten.actor_of(session, token, now)
        except TokenRefused as refusal:
            log.info("A token was refused: %s", refusal)
        except IssuerUnreachable as failure:
            log.warning("A token could not be verified: %s", failure)
            raise Unavailable("The issuer of the token can't be asked for its keys now.") from failure
    if found is None:
        raise BearerRefused("The bearer token doesn't hold.")
    return found
