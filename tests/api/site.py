"""The whole application over a database of its own, spoken to through httpx without a network."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from api.database import Database
from api.domain.identity import service as identity
from api.domain.identity.tables import Account, RoleGrant
from api.domain.kernel import richtext
from api.domain.kernel.actor import EVERYTHING, Grant, SeatRole
from api.domain.kernel.sorting import norwegian_key
from api.domain.organisation.tables import Body, Mandate, Organisation, Person
from api.http.edge import Edge
from api.main import create_app
from api.settings import Settings
from tests.conftest import Server

BASE_URL = "http://samstyre.test"
PASSWORD = "a long enough password"
API = "/api/v1"
PUBLISHED = "/api/v1/published"


@dataclass
class Site:
    """A running application. ``admin`` may do everything, ``anonymous`` is anyone at all."""

    app: Edge
    database: Database
    settings: Settings
    body_id: str
    anonymous: httpx.AsyncClient
    admin: httpx.AsyncClient
    actors: dict[str, httpx.AsyncClient]
    """A signed-in client for each kind of actor, by the names of ``ACTORS``."""
    accounts: dict[str, str]
    """The account's id for each of them."""
    people: dict[str, str]
    """The person's id for each that has a seat."""
    other_body_id: str
    _stack: AsyncExitStack = field(repr=False)

    async def connect(self, **options: Any) -> httpx.AsyncClient:
        """Another client; it is closed with the site."""
        return await self._stack.enter_async_context(client(self.app, **options))

    async def session_of(self, kind: str) -> str:
        """A session of its own for a kind of actor, which a test may end."""
        return await _session_of(self.database, self.accounts[kind])

    async def create(self, **fields: Any) -> dict[str, Any]:
        """A meeting with these fields beside what it can't be without."""
        answer = await self.admin.post(f"{API}/meetings", json=new_meeting(self.body_id, **fields))
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def publish(self, meeting_id: str, kind: str = "papers", **order: Any) -> dict[str, Any]:
        answer = await self.admin.post(
            f"{API}/meetings/{meeting_id}/actions/publish", json={"kind": kind, **order}, timeout=30
        )
        assert answer.status_code in (201, 202), answer.text
        return answer.json()

    async def withdraw(self, meeting_id: str, reason: str = "Published by mistake.") -> None:
        answer = await self.admin.post(f"{API}/meetings/{meeting_id}/actions/withdraw", json={"reason": reason})
        assert answer.status_code == 200, answer.text

    async def changes(self) -> list[dict[str, Any]]:
        """The whole feed."""
        told: list[dict[str, Any]] = []
        while True:
            page = (await self.admin.get(f"{API}/changes", params={"after": len(told), "limit": 100})).json()
            if not page["items"]:
                return told
            told += page["items"]

    async def upload(self, content: bytes, filename: str = "notat.txt", **fields: str) -> dict[str, Any]:
        answer = await self.admin.post(f"{API}/documents", files={"file": (filename, content)}, data=fields)
        assert answer.status_code == 201, answer.text
        return answer.json()


def client(app: Any, **options: Any) -> httpx.AsyncClient:
    """Speaks to ``app`` as from another machine, asking for uncompressed answers."""
    headers = {"accept-encoding": "identity", **options.pop("headers", {})}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, **options), base_url=BASE_URL, headers=headers)


@asynccontextmanager
async def opened(database: Database, data: Path, **settings: Any) -> AsyncIterator[tuple[Edge, Settings]]:
    """The application, started."""
    configured = Settings(
        data=data,
        secret="only for tests, not secret at all",
        **{"public_url": BASE_URL, "worker": False, "requests_per_minute": 1_000_000, **settings},
    )
    app = create_app(configured, database)
    async with app.app.router.lifespan_context(app.app):
        yield app, configured


