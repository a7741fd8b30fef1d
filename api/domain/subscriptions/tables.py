"""Subscriptions by e-mail, and the mails that each is sent."""

import datetime as dt
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Field

from api.domain.kernel.tables import Created, WorkTable, choice, id_column, instant, reference

Lang = Literal["nn", "nb", "en"]


class Subscription(Created, WorkTable, table=True):
    """One address that is told of one body's publications, or of all. It is removed with all traces when it ends."""

    __tablename__ = "subscription"
    __table_args__ = (
        sa.Index(
            "uq_subscription_address_body_id",
            sa.text("lower(address)"),
            "body_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        sa.CheckConstraint("position('@' in address) > 1", name="address"),
    )

    id: str = id_column("sbsc")
    address: str
    body_id: str | None = reference("work.body.id", nullable=True)
    """None for every body."""
    lang: Lang = choice(Lang)
    confirmed_at: dt.datetime | None = instant(nullable=True)
    """When the reader pressed the button in the mail; nothing is sent before."""
    position: int = Field(default=0, sa_type=sa.BigInteger)
    """How far in the chain of publications it has come."""


class SubscriptionMail(Created, WorkTable, table=True):
    """One mail to one subscriber: about one entry of the chain, or the request to confirm. Each is sent once."""

    __tablename__ = "subscription_mail"
    __table_args__ = (
        sa.UniqueConstraint("subscription_id", "position", postgresql_nulls_not_distinct=True),
        sa.Index(
            "ix_subscription_mail_due", "next_attempt_at", postgresql_where=sa.text("next_attempt_at IS NOT NULL")
        ),
        sa.CheckConstraint("sent_at IS NULL OR next_attempt_at IS NULL", name="sent_once"),
    )

    id: str = id_column("mail")
    subscription_id: str = reference("work.subscription.id", ondelete="CASCADE", index=False)
    position: int | None = Field(default=None, sa_type=sa.BigInteger, nullable=True)
    """Of the publication or withdrawal; None for the request to confirm."""
    tries: int = 0
    next_attempt_at: dt.datetime | None = instant(nullable=True)
    """None when it was sent or given up."""
    sent_at: dt.datetime | None = instant(nullable=True)
