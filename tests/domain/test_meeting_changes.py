"""A meeting that is cancelled or moved: what the public is told, and what it is not."""

import datetime as dt
from typing import Any

import pytest
from sqlmodel import select

from api.domain.kernel.errors import GuardRefused, Invalid
from api.domain.kernel.event import Event
from api.domain.meetings import service as meetings
from api.domain.meetings.schemas import CancelOrder, MeetingPatch, MoveOrder
from api.domain.publications import chain, changes, editions, scheduling, service
from api.domain.publications.schemas import PublishOrder
from api.domain.publications.snapshot import Snapshot
from tests.domain.building import KARI, NOW, STARTS_AT, Office, item, render

LATER = STARTS_AT + dt.timedelta(days=7)


async def cancel(office: Office, meeting_id: str, reason: str = "For få saker til å møtast.") -> None:
    found = await meetings.get(office.session, meeting_id)
    order = CancelOrder(reason=reason)
    await changes.cancel(office.session, KARI, office.storage, render, found, order, NOW)


async def move(office: Office, meeting_id: str, **fields: Any) -> None:
    found = await meetings.get(office.session, meeting_id)
    order = MoveOrder.model_validate({"reason": "Møterommet er opptatt.", "starts_at": LATER, **fields})
    await changes.move(office.session, KARI, office.storage, render, found, order, NOW)


async def shown(office: Office, meeting_id: str) -> Snapshot:
    """What stands in public now."""
    links = [link for link in await service.links(office.session) if not link.name.startswith("withdrawal")]
    snapshots = [Snapshot.model_validate_json(link.body) for link in links]
    return [snapshot for snapshot in snapshots if snapshot.meeting.id == meeting_id][-1]


async def test_a_cancelled_meeting_is_told_of_in_a_version_with_the_reason(office: Office):
    meeting_id = (await office.meeting()).meeting.id
    await office.publish(meeting_id)
    await cancel(office, meeting_id)
    public = await shown(office, meeting_id)

    assert (public.meeting.state, public.publication.version) == ("cancelled", 2)
    assert public.publication.change_note == "For få saker til å møtast."
    assert len(public.items) == 3
    assert chain.verify(await service.links(office.session)) == []


async def test_what_is_being_prepared_stays_inside_when_a_meeting_is_cancelled_or_moved(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id)
    await office.change(found, 1, title="Løyndom som er under arbeid")
    await move(office, found.meeting.id)
    moved_to = await shown(office, found.meeting.id)
    await cancel(office, found.meeting.id)

    assert b"under arbeid" not in moved_to.model_dump_json().encode()
    assert "under arbeid" not in (await shown(office, found.meeting.id)).model_dump_json()


async def test_the_board_has_its_papers_again_with_what_became_of_the_meeting(office: Office):
    closed = item("Tilsetjing", access="closed", open_title="Personalsak", legal_basis="offl. § 13")
    meeting_id = (await office.meeting(items=[closed])).meeting.id
    await office.publish(meeting_id)
    await move(office, meeting_id)
    edition = await editions.newest(office.session, meeting_id)

    assert edition is not None
    assert (edition.public.publication.version, edition.public.meeting.starts_at) == (2, LATER)
    assert [one.title for one in edition.items] == ["Tilsetjing"]


async def test_a_meeting_that_nobody_knows_of_is_cancelled_without_a_publication(office: Office):
    found = await office.meeting()
    await cancel(office, found.meeting.id)

    assert (found.meeting.state, found.meeting.cancelled_because) == ("cancelled", "For få saker til å møtast.")
    assert await service.links(office.session) == []


async def test_a_cancelled_meeting_calls_off_what_was_ordered(office: Office):
    meeting_id = (await office.meeting()).meeting.id
    order = PublishOrder(kind="agenda")
    ordered = await scheduling.schedule(office.session, KARI, meeting_id, order, NOW + dt.timedelta(days=1), NOW)
    await cancel(office, meeting_id)

    assert ordered.status == "cancelled"


@pytest.mark.parametrize("state", ["in_session", "held", "closed", "cancelled"])
async def test_a_meeting_that_has_begun_is_neither_cancelled_nor_moved(office: Office, state):
    meeting_id = (await office.meeting()).meeting.id
    await meetings.set_state(office.session, meeting_id, state)

    for change in (cancel, move):
        with pytest.raises(GuardRefused) as refused:
            await change(office, meeting_id)
        assert refused.value.extra["guard"] == "meeting_not_opened"


