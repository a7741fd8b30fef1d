"""create_app(): the one place where the parts meet."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from importlib.metadata import version
from typing import Any, Final

import asyncpg
from fastapi import Depends, FastAPI, Request
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from api import problems
from api.auth.maskinporten import open_maskinporten
from api.auth.oidc import open_providers
from api.auth.sessions import cookie_name
from api.database import PUBLISHED_CHANNEL, Database, listen, open_database
from api.database.ddl import LIVE_CHANNEL, ROOM_CHANNEL
from api.delivery.jobs import worker
from api.domain.kernel import event
from api.domain.kernel.clock import now, oslo_date
from api.domain.publications import queries
from api.http import docs
from api.http.body_limit import BodyLimit
from api.http.csrf import Csrf
from api.http.edge import Edge
from api.http.head import HeadAsGet
from api.http.intake import look_over
from api.http.rate_limit import Policy, RateLimit
from api.http.request_id import RequestId
from api.http.security import Security
from api.http.wakeups import Wakeups
from api.outputs.publication import render
from api.routers import (
    account,
    accounts_reports,
    agenda_items,
    api_clients,
    audit,
    budget_files,
    budgets,
    cases,
    changes,
    consultations,
    cost_sharing,
    cost_sharing_agreements,
    cost_sharing_files,
    cost_sharing_pages,
    documents,
    editing,
    evaluations,
    feed,
    follow_ups,
    funds,
    health,
    imports,
    inhability,
    key_figures,
    legal_bases,
    live,
    meeting_plan,
    meetings,
    minutes,
    notes,
    notices,
    oidc,
    organisation,
    pages,
    papers,
    passkeys,
    published,
    published_cost_sharing,
    published_minutes,
    published_records,
    publishing,
    publishing_minutes,
    resolution_sheets,
    resolutions,
    room,
    session,
    subscriptions,
    users,
    webhooks,
    work_plan_entries,
    work_plan_sheets,
    work_plans,
    written_procedures,
)
from api.settings import Settings, load_settings
from api.storage import open_storage

DESCRIPTION: Final = """
Board work of inter-municipal bodies. Everything under `/api/v1/published` is open data without a key; the rest needs a
signed-in actor. Errors are RFC 9457 problems, lists are paged by cursor, every representation has a strong ETag,
changes need `If-Match`, and every POST takes an `Idempotency-Key` but for those that carry a secret.
"""
EDGE_BYTES: Final = 256 * 1024 * 1024
CHECK_SECONDS: Final = 5.0
"""How long an answer from memory may outlive a publication whose notification was lost."""
SIGN_IN: Final = Policy("sign-in", quota=10, window_seconds=300)
ASK_FOR_ALERTS: Final = Policy("alerts", quota=10, window_seconds=600)


def create_app(settings: Settings | None = None, database: Database | None = None) -> Edge:
    """The whole application as one ASGI callable: memory in front, then FastAPI.

    ``settings`` are read from the environment when left out. The database is opened (and migrated) at start and closed
    at the end, unless one is handed in.
    """
    app = create_api(settings or load_settings(), database)
    app.state.edge = Edge(app, max_bytes=EDGE_BYTES, is_public=pages.is_public)
    return app.state.edge  # type: ignore[no-any-return]  # state has no types


def create_api(configured: Settings, database: Database | None = None) -> FastAPI:
    """All that stands behind the memory. It is started through :func:`create_app`."""
    app = FastAPI(
        title="Samstyre",
        version=version("samstyre"),
        description=DESCRIPTION,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lambda app: _lifespan(app, database),
        middleware=_middleware(configured),
        dependencies=[Depends(look_over)],
        generate_unique_id_function=_operation_id,
    )
    app.state.settings = configured
    app.state.storage = open_storage(configured.storage_url, configured.data / "documents")
    app.state.wakeups = Wakeups()
    app.state.maskinporten = open_maskinporten(configured)
    app.state.oidc = open_providers(configured)
    problems.install(app)
    app.add_exception_handler(HTTPException, _nothing_here)
    docs.install(app)
    for part in (
        session,
        oidc,
        passkeys,
        account,
        users,
        api_clients,
        organisation,
        key_figures,
        cost_sharing,
        cost_sharing_agreements,
        cost_sharing_files,
        meetings,
        meeting_plan,
        agenda_items,
        cases,
        editing,
        consultations,
        notices,
        legal_bases,
        documents,
        imports,
        papers,
        inhability,
        notes,
        room,
        minutes,
        publishing,
        publishing_minutes,
        work_plans,
        work_plan_entries,
        work_plan_sheets,
        resolution_sheets,
        resolutions,
        follow_ups,
        written_procedures,
        evaluations,
        budgets,
        budget_files,
        accounts_reports,
        funds,
        # First: the other's address of files takes any name.
        published_minutes,
        published_cost_sharing,
        published_records,
        published,
        feed,
        live,
        changes,
        audit,
        webhooks,
        health,
        pages,
        cost_sharing_pages,
    ):
        app.include_router(part.router)
    app.include_router(published_records.pages)
    webhooks.describe(app)
    app.include_router(subscriptions.api_router)
    app.include_router(subscriptions.router)
    app.mount("/assets", _Assets(directory=pages.FRONTEND / "assets", check_dir=False))
    return app


def _operation_id(route: APIRoute) -> str:
    """``published.meetings``: unique among all, and what a generated client calls its methods."""
    return f"{route.tags[0]}.{route.name}" if route.tags else route.name


async def _nothing_here(request: Request, error: Exception) -> Response:
    """The router's own 404: a page for readers of the site, a problem for users of the API."""
    is_missing = isinstance(error, HTTPException) and error.status_code == 404
    if is_missing and not request.url.path.startswith("/api/"):
        return await pages.missing_page(request)
    return problems.problem_response(request, error)


