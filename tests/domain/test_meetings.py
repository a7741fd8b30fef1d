"""Meetings and agendas against PostgreSQL."""

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlmodel import select

from api.domain.cases import attachments
from api.domain.cases import service as cases
from api.domain.cases.schemas import AttachmentPatch, NewAttachment
from api.domain.cases.tables import Case, Handling
from api.domain.kernel.errors import Conflict, GuardRefused, Invalid, NotFound
from api.domain.kernel.event import Event
from api.domain.meetings import service
from api.domain.meetings.schemas import AgendaItemPatch, AgendaOrder, MeetingPatch, NewAgendaItem
from api.domain.meetings.tables import Meeting
from tests.domain.building import KARI, STARTS_AT, Office, item, new_meeting, text

BROKEN = {"type": "doc", "content": [{"type": "script"}]}


def titles(found) -> list[str]:
    return [entry.content.handling.title for entry in found.agenda]


async def test_a_meeting_is_created_with_all_that_it_comes_with(office: Office):
    document_id = await office.document()
    found = await office.meeting(
        programme=[{"starts_at": "09:00", "text": "Saker"}, {"starts_at": "11:25", "text": "Lunsj"}],
        side_events=[{"title": "Presentasjon", "starts_at": STARTS_AT, "programme": [{"text": "Helsing"}]}],
        items=[
            item(
                "Kostnadsfordeling",
                text=text("Om fordelinga."),
                sub_items=[{"label": "a", "title": "Modell", "text": text("Modellen.")}],
                attachments=[
                    {"title": "Notat", "document_id": document_id},
                    {"title": "Rekneark", "sub_item": "a", "status": "under_preparation"},
                ],
            ),
            item("Eventuelt"),
        ],
    )

    assert [slot.text for slot in found.programme] == ["Saker", "Lunsj"]
    assert found.side_events[0].programme == [{"startsAt": None, "text": "Helsing"}]
    assert [(entry.item.number, entry.content.handling.title) for entry in found.agenda] == [
        (1, "Kostnadsfordeling"),
        (2, "Eventuelt"),
    ]
    content = found.agenda[0].content
    assert [(row.title, row.status, row.sub_item_id) for row in content.attachments] == [
        ("Notat", "available", None),
        ("Rekneark", "under_preparation", content.sub_items[0].id),
    ]
    assert found.path == "/møte/styret/2025-10-20"


@pytest.mark.parametrize(
    ("fault", "pointer"),
    [
        ({"text": BROKEN}, "/items/1/text/content/0"),
        ({"proposals": [{"text": BROKEN}]}, "/items/1/proposals/0/text/content/0"),
        ({"sub_items": [{"label": "a", "title": "A", "text": BROKEN}]}, "/items/1/subItems/0/text/content/0"),
        ({"attachments": [{"title": "Notat", "sub_item": "b"}]}, "/items/1/attachments/0/subItem"),
        ({"attachments": [{"title": "Notat", "document_id": "doc_x"}]}, "/items/1/attachments/0/documentId"),
        ({"case_id": "case_x"}, "/items/1/caseId"),
    ],
)
async def test_a_fault_in_one_item_is_told_with_its_place(office: Office, fault, pointer):
    with pytest.raises(Invalid) as refused:
        await office.meeting(items=[item("Opning"), item("Feil", **fault)])

    assert [error.pointer.removesuffix("/type") for error in refused.value.errors] == [pointer]


async def test_a_fault_in_the_last_item_leaves_nothing_behind(office: Office):
    with pytest.raises(Invalid):
        async with office.session.begin_nested():
            await office.meeting(items=[item("Opning"), item("Feil", text=BROKEN)])

    for table in (Meeting, Case, Handling):
        assert (await office.session.scalars(select(table))).all() == []
    assert (await office.session.scalars(select(Event))).all() == []


async def test_a_meeting_of_an_unknown_body_is_refused(office: Office):
    with pytest.raises(Invalid) as refused:
        await service.create(office.session, KARI, new_meeting("body_x"))

    assert refused.value.errors[0].pointer == "/bodyId"


async def test_a_body_has_each_number_once(office: Office):
    first = await office.meeting()

    with pytest.raises(Conflict) as refused:
        await office.meeting()
    assert refused.value.extra == {"meetingId": first.meeting.id}


