"""Minutes read, written, sent and commented on; what becomes of them then is ``approval.py``.

What is generated is made of the room each time; what was sent is kept as it was.
"""

import datetime as dt
import secrets
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.domain.deliberation import queries as deliberation
from api.domain.deliberation import service as rooms
from api.domain.deliberation.room import Room
from api.domain.kernel import event, richtext
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, Invalid, NotFound
from api.domain.kernel.event_types import EventType
from api.domain.kernel.policy import require
from api.domain.meetings import in_session
from api.domain.meetings import service as meetings
from api.domain.minutes import assembly, policy, redaction, rules
from api.domain.minutes.document import (
    HEAD,
    ClosedItem,
    Edit,
    MeetingFacts,
    MinutesDocument,
    MinutesItem,
    digest,
)
from api.domain.minutes.schemas import MinutesPatch, NewComment, Sending
from api.domain.minutes.tables import Minutes, MinutesApproval, MinutesComment, MinutesFile, MinutesVersion
from api.domain.organisation import service as organisation
from api.domain.papers import inhability


@dataclass(frozen=True)
class Sent:
    """A version as it was sent, and who has approved it."""

    row: MinutesVersion
    whole: MinutesDocument
    public: MinutesDocument
    approvals: tuple[MinutesApproval, ...]
    files: tuple[MinutesFile, ...]


@dataclass(frozen=True)
class Kept:
    """The minutes of a meeting with all that belongs to them. ``row`` is new until something is written."""

    row: Minutes
    body_id: str
    room: Room
    edits: dict[str, Edit]
    whole: MinutesDocument
    public: MinutesDocument
    sent: Sent | None
    comments: tuple[tuple[MinutesComment, int], ...]
    """With the number of the version that they are on."""
    sealed_before: tuple[tuple[int, MinutesFile], ...]
    """Files of versions that were sealed before the newest one was sent, with the version's number, newest first."""

    @property
    def unsent(self) -> bool:
        return self.sent is None or (self.whole, self.public) != (self.sent.whole, self.sent.public)

    @property
    def standing(self) -> tuple[MinutesDocument, MinutesDocument]:
        """Whole and public: what would be sent now, or once they are approved what was."""
        if self.row.state in ("approved", "sealed") and self.sent is not None:
            return self.sent.whole, self.sent.public
        return self.whole, self.public


async def read(session: AsyncSession, actor: Actor, meeting_id: str) -> Kept:
    """Raises NotFound for who may not know of them, and for a meeting that was never opened."""
    kept = await _kept(session, meeting_id)
    if not policy.sees_minutes(actor, kept.body_id, kept.row.state):
        raise NotFound(f"There are no minutes of the meeting {meeting_id}.")
    return kept


async def _kept(session: AsyncSession, meeting_id: str) -> Kept:
    room = await rooms.room_of(session, meeting_id)
    if room.stage == "waiting":
        raise NotFound(f"There are no minutes of the meeting {meeting_id}.")
    row = (await session.scalars(select(Minutes).where(Minutes.meeting_id == meeting_id))).one_or_none()
    row = row or Minutes(meeting_id=meeting_id, revision=0)
    facts = await _facts(session, meeting_id, row.correction)
    edits = {section: Edit.model_validate(edit) for section, edit in row.edits.items()}
    sent = await _newest(session, row.id)
    comments = await session.execute(
        select(MinutesComment, MinutesVersion.number)
        .join(MinutesVersion, col(MinutesComment.version_id) == col(MinutesVersion.id))
        .where(MinutesVersion.minutes_id == row.id)
        .order_by(col(MinutesComment.id))
    )
    return Kept(
        row=row,
        body_id=room.setup.body_id,
        room=room,
        edits=edits,
        whole=assembly.whole(room, facts, edits),
        public=assembly.public(room, facts, edits),
        sent=sent,
        comments=tuple((comment, number) for comment, number in comments),
        sealed_before=await _sealed_before(session, sent),
    )


