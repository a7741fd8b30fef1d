"""A schema as an answer with a strong ETag made of its bytes."""

from typing import TypeVar, cast

import rfc8785

from api.domain.kernel.schemas import Schema
from api.http.conditional import conditional, etag_of

View = TypeVar("View", bound=Schema)


def etag_of_schema(view: Schema) -> str:
    """The ETag that :func:`represent` gives the same value.

    Made of the canonical form (RFC 8785): JSONB gives a text's keys back in another order than they were sent in.
    """
    return etag_of(rfc8785.dumps(view.model_dump(mode="json")))


def represent(view: View, if_none_match: str | None) -> View:
    """200 with the value's JSON, or 304. Never kept by caches: it is the working side's."""
    answer = conditional(
        if_none_match,
        content=view.model_dump_json().encode(),
        media_type="application/json",
        etag=etag_of_schema(view),
        headers={"Cache-Control": "private, no-cache"},
    )
    # FastAPI sends a ready answer as it is, and reads the operation's schema from the annotation.
    return cast(View, answer)
