"""Idempotency-Key against a real database: what is kept apart, what is done once, what survives a rollback."""

import asyncio
import datetime as dt

import httpx
import pytest
import sqlalchemy as sa
from fastapi import APIRouter, Depends, FastAPI, Header, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import problems
from api.domain.kernel.errors import Conflict
from api.domain.kernel.tables import now
from api.http.idempotency import IdempotentRoute, forget, idempotency
from api.http.tables import IdempotencyKey


class House:
    """An application whose operation counts how often it is done, and can be held back or made to fail."""

    def __init__(self, database):
        self.done = 0
        self.begun = asyncio.Event()
        self.gate: asyncio.Event | None = None
        self.fails = False
        self.app = FastAPI()
        problems.install(self.app)
        router = APIRouter(route_class=IdempotentRoute)

        async def session():
            async with database.work.begin() as session:
                yield session

        async def actor(x_actor: str = Header("acc_1")) -> str:
            return x_actor

        once = Depends(idempotency(session, actor))

        @router.post("/things", status_code=201, dependencies=[once])
        async def create(thing: dict[str, str], response: Response) -> dict[str, object]:
            self.begun.set()
            if self.gate is not None:
                await self.gate.wait()
            if self.fails:
                raise Conflict("Not now.")
            self.done += 1
            response.headers["Location"] = f"/things/{self.done}"
            return {"number": self.done, **thing}

        @router.get("/things")
        async def read() -> int:
            return self.done

        self.app.include_router(router, prefix="/api")


@pytest.fixture
def house(database):
    return House(database)


@pytest.fixture
async def client(house):
    transport = httpx.ASGITransport(house.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://samstyre.test/api") as client:
        yield client


async def _post(client, key="k1", body=None, actor="acc_1"):
    headers = {"X-Actor": actor} | ({"Idempotency-Key": key} if key else {})
    return await client.post("/things", json=body or {"name": "a"}, headers=headers)


async def test_the_same_request_is_done_once_and_answered_alike(client, house):
    first, second = await _post(client), await _post(client)
    assert (second.status_code, second.content) == (first.status_code, first.content) == (201, first.content)
    assert second.headers["location"] == first.headers["location"] == "/things/1"
    assert second.headers["content-type"] == "application/json"
    assert house.done == 1


async def test_an_answer_given_again_says_so(client):
    answers = [await _post(client) for _ in range(2)]
    assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, "true"]


async def test_without_a_key_each_request_is_done(client, house):
    await _post(client, key=None)
    await _post(client, key=None)
    assert house.done == 2


async def test_another_key_is_another_request(client, house):
    await _post(client, key="k1")
    await _post(client, key="k2")
    assert house.done == 2


async def test_a_key_is_the_actors_own(client, house):
    await _post(client, actor="acc_1")
    await _post(client, actor="acc_2")
    assert house.done == 2


async def test_a_key_cannot_be_used_for_another_body(client, house):
    await _post(client, body={"name": "a"})
    answer = await _post(client, body={"name": "b"})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")
    assert house.done == 1


async def test_a_request_that_is_being_answered_is_not_begun_again(client, house):
    house.gate = asyncio.Event()
    first = asyncio.create_task(_post(client))
    await house.begun.wait()
    second = await _post(client)
    house.gate.set()
    assert (second.status_code, (await first).status_code, house.done) == (409, 201, 1)


async def test_a_refused_request_may_be_sent_again(client, house):
    house.fails = True
    assert (await _post(client)).status_code == 409
    house.fails = False
    assert (await _post(client)).status_code == 201


async def test_a_key_that_is_too_long_is_refused(client):
    answer = await _post(client, key="k" * 256)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "Idempotency-Key")


async def test_quotes_around_a_key_are_not_part_of_it(client, house):
    await _post(client, key="k1")
    await _post(client, key='"k1"')
    assert house.done == 1


async def test_an_answer_is_stored_only_if_its_change_is(database):
    async def session():
        async with database.work.begin() as session:
            yield session
            raise ConnectionError("lost before the commit")

    app = FastAPI(middleware=[(problems.Problems, (), {})])
    router = APIRouter(route_class=IdempotentRoute)

    @router.post("/", dependencies=[Depends(idempotency(session, lambda: "acc_1"))])
    async def create() -> int:
        return 1

    app.include_router(router, prefix="/things")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://samstyre.test") as client:
        assert (await client.post("/things/", headers={"Idempotency-Key": "k1"})).status_code == 500
    async with database.work() as session_:
        assert (await session_.execute(sa.select(sa.func.count()).select_from(IdempotencyKey))).scalar_one() == 0


async def test_old_answers_are_forgotten_and_new_ones_kept(session: AsyncSession):
    for age in (0, 1, 2, 3):
        session.add(
            IdempotencyKey(
                actor="acc_1",
                key=f"k{age}",
                fingerprint=bytes(32),
                status=200,
                headers=[],
                body=b"",
                created_at=now() - dt.timedelta(days=age),
            )
        )
    await session.flush()
    assert await forget(session, now() - dt.timedelta(days=1, hours=12)) == 2


def test_the_header_is_documented(house):
    operation = house.app.openapi()["paths"]["/api/things"]["post"]
    assert "Idempotency-Key" in [parameter["name"] for parameter in operation["parameters"]]
    assert "409" in operation["responses"]
