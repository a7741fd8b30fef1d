"""A meeting goes on though the server that it is held on is killed in the middle of a vote.

Real processes and SIGKILL. The application of the test itself stands beside them on the same database, and holds the
meeting's lock where a ballot is to be caught in the middle.
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select

from api.domain.deliberation.tables import RoomBallot, RoomEntry
from api.domain.meetings import in_session
from tests.api.rooms import Room, published_room
from tests.api.site import BASE_URL, PUBLISHED, Site, open_site
from tests.conftest import Server

START_SECONDS = 120


@pytest.fixture(scope="module")
async def site(server: Server, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with open_site(server, tmp_path_factory.mktemp("data")) as opened:
        yield opened


@pytest.fixture
async def room(site: Site) -> Room:
    """With a vote to be opened in it: the chair and a member are there."""
    room = await published_room(site)
    await room.open()
    await room.treat(room.budget)
    return room


@dataclass
class Serving:
    """A process that serves the site."""

    process: asyncio.subprocess.Process
    address: str
    site: Site

    def vote(self, room: Room, who: str, vote: int, choice: str = "for") -> "asyncio.Task[httpx.Response]":
        return asyncio.create_task(self._post(f"{room.path}/actions/cast-ballot", who, vote=vote, choice=choice))

    async def _post(self, path: str, who: str, **order: Any) -> httpx.Response:
        cookies = {"samstyre": str(self.site.actors[who].cookies.get("samstyre"))}
        async with httpx.AsyncClient(base_url=self.address, cookies=cookies, timeout=60) as client:
            return await client.post(path, json=order)

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()


@asynccontextmanager
async def serving(site: Site, folder: Path) -> AsyncIterator[Serving]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SAMSTYRE_")},
        "SAMSTYRE_DATA": str(folder),
        "SAMSTYRE_SECRET": site.settings.secret.get_secret_value(),
        "SAMSTYRE_PUBLIC_URL": BASE_URL,
        "SAMSTYRE_DATABASE_APP_URL": site.database.addresses.app,
        "SAMSTYRE_DATABASE_PUBLIC_URL": site.database.addresses.public,
        "SAMSTYRE_WORKER": "false",
    }
    command = ("-m", "uvicorn", "api.main:create_app", "--factory", "--port", "0", "--no-access-log")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, env=environment, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    said = ""
    try:
        async with asyncio.timeout(START_SECONDS):
            while "Uvicorn running on " not in said:
                line = await process.stderr.readline()
                assert line, f"the server ended before it had started:\n{said}"
                said += line.decode()
        address = said.rpartition("Uvicorn running on ")[2].split()[0]
        yield Serving(process, address, site)
    finally:
        if process.returncode is None:
            process.kill()
        # Read to its end, or its pipe would be left open.
        await process.communicate()


async def ballots(room: Room, vote: int) -> list[str]:
    """Who has voted, as committed."""
    async with room.site.database.work() as session:
        query = select(RoomBallot.person_id).where(RoomBallot.meeting_id == room.id, RoomBallot.vote == vote)
        return sorted(await session.scalars(query))


async def waiting_for_the_meeting(room: Room) -> None:
    """Returns once a transaction waits for the lock of the meeting."""
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"
    async with asyncio.timeout(60), room.site.database.work_engine.connect() as connection:
        while not (await connection.exec_driver_sql(query)).scalar_one():
            await connection.rollback()


async def caught(room: Room, first: Serving, vote: int) -> None:
    """A member's ballot is on its way through the server when that dies."""
    async with room.site.database.work.begin() as session:
        await in_session.hold(session, room.id)
        lost = first.vote(room, "member", vote, "against")
        await waiting_for_the_meeting(room)
        await first.kill()
        with pytest.raises(httpx.TransportError):
            await lost
    assert await ballots(room, vote) == [room.site.people["chair"]]


async def test_a_meeting_goes_on_at_the_next_server_without_a_vote_lost_or_doubled_or_a_gap(room: Room, tmp_path: Path):
    vote = await room.ask()
    stream = f"{PUBLISHED}/meetings/{room.id}/live/stream"
    async with serving(room.site, tmp_path / "first") as first, following(f"{first.address}{stream}") as lines:
        assert (await first.vote(room, "chair", vote)).status_code == 200
        seen = await told(lines)
        await caught(room, first, vote)
        with contextlib.suppress(httpx.TransportError):
            while True:
                seen = await told(lines)

    newest = {"Last-Event-ID": str(seen["id"])}
    async with serving(room.site, tmp_path / "second") as second:
        again = await asyncio.gather(second.vote(room, "chair", vote), second.vote(room, "member", vote, "against"))
        assert [answer.status_code for answer in again] == [409, 200]
        assert again[0].json()["guard"] == "votes_once"
        await room.do("close-vote")
        await room.do("conclude-item", outcome="adopted")
        async with following(f"{second.address}{stream}", newest) as lines:
            caught_up = await told(lines)
    assert caught_up["id"] > seen["id"]
    assert caught_up["data"]["items"][0]["state"] == "adopted"
    assert caught_up["data"]["items"][0]["votes"][0]["outcome"].startswith("1 for, 1 mot")


async def test_a_secret_ballot_that_the_server_died_with_is_not_in_the_urn_until_it_is_given_again(
    room: Room, tmp_path: Path
):
    vote = await room.ask(form="written")
    async with serving(room.site, tmp_path) as first:
        assert (await first.vote(room, "chair", vote)).status_code == 200
        await caught(room, first, vote)
    assert (await room.vote("chair", vote, "for")).json()["guard"] == "votes_once"
    assert (await room.vote("member", vote, "against")).status_code == 200
    await room.do("close-vote", castingSide="for")

    assert (await room.item(room.budget))["votes"][0]["result"]["counts"] == {"for": 1, "against": 1}


async def test_a_ballot_whose_answer_was_lost_with_the_server_is_kept_and_not_doubled(room: Room, tmp_path: Path):
    vote = await room.ask()
    async with serving(room.site, tmp_path) as first:
        unheard = first.vote(room, "member", vote)
        async with asyncio.timeout(60):
            while not await ballots(room, vote):
                pass
        await first.kill()
        # It may have heard the answer just before; the other end is not there to ask again either way.
        await asyncio.gather(unheard, return_exceptions=True)
    again = await asyncio.gather(*(room.vote("member", vote, "for") for _ in range(8)))
    assert {answer.status_code for answer in again} == {409}
    await room.vote("chair", vote, "for")
    await room.do("close-vote")

    assert (await room.item(room.budget))["votes"][0]["result"]["counts"] == {"for": 2, "against": 0}
    async with room.site.database.work() as session:
        seqs = (await session.scalars(select(RoomEntry.seq).where(RoomEntry.meeting_id == room.id))).all()
    assert sorted(seqs) == list(range(1, len(seqs) + 1))


@asynccontextmanager
async def following(address: str, headers: dict[str, str] | None = None) -> AsyncIterator[AsyncIterator[str]]:
    async with (
        httpx.AsyncClient(timeout=60) as client,
        client.stream("GET", address, headers=headers) as stream,
    ):
        yield stream.aiter_lines()


async def told(lines: AsyncIterator[str]) -> dict[str, Any]:
    """The next event of a stream."""
    event: dict[str, Any] = {}
    async for line in lines:
        name, _, value = line.partition(": ")
        if name in ("id", "data"):
            event[name] = json.loads(value)
        elif not line and "data" in event:
            return event
    raise httpx.ReadError("the stream ended")
