"""Minutes approved and sealed, and taken up again when they prove wrong."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.identity import passkeys
from api.domain.identity.service import Proof
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, Invalid, NotFound
from api.domain.kernel.policy import require
from api.domain.meetings import service as meetings
from api.domain.meetings.tables import Meeting
from api.domain.minutes import policy, rules, service
from api.domain.minutes.document import MinutesForm
from api.domain.minutes.service import Kept, Sent
from api.domain.minutes.tables import MinutesApproval, MinutesFile, SealLevel
from api.domain.minutes.wording import Wording
from api.domain.publications.changes import require_open
from api.domain.resolutions import service as resolutions
from api.storage import Storage


@dataclass(frozen=True)
class Sealed:
    """A file as the seal's maker gives it back."""

    content: bytes
    name: str
    trial: bool
    level: SealLevel


Sealer = Callable[[Kept, Sent, MinutesForm], Awaitable[Sealed]]


async def approve(
    session: AsyncSession, actor: Actor, kept: Kept, version: int, proof: Proof, now: dt.datetime
) -> None:
    """One of those named approves the newest version, having just shown who they are.

    Who has a passkey shows it by that. Raises Forbidden, GuardRefused ``minutes_sent``, ``newest_version``,
    ``passkey`` or ``approved_once``.
    """
    require(policy.can_approve(actor, kept.row.signers))
    rules.require_sent(kept.row.state)
    sent = kept.sent
    if sent is None:
        raise NotFound(f"There are no minutes of the meeting {kept.row.meeting_id}.")
    rules.require_newest(version, sent.row.number)
    if any(one.person_id == actor.person_id for one in sent.approvals):
        rules.refuse("approved_once", "You have approved this version.", "There is nothing more to do.")
    if proof.method != "passkey" and await passkeys.list_of(session, str(actor.id)):
        rules.refuse("passkey", "You have a passkey.", "Show who you are by your passkey.")
    seat = kept.room.setup.seat(actor.person_id)
    session.add(
        MinutesApproval(
            version_id=sent.row.id,
            person_id=str(actor.person_id),
            account_id=str(actor.id),
            name=actor.name if seat is None else seat.name,
            role="" if seat is None else Wording(sent.whole.lang)(f"role.{seat.role}"),
            at=now,
            proven_at=proof.at,
            method=proof.method,
        )
    )
    await session.flush()
    service.tell(session, actor, "minutes.approved_by_person", kept, {"version": version, "method": proof.method})


async def conclude(
    session: AsyncSession, actor: Actor, kept: Kept, agenda_item_id: str | None, now: dt.datetime
) -> None:
    """The minutes are approved, and the meeting with them. Raises Forbidden, GuardRefused, Invalid."""
    require(policy.can_keep(actor, kept.body_id))
    approvals = kept.sent.approvals if kept.sent is not None else ()
    rules.check_conclusion(
        kept.row.state,
        unsent=kept.unsent,
        signers=kept.row.signers,
        approved_by=[one.person_id for one in approvals],
        unanswered=sum(1 for comment, _ in kept.comments if comment.answer is None),
    )
    await _check_item(session, kept, agenda_item_id)
    kept.row.state = "approved"
    kept.row.approved_at = now
    kept.row.approved_in_item_id = agenda_item_id
    await meetings.set_state(session, kept.row.meeting_id, "minutes_approved")
    await resolutions.finalise(session, actor, kept.row.meeting_id)
    await session.flush()
    service.tell(session, actor, "minutes.approved", kept, {"way": kept.row.way})


async def _check_item(session: AsyncSession, kept: Kept, agenda_item_id: str | None) -> None:
    entry = meeting = None
    if agenda_item_id is not None:
        try:
            entry = await meetings.get_item(session, agenda_item_id)
        except NotFound as error:
            fault = FieldError("/agendaItemId", "must be the id of an agenda item")
            raise Invalid(error.detail, (fault,)) from error
        meeting = await session.get_one(Meeting, entry.item.meeting_id)
    rules.check_approved_in(
        kept.row.way,
        given=entry is not None,
        same_body=meeting is not None and meeting.body_id == kept.body_id,
        item_state=entry.item.state if entry is not None else None,
        held_at=meeting.starts_at if meeting is not None else None,
        minutes_of=kept.whole.starts_at,
    )


async def seal(
    session: AsyncSession, actor: Actor, storage: Storage, kept: Kept, sealer: Sealer, now: dt.datetime
) -> None:
    """Seal both forms of the approved minutes. Raises Forbidden, GuardRefused ``minutes_approved``."""
    require(policy.can_keep(actor, kept.body_id))
    rules.require_approved(kept.row.state)
    if kept.sent is None:
        raise NotFound(f"There are no minutes of the meeting {kept.row.meeting_id}.")
    forms: tuple[MinutesForm, ...] = ("whole", "public")
    for form in forms:
        sealed = await sealer(kept, kept.sent, form)
        stored = await storage.work.put(sealed.content)
        session.add(
            MinutesFile(
                version_id=kept.sent.row.id,
                form=form,
                sha256=stored.sha256,
                size=stored.size,
                sealed_at=now,
                seal_name=sealed.name,
                trial=sealed.trial,
                level=sealed.level,
            )
        )
    kept.row.state = "sealed"
    await session.flush()
    service.tell(session, actor, "minutes.sealed", kept, {"version": kept.sent.row.number})


async def reopen(session: AsyncSession, actor: Actor, kept: Kept, reason: str) -> None:
    """Take approved minutes up again because they are wrong; what was sealed stays as it is.

    ``reason`` says for everybody what is to be put right, and stands in the minutes that take their place. Those are
    sent, approved and sealed anew, and until then the body keeps the ones that it has. Raises Forbidden, GuardRefused
    ``minutes_concluded``, Invalid for a reason that the public must not see.
    """
    require(policy.can_keep(actor, kept.body_id))
    rules.require_concluded(kept.row.state)
    require_open(reason)
    kept.row.state = "reopened"
    kept.row.correction = reason
    kept.row.approved_at = kept.row.approved_in_item_id = kept.row.comments_until = None
    # What was recorded wrongly is put right in the room, which the approval had closed.
    await meetings.set_state(session, kept.row.meeting_id, "held")
    await session.flush()
    version = kept.sent.row.number if kept.sent is not None else None
    service.tell(session, actor, "minutes.reopened", kept, {"version": version, "reason": reason})
