"""Somebody to sign in as for each role, and a key for a municipality's system. Passwords are made anew each time."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.demonstration.organisation import CHAIR
from api.domain.identity import api_clients
from api.domain.identity import service as identity
from api.domain.identity.schemas import NewApiClient
from api.domain.identity.tables import Account
from api.domain.kernel.actor import SYSTEM, Actor, Grant, Role
from api.domain.organisation.tables import Municipality, Person

_KEY_LIFETIME: Final = dt.timedelta(days=90)
_MUNICIPALITY: Final = "Sogndal"

# User name, whose account it is, and the role that it is given. Those without a role hold a seat instead.
_ACCOUNTS: Final[tuple[tuple[str, str, Role | None], ...]] = (
    ("administrasjon", "Sigrun Fossateig", "administration"),
    ("saksbehandlar", "Anders Lundavoll", "case_officer"),
    ("styreleiar", CHAIR, None),
    ("medlem", "Marta Kvamsnos", None),
    ("vara", "Åshild Vikateig", None),
    ("tillitsvald", "Liv Ragnhild Sætrevoll", None),
    ("systemansvarleg", "Nils Bergateig", "system_administrator"),
)


@dataclass(frozen=True)
class Credentials:
    """What to sign in with, shown once: a user name and a password, or a system's name and its key."""

    username: str
    secret: str
    name: str


async def add(session: AsyncSession, now: dt.datetime) -> list[Credentials]:
    """An account for each role, and an API key of a municipality's. The demonstration must be there."""
    people = {person.name: person.id for person in await session.scalars(select(Person))}
    made = []
    for username, name, role in _ACCOUNTS:
        password = secrets.token_urlsafe(9)
        grants = () if role is None else (Grant(role),)
        await identity.create_account(session, username, name, password, grants, people.get(name))
        made.append(Credentials(username, password, name))
    municipality = (await session.scalars(select(Municipality).where(col(Municipality.name) == _MUNICIPALITY))).one()
    wanted = NewApiClient(
        name=f"Sakssystemet i {_MUNICIPALITY} kommune",
        municipality_id=municipality.id,
        scopes=("read_organisation",),
        expires_at=now + _KEY_LIFETIME,
    )
    issued = await api_clients.create(session, SYSTEM, wanted, now)
    made.append(Credentials("API-nøkkel", issued.key, issued.client.name))
    return made


async def actor(session: AsyncSession, username: str, now: dt.datetime) -> Actor:
    """Somebody of the demonstration, to do something with the roles and seats of that moment."""
    account = (await session.scalars(select(Account).where(Account.username == username))).one()
    return await identity.actor_of(session, account, now)
