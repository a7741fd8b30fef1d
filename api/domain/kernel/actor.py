"""Who does something: a person, the system itself, or anyone at all. Each aggregate's policy says what it may do."""

from dataclasses import dataclass
from typing import Final, Literal

ActorKind = Literal["public", "administration", "system"]
Role = Literal["administrator"]


@dataclass(frozen=True)
class Actor:
    """``id`` is the account's (``acc_…``), or None for who has none; ``name`` is kept with what the actor did."""

    kind: ActorKind
    id: str | None
    name: str
    roles: frozenset[Role] = frozenset()


ANONYMOUS: Final = Actor(kind="public", id=None, name="anonymous")
SYSTEM: Final = Actor(kind="system", id=None, name="system")


def administrator(account_id: str, name: str) -> Actor:
    """The administration's actor: prepares, imports and publishes everything."""
    return Actor(kind="administration", id=account_id, name=name, roles=frozenset({"administrator"}))
