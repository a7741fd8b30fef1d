"""Webhooks from the event to the receiver: a real database, real sockets, and nothing that is inside a network."""

import asyncio
import datetime as dt
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import standardwebhooks
from sqlalchemy import update
from sqlmodel import col, select

from api.database import Database
from api.delivery.jobs import worker
from api.delivery.webhooks import deliver_due
from api.domain.kernel import event
from api.domain.kernel.clock import now
from api.domain.kernel.errors import Conflict, GuardRefused, Invalid
from api.domain.webhooks import rules, service
from api.domain.webhooks.schemas import NewWebhook, WebhookPatch
from api.domain.webhooks.tables import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from api.settings import Settings
from api.storage import open_storage
from tests.domain.building import KARI, render

SUBJECT = ("meeting", "mtg_01k7z1v8j6e2xbt5w3n4m9q0rs")


@dataclass
class Receiver:
    """A server that keeps what it is sent and answers as it is told, one status after the other, the last for ever."""

    port: int = 0
    answers: list[str] = field(default_factory=lambda: ["204 No Content"])
    connections: int = 0
    messages: list[tuple[dict[str, str], str]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?key=1"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            body = (await reader.readexactly(int(headers["content-length"]))).decode()
            self.messages.append((headers, body))
            self.arrived.set()
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, KeyError, ConnectionError):
            pass  # no HTTP, such as the beginning of TLS: that it was connected to is what counts
        finally:
            writer.close()


@asynccontextmanager
async def receiving(*answers: str) -> AsyncIterator[Receiver]:
    receiver = Receiver(answers=list(answers) or ["204 No Content"])
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver


@dataclass
class Post:
    """A database with the parts that send."""

    database: Database
    settings: Settings

    async def endpoint(self, url: str, *event_types: str, allow_private: bool = True) -> WebhookEndpoint:
        async with self.database.work.begin() as session:
            new = NewWebhook(url=url, event_types=event_types)
            return await service.create(session, KARI, new, allow_private=allow_private)

    async def happens(self, what: str = "meeting.published", **values: object) -> None:
        async with self.database.work.begin() as session:
            event.record(session, KARI, what, SUBJECT, after=values)

    async def deliver(self, *, allow_private: bool = True) -> int:
        return await deliver_due(self.database, self.settings.derive, allow_private=allow_private)

    async def deliveries(self) -> list[WebhookDelivery]:
        async with self.database.work() as session:
            return list(await session.scalars(select(WebhookDelivery).order_by(col(WebhookDelivery.id))))

    async def attempts(self) -> list[tuple[int | None, str | None]]:
        async with self.database.work() as session:
            rows = await session.scalars(select(WebhookAttempt).order_by(col(WebhookAttempt.id)))
            return [(row.status_code, row.failure) for row in rows]

    async def let_time_pass(self) -> None:
        """Whatever waits for its next attempt is due."""
        async with self.database.work.begin() as session:
            await session.execute(
                update(WebhookDelivery)
                .where(col(WebhookDelivery.next_attempt_at).is_not(None))
                .values(next_attempt_at=now() - dt.timedelta(seconds=1))
            )

    def secret(self, endpoint: WebhookEndpoint, number: int = 1) -> str:
        return rules.secret(self.settings.derive(rules.secret_purpose(endpoint.id, number)))


@pytest.fixture
def post(database: Database, tmp_path: Path) -> Post:
    return Post(database, Settings(data=tmp_path, secret="only for tests, not secret at all"))


async def test_a_message_carries_a_signature_that_the_standards_library_accepts(post: Post):
    async with receiving() as receiver:
        endpoint = await post.endpoint(receiver.url)
        await post.happens()
        assert await post.deliver() == 1

    headers, body = receiver.messages[0]
    told = standardwebhooks.Webhook(post.secret(endpoint)).verify(body, headers)
    assert (told["type"], told["data"]["subjectId"]) == ("meeting.published", SUBJECT[1])
    assert headers["host"] == f"127.0.0.1:{receiver.port}"
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(post.secret(endpoint, 2)).verify(body, headers)


