"""Meetings and agendas: created, read whole, changed."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic.alias_generators import to_camel
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, delete, select

from api.domain.cases import service as cases
from api.domain.cases.content import HandlingContent, whole_handlings
from api.domain.cases.rules import VersionKind
from api.domain.cases.tables import Handling
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import oslo_date
from api.domain.kernel.errors import Conflict, FieldError, GuardRefused, Invalid, NotFound
from api.domain.meetings import rules, urgent
from api.domain.meetings.schemas import (
    AgendaItemPatch,
    AgendaOrder,
    MeetingPatch,
    NewAgendaItem,
    NewMeeting,
    TakenUp,
)
from api.domain.meetings.schemas import ProgrammeSlot as NewSlot
from api.domain.meetings.schemas import SideEvent as NewSideEvent
from api.domain.meetings.states import PUBLISHABLE, WAITING, ItemType, MeetingState
from api.domain.meetings.tables import AgendaItem, Meeting, ProgrammeSlot, SideEvent
from api.domain.organisation import service as organisation
from api.domain.organisation.tables import Body
from api.domain.written_procedures import queries as procedures
from api.domain.written_procedures.rules import ACTIVE


@dataclass(frozen=True)
class AgendaEntry:
    item: AgendaItem
    content: HandlingContent


@dataclass(frozen=True)
class MeetingWithAgenda:
    """A whole meeting; every list in its order."""

    meeting: Meeting
    body: Body
    programme: tuple[ProgrammeSlot, ...]
    side_events: tuple[SideEvent, ...]
    agenda: tuple[AgendaEntry, ...]

    @property
    def path(self) -> str:
        """The meeting's address on the site: ``/møte/styret/2025-10-20``."""
        return path(self.body, self.meeting)


def path(body: Body, meeting: Meeting) -> str:
    """``/møte/styret/2025-10-20``."""
    return f"/møte/{body.slug}/{meeting.permalink}"


async def create(session: AsyncSession, actor: Actor, new: NewMeeting) -> MeetingWithAgenda:
    """A meeting with the agenda it comes with, all or nothing.

    Raises Invalid for an unknown body, Conflict when the body has a meeting of that number.
    """
    try:
        body = await organisation.get_body(session, new.body_id)
    except NotFound as error:
        raise Invalid(error.detail, (FieldError("/bodyId", "must be the id of a body"),)) from error
    await _require_free_number(session, body.id, new.number)
    taken = (await session.scalars(select(Meeting.permalink).where(Meeting.body_id == body.id))).all()
    meeting = Meeting(
        body_id=body.id,
        number=new.number,
        title=new.title,
        access=new.access,
        open_title=new.open_title,
        legal_basis=new.legal_basis,
        lang=new.lang,
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        place=new.place,
        remote=new.remote,
        permalink=rules.permalink(oslo_date(new.starts_at), taken),
    )
    await urgent.decide(session, meeting, new.urgency)
    urgent.require_remote(meeting)
    session.add(meeting)
    await session.flush()
    _add_programme(session, meeting.id, new.programme)
    _add_side_events(session, meeting.id, new.side_events)
    for number, item in enumerate(new.items, start=1):
        try:
            await put(session, actor, meeting, item, number, supplement=False)
        except Invalid as error:
            raise Invalid(
                f"Item {number}: {error.detail}",
                tuple(FieldError(f"/items/{number - 1}{f.pointer}", f.detail, f.code) for f in error.errors),
            ) from error
    await session.flush()
    event.record(
        session,
        actor,
        "meeting.created",
        ("meeting", meeting.id),
        body_id=body.id,
        after={"number": new.number, "items": len(new.items)},
    )
    return await get(session, meeting.id)


async def get(session: AsyncSession, meeting_id: str) -> MeetingWithAgenda:
    """The whole meeting. Raises NotFound."""
    meeting = await session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound(f"There is no meeting {meeting_id}.")
    body = await organisation.get_body(session, meeting.body_id)
    slots = select(ProgrammeSlot).where(ProgrammeSlot.meeting_id == meeting_id).order_by(col(ProgrammeSlot.position))
    events = select(SideEvent).where(SideEvent.meeting_id == meeting_id).order_by(col(SideEvent.position))
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting_id).order_by(col(AgendaItem.number))
    items = (await session.scalars(query)).all()
    contents = await whole_handlings(session, [item.handling_id for item in items])
    return MeetingWithAgenda(
        meeting,
        body,
        tuple((await session.scalars(slots)).all()),
        tuple((await session.scalars(events)).all()),
        tuple(AgendaEntry(item, contents[item.handling_id]) for item in items),
    )


