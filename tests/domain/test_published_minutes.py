"""Published minutes against PostgreSQL: their place in the chain, versions, and what the public role sees of them."""

from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from api.database import Database
from api.domain.kernel.errors import Gone, GuardRefused, NotFound
from api.domain.kernel.ids import new_id
from api.domain.minutes import assembly
from api.domain.minutes.service import Kept, Sent
from api.domain.minutes.tables import Minutes, MinutesFile, MinutesVersion
from api.domain.publications import queries as publications
from api.domain.publications import service as meetings
from api.domain.publications.announcements import announcement, worth_telling
from api.domain.publications.minutes import queries, service, standing, view
from api.domain.publications.minutes.schemas import MinutesPublishOrder
from api.domain.publications.minutes.tables import MinutesWithdrawal, PublishedMinutes
from api.domain.publications.minutes.view import MinutesView
from api.domain.publications.verification import verify
from api.storage import Storage, open_storage
from tests.conftest import Server
from tests.domain.building import KARI, NOW, Office, committed_meetings
from tests.domain.building import publish as publish_meeting
from tests.unit.domain.rooms import NEWS, OPEN, Meeting
from tests.unit.domain.test_minutes import FACTS


async def sealed(storage: Storage, meeting_id: str, file: bytes = b"Forsegla.") -> Kept:
    """Minutes of a room that was short, sealed as ``file``."""
    meeting = Meeting()
    meeting.open()
    for item in (NEWS, OPEN):
        meeting.start(item)
        meeting.conclude("noted" if item == NEWS else "withdrawn")
    whole, public = (
        made(meeting.room, FACTS).model_copy(update={"meeting_id": meeting_id})
        for made in (assembly.whole, assembly.public)
    )
    stored = await storage.work.put(file)
    row = Minutes(meeting_id=meeting_id, state="sealed", approved_at=NOW, way="at_once")
    version = MinutesVersion(minutes_id=row.id, number=1, whole={}, public={}, salt="", sha256="", sent_by="Kari")
    pdf = MinutesFile(
        version_id=version.id,
        form="public",
        sha256=stored.sha256,
        size=stored.size,
        sealed_at=NOW,
        seal_name="PRØVESEGL",
        trial=True,
        level="PAdES-B-B",
    )
    sent = Sent(version, whole, public, (), (pdf,))
    return Kept(row, new_id("body"), meeting.room, {}, whole, public, sent, (), ())


async def publish(session: AsyncSession, storage: Storage, kept: Kept, note: str | None = None) -> PublishedMinutes:
    return await service.publish(session, KARI, storage, kept, MinutesPublishOrder(change_note=note), NOW)


async def test_publications_minutes_and_withdrawals_are_one_chain_without_gaps(office: Office):
    first, second = await office.meeting(), await office.meeting(number="10-25", starts_at=NOW)
    await office.publish(first.meeting.id, "agenda")
    await office.publish(first.meeting.id, "papers")
    kept = await sealed(office.storage, first.meeting.id)
    await publish(office.session, office.storage, kept)
    await office.publish(second.meeting.id)
    await service.withdraw(office.session, KARI, kept, "Feil møte.", NOW)
    await publish(office.session, office.storage, kept)
    await meetings.withdraw(office.session, KARI, first.meeting.id, "Feil dato.", NOW)

    links = await meetings.links(office.session)
    assert [link.position for link in links] == list(range(1, 10))
    assert await verify(office.session, office.storage.published) == (9, [])
    told = await publications.changes(office.session, 0, 100)
    assert [one.type for one in told] == [
        *("published", "published", "minutes_published", "published", "minutes_withdrawn", "minutes_published"),
        *("minutes_withdrawn", "withdrawn", "withdrawn"),
    ]
    assert await publications.newest_position(office.session) == 9


async def test_a_new_sealed_version_supersedes_and_the_old_one_stays_readable(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id)
    old = await publish(office.session, office.storage, await sealed(office.storage, found.meeting.id))
    corrected = await sealed(office.storage, found.meeting.id, b"Forsegla anew.")
    with pytest.raises(GuardRefused) as refused:
        await publish(office.session, office.storage, corrected)
    assert refused.value.extra["guard"] == "change_note"
    new = await publish(office.session, office.storage, corrected, "Sak 2 er retta.")

    stamp = MinutesView.model_validate_json(new.body).publication
    assert (stamp.version, stamp.supersedes, stamp.change_note) == (2, old.id, "Sak 2 er retta.")
    listed = await standing.history(office.session, found.meeting.id)
    assert [(one.version, one.state) for one in listed] == [(2, "published"), (1, "superseded")]
    assert await queries.minutes(office.session, found.meeting.id) is new
    assert await queries.minutes(office.session, found.meeting.id, 1) is old
    assert await office.storage.published.read(old.file_sha256) == b"Forsegla."


