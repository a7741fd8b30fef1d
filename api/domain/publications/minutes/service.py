"""Publishing sealed minutes, and taking them back. One transaction, rows that are only added."""

import datetime as dt
from typing import NoReturn

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.kernel import event
from api.domain.kernel.actor import Actor
from api.domain.kernel.errors import FieldError, GuardRefused
from api.domain.kernel.ids import new_id
from api.domain.kernel.policy import require
from api.domain.minutes import policy
from api.domain.minutes import service as minutes
from api.domain.minutes.service import Kept
from api.domain.publications import adding, readiness
from api.domain.publications.changes import require_open
from api.domain.publications.minutes import standing, view
from api.domain.publications.minutes.schemas import MinutesPublishOrder
from api.domain.publications.minutes.tables import MinutesWithdrawal, PublishedMinutes
from api.domain.publications.minutes.view import MinutesStamp, SealedFileView
from api.storage import Storage


async def hold(session: AsyncSession, actor: Actor, meeting_id: str) -> Kept:
    """The minutes and the chain, until the transaction ends. Raises NotFound.

    The chain first, as everybody who takes it does: whoever withdraws a meeting needs both.
    """
    await adding.hold_chain(session)
    return await minutes.hold(session, actor, meeting_id)


async def publish(
    session: AsyncSession, actor: Actor, storage: Storage, kept: Kept, order: MinutesPublishOrder, now: dt.datetime
) -> PublishedMinutes:
    """Publish the public form of the sealed minutes as their next version. The caller holds them.

    Raises Forbidden; GuardRefused ``minutes_sealed``; ``published`` when nothing of the meeting stands in public;
    ``minutes_are_out`` when just these do; ``change_note`` when a version is superseded without a word on what changed;
    ``ready`` for identity numbers that are not overridden. Raises Invalid for an override that no finding asks for.
    """
    require(policy.can_keep(actor, kept.body_id))
    sent, row = kept.sent, kept.row
    file = next((one for one in sent.files if one.form == "public"), None) if sent is not None else None
    if sent is None or file is None or row.approved_at is None or row.state != "sealed":
        _refuse("minutes_sealed", f"The minutes are {row.state}.", "Have them approved, and seal them.")
    meeting = await adding.current(session, row.meeting_id)
    if meeting is None:
        _refuse("published", "Nothing of this meeting is published.", "Minutes stand beside a published agenda.")
    before = next(iter(await standing.standing(session, row.meeting_id)), None)
    if before is not None and before.file_sha256 == file.sha256:
        _refuse("minutes_are_out", "These minutes are published already.", "There is nothing to do.")
    if before is not None and not (order.change_note or "").strip():
        raise GuardRefused(
            "A version that takes another's place needs a note on what has changed.",
            (FieldError("/changeNote", "is required when a version is superseded", "required"),),
            {"guard": "change_note", "remedy": "Say in a sentence what has changed."},
        )
    position, previous_sha256 = await adding.next_place(session)
    stamp = MinutesStamp(
        id=new_id("mpub"),
        version=await standing.next_version(session, row.meeting_id),
        published_at=now,
        change_note=order.change_note,
        supersedes=before.id if before is not None else None,
        previous_sha256=previous_sha256,
    )
    sealed = SealedFileView(
        sha256=file.sha256,
        size=file.size,
        sealed_at=file.sealed_at,
        seal_name=file.seal_name,
        trial=file.trial,
        level=file.level,
    )
    made = view.published(sent.public, meeting, stamp, sealed, row.approved_at)
    readiness.settle(view.findings(made), [(one.code, one.path) for one in order.overrides])
    await storage.publish(file.sha256)
    published = view.row(made, position)
    session.add(published)
    await session.flush()
    event.record(
        session,
        actor,
        "minutes.published",
        ("minutes", row.id),
        body_id=kept.body_id,
        after={
            "publicationId": published.id,
            "version": published.version,
            "sha256": published.sha256,
            "changeNote": order.change_note,
            "overrides": [override.model_dump(mode="json") for override in order.overrides],
        },
    )
    return published


async def withdraw(
    session: AsyncSession, actor: Actor, kept: Kept, reason: str, now: dt.datetime
) -> list[MinutesWithdrawal]:
    """Take every version of the minutes back from the public. The caller holds them.

    Raises Forbidden, GuardRefused ``published`` when none is, Invalid for a reason that the public must not see.
    """
    require(policy.can_keep(actor, kept.body_id))
    require_open(reason)
    withdrawals = await standing.bury_all(session, kept.row.meeting_id, reason, now)
    if not withdrawals:
        _refuse("published", "These minutes are not published.", "There is nothing to do.")
    event.record(
        session,
        actor,
        "minutes.withdrawn",
        ("minutes", kept.row.id),
        body_id=kept.body_id,
        after={"reason": reason, "publicationIds": [one.minutes_id for one in withdrawals]},
    )
    return withdrawals


def _refuse(guard: str, detail: str, remedy: str) -> NoReturn:
    raise GuardRefused(detail, extra={"guard": guard, "remedy": remedy})
