"""Keys for programs: shown once, kept as hashes, scoped, and good for a time."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.identity import tokens
from api.domain.identity.schemas import NewApiClient
from api.domain.identity.tables import ApiClient
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid, NotFound
from api.domain.organisation import service as organisation

MARK: Final = "sk_"
"""Begins every key, so that scanners for leaked secrets know one."""
SHOWN: Final = len(MARK) + 6
"""How much of a key stays readable, to tell one from another."""
MAX_LIFETIME: Final = dt.timedelta(days=2 * 366)
_USE_NOTED_EVERY: Final = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Issued:
    client: ApiClient
    key: str


async def list_all(session: AsyncSession) -> list[ApiClient]:
    """Every client, the newest first; revoked ones too."""
    return list((await session.scalars(select(ApiClient).order_by(col(ApiClient.id).desc()))).all())


async def get(session: AsyncSession, client_id: str) -> ApiClient:
    """Raises NotFound."""
    found = await session.get(ApiClient, client_id)
    if found is None:
        raise NotFound(f"There is no API client {client_id}.")
    return found


async def create(session: AsyncSession, actor: Actor, new: NewApiClient, now: dt.datetime) -> Issued:
    """A client with its first key. Raises Invalid for an unknown municipality or an end that is past or too far off."""
    if new.municipality_id is not None and not await organisation.has_municipality(session, new.municipality_id):
        raise Invalid(
            f"There is no municipality {new.municipality_id}.",
            (FieldError("/municipalityId", "is not there", "unknown"),),
        )
    if new.municipality_id is not None and "follow_changes" in new.scopes:
        raise Invalid(
            "The log tells of every body and every municipality: no municipality's key may follow it.",
            (FieldError("/scopes", "follow_changes is for the organisation's own programs", "not_for_municipality"),),
        )
    if not now < new.expires_at <= now + MAX_LIFETIME:
        raise Invalid(
            "A key is good for at least a moment and at most two years.",
            (FieldError("/expiresAt", "lies outside of the next two years", "out_of_range"),),
        )
    key = _fresh_key()
    client = ApiClient(
        name=new.name,
        municipality_id=new.municipality_id,
        scopes=sorted(set(new.scopes)),
        key_sha256=tokens.digest(key),
        key_prefix=key[:SHOWN],
        expires_at=new.expires_at,
    )
    session.add(client)
    await session.flush()
    told = {"name": client.name, "scopes": client.scopes, "municipalityId": client.municipality_id}
    event.record(session, actor, "api_client.created", ("api_client", client.id), after=told)
    return Issued(client, key)


async def rotate(session: AsyncSession, actor: Actor, client: ApiClient) -> Issued:
    """A new key in place of the old one, which stops at once. Raises GuardRefused for a revoked client."""
    _require_standing(client)
    key = _fresh_key()
    client.key_sha256 = tokens.digest(key)
    client.key_prefix = key[:SHOWN]
    await session.flush()
    event.record(session, actor, "api_client.key_rotated", ("api_client", client.id))
    return Issued(client, key)


async def revoke(session: AsyncSession, actor: Actor, client: ApiClient, now: dt.datetime) -> None:
    """Its key stops for good. Raises GuardRefused when it has been revoked already."""
    _require_standing(client)
    client.revoked_at = now
    await session.flush()
    event.record(session, actor, "api_client.revoked", ("api_client", client.id))


async def actor_of(session: AsyncSession, key: str, now: dt.datetime) -> Actor | None:
    """The system behind a key; None when the key isn't good."""
    query = select(ApiClient).where(
        ApiClient.key_sha256 == tokens.digest(key),
        col(ApiClient.revoked_at).is_(None),
        ApiClient.expires_at > now,
    )
    client = (await session.scalars(query)).one_or_none()
    if client is None:
        return None
    if client.last_used_at is None or client.last_used_at < now - _USE_NOTED_EVERY:
        # Not through the mapper: that somebody uses a key is no new revision of it.
        used = sa.update(ApiClient).where(col(ApiClient.id) == client.id)
        await session.execute(used.values(last_used_at=now, updated_at=col(ApiClient.updated_at)))
    return Actor(
        "municipality_system",
        client.id,
        client.name,
        municipality_id=client.municipality_id,
        scopes=frozenset(client.scopes),
    )


def _require_standing(client: ApiClient) -> None:
    if client.revoked_at is not None:
        raise GuardRefused(
            f"The API client {client.name} is revoked.",
            extra={"guard": "client-standing", "remedy": "Create a new API client."},
        )


def _fresh_key() -> str:
    return MARK + secrets.token_urlsafe(32)
