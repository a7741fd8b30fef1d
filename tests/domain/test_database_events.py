"""The change feed on a real PostgreSQL: nothing skipped, nothing twice, no gap, whatever the writers do."""

import asyncio
import random

import asyncpg
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.database import Database, listen
from api.domain.kernel.actor import SYSTEM, administrator
from api.domain.kernel.event import CHANNEL, REDACTED, Event, read_after, record, request_id
from api.domain.kernel.ids import new_id

SECRETARY = administrator("acc_01k7z1v8j6e2xbt5w3n4m9q0rs", "Kari Nordmann")


def note(session, name: str = "x") -> Event:
    return record(session, SYSTEM, "meeting.changed", ("meeting", name))


async def feed(database: Database, cursor: int = 0, limit: int = 1000) -> list[tuple[int, str]]:
    async with database.work() as session:
        return [(entry.position, entry.event.subject_id) for entry in await read_after(session, cursor, limit)]


async def test_an_event_keeps_who_what_and_when(database):
    token = request_id.set("req-1")
    async with database.work() as session, session.begin():
        subject = new_id("mtg")
        record(session, SECRETARY, "meeting.published", ("meeting", subject), after={"state": "agenda_published"})
    request_id.reset(token)

    async with database.work() as session:
        (entry,) = await read_after(session, 0, 10)
    event = entry.event
    assert (event.actor_kind, event.actor_id, event.actor_name) == ("administration", SECRETARY.id, "Kari Nordmann")
    assert (event.what, event.subject_type, event.subject_id) == ("meeting.published", "meeting", subject)
    assert (event.before, event.after) == (None, {"state": "agenda_published"})
    assert event.request_id == "req-1"
    assert event.at.tzinfo is not None


async def test_a_slow_transaction_is_read_after_the_fast_one_that_overtook_it(database):
    async with database.work() as slow, database.work() as fast:
        first = note(slow, "slow")
        await slow.flush()
        second = note(fast, "fast")
        await fast.commit()
        seen = await feed(database)
        await slow.commit()

    assert first.id < second.id
    assert seen == [(1, "fast")]
    assert await feed(database, cursor=1) == [(2, "slow")]


async def test_a_rolled_back_transaction_leaves_no_gap(database):
    for name, keep in [("a", True), ("b", False), ("c", True)]:
        async with database.work() as session:
            note(session, name)
            await session.flush()
            await (session.commit() if keep else session.rollback())

    assert await feed(database) == [(1, "a"), (2, "c")]


async def test_the_events_of_one_transaction_stay_together_in_their_order(database):
    async with database.work() as one, database.work() as other:
        for name in "abc":
            note(one, name)
            await one.flush()
        note(other, "x")
        await other.commit()
        await one.commit()

    assert await feed(database) == [(1, "x"), (2, "a"), (3, "b"), (4, "c")]


async def test_the_limit_and_the_cursor_page_through_everything(database):
    async with database.work() as session, session.begin():
        for number in range(5):
            note(session, str(number))

    pages = [await feed(database, cursor, 2) for cursor in (0, 2, 4)]
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [name for page in pages for _, name in page] == ["0", "1", "2", "3", "4"]


async def test_a_reader_among_concurrent_writers_misses_nothing(database):
    """Twelve writers commit, linger or roll back as they like, while a reader follows with its cursor."""
    chance = random.Random(20251020)  # noqa: S311
    kept: set[str] = set()
    seen: list[tuple[int, str]] = []
    gate = asyncio.Semaphore(6)

    async def write(writer: int) -> None:
        for turn in range(15):
            names = [f"{writer}/{turn}/{number}" for number in range(chance.randint(1, 3))]
            keep, turns = chance.random() < 0.8, chance.randint(0, 4)
            async with gate, database.work() as session:
                for name in names:
                    note(session, name)
                    await session.flush()
                for _ in range(turns):
                    await session.execute(sa.text("SELECT 1"))
                if keep:
                    await session.commit()
                    kept.update(names)

    async def follow(done: asyncio.Event) -> None:
        last_look = False
        while not last_look:
            last_look = done.is_set()
            while page := await feed(database, seen[-1][0] if seen else 0, 7):
                seen.extend(page)

    done = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(follow(done))
        await asyncio.gather(*(write(writer) for writer in range(12)))
        done.set()

    assert [position for position, _ in seen] == list(range(1, len(kept) + 1))
    assert {name for _, name in seen} == kept


