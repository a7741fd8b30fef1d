"""Is the process alive, and can it do its work."""

import logging

import asyncpg
from fastapi import APIRouter, Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse

log = logging.getLogger(__name__)

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Both roles reach the database, and its schema is this program's. 503 otherwise."""
    try:
        current = await request.app.state.database.is_current()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, SQLAlchemyError) as error:
        log.warning("not ready: %s", error)
        return JSONResponse({"status": "database unreachable"}, 503)
    if not current:
        return JSONResponse({"status": "migrations missing"}, 503)
    return JSONResponse({"status": "ok"})
