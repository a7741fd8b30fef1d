"""Endpoints, how far in the feed each has come, and the log of what was sent."""

import datetime as dt
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Field

from api.domain.kernel.tables import (
    Created,
    Versioned,
    WorkTable,
    choice,
    id_column,
    instant,
    json_column,
    reference,
)
from api.domain.webhooks.rules import Failure

DeliveryState = Literal["pending", "delivered", "failed"]


class WebhookEndpoint(Versioned, WorkTable, table=True):
    """An address that is told of events. Its secret is derived from the installation's and stands nowhere."""

    __tablename__ = "webhook_endpoint"
    __table_args__ = (
        sa.UniqueConstraint("url"),
        sa.CheckConstraint("url ~ '^https?://'", name="url"),
        sa.CheckConstraint("secret_number > 0", name="secret_number"),
    )

    id: str = id_column("hook")
    url: str
    description: str = ""
    event_types: list[str] = json_column(default_factory=list)
    """``meeting.published``, ``meeting.*``; empty for all."""
    enabled: bool = True
    secret_number: int = 1
    """Which of its secrets is the newest: 1 and up."""
    previous_secret_until: dt.datetime | None = instant(nullable=True)
    created_by: str
    """Name of who made it."""


class WebhookCursor(WorkTable, table=True):
    """How far an endpoint has come; a row of its own, so that what is sent doesn't change the endpoint's revision."""

    __tablename__ = "webhook_cursor"
    __table_args__ = (sa.CheckConstraint("position >= 0", name="position"),)

    endpoint_id: str = reference("work.webhook_endpoint.id", ondelete="CASCADE", index=False, primary_key=True)
    position: int = Field(sa_type=sa.BigInteger)
    """Position of the last event that was looked at, for this endpoint."""


class WebhookDelivery(Created, WorkTable, table=True):
    """One message to one endpoint: its id is the message's, the same in each attempt."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        sa.UniqueConstraint("endpoint_id", "position"),
        sa.Index("ix_webhook_delivery_due", "next_attempt_at", postgresql_where=sa.text("state = 'pending'")),
        sa.CheckConstraint("(state = 'pending') = (next_attempt_at IS NOT NULL)", name="due"),
        sa.CheckConstraint("tries >= 0", name="tries"),
    )

    id: str = id_column("dlv")
    endpoint_id: str = reference("work.webhook_endpoint.id", ondelete="CASCADE", index=False)
    position: int | None = Field(default=None, sa_type=sa.BigInteger, nullable=True)
    """The event's, or None for a test."""
    type: str
    body: str
    """The bytes that are signed and sent."""
    state: DeliveryState = choice(DeliveryState, default="pending")
    tries: int = 0
    """Attempts since it was first sent, or last sent anew."""
    next_attempt_at: dt.datetime | None = instant(nullable=True)


class WebhookAttempt(WorkTable, table=True):
    """One attempt and how it went."""

    __tablename__ = "webhook_attempt"
    __table_args__ = (sa.CheckConstraint("status_code BETWEEN 100 AND 599", name="status_code"),)

    id: int | None = Field(
        default=None, sa_type=sa.BigInteger, primary_key=True, sa_column_args=[sa.Identity(always=True)]
    )
    delivery_id: str = reference("work.webhook_delivery.id", ondelete="CASCADE")
    at: dt.datetime = instant()
    duration_ms: int
    status_code: int | None = Field(default=None, sa_type=sa.SmallInteger, nullable=True)
    failure: Failure | None = choice(Failure, nullable=True)
    """None when it was taken."""
