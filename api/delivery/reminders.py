"""Reminders by mail, to those who have something to do alone."""

import logging

import aiosmtplib

from api.database import Database
from api.delivery import mail
from api.domain.kernel.clock import now
from api.domain.notice import mailing
from api.domain.notice.mailing import ToMail
from api.outputs import addresses, alerts
from api.settings import Settings

log = logging.getLogger(__name__)

_LANG = "nn"
"""Accounts have no language of their own."""


async def send_due(database: Database, settings: Settings) -> int:
    """Sends a mail of every reminder that has none yet; returns how many were sent. Without a server for mail, none.

    What a server can't take now is sent the next time.
    """
    if settings.smtp_url is None:
        return 0
    async with database.work.begin() as session:
        waiting = await mailing.claim(session, now())
    if not waiting:
        return 0
    sent = 0
    try:
        async with mail.connected(mail.server_at(settings.smtp_url.get_secret_value())) as connection:
            while waiting:
                sent += await _send(connection, settings, waiting[0])
                waiting.pop(0)
    except (aiosmtplib.SMTPException, OSError) as error:
        log.warning("no reminder can be sent: %s", type(error).__name__)
        async with database.work.begin() as session:
            await mailing.release(session, [one.id for one in waiting])
    return sent


async def _send(connection: aiosmtplib.SMTP, settings: Settings, one: ToMail) -> bool:
    """Whether it was sent; an address that will never take it is left. Raises when it may be tried again."""
    link = addresses.absolute(settings.public_url, f"{addresses.site('/admin/oppfølging')}#{one.subject_id}")
    words = alerts.reminder(one.code, one.due_on, link, lang=_LANG)
    try:
        await mail.send(connection, mail.message(settings, one.address, one.id, words, now(), _LANG))
    except aiosmtplib.SMTPRecipientsRefused as error:
        if not mail.is_for_good(error):
            raise
        # Neither the address nor the server's words, which may hold it.
        log.warning("reminder %s was refused for good", one.id)
        return False
    return True
