"""Publishing: the only bridge from the working side to the public. One transaction, rows that are only added."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import notice_deadlines, oslo_date
from api.domain.kernel.errors import FieldError, GuardRefused, NotFound
from api.domain.kernel.ids import new_id
from api.domain.meetings import service as meetings
from api.domain.meetings.states import PUBLISHABLE, MeetingState
from api.domain.notice import records
from api.domain.publications import adding, chain, editions, readiness, supplements
from api.domain.publications.adding import Render
from api.domain.publications.board import BoardView, board_view
from api.domain.publications.changes import require_open
from api.domain.publications.facts import MeetingFacts
from api.domain.publications.gathering import gather
from api.domain.publications.minutes import standing as standing_minutes
from api.domain.publications.minutes.tables import MinutesWithdrawal, PublishedMinutes
from api.domain.publications.readiness import Finding
from api.domain.publications.redaction import redact
from api.domain.publications.schemas import PublicationOut, PublishOrder, Supplement
from api.domain.publications.snapshot import Kind, PublicationStamp, Snapshot
from api.domain.publications.tables import (
    Publication,
    Withdrawal,
)
from api.storage import Storage


@dataclass(frozen=True)
class Draft:
    """What would be published now, and what stands in the way. The snapshot's stamp is not in the chain yet."""

    facts: MeetingFacts
    snapshot: Snapshot
    findings: tuple[Finding, ...]


async def draft(session: AsyncSession, meeting_id: str, kind: Kind, now: dt.datetime) -> Draft:
    """The meeting as the public would see it if it were published now. Writes nothing. Raises NotFound."""
    _, facts = await gather(session, meeting_id)
    previous = await adding.current(session, meeting_id)
    return _draft(facts, previous, kind, None, now, previous_sha256=None)


async def board_draft(session: AsyncSession, meeting_id: str, kind: Kind, now: dt.datetime) -> BoardView:
    """The meeting as the board would be given it if it were published now. Writes nothing. Raises NotFound."""
    prepared = await draft(session, meeting_id, kind, now)
    return board_view(prepared.facts, prepared.snapshot, await editions.newest(session, meeting_id))


async def examine(session: AsyncSession, meeting_id: str, order: PublishOrder, now: dt.datetime) -> None:
    """Raise what :func:`publish` would raise for ``order`` now, and write nothing."""
    _, facts = await gather(session, meeting_id)
    previous = await adding.current(session, meeting_id)
    _guard(facts, previous, order)
    prepared = _draft(facts, previous, order.kind, order.change_note, now, previous_sha256=None)
    readiness.settle(prepared.findings, _overrides(order))


async def publish(
    session: AsyncSession,
    actor: Actor,
    storage: Storage,
    render: Render,
    meeting_id: str,
    order: PublishOrder,
    now: dt.datetime,
    *,
    given_earlier: bool = False,
) -> Publication:
    """Publish the meeting's agenda or papers as the next version.

    Raises GuardRefused: ``meeting_not_opened`` when the meeting has begun, ``papers_are_out`` when an agenda would
    take the papers' place, ``change_note`` when a version is superseded without a word on what changed, ``ready`` with
    the findings that block. Raises Invalid for an override that no finding asks for, unless the order was
    ``given_earlier``: what it overrides may have been put right since. Nothing is written then.
    """
    await adding.hold_chain(session)
    found, facts = await gather(session, meeting_id)
    previous = await adding.current(session, meeting_id)
    _guard(facts, previous, order)
    position, previous_sha256 = await adding.chain_end(session)
    state: MeetingState = "agenda_published" if order.kind == "agenda" else "papers_published"
    prepared = _draft(
        replace(facts, state=state),
        previous,
        order.kind,
        order.change_note,
        now,
        previous_sha256,
        version=await adding.next_version(session, meeting_id),
    )
    readiness.settle(prepared.findings, _overrides(order), given_earlier=given_earlier)
    publication = await adding.store(session, storage, render, prepared.snapshot, position)
    await editions.keep(session, prepared.facts, prepared.snapshot)
    await meetings.published(session, found, state)
    records.record(
        session,
        meeting_id,
        publication.id,
        standing=previous.publication.kind if previous else None,
        published=order.kind,
        deadlines=notice_deadlines(oslo_date(facts.starts_at), facts.agenda_notice_days, facts.papers_notice_days),
        now=now,
    )
    event.record(
        session,
        actor,
        "meeting.published",
        ("meeting", meeting_id),
        body_id=found.body.id,
        after={
            "publicationId": publication.id,
            "version": publication.version,
            "kind": order.kind,
            "sha256": publication.sha256,
            "changeNote": order.change_note,
            "overrides": [override.model_dump(mode="json") for override in order.overrides],
        },
    )
    return publication


