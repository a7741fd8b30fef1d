"""The publication as JSON: the bytes that are hashed, signed by their chain, stored and served."""

import rfc8785

from api.domain.publications.snapshot import Snapshot


def canonical(snapshot: Snapshot) -> bytes:
    """The snapshot as canonical JSON (RFC 8785): one value has one sequence of bytes."""
    return canonical_json(snapshot.model_dump(mode="json"))


def canonical_json(value: object) -> bytes:
    """Any JSON value in canonical form (RFC 8785), UTF-8. `ValueError` on NaN, infinity, whole numbers beyond 2^53."""
    # The package has its own type for JSON, which `object` can't be proved to be.
    return bytes(rfc8785.dumps(value))  # type: ignore[arg-type]
