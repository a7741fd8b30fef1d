"""How often a name may be tried with a password, counted in the database and so by all processes together.

A try is counted in a transaction of its own, before the password is looked at: many tries at once can't slip through
together, and a refusal doesn't take the count back. Names that don't exist are counted alike.
"""

import datetime as dt
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, delete

from api.domain.identity import tokens
from api.domain.identity.tables import SignInTries
from api.domain.kernel.errors import TooManyRequests

MAX_TRIES: Final = 10
WINDOW: Final = dt.timedelta(minutes=15)


async def count(session: AsyncSession, username: str, now: dt.datetime) -> None:
    """Counts one try. Raises TooManyRequests when the window's tries are spent; then nothing is counted."""
    fresh = insert(SignInTries).values(username_sha256=tokens.digest(username), tries=1, since=now)
    is_over = col(SignInTries.since) <= now - WINDOW
    counted = fresh.on_conflict_do_update(
        index_elements=[col(SignInTries.username_sha256)],
        set_={
            "tries": sa.case((is_over, 1), else_=col(SignInTries.tries) + 1),
            "since": sa.case((is_over, now), else_=col(SignInTries.since)),
        },
    ).returning(col(SignInTries.tries), col(SignInTries.since))
    tries, since = (await session.execute(counted)).one()
    if tries > MAX_TRIES:
        seconds = max(int((since + WINDOW - now).total_seconds()), 1)
        raise TooManyRequests(
            f"This name was tried {MAX_TRIES} times in {WINDOW.seconds // 60} minutes. Try again in {seconds} s.",
            extra={"retryAfterSeconds": seconds},
        )


async def forget(session: AsyncSession, username: str, now: dt.datetime) -> None:
    """Clears the count of a name that was proven, and the counts whose window is over."""
    await session.execute(
        delete(SignInTries).where(
            sa.or_(col(SignInTries.username_sha256) == tokens.digest(username), col(SignInTries.since) <= now - WINDOW)
        )
    )
