"""A meeting that many follow: how long after it happens each of them hears of it, all at one process."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Final
from urllib.parse import urlsplit

from api.database import Database
from api.domain.deliberation import orders, service
from api.domain.deliberation.orders import Order
from api.domain.kernel.actor import Actor, Grant
from api.domain.kernel.clock import now
from bench.load import serve
from bench.result import Result
from bench.site import Site, site

TITLE: Final = "Following a meeting, one process"
LISTENERS: Final = 500
APP: Final = "api.main:create_app"
LEADER: Final = Actor("administration", None, "Bench", frozenset({Grant("administration")}))


def measure(*, quick: bool) -> Iterator[Result]:
    listeners, events = (50, 3) if quick else (LISTENERS, 20)
    with site() as made, serve(APP, made.environment) as base:
        delays = asyncio.run(_followed(made, base, listeners, events))
    each = [delay * 1000 for delay in delays]
    yield Result(what=f"{listeners} listeners, median", unit="ms", ours=median(each), at_most=100)
    yield Result(what=f"{listeners} listeners, 95 of 100", unit="ms", ours=quantiles(each, n=20)[-1])


@dataclass
class _Listener(asyncio.Protocol):
    """Asks for the stream and notes when each event came."""

    request: bytes
    heard: dict[int, float] = field(default_factory=dict)
    _rest: bytes = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        came = time.perf_counter()
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if line.startswith(b"id: "):
                self.heard[int(line[4:])] = came


async def _followed(made: Site, base: str, listeners: int, events: int) -> list[float]:
    """Seconds from the commit of each event to each listener."""
    database = Database(made.addresses)
    leader = _Leader(database, made.meeting_id)
    await leader.open()
    address = urlsplit(base)
    path = f"/api/v1/published/meetings/{made.meeting_id}/live/stream"
    request = f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode()
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_connection(lambda: _Listener(request), address.hostname, address.port)
        for _ in range(listeners)
    ]
    protocols = [protocol for _, protocol in opened]
    await _until(lambda: all(protocol.heard for protocol in protocols))
    delays: list[float] = []
    for number in range(events):
        before = max(protocols[0].heard)
        committed = await leader.act(orders.LimitSpeaking(minutes=number % 5 + 1))
        await _until(lambda before=before: all(before + 1 in protocol.heard for protocol in protocols))
        delays += [protocol.heard[before + 1] - committed for protocol in protocols]
    for transport, _ in opened:
        transport.abort()
    await database.dispose()
    return delays


class _Leader:
    """Leads the meeting past HTTP, so that only the way to the listeners is measured."""

    def __init__(self, database: Database, meeting_id: str) -> None:
        self._database = database
        self._meeting_id = meeting_id

    async def open(self) -> None:
        async with self._database.work() as session:
            room = await service.room_of(session, self._meeting_id)
        there = tuple(orders.Arrival(person_id=seat.person_id) for seat in room.setup.members)
        await self.act(orders.OpenMeeting(present=there))
        await self.act(orders.StartItem(item_id=room.items[0].fact.id))

    async def act(self, order: Order) -> float:
        """The moment at which it was committed."""
        async with self._database.work.begin() as session:
            log = await service.hold(session, LEADER, self._meeting_id)
            await service.act(session, LEADER, log, order, now())
        return time.perf_counter()


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 -- what is measured comes by callbacks of its own
            await asyncio.sleep(0.005)