async def test_a_message_with_another_body_is_not_what_was_signed(post: Post):
    async with receiving() as receiver:
        endpoint = await post.endpoint(receiver.url)
        await post.happens()
        await post.deliver()

    headers, body = receiver.messages[0]
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(post.secret(endpoint)).verify(body.replace("meeting", "case"), headers)


async def test_after_a_new_secret_was_made_both_sign(post: Post):
    async with receiving() as receiver:
        endpoint = await post.endpoint(receiver.url)
        async with post.database.work.begin() as session:
            await service.rotate_secret(session, KARI, await service.get(session, endpoint.id), now())
        await post.happens()
        await post.deliver()

    headers, body = receiver.messages[0]
    for number in (1, 2):
        assert standardwebhooks.Webhook(post.secret(endpoint, number)).verify(body, headers)


async def test_every_event_arrives_once_and_in_no_run_twice(post: Post):
    async with receiving() as receiver:
        await post.endpoint(receiver.url)
        for number in range(30):
            await post.happens(number=number)
        await asyncio.gather(post.deliver(), post.deliver())
        await post.deliver()

    positions = [json.loads(body)["data"]["position"] for _, body in receiver.messages]
    assert len(positions) == 30
    assert len(set(positions)) == 30


async def test_an_endpoint_is_told_of_what_happens_after_it_was_made_and_stands_on_its_list(post: Post):
    await post.happens("meeting.created")
    async with receiving() as receiver:
        await post.endpoint(receiver.url, "meeting.*")
        await post.happens("meeting.updated")
        await post.happens("document.created")
        await post.deliver()

    assert [json.loads(body)["type"] for _, body in receiver.messages] == ["meeting.updated"]


async def test_the_worker_sends_when_the_database_tells_of_an_event(post: Post, tmp_path: Path):
    settings = post.settings.model_copy(update={"webhook_allow_private": True})
    async with receiving() as receiver:
        await post.endpoint(receiver.url)
        async with worker(post.database, open_storage(None, tmp_path), render, settings) as jobs:
            working = asyncio.create_task(jobs.run_worker_async(install_signal_handlers=False))
            try:
                await post.happens()
                async with asyncio.timeout(30):
                    await receiver.arrived.wait()
            finally:
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)

    assert len(receiver.messages) == 1


async def test_no_value_of_an_event_is_sent(post: Post):
    async with receiving() as receiver:
        await post.endpoint(receiver.url)
        await post.happens("meeting.updated", title="qyxdraftxyq")
        await post.deliver()

    assert len(receiver.messages) == 1
    assert "qyxdraftxyq" not in str(receiver.messages)
    assert KARI.name not in str(receiver.messages)


async def test_a_refused_message_is_sent_again_with_the_same_id_and_then_logged_as_delivered(post: Post):
    async with receiving("500 Oh no", "204 No Content") as receiver:
        await post.endpoint(receiver.url)
        await post.happens()
        await post.deliver()
        waiting = (await post.deliveries())[0]
        assert waiting.state == "pending"
        assert waiting.next_attempt_at is not None
        assert await post.deliver() == 0
        await post.let_time_pass()
        assert await post.deliver() == 1

    assert {headers["webhook-id"] for headers, _ in receiver.messages} == {waiting.id}
    assert await post.attempts() == [(500, "refused"), (204, None)]
    assert [(one.state, one.next_attempt_at) for one in await post.deliveries()] == [("delivered", None)]


async def test_after_ten_refusals_a_message_is_given_up(post: Post):
    async with receiving("503 Busy") as receiver:
        await post.endpoint(receiver.url)
        await post.happens()
        for _ in range(11):
            await post.deliver()
            await post.let_time_pass()

    assert len(receiver.messages) == 10
    assert [one.state for one in await post.deliveries()] == ["failed"]


async def test_a_receiver_that_is_gone_is_told_no_more(post: Post):
    async with receiving("410 Gone") as receiver:
        endpoint = await post.endpoint(receiver.url)
        await post.happens()
        await post.deliver()
        await post.happens()
        await post.deliver()

    assert len(receiver.messages) == 1
    async with post.database.work() as session:
        assert not (await service.get(session, endpoint.id)).enabled


