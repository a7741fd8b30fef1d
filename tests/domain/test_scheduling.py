"""Orders to publish at a time, and the worker that carries them out."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlmodel import select

from api.database import Database
from api.delivery.jobs import publish_due
from api.domain.kernel.clock import now
from api.domain.kernel.errors import GuardRefused, Invalid, NotFound
from api.domain.kernel.event import Event
from api.domain.meetings import service as meetings
from api.domain.meetings.schemas import AgendaItemPatch
from api.domain.publications import scheduling
from api.domain.publications import service as publications
from api.domain.publications.schemas import PublishOrder
from api.domain.publications.snapshot import Snapshot
from api.domain.publications.tables import FileKind, Publication, ScheduledPublication
from api.storage import Storage, open_storage
from tests.domain.building import KARI, NOW, Office, committed_meetings, render

TOMORROW = NOW + dt.timedelta(days=1)
IDENTITY_NUMBER = "01019010046"


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage(None, tmp_path)


async def order_due(database: Database, meeting_id: str, **order: object) -> str:
    """An order whose hour has come; its id."""
    async with database.work.begin() as session:
        given = PublishOrder.model_validate({"kind": "papers", **order})
        return (await scheduling.schedule(session, KARI, meeting_id, given, TOMORROW, NOW)).id


async def orders(database: Database) -> list[tuple[str, str | None]]:
    async with database.work() as session:
        rows = (await session.scalars(select(ScheduledPublication))).all()
    return [(row.status, row.failure) for row in sorted(rows, key=lambda row: row.id)]


async def published(database: Database) -> list[Publication]:
    async with database.work() as session:
        return list((await session.scalars(select(Publication))).all())


async def retitle(database: Database, meeting_id: str, title: str) -> None:
    async with database.work.begin() as session:
        entry = (await meetings.get(session, meeting_id)).agenda[0]
        await meetings.update_item(session, KARI, entry, AgendaItemPatch(title=title))


async def test_an_order_is_kept_with_who_gave_it(office: Office):
    found = await office.meeting()
    order = PublishOrder(kind="agenda", change_note="Første utgåve.")
    row = await scheduling.schedule(office.session, KARI, found.meeting.id, order, TOMORROW, NOW)

    assert (row.status, row.at, row.kind, row.ordered_by) == ("scheduled", TOMORROW, "agenda", "Kari Kontor")
    assert await scheduling.scheduled_of(office.session, found.meeting.id) == [row]


async def test_the_log_tells_what_an_order_overrides(office: Office):
    found = await office.meeting(title=f"Møte {IDENTITY_NUMBER}")
    override = {"code": "identity-number", "path": "/", "reason": "Det er eit saksnummer."}
    order = PublishOrder.model_validate({"kind": "agenda", "overrides": [override]})
    await scheduling.schedule(office.session, KARI, found.meeting.id, order, TOMORROW, NOW)
    logged = (await office.session.scalars(select(Event).where(Event.what == "publication.scheduled"))).one()

    assert logged.after is not None
    assert logged.after["overrides"] == [override]
    assert logged.actor_name == "Kari Kontor"


async def test_an_order_for_a_time_that_has_passed_is_refused(office: Office):
    found = await office.meeting()

    with pytest.raises(Invalid) as refused:
        await scheduling.schedule(office.session, KARI, found.meeting.id, PublishOrder(kind="agenda"), NOW, NOW)
    assert refused.value.errors[0].pointer == "/at"


async def test_an_order_for_what_cannot_be_published_is_refused_at_once(office: Office):
    found = await office.meeting(items=[{"type": "decision", "title": "Personalsak", "access": "closed"}])

    with pytest.raises(GuardRefused) as refused:
        await scheduling.schedule(office.session, KARI, found.meeting.id, PublishOrder(kind="agenda"), TOMORROW, NOW)
    assert refused.value.extra["guard"] == "ready"


async def test_an_order_is_called_off_once(office: Office):
    found = await office.meeting()
    row = await scheduling.schedule(office.session, KARI, found.meeting.id, PublishOrder(kind="agenda"), TOMORROW, NOW)
    await scheduling.cancel(office.session, KARI, row)

    assert row.status == "cancelled"
    with pytest.raises(GuardRefused) as refused:
        await scheduling.cancel(office.session, KARI, row)
    assert refused.value.extra["guard"] == "scheduled"


async def test_an_order_that_does_not_exist_is_not_found(office: Office):
    with pytest.raises(NotFound):
        await scheduling.get_scheduled(office.session, "sched_x")


async def test_an_order_is_carried_out_when_its_hour_has_come(database: Database, storage: Storage):
    (meeting_id,) = await committed_meetings(database, "1")
    await order_due(database, meeting_id, changeNote="Første utgåve.")

    assert await publish_due(database, storage, render) == 1
    (row,) = await published(database)
    assert (row.meeting_id, row.kind, row.change_note) == (meeting_id, "papers", "Første utgåve.")
    assert await orders(database) == [("published", None)]
    assert await publish_due(database, storage, render) == 0


async def test_an_order_waits_for_its_hour(database: Database, storage: Storage):
    (meeting_id,) = await committed_meetings(database, "1")
    async with database.work.begin() as session:
        later = now() + dt.timedelta(hours=1)
        await scheduling.schedule(session, KARI, meeting_id, PublishOrder(kind="agenda"), later, NOW)

    assert await publish_due(database, storage, render) == 0
    assert await orders(database) == [("scheduled", None)]


async def test_an_order_that_was_called_off_is_not_carried_out(database: Database, storage: Storage):
    (meeting_id,) = await committed_meetings(database, "1")
    order_id = await order_due(database, meeting_id)
    async with database.work.begin() as session:
        await scheduling.cancel(session, KARI, await scheduling.get_scheduled(session, order_id))

    assert await publish_due(database, storage, render) == 0
    assert await published(database) == []


async def test_an_order_that_is_refused_at_its_hour_says_why_and_is_not_tried_again(
    database: Database, storage: Storage
):
    (meeting_id,) = await committed_meetings(database, "1")
    await order_due(database, meeting_id)
    await retitle(database, meeting_id, f"Sak om {IDENTITY_NUMBER}")

    assert await publish_due(database, storage, render) == 0
    ((status, failure),) = await orders(database)
    assert status == "failed"
    assert "1 findings must be settled" in str(failure)
    assert await published(database) == []
    async with database.work() as session:
        event = (await session.scalars(select(Event).where(Event.what == "publication.schedule_failed"))).one()
        assert event.after == {"reason": failure}


async def test_an_order_whose_override_is_no_longer_needed_is_carried_out(database: Database, storage: Storage):
    (meeting_id,) = await committed_meetings(database, "1")
    await retitle(database, meeting_id, f"Sak om {IDENTITY_NUMBER}")
    override = {"code": "identity-number", "path": "/items/0", "reason": "Det er eit saksnummer."}
    await order_due(database, meeting_id, overrides=[override])
    await retitle(database, meeting_id, "Sak utan nummer")

    assert await publish_due(database, storage, render) == 1


async def test_an_order_that_something_unforeseen_stops_stays_and_does_not_stop_the_others(
    database: Database, storage: Storage, caplog: pytest.LogCaptureFixture
):
    first, second = await committed_meetings(database, "1", "2")
    await order_due(database, first)
    await order_due(database, second)

    async def sometimes(snapshot: Snapshot, files: Mapping[str, bytes]) -> Mapping[FileKind, bytes]:
        if snapshot.meeting.id == first:
            raise OSError("no space left on device")
        return await render(snapshot, files)

    assert await publish_due(database, storage, sometimes) == 1
    assert [row.meeting_id for row in await published(database)] == [second]
    assert await orders(database) == [("scheduled", None), ("published", None)]
    assert "could not be carried out" in caplog.text
    assert await publish_due(database, storage, render) == 1


async def test_two_workers_at_once_publish_each_order_once(
    database: Database, storage: Storage, caplog: pytest.LogCaptureFixture
):
    ids = await committed_meetings(database, "1", "2", "3")
    for meeting_id in ids:
        await order_due(database, meeting_id)
    done = await asyncio.gather(*(publish_due(database, storage, render) for _ in range(2)))

    assert sum(done) == 3
    assert sorted(row.meeting_id for row in await published(database)) == sorted(ids)
    assert await orders(database) == [("published", None)] * 3
    assert caplog.records == []


async def test_a_withdrawal_calls_off_what_was_ordered(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id, "agenda")
    await scheduling.schedule(office.session, KARI, found.meeting.id, PublishOrder(kind="papers"), TOMORROW, NOW)
    await publications.withdraw(office.session, KARI, found.meeting.id, "Møtet er flytta.", NOW)
    assert [order.status for order in await scheduling.scheduled_of(office.session, found.meeting.id)] == ["cancelled"]
    assert await scheduling.next_due(office.session, TOMORROW) is None
