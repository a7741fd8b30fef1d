"""A meeting that is called off, or moved to another time or place, before it is opened."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.kernel.clock import OSLO, at
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid
from api.domain.meetings import programme, urgent
from api.domain.meetings.programme import Slot
from api.domain.meetings.schemas import CancelOrder, MoveOrder
from api.domain.meetings.service import MeetingWithAgenda
from api.domain.meetings.states import PUBLISHABLE


async def cancel(session: AsyncSession, found: MeetingWithAgenda, order: CancelOrder) -> None:
    """Call the meeting off. Raises GuardRefused ``meeting_not_opened``."""
    _require_not_opened(found)
    found.meeting.state = "cancelled"
    found.meeting.cancelled_because = order.reason
    await session.flush()


async def move(session: AsyncSession, found: MeetingWithAgenda, order: MoveOrder) -> None:
    """Put the meeting at another time or place; its length stays unless an end is given.

    Programme and side events follow, except that fixed lines of the programme keep their times. The address stays, for
    it has been given away. Raises GuardRefused ``meeting_not_opened``; Invalid when nothing would change, or the day is
    too short.
    """
    _require_not_opened(found)
    meeting = found.meeting
    before = (meeting.starts_at, meeting.ends_at, meeting.place, meeting.remote)
    old, new = _wall(meeting.starts_at), _wall(order.starts_at)
    shift, minutes = new - old, 60 * (new.hour - old.hour) + new.minute - old.minute
    if "ends_at" in order.model_fields_set:
        meeting.ends_at = order.ends_at
    elif meeting.ends_at is not None:
        meeting.ends_at = _shifted(meeting.ends_at, shift)
    meeting.starts_at = order.starts_at
    if "place" in order.model_fields_set:
        meeting.place = order.place
    if order.remote is not None:
        meeting.remote = order.remote
    urgent.require_remote(meeting)
    if before == (meeting.starts_at, meeting.ends_at, meeting.place, meeting.remote):
        raise Invalid("The meeting is there already.", (FieldError("/startsAt", "must differ, or the place must"),))
    if meeting.ends_at is not None and meeting.ends_at <= meeting.starts_at:
        raise Invalid("The meeting would end before it starts.", (FieldError("/endsAt", "must be after startsAt"),))
    _shift_day(found, shift, minutes)
    await session.flush()


def _shift_day(found: MeetingWithAgenda, shift: dt.timedelta, minutes: int) -> None:
    """Programme and side events as the meeting has gone: ``minutes`` are those between the two times of day."""
    if minutes:
        slots = [Slot(slot.starts_at, slot.ends_at, slot.fixed) for slot in found.programme]
        try:
            placed = programme.moved(slots, minutes)
        except ValueError as error:
            detail = "The programme does not fit into the day from that start."
            raise Invalid(detail, (FieldError("/startsAt", str(error)),)) from error
        for slot, row in zip(placed, found.programme, strict=True):
            row.starts_at, row.ends_at = slot.starts_at, slot.ends_at
    for event in found.side_events:
        event.starts_at = _shifted(event.starts_at, shift)
        event.ends_at = _shifted(event.ends_at, shift) if event.ends_at else None
        event.programme = [{**entry, "startsAt": _later(entry.get("startsAt"), minutes)} for entry in event.programme]


def _require_not_opened(found: MeetingWithAgenda) -> None:
    if found.meeting.state not in PUBLISHABLE:
        raise GuardRefused(
            f"The meeting is {found.meeting.state}.",
            extra={"guard": "meeting_not_opened", "remedy": "Only a meeting that has not begun is cancelled or moved."},
        )


def _wall(moment: dt.datetime) -> dt.datetime:
    """What clock and calendar in Norway show, so that a move across a change of clocks keeps the hour."""
    return moment.astimezone(OSLO).replace(tzinfo=None)


def _shifted(moment: dt.datetime, shift: dt.timedelta) -> dt.datetime:
    shown = _wall(moment) + shift
    return at(shown.date(), shown.time()).astimezone(dt.UTC)


def _later(clock: str | None, minutes: int) -> str | None:
    if clock is None:
        return None
    time = dt.time.fromisoformat(clock)
    return f"{dt.datetime.combine(dt.date.min + dt.timedelta(days=1), time) + dt.timedelta(minutes=minutes):%H:%M}"
