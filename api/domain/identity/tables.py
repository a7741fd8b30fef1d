"""Accounts, their sessions, and keys for programs. Passwords, tokens and keys stand here only as hashes."""

import datetime as dt
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Field

from api.domain.kernel.actor import Role
from api.domain.kernel.tables import Created, Versioned, WorkTable, choice, id_column, instant, json_column, reference

SignInMethod = Literal["password", "passkey", "provider", "link"]
"""How somebody has proven who they are; a link is the one-time one that a password is chosen by."""


class Account(Versioned, WorkTable, table=True):
    __tablename__ = "account"
    __table_args__ = (
        sa.UniqueConstraint("username"),
        sa.Index("uq_account_email", sa.text("lower(email)"), unique=True),
    )

    id: str = id_column("acc")
    username: str
    name: str
    email: str | None = None
    """Accounts are matched by it when a provider vouches for the address."""
    password_hash: str | None = None
    """argon2id in PHC string format; empty until its owner has chosen a password."""
    disabled_at: dt.datetime | None = instant(nullable=True)
    person_id: str | None = reference("work.person.id", nullable=True)
    """Who it is among those who hold mandates: seats follow from it."""


class RoleGrant(Created, WorkTable, table=True):
    """A role that an account has, in one body or (``body_id`` empty) in all."""

    __tablename__ = "role_grant"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "role", "body_id", postgresql_nulls_not_distinct=True),
        sa.CheckConstraint("role <> 'system_administrator' OR body_id IS NULL", name="system_is_for_all"),
    )

    id: str = id_column("role")
    account_id: str = reference("work.account.id", index=False, ondelete="CASCADE")
    role: Role = choice(Role)
    body_id: str | None = reference("work.body.id", nullable=True)


class Session(Created, WorkTable, table=True):
    __tablename__ = "session"
    __table_args__ = (sa.UniqueConstraint("token_sha256"),)

    id: str = id_column("ses")
    account_id: str = reference("work.account.id", ondelete="CASCADE")
    token_sha256: str
    expires_at: dt.datetime = instant()
    authenticated_at: dt.datetime = instant()
    """When its owner last proved who they are."""
    authenticated_by: SignInMethod = choice(SignInMethod)
    last_used_at: dt.datetime = instant()
    """To within five minutes."""
    user_agent: str
    """What the browser called itself, cut short: it helps its owner to tell sessions apart, and proves nothing."""


class RecoveryLink(Created, WorkTable, table=True):
    """A one-time link to choose a password by. The row goes when the link is used."""

    __tablename__ = "recovery_link"
    __table_args__ = (sa.UniqueConstraint("token_sha256"),)

    id: str = id_column("rec")
    account_id: str = reference("work.account.id", ondelete="CASCADE")
    token_sha256: str
    expires_at: dt.datetime = instant()


class SignInTries(WorkTable, table=True):
    """How often a name was tried with a password, and since when; names that don't exist too, and so only a hash."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (sa.CheckConstraint("tries > 0", name="tries"),)

    username_sha256: str = Field(primary_key=True, sa_type=sa.Text)
    tries: int
    since: dt.datetime = instant()


class ApiClient(Versioned, WorkTable, table=True):
    """A program with a key, for a municipality or for the organisation itself."""

    __tablename__ = "api_client"
    __table_args__ = (sa.UniqueConstraint("key_sha256"),)

    id: str = id_column("cli")
    name: str
    municipality_id: str | None = reference("work.municipality.id", nullable=True)
    scopes: list[str] = json_column()
    key_sha256: str
    key_prefix: str
    """The beginning of the key, to tell one from another."""
    expires_at: dt.datetime = instant()
    last_used_at: dt.datetime | None = instant(nullable=True)
    revoked_at: dt.datetime | None = instant(nullable=True)


class ExternalIdentity(Created, WorkTable, table=True):
    """Lets somebody in as an account when a provider says that they are the subject behind the digest."""

    __tablename__ = "external_identity"
    __table_args__ = (sa.UniqueConstraint("provider", "subject_digest"),)

    id: str = id_column("ext")
    account_id: str = reference("work.account.id", ondelete="CASCADE")
    provider: str
    subject_digest: str
    """HMAC-SHA256 under the installation's secret: a subject may be a national identity number."""


class SignInAttempt(Created, WorkTable, table=True):
    """A browser that was sent to a provider and has not come back. The row goes when it does."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (sa.UniqueConstraint("state_sha256"),)

    id: str = id_column("sia")
    provider: str
    state_sha256: str
    browser_sha256: str
    nonce: str
    code_verifier: str
    next_path: str
    expires_at: dt.datetime = instant()


class Passkey(Created, WorkTable, table=True):
    """The public half of a key pair that signs its owner in."""

    __tablename__ = "passkey"
    __table_args__ = (sa.UniqueConstraint("credential_id"),)

    id: str = id_column("pkey")
    account_id: str = reference("work.account.id", ondelete="CASCADE")
    name: str
    credential_id: bytes = Field(sa_type=sa.LargeBinary)
    public_key: bytes = Field(sa_type=sa.LargeBinary)
    """A COSE key (RFC 9052)."""
    sign_count: int = Field(sa_type=sa.BigInteger)
    """The authenticator's own count, zero for those that keep none; one that runs backwards is a copy."""
    last_used_at: dt.datetime | None = instant(nullable=True)


class PasskeyCeremony(Created, WorkTable, table=True):
    """A challenge that waits for its answer: to sign in, or (``account_id``) to add a passkey to the account."""

    __tablename__ = "passkey_ceremony"

    id: str = id_column("cer")
    account_id: str | None = reference("work.account.id", nullable=True, ondelete="CASCADE")
    challenge: bytes = Field(sa_type=sa.LargeBinary)
    expires_at: dt.datetime = instant()
