"""The base of every value that crosses a border: camelCase in JSON, frozen in Python, no unknown keys."""

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Final

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

_DATE: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]"
_CLOCK: Final = "^([01][0-9]|2[0-3]):[0-5][0-9]$"


def _on_the_clock(value: object) -> object:
    """Refuses what pydantic would take besides: seconds since midnight, and times with a zone of their own."""
    if not isinstance(value, dt.time) and not re.fullmatch(_CLOCK, str(value)):
        raise ValueError("must be a time on the wall, such as 09:00")
    return value


ClockTime = Annotated[
    dt.time,
    BeforeValidator(_on_the_clock),
    PlainSerializer(lambda time: f"{time:%H:%M}", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": _CLOCK, "examples": ["09:00"]}),
]
"""A time on the wall in Norway, to the minute: ``09:00`` in JSON."""


def _in_our_time(moment: dt.datetime) -> dt.datetime:
    if not 1900 <= moment.year < 2200:
        raise ValueError("must lie between the years 1900 and 2200")
    return moment.astimezone(dt.UTC)


def _written_out(value: object) -> object:
    """Refuses seconds since 1970, which pydantic would take as a number and as a string of digits."""
    if not isinstance(value, dt.datetime) and not re.match(_DATE, str(value)):
        raise ValueError("must be a date and time with its offset, such as 2025-10-20T09:00:00+02:00")
    return value


def _day_written_out(value: object) -> object:
    """Refuses seconds since 1970, as above."""
    if not isinstance(value, dt.date) and not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value)):
        raise ValueError("must be a date, such as 2025-10-20")
    return value


Day = Annotated[dt.date, BeforeValidator(_day_written_out)]
"""A date in Norway."""
Moment = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_our_time)]
"""A moment, given in any zone and kept in UTC, far enough from the ends of the calendar for every zone to have it."""


def _no_float(value: object) -> object:
    if isinstance(value, bool | float):
        raise ValueError("must be a decimal string such as 37.5, never a float")  # noqa: TRY004 - pydantic turns only a ValueError into a message
    return value


def plain(value: Decimal) -> str:
    """``25``, ``37.5``: no exponent and no zeros at the end."""
    return f"{value.normalize() + 0:f}"


PlainDecimal = Annotated[
    Decimal,
    BeforeValidator(_no_float),
    PlainSerializer(plain, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "examples": ["37.5"]}),
]
"""An exact number: Decimal in Python, a decimal string in JSON."""


class Schema(BaseModel):
    """A JSON shape. Unknown keys are refused so that a misspelt field never passes unnoticed."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        extra="forbid",
        frozen=True,
    )
