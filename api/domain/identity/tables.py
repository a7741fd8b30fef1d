"""Built-in accounts and their sessions. Passwords and session tokens stand here only as hashes."""

import datetime as dt

import sqlalchemy as sa

from api.domain.kernel.tables import Created, Versioned, WorkTable, id_column, instant, reference


class Account(Versioned, WorkTable, table=True):
    __tablename__ = "account"
    __table_args__ = (sa.UniqueConstraint("username"),)

    id: str = id_column("acc")
    username: str
    name: str
    password_hash: str
    """argon2id in PHC string format."""


class Session(Created, WorkTable, table=True):
    __tablename__ = "session"
    __table_args__ = (sa.UniqueConstraint("token_sha256"),)

    id: str = id_column("ses")
    account_id: str = reference("work.account.id", ondelete="CASCADE")
    token_sha256: str
    expires_at: dt.datetime = instant()
