"""Accounts and their sessions: who comes in, for how long, and as whom."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, delete, select

from api.domain.identity import passwords, throttling, tokens
from api.domain.identity.tables import Account, RoleGrant, Session, SignInMethod
from api.domain.kernel import event
from api.domain.kernel.actor import SYSTEM, Actor, Grant, person
from api.domain.kernel.clock import oslo_date
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid, NotFound, Unauthenticated
from api.domain.organisation import service as organisation

SESSION_LIFETIME: Final = dt.timedelta(hours=12)
FRESH: Final = dt.timedelta(minutes=15)
_USE_NOTED_EVERY: Final = dt.timedelta(minutes=5)
_USER_AGENT_CHARACTERS: Final = 300


@dataclass(frozen=True)
class SignedIn:
    """A fresh session; ``token`` is shown to the browser once and kept here only as a hash."""

    account: Account
    token: str
    expires_at: dt.datetime


@dataclass(frozen=True)
class Proof:
    """That the owner of a session proved who they are: when, and by what."""

    at: dt.datetime
    method: SignInMethod


async def has_accounts(session: AsyncSession) -> bool:
    return (await session.scalar(select(Account.id).limit(1))) is not None


async def create_account(
    session: AsyncSession,
    username: str,
    name: str,
    password: str | None,
    grants: Iterable[Grant] = (),
    person_id: str | None = None,
    *,
    email: str | None = None,
    actor: Actor = SYSTEM,
) -> Account:
    """A new account with these roles; without a password until its owner chooses one.

    Raises Invalid for a short password or a taken user name.
    """
    if password is not None:
        passwords.require_strong(password)
    if (await session.scalar(select(Account.id).where(Account.username == username))) is not None:
        raise Invalid(f"The user name {username} is taken.", (FieldError("/username", "is taken", "taken"),))
    account = Account(
        username=username,
        name=name,
        email=email,
        password_hash=None if password is None else await passwords.digest(password),
        person_id=person_id,
    )
    session.add(account)
    await session.flush()
    session.add_all(RoleGrant(account_id=account.id, role=grant.role, body_id=grant.body_id) for grant in grants)
    await session.flush()
    event.record(session, actor, "account.created", ("account", account.id))
    return account


async def account(session: AsyncSession, account_id: str) -> Account:
    """Raises NotFound."""
    found = await session.get(Account, account_id)
    if found is None:
        raise NotFound(f"There is no account {account_id}.")
    return found


async def set_password(session: AsyncSession, username: str, password: str) -> None:
    """Give an account a new password and end its sessions. Raises NotFound, Invalid."""
    passwords.require_strong(password)
    account = (await session.scalars(select(Account).where(Account.username == username))).one_or_none()
    if account is None:
        raise NotFound(f"There is no account {username}.")
    account.password_hash = await passwords.digest(password)
    await end_sessions(session, account.id)
    await session.flush()
    event.record(session, SYSTEM, "account.password_changed", ("account", account.id))


async def change_password(
    session: AsyncSession,
    actor: Actor,
    account: Account,
    current: str,
    password: str,
    now: dt.datetime,
    user_agent: str,
) -> SignedIn:
    """A new password by somebody who knows the present one. All sessions end, and a new one begins.

    Raises Invalid for a wrong or a short password.
    """
    right, _ = await passwords.verify(current, account.password_hash)
    if not right:
        raise Invalid("The present password is wrong.", (FieldError("/current", "is wrong", "wrong"),))
    passwords.require_strong(password)
    account.password_hash = await passwords.digest(password)
    await end_sessions(session, account.id)
    await throttling.forget(session, account.username, now)
    event.record(session, actor, "account.password_changed", ("account", account.id))
    return await open_session(session, account, now, user_agent, method="password")


async def sign_in(
    session: AsyncSession, username: str, password: str, now: dt.datetime, user_agent: str = ""
) -> SignedIn:
    """A new session. Raises Unauthenticated in the same time for an unknown name, a wrong password and a disabled
    account. Tries are counted by the caller, in a transaction that outlives a refusal (``throttling``)."""
    account = (await session.scalars(select(Account).where(Account.username == username))).one_or_none()
    right, renewed = await passwords.verify(password, account.password_hash if account is not None else None)
    if account is None or not right or account.disabled_at is not None:
        raise Unauthenticated("The user name or the password is wrong.")
    if renewed is not None:
        account.password_hash = renewed
    await throttling.forget(session, username, now)
    return await open_session(session, account, now, user_agent, method="password")


async def open_session(
    session: AsyncSession, account: Account, now: dt.datetime, user_agent: str, *, method: SignInMethod
) -> SignedIn:
    """A session with a token of its own, for somebody who has proven who they are. Raises Unauthenticated if disabled.

    The token is new every time: one that somebody else has planted in a browser never becomes a session.
    """
    if account.disabled_at is not None:
        raise Unauthenticated("The account is disabled.")
    token = tokens.fresh()
    expires_at = now + SESSION_LIFETIME
    session.add(
        Session(
            account_id=account.id,
            token_sha256=tokens.digest(token),
            expires_at=expires_at,
            authenticated_at=now,
            authenticated_by=method,
            last_used_at=now,
            user_agent=user_agent[:_USER_AGENT_CHARACTERS],
        )
    )
    await session.execute(delete(Session).where(col(Session.expires_at) < now))
    await session.flush()
    return SignedIn(account, token, expires_at)


async def account_of(session: AsyncSession, token: str, now: dt.datetime) -> Account | None:
    """Whose session a token is; None when it has run out, never was, or its owner is disabled."""
    query = (
        select(Account, Session)
        .join(Session, col(Session.account_id) == col(Account.id))
        .where(
            Session.token_sha256 == tokens.digest(token), Session.expires_at > now, col(Account.disabled_at).is_(None)
        )
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        return None
    account, used = found
    if used.last_used_at < now - _USE_NOTED_EVERY:
        # Not through the mapper: the session may be ended in this very moment, which is no fault.
        await session.execute(sa.update(Session).where(col(Session.id) == used.id).values(last_used_at=now))
    return account


async def actor_of(session: AsyncSession, account: Account, now: dt.datetime) -> Actor:
    """The account with the roles it has and the seats it holds today."""
    rows = await session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id))
    grants = frozenset(Grant(row.role, row.body_id) for row in rows)
    seats = (
        await organisation.seats_of(session, account.person_id, oslo_date(now)) if account.person_id else frozenset()
    )
    return person(account.id, account.name, grants, seats, account.person_id)


async def sessions_of(session: AsyncSession, account_id: str, now: dt.datetime) -> list[Session]:
    """Where the account is signed in, the newest first."""
    query = select(Session).where(Session.account_id == account_id, Session.expires_at > now)
    return list((await session.scalars(query.order_by(col(Session.id).desc()))).all())


def is_of(row: Session, token: str | None) -> bool:
    """Whether the session is the one that the token opens."""
    return token is not None and row.token_sha256 == tokens.digest(token)


async def reauthenticate(
    session: AsyncSession, account: Account, token: str | None, password: str, now: dt.datetime
) -> None:
    """Notes on the session that its owner has just proven who they are by their password.

    Raises Invalid for a wrong one. Tries are counted by the caller, as for :func:`sign_in`.
    """
    right, _ = await passwords.verify(password, account.password_hash)
    if not right:
        raise Invalid("The password is wrong.", (FieldError("/password", "is wrong", "wrong"),))
    await throttling.forget(session, account.username, now)
    await proven(session, account.id, token, Proof(now, "password"))


async def proven(session: AsyncSession, account_id: str, token: str | None, proof: Proof) -> None:
    """Notes a proof on the account's session that ``token`` opens."""
    own = sa.update(Session).where(
        col(Session.account_id) == account_id, col(Session.token_sha256) == tokens.digest(token or "")
    )
    await session.execute(own.values(authenticated_at=proof.at, authenticated_by=proof.method))


