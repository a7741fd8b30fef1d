"""A schema as an answer with a strong ETag made of its bytes."""

from typing import TypeVar, cast

from api.domain.kernel.schemas import Schema
from api.http.conditional import conditional, etag_of

View = TypeVar("View", bound=Schema)


def etag_of_schema(view: Schema) -> str:
    """The ETag that :func:`represent` gives the same value."""
    return etag_of(view.model_dump_json().encode())


def represent(view: View, if_none_match: str | None) -> View:
    """200 with the value's JSON, or 304. Never kept by caches: it is the working side's."""
    content = view.model_dump_json().encode()
    answer = conditional(
        if_none_match,
        content=content,
        media_type="application/json",
        etag=etag_of(content),
        headers={"Cache-Control": "private, no-cache"},
    )
    # FastAPI sends a ready answer as it is, and reads the operation's schema from the annotation.
    return cast(View, answer)
