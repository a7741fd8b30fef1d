"""Migrating: by whom, by two at once, and what is said when it can't be done."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from api.database import Database, EmbeddedPostgres, MigrationError, migrate, open_database
from api.database.addresses import Addresses, derive, with_database, with_login
from api.settings import Settings, SettingsError
from api.tables import metadata
from tests.conftest import UNSAFE_AND_FAST, own_folder

SECRET = "only for tests, not secret at all"


@pytest.fixture
def cluster():
    """A server without our roles, where all but the superuser need their passwords."""
    with own_folder() as folder:
        rules = folder / "pg_hba.conf"
        rules.write_text("local all postgres trust\nlocal all all scram-sha-256\n")
        with EmbeddedPostgres(folder, UNSAFE_AND_FAST | {"hba_file": str(rules)}) as server:
            yield server


@pytest.fixture
async def superuser(cluster: EmbeddedPostgres) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(cluster.url("postgres"))
    await connection.execute("CREATE DATABASE board")
    yield connection
    await connection.close()


def settings(folder: Path, **given: str) -> Settings:
    return Settings(data=folder, secret=SECRET, **given)


def addresses(url: str, folder: Path) -> Addresses:
    return derive(settings(folder, database_url=url), None)


async def works(address: Addresses) -> bool:
    database = Database(address)
    try:
        return await database.is_current()
    finally:
        await database.dispose()


async def test_both_roles_get_in_with_passwords_made_of_the_secret(cluster, superuser, tmp_path):
    address = addresses(cluster.url("board"), tmp_path)
    await migrate(address)

    assert await works(address)
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(with_login(address.app, "samstyre_app", "guessed"))


async def test_a_new_secret_gives_new_passwords(cluster, superuser, tmp_path):
    await migrate(addresses(cluster.url("board"), tmp_path))
    other = derive(Settings(data=tmp_path, secret="another secret altogether", database_url=cluster.url("board")), None)
    await migrate(other)

    assert await works(other)


async def test_a_login_that_may_create_roles_and_owns_the_database_is_enough(cluster, superuser, tmp_path):
    await superuser.execute("CREATE ROLE clerk LOGIN CREATEROLE PASSWORD 'x'")
    await superuser.execute("ALTER DATABASE board OWNER TO clerk")
    address = addresses(with_login(cluster.url("board"), "clerk", "x"), tmp_path)
    await migrate(address)

    assert await works(address)


async def test_the_owner_role_is_enough_when_the_roles_are_there(cluster, superuser, tmp_path):
    for role in ("samstyre_owner", "samstyre_app", "samstyre_public"):
        await superuser.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
    await superuser.execute("ALTER DATABASE board OWNER TO samstyre_owner")
    url = cluster.url("board")
    address = derive(
        settings(
            tmp_path,
            database_url=with_login(url, "samstyre_owner", "x"),
            database_app_url=with_login(url, "samstyre_app", "x"),
            database_public_url=with_login(url, "samstyre_public", "x"),
        ),
        None,
    )
    await migrate(address)

    assert await works(address)


async def test_a_login_without_rights_is_told_which_one_is_needed(cluster, superuser, tmp_path):
    await superuser.execute("CREATE ROLE clerk LOGIN PASSWORD 'x'")

    with pytest.raises(MigrationError, match="owns the database and may create roles"):
        await migrate(addresses(with_login(cluster.url("board"), "clerk", "x"), tmp_path))


async def test_two_that_migrate_at_once_both_succeed(cluster, superuser, tmp_path):
    address = addresses(cluster.url("board"), tmp_path)
    await asyncio.gather(migrate(address), migrate(address), migrate(address))

    assert await works(address)


async def test_a_failed_migration_leaves_nothing_behind(cluster, superuser, tmp_path):
    board = await asyncpg.connect(cluster.url("board"))
    await board.execute("CREATE SCHEMA jobs")
    with pytest.raises(Exception, match="already exists"):
        await migrate(addresses(cluster.url("board"), tmp_path))

    assert await board.fetchval("SELECT to_regclass('work.meeting')") is None
    assert await board.fetchval("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'samstyre%'") == 0
    await board.close()


async def test_a_database_from_a_newer_program_is_left_alone(server, database):
    await server.execute("UPDATE public.alembic_version SET version_num = '9999'", database=database.name)

    with pytest.raises(MigrationError, match="9999"):
        await migrate(database.addresses)


async def test_a_database_that_was_never_migrated_is_not_current(server):
    name = f"samstyre_{server.run}_empty"
    await server.execute(f"CREATE DATABASE {name}")
    await server.template()
    database = Database(server.addresses(name))
    current = await database.is_current()
    await database.dispose()
    await server.drop(name)

    assert not current


async def test_autogenerate_finds_nothing_to_do(server, database):
    def differences(connection):
        options = {"include_schemas": True, "include_name": lambda name, kind, _: kind != "schema" or name in OURS}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    async with database.work_engine.connect() as connection:
        assert await connection.run_sync(differences) == []


OURS = {"work", "published"}


async def test_without_any_setting_the_embedded_database_opens_migrated():
    with own_folder() as folder:
        async with open_database(Settings(data=folder)) as database:
            assert await database.is_current()


async def test_the_two_roles_alone_are_enough_to_serve(server, database, tmp_path):
    given = settings(
        tmp_path,
        database_app_url=database.addresses.app,
        database_public_url=database.addresses.public,
    )
    async with open_database(given) as opened:
        assert await opened.is_current()
        assert opened.addresses.admin is None


def test_one_role_alone_is_not_enough(tmp_path):
    with pytest.raises(SettingsError, match="SAMSTYRE_DATABASE_URL"):
        derive(settings(tmp_path, database_app_url="postgresql://samstyre_app@db/x"), None)


def test_derived_addresses_keep_hosts_options_and_database(tmp_path):
    url = "postgresql+asyncpg://admin:p%40ss@one:5432,two:5433/board?target_session_attrs=primary"
    address = addresses(url, tmp_path)
    password = address.passwords["samstyre_public"]

    assert address.admin == "postgresql://admin:p%40ss@one:5432,two:5433/board?target_session_attrs=primary"
    assert address.public == (
        f"postgresql://samstyre_public:{password}@one:5432,two:5433/board?target_session_attrs=primary"
    )


def test_a_given_address_is_used_as_it_is_and_its_password_left_alone(tmp_path):
    public = "postgresql://samstyre_public:own@standby,primary/board?target_session_attrs=prefer-standby"
    address = derive(
        settings(tmp_path, database_url="postgresql://admin@primary/board", database_public_url=public), None
    )

    assert address.public == public
    assert set(address.passwords) == {"samstyre_app"}


def test_addresses_are_shown_without_their_passwords(tmp_path):
    address = addresses("postgresql://admin:hidden@primary/board", tmp_path)

    assert "primary/board" in repr(address)
    assert "hidden" not in repr(address)
    assert address.passwords["samstyre_app"] not in repr(address)


def test_another_database_on_the_same_server():
    assert with_database("postgresql://a:b@h:1/x?y=z", "o p") == "postgresql://a:b@h:1/o%20p?y=z"
