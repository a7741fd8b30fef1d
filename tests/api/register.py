"""Held meetings with resolutions, for the tests of the register."""

import itertools
from typing import Any

from api.domain.meetings import service as meetings
from tests.api.site import API, Site, item, text

_numbers = itertools.count(1)


async def held(site: Site, *items: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A meeting that has been held, with these items or one."""
    number = next(_numbers)
    meeting = await site.create(
        **{
            "number": f"{number:03}-24",
            "startsAt": f"2024-{1 + number % 12:02}-{1 + number % 28:02}T09:00:00+01:00",
            "endsAt": None,
            "items": list(items) or [item()],
            **fields,
        }
    )
    async with site.database.work.begin() as session:
        await meetings.set_state(session, meeting["id"], "held")
    return (await site.admin.get(f"{API}/meetings/{meeting['id']}")).json()


def content(title: str = "Budsjett for neste år", words: str = "Styret vedtek budsjettet.", **fields: Any):
    return {"title": title, "text": text(words), **fields}


async def record(site: Site, meeting: dict[str, Any], index: int = 0, **fields: Any) -> dict[str, Any]:
    """A resolution of one of its items, entered by hand."""
    item_id = meeting["items"][index]["id"]
    answer = await site.admin.post(f"{API}/agenda-items/{item_id}/resolutions", json=content(**fields))
    assert answer.status_code == 201, answer.text
    return answer.json()


CLOSED = {"access": "closed", "legalBasis": "kommunelova § 11-5 andre ledd", "openTitle": "Personalsak"}


async def act(site: Site, resolution_id: str, action: str, json: Any = None, **options: Any):
    """Take an action on a resolution as it stands now."""
    address = f"{API}/resolutions/{resolution_id}"
    etag = (await site.admin.get(address)).headers["ETag"]
    client = options.pop("client", site.admin)
    return await client.post(f"{address}/actions/{action}", json=json, headers={"If-Match": etag})


async def correct(site: Site, resolution_id: str, **fields: Any):
    address = f"{API}/resolutions/{resolution_id}"
    etag = (await site.admin.get(address)).headers["ETag"]
    body = {**content(), "outcome": "adopted", "reason": "Skrivefeil.", **fields}
    return await site.admin.post(f"{address}/versions", json=body, headers={"If-Match": etag})


async def follow_up(site: Site, resolution_id: str, **fields: Any) -> dict[str, Any]:
    new = {"what": "Send saka til kommunane", "ownerName": "Vik kommune", "dueOn": "2024-12-31", **fields}
    answer = await site.admin.post(f"{API}/resolutions/{resolution_id}/follow-ups", json=new)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def step(client: Any, row: dict[str, Any], action: str, json: Any = None):
    """Take an action on a follow-up as it was last seen."""
    headers = {"If-Match": f'"{row["revision"]}"'}
    return await client.post(f"{API}/follow-ups/{row['id']}/actions/{action}", json=json, headers=headers)
