"""A meeting of nineteen items from opening to sealed, published minutes, in three browsers at once: the secretary's, a
member's phone and the public's. What everybody must see happens by pressing; the rest is entered by the API."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.accessibility import sound
from tests.e2e.conftest import MEMBERS_PASSWORD, Site
from tests.e2e.desk import Room, a_meeting
from tests.e2e.three_browsers import CANARY, Meeting, agenda
from tests.poppler import asked_of_poppler
from tests.seals import authority, validated
from tests.unit.outputs.pdf.reading import page_texts, squeezed

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

NUMBER: Final = "12-27"
CHAIR, MEMBER = "Torunn Lidavoll", "Marta Kvamsnos"
MEMBERS_DEPUTY: Final = "Kåre Otterhaugen"
REMOTE: Final = "Solveig Nesbrekke"
AWAY, DEPUTY = "Geirmund Myrateig", "Randi Moavoll"


@pytest.fixture
async def meeting(browser: Browser, admin: Page, site: Site, members: dict[str, list[Any]]) -> AsyncIterator[Meeting]:
    """Published: the agenda of the demonstration's held meeting, where item 14 is closed."""
    phone = await browser.new_context(
        base_url=site.url, locale="nn-NO", timezone_id="Europe/Oslo", viewport={"width": 390, "height": 844}
    )
    await phone.add_cookies(members["medlem"])
    home = await browser.new_context(base_url=site.url, locale="nn-NO", timezone_id="Europe/Oslo")
    made = await a_meeting(admin, site, NUMBER, *await agenda(admin))
    room = Room(admin, site, made["id"])
    yield Meeting(admin, await phone.new_page(), await home.new_page(), site, made["id"], made["path"], room)
    await phone.close()
    await home.close()


async def test_the_meeting_is_held_from_opening_to_published_minutes(meeting: Meeting, tmp_path: Path) -> None:
    await everybody_comes(meeting)
    await it_is_opened_with_a_deputy_and_somebody_from_afar(meeting)
    await a_matter_is_raised_in_the_room(meeting)
    await a_dissent_is_entered_after_a_counted_vote(meeting)
    await nav_is_filled_in_and_voted_on_by_name(meeting)
    await an_item_is_postponed(meeting)
    await a_member_is_inhabile_and_the_papers_are_shut(meeting)
    await the_doors_are_closed_and_opened(meeting)
    await the_status_is_noted_and_the_meeting_ends(meeting)
    await something_is_to_be_followed_up(meeting)
    await the_meeting_is_evaluated(meeting)
    await the_minutes_are_written_and_sent(meeting)
    await the_member_comments_and_approves(meeting)
    await the_minutes_are_sealed(meeting, tmp_path)
    await everybody_reads_them(meeting, tmp_path)


async def everybody_comes(meeting: Meeting) -> None:
    await meeting.public.goto(meeting.path)
    await meeting.public.get_by_role("link", name="Følg møtet direkte").click()
    await expect(meeting.public.get_by_text("Møtet er ikkje opna enno.")).to_be_visible()
    await meeting.member.goto(f"/admin/møte/{meeting.id}/møterom")
    await expect(meeting.member.get_by_text("Møtet er ikkje opna enno.")).to_be_visible()
    await meeting.secretary.goto(f"/admin/møte/{meeting.id}/møterom")


async def it_is_opened_with_a_deputy_and_somebody_from_afar(meeting: Meeting) -> None:
    await meeting.secretary.get_by_role("button", name="Opne møtet").click()
    opening = meeting.secretary.get_by_role("dialog", name="Opne møtet")
    await opening.get_by_label(AWAY).select_option("har meldt forfall")
    await opening.get_by_label(REMOTE).select_option("på fjernmøte")
    await opening.get_by_label(DEPUTY).select_option(f"møter for {AWAY}")
    await expect(opening.get_by_text("6 av 6 til stades med røysterett.")).to_be_visible()
    await opening.get_by_role("button", name="Opne møtet").click()
    await expect(opening).to_have_count(0)
    there = meeting.public.get_by_role("listitem")
    await expect(there.filter(has_text=f"{DEPUTY} (møter for {AWAY})")).to_be_visible()
    await expect(there.filter(has_text=f"{REMOTE} (på fjernmøte)")).to_be_visible()


