"""Inhability and reading as decisions. Pure."""

from typing import Literal

from api.domain.papers.tables import InhabilityState

ReadState = Literal["unread", "changed", "read"]


def is_withheld(state: InhabilityState) -> bool:
    """Whether the member gets only the open form: from the declaration on, until the body has said otherwise."""
    return state != "rejected"


def read_state(current: str, seen: str | None) -> ReadState:
    """What has become of an item with the fingerprint ``current`` since its reader saw ``seen`` (None: never)."""
    if seen is None:
        return "unread"
    return "read" if seen == current else "changed"
