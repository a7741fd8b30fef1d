"""Takes the pictures of the README from the demonstration organisation: `make screenshots`."""

import asyncio
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path

import httpx
from playwright.async_api import async_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
PICTURES = {"meeting": "/møte/styret/2025-09-22", "case": "/møte/styret/2025-09-22/sak/8"}


async def main() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory() as data:
        settings = {"DATA": data, "PORT": str(port), "PUBLIC_URL": url, "DEMO": "true", "LOG_LEVEL": "error"}
        environment = os.environ | {f"SAMSTYRE_{name}": value for name, value in settings.items()}
        server = await asyncio.create_subprocess_exec(sys.executable, "-m", "api", "serve", env=environment)
        try:
            await until_up(url)
            await take(url)
        finally:
            server.terminate()
            await server.wait()


async def until_up(url: str) -> None:
    async with httpx.AsyncClient() as client:
        for _ in range(240):
            try:
                await client.get(f"{url}/healthz")
            except httpx.TransportError:
                await asyncio.sleep(0.5)
            else:
                return
    raise SystemExit("the server did not start")


async def take(url: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ.get("SAMSTYRE_CHROMIUM") or shutil.which("chromium"),
            chromium_sandbox=os.geteuid() != 0,
        )
        page = await browser.new_page(base_url=url, viewport={"width": 1200, "height": 900})
        for name, path in PICTURES.items():
            await page.goto(path)
            await page.get_by_role("heading", level=1).wait_for()
            await page.wait_for_load_state("networkidle")
            await page.screenshot(path=FOLDER / f"{name}.png")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
