"""The base of every value that crosses a border: camelCase in JSON, frozen in Python, no unknown keys."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema
from pydantic.alias_generators import to_camel

ClockTime = Annotated[
    dt.time,
    PlainSerializer(lambda time: f"{time:%H:%M}", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["09:00"]}),
]
"""A time on the wall in Norway, to the minute: ``09:00`` in JSON."""


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
