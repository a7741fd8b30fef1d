"""Accounts, sessions and API clients as they cross the API."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.domain.kernel.actor import Role
from api.domain.kernel.schemas import Moment, Schema

Scope = Literal["read_organisation", "follow_changes"]
"""What a program's credentials may be good for. Where an operation asks for none of them, programs are refused."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Username = Annotated[str, StringConstraints(pattern=r"^[^\s\x00-\x1f]{1,100}$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$", max_length=254)]
Password = Annotated[str, Field(min_length=1, max_length=1000)]


class NewGrant(Schema):
    """A role in one body, or in all of them without ``bodyId``."""

    role: Role
    body_id: str | None = None


class UserGrant(Schema):
    id: str
    role: Role
    body_id: str | None


class NewUser(Schema):
    """Somebody who may sign in. A password is chosen by themselves, through a one-time link."""

    username: Username
    name: Name
    email: Email | None = None
    person_id: str | None = None
    grants: tuple[NewGrant, ...] = Field(default=(), max_length=50)


class UserPatch(Schema):
    """What is to change; a field that is left out stays."""

    name: Name | None = None
    email: Email | None = None
    person_id: str | None = None
    disabled: bool | None = None


class UserOut(Schema):
    id: str
    username: str
    name: str
    email: str | None
    person_id: str | None
    person_name: str | None
    has_password: bool
    disabled_at: dt.datetime | None
    created_at: dt.datetime
    last_used_at: dt.datetime | None
    grants: tuple[UserGrant, ...]


class NewIdentity(Schema):
    """Whom a provider is to vouch for: its value of the claim that it matches accounts by. It is kept as a digest."""

    provider: Annotated[str, Field(max_length=100)]
    subject: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class IdentityOut(Schema):
    id: str
    provider: str
    created_at: dt.datetime


class RecoveryLinkOut(Schema):
    """A link to hand over. It is shown only now."""

    url: str
    expires_at: dt.datetime


class SessionOut(Schema):
    id: str
    created_at: dt.datetime
    last_used_at: dt.datetime
    expires_at: dt.datetime
    user_agent: str
    current: bool


class NewApiClient(Schema):
    """A program that may use the API: for a municipality, or for the organisation itself without ``municipalityId``."""

    name: Name
    municipality_id: str | None = None
    scopes: tuple[Scope, ...] = Field(min_length=1, max_length=10)
    expires_at: Moment


class ApiClientOut(Schema):
    """``keyPrefix`` is the beginning of the key; the rest is known to its holder alone."""

    id: str
    name: str
    municipality_id: str | None
    scopes: tuple[Scope, ...]
    key_prefix: str
    expires_at: dt.datetime
    last_used_at: dt.datetime | None
    revoked_at: dt.datetime | None
    created_at: dt.datetime


class IssuedKey(Schema):
    """An API client with its key, which is shown only now."""

    client: ApiClientOut
    key: str
