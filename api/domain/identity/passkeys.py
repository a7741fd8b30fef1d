"""Passkeys (WebAuthn level 2): a key pair that never leaves its owner's device, unlocked by them each time.

User verification is required, so that a passkey alone is both something one has and something one knows or is. Each
ceremony answers a challenge of ours, which is good once and for five minutes.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
import webauthn
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, delete, select
from webauthn.helpers import base64url_to_bytes, generate_challenge
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from api.domain.identity import service
from api.domain.identity.tables import Account, Passkey, PasskeyCeremony
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid, NotFound, Unauthenticated

LIFETIME: Final = dt.timedelta(minutes=5)
MAX_PASSKEYS: Final = 20


@dataclass(frozen=True)
class Site:
    """Whom passkeys are for: ``host`` (the relying party's id), and the origin of its pages."""

    host: str
    origin: str


@dataclass(frozen=True)
class Asked:
    """``options`` are for the browser's ``navigator.credentials``."""

    ceremony_id: str
    options: dict[str, Any]


async def list_of(session: AsyncSession, account_id: str) -> list[Passkey]:
    """The account's passkeys, oldest first."""
    query = select(Passkey).where(Passkey.account_id == account_id).order_by(col(Passkey.id))
    return list((await session.scalars(query)).all())


async def ask_to_register(session: AsyncSession, account: Account, site: Site, now: dt.datetime) -> Asked:
    """What the browser needs to make a passkey. Raises GuardRefused when the account has as many as it may."""
    known = await list_of(session, account.id)
    if len(known) >= MAX_PASSKEYS:
        raise GuardRefused(
            f"An account has at most {MAX_PASSKEYS} passkeys.",
            extra={"guard": "passkey-limit", "remedy": "Remove one that is not in use."},
        )
    challenge = generate_challenge()
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=site.host,
        user_id=account.id.encode(),
        user_name=account.username,
        user_display_name=account.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in known],
    )
    return await _begun(session, challenge, account.id, webauthn.options_to_json(options), now)


async def register(
    session: AsyncSession,
    actor: Actor,
    account: Account,
    ceremony_id: str,
    credential: Mapping[str, Any],
    name: str,
    site: Site,
    now: dt.datetime,
) -> Passkey:
    """Keeps the passkey that the browser made. Raises Invalid when it doesn't answer what was asked."""
    challenge = await _taken(session, ceremony_id, account.id, now)
    if challenge is None:
        raise Invalid("It took too long, or was done already.", (FieldError("/ceremonyId", "is over", "over"),))
    try:
        verified = webauthn.verify_registration_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except Exception as error:  # whatever a made-up one makes the library stumble over, it doesn't hold
        raise Invalid("The passkey doesn't hold.", (FieldError("/credential", "doesn't hold", "refused"),)) from error
    passkey = Passkey(
        account_id=account.id,
        name=name,
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
    )
    session.add(passkey)
    await session.flush()
    event.record(session, actor, "account.passkey_added", ("account", account.id), after={"name": name})
    return passkey


async def ask_to_sign_in(session: AsyncSession, site: Site, now: dt.datetime) -> Asked:
    """What the browser needs to show its owner their passkeys; it tells nothing of who has any."""
    challenge = generate_challenge()
    options = webauthn.generate_authentication_options(
        rp_id=site.host, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return await _begun(session, challenge, None, webauthn.options_to_json(options), now)


async def sign_in(
    session: AsyncSession,
    ceremony_id: str,
    credential: Mapping[str, Any],
    site: Site,
    now: dt.datetime,
    user_agent: str,
) -> service.SignedIn:
    """A session for the owner of the passkey. Raises Unauthenticated, alike whatever doesn't hold."""
    passkey = await _proven(session, ceremony_id, credential, site, now)
    account = await service.account(session, passkey.account_id)
    return await service.open_session(session, account, now, user_agent, method="passkey")


async def reauthenticate(
    session: AsyncSession,
    account_id: str,
    token: str | None,
    ceremony_id: str,
    credential: Mapping[str, Any],
    site: Site,
    now: dt.datetime,
) -> None:
    """Notes on the session that its owner has just proven who they are by one of their passkeys.

    Raises Invalid, alike whatever doesn't hold: another's passkey, too.
    """
    refused = Invalid("The passkey doesn't hold here.", (FieldError("/credential", "doesn't hold", "refused"),))
    try:
        passkey = await _proven(session, ceremony_id, credential, site, now)
    except Unauthenticated as error:
        raise refused from error
    if passkey.account_id != account_id:
        raise refused
    await service.proven(session, account_id, token, service.Proof(now, "passkey"))


async def _proven(
    session: AsyncSession, ceremony_id: str, credential: Mapping[str, Any], site: Site, now: dt.datetime
) -> Passkey:
    """The passkey whose owner has answered the ceremony's challenge by it. Raises Unauthenticated."""
    refused = Unauthenticated("The passkey doesn't hold here.")
    challenge = await _taken(session, ceremony_id, None, now)
    passkey = await _named(session, credential)
    if challenge is None or passkey is None:
        raise refused
    try:
        verified = webauthn.verify_authentication_response(
            credential=dict(credential),
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except Exception as error:  # as above
        raise refused from error
    passkey.sign_count = verified.new_sign_count
    passkey.last_used_at = now
    return passkey


async def remove(session: AsyncSession, actor: Actor, account_id: str, passkey_id: str) -> None:
    """Forgets a passkey of the account's own. Raises NotFound, also for another's."""
    passkey = await session.get(Passkey, passkey_id)
    if passkey is None or passkey.account_id != account_id:
        raise NotFound(f"You have no passkey {passkey_id}.")
    await session.delete(passkey)
    await session.flush()
    event.record(session, actor, "account.passkey_removed", ("account", account_id), before={"name": passkey.name})


async def _begun(
    session: AsyncSession, challenge: bytes, account_id: str | None, options: str, now: dt.datetime
) -> Asked:
    await session.execute(delete(PasskeyCeremony).where(col(PasskeyCeremony.expires_at) <= now))
    ceremony = PasskeyCeremony(challenge=challenge, account_id=account_id, expires_at=now + LIFETIME)
    session.add(ceremony)
    await session.flush()
    return Asked(ceremony.id, json.loads(options))


async def _taken(session: AsyncSession, ceremony_id: str, account_id: str | None, now: dt.datetime) -> bytes | None:
    """The challenge of a ceremony, which is used up by it; None when there is none, or it is another account's."""
    used = sa.delete(PasskeyCeremony).where(
        col(PasskeyCeremony.id) == ceremony_id,
        col(PasskeyCeremony.account_id).is_not_distinct_from(account_id),
        col(PasskeyCeremony.expires_at) > now,
    )
    return await session.scalar(used.returning(col(PasskeyCeremony.challenge)))


async def _named(session: AsyncSession, credential: Mapping[str, Any]) -> Passkey | None:
    try:
        credential_id = base64url_to_bytes(credential["id"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return (await session.scalars(select(Passkey).where(Passkey.credential_id == credential_id))).one_or_none()