async def withdraw(
    session: AsyncSession, actor: Actor, meeting_id: str, reason: str, now: dt.datetime
) -> list[Withdrawal]:
    """Take every version of the meeting back from the public, leaving tombstones with the reason.

    Its minutes go with it, and stand nowhere without it. What was ordered to be published later is called off.
    Raises GuardRefused ``published`` when nothing is, Invalid for a reason that the public must not see. A meeting that
    has not begun goes back to planned; its numbers stay frozen.
    """
    require_open(reason)
    await adding.hold_chain(session)
    publications = await adding.standing(session, meeting_id)
    if not publications:
        raise GuardRefused(
            "Nothing of this meeting is published.", extra={"guard": "published", "remedy": "There is nothing to do."}
        )
    minutes = await standing_minutes.bury_all(session, meeting_id, reason, now)
    withdrawals = [await _bury(session, publication, reason, now) for publication in publications]
    # Or the worker would bring back at its hour what was just taken away.
    await adding.call_off(session, meeting_id)
    await meetings.withdrawn(session, meeting_id)
    event.record(
        session,
        actor,
        "meeting.withdrawn",
        ("meeting", meeting_id),
        body_id=publications[0].body_id,
        after={
            "reason": reason,
            "publicationIds": [*(row.publication_id for row in withdrawals), *(one.minutes_id for one in minutes)],
        },
    )
    return withdrawals


async def withdraw_version(
    session: AsyncSession, actor: Actor, publication_id: str, reason: str, now: dt.datetime
) -> Withdrawal:
    """Take one superseded version back.

    Raises NotFound; GuardRefused ``superseded`` for the one that stands; Invalid for a reason that the public must not
    see.
    """
    require_open(reason)
    await adding.hold_chain(session)
    publication = await session.get(Publication, publication_id)
    if publication is None:
        raise NotFound(f"There is no publication {publication_id}.")
    standing = await adding.standing(session, publication.meeting_id)
    if publication.id not in {row.id for row in standing} or publication.id == standing[0].id:
        raise GuardRefused(
            "Only a superseded version can be withdrawn by itself.",
            extra={"guard": "superseded", "remedy": "Publish a corrected version first, or withdraw the meeting."},
        )
    withdrawal = await _bury(session, publication, reason, now)
    event.record(
        session,
        actor,
        "publication.withdrawn",
        ("publication", publication_id),
        body_id=publication.body_id,
        after={"reason": reason},
    )
    return withdrawal


async def meeting_of(session: AsyncSession, publication_id: str) -> str:
    """The id of the meeting that a publication is of. Raises NotFound."""
    publication = await session.get(Publication, publication_id)
    if publication is None:
        raise NotFound(f"There is no publication {publication_id}.")
    return publication.meeting_id


async def history(session: AsyncSession, meeting_id: str) -> list[PublicationOut]:
    """Every version the meeting has had, newest first, withdrawn ones as tombstones."""
    query = select(Publication).where(Publication.meeting_id == meeting_id).order_by(col(Publication.version).desc())
    versions = (await session.scalars(query)).all()
    graves = (await session.scalars(select(Withdrawal).where(Withdrawal.meeting_id == meeting_id))).all()
    return merged_history(versions, graves, await supplements.brought(session, [row.id for row in versions]))


