"""Tokens that others sign: whose they are, and whether they hold.

An issuer publishes a description of itself (RFC 8414, OpenID Connect Discovery) and its keys (RFC 7517). Both are
remembered. A key that isn't known is looked for anew, since keys are changed while we run; but not more often than
``REFRESH_SECONDS``, or anyone could have us ask the issuer by sending tokens with invented key ids.
"""

import asyncio
import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey

ALGORITHMS: Final = ("RS256", "PS256", "ES256")
"""Signatures by a key pair only. ``none`` is no signature, and with HS256 our own copy of a public key would sign."""
LEEWAY_SECONDS: Final = 10
"""How far two clocks may be apart."""
REMEMBER_SECONDS: Final = 3600.0
REFRESH_SECONDS: Final = 30.0
_TIMEOUT_SECONDS: Final = 5.0
_MAX_BYTES: Final = 256 * 1024


class TokenRefused(Exception):
    """The token doesn't hold; the message says why, for the log and not for the sender."""


class IssuerUnreachable(Exception):
    """The issuer doesn't answer, or not with what it should: nothing can be said of its tokens."""


@dataclass(frozen=True)
class _Known:
    metadata: Mapping[str, Any]
    keys: KeySet
    at: float


class Issuer:
    """One issuer. ``metadata_url`` is where its description is; it must name ``issuer`` itself, to the letter."""

    def __init__(self, issuer: str, metadata_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.issuer = issuer
        self.metadata_url = metadata_url
        self._clock = clock
        self._known: _Known | None = None
        self._refreshed_at: float | None = None
        self._lock = asyncio.Lock()

    async def metadata(self) -> Mapping[str, Any]:
        """What the issuer says of itself. Raises IssuerUnreachable."""
        return (await self._current()).metadata

    async def claims(self, token: str, *, audience: str | None, at: dt.datetime) -> dict[str, Any]:
        """What the token says, once its signature, ``iss``, ``exp`` and, where ``audience`` is given, ``aud`` hold.

        Raises TokenRefused, IssuerUnreachable.
        """
        try:
            header = jws.extract_compact(token.encode()).headers()
        except (JoseError, ValueError) as error:
            raise TokenRefused(f"not a signed token: {error}") from error
        if header.get("alg") not in ALGORITHMS:
            raise TokenRefused(f"signed with {header.get('alg')!r}")
        key = await self._key(header.get("kid"), str(header["alg"]))
        options: dict[str, Any] = {"iss": {"essential": True, "value": self.issuer}, "exp": {"essential": True}}
        if audience is not None:
            options["aud"] = {"essential": True, "value": audience}
        try:
            claims = jwt.decode(token, key, algorithms=ALGORITHMS).claims
            jwt.JWTClaimsRegistry(now=int(at.timestamp()), leeway=LEEWAY_SECONDS, **options).validate(claims)
        except (JoseError, ValueError) as error:
            raise TokenRefused(str(error)) from error
        return claims

    async def _key(self, kid: object, algorithm: str) -> RSAKey | ECKey:
        if not isinstance(kid, str):
            raise TokenRefused("names no key")
        key = _find(await self._current(), kid, algorithm) or _find(await self._refreshed(), kid, algorithm)
        if key is None:
            raise TokenRefused(f"signed with the unknown key {kid!r}")
        return key

    async def _current(self) -> _Known:
        known = self._known
        if known is not None and self._clock() < known.at + REMEMBER_SECONDS:
            return known
        async with self._lock:
            if self._known is None or self._known is known:
                self._known = await self._fetch()
            return self._known

    async def _refreshed(self) -> _Known:
        async with self._lock:
            is_due = self._refreshed_at is None or self._clock() >= self._refreshed_at + REFRESH_SECONDS
            if is_due or self._known is None:
                self._refreshed_at = self._clock()
                self._known = await self._fetch()
            return self._known

    async def _fetch(self) -> _Known:
        try:
            async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, follow_redirects=False) as client:
                metadata = await get_json(client, self.metadata_url)
                if metadata.get("issuer") != self.issuer:
                    raise IssuerUnreachable(f"{self.metadata_url} tells of {metadata.get('issuer')!r}")
                keys = await get_json(client, str(metadata["jwks_uri"]))
            # Only the kinds that our algorithms need: a symmetric key has no place in a published set.
            usable = [key for key in keys["keys"] if key.get("kty") in ("RSA", "EC") and key.get("use", "sig") == "sig"]
            return _Known(metadata, KeySet.import_key_set({"keys": usable}), self._clock())
        except (httpx.HTTPError, JoseError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise IssuerUnreachable(f"{self.metadata_url}: {error!r}") from error


async def get_json(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    """The object at an address. Raises httpx.HTTPError, and ValueError for what is too big or no object."""
    answer = await client.get(url, headers={"Accept": "application/json"})
    answer.raise_for_status()
    if len(answer.content) > _MAX_BYTES:
        raise ValueError(f"{url} is too big")
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError(f"{url} is no JSON object")  # noqa: TRY004 -- the fault is in what was sent
    return found


def _find(known: _Known, kid: str, algorithm: str) -> RSAKey | ECKey | None:
    for key in known.keys.keys:
        if key.kid == kid and key.get("alg", algorithm) == algorithm and isinstance(key, (RSAKey, ECKey)):
            return key
    return None
