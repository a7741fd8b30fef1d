"""Looking after accounts: who there is, what they are given, and who may no longer come in."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.identity import service
from api.domain.identity.schemas import NewGrant, NewUser, UserPatch
from api.domain.identity.tables import Account, RecoveryLink, RoleGrant, Session
from api.domain.kernel import event
from api.domain.kernel.actor import Actor, Grant
from api.domain.kernel.errors import Conflict, FieldError, GuardRefused, Invalid, NotFound
from api.domain.organisation import service as organisation

_SYSTEM_ADMINISTRATORS: Final = 0x5359_5341
"""The advisory lock under which a system administrator is taken away, so that two don't take each other's away."""


@dataclass(frozen=True)
class User:
    account: Account
    person_name: str | None
    grants: tuple[RoleGrant, ...]
    last_used_at: dt.datetime | None


async def page(
    session: AsyncSession, limit: int, after: str | None, *, backwards: bool = False, q: str | None = None
) -> list[User]:
    """Up to ``limit`` users by user name, after (or, backwards, before) the user name ``after``.

    ``q`` is a part of the name, the user name or the address, in whatever case.
    """
    username = col(Account.username).collate("C")
    query = select(Account)
    if q:
        part = f"%{q.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        fields = (Account.name, Account.username, Account.email)
        query = query.where(sa.or_(*(col(field).ilike(part, escape="!") for field in fields)))
    if after is not None:
        query = query.where(username < after if backwards else username > after)
    query = query.order_by(username.desc() if backwards else username).limit(limit)
    return await _with_facts(session, list((await session.scalars(query)).all()))


async def get(session: AsyncSession, account_id: str) -> User:
    """Raises NotFound."""
    account = await session.get(Account, account_id)
    if account is None:
        raise NotFound(f"There is no user {account_id}.")
    return (await _with_facts(session, [account]))[0]


async def create(session: AsyncSession, actor: Actor, new: NewUser) -> User:
    """An account without a password: a one-time link lets its owner choose one. Raises Invalid."""
    await _require_person(session, new.person_id)
    for position, grant in enumerate(new.grants):
        await _require_body(session, grant, f"/grants/{position}/bodyId")
    await _require_free_email(session, new.email, None)
    account = await service.create_account(
        session,
        new.username,
        new.name,
        None,
        {Grant(grant.role, grant.body_id) for grant in new.grants},
        new.person_id,
        email=new.email,
        actor=actor,
    )
    return await get(session, account.id)


async def change(session: AsyncSession, actor: Actor, user: User, patch: UserPatch, now: dt.datetime) -> User:
    """Changes what is given. Disabling ends every session and link; nobody disables the last system administrator.

    Raises Invalid, GuardRefused.
    """
    account, before = user.account, _told(user.account)
    given = patch.model_fields_set
    if "name" in given and patch.name is not None:
        account.name = patch.name
    if "email" in given:
        await _require_free_email(session, patch.email, account.id)
        account.email = patch.email
    if "person_id" in given:
        await _require_person(session, patch.person_id)
        account.person_id = patch.person_id
    if patch.disabled is True and account.disabled_at is None:
        if any(grant.role == "system_administrator" for grant in user.grants):
            await _require_another(session, account.id)
        account.disabled_at = now
        await service.end_sessions(session, account.id)
        await session.execute(sa.delete(RecoveryLink).where(col(RecoveryLink.account_id) == account.id))
    elif patch.disabled is False:
        account.disabled_at = None
    await session.flush()
    event.record(
        session,
        actor,
        "account.changed",
        ("account", account.id),
        before=before,
        after=_told(account),
        closed={"email"},
    )
    return await get(session, account.id)


async def give(session: AsyncSession, actor: Actor, user: User, new: NewGrant) -> User:
    """A role more. Raises Invalid for an unknown body, Conflict when the account has the role already."""
    await _require_body(session, new, "/bodyId")
    if any((grant.role, grant.body_id) == (new.role, new.body_id) for grant in user.grants):
        raise Conflict(f"{user.account.name} has this role already.")
    session.add(RoleGrant(account_id=user.account.id, role=new.role, body_id=new.body_id))
    await session.flush()
    event.record(
        session,
        actor,
        "account.role_given",
        ("account", user.account.id),
        body_id=new.body_id,
        after={"role": new.role},
    )
    return await get(session, user.account.id)


async def take_away(session: AsyncSession, actor: Actor, user: User, grant_id: str) -> User:
    """A role less. Raises NotFound, and GuardRefused for the last system administrator's."""
    grant = next((grant for grant in user.grants if grant.id == grant_id), None)
    if grant is None:
        raise NotFound(f"{user.account.id} has no grant {grant_id}.")
    if grant.role == "system_administrator":
        await _require_another(session, user.account.id)
    await session.delete(grant)
    await session.flush()
    event.record(
        session,
        actor,
        "account.role_taken",
        ("account", user.account.id),
        body_id=grant.body_id,
        before={"role": grant.role},
    )
    return await get(session, user.account.id)


