"""A case through its meetings and bodies, and the search among cases."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cases.rules import CaseState
from api.domain.cases.tables import Case, Handling
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import NotFound
from api.domain.meetings.schemas import CaseHandling, CaseOut
from api.domain.meetings.tables import AgendaItem, Meeting
from api.domain.organisation.tables import Body


@dataclass(frozen=True)
class Filter:
    """Every word of ``words`` stands in the title of one and the same handling."""

    words: tuple[str, ...] = ()
    state: CaseState | None = None
    body_id: str | None = None


async def page(
    session: AsyncSession, actor: Actor, wanted: Filter, limit: int, position: str | None, *, backwards: bool = False
) -> list[CaseOut]:
    """Up to ``limit`` cases that the actor may read something of, newest first, after the case ``position``."""
    matching = select(Handling.id).where(Handling.case_id == col(Case.id), _visible(actor))
    for word in wanted.words:
        matching = matching.where(col(Handling.title).ilike(f"%{_escaped(word)}%", escape="\\"))
    if wanted.body_id is not None:
        matching = matching.where(Handling.body_id == wanted.body_id)
    query = select(Case).where(matching.exists())
    if wanted.state is not None:
        query = query.where(Case.state == wanted.state)
    if position is not None:
        query = query.where(col(Case.id) > position if backwards else col(Case.id) < position)
    order = col(Case.id).asc() if backwards else col(Case.id).desc()
    return await _whole(session, actor, (await session.scalars(query.order_by(order).limit(limit))).all())


async def get(session: AsyncSession, actor: Actor, case_id: str) -> CaseOut:
    """The case with those of its handlings that the actor may read. Raises NotFound when there are none."""
    case = await session.get(Case, case_id)
    found = await _whole(session, actor, [case] if case else [])
    if not found or not found[0].handlings:
        raise NotFound(f"There is no case {case_id}.")
    return found[0]


def _visible(actor: Actor) -> sa.ColumnElement[bool]:
    """``policy.sees_handling`` as a condition of a query."""
    if actor.administers(None):
        return sa.true()
    administered = {grant.body_id for grant in actor.grants if grant.role == "administration"}
    written_for = {grant.body_id for grant in actor.grants if grant.role == "case_officer"}
    own = col(Handling.case_officer_id) == actor.id
    where = sa.true() if None in written_for else col(Handling.body_id).in_(written_for)
    return sa.or_(col(Handling.body_id).in_(administered), sa.and_(own, sa.or_(where, col(Handling.body_id).is_(None))))


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def _whole(session: AsyncSession, actor: Actor, cases: Sequence[Case]) -> list[CaseOut]:
    query = (
        select(Handling, AgendaItem, Meeting, Body)
        .outerjoin(AgendaItem, col(AgendaItem.handling_id) == col(Handling.id))
        .outerjoin(Meeting, col(Meeting.id) == col(AgendaItem.meeting_id))
        .outerjoin(Body, col(Body.id) == sa.func.coalesce(col(Meeting.body_id), col(Handling.body_id)))
        .where(col(Handling.case_id).in_([case.id for case in cases]), _visible(actor))
        .order_by(col(Handling.id))
    )
    handlings: dict[str, list[CaseHandling]] = {}
    for handling, item, meeting, body in (await session.execute(query)).all():
        handlings.setdefault(handling.case_id, []).append(_handling(handling, item, meeting, body))
    return [
        CaseOut(
            id=case.id,
            title=handlings[case.id][-1].title if case.id in handlings else case.title,
            state=case.state,
            lang=case.lang,
            created_at=case.created_at,
            handlings=tuple(sorted(handlings.get(case.id, ()), key=_when)),
        )
        for case in cases
    ]


def _when(handling: CaseHandling) -> tuple[bool, dt.datetime]:
    """In the order of the meetings; what waits for one comes last."""
    return (handling.meeting_starts_at is None, handling.meeting_starts_at or handling.created_at)


def _handling(handling: Handling, item: AgendaItem | None, meeting: Meeting | None, body: Body | None) -> CaseHandling:
    return CaseHandling(
        id=handling.id,
        title=handling.title,
        access=handling.access,
        open_title=handling.open_title,
        created_at=handling.created_at,
        body_id=body.id if body else None,
        body_name=body.name if body else None,
        meeting_id=meeting.id if meeting else None,
        meeting_number=meeting.number if meeting else None,
        meeting_starts_at=meeting.starts_at if meeting else None,
        item_id=item.id if item else None,
        item_number=item.number if item else None,
        item_type=item.type if item else None,
        item_state=item.state if item else None,
        state_reason=item.state_reason if item else None,
        path=f"/møte/{body.slug}/{meeting.permalink}/sak/{item.number}" if body and meeting and item else None,
        is_published=bool(item and item.number_frozen),
    )