async def _facts(session: AsyncSession, meeting_id: str, correction: str | None) -> MeetingFacts:
    found = await meetings.get(session, meeting_id)
    meeting = found.meeting
    standing = await deliberation.standing(session, meeting_id)
    proposals = [one for entry in found.agenda for one in entry.content.proposals]
    return MeetingFacts(
        organisation=(await organisation.get_organisation(session)).name,
        number=meeting.number,
        title=meeting.title,
        starts_at=meeting.starts_at,
        place=meeting.place,
        access=meeting.access,
        open_title=meeting.open_title,
        legal_basis=meeting.legal_basis,
        municipalities={
            one.municipality.number: one.municipality.name for one in await organisation.list_municipalities(session)
        },
        closed_proposals={one.id: one.legal_basis for one in proposals if one.access == "closed"},
        published={} if standing is None else deliberation.public_items(standing),
        correction=correction,
    )


async def version(session: AsyncSession, kept: Kept, number: int) -> Sent:
    """One version as it was sent. Raises NotFound."""
    found = await _newest(session, kept.row.id, number)
    if found is None:
        raise NotFound(f"There is no version {number} of these minutes.")
    return found


async def _newest(session: AsyncSession, minutes_id: str, number: int | None = None) -> Sent | None:
    versions = select(MinutesVersion).where(MinutesVersion.minutes_id == minutes_id)
    if number is not None:
        versions = versions.where(MinutesVersion.number == number)
    row = (await session.scalars(versions.order_by(col(MinutesVersion.number).desc()).limit(1))).one_or_none()
    if row is None:
        return None
    approvals = select(MinutesApproval).where(MinutesApproval.version_id == row.id)
    files = select(MinutesFile).where(MinutesFile.version_id == row.id)
    return Sent(
        row=row,
        whole=MinutesDocument.model_validate(row.whole),
        public=MinutesDocument.model_validate(row.public),
        approvals=tuple(await session.scalars(approvals.order_by(col(MinutesApproval.at)))),
        files=tuple(await session.scalars(files.order_by(col(MinutesFile.form)))),
    )


async def _sealed_before(session: AsyncSession, newest: Sent | None) -> tuple[tuple[int, MinutesFile], ...]:
    if newest is None:
        return ()
    query = (
        select(MinutesVersion.number, MinutesFile)
        .join(MinutesFile, col(MinutesFile.version_id) == col(MinutesVersion.id))
        .where(MinutesVersion.minutes_id == newest.row.minutes_id, col(MinutesVersion.number) < newest.row.number)
        .order_by(col(MinutesVersion.number).desc(), col(MinutesFile.form))
    )
    return tuple((number, file) for number, file in await session.execute(query))


async def shown_to(session: AsyncSession, actor: Actor, kept: Kept, sent: Sent | None = None) -> MinutesDocument:
    """The whole minutes as the actor may read them: what stands now, or the version that was ``sent``."""
    if actor.administers(kept.body_id):
        return kept.standing[0] if sent is None else sent.whole
    sent = sent or kept.sent
    if sent is None or actor.person_id is None:
        raise NotFound(f"There are no minutes of the meeting {kept.row.meeting_id}.")
    more = await inhability.withheld_from(session, actor.person_id)
    return redaction.withheld(sent.whole, actor.person_id, more)


async def hold(session: AsyncSession, actor: Actor, meeting_id: str) -> Kept:
    """The minutes for a change: nobody else changes them, or the room, until the transaction ends. Raises NotFound."""
    await in_session.hold(session, meeting_id)
    return await read(session, actor, meeting_id)


async def edit(session: AsyncSession, actor: Actor, kept: Kept, patch: MinutesPatch) -> None:
    """Write or take back sections. Raises Forbidden, GuardRefused ``minutes_open``, Invalid."""
    require(policy.can_keep(actor, kept.body_id))
    rules.require_writable(kept.row.state)
    rules.check_edits(kept.room, patch)
    now = {item.id: item.fingerprint for item in kept.whole.items if isinstance(item, MinutesItem)}
    edits = {section: edit.model_dump(mode="json") for section, edit in kept.edits.items()}
    for section, given in patch.edits.items():
        if given is None:
            edits.pop(section, None)
            continue
        try:
            text = richtext.validate(richtext.with_ids(given.text))
        except Invalid as error:
            faults = tuple(FieldError(f"/edits/{section}/text{one.pointer}", one.detail) for one in error.errors)
            raise Invalid(error.detail, faults) from error
        edits[section] = Edit(mode=given.mode, text=text, basis=now.get(section, "")).model_dump(mode="json")
    _take(session, kept.row)
    kept.row.edits = edits
    await session.flush()
    tell(session, actor, "minutes.edited", kept, {"sections": sorted(patch.edits)})


