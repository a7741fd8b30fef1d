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
from api.domain.kernel import richtext
from api.domain.kernel.sorting import norwegian_key
from api.domain.organisation.tables import Body, Organisation
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
    """A running application. ``admin`` is signed in, ``anonymous`` is anyone at all."""

    app: Edge
    database: Database
    settings: Settings
    body_id: str
    anonymous: httpx.AsyncClient
    admin: httpx.AsyncClient
    _stack: AsyncExitStack = field(repr=False)

    async def connect(self, **options: Any) -> httpx.AsyncClient:
        """Another client; it is closed with the site."""
        return await self._stack.enter_async_context(client(self.app, **options))

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
            body_id = await _seed(database)
            app, configured = await stack.enter_async_context(opened(database, data, **settings))
            anonymous = await stack.enter_async_context(client(app))
            admin = await stack.enter_async_context(client(app))
            signed_in = await admin.post(f"{API}/session", json={"username": "kari", "password": PASSWORD})
            assert signed_in.status_code == 201, signed_in.text
            yield Site(app, database, configured, body_id, anonymous, admin, stack)
    finally:
        await database.dispose()
        await server.drop(name)


async def _seed(database: Database) -> str:
    async with database.work.begin() as session:
        session.add(Organisation(name="Fjordane kommunalt oppgåvefellesskap", short_name="Fjordane KO"))
        body = Body(slug="styret", name="Styret i Fjordane KO", kind="board", sort_key=norwegian_key("Styret"))
        session.add(body)
        await identity.create_account(session, "kari", "Kari Kontor", PASSWORD)
    return body.id


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
