"""What is entered for the minutes, and corrections of what was entered."""

from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from api.domain.deliberation.orders.base import Id, Order, Seq

Text = Annotated[str, Field(min_length=1, max_length=10_000)]


class RecordDissent(Order):
    """Enters a dissent in the minutes of an item, in the words of who dissents."""

    action = "record-dissent"
    summary = "Enter a dissent"
    item_id: Id
    person_id: Id
    text: Text


class Remark(Order):
    """Enters a remark for the minutes of an item."""

    action = "remark"
    summary = "Enter a remark"
    item_id: Id
    text: Text


class Correct(Order):
    """Corrects an entry by a new one: with the same action done right, or (without `order`) by striking it.

    What came after must hold still: a vote that somebody had no right to can't come about by a correction. Nor does the
    order of what happened change: the time is one between the entry before and the one after.
    """

    action = "correct"
    summary = "Correct an entry"
    seq: Seq = Field(description="The entry to correct.")
    reason: str = Field(min_length=1, max_length=1000)
    order: dict[str, Any] | None = Field(
        default=None, description="As the action takes it.", examples=[{"itemId": "item_x", "text": "Merknad."}]
    )
    at: AwareDatetime | None = Field(
        default=None, description="When it happened, if that isn't when it was entered; to the minute."
    )
