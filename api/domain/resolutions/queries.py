"""The register read: what an actor may see of it, in the order it was decided."""

import datetime as dt
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Any, Final, get_args

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cases.tables import Handling
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import NotFound
from api.domain.meetings.tables import AgendaItem, Meeting
from api.domain.organisation.tables import Body
from api.domain.papers import inhability
from api.domain.resolutions import policy, rules
from api.domain.resolutions.policy import Reach
from api.domain.resolutions.rules import ENDED, UNSETTLED, FollowUpState, ResolutionState
from api.domain.resolutions.tables import FollowUp, Resolution, ResolutionVersion
from api.domain.written_procedures.tables import WrittenAnswer, WrittenProcedure

_PART: Final = 500
_PARTS: Final = (Resolution, ResolutionVersion, Meeting, WrittenProcedure, Body, col(Handling.case_officer_id))
"""The columns that :class:`Found` is made of, in its order."""


@dataclass(frozen=True)
class Filter:
    """``meeting`` is the meeting's day as it stands in addresses, or what was settled in writing; ``label`` what stands
    after it."""

    words: str = ""
    body: str | None = None
    """Id or slug."""
    meeting: str | None = None
    label: str | None = None
    year: int | None = None
    case_id: str | None = None
    item_id: str | None = None
    state: ResolutionState | None = None
    in_force: bool = False
    municipality: str | None = None
    unsettled: bool = False


@dataclass(frozen=True)
class Found:
    """A resolution with its newest version and what made it: a meeting, or a written procedure."""

    resolution: Resolution
    version: ResolutionVersion
    meeting: Meeting | None
    procedure: WrittenProcedure | None
    body: Body
    case_officer_id: str | None

    @property
    def number(self) -> str:
        if self.meeting is not None:
            return rules.number(self.meeting.number, self.resolution.label)
        return rules.number(self._procedure.number, self.resolution.label)

    @property
    def path(self) -> str:
        permalink = self.meeting.permalink if self.meeting is not None else self._procedure.number.lower()
        return rules.path(self.body.slug, permalink, self.resolution.label)

    @property
    def _procedure(self) -> WrittenProcedure:
        if self.procedure is None:
            raise ValueError(f"resolution {self.resolution.id} was made by nothing")
        return self.procedure

    def seen_by(self, reach: Reach, version: ResolutionVersion | None = None) -> bool:
        """Whether the version, or the newest one, is for the reader."""
        access = (version or self.version).access
        row = self.resolution
        made_by = row.agenda_item_id or row.written_procedure_id or ""
        return reach.sees(row.body_id, access, self.case_officer_id, made_by)


async def reach_of(session: AsyncSession, actor: Actor) -> Reach:
    """How far the actor's reading goes today."""
    if actor.person_id is None:
        return policy.reach(actor, frozenset())
    in_writing = select(WrittenAnswer.procedure_id).where(
        WrittenAnswer.person_id == actor.person_id, col(WrittenAnswer.inhabile)
    )
    withheld = await inhability.withheld_from(session, actor.person_id)
    return policy.reach(actor, withheld | set(await session.scalars(in_writing)))


async def page(
    session: AsyncSession,
    reach: Reach,
    wanted: Filter,
    limit: int,
    position: tuple[dt.datetime, str] | None,
    *,
    backwards: bool = False,
) -> list[Found]:
    """Up to ``limit`` resolutions that the reader sees, latest decided first, after ``position``."""
    query = _whole().where(visible(reach), *_conditions(wanted))
    parts = (col(Resolution.decided_at), col(Resolution.id))
    if position is not None:
        here = sa.tuple_(*(sa.literal(value) for value in position))
        query = query.where(sa.tuple_(*parts) > here if backwards else sa.tuple_(*parts) < here)
    ordered = query.order_by(*(part.asc() if backwards else part.desc() for part in parts)).limit(limit)
    return [Found(*row) for row in (await session.execute(ordered)).all()]


async def everything(session: AsyncSession, reach: Reach, wanted: Filter) -> AsyncIterator[list[Found]]:
    """All that the filter matches, part by part, latest decided first."""
    position = None
    while rows := await page(session, reach, wanted, _PART, position):
        yield rows
        position = (rows[-1].resolution.decided_at, rows[-1].resolution.id)


async def get(session: AsyncSession, reach: Reach, resolution_id: str) -> Found:
    """Raises NotFound for what the reader may not see, too."""
    row = (await session.execute(_whole().where(col(Resolution.id) == resolution_id, visible(reach)))).one_or_none()
    if row is None:
        raise NotFound(f"There is no resolution {resolution_id}.")
    return Found(*row)


async def by_id(session: AsyncSession, ids: Collection[str]) -> dict[str, Found]:
    """Those that there are, whoever may see them."""
    rows = (await session.execute(_whole().where(col(Resolution.id).in_(ids)))).all()
    return {row[0].id: Found(*row) for row in rows}


