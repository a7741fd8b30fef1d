"""Entity tags and the conditions on them (RFC 9110, 8.8.3 and 13)."""

import base64
import hashlib
import re
from collections.abc import Mapping
from typing import Annotated, Final

from fastapi import Header
from starlette.responses import Response

from api.domain.kernel.errors import PreconditionFailed, PreconditionRequired

# opaque-tag = DQUOTE *etagc DQUOTE: a comma may stand inside the quotes, so lists are not split on commas
_TAG: Final = re.compile(r'(?P<weak>W/)?(?P<tag>"[\x21\x23-\x7e\x80-\xff]*")')

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The ETag of the version you have seen. Missing gives 428, stale gives 412."),
]
IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", description="ETags that you already have: if one is current, the answer is 304."),
]


def etag_of(content: bytes) -> str:
    """A strong ETag made from the bytes of a representation: half of their SHA-256, in quotes."""
    digest = hashlib.sha256(content).digest()[:16]
    return f'"{base64.urlsafe_b64encode(digest).rstrip(b"=").decode()}"'


def etag_of_revision(revision: int) -> str:
    """A strong ETag for a row of the working side that counts its changes: ``"7"``."""
    return f'"{revision}"'


def matches(header: str, etag: str, *, weakly: bool) -> bool:
    """Whether a list of entity tags, or ``*``, names ``etag`` (which is strong).

    If-None-Match compares weakly (``W/"a"`` names ``"a"``), If-Match and If-Range strongly. A header that is no
    well-formed list names nothing.
    """
    if header.strip() == "*":
        return True
    if _TAG.sub("", header).strip(" \t,"):
        return False
    return any(found["tag"] == etag and (weakly or found["weak"] is None) for found in _TAG.finditer(header))


def require_match(if_match: str | None, current: str) -> None:
    """Holds a change to the version its author has seen.

    Raises PreconditionRequired (428) without If-Match and PreconditionFailed (412, with ``currentEtag``) when it names
    another version.
    """
    if if_match is None:
        raise PreconditionRequired("Send If-Match with the ETag of the version that you have seen.")
    if not matches(if_match, current, weakly=False):
        raise PreconditionFailed(
            f"If-Match names {if_match}, the current version is {current}.", extra={"currentEtag": current}
        )


def conditional(
    if_none_match: str | None, *, content: bytes, media_type: str, etag: str, headers: Mapping[str, str] | None = None
) -> Response:
    """200 with the bytes, or 304 when the client has them. Both carry the ETag and ``headers`` (RFC 9110, 15.4.5)."""
    common = {**(headers or {}), "ETag": etag}
    if if_none_match is not None and matches(if_none_match, etag, weakly=True):
        return Response(status_code=304, headers=common)
    return Response(content, media_type=media_type, headers=common)
