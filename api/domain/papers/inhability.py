"""Inhability: declared by members, decided by the body, entered once for each person and item."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import Conflict, FieldError, GuardRefused, Invalid, NotFound
from api.domain.kernel.policy import require
from api.domain.meetings import service as meetings
from api.domain.meetings.states import IN_ROOM
from api.domain.meetings.tables import AgendaItem, Meeting
from api.domain.organisation.tables import Person
from api.domain.papers import policy, rules
from api.domain.papers.schemas import InhabilityOut, InhabilityPatch, NewInhability
from api.domain.papers.tables import Inhability, InhabilityState
from api.domain.publications import editions


async def body_of_item(session: AsyncSession, actor: Actor, item_id: str) -> str:
    """The body whose item it is, if the actor knows of the item. Raises NotFound.

    The administration knows of every item of its body, a member of those that the board was given.
    """
    meeting_id = await session.scalar(select(AgendaItem.meeting_id).where(AgendaItem.id == item_id))
    if meeting_id is not None:
        body_id = await meetings.body_of(session, meeting_id)
        if actor.administers(body_id):
            return body_id
    return await body_of_paper(session, actor, item_id)


async def body_of_paper(session: AsyncSession, actor: Actor, item_id: str) -> str:
    """The body whose item it is, if it stands in the actor's papers. Raises NotFound."""
    meeting_id = await session.scalar(select(AgendaItem.meeting_id).where(AgendaItem.id == item_id))
    if meeting_id is not None:
        for head in await editions.heads(session, policy.bodies(actor), meeting_id):
            if head.withdrawn_because is None and item_id in {one.item_id for one in head.prints}:
                return head.body_id
    raise NotFound(f"There is no agenda item {item_id}.")


async def declare(
    session: AsyncSession, actor: Actor, item_id: str, new: NewInhability, now: dt.datetime
) -> Inhability:
    """Enter that somebody is inhabile; at once the papers give that person the open form alone.

    Raises NotFound, Forbidden, Invalid for an unknown person, Conflict when it is entered already.
    """
    body_id = await body_of_item(session, actor, item_id)
    person_id = new.person_id or actor.person_id
    if person_id is None:
        raise Invalid("It must be said who is inhabile.", (FieldError("/personId", "is required", "required"),))
    require(policy.can_record_inhability(actor, body_id, person_id, decided=new.state != "declared"))
    if await session.get(Person, person_id) is None:
        raise Invalid(f"There is no person {person_id}.", (FieldError("/personId", "must be the id of a person"),))
    entered = await session.scalar(
        select(Inhability.id).where(Inhability.agenda_item_id == item_id, Inhability.person_id == person_id)
    )
    if entered is not None:
        raise Conflict("That is entered already.", extra={"inhabilityId": entered})
    row = Inhability(
        agenda_item_id=item_id,
        person_id=person_id,
        state=new.state,
        reason=new.reason,
        legal_basis=new.legal_basis,
        declared_by=actor.name,
        at=now,
    )
    session.add(row)
    await session.flush()
    _record(session, actor, "inhability.declared", row, body_id)
    return row


async def get(session: AsyncSession, actor: Actor, inhability_id: str) -> tuple[Inhability, str]:
    """What is entered, with the id of the body, for the body's administration. Raises NotFound."""
    row = await session.get(Inhability, inhability_id)
    if row is not None:
        body_id = await body_of_item(session, actor, row.agenda_item_id)
        if actor.administers(body_id):
            return row, body_id
    raise NotFound(f"There is no inhability {inhability_id}.")


async def enter(
    session: AsyncSession,
    actor: Actor,
    item_id: str,
    person_id: str,
    state: InhabilityState,
    now: dt.datetime,
    *,
    legal_basis: str,
    reason: str | None = None,
) -> Inhability:
    """Enter what was declared or decided in the meeting room, whose rules have let it through; the papers follow."""
    query = select(Inhability).where(Inhability.agenda_item_id == item_id, Inhability.person_id == person_id)
    row = (await session.scalars(query)).one_or_none()
    if row is None:
        row = Inhability(
            agenda_item_id=item_id,
            person_id=person_id,
            state=state,
            reason=reason,
            legal_basis=legal_basis,
            declared_by=actor.name,
            at=now,
        )
        session.add(row)
    row.state = state
    await session.flush()
    what = "inhability.declared" if state == "declared" else "inhability.decided"
    _record(session, actor, what, row, await meetings.body_of_item(session, item_id))
    return row


def settled_in_room() -> GuardRefused:
    """While the meeting goes on, the body decides by a vote that its room keeps."""
    return GuardRefused(
        "The meeting is open: the body decides it by a vote there.",
        extra={"guard": "settled_in_room", "remedy": "Take the vote in the meeting room."},
    )


async def meeting_in_session(session: AsyncSession, item_id: str) -> str | None:
    """The meeting that is treating its items now, this one among them."""
    query = (
        select(Meeting.id)
        .join(AgendaItem, col(AgendaItem.meeting_id) == col(Meeting.id))
        .where(AgendaItem.id == item_id, col(Meeting.state).in_(IN_ROOM))
    )
    return (await session.scalars(query)).one_or_none()


async def decide(session: AsyncSession, actor: Actor, row: Inhability, body_id: str, patch: InhabilityPatch) -> None:
    """Enter what the body decided. Raises Forbidden, GuardRefused ``settled_in_room`` while the meeting goes on."""
    if await meeting_in_session(session, row.agenda_item_id) is not None:
        raise settled_in_room()
    require(policy.can_record_inhability(actor, body_id, row.person_id, decided=True))
    row.state = patch.state
    if patch.reason is not None:
        row.reason = patch.reason
    await session.flush()
    _record(session, actor, "inhability.decided", row, body_id)


async def of_item(session: AsyncSession, item_id: str) -> list[Inhability]:
    """All that is entered for one item, in the order it was entered."""
    query = select(Inhability).where(Inhability.agenda_item_id == item_id).order_by(col(Inhability.id))
    return list((await session.scalars(query)).all())


async def of_person(session: AsyncSession, person_id: str) -> dict[str, Inhability]:
    """What is entered for one person, by the item's id."""
    rows = await session.scalars(select(Inhability).where(Inhability.person_id == person_id))
    return {row.agenda_item_id: row for row in rows}


async def withheld_from(session: AsyncSession, person_id: str) -> frozenset[str]:
    """Ids of the items that the person is given in their public form alone."""
    return withheld(await of_person(session, person_id))


def withheld(entered: dict[str, Inhability]) -> frozenset[str]:
    """Ids of the items that are withheld on account of what is entered."""
    return frozenset(item_id for item_id, row in entered.items() if rules.is_withheld(row.state))


def shown(row: Inhability) -> InhabilityOut:
    """The row as it is told to the administration and to the person it is about."""
    return InhabilityOut(
        id=row.id,
        revision=row.revision,
        item_id=row.agenda_item_id,
        person_id=row.person_id,
        state=row.state,
        reason=row.reason,
        legal_basis=row.legal_basis,
        declared_by=row.declared_by,
        at=row.at,
    )


def _record(session: AsyncSession, actor: Actor, what: str, row: Inhability, body_id: str) -> None:
    # The reason is left out: it may be about family or money.
    after = {"itemId": row.agenda_item_id, "personId": row.person_id, "state": row.state}
    event.record(session, actor, what, ("inhability", row.id), body_id=body_id, after=after)
