"""E-mail alerts for anyone: asking, confirming and ending. Every step works without JavaScript."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response

from api.delivery.alerts import LINKS
from api.domain.kernel.clock import now
from api.domain.kernel.errors import FieldError, Invalid, NotFound
from api.domain.kernel.schemas import Schema
from api.domain.publications import queries
from api.domain.subscriptions import rules, service
from api.domain.subscriptions.tables import Lang, Subscription
from api.http.idempotency import IdempotentRoute
from api.http.openapi import problems
from api.outputs import addresses, alerts
from api.outputs.alerts import Step
from api.outputs.labels import known
from api.routers.dependencies import ConfiguredSettings, Once, PublicSession, WorkingSession
from api.routers.pages import LangParam, message_page
from api.routers.published import PUBLIC_CACHE
from api.settings import Settings

api_router = APIRouter(prefix="/api/v1/published", tags=["published"], route_class=IdempotentRoute)
router = APIRouter(include_in_schema=False)

# The address of such a page is a key, which no other site is told of.
_PRIVATE: Final = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}


class NewSubscription(Schema):
    """``body`` is a body's slug; null for every body."""

    address: Annotated[str, Field(max_length=254, examples=["ola.nordmann@example.no"])]
    body: Annotated[str | None, Field(max_length=100, examples=["styret"])] = None
    lang: Lang = "nn"


class SubscriptionAnswer(Schema):
    """The same whether the address was known or not: only its holder gets to know more."""

    status: Literal["asked"] = "asked"


class Alerts(Schema):
    """Whether e-mail alerts can be had here."""

    available: bool


@api_router.get("/subscriptions", summary="Can alerts be had by e-mail?")
async def available(response: Response, settings: ConfiguredSettings) -> Alerts:
    """Whether this installation sends e-mail alerts."""
    response.headers.update(PUBLIC_CACHE)
    return Alerts(available=settings.smtp_url is not None)


@api_router.post("/subscriptions", status_code=202, summary="Ask for alerts by e-mail", responses=problems(404))
async def ask(
    new: NewSubscription,
    session: WorkingSession,
    public: PublicSession,
    settings: ConfiguredSettings,
    _: Once,
) -> SubscriptionAnswer:
    """Sends the address a mail with a link to confirm. Nothing else is sent before that is done."""
    await _ask(session, public, settings, new.address, new.body, new.lang)
    return SubscriptionAnswer()


@router.post("/varsel")
async def ask_by_form(
    request: Request, session: WorkingSession, public: PublicSession, settings: ConfiguredSettings
) -> Response:
    """The form of the front page."""
    given = {name: str(value)[:300] for name, value in (await request.form()).items()}
    language = known(given.get("lang", "nn"))
    try:
        await _ask(session, public, settings, given.get("address", ""), given.get("body") or None, language)
    except Invalid:
        return await _page(request, "invalid", "/varsel/feil", language, status=422)
    return RedirectResponse(addresses.site("/varsel/sendt", lang=language), 303)


@router.get("/varsel/sendt")
async def asked(request: Request, lang: LangParam = None) -> Response:
    """That a mail is on its way."""
    return await _page(request, "asked", "/varsel/sendt", lang)


@router.get("/varsel/feil")
async def not_an_address(request: Request, lang: LangParam = None) -> Response:
    """That the address is none."""
    return await _page(request, "invalid", "/varsel/feil", lang)


@router.get("/varsel/stadfest/{token}")
async def confirm_page(
    token: str, request: Request, session: WorkingSession, settings: ConfiguredSettings, lang: LangParam = None
) -> Response:
    """The button that confirms. A link alone does nothing: programs that look through mail follow links, too."""
    path = f"/varsel/stadfest/{token}"
    subscription = await _subscription(session, settings, "confirm", token)
    if subscription is None:
        return await _page(request, "gone", path, lang, status=404)
    if subscription.confirmed_at is not None:
        return await _page(request, "confirmed", path, lang)
    return await _page(request, "confirm", path, lang, action=addresses.site(path, lang=known(lang or "nn")))


@router.post("/varsel/stadfest/{token}")
async def confirm(
    token: str, request: Request, session: WorkingSession, settings: ConfiguredSettings, lang: LangParam = None
) -> Response:
    """Alerts are sent from now on."""
    subscription = await _subscription(session, settings, "confirm", token)
    if subscription is None:
        return await _page(request, "gone", f"/varsel/stadfest/{token}", lang, status=404)
    await service.confirm(session, subscription, now())
    return await _page(request, "confirmed", f"/varsel/stadfest/{token}", lang)


@router.get("/varsel/avmeld/{token}")
async def unsubscribe_page(
    token: str, request: Request, session: WorkingSession, settings: ConfiguredSettings, lang: LangParam = None
) -> Response:
    """The button that ends the alerts."""
    path = f"/varsel/avmeld/{token}"
    if await _subscription(session, settings, "unsubscribe", token) is None:
        return await _page(request, "unsubscribed", path, lang)
    return await _page(request, "unsubscribe", path, lang, action=addresses.site(path, lang=known(lang or "nn")))


@router.post("/varsel/avmeld/{token}")
async def unsubscribe(
    token: str, request: Request, session: WorkingSession, settings: ConfiguredSettings, lang: LangParam = None
) -> Response:
    """No more alerts. Mail programs send this themselves, and are answered without a redirect (RFC 8058, 3.1)."""
    subscription = await _subscription(session, settings, "unsubscribe", token)
    if subscription is not None:
        await service.end(session, subscription)
    return await _page(request, "unsubscribed", f"/varsel/avmeld/{token}", lang)


async def _ask(
    session: WorkingSession, public: PublicSession, settings: Settings, given: str, slug: str | None, lang: Lang
) -> None:
    """Raises NotFound where no mail is sent, Invalid for what is no address or no body that has published anything."""
    if settings.smtp_url is None:
        raise NotFound("This installation sends no e-mail.")
    address = rules.address(given)
    if address is None:
        raise Invalid("That is no e-mail address.", (FieldError("/address", "must be an e-mail address", "address"),))
    # Bodies that have published nothing are not for the public to know of.
    bodies = {body.slug: body.id for body in await queries.bodies(public)}
    if slug is not None and slug not in bodies:
        raise Invalid("There is no such body.", (FieldError("/body", "must be the slug of a body", "body"),))
    await service.ask(session, address, bodies[slug] if slug is not None else None, lang, now())


async def _subscription(
    session: WorkingSession, settings: Settings, purpose: rules.Purpose, token: str
) -> Subscription | None:
    subscription_id = rules.subscription_of(settings.derive(LINKS), purpose, token)
    return await service.find(session, subscription_id) if subscription_id is not None else None


async def _page(
    request: Request, step: Step, path: str, lang: str | None, *, action: str | None = None, status: int = 200
) -> Response:
    language = known(lang or "nn")
    head = alerts.page_head(step, path, lang=language)
    content = alerts.page_content(step, action=action, lang=language)
    return await message_page(request, head, content, language, status=status, headers=_PRIVATE)
