"""The history of a handling's texts: what was saved, by whom and when, and what could not be saved."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.cases import rules
from api.domain.cases.rules import VersionKind
from api.domain.cases.schemas import NewProposal, NewSubItem, VersionContent
from api.domain.cases.tables import Handling, HandlingVersion, Proposal, SubItem
from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import now as this_moment
from api.domain.kernel.errors import NotFound


def content_of(handling: Handling, proposals: Sequence[Proposal], sub_items: Sequence[SubItem]) -> VersionContent:
    """The texts as they stand."""
    return VersionContent(
        title=handling.title,
        proposals=tuple(
            NewProposal(
                kind=proposal.kind,
                text=proposal.text,
                access=proposal.access,
                legal_basis=proposal.legal_basis,
                recommends_to=proposal.recommends_to,
                mover=proposal.mover,
            )
            for proposal in proposals
        ),
        text=handling.text,
        sub_items=tuple(NewSubItem(label=part.label, title=part.title, text=part.text) for part in sub_items),
    )


def without_opening(content: VersionContent, now: Sequence[Proposal]) -> VersionContent:
    """A version to go back to, which opens nothing: ``now`` are the proposals as they stand.

    A proposal that has been closed since the version was kept may stand in it as open, in other words and in another
    place. So as long as one is closed, what is not open today comes back closed, on the same basis.
    """
    closed = [proposal for proposal in now if proposal.access == "closed"]
    if not closed:
        return content
    open_texts = [proposal.text for proposal in now if proposal.access == "open"]
    still = {"access": "closed", "legal_basis": closed[0].legal_basis}
    return content.model_copy(
        update={
            "proposals": tuple(
                one if one.access == "closed" or one.text in open_texts else one.model_copy(update=still)
                for one in content.proposals
            )
        }
    )


async def keep(
    session: AsyncSession,
    actor: Actor,
    handling_id: str,
    before: VersionContent,
    after: VersionContent,
    kind: VersionKind,
    restored_from: int | None = None,
) -> HandlingVersion | None:
    """Keep ``after`` as the newest version, and ``before`` as the first when there is none yet.

    Automatic savings of one sitting are one version. None when nothing has changed since the newest version.
    """
    now = this_moment()
    newest = await _newest(session, handling_id)
    if newest is None and before != after:
        newest = _add(session, handling_id, 1, "first", before, actor=None, now=now)
        await session.flush()
    if before == after and kind != "restored":
        return None
    seen = rules.Saved(newest.kind, newest.saved_by_id, newest.created_at) if newest else None
    if newest is not None and rules.joins(seen, kind, actor.id, now):
        newest.content, newest.saved_at = after.model_dump(mode="json"), now
        await session.flush()
        return newest
    number = 1 + (newest.number if newest else 0)
    version = _add(session, handling_id, number, kind, after, actor=actor, now=now, restored_from=restored_from)
    await session.flush()
    return version


async def keep_conflict(
    session: AsyncSession, actor: Actor, handling_id: str, content: VersionContent
) -> HandlingVersion:
    """Keep a text that was written while another was saved, so that it can be read and taken up later."""
    newest = await _newest(session, handling_id)
    number = 1 + (newest.number if newest else 0)
    version = _add(session, handling_id, number, "conflict", content, actor=actor, now=this_moment())
    await session.flush()
    event.record(session, actor, "handling.conflict_kept", ("handling", handling_id), after={"number": number})
    return version


async def history(session: AsyncSession, handling_id: str) -> Sequence[HandlingVersion]:
    """All versions, newest first."""
    query = select(HandlingVersion).where(HandlingVersion.handling_id == handling_id)
    return (await session.scalars(query.order_by(col(HandlingVersion.number).desc()))).all()


async def get(session: AsyncSession, handling_id: str, number: int) -> HandlingVersion:
    """Raises NotFound."""
    query = select(HandlingVersion).where(HandlingVersion.handling_id == handling_id, HandlingVersion.number == number)
    found = (await session.scalars(query)).one_or_none()
    if found is None:
        raise NotFound(f"There is no version {number}.")
    return found


async def newest_of_another(
    session: AsyncSession, handling_id: str, account_id: str | None, since: dt.datetime
) -> HandlingVersion | None:
    """The newest version that somebody else has saved after ``since``."""
    query = (
        select(HandlingVersion)
        .where(
            HandlingVersion.handling_id == handling_id,
            HandlingVersion.kind != "first",
            col(HandlingVersion.saved_by_id).is_distinct_from(account_id),
            HandlingVersion.saved_at >= since,
        )
        .order_by(col(HandlingVersion.number).desc())
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def _newest(session: AsyncSession, handling_id: str) -> HandlingVersion | None:
    query = select(HandlingVersion).where(HandlingVersion.handling_id == handling_id)
    return (await session.scalars(query.order_by(col(HandlingVersion.number).desc()).limit(1))).one_or_none()


def _add(
    session: AsyncSession,
    handling_id: str,
    number: int,
    kind: VersionKind,
    content: VersionContent,
    *,
    actor: Actor | None,
    now: dt.datetime,
    restored_from: int | None = None,
) -> HandlingVersion:
    version = HandlingVersion(
        handling_id=handling_id,
        number=number,
        kind=kind,
        content=content.model_dump(mode="json"),
        saved_by_id=actor.id if actor else None,
        saved_by_name=actor.name if actor else "",
        saved_at=now,
        restored_from=restored_from,
    )
    session.add(version)
    return version
