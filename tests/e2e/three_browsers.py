"""A meeting that is followed in three browsers at once, and what its secretary does again and again."""

from dataclasses import dataclass
from typing import Any, Final

from playwright.async_api import Page, expect

from api.domain.kernel import richtext
from tests.e2e.conftest import Site
from tests.e2e.desk import Room

CANARY: Final = "kanarifuglkontrakt"
"""Stands in what is closed, and must not get out."""


@dataclass(frozen=True)
class Meeting:
    """The three browsers, and the room by the API."""

    secretary: Page
    member: Page
    public: Page
    site: Site
    id: str
    path: str
    room: Room

    async def item(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = (await self.room.view())["items"][number - 1]
        return found

    async def note(self, *numbers: int) -> None:
        """Items that are noted, by the API."""
        for number in numbers:
            await self.room.do("start-item", itemId=(await self.item(number))["id"])
            await self.room.do("conclude-item", outcome="noted")

    async def adopt(self, number: int, *blanks: str) -> None:
        """An item that is adopted by a counted vote of one mind, by the API."""
        item = await self.item(number)
        await self.room.do("start-item", itemId=item["id"])
        proposal = item["proposals"][0]["id"]
        if blanks:
            await self.room.do("fill-blanks", proposalId=proposal, values=blanks)
        await self.room.do("open-vote", subject="proposals", proposalIds=[proposal], method="by_count")
        await self.room.do("close-vote", counts={"for": 6, "against": 0})
        await self.room.do("conclude-item", outcome="adopted")

    async def count(self, votes_for: int, against: int) -> None:
        """The counted vote that is open, at the secretary's."""
        await self.secretary.get_by_label("For", exact=True).fill(str(votes_for))
        await self.secretary.get_by_label("Mot", exact=True).fill(str(against))
        await self.secretary.get_by_role("button", name="Før resultat").first.click()

    async def open_vote(self, subject: str | None = None, *, counted: bool = False) -> None:
        """Put to the vote, at the secretary's."""
        voting = self.secretary.get_by_role("dialog", name="Til votering")
        if subject is not None:
            await voting.get_by_label(subject, exact=True).check()
        if counted:
            await voting.get_by_label("Ved opptelling").check()
        await voting.get_by_role("button", name="Opne røystinga").click()
        await expect(voting).to_have_count(0)

    async def everybody_sees(self, number: int, title: str) -> None:
        """The item that is treated, in all three browsers."""
        await expect(self.secretary.get_by_role("heading", level=2, name=title)).to_be_visible()
        await expect(self.member.get_by_role("heading", level=2, name=title)).to_be_visible()
        await expect(self.public.get_by_role("heading", level=2, name=f"{number}. {title}")).to_be_visible()


async def agenda(page: Page) -> list[dict[str, Any]]:
    """As the demonstration has it, but that item 14 is closed."""
    listed = (await (await page.request.get("/api/v1/meetings?limit=100")).json())["items"]
    held_id = next(one["id"] for one in listed if one["number"] == "08-25")
    held = await (await page.request.get(f"/api/v1/meetings/{held_id}")).json()
    items = [
        {
            "type": one["type"],
            "title": one["title"],
            "text": one["text"],
            "proposals": [{"text": proposal["text"]} for proposal in one["proposals"]],
            "subItems": [{key: sub[key] for key in ("label", "title", "text")} for sub in one["subItems"]],
        }
        for one in held["items"][:19]
    ]
    items[13] |= {
        "title": f"Alarmsentralen: {CANARY}",
        "access": "closed",
        "openTitle": "Avtale om alarmsentral",
        "legalBasis": "offl. § 13",
        "text": richtext.text_doc(f"Om {CANARY}."),
        "proposals": [{"text": richtext.text_doc(f"Styret seier opp {CANARY}.")}],
    }
    return items
