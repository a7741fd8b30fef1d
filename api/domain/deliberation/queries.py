"""Reads of the room: its log, what it is set up with, and what everybody may follow."""

import datetime as dt
from dataclasses import replace
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.deliberation.facts import Declaration, ItemFact, ProposalFact, Seat, Setup
from api.domain.deliberation.log import Entry
from api.domain.deliberation.orders import BY_ACTION
from api.domain.deliberation.public_view import PublicItem
from api.domain.deliberation.tables import Live, RoomEntry, WaitDemand
from api.domain.kernel.clock import oslo_date
from api.domain.kernel.errors import NotFound
from api.domain.meetings.service import AgendaEntry, MeetingWithAgenda
from api.domain.meetings.tables import AgendaItem
from api.domain.organisation import service as organisation
from api.domain.papers import inhability
from api.domain.publications import editions
from api.domain.publications.board import BoardView
from api.domain.publications.snapshot import Snapshot
from api.domain.publications.tables import Publication, Withdrawal

SETUP: Final = TypeAdapter(Setup)
ITEM: Final = TypeAdapter(ItemFact)


async def log(session: AsyncSession, meeting_id: str) -> list[Entry]:
    """All that has happened in the room, in its order."""
    query = select(RoomEntry).where(RoomEntry.meeting_id == meeting_id).order_by(col(RoomEntry.seq))
    return [entry_of(row) for row in await session.scalars(query)]


def entry_of(row: RoomEntry) -> Entry:
    """The entry as the rules read it."""
    content: dict[str, Any] = row.content
    return Entry(
        seq=row.seq,
        order=BY_ACTION[row.kind].model_validate(content["order"]),
        at=row.at,
        person_id=row.person_id,
        setup=SETUP.validate_python(content["setup"]) if "setup" in content else None,
        item=ITEM.validate_python(content["item"]) if "item" in content else None,
    )


async def setup_of(session: AsyncSession, found: MeetingWithAgenda) -> Setup:
    """The seats in force on the day of the meeting, and the agenda as the board was given it."""
    declared = [
        Declaration(entry.item.id, row.person_id, row.state, row.legal_basis)
        for entry in found.agenda
        for row in await inhability.of_item(session, entry.item.id)
    ]
    setup = Setup(
        meeting_id=found.meeting.id,
        body_id=found.body.id,
        body_name=found.body.name,
        lang=found.meeting.lang,
        remote=found.meeting.remote,
        meetings_open=found.body.meetings_open,
        seats=await seats_on(session, found.body.id, oslo_date(found.meeting.starts_at)),
        items=_as_given([item_fact(entry) for entry in found.agenda], await editions.newest(session, found.meeting.id)),
        declarations=tuple(declared),
        access=found.meeting.access,
        legal_basis=found.meeting.legal_basis,
        urgency=found.meeting.urgency,
        demands=await _demands(session, found.meeting.id),
        remote_allowed=found.body.remote_meetings,
    )
    return replace(setup, items=tuple(setup.as_met(item) for item in setup.items))


async def _demands(session: AsyncSession, meeting_id: str) -> tuple[tuple[str, str], ...]:
    """Who has demanded that which item waits, in the order in which they did."""
    rows = await session.scalars(
        select(WaitDemand)
        .join(AgendaItem, col(AgendaItem.id) == col(WaitDemand.agenda_item_id))
        .where(AgendaItem.meeting_id == meeting_id)
        .order_by(col(WaitDemand.at), col(WaitDemand.person_id))
    )
    return tuple((row.agenda_item_id, row.person_id) for row in rows)


async def seats_on(session: AsyncSession, body_id: str, day: dt.date) -> tuple[Seat, ...]:
    """The seats of a body in force on a day, one for each person."""
    municipalities = {
        one.municipality.id: one.municipality.number for one in await organisation.list_municipalities(session)
    }
    seats: dict[str, Seat] = {}
    for mandate, person in await organisation.list_mandates(session, body_id):
        if mandate.starts_on <= day and (mandate.ends_on is None or mandate.ends_on >= day):
            seat = Seat(
                person.id,
                person.name,
                mandate.role,
                mandate.deputy_order,
                municipalities.get(mandate.municipality_id or ""),
            )
            # Who is both member and something else is a member.
            if seat.is_member or person.id not in seats:
                seats[person.id] = seat
    return tuple(seats.values())


def _as_given(items: list[ItemFact], edition: BoardView | None) -> tuple[ItemFact, ...]:
    """The items as the board was given them: what was written since lies on no member's table."""
    given = {item.id: item for item in edition.items} if edition is not None else {}
    closed = {
        proposal.id: proposal.legal_basis
        for item in (edition.public.items if edition is not None else ())
        for proposal in item.closed_proposals
    }
    has_texts = edition is not None and edition.public.publication.kind == "papers"

    def one(fact: ItemFact) -> ItemFact:
        item = given.get(fact.id)
        if item is None:
            return replace(fact, announced=False)
        fact = replace(fact, title=item.title, access=item.access, legal_basis=item.legal_basis)
        if not has_texts:
            return fact
        movers = {proposal.id: proposal.mover for proposal in fact.proposals}
        proposals = (
            ProposalFact(
                view.id,
                view.kind,
                view.text,
                movers.get(view.id),
                view.recommends_to,
                "closed" if view.id in closed else "open",
                closed.get(view.id),
            )
            for view in item.proposals
        )
        return replace(fact, proposals=tuple(proposals))

    return tuple(one(fact) for fact in items)


def item_fact(entry: AgendaEntry, *, raised: bool = False) -> ItemFact:
    """An agenda item as it lies on the table."""
    item, handling = entry.item, entry.content.handling
    return ItemFact(
        id=item.id,
        case_id=handling.case_id,
        number=item.number,
        type=item.type,
        title=handling.title,
        access=handling.access,
        open_title=handling.open_title,
        legal_basis=handling.legal_basis,
        proposals=tuple(
            ProposalFact(row.id, row.kind, row.text, row.mover, row.recommends_to, row.access, row.legal_basis)
            for row in entry.content.proposals
        ),
        raised=raised,
        outcome=None if item.state == "pending" else item.state,
    )


async def standing(session: AsyncSession, meeting_id: str) -> Snapshot | None:
    """What stands published of the meeting; None when nothing does."""
    buried = select(Withdrawal.publication_id).where(Withdrawal.meeting_id == meeting_id)
    query = (
        select(Publication.body)
        .where(Publication.meeting_id == meeting_id, col(Publication.id).not_in(buried))
        .order_by(col(Publication.version).desc())
        .limit(1)
    )
    body = await session.scalar(query)
    return None if body is None else Snapshot.model_validate_json(body)


def public_items(snapshot: Snapshot) -> dict[str, PublicItem]:
    """What is published of each item, by its id."""
    return {
        item.id: PublicItem(
            title=item.title,
            access=item.access,
            legal_basis=item.legal_basis,
            texts={proposal.id: proposal.text for proposal in item.proposals},
        )
        for item in snapshot.items
    }


async def newest_live(session: AsyncSession, meeting_id: str) -> Live:
    """What everybody may follow now, as the public role. Raises NotFound."""
    query = select(Live).where(Live.meeting_id == meeting_id).order_by(col(Live.seq).desc()).limit(1)
    row = (await session.scalars(query)).one_or_none()
    if row is None:
        raise NotFound(f"The meeting {meeting_id} is not followed here: it has not been opened in public.")
    return row
