"""Resolutions: recorded, corrected beside what they said, taken through their states. Follow-ups: ``follow_ups.py``."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, select

from api.domain.kernel import event, richtext
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, GuardRefused, Invalid, NotFound
from api.domain.kernel.event_types import EventType
from api.domain.kernel.schemas import Schema
from api.domain.kernel.tables import now
from api.domain.meetings import in_session
from api.domain.meetings import service as meetings
from api.domain.meetings.service import AgendaEntry, MeetingWithAgenda
from api.domain.meetings.states import ItemState, MeetingState
from api.domain.resolutions import queries, rules
from api.domain.resolutions.policy import Reach
from api.domain.resolutions.queries import Found
from api.domain.resolutions.rules import Ending, Outcome, ResolutionAction, ResolutionState
from api.domain.resolutions.schemas import (
    Correction,
    Decision,
    EndOrder,
    NewResolution,
    ResolutionContent,
)
from api.domain.resolutions.tables import FollowUp, Resolution, ResolutionVersion

_HELD: frozenset[MeetingState] = frozenset({"held", "minutes_approved", "closed"})
# An election is settled with the item as whatever else is adopted.
_ITEM_STATES: dict[Outcome, ItemState] = {
    "adopted": "adopted",
    "adopted_as_amended": "adopted_as_amended",
    "elected": "adopted",
}


_TREATED_AGAIN = {
    "nn": "Møtet handsama saka på nytt.",
    "nb": "Møtet behandlet saken på nytt.",
    "en": "The meeting treated the item again.",
}
"""Why a meeting's resolution reads otherwise than at first."""


async def record(session: AsyncSession, actor: Actor, decision: Decision) -> Resolution | None:
    """Take what a body has decided into the register; None when it gives no resolution (``rules.gives_resolution``).

    For the meeting itself, in the transaction of the decision: that the item is settled is the caller's to write.
    Raises Invalid for a text outside the schema or an unknown reference (pointers into the content), GuardRefused
    ``blanks_filled`` while a hole in the text is not filled.
    """
    if not rules.gives_resolution(decision.decided):
        return None
    content = await _checked(session, decision.content)
    resolution = Resolution(
        body_id=decision.body_id,
        meeting_id=decision.meeting_id,
        agenda_item_id=decision.item_id,
        written_procedure_id=decision.written_procedure_id,
        case_id=decision.case_id,
        label=await _label(session, decision),
        decided_at=decision.decided_at,
    )
    session.add(resolution)
    await session.flush()
    outcome: Outcome = decision.decided  # type: ignore[assignment]  # those that give a resolution
    _add_version(session, actor, resolution, content, outcome, reason=None)
    await session.flush()
    _record(session, actor, "resolution.recorded", resolution, after={"label": resolution.label, "outcome": outcome})
    return resolution


async def _label(session: AsyncSession, decision: Decision) -> str:
    if decision.item_id is None:
        return rules.label(1, ())
    taken = await session.scalars(select(Resolution.label).where(Resolution.meeting_id == decision.meeting_id))
    entry = await meetings.get_item(session, decision.item_id)
    return rules.label(entry.item.number, set(taken))


async def settle(session: AsyncSession, actor: Actor, decision: Decision, lang: str) -> None:
    """What a meeting in session has made of an item: recorded as :func:`record` does.

    When the meeting has decided on the item before, a new version stands beside the old one; when it has undone what it
    decided, the resolution is rescinded.
    """
    query = select(Resolution).where(
        Resolution.agenda_item_id == decision.item_id, col(Resolution.state).not_in(rules.ENDED)
    )
    standing = (await session.scalars(query.order_by(col(Resolution.id).desc()).limit(1))).one_or_none()
    if standing is None:
        await record(session, actor, decision)
    elif rules.gives_resolution(decision.decided):
        outcome: Outcome = decision.decided  # type: ignore[assignment]  # those that give a resolution
        await _write_anew(session, actor, standing, decision.content, outcome, _TREATED_AGAIN[lang])
    else:
        await _finish(session, actor, standing, "rescinded", by=None, because=_TREATED_AGAIN[lang])


