"""E-mail alerts: what has been published goes to those who asked, each mail once.

What a mail says is read as the public role at the moment of sending.
"""

import datetime as dt
import logging
from email.message import EmailMessage
from typing import Final

import aiosmtplib

from api.database import Database
from api.delivery import mail
from api.domain.kernel.clock import now
from api.domain.organisation.tables import Body
from api.domain.publications.announcements import announcement
from api.domain.subscriptions import rules, service
from api.domain.subscriptions.service import Claimed
from api.domain.subscriptions.tables import Subscription
from api.outputs import addresses, alerts
from api.outputs.alerts import Mail
from api.settings import Settings

log = logging.getLogger(__name__)

TOGETHER: Final = 50
LINKS: Final = "alerts"
"""What the installation's secret is asked to derive for the links in mails."""


async def send_due(database: Database, settings: Settings) -> int:
    """Sends every mail whose time has come; returns how many were sent. Without a server for mail there is none to do.

    A server that can't be reached is tried again, each mail at its own pace.
    """
    if settings.smtp_url is None:
        return 0
    async with database.work.begin() as session:
        await service.enqueue(session, now())
    sent = 0
    server = mail.server_at(settings.smtp_url.get_secret_value())
    while True:
        async with database.work.begin() as session:
            claimed = await service.claim(session, now(), TOGETHER)
        if not claimed:
            return sent
        waiting = list(claimed)
        try:
            async with mail.connected(server) as connection:
                while waiting:
                    sent += await _send(database, settings, connection, waiting[0])
                    waiting.pop(0)
        except (aiosmtplib.SMTPException, OSError) as error:
            log.warning("no mail can be sent: %s", type(error).__name__)
            async with database.work.begin() as session:
                for one in waiting:
                    await service.note_failure(session, one.mail_id, now(), for_good=False)


async def _send(database: Database, settings: Settings, connection: aiosmtplib.SMTP, one: Claimed) -> bool:
    """Sends one mail and notes how it went; whether it was sent. Raises when the connection is lost."""
    words = await _words(database, settings, one)
    failure: Exception | None = None
    if words is not None:
        try:
            await mail.send(connection, message(settings, one, words, now()))
        except (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPRecipientsRefused) as error:
            failure = error
            # Neither the address nor the server's words, which may hold it.
            log.warning("mail %s was refused: %s", one.mail_id, type(error).__name__)
    async with database.work.begin() as session:
        if failure is None:
            await service.note_sent(session, one.mail_id, now())
        else:
            await service.note_failure(session, one.mail_id, now(), for_good=mail.is_for_good(failure))
    return words is not None and failure is None


async def _words(database: Database, settings: Settings, one: Claimed) -> Mail | None:
    """What the mail says; None when there is nothing to tell any more."""
    if one.position is None:
        async with database.work() as session:
            subscription = await session.get(Subscription, one.subscription_id)
            if subscription is None or subscription.confirmed_at is not None:
                return None
            body = await session.get(Body, subscription.body_id) if subscription.body_id else None
        return alerts.confirmation(
            body.name if body else None, _link(settings, "stadfest", "confirm", one), lang=one.lang
        )
    async with database.published() as session:
        said = await announcement(session, one.position)
    if said is None:
        return None
    page = addresses.absolute(settings.public_url, addresses.site(said.path, lang=one.lang))
    return alerts.alert(said, page, _link(settings, "avmeld", "unsubscribe", one), lang=one.lang)


def message(settings: Settings, one: Claimed, words: Mail, at: dt.datetime) -> EmailMessage:
    """The whole message. It can be unsubscribed from by one click in the reader's mail program (RFC 8058)."""
    headers = {}
    if one.position is not None:
        headers = {
            "List-Id": f"<varsel.{addresses.host(settings.public_url)}>",
            "List-Unsubscribe": f"<{_link(settings, 'avmeld', 'unsubscribe', one)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return mail.message(settings, one.address, one.mail_id, words, at, one.lang, headers)


def _link(settings: Settings, step: str, purpose: rules.Purpose, one: Claimed) -> str:
    token = rules.token(settings.derive(LINKS), purpose, one.subscription_id)
    return addresses.absolute(settings.public_url, addresses.site(f"/varsel/{step}/{token}", lang=one.lang))
