"""A meeting that is led past the screens, to come to what a test is about."""

from typing import Any

from playwright.async_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.desk import a_meeting


class Led:
    """A meeting of the board, opened with chair, member (Marta Kvamsnos) and a deputy in the seat of Sogndal's.

    Three of six are there: as many as it takes to decide.
    """

    def __init__(self, admin: Page, site: Site, meeting: dict[str, Any]) -> None:
        self._admin, self._site = admin, site
        self.meeting = meeting
        self.items: list[str] = [one["id"] for one in meeting["items"]]
        self.address = f"/admin/møte/{meeting['id']}/møterom"
        self.live = f"{meeting['path']}/direkte"

    async def see(self) -> dict[str, Any]:
        found: dict[str, Any] = await (await self._admin.request.get(self._room)).json()
        return found

    async def do(self, action: str, **order: Any) -> dict[str, Any]:
        """As the administration, that has just looked."""
        answer = await self._admin.request.post(
            f"{self._room}/actions/{action}",
            data=order,
            headers={"Origin": self._site.url, "If-Match": f'"{(await self.see())["seq"]}"'},
        )
        assert answer.ok, await answer.text()
        found: dict[str, Any] = await answer.json()
        return found

    async def enter(self, *pages: Page) -> None:
        """Everybody comes to the room."""
        for page in pages:
            await page.goto(self.address)
            await expect(page.get_by_role("heading", level=1, name="Møterom")).to_be_visible()

    @property
    def _room(self) -> str:
        return f"/api/v1/meetings/{self.meeting['id']}/room"


async def led(admin: Page, site: Site, number: str, *items: dict[str, Any], everybody: bool = False) -> Led:
    """A published meeting that has been opened; with ``everybody`` all six members are there, and no deputy."""
    room = Led(admin, site, await a_meeting(admin, site, number, *items))
    seats = (await room.see())["seats"]
    ids = {seat["name"]: seat["personId"] for seat in seats}
    members = [seat["personId"] for seat in seats if seat["role"] in ("chair", "deputy_chair", "member")]
    chair = next(seat["personId"] for seat in seats if seat["role"] == "chair")
    away = next(
        seat["personId"]
        for seat in seats
        if seat["role"] in ("deputy_chair", "member")
        and seat["municipality"] == next(one["municipality"] for one in seats if one["name"] == "Åshild Vikateig")
    )
    few = [
        {"personId": chair},
        {"personId": ids["Marta Kvamsnos"]},
        {"personId": ids["Åshild Vikateig"], "standsInFor": away},
    ]
    await room.do("open", present=[{"personId": one} for one in members] if everybody else few)
    return room
