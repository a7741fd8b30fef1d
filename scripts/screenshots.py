"""Takes the pictures of the README from the demonstration organisation: `make screenshots`."""

import asyncio
import os
import re
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import APIRequestContext, Page, async_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
HELD = "/møte/styret/2025-09-22"
PICTURES = {"meeting": HELD, "case": f"{HELD}/sak/8", "minutes": f"{HELD}/møtebok"}
COSTS = "/admin/kostnadsfordeling?m=25*75.population&m=25*75.children_0_15&i=30*70.population"


async def main() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory() as data:
        settings = {"DATA": data, "PORT": str(port), "PUBLIC_URL": url, "DEMO": "true"}
        environment = os.environ | {f"SAMSTYRE_{name}": value for name, value in settings.items()}
        server = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "api",
            "serve",
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            await take(url, await started(server))
        finally:
            server.terminate()
            await server.communicate()


async def started(server: asyncio.subprocess.Process) -> str:
    """Wait until the server is up; the administrator's password, which it tells."""
    output = ""
    while server.stdout and (line := await server.stdout.readline()):
        output += line.decode()
        if "Application startup complete" in output and (found := re.search(r"with the password (\S+)", output)):
            return found.group(1)
    raise SystemExit(f"the server did not start:\n{output}")


async def take(url: str, password: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ.get("SAMSTYRE_CHROMIUM") or shutil.which("chromium"),
            chromium_sandbox=os.geteuid() != 0,
        )
        page = await browser.new_page(
            base_url=url, locale="nn-NO", timezone_id="Europe/Oslo", viewport={"width": 1200, "height": 900}
        )
        for name, path in PICTURES.items():
            await picture(page, name, path)
        await page.set_viewport_size({"width": 1440, "height": 900})
        await picture(page, "room", await going_on(page.request, url, password))
        await picture(page, "costs", COSTS)
        await browser.close()


async def picture(page: Page, name: str, path: str) -> None:
    await page.goto(path)
    await page.get_by_role("heading", level=1).wait_for()
    if name != "room":  # which is never idle: it follows the meeting
        await page.wait_for_load_state("networkidle")
    await page.screenshot(path=FOLDER / f"{name}.png")


async def going_on(request: APIRequestContext, url: str, password: str) -> str:
    """Let the coming meeting be in the middle of a vote; the address of its room."""

    async def post(path: str, data: dict[str, object], **headers: str) -> dict[str, Any]:
        answer = await request.post(f"/api/v1{path}", data=data, headers={"Origin": url, **headers})
        if not answer.ok:
            raise SystemExit(await answer.text())
        found: dict[str, Any] = await answer.json()
        return found

    await post("/session", {"username": "admin", "password": password})
    listed = (await (await request.get("/api/v1/meetings?limit=100")).json())["items"]
    meeting_id = next(one["id"] for one in listed if one["state"] == "papers_published")
    room = f"/meetings/{meeting_id}/room"
    view = await (await request.get(f"/api/v1{room}")).json()

    async def do(action: str, **order: object) -> None:
        nonlocal view
        view = await post(f"{room}/actions/{action}", order, **{"If-Match": f'"{view["seq"]}"'})

    members = [one["personId"] for one in view["seats"] if one["role"] in ("chair", "deputy_chair", "member")]
    await do("open", present=[{"personId": one} for one in members])
    item = next(one for one in view["items"] if one["type"] == "decision" and one["access"] == "open")
    for one in view["items"][: item["number"] - 1]:
        await do("start-item", itemId=one["id"])
        if one["type"] == "approval":
            await do("open-vote", subject="proposals", method="by_count", proposalIds=[one["proposals"][0]["id"]])
            await do("close-vote", counts={"for": len(members), "against": 0})
        await do("conclude-item", outcome="adopted" if one["type"] == "approval" else "noted")
    await do("start-item", itemId=item["id"])
    for one in members[1:3]:
        await do("request-floor", personId=one)
    await do("give-floor", speaker=view["speakers"][0]["seq"])
    await do("open-vote", subject="proposals", proposalIds=[item["proposals"][0]["id"]])
    vote = view["seq"]
    for one in members[:3]:
        await do("cast-ballot", vote=vote, personId=one, choice="for")
    return f"/admin/møte/{meeting_id}/møterom"


if __name__ == "__main__":
    asyncio.run(main())
