"""Accounts and sessions against PostgreSQL."""

import datetime as dt

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from api.domain.identity import service
from api.domain.identity.tables import Account, Session
from api.domain.kernel.errors import Invalid, NotFound, Unauthenticated

NOW = dt.datetime(2025, 9, 1, 12, tzinfo=dt.UTC)
PASSWORD = "a long enough password"


@pytest.fixture
async def account(session: AsyncSession) -> Account:
    return await service.create_account(session, "kari", "Kari Kontor", PASSWORD)


async def test_a_session_belongs_to_the_account_that_signed_in(session: AsyncSession, account: Account):
    signed_in = await service.sign_in(session, "kari", PASSWORD, NOW)

    assert await service.account_of(session, signed_in.token, NOW) == account


async def test_neither_the_password_nor_the_token_is_kept(session: AsyncSession, account: Account):
    signed_in = await service.sign_in(session, "kari", PASSWORD, NOW)
    kept = (await session.scalars(select(Session))).one()

    assert account.password_hash.startswith("$argon2id$")
    assert signed_in.token not in (kept.token_sha256, kept.id)


@pytest.mark.parametrize(
    ("username", "password"), [("kari", "another password"), ("ola", PASSWORD), ("KARI", PASSWORD)]
)
async def test_a_wrong_name_and_a_wrong_password_are_told_alike(session, account, username, password):
    with pytest.raises(Unauthenticated) as refused:
        await service.sign_in(session, username, password, NOW)

    assert refused.value.detail == "The user name or the password is wrong."


async def test_a_session_ends_after_twelve_hours(session: AsyncSession, account: Account):
    signed_in = await service.sign_in(session, "kari", PASSWORD, NOW)
    last = NOW + dt.timedelta(hours=12)

    assert await service.account_of(session, signed_in.token, last - dt.timedelta(seconds=1)) == account
    assert await service.account_of(session, signed_in.token, last) is None


async def test_sessions_that_have_run_out_are_cleared_away(session: AsyncSession, account: Account):
    await service.sign_in(session, "kari", PASSWORD, NOW)
    await service.sign_in(session, "kari", PASSWORD, NOW + dt.timedelta(days=1))

    assert len((await session.scalars(select(Session))).all()) == 1


async def test_signing_out_ends_this_session_alone(session: AsyncSession, account: Account):
    first, second = [await service.sign_in(session, "kari", PASSWORD, NOW) for _ in range(2)]
    await service.sign_out(session, first.token)

    assert await service.account_of(session, first.token, NOW) is None
    assert await service.account_of(session, second.token, NOW) == account


async def test_a_new_password_ends_every_session(session: AsyncSession, account: Account):
    signed_in = await service.sign_in(session, "kari", PASSWORD, NOW)
    await service.set_password(session, "kari", "quite another password")

    assert await service.account_of(session, signed_in.token, NOW) is None
    with pytest.raises(Unauthenticated):
        await service.sign_in(session, "kari", PASSWORD, NOW)
    assert await service.sign_in(session, "kari", "quite another password", NOW)


async def test_a_short_password_is_refused(session: AsyncSession, account: Account):
    for setting in (
        service.create_account(session, "ola", "Ola", "eleven char"),
        service.set_password(session, "kari", "eleven char"),
    ):
        with pytest.raises(Invalid) as refused:
            await setting
        assert refused.value.errors[0].pointer == "/password"


async def test_a_user_name_is_taken_once(session: AsyncSession, account: Account):
    with pytest.raises(Invalid) as refused:
        await service.create_account(session, "kari", "Kari To", PASSWORD)
    assert refused.value.errors[0].code == "taken"


async def test_a_new_password_needs_an_account(session: AsyncSession):
    with pytest.raises(NotFound):
        await service.set_password(session, "ingen", PASSWORD)


async def test_there_are_accounts_once_one_is_made(session: AsyncSession):
    assert not await service.has_accounts(session)
    await service.create_account(session, "kari", "Kari", PASSWORD)
    assert await service.has_accounts(session)