async def test_who_has_asked_is_told_of_minutes_and_once_that_they_are_gone(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id)
    kept = await sealed(office.storage, found.meeting.id)
    await publish(office.session, office.storage, kept)
    again = await sealed(office.storage, found.meeting.id, b"Forsegla anew.")
    await publish(office.session, office.storage, again, "Sak 2 er retta.")
    assert [position for position, _ in await worth_telling(office.session, 1, 3)] == [2, 3]
    told = [await announcement(office.session, position) for position in (2, 3)]
    assert [(one.act, one.kind, one.note) for one in told if one] == [
        ("published", "minutes", None),
        ("changed", "minutes", "Sak 2 er retta."),
    ]

    await service.withdraw(office.session, KARI, kept, "Feil møte.", NOW)
    assert [position for position, _ in await worth_telling(office.session, 3, 5)] == [5]
    gone = await announcement(office.session, 5)
    assert gone is not None
    assert (gone.act, gone.note, gone.path) == ("withdrawn", "Feil møte.", "/møte/styret/2025-10-20/møtebok")


async def test_of_a_meeting_that_is_withdrawn_with_its_minutes_one_thing_is_told(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id)
    await publish(office.session, office.storage, await sealed(office.storage, found.meeting.id))
    await meetings.withdraw(office.session, KARI, found.meeting.id, "Feil dato.", NOW)
    assert [position for position, _ in await worth_telling(office.session, 2, 4)] == [4]


async def test_a_row_says_what_its_bytes_say(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id)
    row = await publish(office.session, office.storage, await sealed(office.storage, found.meeting.id))
    told = MinutesView.model_validate_json(row.body)

    again = view.row(told, row.position)
    assert again.model_dump() == row.model_dump()
    assert row.path == "/møte/styret/2025-10-20/møtebok"


async def test_the_whole_form_is_never_published(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id)
    kept = await sealed(office.storage, found.meeting.id)
    assert kept.sent is not None
    mixed_up = Sent(kept.sent.row, kept.whole, kept.whole, (), kept.sent.files)
    with pytest.raises(ValueError, match="public form"):
        await publish(
            office.session, office.storage, Kept(kept.row, "x", kept.room, {}, kept.whole, kept.whole, mixed_up, (), ())
        )


async def test_what_is_withdrawn_is_hidden_from_the_public_role_and_nothing_is_ever_changed(
    database: Database, tmp_path: Path
):
    storage = open_storage(None, tmp_path / "files")
    (meeting_id,) = await committed_meetings(database, "01-25")
    kept = await sealed(storage, meeting_id)
    async with database.work.begin() as session:
        await publish_meeting(session, storage, meeting_id, "papers")
        await publish(session, storage, kept)
    async with database.published() as session:
        assert (await queries.minutes(session, meeting_id)).version == 1
        assert await publications.newest_position(session) == 2
    async with database.work.begin() as session:
        await service.withdraw(session, KARI, kept, "Feil møte.", NOW)

    async with database.published() as session:
        assert (await session.scalars(select(PublishedMinutes))).all() == []
        (grave,) = (await session.scalars(select(MinutesWithdrawal))).all()
        assert grave.reason == "Feil møte."
        with pytest.raises(Gone):
            await queries.minutes(session, meeting_id)
        with pytest.raises(NotFound):
            await queries.minutes(session, meeting_id, 2)
        assert await queries.meeting_by_path(session, grave.path) == meeting_id
    async with database.work() as session:
        assert len((await session.scalars(select(PublishedMinutes))).all()) == 1
        for table in (PublishedMinutes, MinutesWithdrawal):
            with pytest.raises(DBAPIError, match="permission denied"):
                await session.execute(sa.update(table).values(title="Noko anna"))
            await session.rollback()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE published.minutes SET body = overlay(body placing 'noko anna' from 20)", "hash"),
        ("UPDATE published.minutes SET body = 'noko anna'", "can't be read"),
        ("UPDATE published.minutes SET body_gzip = 'noko anna'", "compressed"),
        ("UPDATE published.minutes SET previous_sha256 = repeat('0', 64)", "does not name the hash"),
        ("UPDATE published.minutes SET position = position + 5", "expected position 2"),
        ("UPDATE published.minutes SET file_sha256 = repeat('0', 64)", "minutes.pdf is missing or changed"),
    ],
)
async def test_a_change_made_past_every_guard_is_found(
    database: Database, server: Server, tmp_path: Path, change: str, what: str
):
    storage = open_storage(None, tmp_path / "files")
    (meeting_id,) = await committed_meetings(database, "01-25")
    async with database.work.begin() as session:
        await publish_meeting(session, storage, meeting_id, "papers")
        await publish(session, storage, await sealed(storage, meeting_id))
    connection = await asyncpg.connect(server.addresses(database.name).admin)
    try:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(change)
    finally:
        await connection.close()
    async with database.work() as session:
        assert any(what in fault.what for fault in (await verify(session, storage.published))[1])
