"""Cases settled in writing, for the tests."""

import datetime as dt
import itertools
from typing import Any

import httpx

from tests.api.site import API, Site, item

_numbers = itertools.count(1)


def soon(**ahead: float) -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(**(ahead or {"days": 5}))).isoformat()


async def waiting_case(site: Site, **fields: Any) -> dict[str, Any]:
    """An item of a meeting to come."""
    meeting = await site.create(
        number=f"W{next(_numbers)}", startsAt=soon(days=40), endsAt=None, items=[item(**fields), item("Ei anna sak")]
    )
    return meeting["items"][0]


async def prepare(site: Site, handling_id: str, **fields: Any) -> httpx.Response:
    new = {
        "handlingId": handling_id,
        "ground": "minor",
        "reason": "Fristen hjå Statsforvaltaren er før neste møte.",
        "deadline": soon(),
        **fields,
    }
    return await site.actors["administration"].post(f"{API}/written-procedures", json=new)


async def prepared(site: Site, reason: str | None = None, **fields: Any) -> dict[str, Any]:
    """A draft of a procedure on a case of its own."""
    why = {"reason": reason} if reason is not None else {}
    answer = await prepare(site, (await waiting_case(site, **fields))["handlingId"], **why)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def act(site: Site, procedure_id: str, action: str, who: str = "chair", **order: Any) -> httpx.Response:
    client, path = site.actors[who], f"{API}/written-procedures/{procedure_id}"
    etag = (await client.get(path)).headers.get("etag", '"0"')
    return await client.post(f"{path}/actions/{action}", json=order, headers={"If-Match": etag})


async def sent(site: Site, inhabile: tuple[str, ...] = (), **fields: Any) -> dict[str, Any]:
    """A procedure that the chair has sent to all members."""
    made = await prepared(site, **fields)
    known = [{"personId": site.people[one]} for one in inhabile]
    answer = await act(site, made["id"], "send", inhabile=known)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def answer(site: Site, procedure_id: str, who: str, **given: Any) -> httpx.Response:
    said = given or {"content": True, "form": True}
    return await site.actors[who].post(f"{API}/written-procedures/{procedure_id}/answers", json=said)


async def read(site: Site, procedure_id: str, who: str = "administration") -> dict[str, Any]:
    found = await site.actors[who].get(f"{API}/written-procedures/{procedure_id}")
    assert found.status_code == 200, found.text
    return found.json()
