"""Secrets that are shown once and kept as hashes: sessions, one-time links, API keys."""

import hashlib
import secrets


def fresh() -> str:
    """256 random bits, for use in headers, cookies and addresses."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token. A plain hash is enough for what can't be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
