"""The public role reads what is published and nothing else, whatever there is to try; nobody changes what is published.

What is tried is read from the catalogs, so a new table is covered the day it is made.
"""

# ruff: noqa: S608 -- every name in these statements comes from the catalogs

from collections.abc import AsyncIterator

import asyncpg
import pytest

from api.database import Database, migrate
from tests.conftest import Server

OUTSIDE = "n.nspname NOT IN ('published', 'pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'"
RELATIONS = f"""
    SELECT format('%I.%I', n.nspname, c.relname) AS name, c.relkind::text AS kind,
      (SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = c.oid AND attnum = 1) AS column
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND {OUTSIDE} ORDER BY 1
"""
FUNCTIONS = f"""
    SELECT format('%I.%I', n.nspname, p.proname) AS name, p.prorettype = 'trigger'::regtype AS is_trigger,
      (SELECT coalesce(string_agg('NULL::' || type::regtype, ', '), '') FROM unnest(p.proargtypes) type) AS arguments
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {OUTSIDE} ORDER BY 1
"""
PUBLISHED = "SELECT format('published.%I', tablename) AS name FROM pg_tables WHERE schemaname = 'published' ORDER BY 1"
REFUSED = asyncpg.InsufficientPrivilegeError


@pytest.fixture
async def owner(database: Database, server: Server) -> AsyncIterator[asyncpg.Connection]:
    """A superuser's connection: looks up in the catalogs what there is to try."""
    connection = await asyncpg.connect(server.addresses(database.name).admin)
    yield connection
    await connection.close()


@pytest.fixture
async def public(database: Database) -> AsyncIterator[asyncpg.Connection]:
    """samstyre_public, with its read-only default switched off: what remains is what it may do."""
    connection = await asyncpg.connect(database.addresses.public)
    await connection.execute("SET default_transaction_read_only = off")
    yield connection
    await connection.close()


@pytest.fixture
async def app(database: Database) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database.addresses.app)
    yield connection
    await connection.close()


def attempts(name: str, kind: str, column: str | None) -> list[str]:
    """Every way to read or change a relation."""
    if kind == "S":
        return [f"SELECT * FROM {name}", f"SELECT nextval('{name}')", f"SELECT setval('{name}', 1)"]
    return [
        f"SELECT * FROM {name}",
        f"SELECT count(*) FROM {name}",
        f"SELECT {column} FROM {name}",
        f"INSERT INTO {name} DEFAULT VALUES",
        f"UPDATE {name} SET {column} = DEFAULT",
        f"DELETE FROM {name}",
        f"TRUNCATE {name} CASCADE",
        f"COPY {name} TO STDOUT",
        f"LOCK TABLE {name}",
        f"ALTER TABLE {name} ADD COLUMN mine text",
        f"CREATE TRIGGER mine BEFORE INSERT ON {name} EXECUTE FUNCTION work.refuse_change()",
        f"DROP TABLE {name}",
    ]


