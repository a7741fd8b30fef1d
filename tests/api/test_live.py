"""A meeting that is followed: by everybody and by its circle, across processes, and without gaps."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn

from api.http import broadcast
from tests.api.rooms import MUST, Room, published_room
from tests.api.site import PUBLISHED, Site, opened, text

LONG_ENOUGH = 20


@dataclass
class Event:
    id: int
    data: dict[str, Any]


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """On a real server: httpx's own way to an application gives an answer only when it is whole."""
    config = uvicorn.Config(
        app, port=0, lifespan="off", log_level="warning", access_log=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(LONG_ENOUGH):
            while not server.started:  # noqa: ASYNC110 -- uvicorn tells it in no other way
                await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


@pytest.fixture(scope="module")
async def address(site: Site) -> AsyncIterator[str]:
    async with served(site.app) as address:
        yield address


@pytest.fixture(scope="module")
async def other_address(site: Site, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """A second application over the same database, as in another process: it hears of the first by NOTIFY alone."""
    async with opened(site.database, tmp_path_factory.mktemp("other")) as (app, _), served(app) as address:
        yield address


@pytest.fixture
async def room(site: Site) -> Room:
    return await published_room(site)


class Stream:
    """A listener."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> Event:
        id_, data = None, None
        async with asyncio.timeout(LONG_ENOUGH):
            async for line in self._lines:
                name, _, value = line.partition(": ")
                if name == "id":
                    id_ = int(value)
                elif name == "data":
                    data = json.loads(value)
                elif not line and data is not None:
                    assert id_ is not None
                    return Event(id_, data)
        raise AssertionError("the stream ended")

    async def until(self, id_: int) -> Event:
        """The event of that number: those before it may be left out, for each tells all."""
        while True:
            event = await self.next()
            assert event.id <= id_
            if event.id == id_:
                return event

    async def ends(self) -> bool:
        async with asyncio.timeout(LONG_ENOUGH):
            return [line async for line in self._lines if line.startswith("data")] == []


@asynccontextmanager
async def following(url: str, cookies: Any = None, **headers: str) -> AsyncIterator[Stream]:
    async with (
        httpx.AsyncClient(cookies={"samstyre": cookies.get("samstyre")} if cookies else None) as client,
        client.stream("GET", url, headers=headers, timeout=LONG_ENOUGH) as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Stream(answer.aiter_lines())


def public(address: str, room: Room) -> str:
    return f"{address}{PUBLISHED}/meetings/{room.id}/live/stream"


async def live(room: Room) -> dict[str, Any]:
    answer = await room.site.anonymous.get(f"{PUBLISHED}/meetings/{room.id}/live")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_meeting_is_followed_from_its_opening(room: Room):
    address = f"{PUBLISHED}/meetings/{room.id}/live"
    assert (await room.site.anonymous.get(address)).status_code == 404
    await room.open("chair", "member", "union_representative")
    answer = await room.site.anonymous.get(address)
    told = answer.json()

    assert (told["stage"], told["doors"], told["members"], told["quorum"]) == ("in_session", "open", 2, 1)
    assert [one["name"] for one in told["present"]] == ["Person chair", "Person member", "Person union_representative"]
    assert [one["title"] for one in told["items"]] == ["Budsjett", "Personalsak", "Møteplan", "Orientering"]
    again = await room.site.anonymous.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["access-control-allow-origin"] == "*"


async def test_what_happens_reaches_those_who_follow_in_every_process(room: Room, address: str, other_address: str):
    await room.open()
    async with following(public(address, room)) as here, following(public(other_address, room)) as there:
        first = await here.next()
        assert (await there.next()).data == first.data
        await room.treat(room.budget)
        told = [await stream.until(first.id + 1) for stream in (here, there)]

    assert told[0] == told[1]
    assert told[0].data["currentItemId"] == room.budget


async def test_who_was_away_catches_up_without_a_gap(room: Room, address: str):
    await room.open()
    async with following(public(address, room)) as stream:
        seen = (await stream.next()).id
    await room.treat(room.budget)
    vote = await room.ask()
    await room.vote("chair", vote, "for")
    await room.do("close-vote")

    async with following(public(address, room), **{"Last-Event-ID": str(seen)}) as stream:
        caught_up = await stream.next()
        assert caught_up.data == await live(room)
        assert caught_up.data["items"][0]["votes"][0]["outcome"].startswith("1 for, 0 mot")
        await room.do("adjourn")
        assert (await stream.until(caught_up.id + 1)).data["stage"] == "adjourned"


async def test_who_has_the_newest_is_sent_nothing_until_there_is_more(room: Room, address: str):
    await room.open()
    async with following(public(address, room)) as stream:
        newest = (await stream.next()).id
    async with following(f"{public(address, room)}?wait=0", **{"Last-Event-ID": str(newest)}) as stream:
        assert await stream.ends()


async def test_the_stream_stops_behind_closed_doors_and_goes_on_after(room: Room, address: str):
    await room.open()
    await room.treat(room.closed)
    async with following(public(address, room)) as stream:
        before = (await stream.next()).id
        await room.do("close-doors", legalBasis=MUST)
        shut = await stream.until(before + 1)
        assert (shut.data["doors"], shut.data["present"], shut.data["speaking"]) == ("closed", [], None)
        assert shut.data["legalBasis"] == "kommunelova § 11-5 andre ledd"
        await room.send("request-floor", "chair", headers={})
        await room.do("move-proposal", kind="alternative", text=text("Ola Nordmann vert ikkje tilsett."))
        vote = await room.ask(subject="postponement")
        await room.vote("chair", vote, "for")
        await room.do("close-vote")
        await room.do("open-doors")
        opened_again = await stream.next()

    assert opened_again.id == shut.id + 1
    assert "Ola Nordmann" not in json.dumps(opened_again.data, ensure_ascii=False)


async def test_a_silent_stream_lets_itself_be_heard(room: Room, address: str, monkeypatch: pytest.MonkeyPatch):
    await room.open()
    monkeypatch.setattr(broadcast, "HEARTBEAT_S", 0.1)
    async with (
        httpx.AsyncClient() as client,
        client.stream("GET", public(address, room), timeout=LONG_ENOUGH) as answer,
    ):
        async with asyncio.timeout(LONG_ENOUGH):
            async for line in answer.aiter_lines():
                if line.startswith(":"):
                    return
    raise AssertionError("nothing was heard")


async def test_a_meeting_that_is_withdrawn_is_not_followed_any_more(room: Room, address: str):
    await room.open()
    async with following(public(address, room)) as stream:
        await stream.next()
        await room.site.withdraw(room.id)
        assert await stream.ends()

    assert (await room.site.anonymous.get(f"{PUBLISHED}/meetings/{room.id}/live")).status_code == 410


async def test_each_of_the_circle_sees_the_room_with_their_own_eyes(room: Room, address: str, other_address: str):
    await room.open("chair", "member", "union_representative")
    await room.treat(room.closed)
    url = f"{other_address}{room.path}/stream"
    actors = room.site.actors
    async with (
        following(url, actors["member"].cookies) as member,
        following(url, actors["union_representative"].cookies) as union,
    ):
        seen, outside = await member.next(), await union.next()
        assert "Ola Nordmann" in json.dumps(seen.data, ensure_ascii=False)
        assert "Ola Nordmann" not in json.dumps(outside.data, ensure_ascii=False)
        await room.send("declare-inhability", "member", itemId=room.closed, headers={})
        shut = await member.until(seen.id + 1)

    assert "Ola Nordmann" not in json.dumps(shut.data, ensure_ascii=False)


async def test_the_stream_of_the_room_is_not_for_others(room: Room):
    await room.open()
    for who, status in (("nobody", 404), ("other_administration", 404), ("case_officer", 404)):
        assert (await room.site.actors[who].get(f"{room.path}/stream?wait=0")).status_code == status
    assert (await room.site.anonymous.get(f"{room.path}/stream?wait=0")).status_code == 401


async def test_who_signs_out_follows_no_more(room: Room, address: str, site: Site):
    await room.open()
    own = await site.connect()
    own.cookies.set("samstyre", await site.session_of("chair"), domain="samstyre.test")
    async with following(f"{address}{room.path}/stream", own.cookies) as stream:
        await stream.next()
        assert (await own.delete("/api/v1/session")).status_code == 204
        await room.treat(room.budget)
        assert await stream.ends()


async def test_many_listeners_cost_one_read(room: Room, address: str, site: Site, monkeypatch: pytest.MonkeyPatch):
    await room.open()
    reads = 0
    found = site.app.app.state.live._look

    async def counted(key: str) -> Any:
        nonlocal reads
        reads += 1
        return await found(key)

    monkeypatch.setattr(site.app.app.state.live, "_look", counted)

    async def listener(ready: asyncio.Barrier) -> float:
        async with following(public(address, room)) as stream:
            seen = await stream.next()
            await ready.wait()
            await stream.until(seen.id + 1)
            return time.perf_counter()

    ready = asyncio.Barrier(31)
    listeners = [asyncio.create_task(listener(ready)) for _ in range(30)]
    async with asyncio.timeout(LONG_ENOUGH):
        await ready.wait()
        before = reads
        await room.treat(room.budget)
        await asyncio.gather(*listeners)

    assert 1 <= reads - before <= 3
