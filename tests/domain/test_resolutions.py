import datetime as dt
from typing import Any

import pytest

from api.domain.kernel.errors import GuardRefused
from api.domain.meetings import service as meetings
from api.domain.resolutions import queries, service
from api.domain.resolutions.schemas import Decision, ResolutionContent
from tests.domain.building import KARI, STARTS_AT, Office, text

BLANK = {
    "type": "doc",
    "content": [{"type": "paragraph", "content": [{"type": "blank", "attrs": {"hint": "xx", "kind": "text"}}]}],
}


async def decision(office: Office, decided: str = "adopted", **fields: Any) -> Decision:
    found = await office.meeting()
    entry = found.agenda[1]
    return Decision.model_validate(
        {
            "body_id": found.body.id,
            "meeting_id": found.meeting.id,
            "item_id": entry.item.id,
            "case_id": entry.content.handling.case_id,
            "decided": decided,
            "decided_at": STARTS_AT + dt.timedelta(hours=1),
            "content": {"title": "Budsjett", "text": text("Styret vedtek."), **fields},
        }
    )


async def test_a_meeting_gives_the_register_what_it_has_adopted(office: Office):
    made = await service.record(office.session, KARI, await decision(office, vote="Samrøystes."))

    assert made is not None
    found = (await queries.by_id(office.session, [made.id]))[made.id]
    assert (found.number, found.version.vote, found.version.outcome) == ("09-25/2", "Samrøystes.", "adopted")
    assert found.resolution.decided_at == STARTS_AT + dt.timedelta(hours=1)


async def test_the_meeting_says_itself_what_became_of_the_item(office: Office):
    given = await decision(office)
    await service.record(office.session, KARI, given)

    assert (await meetings.get_item(office.session, given.item_id)).item.state == "pending"


@pytest.mark.parametrize("decided", ["rejected", "noted", "postponed", "returned", "withdrawn"])
async def test_what_is_not_adopted_gives_no_resolution(office: Office, decided: str):
    assert await service.record(office.session, KARI, await decision(office, decided)) is None


async def test_a_meeting_cannot_record_a_text_with_a_blank(office: Office):
    given = await decision(office)
    holed = given.model_copy(update={"content": ResolutionContent(title="NAV", text=BLANK)})

    with pytest.raises(GuardRefused) as refused:
        await service.record(office.session, KARI, holed)

    assert refused.value.extra["guard"] == "blanks_filled"
