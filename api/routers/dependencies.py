"""What routers are handed: sessions for the two roles, who is asking, and the parts of the application."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Annotated

import asyncpg
from fastapi import Depends, Request, Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from api.auth import sessions
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now
from api.domain.kernel.errors import Conflict, Invalid, PreconditionFailed, Unauthenticated
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
    with _refusals():
        async with request.app.state.database.work.begin() as session:
            yield session
    if getattr(request.state, "changes_what_is_public", False):
        # The database will say so too, in a moment: but who published must see it in the very next answer.
        request.app.state.edge.invalidate()


async def public_session(request: Request) -> AsyncIterator[AsyncSession]:
    """A transaction as ``samstyre_public``, which can read what is published and nothing else."""
    with _refusals():
        async with request.app.state.database.published.begin() as session:
            yield session


@contextmanager
def _refusals() -> Iterator[None]:
    """What the database refuses because of what was sent, in the domain's words."""
    try:
        yield
    except StaleDataError as error:
        # Two changes passed the If-Match check at once; the second one to write finds the row gone on.
        raise PreconditionFailed("Somebody else changed it in the same moment. Read it again.") from error
    except DBAPIError as error:
        match getattr(error.orig, "__cause__", None):
            case asyncpg.UniqueViolationError():
                # Two changes passed the service's own check at once.
                raise Conflict("It collides with a change made in the same moment. Read it again.") from error
            case asyncpg.CharacterNotInRepertoireError() | asyncpg.UntranslatableCharacterError():
                raise Invalid("A text holds a character that can't be stored, such as the null character.") from error
        raise


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


async def administrator(found: Annotated[Actor, Depends(actor)], response: Response) -> Actor:
    """The administration, whose answers no shared cache may keep. Raises Unauthenticated."""
    response.headers["Cache-Control"] = "private, no-cache"
    return _signed_in(found)


async def follower(request: Request, configured: ConfiguredSettings) -> Actor:
    """The administration, for operations that wait: no connection is held meanwhile. Raises Unauthenticated."""
    async with request.app.state.database.work.begin() as session:
        found = await actor(request, session, configured)
    return _signed_in(found)


def _signed_in(found: Actor) -> Actor:
    if found.kind == "public":
        raise Unauthenticated("Sign in first.")
    return found


async def changes_what_is_public(request: Request) -> None:
    """Marks an operation after which answers kept in memory no longer hold."""
    request.state.changes_what_is_public = True


async def actor_id(found: Annotated[Actor, Depends(actor)]) -> str:
    """The account's id, or ``anonymous``: keeps one actor's Idempotency-Keys apart from another's."""
    return found.id or found.name


def is_https(configured: Settings) -> bool:
    """Whether readers reach the site over TLS, whatever the last hop is."""
    return configured.public_url.startswith("https://")


Administration = Annotated[Actor, Depends(administrator)]
Follower = Annotated[Actor, Depends(follower)]
ChangesWhatIsPublic = Depends(changes_what_is_public)
Once = Annotated[None, Depends(idempotency(working_session, actor_id))]
