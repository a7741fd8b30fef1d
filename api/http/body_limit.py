"""No request brings more bytes than the setting allows, whatever it says of its length."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.domain.kernel.errors import PayloadTooLarge


class BodyLimit:
    """ASGI middleware that raises PayloadTooLarge: at once by Content-Length, else as soon as the bytes pass it."""

    def __init__(self, app: ASGIApp, *, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdigit() and int(declared) > self.max_bytes:
            raise self._refusal()
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.max_bytes:
                raise self._refusal()
            return message

        await self.app(scope, counted, send)

    def _refusal(self) -> PayloadTooLarge:
        return PayloadTooLarge(
            f"A request may bring at most {self.max_bytes} bytes.", extra={"limitBytes": self.max_bytes}
        )
