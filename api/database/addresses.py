"""Which URL each role connects with."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import SecretStr

from api.database.ddl import APP, PUBLIC
from api.settings import Settings, SettingsError


@dataclass(frozen=True)
class Addresses:
    """libpq URLs (``postgresql://…``, several hosts and ``target_session_attrs`` allowed).

    ``admin`` migrates and is None where this process is not to; ``passwords`` are those of the roles that migrating
    sees to, by role: a role with a URL of its own in the settings is not among them.
    """

    admin: str | None
    app: str
    public: str
    passwords: dict[str, str]

    @property
    def jobs(self) -> str:
        """The app role's address for procrastinate, which names its tables without their schema."""
        parts = urlsplit(self.app)
        options = "options=-csearch_path%3Djobs"
        return urlunsplit(parts._replace(query=f"{parts.query}&{options}" if parts.query else options))

    def __repr__(self) -> str:
        return f"Addresses({self.without_password()})"

    def without_password(self) -> str:
        """The app role's address, for logs and messages."""
        parts = urlsplit(self.app)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def derive(settings: Settings, admin: str | None) -> Addresses:
    """The addresses that follow from the settings; ``admin`` is the embedded server's URL where that one is used.

    The roles are the cluster's: two installations on one cluster share them, and so need the same SAMSTYRE_SECRET, or
    URLs of their own for the two roles. Raises SettingsError where a role has neither.
    """
    given = {APP: _plain(settings.database_app_url), PUBLIC: _plain(settings.database_public_url)}
    admin = admin or _plain(settings.database_url)
    urls: dict[str, str] = {}
    passwords: dict[str, str] = {}
    for role, url in given.items():
        if url is not None:
            urls[role] = url
        elif admin is not None:
            passwords[role] = settings.derive(f"password of the database role {role}")
            urls[role] = with_login(admin, role, passwords[role])
        else:
            raise SettingsError("SAMSTYRE_DATABASE_URL is needed, or both SAMSTYRE_DATABASE_APP_URL and _PUBLIC_URL")
    return Addresses(admin=admin, app=urls[APP], public=urls[PUBLIC], passwords=passwords)


def with_login(url: str, role: str, password: str | None = None) -> str:
    """The same hosts and database for another role."""
    parts = urlsplit(url)
    login = quote(role) if password is None else f"{quote(role)}:{quote(password, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc.rpartition('@')[2]}"))


def with_database(url: str, database: str) -> str:
    """The same server and login for another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{quote(database)}"))


def _plain(url: SecretStr | None) -> str | None:
    """Without SQLAlchemy's driver name: ``postgresql+asyncpg://`` is taken, too."""
    return None if url is None else re.sub(r"^\w+(\+\w+)?://", "postgresql://", url.get_secret_value())