async def register(
    session: AsyncSession, actor: Actor, found: MeetingWithAgenda, entry: AgendaEntry, new: NewResolution
) -> Resolution:
    """Enter by hand what a meeting that is over resolved on an item; an item that waits is settled by it.

    Raises GuardRefused ``meeting_held`` before that, ``item_adopted`` when the item was settled otherwise, and as
    :func:`record` does.
    """
    meeting, item = found.meeting, entry.item
    if meeting.state not in _HELD:
        raise GuardRefused(
            f"The meeting is {meeting.state}.",
            extra={"guard": "meeting_held", "remedy": "Enter resolutions when the meeting has been held."},
        )
    if item.state not in ("pending", "adopted", "adopted_as_amended"):
        raise GuardRefused(
            f"The item is {item.state}.",
            extra={"guard": "item_adopted", "remedy": "Only what was adopted gives a resolution."},
        )
    decision = Decision(
        body_id=found.body.id,
        meeting_id=meeting.id,
        item_id=item.id,
        case_id=entry.content.handling.case_id,
        decided=new.outcome,
        decided_at=new.decided_at or meeting.ends_at or meeting.starts_at,
        content=_content(new),
    )
    resolution = await record(session, actor, decision)
    assert resolution is not None  # noqa: S101 -- NewResolution has no other outcome
    if item.state == "pending":
        await in_session.conclude(session, actor, item.id, _ITEM_STATES[new.outcome], reason=None)
    return resolution


async def correct(session: AsyncSession, actor: Actor, found: Found, correction: Correction) -> None:
    """Put a new version beside the old ones. Raises Invalid and GuardRefused as :func:`record` does."""
    rules.require_standing(found.resolution.state)
    await _write_anew(session, actor, found.resolution, _content(correction), correction.outcome, correction.reason)


async def act(session: AsyncSession, actor: Actor, found: Found, action: ResolutionAction) -> None:
    """Take it on to its next state. Raises GuardRefused ``resolution_state`` or ``follow_ups_settled``."""
    resolution = found.resolution
    waiting = await session.scalar(
        select(func.count())
        .select_from(FollowUp)
        .where(FollowUp.resolution_id == resolution.id, col(FollowUp.state).in_(rules.UNSETTLED))
    )
    await _take_on(session, actor, resolution, rules.after(action, resolution.state, unsettled=waiting or 0))


async def finalise(session: AsyncSession, actor: Actor, meeting_id: str) -> None:
    """The minutes of the meeting are approved: what it resolved stands as it is written."""
    query = select(Resolution).where(Resolution.meeting_id == meeting_id, Resolution.state == "recorded")
    for resolution in (await session.scalars(query)).all():
        await _take_on(session, actor, resolution, "final")


async def end(session: AsyncSession, actor: Actor, reach: Reach, found: Found, ending: Ending, order: EndOrder) -> None:
    """Supersede or rescind it. Raises Invalid for an unknown resolution, GuardRefused ``resolution_stands`` or
    ``later_resolution``."""
    resolution = found.resolution
    rules.require_standing(resolution.state)
    if order.resolution_id is not None:
        pointer = (FieldError("/resolutionId", "must be the id of another resolution"),)
        if order.resolution_id == resolution.id:
            raise Invalid("A resolution can't end itself.", pointer)
        try:
            later = await queries.get(session, reach, order.resolution_id)
        except NotFound as error:
            raise Invalid(error.detail, pointer) from error
        rules.require_later(resolution.decided_at, later.resolution.decided_at)
    await _finish(session, actor, resolution, ending, by=order.resolution_id, because=order.reason)


async def reinstate(session: AsyncSession, actor: Actor, found: Found) -> None:
    """Undo that it was superseded or rescinded. Raises GuardRefused ``resolution_ended``."""
    resolution = found.resolution
    rules.require_ended(resolution.state)
    before = resolution.state
    assert resolution.ended_from is not None  # noqa: S101 -- a CHECK
    resolution.state, resolution.ended_from = resolution.ended_from, None
    resolution.ended_by_id = resolution.ended_because = None
    await session.flush()
    _record(
        session,
        actor,
        "resolution.reinstated",
        resolution,
        before={"state": before},
        after={"state": resolution.state},
    )


