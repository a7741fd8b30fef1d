"""A real server with the demonstration organisation, and a real Chromium to use it with."""

import asyncio
import os
import re
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.mailbox import Mailbox, mailbox
from tests.statistics_norway import Statistics, statistics_norway

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these, Chromium goes looking for hosts of its own.
CHROMIUM_FLAGS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 120
# What comes late on a busy machine still comes; only what never comes is waited for so long.
expect.set_options(timeout=20_000)
MEMBERS_PASSWORD = "ein lang frase til test"
"""Chosen for the accounts of `members`, by the links that they were given."""

Phone = Callable[[str], Awaitable[Page]]


@dataclass(frozen=True)
class Site:
    """A running installation: where it is, and the passwords that it told."""

    url: str
    password: str
    data: Path
    passwords: dict[str, str]
    """Of the demonstration's accounts, by user name."""


def find_chromium() -> str | None:
    given = os.environ.get("SAMSTYRE_CHROMIUM")
    return given or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.fixture(scope="session")
async def post() -> AsyncIterator[Mailbox]:
    """Where the site's mails come to."""
    async with mailbox() as box:
        yield box


@pytest.fixture(scope="session")
def statistics() -> Iterator[Statistics]:
    """Statistics Norway as the site knows it."""
    with statistics_norway() as found:
        yield found


@pytest.fixture(scope="session")
async def site(tmp_path_factory: pytest.TempPathFactory, post: Mailbox, statistics: Statistics) -> AsyncIterator[Site]:
    """`samstyre serve` in a process of its own, on a free port, with an embedded database in a new folder."""
    data = tmp_path_factory.mktemp("site")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SAMSTYRE_")},
        "SAMSTYRE_DATA": str(data),
        "SAMSTYRE_PORT": str(port),
        "SAMSTYRE_PUBLIC_URL": url,
        "SAMSTYRE_DEMO": "true",
        "SAMSTYRE_SMTP_URL": post.url,
        "SAMSTYRE_STATISTICS_URL": statistics.url,
        "SAMSTYRE_REQUESTS_PER_MINUTE": "100000",
        "COLUMNS": "200",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "api",
        "serve",
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    reader: asyncio.Task[None] | None = None
    try:
        assert process.stdout is not None
        output = ""
        async with asyncio.timeout(START_SECONDS):
            while "Application startup complete" not in output:
                line = await process.stdout.readline()
                assert line, f"the server ended before it had started:\n{output}"
                output += line.decode()
        found = re.search(r"with the password (\S+)", output)
        assert found, output
        reader = asyncio.create_task(_drain(process.stdout))
        passwords = dict(re.findall(r"^│ ([\w-]+) +│ (\S+) +│", output, re.MULTILINE))
        yield Site(url, found.group(1), data, passwords)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()
        if reader is not None:
            await reader


async def _drain(stream: asyncio.StreamReader) -> None:
    """Keep the server's output flowing; a full pipe would stop it."""
    while await stream.readline():
        pass


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    executable = find_chromium()
    if executable is None and os.environ.get("CI") == "true":
        pytest.fail("No Chromium: install one, or set SAMSTYRE_CHROMIUM.")
    if executable is None:
        pytest.skip("NO CHROMIUM FOUND: the end-to-end tests did not run. Set SAMSTYRE_CHROMIUM.")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable, args=CHROMIUM_FLAGS, chromium_sandbox=os.geteuid() != 0
        )
        yield browser
        await browser.close()


@pytest.fixture
async def context(browser: Browser, site: Site) -> AsyncIterator[BrowserContext]:
    """A browser without history; a test fails when a page logs an error or breaks its own security policy."""
    context = await browser.new_context(base_url=site.url, locale="nn-NO", timezone_id="Europe/Oslo")
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on(
        "console",
        lambda message: faults.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield context
    await context.close()
    assert not faults, faults


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    return await context.new_page()


@pytest.fixture(scope="session")
async def signed_in(browser: Browser, site: Site) -> list[Any]:
    """The cookie of the administrator's session; one for all tests, since signing in is rationed."""
    context = await browser.new_context(base_url=site.url)
    response = await context.request.post("/api/v1/session", data={"username": "admin", "password": site.password})
    assert response.status == 201, await response.text()
    cookies = await context.cookies()
    await context.close()
    return cookies


@pytest.fixture
async def admin(context: BrowserContext, signed_in: list[Any]) -> Page:
    """A page that is signed in as the administrator."""
    await context.add_cookies(signed_in)
    return await context.new_page()


async def choose_password(context: BrowserContext, token: str, password: str) -> None:
    """Use a one-time link."""
    await begin(context, "/api/v1/session/recovery", {"token": token, "password": password})


async def begin(context: BrowserContext, path: str, data: dict[str, str]) -> None:
    """Begin a session. The site rations this, and to it all the tests are one machine: what is refused waits."""
    while True:
        used = await context.request.post(path, data=data)
        if used.status != 429:
            break
        await asyncio.sleep((await used.json())["retryAfterSeconds"])
    assert used.status == 201, await used.text()


@pytest.fixture(scope="session")
async def members(browser: Browser, site: Site, signed_in: list[Any]) -> dict[str, list[Any]]:
    """The sessions of two members of the demonstration's board and of its union representative, each begun by a
    one-time link, and of a deputy."""
    office = await browser.new_context(base_url=site.url)
    await office.add_cookies(signed_in)
    begun = {}
    for username in ("medlem", "styreleiar", "tillitsvald"):
        found = await (await office.request.get(f"/api/v1/users?q={username}")).json()
        user = next(user for user in found["items"] if user["username"] == username)
        link = await office.request.post(f"/api/v1/users/{user['id']}/actions/recover", headers={"Origin": site.url})
        assert link.status == 201, await link.text()
        context = await browser.new_context(base_url=site.url)
        token = (await link.json())["url"].partition("#")[2]
        await choose_password(context, token, MEMBERS_PASSWORD)
        begun[username] = await context.cookies()
        await context.close()
    await office.close()
    context = await browser.new_context(base_url=site.url)
    await begin(context, "/api/v1/session", {"username": "vara", "password": site.passwords["vara"]})
    begun["vara"] = await context.cookies()
    await context.close()
    return begun


@pytest.fixture
async def phone(browser: Browser, site: Site, members: dict[str, list[Any]]) -> AsyncIterator[Phone]:
    """The phone of somebody among `members`, by user name."""
    contexts: list[BrowserContext] = []

    async def of(username: str) -> Page:
        contexts.append(
            await browser.new_context(
                base_url=site.url, locale="nn-NO", timezone_id="Europe/Oslo", viewport={"width": 360, "height": 740}
            )
        )
        await contexts[-1].add_cookies(members[username])
        return await contexts[-1].new_page()

    yield of
    for context in contexts:
        await context.close()


@pytest.fixture
async def member(phone: Phone) -> Page:
    """A member's phone."""
    return await phone("medlem")


@pytest.fixture
async def public(browser: Browser, site: Site) -> AsyncIterator[Page]:
    """Somebody at home."""
    context = await browser.new_context(base_url=site.url, locale="nn-NO", timezone_id="Europe/Oslo")
    yield await context.new_page()
    await context.close()
