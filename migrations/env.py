"""Runs migrations: on the connection that the program hands in, or, from the command `alembic`, on one of its own."""

import asyncio

import asyncpg
import sqlalchemy as sa
from alembic import context
from sqlalchemy.ext.asyncio import create_async_engine

from api.database import open_addresses
from api.database.ddl import OWNER
from api.settings import load_settings
from api.tables import metadata


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "schema" or name in {"work", "published"}


def run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_schemas=True,
        include_name=_ours,
        version_table_schema="public",
    )
    with context.begin_transaction():
        if context.get_context().get_current_revision() is not None:
            connection.execute(sa.text(f"SET LOCAL ROLE {OWNER}"))
        context.run_migrations()


async def run_alone() -> None:
    async with open_addresses(load_settings()) as addresses:
        engine = create_async_engine(
            "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(addresses.admin), poolclass=sa.NullPool
        )
        async with engine.begin() as connection:
            await connection.run_sync(run)
        await engine.dispose()


if context.is_offline_mode():
    raise SystemExit("these migrations look at the roles that are there: they need a connection")
handed_in = context.config.attributes.get("connection")
if handed_in is not None:
    run(handed_in)
else:
    asyncio.run(run_alone())