async def test_a_meetings_address_is_its_day_in_norway_and_counts_on(office: Office):
    late = dt.datetime(2025, 10, 20, 22, 30, tzinfo=dt.UTC)
    found = [await office.meeting(number=str(n), starts_at=late) for n in range(3)]

    assert [one.meeting.permalink for one in found] == ["2025-10-21", "2025-10-21-2", "2025-10-21-3"]


async def test_a_meetings_address_stays_when_it_is_moved(office: Office):
    found = await office.meeting()
    await service.update(
        office.session, KARI, found, MeetingPatch(starts_at=STARTS_AT + dt.timedelta(days=7), place="Vik")
    )
    moved = await service.get(office.session, found.meeting.id)

    assert (moved.path, moved.meeting.place) == ("/møte/styret/2025-10-20", "Vik")


async def test_a_change_says_nothing_of_what_it_leaves_out(office: Office):
    found = await office.meeting(programme=[{"starts_at": "09:00", "text": "Saker"}])
    await service.update(office.session, KARI, found, MeetingPatch(place=None))
    changed = await service.get(office.session, found.meeting.id)

    assert (changed.meeting.place, changed.meeting.title, len(changed.programme)) == (None, "Styremøte", 1)


async def test_a_programme_is_replaced_as_a_whole(office: Office):
    found = await office.meeting(programme=[{"starts_at": "09:00", "text": "Saker"}])
    patch = MeetingPatch.model_validate({"programme": [{"startsAt": "10:00", "text": "Kaffi"}], "sideEvents": []})
    await service.update(office.session, KARI, found, patch)

    assert [slot.text for slot in (await service.get(office.session, found.meeting.id)).programme] == ["Kaffi"]


@pytest.mark.parametrize(("name", "pointer"), [("number", "/number"), ("starts_at", "/startsAt")])
async def test_what_a_meeting_needs_cannot_be_taken_away(office: Office, name, pointer):
    found = await office.meeting()

    with pytest.raises(Invalid) as refused:
        await service.update(office.session, KARI, found, MeetingPatch(**{name: None}))
    assert refused.value.errors[0].pointer == pointer


async def test_a_meeting_cannot_be_made_to_end_before_it_starts(office: Office):
    found = await office.meeting()

    with pytest.raises(Invalid) as refused:
        await service.update(office.session, KARI, found, MeetingPatch(ends_at=STARTS_AT))
    assert refused.value.errors[0].pointer == "/endsAt"


async def test_an_agenda_is_put_in_another_order(office: Office):
    found = await office.meeting()
    order = [entry.item.id for entry in reversed(found.agenda)]
    await service.reorder(office.session, KARI, found, AgendaOrder(item_ids=tuple(order)))

    assert titles(await service.get(office.session, found.meeting.id)) == ["Eventuelt", "Budsjett", "Opning"]


async def test_an_item_is_taken_off_and_the_gap_is_closed(office: Office):
    found = await office.meeting()
    handling_id = found.agenda[0].content.handling.id
    await service.remove_item(office.session, KARI, found, found.agenda[0])
    left = await service.get(office.session, found.meeting.id)

    assert [entry.item.number for entry in left.agenda] == [1, 2]
    assert titles(left) == ["Budsjett", "Eventuelt"]
    assert await office.session.get(Handling, handling_id) is not None


async def test_a_published_item_keeps_its_number(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id, "agenda")
    found = await service.get(office.session, found.meeting.id)

    order = AgendaOrder(item_ids=tuple(entry.item.id for entry in reversed(found.agenda)))

    with pytest.raises(GuardRefused) as removed:
        await service.remove_item(office.session, KARI, found, found.agenda[0])
    with pytest.raises(GuardRefused) as moved:
        await service.reorder(office.session, KARI, found, order)
    assert [refused.value.extra["guard"] for refused in (removed, moved)] == ["numbers_frozen", "numbers_frozen"]


async def test_an_item_that_comes_late_is_a_supplement_and_can_still_be_moved_and_removed(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id, "agenda")
    late = []
    for title in ("Tillegg", "Tillegg to"):
        found = await service.get(office.session, found.meeting.id)
        new = NewAgendaItem.model_validate(item(title))
        late.append(await service.add_item(office.session, KARI, found, new))
    assert [(one.number, one.supplement, one.number_frozen) for one in late] == [(4, True, False), (5, True, False)]

    found = await service.get(office.session, found.meeting.id)
    order = [entry.item.id for entry in found.agenda]
    await service.reorder(office.session, KARI, found, AgendaOrder(item_ids=(*order[:3], order[4], order[3])))
    found = await service.get(office.session, found.meeting.id)
    await service.remove_item(office.session, KARI, found, found.agenda[3])
    assert titles(await service.get(office.session, found.meeting.id))[3:] == ["Tillegg"]


