"""What routers are handed: sessions for the two roles, who is asking, and the parts of the application."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import asyncpg
from fastapi import Depends, Request, Response
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from api.auth import bearer, sessions
from api.domain.identity import policy
from api.domain.identity.schemas import Scope
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now
from api.domain.kernel.errors import Conflict, Invalid, PreconditionFailed, Unauthenticated
from api.domain.kernel.policy import require
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
            case asyncpg.UniqueViolationError() | asyncpg.DeadlockDetectedError():
                # Two changes passed the service's own check at once, or each waits for what the other holds.
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
    """Who is asking; anonymous without a session or a bearer token. Raises BearerRefused for one that doesn't hold."""
    token = bearer.token_of(request)
    if token is None:
        found = await sessions.actor_of(session, request, https=is_https(configured), now=now())
    else:
        found = await bearer.actor_of(session, token, request.app.state.maskinporten, now())
    if found.id is not None:
        request.state.actor = found.id
    return found


async def known(found: Annotated[Actor, Depends(actor)], response: Response) -> Actor:
    """Any person or program that we know, whose answers no shared cache may keep. Raises Unauthenticated."""
    response.headers["Cache-Control"] = "private, no-cache"
    return _known(found)


async def signed_in(found: Annotated[Actor, Depends(known)]) -> Actor:
    """Anyone with an account. Raises Forbidden for programs."""
    require(policy.is_a_person(found))
    return found


def within(scope: Scope) -> Callable[[Actor], Awaitable[Actor]]:
    """A dependency: anyone with an account, and programs whose credentials have the scope. Raises Forbidden."""

    async def scoped(found: Annotated[Actor, Depends(known)]) -> Actor:
        require(policy.may_use(found, scope))
        return found

    return scoped


async def administration(found: Annotated[Actor, Depends(signed_in)]) -> Actor:
    """The administration of some body; which one, the loader of the thing asks. Raises Forbidden."""
    require(policy.may_administer(found))
    return found


async def case_worker(found: Annotated[Actor, Depends(signed_in)]) -> Actor:
    """The administration or a case officer of some body. Raises Forbidden."""
    require(policy.may_write_cases(found))
    return found


async def system_administrator(found: Annotated[Actor, Depends(signed_in)]) -> Actor:
    """Who keeps accounts, keys and connections. Raises Forbidden."""
    require(policy.may_keep_the_system(found))
    return found


async def a_person(request: Request, session: AsyncSession, configured: Settings) -> Actor:
    """Who is asking with an account, for operations that ask again and again and hold no connection meanwhile.

    Raises Unauthenticated, Forbidden.
    """
    found = _known(await actor(request, session, configured))
    require(policy.is_a_person(found))
    return found


async def follower(request: Request, configured: ConfiguredSettings) -> Actor:
    """The administration of all bodies, for operations that wait: no connection is held meanwhile."""
    async with request.app.state.database.work.begin() as session:
        found = await actor(request, session, configured)
    require(policy.may_follow_everything(_known(found)))
    return found


def _known(found: Actor) -> Actor:
    if found.id is None:
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


Known = Annotated[Actor, Depends(known)]
SignedIn = Annotated[Actor, Depends(signed_in)]
OrganisationReader = Annotated[Actor, Depends(within("read_organisation"))]
Administration = Annotated[Actor, Depends(administration)]
CaseWorker = Annotated[Actor, Depends(case_worker)]
SystemAdministrator = Annotated[Actor, Depends(system_administrator)]
Follower = Annotated[Actor, Depends(follower)]
ChangesWhatIsPublic = Depends(changes_what_is_public)
Once = Annotated[None, Depends(idempotency(working_session, actor_id))]
