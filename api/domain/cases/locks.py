"""One writer at a time: who is writing in a handling, and how another takes over."""

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from api.domain.cases import rules
from api.domain.cases.content import body_of
from api.domain.cases.tables import EditLock
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now as this_moment
from api.domain.kernel.errors import Conflict, Unauthenticated


async def current(session: AsyncSession, handling_id: str) -> EditLock | None:
    """The lock that holds now, if any."""
    lock = (await session.scalars(select(EditLock).where(EditLock.handling_id == handling_id))).one_or_none()
    return lock if lock is not None and rules.lock_holds(lock.refreshed_at, this_moment()) else None


async def take(session: AsyncSession, actor: Actor, handling_id: str, *, take_over: bool = False) -> EditLock:
    """Take the lock, or refresh it when it is one's own.

    Raises Conflict, with ``holder`` and ``since``, while another has it; with ``take_over`` it is taken nevertheless.
    A lock keeps two people from writing unawares; it is no right: what settles who may save is If-Match.
    """
    if actor.id is None:
        raise Unauthenticated("Sign in first.")
    now = this_moment()
    query = select(EditLock).where(EditLock.handling_id == handling_id).with_for_update()
    lock = (await session.scalars(query)).one_or_none()
    if lock is None:
        lock = EditLock(
            handling_id=handling_id, account_id=actor.id, account_name=actor.name, since=now, refreshed_at=now
        )
        session.add(lock)
        await session.flush()
        event.record(
            session,
            actor,
            "edit_lock.taken",
            ("handling", handling_id),
            body_id=await body_of(session, handling_id),
        )
        return lock
    if lock.account_id == actor.id:
        if not rules.lock_holds(lock.refreshed_at, now):
            lock.since = now
        lock.refreshed_at = now
        await session.flush()
        return lock
    holds = rules.lock_holds(lock.refreshed_at, now)
    if holds and not take_over:
        raise Conflict(
            f"{lock.account_name} is writing here.",
            extra={"holder": lock.account_name, "since": lock.since.isoformat()},
        )
    before = lock.account_id
    lock.account_id, lock.account_name, lock.since, lock.refreshed_at = actor.id, actor.name, now, now
    await session.flush()
    event.record(
        session,
        actor,
        "edit_lock.taken_over" if holds else "edit_lock.taken",
        ("handling", handling_id),
        body_id=await body_of(session, handling_id),
        before={"accountId": before},
        after={"accountId": actor.id},
    )
    return lock


async def release(session: AsyncSession, actor: Actor, handling_id: str) -> None:
    """Let go of one's own lock; of another's, or of none, nothing is done."""
    query = select(EditLock).where(EditLock.handling_id == handling_id, EditLock.account_id == actor.id)
    lock = (await session.scalars(query)).one_or_none()
    if lock is None:
        return
    await session.delete(lock)
    await session.flush()
    event.record(
        session,
        actor,
        "edit_lock.released",
        ("handling", handling_id),
        body_id=await body_of(session, handling_id),
    )