async def test_a_meeting_that_has_begun_takes_no_more_items(office: Office):
    found = await office.meeting()
    await service.set_state(office.session, found.meeting.id, "in_session")
    found = await service.get(office.session, found.meeting.id)

    with pytest.raises(GuardRefused) as refused:
        await service.add_item(office.session, KARI, found, NewAgendaItem.model_validate(item()))
    assert refused.value.extra["guard"] == "meeting_not_opened"


async def test_a_case_goes_on_in_another_meeting(office: Office):
    first = await office.meeting()
    case_id = first.agenda[1].content.handling.case_id
    second = await office.meeting(number="10-25", items=[item("Budsjett, andre gong", caseId=case_id)])

    assert second.agenda[0].content.handling.case_id == case_id
    assert await cases.handling_ids(office.session, case_id) == (
        first.agenda[1].content.handling.id,
        second.agenda[0].content.handling.id,
    )


async def test_the_log_tells_that_a_text_was_changed_and_nothing_of_what_it_says(office: Office):
    found = await office.meeting()
    await office.change(found, 1, text=text("Løyndom"), proposals=[{"text": text("Løyndom")}])
    logged = (await office.session.scalars(select(Event).where(Event.what == "handling.updated"))).one()

    assert logged.after == {"fields": ["proposals", "text"]}


async def test_a_proposal_list_is_replaced_as_a_whole(office: Office):
    found = await office.meeting()
    await office.change(found, 1, proposals=[{"text": text("Ein.")}, {"text": text("To."), "kind": "alternative"}])
    content = (await service.get(office.session, found.meeting.id)).agenda[1].content

    assert [(row.kind, row.position) for row in content.proposals] == [("main", 0), ("alternative", 1)]


async def test_a_title_cannot_be_taken_away(office: Office):
    found = await office.meeting()

    with pytest.raises(Invalid) as refused:
        await service.update_item(office.session, KARI, found.agenda[0], AgendaItemPatch(title=None))
    assert refused.value.errors[0].pointer == "/title"


async def test_an_attachment_is_given_a_document_and_loses_it_again(office: Office):
    found = await office.meeting()
    content = found.agenda[0].content
    line = await attachments.add(office.session, KARI, content, NewAttachment(title="Notat"))
    document_id = await office.document()

    await attachments.update(office.session, KARI, line, AttachmentPatch(document_id=document_id))
    assert (line.status, line.document_id) == ("available", document_id)
    await attachments.update(office.session, KARI, line, AttachmentPatch(status="under_preparation"))
    assert (line.status, line.document_id) == ("under_preparation", None)


async def test_an_attachment_is_not_given_a_document_that_does_not_exist(office: Office):
    found = await office.meeting()
    line = await attachments.add(office.session, KARI, found.agenda[0].content, NewAttachment(title="Notat"))

    with pytest.raises(Invalid) as refused:
        await attachments.update(office.session, KARI, line, AttachmentPatch(document_id="doc_x"))
    assert refused.value.errors[0].pointer == "/documentId"


@pytest.mark.parametrize("read", [service.get, service.get_item, service.item_of_handling])
async def test_what_is_not_there_is_not_found(office: Office, read):
    with pytest.raises(NotFound):
        await read(office.session, "mtg_x")


async def test_a_whole_meeting_is_read_in_the_same_number_of_queries_however_long_it_is(office: Office):
    async def queries_for(number: str, items: int) -> int:
        found = await office.meeting(
            number=number, items=[item(f"Sak {n}", attachments=[{"title": "Notat"}]) for n in range(items)]
        )
        office.session.expunge_all()
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        connection = (await office.session.connection()).sync_connection
        sa.event.listen(connection, "before_cursor_execute", counted)
        await service.get(office.session, found.meeting.id)
        sa.event.remove(connection, "before_cursor_execute", counted)
        return count

    assert await queries_for("1", 1) == await queries_for("2", 12)