def merged_history(
    versions: Sequence[Publication], graves: Sequence[Withdrawal], brought: Mapping[str, tuple[Supplement, ...]]
) -> list[PublicationOut]:
    """Versions and tombstones of one meeting as one list, newest first. ``brought`` are the late items of each."""
    buried = {grave.publication_id: grave for grave in graves}
    standing = [row for row in versions if row.id not in buried]
    listed = [
        PublicationOut(
            id=row.id,
            meeting_id=row.meeting_id,
            version=row.version,
            kind=row.kind,
            published_at=row.published_at,
            change_note=row.change_note,
            sha256=row.sha256,
            state="published" if row is standing[0] else "superseded",
            supplements=brought.get(row.id, ()),
        )
        for row in standing
    ] + [
        PublicationOut(
            id=grave.publication_id,
            meeting_id=grave.meeting_id,
            version=grave.version,
            kind=grave.kind,
            published_at=grave.published_at,
            change_note=None,
            sha256=grave.withdrawn_sha256,
            state="withdrawn",
            withdrawn_at=grave.withdrawn_at,
            reason=grave.reason,
        )
        for grave in graves
    ]
    return sorted(listed, key=lambda entry: entry.version, reverse=True)


async def links(session: AsyncSession) -> list[chain.Link]:
    """The whole chain in order, for :func:`api.domain.publications.chain.verify`."""
    found = [
        chain.Link(row.position, row.id, row.body, row.sha256, row.previous_sha256)
        for row in await session.scalars(select(Publication))
    ] + [
        chain.Link(row.position, f"withdrawal of {row.publication_id}", row.body, row.sha256, row.previous_sha256)
        for row in await session.scalars(select(Withdrawal))
    ]
    found += [
        chain.Link(row.position, row.id, row.body, row.sha256, row.previous_sha256)
        for row in await session.scalars(select(PublishedMinutes))
    ]
    found += [
        chain.Link(row.position, f"withdrawal of {row.minutes_id}", row.body, row.sha256, row.previous_sha256)
        for row in await session.scalars(select(MinutesWithdrawal))
    ]
    return sorted(found, key=lambda link: link.position)


def _draft(
    facts: MeetingFacts,
    previous: Snapshot | None,
    kind: Kind,
    change_note: str | None,
    now: dt.datetime,
    previous_sha256: str | None,
    version: int | None = None,
) -> Draft:
    stamp = PublicationStamp(
        id=new_id("pub"),
        version=version or (previous.publication.version + 1 if previous else 1),
        kind=kind,
        published_at=now,
        change_note=change_note,
        supersedes=previous.publication.id if previous else None,
        previous_sha256=previous_sha256,
    )
    snapshot = redact(facts, stamp, previous)
    return Draft(facts, snapshot, readiness.check(facts, snapshot, kind, now))


def _guard(facts: MeetingFacts, previous: Snapshot | None, order: PublishOrder) -> None:
    if facts.state not in PUBLISHABLE:
        raise GuardRefused(
            f"The meeting is {facts.state}.",
            extra={
                "guard": "meeting_not_opened",
                "remedy": "Make a new meeting." if facts.state == "cancelled" else "Publish the minutes instead.",
            },
        )
    if previous is None:
        return
    if previous.publication.kind == "papers" and order.kind == "agenda":
        raise GuardRefused(
            "The papers are out already; publishing the agenda alone would take them away.",
            extra={"guard": "papers_are_out", "remedy": "Publish the papers again, or withdraw the publication."},
        )
    if previous.publication.kind == order.kind and not (order.change_note or "").strip():
        raise GuardRefused(
            "A version that takes another's place needs a note on what has changed.",
            (FieldError("/changeNote", "is required when a version is superseded", "required"),),
            {"guard": "change_note", "remedy": "Say in a sentence what has changed."},
        )


def _overrides(order: PublishOrder) -> list[tuple[str, str]]:
    return [(override.code, override.path) for override in order.overrides]


async def _bury(session: AsyncSession, publication: Publication, reason: str, now: dt.datetime) -> Withdrawal:
    left = await adding.tombstone(session, publication, reason, now)
    withdrawal = Withdrawal(publication_id=publication.id, kind=publication.kind, **left)
    session.add(withdrawal)
    await session.flush()
    return withdrawal
