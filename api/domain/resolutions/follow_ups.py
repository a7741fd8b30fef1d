"""Follow-ups: given to somebody with a day, carried out, and put before the body again until they are done."""

import datetime as dt
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.identity import service as identity
from api.domain.identity.tables import Account
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import oslo_date
from api.domain.kernel.errors import FieldError, Invalid
from api.domain.kernel.event import Event
from api.domain.kernel.event_types import EventType
from api.domain.organisation import service as organisation
from api.domain.resolutions import queries, rules
from api.domain.resolutions.queries import Found
from api.domain.resolutions.rules import FollowUpAction
from api.domain.resolutions.schemas import FollowUpPatch, NewFollowUp
from api.domain.resolutions.tables import FollowUp

_BECAME: Final[dict[FollowUpAction, EventType]] = {
    "start": "follow_up.started",
    "done": "follow_up.done",
    "drop": "follow_up.dropped",
    "reopen": "follow_up.reopened",
}


async def add(session: AsyncSession, actor: Actor, found: Found, new: NewFollowUp, now: dt.datetime) -> FollowUp:
    """Raises GuardRefused ``resolution_stands``; Invalid for an owner who is unknown or may not read the resolution."""
    rules.require_standing(found.resolution.state)
    await _require_owner(session, found, new.owner_id, now)
    row = FollowUp(
        resolution_id=found.resolution.id,
        what=new.what,
        owner_id=new.owner_id,
        owner_name=new.owner_name,
        due_on=new.due_on,
    )
    session.add(row)
    await session.flush()
    _record(session, actor, "follow_up.added", row, found, after=_facts(row))
    return row


async def change(
    session: AsyncSession, actor: Actor, row: FollowUp, found: Found, patch: FollowUpPatch, now: dt.datetime
) -> None:
    """Change what ``patch`` names. Raises GuardRefused ``follow_up_state`` once it is settled, Invalid as :func:`add`
    does."""
    rules.require_unsettled(row.state)
    if patch.owner_id is not None and patch.owner_name is not None:
        raise Invalid("It has one owner.", (FieldError("/ownerName", "can't be given beside ownerId"),))
    before = _facts(row)
    if patch.owner_id is not None:
        await _require_owner(session, found, patch.owner_id, now)
        row.owner_id, row.owner_name = patch.owner_id, None
    if patch.owner_name is not None:
        row.owner_id, row.owner_name = None, patch.owner_name
    row.what = patch.what or row.what
    row.due_on = patch.due_on or row.due_on
    await session.flush()
    _record(session, actor, "follow_up.changed", row, found, before=before, after=_facts(row))


async def act(
    session: AsyncSession,
    actor: Actor,
    row: FollowUp,
    found: Found,
    action: FollowUpAction,
    now: dt.datetime,
    *,
    result: str | None = None,
    reason: str | None = None,
) -> None:
    """Take it on to its next state, with what came of it or why it was dropped. Raises GuardRefused
    ``follow_up_state``."""
    before = _facts(row)
    row.state = rules.follow_up_after(action, row.state)
    settled = row.state not in rules.UNSETTLED
    row.settled_at = now if settled else None
    row.result = result or (row.result if not settled else None)
    row.reason = reason
    await session.flush()
    _record(session, actor, _BECAME[action], row, found, before=before, after=_facts(row))


async def owners(session: AsyncSession, body_id: str, now: dt.datetime) -> list[Account]:
    """Who may be given a follow-up of the body: those who write for it and those who sit in it today, by name."""
    today = oslo_date(now)
    seated = [
        person.id
        for mandate, person in await organisation.list_mandates(session, body_id)
        if mandate.starts_on <= today and (mandate.ends_on is None or mandate.ends_on >= today)
    ]
    of_people = (await session.scalars(select(Account).where(col(Account.person_id).in_(seated)))).all()
    found = {account.id: account for account in [*await identity.writers(session, body_id), *of_people]}
    return sorted(found.values(), key=lambda account: account.name)


async def history(session: AsyncSession, follow_up_id: str) -> list[Event]:
    """All that became of it, oldest first."""
    query = select(Event).where(Event.subject_type == "follow_up", Event.subject_id == follow_up_id)
    return list((await session.scalars(query.order_by(col(Event.id)))).all())


async def _require_owner(session: AsyncSession, found: Found, account_id: str | None, now: dt.datetime) -> None:
    if account_id is None:
        return
    account = await session.get(Account, account_id)
    if account is None:
        raise Invalid(f"There is no account {account_id}.", (FieldError("/ownerId", "must be the id of an account"),))
    reach = await queries.reach_of(session, await identity.actor_of(session, account, now))
    if found.version.access == "closed" and not found.seen_by(reach):
        detail = "The resolution is closed, and the account may not read it."
        raise Invalid(detail, (FieldError("/ownerId", "must be of somebody who may read the resolution"),))


def _facts(row: FollowUp) -> dict[str, object]:
    # No words: a closed resolution's follow-up tells of it.
    return {"state": row.state, "dueOn": row.due_on.isoformat(), "ownerId": row.owner_id}


def _record(
    session: AsyncSession,
    actor: Actor,
    what: EventType,
    row: FollowUp,
    found: Found,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    event.record(
        session, actor, what, ("follow_up", row.id), body_id=found.resolution.body_id, before=before, after=after
    )
