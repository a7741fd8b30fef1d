"""A migrated database and one made from today's tables and rights are the same, down to the last privilege.

alembic's own comparison sees neither changed checks nor predicates of indexes, nor triggers, rights and roles.
"""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from api.database import EmbeddedPostgres, migrate
from api.database.addresses import derive, with_database
from api.database.ddl import statements
from api.settings import Settings
from api.tables import metadata
from tests.conftest import UNSAFE_AND_FAST, own_folder
from tests.domain.catalog import catalog


@pytest.fixture(scope="module")
def cluster():
    """A server of its own: roles belong to the whole server, so the two databases can't be on it at the same time."""
    with own_folder() as folder, EmbeddedPostgres(folder, UNSAFE_AND_FAST) as server:
        yield server


@pytest.fixture(scope="module")
async def migrated(cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The catalogs of a migrated database, which is gone again."""
    admin = await asyncpg.connect(cluster.url("postgres"))
    await admin.execute("CREATE DATABASE one")
    settings = Settings(data=tmp_path_factory.mktemp("data"), secret="only for tests, not secret at all")
    await migrate(derive(settings, cluster.url("one")))
    connection = await asyncpg.connect(cluster.url("one"))
    found = await catalog(connection)
    await connection.close()
    await admin.execute("DROP DATABASE one")
    await admin.execute("DROP ROLE samstyre_owner, samstyre_app, samstyre_public")
    await admin.close()
    return found


@pytest.fixture(scope="module")
async def declared(cluster: EmbeddedPostgres, migrated: dict[str, str]) -> AsyncIterator[asyncpg.Connection]:
    """A connection to a database made from the metadata and ``api.database.ddl``."""
    admin = await asyncpg.connect(cluster.url("postgres"))
    await admin.execute("CREATE DATABASE two")
    await admin.close()
    connection = await asyncpg.connect(with_database(cluster.url("postgres"), "two"))
    async with connection.transaction():
        for statement in statements(metadata):
            await connection.execute(statement)
    yield connection
    await connection.close()


async def test_migrations_lead_to_what_the_code_declares(migrated, declared):
    assert migrated == await catalog(declared)


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE work.meeting ADD COLUMN surprise text",
        "ALTER TABLE work.meeting ALTER COLUMN number TYPE varchar(9)",
        "ALTER TABLE work.meeting ALTER COLUMN place SET NOT NULL",
        "ALTER TABLE work.meeting ALTER COLUMN revision SET DEFAULT 2",
        'ALTER TABLE work.meeting ALTER COLUMN number TYPE varchar COLLATE "C"',
        "ALTER TABLE work.meeting DROP CONSTRAINT ck_meeting_state",
        "ALTER TABLE work.meeting DROP CONSTRAINT ck_meeting_state, "
        "ADD CONSTRAINT ck_meeting_state CHECK (state <> 'cancelled')",
        "ALTER TABLE work.meeting DROP CONSTRAINT fk_meeting_body_id",
        "ALTER TABLE published.publication ALTER COLUMN body_gzip SET STORAGE EXTENDED",
        "DROP INDEX work.ix_scheduled_publication_due; "
        "CREATE INDEX ix_scheduled_publication_due ON work.scheduled_publication (at) WHERE status = 'failed'",
        "DROP TRIGGER refuse_change ON published.publication",
        "ALTER TABLE published.publication DISABLE TRIGGER refuse_change",
        "ALTER FUNCTION work.refuse_change() SECURITY DEFINER",
        "CREATE OR REPLACE FUNCTION work.refuse_change() RETURNS trigger LANGUAGE plpgsql "
        "AS $$BEGIN RETURN NULL; END$$",
        "GRANT UPDATE ON published.publication TO samstyre_app",
        "GRANT SELECT (title) ON work.meeting TO samstyre_public",
        "GRANT USAGE ON SCHEMA work TO samstyre_public",
        "GRANT TEMPORARY ON DATABASE two TO samstyre_public",
        "ALTER DEFAULT PRIVILEGES FOR ROLE samstyre_owner IN SCHEMA work GRANT SELECT ON TABLES TO samstyre_public",
        "ALTER TABLE published.publication DISABLE ROW LEVEL SECURITY",
        "ALTER POLICY not_withdrawn ON published.publication USING (true)",
        "ALTER ROLE samstyre_public CREATEDB",
        "ALTER ROLE samstyre_public RESET default_transaction_read_only",
        "GRANT samstyre_app TO samstyre_public",
        "ALTER TYPE jobs.procrastinate_job_status RENAME VALUE 'todo' TO 'waiting'",
    ],
)
async def test_the_comparison_sees_a_change(declared, change):
    before = await catalog(declared)
    transaction = declared.transaction()
    await transaction.start()
    await declared.execute(change)

    assert before != await catalog(declared)

    await transaction.rollback()
