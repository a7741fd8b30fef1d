"""One-time links by which a system administrator lets somebody choose a password: new accounts and forgotten ones."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, delete, select

from api.domain.identity import passwords, service, throttling, tokens
from api.domain.identity.tables import Account, RecoveryLink
from api.domain.kernel import event
from api.domain.kernel.actor import SYSTEM, Actor
from api.domain.kernel.errors import GuardRefused, Unauthenticated

LIFETIME: Final = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Issued:
    """``token`` is told once and kept only as a hash."""

    token: str
    expires_at: dt.datetime


async def issue(session: AsyncSession, actor: Actor, account: Account, now: dt.datetime) -> Issued:
    """A new link for the account, good for 24 hours; those before it are dead. Raises GuardRefused when disabled."""
    if account.disabled_at is not None:
        raise GuardRefused(
            f"The account {account.username} is disabled.",
            extra={"guard": "account-enabled", "remedy": "Enable the account first."},
        )
    await session.execute(delete(RecoveryLink).where(col(RecoveryLink.account_id) == account.id))
    issued = Issued(tokens.fresh(), now + LIFETIME)
    session.add(
        RecoveryLink(account_id=account.id, token_sha256=tokens.digest(issued.token), expires_at=issued.expires_at)
    )
    await session.flush()
    event.record(session, actor, "account.recovery_issued", ("account", account.id))
    return issued


async def redeem(
    session: AsyncSession, token: str, password: str, now: dt.datetime, user_agent: str
) -> service.SignedIn:
    """Uses the link up: the account has the new password, its sessions are ended, and a new one is begun.

    Raises Invalid for a weak password (the link stays good) and Unauthenticated for a link that isn't good, alike
    whether it is used, too old or never was.
    """
    passwords.require_strong(password)
    # Two who come with the same link at once: the row goes with the first of them.
    used = sa.delete(RecoveryLink).where(
        col(RecoveryLink.token_sha256) == tokens.digest(token), col(RecoveryLink.expires_at) > now
    )
    account_id = await session.scalar(used.returning(col(RecoveryLink.account_id)))
    account = None
    if account_id is not None:
        account = (await session.scalars(select(Account).where(Account.id == account_id))).one()
    if account is None or account.disabled_at is not None:
        raise Unauthenticated("The link is used already, or too old. Ask for a new one.")
    account.password_hash = await passwords.digest(password)
    await service.end_sessions(session, account.id)
    await throttling.forget(session, account.username, now)
    event.record(session, SYSTEM, "account.recovered", ("account", account.id))
    return await service.open_session(session, account, now, user_agent, method="link")