async def test_what_happens_while_an_endpoint_is_disabled_is_sent_when_it_is_enabled(post: Post):
    async with receiving() as receiver:
        endpoint = await post.endpoint(receiver.url)
        await enable(post, endpoint.id, False)
        await post.happens()
        await post.deliver()
        assert receiver.messages == []
        await enable(post, endpoint.id, True)
        await post.deliver()

    assert len(receiver.messages) == 1


async def test_a_message_is_sent_once_more_when_somebody_asks(post: Post):
    async with receiving() as receiver:
        await post.endpoint(receiver.url)
        await post.happens()
        await post.deliver()
        delivery = (await post.deliveries())[0]
        async with post.database.work.begin() as session:
            await service.redeliver(session, KARI, delivery.id, now())
        async with post.database.work() as session:
            with pytest.raises(GuardRefused):
                await service.redeliver(session, KARI, delivery.id, now())
        await post.deliver()

    assert [headers["webhook-id"] for headers, _ in receiver.messages] == [delivery.id] * 2


async def test_a_receiver_that_cannot_be_reached_is_tried_again(post: Post):
    async with receiving() as receiver:
        url = receiver.url
    await post.endpoint(url)
    await post.happens()
    await post.deliver()

    assert await post.attempts() == [(None, "connection")]
    assert (await post.deliveries())[0].state == "pending"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "0x7f000001", "[::ffff:127.0.0.1]"])
async def test_nothing_inside_the_network_is_connected_to(post: Post, host: str):
    """Fails when the guard is removed: the receiver on this machine then sees a connection."""
    async with receiving() as receiver:
        # By way of the table: some of these are refused already when they are given.
        endpoint = await post.endpoint("https://example.org/hook", allow_private=False)
        async with post.database.work.begin() as session:
            stored = await service.get(session, endpoint.id)
            stored.url = f"https://{host}:{receiver.port}/hook"
        await post.happens()
        await post.deliver(allow_private=False)

    assert receiver.connections == 0
    assert await post.attempts() == [(None, "private_address")]


async def test_the_connection_goes_to_the_address_that_was_looked_at(post: Post, monkeypatch: pytest.MonkeyPatch):
    """A name that stands for another address when it is looked up again is not looked up again."""
    asked: list[object] = []
    look_up = socket.getaddrinfo

    def told(host: object, *args: object, **options: object) -> object:
        asked.append(host)
        return look_up("127.0.0.1" if host == "rebinding.example" else host, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", told)
    async with receiving() as receiver:
        await post.endpoint(f"http://rebinding.example:{receiver.port}/hook")
        await post.happens()
        await post.deliver()

    assert asked.count("rebinding.example") == 1
    assert [headers["host"] for headers, _ in receiver.messages] == [f"rebinding.example:{receiver.port}"]


async def test_a_redirect_leads_nowhere(post: Post):
    async with (
        receiving() as inside,
        receiving(f"307 Temporary Redirect\r\nLocation: http://127.0.0.1:{inside.port}/") as outside,
    ):
        await post.endpoint(outside.url)
        await post.happens()
        await post.deliver()

    assert inside.connections == 0
    assert await post.attempts() == [(307, "redirect")]


async def test_an_address_inside_a_network_is_refused_when_it_is_given(post: Post):
    with pytest.raises(Invalid):
        await post.endpoint("https://192.168.1.1/hook", allow_private=False)


async def test_an_address_is_a_webhook_once(post: Post):
    await post.endpoint("https://example.org/hook", allow_private=False)
    with pytest.raises(Conflict):
        await post.endpoint("https://example.org/hook", allow_private=False)


async def test_the_log_forgets_what_is_settled_and_old(post: Post):
    async with receiving("204 No Content", "500 Oh no") as receiver:
        await post.endpoint(receiver.url)
        await post.happens()
        await post.deliver()
        await post.happens()
        await post.deliver()
    async with post.database.work.begin() as session:
        await service.forget(session, now() + dt.timedelta(days=1))

    assert [one.state for one in await post.deliveries()] == ["pending"]


async def enable(post: Post, endpoint_id: str, enabled: bool) -> None:
    async with post.database.work.begin() as session:
        endpoint = await service.get(session, endpoint_id)
        await service.update(session, KARI, endpoint, WebhookPatch(enabled=enabled), allow_private=True)
