"""When a case is over, when a lock holds, and which savings are one version. Pure."""

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal

from api.domain.kernel.errors import GuardRefused

CaseState = Literal["draft", "in_review", "ready", "in_treatment", "concluded", "withdrawn"]
VersionKind = Literal["first", "autosave", "save", "restored", "conflict"]
"""``first`` is what stood before the first change, ``conflict`` a text that another came before."""

LOCK_LIFETIME: Final = dt.timedelta(minutes=2)
"""How long a lock holds after its holder was last heard of."""
ONE_SITTING: Final = dt.timedelta(minutes=10)
"""How long automatic savings by one person are one version, from the first of them."""


@dataclass(frozen=True)
class Saved:
    """A version as the next saving sees it: ``started_at`` is the first saving that is in it."""

    kind: VersionKind
    account_id: str | None
    started_at: dt.datetime


def joins(newest: Saved | None, kind: VersionKind, account_id: str | None, now: dt.datetime) -> bool:
    """Whether a saving takes the place of the newest version: both automatic, one person's, within one sitting."""
    return (
        newest is not None
        and kind == newest.kind == "autosave"
        and account_id == newest.account_id
        and now - newest.started_at < ONE_SITTING
    )


def lock_holds(refreshed_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a lock that was last refreshed then still keeps others out."""
    return now - refreshed_at < LOCK_LIFETIME


def may_be_concluded(state: CaseState, *, treated: bool) -> bool:
    """Whether a case may be closed: it isn't over, and its last treatment came to an end."""
    return treated and state not in ("concluded", "withdrawn")


def require_concludable(state: CaseState, *, treated: bool) -> None:
    """Raises GuardRefused ``case_open`` or ``case_treated``."""
    if state in ("concluded", "withdrawn"):
        raise GuardRefused(f"The case is {state}.", extra={"guard": "case_open", "remedy": "There is nothing to do."})
    if not treated:
        raise GuardRefused(
            "The case waits for a meeting, or its last treatment did not end it.",
            extra={"guard": "case_treated", "remedy": "Conclude it once a meeting has decided on it or noted it."},
        )


def require_concluded(state: CaseState) -> None:
    """Raises GuardRefused ``case_concluded``."""
    if state != "concluded":
        raise GuardRefused(
            f"The case is {state}.",
            extra={"guard": "case_concluded", "remedy": "Only a concluded case is opened again."},
        )
