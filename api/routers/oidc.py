"""Signing in at an OpenID provider. A browser goes through here on its way there and back, and is never shown JSON."""

import logging
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from api.auth import oidc, sessions
from api.auth.issuers import IssuerUnreachable, TokenRefused
from api.auth.oidc import Attempt, Provider, Verified
from api.domain.identity import outside
from api.domain.identity import service as identity
from api.domain.identity.tables import Account
from api.domain.kernel.clock import now
from api.domain.kernel.errors import NotFound
from api.domain.kernel.schemas import Schema
from api.routers.dependencies import ConfiguredSettings, WorkingSession, is_https
from api.settings import Settings

router = APIRouter(prefix="/api/v1/session", tags=["session"])
log = logging.getLogger(__name__)

Failure = Literal["stale", "cancelled", "refused", "unreachable", "unknown"]
_ATTEMPT_SECONDS: Final = int(outside.LIFETIME.total_seconds())
Parameter = Annotated[str | None, Query(max_length=4096)]


class ProviderOut(Schema):
    """``matchedBy`` says how an account is found: by its address, or by an identity that it was tied to."""

    slug: str
    label: str
    matched_by: Literal["email", "identity"]


class Providers(Schema):
    items: tuple[ProviderOut, ...]


@router.get("/providers", summary="List ways to sign in")
async def list_providers(request: Request) -> Providers:
    """The OpenID providers that one can sign in with. Send the browser to `/api/v1/session/oidc/{slug}/start`."""
    return Providers(
        items=tuple(
            ProviderOut(
                slug=slug,
                label=one.configured.label,
                matched_by="email" if one.configured.claim == "email" else "identity",
            )
            for slug, one in _providers(request).items()
        )
    )


# The two below are for browsers on their way, not for programs: they stand in no description of the API.
@router.get("/oidc/{provider}/start", include_in_schema=False)
async def start(
    provider: str,
    request: Request,
    session: WorkingSession,
    settings: ConfiguredSettings,
    next_path: Annotated[str | None, Query(alias="next", max_length=2000)] = None,
) -> RedirectResponse:
    """Sends the browser to the provider, with a cookie that its way back must bring along."""
    found = _provider(request, provider)
    begun = await outside.begin(session, provider, oidc.local_path(next_path), now())
    try:
        url = await found.authorization_url(Attempt(begun.nonce, begun.code_verifier), begun.state)
    except IssuerUnreachable as failure:
        log.warning("%s can't be reached: %s", provider, failure)
        return _failed("unreachable", settings)
    answer = _to(url)
    answer.set_cookie(
        _cookie(settings),
        begun.browser,
        max_age=_ATTEMPT_SECONDS,
        path="/",
        secure=is_https(settings),
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/oidc/{provider}/callback", include_in_schema=False)
async def callback(
    provider: str,
    request: Request,
    settings: ConfiguredSettings,
    code: Parameter = None,
    state: Parameter = None,
    iss: Parameter = None,
    error: Parameter = None,
) -> RedirectResponse:
    """The way back: starts a session for the account that the provider vouches for, and goes on to where one was."""
    found = _provider(request, provider)
    database = request.app.state.database
    browser = request.cookies.get(_cookie(settings), "")
    # In a transaction of its own: an attempt is used up by whatever comes back, good or not.
    async with database.work.begin() as session:
        attempt = await outside.take(session, provider, state or "", browser, now())
    if attempt is None:
        return _failed("stale", settings)
    if error is not None or code is None:
        log.info("%s sent somebody back: %s", provider, error)
        return _failed("cancelled", settings)
    try:
        verified = await found.verify(Attempt(attempt.nonce, attempt.code_verifier), code, iss, now())
    except TokenRefused as refusal:
        log.warning("What %s answered was refused: %s", provider, refusal)
        return _failed("refused", settings)
    except IssuerUnreachable as failure:
        log.warning("%s can't be reached: %s", provider, failure)
        return _failed("unreachable", settings)
    async with database.work.begin() as session:
        account = await _account(session, found, verified, settings)
        if account is None or account.disabled_at is not None:
            return _failed("unknown", settings)
        mapped = {oidc.as_role(role) for role in found.configured.roles.values()}
        await outside.follow_roles(session, account, mapped, verified.roles)
        if before := sessions.token_of(request, https=is_https(settings)):
            await identity.sign_out(session, before)
        signed_in = await identity.open_session(
            session, account, now(), sessions.user_agent_of(request), method="provider"
        )
    answer = _to(attempt.next_path)
    sessions.set_cookie(answer, signed_in, https=is_https(settings))
    _forget(answer, settings)
    return answer


async def _account(session: WorkingSession, found: Provider, verified: Verified, settings: Settings) -> Account | None:
    if verified.claim == "email":
        return await outside.account_with_email(session, verified.value)
    slug = found.configured.slug
    return await outside.account_with_subject(session, slug, oidc.subject_digest(settings, slug, verified.value))


def _providers(request: Request) -> dict[str, Provider]:
    found: dict[str, Provider] = request.app.state.oidc
    return found


def _provider(request: Request, slug: str) -> Provider:
    found = _providers(request).get(slug)
    if found is None:
        raise NotFound(f"There is no provider {slug}.")
    return found


def _failed(why: Failure, settings: Settings) -> RedirectResponse:
    answer = _to(f"/logg-inn?feil={why}")
    _forget(answer, settings)
    return answer


def _to(url: str) -> RedirectResponse:
    return RedirectResponse(url, status_code=303, headers={"Cache-Control": "no-store"})


def _cookie(settings: Settings) -> str:
    return f"{sessions.cookie_name(https=is_https(settings))}-oidc"


def _forget(answer: RedirectResponse, settings: Settings) -> None:
    answer.delete_cookie(_cookie(settings), path="/", secure=is_https(settings), httponly=True, samesite="lax")
