"""The chain of publications and withdrawals: canonical bytes, hashes, the check that nothing was changed. Pure."""

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import rfc8785

from api.domain.kernel.schemas import Schema
from api.domain.publications.snapshot import Kind


class TombstoneView(Schema):
    """What is left of a withdrawn publication, and an entry of the chain of its own."""

    publication_id: str
    meeting_id: str
    version: int
    kind: Kind | Literal["minutes"]
    published_at: dt.datetime
    withdrawn_at: dt.datetime
    reason: str
    withdrawn_sha256: str
    previous_sha256: str


@dataclass(frozen=True)
class Link:
    """One stored entry. ``previous_sha256`` is the column beside ``body``, which also says it."""

    position: int
    name: str
    """The publication's id, for the report."""
    body: bytes
    sha256: str
    previous_sha256: str | None


@dataclass(frozen=True)
class Fault:
    """One thing that does not add up, at ``position`` in the chain."""

    position: int
    name: str
    what: str


def canonical(value: Schema) -> bytes:
    """The value as canonical JSON (RFC 8785), UTF-8: equal values have equal bytes."""
    return rfc8785.dumps(value.model_dump(mode="json"))


def digest(body: bytes) -> str:
    """SHA-256 as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def compress(body: bytes) -> bytes:
    """gzip at level 6 with no time in its header: equal bytes give equal bytes."""
    return gzip.compress(body, compresslevel=6, mtime=0)


def verify(links: Iterable[Link]) -> list[Fault]:
    """Recompute the chain from its beginning: empty when every hash holds and every entry names the one before it.

    ``links`` come in the order of their position.
    """
    faults: list[Fault] = []
    expected_position, expected_previous = 1, None
    for link in links:

        def fault(what: str, link: Link = link) -> None:
            faults.append(Fault(link.position, link.name, what))

        if link.position != expected_position:
            fault(f"expected position {expected_position}: an entry is missing or doubled")
        if digest(link.body) != link.sha256:
            fault("the content does not match its hash")
        if link.previous_sha256 != expected_previous or _previous_in(link.body) != expected_previous:
            fault("does not name the hash of the entry before it")
        expected_position, expected_previous = link.position + 1, link.sha256
    return faults


def _previous_in(body: bytes) -> str | None:
    """The hash that an entry names; None also for what is no entry at all, whose own hash then doesn't match."""
    try:
        content = json.loads(body)
    except ValueError:
        return None
    stamp = content.get("publication", content) if isinstance(content, dict) else None
    previous = stamp.get("previousSha256") if isinstance(stamp, dict) else None
    return previous if isinstance(previous, str) else None
