"""Waking up when another process has changed something."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Any, Final

import asyncpg

FIRST_PAUSE_S: Final = 0.1
LONGEST_PAUSE_S: Final = 5.0
QUIET_S: Final = 30.0

log = logging.getLogger(__name__)


async def listen(url: str, *channels: str) -> AsyncIterator[str]:
    """Yields a channel's name after it was notified; several notifications may come as one, and none has data.

    Yields every channel once after each connection that was made, the first one included: what came while there was
    none is lost, so the reader looks for itself. Ends only when it is closed or cancelled; a lost connection is made
    again. It goes to the primary, as a standby has no notifications.
    """
    pause = FIRST_PAUSE_S
    while True:
        try:
            connection = await asyncpg.connect(
                url, target_session_attrs="primary", server_settings={"application_name": "samstyre listener"}
            )
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("no connection to listen on, next try in %.1f s: %s", pause, error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)
            continue
        pause = FIRST_PAUSE_S
        try:
            async for channel in _until_lost(connection, channels):
                yield channel
        finally:
            with contextlib.suppress(Exception):
                await connection.close(timeout=1)


async def _until_lost(connection: Any, channels: tuple[str, ...]) -> AsyncIterator[str]:  # noqa: ANN401
    waiting = dict.fromkeys(channels)
    awake = asyncio.Event()

    def notified(_connection: object, _process: int, channel: str, _data: object) -> None:
        waiting[channel] = None
        awake.set()

    def ended(_connection: object) -> None:
        awake.set()

    connection.add_termination_listener(ended)
    try:
        for channel in channels:
            await connection.add_listener(channel, notified)
        while not connection.is_closed():
            while waiting:
                yield waiting.popitem()[0]
            awake.clear()
            try:
                # Not wait_for: cancelled just as it wakes, that of Python 3.11 forgets it, and goes on for ever.
                async with asyncio.timeout(QUIET_S):
                    await awake.wait()
            except TimeoutError:
                # A peer that vanished without a word is noticed only by talking to it.
                await connection.execute("SELECT 1", timeout=QUIET_S)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        log.warning("the connection to listen on was lost: %s", error)
