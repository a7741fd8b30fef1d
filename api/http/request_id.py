"""One id per request: in the answer, in every problem document and in every log line about it."""

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils import uuid7

from api.domain.kernel.event import request_id as _current

HEADER: Final = "X-Request-Id"


def current() -> str:
    """The id of the request being answered, 32 hexadecimal digits; ``none`` outside of one."""
    return _current.get() or "none"


class RequestId:
    """ASGI middleware that gives each request an id. One that the client sends isn't taken: it would reach our logs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        request_id = uuid7().hex
        # Where the kernel looks for it, so that every event says which request it came from.
        token = _current.set(request_id)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            _current.reset(token)
