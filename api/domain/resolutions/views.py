"""Rows as the API shows them to a reader."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cases.schemas import Deadline
from api.domain.identity.tables import Account
from api.domain.kernel.actor import Actor
from api.domain.kernel.event import Event
from api.domain.kernel.policy import Allow
from api.domain.resolutions import policy, queries, rules
from api.domain.resolutions.policy import Reach
from api.domain.resolutions.queries import Found
from api.domain.resolutions.schemas import (
    Delegation,
    Dissent,
    FollowUpChange,
    FollowUpOut,
    ReferenceOut,
    ResolutionContent,
    ResolutionLink,
    ResolutionOut,
    ResolutionReference,
    ResolutionSummary,
    ResolutionVersionOut,
    ResolutionVersionSummary,
)
from api.domain.resolutions.tables import FollowUp, ResolutionVersion


async def summaries(session: AsyncSession, rows: Iterable[Found], today: dt.date) -> list[ResolutionSummary]:
    """Rows of the register with how their follow-ups stand."""
    found = list(rows)
    unsettled: Counter[str] = Counter()
    overdue: Counter[str] = Counter()
    for row in await queries.follow_ups(session, [one.resolution.id for one in found]):
        unsettled[row.resolution_id] += row.state in rules.UNSETTLED
        overdue[row.resolution_id] += rules.is_overdue(row.state, row.due_on, today)
    return [_summary(one, unsettled[one.resolution.id], overdue[one.resolution.id]) for one in found]


async def whole(session: AsyncSession, actor: Actor, reach: Reach, found: Found, today: dt.date) -> ResolutionOut:
    """The resolution with everything about it that the actor may see."""
    content = _content(found.version)
    named = [one.resolution_id for one in content.references if one.resolution_id is not None]
    linked = await queries.by_id(session, {*named, *filter(None, [found.resolution.ended_by_id])})
    rows = await queries.follow_ups(session, [found.resolution.id])
    names = await owner_names(session, rows)
    (head,) = await summaries(session, [found], today)
    return ResolutionOut(
        **head.model_dump(by_alias=False),
        text=content.text,
        vote=content.vote,
        dissents=content.dissents,
        references=tuple(
            ReferenceOut(
                **one.model_dump(by_alias=False),
                resolution=link(linked[one.resolution_id], reach) if one.resolution_id in linked else None,
            )
            for one in content.references
        ),
        delegations=content.delegations,
        deadlines=content.deadlines,
        ended_by=link(linked[found.resolution.ended_by_id], reach) if found.resolution.ended_by_id in linked else None,
        ended_because=found.resolution.ended_because,
        ends=tuple(link(one, reach) for one in await queries.ended_by(session, head.id) if one.seen_by(reach)),
        referred_to_by=tuple(
            link(one, reach) for one in await queries.referring_to(session, head.id) if one.seen_by(reach)
        ),
        versions=tuple(
            version_head(one) for one in await queries.versions(session, head.id) if found.seen_by(reach, one)
        ),
        follow_ups=tuple(follow_up(actor, reach, row, found, names, today) for row in rows),
        may_change=isinstance(policy.can_keep(actor, found.body.id), Allow),
    )


def version_head(row: ResolutionVersion) -> ResolutionVersionSummary:
    return ResolutionVersionSummary(
        number=row.number, reason=row.reason, recorded_by=row.recorded_by, recorded_at=row.created_at
    )


def version(row: ResolutionVersion) -> ResolutionVersionOut:
    head = version_head(row).model_dump(by_alias=False)
    return ResolutionVersionOut(**head, outcome=row.outcome, content=_content(row))


def link(found: Found, reach: Reach) -> ResolutionLink:
    path = found.path if found.seen_by(reach) else None
    return ResolutionLink(id=found.resolution.id, number=found.number, path=path)


async def owner_names(session: AsyncSession, rows: Iterable[FollowUp]) -> dict[str, str]:
    """Names of the accounts that own something, by id."""
    ids = {row.owner_id for row in rows if row.owner_id is not None}
    accounts = await session.scalars(select(Account).where(col(Account.id).in_(ids)))
    return {account.id: account.name for account in accounts}


def follow_up(
    actor: Actor, reach: Reach, row: FollowUp, found: Found, names: dict[str, str], today: dt.date
) -> FollowUpOut:
    return FollowUpOut(
        id=row.id,
        revision=row.revision,
        what=row.what,
        owner_id=row.owner_id,
        owner_name=row.owner_name or names.get(row.owner_id or "", ""),
        due_on=row.due_on,
        state=row.state,
        is_overdue=rules.is_overdue(row.state, row.due_on, today),
        is_mine=row.owner_id is not None and row.owner_id == actor.id,
        may_change=isinstance(policy.can_keep(actor, found.body.id), Allow),
        may_carry_out=isinstance(policy.can_carry_out(actor, found.body.id, row.owner_id), Allow),
        result=row.result,
        reason=row.reason,
        settled_at=row.settled_at,
        body_id=found.body.id,
        resolution=link(found, reach),
        resolution_title=found.version.title,
    )


def change(row: Event) -> FollowUpChange:
    after = row.after or {}
    due_on = after.get("dueOn")
    return FollowUpChange(
        at=row.at,
        by=row.actor_name,
        what=row.what.partition(".")[2],
        state=after.get("state"),
        due_on=dt.date.fromisoformat(due_on) if due_on else None,
    )


def _summary(found: Found, unsettled: int, overdue: int) -> ResolutionSummary:
    row, newest = found.resolution, found.version
    return ResolutionSummary(
        id=row.id,
        revision=row.revision,
        number=found.number,
        path=found.path,
        body_id=found.body.id,
        body_name=found.body.name,
        meeting_id=row.meeting_id,
        meeting_title=found.meeting.title if found.meeting is not None else None,
        item_id=row.agenda_item_id,
        written_procedure_id=row.written_procedure_id,
        case_id=row.case_id,
        decided_at=row.decided_at,
        state=row.state,
        outcome=newest.outcome,
        title=newest.title,
        access=newest.access,
        open_title=newest.open_title,
        legal_basis=newest.legal_basis,
        version=row.version,
        unsettled=unsettled,
        overdue=overdue,
    )


def _content(row: ResolutionVersion) -> ResolutionContent:
    return ResolutionContent(
        title=row.title,
        text=row.text,
        vote=row.vote,
        access=row.access,
        legal_basis=row.legal_basis,
        open_title=row.open_title,
        dissents=tuple(Dissent.model_validate(one) for one in row.dissents),
        references=tuple(ResolutionReference.model_validate(one) for one in row.references),
        delegations=tuple(Delegation.model_validate(one) for one in row.delegations),
        deadlines=tuple(Deadline.model_validate(one) for one in row.deadlines),
    )