async def a_matter_is_raised_in_the_room(meeting: Meeting) -> None:
    await meeting.note(1)
    await meeting.adopt(2, "Fråsegn om ferja")
    page = meeting.secretary
    await page.get_by_role("button", name="Ny sak på saklista").click()
    raising = page.get_by_role("dialog", name="Ny sak på saklista")
    await raising.get_by_label("Tittel").fill("Fråsegn om ferja")
    await raising.get_by_label("Framlegg til vedtak (valfritt)").fill("Styret ber om fleire avgangar.")
    await raising.get_by_role("button", name="Legg til").click()
    raised = page.get_by_role("navigation", name="Sakliste").get_by_role("listitem").filter(has_text="Ny i møtet")
    await expect(raised).to_contain_text("Fråsegn om ferja")
    await meeting.note(3, 4, 5, 6)
    await meeting.adopt(7)


async def a_dissent_is_entered_after_a_counted_vote(meeting: Meeting) -> None:
    page = meeting.secretary
    await page.get_by_role("button", name="Ta opp sak 8 F2").click()
    await meeting.everybody_sees(8, "Prinsipp for kostnadsfordeling")
    await page.get_by_role("button", name="Til votering F2").click()
    await meeting.open_vote(counted=True)
    await meeting.count(5, 1)
    for one in (meeting.secretary, meeting.member, meeting.public):
        await expect(one.get_by_text("5 for, 1 mot, 6 medlemmer, vedtaksfør med 3: vedteke")).to_be_visible()
    await page.get_by_role("button", name="Protokolltilførsel").click()
    words = page.get_by_role("dialog", name="Protokolltilførsel")
    await words.get_by_label("Kven").select_option(MEMBER)
    await words.get_by_label("Tekst").fill("Delen som er lik for alle, er for stor.")
    await words.get_by_role("button", name="Før inn").click()
    await expect(page.get_by_text("Delen som er lik for alle, er for stor.")).to_be_visible()
    await page.get_by_role("button", name="Vedta F2").click()


async def nav_is_filled_in_and_voted_on_by_name(meeting: Meeting) -> None:
    page, member = meeting.secretary, meeting.member
    await page.get_by_role("button", name="Ta opp sak 9 F2").click()
    await meeting.everybody_sees(9, "Vertskommunesamarbeid om NAV")
    for place, name in enumerate(("Luster", "Sogndal", "Årdal"), start=1):
        await page.get_by_role("textbox", name=f"Felt {place} av 3").fill(name)
    await page.get_by_role("button", name="Fyll inn").click()
    for one in (page, member):
        await expect(one.get_by_role("article")).to_contain_text("Luster, Sogndal, Årdal")
    await page.get_by_role("button", name="Til votering F2").click()
    await meeting.open_vote()
    await expect(meeting.public.get_by_text("Votering pågår.")).to_be_visible()
    await member.get_by_role("button", name="For", exact=True).click()
    await member.get_by_role("button", name="Send røysta").click()
    await expect(member.get_by_text("Røysta di er registrert")).to_be_visible()
    await expect(page.get_by_text("1 av 6 har røysta")).to_be_visible()
    await page.get_by_role("button", name="Resten røystar: For").click()
    await expect(page.get_by_text("6 av 6 har røysta")).to_be_visible()
    await page.get_by_role("button", name="Før resultat F2").click()
    for one in (meeting.secretary, meeting.member, meeting.public):
        await expect(
            one.get_by_text("6 for, 0 mot, 6 medlemmer, vedtaksfør med 3: vedteke, samrøystes").last
        ).to_be_visible()
    await page.get_by_role("button", name="Vedta F2").click()
    await expect(page.get_by_role("button", name="Ta opp sak 10 F2")).to_be_visible()
    await sound(member)


