"""Webhooks: who is told of events, and the log of what was sent."""

from typing import Final

from fastapi import APIRouter, FastAPI, Request, Response

from api.domain.kernel.clock import now
from api.domain.kernel.schemas import Schema
from api.domain.webhooks import rules, service
from api.domain.webhooks.schemas import (
    AttemptOut,
    DeliveryOut,
    EventMessage,
    NewWebhook,
    WebhookOut,
    WebhookPatch,
    WebhookSecretOut,
)
from api.domain.webhooks.tables import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from api.http.conditional import IfMatch, etag_of_revision, require_match
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.http.pagination import Keyset, Page, Paging, paginate
from api.routers.dependencies import ConfiguredSettings, Once, SystemAdministrator, WorkingSession
from api.settings import Settings

router = APIRouter(prefix="/api/v1", tags=["webhooks"], route_class=IdempotentRoute, responses=problems(401, 403))

_NEWEST: Final = Keyset("webhook-deliveries", tuple[str])
_NO_STORE: Final = {"Cache-Control": "private, no-store"}


class Webhooks(Schema):
    items: tuple[WebhookOut, ...]


@router.get("/webhooks", summary="List webhooks")
async def list_webhooks(_: SystemAdministrator, session: WorkingSession) -> Webhooks:
    """Every endpoint that is told of events, oldest first."""
    return Webhooks(items=tuple(_out(one) for one in await service.list_endpoints(session)))


@router.post("/webhooks", status_code=201, summary="Create a webhook", responses=problems(409))
async def create_webhook(
    new: NewWebhook,
    response: Response,
    actor: SystemAdministrator,
    session: WorkingSession,
    settings: ConfiguredSettings,
) -> WebhookSecretOut:
    """Tells an address of what happens from now on. The secret in the answer is not shown again.

    It takes no Idempotency-Key, as the answer would be kept with its secret: an address can be there only once, so the
    same request sent again is a conflict.
    """
    endpoint = await service.create(session, actor, new, allow_private=settings.webhook_allow_private)
    response.headers["Location"] = f"/api/v1/webhooks/{endpoint.id}"
    return _with_secret(endpoint, settings, response)


@router.get("/webhooks/{webhook_id}", summary="Get a webhook", responses=problems(404))
async def get_webhook(
    webhook_id: str, response: Response, _: SystemAdministrator, session: WorkingSession
) -> WebhookOut:
    """One endpoint, without its secret."""
    return _answer(await service.get(session, webhook_id), response)


@router.patch("/webhooks/{webhook_id}", summary="Change a webhook", responses=problems(404, 409))
async def change_webhook(
    webhook_id: str,
    patch: WebhookPatch,
    response: Response,
    actor: SystemAdministrator,
    session: WorkingSession,
    settings: ConfiguredSettings,
    if_match: IfMatch = None,
) -> WebhookOut:
    """Changes the fields that are given; `enabled` stops an endpoint and sets it going again where it stopped."""
    endpoint = await _seen(session, webhook_id, if_match)
    allow_private = settings.webhook_allow_private
    return _answer(await service.update(session, actor, endpoint, patch, allow_private=allow_private), response)


@router.delete("/webhooks/{webhook_id}", status_code=204, summary="Remove a webhook", responses=problems(404))
async def remove_webhook(
    webhook_id: str, actor: SystemAdministrator, session: WorkingSession, if_match: IfMatch = None
) -> None:
    """Removes the endpoint with its log. What has not been sent is not sent."""
    await service.remove(session, actor, await _seen(session, webhook_id, if_match))


@router.post("/webhooks/{webhook_id}/actions/rotate-secret", summary="Make a new secret", responses=problems(404))
async def rotate_secret(
    webhook_id: str,
    response: Response,
    actor: SystemAdministrator,
    session: WorkingSession,
    settings: ConfiguredSettings,
    if_match: IfMatch = None,
) -> WebhookSecretOut:
    """A new secret, not shown again. For 24 hours messages are signed with the old one, too."""
    endpoint = await _seen(session, webhook_id, if_match)
    return _with_secret(await service.rotate_secret(session, actor, endpoint, now()), settings, response)


