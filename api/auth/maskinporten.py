"""Maskinporten: a municipality's system shows a token that Digdir's Maskinporten has signed.

Who it speaks for is the organisation number in ``consumer.ID``, which Maskinporten vouches for. ``client_id`` only says
which of the organisation's registrations was used, and anyone's may be called anything: it decides nothing here.
"""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final, get_args

from sqlalchemy.ext.asyncio import AsyncSession

from api.auth.issuers import Issuer, TokenRefused
from api.domain.identity.schemas import Scope
from api.domain.kernel.actor import Actor
from api.domain.organisation import service as organisation
from api.settings import Settings, SettingsError

# The authority 0192 is the Norwegian register of legal entities (ISO 6523).
_CONSUMER: Final = re.compile(r"0192:([0-9]{9})")


class Maskinporten:
    """``scopes`` says what each of Maskinporten's scopes is good for here."""

    def __init__(self, issuer: Issuer, scopes: Mapping[str, frozenset[str]], audience: str | None) -> None:
        self.issuer = issuer
        self.scopes = scopes
        self.audience = audience

    async def actor_of(self, session: AsyncSession, token: str, now: dt.datetime) -> Actor:
        """The municipality's system behind a token. Raises TokenRefused, IssuerUnreachable."""
        claims = await self.issuer.claims(token, audience=self.audience, at=now)
        granted = frozenset[str]().union(
            *(self.scopes.get(scope, frozenset()) for scope in str(claims.get("scope", "")).split())
        )
        if not granted:
            raise TokenRefused(f"has none of our scopes: {claims.get('scope')!r}")
        number = organisation_number(claims)
        municipality = await organisation.municipality_with_number(session, number)
        if municipality is None:
            raise TokenRefused(f"speaks for {number}, which is none of the municipalities")
        return Actor(
            "municipality_system",
            municipality.id,
            municipality.name,
            municipality_id=municipality.id,
            scopes=granted,
        )


def organisation_number(claims: Mapping[str, Any]) -> str:
    """Whom a token speaks for: nine digits. Raises TokenRefused."""
    consumer = claims.get("consumer")
    found = _CONSUMER.fullmatch(str(consumer.get("ID", ""))) if isinstance(consumer, dict) else None
    if found is None:
        raise TokenRefused(f"has no consumer from the register of legal entities: {consumer!r}")
    return found[1]


def open_maskinporten(settings: Settings) -> Maskinporten | None:
    """Maskinporten as the settings have it; None when they name no issuer. Raises SettingsError."""
    if settings.maskinporten_issuer is None:
        return None
    known = set(get_args(Scope))
    for name, ours in settings.maskinporten_scopes.items():
        if unknown := set(ours) - known:
            raise SettingsError(
                f"SAMSTYRE_MASKINPORTEN_SCOPES: {name} is to be good for {', '.join(sorted(unknown))}; "
                f"known are {', '.join(sorted(known))}"
            )
    issuer = settings.maskinporten_issuer
    url = settings.maskinporten_metadata_url or f"{issuer.rstrip('/')}/.well-known/oauth-authorization-server"
    scopes = {name: frozenset(ours) for name, ours in settings.maskinporten_scopes.items()}
    return Maskinporten(Issuer(issuer, url), scopes, settings.maskinporten_audience)