async def an_item_is_postponed(meeting: Meeting) -> None:
    await meeting.adopt(10, "Luster og Sogndal")
    page = meeting.secretary
    await page.get_by_role("button", name="Ta opp sak 11 F2").click()
    await page.get_by_role("button", name="Til votering F9").click()
    await meeting.open_vote("Utsetjing av saka", counted=True)
    await meeting.count(6, 0)
    await page.get_by_role("button", name="Utset saka F2").click()
    line = meeting.public.locator(".live-agenda > li").nth(10)
    await expect(line.get_by_text("Utsett", exact=True)).to_be_visible()
    for number in (12, 13):
        await meeting.adopt(number)


async def a_member_is_inhabile_and_the_papers_are_shut(meeting: Meeting) -> None:
    page, member = meeting.secretary, meeting.member
    papers = f"/admin/papir/{meeting.id}/sak/14"
    await member.goto(papers)
    await expect(member.get_by_text(f"Om {CANARY}.").first).to_be_visible()
    await member.goto(f"/admin/møte/{meeting.id}/møterom")
    await page.get_by_role("button", name="Ta opp sak 14 F2").click()
    await member.get_by_role("button", name="Meld inhabilitet").click()
    declaring = member.get_by_role("dialog", name="Meld inhabilitet")
    await declaring.get_by_label("Grunngjeving").fill("Eg sit i styret for selskapet.")
    await declaring.get_by_role("button", name="Meld inhabilitet").click()
    await expect(member.get_by_text("Du har meldt inhabilitet")).to_be_visible()
    assert CANARY not in await member.content()
    await page.get_by_role("button", name="Røyst over inhabilitet F2").click()
    await meeting.open_vote()
    await page.get_by_role("button", name="Resten røystar: Inhabil", exact=True).click()
    await expect(page.locator(".room-vote .room-ballots")).to_have_count(0)
    await page.get_by_role("button", name="Før resultat F2").click()
    await expect(member.get_by_text("Du er inhabil og har tredd frå i saka.")).to_be_visible()
    await member.goto(papers)
    await expect(member.get_by_role("heading", level=1)).to_contain_text("Avtale om alarmsentral")
    assert CANARY not in await member.content()
    await member.goto(f"/admin/møte/{meeting.id}/møterom")

    # The deputy comes, and takes the seat for this item alone.
    deputy = page.get_by_label(f"Endre frammøtet til {MEMBERS_DEPUTY}")
    await deputy.select_option("Kjem til møtet")
    await expect(deputy.locator("option", has_text="Går frå møtet")).to_have_count(1)
    await deputy.select_option(f"Møter for {MEMBER}")
    await expect(page.get_by_text(f"møter for {MEMBER}")).to_be_visible()


async def the_doors_are_closed_and_opened(meeting: Meeting) -> None:
    page, public = meeting.secretary, meeting.public
    await page.get_by_role("button", name="Lukk dørene F2").click()
    doors = page.get_by_role("dialog", name="Lukk dørene")
    await expect(doors.get_by_role("combobox")).not_to_have_value("")
    await doors.get_by_role("button", name="Lukk dørene").click()
    await expect(public.get_by_text("Dørene er lukka.")).to_be_visible()
    await expect(public.get_by_role("heading", level=2, name="14. Avtale om alarmsentral")).to_be_visible()
    await page.get_by_role("button", name="Til votering F2").click()
    await meeting.open_vote(counted=True)
    # Who follows from afar has no part in what must be closed.
    await meeting.count(5, 0)
    await expect(page.get_by_role("button", name="Opne dørene F2")).to_be_visible()
    await sound(page)
    assert "Votering" not in await public.locator("main").inner_text()
    await page.get_by_role("button", name="Opne dørene F2").click()
    await expect(public.get_by_text("Dørene er lukka.")).to_have_count(0)
    await page.get_by_role("button", name="Vedta F2").click()
    await expect(page.get_by_role("button", name="Ta opp sak 15 F2")).to_be_visible()
    assert CANARY not in await public.content()


