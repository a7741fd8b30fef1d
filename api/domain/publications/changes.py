"""A meeting that the public knows of is cancelled or moved: a new version says so, and nothing else that is new."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid
from api.domain.kernel.ids import new_id
from api.domain.meetings import moving
from api.domain.meetings.schemas import CancelOrder, MoveOrder
from api.domain.meetings.service import MeetingWithAgenda
from api.domain.meetings.tables import Meeting
from api.domain.publications import adding, editions, identity_numbers, readiness
from api.domain.publications.adding import Render
from api.domain.publications.facts import MeetingFacts
from api.domain.publications.gathering import gather
from api.domain.publications.redaction import cancelled, moved
from api.domain.publications.snapshot import PublicationStamp, Snapshot
from api.storage import Storage


async def cancel(
    session: AsyncSession,
    actor: Actor,
    storage: Storage,
    render: Render,
    found: MeetingWithAgenda,
    order: CancelOrder,
    now: dt.datetime,
) -> None:
    """Call the meeting off; what stands in public is superseded by a version that says so, with the reason.

    What was ordered to be published later is called off too. Raises GuardRefused ``meeting_not_opened``, Invalid for a
    reason that the public must not see.
    """
    require_open(order.reason)
    await adding.hold_chain(session)
    await moving.cancel(session, found, order)
    await adding.call_off(session, found.meeting.id)
    previous = await adding.current(session, found.meeting.id)
    publication_id = None
    if previous is not None:
        stamp = await _stamp(session, previous, order.reason, now)
        publication_id = await _supersede(session, storage, render, cancelled(previous, stamp), None)
    event.record(
        session,
        actor,
        "meeting.cancelled",
        ("meeting", found.meeting.id),
        body_id=found.body.id,
        after={"reason": order.reason, "publicationId": publication_id},
    )


async def move(
    session: AsyncSession,
    actor: Actor,
    storage: Storage,
    render: Render,
    found: MeetingWithAgenda,
    order: MoveOrder,
    now: dt.datetime,
) -> None:
    """Put the meeting at another time or place; what stands in public is superseded by a version with the new one.

    That version has the day's programme as it now stands, and the agenda and papers as the public has them already.
    Raises GuardRefused ``meeting_not_opened``, and ``ready`` when the programme holds an identity number; Invalid as
    :func:`api.domain.meetings.moving.move` does, and for a reason that the public must not see.
    """
    require_open(order.reason)
    await adding.hold_chain(session)
    meeting = found.meeting
    before = _where(meeting)
    await moving.move(session, found, order)
    previous = await adding.current(session, meeting.id)
    publication_id = None
    if previous is not None:
        _, facts = await gather(session, meeting.id)
        snapshot = moved(previous, facts, await _stamp(session, previous, order.reason, now))
        if readiness.numbers_in_head(snapshot):
            raise GuardRefused(
                "The day's programme holds a national identity number.",
                extra={"guard": "ready", "remedy": "Take the number out of the programme first."},
            )
        publication_id = await _supersede(session, storage, render, snapshot, facts)
    event.record(
        session,
        actor,
        "meeting.moved",
        ("meeting", meeting.id),
        body_id=meeting.body_id,
        before=before,
        after={**_where(meeting), "reason": order.reason, "publicationId": publication_id},
    )


def _where(meeting: Meeting) -> dict[str, object]:
    """What the log is told: not where a closed meeting is held."""
    place = {} if meeting.access == "closed" else {"place": meeting.place}
    return {"startsAt": meeting.starts_at.isoformat(), **place}


def require_open(reason: str) -> None:
    """What is published can't be taken back, so a reason is held to the same rule. Raises Invalid."""
    if numbers := identity_numbers.find(reason):
        raise Invalid(
            "The reason is public and holds a national identity number.",
            (FieldError("/reason", f"holds {', '.join(numbers)}", "identity-number"),),
        )


async def _stamp(session: AsyncSession, previous: Snapshot, reason: str, now: dt.datetime) -> PublicationStamp:
    _, previous_sha256 = await adding.chain_end(session)
    return PublicationStamp(
        id=new_id("pub"),
        version=await adding.next_version(session, previous.meeting.id),
        kind=previous.publication.kind,
        published_at=now,
        change_note=reason,
        supersedes=previous.publication.id,
        previous_sha256=previous_sha256,
    )


async def _supersede(
    session: AsyncSession, storage: Storage, render: Render, snapshot: Snapshot, facts: MeetingFacts | None
) -> str:
    position, _ = await adding.chain_end(session)
    publication = await adding.store(session, storage, render, snapshot, position)
    await editions.repeat(session, snapshot, facts)
    return publication.id
