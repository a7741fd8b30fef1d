"""What the tables' classes can't say: roles, schemas, rights, triggers, row security. As it is to be now.

Migrations hold their own frozen copies of what they do. A test makes a database from this module and the metadata and
compares its catalogs with those of a migrated one, so neither changes without the other.
"""

from typing import Final

import sqlalchemy as sa
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

OWNER: Final = "samstyre_owner"
APP: Final = "samstyre_app"
PUBLIC: Final = "samstyre_public"

PUBLISHED_CHANNEL: Final = "samstyre_published"
"""Notified, without data, when something was published or withdrawn."""
ROOM_CHANNEL: Final = "samstyre_room"
"""Notified, without data, when something has happened in a meeting room."""
LIVE_CHANNEL: Final = "samstyre_live"
"""Notified, without data, when there is something new for everybody to follow in a meeting."""

# Roles belong to the cluster: another database may have made them. What an operator has set on them then stays.
ROLES: Final = """
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'samstyre_owner') THEN
    CREATE ROLE samstyre_owner LOGIN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'samstyre_app') THEN
    CREATE ROLE samstyre_app LOGIN;
    ALTER ROLE samstyre_app SET statement_timeout = '60s';
    ALTER ROLE samstyre_app SET idle_in_transaction_session_timeout = '60s';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'samstyre_public') THEN
    CREATE ROLE samstyre_public LOGIN;
    ALTER ROLE samstyre_public SET statement_timeout = '15s';
    ALTER ROLE samstyre_public SET idle_in_transaction_session_timeout = '15s';
    ALTER ROLE samstyre_public SET default_transaction_read_only = on;
  END IF;
  -- Since PostgreSQL 16, who makes a role administers it, and must still give itself the right to act as that role.
  IF NOT pg_has_role(current_user, 'samstyre_owner',
      CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END) THEN
    EXECUTE format('GRANT samstyre_owner TO %I', current_user);
  END IF;
END $$;
"""

# Rights on the database itself: the one thing that a copy made with TEMPLATE doesn't bring along.
DATABASE_PRIVILEGES: Final = """
DO $$
BEGIN
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), current_user);
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO samstyre_owner', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO samstyre_app, samstyre_public', current_database());
END $$;
"""

SCHEMAS: Final = """
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO samstyre_owner, samstyre_app;
CREATE SCHEMA work AUTHORIZATION samstyre_owner;
CREATE SCHEMA published AUTHORIZATION samstyre_owner;
CREATE SCHEMA jobs AUTHORIZATION samstyre_owner;
"""

# Before the tables, run as the owner: what is made later is covered, too.
RIGHTS: Final = """
GRANT USAGE ON SCHEMA work, published, jobs TO samstyre_app;
GRANT USAGE ON SCHEMA published TO samstyre_public;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA work GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO samstyre_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA work GRANT USAGE ON SEQUENCES TO samstyre_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA published GRANT SELECT, INSERT ON TABLES TO samstyre_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA published GRANT SELECT ON TABLES TO samstyre_public;
ALTER DEFAULT PRIVILEGES IN SCHEMA jobs GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO samstyre_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA jobs GRANT USAGE ON SEQUENCES TO samstyre_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA jobs GRANT EXECUTE ON FUNCTIONS TO samstyre_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA jobs GRANT USAGE ON TYPES TO samstyre_app;
"""

FUNCTIONS: Final = """
CREATE FUNCTION work.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  RAISE EXCEPTION '% on %.% is refused: its rows are only ever added', tg_op, tg_table_schema, tg_table_name
    USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION work.number_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  -- Released when this commit is visible; max() then reads a fresh snapshot.
  PERFORM pg_catalog.pg_advisory_xact_lock(1936551279, 1);
  INSERT INTO work.event_position (position, event_id)
    SELECT coalesce(max(position), 0) + 1, new.id FROM work.event_position;
  PERFORM pg_catalog.pg_notify('samstyre_event', '');
  RETURN NULL;
END $$;

CREATE FUNCTION work.announce_publication() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  PERFORM pg_catalog.pg_notify('samstyre_published', '');
  RETURN NULL;
END $$;

CREATE FUNCTION work.announce() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  PERFORM pg_catalog.pg_notify(tg_argv[0], '');
  RETURN NULL;
END $$;
"""

