"""HEAD wherever there is a GET (RFC 9110, 9.1: both are mandatory). FastAPI's routes would answer it with 405."""

import anyio.lowlevel
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeadAsGet:
    """ASGI middleware that answers HEAD with what GET would have said, less the body.

    Range is taken away, since it has a meaning for GET alone (RFC 9110, 14.2). The answer is ended with its
    headers, so that the server tells the application to stop: a long stream is not produced for nobody.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
        started = False

        async def send_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                await send(message)
                await send({"type": "http.response.body", "body": b""})
            else:
                # nothing holds a stream back any more, so let it hear that the answer has ended
                await anyio.lowlevel.checkpoint()

        await self.app({**scope, "method": "GET", "headers": headers}, receive, send_headers)
