"""A passkey without a finger: the browser's own virtual authenticator."""

from typing import Final

from playwright.async_api import Page

_AUTHENTICATOR: Final = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


async def with_authenticator(page: Page) -> None:
    """From here on the page makes passkeys and answers with them, as a phone would after a touch."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": _AUTHENTICATOR})