async def outcome(connection: asyncpg.Connection, statement: str) -> str:
    """ "refused" for a missing privilege; what else happened otherwise. Leaves nothing behind."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(statement)
    except REFUSED:
        return "refused"
    except asyncpg.PostgresError as error:
        return f"{type(error).__name__}: {error}"
    else:
        return "done"
    finally:
        await transaction.rollback()


async def outcomes(connection: asyncpg.Connection, statements: list[str]) -> dict[str, str]:
    return {statement: await outcome(connection, statement) for statement in statements}


async def test_the_public_role_is_refused_every_relation_outside_published(owner, public):
    relations = await owner.fetch(RELATIONS)
    found = await outcomes(public, [text for relation in relations for text in attempts(*relation)])

    assert {"work.meeting", 'work."case"', "work.event", "jobs.procrastinate_jobs"} <= {
        row["name"] for row in relations
    }
    assert {text: result for text, result in found.items() if result != "refused"} == {}


async def test_the_public_role_is_refused_every_function_outside_published(owner, public):
    functions = await owner.fetch(FUNCTIONS)
    found = await outcomes(public, [f"SELECT {row['name']}({row['arguments']})" for row in functions])

    assert len(found) > 5
    assert {text: result for text, result in found.items() if result != "refused"} == {}


async def test_the_public_role_reads_every_published_table(owner, public):
    tables = [row["name"] for row in await owner.fetch(PUBLISHED)]
    found = await outcomes(public, [f"SELECT * FROM {name}" for name in tables])

    assert "published.publication" in tables
    assert set(found.values()) == {"done"}


async def test_the_public_role_can_only_read_in_published(owner, public):
    tables = await owner.fetch(RELATIONS.replace(OUTSIDE, "n.nspname = 'published'"))
    found = await outcomes(
        public, [text for table in tables for text in attempts(*table) if not text.startswith(("SELECT", "COPY"))]
    )

    assert {text: result for text, result in found.items() if result != "refused"} == {}


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (x int)",
        "CREATE TABLE published.mine (x int)",
        "CREATE TEMPORARY TABLE mine (x int)",
        "CREATE SCHEMA mine",
        "CREATE ROLE mine",
        "SET ROLE samstyre_app",
        "SET ROLE samstyre_owner",
        "SET SESSION AUTHORIZATION samstyre_app",
        "ALTER ROLE samstyre_app SET statement_timeout = 0",
        "SELECT pg_read_file('PG_VERSION')",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT * FROM pg_authid",
        "SET row_security = off; SELECT * FROM published.publication",
    ],
)
async def test_the_public_role_has_no_way_round(public, statement):
    assert await outcome(public, statement) == "refused"


async def test_the_public_role_writes_nothing_by_default(database):
    connection = await asyncpg.connect(database.addresses.public)
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await connection.execute("CREATE TABLE mine (x int)")
    await connection.close()


async def test_the_attempts_would_succeed_if_they_were_allowed(owner, public):
    await owner.execute(
        "GRANT USAGE ON SCHEMA work TO samstyre_public; GRANT SELECT ON work.meeting TO samstyre_public"
    )

    assert await outcome(public, "SELECT * FROM work.meeting") == "done"


@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = DEFAULT", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
async def test_the_app_role_never_changes_what_is_published_nor_an_event(owner, app, verb):
    where = "(n.nspname = 'published' OR c.relname IN ('event', 'event_position'))"
    tables = await owner.fetch(RELATIONS.replace(OUTSIDE, where).replace("'v', 'm', 'f', 'S'", "'f'"))
    found = await outcomes(app, [verb.format(table["name"], table["column"]) for table in tables])

    assert {"published.publication", "work.event", "work.event_position"} <= {table["name"] for table in tables}
    assert {text: result for text, result in found.items() if result != "refused"} == {}


@pytest.mark.parametrize("verb", ["UPDATE {} SET {} = DEFAULT", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
async def test_not_even_a_superuser_changes_what_is_published_by_mistake(owner, verb):
    tables = await owner.fetch(RELATIONS.replace(OUTSIDE, "n.nspname = 'published'"))
    found = await outcomes(owner, [verb.format(table["name"], table["column"]) for table in tables])

    assert len(found) > 3
    assert {text: result for text, result in found.items() if "only ever added" not in result} == {}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO work.event_position VALUES (1, 1)",
        "ALTER TABLE published.publication DISABLE TRIGGER ALL",
        "DROP TABLE published.publication",
        "ALTER TABLE work.event DISABLE TRIGGER refuse_change",
        "SET session_replication_role = replica",
        "CREATE TABLE work.mine (x int)",
        "CREATE TABLE published.mine (x int)",
        "SET ROLE samstyre_owner",
        "UPDATE public.alembic_version SET version_num = 'x'",
    ],
)
async def test_the_app_role_has_no_way_round(app, statement):
    assert await outcome(app, statement) == "refused"


async def test_what_was_withdrawn_is_hidden_from_the_public_and_seen_by_the_app(owner, app, public):
    await owner.execute("SET session_replication_role = replica")  # rows without the ones they refer to
    for table in ("publication", "agenda_item", "document", "file", "withdrawal"):
        await fill(owner, table)

    for table in ("publication", "agenda_item", "document", "file"):
        assert await public.fetchval(f"SELECT count(*) FROM published.{table}") == 0
        assert await app.fetchval(f"SELECT count(*) FROM published.{table}") == 1
    assert await public.fetchval("SELECT count(*) FROM published.withdrawal") == 1


async def test_what_was_not_withdrawn_is_seen_by_the_public(owner, public):
    await owner.execute("SET session_replication_role = replica")
    for table in ("publication", "agenda_item", "document", "file"):
        await fill(owner, table)
        assert await public.fetchval(f"SELECT count(*) FROM published.{table}") == 1


async def fill(owner: asyncpg.Connection, table: str) -> None:
    """One row in ``published.<table>`` that belongs to the one publication there is."""
    columns = await owner.fetch(
        "SELECT attname, format_type(atttypid, NULL) AS type FROM pg_attribute "
        "WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped",
        f"published.{table}",
    )
    values = {row["attname"]: EXAMPLES[row["type"]] for row in columns}
    values |= {name: f"'{PUBLICATION}'" for name in ("id", "publication_id") if name in values}
    values |= {name: f"'{'0' * 64}'" for name in values if name.endswith("sha256")}
    values |= {"kind": "'agenda.pdf'" if table == "file" else "'agenda'"} if "kind" in values else {}
    values |= {"ends_at": "NULL"} if "ends_at" in values else {}
    await owner.execute(f"INSERT INTO published.{table} ({', '.join(values)}) VALUES ({', '.join(values.values())})")


PUBLICATION = "pub_01k7z1v8j6e2xbt5w3n4m9q0rs"
EXAMPLES = {
    "text": "'x'",
    "character varying": "'x'",
    "integer": "1",
    "bigint": "1",
    "boolean": "true",
    "bytea": "''",
    "date": "'2025-10-20'",
    "timestamp with time zone": "'2025-10-20T09:00Z'",
    "jsonb": "'{}'",
}


async def test_strangers_cannot_even_connect(server):
    """On a migrated database, not a copy: rights on the database itself are the one thing that a copy lacks."""
    await server.template()
    name = f"samstyre_{server.run}_strangers"
    await server.execute(f"CREATE DATABASE {name}")
    await migrate(server.addresses(name))
    await server.execute("CREATE ROLE samstyre_test_stranger LOGIN PASSWORD 'x'")
    try:
        connection = await asyncpg.connect(server.addresses(name).admin)
        may = await connection.fetchrow(
            "SELECT has_database_privilege('samstyre_test_stranger', current_database(), 'CONNECT') AS stranger, "
            "has_database_privilege('samstyre_public', current_database(), 'CONNECT') AS public, "
            "has_database_privilege('samstyre_public', current_database(), 'TEMPORARY') AS temporary"
        )
        await connection.close()
    finally:
        await server.execute("DROP ROLE samstyre_test_stranger")
        await server.drop(name)

    assert (may["stranger"], may["public"], may["temporary"]) == (False, True, False)