async def the_status_is_noted_and_the_meeting_ends(meeting: Meeting) -> None:
    await meeting.adopt(15)
    page = meeting.secretary
    await page.get_by_role("button", name="Ta opp sak 16 F2").click()
    await meeting.everybody_sees(16, "Status")
    await page.get_by_role("button", name="Ta til vitande F2").click()
    await expect(page.get_by_role("button", name="Ta opp sak 17 F2")).to_be_visible()
    await meeting.adopt(17)
    await meeting.note(18, 19)
    await meeting.adopt(20)
    await page.get_by_role("button", name="Avslutt møtet F2").click()
    for one in (meeting.secretary, meeting.member, meeting.public):
        await expect(one.get_by_text("Møtet er slutt.").or_(one.get_by_text("Halde", exact=True)).first).to_be_visible()
    assert CANARY not in await meeting.public.content()


async def something_is_to_be_followed_up(meeting: Meeting) -> None:
    page = meeting.secretary
    listed = await (await page.request.get(f"/api/v1/resolutions?q={NUMBER}/9")).json()
    await page.goto(next(one["path"] for one in listed["items"] if one["number"] == f"{NUMBER}/9"))
    await page.get_by_role("button", name="Legg til oppfølging").click()
    adding = page.get_by_role("dialog")
    await adding.get_by_label("Kva som skal gjerast").fill("Skriv saksutgreiinga")
    await adding.get_by_role("combobox", name="Ansvarleg").select_option(label=MEMBER)
    await adding.get_by_label("Frist").fill("2030-12-12")
    await adding.get_by_role("button", name="Lagre").click()
    row = page.get_by_role("listitem").filter(has_text="Skriv saksutgreiinga").first
    await expect(row).to_contain_text(f"{MEMBER} · frist 12. desember 2030")


async def the_meeting_is_evaluated(meeting: Meeting) -> None:
    page, member = meeting.secretary, meeting.member
    await page.goto("/admin/evaluering")
    choose = page.get_by_label("Opne evaluering av eit møte")
    await choose.select_option(value=meeting.id)
    await page.get_by_role("button", name="Opne evalueringa").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(NUMBER)
    await member.goto("/admin/evaluering")
    await member.get_by_role("link", name=f"Styremøte {NUMBER}").click()
    await member.get_by_role("group").first.get_by_role("radio", name="5", exact=True).check()
    await member.get_by_role("button", name="Send svaret").click()
    await expect(member.get_by_text("Takk for svaret.")).to_be_visible()


async def the_minutes_are_written_and_sent(meeting: Meeting) -> None:
    page = meeting.secretary
    await page.goto(f"/admin/møte/{meeting.id}/møtebok")
    nav = page.get_by_role("region", name="Sak 9: Vertskommunesamarbeid om NAV")
    await expect(nav.get_by_text("Framlegget vart samrøystes vedteke.")).to_be_visible()
    await expect(nav.locator(".adopted-text")).to_contain_text("Luster, Sogndal, Årdal")
    closed = page.get_by_role("region", name="Sak 14")
    await expect(closed.get_by_text(f"{MEMBERS_DEPUTY} tok sete for {MEMBER}.")).to_be_visible()
    await nav.get_by_role("button", name="Skriv i møteboka").click()
    await nav.locator(".ProseMirror").click()
    await page.keyboard.type("Direktøren frå Nav svara på spørsmål.")
    await nav.get_by_role("button", name="Lagre").click()
    await expect(nav.locator(".minutes-written")).to_contain_text("Direktøren frå Nav svara på spørsmål.")
    await page.get_by_role("button", name="Send til medlemmene").click()
    sending = page.get_by_role("dialog", name="Send til medlemmene")
    await sending.get_by_label(CHAIR).uncheck()
    await sending.get_by_label(MEMBER).check()
    await sending.get_by_role("button", name="Send til medlemmene").click()
    await expect(page.get_by_text("Utgåve 1", exact=True)).to_be_visible()


