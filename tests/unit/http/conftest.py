"""Small real applications, spoken to through httpx without a network."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pytest
from starlette.types import ASGIApp

Connect = Callable[[ASGIApp], AbstractAsyncContextManager[httpx.AsyncClient]]


@asynccontextmanager
async def _connect(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://samstyre.test") as client:
        client.headers["accept-encoding"] = "identity"
        yield client


@pytest.fixture
def connect() -> Connect:
    return _connect