def _middleware(settings: Settings) -> list[Middleware]:
    """Outermost first: an answer to whatever is raised below gets its id and its security headers, too."""
    https = settings.public_url.startswith("https://")
    return [
        Middleware(RequestId),
        Middleware(Security, https=https),
        Middleware(problems.Problems),
        Middleware(
            RateLimit,
            default=Policy("default", quota=settings.requests_per_minute, window_seconds=60),
            by_path={
                "/api/v1/session": SIGN_IN,
                "/api/v1/session/recovery": SIGN_IN,
                "/api/v1/session/passkey": SIGN_IN,
                "/api/v1/published/subscriptions": ASK_FOR_ALERTS,
                "/varsel": ASK_FOR_ALERTS,
            },
            session_cookie=cookie_name(https=https),
        ),
        Middleware(Csrf, trusted_origins=(settings.public_url,)),
        Middleware(BodyLimit, max_bytes=settings.max_upload_bytes),
        Middleware(HeadAsGet),
    ]


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI, given: Database | None) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    async with contextlib.AsyncExitStack() as stack:
        database = given if given is not None else await stack.enter_async_context(open_database(settings))
        app.state.database = database
        app.state.live = live.broadcast(database, app.state.wakeups)
        app.state.rooms = room.broadcast(database, app.state.wakeups)
        tasks = [asyncio.create_task(_follow(app)), asyncio.create_task(_check(app))]
        if settings.worker:
            jobs = await stack.enter_async_context(
                worker(database, app.state.storage, render(settings.public_url), settings)
            )
            tasks.append(asyncio.create_task(jobs.run_worker_async(install_signal_handlers=False)))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _follow(app: FastAPI) -> None:
    """Pass on what the database tells: requests that wait are woken, answers in memory are dropped."""
    channels = (event.CHANNEL, PUBLISHED_CHANNEL, ROOM_CHANNEL, LIVE_CHANNEL)
    async for channel in listen(app.state.database.addresses.app, *channels):
        if channel == PUBLISHED_CHANNEL:
            app.state.edge.invalidate()
            # What was withdrawn is not followed any more.
            app.state.wakeups.ring(LIVE_CHANNEL)
        app.state.wakeups.ring(channel)


async def _check(app: FastAPI) -> None:
    """Make good a notification that was lost, and drop at midnight what says "today"."""
    while True:
        with contextlib.suppress(OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError):
            async with app.state.database.published() as connected:
                app.state.edge.observe((await queries.newest_position(connected), oslo_date(now())))
        await asyncio.sleep(CHECK_SECONDS)


class _Assets(StaticFiles):
    """The built front end: names carry a hash of the content, so a copy is good for ever."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 -- as the base class has it
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