async def require_fresh(session: AsyncSession, token: str | None, now: dt.datetime) -> Proof:
    """How and when the owner of the session proved who they are. Raises GuardRefused when that is too long ago."""
    used = (
        await session.scalars(select(Session).where(Session.token_sha256 == tokens.digest(token or "")))
    ).one_or_none()
    if used is None or used.authenticated_at < now - FRESH:
        raise GuardRefused(
            "You signed in too long ago for this.",
            extra={"guard": "fresh-sign-in", "remedy": "Show again who you are."},
        )
    return Proof(used.authenticated_at, used.authenticated_by)


async def end_session(session: AsyncSession, account_id: str, session_id: str) -> None:
    """Ends one of the account's own sessions. Raises NotFound, also for another's."""
    own = sa.delete(Session).where(col(Session.id) == session_id, col(Session.account_id) == account_id)
    if await session.scalar(own.returning(col(Session.id))) is None:
        raise NotFound(f"You have no session {session_id}.")


async def end_sessions(session: AsyncSession, account_id: str, *, except_token: str | None = None) -> None:
    """Ends all of the account's sessions, but for the one that ``except_token`` opens."""
    spared = "" if except_token is None else tokens.digest(except_token)
    await session.execute(
        delete(Session).where(col(Session.account_id) == account_id, col(Session.token_sha256) != spared)
    )


async def has_account(session: AsyncSession, account_id: str) -> bool:
    return await session.get(Account, account_id) is not None


async def writers(session: AsyncSession, body_id: str) -> list[Account]:
    """Who may write cases for the body, administration or case officer, by name."""
    granted = select(RoleGrant.account_id).where(
        col(RoleGrant.role).in_(("administration", "case_officer")),
        sa.or_(col(RoleGrant.body_id).is_(None), col(RoleGrant.body_id) == body_id),
    )
    return list(await session.scalars(select(Account).where(col(Account.id).in_(granted)).order_by(col(Account.name))))


async def sign_out(session: AsyncSession, token: str) -> None:
    """End the session, if it is one."""
    await session.execute(delete(Session).where(col(Session.token_sha256) == tokens.digest(token)))
