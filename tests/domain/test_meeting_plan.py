"""Meetings made from what there is: the calendar, the standing items, the last meeting and the cases that wait."""

import datetime as dt
from typing import Any

import pytest

from api.domain.kernel.actor import Actor, Grant, person
from api.domain.kernel.errors import Conflict, GuardRefused, Invalid
from api.domain.kernel.sorting import norwegian_key
from api.domain.meeting_plan import preparing
from api.domain.meeting_plan import service as plan
from api.domain.meeting_plan.schemas import MeetingToPrepare, NewCalendarDate, StandingItemFields
from api.domain.meetings import service as meetings
from api.domain.meetings.schemas import NewAgendaItem, TakenUp
from api.domain.meetings.service import MeetingWithAgenda
from api.domain.organisation.tables import Body
from tests.domain.building import KARI, STARTS_AT, Office, item, new_meeting, text


async def prepared(office: Office, **fields: Any) -> MeetingWithAgenda:
    order = {"body_id": office.body.id, "number": "10-25", "title": "Styremøte", "starts_at": STARTS_AT, **fields}
    return await preparing.create(office.session, KARI, MeetingToPrepare.model_validate(order))


async def standing(office: Office) -> None:
    opening = StandingItemFields(type="opening", title="Opning")
    approval = StandingItemFields(
        type="approval", title="Innkalling", proposal=text("Innkallinga vert godkjend."), planned_minutes=5
    )
    await plan.replace_standing_items(office.session, KARI, office.body.id, [opening, approval])


def titles(found: MeetingWithAgenda) -> list[str]:
    return [entry.content.handling.title for entry in found.agenda]


async def waiting(office: Office, actor: Actor = KARI, meeting_id: str | None = None) -> dict[str, str]:
    found = await preparing.suggest_cases(office.session, actor, office.body.id, meeting_id)
    return {case.title: case.reason for case in found}


async def test_standing_items_come_first_with_their_proposals(office: Office):
    await standing(office)
    made = await prepared(office, standing_items=True, items=[item("Budsjett")])

    assert titles(made) == ["Opning", "Innkalling", "Budsjett"]
    assert made.agenda[1].item.planned_minutes == 5
    assert len(made.agenda[1].content.proposals) == 1


async def test_a_copy_has_place_length_and_programme_from_its_own_start(office: Office):
    programme = [{"starts_at": "09:00", "ends_at": "11:25", "text": "Saker"}, {"starts_at": "11:25", "text": "Lunsj"}]
    guest = {"starts_at": "12:00", "ends_at": "12:30", "fixed": True, "text": "Gjest"}
    old = await office.meeting(ends_at=STARTS_AT + dt.timedelta(hours=5), programme=[*programme, guest])
    starts_at = STARTS_AT + dt.timedelta(days=28, hours=2)
    new = await prepared(office, copy_from=old.meeting.id, starts_at=starts_at)

    # The clocks went back in between: nine in the morning in summer time is seven UTC, ten in winter is nine.
    assert [f"{slot.starts_at:%H:%M}" for slot in new.programme] == ["10:00", "12:25", "12:00"]
    assert new.meeting.place == "Sogndal"
    assert new.meeting.ends_at == starts_at + dt.timedelta(hours=5)
    assert new.agenda == ()


async def test_what_is_given_is_not_copied_over(office: Office):
    old = await office.meeting()
    new = await prepared(office, copy_from=old.meeting.id, place="Vik")

    assert new.meeting.place == "Vik"


async def test_a_copy_of_another_bodys_meeting_is_refused(office: Office):
    other = Body(slug="rådet", name="Rådet", kind="network", sort_key=norwegian_key("Rådet"))
    office.session.add(other)
    await office.session.flush()
    old = await meetings.create(office.session, KARI, new_meeting(other.id))

    with pytest.raises(Invalid) as refused:
        await prepared(office, copy_from=old.meeting.id)
    assert refused.value.errors[0].pointer == "/copyFrom"


async def test_a_day_of_the_calendar_is_used_once(office: Office):
    days = [NewCalendarDate(date=dt.date(2025, 10, 20), starts_at=dt.time(9))]
    (day,) = await plan.add_dates(office.session, KARI, office.body.id, days)
    made = await prepared(office, calendar_date_id=day.id)

    assert day.meeting_id == made.meeting.id
    with pytest.raises(GuardRefused) as refused:
        await prepared(office, number="11-25", calendar_date_id=day.id)
    assert refused.value.extra["guard"] == "date_unused"
    with pytest.raises(GuardRefused):
        await plan.remove_date(office.session, KARI, day)


