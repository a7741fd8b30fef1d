"""Which reminders go out by mail: those that are one account's alone, each once."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.identity.tables import Account
from api.domain.kernel.clock import oslo_date
from api.domain.notice.rules import ReminderCode
from api.domain.notice.tables import Reminder


@dataclass(frozen=True)
class ToMail:
    """A reminder and where it goes. It says no more: what is to be done may be closed, and mail is no safe place."""

    id: str
    address: str
    code: ReminderCode
    subject_id: str
    due_on: dt.date


async def claim(session: AsyncSession, now: dt.datetime) -> list[ToMail]:
    """Take all that are to be sent; two workers never take the same one.

    They count as sent from here on: one that a crash swallows still stands where its owner works.
    """
    query = (
        select(Reminder, Account.email)
        .join(Account, col(Account.id) == col(Reminder.account_id))
        .where(
            Reminder.audience == "owner",
            col(Reminder.done_at).is_(None),
            col(Reminder.mailed_at).is_(None),
            col(Account.email).is_not(None),
            col(Account.disabled_at).is_(None),
        )
        .order_by(col(Reminder.id))
        .with_for_update(of=Reminder, skip_locked=True)
    )
    claimed = []
    for reminder, address in (await session.execute(query)).all():
        reminder.mailed_at = now
        due_on = oslo_date(reminder.due_at)
        claimed.append(ToMail(reminder.id, address, reminder.code, reminder.subject_id, due_on))
    await session.flush()
    return claimed


async def release(session: AsyncSession, ids: Sequence[str]) -> None:
    """Let those be sent another time that could not be now."""
    await session.execute(sa.update(Reminder).where(col(Reminder.id).in_(ids)).values(mailed_at=None))
