"""Users, roles, keys and one's own account, in a real Chromium."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.accessibility import overflow, small_targets, violations
from tests.e2e.conftest import Site
from tests.e2e.passkey import with_authenticator

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

PASSWORD = "ein lang frase som ingen gjettar"


async def without_barriers(page: Page, name: str) -> None:
    """axe finds nothing, in the light and in the dark, and nothing hangs over the edge of a small phone."""
    for scheme in ("dark", "light"):
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert await violations(page) == []
    for width in (320, 1280):
        await page.set_viewport_size({"width": width, "height": 800})
        if folder := os.environ.get("SAMSTYRE_TEST_SCREENSHOTS"):
            await page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        assert await overflow(page) == 0
        assert await small_targets(page) == []


async def test_a_new_user_gets_a_role_and_a_link_and_comes_in_by_it(admin: Page, browser: Browser, site: Site) -> None:
    await admin.goto("/admin")
    await admin.get_by_role("button", name="System").click()
    await admin.get_by_role("link", name="Brukarar").click()
    await admin.get_by_text("Ny brukar").click()
    await admin.get_by_label("Namn", exact=True).fill("Gro Heggelund")
    await admin.get_by_label("Brukarnamn").fill("gro")
    await without_barriers(admin, "users")
    await admin.get_by_role("button", name="Lag brukar").click()

    await expect(admin.get_by_role("heading", level=1)).to_have_text("Gro Heggelund")
    await admin.get_by_label("Rolle", exact=True).select_option("case_officer")
    await admin.get_by_label("Kvar").select_option(label="Styret i Sogn KO")
    await admin.get_by_role("button", name="Gje rolle").click()
    await expect(admin.get_by_role("listitem").filter(has_text="Saksbehandlar")).to_contain_text("Styret i Sogn KO")
    await admin.get_by_role("button", name="Lag eingongslenkje").click()
    link = await admin.get_by_label("Eingongslenkje").input_value()
    await without_barriers(admin, "user")

    context = await browser.new_context(base_url=site.url, locale="nn-NO")
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_label("Nytt passord").fill(PASSWORD)
    await without_barriers(page, "recovery")
    await page.get_by_role("button", name="Lagre og logg inn").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Konto og tryggleik")
    await expect(page.get_by_role("main")).to_contain_text("Gro Heggelund")
    await page.goto(link)
    await page.get_by_label("Nytt passord").fill(PASSWORD)
    await page.get_by_role("button", name="Lagre og logg inn").click()
    await expect(page.get_by_role("alert")).to_contain_text("Lenkja er brukt eller for gammal")
    await context.close()


async def test_the_last_system_administrators_role_stays_with_a_word_on_why(admin: Page) -> None:
    await admin.goto("/admin/brukarar")
    await admin.get_by_label("Søk i brukarar").fill("systemansvarleg")
    await expect(admin.get_by_role("link", name="Administrator", exact=True)).to_have_count(0)
    await admin.get_by_role("link", name="Nils Bergateig").click()
    await admin.get_by_role("button", name="Ta bort rolla Systemansvarleg").click()
    await expect(admin.get_by_text("Rolla er teken bort.")).to_be_visible()
    await admin.goto("/admin/brukarar")
    await admin.get_by_role("link", name="Administrator", exact=True).click()
    await admin.get_by_role("button", name="Ta bort rolla Systemansvarleg").click()

    await expect(admin.get_by_role("alert")).to_contain_text("last system administrator")


async def test_a_key_is_made_shown_once_and_revoked(admin: Page) -> None:
    await admin.goto("/admin/api-klientar")
    await admin.get_by_text("Ny nøkkel").click()
    await admin.get_by_label("Namn", exact=True).fill("Arkivet")
    await admin.get_by_label("Følgje endringsloggen").check()
    await admin.get_by_role("button", name="Lag nøkkel").click()
    key = await admin.get_by_label("Nøkkel til Arkivet", exact=True).input_value()
    await without_barriers(admin, "keys")
    bodies = await admin.context.browser.new_context()  # type: ignore[union-attr]
    asked = await bodies.request.get(admin.url.partition("/admin")[0] + "/api/v1/bodies", headers=bearer(key))
    assert asked.status == 200

    await admin.get_by_role("button", name="Trekk tilbake nøkkelen til Arkivet").click()
    await admin.get_by_role("dialog").get_by_role("button", name="Trekk tilbake").click()
    await expect(admin.get_by_role("listitem").filter(has_text="Arkivet")).to_contain_text("Trekt tilbake")
    asked = await bodies.request.get(admin.url.partition("/admin")[0] + "/api/v1/bodies", headers=bearer(key))
    assert asked.status == 401
    await bodies.close()


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


async def test_organisation_numbers_are_kept_with_their_control_digits(admin: Page) -> None:
    await admin.goto("/admin/organisasjon")
    own = admin.get_by_label("Sogn kommunalt oppgåvefellesskap", exact=True)
    await own.fill("991 825 828")
    await admin.get_by_role("button", name="Lagre nummeret til Sogn kommunalt oppgåvefellesskap").click()
    await expect(admin.get_by_role("alert")).to_contain_text("Nummeret har ni siffer")
    await without_barriers(admin, "organisation")
    await own.fill("991825827")
    await own.press("Enter")
    await expect(admin.get_by_role("status").get_by_text("Lagra", exact=True)).to_be_visible()
    await admin.get_by_label("Vik", exact=True).fill("920 000 002")
    await admin.get_by_role("button", name="Lagre nummeret til Vik").click()
    await expect(admin.get_by_role("status").get_by_text("Lagra", exact=True)).to_have_count(2)
    await admin.reload()

    await expect(own).to_have_value("991 825 827")
    await expect(admin.get_by_label("Vik", exact=True)).to_have_value("920 000 002")


async def test_ones_own_account_shows_where_one_is_signed_in(admin: Page) -> None:
    await admin.goto("/admin/konto")

    await expect(admin.get_by_text("Her du er no")).to_be_visible()
    await without_barriers(admin, "account")
    await admin.get_by_label("Passordet du har no").fill("not the present one")
    await admin.get_by_label("Nytt passord").fill(PASSWORD)
    await admin.get_by_role("button", name="Byt passord").click()
    await expect(admin.get_by_role("alert")).to_contain_text("present password")


async def test_who_only_keeps_the_system_starts_at_their_account(page: Page, site: Site) -> None:
    await sign_in(page, site, "systemansvarleg")

    await expect(page.get_by_role("heading", level=1)).to_have_text("Konto og tryggleik")


async def test_a_passkey_is_made_and_signs_its_owner_in(page: Page, site: Site) -> None:
    """With an authenticator of Chromium's own, which stands for a phone that its owner unlocks."""
    await with_authenticator(page)
    await sign_in(page, site, "saksbehandlar")
    await page.get_by_role("link", name="Konto").click()
    await page.get_by_label("Kva skal passnøkkelen heite?").fill("Telefonen")
    await page.get_by_role("button", name="Legg til passnøkkel").click()
    await expect(page.get_by_role("button", name="Fjern Telefonen")).to_be_visible()
    await without_barriers(page, "passkeys")
    await page.get_by_role("button", name="Logg ut", exact=True).click()

    await page.goto("/logg-inn")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn")
    await without_barriers(page, "sign-in")
    await page.get_by_role("button", name="Logg inn med passnøkkel").click()
    await expect(page.get_by_text("Innlogga som Anders Lundavoll")).to_be_visible()

    await page.get_by_role("link", name="Konto").click()
    await page.get_by_role("button", name="Fjern Telefonen").click()
    await expect(page.get_by_text("Ingen passnøklar enno.")).to_be_visible()
    await page.get_by_role("button", name="Logg ut", exact=True).click()
    await page.goto("/logg-inn")
    await page.get_by_role("button", name="Logg inn med passnøkkel").click()
    await expect(page.get_by_role("alert")).to_contain_text("Passnøkkelen kunne ikkje brukast her")


async def sign_in(page: Page, site: Site, username: str) -> None:
    await page.goto("/logg-inn")
    await page.get_by_label("Brukarnamn").fill(username)
    await page.get_by_label("Passord").fill(site.passwords[username])
    await page.get_by_role("button", name="Logg inn", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).not_to_have_text("Logg inn")