async def test_the_calendar_takes_a_day_once_and_many_days_all_or_none(office: Office):
    days = [NewCalendarDate(date=dt.date(2026, month, 15), starts_at=dt.time(9)) for month in (1, 2, 2)]

    with pytest.raises(Conflict) as refused:
        await plan.add_dates(office.session, KARI, office.body.id, days)
    assert [error.pointer for error in refused.value.errors] == ["/dates/2/date"]
    assert await plan.calendar(office.session, office.body.id) == []


async def test_the_next_meeting_is_suggested_from_the_last_one(office: Office):
    await office.meeting(number="09-25", title="Styremøte 09-25 i Fjordane")
    found = await preparing.suggest_meeting(office.session, office.body, dt.date(2025, 11, 17))

    assert (found.number, found.title) == ("10-25", "Styremøte 10-25 i Fjordane")
    assert (found.starts_at, found.place) == (dt.time(9), "Sogndal")


async def test_cases_that_wait_are_suggested_with_the_reason(office: Office):
    held = await office.meeting()
    held.agenda[1].item.state = "postponed"
    await meetings.set_state(office.session, held.meeting.id, "held")
    planned = await office.meeting(number="10-25", items=[item("Teken av"), item("Står her")])
    await meetings.remove_item(office.session, KARI, planned, planned.agenda[0])

    assert await waiting(office) == {"Budsjett": "postponed", "Teken av": "never_treated"}


async def test_what_was_left_over_is_suggested_and_what_each_meeting_has_of_its_own_is_not(office: Office):
    cancelled = await office.meeting()
    await meetings.set_state(office.session, cancelled.meeting.id, "cancelled")

    assert await waiting(office) == {"Budsjett": "left_over"}


async def test_a_case_that_was_written_anew_waits_no_longer(office: Office):
    held = await office.meeting(items=[item("Budsjett")])
    held.agenda[0].item.state = "returned"
    await meetings.set_state(office.session, held.meeting.id, "held")
    planned = await office.meeting(number="10-25", items=[])
    handling_id = held.agenda[0].content.handling.id
    taken = TakenUp(handling_id=handling_id, type="decision", planned_minutes=15)
    added = await meetings.take_up(office.session, KARI, planned, taken)
    again = await meetings.get_item(office.session, added.id)

    assert again.content.handling.id != handling_id
    assert again.content.handling.case_id == held.agenda[0].content.handling.case_id
    assert again.content.proposals[0].text == held.agenda[0].content.proposals[0].text
    assert await waiting(office) == {}


async def test_who_administers_another_body_is_told_of_no_case_of_this_one(office: Office):
    planned = await office.meeting(items=[item("Teken av")])
    await meetings.remove_item(office.session, KARI, planned, planned.agenda[0])
    stranger = person("acc_x", "Per", frozenset({Grant("administration", "body_other")}), frozenset(), None)

    assert await waiting(office, stranger) == {}
    assert await waiting(office) == {"Teken av": "never_treated"}


async def test_what_was_taken_off_comes_back_as_it_was(office: Office):
    found = await office.meeting(items=[item("Ein"), item("To"), item("Tre")])
    handling_id = found.agenda[0].content.handling.id
    await meetings.remove_item(office.session, KARI, found, found.agenda[0])
    found = await meetings.get(office.session, found.meeting.id)
    taken = TakenUp(handling_id=handling_id, type="decision", number=1)
    await meetings.take_up(office.session, KARI, found, taken)
    found = await meetings.get(office.session, found.meeting.id)

    assert titles(found) == ["Ein", "To", "Tre"]
    assert found.agenda[0].content.handling.id == handling_id


async def test_what_waits_on_one_agenda_is_not_taken_up_on_another(office: Office):
    first = await office.meeting(items=[item("Ein")])
    second = await office.meeting(number="10-25", items=[])
    taken = TakenUp(handling_id=first.agenda[0].content.handling.id, type="decision")

    with pytest.raises(GuardRefused) as refused:
        await meetings.take_up(office.session, KARI, second, taken)
    assert refused.value.extra["guard"] == "treated_before"


async def test_an_item_is_put_between_others_and_those_after_it_move_down(office: Office):
    found = await office.meeting(items=[item("Ein"), item("Ymse", type="any_other_business")])
    await meetings.add_item(office.session, KARI, found, NewAgendaItem.model_validate(item("To")), 2)
    found = await meetings.get(office.session, found.meeting.id)

    assert titles(found) == ["Ein", "To", "Ymse"]
    assert [entry.item.number for entry in found.agenda] == [1, 2, 3]
