"""The whole application on a port of its own, with the demonstration organisation and an administrator signed in."""

import hashlib
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import pytest
import requests
import uvicorn

from api import demonstration
from api.database import Database
from api.domain.identity import service as identity
from api.domain.kernel.actor import EVERYTHING
from api.domain.kernel.clock import now
from api.domain.kernel.ids import new_id
from api.main import create_app
from api.outputs.publication import render
from api.settings import Settings
from api.storage import open_storage
from tests.conftest import Server
from tests.statistics_norway import Statistics, statistics_norway

USERNAME, PASSWORD = "kari", "a long enough password"
API = "/api/v1"
AGENDA = "Styremøte 01-26\n20. januar 2026 kl. 09:00–12:00\n\n1. Godkjenning av innkalling\n\n2. Ymse\n"


@dataclass
class Live:
    """A running application: its address, who may call it, and ids by the path parameter that takes them."""

    address: str
    callers: dict[str, requests.Session]
    ids: dict[str, list[str]]
    database_url: str

    def renew(self) -> None:
        """Give the administrator a session where the last one was ended: signing in again is rationed."""
        cookies = self.callers["administrator"].cookies
        if cookies.get("samstyre"):
            return
        token = secrets.token_urlsafe(32)
        with psycopg.connect(self.database_url) as connection:
            connection.execute(
                "INSERT INTO work.session (id, account_id, token_sha256, expires_at, authenticated_at, "
                "authenticated_by, last_used_at, user_agent) "
                "SELECT %s, id, %s, now() + interval '1 hour', now(), 'password', now(), '' "
                "FROM work.account WHERE username = %s",
                (new_id("ses"), hashlib.sha256(token.encode()).hexdigest(), USERNAME),
            )
        cookies.set("samstyre", token)


@pytest.fixture(scope="module")
def statistics() -> Iterator[Statistics]:
    with statistics_norway() as found:
        yield found


@pytest.fixture(scope="module")
async def live(server: Server, tmp_path_factory: pytest.TempPathFactory, statistics: Statistics) -> AsyncIterator[Live]:
    """Served by uvicorn in a thread: what reaches the application has passed a real server."""
    name = await server.clone()
    addresses = server.addresses(name)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = Settings(
            data=tmp_path_factory.mktemp("data"),
            secret="only for tests, not secret at all",
            database_app_url=addresses.app,
            database_public_url=addresses.public,
            public_url=address,
            statistics_url=statistics.url,
            worker=False,
            requests_per_minute=1_000_000,
            max_upload_bytes=1_000_000,
        )
        try:
            await _fill(Database(addresses), settings)
            with _served(settings, listener), requests.Session() as anonymous, requests.Session() as admin:
                signed_in = admin.post(
                    f"{address}{API}/session", json={"username": USERNAME, "password": PASSWORD}, timeout=10
                )
                assert signed_in.status_code == 201, signed_in.text
                callers = {"anonymous": anonymous, "administrator": admin}
                yield Live(address, callers, _ids(f"{address}{API}", admin), addresses.app)
        finally:
            await server.drop(name)


async def _fill(database: Database, settings: Settings) -> None:
    storage = open_storage(settings.storage_url, settings.data / "documents")
    try:
        await demonstration.load(database, storage, render(settings.public_url), now())
        async with database.work.begin() as session:
            await identity.create_account(session, USERNAME, "Kari Kontor", PASSWORD, EVERYTHING)
    finally:
        await database.dispose()


@contextmanager
def _served(settings: Settings, listener: socket.socket) -> Iterator[None]:
    # Listening already: whoever calls before the application is up waits until it is.
    listener.listen()
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def _ids(api: str, admin: requests.Session) -> dict[str, list[str]]:
    """Ids of everything that the demonstration has, of an import and of an order to publish."""

    def got(path: str) -> dict:
        return admin.get(f"{api}{path}", timeout=10).json()

    meetings = [got(f"/meetings/{meeting['id']}") for meeting in got("/meetings")["items"]]
    items = [item for meeting in meetings for item in meeting["items"]]
    attachments = [attachment for item in items for attachment in item["attachments"]]
    publications = [entry for m in meetings for entry in got(f"/meetings/{m['id']}/publications")["items"]]
    resolution = _resolution(api, admin, next(one for one in meetings if one["state"] == "held"))
    return {
        "body_id": [body["id"] for body in got("/bodies")["items"]],
        "slug": [body["slug"] for body in got("/published/bodies")["items"]],
        "meeting_id": [meeting["id"] for meeting in meetings],
        "item_id": [item["id"] for item in items],
        "case_id": [item["caseId"] for item in items],
        "attachment_id": [attachment["id"] for attachment in attachments],
        "document_id": [attachment["documentId"] for attachment in attachments if attachment["documentId"]],
        "publication_id": [entry["id"] for entry in publications],
        "resolution_id": [resolution["id"]],
        "follow_up_id": [_follow_up(api, admin, resolution["id"])],
        "evaluation_id": [_evaluation(api, admin, resolution["meetingId"])],
        "import_id": [_imported(api, admin) for _ in range(8)],
        "webhook_id": [_webhook(api, admin)],
        "scheduled_id": [_scheduled(api, admin, got("/bodies")["items"][0]["id"])],
    }


def _resolution(api: str, admin: requests.Session, meeting: dict) -> dict:
    new = {"title": "Budsjett", "text": {"type": "doc", "content": [{"type": "paragraph"}]}}
    item = next(one for one in meeting["items"] if one["state"] == "pending")
    address = f"{api}/agenda-items/{item['id']}/resolutions"
    answer = admin.post(address, json=new, timeout=10)
    assert answer.status_code == 201, answer.text
    return answer.json()


def _follow_up(api: str, admin: requests.Session, resolution_id: str) -> str:
    new = {"what": "Skriv", "ownerName": "Vik kommune", "dueOn": "2026-01-01"}
    answer = admin.post(f"{api}/resolutions/{resolution_id}/follow-ups", json=new, timeout=10)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def _evaluation(api: str, admin: requests.Session, meeting_id: str) -> str:
    answer = admin.post(f"{api}/meetings/{meeting_id}/evaluation", json={}, timeout=10)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def _imported(api: str, admin: requests.Session) -> str:
    answer = admin.post(f"{api}/imports", files={"file": ("sakliste.txt", AGENDA.encode())}, timeout=10)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def _webhook(api: str, admin: requests.Session) -> str:
    answer = admin.post(f"{api}/webhooks", json={"url": "https://example.org/hook"}, timeout=10)
    assert answer.status_code == 201, answer.text
    return answer.json()["webhook"]["id"]


def _scheduled(api: str, admin: requests.Session, body_id: str) -> str:
    item = {"type": "opening", "title": "Opning"}
    new = {"bodyId": body_id, "number": "1", "title": "Møte", "startsAt": "2199-02-01T09:00:00Z", "items": [item]}
    meeting = admin.post(f"{api}/meetings", json=new, timeout=10).json()
    order = {"kind": "agenda", "at": "2199-01-01T09:00:00Z"}
    answer = admin.post(f"{api}/meetings/{meeting['id']}/actions/publish", json=order, timeout=10)
    assert answer.status_code == 202, answer.text
    return answer.json()["id"]
