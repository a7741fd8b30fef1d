"""Our reads, held against the plain SQL that fetches the same rows through the same driver."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from statistics import median
from typing import Any, Final

import asyncpg

from api.database import Database
from api.domain.meetings import queries as working
from api.domain.meetings import service as meetings
from api.domain.meetings import views
from api.domain.publications import queries as published
from bench.result import Result
from bench.site import Site, site

TITLE: Final = "Reads from the database, one connection"
LIST: Final = """
SELECT m.*, b.* FROM work.meeting m JOIN work.body b ON b.id = m.body_id ORDER BY m.starts_at DESC, m.id DESC LIMIT 25
"""
WHOLE: Final = (
    "SELECT * FROM work.meeting WHERE id = $1",
    "SELECT b.* FROM work.body b JOIN work.meeting m ON m.body_id = b.id WHERE m.id = $1",
    "SELECT * FROM work.programme_slot WHERE meeting_id = $1 ORDER BY position",
    "SELECT * FROM work.side_event WHERE meeting_id = $1 ORDER BY position",
    "SELECT i.*, h.* FROM work.agenda_item i JOIN work.handling h ON h.id = i.handling_id WHERE i.meeting_id = $1",
    *(
        f"SELECT t.* FROM work.{table} t JOIN work.agenda_item i USING (handling_id) WHERE i.meeting_id = $1"
        for table in ("proposal", "sub_item", "attachment")
    ),
)
PUBLISHED_LIST: Final = """
SELECT * FROM (
  SELECT DISTINCT ON (meeting_id) id, position, meeting_id, version, kind, published_at, change_note, body_id,
    body_slug, body_name, body_kind, body_meetings_open, number, title, lang, date, starts_at, ends_at, place,
    item_count, path, sha256, previous_sha256
  FROM published.publication ORDER BY meeting_id, version DESC
) standing ORDER BY starts_at DESC, meeting_id DESC LIMIT 25
"""
PUBLISHED: Final = """
SELECT body, body_gzip FROM published.publication WHERE meeting_id = $1 ORDER BY version DESC LIMIT 1
"""
Read = Callable[[], Awaitable[Any]]


def measure(*, quick: bool) -> Iterator[Result]:
    with site() as made:
        yield from asyncio.run(_measured(made, rounds=3 if quick else 7, reads=20 if quick else 100))


async def _measured(made: Site, *, rounds: int, reads: int) -> list[Result]:
    database = Database(made.addresses, pool_size=1, max_overflow=0)
    app = await asyncpg.connect(made.addresses.app)
    public = await asyncpg.connect(made.addresses.public)

    async def list_ours() -> None:
        async with database.work() as session:
            [views.summary(body, meeting) for meeting, body in await working.page(session, 25, None)]

    async def whole_ours() -> None:
        async with database.work() as session:
            views.whole(await meetings.get(session, made.meeting_id))

    async def whole_plain() -> None:
        for statement in WHOLE:
            await app.fetch(statement, made.meeting_id)

    async def published_list_ours() -> None:
        async with database.published() as session:
            await published.meetings(session, 25)

    async def published_ours() -> None:
        async with database.published() as session:
            await published.current(session, made.meeting_id)

    pairs: list[tuple[str, Read, Read]] = [
        ("25 meetings for the working side", list_ours, lambda: app.fetch(LIST)),
        (f"{made.what} whole, for the working side", whole_ours, whole_plain),
        ("the published meetings", published_list_ours, lambda: public.fetch(PUBLISHED_LIST)),
        (f"{made.what} as published", published_ours, lambda: public.fetch(PUBLISHED, made.meeting_id)),
    ]
    results = [await _compare(*pair, rounds=rounds, reads=reads) for pair in pairs]
    await asyncio.gather(app.close(), public.close(), database.dispose())
    return results


async def _compare(what: str, ours: Read, plain: Read, *, rounds: int, reads: int) -> Result:
    """Milliseconds of each, the two taking turns."""
    await _milliseconds(ours, 3)
    await _milliseconds(plain, 3)
    taken = [(await _milliseconds(ours, reads), await _milliseconds(plain, reads)) for _ in range(rounds)]
    return Result(
        what=what,
        unit="ms",
        ours=median(a for a, _ in taken),
        reference=median(b for _, b in taken),
        reference_name="plain SQL",
        ratio=median(a / b for a, b in taken),
    )


async def _milliseconds(read: Read, times: int) -> float:
    begun = time.perf_counter()
    for _ in range(times):
        await read()
    return (time.perf_counter() - begun) / times * 1000
