"""Built-in accounts: sign-in, sessions, passwords. Throttling stands in the HTTP layer's rate limit."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anyio import to_thread
from pwdlib import PasswordHash
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, delete, select

from api.domain.identity.tables import Account, Session
from api.domain.kernel import event
from api.domain.kernel.actor import SYSTEM
from api.domain.kernel.errors import FieldError, Invalid, NotFound, Unauthenticated

SESSION_LIFETIME: Final = dt.timedelta(hours=12)
MIN_PASSWORD: Final = 12


@dataclass(frozen=True)
class SignedIn:
    """A fresh session; ``token`` is shown to the browser once and kept here only as a hash."""

    account: Account
    token: str
    expires_at: dt.datetime


@lru_cache(maxsize=1)
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


async def has_accounts(session: AsyncSession) -> bool:
    return (await session.scalar(select(Account.id).limit(1))) is not None


async def create_account(session: AsyncSession, username: str, name: str, password: str) -> Account:
    """A new administrator. Raises Invalid for a short password or a taken user name."""
    _require_strong(password)
    if (await session.scalar(select(Account.id).where(Account.username == username))) is not None:
        raise Invalid(f"The user name {username} is taken.", (FieldError("/username", "is taken", "taken"),))
    account = Account(username=username, name=name, password_hash=_hasher().hash(password))
    session.add(account)
    await session.flush()
    event.record(session, SYSTEM, "account.created", ("account", account.id))
    return account


async def set_password(session: AsyncSession, username: str, password: str) -> None:
    """Give an account a new password and end its sessions. Raises NotFound, Invalid."""
    _require_strong(password)
    account = (await session.scalars(select(Account).where(Account.username == username))).one_or_none()
    if account is None:
        raise NotFound(f"There is no account {username}.")
    account.password_hash = _hasher().hash(password)
    await session.execute(delete(Session).where(col(Session.account_id) == account.id))
    await session.flush()
    event.record(session, SYSTEM, "account.password_changed", ("account", account.id))


async def sign_in(session: AsyncSession, username: str, password: str, now: dt.datetime) -> SignedIn:
    """A new session. Raises Unauthenticated, alike for an unknown name and a wrong password, in the same time."""
    account = (await session.scalars(select(Account).where(Account.username == username))).one_or_none()
    known = account.password_hash if account is not None else _nobody()
    # Argon2 is slow on purpose: not on the event loop.
    right, renewed = await to_thread.run_sync(_hasher().verify_and_update, password, known)
    if account is None or not right:
        raise Unauthenticated("The user name or the password is wrong.")
    if renewed is not None:
        account.password_hash = renewed
    token = secrets.token_urlsafe(32)
    expires_at = now + SESSION_LIFETIME
    session.add(Session(account_id=account.id, token_sha256=_digest(token), expires_at=expires_at))
    await session.execute(delete(Session).where(col(Session.expires_at) < now))
    await session.flush()
    return SignedIn(account, token, expires_at)


async def account_of(session: AsyncSession, token: str, now: dt.datetime) -> Account | None:
    """Whose session a token is; None when it has run out or never was."""
    query = (
        select(Account)
        .join(Session, col(Session.account_id) == col(Account.id))
        .where(Session.token_sha256 == _digest(token), Session.expires_at > now)
    )
    return (await session.scalars(query)).one_or_none()


async def sign_out(session: AsyncSession, token: str) -> None:
    """End the session, if it is one."""
    await session.execute(delete(Session).where(col(Session.token_sha256) == _digest(token)))


def _require_strong(password: str) -> None:
    if len(password) < MIN_PASSWORD:
        raise Invalid(
            f"A password has at least {MIN_PASSWORD} characters.",
            (FieldError("/password", "is too short", "too_short"),),
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash that no password has, so that an unknown name takes as long to refuse as a wrong password."""
    return _hasher().hash(secrets.token_urlsafe(32))
