"""Accounts whose owners prove who they are somewhere else: the way there and back, and whose account it is."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, delete, select

from api.domain.identity import tokens, users
from api.domain.identity.schemas import NewGrant
from api.domain.identity.tables import Account, ExternalIdentity, SignInAttempt
from api.domain.kernel import event
from api.domain.kernel.actor import SYSTEM, Actor, Role
from api.domain.kernel.errors import Conflict, GuardRefused, NotFound

LIFETIME: Final = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Begun:
    """``state`` goes by the provider, ``browser`` stays in a cookie: only both together are good for the way back."""

    state: str
    browser: str
    nonce: str
    code_verifier: str


async def begin(session: AsyncSession, provider: str, next_path: str, now: dt.datetime) -> Begun:
    """Remembers that a browser is sent to the provider, for ten minutes."""
    begun = Begun(tokens.fresh(), tokens.fresh(), tokens.fresh(), tokens.fresh())
    await session.execute(delete(SignInAttempt).where(col(SignInAttempt.expires_at) <= now))
    session.add(
        SignInAttempt(
            provider=provider,
            state_sha256=tokens.digest(begun.state),
            browser_sha256=tokens.digest(begun.browser),
            nonce=begun.nonce,
            code_verifier=begun.code_verifier,
            next_path=next_path,
            expires_at=now + LIFETIME,
        )
    )
    await session.flush()
    return begun


async def take(
    session: AsyncSession, provider: str, state: str, browser: str, now: dt.datetime
) -> SignInAttempt | None:
    """The attempt that this browser began with this provider, which is used up by it; None when there is none."""
    query = select(SignInAttempt).where(
        SignInAttempt.provider == provider,
        SignInAttempt.state_sha256 == tokens.digest(state),
        SignInAttempt.browser_sha256 == tokens.digest(browser),
        SignInAttempt.expires_at > now,
    )
    # Two who come back at once: the second one waits for the row, and finds it gone.
    found = (await session.scalars(query.with_for_update())).one_or_none()
    if found is not None:
        await session.delete(found)
        await session.flush()
    return found


async def account_with_email(session: AsyncSession, email: str) -> Account | None:
    """The account with that address, in whatever case."""
    query = select(Account).where(sa.func.lower(Account.email) == email.lower())
    return (await session.scalars(query)).one_or_none()


async def account_with_subject(session: AsyncSession, provider: str, subject_digest: str) -> Account | None:
    """The account that was tied to that subject of the provider's."""
    query = (
        select(Account)
        .join(ExternalIdentity, col(ExternalIdentity.account_id) == col(Account.id))
        .where(ExternalIdentity.provider == provider, ExternalIdentity.subject_digest == subject_digest)
    )
    return (await session.scalars(query)).one_or_none()


async def identities(session: AsyncSession, account_id: str) -> list[ExternalIdentity]:
    """What the account is tied to, oldest first."""
    query = select(ExternalIdentity).where(ExternalIdentity.account_id == account_id)
    return list((await session.scalars(query.order_by(col(ExternalIdentity.id)))).all())


async def tie(
    session: AsyncSession, actor: Actor, account: Account, provider: str, subject_digest: str
) -> ExternalIdentity:
    """Lets whoever is that subject at the provider in as the account. Raises Conflict when it lets in somebody."""
    if await account_with_subject(session, provider, subject_digest) is not None:
        raise Conflict("An account is tied to this identity already.")
    tied = ExternalIdentity(account_id=account.id, provider=provider, subject_digest=subject_digest)
    session.add(tied)
    await session.flush()
    event.record(session, actor, "account.identity_tied", ("account", account.id), after={"provider": provider})
    return tied


async def untie(session: AsyncSession, actor: Actor, account: Account, identity_id: str) -> None:
    """Raises NotFound."""
    tied = await session.get(ExternalIdentity, identity_id)
    if tied is None or tied.account_id != account.id:
        raise NotFound(f"{account.id} has no identity {identity_id}.")
    await session.delete(tied)
    await session.flush()
    event.record(session, actor, "account.identity_untied", ("account", account.id), before={"provider": tied.provider})


async def follow_roles(
    session: AsyncSession, account: Account, mapped: Collection[Role], told: Collection[Role]
) -> None:
    """Gives and takes the roles, for all bodies, of which the provider has a say (``mapped``), as it tells them now.

    The last system administrator stays one, whatever the provider says.
    """
    for role in sorted(mapped):
        user = await users.get(session, account.id)
        grant = next((grant for grant in user.grants if grant.role == role and grant.body_id is None), None)
        if role in told and grant is None:
            await users.give(session, SYSTEM, user, NewGrant(role=role))
        elif role not in told and grant is not None:
            try:
                await users.take_away(session, SYSTEM, user, grant.id)
            except GuardRefused:
                continue
