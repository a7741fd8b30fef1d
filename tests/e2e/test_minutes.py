"""The minutes of a tiny meeting, from draft to sealed files: the secretary's browser, a member's and the chair's."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from api.domain.kernel import richtext
from tests.e2e.accessibility import sound
from tests.e2e.conftest import MEMBERS_PASSWORD, Site
from tests.e2e.desk import Room, a_meeting, post
from tests.e2e.keyboard import Keyboard
from tests.e2e.passkey import with_authenticator

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


@pytest.fixture
async def board(browser: Browser, site: Site, members: dict[str, list[Any]]) -> AsyncIterator[dict[str, Page]]:
    """A page for a member and one for the chair, each in a browser of their own."""
    contexts = {
        who: await browser.new_context(base_url=site.url, locale="nn-NO", timezone_id="Europe/Oslo")
        for who in ("medlem", "styreleiar")
    }
    for who, context in contexts.items():
        await context.add_cookies(members[who])
    yield {who: await context.new_page() for who, context in contexts.items()}
    for context in contexts.values():
        await context.close()


async def held(page: Page, site: Site, number: str) -> tuple[dict[str, Any], Room]:
    """A meeting with one adopted item, that is over."""
    item = {
        "type": "decision",
        "title": "Ny avtale",
        "proposals": [{"text": richtext.text_doc("Avtalen vert godkjend.")}],
    }
    meeting = await a_meeting(page, site, number, item)
    room = Room(page, site, meeting["id"])
    seats = [seat for seat in (await room.view())["seats"] if seat["role"] in ("chair", "deputy_chair", "member")]
    await room.do("open", present=[{"personId": seat["personId"]} for seat in seats])
    item_id = (await room.view())["items"][0]["id"]
    await room.do("start-item", itemId=item_id)
    proposal = (await room.view())["items"][0]["proposals"][0]["id"]
    await room.do("open-vote", subject="proposals", proposalIds=[proposal], method="by_count")
    await room.do("close-vote", counts={"for": len(seats), "against": 0})
    await room.do("conclude-item", outcome="adopted")
    await room.do("record-dissent", itemId=item_id, personId=seats[-1]["personId"], text="Eg ville ha venta.")
    await room.do("close")
    return {**meeting, "item": item_id}, room


async def test_minutes_go_from_draft_to_sealed_files(admin: Page, board: dict[str, Page], site: Site) -> None:
    meeting, room = await held(admin, site, "33-27")
    keys = Keyboard(admin)
    member, chair = board["medlem"], board["styreleiar"]
    path = f"/admin/møte/{meeting['id']}/møtebok"

    # Nobody but the office has them yet; from the desk they are one step away.
    await member.goto(path)
    await expect(member.get_by_role("heading", level=1)).to_have_text("Sida finst ikkje")
    await admin.goto(f"/admin/møte/{meeting['id']}")
    await keys.press(admin.get_by_role("link", name="Møtebok", exact=True))
    await expect(admin.get_by_role("heading", level=1)).to_contain_text("Møtebok: Styremøte 33-27")
    item = admin.get_by_role("region", name="Sak 1: Ny avtale")
    await expect(item.get_by_text("Framlegget vart samrøystes vedteke.")).to_be_visible()
    await expect(item.get_by_text("Eg ville ha venta.")).to_be_visible()
    await expect(item.locator(".adopted-text")).to_contain_text("Avtalen vert godkjend.")
    await sound(admin)

    # The secretary's own words, taken back, given again, and told of when the room is corrected under them.
    await keys.press(item.get_by_role("button", name="Skriv i møteboka"))
    await item.get_by_role("radio", name="I staden for handsaminga").check()
    editor = item.locator(".ProseMirror")
    await expect(editor).to_contain_text("Framlegget vart samrøystes vedteke.")
    await editor.press("Control+End")
    await admin.keyboard.type(" Ordføraren takka.")
    await sound(admin)
    await keys.press(item.get_by_role("button", name="Lagre"))
    await expect(editor).to_have_count(0)
    written = item.locator(".minutes-written")
    await expect(written).to_contain_text("Ordføraren takka.")
    await expect(written).to_contain_text("Skrive av sekretæren")
    await keys.press(item.get_by_role("button", name="Ta bort teksten"))
    await expect(written).to_have_count(0)
    await expect(item.get_by_role("heading", level=2)).to_be_focused()
    await keys.press(admin.get_by_role("button", name="Angre"))
    await expect(written).to_contain_text("Ordføraren takka.")
    await room.do("remark", itemId=meeting["item"], text="Dørene stod opne.")
    await admin.reload()
    await expect(item.get_by_text("er endra etter at denne teksten vart skriven")).to_be_visible()
    await item.get_by_text("Vis det som er ført i møterommet").click()
    await expect(item.get_by_text("Dørene stod opne.")).to_be_visible()
    await sound(admin)
    await keys.press(item.get_by_role("button", name="Teksten skal stå"))
    await expect(item.get_by_text("er endra etter at denne teksten vart skriven")).to_have_count(0)

    # Somebody else has written in between: nothing that was typed is lost.
    head = admin.get_by_role("region", name="Tid, stad og frammøte")
    await keys.press(head.get_by_role("button", name="Skriv i møteboka"))
    await head.locator(".ProseMirror").click()
    await admin.keyboard.type("Ordføraren ynskte velkomen.")
    seen = await (await admin.request.get(f"/api/v1/meetings/{meeting['id']}/minutes")).json()
    other = await admin.request.patch(
        f"/api/v1/meetings/{meeting['id']}/minutes",
        data={"edits": {"head": {"mode": "add", "text": richtext.text_doc("Frå ein annan.")}}},
        headers={"Origin": site.url, "If-Match": f'"{seen["revision"]}"'},
    )
    assert other.ok, await other.text()
    await keys.press(head.get_by_role("button", name="Lagre"))
    await expect(admin.get_by_role("alert")).to_contain_text("Nokon andre har endra dette.")
    await keys.press(admin.get_by_role("button", name="Hent siste utgåve"))
    await expect(head.get_by_text("Frå ein annan.")).to_be_visible()
    await expect(head.locator(".ProseMirror")).to_have_text("Ordføraren ynskte velkomen.")
    await keys.press(head.get_by_role("button", name="Lagre"))
    await expect(head.locator(".minutes-written")).to_contain_text("Ordføraren ynskte velkomen.")

    # Sent: whoever led the meeting is suggested to approve.
    await keys.press(admin.get_by_role("button", name="Send til medlemmene"))
    sending = admin.get_by_role("dialog", name="Send til medlemmene")
    await expect(sending.get_by_role("checkbox", checked=True)).to_have_count(1)
    await sound(admin)
    await keys.press(sending.get_by_role("button", name="Send til medlemmene"))
    await expect(sending).to_have_count(0)
    await expect(admin.get_by_text("Utgåve 1", exact=True)).to_be_visible()
    await expect(admin.get_by_role("heading", level=1)).to_be_focused()

    # A member finds them by the papers and comments; until that has an answer nothing is concluded.
    await member.goto(f"/admin/papir/{meeting['id']}")
    await member.get_by_role("link", name="Møtebok").click()
    theirs = member.get_by_role("region", name="Sak 1: Ny avtale")
    await theirs.get_by_role("button", name="Kommenter").click()
    await theirs.get_by_label("Kommentar til Sak 1").fill("Eg sa noko meir.")
    await sound(member)
    await theirs.get_by_role("button", name="Send kommentaren").click()
    await expect(theirs.get_by_text("Ikkje svara på enno.")).to_be_visible()
    await expect(member.get_by_role("button", name="Skriv i møteboka")).to_have_count(0)
    await expect(member.get_by_role("button", name="Godkjenn møteboka")).to_have_count(0)
    await sound(member)
    await admin.reload()
    await keys.press(admin.get_by_role("button", name="Avslutt godkjenninga"))
    concluding = admin.get_by_role("dialog", name="Avslutt godkjenninga")
    await keys.press(concluding.get_by_role("button", name="Avslutt godkjenninga"))
    await expect(concluding.get_by_role("alert")).to_have_text(
        "Nokre kommentarar er ikkje svara på. Svar på alle fyrst."
    )
    await admin.keyboard.press("Escape")
    await expect(concluding).to_have_count(0)
    await keys.press(item.get_by_role("button", name="Svar"))
    await admin.keyboard.type("Det er teke med.")
    await sound(admin)
    await keys.press(item.get_by_role("button", name="Svar", exact=True))
    await expect(item.get_by_text("Det er teke med.")).to_be_visible()

    # The chair approves by the password, and by no other.
    streams: list[str] = []
    chair.on("request", lambda request: streams.append(request.url) if request.url.endswith("/room/stream") else None)
    await chair.goto(f"/admin/møte/{meeting['id']}/møterom")
    await expect(chair.get_by_text("Ventar på godkjenninga di")).to_be_visible()
    await sound(chair)
    assert len(streams) == 1
    await chair.get_by_role("link", name="Møtebok").click()
    await chair.get_by_role("button", name="Godkjenn møteboka").click()
    approving = chair.get_by_role("dialog", name="Godkjenn møteboka")
    await approving.get_by_label("Passord").fill("feil")
    await approving.get_by_role("button", name="Godkjenn møteboka").click()
    await expect(approving.get_by_role("alert")).to_have_text("Passordet er feil.")
    await approving.get_by_label("Passord").fill(MEMBERS_PASSWORD)
    await sound(chair)
    await approving.get_by_role("button", name="Godkjenn møteboka").click()
    await expect(approving).to_have_count(0)
    await expect(chair.get_by_text("Har godkjent", exact=True)).to_be_visible()
    await expect(chair.get_by_text("med passord")).to_be_visible()
    await expect(chair.get_by_role("button", name="Godkjenn møteboka")).to_have_count(0)

    # Approved and sealed: the file that is downloaded is signed.
    await admin.reload()
    await keys.press(admin.get_by_role("button", name="Avslutt godkjenninga"))
    await keys.press(concluding.get_by_role("button", name="Avslutt godkjenninga"))
    await expect(admin.get_by_text("Godkjend", exact=True)).to_be_visible()
    await expect(admin.get_by_role("button", name="Endre teksten")).to_have_count(0)
    await keys.press(admin.get_by_role("button", name="Segl møteboka"))
    sealing = admin.get_by_role("dialog", name="Segl møteboka")
    await keys.press(sealing.get_by_role("button", name="Segl møteboka"))
    await expect(admin.get_by_text("Segla", exact=True)).to_be_visible(timeout=30_000)
    await expect(admin.get_by_text("Prøvesegl: ").first).to_be_visible()
    await sound(admin)
    for name in ("Heile møteboka (PDF,", "Offentleg møtebok (PDF,"):
        async with admin.expect_download() as downloading:
            await admin.get_by_role("link", name=name).click()
        content = (await (await downloading.value).path()).read_bytes()
        assert content.startswith(b"%PDF")
        assert b"/ByteRange" in content
    async with admin.expect_download() as downloading:
        await item.get_by_role("link", name="Særutskrift").click()
    assert (await downloading.value).suggested_filename == "særutskrift-33-27-sak-1.pdf"

    # What the public will get is seen first; then it is out, and can be taken back with a reason.
    publishing = admin.get_by_role("region", name="Publisering")
    await expect(publishing.get_by_text("Ikkje publisert enno.")).to_be_visible()
    await keys.press(publishing.get_by_role("button", name="Førehandsvis den offentlege møteboka"))
    await expect(admin.get_by_role("radio", name="Offentleg møtebok")).to_be_checked()
    await expect(head.get_by_role("heading", level=2)).to_be_focused()
    await keys.reach(publishing.get_by_role("button", name="Publiser møteboka"), "Shift+Tab")
    await admin.keyboard.press("Enter")
    asking = admin.get_by_role("dialog", name="Publiser møteboka")
    await sound(admin)
    await keys.press(asking.get_by_role("button", name="Publiser", exact=True))
    await expect(publishing.get_by_role("status")).to_have_text("Publisert som versjon 1.")
    await expect(publishing.get_by_role("heading", level=2)).to_be_focused()
    await expect(publishing.get_by_role("button", name="Publiser møteboka")).to_have_count(0)
    await sound(admin)
    await keys.press(publishing.get_by_role("link", name="Sjå den offentlege sida"))
    await expect(admin.get_by_role("heading", level=1)).to_contain_text("Møtebok")
    await expect(admin.locator(".proposal")).to_contain_text("Avtalen vert godkjend.")
    public = admin.url
    await admin.goto(path)
    await keys.press(publishing.get_by_role("button", name="Trekk tilbake"))
    withdrawing = admin.get_by_role("dialog", name="Trekk tilbake")
    await withdrawing.get_by_label("Grunngjeving").fill("Ein person er nemnd med feil namn.")
    await sound(admin)
    await keys.press(withdrawing.get_by_role("button", name="Trekk tilbake"))
    await expect(publishing.get_by_text("Ein person er nemnd med feil namn.")).to_be_visible()
    assert (await admin.request.get(public)).status == 410


async def send(page: Page, site: Site, meeting: dict[str, Any], room: Room) -> None:
    """Send the minutes, for the chair to approve at once."""
    path = f"/api/v1/meetings/{meeting['id']}/minutes"
    seen = await (await page.request.get(path)).json()
    chair = next(seat["personId"] for seat in (await room.view())["seats"] if seat["role"] == "chair")
    sent = await page.request.post(
        f"{path}/actions/send",
        data={"way": "at_once", "signers": [chair]},
        headers={"Origin": site.url, "If-Match": f'"{seen["revision"]}"'},
    )
    assert sent.ok, await sent.text()


async def test_minutes_that_await_somebody_come_first_and_are_approved_there_by_passkey(
    admin: Page, board: dict[str, Page], site: Site
) -> None:
    meeting, room = await held(admin, site, "34-27")
    await send(admin, site, meeting, room)
    member, chair = board["medlem"], board["styreleiar"]
    await member.goto("/admin/papir")
    theirs = member.get_by_role("region", name="Møtebøker som ventar på deg").get_by_role("listitem")
    await expect(theirs.filter(has_text="Styremøte 34-27")).to_contain_text("Til kommentar")

    await with_authenticator(chair)
    await chair.goto("/admin/konto")
    await chair.get_by_label("Kva skal passnøkkelen heite?").fill("Telefonen")
    await chair.get_by_role("button", name="Legg til passnøkkel").click()
    await expect(chair.get_by_role("button", name="Fjern Telefonen")).to_be_visible()

    await chair.goto("/admin/papir")
    waiting = chair.get_by_role("region", name="Møtebøker som ventar på deg")
    await expect(chair.get_by_role("heading", level=2).first).to_have_text("Møtebøker som ventar på deg")
    row = waiting.get_by_role("listitem").filter(has_text="Styremøte 34-27")
    await expect(row.get_by_text("Ventar på godkjenninga di")).to_be_visible()
    await sound(chair)
    await row.get_by_role("button", name="Godkjenn").click()
    approving = chair.get_by_role("dialog", name="Godkjenn møteboka")
    await expect(approving.get_by_role("button", name="Godkjenn med passnøkkel")).to_be_visible()
    await expect(approving.get_by_label("Passord")).to_have_count(0)
    await sound(chair)
    await approving.get_by_role("button", name="Godkjenn med passnøkkel").click()
    await expect(waiting.get_by_role("status")).to_have_text("Du har godkjent møteboka frå Styremøte 34-27.")
    await expect(row.get_by_role("button", name="Godkjenn")).to_have_count(0)
    await expect(waiting.get_by_role("heading", level=2)).to_be_focused()
    await chair.goto(f"/admin/møte/{meeting['id']}/møtebok")
    await expect(chair.get_by_text("med passnøkkel")).to_be_visible()

    await chair.goto("/admin/konto")
    await chair.get_by_role("button", name="Fjern Telefonen").click()
    await expect(chair.get_by_text("Ingen passnøklar enno.")).to_be_visible()


async def test_sealed_minutes_that_prove_wrong_are_corrected_and_published_anew(
    admin: Page, board: dict[str, Page], site: Site
) -> None:
    meeting, room = await held(admin, site, "35-27")
    path = f"/admin/møte/{meeting['id']}/møtebok"
    keys = Keyboard(admin)
    publishing = admin.get_by_role("region", name="Publisering")

    async def approve_and_seal(version: int) -> None:
        """By the chair and the secretary."""
        url = f"/api/v1/meetings/{meeting['id']}/minutes/actions"
        origin = {"Origin": site.url}
        shown = await board["styreleiar"].request.post(
            "/api/v1/me/actions/reauthenticate", data={"password": MEMBERS_PASSWORD}, headers=origin
        )
        assert shown.ok, await shown.text()
        approved = await board["styreleiar"].request.post(f"{url}/approve", data={"version": version}, headers=origin)
        assert approved.ok, await approved.text()
        await post(admin, site, f"/meetings/{meeting['id']}/minutes/actions/conclude", {})
        await post(admin, site, f"/meetings/{meeting['id']}/minutes/actions/seal", {})

    await send(admin, site, meeting, room)
    await approve_and_seal(1)
    await admin.goto(path)
    await keys.press(publishing.get_by_role("button", name="Publiser møteboka"))
    await keys.press(admin.get_by_role("dialog").get_by_role("button", name="Publiser", exact=True))
    await expect(publishing.get_by_role("status")).to_have_text("Publisert som versjon 1.")

    await keys.press(admin.get_by_role("button", name="Ta opp att for retting"))
    dialog = admin.get_by_role("dialog", name="Ta opp att for retting")
    await dialog.get_by_label("Kva som er feil og skal rettast").fill("Protokolltilførselen mangla eit ord.")
    await sound(admin)
    await keys.press(dialog.get_by_role("button", name="Ta opp att for retting"))
    await expect(admin.get_by_text("Teken opp att", exact=True)).to_be_visible()
    await expect(admin.get_by_text("Protokolltilførselen mangla eit ord.")).to_be_visible()
    await expect(admin.get_by_role("button", name="Skriv i møteboka").first).to_be_visible()
    await expect(publishing.get_by_role("button", name="Publiser møteboka")).to_have_count(0)
    await sound(admin)

    await room.do("remark", itemId=meeting["item"], text="Ordet «framleis» er sett inn.")
    await send(admin, site, meeting, room)
    await approve_and_seal(2)
    await admin.goto(path)
    await admin.get_by_text("Segla utgåver som er avløyste").click()
    await expect(admin.get_by_role("link", name="Heile møteboka (PDF,")).to_have_count(2)
    await sound(admin)
    await keys.press(publishing.get_by_role("button", name="Publiser møteboka"))
    asking = admin.get_by_role("dialog", name="Publiser møteboka")
    await expect(asking.get_by_label("Kva er endra")).to_have_value("Protokolltilførselen mangla eit ord.")
    await keys.press(asking.get_by_role("button", name="Publiser", exact=True))
    await expect(publishing.get_by_role("status")).to_have_text("Publisert som versjon 2.")
    await publishing.get_by_role("link", name="Sjå den offentlege sida").click()
    await expect(admin.get_by_text("Retta møtebok: Protokolltilførselen mangla eit ord.")).to_be_visible()
    await sound(admin)
    await admin.get_by_role("link", name="Versjon 1").click()
    await expect(admin.get_by_text("Ordet «framleis» er sett inn.")).to_have_count(0)
    await expect(admin.get_by_text("Eg ville ha venta.")).to_be_visible()


async def test_a_case_that_is_done_is_closed_and_opened_again(admin: Page, site: Site) -> None:
    meeting, _ = await held(admin, site, "36-27")
    item = await (await admin.request.get(f"/api/v1/agenda-items/{meeting['item']}")).json()
    await admin.goto(f"/admin/sak/{item['caseId']}")
    keys = Keyboard(admin)
    await expect(admin.get_by_text("Saka er ferdig handsama")).to_be_visible()
    await sound(admin)
    await keys.press(admin.get_by_role("button", name="Avslutt saka"))
    await expect(admin.get_by_role("status")).to_have_text("Saka er avslutta.")
    await expect(admin.get_by_role("heading", level=1)).to_be_focused()
    await expect(admin.get_by_text("Saka er ferdig handsama")).to_have_count(0)
    await sound(admin)
    await keys.press(admin.get_by_role("button", name="Opne saka att"))
    await expect(admin.get_by_role("button", name="Avslutt saka")).to_be_visible()
