"""What all orders have in common."""

from typing import Annotated, ClassVar

from pydantic import Field

from api.domain.kernel.schemas import Schema

Seq = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""The number of an entry in the room's log."""
Id = Annotated[str, Field(min_length=1, max_length=100)]
OwnPerson = Annotated[
    str | None,
    Field(max_length=100, description="Left out it is yourself; another's is entered by who leads the meeting."),
]


class Order(Schema):
    """Something to be done in the room."""

    action: ClassVar[str]
    summary: ClassVar[str]
    by_members: ClassVar[bool] = False