async def of_procedure(session: AsyncSession, procedure_id: str) -> Found | None:
    """What a written procedure has resolved, whoever may see it."""
    query = _whole().where(col(Resolution.written_procedure_id) == procedure_id)
    row = (await session.execute(query)).one_or_none()
    return None if row is None else Found(*row)


async def ended_by(session: AsyncSession, resolution_id: str) -> list[Found]:
    """The resolutions that this one has put out of force, oldest first."""
    query = _whole().where(col(Resolution.ended_by_id) == resolution_id).order_by(col(Resolution.decided_at))
    return [Found(*row) for row in (await session.execute(query)).all()]


async def referring_to(session: AsyncSession, resolution_id: str) -> list[Found]:
    """The resolutions whose newest version leans on this one, oldest first."""
    leans = col(ResolutionVersion.references).contains([{"resolutionId": resolution_id}])
    query = _whole().where(leans).order_by(col(Resolution.decided_at))
    return [Found(*row) for row in (await session.execute(query)).all()]


async def versions(session: AsyncSession, resolution_id: str) -> list[ResolutionVersion]:
    """Newest first."""
    query = select(ResolutionVersion).where(ResolutionVersion.resolution_id == resolution_id)
    return list((await session.scalars(query.order_by(col(ResolutionVersion.number).desc()))).all())


async def follow_ups(session: AsyncSession, ids: Collection[str]) -> list[FollowUp]:
    """The follow-ups of these resolutions, the first due first."""
    query = select(FollowUp).where(col(FollowUp.resolution_id).in_(ids))
    return list((await session.scalars(query.order_by(col(FollowUp.due_on), col(FollowUp.id)))).all())


@dataclass(frozen=True)
class FollowUpFilter:
    """``mine`` are those that the reader owns; ``body`` is an id."""

    mine: bool = False
    unsettled: bool = True
    body: str | None = None
    resolution_id: str | None = None


async def follow_up_page(
    session: AsyncSession,
    reach: Reach,
    wanted: FollowUpFilter,
    limit: int,
    position: tuple[dt.date, str] | None,
    *,
    backwards: bool = False,
) -> list[tuple[FollowUp, Found]]:
    """Up to ``limit`` follow-ups that the reader sees, the first due first, after ``position``."""
    query = _with_resolution().where(_follow_up_visible(reach))
    if wanted.mine:
        query = query.where(col(FollowUp.owner_id) == reach.account_id)
    if wanted.unsettled:
        query = query.where(col(FollowUp.state).in_(UNSETTLED))
    if wanted.body is not None:
        query = query.where(col(Resolution.body_id) == wanted.body)
    if wanted.resolution_id is not None:
        query = query.where(col(FollowUp.resolution_id) == wanted.resolution_id)
    parts = (col(FollowUp.due_on), col(FollowUp.id))
    if position is not None:
        here = sa.tuple_(*(sa.literal(value) for value in position))
        query = query.where(sa.tuple_(*parts) < here if backwards else sa.tuple_(*parts) > here)
    ordered = query.order_by(*(part.desc() if backwards else part.asc() for part in parts)).limit(limit)
    return [(row[0], Found(*row[1:])) for row in (await session.execute(ordered)).all()]


