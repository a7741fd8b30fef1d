"""Engines and sessions, one of each for the two roles that serve requests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import asyncpg
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from api.database.addresses import Addresses, derive
from api.database.embedded import EmbeddedPostgres
from api.database.migrating import is_current, migrate
from api.settings import Settings

EMBEDDED_DATABASE: Final = "samstyre"


class Database:
    """``work()`` gives a session as samstyre_app, ``published()`` one as samstyre_public.

    Both are ``async_sessionmaker``: ``async with database.work() as session, session.begin(): …``. Objects stay
    readable after the commit (``expire_on_commit=False``).
    """

    def __init__(self, addresses: Addresses, *, pool_size: int = 5, max_overflow: int = 10) -> None:
        self.addresses = addresses
        self.work_engine = _engine(addresses.app, pool_size, max_overflow)
        self.published_engine = _engine(addresses.public, pool_size, max_overflow)
        self.work: async_sessionmaker[AsyncSession] = async_sessionmaker(self.work_engine, expire_on_commit=False)
        self.published: async_sessionmaker[AsyncSession] = async_sessionmaker(
            self.published_engine, expire_on_commit=False
        )

    @property
    def name(self) -> str:
        """The database's name on its server."""
        return unquote(urlsplit(self.addresses.app).path.removeprefix("/"))

    async def is_current(self) -> bool:
        """Whether both roles get in and the schema is the one that this program was made for.

        Raises OSError or asyncpg.PostgresError when the server can't be reached.
        """
        async with self.published_engine.connect():
            pass
        async with self.work_engine.connect() as connection:
            return await is_current(connection)

    async def dispose(self) -> None:
        """Closes every connection."""
        await self.work_engine.dispose()
        await self.published_engine.dispose()


@contextlib.asynccontextmanager
async def open_addresses(settings: Settings) -> AsyncIterator[Addresses]:
    """Where the database is; the embedded one runs for as long as the context lasts.

    Raises SettingsError, EmbeddedPostgresError.
    """
    if settings.database_url or settings.database_app_url or settings.database_public_url:
        yield derive(settings, None)
        return
    server = EmbeddedPostgres(settings.data)
    await asyncio.to_thread(server.start)
    try:
        await ensure_database(server.url("postgres"), EMBEDDED_DATABASE)
        yield derive(settings, server.url(EMBEDDED_DATABASE))
    finally:
        await asyncio.to_thread(server.stop)


@contextlib.asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Starts the embedded server where no URL is set, migrates where there is an address to migrate with, and connects.

    Raises SettingsError, EmbeddedPostgresError, MigrationError, OSError, asyncpg.PostgresError.
    """
    async with open_addresses(settings) as addresses:
        if addresses.admin is not None:
            await migrate(addresses)
        database = Database(addresses)
        try:
            yield database
        finally:
            await database.dispose()


async def ensure_database(admin: str, name: str) -> None:
    """Creates the database ``name`` on the server unless it is there."""
    connection = await asyncpg.connect(admin)
    try:
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
            with contextlib.suppress(asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
                await connection.execute(f'CREATE DATABASE "{name}"')
    finally:
        await connection.close()


def _engine(url: str, pool_size: int, max_overflow: int) -> AsyncEngine:
    # The driver reads the URL itself: several hosts, sockets, TLS and target_session_attrs are libpq's language.
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connector(url),
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_pre_ping=True,
    )


def connector(url: str) -> Callable[[], Awaitable[Any]]:
    """Makes driver connections to ``url``."""

    async def connect() -> Any:  # noqa: ANN401
        # Queries here are small: compiling them at run time costs more than it gains, most of all the driver's own.
        return await asyncpg.connect(url, server_settings={"application_name": "samstyre", "jit": "off"})

    return connect
