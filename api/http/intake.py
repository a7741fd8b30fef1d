"""A first look at what comes in, before any operation sees it: is it of the declared kind, and can it be kept at all?

What is refused here no column, feed or file of ours can hold, or no reader of it can walk through. Operations are thus
free of such checks, and one that is added later has them too.
"""

from collections.abc import Iterator
from email.message import Message
from itertools import islice
from typing import Final

from fastapi import Request
from fastapi.params import Form
from starlette.datastructures import UploadFile

from api.domain.kernel.errors import FieldError, Invalid, NotFound, UnsupportedMedia
from api.domain.kernel.richtext.schema import UNSTORABLE

DEEPEST: Final = 128
"""Levels of JSON: more than the deepest text that is taken needs, less than what stops PostgreSQL or pydantic."""
_MOST_ERRORS: Final = 50


async def look_over(request: Request) -> None:
    """FastAPI dependency of the whole application.

    Raises UnsupportedMedia for a body of another kind than the operation takes, NotFound for an address that names
    nothing storable, and Invalid for characters that can't be stored (null, lone surrogates, control characters) or
    JSON nested too deeply.
    """
    if any(_is_unstorable(value) for value in request.path_params.values()):
        raise NotFound("There is nothing at an address with such characters.")
    body = getattr(request.scope.get("route"), "body_field", None)
    faults = [name for name, value in request.query_params.multi_items() if _is_unstorable(value)]
    if body is not None and isinstance(body.field_info, Form):
        _require_kind(request.headers.get("content-type"), "multipart/form-data")
        fields = (await request.form()).multi_items()
        faults += [f"/{name}" for name, value in fields if _is_unstorable(name) or _is_unstorable(value)]
    elif body is not None and await request.body():
        _require_kind(request.headers.get("content-type", "nothing"), "application/json")
        faults += islice(_unstorable(await request.json()), _MOST_ERRORS)
    if faults:
        detail = "has characters that can't be stored"
        # What is told must itself be fit to be told.
        pointers = [UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", fault) for fault in faults[:_MOST_ERRORS]]
        raise Invalid(
            f"{pointers[0] or 'body'}: {detail}",
            tuple(FieldError(pointer, detail, "characters") for pointer in pointers),
        )


def _require_kind(given: str | None, wanted: str) -> None:
    if given is None:
        # Nothing was sent: the operation itself says what it misses.
        return
    header = Message()
    header["content-type"] = given
    if header.get_content_type() != wanted:
        raise UnsupportedMedia(f"The body should be {wanted}; Content-Type says {given}.")


def _is_unstorable(value: object) -> bool:
    text = (value.filename or "") if isinstance(value, UploadFile) else str(value)
    return UNSTORABLE.search(text) is not None


def _unstorable(document: object) -> Iterator[str]:
    """JSON pointers of the strings and names that can't be stored. Raises Invalid for too many levels."""
    level: list[tuple[str, object]] = [("", document)]
    depth = 0
    while level:
        depth += 1
        if depth > DEEPEST:
            detail = f"is nested more than {DEEPEST} levels deep"
            raise Invalid(f"The JSON {detail}.", (FieldError("", detail, "depth"),))
        below: list[tuple[str, object]] = []
        for pointer, value in level:
            if isinstance(value, str):
                if _is_unstorable(value):
                    yield pointer
            elif isinstance(value, list):
                below.extend((f"{pointer}/{index}", one) for index, one in enumerate(value))
            elif isinstance(value, dict):
                for name, one in value.items():
                    at = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
                    if _is_unstorable(name):
                        yield at
                    below.append((at, one))
        level = below
