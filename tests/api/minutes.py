"""The minutes of a meeting that is over, and the words to keep them with."""

from typing import Any

import httpx

from tests.api.rooms import MUST, Room, published_room
from tests.api.site import API, Site


class Minutes:
    def __init__(self, room: Room) -> None:
        self.room, self.site = room, room.site
        self.path = f"{API}/meetings/{room.id}/minutes"

    async def get(self, who: str = "administration") -> dict[str, Any]:
        answer = await self.site.actors[who].get(self.path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def act(self, action: str, who: str = "administration", **body: Any) -> httpx.Response:
        seen = await self.site.actors[who].get(self.path)
        headers = {"If-Match": seen.headers.get("etag", '"0"')}
        return await self.site.actors[who].post(f"{self.path}/{action}", json=body, headers=headers)

    async def do(self, action: str, who: str = "administration", **body: Any) -> dict[str, Any]:
        answer = await self.act(action, who, **body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    async def refused(self, action: str, who: str = "administration", **body: Any) -> str:
        answer = await self.act(action, who, **body)
        assert answer.status_code == 409, answer.text
        return answer.json()["guard"]

    async def edit(self, edits: dict[str, Any], etag: str | None = None) -> httpx.Response:
        client = self.site.actors["administration"]
        etag = etag or (await client.get(self.path)).headers["etag"]
        return await client.patch(self.path, json={"edits": edits}, headers={"If-Match": etag})

    async def send(self, way: str = "at_once", *signers: str) -> dict[str, Any]:
        people = [self.site.people[one] for one in signers or ("chair",)]
        return await self.do("actions/send", way=way, signers=people)

    async def approved(self) -> dict[str, Any]:
        await self.send()
        await self.do("actions/approve", "chair", version=(await self.get())["version"])
        return await self.do("actions/conclude")

    async def pdf(self, who: str = "administration", path: str = "minutes.pdf", **params: str) -> httpx.Response:
        return await self.site.actors[who].get(f"{self.path}/{path}", params=params)


async def held_minutes(site: Site) -> Minutes:
    """Of a meeting in which ``member`` was inhabile in the closed item."""
    room = await published_room(site)
    await room.do("open", present=[{"personId": site.people[one]} for one in ("chair", "member", "deputy")])
    await room.treat(room.budget)
    vote = await room.ask()
    for who in ("chair", "member"):
        await room.vote(who, vote, "for")
    await room.do("close-vote")
    await room.do("conclude-item", outcome="adopted")
    await room.treat(room.closed)
    await room.do("declare-inhability", itemId=room.closed, personId=site.people["member"])
    await room.do("close-doors", legalBasis=MUST)
    await room.do("remark", itemId=room.closed, text="Ola er den einaste søkjaren.")
    await room.do("open-doors")
    await room.do("conclude-item", outcome="withdrawn", note="Søkjaren trekte seg.")
    for one in (room.blanks, room.news):
        await room.treat(one)
        await room.do("conclude-item", outcome="withdrawn", note="Seinare.")
    await room.do("close")
    return Minutes(room)