def _take(session: AsyncSession, row: Minutes) -> None:
    """Keep the row, which may not have been kept before."""
    if row.revision == 0:
        row.revision = 1
    session.add(row)


async def send(session: AsyncSession, actor: Actor, kept: Kept, sending: Sending, now: dt.datetime) -> None:
    """Let the members read and comment on what stands now, as a version of its own.

    Approvals of an earlier version don't count for it. Raises Forbidden, GuardRefused ``minutes_open``,
    ``meeting_held``, Invalid.
    """
    require(policy.can_keep(actor, kept.body_id))
    rules.require_writable(kept.row.state)
    rules.check_sending(kept.room, sending)
    _take(session, kept.row)
    kept.row.state = "sent"
    kept.row.way = sending.way
    kept.row.signers = list(dict.fromkeys(sending.signers))
    kept.row.comments_until = sending.comments_until
    await session.flush()
    salt = secrets.token_hex(32)
    number = 1 if kept.sent is None else kept.sent.row.number + 1
    session.add(
        MinutesVersion(
            minutes_id=kept.row.id,
            number=number,
            whole=kept.whole.model_dump(mode="json"),
            public=kept.public.model_dump(mode="json"),
            salt=salt,
            sha256=digest(kept.whole, salt),
            sent_by=actor.name,
            created_at=now,
        )
    )
    await session.flush()
    tell(session, actor, "minutes.sent", kept, {"version": number})


async def comment(session: AsyncSession, actor: Actor, kept: Kept, new: NewComment, now: dt.datetime) -> MinutesComment:
    """Say something of a section of the newest version. Raises GuardRefused ``minutes_sent``, Invalid."""
    rules.require_sent(kept.row.state)
    shown = await shown_to(session, actor, kept)
    item = shown.item(new.section)
    if kept.sent is None or (new.section != HEAD and not isinstance(item, MinutesItem)):
        raise Invalid("There is no such section.", (FieldError("/section", "must be head or the id of an item"),))
    made = MinutesComment(
        version_id=kept.sent.row.id,
        section=new.section,
        account_id=str(actor.id),
        name=actor.name,
        text=new.text,
        created_at=now,
    )
    session.add(made)
    await session.flush()
    tell(session, actor, "minutes.commented", kept, {"commentId": made.id})
    return made


async def answer(
    session: AsyncSession, actor: Actor, kept: Kept, comment_id: str, words: str, now: dt.datetime
) -> None:
    """Answer a comment; a new answer takes the place of the old one. Raises Forbidden, NotFound, GuardRefused."""
    require(policy.can_keep(actor, kept.body_id))
    rules.require_writable(kept.row.state)
    found = next((comment for comment, _ in kept.comments if comment.id == comment_id), None)
    if found is None:
        raise NotFound(f"There is no comment {comment_id}.")
    found.answer, found.answered_by, found.answered_at = words, actor.name, now
    await session.flush()
    tell(session, actor, "minutes.comment_answered", kept, {"commentId": comment_id})


async def comments_for(session: AsyncSession, actor: Actor, kept: Kept) -> list[tuple[MinutesComment, int]]:
    """Comments on the sections that the actor may read."""
    shown = await shown_to(session, actor, kept)
    withheld = {item.id for item in shown.items if isinstance(item, ClosedItem)}
    return [(one, number) for one, number in kept.comments if one.section not in withheld]


def tell(session: AsyncSession, actor: Actor, what: EventType, kept: Kept, after: dict[str, object]) -> None:
    """Note in the log what was done with the minutes."""
    # What the minutes say stands in them: not everyone who reads the log may see it.
    event.record(session, actor, what, ("minutes", kept.row.id), body_id=kept.body_id, after=after)
