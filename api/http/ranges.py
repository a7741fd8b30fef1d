"""Parts of a long file (RFC 9110, 14) from a store that can read from an offset."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Annotated, Any, Final

from fastapi import Depends, Header
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.http.conditional import IfNoneMatch, matches

_ONE_RANGE: Final = re.compile(r"bytes[ \t]*=[ \t,]*([0-9]{0,18})-([0-9]{0,18})[ \t,]*", re.IGNORECASE | re.ASCII)


def _headers(
    _range: Annotated[
        str | None,
        Header(alias="Range", description="The wanted part, `bytes=0-1023`. Of several parts the whole file is sent."),
    ] = None,
    _if_range: Annotated[
        str | None,
        Header(alias="If-Range", description="The ETag that the part must belong to; else the whole is sent."),
    ] = None,
    _if_none_match: IfNoneMatch = None,
) -> None:
    """Describes what :func:`ranged` reads from the request itself."""


RANGED: Final[Any] = Depends(_headers)
"""For ``dependencies=`` of operations that answer with :func:`ranged`: their description tells of its headers."""


def file_responses(media_type: str) -> dict[int | str, dict[str, Any]]:
    """``responses=`` of such an operation. ``*/*`` for files of every kind."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {
        200: {"description": "The file", "content": content},
        206: {"description": "The wanted part of the file", "content": content},
    }


class Unsatisfiable(Exception):
    """The range is well formed, but no byte of the file is in it."""


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """``(start, end)`` in bytes, end excluded, of a single range over a file of ``size`` bytes.

    None when the header is to be ignored and the whole file sent: malformed, another unit, or several ranges
    (RFC 9110, 14.2 lets a server ignore those). Raises Unsatisfiable.
    """
    found = _ONE_RANGE.fullmatch(header.strip())
    if found is None or found.group(1, 2) == ("", ""):
        return None
    first, last = found.groups()
    if not first:  # the last n bytes
        start, end = max(size - int(last), 0), size
    else:
        if last and int(last) < int(first):
            return None
        start, end = int(first), min(int(last) + 1, size) if last else size
    if start >= end:
        raise Unsatisfiable
    return start, end


def ranged(
    request: Request,
    read: Callable[[int, int], AsyncIterator[bytes]],
    *,
    size: int,
    etag: str,
    media_type: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """200, 206, 304 or 416 for a file of ``size`` bytes of which ``read(start, end)`` gives the bytes of a part.

    ``If-Range`` with another version's ETag (or a date: we give none out) gives the whole file, so that parts of two
    versions are never pieced together. 416 is raised as an HTTPException and rendered like every other problem.
    """
    common = {**(headers or {}), "ETag": etag, "Accept-Ranges": "bytes"}
    if_none_match = request.headers.get("if-none-match")
    if if_none_match is not None and matches(if_none_match, etag, weakly=True):
        return Response(status_code=304, headers=common)
    wanted = request.headers.get("range")
    if_range = request.headers.get("if-range")
    part = None
    if wanted is not None and (if_range is None or if_range.strip() == etag):
        try:
            part = parse_range(wanted, size)
        except Unsatisfiable:
            raise HTTPException(
                416,
                f"The file has {size} bytes, none of them in the range {wanted!r}.",
                headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"},
            ) from None
    if part is None:
        common["Content-Length"] = str(size)
        return StreamingResponse(read(0, size), media_type=media_type, headers=common)
    start, end = part
    common["Content-Length"] = str(end - start)
    common["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return StreamingResponse(read(start, end), 206, media_type=media_type, headers=common)