async def update(session: AsyncSession, actor: Actor, found: MeetingWithAgenda, patch: MeetingPatch) -> None:
    """Change what ``patch`` names. The address stays, whatever the new date: it has been given away."""
    meeting, given = found.meeting, patch.model_fields_set
    for name in ("number", "title", "access", "starts_at", "remote"):
        if name in given and getattr(patch, name) is None:
            pointer = f"/{to_camel(name)}"
            raise Invalid("A field that can't be empty was given as null.", (FieldError(pointer, "can't be null"),))
    if patch.number is not None and patch.number != meeting.number:
        await _require_free_number(session, meeting.body_id, patch.number)
    names = ("number", "title", "access", "open_title", "legal_basis", "starts_at", "ends_at", "place", "remote")
    logged = ("access", "legal_basis", "urgent_ground", "urgent_decided_by")
    told = given | ({"urgent_ground", "urgent_decided_by"} if "urgency" in given else set())
    before: dict[str, object] = {name: getattr(meeting, name) for name in logged if name in told}
    if "urgency" in given:
        await urgent.decide(session, meeting, patch.urgency)
    for name in names:
        if name in given:
            setattr(meeting, name, getattr(patch, name))
    urgent.require_remote(meeting)
    if meeting.ends_at is not None and meeting.ends_at <= meeting.starts_at:
        raise Invalid("The meeting would end before it starts.", (FieldError("/endsAt", "must be after startsAt"),))
    if patch.programme is not None:
        await session.execute(delete(ProgrammeSlot).where(col(ProgrammeSlot.meeting_id) == meeting.id))
        _add_programme(session, meeting.id, patch.programme)
    if patch.side_events is not None:
        await session.execute(delete(SideEvent).where(col(SideEvent.meeting_id) == meeting.id))
        _add_side_events(session, meeting.id, patch.side_events)
    # Programme and side events are part of the meeting's representation: its revision rises with theirs.
    meeting.updated_at = dt.datetime.now(dt.UTC)
    await session.flush()
    event.record(
        session,
        actor,
        "meeting.updated",
        ("meeting", meeting.id),
        body_id=found.body.id,
        before=before,
        after={"fields": sorted(given), **{name: getattr(meeting, name) for name in before}},
    )


async def add_item(
    session: AsyncSession, actor: Actor, found: MeetingWithAgenda, new: NewAgendaItem, at: int | None = None
) -> AgendaItem:
    """A new item, last or at the number ``at``; a supplement when the agenda is published.

    Raises GuardRefused once the meeting has opened, and when a published item would have to give way.
    """
    number, supplement = _make_room(found, at)
    item = await put(session, actor, found.meeting, new, number, supplement=supplement)
    await _touch(session, found.meeting)
    return item