async def the_member_comments_and_approves(meeting: Meeting) -> None:
    page, member = meeting.secretary, meeting.member
    await member.goto(f"/admin/møte/{meeting.id}/møtebok")
    theirs = member.get_by_role("region", name="Sak 8: Prinsipp for kostnadsfordeling")
    await theirs.get_by_role("button", name="Kommenter").click()
    await theirs.get_by_label("Kommentar til Sak 8").fill("Slik sa eg det.")
    await theirs.get_by_role("button", name="Send kommentaren").click()
    await expect(theirs.get_by_text("Ikkje svara på enno.")).to_be_visible()
    assert CANARY not in await member.content()
    await page.reload()
    item = page.get_by_role("region", name="Sak 8: Prinsipp for kostnadsfordeling")
    await item.get_by_role("button", name="Svar").click()
    await page.keyboard.type("Takk.")
    await item.get_by_role("button", name="Svar", exact=True).click()
    await expect(item.get_by_text("Takk.")).to_be_visible()

    await member.get_by_role("button", name="Godkjenn møteboka").click()
    approving = member.get_by_role("dialog", name="Godkjenn møteboka")
    await approving.get_by_label("Passord").fill(MEMBERS_PASSWORD)
    await approving.get_by_role("button", name="Godkjenn møteboka").click()
    await expect(member.get_by_text("Har godkjent", exact=True)).to_be_visible()


async def the_minutes_are_sealed(meeting: Meeting, folder: Path) -> None:
    page = meeting.secretary
    await page.reload()
    for step in ("Avslutt godkjenninga", "Segl møteboka"):
        await page.get_by_role("button", name=step).click()
        await page.get_by_role("dialog", name=step).get_by_role("button", name=step).click()
        await expect(page.get_by_role("dialog", name=step)).to_have_count(0, timeout=30_000)
    await expect(page.get_by_text("Segla", exact=True)).to_be_visible()
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Heile møteboka (PDF,").click()
    whole = (await (await downloading.value).path()).read_bytes()
    await is_sealed(whole, meeting.site, folder)
    assert CANARY in squeezed("".join(page_texts(whole)))


async def everybody_reads_them(meeting: Meeting, folder: Path) -> None:
    page, public = meeting.secretary, meeting.public
    await page.get_by_role("button", name="Publiser møteboka").click()
    publishing = page.get_by_role("dialog", name="Publiser møteboka")
    await publishing.get_by_role("button", name="Publiser", exact=True).click()
    await expect(page.get_by_text("Publisert som versjon 1.")).to_be_visible()

    await public.goto(meeting.path)
    await public.get_by_role("link", name="Møtebok").click()
    await expect(public.get_by_role("heading", level=1)).to_contain_text("Møtebok")
    text = await public.locator("main").inner_text()
    for told in (
        f"{DEPUTY}, Årdal, varamedlem (for {AWAY}",
        "Luster, Sogndal, Årdal",
        "Delen som er lik for alle, er for stor.",
        "Saka vart utsett.",
        "Direktøren frå Nav svara på spørsmål.",
        "Avtale om alarmsentral",
        "Styret ber om fleire avgangar.",
    ):
        assert told in text, told
    for kept in (CANARY, MEMBERS_DEPUTY):
        assert kept not in await public.content()
    await sound(public)
    address = await public.get_by_role("link", name="PDF").first.get_attribute("href")
    file = await (await public.request.get(str(address))).body()
    await is_sealed(file, meeting.site, folder)
    told = squeezed("".join(page_texts(file)))
    assert "Luster,Sogndal,Årdal" in told
    assert CANARY not in told


async def is_sealed(file: bytes, site: Site, folder: Path) -> None:
    """PyHanko finds the seal whole and trusted, and so does poppler."""
    status = await validated(file, authority(site.data))
    assert (status.bottom_line, status.coverage.name) == (True, "ENTIRE_FILE")
    assert "Signature is Valid." in asked_of_poppler(file, folder)
