"""OpenID Connect: authorization code with PKCE (RFC 7636), against any provider that describes itself.

The browser is sent off with ``state`` and ``nonce``, and comes back with a code that we change for an ID token. What
must hold then: the attempt is one that this browser began (``state`` and a cookie), the answer is from the issuer that
it was sent to (``iss``, RFC 9207), and the token is signed by that issuer, made for us, for this attempt and now.
"""

import base64
import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast, get_args
from urllib.parse import quote, urlencode

import httpx

from api.auth.issuers import Issuer, IssuerUnreachable, TokenRefused, get_json
from api.domain.kernel.actor import Role
from api.settings import OidcProvider, Settings, SettingsError

_TIMEOUT_SECONDS: Final = 10.0
_LOCAL_PATH: Final = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


@dataclass(frozen=True)
class Attempt:
    """What was sent along with the browser, and must come back."""

    nonce: str
    code_verifier: str


@dataclass(frozen=True)
class Verified:
    """Who the provider says it is: the value of the claim that accounts are matched by, and the roles that it has."""

    claim: str
    value: str
    roles: frozenset[Role]


class Provider:
    """One provider, as the settings have it."""

    def __init__(self, configured: OidcProvider, callback: str) -> None:
        self.configured = configured
        self.callback = callback
        url = configured.metadata_url or f"{configured.issuer.rstrip('/')}/.well-known/openid-configuration"
        self.issuer = Issuer(configured.issuer, url)

    async def authorization_url(self, attempt: Attempt, state: str) -> str:
        """Where to send the browser. Raises IssuerUnreachable."""
        endpoint = _endpoint(await self.issuer.metadata(), "authorization_endpoint")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.code_verifier.encode()).digest())
        asked = {
            **self.configured.parameters,
            "response_type": "code",
            "client_id": self.configured.client_id,
            "redirect_uri": self.callback,
            "scope": " ".join(self.configured.scopes),
            "state": state,
            "nonce": attempt.nonce,
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    async def verify(self, attempt: Attempt, code: str, iss: str | None, now: dt.datetime) -> Verified:
        """Who came back with a code. Raises TokenRefused, IssuerUnreachable."""
        metadata = await self.issuer.metadata()
        # The mix-up attack: another provider's answer must not be taken to this one's token endpoint.
        must_name = metadata.get("authorization_response_iss_parameter_supported") is True
        if iss != self.issuer.issuer and (iss is not None or must_name):
            raise TokenRefused(f"the answer is from {iss!r}")
        async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, follow_redirects=False) as client:
            answer = await self._exchange(client, metadata, attempt, code)
            claims = await self.issuer.claims(
                str(answer.get("id_token", "")), audience=self.configured.client_id, at=now
            )
            _require_ours(claims, self.configured.client_id, attempt.nonce)
            wanted = {self.configured.claim, self.configured.roles_claim} - {None}
            if wanted - claims.keys() and "userinfo_endpoint" in metadata:
                claims = {**await self._userinfo(client, metadata, str(answer.get("access_token")), claims), **claims}
        return _verified(claims, self.configured)

    async def _exchange(
        self, client: httpx.AsyncClient, metadata: Mapping[str, Any], attempt: Attempt, code: str
    ) -> dict[str, Any]:
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.callback,
            "code_verifier": attempt.code_verifier,
        }
        name, secret = self.configured.client_id, self.configured.client_secret.get_secret_value()
        headers = {"Accept": "application/json"}
        methods = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in methods:
            # RFC 6749, 2.3.1: both are form-encoded before they are joined.
            pair = f"{quote(name, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            sent |= {"client_id": name, "client_secret": secret}
        try:
            answer = await client.post(_endpoint(metadata, "token_endpoint"), data=sent, headers=headers)
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise IssuerUnreachable(f"{self.issuer.issuer}: {error!r}") from error
        if answer.status_code != httpx.codes.OK or not isinstance(found, dict):
            raise TokenRefused(f"the code was refused: {answer.status_code} {str(found)[:200]}")
        return found

    async def _userinfo(
        self, client: httpx.AsyncClient, metadata: Mapping[str, Any], access_token: str, claims: Mapping[str, Any]
    ) -> dict[str, Any]:
        client.headers["Authorization"] = f"Bearer {access_token}"
        try:
            found = await get_json(client, _endpoint(metadata, "userinfo_endpoint"))
        except (httpx.HTTPError, ValueError) as error:
            raise IssuerUnreachable(f"{self.issuer.issuer}: {error!r}") from error
        if found.get("sub") != claims["sub"]:
            raise TokenRefused("userinfo is somebody else's")
        return found


def open_providers(settings: Settings) -> dict[str, Provider]:
    """The providers by slug, in the order of the settings. Raises SettingsError for a role that we don't have."""
    for one in settings.oidc:
        if unknown := set(one.roles.values()) - set(get_args(Role)):
            raise SettingsError(f"SAMSTYRE_OIDC: {one.slug} makes somebody {', '.join(sorted(unknown))}")
    return {
        one.slug: Provider(one, f"{settings.public_url}/api/v1/session/oidc/{one.slug}/callback")
        for one in settings.oidc
    }


def as_role(name: str) -> Role:
    """The role that the settings name; they were looked over at the start."""
    return cast(Role, name)


def subject_digest(settings: Settings, provider: str, subject: str) -> str:
    """What is kept of a subject. With the secret, so that nobody finds an identity number by trying them all."""
    key = settings.derive("external identities").encode()
    return hmac.digest(key, f"{provider}\n{subject}".encode(), "sha256").hex()


def local_path(asked: str | None) -> str:
    """Where to go after signing in: a path of this site, else ``/admin``. Never another site's address."""
    return asked if asked is not None and _LOCAL_PATH.fullmatch(asked) else "/admin"


def _endpoint(metadata: Mapping[str, Any], name: str) -> str:
    found = metadata.get(name)
    if not isinstance(found, str):
        raise IssuerUnreachable(f"the provider's description has no {name}")
    return found


def _require_ours(claims: Mapping[str, Any], client_id: str, nonce: str) -> None:
    """OpenID Connect Core 3.1.3.7, beyond signature, issuer, audience and time."""
    if not hmac.compare_digest(str(claims.get("nonce", "")), nonce):
        raise TokenRefused("the token is for another attempt")
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") is None:
        raise TokenRefused("the token is for several and says not who asked for it")
    if claims.get("azp", client_id) != client_id:
        raise TokenRefused(f"the token was asked for by {claims['azp']!r}")
    if not isinstance(claims.get("sub"), str):
        raise TokenRefused("the token is about nobody")


def _verified(claims: Mapping[str, Any], configured: OidcProvider) -> Verified:
    value = claims.get(configured.claim)
    if not isinstance(value, str) or not value:
        raise TokenRefused(f"the token has no {configured.claim}")
    if configured.claim == "email" and claims.get("email_verified") is not True and not configured.trust_email:
        raise TokenRefused("the address is not verified")
    return Verified(configured.claim, value, _told_roles(claims, configured))


def _told_roles(claims: Mapping[str, Any], configured: OidcProvider) -> frozenset[Role]:
    told = claims.get(configured.roles_claim, []) if configured.roles_claim is not None else []
    names = [told] if isinstance(told, str) else told
    return frozenset(as_role(configured.roles[str(name)]) for name in names if str(name) in configured.roles)