async def _write_anew(
    session: AsyncSession,
    actor: Actor,
    resolution: Resolution,
    content: ResolutionContent,
    outcome: Outcome,
    reason: str,
) -> None:
    checked = await _checked(session, content, itself=resolution.id)
    resolution.version += 1
    await session.flush()
    _add_version(session, actor, resolution, checked, outcome, reason=reason)
    await session.flush()
    _record(session, actor, "resolution.corrected", resolution, after={"version": resolution.version})


async def _take_on(session: AsyncSession, actor: Actor, resolution: Resolution, state: ResolutionState) -> None:
    before, resolution.state = resolution.state, state
    await session.flush()
    _record(session, actor, "resolution.changed", resolution, before={"state": before}, after={"state": state})


async def _finish(
    session: AsyncSession,
    actor: Actor,
    resolution: Resolution,
    ending: Ending,
    *,
    by: str | None,
    because: str | None,
) -> None:
    before = resolution.state
    resolution.ended_from, resolution.state = before, ending
    resolution.ended_by_id, resolution.ended_because = by, because
    await session.flush()
    _record(
        session,
        actor,
        "resolution.superseded" if ending == "superseded" else "resolution.rescinded",
        resolution,
        before={"state": before},
        after={"state": ending, "endedBy": by},
    )


async def _checked(session: AsyncSession, content: ResolutionContent, itself: str | None = None) -> ResolutionContent:
    try:
        text = richtext.validate(richtext.with_ids(content.text))
    except Invalid as error:
        raise Invalid(
            error.detail, tuple(FieldError(f"/text{one.pointer}", one.detail, one.code) for one in error.errors)
        ) from error
    rules.require_filled(richtext.count_blanks(text))
    named = {one.resolution_id for one in content.references if one.resolution_id is not None}
    known = (await queries.by_id(session, named)).keys() - {itself}
    unknown = tuple(
        FieldError(f"/references/{index}/resolutionId", "must be the id of another resolution")
        for index, one in enumerate(content.references)
        if one.resolution_id is not None and one.resolution_id not in known
    )
    if unknown:
        raise Invalid("A reference leads nowhere.", unknown)
    return content.model_copy(update={"text": text})


def _content(given: ResolutionContent) -> ResolutionContent:
    return ResolutionContent(**{name: getattr(given, name) for name in ResolutionContent.model_fields})


def _add_version(
    session: AsyncSession,
    actor: Actor,
    resolution: Resolution,
    content: ResolutionContent,
    outcome: Outcome,
    *,
    reason: str | None,
) -> None:
    closed = content.access == "closed"
    session.add(
        ResolutionVersion(
            resolution_id=resolution.id,
            number=resolution.version,
            title=content.title,
            text=content.text,
            outcome=outcome,
            vote=content.vote or None,
            access=content.access,
            legal_basis=content.legal_basis if closed else None,
            open_title=content.open_title if closed else None,
            dissents=_dumped(content.dissents),
            references=_dumped(content.references),
            delegations=_dumped(content.delegations),
            deadlines=_dumped(content.deadlines),
            reason=reason,
            recorded_by=actor.name,
            search=_words(content),
            created_at=now(),
        )
    )


def _dumped(rows: Sequence[Schema]) -> list[dict[str, object]]:
    return [row.model_dump(mode="json") for row in rows]


def _words(content: ResolutionContent) -> str:
    """All that somebody may remember of it."""
    return "\n".join(
        [
            content.title,
            richtext.to_text(content.text),
            *(f"{one.who} {one.text}" for one in content.dissents),
            *(f"{one.to} {one.text}" for one in content.delegations),
            *(one.text for one in content.deadlines),
            *(one.text for one in content.references),
        ]
    )


def _record(
    session: AsyncSession,
    actor: Actor,
    what: EventType,
    resolution: Resolution,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    # No word of what it says: the log is read by more than a closed resolution.
    event.record(
        session, actor, what, ("resolution", resolution.id), body_id=resolution.body_id, before=before, after=after
    )
