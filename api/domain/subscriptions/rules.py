"""What counts as an address, what a link in a mail proves, and when a mail is tried again. Pure."""

import base64
import datetime as dt
import hashlib
import hmac
import re
from typing import Final, Literal

Purpose = Literal["confirm", "unsubscribe"]

CONFIRM_WITHIN: Final = dt.timedelta(days=2)
"""A request that nobody has confirmed by then is forgotten."""
ASK_AGAIN_AFTER: Final = dt.timedelta(hours=1)
"""How often an address may be sent a request to confirm, whoever asks for it."""
RETRY_AFTER: Final = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=10),
    dt.timedelta(hours=1),
    dt.timedelta(hours=6),
    dt.timedelta(hours=24),
)
"""Pauses between attempts, each longer: a server that greylists lets the second or third one in (RFC 6647)."""

_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN: Final = re.compile(r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]")


def address(given: str) -> str | None:
    """The address as it is kept and written to, its domain in lower case and ASCII (IDNA); None when it is none.

    The dot-atom form of RFC 5321 (4.1.2, 4.5.3.1): quoted local parts and address literals are not taken.
    """
    local, at, domain = given.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    fits = len(local) <= 64 and len(local) + len(ascii_domain) < 254
    if not at or not fits or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(ascii_domain):
        return None
    return f"{local}@{ascii_domain}"


def token(secret: str, purpose: Purpose, subscription_id: str) -> str:
    """What stands in a link of a mail: the subscription, and a proof that we wrote it for this ``purpose``."""
    return f"{subscription_id}.{_proof(secret, purpose, subscription_id)}"


def subscription_of(secret: str, purpose: Purpose, given: str) -> str | None:
    """The id of the subscription that the token was made for; None for one that was made up or is for another thing."""
    subscription_id, _, proof = given.partition(".")
    expected = _proof(secret, purpose, subscription_id)
    return subscription_id if hmac.compare_digest(proof.encode(), expected.encode()) else None


def next_attempt(tries: int, now: dt.datetime) -> dt.datetime | None:
    """When to try again after ``tries`` failed attempts (1 and up); None when that was the last one."""
    return now + RETRY_AFTER[tries - 1] if tries <= len(RETRY_AFTER) else None


def _proof(secret: str, purpose: Purpose, subscription_id: str) -> str:
    digest = hmac.new(secret.encode(), f"{purpose}:{subscription_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
