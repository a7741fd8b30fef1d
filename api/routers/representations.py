"""A schema as an answer with a strong ETag made of its bytes, and a file of the working side."""

from typing import Protocol, TypeVar, cast

import rfc8785
from fastapi import Request
from starlette.responses import Response

from api.domain.kernel.schemas import Schema
from api.http.conditional import conditional, etag_of
from api.http.ranges import ranged
from api.http.security import download_headers
from api.storage import Storage

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


class StoredFile(Protocol):
    """A version of a document as it lies in the store."""

    @property
    def filename(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str: ...


def working_file(request: Request, storage: Storage, found: StoredFile) -> Response:
    """The file's bytes, or the range of them that is asked for, to be shown in the browser and kept by it alone."""
    return ranged(
        request,
        lambda start, end: storage.work.stream(found.sha256, start, end),
        size=found.size,
        etag=f'"{found.sha256}"',
        media_type=found.media_type,
        headers={
            **download_headers(found.filename, found.media_type, "inline"),
            "Cache-Control": "private, no-cache",
        },
    )
