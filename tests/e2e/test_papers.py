"""A member's papers in two browsers: read, marked, noted, declared inhabile, and taken along without a network."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import typst
from playwright.async_api import Browser, BrowserContext, Page, expect

from api.domain.kernel import richtext
from tests.e2e.accessibility import overflow, small_targets, violations
from tests.e2e.conftest import MEMBERS_PASSWORD, Site

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

SELECT = """() => {
  const words = [...document.querySelectorAll('.papers-content .rich-text p[id]')].at(-1).firstChild;
  getSelection().setBaseAndExtent(words, 4, words, 10);
}"""


@pytest.fixture
async def member(browser: Browser, site: Site, members: dict[str, list[Any]]) -> AsyncIterator[Page]:
    context = await opened(browser, site, members["medlem"])
    yield await context.new_page()
    await context.close()


@pytest.fixture
async def chair(browser: Browser, site: Site, members: dict[str, list[Any]]) -> AsyncIterator[Page]:
    context = await opened(browser, site, members["styreleiar"])
    yield await context.new_page()
    await context.close()


async def opened(browser: Browser, site: Site, session: list[Any]) -> BrowserContext:
    context = await browser.new_context(base_url=site.url, locale="nn-NO", timezone_id="Europe/Oslo")
    await context.add_cookies(session)
    return context


def text(words: str) -> dict[str, Any]:
    return richtext.text_doc(words)


async def ask(page: Page, site: Site, method: str, path: str, **options: Any) -> Any:
    headers = {"Origin": site.url, **options.pop("headers", {})}
    answer = await page.request.fetch(f"/api/v1{path}", method=method, headers=headers, **options)
    assert answer.ok, await answer.text()
    return await answer.json()


async def papers(admin: Page, site: Site, number: str, day: str) -> dict[str, Any]:
    """A published meeting with an open and a closed item, each with a PDF of two pages."""
    content = typst.compile(b"= Avtaleutkast\nKommunane skal dele kostnadene.\n#pagebreak()\n= Side to\nSlutt.")
    documents = []
    for title in ("Avtaleutkast", "Innstilling"):
        file = {"name": f"{title}.pdf", "mimeType": "application/pdf", "buffer": content}
        documents.append((await ask(admin, site, "POST", "/documents", multipart={"file": file, "title": title}))["id"])
    body = next(b for b in (await ask(admin, site, "GET", "/bodies"))["items"] if b["slug"] == "styret")
    meeting = await ask(
        admin,
        site,
        "POST",
        "/meetings",
        data={
            "bodyId": body["id"],
            "number": number,
            "title": f"Styremøte {number}",
            "startsAt": f"{day}T09:00:00+02:00",
            "items": [
                {
                    "type": "decision",
                    "title": "Ny avtale",
                    "proposals": [{"text": text("Avtalen vert godkjend.")}],
                    "text": text("Kommunane har forhandla sidan april."),
                    "attachments": [{"title": "Avtaleutkast", "documentId": documents[0]}],
                },
                {
                    "type": "election",
                    "title": "Tilsetjing av Ola Nordmann",
                    "access": "closed",
                    "openTitle": "Personalsak",
                    "legalBasis": "offl. § 13",
                    "text": text("Ola har ti års røynsle."),
                    "attachments": [{"title": "Innstilling", "documentId": documents[1]}],
                },
            ],
        },
    )
    await publish(admin, site, meeting)
    return meeting


async def publish(admin: Page, site: Site, meeting: dict[str, Any], note: str | None = None) -> None:
    order = {"kind": "papers", "changeNote": note}
    await ask(admin, site, "POST", f"/meetings/{meeting['id']}/actions/publish", data=order, timeout=60_000)


async def marked(page: Page) -> int:
    found: int = await page.evaluate("CSS.highlights.get('note-yellow')?.size ?? 0")
    return found


async def looks_right(page: Page) -> None:
    for width in (1280, 320):
        await page.set_viewport_size({"width": width, "height": 800})
        assert await violations(page) == []
        assert await overflow(page) == 0
        assert await small_targets(page) == []
    await page.set_viewport_size({"width": 1280, "height": 800})


async def test_a_member_reads_marks_and_declares_while_another_sees_nothing_of_it(
    admin: Page, member: Page, chair: Page, site: Site
) -> None:
    meeting = await papers(admin, site, "81-28", "2028-05-02")
    await member.goto("/admin")
    await expect(member.get_by_role("heading", name="Mine papir")).to_be_visible()
    row = member.get_by_role("listitem").filter(has_text="Styremøte 81-28")
    await expect(row.get_by_text("2 ulesne")).to_be_visible()
    await looks_right(member)
    await row.get_by_role("link").click()
    await expect(member.get_by_text("Ulese")).to_have_count(2)
    await looks_right(member)

    # Reads, marks and writes.
    await member.get_by_role("link", name="Ny avtale").click()
    await expect(member.get_by_role("heading", name="1. Ny avtale")).to_be_visible()
    await member.evaluate(SELECT)
    await member.get_by_role("button", name="Merk teksten med gult").click()
    await expect(member.locator(".note")).to_have_count(1)
    await member.get_by_label("Nytt notat").fill("Spør kva dette kostar.")
    await member.get_by_role("button", name="Lagre notat").click()
    await expect(member.get_by_text("Spør kva dette kostar.")).to_be_visible()
    await looks_right(member)
    await member.reload()
    await expect(member.locator(".note")).to_have_count(2)
    assert await marked(member) == 1

    # The other member sees the same papers and none of the notes.
    await chair.goto(f"/admin/papir/{meeting['id']}/sak/1")
    await expect(chair.get_by_role("heading", name="1. Ny avtale")).to_be_visible()
    await expect(chair.locator(".note")).to_have_count(0)

    # On to the closed item with the keyboard, and out of it by declaring.
    await member.get_by_role("heading", name="1. Ny avtale").focus()
    await member.keyboard.press("j")
    await expect(member.get_by_role("heading", name="2. Tilsetjing av Ola Nordmann")).to_be_visible()
    await expect(member.locator(".rich-text").get_by_text("ti års røynsle")).to_be_visible()
    await member.get_by_role("button", name="Meld inhabilitet").click()
    dialog = member.get_by_role("dialog")
    await dialog.get_by_label("Grunngjeving").fill("Vi er i slekt.")
    assert await violations(member) == []
    await dialog.get_by_role("button", name="Meld inhabilitet").click()
    await expect(member.get_by_role("heading", name="2. Personalsak")).to_be_visible()
    await expect(member.get_by_text("ti års røynsle")).to_have_count(0)
    await looks_right(member)
    await chair.keyboard.press("j")
    await expect(chair.locator(".rich-text").get_by_text("ti års røynsle")).to_be_visible()


async def test_what_has_changed_since_it_was_read_is_told_and_marks_stay(admin: Page, member: Page, site: Site) -> None:
    meeting = await papers(admin, site, "82-28", "2028-05-03")
    for label in ("1", "2"):
        await member.goto(f"/admin/papir/{meeting['id']}/sak/{label}")
        await expect(member.get_by_role("heading", name=f"{label}. ")).to_be_visible()
    await member.goto(f"/admin/papir/{meeting['id']}/sak/1")
    await expect(member.get_by_role("heading", name="1. Ny avtale")).to_be_visible()
    await member.evaluate(SELECT)
    await member.get_by_role("button", name="Merk teksten med gult").click()
    await expect(member.locator(".note")).to_have_count(1)

    item = meeting["items"][0]["id"]
    etag = (await admin.request.get(f"/api/v1/agenda-items/{item}")).headers["etag"]
    new = {"text": text("Det er nytt: Kommunane har forhandla sidan mars.")}
    await ask(admin, site, "PATCH", f"/agenda-items/{item}", data=new, headers={"If-Match": etag})
    await publish(admin, site, meeting, "Datoen er retta.")

    await member.goto("/admin/papir")
    row = member.get_by_role("listitem").filter(has_text="Styremøte 82-28")
    await expect(row.get_by_text("1 endra")).to_be_visible()
    await row.get_by_role("link").click()
    await expect(member.get_by_role("listitem").filter(has_text="Ny avtale").get_by_text("Endra")).to_be_visible()
    await member.get_by_role("link", name="Ny avtale").click()
    await expect(member.get_by_text("Endra sidan du las sist")).to_be_visible()
    await expect(member.locator(".note-quote")).to_have_count(1)
    assert await marked(member) == 1


async def test_a_pdf_is_read_marked_and_leafed_through(admin: Page, member: Page, site: Site) -> None:
    meeting = await papers(admin, site, "83-28", "2028-05-04")
    faults: list[str] = []
    member.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
    await member.goto(f"/admin/papir/{meeting['id']}/sak/1")
    await member.get_by_role("link", name="Avtaleutkast").click()
    await expect(member.locator(".textLayer").get_by_text("Kommunane skal dele kostnadene.")).to_be_attached()
    await expect(member.get_by_text("av 2")).to_be_visible()
    await member.get_by_text("Kommunane skal dele kostnadene.").evaluate(
        "(span) => getSelection().selectAllChildren(span)"
    )
    await member.get_by_role("button", name="Merk teksten med gult").click()
    await expect(member.locator(".note-quote")).to_contain_text("Kommunane skal dele")
    assert await marked(member) == 1
    await looks_right(member)
    await member.get_by_role("button", name="Neste side").click()
    await expect(member.get_by_label("Sidetal")).to_have_value("2")
    assert faults == []


async def test_papers_and_notes_work_without_a_network_and_are_gone_after_sign_out(
    admin: Page, browser: Browser, members: dict[str, list[Any]], site: Site
) -> None:
    # A session of its own, since it ends here.
    member = await (await opened(browser, site, [])).new_page()
    account = {"username": "medlem", "password": MEMBERS_PASSWORD}
    assert (await member.request.post("/api/v1/session", data=account)).status == 201
    meeting = await papers(admin, site, "84-28", "2028-05-05")
    await member.goto(f"/admin/papir/{meeting['id']}")
    await member.get_by_role("button", name="Gjer tilgjengeleg utan nett").click()
    await expect(member.get_by_role("button", name="Fjern frå denne eininga")).to_be_visible(timeout=30_000)
    await looks_right(member)

    await member.context.set_offline(True)
    await member.goto(f"/admin/papir/{meeting['id']}/sak/1")
    await expect(member.get_by_text("Du er utan nett.")).to_be_visible()
    await expect(member.locator(".rich-text").get_by_text("forhandla sidan april")).to_be_visible()
    await member.get_by_label("Nytt notat").fill("Skrive på toget.")
    await member.get_by_role("button", name="Lagre notat").click()
    await expect(member.get_by_text("Vert sendt når du er på nett.")).to_be_visible()
    await looks_right(member)
    await member.get_by_role("link", name="Avtaleutkast").click()
    await expect(member.locator(".textLayer").get_by_text("Kommunane skal dele kostnadene.")).to_be_attached()
    # What is closed was not asked for.
    await member.goto(f"/admin/papir/{meeting['id']}/sak/2")
    await expect(member.get_by_role("heading", name="2. Unnateke offentlegheit")).to_be_visible()
    assert "Ola" not in await member.content()
    kept = await member.evaluate(
        """async () => {
          const cache = await caches.open('samstyre-papers');
          const answers = await Promise.all((await cache.keys()).map((key) => cache.match(key)));
          return (await Promise.all(answers.map((answer) => answer.text()))).join();
        }"""
    )
    assert "Ny avtale" in kept
    assert "Ola" not in kept

    await member.goto(f"/admin/papir/{meeting['id']}/sak/1")
    await expect(member.get_by_text("Skrive på toget.")).to_be_visible()
    await member.context.set_offline(False)
    await expect(member.get_by_text("Vert sendt når du er på nett.")).to_have_count(0)
    mine = await ask(member, site, "GET", f"/notes?meetingId={meeting['id']}")
    assert [note["text"] for note in mine["items"]] == ["Skrive på toget."]

    await member.goto("/admin/papir")
    await member.get_by_role("button", name="Logg ut").click()
    await expect(member.get_by_role("link", name="Logg inn")).to_be_visible()
    left = await member.evaluate(
        "async () => [await caches.has('samstyre-papers'), localStorage['papers.kept'] ?? null]"
    )
    assert left == [False, None]
    await member.context.close()
