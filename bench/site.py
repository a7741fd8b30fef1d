"""A whole installation to measure: PostgreSQL, the demonstration organisation, an agenda imported and published."""

import asyncio
import contextlib
import datetime as dt
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from api import demonstration
from api.database import Database, EmbeddedPostgres, migrate
from api.database.addresses import Addresses, derive, with_database
from api.domain.kernel.actor import SYSTEM
from api.domain.kernel.clock import now
from api.domain.meetings import service as meetings
from api.domain.meetings.schemas import NewMeeting
from api.domain.organisation import service as organisation
from api.domain.publications import queries
from api.domain.publications import service as publications
from api.domain.publications.schemas import PublishOrder
from api.domain.publications.snapshot import Snapshot
from api.ingest import agenda
from api.ingest.agenda.acceptance import to_meeting
from api.outputs.publication import render
from api.settings import Settings
from api.storage import open_storage
from bench import agendas

DATABASE: Final = "bench"
SECRET: Final = "only for measuring, not secret at all"
URL: Final = "http://localhost:8000"
SMALL_MEETINGS: Final = 200
"""Meetings of no items beside the agenda's, so that a list has something to choose from."""


@dataclass(frozen=True)
class Site:
    """``environment`` starts an application over it; ``what`` says which agenda is published."""

    addresses: Addresses
    environment: dict[str, str]
    what: str
    meeting_id: str
    snapshot: Snapshot


@contextlib.contextmanager
def site() -> Iterator[Site]:
    """Made anew, and gone when the context ends."""
    with tempfile.TemporaryDirectory(prefix="samstyre-bench-") as folder, EmbeddedPostgres(Path(folder)) as server:
        settings = Settings(data=Path(folder), secret=SECRET, public_url=URL)
        admin = server.url("postgres")
        addresses = derive(settings, with_database(admin, DATABASE))
        what, meeting_id, snapshot = asyncio.run(_fill(admin, addresses, settings))
        environment = {
            "SAMSTYRE_DATA": folder,
            "SAMSTYRE_SECRET": SECRET,
            "SAMSTYRE_PUBLIC_URL": URL,
            "SAMSTYRE_DATABASE_APP_URL": addresses.app,
            "SAMSTYRE_DATABASE_PUBLIC_URL": addresses.public,
            "SAMSTYRE_WORKER": "false",
        }
        yield Site(addresses, environment, what, meeting_id, snapshot)


async def _fill(admin: str, addresses: Addresses, settings: Settings) -> tuple[str, str, Snapshot]:
    connection = await asyncpg.connect(admin)
    await connection.execute(f"CREATE DATABASE {DATABASE}")
    await connection.close()
    await migrate(addresses)
    database = Database(addresses)
    storage, renders = open_storage(settings.storage_url, settings.data / "documents"), render(URL)
    await demonstration.load(database, storage, renders, now())
    what, data = agendas.agenda()
    reading = agenda.read(data, "agenda.txt")
    async with database.work.begin() as session:
        body = next(body for body in await organisation.list_bodies(session) if body.slug == "styret")
        found = await meetings.create(session, SYSTEM, to_meeting(reading.draft, body.id))
        order = PublishOrder(kind="papers")
        await publications.publish(session, SYSTEM, storage, renders, found.meeting.id, order, now())
        for number in range(SMALL_MEETINGS):
            starts_at = dt.datetime(2020, 1, 7, 9, tzinfo=dt.UTC) + dt.timedelta(weeks=number)
            new = NewMeeting(body_id=body.id, number=f"bench-{number}", title="Styremøte", starts_at=starts_at)
            await meetings.create(session, SYSTEM, new)
    async with database.published() as session:
        snapshot = Snapshot.model_validate_json((await queries.current(session, found.meeting.id)).body)
    await database.dispose()
    return what, found.meeting.id, snapshot
