"""Engines and sessions for the roles, migrations, and the embedded PostgreSQL when no database URL is set."""

from api.database.addresses import Addresses
from api.database.ddl import PUBLISHED_CHANNEL
from api.database.embedded import EmbeddedPostgres
from api.database.engines import Database, open_addresses, open_database
from api.database.listening import listen
from api.database.migrating import MigrationError, migrate
from api.database.os_user import EmbeddedPostgresError

__all__ = [
    "PUBLISHED_CHANNEL",
    "Addresses",
    "Database",
    "EmbeddedPostgres",
    "EmbeddedPostgresError",
    "MigrationError",
    "listen",
    "migrate",
    "open_addresses",
    "open_database",
]
