"""Mail by SMTP: where the server is, and one message at a time over one connection."""

import datetime as dt
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib

from api.outputs import addresses
from api.outputs.alerts import Mail
from api.settings import Settings

TIMEOUT_S: Final = 30.0
_PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class Server:
    """``tls_from_the_start`` as on port 465; ``start_tls``: True must, None may if the server offers it."""

    host: str
    port: int
    username: str | None
    password: str | None
    tls_from_the_start: bool
    start_tls: bool | None


def server_at(url: str) -> Server:
    """The server of a setting such as ``smtp+starttls://user:password@host:587``.

    A password is never sent in the clear: with one, ``smtp://`` asks for STARTTLS as well.
    """
    parts = urlsplit(url)
    password = unquote(parts.password) if parts.password else None
    is_tls = parts.scheme == "smtps"
    must_start = parts.scheme == "smtp+starttls" or (password is not None and not is_tls)
    return Server(
        host=parts.hostname or "localhost",
        port=parts.port or _PORTS[parts.scheme],
        username=unquote(parts.username) if parts.username else None,
        password=password,
        tls_from_the_start=is_tls,
        start_tls=True if must_start else False if is_tls else None,
    )


@asynccontextmanager
async def connected(server: Server) -> AsyncIterator[aiosmtplib.SMTP]:
    """A connection to send over. Raises aiosmtplib.SMTPException or OSError when there is none."""
    async with aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        use_tls=server.tls_from_the_start,
        start_tls=server.start_tls,
        timeout=TIMEOUT_S,
    ) as connection:
        yield connection


def message(
    settings: Settings,
    to: str,
    name: str,
    words: Mail,
    at: dt.datetime,
    lang: str,
    headers: Mapping[str, str] | None = None,
) -> EmailMessage:
    """The whole message; ``name`` tells it from all others that are sent from here."""
    written = EmailMessage(policy=SMTP)
    sender, address = parseaddr(settings.mail_sender)
    written["From"] = Address(sender, addr_spec=address)
    written["To"] = to
    written["Subject"] = words.subject
    written["Date"] = format_datetime(at)
    written["Message-ID"] = f"<{name}@{addresses.host(settings.public_url)}>"
    written["Auto-Submitted"] = "auto-generated"
    for header, value in (headers or {}).items():
        written[header] = value
    written.set_content(words.text)
    written.add_alternative(words.html, subtype="html")
    # Last: whatever speaks of content goes along into the first part when a second one is added.
    written["Content-Language"] = lang
    return written


async def send(connection: aiosmtplib.SMTP, message: EmailMessage) -> None:
    """Hands the message to the server. Raises aiosmtplib.SMTPException or OSError."""
    await connection.send_message(message)


def is_for_good(error: Exception) -> bool:
    """Whether the server has said of the address that it will never take it (RFC 5321, 4.2.1: 5yz)."""
    return isinstance(error, aiosmtplib.SMTPRecipientsRefused) and all(
        500 <= refusal.code < 600 for refusal in error.recipients
    )
