"""Server-sent events to many listeners: what is new is read once in each process, and given to all who listen there.

A stream's messages are whole values and not differences, numbered in their order. So whoever was away needs no more
than the newest one, and a listener who is slow skips what has been overtaken.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final, Generic, Protocol, TypeVar

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from api.http.wakeups import Wakeups

HEARTBEAT_S: Final = 15.0
"""After so long a silence a comment is sent, so that whoever is gone is noticed, here and on the way."""
LONGEST_S: Final = 3600
"""A stream ends after so long, and the browser asks again: no process is held up by old ones for ever."""
HEARTBEAT: Final = b": still here\n\n"
MEDIA_TYPE: Final = "text/event-stream"
HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""The second one tells nginx to pass each message on at once."""

log = logging.getLogger(__name__)


class Numbered(Protocol):
    """A value of a stream; a later one has a higher number."""

    @property
    def seq(self) -> int: ...


Value = TypeVar("Value", bound=Numbered)


def frame(seq: int, data: bytes) -> bytes:
    """One event: its id, by which a browser says later how far it came, and its data, which has no line breaks."""
    return b"id: %d\ndata: %b\n\n" % (seq, data)


class Broadcast(Generic[Value]):
    """Streams of one kind, by key. ``look(key)`` reads the newest value, or None when there is nothing to follow.

    It is called when the first listener of a key comes, when ``channel`` has rung, and once in each heartbeat, should a
    notification have been lost; never once for each listener.
    """

    def __init__(self, wakeups: Wakeups, channel: str, look: Callable[[str], Awaitable[Value | None]]) -> None:
        self._wakeups = wakeups
        self._channel = channel
        self._look = look
        self._topics: dict[str, _Topic[Value]] = {}

    async def follow(self, key: str, seen: int | None, seconds: float) -> AsyncIterator[Value | None]:
        """The newest value, unless it is the one ``seen``, and then each newer one; None for a heartbeat.

        Ends after ``seconds``, and when there is nothing to follow any more.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        async with self._topic(key) as topic:
            while True:
                changed = topic.changed
                value = topic.value
                if topic.is_over:
                    return
                if value is not None and value.seq != seen:
                    seen = value.seq
                    yield value
                    continue
                left = until - loop.time()
                if left <= 0:
                    return
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(min(left, HEARTBEAT_S)):
                        await changed.wait()
                        continue
                if left > HEARTBEAT_S:
                    yield None

    @contextlib.asynccontextmanager
    async def _topic(self, key: str) -> AsyncIterator["_Topic[Value]"]:
        topic = self._topics.get(key)
        if topic is None:
            topic = self._topics[key] = _Topic()
            topic.reader = asyncio.create_task(self._read(key, topic))
        topic.listeners += 1
        try:
            await topic.read.wait()
            yield topic
        finally:
            topic.listeners -= 1
            if topic.listeners == 0 and self._topics.get(key) is topic:
                del self._topics[key]
                if topic.reader is not None:
                    topic.reader.cancel()

    async def _read(self, key: str, topic: "_Topic[Value]") -> None:
        async for _ in self._wakeups.rings(self._channel, HEARTBEAT_S):
            try:
                topic.take(await self._look(key))
            except (OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError):
                log.warning("the newest of %s could not be read; it is tried again", key, exc_info=True)
            finally:
                topic.read.set()


class _Topic(Generic[Value]):
    """What all listeners of one key share."""

    def __init__(self) -> None:
        self.value: Value | None = None
        self.is_over = False
        self.changed = asyncio.Event()
        self.read = asyncio.Event()
        self.listeners = 0
        self.reader: asyncio.Task[Any] | None = None

    def take(self, value: Value | None) -> None:
        if value is None:
            self.is_over = True
        elif self.value is not None and self.value.seq == value.seq:
            return
        self.value = value
        waiting, self.changed = self.changed, asyncio.Event()
        waiting.set()
