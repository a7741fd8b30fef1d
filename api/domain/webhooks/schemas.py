"""Webhooks as they cross the border."""

import datetime as dt
from typing import Annotated

from pydantic import Field, StringConstraints

from api.domain.kernel.schemas import Schema
from api.domain.webhooks.rules import EVENT_TYPE, Failure
from api.domain.webhooks.tables import DeliveryState

Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=2000)]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
EventType = Annotated[str, StringConstraints(pattern=EVENT_TYPE, max_length=100)]
EventTypes = Annotated[tuple[EventType, ...], Field(max_length=100)]


class NewWebhook(Schema):
    """``eventTypes`` such as `meeting.published` or `meeting.*`; empty for all."""

    url: Url
    description: Description = ""
    event_types: EventTypes = ()


class WebhookPatch(Schema):
    """What is left out stays as it is. A disabled endpoint waits: what happens meanwhile is sent when it is enabled."""

    url: Url | None = None
    description: Description | None = None
    event_types: EventTypes | None = None
    enabled: bool | None = None


class WebhookOut(Schema):
    """An endpoint. Its secret is told once, when it is made."""

    id: str
    revision: int
    url: str
    description: str
    event_types: tuple[str, ...]
    enabled: bool
    created_at: dt.datetime
    created_by: str
    previous_secret_until: dt.datetime | None


class WebhookSecretOut(Schema):
    """An endpoint with its secret, which is not shown again."""

    webhook: WebhookOut
    secret: str


class AttemptOut(Schema):
    """One attempt: the status that was answered, or why there was none. ``failure`` is null when it was taken."""

    at: dt.datetime
    duration_ms: int
    status_code: int | None
    failure: Failure | None


class DeliveryOut(Schema):
    """One message and what became of it, attempts newest first."""

    id: str
    webhook_id: str
    position: int | None
    type: str
    state: DeliveryState
    created_at: dt.datetime
    next_attempt_at: dt.datetime | None
    attempts: tuple[AttemptOut, ...]


class EventData(Schema):
    """Which thing it happened to. What it says is read from the API, with the reader's own rights."""

    position: int | None
    subject_type: str
    subject_id: str
    body_id: str | None


class EventMessage(Schema):
    """The body of a webhook: an event without its values."""

    type: str
    timestamp: dt.datetime
    data: EventData
