"""Brings a database to the newest schema."""

import base64
import hashlib
import hmac
import os
from functools import cache
from pathlib import Path
from typing import Any, Final

import asyncpg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from api.database.addresses import Addresses, with_login
from api.database.ddl import OWNER

MIGRATIONS: Final = Path(__file__).parents[2] / "migrations"
LOCK: Final = 1936551279
SCRAM_ROUNDS: Final = 4096


class MigrationError(Exception):
    """The database can't be brought to the newest schema; the message says why and what would help."""


async def migrate(addresses: Addresses) -> None:
    """Runs the migrations that are missing, all in one transaction, and sees to the roles' passwords.

    Two that start at once: the second waits, and finds nothing left to do. The login in ``addresses.admin`` owns the
    database and may create roles, or it is samstyre_owner and the roles are there. Raises MigrationError.
    """
    if addresses.admin is None:
        raise MigrationError("SAMSTYRE_DATABASE_URL is needed to migrate")
    admin = addresses.admin
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(admin), poolclass=sa.NullPool
    )
    turn = await asyncpg.connect(admin)
    try:
        await turn.execute(f"SELECT pg_advisory_lock({LOCK}, 0)")
        async with engine.begin() as connection:
            if not await is_current(connection):
                await connection.run_sync(_upgrade)
        await _set_passwords(turn, admin, addresses.passwords)
    except (sa.exc.DBAPIError, asyncpg.InsufficientPrivilegeError) as error:
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        if getattr(cause, "sqlstate", None) != asyncpg.InsufficientPrivilegeError.sqlstate:
            raise
        raise MigrationError(
            f"{cause}\nSAMSTYRE_DATABASE_URL should be a login that owns the database and may create roles, or {OWNER} "
            "with the roles made beforehand and SAMSTYRE_DATABASE_APP_URL and SAMSTYRE_DATABASE_PUBLIC_URL set"
        ) from None
    finally:
        await turn.close()
        await engine.dispose()


async def is_current(connection: AsyncConnection) -> bool:
    """Whether the newest migration has been run. Raises MigrationError for a database from a newer program."""
    if not await connection.scalar(sa.text("SELECT to_regclass('public.alembic_version') IS NOT NULL")):
        return False
    revision = await connection.scalar(sa.text("SELECT version_num FROM public.alembic_version"))
    if revision is not None and revision not in _known_revisions():
        raise MigrationError(f"the database is at {revision}, which this program doesn't know: a newer one made it")
    return bool(revision == _known_revisions()[0])


@cache
def _known_revisions() -> tuple[str, ...]:
    """The newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions())


def configuration() -> Config:
    """Alembic's configuration without its file, for use from within the program."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _upgrade(connection: sa.Connection) -> None:
    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def run_script(connection: sa.Connection, script: str) -> None:
    """Runs several statements at once, in the connection's transaction: prepared statements, the usual way, can't."""
    connection.exec_driver_sql("SELECT 1")  # the driver's transaction begins with the first statement it prepares

    async def execute(driver: Any) -> None:  # noqa: ANN401
        await driver.execute(script)

    adapted: Any = connection.connection.dbapi_connection
    adapted.run_async(execute)


async def _set_passwords(connection: Any, admin: str, passwords: dict[str, str]) -> None:  # noqa: ANN401
    """Sets the derived passwords where they don't hold yet: nothing is altered that works."""
    for role, password in passwords.items():
        try:
            attempt = await asyncpg.connect(with_login(admin, role, password))
        except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
            await connection.execute(f"ALTER ROLE {role} PASSWORD '{scram_verifier(password)}'")
        else:
            await attempt.close()


def scram_verifier(password: str) -> str:
    """What PostgreSQL stores for an ASCII ``password`` (RFC 5803), made here to keep it out of the server's log."""
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, SCRAM_ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${SCRAM_ROUNDS}:{encoded[0]}${encoded[1]}:{encoded[2]}"