EVENT_TRIGGERS: Final = """
CREATE CONSTRAINT TRIGGER number_event AFTER INSERT ON work.event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION work.number_event();
CREATE TRIGGER announce_publication AFTER INSERT ON published.publication
  FOR EACH STATEMENT EXECUTE FUNCTION work.announce_publication();
CREATE TRIGGER announce_publication AFTER INSERT ON published.withdrawal
  FOR EACH STATEMENT EXECUTE FUNCTION work.announce_publication();
CREATE TRIGGER announce_publication AFTER INSERT ON published.minutes
  FOR EACH STATEMENT EXECUTE FUNCTION work.announce_publication();
CREATE TRIGGER announce_publication AFTER INSERT ON published.minutes_withdrawal
  FOR EACH STATEMENT EXECUTE FUNCTION work.announce_publication();
CREATE TRIGGER announce_entry AFTER INSERT ON work.room_entry
  FOR EACH STATEMENT EXECUTE FUNCTION work.announce('samstyre_room');
CREATE TRIGGER announce_live AFTER INSERT ON published.live
  FOR EACH STATEMENT EXECUTE FUNCTION work.announce('samstyre_live');
"""

# The working side sees what was withdrawn; the public sees that it was, and none of what it said.
ROW_SECURITY: Final = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY app ON {table} TO samstyre_app USING (true) WITH CHECK (true);
CREATE POLICY not_withdrawn ON {table} FOR SELECT TO samstyre_public USING (
  NOT EXISTS (SELECT FROM published.{graves} w WHERE w.{reference} = {table}.{column})
);
"""

APPEND_ONLY: Final = """
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION work.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM samstyre_app;
"""


# Compressed already: PostgreSQL needn't try, and gives it back in one piece.
STORAGE: Final = "ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE EXTERNAL;"


ONLY_ADDED: Final = frozenset(
    {
        *("event", "event_position", "resolution_version", "room_entry", "room_ballot"),
        *("minutes_version", "minutes_approval", "minutes_file", "written_seat", "written_answer"),
        *("budget_version", "budget_move", "fund_movement"),
        *("key_figure", "cost_calculation"),
    }
)
"""Tables of the working side whose rows are never changed or removed."""


_GRAVES: Final = {
    "publication": ("withdrawal", "publication_id", "id"),
    "minutes": ("minutes_withdrawal", "minutes_id", "id"),
    "calculation": ("calculation_withdrawal", "calculation_id", "calculation_id"),
    "written_record": ("written_record_withdrawal", "procedure_id", "procedure_id"),
}
"""Where the tombstones of a published table are, their column and the table's own; all else hangs on publications."""


def statements(metadata: sa.MetaData) -> list[str]:
    """The whole of a new database as scripts to run one after the other, as a login that may create roles."""
    tables = metadata.sorted_tables
    published = [table for table in tables if table.schema == "published"]
    only_added = [table for table in tables if table.name in ONLY_ADDED]
    return [
        ROLES,
        DATABASE_PRIVILEGES,
        SCHEMAS,
        f"SET LOCAL ROLE {OWNER};",
        RIGHTS,
        *(_sql(CreateTable(table)) for table in tables),
        *(
            _sql(CreateIndex(index))
            for table in tables
            for index in sorted(table.indexes, key=lambda index: str(index.name))
        ),
        FUNCTIONS,
        EVENT_TRIGGERS,
        *(APPEND_ONLY.format(table=table.fullname) for table in [*only_added, *published]),
        "REVOKE INSERT ON work.event_position FROM samstyre_app;",
        *(_row_security(table) for table in published if not table.name.endswith("withdrawal")),
        *(
            STORAGE.format(table=table.fullname, column=column.name)
            for table in published
            for column in table.columns
            if column.name.endswith("_gzip")
        ),
        "SET LOCAL search_path = jobs;",
        SchemaManager.get_schema(),
        "RESET search_path;",
    ]


def _row_security(table: sa.Table) -> str:
    """What hides the rows of a table that tombstones stand for."""
    graves, reference, column = _GRAVES.get(table.name, ("withdrawal", "publication_id", "publication_id"))
    return ROW_SECURITY.format(table=table.fullname, graves=graves, reference=reference, column=column)


def _sql(element: sa.schema.ExecutableDDLElement) -> str:
    return f"{str(element.compile(dialect=postgresql.dialect())).strip()};"  # type: ignore[no-untyped-call]