@router.post(
    "/webhooks/{webhook_id}/actions/test", status_code=202, summary="Send a test", responses=problems(404, 409)
)
async def send_test(webhook_id: str, actor: SystemAdministrator, session: WorkingSession, _: Once) -> DeliveryOut:
    """Queues a message of the type `webhook.ping`; how it went stands in the log of deliveries."""
    endpoint = await service.get(session, webhook_id)
    return _delivery(await service.test(session, actor, endpoint, now()), [])


@router.get("/webhooks/{webhook_id}/deliveries", summary="List deliveries", responses=problems(404))
async def list_deliveries(
    webhook_id: str,
    request: Request,
    response: Response,
    paging: Paging,
    _: SystemAdministrator,
    session: WorkingSession,
) -> Page[DeliveryOut]:
    """What was sent to the endpoint in the last 30 days, newest first, with every attempt."""
    await service.get(session, webhook_id)
    position = _NEWEST.position(paging)
    rows = await service.deliveries(
        session,
        webhook_id,
        paging.limit + 1,
        position.key[0] if position else None,
        backwards=position.backwards if position else False,
    )
    attempts = await service.attempts(session, [row.id for row in rows])
    headers: dict[str, str] = {}
    page = paginate(
        request,
        headers,
        _NEWEST,
        paging,
        rows,
        key=lambda row: (row.id,),
        item=lambda row: _delivery(row, attempts[row.id]),
    )
    response.headers.update(headers)
    return page


@router.post(
    "/webhook-deliveries/{delivery_id}/actions/redeliver",
    status_code=202,
    summary="Send a message once more",
    responses=problems(404, 409),
)
async def redeliver(delivery_id: str, actor: SystemAdministrator, session: WorkingSession, _: Once) -> DeliveryOut:
    """Queues a message that was delivered or given up once more, under the id it had."""
    delivery = await service.redeliver(session, actor, delivery_id, now())
    return _delivery(delivery, (await service.attempts(session, [delivery_id]))[delivery_id])


def describe(app: FastAPI) -> None:
    """Lists what is sent in the description of the API."""

    @app.webhooks.post(
        "event",
        status_code=204,
        response_description="Taken",
        summary="Something happened",
        tags=["webhooks"],
        operation_id="webhooks.event",
    )
    async def told(message: EventMessage) -> None:
        """Sent for each event of the change feed that the endpoint has asked for, signed as Standard Webhooks says:
        `webhook-id`, `webhook-timestamp` and `webhook-signature`. Answer with any 2xx within 15 seconds. Else it is
        tried again, nine times in about three days; 410 disables the endpoint. The same id may come twice.
        """


async def _seen(session: WorkingSession, webhook_id: str, if_match: str | None) -> WebhookEndpoint:
    endpoint = await service.get(session, webhook_id)
    require_match(if_match, etag_of_revision(endpoint.revision))
    return endpoint


def _answer(endpoint: WebhookEndpoint, response: Response) -> WebhookOut:
    response.headers["ETag"] = etag_of_revision(endpoint.revision)
    return _out(endpoint)


def _with_secret(endpoint: WebhookEndpoint, settings: Settings, response: Response) -> WebhookSecretOut:
    response.headers.update(_NO_STORE)
    derived = settings.derive(rules.secret_purpose(endpoint.id, endpoint.secret_number))
    return WebhookSecretOut(webhook=_answer(endpoint, response), secret=rules.secret(derived))


def _out(endpoint: WebhookEndpoint) -> WebhookOut:
    return WebhookOut(
        id=endpoint.id,
        revision=endpoint.revision,
        url=endpoint.url,
        description=endpoint.description,
        event_types=tuple(endpoint.event_types),
        enabled=endpoint.enabled,
        created_at=endpoint.created_at,
        created_by=endpoint.created_by,
        previous_secret_until=endpoint.previous_secret_until,
    )


def _delivery(row: WebhookDelivery, attempts: list[WebhookAttempt]) -> DeliveryOut:
    return DeliveryOut(
        id=row.id,
        webhook_id=row.endpoint_id,
        position=row.position,
        type=row.type,
        state=row.state,
        created_at=row.created_at,
        next_attempt_at=row.next_attempt_at,
        attempts=tuple(
            AttemptOut(at=one.at, duration_ms=one.duration_ms, status_code=one.status_code, failure=one.failure)
            for one in attempts
        ),
    )