async def take_up(session: AsyncSession, actor: Actor, found: MeetingWithAgenda, new: TakenUp) -> AgendaItem:
    """Put a handling on the agenda: itself when it stands on none, else written anew for this meeting.

    Raises Invalid for an unknown handling; GuardRefused as :func:`add_item` does, ``treated_before`` while the handling
    waits on another agenda, and ``not_in_writing`` while it is in a written procedure.
    """
    content = (await whole_handlings(session, [new.handling_id])).get(new.handling_id)
    if content is None:
        detail = f"There is no handling {new.handling_id}."
        raise Invalid(detail, (FieldError("/handlingId", "must be the id of a handling"),))
    number, supplement = _make_room(found, new.number)
    handling = content.handling
    in_writing = (await procedures.of_handlings(session, [handling.id])).get(handling.id)
    if in_writing in ACTIVE:
        raise GuardRefused(
            "It is being settled in writing.",
            extra={"guard": "not_in_writing", "remedy": "Withdraw the written procedure first."},
        )
    earlier = (
        await session.execute(
            select(AgendaItem, Meeting)
            .join(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
            .where(AgendaItem.handling_id == handling.id)
        )
    ).first()
    if earlier is not None:
        item, meeting = earlier
        if item.state == "pending" and meeting.state in WAITING:
            raise GuardRefused(
                f"It stands on the agenda of meeting {meeting.number} as item {item.number}.",
                extra={"guard": "treated_before", "remedy": "Take it off that agenda first."},
            )
    if earlier is not None or in_writing == "adopted":
        handling = await cases.create_handling(session, actor, found.body.id, cases.written_anew(content))
    added = await _put(
        session, actor, found.meeting, handling, new.type, new.planned_minutes, number, supplement=supplement
    )
    await _touch(session, found.meeting)
    return added


def _make_room(found: MeetingWithAgenda, wanted: int | None) -> tuple[int, bool]:
    if found.meeting.state not in PUBLISHABLE:
        raise GuardRefused(
            f"The meeting is {found.meeting.state}: its agenda is settled.",
            extra={"guard": "meeting_not_opened", "remedy": "Raise the matter in the meeting itself (§ 11-3)."},
        )
    number, supplement = rules.place(_numbered(found), wanted)
    for entry in found.agenda:
        if entry.item.number >= number:
            entry.item.number += 1
    return number, supplement


async def remove_item(session: AsyncSession, actor: Actor, found: MeetingWithAgenda, entry: AgendaEntry) -> None:
    """Take an item that the public hasn't seen off the agenda and close the gap. The case itself stays."""
    if entry.item.state in ("adopted", "adopted_as_amended"):
        raise GuardRefused(
            f"Item {entry.item.number} is {entry.item.state}.",
            extra={"guard": "item_not_adopted", "remedy": "What the body has adopted stands on its agenda."},
        )
    if entry.item.number_frozen:
        raise GuardRefused(
            f"Item {entry.item.number} is published and keeps its place.",
            extra={"guard": "numbers_frozen", "remedy": "Withdraw the item from treatment instead."},
        )
    await session.delete(entry.item)
    await session.flush()
    for later in found.agenda:
        if later.item.number > entry.item.number and not later.item.number_frozen:
            later.item.number -= 1
    await _touch(session, found.meeting)
    event.record(session, actor, "agenda_item.removed", ("agenda_item", entry.item.id), body_id=found.body.id)


async def reorder(session: AsyncSession, actor: Actor, found: MeetingWithAgenda, order: AgendaOrder) -> None:
    """Put the agenda in another order. Raises Invalid for an incomplete order, GuardRefused for a published number."""
    try:
        numbers = rules.reordered(_numbered(found), order.item_ids)
    except ValueError as error:
        raise Invalid(str(error), (FieldError("/itemIds", "must name every item of the agenda once"),)) from error
    for entry in found.agenda:
        entry.item.number = numbers[entry.item.id]
    await _touch(session, found.meeting)
    event.record(session, actor, "meeting.agenda_reordered", ("meeting", found.meeting.id), body_id=found.body.id)


async def get_item(session: AsyncSession, item_id: str) -> AgendaEntry:
    """One item with its content. Raises NotFound."""
    item = await session.get(AgendaItem, item_id)
    if item is None:
        raise NotFound(f"There is no agenda item {item_id}.")
    return AgendaEntry(item, (await whole_handlings(session, [item.handling_id]))[item.handling_id])


async def body_of(session: AsyncSession, meeting_id: str) -> str:
    """The id of the meeting's body. Raises NotFound."""
    body_id = await session.scalar(select(Meeting.body_id).where(Meeting.id == meeting_id))
    if body_id is None:
        raise NotFound(f"There is no meeting {meeting_id}.")
    return body_id


async def body_and_state(session: AsyncSession, meeting_id: str) -> tuple[str, MeetingState]:
    """The id of the meeting's body, and how far the meeting has come. Raises NotFound."""
    meeting = await session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound(f"There is no meeting {meeting_id}.")
    return meeting.body_id, meeting.state


async def body_of_item(session: AsyncSession, item_id: str) -> str:
    """The id of the body on whose agenda the item stands. Raises NotFound."""
    return await body_of(session, (await get_item(session, item_id)).item.meeting_id)


async def item_of_handling(session: AsyncSession, handling_id: str) -> AgendaEntry:
    """The item that treats a handling. Raises NotFound when it is on no agenda."""
    item_id = await session.scalar(select(AgendaItem.id).where(AgendaItem.handling_id == handling_id))
    if item_id is None:
        raise NotFound(f"The handling {handling_id} is on no agenda.")
    return await get_item(session, item_id)


async def update_item(
    session: AsyncSession,
    actor: Actor,
    entry: AgendaEntry,
    patch: AgendaItemPatch,
    *,
    kind: VersionKind = "save",
    restored_from: int | None = None,
) -> AgendaEntry:
    """Change type and content of an item; its texts are kept as a version of ``kind``."""
    if patch.type is not None:
        entry.item.type = patch.type
    if "planned_minutes" in patch.model_fields_set:
        entry.item.planned_minutes = patch.planned_minutes
    content = await cases.update_handling(session, actor, entry.content, patch, kind=kind, restored_from=restored_from)
    await touch_item(session, entry.item)
    return AgendaEntry(entry.item, content)


async def touch_item(session: AsyncSession, item: AgendaItem) -> None:
    """Raise the item's revision: something that its representation shows has changed."""
    item.updated_at = dt.datetime.now(dt.UTC)
    await session.flush()


async def published(session: AsyncSession, found: MeetingWithAgenda, state: MeetingState) -> None:
    """Note that the public has the agenda: the state follows, and every item's number is frozen."""
    found.meeting.state = state
    for entry in found.agenda:
        entry.item.number_frozen = True
    await cases.take_into_treatment(session, [entry.content.handling.case_id for entry in found.agenda])
    await session.flush()


async def withdrawn(session: AsyncSession, meeting_id: str) -> None:
    """Note that the public has nothing any more: a meeting that has not begun is planned again. Raises NotFound."""
    meeting = (await get(session, meeting_id)).meeting
    if meeting.state in PUBLISHABLE:
        meeting.state = "planned"
    await session.flush()


async def set_state(session: AsyncSession, meeting_id: str, state: MeetingState) -> None:
    """Put the meeting in ``state``; the guards are the caller's. Raises NotFound."""
    meeting = await session.get(Meeting, meeting_id)
    if meeting is None:
        raise NotFound(f"There is no meeting {meeting_id}.")
    meeting.state = state
    await session.flush()


async def put(
    session: AsyncSession, actor: Actor, meeting: Meeting, new: NewAgendaItem, number: int, *, supplement: bool
) -> AgendaItem:
    """A new item under ``number``; whether it may stand there is the caller's to know."""
    handling = await cases.create_handling(session, actor, meeting.body_id, new)
    return await _put(session, actor, meeting, handling, new.type, new.planned_minutes, number, supplement=supplement)


async def _put(
    session: AsyncSession,
    actor: Actor,
    meeting: Meeting,
    handling: Handling,
    kind: ItemType,
    planned_minutes: int | None,
    number: int,
    *,
    supplement: bool,
) -> AgendaItem:
    handling.body_id = meeting.body_id
    item = AgendaItem(
        meeting_id=meeting.id,
        handling_id=handling.id,
        number=number,
        supplement=supplement,
        type=kind,
        planned_minutes=planned_minutes,
    )
    session.add(item)
    await session.flush()
    event.record(
        session,
        actor,
        "agenda_item.added",
        ("agenda_item", item.id),
        body_id=meeting.body_id,
        after={"number": number},
    )
    return item


async def _touch(session: AsyncSession, meeting: Meeting) -> None:
    meeting.updated_at = dt.datetime.now(dt.UTC)
    await session.flush()


async def _require_free_number(session: AsyncSession, body_id: str, number: str) -> None:
    query = select(Meeting.id).where(Meeting.body_id == body_id, Meeting.number == number)
    if (existing := await session.scalar(query)) is not None:
        raise Conflict(
            f"The body already has a meeting numbered {number}.",
            (FieldError("/number", "is taken", "taken"),),
            {"meetingId": existing},
        )


def _numbered(found: MeetingWithAgenda) -> list[rules.Numbered]:
    return [rules.Numbered(entry.item.id, entry.item.number, entry.item.number_frozen) for entry in found.agenda]


def _add_programme(session: AsyncSession, meeting_id: str, slots: Sequence[NewSlot]) -> None:
    session.add_all(
        ProgrammeSlot(
            meeting_id=meeting_id,
            position=position,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            fixed=slot.fixed,
            text=slot.text,
        )
        for position, slot in enumerate(slots)
    )


def _add_side_events(session: AsyncSession, meeting_id: str, events: Sequence[NewSideEvent]) -> None:
    session.add_all(
        SideEvent(
            meeting_id=meeting_id,
            position=position,
            title=side.title,
            starts_at=side.starts_at,
            ends_at=side.ends_at,
            place=side.place,
            audience=side.audience,
            programme=[entry.model_dump(mode="json") for entry in side.programme],
        )
        for position, side in enumerate(events)
    )
