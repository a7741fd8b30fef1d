"""Lets requests wait for something to happen, whichever process it happens in."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from typing import TypeVar

Entry = TypeVar("Entry")


class Wakeups:
    """One bell per channel; :meth:`ring` wakes all who wait for it at that moment."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    def ring(self, channel: str) -> None:
        """Tell that something has happened on ``channel``."""
        for waiter in self._waiting[channel]:
            waiter.set()

    async def rings(self, channel: str, seconds: float) -> AsyncIterator[None]:
        """At once, after ``channel`` rang, and after so many seconds of silence; several rings may come as one."""
        waiter = asyncio.Event()
        self._waiting[channel].add(waiter)
        try:
            while True:
                yield
                with suppress(TimeoutError):
                    async with asyncio.timeout(seconds):
                        await waiter.wait()
                waiter.clear()
        finally:
            self._waiting[channel].discard(waiter)

    async def until_any(
        self, channel: str, look: Callable[[], Awaitable[Sequence[Entry]]], seconds: float
    ) -> Sequence[Entry]:
        """What ``look`` finds: at once if there is something, else after ``channel`` rang, else nothing in time."""
        waiter = asyncio.Event()
        # Listening begins before looking, so that nothing is missed in between.
        self._waiting[channel].add(waiter)
        try:
            found = await look()
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    while not found:
                        await waiter.wait()
                        waiter.clear()
                        found = await look()
            return found
        finally:
            self._waiting[channel].discard(waiter)
