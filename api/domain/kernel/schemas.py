"""The base of every value that crosses a border: camelCase in JSON, frozen in Python, no unknown keys."""

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, PlainSerializer, WithJsonSchema
from pydantic.alias_generators import to_camel

ClockTime = Annotated[
    dt.time,
    PlainSerializer(lambda time: f"{time:%H:%M}", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["09:00"]}),
]
"""A time on the wall in Norway, to the minute: ``09:00`` in JSON."""


def _in_our_time(moment: dt.datetime) -> dt.datetime:
    if not 1900 <= moment.year < 2200:
        raise ValueError("must lie between the years 1900 and 2200")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
"""A moment with its zone, far enough from the ends of the calendar for every zone to have it."""


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
