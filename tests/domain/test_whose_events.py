"""What the migration says of events from before it: whose they were."""

import importlib.util
from pathlib import Path

import asyncpg

from api.database import Database
from api.database.addresses import with_database
from api.domain.cases import attachments
from api.domain.cases.schemas import AttachmentPatch, NewAttachment
from api.domain.imports import service as imports
from api.domain.meetings import service as meetings
from api.storage import open_storage
from tests.conftest import Server
from tests.domain.building import KARI, Office, add_organisation, new_meeting

(PATH,) = (Path(__file__).parents[2] / "migrations" / "versions").glob("*_whose_event.py")
WHOSE = "SELECT what, subject_id, body_id FROM work.event ORDER BY id"
FORGOTTEN = """
ALTER TABLE work.event DISABLE TRIGGER refuse_change;
UPDATE work.event SET body_id = NULL;
ALTER TABLE work.event ENABLE TRIGGER refuse_change;
DROP INDEX work.ix_event_body_id;
"""


def upgrade() -> str:
    spec = importlib.util.spec_from_file_location("whose_event", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    script: str = module.UPGRADE
    return script


async def work(database: Database, folder: Path) -> None:
    """A published meeting with a document, that was imported."""
    async with database.work.begin() as session:
        office = Office(session, await add_organisation(session), open_storage(None, folder))
        found = await meetings.create(session, KARI, new_meeting(office.body.id))
        line = await attachments.add(session, KARI, found.agenda[0].content, NewAttachment(title="Notat"))
        await attachments.update(session, KARI, line, AttachmentPatch(document_id=await office.document()))
        row = await imports.create(session, KARI, filename="a.txt", sha256="0" * 64, source=[], draft={})
        await imports.accept(session, KARI, row, found.meeting.id, office.body.id)
        await office.publish(found.meeting.id, "agenda")


async def test_an_event_from_before_is_the_bodys_that_it_would_be_now(server: Server, tmp_path: Path) -> None:
    name = await server.clone()
    database = Database(server.addresses(name))
    owner = await asyncpg.connect(with_database(server.admin, name))
    try:
        await work(database, tmp_path)
        now = await owner.fetch(WHOSE)
        await owner.execute(FORGOTTEN)
        await owner.execute(upgrade())
        then = await owner.fetch(WHOSE)
        refused = await owner.fetchval(
            "SELECT tgenabled = 'O' FROM pg_trigger WHERE tgname = 'refuse_change' AND tgrelid = 'work.event'::regclass"
        )
    finally:
        await owner.close()
        await database.dispose()
        await server.drop(name)

    assert then == now
    assert {row["what"] for row in then if row["body_id"] is None} == {"document.created", "import.created"}
    assert refused
