"""What browsers are told to refuse on our behalf, and what other sites may read."""

from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN_DATA_PREFIXES: Final = ("/api/v1/published/", "/api/openapi.json")

PAGE_CSP: Final = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
DATA_CSP: Final = "default-src 'none'; frame-ancestors 'none'"
DOWNLOAD_CSP: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"

_ALWAYS: Final = {"X-Content-Type-Options": "nosniff"}
_PAGE: Final = {
    **_ALWAYS,
    "Content-Security-Policy": PAGE_CSP,
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# Chromium's own PDF reader is a page with inline styles inside the answer: a stricter policy leaves it blank.
_PDF: Final = {**_ALWAYS, "Content-Security-Policy": "frame-ancestors 'self'"}
_DATA: Final = {**_ALWAYS, "Content-Security-Policy": DATA_CSP}
_OWN: Final = {"Cross-Origin-Resource-Policy": "same-origin"}
_OPEN: Final = {
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Content-Disposition, Content-Language, RateLimit, RateLimit-Policy, "
    "Retry-After, X-Request-Id",
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
_HSTS: Final = {"Strict-Transport-Security": "max-age=31536000"}
# Shown inside the browser without a script of theirs being run; all else is saved.
_INLINE: Final = frozenset({"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"})


class Security:
    """ASGI middleware that adds the headers each kind of answer needs; one that the router set itself stands.

    Pages get the strict policy, data a policy that allows nothing. Everything under ``OPEN_DATA_PREFIXES`` may be read
    from any site, and says so whether or not it was asked by one: the answers are stored and given to all. ``https``
    says that the public address is https (not that this hop is), and adds HSTS.
    """

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self.app = app
        self.transport: Mapping[str, str] = _HSTS if https else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_open = scope["path"].startswith(OPEN_DATA_PREFIXES)
        if is_open and scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope):
            await Response(status_code=204, headers={**_PREFLIGHT, **self.transport})(scope, receive, send)
            return

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                media_type = headers.get("content-type", "").partition(";")[0]
                for name, value in {**_headers_for(media_type, is_open=is_open), **self.transport}.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_secured)


def _headers_for(media_type: str, *, is_open: bool) -> Mapping[str, str]:
    if media_type == "text/html":
        return _PAGE
    return {**(_PDF if media_type == "application/pdf" else _DATA), **(_OPEN if is_open else _OWN)}


def download_headers(filename: str, media_type: str, disposition: Literal["inline", "attachment"]) -> dict[str, str]:
    """Headers for bytes that somebody uploaded: never run, never sniffed, under their own name (RFC 6266).

    ``inline`` is kept for kinds that a browser shows without running them, and becomes ``attachment`` for the rest.
    """
    if media_type not in _INLINE:
        disposition = "attachment"
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in filename)
    headers = {
        "Content-Disposition": f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
    }
    # Chromium shows no PDF in a sandbox, and a PDF can't run a script of the site's
    if disposition == "attachment" or media_type != "application/pdf":
        headers["Content-Security-Policy"] = DOWNLOAD_CSP
    return headers