async def follow_up_counts(session: AsyncSession, reach: Reach, today: dt.date) -> list[dict[str, Any]]:
    """The fields of a ``FollowUpCount`` for each body that has follow-ups the reader sees, most overdue first."""

    def number(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.count().filter(*conditions)

    state = col(FollowUp.state)
    overdue = number(state.in_(UNSETTLED), col(FollowUp.due_on) < today)
    columns: sa.Select[*tuple[Any, ...]] = sa.select(
        col(Body.id).label("body_id"),
        col(Body.name).label("body_name"),
        overdue.label("overdue"),
        *(number(state == one).label(one) for one in get_args(FollowUpState)),
    )
    query = (
        _joined(columns.select_from(FollowUp).join(Resolution, col(Resolution.id) == col(FollowUp.resolution_id)))
        .where(_follow_up_visible(reach))
        .group_by(col(Body.id), col(Body.name))
        .order_by(overdue.desc(), col(Body.id))
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def follow_up(session: AsyncSession, reach: Reach, follow_up_id: str) -> tuple[FollowUp, Found]:
    """Raises NotFound for what the reader may not see, too."""
    query = _with_resolution().where(col(FollowUp.id) == follow_up_id, _follow_up_visible(reach))
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound(f"There is no follow-up {follow_up_id}.")
    return row[0], Found(*row[1:])


async def unsettled(session: AsyncSession, body_id: str | None = None) -> list[tuple[FollowUp, Found]]:
    """What is neither done nor dropped, of one body or of all, whoever may see it; the first due first."""
    query = _with_resolution().where(col(FollowUp.state).in_(UNSETTLED))
    if body_id is not None:
        query = query.where(col(Resolution.body_id) == body_id)
    rows = (await session.execute(query.order_by(col(FollowUp.due_on), col(FollowUp.id)))).all()
    return [(row[0], Found(*row[1:])) for row in rows]


def visible(reach: Reach) -> sa.ColumnElement[bool]:
    """``Reach.sees`` as a condition of a query for newest versions."""

    def among(bodies: policy.Bodies) -> sa.ColumnElement[bool]:
        return sa.true() if bodies is None else col(Resolution.body_id).in_(bodies)

    own = col(Handling.case_officer_id) == reach.account_id if reach.account_id is not None else sa.false()
    as_member = sa.and_(
        col(Resolution.body_id).in_(reach.gets_papers_of),
        sa.func.coalesce(col(Resolution.agenda_item_id), col(Resolution.written_procedure_id)).not_in(reach.withheld),
    )
    return sa.or_(
        among(reach.administers),
        sa.and_(
            col(ResolutionVersion.access) == "open",
            sa.or_(among(reach.officer_in), col(Resolution.body_id).in_(reach.sits_in)),
        ),
        sa.and_(among(reach.officer_in), own),
        as_member,
    )


def _follow_up_visible(reach: Reach) -> sa.ColumnElement[bool]:
    """With its resolution, or as one's own where nothing is closed."""
    if reach.account_id is None:
        return visible(reach)
    own = sa.and_(col(FollowUp.owner_id) == reach.account_id, col(ResolutionVersion.access) == "open")
    return sa.or_(visible(reach), own)


def _whole() -> sa.Select[*tuple[Any, ...]]:
    return _joined(sa.select(*_PARTS))


def _with_resolution() -> sa.Select[*tuple[Any, ...]]:
    columns: sa.Select[*tuple[Any, ...]] = sa.select(FollowUp, *_PARTS)
    return _joined(columns.join(Resolution, col(Resolution.id) == col(FollowUp.resolution_id)))


def _joined(query: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    return (
        query.join(
            ResolutionVersion,
            sa.and_(
                col(ResolutionVersion.resolution_id) == col(Resolution.id),
                col(ResolutionVersion.number) == col(Resolution.version),
            ),
        )
        .outerjoin(Meeting, col(Meeting.id) == col(Resolution.meeting_id))
        .outerjoin(AgendaItem, col(AgendaItem.id) == col(Resolution.agenda_item_id))
        .outerjoin(WrittenProcedure, col(WrittenProcedure.id) == col(Resolution.written_procedure_id))
        .join(Body, col(Body.id) == col(Resolution.body_id))
        .join(
            Handling,
            col(Handling.id) == sa.func.coalesce(col(AgendaItem.handling_id), col(WrittenProcedure.handling_id)),
        )
    )


def _conditions(wanted: Filter) -> list[sa.ColumnElement[bool]]:
    given: list[sa.ColumnElement[bool]] = []
    if wanted.words.strip():
        given.append(_matches(wanted.words.strip()))
    if wanted.body is not None:
        given.append(sa.or_(col(Body.id) == wanted.body, col(Body.slug) == wanted.body))
    if wanted.meeting is not None:
        in_writing = sa.func.lower(col(WrittenProcedure.number)) == wanted.meeting
        given.append(sa.or_(col(Meeting.permalink) == wanted.meeting, in_writing))
    if wanted.label is not None:
        given.append(col(Resolution.label) == wanted.label)
    if wanted.year is not None:
        local = sa.func.timezone("Europe/Oslo", col(Resolution.decided_at))
        given.append(sa.extract("year", local) == wanted.year)
    if wanted.case_id is not None:
        given.append(col(Resolution.case_id) == wanted.case_id)
    if wanted.item_id is not None:
        given.append(col(Resolution.agenda_item_id) == wanted.item_id)
    if wanted.state is not None:
        given.append(col(Resolution.state) == wanted.state)
    if wanted.in_force:
        given.append(col(Resolution.state).not_in(ENDED))
    if wanted.municipality is not None:
        given.append(col(Handling.municipalities).contains([wanted.municipality]))
    if wanted.unsettled:
        waiting = select(FollowUp.id).where(
            col(FollowUp.resolution_id) == col(Resolution.id), col(FollowUp.state).in_(UNSETTLED)
        )
        given.append(waiting.exists())
    return given


def _matches(words: str) -> sa.ColumnElement[bool]:
    """Every word in some form stands in what it says, or it is the number."""
    language: sa.ColumnClause[Any] = sa.literal_column("'norwegian'::regconfig")
    document = sa.func.to_tsvector(language, col(ResolutionVersion.search))
    made_by = sa.func.coalesce(col(Meeting.number), col(WrittenProcedure.number))
    number = made_by + "/" + col(Resolution.label)
    return sa.or_(document.op("@@")(sa.func.websearch_to_tsquery(language, words)), number == words)