@given(order=st.permutations(range(4)), keep=st.lists(st.booleans(), min_size=4, max_size=4))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_positions_follow_the_order_of_commits_whatever_the_order_of_writes(database, order, keep):
    start = len(await feed(database))
    sessions = [database.work() for _ in range(4)]
    for number, session in enumerate(sessions):
        note(session, str(number))
        await session.flush()
    for number in order:
        await (sessions[number].commit() if keep[number] else sessions[number].rollback())
        await sessions[number].close()

    expected = [str(number) for number in order if keep[number]]
    assert await feed(database, start) == [(start + place, name) for place, name in enumerate(expected, 1)]


async def test_a_listener_is_woken_by_a_commit(database):
    channels = listen(database.addresses.app, CHANNEL)
    await anext(channels)  # the one that every connection begins with
    woken = asyncio.ensure_future(anext(channels))
    async with database.work() as session, session.begin():
        note(session)

    assert await asyncio.wait_for(woken, 10) == CHANNEL
    await channels.aclose()


async def test_a_listener_that_is_cancelled_as_it_wakes_ends(database, monkeypatch):
    told = []
    add_listener = asyncpg.Connection.add_listener

    async def noted(connection, channel, callback):
        await add_listener(connection, channel, callback)
        told.append(callback)

    async def follow():
        async for _ in listen(database.addresses.app, CHANNEL):
            heard.set()

    monkeypatch.setattr(asyncpg.Connection, "add_listener", noted)
    heard = asyncio.Event()
    task = asyncio.create_task(follow())
    await heard.wait()
    await asyncio.sleep(0)
    told[0](None, 0, CHANNEL, None)
    task.cancel()
    _, still_running = await asyncio.wait({task}, timeout=5)

    assert not still_running


async def test_a_listener_whose_connection_is_cut_connects_again_and_looks(database, server):
    channels = listen(database.addresses.app, CHANNEL)
    await anext(channels)
    woken = asyncio.ensure_future(anext(channels))
    await server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'samstyre listener' AND datname = current_database()",
        database=database.name,
    )

    assert await asyncio.wait_for(woken, 10) == CHANNEL
    await channels.aclose()


@pytest.mark.parametrize(
    "statement", ["UPDATE work.event SET what = 'a.b'", "DELETE FROM work.event", "TRUNCATE work.event CASCADE"]
)
async def test_not_even_the_owner_changes_an_event(database, server, statement):
    async with database.work() as session, session.begin():
        note(session)

    with pytest.raises(Exception, match="only ever added"):
        await server.execute(statement, database=database.name)


async def test_fields_that_did_not_change_are_left_out(session):
    event = record(
        session,
        SYSTEM,
        "meeting.changed",
        ("meeting", "x"),
        before={"title": "a", "place": "Florø", "gone": 1},
        after={"title": "b", "place": "Florø", "new": 2},
    )

    assert (event.before, event.after) == ({"title": "a", "gone": 1}, {"title": "b", "new": 2})


async def test_closed_fields_are_redacted(session):
    event = record(
        session, SYSTEM, "handling.changed", ("handling", "x"), after={"title": "a", "lang": "nn"}, closed={"title"}
    )

    assert event.after == {"title": REDACTED, "lang": "nn"}


async def test_everything_of_a_closed_thing_is_redacted(session):
    event = record(
        session, SYSTEM, "handling.changed", ("handling", "x"), after={"title": "a", "lang": "nn"}, closed=True
    )

    assert event.after == {"title": REDACTED, "lang": REDACTED}