async def sign_out(session: AsyncSession, actor: Actor, account: Account) -> None:
    """Ends every session of the account."""
    await service.end_sessions(session, account.id)
    event.record(session, actor, "account.signed_out", ("account", account.id))


async def _with_facts(session: AsyncSession, accounts: list[Account]) -> list[User]:
    ids = [account.id for account in accounts]
    grants: defaultdict[str, list[RoleGrant]] = defaultdict(list)
    given = select(RoleGrant).where(col(RoleGrant.account_id).in_(ids)).order_by(col(RoleGrant.id))
    for grant in await session.scalars(given):
        grants[grant.account_id].append(grant)
    used = (
        select(Session.account_id, sa.func.max(Session.last_used_at))
        .where(col(Session.account_id).in_(ids))
        .group_by(col(Session.account_id))
    )
    last_used = {row[0]: row[1] for row in await session.execute(used)}
    names = await organisation.names_of(session, {account.person_id for account in accounts if account.person_id})
    return [
        User(account, names.get(account.person_id or ""), tuple(grants[account.id]), last_used.get(account.id))
        for account in accounts
    ]


async def _require_another(session: AsyncSession, account_id: str) -> None:
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(_SYSTEM_ADMINISTRATORS)))
    others = (
        select(Account.id)
        .join(RoleGrant, col(RoleGrant.account_id) == col(Account.id))
        .where(RoleGrant.role == "system_administrator", Account.id != account_id, col(Account.disabled_at).is_(None))
        .limit(1)
    )
    if await session.scalar(others) is None:
        raise GuardRefused(
            "This is the last system administrator.",
            extra={
                "guard": "last-system-administrator",
                "remedy": "Give another account the role system_administrator first.",
            },
        )


async def _require_person(session: AsyncSession, person_id: str | None) -> None:
    if person_id is not None and not await organisation.names_of(session, {person_id}):
        raise Invalid(f"There is no person {person_id}.", (FieldError("/personId", "is not there", "unknown"),))


async def _require_body(session: AsyncSession, grant: NewGrant, pointer: str) -> None:
    if grant.body_id is None:
        return
    if grant.role == "system_administrator":
        raise Invalid(
            "A system administrator is one for the whole system.",
            (FieldError(pointer, "must be left out for this role", "not_for_role"),),
        )
    try:
        await organisation.get_body(session, grant.body_id)
    except NotFound as missing:
        raise Invalid(missing.detail, (FieldError(pointer, "is not there", "unknown"),)) from missing


async def _require_free_email(session: AsyncSession, email: str | None, account_id: str | None) -> None:
    if email is None:
        return
    taken = select(Account.id).where(sa.func.lower(Account.email) == email.lower(), Account.id != (account_id or ""))
    if await session.scalar(taken) is not None:
        raise Invalid(f"Another account has the address {email}.", (FieldError("/email", "is taken", "taken"),))


def _told(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "email": account.email,
        "personId": account.person_id,
        "disabled": account.disabled_at is not None,
    }
