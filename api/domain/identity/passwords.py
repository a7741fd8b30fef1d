"""Passwords: argon2id, computed off the event loop because it is slow on purpose."""

import secrets
from functools import lru_cache
from typing import Final

from anyio import to_thread
from pwdlib import PasswordHash

from api.domain.kernel.errors import FieldError, Invalid

MIN_LENGTH: Final = 12


def require_strong(password: str) -> None:
    """Raises Invalid for a password that is too short."""
    if len(password) < MIN_LENGTH:
        raise Invalid(
            f"A password has at least {MIN_LENGTH} characters.",
            (FieldError("/password", "is too short", "too_short"),),
        )


async def digest(password: str) -> str:
    """The hash to keep, in PHC string format."""
    return await to_thread.run_sync(_hasher().hash, password)


async def verify(password: str, known: str | None) -> tuple[bool, str | None]:
    """Whether the password is the one behind ``known``, and a hash to keep instead when the parameters have changed.

    Takes as long when nothing is known.
    """
    right, renewed = await to_thread.run_sync(_hasher().verify_and_update, password, known or _nobody())
    return right and known is not None, renewed


@lru_cache(maxsize=1)
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash that no password has, so that an unknown name takes as long to refuse as a wrong password."""
    return _hasher().hash(secrets.token_urlsafe(32))
