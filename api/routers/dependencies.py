"""What routers are handed: sessions for the two roles, who is asking, and the parts of the application."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from api.auth import sessions
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now
from api.domain.kernel.errors import PreconditionFailed, Unauthenticated
from api.http.idempotency import idempotency
from api.settings import Settings
from api.storage import Storage, Vault


def settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


def storage(request: Request) -> Storage:
    found: Storage = request.app.state.storage
    return found


def published_files(request: Request) -> Vault:
    """The published part of the object store: all that the public side can reach."""
    return storage(request).published


async def working_session(request: Request) -> AsyncIterator[AsyncSession]:
    """A transaction as ``samstyre_app``, committed before the answer is sent, rolled back when anything is raised."""
    try:
        async with request.app.state.database.work.begin() as session:
            yield session
    except StaleDataError as error:
        # Two changes passed the If-Match check at once; the second one to write finds the row gone on.
        raise PreconditionFailed("Somebody else changed it in the same moment. Read it again.") from error


async def public_session(request: Request) -> AsyncIterator[AsyncSession]:
    """A transaction as ``samstyre_public``, which can read what is published and nothing else."""
    async with request.app.state.database.published.begin() as session:
        yield session


ConfiguredSettings = Annotated[Settings, Depends(settings)]
Files = Annotated[Storage, Depends(storage)]
PublishedFiles = Annotated[Vault, Depends(published_files)]
# With scope "function" the transaction ends before the answer is sent: no 200 for a change that failed to commit.
WorkingSession = Annotated[AsyncSession, Depends(working_session, scope="function")]
PublicSession = Annotated[AsyncSession, Depends(public_session, scope="function")]


async def actor(request: Request, session: WorkingSession, configured: ConfiguredSettings) -> Actor:
    """Who is asking; anonymous without a session."""
    found = await sessions.actor_of(session, request, https=is_https(configured), now=now())
    if found.id is not None:
        request.state.actor = found.id
    return found


async def administrator(found: Annotated[Actor, Depends(actor)]) -> Actor:
    """The administration. Raises Unauthenticated."""
    if found.kind == "public":
        raise Unauthenticated("Sign in first.")
    return found


async def actor_id(found: Annotated[Actor, Depends(actor)]) -> str:
    """The account's id, or ``anonymous``: keeps one actor's Idempotency-Keys apart from another's."""
    return found.id or found.name


def is_https(configured: Settings) -> bool:
    """Whether readers reach the site over TLS, whatever the last hop is."""
    return configured.public_url.startswith("https://")


Administration = Annotated[Actor, Depends(administrator)]
Once = Annotated[None, Depends(idempotency(working_session, actor_id))]
