"""Changes asked for by a page of another site, with the reader's cookies, are refused.

Every browser in use tells where a request comes from (Sec-Fetch-Site, or Origin); programs tell neither and carry no
cookies that another site could borrow. So no token is needed in forms.
"""

from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.domain.kernel.errors import Forbidden

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Csrf:
    """ASGI middleware that raises Forbidden on unsafe requests from another site, signed in or not.

    Those who are not signed in are held to it too: else another site could sign its reader in as somebody else.
    ``trusted_origins`` (``https://example.no``) are let through.
    """

    def __init__(self, app: ASGIApp, *, trusted_origins: Collection[str] = ()) -> None:
        self.app = app
        self.trusted_origins = frozenset(trusted_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            self._check(Headers(scope=scope))
        await self.app(scope, receive, send)

    def _check(self, headers: Headers) -> None:
        origin = headers.get("origin")
        if origin in self.trusted_origins:
            return
        site = headers.get("sec-fetch-site")
        if site is not None:
            refused = site not in ("same-origin", "none")
        else:
            refused = origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
        if refused:
            raise Forbidden(f"A page at {origin or 'another site'} may not make changes here.")
