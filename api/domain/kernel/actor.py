"""Who does something: a person, a system, or anyone at all. Each aggregate's policy says what it may do."""

from dataclasses import dataclass
from typing import Final, Literal

ActorKind = Literal[
    "public",
    "union_representative",
    "member",
    "case_officer",
    "administration",
    "municipality_system",
    "system_administrator",
    "system",
]
Role = Literal["case_officer", "administration", "system_administrator"]
"""What an account is given, for one body or for all. The administration writes and publishes; a case officer writes
cases of their own; a system administrator keeps accounts and keys, and sees no papers by that."""
SeatRole = Literal["chair", "deputy_chair", "member", "deputy", "union_representative"]
"""What somebody is in a body by a mandate in force."""


@dataclass(frozen=True)
class Grant:
    """A role in one body, or in all of them (``body_id`` None)."""

    role: Role
    body_id: str | None = None


@dataclass(frozen=True)
class Seat:
    body_id: str
    role: SeatRole


@dataclass(frozen=True)
class Actor:
    """``id`` is the account's or the API client's, or None for who has none; ``name`` is kept with what it did.

    ``scopes`` is what a system's credentials are good for; None for people. ``municipality_id`` is the municipality
    that a system speaks for.
    """

    kind: ActorKind
    id: str | None
    name: str
    grants: frozenset[Grant] = frozenset()
    seats: frozenset[Seat] = frozenset()
    person_id: str | None = None
    municipality_id: str | None = None
    scopes: frozenset[str] | None = None

    def administers(self, body_id: str | None) -> bool:
        """Whether it is the administration of that body; with None, of all bodies."""
        return self._has("administration", body_id)

    def is_case_officer(self, body_id: str | None) -> bool:
        return self._has("case_officer", body_id)

    @property
    def administers_something(self) -> bool:
        return any(grant.role == "administration" for grant in self.grants)

    @property
    def writes_cases(self) -> bool:
        """Administration or case officer, wherever."""
        return any(grant.role in ("administration", "case_officer") for grant in self.grants)

    @property
    def works_in(self) -> frozenset[str] | None:
        """The bodies it writes for, as administration or case officer; None for all."""
        bodies = {grant.body_id for grant in self.grants if grant.role in ("administration", "case_officer")}
        return None if None in bodies else frozenset(body_id for body_id in bodies if body_id is not None)

    @property
    def is_system_administrator(self) -> bool:
        return any(grant.role == "system_administrator" for grant in self.grants)

    def sits_in(self, body_id: str, *roles: SeatRole) -> bool:
        """Whether it has a seat in the body: one of ``roles``, or any at all when none is named."""
        return any(seat.body_id == body_id and (not roles or seat.role in roles) for seat in self.seats)

    @property
    def roles(self) -> frozenset[str]:
        """The names of all that it is anywhere."""
        return frozenset(grant.role for grant in self.grants) | frozenset(seat.role for seat in self.seats)

    def _has(self, role: Role, body_id: str | None) -> bool:
        return Grant(role) in self.grants or (body_id is not None and Grant(role, body_id) in self.grants)


ANONYMOUS: Final = Actor(kind="public", id=None, name="anonymous")
SYSTEM: Final = Actor(kind="system", id=None, name="system")
EVERYTHING: Final = frozenset({Grant("administration"), Grant("system_administrator")})
"""What the first account of an installation is given."""


def person(
    account_id: str, name: str, grants: frozenset[Grant], seats: frozenset[Seat], person_id: str | None
) -> Actor:
    """Someone with an account; ``kind`` is the most that it is anywhere."""
    roles = {grant.role for grant in grants}
    kind: ActorKind = "public"
    if "administration" in roles:
        kind = "administration"
    elif "case_officer" in roles:
        kind = "case_officer"
    elif any(seat.role != "union_representative" for seat in seats):
        kind = "member"
    elif seats:
        kind = "union_representative"
    elif "system_administrator" in roles:
        kind = "system_administrator"
    return Actor(kind, account_id, name, grants, seats, person_id)


def administrator(account_id: str, name: str) -> Actor:
    """Administration of all bodies and of the system."""
    return person(account_id, name, EVERYTHING, frozenset(), None)