async def test_a_cancelled_meeting_is_published_no_more(office: Office):
    meeting_id = (await office.meeting()).meeting.id
    await cancel(office, meeting_id)

    with pytest.raises(GuardRefused) as refused:
        await office.publish(meeting_id)
    assert refused.value.extra["remedy"] == "Make a new meeting."


async def test_a_moved_meeting_is_told_of_with_its_new_time_and_keeps_its_address(office: Office):
    found = await office.meeting(ends_at=STARTS_AT + dt.timedelta(hours=5))
    await office.publish(found.meeting.id)
    await move(office, found.meeting.id, place="Vik")
    public = await shown(office, found.meeting.id)

    assert (public.meeting.starts_at, public.meeting.date) == (LATER, dt.date(2025, 10, 27))
    assert public.meeting.place == "Vik"
    assert public.meeting.path.endswith("/2025-10-20")
    assert public.meeting.state == "papers_published"
    assert chain.verify(await service.links(office.session)) == []


async def test_a_meeting_moved_across_a_change_of_clocks_lasts_as_long_and_starts_at_the_same_hour(office: Office):
    side = {"title": "Omvising", "starts_at": STARTS_AT + dt.timedelta(hours=6), "programme": [{"text": "Velkomen"}]}
    found = await office.meeting(ends_at=STARTS_AT + dt.timedelta(hours=5), side_events=[side])
    await move(office, found.meeting.id, starts_at=LATER + dt.timedelta(hours=1))

    assert found.meeting.ends_at == LATER + dt.timedelta(hours=6)
    assert found.side_events[0].starts_at == LATER + dt.timedelta(hours=7)


async def test_the_programme_follows_an_earlier_start_and_the_guest_comes_when_agreed(office: Office):
    flowing = {"starts_at": "09:00", "ends_at": "10:00", "text": "Saker"}
    guest = {"starts_at": "12:00", "ends_at": "12:30", "fixed": True, "text": "Gjest"}
    found = await office.meeting(programme=[flowing, guest])
    await move(office, found.meeting.id, starts_at=STARTS_AT - dt.timedelta(minutes=30))
    found = await meetings.get(office.session, found.meeting.id)

    assert [slot.starts_at for slot in found.programme] == [dt.time(8, 30), dt.time(12)]


async def test_a_move_to_where_the_meeting_is_already_is_refused(office: Office):
    found = await office.meeting()

    with pytest.raises(Invalid):
        await move(office, found.meeting.id, starts_at=STARTS_AT)


@pytest.mark.parametrize("change", [cancel, move])
async def test_a_reason_with_an_identity_number_is_refused(office: Office, change):
    meeting_id = (await office.meeting()).meeting.id

    with pytest.raises(Invalid) as refused:
        await change(office, meeting_id, reason="Det gjeld 01010750160.")
    assert refused.value.errors[0].pointer == "/reason"


async def test_a_programme_with_an_identity_number_does_not_get_out_by_a_move(office: Office):
    found = await office.meeting()
    await office.publish(found.meeting.id)
    patch = MeetingPatch.model_validate({"programme": [{"starts_at": "09:00", "text": "Samtale med 01010750160"}]})
    await meetings.update(office.session, KARI, found, patch)

    with pytest.raises(GuardRefused) as refused:
        await move(office, found.meeting.id)
    assert refused.value.extra["guard"] == "ready"


async def test_a_closed_meeting_that_is_moved_and_cancelled_tells_the_public_of_no_place_and_the_board_of_it(
    office: Office,
):
    found = await office.meeting()
    closed = MeetingPatch(access="closed", open_title="Ekstramøte", legal_basis="kommunelova § 11-5 andre ledd")
    await meetings.update(office.session, KARI, found, closed)
    await office.publish(found.meeting.id)
    await move(office, found.meeting.id, place="Eit hemmeleg rom")
    moved_to = await shown(office, found.meeting.id)
    await cancel(office, found.meeting.id)
    edition = await editions.newest(office.session, found.meeting.id)

    for public in (moved_to, await shown(office, found.meeting.id)):
        assert (public.meeting.title, public.meeting.place, public.meeting.starts_at) == ("Ekstramøte", None, LATER)
    assert edition is not None
    assert (edition.meeting.title, edition.meeting.place) == (found.meeting.title, "Eit hemmeleg rom")
    (head,) = await editions.heads(office.session, [found.body.id], found.meeting.id)
    assert (head.title, head.place) == (found.meeting.title, "Eit hemmeleg rom")
    told = (await office.session.scalars(select(Event))).all()
    assert "hemmeleg" not in str([(event.before, event.after) for event in told])
