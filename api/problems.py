"""Everything that goes wrong, told in one shape: RFC 9457 problem documents, with titles in the reader's language."""

import html
import logging
from collections.abc import Sequence
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.domain.kernel.errors import DomainError, FieldError, NotFound
from api.http import openapi, problem_types, request_id
from api.http.languages import AcceptedLanguage, Language, negotiate
from api.http.problem_types import MEDIA_TYPE, PATH, ProblemType

log = logging.getLogger(__name__)

# Where a parameter can stand; what comes after in pydantic's location is its name.
_PARAMETER_PLACES: Final = frozenset({"query", "path", "header", "cookie"})
_UNEXPECTED: Final = "The fault has been logged under the id in this answer."


def install(app: FastAPI) -> None:
    """Renders every error of ``app`` as a problem, serves the pages that explain them, and documents them in OpenAPI.

    Errors raised by middleware and faults of our own are rendered by :class:`Problems`, which stands among the
    middleware: outside of what may raise, inside of what adds headers to every answer.
    """
    for kind in (DomainError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _handle)
    app.include_router(router)
    openapi.patch(app)


class Problems:
    """ASGI middleware that renders what is raised within it. A fault of ours is logged in full and told as a bare 500.

    What is raised after the answer has begun goes on up: the server then cuts the connection, so that the client sees
    that the answer is not whole.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched_send(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched_send)
        except Exception as error:
            known = isinstance(error, (DomainError, HTTPException))
            if not known:
                log.exception("Request %s failed: %s %s", request_id.current(), scope["method"], scope["path"])
            if started:
                raise
            await problem_response(Request(scope), error)(scope, receive, send)


async def _handle(request: Request, error: Exception) -> Response:
    return problem_response(request, error)


def problem_response(request: Request, error: Exception) -> Response:
    """The answer that tells of ``error``; what is not a known kind of error is told as a 500 that reveals nothing."""
    if isinstance(error, HTTPException) and isinstance(error.__cause__, DomainError):
        # FastAPI makes a 400 of its own out of whatever stops it from reading a body, such as its being too large
        error = error.__cause__
    headers: dict[str, str] = dict(getattr(error, "headers", None) or {})
    errors: Sequence[FieldError] = ()
    extra: dict[str, object] = {}
    match error:
        case DomainError():
            kind, status, detail = problem_types.BY_SLUG[error.slug], error.status, error.detail
            errors, extra = error.errors, error.extra
        case RequestValidationError():
            errors = [_field_error(fault) for fault in error.errors()]
            kind, status = problem_types.BY_SLUG["invalid"], 422
            detail = "; ".join(f"{fault.pointer or 'body'}: {fault.detail}" for fault in errors)
        case HTTPException():
            kind, status, detail = _kind_of(error.status_code), error.status_code, _detail_of(request, error)
        case _:
            kind, status, detail = problem_types.BY_SLUG["internal-error"], 500, _UNEXPECTED
    language = negotiate(request.headers.get("accept-language", ""))
    if status == 401:
        headers.setdefault("WWW-Authenticate", 'Bearer realm="samstyre"')
    if "retryAfterSeconds" in extra:
        headers.setdefault("Retry-After", str(extra["retryAfterSeconds"]))
    if "currentEtag" in extra:
        headers.setdefault("ETag", str(extra["currentEtag"]))
    document: dict[str, Any] = {
        **extra,
        "type": PATH + kind.slug,
        "title": kind.title[language],
        "status": status,
        "detail": detail,
        "instance": f"urn:samstyre:request:{request_id.current()}",
    }
    if errors:
        document["errors"] = [{"pointer": e.pointer, "detail": e.detail, "code": e.code} for e in errors]
    headers |= {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-store"}
    return JSONResponse(document, status, headers, media_type=MEDIA_TYPE)


def _kind_of(status: int) -> ProblemType:
    fallback = 400 if status < 500 else 500
    return problem_types.BY_STATUS.get(status, problem_types.BY_STATUS[fallback])


def _detail_of(request: Request, error: HTTPException) -> str:
    """The router's own words are only the status's name: say what was asked for instead."""
    match error.status_code:
        case 404:
            return f"There is nothing at {request.url.path}."
        case 405:
            allowed = (error.headers or {}).get("Allow", "")
            return f"{request.url.path} doesn't take {request.method}, only {allowed}."
        case _:
            return str(error.detail)


def _field_error(fault: dict[str, Any]) -> FieldError:
    """One of pydantic's errors. What was sent is not repeated: it may be a secret, or very long."""
    place, *steps = fault["loc"]
    if place in _PARAMETER_PLACES:
        pointer = str(steps[0]) if steps else str(place)
    elif fault["type"] == "json_invalid":
        pointer = ""
    else:
        pointer = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
    detail = str(fault["msg"])
    if fault["type"] == "json_invalid":
        detail = f"{detail} at character {steps[0]}: {fault['ctx']['error']}"
    return FieldError(pointer, detail, str(fault["type"]))


router = APIRouter(include_in_schema=False)

_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Samstyre</title></head>
<body><main><h1>{title}</h1><p>{meaning}</p><p>HTTP {status} · <code>{slug}</code></p></main></body>
</html>
"""


@router.get(PATH + "{slug}")
async def explain(slug: str, language: AcceptedLanguage) -> HTMLResponse:
    """The page that a problem's ``type`` leads to. Raises NotFound for a kind of problem that we don't have."""
    kind = problem_types.BY_SLUG.get(slug)
    if kind is None:
        raise NotFound(f"There is no kind of problem called {slug!r}.")
    return HTMLResponse(_page(kind, language), headers={"Content-Language": language, "Vary": "Accept-Language"})


def _page(kind: ProblemType, language: Language) -> str:
    return _PAGE.format(
        language=language,
        title=html.escape(kind.title[language]),
        meaning=html.escape(kind.meaning[language]),
        status=kind.status,
        slug=kind.slug,
    )
