"""Lists in pages, by keyset: a page begins after the last row of the one before, however many rows come and go between.

A router reads the position, asks for one row more than the limit in the direction of travel, and hands the rows back::

    MEETINGS = Keyset("meetings:-startsAt", tuple[dt.datetime, str])

    position = MEETINGS.position(params)
    rows = await queries.meetings(session, position, params.limit + 1)
    return paginate(request, response.headers, MEETINGS, params, rows, key=lambda m: (m.starts_at, m.id), item=view)
"""

import base64
import binascii
import datetime as dt
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Depends, Query, Request
from pydantic import Field, TypeAdapter, ValidationError

from api.domain.kernel.errors import FieldError, Invalid
from api.domain.kernel.schemas import Schema

DEFAULT_LIMIT: Final = 25
MAX_LIMIT: Final = 100
_MAX_CURSOR: Final = 1024

Item = TypeVar("Item")
Row = TypeVar("Row")
Key = TypeVar("Key", bound=tuple[Any, ...])


class Page(Schema, Generic[Item]):
    """A part of a list, and the cursors of the parts around it."""

    items: list[Item]
    next: str | None = Field(default=None, description="`cursor` of the next page; null on the last one.")
    previous: str | None = Field(default=None, description="`cursor` of the page before; null on the first one.")


@dataclass(frozen=True)
class PageParams:
    limit: int
    cursor: str | None


def page_params(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many items at most.")] = DEFAULT_LIMIT,
    cursor: Annotated[
        str | None, Query(max_length=_MAX_CURSOR, description="Where the page begins: `next` or `previous` of another.")
    ] = None,
) -> PageParams:
    """FastAPI dependency: ``limit`` and ``cursor`` of a list."""
    return PageParams(limit, cursor)


Paging = Annotated[PageParams, Depends(page_params)]


@dataclass(frozen=True)
class Position(Generic[Key]):
    """The row beside which the page begins: after it, or before it when going ``backwards`` (nearest row first)."""

    key: Key
    backwards: bool


class Keyset(Generic[Key]):
    """The cursors of one list in one order.

    ``name`` tells lists and orders apart, so that a cursor is good only where it came from; ``key`` is the type of the
    tuple that a row is ordered by, the last of which must be unique. A cursor is opaque but not secret, and not signed:
    a made-up one that fits gives another place in a list that its maker may read anyway.
    """

    def __init__(self, name: str, key: type[Key]) -> None:
        self.name = name
        self._adapter: TypeAdapter[tuple[str, bool, Key]] = TypeAdapter(tuple[str, bool, key])  # type: ignore[valid-type]

    def cursor(self, position: Position[Key]) -> str:
        content = self._adapter.dump_json((self.name, position.backwards, position.key))
        return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

    def position(self, params: PageParams) -> Position[Key] | None:
        """Where to begin; None for the first page. Raises Invalid for a cursor that isn't one of this list's."""
        if params.cursor is None:
            return None
        try:
            padded = params.cursor + "=" * (-len(params.cursor) % 4)
            content = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
            name, backwards, key = self._adapter.validate_json(content, strict=True)
        except (ValidationError, binascii.Error, UnicodeError):
            name = None
        if name != self.name or not all(_is_storable(value) for value in key):
            fault = "Not a cursor of this list in this order. Take it from next or previous, or leave it out."
            raise Invalid(fault, errors=(FieldError("cursor", fault, "cursor_invalid"),)) from None
        return Position(key, backwards)


def paginate(
    request: Request,
    headers: MutableMapping[str, str],
    keyset: Keyset[Key],
    params: PageParams,
    rows: Sequence[Row],
    *,
    key: Callable[[Row], Key],
    item: Callable[[Row], Item],
) -> Page[Item]:
    """The page made of up to ``limit + 1`` rows in the direction of travel; puts ``Link`` (RFC 8288) in ``headers``.

    Its addresses are relative and keep the other parameters of the request.
    """
    position = keyset.position(params)
    backwards = position is not None and position.backwards
    there_are_more = len(rows) > params.limit
    shown = list(rows[: params.limit])
    if backwards:
        shown.reverse()
    # where we came from is there still, or was when the cursor was made
    has_next = bool(shown) and (backwards or there_are_more)
    has_previous = bool(shown) and (there_are_more if backwards else position is not None)
    following = keyset.cursor(Position(key(shown[-1]), backwards=False)) if has_next else None
    preceding = keyset.cursor(Position(key(shown[0]), backwards=True)) if has_previous else None
    links = [
        f'<{_address(request, cursor)}>; rel="{relation}"'
        for relation, cursor in (("next", following), ("prev", preceding))
        if cursor is not None
    ]
    if links:
        headers["Link"] = ", ".join(links)
    return Page(items=[item(row) for row in shown], next=following, previous=preceding)


def _is_storable(value: object) -> bool:
    """Whether PostgreSQL can be asked about it: what no row can hold is no cursor of ours."""
    match value:
        case str():
            return "\0" not in value
        case int():
            return -(2**63) <= value < 2**63
        case dt.date():  # and datetime, which is one; an offset at the very ends of the calendar overflows
            return 1 < value.year < 9999
        case _:
            return True


def _address(request: Request, cursor: str) -> str:
    others = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{quote(request.url.path)}?{urlencode([*others, ('cursor', cursor)])}"
