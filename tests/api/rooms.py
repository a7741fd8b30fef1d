"""A published meeting, and the words to lead it with in its room."""

from collections.abc import Iterator
from typing import Any, Final

import httpx

from tests.api.site import API, Site, item, text

MUST = "koml-11-5-2"
"""The code of a basis on which the doors must be closed."""
NUMBERS: Final[Iterator[int]] = iter(range(1, 1000))


class Room:
    """A published meeting of four items and the words to lead it with."""

    def __init__(self, site: Site, meeting: dict[str, Any]) -> None:
        self.site, self.id = site, meeting["id"]
        self.budget, self.closed, self.blanks, self.news = (one["id"] for one in meeting["items"])
        self.meeting = meeting
        self.path = f"{API}/meetings/{self.id}/room"

    async def get(self, who: str = "administration") -> dict[str, Any]:
        answer = await self.site.actors[who].get(self.path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["etag"] == f'"{answer.json()["seq"]}"'
        return answer.json()

    async def send(self, action: str, who: str = "administration", **order: Any) -> httpx.Response:
        """As somebody who has just looked."""
        headers = order.pop("headers", None)
        if headers is None:
            seen = await self.site.actors[who].get(self.path)
            headers = {"If-Match": seen.headers.get("etag", '"0"')}
        return await self.site.actors[who].post(f"{self.path}/actions/{action}", json=order, headers=headers)

    async def do(self, action: str, who: str = "administration", **order: Any) -> dict[str, Any]:
        answer = await self.send(action, who, **order)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def open(self, *people: str) -> None:
        people = people or ("chair", "member")
        await self.do("open", present=[{"personId": self.site.people[one]} for one in people])

    async def treat(self, item_id: str) -> None:
        await self.do("start-item", itemId=item_id)

    async def ask(self, **vote: Any) -> int:
        """Opens a vote on the first proposal of the current item, or on what is said; its ``seq``."""
        if "subject" not in vote:
            seen = await self.get()
            current = next(one for one in seen["items"] if one["id"] == seen["currentItemId"])
            vote = {"subject": "proposals", "proposalIds": [current["proposals"][0]["id"]], **vote}
        return (await self.do("open-vote", **vote))["seq"]

    async def vote(self, who: str, vote: int, choice: str) -> httpx.Response:
        return await self.send("cast-ballot", who, vote=vote, choice=choice, headers={})

    async def item(self, item_id: str, who: str = "administration") -> dict[str, Any]:
        return next(one for one in (await self.get(who))["items"] if one["id"] == item_id)

    async def state(self) -> str:
        return (await self.site.admin.get(f"{API}/meetings/{self.id}")).json()["state"]

    async def item_state(self, item_id: str) -> str:
        return (await self.site.admin.get(f"{API}/agenda-items/{item_id}")).json()["state"]


def with_blank() -> dict[str, Any]:
    return {
        "type": "doc",
        "content": [
            {
                "type": "paragraph",
                "attrs": {"id": "k3vq7d2a"},
                "content": [
                    {"type": "text", "text": "Neste møte er "},
                    {"type": "blank", "attrs": {"hint": "xx.xx", "kind": "date"}},
                ],
            }
        ],
    }


async def published_room(site: Site, **fields: Any) -> Room:
    """A meeting of its own with four items: open, closed, one with a blank, and one for information."""
    number = next(NUMBERS)
    meeting = await site.create(
        number=f"room-{number}",
        startsAt=f"{2040 + number // 28}-02-{number % 28 + 1:02}T09:00:00+01:00",
        endsAt=None,
        **fields,
        items=[
            item("Budsjett", text=text("Om budsjettet.")),
            item(
                "Tilsetjing av Ola Nordmann",
                access="closed",
                openTitle="Personalsak",
                legalBasis="offl. § 13",
                proposals=[{"text": text("Ola Nordmann vert tilsett.")}],
            ),
            item("Møteplan", proposals=[{"text": with_blank()}]),
            item("Orientering", type="information", proposals=[]),
        ],
    )
    await site.publish(meeting["id"])
    return Room(site, meeting)
