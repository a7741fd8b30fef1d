"""`samstyre verify`: a change to anything that was published is found, wherever it was made."""

from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from api.database import Database
from api.domain.publications import service
from api.domain.publications.verification import verify
from api.storage import Storage, open_storage
from tests.conftest import Server
from tests.domain.building import KARI, NOW, Office, committed_meetings, publish


async def faults_of(session: AsyncSession, storage: Storage) -> list[str]:
    session.expire_all()
    return [fault.what for fault in (await verify(session, storage.published))[1]]


async def test_what_nobody_has_touched_holds(office: Office) -> None:
    found = await office.meeting()
    await office.publish(found.meeting.id, "agenda")
    await office.publish(found.meeting.id, "papers")
    await service.withdraw(office.session, KARI, found.meeting.id, "Feil dato.", NOW)
    count, faults = await verify(office.session, office.storage.published)
    assert (count, faults) == (4, [])


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE published.publication SET body = overlay(body placing 'noko anna' from 20)", "hash"),
        ("UPDATE published.publication SET body = 'noko anna'", "can't be read"),
        ("UPDATE published.publication SET body_gzip = 'noko anna'", "compressed"),
        ("UPDATE published.agenda_item SET body = body || ' '", "item 1 differs"),
        ("UPDATE published.agenda_item SET body_gzip = body_gzip || 'x'", "item 1 differs"),
        ("DELETE FROM published.agenda_item", "agenda items are missing"),
        ("UPDATE published.publication SET previous_sha256 = repeat('0', 64)", "does not name the hash"),
        ("UPDATE published.publication SET position = position + 5", "expected position 1"),
    ],
)
async def test_a_change_made_past_every_guard_is_found(
    database: Database, server: Server, tmp_path: Path, change: str, what: str
) -> None:
    storage = open_storage(None, tmp_path / "files")
    (meeting_id,) = await committed_meetings(database, "01-25")
    async with database.work.begin() as session:
        await publish(session, storage, meeting_id, "papers")
    connection = await asyncpg.connect(server.addresses(database.name).admin)
    try:
        # As superuser, with the triggers off: what an intruder on the server could do.
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(change)
    finally:
        await connection.close()
    async with database.work() as session:
        assert any(what in fault for fault in await faults_of(session, storage))


async def test_a_file_that_is_gone_is_found(office: Office, tmp_path: Path) -> None:
    found = await office.meeting()
    await office.publish(found.meeting.id, "agenda")
    elsewhere = open_storage(None, tmp_path / "elsewhere")
    assert await faults_of(office.session, elsewhere) == ["the file agenda.pdf is missing or changed"]
