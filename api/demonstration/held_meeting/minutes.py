"""The minutes of 22 September 2025: sent, commented on, approved, and on the day of loading sealed and published."""

import datetime as dt
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from api.demonstration.texts import doc
from api.domain.identity.service import Proof
from api.domain.kernel.actor import Actor
from api.domain.kernel.clock import at
from api.domain.minutes import approval, service
from api.domain.minutes.approval import Sealer
from api.domain.minutes.document import MinutesItem
from api.domain.minutes.schemas import MinutesPatch, NewComment, SectionEdit, Sending
from api.domain.minutes.service import Kept
from api.domain.publications.minutes import service as publishing
from api.domain.publications.minutes.schemas import MinutesPublishOrder
from api.storage import Storage

_SENT: Final = at(dt.date(2025, 9, 24), dt.time(10, 30))
_COMMENTED: Final = at(dt.date(2025, 9, 25), dt.time(8, 15))
_ANSWERED: Final = at(dt.date(2025, 9, 25), dt.time(13))
_APPROVED: Final = at(dt.date(2025, 9, 29), dt.time(9, 20))


async def write(session: AsyncSession, office: Actor, chair: Actor, member: Actor, meeting_id: str) -> None:
    """From what the room has to approved minutes. ``chair`` and ``member`` approve."""

    async def held() -> Kept:
        return await service.hold(session, office, meeting_id)

    def item(kept: Kept, number: int) -> str:
        return next(one.id for one in kept.whole.items if isinstance(one, MinutesItem) and one.number == number)

    kept = await held()
    added = SectionEdit(
        mode="add", text=doc("Prosjektleiaren gjekk gjennom utkastet til plan og svara på spørsmål frå styret.")
    )
    await service.edit(session, office, kept, MinutesPatch(edits={item(kept, 13): added}))
    signers = (str(chair.person_id), str(member.person_id))
    sending = Sending(way="at_once", signers=signers, comments_until=dt.date(2025, 9, 28))
    await service.send(session, office, await held(), sending, _SENT)
    remark = NewComment(section=item(kept, 8), text="Godt at tilførselen står slik eg sa det.")
    comment = await service.comment(session, member, await held(), remark, _COMMENTED)
    await service.answer(session, office, await held(), comment.id, "Takk for at du las gjennom.", _ANSWERED)
    for moment, actor in enumerate((chair, member)):
        approved_at = _APPROVED + dt.timedelta(hours=moment)
        await approval.approve(session, actor, await held(), 1, Proof(approved_at, "password"), approved_at)
    await approval.conclude(session, office, await held(), None, _APPROVED + dt.timedelta(hours=2))


async def publish(
    session: AsyncSession, storage: Storage, office: Actor, meeting_id: str, sealer: Sealer, now: dt.datetime
) -> None:
    """Seal them and let everybody read them. Today: a seal can't be older than its certificate."""
    kept = await publishing.hold(session, office, meeting_id)
    await approval.seal(session, office, storage, kept, sealer, now)
    kept = await publishing.hold(session, office, meeting_id)
    await publishing.publish(session, office, storage, kept, MinutesPublishOrder(), now)
