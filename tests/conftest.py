"""Databases for tests: one server per run, one migrated template, and copies of it.

The server is an embedded one in a folder of its own, shared by all of xdist's workers, or the one that
SAMSTYRE_TEST_DATABASE_URL names (a superuser's URL; roles named samstyre_* are made there and stay).
"""

import asyncio
import fcntl
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedWriter
from pathlib import Path

import asyncpg
import hypothesis
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import Database, EmbeddedPostgres, migrate
from api.database.addresses import Addresses, derive, with_database
from api.database.ddl import DATABASE_PRIVILEGES
from api.settings import Settings

# How long an example takes says how busy the machine is. On CI the examples are the same every time.
hypothesis.settings.register_profile("samstyre", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis.settings.load_profile("samstyre")

# Nothing here outlives the run, so nothing needs to reach the disk.
UNSAFE_AND_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


@dataclass
class Server:
    """A PostgreSQL server with superuser rights, and a template that is migrated once."""

    admin: str
    settings: Settings
    folder: Path
    run: str
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def addresses(self, name: str) -> Addresses:
        return derive(self.settings, with_database(self.admin, name))

    async def execute(self, statement: str, database: str | None = None) -> None:
        connection = await asyncpg.connect(with_database(self.admin, database) if database else self.admin)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def template(self) -> str:
        """The name of the migrated database; made by the first worker that asks."""
        name = f"samstyre_{self.run}_template"
        with (self.folder / "template.lock").open("w") as lock:
            await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
            done = self.folder / "template.done"
            if not done.exists():
                await self.execute(f"CREATE DATABASE {name}")
                await migrate(self.addresses(name))
                done.touch()
        return name

    async def clone(self) -> str:
        """A fresh copy of the template. ``drop`` it when done."""
        template = await self.template()
        name = f"samstyre_{self.run}_{os.getpid()}_{next(self.numbers)}"
        await self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        await self.execute(DATABASE_PRIVILEGES, database=name)
        return name

    async def drop(self, name: str) -> None:
        await self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def own_folder() -> Iterator[Path]:
    """For a server of a test's own. Not under pytest's folders: every pytest that starts closes those to others again,
    and a server started by root runs as somebody else."""
    with tempfile.TemporaryDirectory(prefix="samstyre-tests-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
async def server(testrun_uid: str) -> AsyncIterator[Server]:
    """The server of this run, for tests that make databases of their own; most want ``database`` or ``session``."""
    run = testrun_uid[:8]
    folder = Path(tempfile.gettempdir()) / f"samstyre-tests-{run}"
    folder.mkdir(exist_ok=True)
    settings = Settings(data=folder, secret="only for tests, not secret at all", database_url=None)
    with (folder / "workers").open("ab") as workers:
        fcntl.flock(workers, fcntl.LOCK_SH)
        if url := os.environ.get("SAMSTYRE_TEST_DATABASE_URL"):
            server = Server(url, settings, folder, run)
            yield server
            if _is_last(workers):
                await server.drop(await server.template())
        else:
            with EmbeddedPostgres(folder, UNSAFE_AND_FAST) as embedded:
                yield Server(embedded.url("postgres"), settings, folder, run)
        if _is_last(workers):
            shutil.rmtree(folder)


def _is_last(workers: BufferedWriter) -> bool:
    try:
        fcntl.flock(workers, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@pytest.fixture
async def database(server: Server) -> AsyncIterator[Database]:
    """A database for this test alone, for where commits, roles, triggers or concurrency matter."""
    name = await server.clone()
    database = Database(server.addresses(name))
    try:
        yield database
    finally:
        await database.dispose()
        await server.drop(name)


@pytest.fixture(scope="session")
async def shared_database(server: Server) -> AsyncIterator[Database]:
    """One database for all of this worker's tests that leave nothing behind: ``session`` uses it."""
    name = await server.clone()
    database = Database(server.addresses(name))
    try:
        yield database
    finally:
        await database.dispose()
        await server.drop(name)


@pytest.fixture
async def session(shared_database: Database) -> AsyncIterator[AsyncSession]:
    """A session as samstyre_app whose commits end savepoints: all is rolled back after the test.

    now() stands still and deferred constraints and triggers (the numbering of events) don't run: take ``database``
    where that matters.
    """
    async with shared_database.work_engine.connect() as connection, connection.begin() as transaction:
        async with AsyncSession(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        ) as session:
            yield session
        await transaction.rollback()
