"""What a secretary does again and again at the desk."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
from playwright.async_api import Page, expect

from tests.e2e.conftest import Site

AGENDA = """Styret i Sogn KO
Styremøte {number}

Dato: {date}
Tid: kl. 09:00–12:00
Stad: Leikanger

Sak 1 Godkjenning av innkalling
Framlegg til vedtak:
Innkallinga vert godkjend.

Sak 2 Ny avtale om brannvern
Framlegg til vedtak:
Avtalen vert godkjend.
Vedlegg:
1. Avtaleutkast
Saksframstilling:
Kommunane har forhandla sidan april.

Sak 3 Orientering om haustmøtet
Saksframstilling:
Haustmøtet er i Vik.
"""


async def upload_agenda(page: Page, number: str, date: str = "7. juni 2027") -> None:
    """Import a small agenda and come to its review."""
    await page.goto("/admin")
    content = AGENDA.format(number=number, date=date).encode()
    file = {"name": f"{number}.txt", "mimeType": "text/plain", "buffer": content}
    await page.get_by_label("Slepp fila her, eller vel ei fil").locator("input").set_input_files(file)  # type: ignore[arg-type]
    await expect(page.get_by_role("heading", name="Gjennomgang av import")).to_be_visible()


async def accept_draft(page: Page) -> None:
    """Ask for the draft to become a meeting; whether it does is for the caller to see."""
    await page.get_by_role("button", name="Godta og lag møte").click()
    await page.get_by_role("dialog").get_by_role("button", name="Godta og lag møte").click()


async def at_the_desk(page: Page) -> str:
    """Wait until a meeting's desk is shown; its id."""
    await page.wait_for_url(re.compile("/admin/m%C3%B8te/mtg_"))
    # The address changes before the page does.
    await expect(page.get_by_role("button", name="Publiser no")).to_be_visible()
    return page.url.rpartition("/")[2].partition("?")[0]


async def create_meeting(page: Page, site: Site, number: str, text: str = "Ei sak om vegen vidare.") -> dict[str, Any]:
    """A meeting of the board with one case, made through the API."""
    bodies = await (await page.request.get("/api/v1/bodies")).json()
    board = next(body["id"] for body in bodies["items"] if body["slug"] == "styret")
    paragraph = {"type": "paragraph", "attrs": {"id": "aaaaaaaa"}, "content": [{"type": "text", "text": text}]}
    content = {"type": "doc", "content": [paragraph]}
    answer = await page.request.post(
        "/api/v1/meetings",
        data={
            "bodyId": board,
            "number": number,
            "title": f"Styremøte {number} i Sogn KO",
            "startsAt": "2027-03-01T09:00:00+01:00",
            "place": "Leikanger",
            "items": [
                {
                    "type": "decision",
                    "title": "Framtidig samarbeid",
                    "proposals": [{"text": content}],
                    "text": content,
                }
            ],
        },
        headers={"Origin": site.url},
    )
    assert answer.status == 201, await answer.text()
    made: dict[str, Any] = await answer.json()
    return made


async def open_desk(page: Page, meeting: dict[str, Any]) -> None:
    await page.goto(f"/admin/møte/{meeting['id']}")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(meeting["number"])
    await page.get_by_role("radio", name="Sakspapir").check()


async def publish_now(page: Page, note: str | None = None) -> None:
    await page.get_by_role("button", name="Publiser no").click()
    dialog = page.get_by_role("dialog")
    if note is not None:
        await dialog.get_by_role("textbox").fill(note)
    await dialog.get_by_role("button", name="Publiser", exact=True).click()
    await expect(dialog).to_have_count(0)


async def post(page: Page, site: Site, path: str, data: dict[str, Any]) -> dict[str, Any]:
    answer = await page.request.post(f"/api/v1{path}", data=data, headers={"Origin": site.url}, timeout=60_000)
    assert answer.ok, await answer.text()
    found: dict[str, Any] = await answer.json()
    return found


async def a_meeting(admin: Page, site: Site, number: str, *items: dict[str, Any]) -> dict[str, Any]:
    """A published meeting of the board later today."""
    bodies = await (await admin.request.get("/api/v1/bodies")).json()
    board = next(body["id"] for body in bodies["items"] if body["slug"] == "styret")
    today = dt.datetime.now(ZoneInfo("Europe/Oslo")).replace(hour=23, minute=55, second=0, microsecond=0)
    meeting = await post(
        admin,
        site,
        "/meetings",
        {
            "bodyId": board,
            "number": number,
            "title": f"Styremøte {number}",
            "startsAt": today.isoformat(),
            "place": "Leikanger",
            "items": list(items),
        },
    )
    await post(admin, site, f"/meetings/{meeting['id']}/actions/publish", {"kind": "papers"})
    return meeting


class Room:
    """The meeting room by the API, as the administrator leads it."""

    def __init__(self, page: Page, site: Site, meeting_id: str) -> None:
        self._request, self._site = page.request, site
        self._path = f"/api/v1/meetings/{meeting_id}/room"

    async def view(self) -> dict[str, Any]:
        seen: dict[str, Any] = await (await self._request.get(self._path)).json()
        return seen

    async def do(self, action: str, **order: Any) -> None:
        headers = {"Origin": self._site.url, "If-Match": f'"{(await self.view())["seq"]}"'}
        answer = await self._request.post(f"{self._path}/actions/{action}", data=order, headers=headers)
        assert answer.ok, await answer.text()


async def printed(page: Page) -> str:
    """All that stands on the paper when the page is printed on A4, on one line."""
    pages = pypdfium2.PdfDocument(await page.pdf(format="A4"))
    return re.sub(r"\s+", " ", " ".join(one.get_textpage().get_text_bounded() for one in pages))
