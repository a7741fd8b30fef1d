"""Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07): a POST that is sent twice is done once.

The answer is stored in the transaction of the change, so that either both are there or neither: no crash can leave a
change that a retry would make again. Two requests at once with the same key are kept apart by an advisory lock that
falls with the transaction. Refusals are not stored: a request that changed nothing may be sent again.

A router takes part with ``APIRouter(route_class=IdempotentRoute)`` and a dependency on its operations::

    Once = Annotated[None, Depends(idempotency(session, actor_id))]
"""

import datetime as dt
import hashlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, Final

import sqlalchemy as sa
from fastapi import Depends, Header, Request
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from api.domain.kernel.errors import Conflict, Invalid
from api.http.tables import IdempotencyKey

_CLAIM: Final = "samstyre.idempotency"
_CHUNK: Final = 1024 * 1024
# These are told anew with every answer.
_NOT_STORED: Final = frozenset({"content-length", "set-cookie"})


@dataclass(frozen=True)
class Claim:
    """One actor's key, held for the length of the session's transaction."""

    session: AsyncSession
    actor: str
    key: str
    fingerprint: bytes


class _AlreadyAnswered(Exception):
    """Carries the stored answer from the dependency, past the operation, to the route."""

    def __init__(self, answer: Response) -> None:
        self.answer = answer


async def claim(session: AsyncSession, *, actor: str, key: str, fingerprint: bytes) -> Claim | Response:
    """The right to answer, or the answer that was given before.

    Raises Conflict (409) while another request with the same key is being answered, and Invalid (422) when the key
    was used for another request.
    """
    name = hashlib.sha256(f"{actor}\n{key}".encode()).digest()[:8]
    lock = sa.func.pg_try_advisory_xact_lock(int.from_bytes(name, signed=True))
    if not (await session.execute(sa.select(lock))).scalar_one():
        raise Conflict("A request with this Idempotency-Key is being answered now. Wait, and send it again.")
    stored = await session.get(IdempotencyKey, (actor, key))
    if stored is None:
        return Claim(session, actor, key, fingerprint)
    if stored.fingerprint != fingerprint:
        raise Invalid("This Idempotency-Key was used for another request. Use a new key for a new request.")
    answer = Response(stored.body, stored.status)
    answer.raw_headers.extend((name.encode("latin-1"), value.encode("latin-1")) for name, value in stored.headers)
    answer.headers["Idempotency-Replayed"] = "true"
    return answer


async def remember(held: Claim, answer: Response) -> None:
    """Stores an answer beside the change it tells of; the session's transaction decides for both."""
    held.session.add(
        IdempotencyKey(
            actor=held.actor,
            key=held.key,
            fingerprint=held.fingerprint,
            status=answer.status_code,
            headers=[[name, value] for name, value in answer.headers.items() if name not in _NOT_STORED],
            body=bytes(answer.body),
        )
    )
    await held.session.flush()


async def forget(session: AsyncSession, before: dt.datetime) -> int:
    """Removes the answers given before a moment; returns how many. A key is good for as long as its answer is kept."""
    gone = sa.delete(IdempotencyKey).where(col(IdempotencyKey.created_at) < before)
    return len((await session.execute(gone.returning(col(IdempotencyKey.key)))).all())


async def fingerprint(request: Request) -> bytes:
    """SHA-256 of method, address and body. Of a form, its fields and files count, not its boundaries.

    Reads the whole body: JSON into memory, a form's files by way of Starlette's spooled ones.
    """
    digest = hashlib.sha256()

    def add(part: bytes) -> None:
        # the length before each part, so that no two lists of parts give the same stream
        digest.update(b"%d:" % len(part) + part)

    add(request.method.encode())
    add(request.url.path.encode())
    add(request.url.query.encode())
    try:
        add(await request.body())
    except RuntimeError:  # "Stream consumed": FastAPI has read the form that the operation declares, and keeps it
        await _add_form(await request.form(), add)
    return digest.digest()


async def _add_form(form: FormData, add: Callable[[bytes], None]) -> None:
    for name, value in form.multi_items():
        add(name.encode())
        if not isinstance(value, UploadFile):
            add(value.encode())
            continue
        add((value.filename or "").encode())
        while chunk := await value.read(_CHUNK):
            add(chunk)
        await value.seek(0)


def idempotency(
    session: Callable[..., Any], actor: Callable[..., Awaitable[str] | str]
) -> Callable[..., Coroutine[Any, Any, None]]:
    """Makes the dependency of operations that take an Idempotency-Key, out of those for the session and the actor's id.

    The session must be the one that the operation uses, with ``scope="function"``.
    """

    async def once(
        request: Request,
        session: Annotated[AsyncSession, Depends(session, scope="function")],
        actor: Annotated[str, Depends(actor)],
        key: Annotated[
            str | None,
            Header(
                alias="Idempotency-Key",
                min_length=1,
                max_length=255,
                description="A value of your own choice (such as a UUID), new for each new request. Sent again with "
                "the same request it gives the first answer once more.",
            ),
        ] = None,
    ) -> None:
        if key is None:
            return
        held = await claim(session, actor=actor, key=key.strip('"'), fingerprint=await fingerprint(request))
        if isinstance(held, Response):
            raise _AlreadyAnswered(held)
        request.scope[_CLAIM] = held

    return once


class IdempotentRoute(APIRoute):
    """A route that stores its answer under the request's Idempotency-Key before the session commits.

    FastAPI closes dependencies of scope "function" after the handler has returned its answer and before it is sent:
    what is written here is in the transaction still.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def answer_once(request: Request) -> Response:
            try:
                answer = await handler(request)
            except _AlreadyAnswered as already:
                return already.answer
            held = request.scope.get(_CLAIM)
            if held is not None and 200 <= answer.status_code < 300:
                await remember(held, answer)
            return answer

        return answer_once
