"""Asking for alerts, confirming, ending, and the queue of mails.

No event tells of a subscription: the log is kept for good and read by many, and an address that someone takes back is
to be gone. What is sent is read as the public role when it is sent, so that what has been withdrawn by then, and what
was never published, can't be in it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.publications.announcements import worth_telling
from api.domain.publications.queries import newest_position
from api.domain.subscriptions import rules
from api.domain.subscriptions.tables import Lang, Subscription, SubscriptionMail

CHANNEL: Final = "samstyre_mail"
"""Notified, without data, when there is a mail to send that no event tells of."""
CLAIMED_FOR: Final = dt.timedelta(minutes=10)
"""Longer than sending lasts: after that, whoever claimed the mail has died."""


@dataclass(frozen=True)
class Claimed:
    """A mail to send now; ``position`` is None for the request to confirm."""

    mail_id: str
    subscription_id: str
    address: str
    lang: Lang
    position: int | None


async def ask(session: AsyncSession, address: str, body_id: str | None, lang: Lang, now: dt.datetime) -> None:
    """Asks the holder of an address whether they want alerts; ``address`` is as ``rules.address`` gives it.

    Says nothing of what was there before: an address that has alerts already gets no mail, and one that was asked less
    than an hour ago isn't asked again.
    """
    await session.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(f"subscription:{address.lower()}", 0)))
    )
    same_body = col(Subscription.body_id).is_not_distinct_from(body_id)
    query = select(Subscription).where(sa.func.lower(col(Subscription.address)) == address.lower(), same_body)
    subscription = (await session.scalars(query)).one_or_none()
    if subscription is None:
        subscription = Subscription(address=address, body_id=body_id, lang=lang)
        session.add(subscription)
        await session.flush()
        session.add(SubscriptionMail(subscription_id=subscription.id, next_attempt_at=now, created_at=now))
    elif subscription.confirmed_at is None:
        subscription.lang = lang
        asked = await session.scalar(
            select(SubscriptionMail).where(
                SubscriptionMail.subscription_id == subscription.id, col(SubscriptionMail.position).is_(None)
            )
        )
        if asked is not None and asked.next_attempt_at is None and asked.created_at <= now - rules.ASK_AGAIN_AFTER:
            asked.created_at, asked.next_attempt_at, asked.sent_at, asked.tries = now, now, None, 0
            subscription.created_at = now
    await session.flush()
    await session.execute(sa.select(sa.func.pg_notify(CHANNEL, "")))


async def find(session: AsyncSession, subscription_id: str) -> Subscription | None:
    """None when it has ended, or was never confirmed in time."""
    return await session.get(Subscription, subscription_id)


async def confirm(session: AsyncSession, subscription: Subscription, now: dt.datetime) -> None:
    """From now on the subscriber is told of what is published. Confirming once more changes nothing."""
    if subscription.confirmed_at is not None:
        return
    subscription.confirmed_at, subscription.position = now, await newest_position(session)
    await session.flush()


async def end(session: AsyncSession, subscription: Subscription) -> None:
    """The subscription is gone, and with it that it ever was."""
    await session.delete(subscription)
    await session.flush()


async def enqueue(session: AsyncSession, now: dt.datetime) -> None:
    """Makes mails of what has come into the chain since each subscription's position, in one transaction with it."""
    # The end first: what comes into the chain after this look is for the next one.
    newest = await newest_position(session)
    behind = (
        select(Subscription)
        .where(col(Subscription.confirmed_at).is_not(None), Subscription.position < newest)
        .with_for_update(skip_locked=True)
    )
    waiting = (await session.scalars(behind)).all()
    if not waiting:
        return
    since = min(one.position for one in waiting)
    entries = await worth_telling(session, since, newest)
    for subscription in waiting:
        session.add_all(
            SubscriptionMail(subscription_id=subscription.id, position=position, next_attempt_at=now, created_at=now)
            for position, body_id in entries
            if position > subscription.position and subscription.body_id in (None, body_id)
        )
        subscription.position = newest
    await session.flush()


async def claim(session: AsyncSession, now: dt.datetime, limit: int) -> list[Claimed]:
    """Mails whose time has come, those that have waited longest first; nobody else gets them for a while."""
    query = (
        select(SubscriptionMail, Subscription)
        .join(Subscription, col(Subscription.id) == col(SubscriptionMail.subscription_id))
        .where(col(SubscriptionMail.next_attempt_at) <= now)
        .order_by(col(SubscriptionMail.next_attempt_at), col(SubscriptionMail.id))
        .limit(limit)
        .with_for_update(of=SubscriptionMail, skip_locked=True)
    )
    claimed = []
    for mail, subscription in (await session.execute(query)).all():
        mail.next_attempt_at = now + CLAIMED_FOR
        mail.tries += 1
        claimed.append(Claimed(mail.id, subscription.id, subscription.address, subscription.lang, mail.position))
    return claimed


async def note_sent(session: AsyncSession, mail_id: str, now: dt.datetime) -> None:
    """The mail was taken by the server, or there was nothing to tell any more."""
    mail = await session.get(SubscriptionMail, mail_id, with_for_update=True)
    if mail is not None:
        mail.next_attempt_at, mail.sent_at = None, now


async def note_failure(session: AsyncSession, mail_id: str, now: dt.datetime, *, for_good: bool) -> None:
    """The mail was not taken: it is tried again later, unless that was the last time or the server said never."""
    mail = await session.get(SubscriptionMail, mail_id, with_for_update=True)
    if mail is not None:
        mail.next_attempt_at = None if for_good else rules.next_attempt(mail.tries, now)


async def forget(session: AsyncSession, now: dt.datetime, kept_for: dt.timedelta) -> None:
    """Removes requests that nobody confirmed in time, and what is told of mails older than ``kept_for``."""
    await session.execute(
        sa.delete(Subscription).where(
            col(Subscription.confirmed_at).is_(None), col(Subscription.created_at) < now - rules.CONFIRM_WITHIN
        )
    )
    await session.execute(
        sa.delete(SubscriptionMail).where(
            col(SubscriptionMail.next_attempt_at).is_(None), col(SubscriptionMail.created_at) < now - kept_for
        )
    )