@asynccontextmanager
async def open_site(server: Server, data: Path, **settings: Any) -> AsyncIterator[Site]:
    """The application over a fresh database with an organisation, the body ``styret`` and one account."""
    name = await server.clone()
    database = Database(server.addresses(name))
    try:
        async with AsyncExitStack() as stack:
            seeded = await _seed(database)
            app, configured = await stack.enter_async_context(opened(database, data, **settings))
            anonymous = await stack.enter_async_context(client(app))
            admin = await stack.enter_async_context(client(app))
            signed_in = await admin.post(f"{API}/session", json={"username": "kari", "password": PASSWORD})
            assert signed_in.status_code == 201, signed_in.text
            actors = {}
            for kind, account_id in seeded.accounts.items():
                actors[kind] = await stack.enter_async_context(client(app))
                cookie = await _session_of(database, account_id)
                actors[kind].cookies.set("samstyre", cookie, domain="samstyre.test")
            yield Site(
                app,
                database,
                configured,
                seeded.body_id,
                anonymous,
                admin,
                actors,
                seeded.accounts,
                seeded.people,
                seeded.other_body_id,
                stack,
            )
    finally:
        await database.dispose()
        await server.drop(name)


ACTORS: dict[str, tuple[Grant | None, SeatRole | None]] = {
    "administration": (Grant("administration"), None),
    "system_administrator": (Grant("system_administrator"), None),
    "case_officer": (Grant("case_officer"), None),
    "chair": (None, "chair"),
    "member": (None, "member"),
    "deputy": (None, "deputy"),
    "union_representative": (None, "union_representative"),
    "other_administration": (Grant("administration"), None),
    "nobody": (None, None),
}
"""What each kind of actor is in the body ``styret``: ``other_administration`` is it in another body, and ``nobody`` has
an account and nothing else."""


@dataclass(frozen=True)
class _Seeded:
    body_id: str
    other_body_id: str
    accounts: dict[str, str]
    people: dict[str, str]


async def _seed(database: Database) -> _Seeded:
    accounts: dict[str, str] = {}
    people: dict[str, str] = {}
    async with database.work.begin() as session:
        session.add(Organisation(name="Fjordane kommunalt oppgåvefellesskap", short_name="Fjordane KO"))
        body = Body(slug="styret", name="Styret i Fjordane KO", kind="board", sort_key=norwegian_key("Styret"))
        other = Body(slug="nettverket", name="Nettverket", kind="network", sort_key=norwegian_key("Nettverket"))
        session.add_all([body, other])
        await session.flush()
        await identity.create_account(session, "kari", "Kari Kontor", PASSWORD, EVERYTHING)
        for kind, (grant, seat) in ACTORS.items():
            if seat is not None:
                person = Person(name=f"Person {kind}", sort_key=norwegian_key(kind))
                session.add(person)
                await session.flush()
                people[kind] = person.id
                session.add(
                    Mandate(
                        person_id=person.id,
                        body_id=body.id,
                        role=seat,
                        starts_on=dt.date(2020, 1, 1),
                        deputy_order=1 if seat == "deputy" else None,
                    )
                )
            # Argon2 is slow on purpose: they get sessions without signing in.
            account = Account(username=kind, name=f"Account {kind}", person_id=people.get(kind))
            session.add(account)
            await session.flush()
            accounts[kind] = account.id
            if grant is not None:
                at = None if grant.role == "system_administrator" else body.id
                at = other.id if kind == "other_administration" else at
                session.add(RoleGrant(account_id=account.id, role=grant.role, body_id=at))
    return _Seeded(body.id, other.id, accounts, people)


async def _session_of(database: Database, account_id: str) -> str:
    """A session's token for an account, as signing in would give."""
    async with database.work.begin() as session:
        account = await identity.account(session, account_id)
        return (await identity.open_session(session, account, dt.datetime.now(dt.UTC), "tests")).token


def text(words: str) -> dict[str, Any]:
    """A document of one paragraph."""
    return richtext.text_doc(words)


def item(title: str = "Budsjett for neste år", **fields: Any) -> dict[str, Any]:
    return {"type": "decision", "title": title, "proposals": [{"text": text("Styret vedtek budsjettet.")}], **fields}


def new_meeting(body_id: str, **fields: Any) -> dict[str, Any]:
    number = fields.setdefault("number", "09-25")
    return {
        "bodyId": body_id,
        "title": f"Styremøte {number}",
        "startsAt": "2025-10-20T09:00:00+02:00",
        "endsAt": "2025-10-20T14:45:00+02:00",
        "place": "Kommunehuset",
        "items": [item()],
        **fields,
    }


def day(number: int) -> str:
    """A start of a meeting, one for each number."""
    return (dt.datetime(2025, 1, 7, 9, tzinfo=dt.UTC) + dt.timedelta(days=number)).isoformat()
